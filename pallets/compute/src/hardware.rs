//! Measuring what is claimed: all of a provider's free units at one seed, or the units of one lease on its
//! tenant's call. `primitives::measure` has the work, and what it shows.

use crate::{
	Config, CurrentParameters, Due, Error, Event, HoldReason, LeaseDetails, Leases, Measured,
	MeasurementDetails, MeasurementOutcome, MeasurementStage, Measurements, NextMeasurementId,
	Offers, OffersByProvider, Pallet, Roots, SAMPLES, Sellers, Stage, Target, WorkProof,
	clock::MeasurementOf, types::MAX_OFFERS,
};
use alloc::vec::Vec;
use frame_support::{pallet_prelude::*, traits::ConstU32};
use sp_runtime::{DispatchError, SaturatedConversion};
use stoa_primitives::{
	BlockNumber, Digest, LeaseId, MeasurementId,
	frame::{Clock, DrawSource, Holds, SpokenFor},
	measure::{OpenedStep, Work},
	payload::{self, domain},
};

/// Blocks that a seed is mixed from.
pub const SEED_BLOCKS: u32 = 4;
/// How late a seed may be before the measurement is void.
pub const SEED_PATIENCE: u32 = 20;
/// Of the bond of somebody who doubted in vain, the provider has one part of so many; the rest is burned.
pub const BOND_PARTS: u128 = 2;

type Targets = BoundedVec<Target, ConstU32<MAX_OFFERS>>;
type AllRoots = BoundedVec<Roots, ConstU32<MAX_OFFERS>>;

impl<AccountId> MeasurementDetails<AccountId> {
	/// The block in which something is due, unless something happens before.
	pub fn deadline(&self) -> BlockNumber {
		match &self.stage {
			MeasurementStage::Seeding { first } | MeasurementStage::Sampling { first, .. } => {
				first.saturating_add(SEED_BLOCKS)
			}
			MeasurementStage::Working { until, .. } | MeasurementStage::Proving { until, .. } => {
				until.saturating_add(1)
			}
		}
	}

	/// The work of each kind for each offer.
	fn works(&self, linked: bool) -> Vec<Work> {
		let work = |target: &Target| {
			if linked {
				Work::memory(&target.resources, target.units, self.fill_mib)
			} else {
				Work::compute(&target.resources, target.units, self.log_cells, self.steps)
			}
		};
		self.targets.iter().map(work).collect()
	}

	fn units(&self) -> u32 {
		self.targets.iter().fold(0, |sum, target| sum.saturating_add(target.units))
	}
}

/// The seed of one offer's work.
pub fn offer_seed(seed: &Digest, offer: u64) -> Digest {
	payload::tagged(domain::DRAW_WORK, (seed, offer))
}

/// The place of sample `n` among several works: which of them, and which cell of it. At most one pass over
/// them.
pub fn sample(works: &[Work], samples: &Digest, n: u32) -> Option<(usize, u64)> {
	let total = works.iter().fold(0u64, |sum, work| sum.saturating_add(work.cells()));
	let mut number = payload::draw_number(samples, n).checked_rem(total)?;
	for (at, work) in works.iter().enumerate() {
		match number.checked_sub(work.cells()) {
			Some(rest) => number = rest,
			None => return Some((at, number)),
		}
	}
	None
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_challenge_hardware(
		who: T::AccountId,
		provider: T::AccountId,
		lease: Option<LeaseId>,
	) -> DispatchResult {
		let parameters = CurrentParameters::<T>::get();
		let id = NextMeasurementId::<T>::get();
		NextMeasurementId::<T>::put(id.saturating_add(1));
		let targets = match lease {
			Some(lease) => Self::leased_target(&who, &provider, lease)?,
			None => Self::take_free_units(&provider, id)?,
		};
		ensure!(!targets.is_empty(), Error::<T>::NothingToMeasure);
		let bond = parameters.measurement_bond;
		Self::hold(HoldReason::MeasurementBond, &who, bond)?;
		let first = Self::now().saturating_add(1);
		let ready = first.saturating_add(SEED_BLOCKS);
		let details = MeasurementDetails {
			provider: provider.clone(),
			challenger: who.clone(),
			bond,
			lease,
			targets: targets.clone(),
			fill_mib: parameters.fill_mib.get(),
			steps: parameters.work_steps.get(),
			log_cells: parameters.work_log_cells.get().saturated_into(),
			work_blocks: parameters.work_blocks.get(),
			stage: MeasurementStage::Seeding { first },
			stood: T::Clock::stood_still(),
			due_at: Self::schedule_first(Due::Measurement(id), ready)?,
		};
		Measurements::<T>::insert(id, details);
		Self::deposit_event(Event::HardwareChallenged {
			measurement: id,
			provider,
			challenger: who,
			lease,
			targets,
			bond,
		});
		Ok(())
	}

	/// All free units of all offers that hold. Nobody can take them while they are measured, or a provider
	/// would lend them to a friend until it is over.
	fn take_free_units(
		provider: &T::AccountId,
		id: MeasurementId,
	) -> Result<Targets, DispatchError> {
		let now = Self::now();
		let mut seller = Sellers::<T>::get(provider);
		ensure!(seller.measurement.is_none(), Error::<T>::AlreadyMeasuring);
		ensure!(now >= seller.next_measurement, Error::<T>::MeasuredRecently);
		let mut targets = Targets::new();
		for offer_id in OffersByProvider::<T>::iter_key_prefix(provider) {
			let Some(mut offer) = Offers::<T>::get(offer_id) else { continue };
			let units = offer.free();
			if units == 0 || !offer.is_open(now) {
				continue;
			}
			let target = Target { offer: offer_id, units, resources: offer.terms.resources };
			targets.try_push(target).map_err(|_| Error::<T>::TooManyOffers)?;
			offer.used = offer.used.saturating_add(units);
			Offers::<T>::insert(offer_id, offer);
		}
		seller.measurement = Some(id);
		Sellers::<T>::insert(provider, seller);
		Ok(targets)
	}

	/// The units of a lease, on its tenant's call.
	fn leased_target(
		who: &T::AccountId,
		provider: &T::AccountId,
		id: LeaseId,
	) -> Result<Targets, DispatchError> {
		let (mut lease, mut running) = Self::running(id)?;
		ensure!(lease.tenant == *who, Error::<T>::NotTenant);
		ensure!(lease.provider == *provider, Error::<T>::NotProvider);
		let now = Self::now();
		ensure!(now >= running.next_measurement, Error::<T>::MeasuredRecently);
		let interval = CurrentParameters::<T>::get().measurement_interval.get();
		running.next_measurement = now.saturating_add(interval);
		lease.stage = Stage::Active(running);
		let LeaseDetails { offer, units, resources, .. } = lease;
		let target = Target { offer, units, resources };
		Leases::<T>::insert(id, lease);
		Ok(Targets::truncate_from(Vec::from([target])))
	}

	pub(crate) fn do_commit_measurement(
		who: T::AccountId,
		id: MeasurementId,
		roots: AllRoots,
	) -> DispatchResultWithPostInfo {
		let mut details = Self::measurement_of(&who, id)?;
		let MeasurementStage::Working { seed, since, until } = details.stage else {
			return Err(Error::<T>::NotAwaited.into());
		};
		let now = Self::now();
		ensure!(now <= until, Error::<T>::TooLateToAnswer);
		let took = details.work_blocks.saturating_sub(until.saturating_sub(now));
		ensure!(roots.len() == details.targets.len(), Error::<T>::WrongRoots);
		let first = now.saturating_add(1);
		details.stage =
			MeasurementStage::Sampling { seed, since, took, first, roots: roots.clone() };
		details.due_at = Self::schedule(Due::Measurement(id), details.deadline());
		Measurements::<T>::insert(id, details);
		Self::deposit_event(Event::MeasurementCommitted { measurement: id, took, roots });
		Ok(Pays::No.into())
	}

	pub(crate) fn do_prove_measurement(
		who: T::AccountId,
		id: MeasurementId,
		proof: WorkProof,
	) -> DispatchResultWithPostInfo {
		let details = Self::measurement_of(&who, id)?;
		let MeasurementStage::Proving { seed, since, took, roots, samples, until } = &details.stage
		else {
			return Err(Error::<T>::NotAwaited.into());
		};
		ensure!(Self::now() <= *until, Error::<T>::TooLateToAnswer);
		let memory: Vec<_> = roots.iter().map(|roots| roots.memory).collect();
		let compute: Vec<_> = roots.iter().map(|roots| roots.compute).collect();
		let right = Self::shows(&details, true, seed, samples, &memory, &proof.memory)
			&& Self::shows(&details, false, seed, samples, &compute, &proof.compute);
		ensure!(right, Error::<T>::WrongWork);
		let (at, took) = (*since, *took);
		Self::end_measurement(id, details, MeasurementOutcome::Passed, at, Some(took));
		Ok(Pays::No.into())
	}

	/// Whether the opened steps are those that were drawn, and right.
	fn shows(
		details: &MeasurementOf<T>,
		linked: bool,
		seed: &Digest,
		samples: &Digest,
		roots: &[Digest],
		opened: &[OpenedStep],
	) -> bool {
		let works = details.works(linked);
		let offset = if linked { 0 } else { SAMPLES };
		let right = |(n, step): (u32, &OpenedStep)| {
			let (at, number) = sample(&works, samples, offset.saturating_add(n))?;
			let (work, root) = (works.get(at)?, roots.get(at)?);
			let seed = offer_seed(seed, details.targets.get(at)?.offer);
			work.verify(sp_io::hashing::blake2_256, &seed, root, number, step).then_some(())
		};
		opened.len() == SAMPLES as usize
			&& (0..SAMPLES).zip(opened).all(|pair| right(pair).is_some())
	}

	/// A measurement that `who` has to answer.
	fn measurement_of(
		who: &T::AccountId,
		id: MeasurementId,
	) -> Result<MeasurementOf<T>, DispatchError> {
		let details = Self::find_measurement(id).ok_or(Error::<T>::MeasurementNotFound)?;
		ensure!(T::Keys::speaks_for(who, &details.provider), Error::<T>::NotProvider);
		Ok(details)
	}

	/// What a measurement's clock makes due. False, changing nothing, if that is nothing.
	pub(crate) fn advance_measurement(id: MeasurementId, now: BlockNumber) -> bool {
		let Some(mut details) = Self::find_measurement(id) else { return false };
		if now < details.deadline() {
			return false;
		}
		if Self::lease_is_over(&details) {
			Self::end_measurement(id, details, MeasurementOutcome::Void, now, None);
			return true;
		}
		let (tag, first) = match &details.stage {
			MeasurementStage::Seeding { first } => (domain::DRAW_WORK, *first),
			MeasurementStage::Sampling { first, .. } => (domain::DRAW_SAMPLES, *first),
			MeasurementStage::Working { since, .. } | MeasurementStage::Proving { since, .. } => {
				let since = *since;
				Self::end_measurement(id, details, MeasurementOutcome::Failed, since, None);
				return true;
			}
		};
		let Some(drawn) = T::Draws::seed(tag, id, 0, first, SEED_BLOCKS) else {
			let latest = details.deadline().saturating_add(SEED_PATIENCE);
			if now < latest {
				return false;
			}
			Self::end_measurement(id, details, MeasurementOutcome::Void, now, None);
			return true;
		};
		details.stage = Self::seeded(id, details.stage, drawn, now, details.work_blocks);
		details.due_at = Self::schedule(Due::Measurement(id), details.deadline());
		Measurements::<T>::insert(id, details);
		true
	}

	/// What follows a stage that waited for a seed.
	fn seeded(
		id: MeasurementId,
		stage: MeasurementStage,
		drawn: Digest,
		now: BlockNumber,
		work_blocks: BlockNumber,
	) -> MeasurementStage {
		let until = now.saturating_add(work_blocks);
		match stage {
			MeasurementStage::Sampling { seed, since, took, roots, .. } => {
				let event = Event::SamplesDrawn { measurement: id, samples: drawn, until };
				Self::deposit_event(event);
				MeasurementStage::Proving { seed, since, took, roots, samples: drawn, until }
			}
			_ => {
				Self::deposit_event(Event::WorkSeeded { measurement: id, seed: drawn, until });
				MeasurementStage::Working { seed: drawn, since: now, until }
			}
		}
	}

	/// Whether a measurement runs in a lease that does not run any more.
	fn lease_is_over(details: &MeasurementOf<T>) -> bool {
		details.lease.is_some_and(|id| {
			Leases::<T>::get(id).is_none_or(|lease| !matches!(lease.stage, Stage::Active(_)))
		})
	}

	/// Nobody is slashed: what a failed measurement means, a ruling says.
	fn end_measurement(
		id: MeasurementId,
		details: MeasurementOf<T>,
		outcome: MeasurementOutcome,
		at: BlockNumber,
		took_blocks: Option<BlockNumber>,
	) {
		let units = details.units();
		let MeasurementDetails { provider, challenger, bond, lease, targets, .. } = details;
		let void = matches!(outcome, MeasurementOutcome::Void);
		for target in targets {
			if let Some(mut offer) = Offers::<T>::get(target.offer) {
				let same = offer.terms.resources == target.resources;
				if !void && same {
					offer.measured = Some(Measured { at, units: target.units, took_blocks });
				}
				if lease.is_none() {
					offer.used = offer.used.saturating_sub(target.units);
				}
				Self::store_offer(target.offer, offer);
			}
		}
		let next = Self::now().saturating_add(Self::measurement_pause(void));
		if lease.is_none() {
			Self::with_seller(&provider, |seller| {
				seller.measurement = None;
				seller.next_measurement = next;
			});
		}
		let mut paid = 0;
		if matches!(outcome, MeasurementOutcome::Passed) {
			let share = bond.checked_div(BOND_PARTS).unwrap_or(0);
			paid = Self::pay_held(HoldReason::MeasurementBond, &challenger, &provider, share);
			let burned = bond.saturating_sub(paid);
			Self::burn(HoldReason::MeasurementBond, &challenger, burned);
		} else {
			Self::give_back(HoldReason::MeasurementBond, &challenger, bond);
		}
		Measurements::<T>::remove(id);
		Self::deposit_event(Event::HardwareMeasured {
			measurement: id,
			provider,
			challenger,
			lease,
			at,
			units,
			outcome,
			took_blocks,
			paid,
		});
	}

	fn measurement_pause(void: bool) -> BlockNumber {
		if void { 0 } else { CurrentParameters::<T>::get().measurement_interval.get() }
	}
}
