//! Whether a provider may be drawn, and what it says about itself.

use crate::{
	ChillReason, Config, Endpoint, Error, Event, Hardware, HardwareClaims, HardwareDetails, Pallet,
	ProviderDetails, ProviderStatus, Providers, endpoint,
};
use frame_support::{ensure, traits::Get};
use sp_runtime::{DispatchResult, SaturatedConversion};
use stoa_primitives::{BlockNumber, frame::StrikeReason};

impl<T: Config> Pallet<T> {
	/// This block.
	pub(crate) fn now() -> BlockNumber {
		frame_system::Pallet::<T>::block_number().saturated_into()
	}

	pub(crate) fn do_set_endpoint(who: T::AccountId, endpoint: Endpoint) -> DispatchResult {
		let mut details = Self::staying(&who)?;
		ensure!(endpoint::is_valid(&endpoint), Error::<T>::InvalidEndpoint);
		details.endpoint = endpoint.clone();
		details.changed_at = Self::now();
		Providers::<T>::insert(&who, details);
		Self::deposit_event(Event::EndpointSet { provider: who, endpoint });
		Ok(())
	}

	pub(crate) fn do_set_keys(
		who: T::AccountId,
		signing_key: [u8; 32],
		transport_key: [u8; 32],
	) -> DispatchResult {
		let mut details = Self::staying(&who)?;
		Self::ensure_keys(&signing_key, &transport_key)?;
		details.signing_key = signing_key;
		details.transport_key = transport_key;
		details.changed_at = Self::now();
		Providers::<T>::insert(&who, details);
		Self::deposit_event(Event::KeysSet { provider: who, signing_key, transport_key });
		Ok(())
	}

	/// Zero bytes are a mistake: what is sealed to the zero key can be read by anyone.
	pub(crate) fn ensure_keys(signing_key: &[u8; 32], transport_key: &[u8; 32]) -> DispatchResult {
		let zero = [0u8; 32];
		ensure!(*signing_key != zero && *transport_key != zero, Error::<T>::InvalidKey);
		Ok(())
	}

	pub(crate) fn do_set_hardware(
		who: T::AccountId,
		claims: HardwareClaims,
		expires_at: BlockNumber,
	) -> DispatchResult {
		Self::staying(&who)?;
		let named = |model: &[u8]| {
			!model.is_empty() && model.iter().all(|byte| byte.is_ascii_graphic() || *byte == b' ')
		};
		let valid = claims.gpus.iter().all(|gpu| gpu.count > 0 && named(&gpu.model));
		ensure!(valid, Error::<T>::InvalidHardware);
		let now = Self::now();
		let latest = now.saturating_add(T::MaxHardwareAge::get());
		ensure!(now < expires_at && expires_at <= latest, Error::<T>::InvalidExpiry);
		Hardware::<T>::insert(&who, HardwareDetails { claims, expires_at });
		Self::deposit_event(Event::HardwareSet { provider: who, expires_at });
		Ok(())
	}

	pub(crate) fn do_drop_expired_hardware(provider: T::AccountId) -> DispatchResult {
		let hardware = Hardware::<T>::get(&provider).ok_or(Error::<T>::HardwareNotFound)?;
		ensure!(hardware.expires_at <= Self::now(), Error::<T>::HardwareNotExpired);
		Hardware::<T>::remove(&provider);
		Self::deposit_event(Event::HardwareDropped { provider });
		Ok(())
	}

	pub(crate) fn do_chill(who: T::AccountId) -> DispatchResult {
		let mut details = Self::staying(&who)?;
		ensure!(details.status == ProviderStatus::Active, Error::<T>::AlreadyChilled);
		Self::set_chilled(&who, &mut details, ChillReason::Requested);
		Self::update(&who, details);
		Ok(())
	}

	/// As `do_chill`, said by a statement about a seat; nothing if the provider is out already.
	pub(crate) fn do_rest(who: &T::AccountId) {
		let Some(mut details) = Providers::<T>::get(who) else { return };
		if details.status == ProviderStatus::Active {
			Self::set_chilled(who, &mut details, ChillReason::Requested);
			Self::update(who, details);
		}
	}

	pub(crate) fn do_activate(who: T::AccountId) -> DispatchResult {
		let mut details = Self::staying(&who)?;
		let ProviderStatus::Chilled { reason, until } = details.status else {
			return Err(Error::<T>::AlreadyActive.into());
		};
		ensure!(until <= Self::now(), Error::<T>::StillChilled);
		ensure!(details.bond >= T::MinBond::get(), Error::<T>::BondBelowMinimum);
		if Self::is_penalty(reason) {
			details.recent_strikes = Default::default();
		}
		details.status = ProviderStatus::Active;
		Self::update(&who, details);
		Self::deposit_event(Event::ProviderActivated { provider: who });
		Ok(())
	}

	pub(crate) fn do_force_chill(who: T::AccountId) -> DispatchResult {
		let mut details = Self::staying(&who)?;
		Self::set_chilled(&who, &mut details, ChillReason::Forced);
		Self::update(&who, details);
		Ok(())
	}

	/// Notes a strike, and chills at the last that is allowed.
	pub(crate) fn do_strike(who: &T::AccountId, reason: StrikeReason) {
		let Some(mut details) = Providers::<T>::get(who) else { return };
		let now = Self::now();
		let oldest = now.saturating_sub(T::StrikeWindow::get());
		details.record.strikes = details.record.strikes.saturating_add(1);
		details.recent_strikes.retain(|block| *block >= oldest);
		// Full only if the provider is out already: the newest are kept.
		if details.recent_strikes.is_full() {
			details.recent_strikes.remove(0);
		}
		let _ = details.recent_strikes.try_push(now);
		let recent = details.recent_strikes.len() as u32;
		Self::deposit_event(Event::ProviderStruck { provider: who.clone(), reason, recent });
		if recent >= T::MaxStrikes::get() && details.status != ProviderStatus::Leaving {
			Self::set_chilled(who, &mut details, ChillReason::Strikes);
		}
		Self::update(who, details);
	}

	pub(crate) fn do_credit(who: &T::AccountId) {
		Providers::<T>::mutate(who, |details| {
			if let Some(details) = details {
				details.record.jobs = details.record.jobs.saturating_add(1);
			}
		});
	}

	/// Stores a provider that lost bond; chills it if too little is left.
	pub(crate) fn after_loss(who: &T::AccountId, mut details: ProviderDetails<T>) {
		details.reduced_at = Self::now();
		let active = details.status == ProviderStatus::Active;
		if active && details.bond < T::MinBond::get() {
			Self::set_chilled(who, &mut details, ChillReason::BondTooLow);
		}
		Self::update(who, details);
	}

	/// Penalties last `ChillPeriod` from now; the others can be ended at once.
	fn set_chilled(who: &T::AccountId, details: &mut ProviderDetails<T>, reason: ChillReason) {
		let now = Self::now();
		let until = match Self::is_penalty(reason) {
			true => now.saturating_add(T::ChillPeriod::get()),
			false => now,
		};
		details.status = ProviderStatus::Chilled { reason, until };
		Self::deposit_event(Event::ProviderChilled { provider: who.clone(), reason, until });
	}

	/// Whether the provider must serve a period out, and starts afresh afterwards.
	fn is_penalty(reason: ChillReason) -> bool {
		match reason {
			ChillReason::Strikes | ChillReason::Forced => true,
			ChillReason::Requested | ChillReason::BondTooLow => false,
		}
	}
}
