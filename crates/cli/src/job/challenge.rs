//! `stoa job challenge`: doubts an answer of class Exact on chain, and plays the game to its verdict.

use super::question::Question;
use crate::{
	args::ChallengeArgs,
	challenge::{self, Doubted, Kept},
	context::Context,
	fail::{FAILED, Fail},
	local, show,
};
use std::sync::Arc;
use stoa_client::{
	AccountId, At, Client, game::Doubt, keys, referee::claim, search::token_ids,
	types::SubjectDetails,
};
use stoa_exact::{Claim, artefact::Artefact};
use stoa_primitives::{JobId, SubjectKey, VerificationClass};

/// Runs `stoa job challenge`.
pub async fn run(context: &Context, args: ChallengeArgs) -> Result<(), Fail> {
	let job = args.job;
	let doubted = Doubted {
		subject: SubjectKey::Job(job),
		name: format!("the answer of job {job}"),
		again: format!("stoa job challenge {job}"),
	};
	let signer = context.signer()?;
	let me = keys::account_of(&signer);
	let client = context.client().await?;
	let at = client.best().await?;
	let begun = doubted.begun(&client, &me, args.resume)?;
	let artefact = local::artefact(&args.artefact).await?;
	let challenge = match begun {
		Some(kept) => {
			let doubt = challenge::resumed(context, &kept, &artefact).await?;
			(kept, doubt)
		}
		None => begin(context, (&client, &at), &args, &artefact, &doubted, me).await?,
	};
	challenge::play(context, &client, &signer, &doubted, challenge).await
}

/// Everything up to the first transaction: computes the answer again, and refuses to doubt a right one.
async fn begin(
	context: &Context,
	(client, at): (&Client, &At),
	args: &ChallengeArgs,
	artefact: &Arc<Artefact>,
	doubted: &Doubted,
	me: AccountId,
) -> Result<(Kept, Doubt), Fail> {
	let job = args.job;
	let subject = at.subject(job).await?;
	let Some(subject) = subject else { return Err(not_open(client, job).await) };
	if subject.defender == me {
		return Err(Fail::refused("this answer is your own: nobody challenges himself"));
	}
	let claim = claimed(&subject)?;
	fits(artefact, &claim, args)?;
	let question = Question::of(client, job).await?;
	let bond = doubted.bond(at, &me).await?;
	let malformed = || Fail::new(FAILED, "prompt or answer are not made of token ids");
	let prompt = token_ids(&question.prompt).ok_or_else(malformed)?;
	let output = token_ids(&question.output).ok_or_else(malformed)?;
	let doubt = challenge::doubt(context, artefact, prompt, output, &claim).await?;
	let Some(doubt) = doubt else { return Err(doubted.right(Some(bond))) };
	let kept =
		challenge::stake(context, client, doubted, (&me, bond), (&claim, &doubt), args.yes).await?;
	Ok((kept, doubt))
}

/// Why there is no claim to challenge.
async fn not_open(client: &Client, job: JobId) -> Fail {
	let details = match super::running(client, job).await {
		Ok(details) => details,
		Err(fail) => return fail,
	};
	if details.exact.is_none() {
		return Fail::refused(format!(
			"job {job} is of class {}: doubt it with `stoa job escalate {job}`",
			show::class(VerificationClass::Replicated)
		));
	}
	Fail::refused(format!(
		"job {job} cannot be challenged yet ({}): wait until traces are revealed (`stoa job watch {job}`)",
		show::state(&details).1
	))
}

fn claimed(subject: &SubjectDetails) -> Result<Claim, Fail> {
	claim(&subject.claim)
		.ok_or_else(|| super::unexpected("the referee speaks of a claim that is none here"))
}

fn fits(artefact: &Artefact, claim: &Claim, args: &ChallengeArgs) -> Result<(), Fail> {
	if artefact.header() == claim.header() {
		return Ok(());
	}
	Err(Fail::refused(format!(
		"{} is not the artefact of the release that answered job {}: fetch that one",
		args.artefact.display(),
		args.job
	)))
}
