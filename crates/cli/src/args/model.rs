//! `stoa model`: what can be typed.

use clap::{Args as ClapArgs, Subcommand, ValueEnum};
use std::{path::PathBuf, str::FromStr};
use stoa_client::{AccountId, Amount};
use stoa_primitives::{LicenseId, ListingId, ReleaseId};

/// `stoa model`.
#[derive(Subcommand)]
pub enum ModelCommand {
	/// Make the artefact of a release of class Exact from a GGUF file or a folder, and measure how close it comes.
	Import(ImportArgs),
	/// Publish a model: a listing (or --listing) with a release of one file.
	Publish(Box<PublishArgs>),
	/// All models with their releases, but for listings that the court has flagged.
	List {
		/// Flagged listings too.
		#[arg(long)]
		all: bool,
	},
	/// One model: releases, prices, who is paid, what it was made from.
	Show {
		/// Its name, or the id of a release.
		model: String,
	},
	/// Set a release's royalty.
	SetPrice {
		/// The release.
		release: ReleaseId,
		/// Per 1,000 input tokens.
		#[arg(long, value_name = "AMOUNT")]
		price_in: Amount,
		/// Per 1,000 output tokens.
		#[arg(long, value_name = "AMOUNT")]
		price_out: Amount,
	},
	/// Stop a release from taking new jobs, for good.
	Retire {
		/// The release.
		release: ReleaseId,
	},
}

/// `stoa model import`.
#[derive(ClapArgs)]
pub struct ImportArgs {
	/// The model, of architecture llama or qwen2: a GGUF file with weights of 4 or 8 bits or floats, or a folder
	/// with config.json and safetensors files (or one of these), whose floats become 8 bits.
	#[arg(value_name = "MODEL")]
	pub model: PathBuf,
	/// The model's tokenizer, if the folder has none that is known: a GGUF file of the same model.
	#[arg(long, value_name = "MODEL.gguf")]
	pub tokenizer: Option<PathBuf>,
	/// Where the artefact goes; an older one there is replaced.
	#[arg(long, value_name = "MODEL.stoa")]
	pub output: PathBuf,
	/// A text of some thousand words: how well the integers predict it is compared with 32-bit floats. Can
	/// be given several times.
	#[arg(long, value_name = "FILE")]
	pub text: Vec<PathBuf>,
	/// Most tokens of the text that are read.
	#[arg(long, default_value_t = 4_608, requires = "text")]
	pub text_tokens: usize,
	/// Write a model card with what was measured, to be published with the release.
	#[arg(long, value_name = "FILE", requires = "text")]
	pub card: Option<PathBuf>,
}

/// `stoa model publish`.
#[derive(ClapArgs)]
pub struct PublishArgs {
	/// Name for people; makes a new listing.
	#[arg(long, required_unless_present = "listing", conflicts_with = "listing")]
	pub name: Option<String>,
	/// Add the release to this listing of yours.
	#[arg(long)]
	pub listing: Option<ListingId>,
	/// The model file. Its hash and size are fixed for ever.
	#[arg(long, value_name = "FILE")]
	pub artefact: PathBuf,
	/// Format of the file; without it, exact for what `stoa model import` made, else gguf.
	#[arg(long, value_enum)]
	pub format: Option<Format>,
	/// How results are verified; without it, exact for what `stoa model import` made, else replicated.
	#[arg(long, value_enum)]
	pub class: Option<Class>,
	/// Engine: `exact` (bit-equal integers, contract X1), or the 64 hex digits of another one's digest.
	#[arg(long, default_value = "exact")]
	pub engine: String,
	/// SPDX identifier, such as Apache-2.0.
	#[arg(long)]
	pub licence: String,
	/// Longest prompt and output together, in tokens; an exact artefact's own without it.
	#[arg(long)]
	pub context: Option<u32>,
	/// Royalty per 1,000 input tokens.
	#[arg(long, value_name = "AMOUNT")]
	pub price_in: Amount,
	/// Royalty per 1,000 output tokens.
	#[arg(long, value_name = "AMOUNT")]
	pub price_out: Amount,
	/// Who shares the royalty, such as 5Grw…=60%; the shares add up to 100%. Without it, you get all.
	#[arg(long, value_name = "ACCOUNT=PERCENT", value_parser = split)]
	pub split: Vec<(AccountId, u32)>,
	/// A release this was made from, and its share of the royalty, such as 3=10%.
	#[arg(long, value_name = "RELEASE=PERCENT", value_parser = parent)]
	pub parent: Vec<(ReleaseId, u32)>,
	/// A licence of yours of data that it was trained on, and the part of the royalty of those whose data it is, such as
	/// 9=5%, or 9 for none. `stoa data licenses` shows yours.
	#[arg(long, value_name = "LICENCE=PERCENT", value_parser = trained_on)]
	pub trained_on: Vec<(LicenseId, u32)>,
	/// The model card, whose hash the listing carries.
	#[arg(long, value_name = "FILE")]
	pub card: Option<PathBuf>,
	/// Where the model can be fetched.
	#[arg(long, default_value = "")]
	pub uri: String,
}

/// Formats of a model file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Format {
	/// What `stoa model import` makes.
	Exact,
	/// GGUF weights with their tokenizer.
	Gguf,
	/// Safetensors weights.
	Safetensors,
}

/// Verification classes on offer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Class {
	/// Anybody may challenge the computation, of which the chain recomputes one step.
	Exact,
	/// Several executors drawn by lot must agree.
	Replicated,
}

fn split(text: &str) -> Result<(AccountId, u32), String> {
	let (who, share) =
		text.rsplit_once('=').ok_or("write ACCOUNT=PERCENT, such as //Bob=40%".to_string())?;
	Ok((super::account(who)?, percent(share)?))
}

fn parent(text: &str) -> Result<(ReleaseId, u32), String> {
	let wrong = || "write RELEASE=PERCENT, such as 3=10%".to_string();
	let (release, share) = text.rsplit_once('=').ok_or_else(wrong)?;
	Ok((ReleaseId::from_str(release).map_err(|_| wrong())?, percent(share)?))
}

fn trained_on(text: &str) -> Result<(LicenseId, u32), String> {
	let (license, share) = match text.rsplit_once('=') {
		Some((license, share)) => (license, percent(share)?),
		None => (text, 0),
	};
	let wrong = |_| "write LICENCE=PERCENT, such as 9=5%, or the licence alone".to_string();
	Ok((LicenseId::from_str(license).map_err(wrong)?, share))
}

/// A share in parts of 1,000,000,000.
fn percent(text: &str) -> Result<u32, String> {
	let wrong = || format!("{text:?} is not a share: write it like 60% or 12.5%");
	let number = text.trim().strip_suffix('%').ok_or_else(wrong)?;
	let (whole, part) = number.split_once('.').unwrap_or((number, ""));
	let digits = |s: &str| s.bytes().all(|byte| byte.is_ascii_digit());
	if whole.is_empty() || !digits(whole) || !digits(part) || part.len() > 7 {
		return Err(wrong());
	}
	let parts: u64 = format!("{whole}{part:0<7}").parse().map_err(|_| wrong())?;
	u32::try_from(parts).ok().filter(|parts| (1..=1_000_000_000).contains(parts)).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
	use super::*;
	use stoa_client::keys;

	#[test]
	fn shares_are_exact() {
		assert_eq!(percent("60%"), Ok(600_000_000));
		assert_eq!(percent("12.5%"), Ok(125_000_000));
		assert_eq!(percent("33.3333333%"), Ok(333_333_333));
		assert_eq!(percent("100%"), Ok(1_000_000_000));
		for wrong in ["60", "0%", "101%", "-1%", "a%", "%", "1.23456789%", ".5%"] {
			assert!(percent(wrong).unwrap_err().contains("60%"), "{wrong}");
		}
	}

	#[test]
	fn splits_and_parents_are_read() {
		let bob = keys::account("//Bob").unwrap();
		assert_eq!(split("//Bob=40%"), Ok((bob, 400_000_000)));
		assert_eq!(split(&format!("{bob}=40%")), Ok((bob, 400_000_000)));
		assert!(split("//Bob").unwrap_err().contains("//Bob=40%"));
		assert_eq!(parent("3=10%"), Ok((3, 100_000_000)));
		assert!(parent("x=10%").unwrap_err().contains("3=10%"));
		assert_eq!((trained_on("9=5%"), trained_on("9")), (Ok((9, 50_000_000)), Ok((9, 0))));
		assert!(trained_on("x").unwrap_err().contains("9=5%"));
	}
}
