//! Models and answers of other shapes: tiles of one row, small chunks, many layers, many pages.

mod common;

use common::{TOKENIZER, honest, lie, play, prompt, seeded, steps};
use std::sync::Arc;
use stoa_exact::{
	Blake2, Check, Config, Extras, MAX_OPENING, Outcome,
	artefact::Artefact,
	game::{MAX_ANSWER, most_rounds},
	header::{Header, Storage},
	model::{Layer, Matrix, Model},
	op::Op,
	ops::Quant,
	recompute::recompute,
	rope::Frequencies,
	trace::{Execution, Meddle, proof::View},
};

/// A small generator of our own, so that the models never change.
struct Dice(u64);

impl Dice {
	fn next(&mut self) -> u64 {
		self.0 =
			self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
		self.0 >> 33
	}

	fn matrix(&mut self, quant: Quant, rows: u32, columns: usize) -> Matrix {
		let (rows, groups) = (rows as usize, rows as usize * columns / 32);
		let q: Vec<u8> = (0..groups * quant.group_bytes()).map(|_| self.next() as u8).collect();
		let d: Vec<i16> = (0..groups).map(|_| (self.next() % 4_000) as i16 + 100).collect();
		let m: Vec<i16> = match quant {
			Quant::Q4 => d.iter().map(|d| d.saturating_mul(-7)).collect(),
			Quant::Q8 => Vec::new(),
		};
		let e: Vec<u8> = (0..rows).map(|_| 18 + (self.next() % 3) as u8).collect();
		Matrix::new(quant, columns, &q, &d, &m, &e).expect("lengths fit")
	}

	fn gains(&mut self, width: u32) -> Vec<i32> {
		(0..width).map(|_| 20_000 + (self.next() % 20_000) as i32).collect()
	}
}

struct Form {
	layers: u32,
	dim: u32,
	heads: u32,
	kv_heads: u32,
	ffn: u32,
	context: u32,
	quant: Quant,
	own_head: bool,
	parts: bool,
}

fn model(form: &Form) -> Arc<Artefact> {
	let mut dice = Dice(7);
	let config = Config {
		layers: form.layers,
		dim: form.dim,
		heads: form.heads,
		kv_heads: form.kv_heads,
		ffn: form.ffn,
		vocabulary: 259,
		context: form.context,
		rope_base: 10_000,
		epsilon: 2_684,
		extras: Extras { parts: form.parts, ..Extras::default() },
	};
	let (dim, quant) = (form.dim as usize, form.quant);
	let (query, kv) = (config.query_width(), config.kv_width());
	let layers = (0..form.layers).map(|_| Layer {
		attention_norm: dice.gains(form.dim),
		query: dice.matrix(quant, query as u32, dim),
		key: dice.matrix(quant, kv as u32, dim),
		value: dice.matrix(Quant::Q8, kv as u32, dim),
		output: dice.matrix(quant, form.dim, query),
		ffn_norm: dice.gains(form.dim),
		gate: dice.matrix(quant, form.ffn, dim),
		up: dice.matrix(Quant::Q4, form.ffn, dim),
		down: dice.matrix(quant, form.dim, form.ffn as usize),
	});
	let layers = layers.collect();
	let model = Model {
		embedding: dice.matrix(Quant::Q8, 259, dim),
		norm: dice.gains(form.dim),
		head: form.own_head.then(|| dice.matrix(Quant::Q4, 259, dim)),
		frequencies: Frequencies::new(config.rope_base),
		config,
		layers,
	};
	Arc::new(Artefact::new(model.into(), &[], TOKENIZER).expect("within the limits"))
}

/// Every step of some cells of an honest answer, and a game against a lie.
fn try_form(form: &Form, length: u32, every: usize) {
	let artefact = model(form);
	let bound = artefact.header().largest_opening();
	assert!(bound <= MAX_OPENING);
	let own =
		Execution::run(artefact.clone(), seeded(5), &prompt(length), &[1, 2, 3], false).unwrap();
	let last = own.claim().shape().positions() - 1;
	for (position, slot) in
		[(last, 1), (length / 2, form.layers), (last, 0), (last, form.layers + 1)]
	{
		let layer = (1..=form.layers).contains(&slot);
		let inner = layer.then(|| own.inner(position, slot).inner());
		let view = View::new(&own, &[]);
		for step in steps(own.claim(), position, slot).iter().step_by(every) {
			let proof = view.prove(step);
			assert!(proof.len() <= bound, "{step:?}: {} bytes, at most {bound}", proof.len());
			let outcome = recompute::<Blake2>(own.claim(), inner.as_ref(), &proof);
			// The written tokens are not those of the model.
			let free = slot == form.layers + 1;
			assert!(free || outcome == Outcome::Consistent, "{step:?} {outcome:?}");
			assert_ne!(outcome, Outcome::Malformed, "{step:?}");
		}
	}
}

/// Changes the scores of one head.
struct Scores(u32, u32);

impl Meddle for Scores {
	fn inner(&self, position: u32, slot: u32, op: Op, leaves: &mut Vec<Vec<u8>>) {
		if (position, slot, op) == (self.0, self.1, Op::Scores) {
			let last = leaves.len() - 1;
			leaves[last][3] ^= 1;
		}
	}
}

fn try_lie(form: &Form, length: u32, position: u32, slot: u32) {
	let liar = lie(&model(form), &prompt(length), 1, Scores(position, slot));
	let game = play(&liar, honest(&liar));
	assert_eq!(game.outcome, Some(Outcome::Inconsistent));
	let step = game.step.expect("a proof");
	assert_eq!((step.position, step.slot), (position, slot));
	assert!(game.rounds <= most_rounds(liar.claim()) && most_rounds(liar.claim()) <= 8);
	assert!(game.longest_answer <= MAX_ANSWER);
}

const SMALL: Form = Form {
	layers: 1,
	dim: 32,
	heads: 1,
	kv_heads: 1,
	ffn: 32,
	context: 2_048,
	quant: Quant::Q4,
	own_head: true,
	parts: false,
};

#[test]
fn the_smallest_model_and_many_pages() {
	try_form(&SMALL, 40, 1);
	try_lie(&SMALL, 1_100, 1_070, 1);
}

#[test]
fn more_slots_than_one_answer_shows() {
	let form = Form { layers: 35, heads: 2, dim: 64, own_head: false, ..SMALL };
	try_form(&form, 34, 1);
	try_lie(&form, 40, 36, 34);
}

#[test]
fn many_key_heads_and_small_chunks() {
	let form = Form { heads: 32, kv_heads: 32, ffn: 96, quant: Quant::Q8, context: 8_192, ..SMALL };
	assert!(model(&form).header().chunk() < 32);
	try_form(&form, 45, 7);
	try_lie(&form, 45, 40, 1);
}

#[test]
fn wide_rows_in_tiles_of_few() {
	let form = Form { dim: 960, heads: 15, kv_heads: 5, ffn: 2_560, layers: 2, ..SMALL };
	try_form(&form, 36, 5);
	let form = Form { dim: 1_024, heads: 4, ffn: 2_048, quant: Quant::Q8, ..SMALL };
	try_form(&form, 36, 5);
}

/// As wide as TinyLlama and Llama 3.2 of 1B, with inputs of the down matrix as long as the latter's.
const WIDE: Form = Form {
	dim: 2_048,
	heads: 32,
	kv_heads: 4,
	ffn: 8_192,
	context: 8_192,
	quant: Quant::Q8,
	own_head: false,
	parts: true,
	..SMALL
};

#[test]
fn wide_models_fit_in_parts() {
	try_form(&WIDE, 34, 1_999);
	try_form(&Form { quant: Quant::Q4, ffn: 5_632, ..WIDE }, 3, 1_999);
	// Parts of 32, and a last chunk of 32 inputs.
	let form = Form { dim: 1_376, heads: 3, kv_heads: 3, ffn: 2_080, ..WIDE };
	try_form(&form, 3, 499);
}

/// Changes one of the upper bits of the first number of a leaf of an operation.
struct Flip(Op, usize, usize);

impl Meddle for Flip {
	fn inner(&self, position: u32, slot: u32, op: Op, leaves: &mut Vec<Vec<u8>>) {
		if (position, slot, op) == (2, 1, self.0) {
			let leaf = self.1 % leaves.len();
			leaves[leaf][self.2] ^= 16;
		}
	}
}

#[test]
fn a_lie_in_every_operation_of_a_wide_model_is_seen() {
	let artefact = model(&Form { ffn: 4_128, ..WIDE });
	let mut quiet = Vec::new();
	for op in artefact.header().ops() {
		// The last byte but one, or the last, of a number.
		let byte = match op {
			Op::QueryHead | Op::DownInput => 2,
			Op::InputMantissas | Op::OutputMantissas | Op::FeedMantissas => 2,
			Op::Query | Op::KeyRows | Op::ValueRows | Op::HeadOutput | Op::Middle => 4,
			_ => 7,
		};
		let liar = lie(&artefact, &prompt(3), 1, Flip(*op, 997, byte));
		let right = honest(&liar);
		if liar.trace().root() == right.trace().root() {
			// Wrong without any effect on the cell.
			quiet.push(*op);
			continue;
		}
		let game = play(&liar, right);
		assert_eq!(game.outcome, Some(Outcome::Inconsistent), "{op:?}");
		let shown = game.step.map(|step| step.check);
		let of = |check| match check {
			Check::Leaf { op, .. } | Check::Claim { op, .. } => Some(op),
			_ => None,
		};
		assert_eq!(shown.and_then(of), Some(*op));
		assert!(game.proof.len() <= MAX_OPENING && game.longest_answer <= MAX_ANSWER);
		assert!(game.rounds <= 8);
	}
	assert!(quiet.len() <= 3, "{quiet:?}");
}

#[test]
fn every_model_of_which_the_steps_fit_a_proof_can_be_shown_too() {
	let header = |dim: u32, heads: u32, context: u32| {
		let config = Config {
			layers: 1,
			dim,
			heads,
			kv_heads: heads,
			ffn: 32,
			vocabulary: 16,
			context,
			rope_base: 10_000,
			epsilon: 2_684,
			extras: Extras::default(),
		};
		let storage = Storage { embedding: Quant::Q4, head: None, layers: vec![0] };
		Header::new(config, storage, &[], [0; 32], [0; 32])
	};
	let (mut fit, mut widest) = (0, (0, 0));
	for (dim, heads) in (1..64).flat_map(|groups| (1..64).map(move |heads| (32 * groups, heads))) {
		let Ok(header) = header(dim, heads, 1) else { continue };
		assert!(header.can_be_shown(), "{dim} wide, {heads} heads");
		(fit, widest) = (fit + 1, widest.max((dim, heads)));
	}
	assert!(fit > 500, "{fit} fit, the widest {widest:?}");
}
