//! What contracts can do. Each is a call, or two, that anybody can make.

use super::request::{Meter, Request, Stop};
use crate::{Runtime, RuntimeCall};
use alloc::{vec, vec::Vec};
use codec::Encode;
use frame_support::weights::Weight;
use stoa_primitives::{
	CaseSubject, JobId, JobSubject, LeaseId, ListingFault, ListingId,
	contract::{CloseLease, DeliveryOrder, JobOrder, NewLease, NewLicense, code},
};

type Result = core::result::Result<Vec<u8>, Stop>;

fn inference(call: pallet_inference::Call<Runtime>) -> Vec<RuntimeCall> {
	vec![RuntimeCall::Inference(call)]
}

fn compute(call: pallet_compute::Call<Runtime>) -> Vec<RuntimeCall> {
	vec![RuntimeCall::Compute(call)]
}

fn delivery_of(job: JobId, order: DeliveryOrder) -> RuntimeCall {
	let DeliveryOrder { selector, gas, fee } = order;
	let gas = Weight::from_parts(gas.ref_time, gas.proof_size);
	let call = pallet_inference::Call::request_delivery { job, selector, gas, fee };
	RuntimeCall::Inference(call)
}

impl<M: Meter> Request<'_, M> {
	fn done(mut self, calls: Vec<RuntimeCall>) -> Result {
		self.make(calls)?;
		Ok(Vec::new())
	}

	/// Gives the id of the job.
	pub(super) fn submit_job(mut self) -> Result {
		let order: JobOrder = self.arguments()?;
		// The prompt's commitment, and the next id.
		let hashing = Weight::from_parts(2_000_000_000, 0);
		self.looks_at(1, hashing)?;
		let prompt = pallet_inference::Pallet::<Runtime>::public_prompt(
			order.assurance,
			order.kind,
			order.prompt_tokens,
			order.prompt,
		);
		let prompt = prompt.ok_or(Stop::Code(code::BAD_ARGUMENTS))?;
		let id = pallet_inference::NextJobId::<Runtime>::get();
		let mut calls = inference(pallet_inference::Call::submit_job {
			subject: JobSubject::Model(order.release),
			prompt,
			generation: order.generation,
			assurance: order.assurance,
			reply_key: None,
			max_fee: order.max_fee,
			value_at_risk: order.value_at_risk,
			timeout_blocks: order.timeout_blocks,
		});
		calls.extend(order.delivery.map(|delivery| delivery_of(id, delivery)));
		self.make(calls)?;
		Ok(id.encode())
	}

	pub(super) fn cancel_job(self) -> Result {
		let job = self.arguments()?;
		self.done(inference(pallet_inference::Call::cancel_job { job }))
	}

	pub(super) fn drop_job(self) -> Result {
		let job = self.arguments()?;
		self.done(inference(pallet_inference::Call::drop_expired { job }))
	}

	pub(super) fn claim(self) -> Result {
		let () = self.arguments()?;
		self.done(inference(pallet_inference::Call::claim {}))
	}

	/// Gives the id of the lease.
	pub(super) fn open_lease(mut self) -> Result {
		let new: NewLease = self.arguments()?;
		self.looks_at(1, Weight::zero())?;
		let id = pallet_compute::NextLeaseId::<Runtime>::get();
		let order = pallet_compute::LeaseOrder {
			units: new.units,
			blocks: new.blocks,
			escrow: new.escrow,
			usage_key: new.usage_key,
			manifest: new.manifest,
		};
		let (offer, price_limit) = (new.offer, new.price_limit);
		self.make(compute(pallet_compute::Call::open_lease { offer, order, price_limit }))?;
		Ok(id.encode())
	}

	pub(super) fn close_lease(self) -> Result {
		let (lease, contested): CloseLease = self.arguments()?;
		self.done(compute(pallet_compute::Call::close_lease { lease, contested }))
	}

	pub(super) fn go_to_court(self) -> Result {
		let lease: LeaseId = self.arguments()?;
		self.done(compute(pallet_compute::Call::go_to_court { lease }))
	}

	/// Gives the id of the licence.
	pub(super) fn buy_license(mut self) -> Result {
		let NewLicense { release, term, price_limit, one_time_key } = self.arguments()?;
		self.looks_at(1, Weight::zero())?;
		let id = pallet_datasets::NextLicenseId::<Runtime>::get();
		let call = pallet_datasets::Call::buy { release, term, price_limit, one_time_key };
		self.make(vec![RuntimeCall::Datasets(call)])?;
		Ok(id.encode())
	}

	/// Gives the id of the case.
	pub(super) fn challenge_listing(mut self) -> Result {
		let (listing, fault): (ListingId, ListingFault) = self.arguments()?;
		self.looks_at(1, Weight::zero())?;
		let id = pallet_disputes::NextCaseId::<Runtime>::get();
		let subject = CaseSubject::ModelListing(listing);
		let call = pallet_disputes::Call::challenge_listing { subject, fault };
		self.make(vec![RuntimeCall::Disputes(call)])?;
		Ok(id.encode())
	}
}
