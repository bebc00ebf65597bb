//! A number that nothing can bring out of its bounds.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::{Deserialize, Serialize};

/// A number between `MIN` and `MAX`. Nothing else decodes, so no call can leave the bounds.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Debug,
	Encode,
	MaxEncodedLen,
	Serialize,
	Deserialize,
)]
#[serde(crate = "sp_runtime::serde", try_from = "u32", into = "u32")]
pub struct Within<const MIN: u32, const MAX: u32>(u32);

impl<const MIN: u32, const MAX: u32> Within<MIN, MAX> {
	/// `value`, moved to the nearer bound if it lies outside.
	pub const fn clamped(value: u32) -> Self {
		Self(if value < MIN {
			MIN
		} else if value > MAX {
			MAX
		} else {
			value
		})
	}

	/// The number.
	pub const fn get(self) -> u32 {
		self.0
	}
}

impl<const MIN: u32, const MAX: u32> TryFrom<u32> for Within<MIN, MAX> {
	type Error = &'static str;

	fn try_from(value: u32) -> Result<Self, Self::Error> {
		if (MIN..=MAX).contains(&value) { Ok(Self(value)) } else { Err("out of bounds") }
	}
}

impl<const MIN: u32, const MAX: u32> From<Within<MIN, MAX>> for u32 {
	fn from(value: Within<MIN, MAX>) -> u32 {
		value.0
	}
}

impl<const MIN: u32, const MAX: u32> Decode for Within<MIN, MAX> {
	fn decode<I: codec::Input>(input: &mut I) -> Result<Self, codec::Error> {
		u32::decode(input)?.try_into().map_err(codec::Error::from)
	}
}

impl<const MIN: u32, const MAX: u32> DecodeWithMemTracking for Within<MIN, MAX> {}

impl<const MIN: u32, const MAX: u32> TypeInfo for Within<MIN, MAX> {
	type Identity = u32;

	fn type_info() -> scale_info::Type {
		u32::type_info()
	}
}
