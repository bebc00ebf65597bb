//! What must hold after every block.

use crate::{
	ActivationQueue, Config, Hardware, HoldReason, Pallet, ProviderStatus, Providers, QueueHead,
	QueueTail, QueuedActivation, ReleaseServers, Releases, ServedRelease, Servers, Serving,
	StrikeAppeals, TreeNodes,
};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec::Vec,
};
use frame_support::{ensure, traits::fungible::hold::Inspect};
use sp_runtime::TryRuntimeError;
use stoa_primitives::{
	ReleaseId, TokenPrice,
	frame::{
		Arbitrator,
		sum_tree::{self, MemoryTree, SumTreeStore},
	},
};

impl<T: Config> Pallet<T> {
	/// Checks that
	/// 1. bond and unbonding chunks of each provider equal its balance on hold;
	/// 2. no more is reserved than bonded, and who leaves has neither bond nor releases;
	/// 3. what a provider lists as served is what is stored as served, and only providers claim
	///    hardware;
	/// 4. the slots of a release are dense, each held by the provider that says so, and all counted;
	/// 5. a tree holds exactly the weights of its slots, and no empty node;
	/// 6. what a provider is entitled to follows bond and status, and a tree that differs has a change on
	///    its way;
	/// 7. each waiting change has exactly one entry in the queue, each entry a waiting change, and the
	///    queue has no gap;
	/// 8. a release's floor is at most each price;
	/// 9. strikes that are appealed are before the court.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_providers()?;
		Self::check_releases()?;
		for who in StrikeAppeals::<T>::iter_keys() {
			ensure!(T::Court::open_case(&who).is_some(), "an appeal is before no court");
		}
		Self::check_queue()
	}

	fn check_providers() -> Result<(), TryRuntimeError> {
		let mut listed = 0usize;
		for (who, details) in Providers::<T>::iter() {
			let held = T::Currency::balance_on_hold(&HoldReason::Bond.into(), &who);
			let bonded = details.bond.saturating_add(details.unbonding_total());
			ensure!(held == bonded, "a bond differs from the balance on hold");
			ensure!(details.reserved <= details.bond, "more is reserved than bonded");
			if details.status == ProviderStatus::Leaving {
				ensure!(details.bond == 0, "a leaving provider has a bond");
			}
			ensure!(
				details.pending.is_some() || details.weight == Self::entitled(&who, &details),
				"a weight is not what bond and status entitle to, and nothing is on its way"
			);
			for release in &details.served {
				let served =
					Serving::<T>::get(&who, release).ok_or("a listed release is not served")?;
				let leaving = details.status == ProviderStatus::Leaving;
				ensure!(served.leaving || !leaving, "a leaving provider serves");
				ensure!(
					served.pending.is_some() || served.slot.is_some() != served.leaving,
					"a place in a tree is missing or too many, and nothing is on its way"
				);
				listed = listed.saturating_add(1);
			}
		}
		ensure!(Serving::<T>::iter().count() == listed, "a served release is not listed");
		for who in Hardware::<T>::iter_keys() {
			ensure!(Providers::<T>::contains_key(who), "hardware of an unknown provider");
		}
		Ok(())
	}

	fn check_releases() -> Result<(), TryRuntimeError> {
		let mut by_release = BTreeMap::<ReleaseId, Vec<(ServedRelease, u32)>>::new();
		let mut slots = 0usize;
		for (who, release, served) in Serving::<T>::iter() {
			if let Some(slot) = served.slot {
				slots = slots.saturating_add(1);
				let holder = Servers::<T>::get(release, slot);
				ensure!(holder.as_ref() == Some(&who), "a slot is held by someone else");
			}
			let weight = Providers::<T>::get(&who).map_or(0, |details| details.weight);
			by_release.entry(release).or_default().push((served, weight));
		}
		ensure!(Servers::<T>::iter().count() == slots, "a slot is held by nobody");
		ensure!(Releases::<T>::iter().count() == by_release.len(), "an unserved release is kept");
		for (release, members) in by_release {
			let servers = Releases::<T>::get(release).ok_or("a served release is not counted")?;
			Self::check_release(release, servers, members)?;
		}
		for release in TreeNodes::<T>::iter().map(|(release, ..)| release) {
			ensure!(Releases::<T>::contains_key(release), "an unserved release has a tree");
		}
		Ok(())
	}

	fn check_release(
		release: ReleaseId,
		servers: ReleaseServers,
		members: Vec<(ServedRelease, u32)>,
	) -> Result<(), TryRuntimeError> {
		let mut tree = MemoryTree::default();
		let mut slots = BTreeSet::new();
		let mut drawable = 0usize;
		for (served, weight) in &members {
			ensure!(below(servers.floor, served.price), "a price is below the floor");
			let Some(slot) = served.slot else { continue };
			ensure!(slot < servers.slots, "the slots have a gap");
			ensure!(slots.insert(slot), "two providers share a slot");
			sum_tree::set(&mut tree, slot, *weight).map_err(|_| "slot out of range")?;
			drawable = drawable.saturating_add(usize::from(*weight > 0));
		}
		ensure!(servers.members as usize == members.len(), "the members are miscounted");
		ensure!(servers.slots as usize == slots.len(), "the slots are miscounted");
		ensure!(servers.drawable as usize == drawable, "the drawable are miscounted");
		let nodes = TreeNodes::<T>::iter_prefix(release)
			.filter(|(key, node)| tree.node(*key) == *node)
			.count();
		ensure!(nodes == tree.len(), "a tree lacks weight of its slots");
		ensure!(
			TreeNodes::<T>::iter_prefix(release).count() == nodes,
			"a tree has weight that no slot has"
		);
		Ok(())
	}

	fn check_queue() -> Result<(), TryRuntimeError> {
		let (head, tail) = (QueueHead::<T>::get(), QueueTail::<T>::get());
		ensure!(head <= tail, "the queue ends before it begins");
		let mut waiting = Vec::new();
		for (who, details) in Providers::<T>::iter() {
			if let Some(pending) = details.pending {
				waiting.push((pending.position, who, None, pending.ready_at));
			}
		}
		for (who, release, served) in Serving::<T>::iter() {
			if let Some(pending) = served.pending {
				waiting.push((pending.position, who, Some(release), pending.ready_at));
			}
		}
		let count = waiting.len();
		for (position, provider, release, ready_at) in waiting {
			let entry = QueuedActivation { provider, release, ready_at };
			let queued = ActivationQueue::<T>::get(position);
			ensure!(queued == Some(entry), "a waiting change is not in its place of the queue");
			ensure!((head..tail).contains(&position), "an entry is outside of the queue");
		}
		let waiting = count;
		ensure!(ActivationQueue::<T>::iter().count() == waiting, "an entry has no waiting change");
		ensure!(tail.saturating_sub(head) == waiting as u64, "the queue has a gap");
		Ok(())
	}
}

fn below(floor: TokenPrice, price: TokenPrice) -> bool {
	floor.per_1k_input <= price.per_1k_input && floor.per_1k_output <= price.per_1k_output
}
