//! Between text and token ids: a model's own tokeniser and chat template, from its GGUF file or its folder.
//!
//! Requesters and executors must agree on how many tokens a text has, and executors must agree on the ids: so
//! both use this crate. The ids are those of llama.cpp for the same file, which `tests/llama_cpp.rs` checks for each
//! kind of tokeniser and way of cutting.
//!
//! | module | what it is |
//! | --- | --- |
//! | [`template`] | messages under the model's chat template |
//! | [`decode`] | from ids to text, piece by piece |
//! | [`identity`] | the hash by which a tokeniser is known |
//! | `pieces` | how texts are cut before merges |
//! | `sentencepiece` | tokenisers that spell spaces and do not cut |
//! | `folder` | reader of `tokenizer.json` |
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let text = stoa_text::Text::open("model.gguf".as_ref())?;
//! let tokens = text.count_tokens("Hello", stoa_primitives::Template::Chat)?;
//! # Ok(()) }
//! ```
#![warn(missing_docs)]

pub mod decode;
mod folder;
pub mod identity;
mod pieces;
mod sentencepiece;
pub mod template;

pub use decode::Decoder;
pub use template::Message;

use pieces::Pieces;
use std::path::Path;
use stoa_exact::{
	folder::Folder,
	gguf::{Gguf, GgufError, Value},
};
use stoa_primitives::Template;
use template::ChatTemplate;
use tokenizers::{
	AddedToken, Tokenizer,
	models::bpe::{BPE, Vocab},
};

/// Why text cannot be handled.
#[derive(Debug, thiserror::Error)]
pub enum TextError {
	/// The file is not sound or lacks something.
	#[error(transparent)]
	File(#[from] GgufError),
	/// A folder's files cannot be read.
	#[error("cannot use the tokeniser's folder: {0}")]
	Folder(String),
	/// The model's way of making tokens is not one that is known.
	#[error("the model's tokeniser is not supported: {0}")]
	Unsupported(String),
	/// The tokeniser's parts contradict each other.
	#[error("the model's tokeniser is not sound: {0}")]
	Tokeniser(String),
	/// There is no chat template.
	#[error("the model has no chat template: send the text raw")]
	NoTemplate,
	/// The chat template fails.
	#[error("the model's chat template fails: {0}")]
	Template(String),
}

/// What a token is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Role {
	/// A piece of text, in byte letters.
	Text,
	/// Steers the model; never part of the output.
	Control,
	/// A piece of text that is never split, as it is.
	Whole,
}

impl Role {
	fn from_number(number: i64) -> Self {
		match number {
			2 | 3 => Self::Control,
			4 => Self::Whole,
			_ => Self::Text,
		}
	}
}

/// The token of what cannot be spelled, in tokenisers that have one.
const UNKNOWN: &str = "<unk>";
/// Control tokens that end an answer, whatever the metadata says.
const END_NAMES: [&str; 5] =
	["<|im_end|>", "<|endoftext|>", "<|eot_id|>", "<|end_of_text|>", "</s>"];

/// What a tokeniser is made of.
pub(crate) struct Parts {
	pub pieces: Pieces,
	pub tokens: Vec<String>,
	pub roles: Vec<Role>,
	pub merges: Vec<String>,
	pub begin: Option<u32>,
	/// Tokens that end an answer, besides those of such a name.
	pub ends: Vec<u32>,
	pub template: Option<ChatTemplate>,
}

impl Parts {
	/// Those in an open model file.
	pub fn of_gguf(file: &Gguf) -> Result<Self, TextError> {
		let pieces = pieces(file)?;
		let tokens = file.texts("tokenizer.ggml.tokens")?.to_vec();
		let roles = roles(file, tokens.len())?;
		let merges = match pieces.is_sentencepiece() {
			true => sentencepiece::merges(&tokens, &roles, &scores(file)?)?,
			false => file.texts("tokenizer.ggml.merges")?.to_vec(),
		};
		let begins = flag(file, "tokenizer.ggml.add_bos_token", pieces.is_sentencepiece());
		let begin = begins.then(|| file.u32("tokenizer.ggml.bos_token_id")).transpose()?;
		let template = match file.value("tokenizer.chat_template") {
			Some(_) => Some(ChatTemplate::new(file, &tokens)?),
			None => None,
		};
		let ends = ends(file)?;
		Ok(Self { pieces, tokens, roles, merges, begin, ends, template })
	}
}

/// A model's tokeniser and chat template.
pub struct Text {
	tokenizer: Tokenizer,
	/// What each token adds to the output.
	bytes: Vec<Vec<u8>>,
	ends: Vec<u32>,
	/// Put before every text.
	begin: Option<u32>,
	template: Option<ChatTemplate>,
	hash: [u8; 32],
}

impl Text {
	/// Reads the tokeniser of a model file, or of a folder (or a safetensors file in one); its tensors are not
	/// touched.
	pub fn open(path: &Path) -> Result<Self, TextError> {
		match Folder::is_at(path) {
			true => Self::of(folder::read(&Folder::of(path))?),
			false => Self::from_gguf(&Gguf::open(path)?),
		}
	}

	/// Reads an open model file's tokeniser.
	pub fn from_gguf(file: &Gguf) -> Result<Self, TextError> {
		Self::of(Parts::of_gguf(file)?)
	}

	fn of(parts: Parts) -> Result<Self, TextError> {
		let tokenizer = tokenizer(&parts)?;
		let tokens = || parts.tokens.iter().zip(&parts.roles);
		let bytes = tokens().map(|(token, role)| match role {
			Role::Control => Vec::new(),
			Role::Whole => token.clone().into_bytes(),
			Role::Text => parts.pieces.bytes_of(token),
		});
		let bytes = bytes.collect();
		let ends_by_name = (0..).zip(tokens()).filter(|(_, (token, role))| {
			**role == Role::Control && END_NAMES.contains(&token.as_str())
		});
		let mut ends: Vec<u32> = ends_by_name.map(|(id, _)| id).chain(parts.ends).collect();
		ends.sort_unstable();
		ends.dedup();
		let identity = identity::Parts {
			model: parts.pieces.model(),
			pieces: parts.pieces.name(),
			tokens: &parts.tokens,
			roles: &parts.roles,
			merges: &parts.merges,
			begin: parts.begin,
			template: parts.template.as_ref().map(ChatTemplate::parts),
		};
		let hash = identity.hash();
		let (begin, template) = (parts.begin, parts.template);
		Ok(Self { tokenizer, bytes, ends, begin, template, hash })
	}

	/// The ids of a text. Control tokens that the text spells out become those tokens, as in llama.cpp.
	pub fn encode(&self, text: &str, template: Template) -> Result<Vec<u32>, TextError> {
		let under_template;
		let text: &str = match (template, &self.template) {
			(Template::Raw, _) => text,
			(Template::Chat, None) => return Err(TextError::NoTemplate),
			(Template::Chat, Some(template)) => {
				under_template = template.render(text)?;
				&under_template
			}
		};
		self.ids(text)
	}

	/// The ids of a conversation under the model's chat template, up to where the assistant begins.
	pub fn encode_chat(&self, messages: &[Message]) -> Result<Vec<u32>, TextError> {
		let template = self.template.as_ref().ok_or(TextError::NoTemplate)?;
		self.ids(&template.render_all(messages)?)
	}

	fn ids(&self, text: &str) -> Result<Vec<u32>, TextError> {
		let encoded = self
			.tokenizer
			.encode_fast(text, false)
			.map_err(|error| TextError::Tokeniser(error.to_string()))?;
		let begin = self.begin.filter(|begin| encoded.get_ids().first() != Some(begin));
		Ok(begin.into_iter().chain(encoded.get_ids().iter().copied()).collect())
	}

	/// How many tokens a text has: what a requester declares and pays for.
	pub fn count_tokens(&self, text: &str, template: Template) -> Result<u32, TextError> {
		Ok(self.encode(text, template)?.len() as u32)
	}

	/// Number of tokens that the model has.
	pub fn vocabulary(&self) -> u32 {
		self.bytes.len() as u32
	}

	/// What the tokeniser is known by: see [`identity`].
	pub fn hash(&self) -> &[u8; 32] {
		&self.hash
	}

	/// Tokens that end an answer.
	pub fn ends(&self) -> &[u32] {
		&self.ends
	}

	/// The text of a whole answer: bytes that are not UTF-8 become U+FFFD.
	pub fn decode(&self, ids: &[u32]) -> String {
		let mut decoder = self.decoder();
		let mut text: String = ids.iter().map(|id| decoder.push(*id)).collect();
		text.push_str(&decoder.finish());
		text
	}

	/// Decodes an answer while it grows.
	pub fn decoder(&self) -> Decoder<'_> {
		Decoder::new(&self.bytes)
	}
}

fn pieces(file: &Gguf) -> Result<Pieces, TextError> {
	let model = file.text("tokenizer.ggml.model")?;
	if model == "llama" {
		let prefix = flag(file, "tokenizer.ggml.add_space_prefix", true);
		return Ok(Pieces::SentencePiece { prefix });
	}
	let pieces = file.text("tokenizer.ggml.pre")?;
	let known = Pieces::named(pieces).filter(|pieces| pieces.model() == model);
	known.ok_or_else(|| TextError::Unsupported(format!("model '{model}', pieces '{pieces}'")))
}

fn flag(file: &Gguf, key: &str, default: bool) -> bool {
	match file.value(key) {
		Some(Value::Bool(set)) => *set,
		_ => default,
	}
}

fn scores(file: &Gguf) -> Result<Vec<f32>, TextError> {
	let key = "tokenizer.ggml.scores";
	match file.value(key) {
		Some(Value::Floats(bits)) => Ok(bits.iter().copied().map(f32::from_bits).collect()),
		_ => Err(GgufError::Metadata(key.into()).into()),
	}
}

fn roles(file: &Gguf, count: usize) -> Result<Vec<Role>, TextError> {
	let key = "tokenizer.ggml.token_type";
	if file.value(key).is_none() {
		return Ok(vec![Role::Text; count]);
	}
	let roles: Vec<Role> = file.integers(key)?.iter().copied().map(Role::from_number).collect();
	if roles.len() != count {
		return Err(TextError::Tokeniser("not every token has a type".into()));
	}
	Ok(roles)
}

fn ends(file: &Gguf) -> Result<Vec<u32>, TextError> {
	let mut ends = Vec::new();
	for key in ["tokenizer.ggml.eos_token_id", "tokenizer.ggml.eot_token_id"] {
		if file.value(key).is_some() {
			ends.push(file.u32(key)?);
		}
	}
	Ok(ends)
}

/// The library's tokeniser.
fn tokenizer(parts: &Parts) -> Result<Tokenizer, TextError> {
	let Parts { pieces, tokens, merges, roles, .. } = parts;
	let unsound = TextError::Tokeniser;
	let vocabulary = tokens.iter().zip(0u32..).map(|(token, id)| (token.clone(), id));
	let merges = merges
		.iter()
		.map(|merge| match merge.split_once(' ') {
			// A part may begin with a space of its own only in other tokenisers.
			Some((left, right)) => Ok((left.to_owned(), right.to_owned())),
			None => Err(unsound(format!("the merge '{merge}' has one part"))),
		})
		.collect::<Result<Vec<_>, _>>()?;
	let mut bpe = BPE::builder()
		.vocab_and_merges(vocabulary.collect::<Vocab>(), merges)
		.ignore_merges(pieces.keeps_tokens());
	if pieces.is_sentencepiece() {
		bpe = bpe.byte_fallback(true).fuse_unk(true).unk_token(UNKNOWN.into());
	}
	let mut tokenizer = Tokenizer::new(bpe.build().map_err(|error| unsound(error.to_string()))?);
	tokenizer.with_normalizer(pieces.normalizer()?);
	tokenizer.with_pre_tokenizer(pieces.cutter()?);
	let added = |wanted: Role| -> Vec<AddedToken> {
		let chosen = tokens.iter().zip(roles).filter(|(_, role)| **role == wanted);
		chosen.map(|(token, _)| AddedToken::from(token.clone(), true)).collect()
	};
	tokenizer.add_special_tokens(&added(Role::Control));
	tokenizer.add_special_tokens(&added(Role::Whole));
	Ok(tokenizer)
}
