//! What is earned when, and who loses what. Pure arithmetic, no storage.
//!
//! Rounding: what is earned is rounded down until the last block, so that what is earned never exceeds the price.

use sp_runtime::Perbill;
use stoa_primitives::{Balance, BlockNumber};

/// Most of a slash that goes to who showed the fault: the rest is burned, so nobody gains by showing their own.
pub const MAX_PAID: Perbill = Perbill::from_percent(40);

/// What a requester loses that orders a run and does not fetch what came out, of all that it would have paid. It is
/// burned: whoever keeps a result back gains nothing.
pub const ABANDONED: Perbill = Perbill::from_percent(10);

/// [`ABANDONED`] of `escrow`, in planck, rounded up.
pub fn abandoned(escrow: Balance) -> Balance {
	ABANDONED.mul_ceil(escrow)
}

/// What of `price` is earned in block `now`, evenly from block `from` to block `vests`, in planck.
pub fn earned(price: Balance, from: BlockNumber, vests: BlockNumber, now: BlockNumber) -> Balance {
	let span = vests.saturating_sub(from);
	let passed = now.saturating_sub(from);
	if passed >= span {
		return price;
	}
	let (passed, span) = (Balance::from(passed), Balance::from(span));
	// Whole parts and remainder apart: no product of a price and a number of blocks that overflows matters then.
	let whole = price.checked_div(span).unwrap_or(0).saturating_mul(passed);
	let rest = price.checked_rem(span).unwrap_or(0).saturating_mul(passed);
	whole.saturating_add(rest.checked_div(span).unwrap_or(0))
}

/// How a slash is divided: what is paid to who showed the fault, and what is burned.
pub fn divide_slash(taken: Balance, max_bounty: Balance) -> (Balance, Balance) {
	let paid = MAX_PAID.mul_floor(taken).min(max_bounty);
	(paid, taken.saturating_sub(paid))
}
