//! How a market brings what it knows into a contract. The market knows no contracts.

use crate::Balance;
use alloc::vec::Vec;
use sp_runtime::{DispatchError, Weight};

/// What came of a delivery.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Delivered {
	/// Whether the contract took it. If it did not, nothing that it did meanwhile is left.
	pub accepted: bool,
	/// What it used: at most the gas that it was given, and [`Deliver::overhead`].
	pub used: Weight,
}

/// Calls into contracts. Implemented by the runtime; `()` is a chain without contracts.
pub trait Deliver<AccountId> {
	/// Most gas that a delivery may be given: with it, it still fits into any block.
	fn most_gas() -> Weight;
	/// What a call takes beside its gas, at most.
	fn overhead() -> Weight;
	/// What a transaction of this weight and length costs now, in planck.
	fn fee(weight: Weight, bytes: u32) -> Balance;
	/// Calls the contract `to`, as `to` itself, with `input` and at most `gas`. That it fails, runs out of gas
	/// or is not there is no error, but [`Delivered::accepted`]. An error is what is not its fault: try again.
	fn deliver(to: &AccountId, gas: Weight, input: Vec<u8>) -> Result<Delivered, DispatchError>;
}

impl<AccountId> Deliver<AccountId> for () {
	fn most_gas() -> Weight {
		Weight::zero()
	}
	fn overhead() -> Weight {
		Weight::zero()
	}
	fn fee(_: Weight, _: u32) -> Balance {
		0
	}
	fn deliver(_: &AccountId, _: Weight, _: Vec<u8>) -> Result<Delivered, DispatchError> {
		Ok(Delivered { accepted: false, used: Weight::zero() })
	}
}
