//! Numbers that no vote can move beyond their bounds.

use codec::{Decode, DecodeWithMemTracking, Encode, Error, Input, MaxEncodedLen};
use scale_info::{Type, TypeInfo};

/// A number from `MIN` to `MAX`. Nothing else can be decoded, so no proposal can carry it: neither a referendum
/// nor root can set it in a call that takes one.
///
/// ```
/// use codec::{DecodeAll, Encode};
/// use stoa_runtime::governance::bounded::Within;
///
/// assert_eq!(Within::<1, 9>::decode_all(&mut &5u32.encode()[..]).unwrap().get(), 5);
/// assert!(Within::<1, 9>::decode_all(&mut &10u32.encode()[..]).is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, MaxEncodedLen)]
pub struct Within<const MIN: u32, const MAX: u32>(u32);

impl<const MIN: u32, const MAX: u32> Within<MIN, MAX> {
	/// `value`, or the bound that it is beyond.
	pub const fn clamped(value: u32) -> Self {
		if value < MIN {
			Self(MIN)
		} else if value > MAX {
			Self(MAX)
		} else {
			Self(value)
		}
	}

	/// The number.
	pub const fn get(self) -> u32 {
		self.0
	}
}

impl<const MIN: u32, const MAX: u32> Decode for Within<MIN, MAX> {
	fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
		let value = u32::decode(input)?;
		if (MIN..=MAX).contains(&value) { Ok(Self(value)) } else { Err("beyond its bounds".into()) }
	}
}

impl<const MIN: u32, const MAX: u32> DecodeWithMemTracking for Within<MIN, MAX> {}

/// To clients it is a plain number; its bounds are in its parameter's documentation.
impl<const MIN: u32, const MAX: u32> TypeInfo for Within<MIN, MAX> {
	type Identity = u32;

	fn type_info() -> Type {
		u32::type_info()
	}
}
