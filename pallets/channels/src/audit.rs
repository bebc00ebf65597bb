//! Samples of what is redeemed: whether there is one, which, and what silence costs.
//!
//! The seed is that of the first whole epoch after the redemption. It is kept for a day, so that nobody gets
//! another one by waiting; a redemption whose seed was not used by then is sampled for certain.

use crate::{
	Audit, AuditEnd, AuditStage, AuditorSeat, Audits, ChannelDetails, ChannelState, Channels,
	Config, DRAW_LAG, EPOCH, Error, Event, HoldReason, Lie, Pallet, SEEDS_KEPT, Sample,
	SampleOpening, Seeds, WeightInfo, pricing,
};
use alloc::boxed::Box;
use frame_support::pallet_prelude::*;
use stoa_primitives::{
	BlockNumber, ChannelId, Digest,
	channel::{Arithmetic, Receipt},
	frame::{DrawSource, Holds, ModelInspect, ProviderBond, SpokenFor},
	payload::{domain, tagged},
	sums::{self, Paid},
};

pub(crate) type ChannelOf<T> = ChannelDetails<<T as frame_system::Config>::AccountId>;
pub(crate) type AuditOf<T> = Audit<<T as frame_system::Config>::AccountId>;
pub(crate) type SeatOf<T> = AuditorSeat<<T as frame_system::Config>::AccountId>;

impl<T: Config> Pallet<T> {
	/// Keeps the seed of the epoch that ended with the block before, and forgets the oldest.
	pub(crate) fn keep_seed(block: BlockNumber) -> Weight {
		let begins = block.checked_rem(EPOCH) == Some(0);
		let ended = Self::epoch_of(block).checked_sub(1).filter(|_| begins);
		let Some(epoch) = ended else { return T::WeightInfo::no_seed() };
		let first = epoch.saturating_mul(EPOCH);
		let seed = T::Draws::seed(domain::DRAW_RECEIPTS, epoch.into(), 0, first, EPOCH);
		Seeds::<T>::set(epoch, seed);
		if let Some(old) = epoch.checked_sub(SEEDS_KEPT) {
			Seeds::<T>::remove(old);
		}
		T::WeightInfo::keep_seed()
	}

	fn epoch_of(block: BlockNumber) -> u32 {
		block.checked_div(EPOCH).unwrap_or(0)
	}

	/// The epoch whose seed decides what is redeemed now: no block of it is near.
	pub(crate) fn next_epoch() -> u32 {
		Self::epoch_of(Self::now().saturating_add(DRAW_LAG)).saturating_add(1)
	}

	pub(crate) fn do_poke(id: ChannelId) -> DispatchResultWithPostInfo {
		let channel = Self::known(id)?;
		let audit = Self::audit_of(id)?;
		let late = |until| -> DispatchResult {
			ensure!(Self::now() > until, Error::<T>::NothingDue);
			Ok(())
		};
		match audit.stage {
			AuditStage::Drawing { epoch, certain } => {
				Self::draw_sample(id, channel, audit, epoch, certain)?;
			}
			AuditStage::Opening { until, .. } => {
				late(until)?;
				Self::lied(id, channel, Lie::SampleNotOpened, None, &[], 0);
			}
			AuditStage::Auditing { .. } => Self::poke_auditor(id, channel, audit)?,
			AuditStage::Contradicted { ref seat, until, .. } => {
				late(until)?;
				let auditor = seat.auditor.clone();
				Self::lied(id, channel, Lie::TraceNotShown, Some(&auditor), &[], 0);
			}
			AuditStage::Disputed { ref sample, ref seat } => {
				Self::end_dispute(id, channel, &audit, sample, seat)?;
			}
		}
		Ok(Pays::No.into())
	}

	/// Asks the seed whether there is an audit, and of what.
	fn draw_sample(
		id: ChannelId,
		channel: ChannelOf<T>,
		mut audit: AuditOf<T>,
		epoch: u32,
		certain: bool,
	) -> DispatchResult {
		ensure!(Self::epoch_of(Self::now()) > epoch, Error::<T>::NothingDue);
		let Some(seed) = Seeds::<T>::get(epoch) else {
			let epoch = Self::next_epoch();
			audit.stage = AuditStage::Drawing { epoch, certain: true };
			Audits::<T>::insert(id, audit);
			Self::deposit_event(Event::SamplePostponed { channel: id, epoch });
			return Ok(());
		};
		let seed = tagged(domain::DRAW_RECEIPTS, (seed, id, channel.redemptions));
		let at_stake = channel.collateral.saturating_add(channel.parameters.slash_floor);
		let rate = pricing::audit_rate(&channel.parameters, channel.unaudited, at_stake);
		if !certain && !pricing::is_sampled(&seed, rate) {
			return Self::end_audit(id, channel, &audit, AuditEnd::NotSampled, None);
		}
		let point = pricing::point(&seed, audit.root.amount);
		let until = Self::now().saturating_add(channel.parameters.answer_window.get());
		audit.stage = AuditStage::Opening { seed, point, until };
		Audits::<T>::insert(id, audit);
		Self::deposit_event(Event::SampleDrawn { channel: id, point, until });
		Ok(())
	}

	pub(crate) fn do_open_sample(
		who: T::AccountId,
		opening: SampleOpening,
	) -> DispatchResultWithPostInfo {
		let receipt = opening.receipt.receipt;
		let id = receipt.channel;
		let channel = Self::known(id)?;
		let audit = Self::audit_of(id)?;
		ensure!(T::Providers::speaks_for(&who, &channel.provider), Error::<T>::NotParty);
		let AuditStage::Opening { seed, point, .. } = audit.stage else {
			return Err(Error::<T>::NotAwaited.into());
		};
		let hash = Self::checked_receipt(&channel, &opening.receipt)?;
		// The point is one of the channel's whole debt: what an answer is owed for is a range of it, and ranges
		// of different answers that overlap contradict each other.
		let at = audit.before.saturating_add(point);
		let covers = receipt.owed_before() <= at && at < receipt.total;
		let paid = Paid { receipt: hash, amount: opening.amount };
		let sampled = covers
			&& receipt.total <= channel.redeemed
			&& opening.amount <= receipt.price
			&& sums::verify(&audit.root, point, &paid, &opening.path);
		ensure!(sampled, Error::<T>::NotSampled);
		Self::deposit_event(Event::SampleOpened { channel: id, hash, receipt: Box::new(receipt) });
		let Some(trace) = Self::recomputable(&receipt)? else {
			Self::end_audit(id, channel, &audit, AuditEnd::Opened, None)?;
			return Ok(Pays::No.into());
		};
		let sample = Sample {
			receipt: hash,
			trace,
			release: receipt.release,
			prompt_tokens: receipt.prompt_tokens,
			output_tokens: receipt.output_tokens,
			seed,
			looked: 0,
			drawn: 0,
			refused: 0,
		};
		Self::seat_auditor(id, channel, audit, sample)?;
		Ok(Pays::No.into())
	}

	/// The hidden trace of a receipt; none if its class has no trace, or nothing was chosen yet.
	pub(crate) fn recomputable(receipt: &Receipt) -> Result<Option<Digest>, DispatchError> {
		let terms = T::Models::terms(receipt.release);
		ensure!(terms.is_some(), Error::<T>::NotRefereeable);
		let exact = T::Models::exact_header(receipt.release).is_some();
		let chosen = receipt.output_tokens > 0 || receipt.ended;
		if !exact || !chosen {
			return Ok(None);
		}
		ensure!(receipt.arithmetic == Arithmetic::X1, Error::<T>::NotRefereeable);
		ensure!(receipt.trace.is_some(), Error::<T>::NotRefereeable);
		Ok(receipt.trace)
	}

	/// The audit is over: what was redeemed is paid, or returned if nobody could read the prompt.
	pub(crate) fn end_audit(
		id: ChannelId,
		mut channel: ChannelOf<T>,
		audit: &AuditOf<T>,
		end: AuditEnd,
		auditor: Option<&SeatOf<T>>,
	) -> DispatchResult {
		let amount = audit.root.amount;
		if end == AuditEnd::Unreadable {
			Self::give_back(HoldReason::ChannelDeposit, &channel.payer, amount);
		} else {
			let price = auditor.map(|seat| (&seat.auditor, seat.price));
			Self::pay_out(&channel, amount, price)?;
		}
		if end == AuditEnd::Confirmed {
			channel.unaudited = 0;
			T::Providers::credit(&channel.provider);
		}
		channel.pending = 0;
		// The last voucher may have had to wait for this.
		if let ChannelState::Closing { until } = &mut channel.state
			&& *until > 0
		{
			let window = channel.parameters.close_window.get();
			*until = (*until).max(Self::now().saturating_add(window));
		}
		Audits::<T>::remove(id);
		Channels::<T>::insert(id, channel);
		let auditor = auditor.map(|seat| seat.auditor.clone());
		Self::deposit_event(Event::AuditEnded { channel: id, end, amount, auditor });
		Ok(())
	}
}
