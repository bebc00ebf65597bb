//! How close the integers come to floats on real text: the documents of this repository.

use crate::{
	Bench,
	figure::{Bound, Figures},
	llama::{Llama, Place},
};
use std::{error::Error, fs, io::Write, path::Path};
use stoa_exact::{gguf::Gguf, reference};

/// Tokens that are predicted from one another, and how many such windows there are.
const WINDOW: usize = 512;
const WINDOWS: usize = 9;

/// Perplexity and divergence, both against a forward pass in floats over the weights of the same file.
pub fn compare(bench: &Bench, llama: &Place, figures: &mut Figures) -> Result<(), Box<dyn Error>> {
	let tokens = tokens(bench, llama)?;
	let file = Gguf::open(Path::new(&bench.path))?;
	let model = bench.artefact.model();
	let quality = reference::compare(&file, model, &tokens, WINDOW, &|_| ())?;
	let predictions = quality.predictions as f64;
	figures.add("predicted tokens of real text", predictions, "", Bound::AtLeast(4_000.));
	figures.add("perplexity in floats", quality.float_perplexity(), "", Bound::None);
	figures.add("perplexity in integers", quality.exact_perplexity(), "", Bound::None);
	let apart = quality.difference_percent();
	figures.add("perplexity, integers against floats", apart, "%", Bound::Within(0.1));
	let divergence = quality.divergence();
	figures.add("mean divergence from floats", divergence, "nats", Bound::AtMost(1e-3));
	figures.add("the same likeliest token", quality.agreement_percent(), "%", Bound::None);
	Ok(())
}

/// All documents, one after the other, as tokens.
fn tokens(bench: &Bench, llama: &Place) -> Result<Vec<u32>, Box<dyn Error>> {
	let mut paths = Vec::new();
	for entry in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs"))? {
		let path = entry?.path();
		if path.extension().is_some_and(|extension| extension == "md") {
			paths.push(path);
		}
	}
	paths.sort();
	let mut text = tempfile::NamedTempFile::new()?;
	for path in paths {
		text.write_all(&fs::read(path)?)?;
	}
	let mut tokens = Llama::start(llama, "best", &bench.path, 1)?.tokens(text.path())?;
	tokens.truncate(WINDOW * WINDOWS);
	Ok(tokens)
}
