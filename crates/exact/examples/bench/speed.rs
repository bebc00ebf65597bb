//! Reading and writing beside llama.cpp, with as many threads, and what a trace adds.

use crate::{
	Bench,
	figure::{Bound, Figures, median},
	llama::{Llama, Place},
};
use std::{error::Error, ops::ControlFlow, sync::Arc, thread, time::Instant};
use stoa_exact::{
	engine::{Progress, Session},
	kernel::Kernel,
	pool::Pool,
};

/// Tokens that are read to measure reading.
const READ: u32 = 512;
/// Tokens that are read before writing is measured, and tokens that are written.
const BEFORE: u32 = 16;
const WRITE: u32 = 128;

/// Tokens of the prompts, as llama.cpp is given them.
pub fn prompt(length: u32) -> Vec<u32> {
	(0..length).map(|place| 1_000 + place * 7_919 % 40_000).collect()
}

/// Seconds to read a prompt and choose a token, and to write all but the first of `write`.
fn complete(mut session: Session, read: u32, write: u32) -> Result<[f64; 2], Box<dyn Error>> {
	let began = Instant::now();
	let mut first = 0.;
	session.generate(&prompt(read), write, &[], |progress| {
		if matches!(progress, Progress::Token(_)) && first == 0. {
			first = began.elapsed().as_secs_f64();
		}
		ControlFlow::Continue(())
	})?;
	Ok([first, began.elapsed().as_secs_f64() - first])
}

/// A kernel, and llama.cpp as it was built for a processor that has as much.
struct Pair {
	kernel: Kernel,
	llama: Llama,
	/// Tokens in a second of reading and of writing, of us and of it, round by round.
	rates: [[Vec<f64>; 2]; 2],
	/// What it is compared for: the bounds are those of the best that both sides have.
	bounds: [Bound; 2],
}

/// Both sides in turn, so that a busy machine disturbs both alike; figures are medians.
pub fn beside_llama(
	bench: &Bench,
	place: &Place,
	threads: usize,
	figures: &mut Figures,
) -> Result<(), Box<dyn Error>> {
	let pair = |kernel, processor, bounds| -> Result<Pair, Box<dyn Error>> {
		let llama = Llama::start(place, processor, &bench.path, threads)?;
		Ok(Pair { kernel, llama, rates: Default::default(), bounds })
	};
	let mut pairs = vec![pair(Kernel::best(), "best", [Bound::AtLeast(0.9), Bound::AtLeast(1.)])?];
	let narrow = Kernel::available().into_iter().find(|kernel| kernel.name() == "avx2");
	if let Some(narrow) = narrow.filter(|kernel| *kernel != Kernel::best()) {
		pairs.push(pair(narrow, "haswell", [Bound::None; 2])?);
	}
	let pool = Pool::new(threads);
	for _ in 0..bench.rounds {
		for Pair { kernel, llama, rates: [ours, theirs], .. } in &mut pairs {
			let model = bench.artefact.model();
			let session = || Session::with(model.clone(), *kernel, pool.clone());
			theirs[0].push(f64::from(READ) / llama.complete(READ, 1)?[0]);
			ours[0].push(f64::from(READ) / complete(session(), READ, 1)?[0]);
			theirs[1].push(f64::from(WRITE) / llama.complete(BEFORE, WRITE + 1)?[1]);
			ours[1].push(f64::from(WRITE) / complete(session(), BEFORE, WRITE + 1)?[1]);
		}
	}
	for (which, what) in [(1, "generation"), (0, "prefill")] {
		let what = format!("{what}, {threads} thread{}", if threads == 1 { "" } else { "s" });
		for Pair { kernel, llama, rates: [ours, theirs], bounds } in &pairs {
			let (kernel, llama) = (kernel.name(), format!("llama.cpp for {}", llama.processor));
			let (ours, theirs) = (&ours[which], &theirs[which]);
			figures.add(format!("{what}, {llama}"), median(theirs), "tok/s", Bound::None);
			figures.add(format!("{what}, {kernel}"), median(ours), "tok/s", Bound::None);
			let ratios: Vec<f64> = ours.iter().zip(theirs).map(|(a, b)| a / b).collect();
			let name = format!("{what}, {kernel} / {llama}");
			figures.add(name, median(&ratios), "", bounds[which]);
		}
	}
	Ok(())
}

/// Several sessions at once on the machine's threads: together they write no slower than one alone.
pub fn together(bench: &Bench, figures: &mut Figures) -> Result<(), Box<dyn Error>> {
	let threads = bench.pool.threads();
	let mut counts = vec![1, threads, 2 * threads];
	counts.dedup();
	let mut rates = vec![Vec::new(); counts.len()];
	for _ in 0..bench.rounds {
		for (count, rates) in counts.iter().zip(&mut rates) {
			let began = Instant::now();
			thread::scope(|scope| -> Result<(), Box<dyn Error>> {
				let write = || {
					let (model, pool) = (bench.artefact.model().clone(), bench.pool.clone());
					let session = Session::with(model, Kernel::best(), pool);
					complete(session, 1, WRITE).map_err(|error| error.to_string())
				};
				let sessions: Vec<_> = (0..*count).map(|_| scope.spawn(write)).collect();
				for session in sessions {
					session.join().map_err(|_| "a session has panicked")??;
				}
				Ok(())
			})?;
			rates.push(*count as f64 * f64::from(WRITE) / began.elapsed().as_secs_f64());
		}
	}
	for (count, rates) in counts.iter().zip(&rates) {
		let name = format!("generation, all sessions together, {count} at once");
		figures.add(name, median(rates), "tok/s", Bound::None);
	}
	Ok(())
}

/// Seconds of reading a token of a prompt and of writing one, without and with a trace.
pub struct Times {
	/// Without, with.
	pub read: [f64; 2],
	/// Likewise.
	pub write: [f64; 2],
}

/// Sessions without and with a trace, batch by batch and token by token in turn.
pub fn traced(bench: &Bench, figures: &mut Figures) -> Result<Times, Box<dyn Error>> {
	const BATCH: usize = 64;
	let prompt = prompt(READ);
	let (mut read, mut write) = ([Vec::new(), Vec::new()], [Vec::new(), Vec::new()]);
	for _ in 0..bench.rounds {
		let mut sessions = [false, true].map(|record| {
			let model = bench.artefact.model().clone();
			let mut session = Session::with(model, Kernel::best(), bench.pool.clone());
			if record {
				session.record(prompt.len() as u32, false);
			}
			session
		});
		for batch in prompt.chunks(BATCH) {
			for (session, times) in sessions.iter_mut().zip(&mut read) {
				let began = Instant::now();
				session.feed(batch)?;
				times.push(began.elapsed().as_secs_f64() / BATCH as f64);
			}
		}
		let mut token = 1;
		for _ in 0..WRITE {
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
		}
	}
	let times = Times {
		read: read.each_ref().map(|times| median(times)),
		write: write.each_ref().map(|times| median(times)),
	};
	let more = |[plain, traced]: [f64; 2]| (traced / plain - 1.) * 100.;
	figures.add("a trace adds to generation", more(times.write), "%", Bound::AtMost(5.));
	figures.add("a trace adds to prefill", more(times.read), "%", Bound::None);
	// An answer of as many tokens as its prompt.
	let both = [0, 1].map(|at| times.read[at] + times.write[at]);
	figures.add("a trace adds to an answer", more(both), "%", Bound::AtMost(5.));
	Ok(times)
}

/// Opens the artefact, as a daemon does when it starts.
pub fn start(bench: &Bench, figures: &mut Figures) -> Result<(), Box<dyn Error>> {
	let file = std::env::temp_dir().join(format!("stoa-bench-{}", std::process::id()));
	bench.artefact.write(&file)?;
	let mut times = Vec::new();
	for _ in 0..bench.rounds {
		let began = Instant::now();
		let opened = stoa_exact::artefact::Artefact::open(&file)?;
		times.push(began.elapsed().as_secs_f64() * 1_000.);
		assert_eq!(opened.root(), bench.artefact.root());
		drop(Arc::new(opened));
	}
	std::fs::remove_file(&file)?;
	figures.add("opening an artefact, root checked", median(&times), "ms", Bound::None);
	Ok(())
}
