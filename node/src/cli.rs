//! Arguments.

use clap::{Args, Parser, Subcommand as ClapSubcommand};
use std::path::PathBuf;

/// The command line.
#[derive(Debug, Parser)]
pub struct Cli {
	/// What to do instead of running a node.
	#[command(subcommand)]
	pub subcommand: Option<Subcommand>,

	/// How to run a node.
	#[clap(flatten)]
	pub run: sc_cli::RunCmd,

	/// What the node does beyond the SDK.
	#[clap(flatten)]
	pub dispatcher: DispatcherArgs,
}

/// The service through which the node's off-chain worker reaches providers.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct DispatcherArgs {
	/// Run without the dispatcher: this validator then relays no provider's answers, and others stand in.
	#[arg(long)]
	pub no_dispatcher: bool,

	/// Let the dispatcher reach providers at private, loopback and link-local addresses. Only for networks
	/// on one machine: a provider could otherwise make this node call services inside your network.
	/// Implied by --dev.
	#[arg(long)]
	pub dispatcher_allow_private_endpoints: bool,
}

/// What a node can do beside running.
#[derive(Debug, ClapSubcommand)]
pub enum Subcommand {
	/// Generate, inspect and insert keys.
	#[command(subcommand)]
	Key(sc_cli::KeySubcommand),

	/// Export a chain spec as JSON, plain or raw.
	ExportChainSpec(ExportChainSpec),

	/// Export a chain spec (the older name and arguments of export-chain-spec).
	#[allow(deprecated)]
	BuildSpec(sc_cli::BuildSpecCmd),

	/// Export the runtime's metadata in SCALE, without starting a node.
	ExportMetadata(ExportMetadata),

	/// Validate blocks.
	CheckBlock(sc_cli::CheckBlockCmd),

	/// Export blocks.
	ExportBlocks(sc_cli::ExportBlocksCmd),

	/// Export the state of a block as a raw chain spec.
	ExportState(sc_cli::ExportStateCmd),

	/// Import blocks.
	ImportBlocks(sc_cli::ImportBlocksCmd),

	/// Remove the whole chain.
	PurgeChain(sc_cli::PurgeChainCmd),

	/// Revert the chain to an earlier state.
	Revert(sc_cli::RevertCmd),

	/// Show what the database knows of the chain.
	ChainInfo(sc_cli::ChainInfoCmd),

	/// Measure the runtime and the machine.
	#[cfg(feature = "runtime-benchmarks")]
	#[command(subcommand)]
	Benchmark(Box<frame_benchmarking_cli::BenchmarkCmd>),
}

/// Arguments of `export-chain-spec`.
#[derive(Debug, Args)]
pub struct ExportChainSpec {
	#[clap(flatten)]
	pub export: sc_cli::ExportChainSpecCmd,

	/// JSON that is merged over the preset's genesis, lists as a whole. `--chain staging` needs one: it has no
	/// validators of its own (docs/run-a-node.md shows such a file).
	#[arg(long, value_name = "FILE")]
	pub genesis_patch: Option<PathBuf>,

	/// Another runtime to begin with than the one in this node, such as a release of `runtime/releases`. The
	/// preset is that runtime's.
	#[arg(long, value_name = "WASM")]
	pub runtime: Option<PathBuf>,
}

/// Arguments of `export-metadata`.
#[derive(Debug, Args)]
pub struct ExportMetadata {
	/// Metadata version: 14, 15 or 16.
	#[arg(long, default_value_t = 16, value_name = "VERSION")]
	pub metadata_version: u32,

	/// Where to write it; standard output if omitted.
	#[arg(long, value_name = "FILE")]
	pub output: Option<PathBuf>,
}
