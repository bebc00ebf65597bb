//! What must hold after every block.

use crate::{
	ActivationQueue, Config, Hardware, HoldReason, Pallet, ProviderStatus, Providers, QueueHead,
	QueueTail, ReleaseServers, Releases, ServedRelease, Servers, Serving, TreeNodes,
};
use alloc::collections::BTreeMap;
use frame_support::{ensure, traits::fungible::hold::Inspect};
use sp_runtime::TryRuntimeError;
use stoa_primitives::{
	ReleaseId, TokenPrice,
	frame::sum_tree::{self, MemoryTree, SumTreeStore},
};

impl<T: Config> Pallet<T> {
	/// Checks that
	/// 1. bond and unbonding chunks of each provider equal its balance on hold;
	/// 2. no more is reserved than bonded, and who leaves has neither bond nor releases;
	/// 3. what a provider lists as served is what is stored as served, and only providers claim
	///    hardware;
	/// 4. the slots of a release are dense, each held by the provider that says so, and all counted;
	/// 5. a tree holds exactly the weights of its slots, and no empty node;
	/// 6. no weight, in a tree or on its way, is above what bond and status entitle to, and what is
	///    missing is on its way;
	/// 7. each waiting weight has exactly one entry in the queue, and each entry a waiting weight;
	/// 8. a release's floor is at most each price.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_providers()?;
		Self::check_releases()?;
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
				ensure!(details.served.is_empty(), "a leaving provider serves");
			}
			let entitled = Self::entitled(&details);
			for release in &details.served {
				let served =
					Serving::<T>::get(&who, release).ok_or("a listed release is not served")?;
				let waiting = served.pending.map_or(0, |pending| pending.weight);
				ensure!(
					served.weight.max(waiting) == entitled,
					"weight, in the tree or on its way, is not what the bond entitles to"
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
		let mut by_release = BTreeMap::<ReleaseId, BTreeMap<u32, ServedRelease>>::new();
		for (who, release, served) in Serving::<T>::iter() {
			ensure!(
				Servers::<T>::get(release, served.slot) == Some(who),
				"a slot is held by someone else"
			);
			let before = by_release.entry(release).or_default().insert(served.slot, served);
			ensure!(before.is_none(), "two providers share a slot");
		}
		let slots: usize = by_release.values().map(|slots| slots.len()).sum();
		ensure!(Servers::<T>::iter().count() == slots, "a slot is held by nobody");
		ensure!(Releases::<T>::iter().count() == by_release.len(), "an unserved release is kept");
		for (release, slots) in by_release {
			let servers = Releases::<T>::get(release).ok_or("a served release is not counted")?;
			Self::check_release(release, servers, slots)?;
		}
		for release in TreeNodes::<T>::iter().map(|(release, ..)| release) {
			ensure!(Releases::<T>::contains_key(release), "an unserved release has a tree");
		}
		Ok(())
	}

	fn check_release(
		release: ReleaseId,
		servers: ReleaseServers,
		slots: BTreeMap<u32, ServedRelease>,
	) -> Result<(), TryRuntimeError> {
		let mut tree = MemoryTree::default();
		for (expected, (slot, served)) in (0u32..).zip(&slots) {
			ensure!(expected == *slot, "the slots have a gap");
			ensure!(below(servers.floor, served.price), "a price is below the floor");
			sum_tree::set(&mut tree, *slot, served.weight).map_err(|_| "slot out of range")?;
		}
		let drawable = slots.values().filter(|served| served.weight > 0).count();
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
		let mut waiting = 0usize;
		for (who, release, served) in Serving::<T>::iter() {
			let Some(pending) = served.pending else { continue };
			let entry = ActivationQueue::<T>::get(pending.position)
				.ok_or("a waiting weight is not in the queue")?;
			ensure!(
				entry.provider == who && entry.release == release,
				"a waiting weight's place is taken"
			);
			ensure!(entry.ready_at <= pending.ready_at, "an entry waits longer than its weight");
			ensure!((head..tail).contains(&pending.position), "an entry is outside of the queue");
			waiting = waiting.saturating_add(1);
		}
		ensure!(ActivationQueue::<T>::iter().count() == waiting, "an entry has no waiting weight");
		Ok(())
	}
}

fn below(floor: TokenPrice, price: TokenPrice) -> bool {
	floor.per_1k_input <= price.per_1k_input && floor.per_1k_output <= price.per_1k_output
}
