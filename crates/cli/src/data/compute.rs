//! `stoa data compute` and `aggregate`.

use super::{
	allow,
	beside::{Done, Runs},
	offer::{Order, offer},
	out,
};
use crate::{
	account,
	args::{AggregateArgs, ComputeArgs},
	context::Context,
	fail::{FAILED, Fail},
	local::unreadable,
	model::hash_file,
	show,
};
use serde_json::json;
use stoa_client::{Amount, keys};
use stoa_data::{aggregate::Answer, custody::Algorithm};

/// Runs `stoa data compute`.
pub async fn program(context: &Context, args: ComputeArgs) -> Result<(), Fail> {
	let algorithm = allow::read(&args.algorithm)?;
	let Algorithm::Program(program) = &algorithm else {
		return Err(Fail::refused("that is a query: ask it with `stoa data aggregate`"));
	};
	let image = hash_file(&args.image, context.json)?;
	if (Some(image.0), image.1) != (program.image(), program.image_bytes) {
		return Err(Fail::refused(format!(
			"{} is not the image that the program names: `stoa data program` makes the program of an image",
			args.image.display()
		)));
	}
	let input = match &args.input {
		Some(path) => std::fs::read(path).map_err(|error| unreadable(path, &error))?,
		None => Vec::new(),
	};
	let (signer, client) = (context.signer()?, context.client().await?);
	let runs = Runs { context, client: &client, signer: &signer };
	let order = Order {
		dataset: args.dataset,
		license: args.run.licenses.first().copied(),
		algorithm: &algorithm,
		image: Some(&args.image),
		input: &input,
	};
	let at = client.best().await?;
	let who = keys::account_of(&signer);
	let offer = offer(&at, &who, &order, &args.run).await?;
	account::require(&at, &who, offer.price(), "the run").await?;
	let question =
		format!("Run it? {} are put on hold ({}).", Amount(offer.price()), offer.class());
	context.confirm(&question, args.run.yes, "not run: nothing was put on hold")?;
	out::folder(&args.out)?;
	let class = offer.class();
	let Done { run, output, log } = runs.run(&order, offer).await?;
	let wrong =
		|error: std::io::Error| Fail::new(FAILED, format!("{}: {error}", args.out.display()));
	let archive = args.out.join("output.tar");
	std::fs::write(&archive, &output).map_err(wrong)?;
	let path = archive.display().to_string();
	let bytes = output.len();
	let files = &program.files;
	context.print(
		&json!({ "run": run, "out": path, "bytes": bytes, "class": class, "files": files, "log": log }),
		|| {
			let log = log.as_ref().map_or("kept at the custodian", String::as_str);
			format!(
				"run {run} ({class}): {bytes} bytes in {path}; `tar -xf` takes its files out\nlog: {log}"
			)
		},
	);
	Ok(())
}

/// Runs `stoa data aggregate`.
pub async fn aggregate(context: &Context, args: AggregateArgs) -> Result<(), Fail> {
	let algorithm = allow::read(&args.query)?;
	let Algorithm::Query(query) = &algorithm else {
		return Err(Fail::refused("that is a program: run it with `stoa data compute`"));
	};
	let (signer, client) = (context.signer()?, context.client().await?);
	let runs = Runs { context, client: &client, signer: &signer };
	let (at, who) = (client.best().await?, keys::account_of(&signer));
	let mut offers = Vec::new();
	let mut price = 0u128;
	for (at_place, dataset) in args.datasets.iter().enumerate() {
		let license = args.run.licenses.get(at_place).copied();
		let order =
			Order { dataset: *dataset, license, algorithm: &algorithm, image: None, input: &[] };
		let offer = offer(&at, &who, &order, &args.run).await?;
		price = price.saturating_add(offer.price());
		offers.push((order, offer));
	}
	account::require(&at, &who, price, "the runs").await?;
	let question = format!(
		"Ask {} datasets? {} are put on hold, and an epsilon of {} is spent of each.",
		offers.len(),
		Amount(price),
		query.epsilon as f64 / 1e6
	);
	context.confirm(&question, args.run.yes, "not asked: nothing was put on hold")?;
	let mut answers = Vec::new();
	let mut ids = Vec::new();
	for (order, offer) in offers {
		let Done { run, output, .. } = runs.run(&order, offer).await?;
		let answer: Answer = serde_json::from_slice(&output).map_err(|_| {
			Fail::new(FAILED, format!("run {run}: what came back is no answer to a query"))
		})?;
		ids.push(run);
		answers.push(answer);
	}
	let told = query.combine(&answers)?;
	let values: Vec<_> =
		told.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
	context.print(&json!({ "runs": ids, "epsilon": query.epsilon, "answers": values }), || {
		let rows: Vec<_> =
			told.iter().map(|(name, value)| (name.as_str(), format!("{value:.4}"))).collect();
		show::rows(&rows)
	});
	Ok(())
}
