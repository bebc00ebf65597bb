//! What games cost and how long they take: arithmetic apart from storage.

use crate::{MAX_ANSWER_BYTES, Parameters};
use stoa_exact::{Claim, game::most_rounds};
use stoa_primitives::{Balance, BlockNumber};

/// Blocks of a day.
const DAY: Balance = 28_800;
/// Bytes of the hashes that a round shows at most.
const HASHES: Balance = 2_048;
/// Bytes of the leaves that the last round shows at most.
const LEAVES: Balance = 8_448;
/// Doublings beyond which a bond is out of reach anyway.
const MAX_DOUBLINGS: u32 = 40;

/// Answers that a provider gives at most in a game.
pub fn rounds(claim: &Claim) -> u32 {
	most_rounds(claim)
}

/// What a move of so many bytes is worth.
pub fn move_price(parameters: &Parameters, bytes: usize) -> Balance {
	let bytes = (bytes as Balance).saturating_mul(parameters.byte_cost);
	parameters.move_cost.saturating_add(bytes)
}

/// What it costs that `reserved` stays frozen for so many blocks; rounded up.
pub fn frozen_price(parameters: &Parameters, reserved: Balance, blocks: BlockNumber) -> Balance {
	let rate = Balance::from(parameters.freeze_rate.get()).saturating_mul(blocks.into());
	per(reserved, rate, DAY.saturating_mul(1_000_000))
}

/// `amount * rate / whole`, rounded up, without a product that could be too large.
fn per(amount: Balance, rate: Balance, whole: Balance) -> Balance {
	let (Some(parts), Some(rest)) = (amount.checked_div(whole), amount.checked_rem(whole)) else {
		return 0;
	};
	let rest = rest.saturating_mul(rate).div_ceil(whole);
	parts.saturating_mul(rate).saturating_add(rest)
}

/// Time that each side has for a game, in blocks: for the rounds, and to compute the answer again.
/// `regeneration` is what one position takes, in thousandths of a block.
pub fn clock(parameters: &Parameters, claim: &Claim, regeneration: u32) -> BlockNumber {
	let moves = parameters.round_blocks.get().saturating_mul(rounds(claim).saturating_add(1));
	let work = u64::from(claim.shape().positions())
		.saturating_mul(regeneration.into())
		.saturating_mul(parameters.regenerations.get().into())
		.div_ceil(1_000);
	let work = BlockNumber::try_from(work).unwrap_or(BlockNumber::MAX);
	moves.saturating_add(work).min(parameters.max_clock.get())
}

/// The bond of a challenge: at least what the defender's moves are worth, and that what the claim reserves
/// stays frozen for both clocks and the window after them; then doubled.
pub fn bond(
	parameters: &Parameters,
	claim: &Claim,
	reserved: Balance,
	regeneration: u32,
	doublings: u32,
) -> Balance {
	let rounds = Balance::from(rounds(claim));
	let bytes = rounds
		.saturating_mul(HASHES)
		.saturating_add(LEAVES)
		.saturating_add(MAX_ANSWER_BYTES.into());
	let moves = rounds
		.saturating_mul(parameters.move_cost)
		.saturating_add(bytes.saturating_mul(parameters.byte_cost));
	let blocks = clock(parameters, claim, regeneration)
		.saturating_mul(2)
		.saturating_add(parameters.min_window.get());
	let frozen = frozen_price(parameters, reserved, blocks);
	let least = moves.saturating_add(frozen).max(parameters.min_bond);
	least.saturating_mul(2u128.saturating_pow(doublings.min(MAX_DOUBLINGS)))
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	proptest! {
		#[test]
		fn parts_are_rounded_up(amount in 0u128..1 << 90, rate in 0u128..1 << 30) {
			let whole = DAY * 1_000_000;
			let exact = amount * rate;
			let got = per(amount, rate, whole);
			// Two parts are rounded at most once.
			prop_assert_eq!(got, exact.div_ceil(whole));
		}
	}
}
