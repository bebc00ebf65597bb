//! The contract's own account, storage, input and output. Amounts are in planck.

use crate::Vec;
use alloc::vec;
use codec::{Decode, Encode};
use pallet_contracts_uapi::{HostFn, HostFnImpl as api, ReturnFlags};

/// An account.
pub type Account = [u8; 32];

/// Longest input of a call, in bytes.
const MAX_INPUT: usize = 8_192;
/// Longest value in storage, in bytes.
const MAX_VALUE: usize = 4_096;

fn fixed<const N: usize>(read: fn(&mut &mut [u8])) -> [u8; N] {
	let mut bytes = [0; N];
	read(&mut &mut bytes[..]);
	bytes
}

/// Who calls. It is the contract itself when the chain delivers a job.
pub fn caller() -> Account {
	fixed(api::caller)
}

/// The contract.
pub fn address() -> Account {
	fixed(api::address)
}

/// Whether the chain delivers a job, or the contract has called itself.
pub fn is_delivery() -> bool {
	caller() == address()
}

/// What the contract can send. What it must keep, and what is on hold, is not in it.
pub fn balance() -> u128 {
	u128::from_le_bytes(fixed(api::balance))
}

/// What an account must keep.
pub fn minimum_balance() -> u128 {
	u128::from_le_bytes(fixed(api::minimum_balance))
}

/// What came with the call.
pub fn value() -> u128 {
	u128::from_le_bytes(fixed(api::value_transferred))
}

/// The block.
pub fn block_number() -> u32 {
	u32::from_le_bytes(fixed(api::block_number))
}

/// What the contract was called with.
pub fn input() -> Vec<u8> {
	let mut bytes = vec![0; MAX_INPUT];
	let mut rest = &mut bytes[..];
	api::input(&mut rest);
	let length = rest.len();
	bytes.truncate(length);
	bytes
}

/// The value under a key.
pub fn get<T: Decode>(key: &[u8]) -> Option<T> {
	let mut bytes = vec![0; MAX_VALUE];
	let mut rest = &mut bytes[..];
	api::get_storage_v1(key, &mut rest).ok()?;
	T::decode(&mut &*rest).ok()
}

/// Writes a value. Its deposit is held on the contract's account, from who called the contract first. One that is too
/// long for [`get`] ends the call: a contract could never read it.
pub fn set<T: Encode>(key: &[u8], value: &T) {
	let bytes = value.encode();
	assert!(bytes.len() <= MAX_VALUE);
	api::set_storage_v2(key, &bytes);
}

/// Forgets a value.
pub fn clear(key: &[u8]) {
	api::clear_storage_v1(key);
}

/// Sends money; whether it went.
#[must_use]
pub fn transfer(to: &Account, amount: u128) -> bool {
	amount == 0 || api::transfer(to, &amount.to_le_bytes()).is_ok()
}

/// Tells everybody.
pub fn emit<T: Encode>(event: &T) {
	api::deposit_event(&[], &event.encode());
}

/// Ends the call with a result.
pub fn give<T: Encode>(result: &T) -> ! {
	api::return_value(ReturnFlags::empty(), &result.encode())
}

/// Ends the call as if it had not been, and says why.
pub fn refuse<T: Encode>(why: &T) -> ! {
	api::return_value(ReturnFlags::REVERT, &why.encode())
}
