//! Validators carry providers' signed statements to the chain, for free.
//!
//! A validator cannot forge or change a statement, since the provider signs it; it can only be slow.
//! A batch is valid only while the chain waits for every statement in it, so each statement costs
//! the chain one verification, whoever sends it. Its tags are (job, seat, phase): the pool holds one
//! transaction for each.

use crate::{
	Awaited, Config, DispatchId, DispatchKeys, JobDetails, Jobs, MAX_RELAYED, Pallet, WeightInfo,
	dispatch::DispatchSignature,
};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec::Vec,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{BoundedVec, pallet_prelude::*, traits::ConstU32};
use sp_application_crypto::RuntimeAppPublic;
use sp_runtime::transaction_validity::TransactionValidityWithRefund;
use stoa_primitives::{
	BlockNumber, Digest, JobId,
	frame::ChainIdentity,
	payload::{domain, tagged},
	wire::{SeatPhase, SeatStatement},
};

/// Blocks for which a batch may be included.
pub const RELAY_LIFE: BlockNumber = 8;

/// Statements that a validator brings to the chain.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct RelayBatch {
	/// Height at which it was made.
	pub block: BlockNumber,
	/// Place of the validator's dispatch key in the session.
	pub authority: u32,
	/// What the providers say.
	pub statements: BoundedVec<SeatStatement, ConstU32<MAX_RELAYED>>,
}

impl RelayBatch {
	/// What the dispatch key signs.
	pub fn digest(&self, genesis: &Digest) -> Digest {
		tagged(domain::RELAY, (genesis, self))
	}
}

impl<T: Config> Pallet<T> {
	/// Whether a batch may enter pool and block. What is cheap comes first: the key, the age, whether
	/// the jobs are on the work list; then the validator's signature, so that nobody else makes the
	/// chain decode a job; then whether every statement is awaited; then the providers' signatures.
	pub(crate) fn authorize_relay_call(
		_source: TransactionSource,
		batch: &RelayBatch,
		signature: &DispatchSignature,
	) -> TransactionValidityWithRefund {
		let keys = DispatchKeys::<T>::get();
		let key = keys.get(batch.authority as usize).ok_or(InvalidTransaction::BadSigner)?;
		let age = Self::now().checked_sub(batch.block).ok_or(InvalidTransaction::Future)?;
		ensure!(age <= RELAY_LIFE, InvalidTransaction::Stale);
		ensure!(!batch.statements.is_empty(), InvalidTransaction::Call);

		let mut seats = BTreeSet::new();
		for said in &batch.statements {
			ensure!(seats.insert((said.job, said.seat)), InvalidTransaction::Call);
		}
		let listed: BTreeSet<_> = seats.into_iter().map(|(job, _)| job).collect();
		let awaited = listed.into_iter().all(Awaited::<T>::contains_key);
		ensure!(awaited, InvalidTransaction::Stale);

		let genesis = T::Chain::genesis();
		ensure!(
			Self::signed_by(key, &batch.digest(&genesis), signature),
			InvalidTransaction::BadProof
		);
		let mut jobs = BTreeMap::new();
		let mut tags = Vec::new();
		for said in &batch.statements {
			tags.push(Self::awaited_tag(&mut jobs, said).ok_or(InvalidTransaction::Stale)?);
		}
		for said in &batch.statements {
			let job = jobs.get(&said.job).ok_or(InvalidTransaction::Stale)?;
			ensure!(Self::statement_is_good(&genesis, job, said), InvalidTransaction::BadProof);
		}

		let valid = tags.into_iter().fold(
			ValidTransaction::with_tag_prefix("StoaRelay")
				.priority(T::RelayPriority::get())
				.longevity(RELAY_LIFE.saturating_sub(age).saturating_add(1).into())
				.propagate(true),
			|valid, tag| valid.and_provides(tag),
		);
		valid.build().map(|valid| (valid, Weight::zero()))
	}

	/// The pool's name for an awaited statement; `None` if the chain does not wait for it.
	fn awaited_tag(
		jobs: &mut BTreeMap<JobId, JobDetails<T::AccountId>>,
		said: &SeatStatement,
	) -> Option<(JobId, u8, SeatPhase)> {
		if let alloc::collections::btree_map::Entry::Vacant(entry) = jobs.entry(said.job) {
			entry.insert(Jobs::<T>::get(said.job)?);
		}
		let job = jobs.get(&said.job)?;
		let seat = job.seats.get(usize::from(said.seat))?;
		let phase = job.phase(seat);
		(phase == Self::phase_of(&said.statement)).then_some((said.job, said.seat, phase))
	}

	fn signed_by(key: &DispatchId, digest: &Digest, signature: &DispatchSignature) -> bool {
		key.verify(digest, signature)
	}

	/// Applies every statement of an authorised batch that is still awaited.
	pub(crate) fn do_relay(batch: RelayBatch) -> DispatchResultWithPostInfo {
		let now = Self::now();
		let most = T::WeightInfo::relay(batch.statements.len() as u32);
		let mut used = Weight::zero();
		for said in batch.statements {
			let heavy = Self::is_heavy(&said.statement);
			let applied = Self::with_job(said.job, |job| {
				Self::apply(said.job, job, said.seat.into(), said.statement, said.output, now)
			});
			// What became stale is ignored.
			used = used.saturating_add(Self::statement_weight(heavy || applied.unwrap_or(false)));
		}
		Ok((Some(used.min(most)), Pays::No).into())
	}
}
