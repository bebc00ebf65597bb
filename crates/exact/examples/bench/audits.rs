//! What audits cost, and what they find.

use crate::{
	Bench,
	figure::{Bound, Figures, median},
	speed::{Times, prompt},
};
use std::{
	error::Error,
	ops::ControlFlow,
	sync::{Arc, Mutex, PoisonError},
	time::Instant,
};
use stoa_exact::{
	Sampling,
	engine::{Progress, Session},
	kernel::Kernel,
	op::Op,
	shape::CellLeaf,
	trace::{Execution, Meddle, spot},
};

/// The answer that is audited.
const READ: u32 = 64;
const WRITE: u32 = 128;
/// The part of the cells that a spot audit computes.
const PART: f64 = 0.05;

/// Full and spot audits, as parts of the time that the answer took.
pub fn cost(
	bench: &Bench,
	times: &Times,
	figures: &mut Figures,
) -> Result<Execution, Box<dyn Error>> {
	let prompt = prompt(READ);
	let mut written = Vec::new();
	let model = bench.artefact.model();
	let session = || Session::with(model.clone(), Kernel::best(), bench.pool.clone());
	session().generate(&prompt, WRITE, &[], |progress| {
		if let Progress::Token(token) = progress {
			written.push(token);
		}
		ControlFlow::Continue(())
	})?;
	let generating = f64::from(READ) * times.read[1] + f64::from(WRITE) * times.write[1];
	let all = [&prompt[..], &written].concat();
	let mut full = Vec::new();
	for _ in 0..bench.rounds {
		let began = Instant::now();
		let mut session = session();
		session.record(READ, false);
		session.replay(&all[..all.len() - 1])?;
		let record = session.recorded().ok_or("a record")?;
		record.trace(WRITE, false).ok_or("a trace")?.root();
		full.push(began.elapsed().as_secs_f64() / generating);
	}
	figures.add("full audit / generating", median(&full), "", Bound::AtMost(0.8));

	let greedy = Sampling::Greedy;
	let own = Execution::run(bench.artefact.clone(), greedy, &prompt, &written, false)?;
	assert_eq!(own.wrong_token(), None);
	let slots = own.claim().header().slots();
	let drawn = drawn(slots);
	let mut spots = Vec::new();
	for round in 0..bench.rounds {
		let began = Instant::now();
		let mut serving = 0.;
		for draw in 0..drawn {
			// Any slot may be drawn.
			let slot = (round * 7 + draw * 13) % slots;
			let began = Instant::now();
			let before = if slot == 0 { Vec::new() } else { spot::serve(&own, slot - 1) };
			serving += began.elapsed().as_secs_f64();
			let wrong = spot::check_slot(
				&bench.artefact,
				own.trace(),
				&greedy,
				own.tokens(),
				slot,
				&before,
			);
			assert_eq!(wrong, Ok(None));
		}
		spots.push((began.elapsed().as_secs_f64() - serving) / generating);
	}
	let name = format!("spot audit of {drawn} of {slots} slots / generating");
	figures.add(name, median(&spots), "", Bound::AtMost(0.1));
	Ok(own)
}

/// Slots that a spot audit draws.
fn drawn(slots: u32) -> u32 {
	(f64::from(slots) * PART).ceil() as u32
}

/// What a provider may do wrong.
enum Fault {
	/// One element of one operation in one cell.
	Element,
	/// A weight of one layer, used at every position.
	Weight,
	/// A key that was not computed.
	Key,
	/// An embedding of another token.
	Embedding,
	/// A token that is not the likeliest.
	Token,
	/// A third of the layers left out; the residuals before them.
	Shallow(Mutex<Vec<u8>>),
	/// Another quantisation of all layers.
	Weights,
}

impl Meddle for Fault {
	fn inner(&self, position: u32, slot: u32, op: Op, leaves: &mut Vec<Vec<u8>>) {
		let wrong = match self {
			Self::Element => (position, slot) == (5, 11),
			Self::Weight => slot == 11,
			Self::Weights => true,
			_ => false,
		};
		if wrong && op == Op::Gated {
			// A quarter, more or less, in the second product of a tile.
			leaves[3][12] ^= 64;
		}
	}

	fn leaf(&self, position: u32, slot: u32, leaf: CellLeaf, bytes: &mut Vec<u8>) {
		match (self, leaf) {
			(Self::Key, CellLeaf::Key(0)) if (position, slot) == (5, 11) => bytes[1] ^= 1,
			(Self::Embedding, CellLeaf::Residual) if (position, slot) == (5, 0) => bytes[1] ^= 1,
			(Self::Token, CellLeaf::Choice) => bytes[1] ^= 1,
			(Self::Shallow(before), CellLeaf::Residual) => {
				let mut before = before.lock().unwrap_or_else(PoisonError::into_inner);
				if slot > 0 && slot.is_multiple_of(3) {
					bytes.clone_from(&before);
				}
				before.clone_from(bytes);
			}
			_ => {}
		}
	}
}

/// How often a spot audit finds what is wrong: every slot is looked at, and the draws counted that contain one
/// of those in which something was found.
pub fn detection(bench: &Bench, figures: &mut Figures) -> Result<(), Box<dyn Error>> {
	for (fault, what) in [
		(Fault::Element, "one element of one cell"),
		(Fault::Weight, "a weight of one layer"),
		(Fault::Key, "a key"),
		(Fault::Embedding, "an embedding"),
		(Fault::Token, "a token not the likeliest"),
		(Fault::Shallow(Mutex::default()), "every third layer left out"),
		(Fault::Weights, "other weights in all layers"),
	] {
		let (artefact, greedy) = (bench.artefact.clone(), Sampling::Greedy);
		let liar = Execution::meddled(artefact, greedy, &prompt(8), 4, Arc::new(fault))?;
		let slots = liar.claim().header().slots();
		let found = (0..slots).filter(|slot| {
			let before = if *slot == 0 { Vec::new() } else { spot::serve(&liar, slot - 1) };
			let checked = spot::check_slot(
				&bench.artefact,
				liar.trace(),
				&greedy,
				liar.tokens(),
				*slot,
				&before,
			);
			checked != Ok(None)
		});
		let sound = f64::from(slots - found.count() as u32);
		let missed = (0..drawn(slots))
			.map(f64::from)
			.map(|at| (sound - at).max(0.) / (f64::from(slots) - at));
		let rate = 100. * (1. - missed.product::<f64>());
		figures.add(format!("spot audit finds {what}"), rate, "%", Bound::None);
	}
	Ok(())
}
