//! `stoa model`.

use crate::{
	args::{Class, Format, ModelCommand, PublishArgs},
	context::Context,
	fail::{FAILED, Fail},
	find, show,
};
use blake2::{Blake2b, Digest as _, digest::consts::U32};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};
use std::{fs::File, io::Read, path::Path};
use stoa_client::{
	AccountId, At, Client, Keypair, calls,
	calls::NewRelease,
	keys,
	types::{Artefact, ArtefactFormat, ListingDetails, Metadata, Parent, ReleaseDetails},
};
use stoa_exact::{Arithmetic, digest::engine_digest};
use stoa_primitives::{Digest, ListingId, ReleaseId, TokenPrice, VerificationClass};

const ONE: u64 = 1_000_000_000;

/// Runs `stoa model`.
pub async fn run(context: &Context, command: ModelCommand) -> Result<(), Fail> {
	match command {
		ModelCommand::Publish(args) => publish(context, *args).await,
		ModelCommand::List => list(context).await,
		ModelCommand::Show { model } => one(context, &model).await,
		ModelCommand::SetPrice { release, price_in, price_out } => {
			let price = TokenPrice { per_1k_input: price_in.0, per_1k_output: price_out.0 };
			let (signer, client) = (context.signer()?, context.client().await?);
			let sent = client.submit(&signer, &calls::set_price(release, price)).await?;
			let block = sent.in_best_block().await?.block.number;
			context.print(
				&json!({ "release": release, "price": show::price_json(&price), "block": block }),
				|| format!("release {release} costs {} from block {block} on", show::price(&price)),
			);
			Ok(())
		}
		ModelCommand::Retire { release } => {
			let (signer, client) = (context.signer()?, context.client().await?);
			let sent = client.submit(&signer, &calls::retire(release)).await?;
			let block = sent.in_best_block().await?.block.number;
			context.print(&json!({ "release": release, "retired_at": block }), || {
				format!("release {release} takes no new jobs from block {block} on")
			});
			Ok(())
		}
	}
}

async fn publish(context: &Context, args: PublishArgs) -> Result<(), Fail> {
	let signer = context.signer()?;
	let owner = keys::account_of(&signer);
	let split = whole(args.split.clone(), owner)?;
	let engine = engine(&args.engine)?;
	// The node first: hashing takes a while, and a wrong address should be said before.
	let client = context.client().await?;
	let (hash, bytes) = hash_file(&args.artefact, context.json)?;
	let card = match &args.card {
		Some(path) => hash_file(path, true)?.0,
		None => [0; 32],
	};
	let listing = match (args.listing, &args.name) {
		(Some(listing), _) => listing,
		(None, Some(name)) => {
			let metadata = Metadata {
				name: name.clone().into_bytes(),
				card,
				uri: args.uri.clone().into_bytes(),
			};
			new_listing(&client, &signer, metadata).await?
		}
		(None, None) => return Err(Fail::refused("give --name or --listing")),
	};
	let new = NewRelease {
		listing,
		artefact: Artefact { hash, bytes, format: format(args.format) },
		engine,
		class: class(args.class),
		licence: args.licence,
		context_tokens: args.context,
		price: TokenPrice { per_1k_input: args.price_in.0, per_1k_output: args.price_out.0 },
		split,
		parents: args
			.parent
			.into_iter()
			.map(|(release, share)| (Parent::Release(release), share))
			.collect(),
	};
	let retry = |fail: Fail| {
		if args.listing.is_some() {
			return fail;
		}
		let text = format!("{}; the listing exists: go on with --listing {listing}", fail.text);
		Fail::new(fail.code, text)
	};
	let sent = client.submit(&signer, &calls::add_release(new)).await;
	let included = match sent {
		Ok(sent) => sent.in_best_block().await,
		Err(error) => Err(error),
	};
	let included = included.map_err(|error| retry(error.into()))?;
	let release = included
		.added_release()
		.ok_or_else(|| Fail::new(FAILED, "the chain did not say which release was added"))?;
	let block = included.block.number;
	context.print(
		&json!({
			"listing": listing,
			"release": release,
			"artefact": show::hash(&hash),
			"bytes": bytes,
			"engine": show::hash(&engine),
			"block": block,
		}),
		|| {
			show::rows(&[
				("release", release.to_string()),
				("listing", listing.to_string()),
				("artefact", format!("{} ({bytes} bytes)", show::hash(&hash))),
				("block", block.to_string()),
			])
		},
	);
	Ok(())
}

async fn new_listing(
	client: &Client,
	signer: &Keypair,
	metadata: Metadata,
) -> Result<ListingId, Fail> {
	let included = client.submit(signer, &calls::publish(metadata)).await?.in_best_block().await?;
	included
		.published_listing()
		.ok_or_else(|| Fail::new(FAILED, "the chain did not say which listing was made"))
}

/// The royalty's split, which must add up to one; all for the owner without one.
fn whole(split: Vec<(AccountId, u32)>, owner: AccountId) -> Result<Vec<(AccountId, u32)>, Fail> {
	if split.is_empty() {
		return Ok(vec![(owner, ONE as u32)]);
	}
	let sum: u64 = split.iter().map(|(_, share)| u64::from(*share)).sum();
	if sum != ONE {
		let sum = u32::try_from(sum).map_or("more than 400%".to_string(), show::percent);
		return Err(Fail::refused(format!("the shares of --split add up to {sum}: make it 100%")));
	}
	Ok(split)
}

fn engine(text: &str) -> Result<Digest, Fail> {
	if text.eq_ignore_ascii_case("exact") {
		return Ok(engine_digest(Arithmetic::V1));
	}
	let digits = text.strip_prefix("0x").unwrap_or(text);
	Digest::try_from(hex::decode(digits).unwrap_or_default().as_slice()).map_err(|_| {
		Fail::refused(format!(
			"{text:?} is not an engine: write exact, or a digest of 64 hex digits"
		))
	})
}

fn format(format: Format) -> ArtefactFormat {
	match format {
		Format::Gguf => ArtefactFormat::Gguf,
		Format::Safetensors => ArtefactFormat::Safetensors,
	}
}

fn class(class: Class) -> VerificationClass {
	match class {
		Class::Replicated => VerificationClass::Replicated,
	}
}

/// blake2b-256 and length of a file, with a progress bar when it takes a while.
pub fn hash_file(path: &Path, quiet: bool) -> Result<(Digest, u64), Fail> {
	let unreadable = |error: std::io::Error| {
		Fail::refused(format!("{}: {error}: name a file that can be read", path.display()))
	};
	let mut file = File::open(path).map_err(unreadable)?;
	let length = file.metadata().map_err(unreadable)?.len();
	let bar = if quiet { ProgressBar::hidden() } else { ProgressBar::new(length) };
	if let Ok(style) =
		ProgressStyle::with_template("hashing {wide_bar} {bytes}/{total_bytes} {eta}")
	{
		bar.set_style(style);
	}
	let mut hasher = Blake2b::<U32>::new();
	let mut buffer = vec![0; 1 << 20];
	let mut bytes = 0u64;
	loop {
		let read = file.read(&mut buffer).map_err(unreadable)?;
		let Some(part) = buffer.get(..read).filter(|part| !part.is_empty()) else { break };
		hasher.update(part);
		bytes += part.len() as u64;
		bar.set_position(bytes);
	}
	bar.finish_and_clear();
	if bytes == 0 {
		return Err(Fail::refused(format!("{} is empty: name the model file", path.display())));
	}
	Ok((hasher.finalize().into(), bytes))
}

async fn list(context: &Context) -> Result<(), Fail> {
	let at = context.client().await?.best().await?;
	let mut lines = Vec::new();
	let mut all = Vec::new();
	for (listing, details) in at.listings().await? {
		for (id, release) in at.releases_of(listing).await? {
			let servers = at.servers(id).await?.iter().filter(|server| server.weight > 0).count();
			all.push(release_json(id, &release, &details, servers));
			lines.push([
				id.to_string(),
				show::text(&details.metadata.name),
				show::class(release.class.0).to_string(),
				show::price(&release.price.0),
				servers.to_string(),
				match release.retired_at {
					None => "takes jobs".to_string(),
					Some(block) => format!("retired in block {block}"),
				},
			]);
		}
	}
	context.print(&Value::Array(all), || {
		if lines.is_empty() {
			return "no models yet: publish one with `stoa model publish`".to_string();
		}
		show::table(["release", "model", "class", "royalty", "providers", "state"], &lines)
	});
	Ok(())
}

fn release_json(
	id: ReleaseId,
	release: &ReleaseDetails,
	listing: &ListingDetails,
	servers: usize,
) -> Value {
	json!({
		"release": id,
		"listing": release.listing,
		"name": show::text(&listing.metadata.name),
		"owner": listing.owner.to_string(),
		"artefact": show::hash(&release.artefact.hash),
		"bytes": release.artefact.bytes,
		"engine": show::hash(&release.engine),
		"class": show::class(release.class.0),
		"licence": show::text(&release.licence),
		"context_tokens": release.context_tokens,
		"price": show::price_json(&release.price.0),
		"providers": servers,
		"retired_at": release.retired_at,
	})
}

async fn one(context: &Context, model: &str) -> Result<(), Fail> {
	let at = context.client().await?.best().await?;
	let releases = match model.trim_start_matches('#').parse::<ReleaseId>() {
		Ok(_) => {
			let found = find::release(&at, model).await?;
			vec![(found.id, found.release)]
		}
		Err(_) => at.releases_of(find::listing(&at, model).await?.0).await?,
	};
	let mut json = Vec::new();
	let mut text = String::new();
	for (id, release) in releases {
		let (object, words) = describe(&at, id, &release).await?;
		json.push(object);
		text.push_str(&words);
		text.push('\n');
	}
	if text.is_empty() {
		text = "this model has no release yet: add one with `stoa model publish --listing`".into();
	}
	context.print(&Value::Array(json), || text);
	Ok(())
}

async fn describe(
	at: &At,
	id: ReleaseId,
	release: &ReleaseDetails,
) -> Result<(Value, String), Fail> {
	let listing = at.listing(release.listing).await?;
	let listing =
		listing.ok_or_else(|| Fail::new(FAILED, format!("listing {} is gone", release.listing)))?;
	let servers = at.servers(id).await?;
	let active = servers.iter().filter(|server| server.weight > 0).count();
	let payees = at.payees(id).await?;
	let lineage = at.lineage(id).await?;
	let mut object = release_json(id, release, &listing, active);
	object["payees"] = payees
		.iter()
		.map(|(account, share)| json!({ "account": account.to_string(), "parts": share }))
		.collect();
	object["lineage"] = lineage
		.iter()
		.map(|ancestor| {
			let Parent::Release(parent) = ancestor.parent;
			json!({ "release": parent, "child": ancestor.child, "parts": ancestor.share.0 })
		})
		.collect();
	let mut rows = vec![
		("release", id.to_string()),
		("model", show::text(&listing.metadata.name)),
		("owner", listing.owner.to_string()),
		("class", show::class(release.class.0).to_string()),
		("licence", show::text(&release.licence)),
		("context", format!("{} tokens", release.context_tokens)),
		("royalty", show::price(&release.price.0)),
		(
			"artefact",
			format!("{} ({} bytes)", show::hash(&release.artefact.hash), release.artefact.bytes),
		),
		("engine", show::hash(&release.engine)),
		("providers", format!("{active} can be drawn, {} registered", servers.len())),
	];
	for (account, share) in &payees {
		rows.push(("paid", format!("{account} {}", show::percent(*share))));
	}
	for ancestor in &lineage {
		let Parent::Release(parent) = ancestor.parent;
		let share = show::percent(ancestor.share.0);
		rows.push(("made from", format!("release {parent} ({share} of {})", ancestor.child)));
	}
	if let Some(block) = release.retired_at {
		rows.push(("retired", format!("in block {block}")));
	}
	Ok((object, show::rows(&rows)))
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::io::Write;

	#[test]
	fn a_split_adds_up() {
		let (alice, bob) = (keys::account("//Alice").unwrap(), keys::account("//Bob").unwrap());
		assert_eq!(whole(vec![], alice).unwrap(), vec![(alice, 1_000_000_000)]);
		assert!(whole(vec![(alice, 600_000_000), (bob, 400_000_000)], alice).is_ok());
		let fail = whole(vec![(alice, 600_000_000)], alice).unwrap_err();
		assert!(fail.text.contains("60%") && fail.text.contains("100%"));
	}

	#[test]
	fn engines_are_read() {
		assert_eq!(engine("exact").unwrap(), engine_digest(Arithmetic::V1));
		assert_eq!(engine(&format!("0x{}", "ab".repeat(32))).unwrap(), [0xab; 32]);
		assert!(engine("gpt").unwrap_err().text.contains("exact"));
	}

	#[test]
	fn a_file_is_hashed_whole() {
		let mut file = tempfile::NamedTempFile::new().unwrap();
		let content = vec![7u8; (1 << 20) + 3];
		file.write_all(&content).unwrap();
		let (hash, bytes) = hash_file(file.path(), true).unwrap();
		assert_eq!(bytes, content.len() as u64);
		assert_eq!(hash, stoa_exact::digest::blake2_256(&content));
		let empty = tempfile::NamedTempFile::new().unwrap();
		assert!(hash_file(empty.path(), true).unwrap_err().text.contains("empty"));
		assert!(hash_file(Path::new("/no/such"), true).unwrap_err().text.contains("/no/such"));
	}
}
