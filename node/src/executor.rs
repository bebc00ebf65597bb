//! What runs runtimes.

use directories::ProjectDirs;
use sc_executor::{DEFAULT_HEAP_ALLOC_STRATEGY, HeapAllocStrategy, WasmExecutor};
use sc_service::Configuration;
use std::path::PathBuf;

/// What runtimes may call.
#[cfg(not(feature = "runtime-benchmarks"))]
type HostFunctions = sp_io::SubstrateHostFunctions;
#[cfg(feature = "runtime-benchmarks")]
type HostFunctions =
	(sp_io::SubstrateHostFunctions, frame_benchmarking::benchmarking::HostFunctions);

/// Runs wasm runtimes, compiled to machine code.
pub type Executor = WasmExecutor<HostFunctions>;

/// An executor that keeps what it has compiled: a runtime takes longer to compile than anything else that a node does
/// when it starts. A cache that cannot be written costs a warning and that time.
pub fn new(config: &Configuration) -> Executor {
	let executor = &config.executor;
	let heap = executor.default_heap_pages.map_or(DEFAULT_HEAP_ALLOC_STRATEGY, |pages| {
		let extra_pages = u32::try_from(pages).unwrap_or(u32::MAX);
		HeapAllocStrategy::Static { extra_pages }
	});
	Executor::builder()
		.with_execution_method(executor.wasm_method)
		.with_onchain_heap_alloc_strategy(heap)
		.with_offchain_heap_alloc_strategy(heap)
		.with_max_runtime_instances(executor.max_runtime_instances)
		.with_runtime_cache_size(executor.runtime_cache_size)
		.with_cache_path(compiled(config))
		.build()
}

/// Where compiled runtimes are kept: with the user's caches, for all chains; where there is none, with the chain.
fn compiled(config: &Configuration) -> PathBuf {
	let project = ProjectDirs::from("", "", "stoa-node");
	let beside = || config.base_path.path().join("compiled");
	project.map_or_else(beside, |folders| folders.cache_dir().to_owned())
}
