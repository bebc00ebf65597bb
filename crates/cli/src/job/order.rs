//! `stoa job submit`: from a prompt to an order that the chain accepts, with everything refused here that
//! the chain would refuse.

use super::{
	follow::{Follow, unfinished},
	ids,
	report::{self, Ordered},
	running, sampling,
	terms::{feasible, fee, only_the_cheaper},
	whose::Whose,
};
use crate::{
	account,
	args::{AssuranceArg, SubmitArgs, TemplateArg, UntilArg},
	context::Context,
	fail::{FAILED, Fail, UNFINISHED},
	find::{self, Found},
	local::{Reader, unreadable},
	model::hash_file,
	show,
	vault::{Secret, Vault},
};
use std::{io::Read, path::Path, sync::Arc};
use stoa_client::{
	Amount, At, Client, Included, Keypair, calls,
	calls::Order,
	keys,
	sealed::{self, OpeningKey},
	types::{JobDetails, Quote},
};
use stoa_primitives::{
	Assurance, Balance, Generation, InlineBytes, JobId, JobSubject, MAX_CONTENT_BYTES,
	MAX_INLINE_BYTES, Prompt, PromptKind, Sampling, Template, VerificationClass, payload,
};
use stoa_text::Text;

/// Tokens that a chat template may add to a message: its role marks and a default system prompt.
const TEMPLATE_TOKENS: u32 = 64;
/// Executors of a committee if nothing else is asked for.
const EXECUTORS: u8 = 3;

/// An order without its price.
pub struct Draft {
	/// The prompt.
	pub prompt: Prompt,
	/// What the executor makes of it.
	pub template: Template,
	/// What only the requester knows, if the prompt does not travel along.
	pub secret: Option<Secret>,
	/// To which the answer is sealed.
	pub reply_key: Option<[u8; 32]>,
	/// What turns an answer of token ids into text.
	pub text: Option<Arc<Text>>,
}

/// Runs `stoa job submit`.
pub async fn submit(context: &Context, args: SubmitArgs) -> Result<(), Fail> {
	let content = content(&args)?;
	// What can be refused without asking anybody.
	replicated(args.executors, args.quorum)?;
	let sampling = sampling::sampling(&args.sampling)?;
	let signer = context.signer()?;
	let client = context.client().await?;
	let at = client.best().await?;
	let found = find::release(&at, &args.model).await?;
	let assurance = assurance(&args, &found)?;
	sampling::offered(&sampling, assurance, &found.name)?;
	let draft = match assurance {
		Assurance::Exact => ids::draft(&at, &args, &found, &content).await?,
		Assurance::Replicated { .. } => draft(context, &args, &found, &content)?,
	};
	let quote = quote(&at, &found, draft.prompt.tokens, &args, assurance).await?;
	let max_fee = fee(&quote, args.max_fee)?;
	if let Some(note) = only_the_cheaper(&quote, max_fee, args.max_fee) {
		context.note(&note);
	}
	if assurance == Assurance::Exact && quote.auditors == 0 {
		context.note(&format!(
			"only {} providers serve this model: nobody will be drawn to audit the answer",
			quote.servers
		));
	}
	feasible(&at, &args, found.id, &quote, assurance).await?;
	let needed = max_fee.saturating_add(quote.record_deposit);
	let what = format!(
		"the job ({} at most, and {} that come back with its record)",
		Amount(max_fee),
		Amount(quote.record_deposit)
	);
	account::require(&at, &keys::account_of(&signer), needed, &what).await?;
	if let Some(words) = sampling::words(&sampling) {
		context.note(&format!("chosen by {words}"));
	}
	let order = order(&args, &draft, &found, assurance, sampling, max_fee);
	send(context, &args, &client, signer, order, draft, found).await
}

async fn send(
	context: &Context,
	args: &SubmitArgs,
	client: &Client,
	signer: Keypair,
	order: Order,
	draft: Draft,
	found: Found,
) -> Result<(), Fail> {
	let vault = Vault::of(&client.genesis());
	let Draft { secret, text, .. } = draft;
	let (commitment, max_fee) = (order.prompt.commitment, order.max_fee);
	let whose = Whose { requester: keys::account_of(&signer), prompt: commitment };
	if let Some(secret) = &secret {
		vault.keep(&commitment, secret)?;
	}
	let sent = match client.submit(&signer, &calls::submit_job(order)).await {
		Ok(sent) => sent.in_best_block().await,
		Err(error) => Err(error),
	};
	let included = sent.inspect_err(|error| {
		// Refused for sure: nobody will ask for the prompt. Otherwise the job may exist.
		if matches!(error, stoa_client::Error::Refused { .. }) {
			vault.forget(&commitment);
		}
	})?;
	let (job, deadline) = included.submitted_job().ok_or_else(|| {
		Fail::new(UNFINISHED, "the chain did not say which job was submitted: see `stoa job list`")
	})?;
	if args.no_wait {
		if secret.is_some() {
			context.note(&format!(
				"the prompt is not with the executors yet: run `stoa job watch {job}` to deliver it"
			));
		}
		report::ordered(context, job, included.block.number, deadline, max_fee);
		return Ok(());
	}
	let (job, details) =
		on_chain(client, whose, job, &included).await.map_err(|fail| unfinished(fail, job))?;
	let ordered = Ordered { model: Some(found.name), ..Ordered::of(&details) };
	let reader = text.map(Reader::new).unwrap_or_default();
	let follow = Follow::new(context, client, job, whose, Some(signer), secret);
	let follow = follow.reading(reader.clone()).until_answer(args.until == UntilArg::Answer);
	let ending = follow.run().await?;
	super::finish(context, &vault, &details, ordered, ending, &reader)
}

/// The job as the best chain has it now: a fork may have given it another number since it was included.
async fn on_chain(
	client: &Client,
	whose: Whose,
	job: JobId,
	included: &Included,
) -> Result<(JobId, JobDetails), Fail> {
	let job = whose.wait(client, job, included.valid_until).await?.ok_or_else(|| {
		Fail::new(UNFINISHED, "a fork took the job back: see `stoa balance` and `stoa job list`")
	})?;
	Ok((job, running(client, job).await?))
}

/// The prompt's bytes.
fn content(args: &SubmitArgs) -> Result<Vec<u8>, Fail> {
	let content = match (&args.prompt, &args.prompt_file) {
		(Some(prompt), _) => prompt.clone().into_bytes(),
		(None, Some(path)) => read(path)?,
		(None, None) => Vec::new(),
	};
	checked(content)
}

fn read(path: &Path) -> Result<Vec<u8>, Fail> {
	let unreadable = |error: std::io::Error| unreadable(path, &error);
	// One byte more than allowed, so that an endless input ends here.
	let limit = u64::from(MAX_CONTENT_BYTES) + 1;
	let mut content = Vec::new();
	if path == Path::new("-") {
		std::io::stdin().take(limit).read_to_end(&mut content).map_err(unreadable)?;
	} else {
		let file = std::fs::File::open(path).map_err(unreadable)?;
		file.take(limit).read_to_end(&mut content).map_err(unreadable)?;
	}
	Ok(content)
}

fn checked(content: Vec<u8>) -> Result<Vec<u8>, Fail> {
	if content.is_empty() {
		return Err(Fail::refused("the prompt is empty: give one"));
	}
	if content.len() > MAX_CONTENT_BYTES as usize {
		return Err(Fail::refused(format!(
			"the prompt is longer than {MAX_CONTENT_BYTES} bytes: shorten it"
		)));
	}
	if std::str::from_utf8(&content).is_err() {
		return Err(Fail::refused("the prompt is not UTF-8 text: convert it"));
	}
	Ok(content)
}

/// What was asked for, which must be what the release offers.
fn assurance(args: &SubmitArgs, found: &Found) -> Result<Assurance, Fail> {
	let class = found.release.class.0;
	let offered = match class {
		VerificationClass::Exact => AssuranceArg::Exact,
		VerificationClass::Replicated => AssuranceArg::Replicated,
		VerificationClass::Tolerant | VerificationClass::Attested => {
			return Err(Fail::refused(format!(
				"this program does not know how to order answers of class {}: use a newer one",
				show::class(class)
			)));
		}
	};
	if args.assurance.is_some_and(|asked| asked != offered) {
		return Err(Fail::refused(format!(
			"{} (release {}) is of class {}: leave --assurance out, or choose another model (`stoa model list`)",
			found.name,
			found.id,
			show::class(class)
		)));
	}
	if offered == AssuranceArg::Replicated {
		return replicated(args.executors, args.quorum);
	}
	if args.executors.is_some() || args.quorum.is_some() {
		return Err(Fail::refused(
			"an answer of class Exact has one executor, and auditors by lot: leave --executors and --quorum out",
		));
	}
	Ok(Assurance::Exact)
}

fn replicated(executors: Option<u8>, quorum: Option<u8>) -> Result<Assurance, Fail> {
	let executors = executors.unwrap_or(EXECUTORS);
	let quorum = quorum.unwrap_or(executors / 2 + 1);
	let sound = (2..=7).contains(&executors) && quorum <= executors && quorum > executors / 2;
	if !sound {
		return Err(Fail::refused(format!(
			"{executors} executors with a quorum of {quorum} cannot be had: a committee has 2 to 7 \
			 executors, and its quorum is more than half of them"
		)));
	}
	Ok(Assurance::Replicated { executors, quorum })
}

/// What the executor is to make of the prompt.
pub fn template(template: TemplateArg) -> Template {
	match template {
		TemplateArg::Chat => Template::Chat,
		TemplateArg::Raw => Template::Raw,
	}
}

/// How many tokens the prompt is declared with: exactly as executors count with the model's file, else an
/// upper bound, since an executor that counts more declines.
fn tokens(
	context: &Context,
	args: &SubmitArgs,
	found: &Found,
	content: &[u8],
) -> Result<u32, Fail> {
	let Some(path) = &args.tokenizer.tokenizer else {
		let bound = upper_bound(content.len(), args.template);
		context.note(&format!(
			"counted as at most {bound} tokens; with --tokenizer FILE they are counted exactly, which can cost \
			 less"
		));
		return Ok(bound);
	};
	let (hash, _) = hash_file(path, context.json)?;
	if hash != found.release.artefact.hash {
		return Err(Fail::refused(format!(
			"{} is not the file of release {} ({}): fetch that one, or leave --tokenizer out",
			path.display(),
			found.id,
			show::hash(&found.release.artefact.hash)
		)));
	}
	let failed =
		|error: stoa_text::TextError| Fail::new(FAILED, format!("{}: {error}", path.display()));
	let text = Text::open(path).map_err(failed)?;
	text.count_tokens(&String::from_utf8_lossy(content), template(args.template)).map_err(failed)
}

/// A byte-level tokeniser makes at most one token of a byte.
fn upper_bound(bytes: usize, template: TemplateArg) -> u32 {
	let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
	match template {
		// A tokeniser may put one mark before a text.
		TemplateArg::Raw => bytes.saturating_add(1),
		TemplateArg::Chat => bytes.saturating_add(TEMPLATE_TOKENS),
	}
}

async fn quote(
	at: &At,
	found: &Found,
	tokens: u32,
	args: &SubmitArgs,
	assurance: Assurance,
) -> Result<Quote, Fail> {
	let at_risk = args.value_at_risk.map(|amount| amount.0);
	match at.quote(found.id, tokens, args.max_new_tokens, assurance, at_risk).await? {
		Ok(quote) => Ok(quote),
		Err(refusal) => {
			let servers = at.servers(found.id).await?.len();
			Err(show::refusal(&refusal, found.id, servers, found.release.context_tokens))
		}
	}
}

/// A text as it is, or its commitment alone if it is private or long.
fn draft(
	context: &Context,
	args: &SubmitArgs,
	found: &Found,
	content: &[u8],
) -> Result<Draft, Fail> {
	let tokens = tokens(context, args, found, content)?;
	let reply = args.private.then(OpeningKey::generate);
	let salt = if args.private { sealed::random_salt()? } else { payload::ZERO_SALT };
	let inline = !args.private && content.len() <= MAX_INLINE_BYTES as usize;
	let prompt = Prompt {
		kind: PromptKind::Text,
		commitment: payload::prompt_commitment(&salt, content),
		bytes: u32::try_from(content.len()).unwrap_or(u32::MAX),
		tokens,
		inline: if inline { InlineBytes::try_from(content.to_vec()).ok() } else { None },
	};
	Ok(Draft {
		prompt,
		template: template(args.template),
		secret: (!inline).then(|| Secret::new(content, &salt, reply.as_ref())),
		reply_key: reply.map(|key| key.public()),
		text: None,
	})
}

fn order(
	args: &SubmitArgs,
	draft: &Draft,
	found: &Found,
	assurance: Assurance,
	sampling: Sampling,
	max_fee: Balance,
) -> Order {
	Order {
		subject: JobSubject::Model(found.id),
		prompt: draft.prompt.clone(),
		generation: Generation {
			max_new_tokens: args.max_new_tokens,
			sampling,
			template: draft.template,
		},
		assurance,
		reply_key: draft.reply_key,
		max_fee,
		value_at_risk: args.value_at_risk.map(|amount| amount.0),
		timeout_blocks: args.timeout_blocks,
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn committees_are_checked_before_anything_is_sent() {
		let committee = |executors, quorum| Assurance::Replicated { executors, quorum };
		assert_eq!(replicated(None, None), Ok(committee(3, 2)));
		assert_eq!(replicated(Some(4), None), Ok(committee(4, 3)));
		assert_eq!(replicated(Some(2), Some(2)), Ok(committee(2, 2)));
		for (executors, quorum) in [(1, None), (8, None), (3, Some(1)), (3, Some(4)), (4, Some(2))]
		{
			let fail = replicated(Some(executors), quorum).unwrap_err();
			assert!(fail.text.contains("more than half"));
		}
	}

	#[test]
	fn prompts_are_checked() {
		assert!(checked(vec![]).unwrap_err().text.contains("empty"));
		assert!(checked(vec![b'a'; 65_537]).unwrap_err().text.contains("65536"));
		assert!(checked(vec![0xff]).unwrap_err().text.contains("UTF-8"));
		assert!(checked(vec![b'a'; 65_536]).is_ok());
		assert!(read(Path::new("/no/such")).unwrap_err().text.contains("/no/such"));
	}

	#[test]
	fn the_bound_leaves_room_for_the_template() {
		assert_eq!(upper_bound(10, TemplateArg::Raw), 11);
		assert_eq!(upper_bound(10, TemplateArg::Chat), 10 + TEMPLATE_TOKENS);
	}
}
