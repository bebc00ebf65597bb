use crate::pricing::{divide_slash, earned};
use proptest::prelude::*;
use stoa_primitives::Balance;

#[test]
fn all_is_earned_at_the_end_and_nothing_before_the_beginning() {
	assert_eq!(earned(100, 10, 20, 9), 0);
	assert_eq!(earned(100, 10, 20, 10), 0);
	assert_eq!(earned(100, 10, 20, 15), 50);
	assert_eq!(earned(100, 10, 20, 20), 100);
	assert_eq!(earned(7, 0, 3, 1), 2, "rounded down");
	assert_eq!(earned(100, 10, 10, 10), 100, "at once");
	assert_eq!(earned(Balance::MAX, 0, 2, 1), Balance::MAX / 2);
}

proptest! {
	#[test]
	fn what_is_earned_grows_and_never_exceeds_the_price(
		price in any::<u128>(), from in any::<u32>(), span in any::<u32>(), a in any::<u32>(), b in any::<u32>(),
	) {
		let vests = from.saturating_add(span);
		let (a, b) = (a.min(b), a.max(b));
		prop_assert!(earned(price, from, vests, a) <= earned(price, from, vests, b));
		prop_assert!(earned(price, from, vests, b) <= price);
		prop_assert_eq!(earned(price, from, vests, vests.max(from)), price);
	}

	#[test]
	fn at_least_60_percent_of_a_slash_are_burned(taken in any::<u128>(), most in any::<u128>()) {
		let (paid, burned) = divide_slash(taken, most);
		prop_assert_eq!(paid + burned, taken);
		prop_assert!(paid <= most);
		prop_assert!(paid <= taken / 10 * 4 + 4);
	}
}
