//! Finished jobs on their way into the contracts that ordered them.
//!
//! A contract names a function and puts a fee on hold; whoever calls that function by `deliver` when the job is
//! over has the fee. The contract is called once, whatever comes of it: the entry and the hold are gone before
//! it runs. Nothing of a job waits for it, so a contract that fails harms nobody but itself.

use crate::{
	Config, Deliveries, Delivery, Error, Event, HoldReason, JobDetails, JobRecord, Jobs,
	MAX_EXACT_TOKENS, Outcome, Pallet, Records, WeightInfo, audit::token_ids,
};
use alloc::vec::Vec;
use codec::Encode;
use frame_support::{
	dispatch::WithPostDispatchInfo,
	pallet_prelude::*,
	storage::{
		transactional::{Layer, TRANSACTION_LEVEL_KEY},
		unhashed,
	},
};
use stoa_exact::{Blake2, shape::tokens_root};
use stoa_primitives::{
	Assurance, Balance, InlineBytes, JobId, MAX_INLINE_BYTES, Prompt, PromptKind,
	VerificationClass,
	contract::{DeliveredJob, JobEnd, JobOutcome},
	frame::{Deliver, Holds},
	merkle::content_root,
	payload::{ZERO_SALT, output_commitment, prompt_commitment, prompt_commitment_of},
};

/// Most layers of storage that may be open when a job is delivered. A contract needs some itself, and there is
/// an end to them: whoever delivered from within many nested batches could make it fail.
pub(crate) const MAX_LAYERS: Layer = 8;
/// Bytes of a transaction that delivers, beside the output: signature, extensions, arguments.
const TRANSACTION_BYTES: u32 = 160;

impl<T: Config> Pallet<T> {
	/// Most that a delivery with this gas takes.
	pub(crate) fn deliver_weight(gas: Weight) -> Weight {
		T::WeightInfo::deliver().saturating_add(T::Deliver::overhead()).saturating_add(gas)
	}

	/// What a delivery with this gas costs whoever makes it now, with the longest output: least fee for it.
	pub(crate) fn least_delivery_fee(gas: Weight) -> Balance {
		let bytes = MAX_INLINE_BYTES.saturating_add(TRANSACTION_BYTES);
		T::Deliver::fee(Self::deliver_weight(gas), bytes)
	}

	pub(crate) fn do_request_delivery(
		who: T::AccountId,
		id: JobId,
		selector: [u8; 4],
		gas: Weight,
		fee: Option<Balance>,
	) -> DispatchResult {
		let job = Jobs::<T>::get(id).ok_or(Error::<T>::JobNotFound)?;
		ensure!(who == job.requester, Error::<T>::NotRequester);
		ensure!(Self::is_public(&job), Error::<T>::NotDeliverable);
		ensure!(!Deliveries::<T>::contains_key(id), Error::<T>::DeliveryExists);
		ensure!(gas.all_lte(T::Deliver::most_gas()), Error::<T>::GasTooHigh);
		let least = Self::least_delivery_fee(gas);
		let fee = fee.unwrap_or(least);
		ensure!(fee >= least, Error::<T>::DeliveryFeeTooLow);
		Self::hold(HoldReason::DeliveryFee, &who, fee)?;
		Deliveries::<T>::insert(id, Delivery { selector, gas, fee });
		Self::deposit_event(Event::DeliveryRequested {
			job: id,
			requester: who,
			selector,
			gas,
			fee,
		});
		Ok(())
	}

	/// Whether anybody can check an output against the answer: its salt is not secret.
	fn is_public(job: &JobDetails<T::AccountId>) -> bool {
		job.prompt_inline && job.reply_key.is_none()
	}

	pub(crate) fn do_deliver(
		who: T::AccountId,
		id: JobId,
		gas: Weight,
		output: Option<InlineBytes>,
	) -> DispatchResultWithPostInfo {
		let least = Self::deliver_weight(Weight::zero());
		Self::try_deliver(who, id, gas, output)
			.map(|used| Some(T::WeightInfo::deliver().saturating_add(used)).into())
			.map_err(|error| error.with_weight(least))
	}

	fn try_deliver(
		who: T::AccountId,
		id: JobId,
		gas: Weight,
		output: Option<InlineBytes>,
	) -> Result<Weight, DispatchError> {
		let layers = unhashed::get_or_default::<Layer>(TRANSACTION_LEVEL_KEY);
		ensure!(layers <= MAX_LAYERS, Error::<T>::TooDeep);
		let delivery = Deliveries::<T>::get(id).ok_or(Error::<T>::NothingToDeliver)?;
		let record = Records::<T>::get(id).ok_or(Error::<T>::NotOver)?;
		ensure!(gas == delivery.gas, Error::<T>::WrongGas);
		Self::check_delivered(&record, output.as_ref())?;
		Deliveries::<T>::remove(id);
		Self::pay(HoldReason::DeliveryFee, &record.requester, &who, delivery.fee);
		let told = DeliveredJob { job: id, end: Self::job_end(&record), output };
		let input: Vec<u8> = (delivery.selector, told).encode();
		let delivered = T::Deliver::deliver(&record.requester, gas, input)?;
		Self::deposit_event(Event::JobDelivered {
			job: id,
			requester: record.requester,
			by: who,
			accepted: delivered.accepted,
			fee: delivery.fee,
		});
		Ok(delivered.used)
	}

	/// An answer that stands comes with its output, if that fits into a transaction; nothing else does.
	fn check_delivered(
		record: &JobRecord<T::AccountId>,
		output: Option<&InlineBytes>,
	) -> DispatchResult {
		let fits = record.outcome == Outcome::Final && record.bytes <= MAX_INLINE_BYTES;
		let good = match output {
			Some(bytes) => fits && Self::is_of(record, bytes),
			None => !fits,
		};
		ensure!(good, Error::<T>::OutputMismatch);
		Ok(())
	}

	/// Whether these bytes are the output that a record's answer commits to.
	fn is_of(record: &JobRecord<T::AccountId>, bytes: &[u8]) -> bool {
		let root = match record.class {
			VerificationClass::Exact => token_ids(bytes)
				.filter(|ids| ids.len() <= MAX_EXACT_TOKENS as usize)
				.map(|ids| tokens_root::<Blake2>(&ids)),
			_ => Some(content_root(bytes)),
		};
		bytes.len() as u64 == u64::from(record.bytes)
			&& root.is_some_and(|root| output_commitment(&ZERO_SALT, &root) == record.output)
	}

	/// Whether these bytes are the output of a public job that is over; `None` if there is no such job.
	pub fn is_output(id: JobId, bytes: &InlineBytes) -> Option<bool> {
		let record = Records::<T>::get(id)?;
		Some(record.outcome == Outcome::Final && Self::is_of(&record, bytes))
	}

	/// What contracts are told of a record.
	pub fn job_end(record: &JobRecord<T::AccountId>) -> JobEnd {
		let outcome = match record.outcome {
			Outcome::Final => JobOutcome::Final,
			Outcome::Overturned => JobOutcome::Overturned,
			Outcome::Refunded(_) => JobOutcome::Refunded,
			Outcome::Cancelled(_) => JobOutcome::Cancelled,
		};
		JobEnd {
			release: record.release,
			outcome,
			class: record.class,
			output: record.output,
			tokens: record.tokens,
			bytes: record.bytes,
			charged: record.charged,
		}
	}

	/// A public prompt with its commitment, as an order of this assurance needs it. `None` if the bytes are no
	/// token ids and class Exact needs such.
	pub fn public_prompt(
		assurance: Assurance,
		kind: PromptKind,
		tokens: u32,
		content: InlineBytes,
	) -> Option<Prompt> {
		let commitment = match assurance {
			Assurance::Exact => {
				prompt_commitment_of(&ZERO_SALT, &tokens_root::<Blake2>(&token_ids(&content)?))
			}
			Assurance::Replicated { .. } => prompt_commitment(&ZERO_SALT, &content),
		};
		let bytes = content.len() as u32;
		Some(Prompt { kind, commitment, bytes, tokens, inline: Some(content) })
	}

	/// The job is gone without having been delivered: the fee goes back.
	pub(crate) fn drop_delivery(id: JobId, requester: &T::AccountId) {
		if let Some(delivery) = Deliveries::<T>::take(id) {
			Self::give_back(HoldReason::DeliveryFee, requester, delivery.fee);
			Self::deposit_event(Event::DeliveryDropped { job: id, fee: delivery.fee });
		}
	}
}
