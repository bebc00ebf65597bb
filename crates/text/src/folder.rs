//! The tokeniser of a model that comes as a folder: `tokenizer.json`, and what `tokenizer_config.json` and
//! `config.json` say beside it.
//!
//! The result is what a GGUF file of the same model has: tokens by id, those that the vocabulary lacks filled in
//! as `[PADn]`, and the same name for the way of cutting, so that both have the same identity.

use crate::{Parts, Role, TextError, pieces::Pieces, template::ChatTemplate};
use serde_json::Value;
use std::{fs::File, io::Read, path::Path};

/// Longest file.
const MAX_FILE: u64 = 64 << 20;
/// Most tokens.
const MAX_TOKENS: usize = 1 << 20;

fn unsound<T>(what: &str) -> Result<T, TextError> {
	Err(TextError::Tokeniser(what.into()))
}

/// Reads the tokeniser of a folder.
pub(crate) fn read(folder: &Path) -> Result<Parts, TextError> {
	let main = json(&folder.join("tokenizer.json"))?;
	let Some(main) = main else {
		return Err(TextError::Unsupported(
			"the folder has no tokenizer.json: give a GGUF file of the same model".into(),
		));
	};
	let settings = json(&folder.join("tokenizer_config.json"))?.unwrap_or_default();
	let config = json(&folder.join("config.json"))?.unwrap_or_default();
	let generation = json(&folder.join("generation_config.json"))?.unwrap_or_default();
	let model = main.get("model").unwrap_or(&Value::Null);
	if text(model, "type") != Some("BPE") {
		return Err(TextError::Unsupported(
			"its tokenizer.json is no BPE: give a GGUF file of the same model".into(),
		));
	}
	let pieces = pieces(&main, model)?;
	let (tokens, roles) = tokens(&main, model, &config)?;
	let marks = ["bos_token", "eos_token"].map(|key| mark(&settings, key).unwrap_or_default());
	let id = |token: &str| tokens.iter().position(|other| other == token).map(|id| id as u32);
	let begin = begins(&main, &settings, &marks[0]).then(|| id(&marks[0])).flatten();
	let mut ends: Vec<u32> = [&config, &generation].into_iter().flat_map(end_ids).collect();
	ends.extend(id(&marks[1]));
	ends.retain(|end| (*end as usize) < tokens.len());
	let template = match template(folder, &settings)? {
		Some(source) => {
			let [begin, end] = marks;
			Some(ChatTemplate::compile(source, begin, end)?)
		}
		None => None,
	};
	Ok(Parts { pieces, merges: merges(model)?, tokens, roles, begin, ends, template })
}

/// A file of JSON; none if there is no such file.
fn json(path: &Path) -> Result<Option<Value>, TextError> {
	let Some(bytes) = bytes(path)? else { return Ok(None) };
	let value = serde_json::from_slice(&bytes);
	value.map(Some).map_err(|error| TextError::Folder(format!("{}: {error}", path.display())))
}

fn bytes(path: &Path) -> Result<Option<Vec<u8>>, TextError> {
	if !path.exists() {
		return Ok(None);
	}
	let named =
		|error: &dyn std::fmt::Display| TextError::Folder(format!("{}: {error}", path.display()));
	let file = File::open(path).map_err(|error| named(&error))?;
	let mut bytes = Vec::new();
	file.take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(|error| named(&error))?;
	if bytes.len() as u64 > MAX_FILE {
		return Err(named(&"it has more than 64 MiB"));
	}
	Ok(Some(bytes))
}

fn text<'a>(of: &'a Value, key: &str) -> Option<&'a str> {
	of.get(key).and_then(Value::as_str)
}

/// How texts are cut.
fn pieces(main: &Value, model: &Value) -> Result<Pieces, TextError> {
	let part = |key| main.get(key).unwrap_or(&Value::Null);
	let found = match model.get("byte_fallback") {
		Some(Value::Bool(true)) => spelled(part("normalizer"), part("pre_tokenizer")),
		_ => cut(part("pre_tokenizer")),
	};
	found.ok_or_else(|| {
		TextError::Unsupported(
			"its tokenizer.json cuts texts in a way that is not known: give a GGUF file of the same model"
				.into(),
		)
	})
}

/// SentencePiece's: spaces are spelled, after one was put first, and nothing is cut.
fn spelled(normalizer: &Value, cutter: &Value) -> Option<Pieces> {
	let steps = normalizer.get("normalizers").and_then(Value::as_array)?;
	let (prefix, spaces) = match &steps[..] {
		[spaces] => (false, spaces),
		[first, spaces] => (text(first, "prepend") == Some("▁"), spaces),
		_ => return None,
	};
	let known = steps.len() == 1 + usize::from(prefix)
		&& text(spaces, "content") == Some("▁")
		&& spaces.get("pattern").and_then(|pattern| text(pattern, "String")) == Some(" ");
	(known && cutter.is_null()).then_some(Pieces::SentencePiece { prefix })
}

/// Byte-level ones.
fn cut(cutter: &Value) -> Option<Pieces> {
	let steps = cutter.get("pretokenizers").and_then(Value::as_array).map_or(&[][..], |all| all);
	match steps {
		[first, last] if text(last, "type") == Some("ByteLevel") => match text(first, "type") {
			Some("Digits") if first.get("individual_digits") == Some(&Value::Bool(true)) => {
				Some(Pieces::SmolLm)
			}
			Some("Split") => first
				.get("pattern")
				.and_then(|pattern| text(pattern, "Regex"))
				.and_then(Pieces::with_pattern),
			_ => None,
		},
		_ => None,
	}
}

/// Tokens by id, and what each is for.
fn tokens(
	main: &Value,
	model: &Value,
	config: &Value,
) -> Result<(Vec<String>, Vec<Role>), TextError> {
	let Some(vocabulary) = model.get("vocab").and_then(Value::as_object) else {
		return unsound("its tokenizer.json has no vocabulary");
	};
	let mut all: Vec<Option<(String, Role)>> = Vec::new();
	let mut put = |id: &Value, token: &str, role: Role| {
		let id = id.as_u64().and_then(|id| usize::try_from(id).ok());
		let Some(id) = id.filter(|id| *id < MAX_TOKENS) else {
			return unsound("a token's id is not below 1,048,576");
		};
		if all.len() <= id {
			all.resize(id + 1, None);
		}
		match &all[id] {
			Some((other, _)) if other != token => unsound("two tokens have one id"),
			_ => {
				all[id] = Some((token.into(), role));
				Ok(())
			}
		}
	};
	vocabulary.iter().try_for_each(|(token, id)| put(id, token, Role::Text))?;
	let added = main.get("added_tokens").and_then(Value::as_array).map_or(&[][..], |all| all);
	for token in added {
		let content = text(token, "content").unwrap_or_default();
		let steers = token.get("special") == Some(&Value::Bool(true))
			|| (content.starts_with("<|") && content.ends_with("|>"));
		let role = if steers { Role::Control } else { Role::Whole };
		put(token.get("id").unwrap_or(&Value::Null), content, role)?;
	}
	let size = config.get("vocab_size").and_then(Value::as_u64).unwrap_or(0) as usize;
	all.resize(all.len().max(size.min(MAX_TOKENS)), None);
	let all = all.into_iter().enumerate();
	Ok(all.map(|(id, token)| token.unwrap_or_else(|| (format!("[PAD{id}]"), Role::Text))).unzip())
}

/// Merges, each as its two parts with a space between them.
fn merges(model: &Value) -> Result<Vec<String>, TextError> {
	let merges = model.get("merges").and_then(Value::as_array).map_or(&[][..], |all| all);
	let merges = merges.iter().map(|merge| match merge {
		Value::String(merge) => Ok(merge.clone()),
		Value::Array(parts) => match &parts[..] {
			[Value::String(left), Value::String(right)] => Ok(format!("{left} {right}")),
			_ => unsound("a merge has not two parts"),
		},
		_ => unsound("a merge is no text"),
	});
	merges.collect()
}

/// A token that the settings name, as it is or with how it is treated.
fn mark(settings: &Value, key: &str) -> Option<String> {
	let value = settings.get(key)?;
	value.as_str().or_else(|| text(value, "content")).map(String::from)
}

/// Whether the beginning is put before every text: as the settings say, else as the template of
/// `tokenizer.json` does.
fn begins(main: &Value, settings: &Value, mark: &str) -> bool {
	if let Some(set) = settings.get("add_bos_token").and_then(Value::as_bool) {
		return set;
	}
	let after = main.get("post_processor").unwrap_or(&Value::Null);
	let several = after.get("processors").and_then(Value::as_array).map_or(&[][..], |all| all);
	several.iter().chain([after]).any(|step| {
		let first = step.get("single").and_then(|single| single.get(0));
		let first = first.and_then(|first| first.get("SpecialToken"));
		first.and_then(|token| text(token, "id")) == Some(mark)
	})
}

/// Tokens that end an answer: one id or several.
fn end_ids(config: &Value) -> Vec<u32> {
	let id = |value: &Value| value.as_u64().and_then(|id| u32::try_from(id).ok());
	match config.get("eos_token_id") {
		Some(Value::Array(all)) => all.iter().filter_map(id).collect(),
		Some(one) => id(one).into_iter().collect(),
		None => Vec::new(),
	}
}

/// The chat template's source.
fn template(folder: &Path, settings: &Value) -> Result<Option<String>, TextError> {
	match settings.get("chat_template") {
		Some(Value::String(source)) => return Ok(Some(source.clone())),
		Some(Value::Array(several)) => {
			let main = several.iter().find(|one| text(one, "name") == Some("default"));
			return Ok(main.and_then(|one| text(one, "template")).map(String::from));
		}
		_ => {}
	}
	let bytes = bytes(&folder.join("chat_template.jinja"))?;
	Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;
	use stoa_exact::gguf::Gguf;

	/// The `tokenizer.json` that a SentencePiece model becomes when it is published as a folder.
	fn published(parts: &Parts) -> Value {
		let id = |token: &str| parts.tokens.iter().position(|other| other == token);
		let control =
			parts.tokens.iter().zip(&parts.roles).filter(|(_, role)| **role == Role::Control);
		let spaces = json!({"type": "Replace", "pattern": {"String": " "}, "content": "▁"});
		json!({
			"added_tokens": control
				.map(|(token, _)| json!({"id": id(token), "content": token, "special": true}))
				.collect::<Vec<_>>(),
			"normalizer": {
				"type": "Sequence",
				"normalizers": [{"type": "Prepend", "prepend": "▁"}, spaces],
			},
			"pre_tokenizer": null,
			"model": {
				"type": "BPE",
				"byte_fallback": true,
				"vocab": parts.tokens.iter().map(|token| (token.clone(), json!(id(token))))
					.collect::<serde_json::Map<_, _>>(),
				"merges": parts.merges,
			},
		})
	}

	#[test]
	fn a_folder_with_a_sentencepiece_has_the_tokeniser_of_its_gguf_file() {
		let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/sentencepiece.gguf");
		let parts = || Parts::of_gguf(&Gguf::open(&file).unwrap()).unwrap();
		let dir = tempfile::tempdir().unwrap();
		let write = |name: &str, value: &Value| {
			std::fs::write(dir.path().join(name), value.to_string()).unwrap();
		};
		let settings = json!({"add_bos_token": true, "bos_token": "<s>", "eos_token": "</s>"});
		write("tokenizer_config.json", &settings);
		let mut main = published(&parts());
		write("tokenizer.json", &main);
		let of_folder = crate::Text::of(read(dir.path()).unwrap()).unwrap();
		let of_file = crate::Text::of(parts()).unwrap();
		assert_eq!((of_folder.hash(), of_folder.ends()), (of_file.hash(), of_file.ends()));

		main["pre_tokenizer"] = json!({"type": "Metaspace", "prepend_scheme": "first"});
		write("tokenizer.json", &main);
		assert!(matches!(read(dir.path()), Err(TextError::Unsupported(_))));
	}
}
