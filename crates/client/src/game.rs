//! A game about an answer of class Exact, from either side: from what was shown to the next move.
//!
//! Pure: nothing here asks the chain. What was shown is in the `Answered` events of a game, in their order;
//! where it stands is in its details. Both are enough to go on after any interruption, so that nothing of a
//! game need be kept.
//!
//! ```no_run
//! # use stoa_client::game::{Doubt, Shown, Turn};
//! # fn f(own: stoa_exact::trace::Execution, claimed: [u8; 32], shown: &[Shown], now: stoa_exact::game::Standing) {
//! // `own`: the prompt and the output that the provider claims, executed here.
//! let Some(mut doubt) = Doubt::new(own, &claimed) else { return }; // the provider is right
//! match doubt.turn(shown, &now) {
//!     Turn::Choose { choice, proof } => { /* `referee.choose` */ }
//!     Turn::Prove(proof) => { /* `referee.prove` */ }
//!     Turn::Wait => { /* for the provider; it loses if it is silent */ }
//!     Turn::Concede | Turn::Missing => {}
//! }
//! # }
//! ```

use stoa_exact::{
	Hash,
	game::Standing,
	trace::{self, Challenger, Execution, Move},
};

/// What a provider has shown in a game.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shown {
	/// Where the game stood afterwards.
	pub standing: Standing,
	/// What was shown.
	pub answer: Vec<u8>,
}

/// What a challenger does now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Turn {
	/// Nothing: the provider has to show something.
	Wait,
	/// Goes into a child.
	Choose {
		/// The child.
		choice: u32,
		/// Its hash and the way to the node's.
		proof: Vec<u8>,
	},
	/// Ends the game with a step that does not follow.
	Prove(Vec<u8>),
	/// Nothing can be shown: all that the provider has shown is right.
	Concede,
	/// What was shown last is not among what is known.
	Missing,
}

/// A doubt about a provider's answer, with what it takes to play it out.
pub struct Doubt {
	challenger: Challenger,
	/// The proof that a written token is not the one that was chosen: it needs no game.
	at_once: Option<Vec<u8>>,
}

impl Doubt {
	/// Of the prompt and output that a provider claims, executed again, and the root of the trace that it
	/// claims. None if it is right.
	pub fn new(own: Execution, claimed: &Hash) -> Option<Self> {
		let same = own.trace().root() == *claimed;
		let challenger = Challenger::new(own);
		let at_once = if same { challenger.wrong_token() } else { None };
		(!same || at_once.is_some()).then_some(Self { challenger, at_once })
	}

	/// Of somebody to whom the provider has served its cell hashes.
	pub fn served(challenger: Challenger) -> Self {
		Self { challenger, at_once: None }
	}

	/// The own execution.
	pub fn own(&self) -> &Execution {
		self.challenger.own()
	}

	/// The position from which on no token was chosen as it was written; none if the trace differs before
	/// anything can be said of the tokens.
	pub fn wrong_token(&self) -> Option<u32> {
		self.at_once.as_ref().and_then(|_| self.own().wrong_token())
	}

	/// What is to be done where the game stands `now`, after all that was `shown` in it, in this order.
	pub fn turn(&mut self, shown: &[Shown], now: &Standing) -> Turn {
		if let Some(proof) = &self.at_once {
			return Turn::Prove(proof.clone());
		}
		if now.awaits_provider() {
			return Turn::Wait;
		}
		self.challenger.restart();
		let mut last = None;
		for Shown { standing, answer } in shown {
			last = Some((standing, self.challenger.next(standing, answer)));
		}
		let next = match last {
			Some((standing, next)) if standing == now => next,
			// Nothing is shown where only the proof is left.
			_ if matches!(now.node(), stoa_exact::game::Node::Proof { .. }) => {
				self.challenger.next(now, &[])
			}
			_ => return Turn::Missing,
		};
		match next {
			Move::Choose { choice, proof } => Turn::Choose { choice, proof },
			Move::Prove(proof) => Turn::Prove(proof),
			Move::Concede => Turn::Concede,
		}
	}
}

/// What the provider of `own` has to show where a game stands; none if it is not its turn.
pub fn defence(own: &Execution, now: &Standing) -> Option<Vec<u8>> {
	now.awaits_provider().then(|| trace::answer(own, now.node()))
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::{path::Path, sync::Arc};
	use stoa_exact::{
		Blake2, Outcome, Sampling, artefact::Artefact, model::Model, op::Op, recompute,
		trace::Meddle,
	};

	fn tiny() -> Arc<Artefact> {
		let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../exact/tests/data/tiny.gguf");
		let model = Arc::new(Model::open(&path).unwrap());
		Arc::new(Artefact::new(model, &[2], [7; 32]).unwrap())
	}

	fn prompt() -> Vec<u32> {
		(0..40).map(|i| (i * 37 + 5) % 256 + 3).collect()
	}

	fn lie(meddle: impl Meddle + 'static) -> Execution {
		Execution::meddled(tiny(), Sampling::Greedy, &prompt(), 3, Arc::new(meddle)).unwrap()
	}

	/// The honest execution of what a provider claims.
	fn again(provider: &Execution) -> Execution {
		let shape = *provider.claim().shape();
		let (prompt, output) = provider.tokens().split_at(shape.prompt() as usize);
		let artefact = provider.artefact().clone();
		Execution::run(artefact, Sampling::Greedy, prompt, output, shape.ended()).unwrap()
	}

	/// Plays a game, asking for each move anew as after a restart. The outcome, and how many moves it took.
	fn play(provider: &Execution, doubt: &mut Doubt) -> (Option<Outcome>, u32) {
		let claim = provider.claim();
		let (mut now, mut shown, mut moves) = (Standing::open(claim), Vec::new(), 0);
		loop {
			match doubt.turn(&shown, &now) {
				Turn::Wait => {
					let answer = defence(provider, &now).unwrap();
					now = now.answer::<Blake2>(claim, &answer).unwrap();
					let stored = Standing::decode(&now.encode()).unwrap();
					shown.push(Shown { standing: stored, answer });
				}
				Turn::Choose { choice, proof } => {
					assert_eq!(defence(provider, &now), None);
					now = now.choose::<Blake2>(claim, choice, &proof).unwrap();
				}
				Turn::Prove(proof) => {
					let inner = now.inner();
					let outcome = recompute::<Blake2>(claim, inner.as_ref(), &proof);
					return (Some(outcome), moves);
				}
				Turn::Concede => return (None, moves),
				Turn::Missing => panic!("all was shown"),
			}
			moves += 1;
		}
	}

	struct WrongOp;

	impl Meddle for WrongOp {
		fn inner(&self, position: u32, slot: u32, op: Op, leaves: &mut Vec<Vec<u8>>) {
			if (position, slot, op) == (33, 1, Op::Gated) {
				leaves[0][6] ^= 1;
			}
		}
	}

	struct WrongToken;

	impl Meddle for WrongToken {
		fn emit(&self, _: u32, token: u32) -> u32 {
			if token == 5 { 6 } else { 5 }
		}
	}

	struct Forged;

	impl Meddle for Forged {
		fn second_index(&self) -> Option<(u32, u32, Hash)> {
			Some((7, 1, [9; 32]))
		}
	}

	#[test]
	fn a_wrong_operation_is_led_to_its_step() {
		let provider = lie(WrongOp);
		let mut doubt = Doubt::new(again(&provider), provider.claim().trace()).unwrap();
		let (outcome, moves) = play(&provider, &mut doubt);
		assert_eq!(outcome, Some(Outcome::Inconsistent));
		assert!(moves > 4, "{moves}");
	}

	#[test]
	fn a_wrong_token_needs_no_game() {
		let provider = lie(WrongToken);
		let mut doubt = Doubt::new(again(&provider), provider.claim().trace()).unwrap();
		assert!(doubt.wrong_token().is_some());
		assert_eq!(play(&provider, &mut doubt), (Some(Outcome::Inconsistent), 0));
	}

	#[test]
	fn a_forged_second_index_ends_with_a_proof_of_both() {
		let provider = lie(Forged);
		let mut doubt = Doubt::new(again(&provider), provider.claim().trace()).unwrap();
		assert_eq!(play(&provider, &mut doubt).0, Some(Outcome::Inconsistent));
	}

	#[test]
	fn nobody_doubts_what_is_right() {
		struct Nothing;
		impl Meddle for Nothing {}
		let provider = lie(Nothing);
		assert!(Doubt::new(again(&provider), provider.claim().trace()).is_none());
	}

	#[test]
	fn what_a_fork_changed_is_played_anew_and_what_is_missing_is_said() {
		let provider = lie(WrongOp);
		let claim = provider.claim();
		let mut doubt = Doubt::new(again(&provider), claim.trace()).unwrap();
		let open = Standing::open(claim);
		let answer = defence(&provider, &open).unwrap();
		let standing = open.answer::<Blake2>(claim, &answer).unwrap();
		let first = doubt.turn(&[Shown { standing, answer: answer.clone() }], &standing);
		assert!(matches!(first, Turn::Choose { .. }));
		assert_eq!(doubt.turn(&[Shown { standing, answer }], &standing), first);
		assert_eq!(doubt.turn(&[], &standing), Turn::Missing);
		assert_eq!(doubt.turn(&[], &open), Turn::Wait);
	}
}
