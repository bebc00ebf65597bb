//! A provider that lies in one place and computes everything after it from the lie, in every kind of place:
//! the game ends at that place and the referee sees it. And nobody honest can be shown to have lied.

mod common;

use common::{extras, honest, in_parts, lie, lie_sampled, play, play_with, prompt, seeded, tiny};
use std::{collections::BTreeSet, sync::Arc};
use stoa_exact::{
	Blake2, Check, Hash, Outcome, Sampling, Step,
	artefact::Artefact,
	game::{Refused, Standing},
	leaf::Choice,
	op::Op,
	recompute::recompute,
	shape::CellLeaf,
	trace::{Begin, Challenger, Meddle, Trace, answer, execution::Honest, proof::View},
};

/// Changes one bit of one leaf of an inner operation.
struct Inner {
	position: u32,
	slot: u32,
	op: Op,
	leaf: usize,
	byte: usize,
}

impl Meddle for Inner {
	fn inner(&self, position: u32, slot: u32, op: Op, leaves: &mut Vec<Vec<u8>>) {
		if (position, slot, op) == (self.position, self.slot, self.op) {
			let leaf = self.leaf % leaves.len();
			let byte = 1 + self.byte % (leaves[leaf].len() - 1);
			leaves[leaf][byte] ^= 1;
		}
	}
}

/// Changes one bit of a leaf of the trace.
struct Leaf {
	position: u32,
	slot: u32,
	leaf: CellLeaf,
	byte: usize,
	bit: u8,
}

impl Meddle for Leaf {
	fn leaf(&self, position: u32, slot: u32, leaf: CellLeaf, bytes: &mut Vec<u8>) {
		if (position, slot, leaf) == (self.position, self.slot, self.leaf) {
			let byte = 1 + self.byte % (bytes.len() - 1);
			bytes[byte] ^= self.bit;
		}
	}
}

#[test]
fn a_lie_in_every_inner_operation_is_seen() {
	[tiny(), extras(), in_parts()].iter().for_each(sees_a_lie_in_every_operation);
}

fn sees_a_lie_in_every_operation(artefact: &Arc<Artefact>) {
	let mut kinds = BTreeSet::new();
	for (position, slot) in [(41, 2), (5, 1), (71, 1)] {
		for op in artefact.header().ops().iter().copied() {
			for (leaf, byte) in [(0, 0), (5, 9), (99, 0), (1, 4), (3, 5), (2, 6)] {
				let meddle = Inner { position, slot, op, leaf, byte };
				let liar = lie(artefact, &prompt(70), 4, meddle);
				let right = honest(&liar);
				// A claim may be wrong without any effect: the cell is then right, and there is no lie to find.
				let Some(first) = liar.trace().first_difference(right.trace()) else {
					assert_eq!(liar.trace().root(), right.trace().root());
					continue;
				};
				assert_eq!(first, (position, slot), "{op:?}");
				let game = play(&liar, right);
				let step = game.step.expect("a proof");
				assert_eq!(game.outcome, Some(Outcome::Inconsistent), "{op:?} {step:?}");
				assert_eq!((step.position, step.slot), (position, slot));
				match step.check {
					Check::Leaf { op: at, .. } | Check::Claim { op: at, .. } => assert_eq!(at, op),
					other => panic!("{op:?} was shown as {other:?}"),
				}
				assert!(game.rounds <= 7 && game.longest_answer <= 16_384);
				assert!(game.proof.len() <= artefact.header().largest_opening());
				kinds.insert(op);
			}
		}
	}
	assert_eq!(
		kinds.len(),
		artefact.header().ops().len(),
		"each operation was lied about with an effect: {kinds:?}"
	);
}

#[test]
fn a_lie_in_every_leaf_of_the_trace_is_seen() {
	let artefact = tiny();
	let head = artefact.header().head_slot();
	for (position, slot, leaf, check) in [
		(33, 0, CellLeaf::Token, Check::Token),
		(71, 0, CellLeaf::Token, Check::Token),
		(33, 0, CellLeaf::Residual, Check::Embed),
		(40, 1, CellLeaf::Key(1), Check::Key { head: 1 }),
		(40, 2, CellLeaf::Value(0), Check::Value { head: 0 }),
		(63, 2, CellLeaf::Residual, Check::Residual { tile: 0 }),
		(70, head, CellLeaf::Activation, Check::FinalNorm),
	] {
		for (byte, bit) in [(0, 1), (0, 32), (2, 4)] {
			let liar = lie(&artefact, &prompt(70), 4, Leaf { position, slot, leaf, byte, bit });
			let right = honest(&liar);
			assert_eq!(liar.trace().first_difference(right.trace()), Some((position, slot)));
			let game = play(&liar, right);
			assert_eq!(game.outcome, Some(Outcome::Inconsistent), "{leaf:?}");
			assert_eq!(game.step.map(|step| step.check), Some(check));
		}
	}
}

#[test]
fn a_lie_in_every_part_of_the_trace_is_seen() {
	let artefact = in_parts();
	let head = artefact.header().head_slot();
	let part = |part| Check::EmbedPart { part };
	let norm = CellLeaf::Norm;
	for (position, slot, leaf, check) in [
		(33, 0, CellLeaf::Token, Some(Check::Token)),
		(33, 0, CellLeaf::Part(0), Some(part(0))),
		(33, 0, CellLeaf::Part(2), Some(part(2))),
		(40, 1, CellLeaf::Key(0), Some(Check::Key { head: 0 })),
		(40, 2, CellLeaf::Value(0), Some(Check::Value { head: 0 })),
		(63, 2, CellLeaf::Part(0), Some(Check::Residual { tile: 0 })),
		(63, 2, CellLeaf::Part(1), Some(Check::Residual { tile: 2 })),
		(70, head, norm(Op::InputGreatest, 0), None),
		(70, head, norm(Op::InputSquares, 0), Some(Check::Leaf { op: Op::InputSquares, leaf: 0 })),
		(70, head, norm(Op::InputSquares, 2), Some(Check::Leaf { op: Op::InputSquares, leaf: 2 })),
		(71, head, norm(Op::InputNormed, 0), None),
		(
			71,
			head,
			norm(Op::InputMantissas, 1),
			Some(Check::Leaf { op: Op::InputMantissas, leaf: 1 }),
		),
	] {
		for (byte, bit) in [(0, 1), (0, 32), (2, 4), (7, 64), (8, 1)] {
			let liar = lie(&artefact, &prompt(70), 4, Leaf { position, slot, leaf, byte, bit });
			let right = honest(&liar);
			assert_eq!(liar.trace().first_difference(right.trace()), Some((position, slot)));
			let game = play(&liar, right);
			assert_eq!(game.outcome, Some(Outcome::Inconsistent), "{leaf:?} {:?}", game.step);
			assert!(game.proof.len() <= artefact.header().largest_opening());
			match (check, game.step.map(|step| step.check)) {
				(None, Some(Check::Claim { op, .. })) => assert_eq!(norm(op, 0), leaf),
				(Some(Check::Residual { .. }), Some(Check::Residual { .. })) => {}
				(_, shown) => assert_eq!(shown, check, "{leaf:?}"),
			}
		}
	}
}

#[test]
fn a_token_that_is_not_the_best_is_seen() {
	[tiny(), in_parts()].iter().for_each(sees_a_wrong_token);
}

fn sees_a_wrong_token(artefact: &Arc<Artefact>) {
	let head = artefact.header().head_slot();
	// The last two do not exist: they are the end of an answer, where they are not read again.
	for (byte, bit, most) in [(0, 1, 5), (0, 2, 5), (0, 1, 3), (1, 128, 3), (3, 128, 3)] {
		let meddle = Leaf { position: 71, slot: head, leaf: CellLeaf::Choice, byte, bit };
		let liar = lie(artefact, &prompt(70), most, meddle);
		let game = play(&liar, honest(&liar));
		assert_eq!(game.outcome, Some(Outcome::Inconsistent));
		assert!(matches!(game.step.map(|step| step.check), Some(Check::Better { .. })));
	}
}

/// Makes another choice at one position.
struct Chooses(u32, fn(&mut Choice, vocabulary: u32));

impl Meddle for Chooses {
	fn leaf(&self, position: u32, _: u32, leaf: CellLeaf, bytes: &mut Vec<u8>) {
		if (position, leaf) == (self.0, CellLeaf::Choice) {
			let mut choice = Choice::decode(&bytes[1..]).expect("a choice");
			(self.1)(&mut choice, 288);
			*bytes = choice.encode();
		}
	}
}

#[test]
fn every_wrong_choice_is_seen() {
	let artefact = tiny();
	let wrong: [fn(&mut Choice, u32); 13] = [
		// Another likeliest token, with its own or another's logit; the right one, with another logit.
		|choice, _| choice.likeliest = (choice.likeliest + 1) % 288,
		|choice, _| choice.greatest -= 1,
		|choice, _| choice.greatest += 1,
		|choice, _| choice.greatest = i64::MIN,
		|choice, _| choice.greatest = i64::MAX,
		// Another choice, with its own or another's logit; the right one, with another logit.
		|choice, _| choice.token = (choice.token + 1) % 288,
		|choice, _| choice.logit -= 1,
		|choice, _| choice.logit += 1,
		|choice, _| choice.logit = i64::MIN,
		|choice, _| choice.logit = choice.greatest,
		// No tokens.
		|choice, vocabulary| choice.token = vocabulary,
		|choice, _| choice.likeliest = u32::MAX,
		// The greedy choice.
		|choice, _| (choice.token, choice.logit) = (choice.likeliest, choice.greatest),
	];
	let mut seen = 0;
	for sampling in [Sampling::Greedy, seeded(2), seeded(16)] {
		for wrong in wrong {
			let prompt = prompt(40);
			// At the end of the answer: what does not exist is not read again.
			let liar = lie_sampled(&artefact, sampling, &prompt, 2, Chooses(40, wrong));
			let right = honest(&liar);
			if liar.trace().root() == right.trace().root() {
				continue;
			}
			let game = play(&liar, right);
			assert_eq!(game.outcome, Some(Outcome::Inconsistent), "{:?}", game.step);
			assert!(matches!(game.step.map(|step| step.check), Some(Check::Better { .. })));
			seen += 1;
		}
	}
	assert!(seen >= 35, "{seen}");
}

/// Chooses by another sampling than was asked for.
struct Samples(Sampling);

impl Meddle for Samples {
	fn sampling(&self, _: Sampling) -> Sampling {
		self.0
	}
}

#[test]
fn another_sampling_than_was_asked_for_is_seen() {
	let artefact = tiny();
	let sampling = |inverse, cut, seed| Sampling::new(Some((inverse, cut, [seed; 32]))).unwrap();
	let asked = sampling(1 << 16, 3 << 16, 5);
	for (asked, by) in [
		(asked, sampling(1 << 16, 3 << 16, 6)),
		(asked, sampling(1 << 14, 3 << 16, 5)),
		// An ineligible token, and the noise of one that is.
		(asked, sampling(1 << 16, 16 << 16, 5)),
		(asked, sampling(1 << 16, 1 << 16, 5)),
		(asked, Sampling::Greedy),
		(Sampling::Greedy, asked),
	] {
		let liar = lie_sampled(&artefact, asked, &prompt(40), 40, Samples(by));
		let game = play(&liar, honest(&liar));
		assert_eq!(game.outcome, Some(Outcome::Inconsistent), "{by:?}");
		assert!(matches!(game.step.map(|step| step.check), Some(Check::Better { .. })));
	}
}

#[test]
fn nothing_is_shown_against_an_honest_seeded_answer() {
	let artefact = tiny();
	for sampling in [seeded(0), seeded(3), seeded(16)] {
		let provider = lie_sampled(&artefact, sampling, &prompt(45), 30, Honest);
		let right = honest(&provider);
		assert_eq!(provider.claim(), right.claim());
		assert_eq!(right.wrong_token(), None);
		assert_eq!(play(&provider, right).outcome, None);
		let (head, shape) = (artefact.header().head_slot(), provider.claim().shape());
		let view = View::new(&provider, &[]);
		for position in [shape.prompt() - 1, shape.positions() - 1] {
			for token in 0..artefact.header().config().vocabulary {
				let step = Step { position, slot: head, check: Check::Better { token } };
				let outcome = recompute::<Blake2>(provider.claim(), None, &view.prove(&step));
				assert_eq!(outcome, Outcome::Consistent, "{token}");
			}
		}
	}
}

/// Writes another token than it chose, or stops early.
struct Writer {
	at: u32,
	cut: bool,
}

impl Meddle for Writer {
	fn emit(&self, position: u32, token: u32) -> u32 {
		if position == self.at && !self.cut { (token + 1) % 256 + 3 } else { token }
	}

	fn cut(&self, position: u32) -> bool {
		self.cut && position == self.at
	}
}

#[test]
fn another_output_than_was_chosen_needs_no_game() {
	let artefact = tiny();
	for cut in [false, true] {
		let liar = lie(&artefact, &prompt(40), 6, Writer { at: 42, cut });
		let right = honest(&liar);
		assert_eq!(liar.claim().trace(), right.claim().trace(), "the trace itself is right");
		let proof = Challenger::new(right).wrong_token().expect("it is seen");
		assert_eq!(recompute::<Blake2>(liar.claim(), None, &proof), Outcome::Inconsistent);
	}
}

/// Forges the second index only.
struct SecondIndex(u32, u32, Hash);

impl Meddle for SecondIndex {
	fn second_index(&self) -> Option<(u32, u32, Hash)> {
		Some((self.0, self.1, self.2))
	}
}

#[test]
fn a_forged_second_index_is_seen() {
	let artefact = tiny();
	let head = artefact.header().head_slot();
	// In a full page, at a cell that should be absent, and in a page of one position.
	for (position, slot, length) in [(7, 1, 70), (3, head, 70), (32, 2, 33)] {
		let liar = lie(&artefact, &prompt(length), 1, SecondIndex(position, slot, [9; 32]));
		let right = honest(&liar);
		assert_eq!(liar.trace().first_difference(right.trace()), None);
		// Served off chain, it is no refusal: the game goes to it.
		assert!(Trace::decode(liar.claim(), &liar.trace().encode()).is_some());
		let game = play(&liar, right);
		assert_eq!(game.outcome, Some(Outcome::Inconsistent));
		let step = game.step.expect("a proof");
		assert_eq!((step.position, step.slot, step.check), (position, slot, Check::DualIndex));
	}
}

/// Has another hash for a cell than that of its leaves.
struct Planted(u32, u32, Hash);

impl Meddle for Planted {
	fn cell(&self, position: u32, slot: u32, hash: &mut Hash) {
		if (position, slot) == (self.0, self.1) {
			*hash = self.2;
		}
	}
}

#[test]
fn a_cell_before_the_end_of_the_prompt_is_seen() {
	let artefact = tiny();
	let head = artefact.header().head_slot();
	let liar = lie(&artefact, &prompt(70), 1, Planted(3, head, [1; 32]));
	let game = play(&liar, honest(&liar));
	assert_eq!(game.outcome, Some(Outcome::Inconsistent));
	assert_eq!(game.step.map(|step| step.check), Some(Check::Absent));
}

#[test]
fn a_cell_without_leaves_cannot_be_shown() {
	let artefact = tiny();
	let liar = lie(&artefact, &prompt(40), 1, Planted(30, 1, [1; 32]));
	let proof = liar.trace().prove_cell(30, 1);
	let standing = Standing::at_cell::<Blake2>(liar.claim(), 30, 1, &proof).unwrap();
	let shown = answer(&liar, standing.node());
	let refused = standing.answer::<Blake2>(liar.claim(), &shown);
	assert_eq!(refused, Err(Refused::NotCommitted), "time runs out");
}

/// Fills a leaf with bytes that are no numbers of the contract.
struct Garbage(u32, u32, CellLeaf);

impl Meddle for Garbage {
	fn leaf(&self, position: u32, slot: u32, leaf: CellLeaf, bytes: &mut Vec<u8>) {
		if (position, slot, leaf) == (self.0, self.1, self.2) {
			bytes[1..].fill(0x80);
		}
	}
}

#[test]
fn garbage_in_a_cell_is_seen() {
	let artefact = tiny();
	let head = artefact.header().head_slot();
	for (position, slot, leaf) in [
		(9, 0, CellLeaf::Residual),
		(9, 1, CellLeaf::Residual),
		(9, 1, CellLeaf::Key(0)),
		(9, 2, CellLeaf::Value(1)),
		(70, head, CellLeaf::Activation),
	] {
		let liar = lie(&artefact, &prompt(70), 3, Garbage(position, slot, leaf));
		let game = play(&liar, honest(&liar));
		assert_eq!(game.outcome, Some(Outcome::Inconsistent), "{leaf:?}");
	}
}

#[test]
fn cells_compared_off_chain_shorten_the_game() {
	let artefact = tiny();
	let meddle = Inner { position: 50, slot: 2, op: Op::FeedInput, leaf: 0, byte: 8 };
	let liar = lie(&artefact, &prompt(70), 4, meddle);
	let right = honest(&liar);
	let served = Trace::decode(liar.claim(), &liar.trace().encode()).expect("no refusal");
	let (challenger, begin) = Challenger::with_trace(right, &served).expect("they differ");
	let Begin::AtCell { position, slot, proof } = begin else { panic!("a cell differs") };
	let standing = Standing::at_cell::<Blake2>(liar.claim(), position, slot, &proof).unwrap();
	let game = play_with(&liar, challenger, standing);
	assert_eq!(game.outcome, Some(Outcome::Inconsistent));
	assert!(game.rounds <= 3, "{}", game.rounds);
	// With the inner root signed, the proof alone is enough.
	let inner = liar.inner(position, slot).inner();
	assert_eq!(Some(inner), game.inner);
	let standing = Standing::handed_over(liar.claim(), inner).unwrap();
	assert!(!standing.awaits_provider());
	let outcome = recompute::<Blake2>(liar.claim(), standing.inner().as_ref(), &game.proof);
	assert_eq!(outcome, Outcome::Inconsistent);
}

#[test]
fn a_game_against_an_honest_provider_ends_without_a_proof() {
	let artefact = tiny();
	let provider = lie(&artefact, &prompt(45), 5, Honest);
	let right = honest(&provider);
	assert_eq!(provider.claim(), right.claim());
	assert_eq!(right.wrong_token(), None);
	assert_eq!(play(&provider, right).outcome, None);
}

/// Forges the second index of an early page and lies in a later one: keys of the early page cannot be opened.
struct Both(Inner, SecondIndex);

impl Meddle for Both {
	fn inner(&self, position: u32, slot: u32, op: Op, leaves: &mut Vec<Vec<u8>>) {
		self.0.inner(position, slot, op, leaves);
	}

	fn second_index(&self) -> Option<(u32, u32, Hash)> {
		self.1.second_index()
	}
}

#[test]
fn an_early_forged_index_is_met_before_a_later_lie() {
	let artefact = tiny();
	let later = Inner { position: 50, slot: 2, op: Op::FeedInput, leaf: 0, byte: 8 };
	let liar = lie(&artefact, &prompt(70), 4, Both(later, SecondIndex(4, 2, [1; 32])));
	let served = Trace::decode(liar.claim(), &liar.trace().encode()).expect("no refusal");
	let (challenger, begin) = Challenger::with_trace(honest(&liar), &served).expect("they differ");
	assert_eq!(begin, Begin::Open);
	let game = play_with(&liar, challenger, Standing::open(liar.claim()));
	assert_eq!(game.outcome, Some(Outcome::Inconsistent));
	assert_eq!(game.step.map(|step| step.check), Some(Check::DualIndex));
	let right = honest(&liar);
	let trace = right.trace().clone();
	assert!(Challenger::with_trace(right, &trace).is_none());
}

/// Claims a maximum of its own.
struct Claimed(Op, i64, u32);

impl Meddle for Claimed {
	fn inner(&self, position: u32, slot: u32, op: Op, leaves: &mut Vec<Vec<u8>>) {
		if (position, slot, op) == (45, 1, self.0) {
			let (value, at) = leaves[0][1..].split_first_chunk().expect("a value");
			let at = u32::from_le_bytes(at.try_into().expect("a place"));
			let value = i64::from_le_bytes(*value).saturating_add(self.1);
			leaves[0][1..9].copy_from_slice(&value.to_le_bytes());
			leaves[0][9..].copy_from_slice(&at.wrapping_add(self.2).to_le_bytes());
		}
	}
}

#[test]
fn every_kind_of_wrong_claim_is_seen() {
	sees_wrong_claims(&tiny());
	sees_wrong_claims(&in_parts());
}

fn sees_wrong_claims(artefact: &Arc<Artefact>) {
	let other = u32::MAX;
	for op in artefact.header().ops().iter().copied().filter(|op| op.is_claim()) {
		for (more, by) in [
			(1 << 40, 0),
			(-(1 << 22), 0),
			(1 << 40, 1),
			(-(1 << 22), other),
			(1 << 40, 1 << 20),
			(i64::MAX, 0),
			(i64::MAX, other),
			(-(1 << 62), 1 << 31),
		] {
			let liar = lie(artefact, &prompt(70), 1, Claimed(op, more, by));
			let right = honest(&liar);
			if liar.trace().root() == right.trace().root() {
				continue;
			}
			let game = play(&liar, right);
			assert_eq!(game.outcome, Some(Outcome::Inconsistent), "{op:?} {more} {by}");
			let Some(Check::Claim { op: shown, .. }) = game.step.map(|step| step.check) else {
				panic!("{op:?} {more} {by} was shown as {:?}", game.step);
			};
			assert_eq!(shown, op);
		}
	}
}
