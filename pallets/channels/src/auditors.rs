//! Who executes a sample again, and what they say.
//!
//! One auditor at a time. It proves that it has executed by the trace's root, which a receipt hides: to confirm
//! is to open it. Whoever contradicts has to win a game.

use crate::{
	AuditEnd, AuditStage, AuditorSeat, Audits, Challenged, Config, Error, Event, Lie, MAX_AUDITORS,
	Pallet, PromptDemand, REFUSALS, Sample, SealedPrompt, TRIES,
	audit::{AuditOf, ChannelOf, SeatOf},
	pricing,
};
use frame_support::pallet_prelude::*;
use stoa_primitives::{
	ChannelId, Digest,
	channel::{Receipt, ReceiptRoots, trace_commitment},
	frame::{
		BadModels, ModelInspect, ProviderBond, ProviderInspect, Referee, SpokenFor, StrikeReason,
		sum_tree::Taken,
	},
	payload::draw_number,
};

/// Bytes of a token's id.
const TOKEN_BYTES: u32 = 4;
/// Bytes by which what is sealed may be longer than its tokens.
const SEAL_BYTES: u32 = 464;

/// A channel whose sample is with an auditor.
type Seated<T> = (ChannelOf<T>, AuditOf<T>, Sample, SeatOf<T>);

impl<T: Config> Pallet<T> {
	/// Gives a sample to the next auditor; if there is none, what was redeemed is paid.
	pub(crate) fn seat_auditor(
		id: ChannelId,
		channel: ChannelOf<T>,
		mut audit: AuditOf<T>,
		mut sample: Sample,
	) -> DispatchResult {
		if Self::is_bad(&sample) {
			return Self::end_audit(id, channel, &audit, AuditEnd::BadModel, None);
		}
		let seat = Self::next_auditor(&channel, &audit, &mut sample);
		let Some(seat) = seat else {
			let unreadable = sample.refused >= REFUSALS;
			let end = if unreadable { AuditEnd::Unreadable } else { AuditEnd::Unaudited };
			return Self::end_audit(id, channel, &audit, end, None);
		};
		Self::deposit_event(Event::AuditorDrawn {
			channel: id,
			auditor: seat.auditor.clone(),
			price: seat.price,
			until: seat.until,
		});
		audit.stage = AuditStage::Auditing { sample, seat };
		Audits::<T>::insert(id, audit);
		Ok(())
	}

	fn is_bad(sample: &Sample) -> bool {
		T::Models::exact_header(sample.release)
			.is_some_and(|header| T::Models::is_bad(&sp_io::hashing::blake2_256(&header)))
	}

	/// The next provider that the seed draws and that can carry the audit. Those that were looked at before are
	/// left out.
	fn next_auditor(
		channel: &ChannelOf<T>,
		audit: &AuditOf<T>,
		sample: &mut Sample,
	) -> Option<SeatOf<T>> {
		let (release, seed) = (sample.release, sample.seed);
		let mut taken = Taken::default();
		T::Providers::take_out(&channel.provider, release, &mut taken);
		let mut draw = |n: u32| {
			let drawn = T::Providers::draw(release, draw_number(&seed, n), &taken)?;
			T::Providers::take_out(&drawn, release, &mut taken);
			Some(drawn)
		};
		for n in 0..sample.looked {
			draw(n)?;
		}
		if sample.drawn >= MAX_AUDITORS {
			return None;
		}
		for _ in 0..TRIES {
			let auditor = draw(sample.looked)?;
			sample.looked = sample.looked.saturating_add(1);
			if let Some(seat) = Self::take_seat(channel, audit, sample, auditor) {
				sample.drawn = sample.drawn.saturating_add(1);
				return Some(seat);
			}
		}
		None
	}

	fn take_seat(
		channel: &ChannelOf<T>,
		audit: &AuditOf<T>,
		sample: &Sample,
		auditor: T::AccountId,
	) -> Option<SeatOf<T>> {
		let offer = T::Providers::offer(&auditor, sample.release)?;
		let price = offer.price.cost(sample.prompt_tokens, sample.output_tokens);
		let fee = pricing::redeem_fee(&channel.parameters, audit.root.amount);
		let related = T::Providers::related(&auditor, &channel.provider)
			|| T::Providers::related(&auditor, &channel.payer);
		if price > audit.root.amount.saturating_sub(fee) || related {
			return None;
		}
		let bond = channel.parameters.verdict_bond;
		T::Providers::reserve(&auditor, bond).ok()?;
		let until = Self::now().saturating_add(Self::audit_blocks(channel, sample));
		Some(AuditorSeat { auditor, price, bond, until, prompt: PromptDemand::None })
	}

	fn audit_blocks(channel: &ChannelOf<T>, sample: &Sample) -> stoa_primitives::BlockNumber {
		let tokens = sample.prompt_tokens.saturating_add(sample.output_tokens);
		pricing::audit_blocks(&channel.parameters, tokens)
	}

	/// An auditor's or the provider's time may be over.
	pub(crate) fn poke_auditor(
		id: ChannelId,
		channel: ChannelOf<T>,
		audit: AuditOf<T>,
	) -> DispatchResult {
		let now = Self::now();
		let AuditStage::Auditing { mut sample, ref seat } = audit.stage else {
			return Err(Error::<T>::NothingDue.into());
		};
		if let PromptDemand::Asked { until } = seat.prompt {
			ensure!(now > until, Error::<T>::NothingDue);
			let auditor = seat.auditor.clone();
			Self::lied(id, channel, Lie::PromptNotProvided, Some(&auditor), &[], 0);
			return Ok(());
		}
		ensure!(now > seat.until, Error::<T>::NothingDue);
		T::Providers::release(&seat.auditor, seat.bond);
		if seat.prompt == PromptDemand::Posted {
			sample.refused = sample.refused.saturating_add(1);
		} else {
			T::Providers::strike(&seat.auditor, StrikeReason::NoCommitment);
		}
		let auditor = seat.auditor.clone();
		Self::deposit_event(Event::AuditorSilent { channel: id, auditor });
		Self::seat_auditor(id, channel, audit, sample)
	}

	/// The sample and seat of an auditor for which `who` speaks.
	fn auditing(who: &T::AccountId, id: ChannelId) -> Result<Seated<T>, DispatchError> {
		let channel = Self::known(id)?;
		let audit = Self::audit_of(id)?;
		let AuditStage::Auditing { sample, ref seat } = audit.stage else {
			return Err(Error::<T>::NotAwaited.into());
		};
		ensure!(T::Providers::speaks_for(who, &seat.auditor), Error::<T>::NotAuditor);
		let seat = seat.clone();
		Ok((channel, audit, sample, seat))
	}

	pub(crate) fn do_confirm_sample(
		who: T::AccountId,
		id: ChannelId,
		salt: Digest,
		trace: Digest,
	) -> DispatchResultWithPostInfo {
		let (channel, audit, sample, seat) = Self::auditing(&who, id)?;
		let same = trace_commitment(&salt, &trace) == sample.trace;
		ensure!(same, Error::<T>::TraceMismatch);
		T::Providers::release(&seat.auditor, seat.bond);
		T::Providers::credit(&seat.auditor);
		Self::end_audit(id, channel, &audit, AuditEnd::Confirmed, Some(&seat))?;
		Ok(Pays::No.into())
	}

	pub(crate) fn do_contradict_sample(
		who: T::AccountId,
		id: ChannelId,
	) -> DispatchResultWithPostInfo {
		let (channel, mut audit, sample, seat) = Self::auditing(&who, id)?;
		let until = Self::now().saturating_add(channel.parameters.answer_window.get());
		let auditor = seat.auditor.clone();
		audit.stage = AuditStage::Contradicted { sample, seat, until };
		Audits::<T>::insert(id, audit);
		Self::deposit_event(Event::SampleContradicted { channel: id, auditor, until });
		Ok(Pays::No.into())
	}

	pub(crate) fn do_show_trace(
		who: T::AccountId,
		receipt: Receipt,
		roots: ReceiptRoots,
	) -> DispatchResultWithPostInfo {
		let id = receipt.channel;
		let mut channel = Self::known(id)?;
		let mut audit = Self::audit_of(id)?;
		ensure!(T::Providers::speaks_for(&who, &channel.provider), Error::<T>::NotParty);
		let AuditStage::Contradicted { sample, ref seat, .. } = audit.stage else {
			return Err(Error::<T>::NotAwaited.into());
		};
		ensure!(receipt.hash() == sample.receipt, Error::<T>::WrongReceipt);
		if Self::is_bad(&sample) {
			T::Providers::release(&seat.auditor, seat.bond);
			Self::end_audit(id, channel, &audit, AuditEnd::BadModel, None)?;
			return Ok(Pays::No.into());
		}
		if !Challenged::<T>::contains_key(sample.receipt) {
			// It has to do this, and may have nothing else: it pays no deposit.
			let by = channel.provider.clone();
			Self::make_subject(&mut channel, &receipt, &roots, by, 0)?;
			crate::Channels::<T>::insert(id, channel);
		}
		audit.stage = AuditStage::Disputed { sample, seat: seat.clone() };
		Audits::<T>::insert(id, audit);
		Ok(Pays::No.into())
	}

	/// Nobody can challenge a contradicted sample any more: whoever contradicted it had nothing to show.
	pub(crate) fn end_dispute(
		id: ChannelId,
		mut channel: ChannelOf<T>,
		audit: &AuditOf<T>,
		sample: &Sample,
		seat: &SeatOf<T>,
	) -> DispatchResult {
		if Challenged::<T>::contains_key(sample.receipt) {
			let over = T::Referee::close(&sample.receipt);
			ensure!(over.is_ok(), Error::<T>::NothingDue);
			Self::forget_receipt(&mut channel, sample.receipt);
		}
		T::Providers::slash(&seat.auditor, seat.bond, 0, None);
		Self::end_audit(id, channel, audit, AuditEnd::Upheld, None)
	}

	pub(crate) fn do_demand_prompt(who: T::AccountId, id: ChannelId) -> DispatchResultWithPostInfo {
		let (channel, mut audit, sample, mut seat) = Self::auditing(&who, id)?;
		ensure!(seat.prompt == PromptDemand::None, Error::<T>::NotAwaited);
		let until = Self::now().saturating_add(channel.parameters.answer_window.get());
		seat.prompt = PromptDemand::Asked { until };
		let auditor = seat.auditor.clone();
		audit.stage = AuditStage::Auditing { sample, seat };
		Audits::<T>::insert(id, audit);
		Self::deposit_event(Event::PromptDemanded { channel: id, auditor, until });
		Ok(Pays::No.into())
	}

	pub(crate) fn do_provide_prompt(
		who: T::AccountId,
		id: ChannelId,
		sealed: SealedPrompt,
	) -> DispatchResultWithPostInfo {
		let channel = Self::known(id)?;
		let mut audit = Self::audit_of(id)?;
		ensure!(T::Providers::speaks_for(&who, &channel.provider), Error::<T>::NotParty);
		let AuditStage::Auditing { sample, ref seat } = audit.stage else {
			return Err(Error::<T>::NotAwaited.into());
		};
		let asked = matches!(seat.prompt, PromptDemand::Asked { .. });
		ensure!(asked, Error::<T>::NotAwaited);
		// The output comes along: who contradicts one that was not chosen has to open it.
		let tokens = sample.prompt_tokens.saturating_add(sample.output_tokens);
		let most = tokens.saturating_mul(TOKEN_BYTES).saturating_add(SEAL_BYTES);
		ensure!(sealed.len() as u64 <= u64::from(most), Error::<T>::PromptTooLong);
		let mut seat = seat.clone();
		seat.prompt = PromptDemand::Posted;
		seat.until = Self::now().saturating_add(Self::audit_blocks(&channel, &sample));
		let (auditor, until) = (seat.auditor.clone(), seat.until);
		audit.stage = AuditStage::Auditing { sample, seat };
		Audits::<T>::insert(id, audit);
		Self::deposit_event(Event::PromptProvided { channel: id, auditor, sealed, until });
		Ok(Pays::No.into())
	}
}
