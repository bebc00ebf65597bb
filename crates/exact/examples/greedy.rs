//! Continues token ids greedily, on one thread, and prints the new ids:
//! `cargo run -p stoa-exact --example greedy -- MODEL.gguf NEW_TOKENS ID...`

use std::{env, error::Error, ops::ControlFlow, path::Path, sync::Arc};
use stoa_exact::{
	engine::{Progress, Session},
	model::Model,
};

fn main() -> Result<(), Box<dyn Error>> {
	let arguments: Vec<String> = env::args().skip(1).collect();
	let [path, most, ids @ ..] = &arguments[..] else {
		return Err("give a GGUF file, a number of tokens, and ids".into());
	};
	let ids = ids.iter().map(|id| id.parse()).collect::<Result<Vec<u32>, _>>()?;
	let mut session = Session::new(Arc::new(Model::open(Path::new(path))?));
	session.generate(&ids, most.parse()?, &[], |progress| {
		if let Progress::Token(id) = progress {
			println!("{id}");
		}
		ControlFlow::Continue(())
	})?;
	Ok(())
}
