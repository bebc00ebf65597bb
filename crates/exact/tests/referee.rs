//! What an honest provider commits to, and what the referee makes of any bytes.

mod common;

use common::{TOKENIZER, honest, in_parts, lie, lie_sampled, prompt, steps, tiny};
use proptest::{collection::vec, prelude::*, sample::Index};
use std::sync::OnceLock;
use stoa_exact::{
	Blake2, Check, Claim, Header, Inner, MAX_OPENING, Outcome, Sampling, Shape, Step,
	artefact::{Artefact, ArtefactError},
	cells::{self, CellKey},
	check_weights,
	engine::{Progress, Session},
	game::{Node, Standing, most_rounds},
	header::Storage,
	kernel::Kernel,
	leaf::Choice,
	op::Op,
	ops::Quant,
	pool::Pool,
	recompute::recompute,
	shape::CellLeaf,
	shape::tokens_root,
	trace::{Execution, Meddle, Move, Trace, execution::Honest, play::choose, proof::View, spot},
	weights::{Part, Tensor},
};

/// An answer of several pages.
fn answer() -> &'static Execution {
	static ANSWER: OnceLock<Execution> = OnceLock::new();
	ANSWER.get_or_init(|| lie(&tiny(), &prompt(70), 12, Honest))
}

/// One by a model in parts.
fn answer_in_parts() -> &'static Execution {
	static ANSWER: OnceLock<Execution> = OnceLock::new();
	ANSWER.get_or_init(|| lie(&in_parts(), &prompt(70), 12, Honest))
}

/// One of both.
fn one_of_both(parts: bool) -> &'static Execution {
	if parts { answer_in_parts() } else { answer() }
}

fn check(own: &Execution, step: &Step) -> (Outcome, Vec<u8>) {
	let proof = View::new(own, &[]).prove(step);
	let inner = inner_of(own, step);
	(recompute::<Blake2>(own.claim(), inner.as_ref(), &proof), proof)
}

fn inner_of(own: &Execution, step: &Step) -> Option<Inner> {
	let layer = step.slot > 0 && step.slot < own.claim().header().head_slot();
	layer.then(|| own.inner(step.position, step.slot).inner())
}

#[test]
fn the_engine_commits_to_what_the_portable_operations_give() {
	[answer(), answer_in_parts()].into_iter().for_each(is_what_the_engine_commits_to);
}

fn is_what_the_engine_commits_to(slow: &Execution) {
	assert_eq!(honest(slow).claim(), slow.claim());
	// And the same while it writes.
	let shape = slow.claim().shape();
	let mut session = Session::new(slow.artefact().model().clone());
	session.record(shape.prompt(), false);
	let mut tokens = prompt(70);
	let ends = slow.artefact().header().ends();
	session
		.generate(&prompt(70), 12, ends, |progress| {
			if let Progress::Token(token) = progress {
				tokens.push(token);
			}
			std::ops::ControlFlow::Continue(())
		})
		.unwrap();
	assert_eq!(tokens, slow.tokens());
	let trace = session.recorded().and_then(|record| record.trace(shape.output(), shape.ended()));
	assert!(trace.as_ref() == Some(slow.trace()), "other cells");
	// A running receipt is the trace of the answer so far.
	let running = session.recorded().and_then(|record| record.trace(5, false)).unwrap();
	let part = lie(slow.artefact(), &prompt(70), 5, Honest);
	assert_eq!(running.root(), part.trace().root());
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(24))]

	#[test]
	fn the_engine_chooses_what_the_portable_operations_choose(
		parts: bool,
		seed: [u8; 32],
		inverse in prop_oneof![Just(1u32 << 16), 1u32 << 10..1 << 18],
		cut in prop_oneof![Just(0u32), Just(1 << 20), 0u32..400_000],
		threads in 1usize..4,
	) {
		let sampling = Sampling::new(Some((inverse, cut, seed))).unwrap();
		let artefact = if parts { in_parts() } else { tiny() };
		let slow = lie_sampled(&artefact, sampling, &prompt(9), 12, Honest);
		let model = slow.artefact().model();
		for kernel in Kernel::available() {
			let mut session = Session::with(model.clone(), kernel, Pool::new(threads));
			session.set_sampling(sampling);
			session.record(9, false);
			let mut tokens = prompt(9);
			session
				.generate(&prompt(9), 12, &[2], |progress| {
					if let Progress::Token(token) = progress {
						tokens.push(token);
					}
					std::ops::ControlFlow::Continue(())
				})
				.unwrap();
			prop_assert_eq!(&tokens[..], slow.tokens());
			let shape = slow.claim().shape();
			let trace = session.recorded().and_then(|all| all.trace(shape.output(), shape.ended()));
			prop_assert!(trace.as_ref() == Some(slow.trace()), "other cells");
		}
		// And what the referee computes again: all that was chosen, and the two tokens that it is out of.
		let right = honest(&slow);
		prop_assert_eq!(right.claim(), slow.claim());
		let slot = slow.artefact().header().head_slot();
		for position in 8..right.claim().shape().positions() {
			let choice = right.leaf(position, slot, CellLeaf::Choice);
			let choice = Choice::decode(&choice[1..]).unwrap();
			for token in [choice.token, choice.likeliest, position * 7 % 288] {
				let step = Step { position, slot, check: Check::Better { token } };
				prop_assert_eq!(check(&right, &step).0, Outcome::Consistent);
			}
		}
		let served = Trace::decode(slow.claim(), &right.trace().encode()).unwrap();
		let before = spot::serve(&right, slot - 1);
		let wrong = spot::check_slot(slow.artefact(), &served, &sampling, right.tokens(), slot, &before);
		prop_assert_eq!(wrong, Ok(None));
	}
}

#[test]
fn an_auditor_opens_any_cell_in_the_tree_that_it_made_while_computing() {
	let slow = answer();
	let (claim, shape) = (slow.claim(), slow.claim().shape());
	let key = CellKey { auditor: [1; 32], secret: [2; 32] };
	let mut session = Session::new(slow.artefact().model().clone());
	session.record_as(shape.prompt(), key);
	let ends = slow.artefact().header().ends();
	session.generate(&prompt(70), 12, ends, |_| std::ops::ControlFlow::Continue(())).unwrap();
	let record = session.take_record().unwrap();
	let trace = record.trace(shape.output(), shape.ended()).unwrap();
	assert_eq!(trace.root(), slow.trace().root());
	let root = record.cells_root(shape.output(), shape.ended()).unwrap();
	// And from the answer alone, by one pass over all positions.
	let again = honest(slow);
	let tree = again.cells_tree(&key);
	assert_eq!(tree.root(), root);
	for random in 0..200 {
		let cell = cells::pick(claim.header(), shape, random * 7_919);
		let opening = again.open_cell(&tree, cell);
		assert!(cells::verify::<Blake2>(claim, &key, &root, cell, &opening), "{cell:?}");
	}
}

#[test]
fn every_step_of_an_honest_answer_is_consistent() {
	[answer(), answer_in_parts()].into_iter().for_each(has_consistent_steps);
}

fn has_consistent_steps(own: &Execution) {
	let (positions, slots) = (own.claim().shape().positions(), own.claim().header().slots());
	let mut largest = 0;
	for position in [0, 1, 31, 32, 40, 69, 70, positions - 1] {
		for slot in 0..slots {
			for step in steps(own.claim(), position, slot) {
				let (outcome, proof) = check(own, &step);
				assert_eq!(outcome, Outcome::Consistent, "{step:?}");
				largest = largest.max(proof.len());
			}
		}
	}
	let bound = own.claim().header().largest_opening();
	assert!(largest <= bound && bound <= MAX_OPENING, "{largest} {bound}");
}

/// A step of a random position, and its proof.
fn any_proof(own: &Execution, position: &Index, slot: &Index, step: &Index) -> (Step, Vec<u8>) {
	let position = position.index(own.claim().shape().positions() as usize) as u32;
	let slot = slot.index(own.claim().header().slots() as usize) as u32;
	let all = steps(own.claim(), position, slot);
	let step = all[step.index(all.len())];
	(step, View::new(own, &[]).prove(&step))
}

fn harmless(outcome: Outcome) -> bool {
	matches!(outcome, Outcome::Malformed | Outcome::Consistent)
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(400))]

	#[test]
	fn no_step_is_shown_against_an_honest_provider(
		parts: bool,
		position: Index,
		slot: Index,
		step: Index,
		changes in vec((any::<Index>(), 1u8..), 0..4),
		cut in prop::option::of(any::<Index>()),
		more in vec(any::<u8>(), 0..3),
	) {
		let own = one_of_both(parts);
		let (step, mut proof) = any_proof(own, &position, &slot, &step);
		let inner = inner_of(own, &step);
		let sound = changes.is_empty() && cut.is_none() && more.is_empty();
		for (at, change) in changes {
			let at = at.index(proof.len());
			proof[at] ^= change;
		}
		if let Some(cut) = cut {
			proof.truncate(cut.index(proof.len()));
		}
		proof.extend(more);
		let outcome = recompute::<Blake2>(own.claim(), inner.as_ref(), &proof);
		prop_assert!(harmless(outcome), "{step:?} {outcome:?}");
		prop_assert!(!sound || outcome == Outcome::Consistent);
		prop_assert!(harmless(recompute::<Blake2>(own.claim(), None, &proof)));
	}

	#[test]
	fn no_bytes_are_trouble(parts: bool, bytes in vec(any::<u8>(), 0..600), step: Index, keep in 0usize..40) {
		let own = one_of_both(parts);
		let (_, proof) = any_proof(own, &step, &step, &step);
		let keep = keep.min(bytes.len()).min(proof.len());
		let mut bytes = bytes;
		bytes[..keep].copy_from_slice(&proof[..keep]);
		let inner = Inner { position: 0, slot: 1, root: [0; 32] };
		prop_assert_eq!(recompute::<Blake2>(own.claim(), Some(&inner), &bytes), Outcome::Malformed);
		prop_assert_eq!(check_weights::<Blake2>(own.claim().header(), &bytes), Outcome::Malformed);
		let _ = Header::decode(&bytes);
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(40))]

	#[test]
	fn no_committed_numbers_are_trouble(
		parts: bool,
		fill in prop_oneof![Just(0x7fu8), Just(0x80), Just(0xff), any::<u8>()],
		position in 0u32..40,
		seed: Index,
	) {
		let own = one_of_both(parts);
		// A provider may commit to any bytes: the referee must make something of each.
		let all = [
			own.claim().header().residual(0),
			stoa_exact::shape::CellLeaf::Key(0),
			stoa_exact::shape::CellLeaf::Value(1),
		];
		let leaf = all[seed.index(all.len())];
		let liar = lie(own.artefact(), &prompt(40), 1, Fill { position, leaf, fill });
		for slot in 1..3 {
			for at in [position, (position + 1).min(39)] {
				let inner = liar.inner(at, slot).inner();
				for step in steps(liar.claim(), at, slot).into_iter().step_by(3) {
					let proof = View::new(&liar, &[]).prove(&step);
					let _ = recompute::<Blake2>(liar.claim(), Some(&inner), &proof);
				}
			}
		}
	}
}

struct Fill {
	position: u32,
	leaf: stoa_exact::shape::CellLeaf,
	fill: u8,
}

impl stoa_exact::trace::Meddle for Fill {
	fn leaf(&self, position: u32, _: u32, leaf: stoa_exact::shape::CellLeaf, bytes: &mut Vec<u8>) {
		if (position, leaf) == (self.position, self.leaf) {
			bytes[1..].fill(self.fill);
		}
	}

	fn inner(&self, position: u32, _: u32, op: stoa_exact::op::Op, leaves: &mut Vec<Vec<u8>>) {
		if position == self.position && op as u8 % 4 == self.fill % 4 {
			leaves.iter_mut().for_each(|leaf| leaf[1..].fill(self.fill));
		}
	}
}

#[test]
fn an_artefact_is_what_its_root_says() {
	is_what_its_root_says(answer());
	is_what_its_root_says(answer_in_parts());
}

fn is_what_its_root_says(answer: &Execution) {
	let artefact = answer.artefact();
	let file = tempfile::NamedTempFile::new().unwrap();
	assert!(!Artefact::is_at(file.path()).unwrap());
	artefact.write(file.path()).unwrap();
	assert!(Artefact::is_at(file.path()).unwrap());
	let read = Artefact::open(file.path()).unwrap();
	assert_eq!((read.root(), read.header()), (artefact.root(), artefact.header()));
	let again = Execution::run(
		read.into(),
		Sampling::Greedy,
		&prompt(70),
		&answer.tokens()[70..],
		answer.claim().shape().ended(),
	);
	assert_eq!(again.unwrap().claim(), answer.claim());

	let sound = std::fs::read(file.path()).unwrap();
	let header = artefact.header().encode().len();
	assert_eq!(Header::decode(&sound[..header]).as_ref(), Ok(artefact.header()));
	for at in [0, 20, 50, 90, 100, 160, header, header + 5_000, sound.len() - 1] {
		let mut bytes = sound.clone();
		bytes[at] ^= 1;
		std::fs::write(file.path(), &bytes).unwrap();
		match Artefact::open(file.path()) {
			Err(_) => {}
			// Another sound header is another model.
			Ok(other) => assert_ne!(other.root(), artefact.root(), "byte {at}"),
		}
	}
	std::fs::write(file.path(), &sound[..sound.len() - 1]).unwrap();
	assert!(matches!(Artefact::open(file.path()), Err(ArtefactError::Length)));
	std::fs::write(file.path(), [&sound[..], &[0]].concat()).unwrap();
	assert!(matches!(Artefact::open(file.path()), Err(ArtefactError::Length)));
}

#[test]
fn a_weight_out_of_bounds_is_the_publishers_fault() {
	let sound = tiny();
	for (tensor, row) in [
		(Tensor::Embedding, 259),
		(Tensor::FinalNorm, 0),
		(Tensor::Layer(1, Part::Down), 63),
		(Tensor::Layer(0, Part::AttentionNorm), 0),
		(Tensor::Head, 0),
	] {
		let proof = sound.prove_weights(tensor, row);
		assert_eq!(check_weights::<Blake2>(sound.header(), &proof), Outcome::Consistent);
		assert_eq!(check_weights::<Blake2>(sound.header(), &proof[1..]), Outcome::Malformed);
	}
	let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/tiny.gguf");
	let mut model = stoa_exact::model::Model::open(path.as_ref()).unwrap();
	model.norm[3] = 1 << 24;
	let bad = Artefact::new(model.into(), &[2], TOKENIZER).unwrap();
	let proof = bad.prove_weights(Tensor::FinalNorm, 0);
	assert_eq!(check_weights::<Blake2>(bad.header(), &proof), Outcome::BadRelease);
	// In a game, nobody is at fault but the publisher.
	let answer = lie(&bad.into(), &prompt(3), 1, Honest);
	let slot = answer.claim().header().head_slot();
	let step = Step { position: 2, slot, check: Check::FinalNorm };
	assert_eq!(check(&answer, &step).0, Outcome::BadRelease);
}

#[test]
fn lengths_have_one_shape() {
	assert_eq!(Shape::new(0, 5, false), None);
	assert_eq!(Shape::new(5, 0, false), None);
	assert_eq!(Shape::new(u32::MAX, 5, false), None);
	assert_eq!(Shape::new(8_000, 193, false), None);
	assert_eq!(Shape::new(5, 0, true).map(|shape| shape.positions()), Some(5));
	assert_eq!(Shape::new(5, 3, false).map(|shape| shape.positions()), Some(7));
	let long = Shape::new(200, 100, false).unwrap();
	let root = tokens_root::<Blake2>(&[]);
	assert_eq!(
		Claim::new(tiny().header().clone(), long, Sampling::Greedy, root, root, root),
		None,
		"256 fit"
	);
}

/// A shape of width, heads, key heads, feed-forward width and layers, stored in 4 bits with an 8-bit embedding.
fn shaped([dim, heads, kv_heads, ffn, layers]: [u32; 5]) -> Result<Header, &'static str> {
	let config = stoa_exact::Config {
		layers,
		dim,
		heads,
		kv_heads,
		ffn,
		vocabulary: 49_152,
		context: 8_192,
		rope_base: 100_000,
		epsilon: 2_684,
		extras: stoa_exact::Extras::default(),
	};
	let storage = stoa_exact::header::Storage {
		embedding: stoa_exact::ops::Quant::Q8,
		head: None,
		layers: vec![0; layers as usize],
	};
	Header::new(config, storage, &[2], TOKENIZER, [0; 32])
}

#[test]
fn models_whose_steps_fit_are_registered() {
	// SmolLM2 of 135M and 360M; TinyLlama, whose norms are too wide for one step.
	let small = shaped([576, 9, 3, 1_536, 30]).unwrap();
	assert_eq!((small.chunk(), small.largest_opening()), (32, 16_240));
	let larger = shaped([960, 15, 5, 2_560, 32]).unwrap();
	assert_eq!(larger.chunk(), 16);
	assert!(shaped([2_048, 32, 4, 5_632, 22]).is_err());
}

/// The same in parts, with matrices of 8 bits if `wide`.
fn in_parts_of(
	[dim, heads, kv_heads, ffn, layers]: [u32; 5],
	vocabulary: u32,
	quant: Quant,
) -> Result<Header, &'static str> {
	let mut config = shaped([64, 1, 1, 64, 1])?.config().clone();
	(config.dim, config.heads, config.kv_heads) = (dim, heads, kv_heads);
	(config.ffn, config.layers, config.vocabulary) = (ffn, layers, vocabulary);
	config.extras.parts = true;
	let storage = Storage {
		embedding: quant,
		head: None,
		layers: vec![if quant == Quant::Q8 { 127 } else { 0 }; layers as usize],
	};
	Header::new(config, storage, &[2], TOKENIZER, [0; 32])
}

#[test]
fn wide_models_are_registered_in_parts() {
	// TinyLlama, Llama 3.2 of 1B, SmolLM2 of 1.7B, in 4 and in 8 bits.
	for quant in [Quant::Q4, Quant::Q8] {
		for (shape, vocabulary) in [
			([2_048, 32, 4, 5_632, 22], 32_000),
			([2_048, 32, 8, 8_192, 16], 128_256),
			([2_048, 32, 32, 8_192, 24], 49_152),
			([2_560, 40, 8, 8_192, 32], 128_256),
		] {
			let header = in_parts_of(shape, vocabulary, quant).expect("within the limits");
			assert!(header.can_be_shown(), "{shape:?}");
		}
	}
	// The widest of each kind.
	let widest = |quant| {
		let fits = |dim: &u32| {
			let shape = [*dim, dim / 64, 4, 8_192, 32];
			in_parts_of(shape, 128_256, quant).is_ok()
		};
		(1..=128).map(|width| 64 * width).filter(fits).max()
	};
	assert_eq!([Quant::Q4, Quant::Q8].map(widest), [Some(4_096), Some(3_072)]);
}

#[test]
fn a_spot_audit_finds_what_is_wrong_in_its_slot() {
	let head = answer().claim().header().head_slot();
	are_found(answer(), &[(70, head, CellLeaf::Activation)]);
	let (input, mantissas) = (Op::InputGreatest, Op::InputMantissas);
	are_found(
		answer_in_parts(),
		&[(70, head, CellLeaf::Norm(input, 0)), (71, head, CellLeaf::Norm(mantissas, 2))],
	);
}

/// Changes are found in the slots where they are.
fn are_found(right: &Execution, more: &[(u32, u32, CellLeaf)]) {
	let head = right.claim().header().head_slot();
	let audit = |own: &Execution, slot: u32| {
		let served = Trace::decode(own.claim(), &own.trace().encode()).expect("no refusal");
		let before = slot.checked_sub(1).map(|slot| spot::serve(own, slot)).unwrap_or_default();
		let sampling = own.claim().sampling();
		spot::check_slot(own.artefact(), &served, sampling, own.tokens(), slot, &before)
	};
	for slot in 0..=head {
		assert_eq!(audit(right, slot), Ok(None), "slot {slot}");
	}
	let last = right.claim().header().residual(right.claim().header().config().parts() - 1);
	for (position, slot, leaf) in [
		(9, 0, CellLeaf::Token),
		(20, 0, last),
		(33, 1, CellLeaf::Key(0)),
		(64, 2, last),
		(75, head, CellLeaf::Choice),
	]
	.iter()
	.chain(more)
	.copied()
	{
		let liar = lie(right.artefact(), &prompt(70), 7, Bit(position, slot, leaf));
		for audited in 0..=head {
			let expected = (audited == slot).then_some(position);
			assert_eq!(audit(&liar, audited), Ok(expected), "{leaf:?} in slot {audited}");
		}
	}
	let mut before = spot::serve(right, 0);
	before[70] ^= 1;
	let served = right.trace();
	let sampling = right.claim().sampling();
	let refused = spot::check_slot(right.artefact(), served, sampling, right.tokens(), 1, &before);
	assert_eq!(refused, Err(spot::Refusal));
}

struct Bit(u32, u32, CellLeaf);

impl Meddle for Bit {
	fn leaf(&self, position: u32, slot: u32, leaf: CellLeaf, bytes: &mut Vec<u8>) {
		if (position, slot, leaf) == (self.0, self.1, self.2) {
			bytes[1] ^= 1;
		}
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(300))]

	#[test]
	fn no_move_is_trouble(
		parts: bool,
		path in vec((any::<Index>(), any::<bool>()), 0..9),
		noise in vec(any::<u8>(), 0..200),
	) {
		let own = one_of_both(parts);
		let claim = own.claim();
		let mut standing = Standing::open(claim);
		let mut rounds = 0;
		// An honest provider, and a challenger who goes anywhere.
		for (choice, second) in path {
			if standing.awaits_provider() {
				prop_assert!(standing.answer::<Blake2>(claim, &noise).is_err());
				prop_assert!(standing.choose::<Blake2>(claim, 0, &noise).is_err());
				let shown = stoa_exact::trace::answer(own, standing.node());
				standing = standing.answer::<Blake2>(claim, &shown).unwrap();
				rounds += 1;
				prop_assert!(standing.answer::<Blake2>(claim, &shown).is_err());
				let children = standing.node().children(claim);
				prop_assert!(standing.choose::<Blake2>(claim, children, &noise).is_err());
				prop_assert!(standing.choose::<Blake2>(claim, 0, &noise).is_err());
				if children == 0 {
					break;
				}
				let choice = match standing.node() {
					Node::Pages { .. } => choice.index(children as usize / 2) * 2 + usize::from(second),
					_ => choice.index(children as usize),
				};
				let hashes = &shown[..32 * children as usize];
				let Move::Choose { choice, proof } = choose(standing.node(), hashes, choice) else {
					panic!("a choice");
				};
				standing = standing.choose::<Blake2>(claim, choice, &proof).unwrap();
			}
		}
		prop_assert!(rounds <= most_rounds(claim));
		let _ = Standing::decode(&noise);
	}
}
