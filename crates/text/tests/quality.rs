//! The integers predict real text as well as floats do, if `scripts/fetch-model` has put the model into the cache.

use std::{env, fs, path::PathBuf, sync::Arc};
use stoa_exact::{gguf::Gguf, model::Model, reference::compare};
use stoa_primitives::Template;
use stoa_text::Text;

const WINDOW: usize = 512;

fn real_model() -> Option<PathBuf> {
	let cache = env::var_os("STOA_CACHE")
		.map(PathBuf::from)
		.or_else(|| env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache/stoa")))?;
	let path = cache.join("models/SmolLM2-135M-Instruct.Q4_1.gguf");
	path.exists().then_some(path)
}

/// What people wrote and is on every machine that builds this: our own documents.
fn documents() -> String {
	let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs");
	let mut paths: Vec<PathBuf> =
		fs::read_dir(folder).expect("docs").flatten().map(|entry| entry.path()).collect();
	paths.retain(|path| path.extension().is_some_and(|end| end == "md"));
	paths.sort();
	paths.iter().map(|path| fs::read_to_string(path).expect("a document")).collect()
}

#[test]
fn integers_predict_text_as_floats_do() {
	let Some(path) = real_model() else {
		eprintln!("SKIPPED: the model is not in the cache; scripts/fetch-model brings it");
		return;
	};
	// More of them take minutes; `stoa model import --text` measures on as many as one likes.
	let count = env::var("STOA_QUALITY_TOKENS").ok().and_then(|n| n.parse().ok()).unwrap_or(WINDOW);
	let file = Gguf::open(&path).expect("the model is sound");
	let text = Text::from_gguf(&file).expect("the tokeniser is supported");
	let tokens = text.encode(&documents(), Template::Raw).expect("it is text");
	let tokens = tokens.get(..count).expect("the documents are long enough");
	let model = Arc::new(Model::import(&file).expect("the model is covered"));
	let quality = compare(&file, &model, tokens, WINDOW, &|_| {}).expect("it is measured");
	eprintln!(
		"{} predictions: perplexity {:.4}, in floats {:.4}, {:+.4} %; divergence {:.2e}; the same token {:.2} %",
		quality.predictions,
		quality.exact_perplexity(),
		quality.float_perplexity(),
		quality.difference_percent(),
		quality.divergence(),
		quality.agreement_percent(),
	);
	assert!(quality.difference_percent().abs() < 0.5);
	assert!(quality.divergence() < 1e-3);
}
