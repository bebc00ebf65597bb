//! Ids and prompts are those of llama.cpp for the same model file. `data/make.py` asked it.

use serde_json::Value;
use std::{
	env,
	path::{Path, PathBuf},
};
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

/// Whether the ids of all `cases` are those that llama.cpp gave.
fn assert_ids(text: &Text, cases: &[Value]) {
	assert!(cases.len() >= 250);
	let mut wrong = Vec::new();
	for case in cases {
		let input = case["text"].as_str().unwrap();
		let expected: Vec<u32> =
			case["ids"].as_array().unwrap().iter().map(|id| id.as_u64().unwrap() as u32).collect();
		let ids = text.encode(input, Template::Raw).unwrap();
		if ids != expected {
			wrong.push(format!("{input:?}: {ids:?}, llama.cpp {expected:?}"));
		}
	}
	assert!(
		wrong.is_empty(),
		"{} of {}: {:#?}",
		wrong.len(),
		cases.len(),
		&wrong[..wrong.len().min(10)]
	);
}

#[test]
fn ids_and_prompts_are_those_of_llama_cpp() {
	let Some(path) = real_model() else {
		eprintln!("SKIPPED: the model is not in the cache; scripts/fetch-model brings it");
		return;
	};
	let text = Text::open(&path).expect("the tokeniser is supported");
	let cases: Vec<Value> = serde_json::from_str(include_str!("data/tokens.json")).unwrap();
	assert_ids(&text, &cases);
	for case in &cases {
		let input = case["text"].as_str().unwrap();
		if let Some(prompt) = case["prompt"].as_str() {
			let under_template = text.encode(input, Template::Chat).unwrap();
			assert_eq!(under_template, text.encode(prompt, Template::Raw).unwrap(), "{input:?}");
		}
	}
	assert_eq!(text.ends(), [0, 2]);
}

fn small(name: &str) -> Text {
	let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
	Text::open(&path).expect("the tokeniser is supported")
}

/// `data/byte_level.py` trained it under both names and asked llama.cpp.
#[test]
fn ids_of_every_way_of_cutting_are_those_of_llama_cpp() {
	let all = [
		("llama-bpe.gguf", include_str!("data/llama-bpe.json")),
		("qwen2.gguf", include_str!("data/qwen2.json")),
	];
	let all = all.map(|(name, cases)| {
		let cases: Vec<Value> = serde_json::from_str(cases).unwrap();
		assert_ids(&small(name), &cases);
		cases
	});
	assert_ne!(all[0], all[1], "they cut otherwise");
}

/// `data/sentencepiece.py` trained it and asked llama.cpp.
#[test]
fn ids_of_a_sentencepiece_are_those_of_llama_cpp() {
	let text = small("sentencepiece.gguf");
	let cases: Vec<Value> = serde_json::from_str(include_str!("data/sentencepiece.json")).unwrap();
	assert_ids(&text, &cases);
	for case in cases.iter().map(|case| case["text"].as_str().unwrap()) {
		let ids = text.encode(case, Template::Raw).unwrap();
		let control = ["<s>", "</s>", "<|user|>", "<|end|>"].iter().any(|name| case.contains(name));
		let first = if case.is_empty() { "" } else { " " };
		assert!(control || text.decode(&ids) == format!("{first}{case}"), "{case:?}");
	}
	assert_eq!(text.ends(), [2]);
}
