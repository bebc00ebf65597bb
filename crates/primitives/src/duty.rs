//! Which validator brings a job's answers to the chain, and who stands in when it does not.
//!
//! The order is drawn per job. The first in it is on duty at once; every [`FALLBACK_BLOCKS`] blocks
//! without progress one more is on duty beside it, so a dead validator costs a few blocks and nothing else.

use crate::{Digest, JobId, payload};

/// Blocks without progress after which one more validator is on duty.
pub const FALLBACK_BLOCKS: u32 = 2;

/// Whether the validator at `index` of `validators` is on duty for `job`, `waited` blocks after its last
/// progress. `seed` is the seed by which the job's executors were drawn.
pub fn on_duty(seed: &Digest, job: JobId, index: u32, validators: u32, waited: u32) -> bool {
	let Some(last) = validators.checked_sub(1) else { return false };
	if index > last {
		return false;
	}
	let first = payload::draw_number(&payload::tagged(payload::domain::DUTY, (seed, job)), 0);
	let first = (first % u64::from(validators)) as u32;
	let rank = if index >= first { index - first } else { index + validators - first };
	rank <= waited / FALLBACK_BLOCKS
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn one_validator_is_on_duty_at_once_and_all_in_the_end() {
		for job in 0..50 {
			let seed = [job as u8; 32];
			let on = |waited| (0..4).filter(|i| on_duty(&seed, job, *i, 4, waited)).count();
			assert_eq!(on(0), 1);
			assert_eq!(on(FALLBACK_BLOCKS), 2);
			assert_eq!(on(3 * FALLBACK_BLOCKS), 4);
		}
		assert!(!on_duty(&[0; 32], 0, 0, 0, 9));
		assert!(!on_duty(&[0; 32], 0, 4, 4, 99));
	}
}
