//! Training and computing by licences.

use crate::{
	Algorithms, Config, Datasets, Error, Event, LicenseStage, Licenses, MAX_MODELS, ModelData,
	Pallet, TrainedOnList, clock::LicenseOf,
};
use alloc::vec::Vec;
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};
use stoa_primitives::{
	Digest, LicenseId, ReleaseId,
	frame::{Algorithm, ComputeOnData, LicenseInspect, TrainedOn},
};

impl<T: Config> Pallet<T> {
	/// Uses a licence up by one, if its uses are counted. With the last one it is over, and all of it earned.
	pub(crate) fn use_up(id: LicenseId) -> DispatchResult {
		let mut license = Self::license_at(id)?;
		let Some(left) = license.uses_left else { return Ok(()) };
		let left = left.checked_sub(1).ok_or(Error::<T>::NotInForce)?;
		license.uses_left = Some(left);
		let now = Self::now();
		if let (0, LicenseStage::Active { ends, vests, .. }) = (left, &mut license.stage) {
			*ends = Some(now);
			*vests = now;
			Self::reschedule(id, license);
		} else {
			Licenses::<T>::insert(id, license);
		}
		Ok(())
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

impl<T: Config> ComputeOnData<T::AccountId> for Pallet<T> {
	fn run(
		id: LicenseId,
		licensee: &T::AccountId,
		checksum: &Digest,
	) -> Result<Algorithm, DispatchError> {
		let license = Self::in_force(id, licensee).ok_or(Error::<T>::NotInForce)?;
		let mut dataset = Self::dataset_at(license.dataset)?;
		let algorithm = Algorithms::<T>::get(license.dataset, checksum)
			.ok_or(Error::<T>::AlgorithmNotAllowed)?;
		let epsilon = algorithm.epsilon;
		if epsilon > 0 {
			let spent = dataset.budget.spent.checked_add(epsilon).ok_or(Error::<T>::BudgetSpent)?;
			ensure!(spent <= dataset.budget.total, Error::<T>::BudgetSpent);
			dataset.budget.spent = spent;
			Datasets::<T>::insert(license.dataset, dataset);
		}
		Self::use_up(id)?;
		let checksum = *checksum;
		Self::deposit_event(Event::AlgorithmRun { license: id, checksum, epsilon });
		Ok(algorithm)
	}
}
