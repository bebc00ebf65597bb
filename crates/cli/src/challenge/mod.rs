//! Challenges of answers of class Exact: doubted on chain, and played to the verdict. What is doubted is a job's answer
//! ([`crate::job`]) or a receipt of a channel ([`crate::receipt`]).
//!
//! | module | subject |
//! | --- | --- |
//! | here | what that costs, what came of it |
//! | [`kept`] | what must not be lost: the salt, and what was shown |
//! | [`play`] | from where the challenge stands to what is done next |
//! | [`words`] | places of a trace, for people |

mod kept;
mod play;
mod words;

use crate::{
	account,
	context::Context,
	fail::{FAILED, Fail, REFUNDED},
	job::Progress,
	local::busy,
};
pub use kept::Kept;
use play::{Ended, Play};
use serde_json::json;
use std::sync::Arc;
use stoa_client::{AccountId, Amount, At, Client, Keypair, game::Doubt, referee::GameEnd};
use stoa_exact::{Claim, artefact::Artefact, trace::Execution};
use stoa_primitives::{Balance, SubjectKey};

/// What is challenged.
pub struct Doubted {
	/// The referee's name for it.
	pub subject: SubjectKey,
	/// For people, such as `the answer of job 7`.
	pub name: String,
	/// The command that began the challenge.
	pub again: String,
}

impl Doubted {
	/// The challenge of it that was begun on this machine, if there is one and `resume` asks for it.
	pub fn begun(
		&self,
		client: &Client,
		me: &AccountId,
		resume: bool,
	) -> Result<Option<Kept>, Fail> {
		match (Kept::find(&client.genesis(), &self.subject, me)?, resume) {
			(Some(_), false) => Err(Fail::refused(format!(
				"a challenge of {} was begun here: go on with `{} --resume`",
				self.name, self.again
			))),
			(None, true) => Err(Fail::refused(format!(
				"no challenge of {} by {me} was begun on this machine: leave --resume out",
				self.name
			))),
			(found, _) => Ok(found),
		}
	}

	/// What the challenge would put on hold, in planck.
	pub async fn bond(&self, at: &At, me: &AccountId) -> Result<Balance, Fail> {
		let bond = at.challenge_bond(self.subject, me).await?;
		bond.ok_or_else(|| Fail::refused(format!("{} cannot be challenged now", self.name)))
	}

	/// A challenge of what is right only costs: no flag makes this program send one.
	pub fn right(&self, bond: Option<Balance>) -> Fail {
		let bond = bond.map_or(String::new(), |bond| format!(" of {}", Amount(bond)));
		Fail::refused(format!(
			"{} is right, to the bit: a challenge would fail and lose its bond{bond}; nothing was sent",
			self.name
		))
	}
}

/// Computes an answer again; what is wrong with it, or nothing if it is right.
pub async fn doubt(
	context: &Context,
	artefact: &Arc<Artefact>,
	prompt: Vec<u32>,
	output: Vec<u32>,
	claim: &Claim,
) -> Result<Option<Doubt>, Fail> {
	context.note("computing the answer again on this machine");
	let (artefact, claim) = (artefact.clone(), claim.clone());
	busy(move || {
		let own =
			Execution::run(artefact, *claim.sampling(), &prompt, &output, claim.shape().ended());
		let own = own.map_err(|error| Fail::new(FAILED, error.to_string()))?;
		if own.claim().prompt() != claim.prompt() || own.claim().output() != claim.output() {
			return Err(Fail::new(FAILED, "prompt or answer are not those that are claimed"));
		}
		Ok(Doubt::new(own, claim.trace()))
	})
	.await
}

/// The doubt of a challenge that was begun before: its claim may be closed by now, but it was kept.
pub async fn resumed(
	context: &Context,
	kept: &Kept,
	artefact: &Arc<Artefact>,
) -> Result<Doubt, Fail> {
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

/// Asks for the bond, and makes what the challenge needs. Nothing is sent.
pub async fn stake(
	context: &Context,
	client: &Client,
	doubted: &Doubted,
	(me, bond): (&AccountId, Balance),
	(claim, doubt): (&Claim, &Doubt),
	yes: bool,
) -> Result<Kept, Fail> {
	account::require(&client.best().await?, me, bond, "the challenge's bond").await?;
	let what = match doubt.wrong_token() {
		Some(position) => {
			let prompt = doubt.own().claim().shape().prompt();
			let token = (position + 1).saturating_sub(prompt);
			format!("token {token} of the answer is not the one that its model chooses")
		}
		None => "the trace is not that of computing the answer".to_string(),
	};
	context.note(&format!("{} is false: {what}", doubted.name));
	let question = format!(
		"Challenge it? {} are put on hold, come back with the verdict, and are lost if you stop before.",
		Amount(bond)
	);
	context.confirm(&question, yes, "not challenged: no bond was put on hold")?;
	Kept::new(&client.genesis(), &doubted.subject, me, bond, claim, doubt.own())
}

/// Plays to the verdict, prints it, and turns it into the exit code.
pub async fn play(
	context: &Context,
	client: &Client,
	signer: &Keypair,
	doubted: &Doubted,
	(kept, doubt): (Kept, Doubt),
) -> Result<(), Fail> {
	let bond = kept.bond();
	let mut progress = Progress::new(context);
	let play = Play::new(client, signer, &mut progress, doubted, kept, doubt);
	let ended = play.run().await;
	progress.stop();
	report(context, doubted, bond, ended?)
}

fn report(context: &Context, doubted: &Doubted, bond: Balance, ended: Ended) -> Result<(), Fail> {
	let (word, text, code) = verdict(&doubted.name, bond, &ended.end);
	let mut json = json!({
		"game": ended.game,
		"verdict": word,
		"bond": bond.to_string(),
		"moves": ended.moves,
		"block": ended.block,
	});
	match doubted.subject {
		SubjectKey::Job(job) => json["job"] = job.into(),
		SubjectKey::Receipt(hash) => json["receipt"] = crate::show::hash(&hash).into(),
	}
	context.print(&json, || text.clone());
	match code {
		None => Ok(()),
		Some(code) => Err(Fail::told(code, text)),
	}
}

fn verdict(name: &str, bond: Balance, end: &GameEnd) -> (&'static str, String, Option<u8>) {
	match end {
		GameEnd::Won => (
			"won",
			format!(
				"won: {name} is refuted, its provider is slashed, and your bond of {} is back (`stoa balance`)",
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
				"ended without anybody's fault: the claim behind {name} was closed otherwise, and your bond of {} \
				 is back",
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
		let doubted = Doubted {
			subject: SubjectKey::Job(7),
			name: "the answer of job 7".to_string(),
			again: String::new(),
		};
		let fail = doubted.right(Some(3 * STOA));
		assert_eq!(fail.code, crate::fail::REFUSED);
		for part in ["job 7", "to the bit", "3 STOA", "nothing was sent"] {
			assert!(fail.text.contains(part), "{part} in {}", fail.text);
		}
	}

	#[test]
	fn verdicts_have_exit_codes() {
		let code = |end| verdict("it", STOA, &end).2;
		assert_eq!(code(GameEnd::Won), None);
		assert_eq!(code(GameEnd::Lost(Failure::Consistent)), Some(FAILED));
		assert_eq!(code(GameEnd::Voided), Some(REFUNDED));
		assert!(verdict("it", STOA, &GameEnd::Lost(Failure::Silent)).1.contains("1 STOA"));
	}
}
