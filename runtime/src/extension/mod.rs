//! What contracts can ask of the chain. Joins: nothing here decides anything.
//!
//! Each function reads its arguments whole, charges most that it can take before it does anything, and makes
//! calls that anybody could make, signed by the contract. `stoa_primitives::contract` has its numbers and types.

mod request;
mod views;
mod writes;

use crate::Runtime;
use alloc::vec::Vec;
use frame_support::weights::Weight;
use pallet_contracts::{
	WeightInfo,
	chain_extension::{
		BufInBufOutState, ChainExtension, ChargedAmount, Environment, Ext, InitState, Result,
		RetVal,
	},
};
pub(crate) use request::{Meter, Request, Stop};
use sp_runtime::DispatchError;
use stoa_primitives::contract::{EXTENSION, MAX_ARGUMENTS, code, function};

type Weights = <Runtime as pallet_contracts::Config>::WeightInfo;

/// The chain extension.
#[derive(Default)]
pub struct Extension;

/// What copying a byte in or out of a contract's memory takes.
fn per_byte() -> Weight {
	Weights::seal_return(1_024).saturating_sub(Weights::seal_return(0)).saturating_div(1_000)
}

/// Does what a contract asks for: a result, a code for the contract, or the end of its gas.
pub(crate) fn serve<M: Meter>(
	number: u16,
	request: Request<M>,
) -> core::result::Result<Vec<u8>, Stop> {
	match number {
		function::QUOTE => request.quote(),
		function::SUBMIT_JOB => request.submit_job(),
		function::CANCEL_JOB => request.cancel_job(),
		function::JOB => request.job(),
		function::IS_OUTPUT => request.output_check(),
		function::DROP_JOB => request.drop_job(),
		function::CLAIM => request.claim(),
		function::DELIVERY_FEE => request.delivery_fee(),
		function::LISTING => request.listing(),
		function::RELEASE => request.release(),
		function::LEASE_QUOTE => request.lease_quote(),
		function::OPEN_LEASE => request.open_lease(),
		function::CLOSE_LEASE => request.close_lease(),
		function::LEASE => request.lease(),
		function::GO_TO_COURT => request.go_to_court(),
		function::CHALLENGE_LISTING => request.challenge_listing(),
		function::LICENSE => request.license(),
		function::BUY_LICENSE => request.buy_license(),
		function::SEED => request.seed(),
		_ => Err(Stop::Code(code::NO_FUNCTION)),
	}
}

/// The gas of a contract that runs.
struct Gas<'e, 'a, 'b, E: Ext>(&'e mut Environment<'a, 'b, E, BufInBufOutState>);

impl<E: Ext<T = Runtime>> Meter for Gas<'_, '_, '_, E> {
	type Charged = ChargedAmount;

	fn charge(&mut self, most: Weight) -> core::result::Result<ChargedAmount, DispatchError> {
		self.0.charge_weight(most)
	}

	fn refund(&mut self, charged: ChargedAmount, used: Weight) {
		self.0.adjust_weight(charged, used);
	}
}

impl ChainExtension<Runtime> for Extension {
	fn call<E: Ext<T = Runtime>>(&mut self, env: Environment<E, InitState>) -> Result<RetVal> {
		let number = env.func_id();
		if env.ext_id() != EXTENSION {
			return Ok(RetVal::Converging(code::NO_FUNCTION));
		}
		let mut env = env.buf_in_buf_out();
		let length = env.in_len();
		if length > MAX_ARGUMENTS {
			return Ok(RetVal::Converging(code::BAD_ARGUMENTS));
		}
		// Reading, and decoding what was read.
		env.charge_weight(Weights::seal_input(length).saturating_mul(4))?;
		let arguments = env.read(length)?;
		let read_only = env.ext().is_read_only();
		let caller = env.ext().address().clone();
		let meter = Gas(&mut env);
		match serve(number, Request { caller, read_only, arguments: &arguments, meter }) {
			Ok(result) => {
				env.write(&result, true, Some(per_byte()))?;
				Ok(RetVal::Converging(code::OK))
			}
			Err(Stop::Code(code)) => Ok(RetVal::Converging(code)),
			Err(Stop::Gas(error)) => Err(error),
		}
	}
}
