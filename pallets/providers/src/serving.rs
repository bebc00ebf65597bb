//! Releases that are served, and the weight with which their providers are drawn.
//!
//! The trees lag behind: whatever a call does to weights and places in them, up, down, in or out, waits
//! in a queue for `ActivationDelay` blocks and is not altered while it waits. So a tree is as calls left it
//! that many blocks ago, slots included, and nobody who has seen the outputs that decide a draw can change
//! which draw it is, be it by adding weight or by taking some away. What a provider counts once it is drawn
//! is also limited by what it is entitled to now, at once.
//!
//! The queue is first in, first out, and a block makes a bounded number of changes. A provider has at most
//! one entry for its weight, which all its releases share, and one for its place in each of them. An entry
//! stays until it is settled; what happens meanwhile waits its own delay afterwards. So the queue has no
//! empty places, is never longer than what is bonded and served, and nobody can delay others by moving its
//! own bond or by coming and going. A strike or a slash costs one entry, however much is served.

use crate::{
	Activation, ActivationQueue, Config, Error, Event, Pallet, ProviderDetails, ProviderStatus,
	Providers, QueueHead, QueueTail, QueuedActivation, ReleaseServers, Releases, ServedRelease,
	Servers, Serving, TreeNodes, Waiting,
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
		Backing, ModelInspect,
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
		let fresh = ReleaseServers { members: 0, slots: 0, drawable: 0, floor };
		let mut servers = ReleaseServers { floor, ..servers.unwrap_or(fresh) };

		let mut served = match Serving::<T>::get(&who, release) {
			Some(served) => ServedRelease { price, leaving: false, ..served },
			None => {
				ensure!(servers.members < sum_tree::CAPACITY, Error::<T>::TooManyServers);
				details.served.try_push(release).map_err(|_| Error::<T>::TooManyServed)?;
				servers.members = servers.members.saturating_add(1);
				Providers::<T>::insert(&who, details);
				ServedRelease { price, slot: None, leaving: false, pending: None }
			}
		};
		Releases::<T>::insert(release, servers);
		Self::queue_place(&who, release, &mut served);
		Serving::<T>::insert(&who, release, served);
		Self::deposit_event(Event::ReleaseServed { provider: who, release, price });
		Ok(())
	}

	pub(crate) fn do_unserve(who: T::AccountId, release: ReleaseId) -> DispatchResult {
		ensure!(Providers::<T>::contains_key(&who), Error::<T>::ProviderNotFound);
		let served = Serving::<T>::get(&who, release).filter(|served| !served.leaving);
		let mut served = served.ok_or(Error::<T>::NotServed)?;
		served.leaving = true;
		Self::queue_place(&who, release, &mut served);
		Serving::<T>::insert(&who, release, served);
		Self::deposit_event(Event::ReleaseUnserved { provider: who, release });
		Ok(())
	}

	/// Removes what is stored about a release that a provider has left.
	fn forget(who: &T::AccountId, release: ReleaseId) {
		Serving::<T>::remove(who, release);
		Providers::<T>::mutate(who, |details| {
			if let Some(details) = details {
				details.served.retain(|other| *other != release);
			}
		});
		Releases::<T>::mutate_exists(release, |servers| {
			if let Some(known) = servers {
				known.members = known.members.saturating_sub(1);
				if known.members == 0 {
					*servers = None;
				}
			}
		});
	}

	/// The weight in the draw to which the provider is entitled: by its own bond, and what of others' stake counts.
	pub(crate) fn entitled(who: &T::AccountId, details: &ProviderDetails<T>) -> u32 {
		if details.status != ProviderStatus::Active || details.bond < T::MinBond::get() {
			return 0;
		}
		let backed = details.bond.saturating_add(T::Backing::counted(who, details.bond));
		let whole = backed.checked_div(STOA).unwrap_or(0);
		whole.min(T::MaxDrawWeight::get().into()).saturated_into()
	}

	/// What a provider counts if it is drawn now: a place in a tree is worth no more than the bond that is
	/// behind it.
	pub(crate) fn counts(
		who: &T::AccountId,
		details: &ProviderDetails<T>,
		served: &ServedRelease,
	) -> u32 {
		let present = served.slot.is_some() && !served.leaving;
		if present { details.weight.min(Self::entitled(who, details)) } else { 0 }
	}

	/// Stores a provider. Its weight in the trees follows bond and status when the delay is over.
	pub(crate) fn update(who: &T::AccountId, mut details: ProviderDetails<T>) {
		let weight = Self::entitled(who, &details);
		if details.pending.is_none() && details.weight != weight {
			let (position, ready_at) = Self::enqueue(who, None);
			details.pending = Some(Activation { weight, ready_at, position });
		}
		Providers::<T>::insert(who, details);
	}

	/// Queues that a provider takes a place in a tree or leaves it, unless something waits already: that is
	/// never altered, or whoever knows a draw could choose among many trees.
	fn queue_place(who: &T::AccountId, release: ReleaseId, served: &mut ServedRelease) {
		let settled = served.slot.is_some() != served.leaving;
		if served.pending.is_none() && !settled {
			let (position, ready_at) = Self::enqueue(who, Some(release));
			served.pending = Some(Waiting { ready_at, position });
		}
	}

	fn enqueue(provider: &T::AccountId, release: Option<ReleaseId>) -> (u64, u32) {
		let ready_at = Self::now().saturating_add(T::ActivationDelay::get());
		let position = QueueTail::<T>::get();
		let entry = QueuedActivation { provider: provider.clone(), release, ready_at };
		ActivationQueue::<T>::insert(position, entry);
		QueueTail::<T>::put(position.saturating_add(1));
		(position, ready_at)
	}

	/// Lets into the trees what has waited long enough. Returns how many changes that were: no entry is
	/// begun after `MaxActivationsPerBlock` of them.
	pub(crate) fn settle_activations() -> u32 {
		let (head, tail) = (QueueHead::<T>::get(), QueueTail::<T>::get());
		let now = Self::now();
		let mut position = head;
		let mut changes = 0u32;
		while position < tail && changes < T::MaxActivationsPerBlock::get() {
			let made = match ActivationQueue::<T>::get(position) {
				Some(entry) if entry.ready_at > now => break,
				Some(entry) => {
					ActivationQueue::<T>::remove(position);
					Self::settle_activation(entry)
				}
				None => 0,
			};
			position = position.saturating_add(1);
			changes = changes.saturating_add(made.max(1));
		}
		if position != head {
			QueueHead::<T>::put(position);
		}
		changes
	}

	/// Returns how many changes of trees that were.
	pub(crate) fn settle_activation(entry: QueuedActivation<T::AccountId>) -> u32 {
		match entry.release {
			Some(release) => Self::settle_place(&entry.provider, release),
			None => Self::settle_weight(&entry.provider),
		}
	}

	/// Gives a provider another weight wherever it has a place.
	fn settle_weight(who: &T::AccountId) -> u32 {
		let Some(mut details) = Providers::<T>::get(who) else { return 0 };
		let Some(Activation { weight, .. }) = details.pending.take() else { return 0 };
		let mut changes = 0u32;
		for release in &details.served {
			let slot = Serving::<T>::get(who, release).and_then(|served| served.slot);
			let Some(slot) = slot else { continue };
			DrawTree::<T>::of(*release).set(slot, weight);
			Releases::<T>::mutate(release, |servers| {
				if let Some(servers) = servers {
					servers.recount(details.weight, weight);
				}
			});
			changes = changes.saturating_add(1);
			Self::tell(who, *release, weight);
		}
		details.weight = weight;
		// What happened meanwhile waits in its turn.
		Self::update(who, details);
		changes
	}

	/// Gives a provider its place in a tree, or takes it away.
	fn settle_place(who: &T::AccountId, release: ReleaseId) -> u32 {
		let Some(mut served) = Serving::<T>::get(who, release) else { return 0 };
		if served.pending.take().is_none() {
			return 0;
		}
		let weight = Providers::<T>::get(who).map_or(0, |details| details.weight);
		Releases::<T>::mutate(release, |servers| {
			let Some(servers) = servers else { return };
			let mut tree = DrawTree::<T>::of(release);
			served.slot = match served.slot {
				Some(slot) => {
					tree.set(slot, 0);
					servers.recount(weight, 0);
					Self::free_slot(release, servers, slot, &mut tree);
					None
				}
				None => {
					let slot = servers.slots;
					servers.slots = slot.saturating_add(1);
					Servers::<T>::insert(release, slot, who);
					tree.set(slot, weight);
					servers.recount(0, weight);
					Some(slot)
				}
			};
		});
		Self::tell(who, release, if served.slot.is_some() { weight } else { 0 });
		if served.leaving && served.slot.is_none() {
			Self::forget(who, release);
		} else {
			Self::queue_place(who, release, &mut served);
			Serving::<T>::insert(who, release, served);
		}
		1
	}

	fn tell(who: &T::AccountId, release: ReleaseId, weight: u32) {
		Self::deposit_event(Event::WeightActivated { provider: who.clone(), release, weight });
	}

	/// Gives a slot, whose weight is zero, to the provider in the last slot.
	fn free_slot(
		release: ReleaseId,
		servers: &mut ReleaseServers,
		slot: u32,
		tree: &mut DrawTree<T>,
	) {
		servers.slots = servers.slots.saturating_sub(1);
		let last = servers.slots;
		let mover = Servers::<T>::take(release, last);
		if let Some(mover) = mover.filter(|_| last != slot) {
			let weight = Providers::<T>::get(&mover).map_or(0, |details| details.weight);
			tree.set(last, 0);
			tree.set(slot, weight);
			Serving::<T>::mutate(&mover, release, |served| {
				if let Some(served) = served {
					served.slot = Some(slot);
				}
			});
			Servers::<T>::insert(release, slot, mover);
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
