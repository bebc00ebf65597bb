//! Releases that are served, and the weight with which their providers are drawn.
//!
//! Weight goes down at once and up through a queue: an increase waits in [`ServedRelease::pending`]
//! and enters the tree at least `ActivationDelay` blocks later. Meanwhile a decrease lowers the
//! waiting weight too, and a further increase restarts the wait, so what enters the tree is never
//! more than the provider was entitled to throughout the delay.
//!
//! The queue is first in, first out, and a block settles a bounded number of its entries. A pair of
//! provider and release has at most one entry, so the queue is never longer than what is served:
//! nobody can delay others by moving its own bond up and down.

use crate::{
	Activation, ActivationQueue, Config, Error, Event, Pallet, ProviderDetails, ProviderStatus,
	Providers, QueueHead, QueueTail, QueuedActivation, ReleaseServers, Releases, ServedRelease,
	Servers, Serving, TreeNodes,
};
use core::marker::PhantomData;
use frame_support::{
	ensure,
	traits::{Contains, Defensive, Get},
};
use sp_runtime::{DispatchResult, SaturatedConversion};
use stoa_primitives::{
	ReleaseId, STOA, TokenPrice,
	frame::{
		ModelInspect,
		sum_tree::{self, EMPTY, Node, NodeKey, SumTreeStore},
	},
};

/// The sum tree of one release.
pub(crate) struct DrawTree<T>(pub ReleaseId, pub PhantomData<T>);

impl<T: Config> DrawTree<T> {
	pub(crate) fn of(release: ReleaseId) -> Self {
		Self(release, PhantomData)
	}

	fn set(&mut self, slot: u32, weight: u32) {
		// Slots are below the capacity: `do_serve` refuses more.
		let _ = sum_tree::set(self, slot, weight).map_err(|_| "slot out of range").defensive();
	}
}

impl<T: Config> SumTreeStore for DrawTree<T> {
	fn node(&self, key: NodeKey) -> Node {
		TreeNodes::<T>::get(self.0, key).unwrap_or(EMPTY)
	}

	fn put(&mut self, key: NodeKey, node: Node) {
		TreeNodes::<T>::insert(self.0, key, node);
	}

	fn remove(&mut self, key: NodeKey) {
		TreeNodes::<T>::remove(self.0, key);
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_serve(
		who: T::AccountId,
		release: ReleaseId,
		price: TokenPrice,
	) -> DispatchResult {
		let mut details = Self::staying(&who)?;
		let terms = T::Models::terms(release).ok_or(Error::<T>::ReleaseNotFound)?;
		ensure!(terms.active, Error::<T>::ReleaseRetired);
		ensure!(T::OfferedClasses::contains(&terms.class), Error::<T>::ClassNotOffered);

		let servers = Releases::<T>::get(release);
		let floor = servers.map_or(price, |servers| lower(servers.floor, price));
		let mut servers = servers.unwrap_or(ReleaseServers { slots: 0, drawable: 0, floor });
		servers.floor = floor;

		let served = match Serving::<T>::get(&who, release) {
			Some(served) => ServedRelease { price, ..served },
			None => {
				let slot = servers.slots;
				ensure!(slot < sum_tree::CAPACITY, Error::<T>::TooManyServers);
				details.served.try_push(release).map_err(|_| Error::<T>::TooManyServed)?;
				servers.slots = slot.saturating_add(1);
				Servers::<T>::insert(release, slot, &who);
				let mut served = ServedRelease { price, slot, weight: 0, pending: None };
				Self::raise(&who, release, &mut served, Self::entitled(&details));
				Providers::<T>::insert(&who, details);
				served
			}
		};
		Serving::<T>::insert(&who, release, served);
		Releases::<T>::insert(release, servers);
		Self::deposit_event(Event::ReleaseServed { provider: who, release, price });
		Ok(())
	}

	pub(crate) fn do_unserve(who: T::AccountId, release: ReleaseId) -> DispatchResult {
		let mut details = Providers::<T>::get(&who).ok_or(Error::<T>::ProviderNotFound)?;
		let mut served = Serving::<T>::take(&who, release).ok_or(Error::<T>::NotServed)?;
		details.served.retain(|other| *other != release);
		Providers::<T>::insert(&who, details);

		if let Some(pending) = served.pending {
			ActivationQueue::<T>::remove(pending.position);
		}
		Self::set_weight(release, &mut served, 0);
		Self::free_slot(release, served.slot);
		Self::deposit_event(Event::ReleaseUnserved { provider: who, release });
		Ok(())
	}

	/// Gives the slot, whose weight is zero, to the provider in the last slot.
	fn free_slot(release: ReleaseId, slot: u32) {
		let Some(mut servers) = Releases::<T>::get(release) else { return };
		servers.slots = servers.slots.saturating_sub(1);
		let last = servers.slots;
		let mover = Servers::<T>::take(release, last);
		if let Some(mover) = mover.filter(|_| last != slot) {
			let mut tree = DrawTree::<T>::of(release);
			Serving::<T>::mutate(&mover, release, |served| {
				if let Some(served) = served {
					tree.set(last, 0);
					tree.set(slot, served.weight);
					served.slot = slot;
				}
			});
			Servers::<T>::insert(release, slot, mover);
		}
		if servers.slots == 0 {
			Releases::<T>::remove(release);
		} else {
			Releases::<T>::insert(release, servers);
		}
	}

	/// The weight in the draw to which the provider is entitled.
	pub(crate) fn entitled(details: &ProviderDetails<T>) -> u32 {
		if details.status != ProviderStatus::Active || details.bond < T::MinBond::get() {
			return 0;
		}
		let whole = details.bond.checked_div(STOA).unwrap_or(0);
		whole.min(T::MaxDrawWeight::get().into()).saturated_into()
	}

	/// Brings the weights of everything that is served in line with bond and status, and stores the
	/// provider. Returns how many releases it serves.
	pub(crate) fn update(who: &T::AccountId, details: ProviderDetails<T>) -> u32 {
		let entitled = Self::entitled(&details);
		for release in &details.served {
			let Some(mut served) = Serving::<T>::get(who, release) else { continue };
			let before = served;
			Self::lower(*release, &mut served, entitled);
			Self::raise(who, *release, &mut served, entitled);
			if served != before {
				Serving::<T>::insert(who, release, served);
			}
		}
		let count = details.served.len() as u32;
		Providers::<T>::insert(who, details);
		count
	}

	/// Caps weight, in the tree or on its way, at `entitled`.
	fn lower(release: ReleaseId, served: &mut ServedRelease, entitled: u32) {
		if let Some(pending) = &mut served.pending {
			pending.weight = pending.weight.min(entitled);
		}
		if served.weight > entitled {
			Self::set_weight(release, served, entitled);
		}
	}

	/// Lets weight up to `entitled` wait for its activation.
	fn raise(who: &T::AccountId, release: ReleaseId, served: &mut ServedRelease, entitled: u32) {
		let ready_at = Self::now().saturating_add(T::ActivationDelay::get());
		match &mut served.pending {
			Some(pending) if entitled > pending.weight.max(served.weight) => {
				pending.weight = entitled;
				pending.ready_at = ready_at;
			}
			Some(_) => {}
			None if entitled > served.weight => {
				let position = Self::enqueue(who.clone(), release, ready_at);
				served.pending = Some(Activation { weight: entitled, ready_at, position });
			}
			None => {}
		}
	}

	fn enqueue(provider: T::AccountId, release: ReleaseId, ready_at: u32) -> u64 {
		QueueTail::<T>::mutate(|tail| {
			let position = *tail;
			let entry = QueuedActivation { provider, release, ready_at };
			ActivationQueue::<T>::insert(position, entry);
			*tail = position.saturating_add(1);
			position
		})
	}

	/// Lets weight into the trees that has waited long enough. Returns how many places of the queue
	/// were visited, at most `MaxActivationsPerBlock`.
	pub(crate) fn settle_activations() -> u32 {
		let (head, tail) = (QueueHead::<T>::get(), QueueTail::<T>::get());
		let now = Self::now();
		let mut position = head;
		let mut visited = 0u32;
		while position < tail && visited < T::MaxActivationsPerBlock::get() {
			// Places of providers that have left are empty.
			if let Some(entry) = ActivationQueue::<T>::get(position) {
				if entry.ready_at > now {
					break;
				}
				ActivationQueue::<T>::remove(position);
				Self::settle_activation(entry, now);
			}
			position = position.saturating_add(1);
			visited = visited.saturating_add(1);
		}
		if position != head {
			QueueHead::<T>::put(position);
		}
		visited
	}

	pub(crate) fn settle_activation(entry: QueuedActivation<T::AccountId>, now: u32) {
		let QueuedActivation { provider, release, .. } = entry;
		let Some(mut served) = Serving::<T>::get(&provider, release) else { return };
		let Some(pending) = served.pending.take() else { return };
		if pending.ready_at > now {
			// Restarted while it waited: to the end of the queue.
			let position = Self::enqueue(provider.clone(), release, pending.ready_at);
			served.pending = Some(Activation { position, ..pending });
		} else if pending.weight > served.weight {
			Self::set_weight(release, &mut served, pending.weight);
			Self::deposit_event(Event::WeightActivated {
				provider: provider.clone(),
				release,
				weight: pending.weight,
			});
		}
		Serving::<T>::insert(provider, release, served);
	}

	/// Sets the weight in the tree, and counts who can be drawn.
	fn set_weight(release: ReleaseId, served: &mut ServedRelease, weight: u32) {
		DrawTree::<T>::of(release).set(served.slot, weight);
		let (was, is) = (served.weight > 0, weight > 0);
		served.weight = weight;
		if was != is {
			Releases::<T>::mutate(release, |servers| {
				if let Some(servers) = servers {
					servers.drawable = match is {
						true => servers.drawable.saturating_add(1),
						false => servers.drawable.saturating_sub(1),
					};
				}
			});
		}
	}
}

/// The lower of both prices, input and output each.
fn lower(a: TokenPrice, b: TokenPrice) -> TokenPrice {
	TokenPrice {
		per_1k_input: a.per_1k_input.min(b.per_1k_input),
		per_1k_output: a.per_1k_output.min(b.per_1k_output),
	}
}
