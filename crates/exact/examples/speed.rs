//! How fast a model reads and writes on this machine:
//! `cargo run -p stoa-exact --example speed -- MODEL.gguf [PROMPT_TOKENS [NEW_TOKENS [THREADS]]]`

use std::{env, error::Error, ops::ControlFlow, path::Path, sync::Arc, time::Instant};
use stoa_exact::{
	engine::{Progress, Session},
	kernel::Kernel,
	model::Model,
	pool::Pool,
};

fn main() -> Result<(), Box<dyn Error>> {
	let mut arguments = env::args().skip(1);
	let path = arguments.next().ok_or("give the path of a GGUF file")?;
	let mut number = |plain| arguments.next().map_or(Ok(plain), |n| n.parse::<u32>());
	let (read, write, threads) = (number(128)?, number(64)?, number(1)?);
	let pool = Pool::new(threads as usize);

	let began = Instant::now();
	let model = Arc::new(Model::open(Path::new(&path))?);
	println!("load                 {:8.2} s", began.elapsed().as_secs_f64());

	let prompt: Vec<u32> = (0..read).map(|i| 1_000 + i * 7_919 % 40_000).collect();
	for kernel in Kernel::available() {
		let mut session = Session::with(model.clone(), kernel, pool.clone());
		let began = Instant::now();
		session.feed(&prompt)?;
		let rate = f64::from(read) / began.elapsed().as_secs_f64();
		println!("{:10} prefill   {rate:8.1} tok/s", kernel.name());
		let (began, mut written) = (Instant::now(), 0u32);
		session.generate(&[], write, &[], |progress| {
			written += u32::from(matches!(progress, Progress::Token(_)));
			ControlFlow::Continue(())
		})?;
		let rate = f64::from(written) / began.elapsed().as_secs_f64();
		println!("{:10} decode    {rate:8.1} tok/s", kernel.name());
	}
	Ok(())
}
