//! Delivery of keys in shares, so that no custodian has a key alone.

use crate::{Config, DeliveredShares, Error, Event, LicenseStage, Pallet};
use frame_support::pallet_prelude::*;
use stoa_primitives::{
	LicenseId,
	dataset::{Envelope, SealedShare},
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_deliver_share(
		who: T::AccountId,
		id: LicenseId,
		envelope: Envelope,
	) -> DispatchResultWithPostInfo {
		let license = Self::license_at(id)?;
		let LicenseStage::Awaiting { one_time_key, until } = license.stage else {
			return Err(Error::<T>::NotAwaited.into());
		};
		let release = Self::release_at(license.release)?;
		let split = release.key_split.ok_or(Error::<T>::NotSplit)?;
		let mut places = (1u8..).zip(&release.custodians);
		let place = places.find(|(_, custodian)| **custodian == who).map(|(place, _)| place);
		let place = place.ok_or(Error::<T>::NotCustodian)?;
		ensure!(Self::now() <= until, Error::<T>::TooLateToDeliver);
		let mut shares = DeliveredShares::<T>::get(id);
		let known = shares.iter().any(|share| share.place == place);
		ensure!(!known, Error::<T>::ShareDeliveredAlready);
		let share = SealedShare { place, envelope };
		shares.try_push(share).map_err(|_| Error::<T>::ShareDeliveredAlready)?;
		let complete = shares.len() >= usize::from(split.threshold);
		DeliveredShares::<T>::insert(id, shares);
		Self::deposit_event(Event::ShareDelivered { license: id, by: who, share });
		if complete {
			let until = Self::check_key(id, license, one_time_key, None);
			Self::deposit_event(Event::SharesComplete { license: id, until });
		}
		Ok(Pays::No.into())
	}
}
