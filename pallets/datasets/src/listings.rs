//! Datasets, their bonds and their entries: terms, listed accounts, algorithms.

use crate::{
	Algorithms, Config, CurrentParameters, DatasetDetails, DatasetState, Datasets, Error, Event,
	HoldReason, LicenceText, ListMode, Listed, MAX_ENTRIES, Metadata, NextDatasetId, NextTermId,
	Pallet, PrivacyBudget, Term, Terms, clock::DatasetOf,
};
use frame_support::{ensure, traits::Get};
use sp_runtime::{ArithmeticError, DispatchResult};
use stoa_primitives::{
	Balance, DatasetId, Digest, TermId,
	frame::{Algorithm, Holds},
	text,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_publish(
		owner: T::AccountId,
		metadata: Metadata,
		bond: Balance,
	) -> DispatchResult {
		Self::check_metadata(&metadata)?;
		let dataset = NextDatasetId::<T>::get();
		NextDatasetId::<T>::put(dataset.checked_add(1).ok_or(ArithmeticError::Overflow)?);
		let deposit = T::DatasetDeposit::get();
		Self::hold(HoldReason::DatasetDeposit, &owner, deposit)?;
		Self::hold(HoldReason::DatasetBond, &owner, bond)?;
		let details = DatasetDetails {
			owner: owner.clone(),
			metadata,
			state: DatasetState::Active,
			list: ListMode::AllBut,
			deposit,
			entry_deposit: T::EntryDeposit::get(),
			entries: 0,
			bond,
			open: 0,
			record: Default::default(),
			budget: PrivacyBudget::default(),
		};
		Datasets::<T>::insert(dataset, details);
		Self::deposit_event(Event::DatasetPublished { dataset, owner, bond });
		Ok(())
	}

	fn check_metadata(metadata: &Metadata) -> DispatchResult {
		ensure!(text::is_name(&metadata.name), Error::<T>::InvalidName);
		ensure!(text::is_uri(&metadata.uri), Error::<T>::InvalidUri);
		Ok(())
	}

	pub(crate) fn do_set_metadata(
		who: T::AccountId,
		id: DatasetId,
		metadata: Metadata,
	) -> DispatchResult {
		Self::check_metadata(&metadata)?;
		let dataset = DatasetDetails { metadata, ..Self::own_dataset(id, &who)? };
		Datasets::<T>::insert(id, dataset);
		Self::deposit_event(Event::MetadataSet { dataset: id });
		Ok(())
	}

	pub(crate) fn do_set_state(
		who: T::AccountId,
		id: DatasetId,
		state: DatasetState,
	) -> DispatchResult {
		let dataset = Self::own_dataset(id, &who)?;
		ensure!(dataset.state != DatasetState::Retired, Error::<T>::DatasetRetired);
		Datasets::<T>::insert(id, DatasetDetails { state, ..dataset });
		Self::deposit_event(Event::DatasetStateSet { dataset: id, state });
		Ok(())
	}

	pub(crate) fn do_add_bond(who: T::AccountId, id: DatasetId, amount: Balance) -> DispatchResult {
		let mut dataset = Self::own_dataset(id, &who)?;
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		Self::hold(HoldReason::DatasetBond, &who, amount)?;
		dataset.bond = dataset.bond.checked_add(amount).ok_or(ArithmeticError::Overflow)?;
		let bond = dataset.bond;
		Datasets::<T>::insert(id, dataset);
		Self::deposit_event(Event::BondAdded { dataset: id, amount, bond });
		Ok(())
	}

	pub(crate) fn do_unpublish(who: T::AccountId, id: DatasetId) -> DispatchResult {
		let dataset = Self::own_dataset(id, &who)?;
		ensure!(dataset.entries == 0, Error::<T>::EntriesRemain);
		ensure!(dataset.open == 0, Error::<T>::LicensesOpen);
		Self::give_back(HoldReason::DatasetDeposit, &who, dataset.deposit);
		Self::give_back(HoldReason::DatasetBond, &who, dataset.bond);
		Datasets::<T>::remove(id);
		let returned = dataset.deposit.saturating_add(dataset.bond);
		Self::deposit_event(Event::DatasetUnpublished { dataset: id, returned });
		Ok(())
	}

	/// Holds what one entry more costs, and counts it.
	pub(crate) fn count_in(dataset: &mut DatasetOf<T>) -> DispatchResult {
		ensure!(dataset.entries < MAX_ENTRIES, Error::<T>::TooManyEntries);
		Self::hold(HoldReason::DatasetDeposit, &dataset.owner, dataset.entry_deposit)?;
		dataset.entries = dataset.entries.saturating_add(1);
		Ok(())
	}

	/// The reverse.
	pub(crate) fn count_out(dataset: &mut DatasetOf<T>) {
		Self::give_back(HoldReason::DatasetDeposit, &dataset.owner, dataset.entry_deposit);
		dataset.entries = dataset.entries.saturating_sub(1);
	}

	pub(crate) fn do_add_term(who: T::AccountId, id: DatasetId, term: Term) -> DispatchResult {
		let mut dataset = Self::own_dataset(id, &who)?;
		let longest = CurrentParameters::<T>::get().max_term_blocks.get();
		let lasts = term.blocks.is_none_or(|blocks| (1..=longest).contains(&blocks));
		ensure!(lasts, Error::<T>::BadDuration);
		let counted = term.uses.is_none_or(|uses| uses > 0 && term.rights.sublicenses == 0);
		ensure!(counted, Error::<T>::BadUses);
		if let LicenceText::Spdx(name) = &term.text {
			ensure!(text::is_licence_id(name), Error::<T>::InvalidLicence);
		}
		Self::count_in(&mut dataset)?;
		let number = NextTermId::<T>::get();
		NextTermId::<T>::put(number.checked_add(1).ok_or(ArithmeticError::Overflow)?);
		let price = term.price;
		Terms::<T>::insert(id, number, term);
		Datasets::<T>::insert(id, dataset);
		Self::deposit_event(Event::TermAdded { dataset: id, term: number, price });
		Ok(())
	}

	pub(crate) fn do_set_price(
		who: T::AccountId,
		dataset: DatasetId,
		number: TermId,
		price: Balance,
	) -> DispatchResult {
		Self::own_dataset(dataset, &who)?;
		let term = Terms::<T>::get(dataset, number).ok_or(Error::<T>::TermNotFound)?;
		Terms::<T>::insert(dataset, number, Term { price, ..term });
		Self::deposit_event(Event::TermPriceSet { dataset, term: number, price });
		Ok(())
	}

	pub(crate) fn do_drop_term(who: T::AccountId, id: DatasetId, term: TermId) -> DispatchResult {
		let mut dataset = Self::own_dataset(id, &who)?;
		Terms::<T>::take(id, term).ok_or(Error::<T>::TermNotFound)?;
		Self::count_out(&mut dataset);
		Datasets::<T>::insert(id, dataset);
		Self::deposit_event(Event::TermDropped { dataset: id, term });
		Ok(())
	}

	pub(crate) fn do_set_list(who: T::AccountId, id: DatasetId, mode: ListMode) -> DispatchResult {
		let dataset = DatasetDetails { list: mode, ..Self::own_dataset(id, &who)? };
		Datasets::<T>::insert(id, dataset);
		Self::deposit_event(Event::ListModeSet { dataset: id, mode });
		Ok(())
	}

	pub(crate) fn do_list_account(
		who: T::AccountId,
		id: DatasetId,
		account: T::AccountId,
		listed: bool,
	) -> DispatchResult {
		let mut dataset = Self::own_dataset(id, &who)?;
		let before = Listed::<T>::contains_key(id, &account);
		ensure!(before != listed, Error::<T>::ListedAlready);
		if listed {
			Self::count_in(&mut dataset)?;
			Listed::<T>::insert(id, &account, ());
		} else {
			Self::count_out(&mut dataset);
			Listed::<T>::remove(id, &account);
		}
		Datasets::<T>::insert(id, dataset);
		Self::deposit_event(Event::AccountListed { dataset: id, account, listed });
		Ok(())
	}

	pub(crate) fn do_set_algorithm(
		who: T::AccountId,
		id: DatasetId,
		checksum: Digest,
		algorithm: Option<Algorithm>,
	) -> DispatchResult {
		let mut dataset = Self::own_dataset(id, &who)?;
		let before = Algorithms::<T>::contains_key(id, checksum);
		match algorithm {
			Some(algorithm) => {
				if !before {
					Self::count_in(&mut dataset)?;
				}
				Algorithms::<T>::insert(id, checksum, algorithm);
			}
			None => {
				ensure!(before, Error::<T>::AlgorithmNotAllowed);
				Self::count_out(&mut dataset);
				Algorithms::<T>::remove(id, checksum);
			}
		}
		Datasets::<T>::insert(id, dataset);
		Self::deposit_event(Event::AlgorithmSet { dataset: id, checksum, algorithm });
		Ok(())
	}

	pub(crate) fn do_set_privacy_budget(
		who: T::AccountId,
		id: DatasetId,
		total: u64,
	) -> DispatchResult {
		let mut dataset = Self::own_dataset(id, &who)?;
		let spent = dataset.budget.spent;
		ensure!(total >= spent, Error::<T>::BudgetBelowSpent);
		dataset.budget.total = total;
		Datasets::<T>::insert(id, dataset);
		Self::deposit_event(Event::PrivacyBudgetSet { dataset: id, total, spent });
		Ok(())
	}

	/// Whether the owner sells to `buyer`.
	pub(crate) fn sells_to(id: DatasetId, dataset: &DatasetOf<T>, buyer: &T::AccountId) -> bool {
		Listed::<T>::contains_key(id, buyer) == (dataset.list == ListMode::Only)
	}
}
