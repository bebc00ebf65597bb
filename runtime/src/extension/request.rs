//! A contract's request: what every function of the extension does alike.

use crate::{AccountId, RuntimeCall, RuntimeOrigin};
use alloc::vec::Vec;
use codec::{Decode, DecodeAll};
use frame_support::{
	dispatch::{GetDispatchInfo, extract_actual_weight},
	storage::with_storage_layer,
	weights::{Weight, constants::ParityDbWeight},
};
use sp_runtime::{DispatchError, ModuleError, traits::Dispatchable};
use stoa_primitives::contract::code;

/// Gas, or what stands in for it in a test.
pub(crate) trait Meter {
	/// What remembers a charge.
	type Charged;
	/// Charges most that something takes. An error ends the contract.
	fn charge(&mut self, most: Weight) -> Result<Self::Charged, DispatchError>;
	/// Gives back what it did not take.
	fn refund(&mut self, charged: Self::Charged, used: Weight);
}

/// Why there is no result.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Stop {
	/// The contract is told why.
	Code(u32),
	/// The contract has no gas left.
	Gas(DispatchError),
}

impl Stop {
	/// What a contract is told of a call that was refused.
	fn refused(error: DispatchError) -> Self {
		Self::Code(match error {
			DispatchError::Module(ModuleError { index, error: [error, ..], .. }) => {
				code::refused_by(index, error)
			}
			_ => code::REFUSED,
		})
	}
}

/// What a contract asks.
pub(crate) struct Request<'a, M> {
	/// The contract's account.
	pub caller: AccountId,
	/// Whether it was called to change nothing.
	pub read_only: bool,
	/// The arguments in SCALE.
	pub arguments: &'a [u8],
	/// Its gas.
	pub meter: M,
}

impl<M: Meter> Request<'_, M> {
	/// The arguments, all of them.
	pub(super) fn arguments<T: Decode>(&self) -> Result<T, Stop> {
		let mut arguments = self.arguments;
		T::decode_all(&mut arguments).map_err(|_| Stop::Code(code::BAD_ARGUMENTS))
	}

	/// Charges for looking at so many items of storage, and for what follows from them.
	pub(super) fn looks_at(&mut self, items: u64, work: Weight) -> Result<(), Stop> {
		let most = ParityDbWeight::get().reads(items).saturating_add(work);
		self.meter.charge(most).map(|_| ()).map_err(Stop::Gas)
	}

	/// Makes calls as the contract, all of them or none.
	pub(super) fn make(&mut self, calls: Vec<RuntimeCall>) -> Result<(), Stop> {
		if self.read_only {
			return Err(Stop::Code(code::READ_ONLY));
		}
		let most = calls.iter().fold(Weight::zero(), |sum, call| {
			sum.saturating_add(call.get_dispatch_info().call_weight)
		});
		let charged = self.meter.charge(most).map_err(Stop::Gas)?;
		let mut used = Weight::zero();
		let made = with_storage_layer(|| {
			for call in calls {
				let info = call.get_dispatch_info();
				let result = call.dispatch(RuntimeOrigin::signed(self.caller.clone()));
				used.saturating_accrue(extract_actual_weight(&result, &info));
				result.map_err(|refused| refused.error)?;
			}
			Ok(())
		});
		self.meter.refund(charged, used.min(most));
		made.map_err(Stop::refused)
	}
}
