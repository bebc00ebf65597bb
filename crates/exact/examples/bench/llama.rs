//! llama.cpp beside us: its libraries as a package brings them, one for each processor, in a process of its own.

use std::{
	error::Error,
	io::{BufRead, BufReader, Write},
	path::Path,
	process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

/// Where a Python and llama.cpp's libraries are.
pub struct Place {
	/// The command.
	pub python: String,
	/// The folder.
	pub libraries: String,
}

/// A running llama.cpp.
pub struct Llama {
	/// For which processor it was built.
	pub processor: String,
	process: Child,
	asks: ChildStdin,
	answers: BufReader<ChildStdout>,
}

impl Llama {
	/// Starts it as it was built for a processor; for this machine's, as far as it goes, if that is `best`.
	pub fn start(
		place: &Place,
		processor: &str,
		model: &str,
		threads: usize,
	) -> Result<Self, Box<dyn Error>> {
		let mut process = Command::new(&place.python)
			.args(["-c", include_str!("llama.py"), &place.libraries])
			.args([processor, model, &threads.to_string()])
			.stdin(Stdio::piped())
			.stdout(Stdio::piped())
			.stderr(Stdio::inherit())
			.spawn()?;
		let (Some(asks), Some(answers)) = (process.stdin.take(), process.stdout.take()) else {
			return Err("no pipes".into());
		};
		let mut llama =
			Self { processor: String::new(), process, asks, answers: BufReader::new(answers) };
		let ready = llama.line()?;
		let processor = ready.strip_prefix("ready ").ok_or("llama.cpp does not start")?;
		llama.processor = processor.to_owned();
		Ok(llama)
	}

	/// Its next line.
	fn line(&mut self) -> Result<String, Box<dyn Error>> {
		let mut line = String::new();
		match self.answers.read_line(&mut line)? {
			0 => Err("llama.cpp has ended: what its script says is above".into()),
			_ => Ok(line.trim().to_owned()),
		}
	}

	/// Seconds to read so many tokens and choose one, and to write all but the first of so many.
	pub fn complete(&mut self, read: u32, write: u32) -> Result<[f64; 2], Box<dyn Error>> {
		writeln!(self.asks, "complete {read} {write}")?;
		let line = self.line()?;
		let mut numbers = line.split(' ').map(str::parse);
		match (numbers.next(), numbers.next()) {
			(Some(Ok(read)), Some(Ok(write))) => Ok([read, write]),
			_ => Err(format!("llama.cpp answers '{line}'").into()),
		}
	}

	/// The tokens of a text.
	pub fn tokens(&mut self, text: &Path) -> Result<Vec<u32>, Box<dyn Error>> {
		writeln!(self.asks, "tokens {}", text.display())?;
		Ok(self.line()?.split(' ').map(str::parse).collect::<Result<_, _>>()?)
	}
}

impl Drop for Llama {
	fn drop(&mut self) {
		let _ = self.process.kill();
		let _ = self.process.wait();
	}
}
