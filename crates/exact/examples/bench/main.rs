//! Measures exact inference, and prints each figure against its bound: name, value, unit, bound, ok or short.
//! `scripts/bench exact` runs it with all it needs:
//! `cargo run --release -p stoa-exact --example bench -- MODEL.gguf [PYTHON [LLAMA [CORE.wasm [ROUNDS]]]]`
//!
//! Figures are medians over rounds in which all sides have their turn. Without a Python and a folder of
//! llama.cpp's libraries nothing is said about llama.cpp, nor about text, which llama.cpp cuts into tokens.
//! `STOA_SEED` chooses what is compared with the reference; the time does if it is not set.

mod audits;
mod commitments;
mod conformance;
mod figure;
mod llama;
mod quality;
mod referee;
mod speed;

use figure::Figures;
use llama::Place;
use std::{
	env,
	error::Error,
	path::Path,
	process::ExitCode,
	sync::Arc,
	thread,
	time::{SystemTime, UNIX_EPOCH},
};
use stoa_exact::{artefact::Artefact, kernel::Kernel, model::Model, pool::Pool};

/// What is measured, and how.
pub struct Bench {
	/// The model file.
	path: String,
	artefact: Arc<Artefact>,
	/// As many threads as the machine runs at once.
	pool: Arc<Pool>,
	rounds: u32,
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
	let mut arguments = env::args().skip(1);
	let path = arguments.next().ok_or("give the path of a GGUF file")?;
	let mut next = || arguments.next().filter(|argument| !argument.is_empty());
	let (python, libraries, wasm) = (next(), next(), next());
	let rounds = arguments.next().map_or(Ok(5), |n| n.parse())?;
	let model = Arc::new(Model::open(Path::new(&path))?);
	let artefact = Arc::new(Artefact::new(model, &[], [0; 32])?);
	let threads = thread::available_parallelism().map_or(1, usize::from);
	let bench = Bench { path, artefact, pool: Pool::new(threads), rounds };

	let mut figures = Figures::default();
	let kernel = Kernel::best().name();
	println!("kernel {kernel}, at most {threads} threads, medians of {rounds}");
	match python.clone().zip(libraries) {
		Some((python, libraries)) => {
			let llama = Place { python, libraries };
			let mut counts = vec![1, threads];
			counts.dedup();
			for threads in counts {
				speed::beside_llama(&bench, &llama, threads, &mut figures)?;
			}
			quality::compare(&bench, &llama, &mut figures)?;
		}
		None => println!("no llama.cpp given: nothing is said about it and about text"),
	}
	speed::together(&bench, &mut figures)?;
	let times = speed::traced(&bench, &mut figures)?;
	speed::start(&bench, &mut figures)?;
	let own = audits::cost(&bench, &times, &mut figures)?;
	audits::detection(&bench, &mut figures)?;
	referee::proofs(&own, &mut figures);
	referee::rounds(&bench, &mut figures)?;
	commitments::bytes(&mut figures);
	if let Some(python) = &python {
		let seed = seed()?;
		println!("STOA_SEED={seed}");
		conformance::compare(python, wasm.as_deref(), seed, &mut figures)?;
	}
	Ok(figures.verdict())
}

fn seed() -> Result<u32, Box<dyn Error>> {
	match env::var("STOA_SEED") {
		Ok(seed) => Ok(seed.parse()?),
		Err(_) => Ok(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs() as u32),
	}
}
