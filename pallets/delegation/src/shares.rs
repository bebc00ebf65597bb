//! Pure arithmetic: what many own together, by shares. All that leaves is rounded down, so that rounding never makes
//! money: what it leaves is the others'.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::{Rounding, helpers_128bit::multiply_by_rational_with_rounding};
use stoa_primitives::Balance;

/// Most shares that a planck is ever worth: a loss leaves a millionth of what was put in, or shares would be worth
/// nothing and newcomers could not be told from those who lost all.
pub const SHARES_PER_PLANCK: u128 = 1_000_000;
/// Parts of a planck that a share's income is counted in.
pub const SCALE: u128 = 1_000_000_000_000_000_000;

/// An amount that belongs to many.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Shared {
	/// What there is, in planck.
	pub amount: Balance,
	/// All shares of it.
	pub shares: u128,
}

impl Shared {
	/// What so many shares are worth, in planck; rounded down.
	pub fn worth(&self, shares: u128) -> Balance {
		scale(self.amount, shares.min(self.shares), self.shares, Rounding::Down)
	}

	/// Least shares that are worth `amount`.
	pub fn shares_of(&self, amount: Balance) -> u128 {
		scale(self.shares, amount, self.amount, Rounding::Up)
	}

	/// Adds `amount`; returns the shares that it is.
	pub fn enter(&mut self, amount: Balance) -> u128 {
		let shares = match self.shares {
			0 => amount,
			all => scale(all, amount, self.amount, Rounding::Down),
		};
		self.amount = self.amount.saturating_add(amount);
		self.shares = self.shares.saturating_add(shares);
		shares
	}

	/// Takes shares out; returns what they are worth. Who takes the last takes all.
	pub fn leave(&mut self, shares: u128) -> Balance {
		let shares = shares.min(self.shares);
		let worth = self.worth(shares);
		self.amount = self.amount.saturating_sub(worth);
		self.shares = self.shares.saturating_sub(shares);
		worth
	}

	/// Everybody loses: takes up to `amount`, but for what a share must stay worth. Returns what was taken.
	pub fn lose(&mut self, amount: Balance) -> Balance {
		let least = self.shares.div_ceil(SHARES_PER_PLANCK);
		let taken = amount.min(self.amount.saturating_sub(least));
		self.amount = self.amount.saturating_sub(taken);
		taken
	}
}

/// `value` times `by`, divided by `of`; zero if `of` is.
pub fn scale(value: u128, by: u128, of: u128, rounding: Rounding) -> u128 {
	if of == 0 {
		return 0;
	}
	multiply_by_rational_with_rounding(value, by, of, rounding).unwrap_or(u128::MAX)
}

/// Of what a provider earns, the part of those who back it: in proportion to what stands behind it, less what the
/// provider takes of that, in millionths.
pub fn backers_part(amount: Balance, own: Balance, counted: Balance, take: u32) -> Balance {
	let gross = scale(amount, counted, own.saturating_add(counted), Rounding::Down);
	gross.saturating_sub(scale(gross, take.into(), 1_000_000, Rounding::Up))
}

/// What backers lose when `lost` of `own` is slashed: the same part of what counts.
pub fn backers_loss(counted: Balance, lost: Balance, own: Balance) -> Balance {
	scale(counted, lost.min(own), own, Rounding::Down)
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;
	use stoa_primitives::STOA;

	#[test]
	fn a_share_should_be_worth_its_part() {
		let mut pool = Shared::default();
		let (one, two) = (pool.enter(3 * STOA), pool.enter(STOA));
		assert_eq!((one, two), (3 * STOA, STOA));
		assert_eq!(pool.lose(2 * STOA), 2 * STOA);
		assert_eq!((pool.worth(one), pool.worth(two)), (STOA * 3 / 2, STOA / 2));
		// Whoever comes after a loss does not bear it.
		let three = pool.enter(STOA);
		assert_eq!(pool.worth(three), STOA);
		assert_eq!(pool.leave(one), STOA * 3 / 2);
		assert_eq!(pool.leave(two) + pool.leave(three), STOA * 3 / 2);
		assert_eq!(pool, Shared::default());
	}

	#[test]
	fn a_loss_should_leave_a_millionth() {
		let mut pool = Shared::default();
		let all = pool.enter(STOA);
		pool.lose(u128::MAX);
		assert_eq!(pool.worth(all), STOA / SHARES_PER_PLANCK);
	}

	#[test]
	fn backers_should_earn_by_what_counts() {
		assert_eq!(backers_part(100, 300, 100, 0), 25);
		assert_eq!(backers_part(100, 300, 100, 200_000), 20);
		assert_eq!(backers_part(100, 300, 100, 1_000_000), 0);
		assert_eq!(backers_part(100, 0, 0, 0), 0);
		assert_eq!(backers_loss(100, 30, 300), 10);
		assert_eq!(backers_loss(100, 400, 300), 100);
		assert_eq!(backers_loss(100, 1, 0), 0);
	}

	#[derive(Clone, Debug)]
	enum Act {
		Enter(Balance),
		Leave(usize, u128),
		Lose(Balance),
	}

	fn act() -> impl Strategy<Value = Act> {
		prop_oneof![
			(1..1_000 * STOA).prop_map(Act::Enter),
			(any::<usize>(), 0..1_000 * STOA).prop_map(|(who, shares)| Act::Leave(who, shares)),
			(0..1_000 * STOA).prop_map(Act::Lose),
		]
	}

	proptest! {
		#[test]
		fn nothing_comes_out_that_did_not_go_in(acts in proptest::collection::vec(act(), 1..60)) {
			let (mut pool, mut members, mut there) = (Shared::default(), Vec::new(), 0u128);
			for act in acts {
				match act {
					Act::Enter(amount) => {
						members.push(pool.enter(amount));
						there += amount;
					}
					Act::Leave(who, shares) if !members.is_empty() => {
						let at = who % members.len();
						let shares = shares.min(members[at]);
						members[at] -= shares;
						there -= pool.leave(shares);
					}
					Act::Leave(..) => {}
					Act::Lose(amount) => there -= pool.lose(amount),
				}
				prop_assert_eq!(pool.amount, there);
				prop_assert_eq!(pool.shares, members.iter().sum::<u128>());
				prop_assert!(pool.amount.saturating_mul(SHARES_PER_PLANCK) >= pool.shares);
				let worth: Balance = members.iter().map(|shares| pool.worth(*shares)).sum();
				prop_assert!(worth <= pool.amount && pool.amount - worth <= members.len() as u128);
			}
		}

		#[test]
		fn who_leaves_for_an_amount_gets_it(
			amounts in proptest::collection::vec(STOA..1_000 * STOA, 2..8), lost in 0..STOA, wanted in 1..STOA,
		) {
			let mut pool = Shared::default();
			let shares: Vec<_> = amounts.iter().map(|amount| pool.enter(*amount)).collect();
			pool.lose(lost);
			let wanted = wanted.min(pool.worth(shares[0]));
			let got = pool.leave(pool.shares_of(wanted).min(shares[0]));
			prop_assert!(got >= wanted && got <= wanted + 1, "{} for {}", got, wanted);
		}
	}
}
