//! Every benchmark runs in this runtime, with its components at their most: a mock says nothing of that, and measuring
//! begins with half an hour of building.

use super::full_genesis;
use crate::{RuntimeGenesisConfig, benchmarks};
use frame_benchmarking::{BenchmarkConfig, BenchmarkList};
use frame_support::genesis_builder_helper::build_state;
use sp_core::storage::{ChildInfo, StateVersion, Storage, TrackedStorageKey};
use sp_externalities::{
	Error, Extension, ExtensionStore, Extensions, Externalities, MultiRemovalResults,
	set_and_run_with_externalities,
};
use sp_keystore::{KeystoreExt, testing::MemoryKeystore};
use sp_state_machine::BasicExternalities;
use std::{
	any::{Any, TypeId},
	panic::{AssertUnwindSafe, catch_unwind},
};

/// A state that can be taken back to the genesis, which benchmarks do before and after each run. It counts nothing.
struct Bench {
	genesis: Storage,
	state: BasicExternalities,
	whitelist: Vec<TrackedStorageKey>,
	extensions: Extensions,
}

impl Bench {
	fn new(genesis: Storage) -> Self {
		let mut extensions = Extensions::new();
		extensions.register(KeystoreExt::new(MemoryKeystore::new()));
		let state = BasicExternalities::new(genesis.clone());
		Bench { genesis, state, whitelist: Vec::new(), extensions }
	}

	fn run<R>(&mut self, what: impl FnOnce() -> R) -> R {
		set_and_run_with_externalities(self, what)
	}
}

/// Methods that the state answers itself.
macro_rules! by_state {
	($(fn $name:ident(&mut self $(, $argument:ident: $type:ty)*) -> $result:ty;)*) => {
		$(fn $name(&mut self $(, $argument: $type)*) -> $result {
			self.state.$name($($argument),*)
		})*
	};
}

impl Externalities for Bench {
	by_state! {
		fn set_offchain_storage(&mut self, key: &[u8], value: Option<&[u8]>) -> ();
		fn storage(&mut self, key: &[u8]) -> Option<Vec<u8>>;
		fn storage_hash(&mut self, key: &[u8]) -> Option<Vec<u8>>;
		fn child_storage_hash(&mut self, child: &ChildInfo, key: &[u8]) -> Option<Vec<u8>>;
		fn child_storage(&mut self, child: &ChildInfo, key: &[u8]) -> Option<Vec<u8>>;
		fn next_storage_key(&mut self, key: &[u8]) -> Option<Vec<u8>>;
		fn next_child_storage_key(&mut self, child: &ChildInfo, key: &[u8]) -> Option<Vec<u8>>;
		fn kill_child_storage(&mut self, child: &ChildInfo, limit: Option<u32>, cursor: Option<&[u8]>) -> MultiRemovalResults;
		fn clear_prefix(&mut self, prefix: &[u8], limit: Option<u32>, cursor: Option<&[u8]>) -> MultiRemovalResults;
		fn clear_child_prefix(&mut self, child: &ChildInfo, prefix: &[u8], limit: Option<u32>, cursor: Option<&[u8]>) -> MultiRemovalResults;
		fn place_storage(&mut self, key: Vec<u8>, value: Option<Vec<u8>>) -> ();
		fn place_child_storage(&mut self, child: &ChildInfo, key: Vec<u8>, value: Option<Vec<u8>>) -> ();
		fn storage_root(&mut self, version: StateVersion) -> Vec<u8>;
		fn child_storage_root(&mut self, child: &ChildInfo, version: StateVersion) -> Vec<u8>;
		fn storage_append(&mut self, key: Vec<u8>, value: Vec<u8>) -> ();
		fn storage_start_transaction(&mut self) -> ();
		fn storage_rollback_transaction(&mut self) -> Result<(), ()>;
		fn storage_commit_transaction(&mut self) -> Result<(), ()>;
	}

	fn wipe(&mut self) {
		self.state = BasicExternalities::new(self.genesis.clone());
	}

	fn commit(&mut self) {}

	fn read_write_count(&self) -> (u32, u32, u32, u32) {
		(0, 0, 0, 0)
	}

	fn reset_read_write_count(&mut self) {}

	fn get_whitelist(&self) -> Vec<TrackedStorageKey> {
		self.whitelist.clone()
	}

	fn set_whitelist(&mut self, new: Vec<TrackedStorageKey>) {
		self.whitelist = new;
	}

	fn get_read_and_written_keys(&self) -> Vec<(Vec<u8>, u32, u32, bool)> {
		Vec::new()
	}
}

impl ExtensionStore for Bench {
	fn extension_by_type_id(&mut self, type_id: TypeId) -> Option<&mut dyn Any> {
		self.extensions.get_mut(type_id)
	}

	fn register_extension_with_type_id(
		&mut self,
		type_id: TypeId,
		extension: Box<dyn Extension>,
	) -> Result<(), Error> {
		self.extensions.register_with_type_id(type_id, extension)
	}

	fn deregister_extension_by_type_id(&mut self, type_id: TypeId) -> Result<(), Error> {
		match self.extensions.deregister(type_id) {
			true => Ok(()),
			false => Err(Error::ExtensionIsNotRegistered(type_id)),
		}
	}
}

/// What needs a compiled runtime: it reads the version of the code that it sets.
const WITH_CODE: [&str; 2] = ["frame_system.set_code", "frame_system.apply_authorized_upgrade"];

fn genesis() -> Storage {
	let mut genesis = Storage::default();
	BasicExternalities::execute_with_storage(&mut genesis, || {
		build_state::<RuntimeGenesisConfig>(full_genesis("development")).expect("it builds");
	});
	genesis
}

/// Each benchmark of `pallet`, its components at their most.
fn configs(pallet: BenchmarkList) -> impl Iterator<Item = BenchmarkConfig> {
	pallet.benchmarks.into_iter().map(move |benchmark| BenchmarkConfig {
		pallet: pallet.pallet.clone(),
		instance: pallet.instance.clone(),
		benchmark: benchmark.name,
		selected_components: benchmark
			.components
			.iter()
			.map(|(name, _, most)| (*name, *most))
			.collect(),
		verify: true,
		internal_repeats: 1,
	})
}

/// What goes wrong, if anything.
fn failure(bench: &mut Bench, config: BenchmarkConfig) -> Option<String> {
	let name = [&config.pallet[..], &config.benchmark].map(String::from_utf8_lossy).join(".");
	if WITH_CODE.contains(&&*name) {
		return None;
	}
	let outcome = catch_unwind(AssertUnwindSafe(|| bench.run(|| benchmarks::dispatch(config))));
	let problem = match outcome {
		Ok(Ok(batches)) if batches.iter().any(|batch| !batch.results.is_empty()) => return None,
		Ok(Ok(_)) => "measured nothing".into(),
		Ok(Err(error)) => error,
		Err(_) => {
			bench.wipe();
			"panicked; see above".into()
		}
	};
	Some(format!("{name}: {problem}"))
}

#[test]
fn every_benchmark_should_run_in_this_runtime() {
	let mut bench = Bench::new(genesis());
	let (pallets, _) = bench.run(|| benchmarks::metadata(false));
	let failures: Vec<_> =
		pallets.into_iter().flat_map(configs).filter_map(|one| failure(&mut bench, one)).collect();
	assert!(failures.is_empty(), "{}", failures.join("\n"));
}
