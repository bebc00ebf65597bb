//! The tiny model's tokeniser, which has every part of a real one.

use std::{fs, path::Path};
use stoa_primitives::Template;
use stoa_text::Text;

fn tiny() -> Text {
	let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../exact/tests/data/tiny.gguf");
	Text::open(&path).expect("the tiny model is sound")
}

#[test]
fn text_becomes_the_longest_merges_and_back() {
	let text = tiny();
	let ids = text.encode("hello the world", Template::Raw).unwrap();
	assert_eq!(ids.len(), 3);
	for whole in ["hello the world", "äöü 😀\n\n  x", "12 34", ""] {
		let ids = text.encode(whole, Template::Raw).unwrap();
		assert_eq!(text.decode(&ids), whole);
		assert_eq!(text.count_tokens(whole, Template::Raw).unwrap() as usize, ids.len());
	}
}

#[test]
fn control_tokens_are_found_and_never_shown() {
	let text = tiny();
	let ids = text.encode("hello<|im_end|>", Template::Raw).unwrap();
	assert_eq!(ids.last(), Some(&2));
	assert_eq!(text.decode(&ids), "hello");
	assert_eq!(text.ends(), [0, 2]);
	let chat = text.encode("hello", Template::Chat).unwrap();
	assert_eq!(chat.first(), Some(&1));
	assert_eq!(text.decode(&chat), "user\nhello\nassistant\n");
}

/// `data/folder.py` wrote it.
fn folder() -> std::path::PathBuf {
	Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/folder")
}

#[test]
fn a_folder_has_the_tokeniser_of_its_gguf_file() {
	let (file, folder) = (tiny(), Text::open(&folder()).expect("it is sound"));
	assert_eq!((folder.hash(), folder.ends()), (file.hash(), file.ends()));
	for text in ["hello the world", "äöü 12 <|im_end|>"] {
		let ids = |of: &Text| of.encode(text, Template::Chat).unwrap();
		assert_eq!(ids(&folder), ids(&file));
	}
}

/// The folder with `old` in `tokenizer.json` replaced by `new`.
fn replaced(old: &str, new: &str) -> Result<Text, stoa_text::TextError> {
	let copy = tempfile::tempdir().unwrap();
	for name in ["tokenizer.json", "tokenizer_config.json", "config.json"] {
		let text = fs::read_to_string(folder().join(name)).unwrap();
		assert!(name != "tokenizer.json" || text.contains(old), "{old}");
		fs::write(copy.path().join(name), text.replace(old, new)).unwrap();
	}
	Text::open(copy.path())
}

#[test]
fn ways_of_cutting_are_known_by_their_patterns() {
	let digits = "\"type\": \"Digits\",\n\"individual_digits\": true";
	let with = |digits: &str| {
		let words = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\\\r\\\\n\\\\p{L}\\\\p{N}]?\\\\p{L}+|";
		let rest =
			"| ?[^\\\\s\\\\p{L}\\\\p{N}]+[\\\\r\\\\n]*|\\\\s*[\\\\r\\\\n]+|\\\\s+(?!\\\\S)|\\\\s+";
		let pattern = format!("{words}{digits}{rest}");
		format!("\"type\": \"Split\", \"pattern\": {{\"Regex\": \"{pattern}\"}}")
	};
	let plain = Text::open(&folder()).unwrap();
	let llama = replaced(digits, &with("\\\\p{N}{1,3}")).expect("llama-bpe");
	let qwen = replaced(digits, &with("\\\\p{N}")).expect("qwen2");
	let mut hashes = [plain.hash(), llama.hash(), qwen.hash()];
	hashes.sort_unstable();
	assert!(hashes[0] != hashes[1] && hashes[1] != hashes[2]);
	for text in [&llama, &qwen] {
		for whole in ["hello the world", "a  b\n\n c 1234!?"] {
			let ids = text.encode(whole, Template::Raw).unwrap();
			assert_eq!(text.decode(&ids), whole);
		}
	}
}

#[test]
fn what_is_not_known_is_refused() {
	for (old, new, said) in [
		("\"individual_digits\": true", "\"individual_digits\": false", "GGUF"),
		("\"BPE\"", "\"Unigram\"", "GGUF"),
		("\"h e\"", "\"he\"", "one part"),
		("\"h e\"", "7", "no text"),
		("\"vocab\"", "\"words\"", "no vocabulary"),
		("\"<|im_end|>\": 2", "\"<|im_end|>\": 1", "one id"),
		("\"<|im_end|>\": 2", "\"<|im_end|>\": 99999999999", "1,048,576"),
	] {
		let error = replaced(old, new).err().expect(said).to_string();
		assert!(error.contains(said), "'{error}' does not say '{said}'");
	}
	let empty = tempfile::tempdir().unwrap();
	assert!(Text::open(empty.path()).err().unwrap().to_string().contains("no tokenizer.json"));
}

#[test]
fn ids_that_do_not_exist_add_nothing() {
	let text = tiny();
	assert_eq!(text.decode(&[u32::MAX, text.vocabulary()]), "");
}
