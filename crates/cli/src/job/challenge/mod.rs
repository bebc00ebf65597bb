//! `stoa job challenge`: doubts an answer of class Exact on chain, and plays the game to its verdict.
//!
//! | module | subject |
//! | --- | --- |
//! | here | what is doubted, what that costs, what came of it |
//! | [`kept`] | what must not be lost: the salt, and what was shown |
//! | [`play`] | from where the challenge stands to what is done next |
//! | [`words`] | places of a trace, for people |

mod kept;
mod play;
mod words;

use super::{progress::Progress, question::Question};
use crate::{
	account,
	args::ChallengeArgs,
	context::Context,
	fail::{FAILED, Fail, REFUNDED},
	local::{self, busy},
	show,
};
use kept::Kept;
use play::{Ended, Play};
use serde_json::json;
use std::{
	io::{IsTerminal, Write},
	sync::Arc,
};
use stoa_client::{
	AccountId, Amount, At, Client,
	game::Doubt,
	keys,
	referee::{GameEnd, claim},
	search::token_ids,
	types::SubjectDetails,
};
use stoa_exact::{Claim, artefact::Artefact, trace::Execution};
use stoa_primitives::{Balance, JobId, VerificationClass};

/// Runs `stoa job challenge`.
pub async fn run(context: &Context, args: ChallengeArgs) -> Result<(), Fail> {
	let job = args.job;
	let signer = context.signer()?;
	let me = keys::account_of(&signer);
	let client = context.client().await?;
	let at = client.best().await?;
	let found = Kept::find(&client.genesis(), job, &me)?;
	if found.is_some() && !args.resume {
		return Err(Fail::refused(format!(
			"a challenge of job {job} was begun here: go on with `stoa job challenge {job} --resume`"
		)));
	}
	let artefact = local::artefact(&args.artefact).await?;
	let (kept, doubt) = match (found, args.resume) {
		(Some(kept), _) => {
			let doubt = resumed(context, &kept, &artefact).await?;
			(kept, doubt)
		}
		(None, true) => {
			return Err(Fail::refused(format!(
				"no challenge of job {job} by {me} was begun on this machine: leave --resume out"
			)));
		}
		(None, false) => begin(context, &client, &at, &args, &artefact, me).await?,
	};
	let bond = kept.bond();
	let mut progress = Progress::new(context);
	let play = Play::new(&client, &signer, &mut progress, kept, doubt);
	let ended = play.run().await;
	progress.stop();
	report(context, job, bond, ended?)
}

/// Everything up to the first transaction: computes the answer again, and refuses to doubt a right one.
async fn begin(
	context: &Context,
	client: &Client,
	at: &At,
	args: &ChallengeArgs,
	artefact: &Arc<Artefact>,
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
	let bond = at.challenge_bond(job, &me).await?;
	let bond = bond.ok_or_else(|| Fail::refused(format!("job {job} cannot be challenged now")))?;
	context.note("computing the answer again on this machine");
	let doubt = doubt(artefact, question, &claim).await?;
	let Some(doubt) = doubt else { return Err(right(job, bond)) };
	account::require(at, &me, bond, "the challenge's bond").await?;
	confirm(context, args, job, bond, &doubt)?;
	let kept = Kept::new(&client.genesis(), job, &me, bond, &claim, doubt.own())?;
	Ok((kept, doubt))
}

/// The doubt of a challenge that was begun before: its claim may be closed by now, but it was kept.
async fn resumed(context: &Context, kept: &Kept, artefact: &Arc<Artefact>) -> Result<Doubt, Fail> {
	context.note("computing the answer again on this machine");
	let (artefact, mine) = (artefact.clone(), kept.clone());
	let doubt = busy(move || {
		let own = mine.execute(artefact)?;
		Ok(Doubt::new(own, &mine.trace()))
	});
	doubt.await?.ok_or_else(|| {
		Fail::refused(
			"with this artefact the answer is right: give the one that the challenge began with",
		)
	})
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

/// What is wrong with an answer; nothing if it is right.
async fn doubt(
	artefact: &Arc<Artefact>,
	question: Question,
	claim: &Claim,
) -> Result<Option<Doubt>, Fail> {
	let malformed = || Fail::new(FAILED, "prompt or answer are not made of token ids");
	let prompt = token_ids(&question.prompt).ok_or_else(malformed)?;
	let output = token_ids(&question.output).ok_or_else(malformed)?;
	let (artefact, claim) = (artefact.clone(), claim.clone());
	busy(move || {
		let own =
			Execution::run(artefact, *claim.sampling(), &prompt, &output, claim.shape().ended());
		let own = own.map_err(|error| Fail::new(FAILED, error.to_string()))?;
		if own.claim().prompt() != claim.prompt() || own.claim().output() != claim.output() {
			return Err(Fail::new(
				FAILED,
				"the node shows another prompt or answer than is claimed",
			));
		}
		Ok(Doubt::new(own, claim.trace()))
	})
	.await
}

/// A challenge of a right answer only costs: no flag makes this program send one.
fn right(job: JobId, bond: Balance) -> Fail {
	Fail::refused(format!(
		"the answer of job {job} is right, to the bit: a challenge would fail and lose its bond of {}; nothing was \
		 sent",
		Amount(bond)
	))
}

fn confirm(
	context: &Context,
	args: &ChallengeArgs,
	job: JobId,
	bond: Balance,
	doubt: &Doubt,
) -> Result<(), Fail> {
	let what = match doubt.wrong_token() {
		Some(position) => {
			let prompt = doubt.own().claim().shape().prompt();
			let token = (position + 1).saturating_sub(prompt);
			format!("token {token} of the answer is not the one that its model chooses")
		}
		None => "the trace is not that of computing the answer".to_string(),
	};
	context.note(&format!("the answer of job {job} is false: {what}"));
	if args.yes {
		return Ok(());
	}
	let ask = format!(
		"Challenge it? {} are put on hold, come back with the verdict, and are lost if you stop before. [y/N] ",
		Amount(bond)
	);
	if context.json || !std::io::stdin().is_terminal() {
		return Err(Fail::refused(format!(
			"the challenge puts {} on hold: give --yes where nobody can be asked",
			Amount(bond)
		)));
	}
	let mut answer = String::new();
	let _ = write!(std::io::stderr(), "{ask}");
	let _ = std::io::stderr().flush();
	let read = std::io::stdin().read_line(&mut answer);
	if read.is_ok() && ["y", "yes"].contains(&answer.trim().to_lowercase().as_str()) {
		return Ok(());
	}
	Err(Fail::refused("not challenged: nothing was sent"))
}

/// Prints the verdict and turns it into the exit code.
fn report(context: &Context, job: JobId, bond: Balance, ended: Ended) -> Result<(), Fail> {
	let (word, text, code) = verdict(job, bond, &ended.end);
	context.print(
		&json!({
			"job": job,
			"game": ended.game,
			"verdict": word,
			"bond": bond.to_string(),
			"moves": ended.moves,
			"block": ended.block,
		}),
		|| text.clone(),
	);
	match code {
		None => Ok(()),
		Some(code) => Err(Fail::told(code, text)),
	}
}

fn verdict(job: JobId, bond: Balance, end: &GameEnd) -> (&'static str, String, Option<u8>) {
	match end {
		GameEnd::Won => (
			"won",
			format!(
				"won: the answer of job {job} is refuted, its executor is slashed, and your bond of {} is back (\
				 `stoa balance`)",
				Amount(bond)
			),
			None,
		),
		GameEnd::Lost(reason) => {
			let why = words::failure(reason);
			("lost", format!("lost: {why}; the bond of {} is gone", Amount(bond)), Some(FAILED))
		}
		GameEnd::Voided => (
			"voided",
			format!(
				"ended without anybody's fault: the claim of job {job} was closed otherwise, and your bond of {} is \
				 back",
				Amount(bond)
			),
			Some(REFUNDED),
		),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use stoa_client::types::Failure;
	use stoa_primitives::STOA;

	#[test]
	fn a_right_answer_is_not_challenged() {
		let fail = right(7, 3 * STOA);
		assert_eq!(fail.code, crate::fail::REFUSED);
		for part in ["to the bit", "3 STOA", "nothing was sent"] {
			assert!(fail.text.contains(part), "{part} in {}", fail.text);
		}
	}

	#[test]
	fn verdicts_have_exit_codes() {
		let code = |end| verdict(7, STOA, &end).2;
		assert_eq!(code(GameEnd::Won), None);
		assert_eq!(code(GameEnd::Lost(Failure::Consistent)), Some(FAILED));
		assert_eq!(code(GameEnd::Voided), Some(REFUNDED));
		assert!(verdict(7, STOA, &GameEnd::Lost(Failure::Silent)).1.contains("1 STOA"));
	}
}
