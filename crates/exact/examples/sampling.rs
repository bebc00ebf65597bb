//! What seeded sampling adds to each token that is written, without and with a cut:
//! `cargo run -p stoa-exact --example sampling -- MODEL.gguf [NEW_TOKENS [THREADS]]`

use std::{env, error::Error, ops::ControlFlow, path::Path, sync::Arc, time::Instant};
use stoa_exact::{
	Sampling,
	engine::{Progress, Session},
	kernel::Kernel,
	model::Model,
	pool::Pool,
	sampling::MAX_CUT,
};

fn main() -> Result<(), Box<dyn Error>> {
	let mut arguments = env::args().skip(1);
	let path = arguments.next().ok_or("give the path of a GGUF file")?;
	let mut number = |plain| arguments.next().map_or(Ok(plain), |n| n.parse::<u32>());
	let (write, threads) = (number(128)?, number(1)?);
	let (model, pool) = (Arc::new(Model::open(Path::new(&path))?), Pool::new(threads as usize));
	let seeded = |cut| Sampling::new(Some((1 << 16, cut, [7; 32])));
	// The noise's table is made once.
	let all = [
		("greedy", Sampling::Greedy),
		("min-p 0.05", seeded(196_328)?),
		("no cut", seeded(MAX_CUT)?),
	];
	let mut sessions = all.map(|(name, sampling)| {
		let mut session = Session::with(model.clone(), Kernel::best(), pool.clone());
		session.set_sampling(sampling);
		(name, session, Vec::new())
	});
	// In turn, so that a busy machine disturbs all alike; each reads the greedy answer.
	let mut token = 1;
	for _ in 0..write {
		let mut next = token;
		for (name, session, times) in &mut sessions {
			let began = Instant::now();
			session.generate(&[token], 1, &[], |progress| {
				if let (Progress::Token(token), "greedy") = (progress, *name) {
					next = token;
				}
				ControlFlow::Continue(())
			})?;
			times.push(began.elapsed().as_secs_f64() * 1_000.);
		}
		token = next;
	}
	for (name, _, mut times) in sessions {
		times.sort_by(f64::total_cmp);
		println!("{name:12} {:8.3} ms for a token, a tenth was quicker", times[times.len() / 10]);
	}
	Ok(())
}
