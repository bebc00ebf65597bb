//! Contracts that do what a test says.

use super::*;
use codec::Decode;
use sp_runtime::DispatchError;
use stoa_primitives::{
	InlineBytes, JobId,
	contract::DeliveredJob,
	frame::{Deliver, Delivered},
};

/// What a contract does when it is called: take it or not, or nobody can call it now.
pub type Does = fn(&AccountId) -> Result<bool, DispatchError>;

parameter_types! {
	/// Who was called, with which selector, and what it was told.
	pub static Calls: Vec<(AccountId, [u8; 4], DeliveredJob)> = Vec::new();
	pub static Behaviour: Does = |_| Ok(true);
}

/// The gas of every delivery in tests.
pub const GAS: Weight = Weight::from_parts(1_000_000, 1_000);
pub const SELECTOR: [u8; 4] = [1, 2, 3, 4];

pub struct Contracts;

impl Deliver<AccountId> for Contracts {
	fn most_gas() -> Weight {
		Weight::from_parts(10_000_000, 10_000)
	}

	fn overhead() -> Weight {
		Weight::from_parts(500, 50)
	}

	fn fee(weight: Weight, bytes: u32) -> Balance {
		Balance::from(weight.ref_time()) + Balance::from(bytes)
	}

	fn deliver(to: &AccountId, gas: Weight, input: Vec<u8>) -> Result<Delivered, DispatchError> {
		let (selector, told) = <([u8; 4], DeliveredJob)>::decode(&mut &input[..]).unwrap();
		Calls::mutate(|calls| calls.push((to.clone(), selector, told)));
		let accepted = Behaviour::get()(to)?;
		Ok(Delivered { accepted, used: gas.saturating_div(2) + Self::overhead() })
	}
}

/// The output with which a job can be delivered now.
pub fn delivered_output(id: JobId) -> Option<InlineBytes> {
	let record = Records::<Runtime>::get(id).filter(|record| record.outcome == Outcome::Final)?;
	(1..4).map(output).find(|bytes| claim(bytes[0]).output == record.output)
}

/// A job of Alice's that goes into her contract, answered and final.
pub fn deliverable() -> JobId {
	let id = Ask::default().drawn();
	let alice = RuntimeOrigin::signed(alice());
	Inference::request_delivery(alice, id, SELECTOR, GAS, None).unwrap();
	answer_all(id, true, |_| 1);
	run(200);
	id
}

/// Bob delivers, as in a transaction.
pub fn deliver(id: JobId) -> Result<Option<Weight>, DispatchError> {
	frame_support::storage::with_storage_layer(|| {
		Inference::deliver(RuntimeOrigin::signed(bob()), id, GAS, delivered_output(id))
			.map(|info| info.actual_weight)
			.map_err(|refused| refused.error)
	})
}
