//! Releases of class Exact: headers, bonds, and models that were shown to be bad.
//!
//! The chain sees the header of a model, not its weights. Whoever serves a model of which a weight is out of
//! the contract's bounds could lose a game without fault, so its publisher answers for all of them with a
//! bond. What each rule answers is in `docs/decisions/0016-bad-releases.md`.

use crate::{
	BadModel, BadModelRoots, Config, Error, Event, ExactRelease, HoldReason, ModelHeaders,
	NewRelease, Pallet, ReleaseDetails, ReleasesByModel,
};
use frame_support::{
	ensure,
	traits::{
		Get,
		fungible::MutateHold,
		tokens::{Fortitude, Precision, Restriction},
	},
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{DispatchError, DispatchResult, Perbill, traits::Saturating};
use stoa_exact::{Header, header::MAX_HEADER};
use stoa_primitives::{
	Balance, Digest, ReleaseId, VerificationClass,
	frame::{BadModels, MAX_MODEL_HEADER, ModelHeader},
};

/// Of a lost bond, what goes to who reported the model. Much less than a whole, so that a publisher gains
/// nothing by reporting itself.
pub const REPORTER_SHARE: Perbill = Perbill::from_percent(20);

const _: () = assert!(MAX_HEADER == MAX_MODEL_HEADER as usize, "a header would not fit");

/// A bad model as stored.
pub(crate) type BadModelOf<T> = BadModel<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

impl<T: Config> Pallet<T> {
	/// What the publisher of a new release has to stand for, if it is of class Exact.
	pub(crate) fn check_model(
		new: &NewRelease<T::AccountId>,
	) -> Result<Option<ExactRelease>, Error<T>> {
		match (new.class, &new.model) {
			(VerificationClass::Replicated, None) => Ok(None),
			(VerificationClass::Replicated, Some(_)) => Err(Error::<T>::ModelNotWanted),
			(VerificationClass::Exact, None) => Err(Error::<T>::ModelMissing),
			(VerificationClass::Exact, Some(bytes)) => Self::check_header(new, bytes).map(Some),
			_ => Err(Error::<T>::ClassNotOffered),
		}
	}

	/// A header that cannot be refereed would leave executors unpaid: no claim about it can be opened.
	fn check_header(
		new: &NewRelease<T::AccountId>,
		bytes: &ModelHeader,
	) -> Result<ExactRelease, Error<T>> {
		ensure!(new.artefact.format == crate::ArtefactFormat::Exact, Error::<T>::FormatNotExact);
		let header = Header::decode(bytes).ok().filter(Header::can_be_shown);
		let header = header.ok_or(Error::<T>::InvalidModel)?;
		ensure!(new.context_tokens <= header.config().context, Error::<T>::ContextTooLong);
		let model = sp_io::hashing::blake2_256(bytes);
		ensure!(!Self::is_bad(&model), Error::<T>::ModelIsBad);
		Ok(ExactRelease { model, bond: T::ExactBond::get() })
	}

	pub(crate) fn insert_model(release: ReleaseId, model: Digest, header: ModelHeader) {
		ModelHeaders::<T>::insert(release, header);
		ReleasesByModel::<T>::insert(model, release, ());
	}

	/// What is known against the model of a release.
	pub(crate) fn report_about(
		details: &ReleaseDetails<BlockNumberFor<T>>,
	) -> Option<BadModelOf<T>> {
		details.exact.and_then(|exact| BadModelRoots::<T>::get(exact.model))
	}

	/// Whether a release takes jobs.
	pub(crate) fn is_active(details: &ReleaseDetails<BlockNumberFor<T>>) -> bool {
		let bad = || details.exact.is_some_and(|exact| Self::is_bad(&exact.model));
		details.retired_at.is_none() && !bad()
	}

	/// The block since which a release has taken no jobs.
	pub(crate) fn stopped_at(
		details: &ReleaseDetails<BlockNumberFor<T>>,
		bad: &Option<BadModelOf<T>>,
	) -> Option<BlockNumberFor<T>> {
		let reported_at = bad.as_ref().map(|bad| bad.reported_at);
		details.retired_at.into_iter().chain(reported_at).min()
	}

	/// Forgets the model of a release that is dropped. Returns what of the bond its owner gets back.
	pub(crate) fn remove_model(
		release: ReleaseId,
		exact: ExactRelease,
		owner: &T::AccountId,
		bad: Option<BadModelOf<T>>,
	) -> Result<Balance, DispatchError> {
		ModelHeaders::<T>::remove(release);
		ReleasesByModel::<T>::remove(exact.model, release);
		match bad {
			Some(bad) => Self::forfeit(release, exact.bond, owner, bad.reporter).map(|()| 0),
			None => {
				let reason = HoldReason::ReleaseBond.into();
				T::Currency::release(&reason, owner, exact.bond, Precision::Exact)
			}
		}
	}

	fn forfeit(
		release: ReleaseId,
		bond: Balance,
		owner: &T::AccountId,
		reporter: T::AccountId,
	) -> DispatchResult {
		let reason = HoldReason::ReleaseBond.into();
		// A reporter whose account is gone and cannot hold so little gets nothing.
		let paid = T::Currency::transfer_on_hold(
			&reason,
			owner,
			&reporter,
			REPORTER_SHARE.mul_floor(bond),
			Precision::Exact,
			Restriction::Free,
			Fortitude::Force,
		)
		.unwrap_or(0);
		let burned = bond.saturating_sub(paid);
		T::Currency::burn_held(&reason, owner, burned, Precision::Exact, Fortitude::Force)?;
		let owner = owner.clone();
		Self::deposit_event(Event::BondForfeited { release, owner, reporter, paid, burned });
		Ok(())
	}
}

impl<T: Config> BadModels<T::AccountId> for Pallet<T> {
	fn is_bad(model: &Digest) -> bool {
		BadModelRoots::<T>::contains_key(model)
	}

	/// One entry, however many releases are of the model.
	fn report(model: &Digest, by: &T::AccountId) -> DispatchResult {
		ensure!(!Self::is_bad(model), Error::<T>::ModelReportedAlready);
		let known = ReleasesByModel::<T>::iter_key_prefix(model).next().is_some();
		ensure!(known, Error::<T>::ModelNotFound);
		let reported_at = frame_system::Pallet::<T>::block_number();
		BadModelRoots::<T>::insert(model, BadModel { reporter: by.clone(), reported_at });
		Self::deposit_event(Event::ModelReported {
			model: *model,
			reporter: by.clone(),
			droppable_at: reported_at.saturating_add(T::RetireGrace::get()),
		});
		Ok(())
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_model(model: &Digest) {
		crate::benchmarking::release_of_model::<T>(*model);
	}
}
