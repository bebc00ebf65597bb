//! `stoa-node benchmark`: measures the runtime's weights, and the machine.

use crate::{
	cli::Cli,
	service::{self, Partial},
};
use frame_benchmarking_cli::{BenchmarkCmd, SUBSTRATE_REFERENCE_HARDWARE};
use sc_cli::{Result, SubstrateCli};
use sp_runtime::traits::HashingFor;
use stoa_runtime::opaque::Block;

/// Runs one of the kinds of benchmark.
pub fn run(cli: &Cli, cmd: &BenchmarkCmd) -> Result<()> {
	let runner = cli.create_runner(cmd)?;
	runner.sync_run(|config| match cmd {
		BenchmarkCmd::Pallet(cmd) => {
			cmd.run_with_spec::<HashingFor<Block>, ()>(Some(config.chain_spec))
		}
		BenchmarkCmd::Block(cmd) => {
			let Partial { client, .. } = service::new_partial(&config)?;
			cmd.run(client)
		}
		BenchmarkCmd::Overhead(cmd) => {
			cmd.run_with_default_builder_and_spec::<Block, ()>(Some(config.chain_spec))
		}
		BenchmarkCmd::Machine(cmd) => cmd.run(&config, SUBSTRATE_REFERENCE_HARDWARE.clone()),
		BenchmarkCmd::Storage(_) => {
			Err("the weights of ParityDB are those that the SDK publishes: nothing here uses this"
				.into())
		}
		BenchmarkCmd::Extrinsic(_) => {
			Err("use `benchmark pallet`: it measures every call of the runtime".into())
		}
	})
}
