//! Delivery of keys, and proofs that it was none.

use crate::{
	Config, CurrentParameters, DataReleaseState, Datasets, DeliveredKey, DeliveredShares,
	EndReason, Error, Event, HoldReason, LicenseStage, Licenses, Pallet, Releases,
	clock::LicenseOf, pricing,
};
use frame_support::pallet_prelude::*;
use stoa_primitives::{
	Balance, BlockNumber, DatasetId, LicenseId,
	dataset::{self, BadProof, Chunk, DataOpening, Envelope},
	frame::Holds,
};

impl<T: Config> From<BadProof> for Error<T> {
	fn from(bad: BadProof) -> Self {
		match bad {
			BadProof::NotTheSecret => Self::NotTheSecret,
			BadProof::NotInRelease => Self::NotInRelease,
			BadProof::NotTheChunk => Self::NotTheChunk,
			BadProof::NotTheChunkKey => Self::NotTheChunkKey,
		}
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_deliver(
		who: T::AccountId,
		id: LicenseId,
		envelope: Envelope,
	) -> DispatchResultWithPostInfo {
		let license = Self::license_at(id)?;
		let LicenseStage::Awaiting { one_time_key, until } = license.stage else {
			return Err(Error::<T>::NotAwaited.into());
		};
		let release = Self::release_at(license.release)?;
		let owns = Datasets::<T>::get(license.dataset).is_some_and(|dataset| dataset.owner == who);
		ensure!(owns || release.custodians.contains(&who), Error::<T>::NotCustodian);
		ensure!(owns || release.key_split.is_none(), Error::<T>::KeyIsSplit);
		ensure!(Self::now() <= until, Error::<T>::TooLateToDeliver);
		let until = Self::check_key(id, license, one_time_key, Some(envelope));
		Self::deposit_event(Event::KeyDelivered { license: id, by: who, envelope, until });
		Ok(Pays::No.into())
	}

	/// From now on the buyer can check the key; until when.
	pub(crate) fn check_key(
		id: LicenseId,
		mut license: LicenseOf<T>,
		one_time_key: [u8; 32],
		envelope: Option<Envelope>,
	) -> BlockNumber {
		let now = Self::now();
		let until = now.saturating_add(license.check_blocks);
		let key = DeliveredKey { one_time_key, envelope, at: now };
		license.stage = LicenseStage::Delivered { key, until };
		Self::reschedule(id, license);
		until
	}

	/// A licence of `who` of which the key is being checked, and that key.
	fn checking(
		who: &T::AccountId,
		id: LicenseId,
	) -> Result<(LicenseOf<T>, DeliveredKey), DispatchError> {
		let license = Self::own_license(id, who)?;
		match license.stage {
			LicenseStage::Delivered { key, until } if Self::now() <= until => Ok((license, key)),
			_ => Err(Error::<T>::NotChecking.into()),
		}
	}

	pub(crate) fn do_acknowledge(who: T::AccountId, id: LicenseId) -> DispatchResultWithPostInfo {
		let (license, key) = Self::checking(&who, id)?;
		Self::activate(id, license, key);
		Ok(Pays::No.into())
	}

	/// Puts a licence in force whose key was delivered.
	pub(crate) fn activate(id: LicenseId, mut license: LicenseOf<T>, key: DeliveredKey) {
		license.begin(Some(key), Self::now());
		Self::deposit_event(Event::LicenseStarted { license: id, ends: license.ends() });
		if license.escrow == 0 {
			Self::count_settled(&mut license);
		}
		Self::reschedule(id, license);
	}

	pub(crate) fn do_prove_wrong_key(
		who: T::AccountId,
		id: LicenseId,
		secret: [u8; 32],
		opening: Option<DataOpening>,
	) -> DispatchResultWithPostInfo {
		let (mut license, key) = Self::checking(&who, id)?;
		ensure!(license.deposit > 0, Error::<T>::DepositLost);
		let release = Self::release_at(license.release)?;
		let (data, public, opening) = (&release.data, &key.one_time_key, opening.as_ref());
		let wrong = match (&key.envelope, &release.key_split) {
			(None, Some(split)) => {
				let sealed = DeliveredShares::<T>::get(id);
				let promised = &split.commitments;
				dataset::wrong_shares(data, promised, public, &secret, &sealed, opening)
			}
			(None, None) => Ok(true),
			(Some(envelope), _) => dataset::wrong_key(data, public, &secret, envelope, opening),
		};
		let wrong = wrong.map_err(Error::<T>::from)?;
		if !wrong {
			Self::burn_deposit(id, &mut license);
			Self::activate(id, license, key);
			return Ok(().into());
		}
		let parameters = CurrentParameters::<T>::get();
		let wanted = parameters.slash().mul_ceil(parameters.bond);
		Self::slash(license.dataset, id, &license.licensee, wanted);
		let all = license.escrow;
		Self::finish(id, license, all, EndReason::WrongKey);
		Ok(Pays::No.into())
	}

	pub(crate) fn do_prove_garbage(
		who: T::AccountId,
		id: LicenseId,
		opening: DataOpening,
		chunk_key: [u8; 32],
		chunk: Chunk,
	) -> DispatchResultWithPostInfo {
		let mut license = Self::own_license(id, &who)?;
		let has_key = matches!(
			license.stage,
			LicenseStage::Delivered { .. } | LicenseStage::Active { key: Some(_), .. }
		);
		ensure!(has_key, Error::<T>::NoKey);
		ensure!(license.case.is_none(), Error::<T>::BeforeCourt);
		ensure!(license.deposit > 0, Error::<T>::DepositLost);
		let mut release = Self::release_at(license.release)?;
		let known = matches!(release.state, DataReleaseState::Faulty { .. });
		ensure!(!known, Error::<T>::ReleaseNotActive);
		let garbage = dataset::garbage(&release.data, &opening, &chunk_key, &chunk)
			.map_err(Error::<T>::from)?;
		if !garbage {
			Self::burn_deposit(id, &mut license);
			Licenses::<T>::insert(id, license);
			return Ok(().into());
		}
		release.state = DataReleaseState::Faulty { at: Self::now() };
		let (number, index) = (license.release, opening.index);
		Releases::<T>::insert(number, release);
		Self::deposit_event(Event::DataReleaseFaulty {
			release: number,
			license: id,
			chunk: index,
		});
		Self::slash(license.dataset, id, &license.licensee, Balance::MAX);
		let refund = Self::unearned(&license);
		Self::finish(id, license, refund, EndReason::Garbage);
		Ok(Pays::No.into())
	}

	pub(crate) fn do_claim_refund(who: T::AccountId, id: LicenseId) -> DispatchResultWithPostInfo {
		let license = Self::own_license(id, &who)?;
		ensure!(license.case.is_none(), Error::<T>::BeforeCourt);
		let release = Self::release_at(license.release)?;
		let faulty = matches!(release.state, DataReleaseState::Faulty { .. });
		ensure!(faulty, Error::<T>::NotFaulty);
		let refund = Self::unearned(&license);
		Self::finish(id, license, refund, EndReason::Garbage);
		Ok(Pays::No.into())
	}

	/// What a false proof costs.
	fn burn_deposit(id: LicenseId, license: &mut LicenseOf<T>) {
		let burned = core::mem::take(&mut license.deposit);
		Self::burn(HoldReason::LicenseDeposit, &license.licensee, burned);
		Self::deposit_event(Event::ProofFailed { license: id, burned });
	}

	/// Takes up to `wanted` of the bond behind a dataset, for what `payee` has shown by a licence.
	pub(crate) fn slash(
		number: DatasetId,
		license: LicenseId,
		payee: &T::AccountId,
		wanted: Balance,
	) {
		// The dataset is there while a licence is open; one that is settled may outlive it.
		let Some(mut dataset) = Datasets::<T>::get(number) else { return };
		dataset.record.refuted = dataset.record.refuted.saturating_add(1);
		let taken = dataset.bond.min(wanted);
		dataset.bond = dataset.bond.saturating_sub(taken);
		let owner = dataset.owner.clone();
		Datasets::<T>::insert(number, dataset);
		if taken == 0 {
			return;
		}
		let (bounty, _) = pricing::divide_slash(taken, CurrentParameters::<T>::get().max_bounty);
		let paid = Self::pay_held(HoldReason::DatasetBond, &owner, payee, bounty);
		let burned = taken.saturating_sub(paid);
		Self::burn(HoldReason::DatasetBond, &owner, burned);
		Self::deposit_event(Event::BondSlashed { dataset: number, license, paid, burned });
	}
}
