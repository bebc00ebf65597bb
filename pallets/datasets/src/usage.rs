//! Training by licences, and how often they can be used.

use crate::{
	Config, Error, Event, LicenseStage, Licenses, MAX_MODELS, ModelData, Pallet, ReleasePayees,
	TrainedOnList, WeightInfo, clock::LicenseOf,
};
use alloc::vec::Vec;
use frame_support::{ensure, weights::Weight};
use sp_runtime::DispatchResult;
use stoa_primitives::{
	LicenseId, ReleaseId,
	frame::{LicenseInspect, Payees, TrainedOn},
};

impl<T: Config> Pallet<T> {
	/// Uses a licence up by one, if its uses are counted.
	pub(crate) fn use_up(id: LicenseId) -> DispatchResult {
		let mut license = Self::license_at(id)?;
		let Some(left) = license.uses_left else { return Ok(()) };
		let left = left.checked_sub(1).ok_or(Error::<T>::NotInForce)?;
		license.uses_left = Some(left);
		Self::end_if_used_up(id, license);
		Ok(())
	}

	/// Stores a licence. With its last use it is over, and all of it earned, unless a run may give one back.
	pub(crate) fn end_if_used_up(id: LicenseId, mut license: LicenseOf<T>) {
		let used_up = license.uses_left == Some(0) && license.running == 0;
		let now = Self::now();
		if let (true, LicenseStage::Active { ends, vests, .. }) = (used_up, &mut license.stage) {
			*ends = Some(ends.map_or(now, |ends| ends.min(now)));
			*vests = (*vests).min(now);
			Self::reschedule(id, license);
		} else {
			Licenses::<T>::insert(id, license);
		}
	}

	fn trainable(id: LicenseId, licensee: &T::AccountId) -> Option<LicenseOf<T>> {
		Self::in_force(id, licensee).filter(|license| license.term.rights.train)
	}
}

impl<T: Config> LicenseInspect<T::AccountId> for Pallet<T> {
	fn may_train(license: LicenseId, licensee: &T::AccountId) -> bool {
		Self::trainable(license, licensee).is_some()
	}

	fn train(model: ReleaseId, licensee: &T::AccountId, licenses: &[LicenseId]) -> DispatchResult {
		if licenses.is_empty() {
			return Ok(());
		}
		ensure!(!ModelData::<T>::contains_key(model), Error::<T>::ModelKnown);
		let mut list = Vec::with_capacity(licenses.len());
		for id in licenses {
			let license = Self::trainable(*id, licensee).ok_or(Error::<T>::NotInForce)?;
			let room = license.models.len() < MAX_MODELS as usize;
			ensure!(room, Error::<T>::TooManyModels);
			let twice = list.iter().any(|other: &TrainedOn| other.license == *id);
			ensure!(!twice, Error::<T>::NotAllowed);
			list.push(TrainedOn { release: license.release, root: license.root, license: *id });
		}
		let list = TrainedOnList::try_from(list).map_err(|_| Error::<T>::TooManyModels)?;
		for id in licenses {
			Licenses::<T>::mutate_extant(*id, |license| {
				// There is room, as was seen above.
				let _full = license.models.try_push(model);
			});
			Self::use_up(*id)?;
		}
		ModelData::<T>::insert(model, list);
		let (licensee, licenses) = (licensee.clone(), licenses.to_vec());
		Self::deposit_event(Event::ModelTrained { model, licensee, licenses });
		Ok(())
	}

	fn payees(license: LicenseId) -> Payees<T::AccountId> {
		let release = Licenses::<T>::get(license).map(|license| license.release);
		release.map(ReleasePayees::<T>::get).unwrap_or_default()
	}

	fn train_weight() -> Weight {
		T::WeightInfo::train()
	}

	fn forget_weight() -> Weight {
		T::WeightInfo::forget()
	}

	fn trained_on(model: ReleaseId) -> Vec<TrainedOn> {
		ModelData::<T>::get(model).map(Vec::from).unwrap_or_default()
	}

	fn forget(model: ReleaseId) {
		for trained in ModelData::<T>::take(model).unwrap_or_default() {
			Licenses::<T>::mutate_extant(trained.license, |license| {
				license.models.retain(|known| *known != model);
			});
		}
	}
}
