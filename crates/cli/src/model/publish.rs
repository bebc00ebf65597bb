//! `stoa model publish`: a listing with a release of one file.

use crate::{
	args::{Class, Format, PublishArgs},
	context::Context,
	fail::{FAILED, Fail},
	local::{self, unreadable},
	show,
};
use blake2::{Blake2b, Digest as _, digest::consts::U32};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use std::{fs::File, io::Read, path::Path};
use stoa_client::{
	AccountId, Client, Keypair, calls,
	calls::NewRelease,
	keys,
	types::{Artefact, ArtefactFormat, Metadata, Parent},
};
use stoa_exact::{Arithmetic, Blake2, Header, artefact as exact, digest::engine_digest};
use stoa_primitives::{Digest, LicenseId, ListingId, ReleaseId, TokenPrice, VerificationClass};

const ONE: u64 = 1_000_000_000;

/// Runs `stoa model publish`.
pub async fn run(context: &Context, args: PublishArgs) -> Result<(), Fail> {
	let signer = context.signer()?;
	let owner = keys::account_of(&signer);
	let split = whole(args.split.clone(), owner)?;
	let engine = engine(&args.engine)?;
	let kind = Kind::of(&args, engine)?;
	// The node first: hashing takes a while, and a wrong address should be said before.
	let client = context.client().await?;
	let model = kind.model(&args.artefact).await?;
	let context_tokens = context_tokens(args.context, model.as_ref())?;
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
		artefact: Artefact { hash, bytes, format: kind.format() },
		engine,
		class: kind.class(),
		licence: args.licence,
		context_tokens,
		price: TokenPrice { per_1k_input: args.price_in.0, per_1k_output: args.price_out.0 },
		split,
		parents: parents(args.parent, args.trained_on),
		model: model.as_ref().map(Header::encode),
	};
	let (class, artefact) = (kind.class(), (hash, bytes));
	let (release, block) = add(&client, &signer, new, args.listing.is_none()).await?;
	let root = model.map(|header| show::hash(&header.root::<Blake2>()));
	context.print(
		&json!({
			"listing": listing,
			"release": release,
			"artefact": show::hash(&hash),
			"bytes": bytes,
			"engine": show::hash(&engine),
			"class": show::class(class),
			"model": root,
			"block": block,
		}),
		|| text(listing, release, class, artefact, block, root),
	);
	Ok(())
}

/// What it was made from: models, and data by licences.
fn parents(models: Vec<(ReleaseId, u32)>, data: Vec<(LicenseId, u32)>) -> Vec<(Parent, u32)> {
	let models = models.into_iter().map(|(release, share)| (Parent::Release(release), share));
	let data = data.into_iter().map(|(license, share)| (Parent::License(license), share));
	models.chain(data).collect()
}

fn text(
	listing: ListingId,
	release: ReleaseId,
	class: VerificationClass,
	(hash, bytes): (Digest, u64),
	block: u32,
	root: Option<String>,
) -> String {
	let mut rows = vec![
		("release", release.to_string()),
		("listing", listing.to_string()),
		("class", show::class(class).to_string()),
		("artefact", format!("{} ({bytes} bytes)", show::hash(&hash))),
		("block", block.to_string()),
	];
	rows.extend(root.map(|root| ("model", root)));
	show::rows(&rows)
}

/// Adds a release; its id, and the block. If that fails, a listing that was made for it is there.
async fn add(
	client: &Client,
	signer: &Keypair,
	new: NewRelease,
	listed: bool,
) -> Result<(ReleaseId, u32), Fail> {
	let listing = new.listing;
	let included = match client.submit(signer, &calls::add_release(new)).await {
		Ok(sent) => sent.in_best_block().await,
		Err(error) => Err(error),
	};
	let included = included.map_err(|error| {
		let fail = Fail::from(error);
		if !listed {
			return fail;
		}
		let text = format!("{}; the listing exists: go on with --listing {listing}", fail.text);
		Fail::new(fail.code, text)
	})?;
	let release = included.added_release();
	let unsaid = || Fail::new(FAILED, "the chain did not say which release was added");
	Ok((release.ok_or_else(unsaid)?, included.block.number))
}

/// What a release is of: formats and classes go together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
	/// An artefact of exact inference.
	Exact,
	/// Another file, for committees.
	Replicated(Format),
}

impl Kind {
	/// What was asked for, or what the file looks like.
	fn of(args: &PublishArgs, engine: Digest) -> Result<Self, Fail> {
		let path = &args.artefact;
		let is_artefact = exact::Artefact::is_at(path).map_err(|error| unreadable(path, &error))?;
		let asked = args.format == Some(Format::Exact) || args.class == Some(Class::Exact);
		let other = args.format.is_some_and(|format| format != Format::Exact)
			|| args.class == Some(Class::Replicated);
		let kind = match (is_artefact, asked, other) {
			(true, _, false) => Self::Exact,
			(false, false, _) => Self::Replicated(args.format.unwrap_or(Format::Gguf)),
			(true, _, true) => {
				return Err(Fail::refused(format!(
					"{} is an artefact of exact inference: class and format of its release are exact, leave \
					 --class and --format out",
					path.display()
				)));
			}
			(false, true, _) => {
				return Err(Fail::refused(format!(
					"{} is no artefact of exact inference: make one with `stoa model import MODEL.gguf --output \
					 MODEL.stoa`",
					path.display()
				)));
			}
		};
		if kind == Self::Exact && engine != engine_digest(Arithmetic::V1) {
			return Err(Fail::refused(
				"a release of class exact runs the engine that the chain can referee: leave --engine out",
			));
		}
		Ok(kind)
	}

	fn format(self) -> ArtefactFormat {
		match self {
			Self::Exact | Self::Replicated(Format::Exact) => ArtefactFormat::Exact,
			Self::Replicated(Format::Gguf) => ArtefactFormat::Gguf,
			Self::Replicated(Format::Safetensors) => ArtefactFormat::Safetensors,
		}
	}

	fn class(self) -> VerificationClass {
		match self {
			Self::Exact => VerificationClass::Exact,
			Self::Replicated(_) => VerificationClass::Replicated,
		}
	}

	/// The header of an artefact, all of which is checked: whoever publishes a model that breaks the bounds of
	/// the contract loses a bond.
	async fn model(self, path: &Path) -> Result<Option<Header>, Fail> {
		match self {
			Self::Exact => Ok(Some(local::artefact(path).await?.header().clone())),
			Self::Replicated(_) => Ok(None),
		}
	}
}

/// The context that was asked for, or the model's own.
fn context_tokens(asked: Option<u32>, model: Option<&Header>) -> Result<u32, Fail> {
	match (asked, model.map(|header| header.config().context)) {
		(None, Some(own)) => Ok(own),
		(None, None) => Err(Fail::refused("give --context, in tokens")),
		(Some(asked), Some(own)) if asked > own => Err(Fail::refused(format!(
			"the model's context has {own} tokens, --context {asked} is more: leave it out"
		))),
		(Some(asked), _) => Ok(asked),
	}
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

/// blake2b-256 and length of a file, with a progress bar when it takes a while.
pub fn hash_file(path: &Path, quiet: bool) -> Result<(Digest, u64), Fail> {
	let unreadable = |error: std::io::Error| unreadable(path, &error);
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

#[cfg(test)]
mod tests {
	use super::*;
	use std::io::Write;
	use stoa_client::keys;

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

	fn publishing(path: &Path, more: &[&str]) -> PublishArgs {
		use crate::args::{Args, Command, ModelCommand};
		use clap::Parser;
		let path = path.to_str().unwrap();
		let line = ["stoa", "model", "publish", "--name", "m", "--licence", "MIT"];
		let prices = ["--price-in", "1", "--price-out", "1", "--artefact", path];
		let args = Args::try_parse_from(line.iter().chain(&prices).chain(more));
		match args.unwrap_or_else(|error| panic!("{error}")).command {
			Command::Model { command: ModelCommand::Publish(args) } => *args,
			_ => panic!("it is a publication"),
		}
	}

	#[test]
	fn the_class_follows_from_the_file() {
		let mut artefact = tempfile::NamedTempFile::new().unwrap();
		artefact.write_all(Arithmetic::V1.name().as_bytes()).unwrap();
		let mut other = tempfile::NamedTempFile::new().unwrap();
		other.write_all(b"GGUF").unwrap();
		let ours = engine_digest(Arithmetic::V1);
		let of = |path: &Path, more: &[&str]| Kind::of(&publishing(path, more), ours);
		for more in [&[][..], &["--class", "exact"], &["--format", "exact"]] {
			assert_eq!(of(artefact.path(), more), Ok(Kind::Exact));
		}
		let gguf = Ok(Kind::Replicated(Format::Gguf));
		for more in [&[][..], &["--class", "replicated"], &["--format", "gguf"]] {
			assert_eq!(of(other.path(), more), gguf);
		}
		let fail = of(other.path(), &["--class", "exact"]).unwrap_err();
		assert!(fail.text.contains("stoa model import"), "{}", fail.text);
		for more in
			[&["--class", "replicated"][..], &["--format", "exact", "--class", "replicated"]]
		{
			let fail = of(artefact.path(), more).unwrap_err();
			assert!(fail.text.contains("leave --class"), "{}", fail.text);
		}
		let other_engine = Kind::of(&publishing(artefact.path(), &[]), [1; 32]).unwrap_err();
		assert!(other_engine.text.contains("--engine"));
	}

	#[test]
	fn a_context_is_asked_for_unless_the_model_has_one() {
		assert!(context_tokens(None, None).unwrap_err().text.contains("--context"));
		assert_eq!(context_tokens(Some(7), None), Ok(7));
		let header = local::tiny().header().clone();
		assert_eq!(context_tokens(None, Some(&header)), Ok(256));
		assert_eq!(context_tokens(Some(9), Some(&header)), Ok(9));
		assert!(context_tokens(Some(257), Some(&header)).unwrap_err().text.contains("256"));
	}
}
