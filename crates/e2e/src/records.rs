//! What the chain keeps of jobs, for states that no network has made.

use pallet_inference::{JobRecord, Outcome};
use stoa_primitives::{
	STOA, VerificationClass,
	merkle::content_root,
	payload::{ZERO_SALT, output_commitment},
};
use stoa_runtime::AccountId;

/// A public job that was answered with `output`, for one STOA.
pub fn answered(requester: &AccountId, output: &[u8]) -> JobRecord<AccountId> {
	JobRecord {
		requester: requester.clone(),
		release: 0,
		outcome: Outcome::Final,
		class: VerificationClass::Replicated,
		output: output_commitment(&ZERO_SALT, &content_root(output)),
		tokens: 1,
		bytes: output.len() as u32,
		charged: STOA,
		executors: 3,
		quorum: 2,
		backers: 3,
		auditors: 0,
		losing_percent: 0,
		keep_until: 1_000,
		deposit: 0,
	}
}
