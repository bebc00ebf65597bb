//! Calls of contracts, and of who delivers jobs into them. Amounts are in planck.

use crate::{
	Call,
	chain::stoa,
	types::{AccountId, Weight},
};
use codec::Encode;
use stoa_primitives::{Balance, InlineBytes, JobId, contract::Gas};
use subxt::utils::MultiAddress;

pub(crate) fn weight(gas: Gas) -> Weight {
	Weight { ref_time: gas.ref_time, proof_size: gas.proof_size }
}

/// What a contract is given: the selector of a function, and its arguments.
pub(crate) fn input(selector: [u8; 4], arguments: &impl Encode) -> Vec<u8> {
	(selector, arguments).encode()
}

/// Uploads code and makes a contract of it, that is paid `value`. `salt` tells contracts of the same code and
/// maker apart. [`crate::Included::made_contract`] says where it is.
pub fn make_contract<A: Encode>(
	code: Vec<u8>,
	selector: [u8; 4],
	arguments: &A,
	salt: Vec<u8>,
	value: Balance,
	gas: Gas,
) -> impl Call + use<A> {
	let data = input(selector, arguments);
	stoa::tx().contracts().instantiate_with_code(value, weight(gas), None, code, data, salt)
}

/// Calls a function of a contract, with `value`. [`crate::At::contract_gas`] says how much gas it takes.
pub fn call_contract<A: Encode>(
	contract: AccountId,
	selector: [u8; 4],
	arguments: &A,
	value: Balance,
	gas: Gas,
) -> impl Call + use<A> {
	let data = input(selector, arguments);
	stoa::tx().contracts().call(MultiAddress::Id(contract), value, weight(gas), None, data)
}

/// Has a running job of the signer delivered into it when it is over, if it is a contract.
pub fn request_delivery(
	job: JobId,
	selector: [u8; 4],
	gas: Gas,
	fee: Option<Balance>,
) -> impl Call {
	stoa::tx().inference().request_delivery(job, selector, weight(gas), fee)
}

/// Delivers a job that is over. [`crate::Client::delivery`] makes this call with what the job needs.
pub fn deliver(job: JobId, gas: Gas, output: Option<InlineBytes>) -> impl Call {
	stoa::tx().inference().deliver(job, weight(gas), output.map(|bytes| bytes.into_inner()))
}
