//! Scalar primitives of the contract. Each is total: no input traps or wraps.

/// `x / 2^n`, rounded half towards plus infinity, for positive `n`; `x * 2^-n`, saturating at
/// plus or minus `2^63 - 1`, otherwise. `n` counts as at most 62 either way.
#[inline(always)]
pub fn rshr(x: i64, n: i32) -> i64 {
	if n > 0 {
		let n = n.min(62) as u32;
		// The carry of the rounding bit, without an intermediate sum that could overflow.
		(x >> n) + ((x >> (n - 1)) & 1)
	} else {
		let wide = i128::from(x) << n.max(-62).unsigned_abs();
		wide.clamp(-i128::from(i64::MAX), i128::from(i64::MAX)) as i64
	}
}

/// Clamps to what `bits` bits hold symmetrically: plus or minus `2^(bits - 1) - 1`.
#[inline(always)]
pub fn cl(x: i64, bits: u32) -> i64 {
	let most = (1i64 << (bits.clamp(1, 63) - 1)) - 1;
	x.clamp(-most, most)
}

/// Bit length: the position of the highest set bit, counted from one; 0 for 0.
#[inline(always)]
pub fn bl(x: u64) -> i32 {
	(64 - x.leading_zeros()) as i32
}

/// `num / den` rounded to the nearest, half up, for positive `den`; 0 for any other.
///
/// Exact while `|num| <= 2^61` and `den < 2^61`.
#[inline(always)]
pub fn rdiv(num: i64, den: i64) -> i64 {
	if den <= 0 {
		return 0;
	}
	num.wrapping_mul(2).wrapping_add(den).div_euclid(den.wrapping_mul(2).max(1))
}

/// `2^-d` as Q30, for `d` in Q16.
#[inline(always)]
pub fn exp2n(d: u64) -> u32 {
	let at = ((d >> 8) & 255) as usize;
	let part = (d & 255) as u32;
	let high = crate::tables::EXP2[at];
	let low = crate::tables::EXP2[at + 1];
	(high - (((high - low) * part) >> 8)) >> (d >> 16).min(31)
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	/// The definition, in unlimited integers.
	fn rshr_wide(x: i64, n: i32) -> i128 {
		let x = i128::from(x);
		let n = n.clamp(-62, 62);
		if n > 0 {
			(x + (1 << (n - 1))).div_euclid(1 << n)
		} else {
			(x << -n).clamp(-i128::from(i64::MAX), i128::from(i64::MAX))
		}
	}

	fn extreme() -> impl Strategy<Value = i64> {
		prop_oneof![
			any::<i64>(),
			(0u32..64, -2i64..=2).prop_map(|(bits, off)| (1i64 << bits).wrapping_add(off)),
			Just(i64::MIN),
			Just(i64::MAX),
		]
	}

	proptest! {
		#[test]
		fn rshr_is_its_definition(x in extreme(), n in -200i32..200) {
			prop_assert_eq!(i128::from(rshr(x, n)), rshr_wide(x, n));
		}

		#[test]
		fn cl_is_its_definition(x in extreme(), bits in 1u32..=63) {
			let most = (1i128 << (bits - 1)) - 1;
			prop_assert_eq!(i128::from(cl(x, bits)), i128::from(x).clamp(-most, most));
		}

		#[test]
		fn rdiv_is_its_definition(num in -(1i64 << 61)..=1 << 61, den in 1i64..1 << 61) {
			let (n, d) = (i128::from(num), i128::from(den));
			prop_assert_eq!(i128::from(rdiv(num, den)), (2 * n + d).div_euclid(2 * d));
		}

		#[test]
		fn bl_is_its_definition(x in any::<u64>(), shift in 0u32..64) {
			let x = x >> shift;
			prop_assert_eq!(bl(x), (0..64).rev().find(|i| (x >> i) & 1 == 1).map_or(0, |i| i + 1));
		}

		#[test]
		fn exp2n_never_rises_and_halves_each_65536(d in 0u64..40 << 16, step in 0u64..70_000) {
			prop_assert!(exp2n(d) >= exp2n(d + step));
			prop_assert_eq!(exp2n(d + 65_536), exp2n(d) >> 1);
		}
	}

	#[test]
	fn rdiv_of_nothing_is_zero() {
		assert_eq!(rdiv(5, 0), 0);
		assert_eq!(rdiv(i64::MIN, i64::MIN), 0);
	}

	#[test]
	fn exp2n_has_its_ends() {
		assert_eq!(exp2n(0), 1 << 30);
		assert_eq!(exp2n(1 << 16), 1 << 29);
		assert_eq!(exp2n(31 << 16), 0);
		assert_eq!(exp2n(u64::MAX), 0);
	}
}
