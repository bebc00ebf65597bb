//! The tiny model's tokeniser, which has every part of a real one.

use std::path::Path;
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

#[test]
fn ids_that_do_not_exist_add_nothing() {
	let text = tiny();
	assert_eq!(text.decode(&[u32::MAX, text.vocabulary()]), "");
}
