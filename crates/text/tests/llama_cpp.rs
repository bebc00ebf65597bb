//! Ids and prompts are those of llama.cpp for the same model file. `data/make.py` asked it.

use serde_json::Value;
use std::{env, path::PathBuf};
use stoa_primitives::Template;
use stoa_text::Text;

/// The real model's file, if `scripts/fetch-model` has put it into the cache.
fn real_model() -> Option<PathBuf> {
	let cache = env::var_os("STOA_CACHE")
		.map(PathBuf::from)
		.or_else(|| env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache/stoa")))?;
	let path = cache.join("models/SmolLM2-135M-Instruct.Q4_1.gguf");
	path.exists().then_some(path)
}

#[test]
fn ids_and_prompts_are_those_of_llama_cpp() {
	let Some(path) = real_model() else {
		eprintln!("SKIPPED: the model is not in the cache; scripts/fetch-model brings it");
		return;
	};
	let text = Text::open(&path).expect("the tokeniser is supported");
	let cases: Vec<Value> = serde_json::from_str(include_str!("data/tokens.json")).unwrap();
	assert!(cases.len() > 500);
	let mut wrong = Vec::new();
	for case in &cases {
		let input = case["text"].as_str().unwrap();
		let expected: Vec<u32> =
			case["ids"].as_array().unwrap().iter().map(|id| id.as_u64().unwrap() as u32).collect();
		let ids = text.encode(input, Template::Raw).unwrap();
		if ids != expected {
			wrong.push(format!("{input:?}: {ids:?}, llama.cpp {expected:?}"));
		}
		if let Some(prompt) = case["prompt"].as_str() {
			let under_template = text.encode(input, Template::Chat).unwrap();
			assert_eq!(under_template, text.encode(prompt, Template::Raw).unwrap(), "{input:?}");
		}
	}
	assert!(
		wrong.is_empty(),
		"{} of {}: {:#?}",
		wrong.len(),
		cases.len(),
		&wrong[..wrong.len().min(10)]
	);
	assert_eq!(text.ends(), [0, 2]);
}
