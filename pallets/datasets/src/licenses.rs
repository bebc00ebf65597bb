//! What licences earn, how they end and change hands.

use crate::{
	Config, DataReleaseState, Datasets, DeliveredShares, EndReason, Error, Event, HoldReason,
	LicenseDetails, LicenseStage, Licenses, LicensesByAccount, LicensesByRelease, Pallet,
	ReleasePayees, Releases, Rights, Term, clock::LicenseOf, pricing,
};
use frame_support::{ensure, traits::Get};
use sp_runtime::{DispatchError, DispatchResult};
use stoa_primitives::{
	Balance, BlockNumber, DataReleaseId, LicenseId,
	frame::{Clock, Holds},
};

impl<AccountId> LicenseDetails<AccountId> {
	/// Whether it is in force in block `now`, as far as it depends on itself.
	pub(crate) fn lasts(&self, now: BlockNumber) -> bool {
		match self.stage {
			LicenseStage::Active { ends, .. } => {
				ends.is_none_or(|ends| now < ends) && self.uses_left != Some(0)
			}
			_ => false,
		}
	}
}

impl<T: Config> Pallet<T> {
	/// A licence of `who` that can be used now.
	pub(crate) fn in_force(id: LicenseId, who: &T::AccountId) -> Option<LicenseOf<T>> {
		let license = Self::find_license(id)?;
		(license.licensee == *who && Self::is_in_force(&license)).then_some(license)
	}

	/// Whether a licence can be used now. One that was passed on needs the one that it comes from.
	pub(crate) fn is_in_force(license: &LicenseOf<T>) -> bool {
		let now = Self::now();
		let parent = |id| Licenses::<T>::get(id).is_some_and(|parent| parent.lasts(now));
		license.lasts(now) && license.parent.is_none_or(parent)
	}

	/// Of what is on hold for a licence, what is not earned, in planck.
	pub(crate) fn unearned(license: &LicenseOf<T>) -> Balance {
		let LicenseStage::Active { from, vests, .. } = license.stage else { return license.escrow };
		let mut at = license.case.map_or(Self::now(), |case| case.since);
		if let Some(DataReleaseState::Faulty { at: since }) =
			Releases::<T>::get(license.release).map(|release| release.state)
		{
			at = at.min(since);
		}
		let price = license.term.price;
		let earned = pricing::earned(price, from, vests, at);
		price.saturating_sub(earned).min(license.escrow)
	}

	/// Pays `amount` of what is on hold at `from` to the payees of a release; what rounding leaves, to the first.
	/// Returns what was paid: a payee that cannot receive it gets nothing.
	pub(crate) fn pay_out(
		reason: HoldReason,
		release: DataReleaseId,
		from: &T::AccountId,
		amount: Balance,
	) -> Balance {
		if amount == 0 {
			return 0;
		}
		let payees = ReleasePayees::<T>::get(release);
		let shares = payees.iter().map(|(_, share)| share.mul_floor(amount));
		let mut rest = amount.saturating_sub(shares.fold(0, Balance::saturating_add));
		let mut paid: Balance = 0;
		for (payee, share) in &payees {
			let part = share.mul_floor(amount).saturating_add(core::mem::take(&mut rest));
			paid = paid.saturating_add(Self::pay_or_free(reason, from, payee, part));
		}
		paid
	}

	pub(crate) fn do_collect(id: LicenseId) -> DispatchResult {
		let mut license = Self::license_at(id)?;
		let active = matches!(license.stage, LicenseStage::Active { .. });
		ensure!(active, Error::<T>::NotInForce);
		ensure!(license.case.is_none(), Error::<T>::BeforeCourt);
		let earned = license.escrow.saturating_sub(Self::unearned(&license));
		let escrow = HoldReason::LicenseEscrow;
		ensure!(earned > 0, Error::<T>::NothingEarned);
		let paid = Self::pay_out(escrow, license.release, &license.licensee, earned);
		// A part that is too little for an account that is not there yet waits until it is more, and so do the others:
		// divided again, it would be theirs.
		ensure!(paid == earned, Error::<T>::CannotReceive);
		license.escrow = license.escrow.saturating_sub(paid);
		let left = license.escrow;
		Licenses::<T>::insert(id, license);
		Self::deposit_event(Event::LicensePaid { license: id, paid, left });
		Ok(())
	}

	/// Does what is due about a licence. False, changing nothing, if that is nothing.
	pub(crate) fn advance(id: LicenseId, now: BlockNumber) -> bool {
		let Some(license) = Self::find_license(id) else { return false };
		if license.deadline().is_none_or(|at| now < at) {
			return false;
		}
		match license.stage {
			LicenseStage::Awaiting { .. } => {
				Datasets::<T>::mutate_extant(license.dataset, |dataset| {
					dataset.record.missed = dataset.record.missed.saturating_add(1);
				});
				let all = license.escrow;
				Self::finish(id, license, all, EndReason::Undelivered);
			}
			LicenseStage::Delivered { key, .. } => Self::activate(id, license, key),
			LicenseStage::Active { ends, .. } => {
				let refund = Self::unearned(&license);
				if refund > 0 {
					// All would be earned by now if the release were not garbage.
					Self::finish(id, license, refund, EndReason::Garbage);
				} else if ends.is_some_and(|ends| now >= ends) {
					Self::finish(id, license, 0, EndReason::Expired);
				} else {
					Self::settle(id, license);
				}
			}
		}
		true
	}

	/// Pays all of what a licence without end costs. It stays in force.
	fn settle(id: LicenseId, mut license: LicenseOf<T>) {
		let escrow = HoldReason::LicenseEscrow;
		let paid = Self::pay_out(escrow, license.release, &license.licensee, license.escrow);
		let left = license.escrow.saturating_sub(paid);
		Self::give_back(HoldReason::LicenseEscrow, &license.licensee, left);
		license.escrow = 0;
		Self::deposit_event(Event::LicensePaid { license: id, paid, left: 0 });
		Self::count_settled(&mut license);
		Self::reschedule(id, license);
		Self::deposit_event(Event::LicenseSettled { license: id });
	}

	/// Nothing of a licence is open any more.
	pub(crate) fn count_settled(license: &mut LicenseOf<T>) {
		if core::mem::replace(&mut license.settled, true) {
			return;
		}
		Datasets::<T>::mutate_extant(license.dataset, |dataset| {
			dataset.open = dataset.open.saturating_sub(1);
		});
		Releases::<T>::mutate_extant(license.release, |release| {
			release.open = release.open.saturating_sub(1);
		});
	}

	/// Ends a licence: `refund` of what is on hold goes back, the rest to the payees.
	pub(crate) fn finish(
		id: LicenseId,
		mut license: LicenseOf<T>,
		refund: Balance,
		reason: EndReason,
	) {
		let licensee = license.licensee.clone();
		let due = license.escrow.saturating_sub(refund);
		let escrow = HoldReason::LicenseEscrow;
		let paid = Self::pay_out(escrow, license.release, &licensee, due);
		let refunded = license.escrow.saturating_sub(paid);
		Self::give_back(HoldReason::LicenseEscrow, &licensee, refunded);
		Self::give_back(HoldReason::LicenseDeposit, &licensee, license.deposit);
		Self::count_settled(&mut license);
		if let Some(parent) = license.parent {
			Licenses::<T>::mutate_extant(parent, |parent| {
				parent.passed_on = parent.passed_on.saturating_sub(1);
			});
		}
		Licenses::<T>::remove(id);
		DeliveredShares::<T>::remove(id);
		LicensesByAccount::<T>::remove(&licensee, id);
		LicensesByRelease::<T>::remove(license.release, id);
		if reason == EndReason::Revoked {
			let release = license.release;
			for model in license.models {
				Self::deposit_event(Event::DescendantFlagged { model, license: id, release });
			}
		}
		Self::deposit_event(Event::LicenseEnded { license: id, licensee, reason, paid, refunded });
	}

	/// A licence of `who` with which something can be done that changes whose it is.
	fn movable(who: &T::AccountId, id: LicenseId) -> Result<LicenseOf<T>, DispatchError> {
		let license = Self::own_license(id, who)?;
		ensure!(Self::is_in_force(&license), Error::<T>::NotInForce);
		ensure!(license.case.is_none(), Error::<T>::BeforeCourt);
		Ok(license)
	}

	/// Whether `to` may have a licence that `from` has.
	fn ensure_other(
		license: &LicenseOf<T>,
		from: &T::AccountId,
		to: &T::AccountId,
	) -> DispatchResult {
		ensure!(from != to, Error::<T>::AlreadyLicensee);
		match Datasets::<T>::get(license.dataset) {
			Some(dataset) => Self::ensure_receiver(license.dataset, &dataset, to),
			None => Ok(()),
		}
	}

	pub(crate) fn do_transfer_license(
		from: T::AccountId,
		id: LicenseId,
		to: T::AccountId,
	) -> DispatchResult {
		let mut license = Self::movable(&from, id)?;
		ensure!(license.term.rights.transfer, Error::<T>::NotAllowed);
		Self::ensure_other(&license, &from, &to)?;
		Self::hand_over(HoldReason::LicenseEscrow, &from, &to, license.escrow)?;
		Self::hand_over(HoldReason::LicenseDeposit, &from, &to, license.deposit)?;
		license.licensee = to.clone();
		Licenses::<T>::insert(id, license);
		LicensesByAccount::<T>::remove(&from, id);
		LicensesByAccount::<T>::insert(&to, id, ());
		Self::deposit_event(Event::LicenseTransferred { license: id, from, to });
		Ok(())
	}

	pub(crate) fn do_sublicense(
		who: T::AccountId,
		id: LicenseId,
		to: T::AccountId,
	) -> DispatchResult {
		let mut license = Self::movable(&who, id)?;
		let may = license.passed_on < license.term.rights.sublicenses;
		ensure!(may, Error::<T>::NotAllowed);
		Self::ensure_other(&license, &who, &to)?;
		let deposit = T::LicenseDeposit::get();
		Self::hold_for(HoldReason::LicenseDeposit, &who, &to, deposit)?;
		let sublicense = Self::next_license()?;
		let rights = Rights { transfer: false, sublicenses: 0, ..license.term.rights };
		let now = Self::now();
		let ends = license.ends();
		let child = LicenseDetails {
			licensee: to.clone(),
			term: Term { price: 0, rights, ..license.term.clone() },
			escrow: 0,
			deposit,
			stage: LicenseStage::Active { key: None, from: now, ends, vests: now },
			settled: true,
			running: 0,
			parent: Some(id),
			passed_on: 0,
			models: Default::default(),
			stood: T::Clock::stood_still(),
			..license.clone()
		};
		Self::insert_new(sublicense, child)?;
		license.passed_on = license.passed_on.saturating_add(1);
		Licenses::<T>::insert(id, license);
		Self::deposit_event(Event::LicensePassedOn { license: id, sublicense, to });
		Ok(())
	}

	pub(crate) fn do_drop_license(who: T::AccountId, id: LicenseId) -> DispatchResult {
		let license = Self::license_at(id)?;
		let orphan = license.parent.is_some_and(|parent| !Licenses::<T>::contains_key(parent));
		ensure!(orphan || license.licensee == who, Error::<T>::NotLicensee);
		let active = matches!(license.stage, LicenseStage::Active { .. });
		ensure!(active, Error::<T>::NotInForce);
		ensure!(license.case.is_none(), Error::<T>::BeforeCourt);
		// Of garbage, nothing is given up.
		let faulty = Releases::<T>::get(license.release)
			.is_some_and(|release| matches!(release.state, DataReleaseState::Faulty { .. }));
		let refund = if faulty { Self::unearned(&license) } else { 0 };
		Self::finish(id, license, refund, EndReason::Dropped);
		Ok(())
	}
}
