//! `stoa model import`: the artefact of a release of class Exact, and how close it comes to floats.

use crate::{
	args::ImportArgs,
	context::Context,
	fail::{FAILED, Fail},
	local::{busy, unreadable},
	show,
};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};
use std::{
	fmt::Write as _,
	fs,
	io::Write as _,
	path::{Path, PathBuf},
	sync::Arc,
	time::{Duration, Instant},
};
use stoa_exact::{
	artefact::{Artefact, ArtefactError},
	artefact_digest,
	folder::Folder,
	gguf::Gguf,
	model::Model,
	reference::{self, Quality},
	source::Source,
};
use stoa_primitives::{Digest, Template};
use stoa_text::{Text, TextError};

/// Tokens that are predicted from one another.
const WINDOW: usize = 512;
/// Predictions below which perplexity says little.
const FEW: u64 = 4_000;

/// Runs `stoa model import`.
pub async fn run(context: &Context, args: ImportArgs) -> Result<(), Fail> {
	let quiet = context.json;
	let imported = busy(move || import(&args, quiet)).await?;
	if let Some(Measured { quality, .. }) = &imported.measured
		&& quality.predictions < FEW
	{
		context.note(&format!(
			"only {} predictions: below {FEW} perplexity says little; give more --text",
			quality.predictions
		));
	}
	context.print(&imported.json(), || show::rows(&imported.rows()));
	Ok(())
}

/// What was made.
struct Imported {
	output: PathBuf,
	artefact: Arc<Artefact>,
	hash: Digest,
	bytes: u64,
	measured: Option<Measured>,
}

/// How close it comes to floats.
struct Measured {
	quality: Quality,
	took: Duration,
}

fn import(args: &ImportArgs, quiet: bool) -> Result<Imported, Fail> {
	replaceable(&args.output)?;
	let new = args.card.as_ref().filter(|card| card.exists());
	if let Some(card) = new {
		let text = "it exists and is never overwritten: choose another name, or remove it";
		return Err(Fail::refused(format!("{}: {text}", card.display())));
	}
	let of_model =
		|error: &dyn std::fmt::Display| Fail::refused(format!("{}: {error}", args.model.display()));
	if Folder::is_at(&args.model) {
		let folder = Folder::open(&args.model).map_err(|error| of_model(&error))?;
		return make(&folder, args, quiet);
	}
	make(&Gguf::open(&args.model).map_err(|error| of_model(&error))?, args, quiet)
}

/// The artefact of a model that is open.
fn make(file: &impl Source, args: &ImportArgs, quiet: bool) -> Result<Imported, Fail> {
	let of_model =
		|error: &dyn std::fmt::Display| Fail::refused(format!("{}: {error}", args.model.display()));
	let text = text_of(args)?;
	let tokens = tokens(&args.text, &text)?;
	let model = Arc::new(Model::import(file).map_err(|error| of_model(&error))?);
	if text.vocabulary() > model.config.vocabulary {
		return Err(of_model(&format!(
			"the tokenizer has {} tokens, the model {}: name the model's own with --tokenizer",
			text.vocabulary(),
			model.config.vocabulary
		)));
	}
	let artefact = Artefact::new(model, text.ends(), *text.hash());
	let artefact = Arc::new(artefact.map_err(|error| of_model(&error))?);
	if !artefact.header().can_be_shown() {
		return Err(of_model(&"its vectors are too long for the chain to referee"));
	}
	let (hash, bytes) = write(&artefact, &args.output)?;
	let mut imported =
		Imported { output: args.output.clone(), artefact, hash, bytes, measured: None };
	if !args.text.is_empty() {
		let tokens = tokens.get(..args.text_tokens).unwrap_or(&tokens);
		let measured = measure(file, &imported.artefact, tokens, quiet);
		imported.measured = Some(measured.map_err(|error| of_model(&error))?);
	}
	if let Some(card) = &args.card {
		let source = args.model.file_name().unwrap_or_default().to_string_lossy().into_owned();
		let written = fs::File::create_new(card)
			.and_then(|mut file| file.write_all(imported.card(&source).as_bytes()));
		written.map_err(|error| Fail::new(FAILED, format!("{}: {error}", card.display())))?;
	}
	Ok(imported)
}

/// The model's tokeniser.
fn text_of(args: &ImportArgs) -> Result<Text, Fail> {
	let path = args.tokenizer.as_ref().unwrap_or(&args.model);
	Text::open(path).map_err(|error| {
		let hint = match error {
			TextError::Unsupported(_) if args.tokenizer.is_none() => " (--tokenizer MODEL.gguf)",
			_ => "",
		};
		Fail::refused(format!("{}: {error}{hint}", path.display()))
	})
}

/// Only an older artefact may be replaced.
fn replaceable(output: &Path) -> Result<(), Fail> {
	if !output.exists() || Artefact::is_at(output).map_err(|error| unreadable(output, &error))? {
		return Ok(());
	}
	Err(Fail::refused(format!(
		"{} exists and is no artefact: choose another name for --output",
		output.display()
	)))
}

/// The ids of all texts, one after the other.
fn tokens(texts: &[PathBuf], text: &Text) -> Result<Vec<u32>, Fail> {
	let mut tokens = Vec::new();
	for path in texts {
		let content = fs::read_to_string(path).map_err(|error| unreadable(path, &error))?;
		let ids = text.encode(&content, Template::Raw);
		tokens.extend(ids.map_err(|error| Fail::new(FAILED, error.to_string()))?);
	}
	if !texts.is_empty() && tokens.len() < 2 {
		return Err(Fail::refused("the text is empty: name one of some thousand words"));
	}
	Ok(tokens)
}

/// Writes beside the place and moves it there, so that a crash leaves no half of an artefact. Its hash and
/// length.
fn write(artefact: &Artefact, output: &Path) -> Result<(Digest, u64), Fail> {
	let mut part = output.as_os_str().to_owned();
	part.push(".part");
	let part = PathBuf::from(part);
	let written = || -> Result<(Digest, u64), ArtefactError> {
		artefact.write(&part)?;
		let (hash, bytes) = (artefact_digest(&part)?, fs::metadata(&part)?.len());
		fs::rename(&part, output)?;
		Ok((hash, bytes))
	};
	written().map_err(|error| {
		let _ = fs::remove_file(&part);
		Fail::new(FAILED, format!("{}: {error}", output.display()))
	})
}

fn measure(
	file: &impl Source,
	artefact: &Artefact,
	tokens: &[u32],
	quiet: bool,
) -> Result<Measured, reference::quality::QualityError> {
	let began = Instant::now();
	let bar = if quiet { ProgressBar::hidden() } else { ProgressBar::new(tokens.len() as u64) };
	if let Ok(style) = ProgressStyle::with_template("predicting {wide_bar} {pos}/{len} {eta}") {
		bar.set_style(style);
	}
	let window = WINDOW.min(artefact.header().config().context as usize);
	let on_tokens = |tokens: usize| bar.inc(tokens as u64);
	let quality = reference::compare(file, artefact.model(), tokens, window, &on_tokens);
	bar.finish_and_clear();
	Ok(Measured { quality: quality?, took: began.elapsed() })
}

impl Measured {
	fn json(&self) -> Value {
		let quality = &self.quality;
		json!({
			"predictions": quality.predictions,
			"perplexity": quality.exact_perplexity(),
			"float_perplexity": quality.float_perplexity(),
			"difference_percent": quality.difference_percent(),
			"mean_kl": quality.divergence(),
			"agreement_percent": quality.agreement_percent(),
			"seconds": self.took.as_secs_f64(),
		})
	}

	fn perplexity(&self) -> String {
		format!(
			"{:.4} in integers, {:.4} in 32-bit floats: {:+.4} %",
			self.quality.exact_perplexity(),
			self.quality.float_perplexity(),
			self.quality.difference_percent()
		)
	}

	fn divergence(&self) -> String {
		format!(
			"{:.2e} nats on average; the likeliest token is the same in {:.1} %",
			self.quality.divergence(),
			self.quality.agreement_percent()
		)
	}
}

impl Imported {
	fn json(&self) -> Value {
		let header = self.artefact.header();
		json!({
			"output": self.output.display().to_string(),
			"model": show::hash(&self.artefact.root()),
			"artefact": show::hash(&self.hash),
			"bytes": self.bytes,
			"header": hex::encode(header.encode()),
			"header_bytes": header.encode().len(),
			"tokenizer": show::hash(header.tokenizer()),
			"end_tokens": header.ends(),
			"context_tokens": header.config().context,
			"quality": self.measured.as_ref().map(Measured::json),
		})
	}

	fn rows(&self) -> Vec<(&'static str, String)> {
		let header = self.artefact.header();
		let ends: Vec<String> = header.ends().iter().map(u32::to_string).collect();
		let mut rows = vec![
			("artefact", format!("{} ({} bytes)", self.output.display(), self.bytes)),
			("hash", show::hash(&self.hash)),
			("model", show::hash(&self.artefact.root())),
			("header", format!("{} bytes", header.encode().len())),
			("tokenizer", show::hash(header.tokenizer())),
			("end tokens", ends.join(" ")),
			("context", format!("{} tokens", header.config().context)),
		];
		if let Some(measured) = &self.measured {
			rows.push(("perplexity", measured.perplexity()));
			rows.push(("divergence", measured.divergence()));
			let took = measured.took.as_secs_f64();
			let predictions = measured.quality.predictions;
			rows.push(("measured", format!("{predictions} predictions in {took:.1} s")));
		}
		rows
	}

	/// A model card in Markdown.
	fn card(&self, source: &str) -> String {
		let mut card = format!(
			"# {source}, for exact inference\n\nMade by `stoa model import` from `{source}`, of which every \
			 machine computes the same answers, to the bit.\n\n| | |\n| --- | --- |\n"
		);
		for (name, value) in self.rows() {
			if name != "artefact" && name != "measured" {
				let _ = writeln!(card, "| {name} | {value} |");
			}
		}
		if let Some(measured) = &self.measured {
			let predictions = measured.quality.predictions;
			let _ = writeln!(card, "| measured on | {predictions} predictions |");
		}
		let _ = write!(
			card,
			"\nPerplexity and divergence compare the integers with a 32-bit float forward pass over the weights of \
			 the same model. Anybody can repeat it: `stoa model import {source} --output MODEL.stoa --text FILE`.\n"
		);
		card
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::local::{tiny, tiny_path};

	fn args(folder: &Path, text: bool) -> ImportArgs {
		let file = folder.join("text");
		fs::write(&file, "hello the world, hello the hello. ".repeat(40)).unwrap();
		ImportArgs {
			model: tiny_path(),
			tokenizer: None,
			output: folder.join("tiny.stoa"),
			text: if text { vec![file] } else { vec![] },
			text_tokens: 400,
			card: text.then(|| folder.join("card.md")),
		}
	}

	#[test]
	fn an_artefact_is_made_measured_and_described() {
		let folder = tempfile::tempdir().unwrap();
		let args = args(folder.path(), true);
		let imported = import(&args, true).unwrap_or_else(|fail| panic!("{fail:?}"));
		assert_eq!(imported.artefact.root(), tiny().root());
		let read = Artefact::open(&args.output).unwrap();
		assert_eq!(read.root(), imported.artefact.root());
		let object = imported.json();
		assert_eq!(object["artefact"], show::hash(&artefact_digest(&args.output).unwrap()));
		assert_eq!(object["header_bytes"], 182 + read.header().config().layers);
		assert!(object["quality"]["mean_kl"].as_f64().unwrap() < 1e-3);
		let card = fs::read_to_string(args.card.as_ref().unwrap()).unwrap();
		for part in ["tiny.gguf", "perplexity", "divergence", &show::hash(&read.root())] {
			assert!(card.contains(part), "{part} in {card}");
		}
		// The card is never overwritten, the artefact is.
		let fail = import(&args, true).err().unwrap();
		assert!(fail.text.contains("card.md"), "{}", fail.text);
		assert!(import(&ImportArgs { card: None, ..args }, true).is_ok());
	}

	#[test]
	fn a_folder_is_imported_with_a_tokenizer_of_its_own_or_another() {
		let folder = tempfile::tempdir().unwrap();
		let data = tiny_path().with_file_name("folder");
		let args = ImportArgs { model: data.clone(), ..args(folder.path(), false) };
		// It has no tokeniser, and that of the tiny model has more tokens.
		let fail = import(&args, true).err().unwrap();
		assert!(fail.text.contains("--tokenizer"), "{}", fail.text);
		let other = ImportArgs { tokenizer: Some(tiny_path()), ..args };
		let fail = import(&other, true).err().unwrap();
		assert!(fail.text.contains("the model's own"), "{}", fail.text);
		assert!(!other.output.exists());
		let file = ImportArgs { model: data.join("model-0.safetensors"), ..other };
		let fail = import(&file, true).err().unwrap();
		assert!(fail.text.contains("lacks the tensor"), "{}", fail.text);
	}

	#[test]
	fn what_is_no_artefact_is_never_replaced() {
		let folder = tempfile::tempdir().unwrap();
		let args = args(folder.path(), false);
		fs::write(&args.output, b"my thesis").unwrap();
		let fail = import(&args, true).err().unwrap();
		assert!(fail.text.contains("no artefact"), "{}", fail.text);
		assert_eq!(fs::read(&args.output).unwrap(), b"my thesis");
		let wrong = ImportArgs { model: args.output.clone(), ..args };
		let wrong = ImportArgs { output: folder.path().join("new"), ..wrong };
		assert!(import(&wrong, true).err().unwrap().text.contains("tiny.stoa"));
		assert!(!folder.path().join("new").exists());
	}
}
