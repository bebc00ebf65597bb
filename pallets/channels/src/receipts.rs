//! Receipts before the judge: challenges, contradictions, verdicts.

use crate::{
	Audit, AuditEnd, AuditStage, Audits, Challenged, ChallengedReceipt, ChannelState, Channels,
	Config, Error, Event, HoldReason, Lie, Pallet, SignedReceipt, WeightInfo, audit::ChannelOf,
	pricing, redeem::is_signed,
};
use codec::Encode;
use frame_support::{pallet_prelude::*, storage::with_storage_layer};
use stoa_primitives::{
	Balance, ChannelId, Digest,
	channel::{Receipt, ReceiptRoots, receipt_digest},
	frame::{
		BadModels, ChainIdentity, Holds, ModelInspect, NewSubject, OnRefereed, ProviderBond,
		Referee, SpokenFor, TraceClaim, Verdict,
	},
};

impl<T: Config> Pallet<T> {
	/// The receipt's hash, if it is of this channel and its provider signed it.
	pub(crate) fn checked_receipt(
		channel: &ChannelOf<T>,
		signed: &SignedReceipt,
	) -> Result<Digest, DispatchError> {
		let by_provider = channel.provider.encode() == signed.receipt.provider;
		ensure!(by_provider, Error::<T>::WrongReceipt);
		let hash = signed.receipt.hash();
		let digest = receipt_digest(&T::Chain::genesis(), &hash);
		let good = is_signed(&channel.receipt_key, &digest, &signed.signature);
		ensure!(good, Error::<T>::BadSignature);
		Ok(hash)
	}

	pub(crate) fn do_challenge_receipt(
		who: T::AccountId,
		signed: SignedReceipt,
		roots: ReceiptRoots,
	) -> DispatchResult {
		let id = signed.receipt.channel;
		let mut channel = Self::known(id)?;
		ensure!(!channel.refuted, Error::<T>::ChannelRefuted);
		let hash = Self::checked_receipt(&channel, &signed)?;
		let known = Challenged::<T>::contains_key(hash);
		ensure!(!known, Error::<T>::AlreadyChallenged);
		let last = Self::last_challenge(&channel, &signed.receipt);
		ensure!(Self::now() <= last, Error::<T>::ReceiptTooOld);
		let deposit = channel.parameters.record_deposit;
		Self::hold(HoldReason::RecordDeposit, &who, deposit)?;
		Self::make_subject(&mut channel, &signed.receipt, &roots, who, deposit)?;
		Channels::<T>::insert(id, channel);
		Ok(())
	}

	/// The last block at which a receipt can be shown. What the clock stood still since the channel was opened is
	/// added: no less than since the receipt.
	fn last_challenge(channel: &ChannelOf<T>, receipt: &Receipt) -> u32 {
		let window = channel.parameters.receipt_window.get();
		receipt.anchor.number.saturating_add(window).saturating_add(channel.missed)
	}

	/// Makes a receipt a subject of the referee, for the rest of its window and long enough to challenge it.
	/// It stays one until nobody can show it again, so that no subject has a name that another one had.
	pub(crate) fn make_subject(
		channel: &mut ChannelOf<T>,
		receipt: &Receipt,
		roots: &ReceiptRoots,
		depositor: T::AccountId,
		deposit: Balance,
	) -> DispatchResult {
		let trace = Self::recomputable(receipt)?;
		ensure!(trace.is_some(), Error::<T>::NotRefereeable);
		ensure!(receipt.opens_with(roots), Error::<T>::RootsMismatch);
		let header = T::Models::exact_header(receipt.release);
		let header = header.ok_or(Error::<T>::NotRefereeable)?;
		let bad = T::Models::is_bad(&sp_io::hashing::blake2_256(&header));
		ensure!(!bad, Error::<T>::ModelIsBad);
		let hash = receipt.hash();
		let now = Self::now();
		let left = Self::last_challenge(channel, receipt).saturating_sub(Self::now());
		let window = channel.parameters.challenge_window.get();
		let until = now.saturating_add(left.max(window));
		let claim = TraceClaim {
			header,
			prompt_tokens: receipt.prompt_tokens,
			output_tokens: receipt.output_tokens,
			ended: receipt.ended,
			sampling: receipt.generation.sampling,
			prompt: roots.prompt,
			output: roots.output,
			trace: roots.trace,
		};
		let regeneration = 1_000u32.div_ceil(channel.parameters.tokens_per_block.get().max(1));
		T::Referee::open(
			hash,
			NewSubject {
				defender: channel.provider.clone(),
				claim,
				until,
				reserved: channel.collateral,
				regeneration,
			},
		)?;
		let (id, price) = (receipt.channel, receipt.price);
		channel.challenged = channel.challenged.saturating_add(1);
		let entry = ChallengedReceipt { channel: id, depositor: depositor.clone(), deposit, price };
		Challenged::<T>::insert(hash, entry);
		Self::deposit_event(Event::ReceiptShown { channel: id, hash, by: depositor, until });
		Ok(())
	}

	pub(crate) fn do_drop_receipt(hash: Digest) -> DispatchResultWithPostInfo {
		let entry = Challenged::<T>::get(hash).ok_or(Error::<T>::ReceiptNotFound)?;
		T::Referee::close(&hash)?;
		let mut channel = Self::known(entry.channel)?;
		Self::forget_receipt(&mut channel, hash);
		Channels::<T>::insert(entry.channel, channel);
		Ok(Pays::No.into())
	}

	/// Drops what is stored about a receipt that is no subject any more.
	pub(crate) fn forget_receipt(channel: &mut ChannelOf<T>, hash: Digest) {
		let Some(entry) = Challenged::<T>::take(hash) else { return };
		channel.challenged = channel.challenged.saturating_sub(1);
		Self::give_back(HoldReason::RecordDeposit, &entry.depositor, entry.deposit);
		Self::deposit_event(Event::ReceiptDropped { channel: entry.channel, hash });
	}

	pub(crate) fn do_prove_equivocation(
		who: T::AccountId,
		one: SignedReceipt,
		other: SignedReceipt,
	) -> DispatchResultWithPostInfo {
		let id = one.receipt.channel;
		let channel = Self::known(id)?;
		ensure!(!channel.refuted, Error::<T>::ChannelRefuted);
		let own = T::Providers::speaks_for(&who, &channel.provider);
		ensure!(!own, Error::<T>::OwnChannel);
		let lie = one.receipt.contradicts(&other.receipt);
		ensure!(lie, Error::<T>::NoContradiction);
		Self::checked_receipt(&channel, &one)?;
		Self::checked_receipt(&channel, &other)?;
		let price = one.receipt.price.max(other.receipt.price);
		Self::lied(id, channel, Lie::Equivocated, Some(&who), &[], price);
		Ok(Pays::No.into())
	}

	/// The provider lied in this channel, or withheld what it owes: all of the collateral and the floor are lost,
	/// and the channel is over. `costs` are of those who were right, the finder among them; `price` is that of
	/// the lie.
	pub(crate) fn lied(
		id: ChannelId,
		mut channel: ChannelOf<T>,
		lie: Lie,
		finder: Option<&T::AccountId>,
		costs: &[(T::AccountId, Balance)],
		price: Balance,
	) {
		let whole = channel.collateral;
		if let Some(audit) = Audits::<T>::take(id) {
			Self::excuse_auditor(&mut channel, &audit);
		}
		for (who, cost) in costs.iter().filter(|(who, _)| Some(who) != finder) {
			Self::take_collateral(&mut channel, *cost, who);
		}
		let paid = channel.redeemed.saturating_sub(channel.pending);
		let payer = channel.payer.clone();
		let due = pricing::refund(price, paid, whole);
		let refund = Self::take_collateral(&mut channel, due, &payer);
		let cost = costs.iter().find(|(who, _)| Some(who) == finder).map_or(0, |(_, cost)| *cost);
		let bounty = pricing::bounty(&channel.parameters, whole, cost);
		let floor = channel.parameters.slash_floor;
		let payee = finder.map(|finder| (finder, bounty));
		let slashed = T::Providers::slash(&channel.provider, channel.collateral, floor, payee);
		let returned = channel.held();
		Self::give_back(HoldReason::ChannelDeposit, &payer, returned);
		Self::stop_subscription(id, &channel);
		channel.redeemed = paid;
		channel.pending = 0;
		channel.collateral = 0;
		channel.refuted = true;
		channel.state = ChannelState::Withdrawn { until: Self::now() };
		Self::deposit_event(Event::ChannelRefuted {
			channel: id,
			provider: channel.provider.clone(),
			lie,
			finder: finder.cloned(),
			slashed: slashed.taken,
			refund,
			returned,
		});
		Channels::<T>::insert(id, channel);
	}

	/// An auditor gets its bond back, and its price if it contradicted.
	fn excuse_auditor(channel: &mut ChannelOf<T>, audit: &Audit<T::AccountId>) {
		let (seat, right) = match &audit.stage {
			AuditStage::Auditing { seat, .. } => (seat, false),
			AuditStage::Contradicted { seat, .. } | AuditStage::Disputed { seat, .. } => {
				(seat, true)
			}
			_ => return,
		};
		T::Providers::release(&seat.auditor, seat.bond);
		if right {
			Self::take_collateral(channel, seat.price, &seat.auditor);
		}
	}

	/// Pays somebody out of the collateral; returns what there was.
	fn take_collateral(
		channel: &mut ChannelOf<T>,
		amount: Balance,
		payee: &T::AccountId,
	) -> Balance {
		let part = amount.min(channel.collateral);
		let moved = T::Providers::pay_from_reserved(&channel.provider, part, payee);
		channel.collateral = channel.collateral.saturating_sub(moved);
		moved
	}

	/// The auditor of a sample, if the channel's audit is about this receipt.
	fn disputed(
		id: ChannelId,
		hash: &Digest,
	) -> Option<(Audit<T::AccountId>, T::AccountId, Balance)> {
		let audit = Self::find_audit(id)?;
		let AuditStage::Disputed { sample, ref seat } = audit.stage else { return None };
		let (auditor, bond) = (seat.auditor.clone(), seat.bond);
		(sample.receipt == *hash).then_some((audit, auditor, bond))
	}

	/// The model of a sample is bad: it is nobody's lie.
	fn excuse_all(id: ChannelId, channel: ChannelOf<T>, hash: &Digest) {
		let Some((audit, auditor, bond)) = Self::disputed(id, hash) else { return };
		let ended = with_storage_layer(|| {
			T::Providers::release(&auditor, bond);
			Self::end_audit(id, channel, &audit, AuditEnd::BadModel, None)
		});
		if let Err(error) = ended {
			// `poke` ends it once nobody can challenge the receipt any more.
			log::error!(target: "runtime::channels", "audit of {id}: {error:?}");
		}
	}
}

impl<T: Config> OnRefereed<T::AccountId, Digest> for Pallet<T> {
	fn on_refereed(hash: &Digest, _: &T::AccountId, verdict: Verdict<T::AccountId>) {
		let Some(entry) = Challenged::<T>::get(hash) else { return };
		let Some(channel) = Self::find_channel(entry.channel) else { return };
		// What the provider had in this channel it can lose once.
		if channel.refuted {
			return;
		}
		match verdict {
			Verdict::ProviderLied { finder, costs, .. } => {
				// A drawn auditor comes before strangers.
				let auditor = Self::disputed(entry.channel, hash).map(|(_, auditor, _)| auditor);
				let drawn = costs.iter().map(|(who, _)| who).find(|who| {
					auditor.as_ref().is_some_and(|auditor| T::Providers::speaks_for(who, auditor))
				});
				let drawn = drawn.cloned();
				let finder = drawn.unwrap_or(finder);
				let id = entry.channel;
				Self::lied(id, channel, Lie::Refuted, Some(&finder), &costs, entry.price);
			}
			Verdict::ChallengeFailed { .. } => {}
			Verdict::BadRelease { .. } => Self::excuse_all(entry.channel, channel, hash),
		}
	}

	fn weight() -> Weight {
		T::WeightInfo::on_refereed()
	}
}
