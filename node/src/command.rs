//! Runs what the arguments ask for.

use crate::{
	chain_spec,
	cli::{Cli, ExportMetadata, Subcommand},
	service::{self, FullClient, Partial},
};
use sc_cli::{ChainSpec, Result, SubstrateCli};
use std::{fs, io::Write, sync::Arc};
use stoa_runtime::{Runtime, opaque::Block};

impl SubstrateCli for Cli {
	fn impl_name() -> String {
		"Stoa Node".into()
	}

	fn impl_version() -> String {
		env!("SUBSTRATE_CLI_IMPL_VERSION").into()
	}

	fn description() -> String {
		env!("CARGO_PKG_DESCRIPTION").into()
	}

	fn author() -> String {
		"The Stoa authors".into()
	}

	fn support_url() -> String {
		"docs/run-a-node.md".into()
	}

	fn copyright_start_year() -> i32 {
		2026
	}

	fn load_spec(&self, id: &str) -> std::result::Result<Box<dyn ChainSpec>, String> {
		Ok(Box::new(chain_spec::load(id)?))
	}
}

/// Parses the arguments and does what they say.
pub fn run() -> Result<()> {
	let cli = Cli::from_args();
	match &cli.subcommand {
		Some(subcommand) => run_subcommand(&cli, subcommand),
		None => {
			let mut dispatcher = cli.dispatcher;
			dispatcher.dispatcher_allow_private_endpoints |= cli.run.shared_params.is_dev();
			let runner = cli.create_runner(&cli.run)?;
			runner.run_node_until_exit(|config| async move {
				service::start(config, dispatcher).await.map_err(sc_cli::Error::Service)
			})
		}
	}
}

fn run_subcommand(cli: &Cli, subcommand: &Subcommand) -> Result<()> {
	match subcommand {
		Subcommand::Key(cmd) => cmd.run(cli),
		Subcommand::ExportChainSpec(cmd) => {
			let start = chain_spec::Start {
				patch: cmd.genesis_patch.as_deref(),
				runtime: cmd.runtime.as_deref(),
			};
			let spec = chain_spec::load_with(&cmd.export.chain, start)?;
			cmd.export.run(Box::new(spec))
		}
		#[allow(deprecated)]
		Subcommand::BuildSpec(cmd) => {
			let runner = cli.create_runner(cmd)?;
			runner.sync_run(|config| cmd.run(config.chain_spec, config.network))
		}
		Subcommand::ExportMetadata(cmd) => export_metadata(cmd),
		Subcommand::CheckBlock(cmd) => cli.create_runner(cmd)?.async_run(|config| {
			let Partial { client, task_manager, import_queue, .. } = service::new_partial(&config)?;
			Ok((cmd.run(client, import_queue), task_manager))
		}),
		Subcommand::ExportBlocks(cmd) => cli.create_runner(cmd)?.async_run(|config| {
			let Partial { client, task_manager, .. } = service::new_partial(&config)?;
			Ok((cmd.run(client, config.database), task_manager))
		}),
		Subcommand::ExportState(cmd) => cli.create_runner(cmd)?.async_run(|config| {
			let Partial { client, task_manager, .. } = service::new_partial(&config)?;
			Ok((cmd.run(client, config.chain_spec), task_manager))
		}),
		Subcommand::ImportBlocks(cmd) => cli.create_runner(cmd)?.async_run(|config| {
			let Partial { client, task_manager, import_queue, .. } = service::new_partial(&config)?;
			Ok((cmd.run(client, import_queue), task_manager))
		}),
		Subcommand::PurgeChain(cmd) => {
			cli.create_runner(cmd)?.sync_run(|config| cmd.run(config.database))
		}
		Subcommand::Revert(cmd) => cli.create_runner(cmd)?.async_run(|config| {
			let Partial { client, task_manager, backend, .. } = service::new_partial(&config)?;
			let aux_revert = Box::new(|client: Arc<FullClient>, backend, blocks| {
				sc_consensus_babe::revert(client.clone(), backend, blocks)?;
				sc_consensus_grandpa::revert(client, blocks)?;
				Ok(())
			});
			Ok((cmd.run(client, backend, Some(aux_revert)), task_manager))
		}),
		Subcommand::ChainInfo(cmd) => {
			cli.create_runner(cmd)?.sync_run(|config| cmd.run::<Block>(&config))
		}
		#[cfg(feature = "runtime-benchmarks")]
		Subcommand::Benchmark(cmd) => crate::benchmarking::run(cli, cmd),
	}
}

/// The metadata of the runtime that this node embeds. Constants that a genesis may set have their
/// defaults in it.
fn export_metadata(cmd: &ExportMetadata) -> Result<()> {
	let metadata = sp_io::TestExternalities::default()
		.execute_with(|| Runtime::metadata_at_version(cmd.metadata_version))
		.ok_or_else(|| format!("no metadata of version {}", cmd.metadata_version))?;
	match &cmd.output {
		Some(path) => fs::write(path, &*metadata)?,
		None => std::io::stdout().write_all(&metadata)?,
	}
	Ok(())
}
