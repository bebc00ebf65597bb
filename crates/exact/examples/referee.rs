//! What a trace costs whoever computes, and a proof whoever checks it:
//! `cargo run -p stoa-exact --example referee -- MODEL.gguf [PROMPT_TOKENS [NEW_TOKENS [ROUNDS]]]`

use std::{
	collections::BTreeMap,
	env,
	error::Error,
	ops::ControlFlow,
	path::Path,
	sync::{Arc, OnceLock},
	time::Instant,
};
use stoa_exact::{
	Blake2, Check, Outcome, Step,
	artefact::Artefact,
	engine::{Progress, Session},
	model::Model,
	op::Op,
	recompute::recompute,
	trace::{Execution, proof::View},
	weights::{Part, Tensor},
};

/// Seconds that this thread computed: other programs take none of them. Elapsed time where the system does not
/// say.
fn computed() -> f64 {
	static BEGAN: OnceLock<Instant> = OnceLock::new();
	let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
	let nanoseconds = stat.and_then(|stat| stat.split(' ').next()?.parse::<u64>().ok());
	let elapsed = || BEGAN.get_or_init(Instant::now).elapsed().as_secs_f64();
	nanoseconds.map_or_else(elapsed, |nanoseconds| nanoseconds as f64 / 1e9)
}

/// Seconds to read and to write, and what was written.
fn answer(
	artefact: &Artefact,
	prompt: &[u32],
	most: u32,
	record: bool,
) -> Result<(f64, f64, Vec<u32>), Box<dyn Error>> {
	let mut session = Session::new(artefact.model().clone());
	if record {
		session.record(prompt.len() as u32, false);
	}
	let (began, mut read, mut written) = (computed(), 0., Vec::new());
	session.generate(prompt, most, &[], |progress| {
		match progress {
			Progress::Read(_) => read = computed() - began,
			Progress::Token(token) => written.push(token),
		}
		ControlFlow::Continue(())
	})?;
	if let Some(record) = session.recorded() {
		record.trace(most, false).ok_or("a trace")?.root();
	}
	Ok((read, computed() - began - read, written))
}

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
			let began = Instant::now();
			let outcome = recompute::<Blake2>(own.claim(), inner.as_ref(), &proof);
			let time = began.elapsed().as_secs_f64();
			assert_eq!(outcome, Outcome::Consistent, "{step:?}");
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
	let began = computed();
	let artefact = Arc::new(Artefact::new(model, &[], [0; 32])?);
	println!("weight tree           {:8.2} s", computed() - began);
	let prompt: Vec<u32> = (0..read).map(|i| 1_000 + i * 7_919 % 40_000).collect();

	// Alternating, so that a busy machine disturbs both alike.
	let (mut plain, mut traced, mut written) =
		([Vec::new(), Vec::new()], [Vec::new(), Vec::new()], Vec::new());
	for _ in 0..rounds {
		for (record, times) in [(false, &mut plain), (true, &mut traced)] {
			let (read, write, tokens) = answer(&artefact, &prompt, write, record)?;
			times[0].push(read);
			times[1].push(write);
			written = tokens;
		}
	}
	let [plain, traced] = [plain, traced].map(|times| times.map(median));
	println!("                        plain   with trace");
	for (what, at, tokens) in [("read", 0, read), ("write", 1, write)] {
		let rate = |seconds: f64| f64::from(tokens) / seconds;
		let more = (traced[at] / plain[at] - 1.) * 100.;
		println!(
			"{what:6} tok/s        {:8.1} {:12.1}   {more:+.1} %",
			rate(plain[at]),
			rate(traced[at])
		);
	}
	let began = computed();
	let own = Execution::run(artefact, &prompt, &written, false)?;
	let audit = computed() - began;
	println!(
		"full audit            {audit:8.2} s, {:.2} of generating",
		audit / (plain[0] + plain[1])
	);
	assert_eq!(own.wrong_token(), None);
	proofs(&own);
	Ok(())
}
