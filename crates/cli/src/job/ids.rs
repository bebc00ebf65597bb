//! Prompts of class Exact: tokenised here, public, short, and in the extrinsic, so that nothing can be
//! withheld and a step of a game can open one token.

use super::order::{Draft, template};
use crate::{
	args::SubmitArgs,
	fail::{FAILED, Fail},
	find::Found,
	local, show,
};
use std::{path::Path, sync::Arc};
use stoa_client::{At, search::token_bytes};
use stoa_exact::{Blake2, shape::tokens_root};
use stoa_primitives::{
	InlineBytes, MAX_INLINE_BYTES, Prompt, PromptKind, Template,
	payload::{ZERO_SALT, prompt_commitment_of},
};
use stoa_text::Text;

/// Most tokens of a prompt, and of an answer.
const MAX_TOKENS: u32 = MAX_INLINE_BYTES / 4;

/// A prompt as token ids, for a release of class Exact.
pub async fn draft(
	at: &At,
	args: &SubmitArgs,
	found: &Found,
	content: &[u8],
) -> Result<Draft, Fail> {
	allowed(args)?;
	let header = local::header(at, found.id).await?;
	let Some(path) = &args.tokenizer.tokenizer else { return Err(missing(at, found).await?) };
	let text = local::tokenizer(path, found.id, &header)?;
	let ids = ids(&text, path, content, template(args.template))?;
	Ok(Draft {
		prompt: prompt(&ids),
		template: Template::Raw,
		secret: None,
		reply_key: None,
		text: Some(Arc::new(text)),
	})
}

/// Refuses what the class does not offer.
fn allowed(args: &SubmitArgs) -> Result<(), Fail> {
	if args.private {
		return Err(Fail::refused(
			"prompts and answers of class Exact are public: leave --private out, or choose a model of class \
			 Replicated (`stoa model list`)",
		));
	}
	if args.max_new_tokens > MAX_TOKENS {
		return Err(Fail::refused(format!(
			"an answer of class Exact has at most {MAX_TOKENS} tokens: lower --max-new-tokens"
		)));
	}
	Ok(())
}

/// Says where the tokenizer is to be had.
async fn missing(at: &At, found: &Found) -> Result<Fail, Fail> {
	let listing = at.listing(found.release.listing).await?;
	let uri = listing.map(|listing| show::text(&listing.metadata.uri)).unwrap_or_default();
	Ok(no_tokenizer(found, &uri))
}

fn no_tokenizer(found: &Found, uri: &str) -> Fail {
	let from = match uri {
		"" => "ask its publisher for it".to_string(),
		uri => format!("see {uri}"),
	};
	Fail::refused(format!(
		"{} (release {}) is of class Exact, which takes token ids: give --tokenizer MODEL.gguf, the file that the \
		 model was made from ({from}; for the model of `scripts/run-dev`, `scripts/fetch-model` prints its \
		 path)",
		found.name, found.id
	))
}

fn ids(text: &Text, path: &Path, content: &[u8], template: Template) -> Result<Vec<u32>, Fail> {
	let ids = text.encode(&String::from_utf8_lossy(content), template);
	let ids = ids.map_err(|error| Fail::new(FAILED, format!("{}: {error}", path.display())))?;
	match u32::try_from(ids.len()).unwrap_or(u32::MAX) {
		0 => Err(Fail::refused("the prompt has no tokens: give one")),
		count if count > MAX_TOKENS => Err(Fail::refused(format!(
			"the prompt has {count} tokens with its template, and class Exact takes {MAX_TOKENS}: shorten it, or \
			 choose a model of class Replicated (`stoa model list`)"
		))),
		_ => Ok(ids),
	}
}

/// The prompt as the chain takes it.
fn prompt(ids: &[u32]) -> Prompt {
	let content = token_bytes(ids);
	Prompt {
		kind: PromptKind::TokenIds,
		commitment: prompt_commitment_of(&ZERO_SALT, &tokens_root::<Blake2>(ids)),
		bytes: content.len() as u32,
		tokens: ids.len() as u32,
		inline: InlineBytes::try_from(content).ok(),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		args::{Args, Command, JobCommand},
		local::tiny_path,
	};
	use clap::Parser;

	fn submitting(more: &[&str]) -> SubmitArgs {
		let line = ["stoa", "job", "submit", "--model", "m", "hello"];
		match Args::try_parse_from(line.iter().chain(more))
			.unwrap_or_else(|e| panic!("{e}"))
			.command
		{
			Command::Job { command: JobCommand::Submit(args) } => args,
			_ => panic!("it is an order"),
		}
	}

	#[test]
	fn what_the_class_does_not_offer_is_refused() {
		assert_eq!(allowed(&submitting(&["--max-new-tokens", "256"])), Ok(()));
		let fail = allowed(&submitting(&["--private"])).unwrap_err();
		assert!(fail.text.contains("public") && fail.text.contains("Replicated"), "{}", fail.text);
		let fail = allowed(&submitting(&["--max-new-tokens", "257"])).unwrap_err();
		assert!(fail.text.contains("256"), "{}", fail.text);
	}

	#[test]
	fn a_prompt_is_counted_with_its_template() {
		let text = Text::open(&tiny_path()).unwrap();
		let ids = |content: &[u8], template| ids(&text, &tiny_path(), content, template);
		let (raw, chat) = (ids(b"hello", Template::Raw), ids(b"hello", Template::Chat));
		assert!(chat.unwrap().len() > raw.unwrap().len());
		let fail = ids(&[b'7'; 257], Template::Raw).unwrap_err();
		assert!(fail.text.contains("257 tokens") && fail.text.contains("256"), "{}", fail.text);
		assert_eq!(ids(&[b'7'; 256], Template::Raw).map(|ids| ids.len()), Ok(256));
		assert!(ids(b"", Template::Raw).is_err());
	}

	#[test]
	fn the_chain_finds_the_commitment_in_the_content() {
		let prompt = prompt(&[1, 9_690, 198]);
		assert_eq!((prompt.bytes, prompt.tokens, prompt.kind), (12, 3, PromptKind::TokenIds));
		let inline = prompt.inline.unwrap();
		assert_eq!(&inline[4..8], 9_690u32.to_le_bytes());
		let ids = stoa_client::search::token_ids(&inline).unwrap();
		let root = tokens_root::<Blake2>(&ids);
		assert_eq!(prompt.commitment, prompt_commitment_of(&ZERO_SALT, &root));
	}

	#[test]
	fn where_the_tokenizer_is_is_said() {
		use stoa_client::types::{Artefact, ArtefactFormat, ReleaseDetails, Static};
		use stoa_primitives::{TokenPrice, VerificationClass};
		let release = ReleaseDetails {
			listing: 2,
			artefact: Artefact { hash: [0; 32], bytes: 1, format: ArtefactFormat::Exact },
			engine: [0; 32],
			class: Static(VerificationClass::Exact),
			licence: vec![],
			context_tokens: 512,
			price: Static(TokenPrice::default()),
			parents: vec![],
			depth: 0,
			deposit: 0,
			exact: None,
			retired_at: None,
		};
		let found = Found { id: 4, release, name: "smollm2".into() };
		let text = no_tokenizer(&found, "https://example.org/m").text;
		for part in ["smollm2", "release 4", "--tokenizer", "https://example.org/m", "fetch-model"]
		{
			assert!(text.contains(part), "{part} in {text}");
		}
		assert!(no_tokenizer(&found, "").text.contains("publisher"));
	}
}
