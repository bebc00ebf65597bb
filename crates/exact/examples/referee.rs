//! What a trace costs whoever computes, and a proof whoever checks it:
//! `cargo run -p stoa-exact --example referee -- MODEL.gguf [PROMPT_TOKENS [NEW_TOKENS [ROUNDS]]]`

use std::{
	collections::BTreeMap, env, error::Error, ops::ControlFlow, path::Path, sync::Arc,
	time::Instant,
};
use stoa_exact::{
	Blake2, Check, Outcome, Step,
	artefact::Artefact,
	engine::{Progress, Session},
	model::Model,
	op::Op,
	recompute::recompute,
	trace::{Execution, proof::View, spot},
	weights::{Part, Tensor},
};

/// Median seconds of a batch that is read and of a token that is written, without and with a trace, and what
/// was written. Both go side by side, so that a busy machine disturbs both alike.
struct Answers {
	read: [f64; 2],
	write: [f64; 2],
	written: Vec<u32>,
}

fn answers(
	artefact: &Artefact,
	prompt: &[u32],
	most: u32,
	rounds: u32,
) -> Result<Answers, Box<dyn Error>> {
	let (mut read, mut write) = ([Vec::new(), Vec::new()], [Vec::new(), Vec::new()]);
	let mut written = Vec::new();
	for _ in 0..rounds {
		let mut sessions = [false, true].map(|record| {
			let mut session = Session::new(artefact.model().clone());
			if record {
				session.record(prompt.len() as u32, false);
			}
			session
		});
		let (last, before) = prompt.split_last().ok_or("a prompt")?;
		for batch in before.chunks(BATCH) {
			for (session, times) in sessions.iter_mut().zip(&mut read) {
				let began = Instant::now();
				session.feed(batch)?;
				times.push(began.elapsed().as_secs_f64() * BATCH as f64 / batch.len() as f64);
			}
		}
		written = Vec::new();
		let mut token = *last;
		for _ in 0..most {
			let mut next = token;
			for (session, times) in sessions.iter_mut().zip(&mut write) {
				let began = Instant::now();
				session.generate(&[token], 1, &[], |progress| {
					if let Progress::Token(token) = progress {
						next = token;
					}
					ControlFlow::Continue(())
				})?;
				times.push(began.elapsed().as_secs_f64());
			}
			token = next;
			written.push(token);
		}
	}
	Ok(Answers { read: read.map(median), write: write.map(median), written })
}

/// Tokens that are read at once.
const BATCH: usize = 64;

fn median(mut times: Vec<f64>) -> f64 {
	times.sort_by(f64::total_cmp);
	times.get(times.len() / 2).copied().unwrap_or_default()
}

fn steps(own: &Execution, position: u32, slot: u32) -> Vec<(String, Step)> {
	let header = own.claim().header();
	let mut all = Vec::new();
	let mut add = |check: Check| {
		let name = match check {
			Check::Leaf { op, .. } | Check::Claim { op, .. } => format!("{op:?}"),
			other => format!("{other:?}").split(' ').next().unwrap_or_default().to_owned(),
		};
		all.push((name, Step { position, slot, check }));
	};
	if slot == header.head_slot() {
		[Check::FinalNorm, Check::Better { token: 3 }, Check::Emitted].into_iter().for_each(add);
		return all;
	}
	for op in Op::ALL {
		for leaf in 0..header.op_leaves(op, slot - 1, position) {
			match op.is_claim() {
				true => add(Check::Claim { op, leaf, element: 0 }),
				false => add(Check::Leaf { op, leaf }),
			}
		}
	}
	add(Check::Key { head: 0 });
	add(Check::Value { head: 0 });
	let size = header.tile(&[Tensor::Layer(slot - 1, Part::Down)]);
	(0..header.config().dim / size).for_each(|tile| add(Check::Residual { tile }));
	all
}

fn proofs(own: &Execution) {
	let last = own.claim().shape().positions() - 1;
	let mut kinds: BTreeMap<String, (usize, f64)> = BTreeMap::new();
	for slot in [17, own.claim().header().head_slot()] {
		let layer = slot < own.claim().header().head_slot();
		let inner = layer.then(|| own.inner(last, slot).inner());
		let view = View::new(own, &[]);
		for (name, step) in steps(own, last, slot) {
			let proof = view.prove(&step);
			let mut time = f64::MAX;
			for _ in 0..3 {
				let began = Instant::now();
				let outcome = recompute::<Blake2>(own.claim(), inner.as_ref(), &proof);
				time = time.min(began.elapsed().as_secs_f64());
				assert_eq!(outcome, Outcome::Consistent, "{step:?}");
			}
			let kind = kinds.entry(name).or_default();
			*kind = (kind.0.max(proof.len()), kind.1.max(time));
		}
	}
	println!("\nproof                 most bytes   longest µs");
	for (name, (bytes, time)) in kinds {
		println!("{name:20} {bytes:11} {:12.0}", time * 1e6);
	}
}

fn main() -> Result<(), Box<dyn Error>> {
	let mut arguments = env::args().skip(1);
	let path = arguments.next().ok_or("give the path of a GGUF file")?;
	let mut number = |plain| arguments.next().map_or(Ok(plain), |n| n.parse::<u32>());
	let (read, write, rounds) = (number(64)?, number(128)?, number(5)?);

	let model = Arc::new(Model::open(Path::new(&path))?);
	let began = Instant::now();
	let artefact = Arc::new(Artefact::new(model, &[], [0; 32])?);
	println!("weight tree           {:8.2} s", began.elapsed().as_secs_f64());
	let prompt: Vec<u32> = (0..read).map(|i| 1_000 + i * 7_919 % 40_000).collect();

	let answers = answers(&artefact, &prompt, write, rounds)?;
	println!("                        plain   with trace");
	let per_token = answers.read.map(|batch| batch / BATCH as f64);
	for (what, [plain, traced]) in [("read", per_token), ("write", answers.write)] {
		let more = (traced / plain - 1.) * 100.;
		println!("{what:6} tok/s        {:8.1} {:12.1}   {more:+.1} %", 1. / plain, 1. / traced);
	}
	let generating = f64::from(read) * per_token[0] + f64::from(write) * answers.write[0];
	let written = answers.written;
	audits(&artefact, &prompt, &written, generating, rounds)
}

/// Audits, as parts of the time that the answer took.
fn audits(
	artefact: &Arc<Artefact>,
	prompt: &[u32],
	written: &[u32],
	generating: f64,
	rounds: u32,
) -> Result<(), Box<dyn Error>> {
	let all = [prompt, written].concat();
	let mut full = Vec::new();
	for _ in 0..rounds {
		let began = Instant::now();
		let mut session = Session::new(artefact.model().clone());
		session.record(prompt.len() as u32, false);
		session.replay(&all[..all.len() - 1])?;
		let record = session.recorded().ok_or("a record")?;
		record.trace(written.len() as u32, false).ok_or("a trace")?.root();
		full.push(began.elapsed().as_secs_f64());
	}
	println!("full audit            {:8.2} of generating", median(full) / generating);
	let own = Execution::run(artefact.clone(), prompt, written, false)?;
	assert_eq!(own.wrong_token(), None);
	let slots = own.claim().header().slots();
	let mut spot = Vec::new();
	for slot in
		[3, 11, 17, 23, 29].into_iter().take(rounds as usize).filter(|slot| *slot < slots - 1)
	{
		let before = spot::serve(&own, slot - 1);
		let began = Instant::now();
		let wrong = spot::check_slot(artefact, own.trace(), own.tokens(), slot, &before);
		spot.push(began.elapsed().as_secs_f64());
		assert_eq!(wrong, Ok(None));
	}
	let drawn = (f64::from(slots) / 20.).ceil();
	println!(
		"spot audit            {:8.3} of generating: {drawn} of {slots} slots, which find a fault in one slot \
		with {:.1} %, in a third of them with {:.0} %",
		median(spot) * drawn / generating,
		100. * drawn / f64::from(slots),
		100. * (1. - (2f64 / 3.).powf(drawn)),
	);
	proofs(&own);
	Ok(())
}
