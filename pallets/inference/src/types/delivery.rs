//! Where a job goes when it is over.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::weights::Weight;
use scale_info::TypeInfo;
use stoa_primitives::Balance;

/// Into which function of the requester's contract a job goes when it is over, and what that pays.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Delivery {
	/// The first bytes of what the contract is given.
	pub selector: [u8; 4],
	/// Most that the contract may use.
	pub gas: Weight,
	/// On hold at the requester for whoever delivers, in planck.
	pub fee: Balance,
}
