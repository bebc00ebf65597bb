//! Strikes before the court: whether they were just is nothing that code can tell.
//!
//! Nobody has struck the provider in person, so the respondent is the runtime's `StrikeRespondent`, which puts
//! nothing up: a provider that is right pays the jurors all the same, and has its bond back.

use crate::{
	ChillReason, Config, Error, Event, Pallet, ProviderStatus, Providers, StrikeAppeal,
	StrikeAppeals, WeightInfo,
};
use frame_support::{ensure, traits::Get, weights::Weight};
use sp_runtime::{DispatchResult, SaturatedConversion};
use stoa_primitives::{
	Balance, Court, Ruling, Rulings,
	frame::{Arbitrator, CaseOutcome, NewCase, OnRuling},
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_appeal_strikes(who: T::AccountId) -> DispatchResult {
		let details = Providers::<T>::get(&who).ok_or(Error::<T>::ProviderNotFound)?;
		let strikes: u32 = details.recent_strikes.len().saturated_into();
		ensure!(strikes > 0, Error::<T>::NoStrikes);
		let new = NewCase {
			claimant: who.clone(),
			respondent: T::StrikeRespondent::get(),
			court: Court::Models,
			rulings: Rulings::new(&[Ruling::Restore]),
			at_stake: 0,
			respondent_deposit: 0,
		};
		let case = T::Court::open(who.clone(), new)?;
		StrikeAppeals::<T>::insert(&who, StrikeAppeal { at: Self::now(), strikes });
		Self::deposit_event(Event::StrikesAppealed { provider: who, case, strikes });
		Ok(())
	}

	/// Takes the strikes away that were appealed. A chill that they led to can be ended at once.
	fn restore(who: &T::AccountId, appeal: StrikeAppeal) {
		let Some(mut details) = Providers::<T>::get(who) else { return };
		details.recent_strikes.retain(|block| *block > appeal.at);
		details.record.strikes = details.record.strikes.saturating_sub(appeal.strikes);
		let now = Self::now();
		let left: u32 = details.recent_strikes.len().saturated_into();
		if let ProviderStatus::Chilled { reason: ChillReason::Strikes, until } = &mut details.status
			&& left < T::MaxStrikes::get()
		{
			*until = now.min(*until);
		}
		Self::update(who, details);
		let strikes = appeal.strikes;
		Self::deposit_event(Event::StrikesRestored { provider: who.clone(), strikes });
	}
}

impl<T: Config> OnRuling<T::AccountId, T::AccountId> for Pallet<T> {
	fn on_ruling(provider: &T::AccountId, outcome: &CaseOutcome<T::AccountId>) -> Balance {
		let appeal = StrikeAppeals::<T>::take(provider);
		if let Some(appeal) = appeal.filter(|_| outcome.ruling == Some(Ruling::Restore)) {
			Self::restore(provider, appeal);
		}
		0
	}

	fn weight() -> Weight {
		T::WeightInfo::on_ruling()
	}
}
