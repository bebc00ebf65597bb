//! `stoa data allow`, `budget` and `program`: what may run beside data, and how much queries may tell.

use super::find_own;
use crate::{
	args::{AllowArgs, ProgramArgs},
	context::Context,
	fail::Fail,
	local::unreadable,
	model::hash_file,
	show,
};
use serde_json::json;
use std::path::Path;
use stoa_client::{calls::datasets as calls, keys, types::Algorithm as Allowed};
use stoa_data::custody::{Algorithm, Program};
use stoa_primitives::DatasetId;

/// Reads a program or a query.
pub fn read(path: &Path) -> Result<Algorithm, Fail> {
	let json = std::fs::read(path).map_err(|error| unreadable(path, &error))?;
	Algorithm::parse(&json).map_err(|error| {
		Fail::refused(format!(
			"{}: {error}: `stoa data program` writes programs, docs/license-data.md shows queries",
			path.display()
		))
	})
}

/// What a run of it takes of the privacy budget, in millionths of an epsilon.
pub fn epsilon(algorithm: &Algorithm) -> u64 {
	match algorithm {
		Algorithm::Program(_) => 0,
		Algorithm::Query(query) => query.epsilon,
	}
}

/// Runs `stoa data allow`.
pub async fn run(context: &Context, args: AllowArgs) -> Result<(), Fail> {
	let algorithm = read(&args.algorithm)?;
	let (signer, client) = (context.signer()?, context.client().await?);
	let who = keys::account_of(&signer);
	let dataset = find_own(&client.best().await?, args.dataset, &who).await?;
	let epsilon = epsilon(&algorithm);
	if epsilon > 0 && dataset.budget.total == 0 && !args.remove {
		context.note(&format!(
			"the dataset has no privacy budget yet: `stoa data budget {} EPSILON` lets queries run",
			args.dataset
		));
	}
	let checksum = algorithm.checksum();
	let allowed = Allowed {
		output_bytes: args.output_bytes,
		epsilon,
		price: args.price.0,
		seat_price: args.seat_price.0,
	};
	let call = calls::set_algorithm(args.dataset, checksum, (!args.remove).then_some(allowed));
	client.submit(&signer, &call).await?.in_best_block().await?;
	let (dataset, checksum) = (args.dataset, show::hash(&checksum));
	let object = json!({ "dataset": dataset, "checksum": checksum, "epsilon": epsilon, "allowed": !args.remove });
	context.print(&object, || match args.remove {
		true => format!("{checksum} may not run beside dataset {dataset} any more"),
		false => format!("{checksum} may run beside dataset {dataset}"),
	});
	Ok(())
}

/// Runs `stoa data budget`.
pub async fn budget(context: &Context, dataset: DatasetId, epsilon: f64) -> Result<(), Fail> {
	if !(0.0..=1e6).contains(&epsilon) {
		return Err(Fail::refused("an epsilon is 0 or more, such as 2.5; above 10 hides little"));
	}
	let total = (epsilon * 1e6).round() as u64;
	let (signer, client) = (context.signer()?, context.client().await?);
	find_own(&client.best().await?, dataset, &keys::account_of(&signer)).await?;
	let call = calls::set_privacy_budget(dataset, total);
	client.submit(&signer, &call).await?.in_best_block().await?;
	context.print(&json!({ "dataset": dataset, "total": total }), || {
		format!("queries may tell of dataset {dataset} an epsilon of {epsilon} in all")
	});
	Ok(())
}

/// Runs `stoa data program`.
pub async fn program(context: &Context, args: ProgramArgs) -> Result<(), Fail> {
	let (hash, image_bytes) = hash_file(&args.image, context.json)?;
	let program = Program {
		image: hex::encode(hash),
		image_bytes,
		command: args.command,
		files: args.files,
		memory_mib: args.memory_mib,
		seconds: args.seconds,
	};
	let json = Algorithm::Program(program).canonical();
	// What is checked when it is read must be what is written.
	Algorithm::parse(&json)?;
	let object = serde_json::from_slice(&json).unwrap_or_default();
	context.print(&object, || String::from_utf8_lossy(&json).into_owned());
	Ok(())
}
