//! llama.cpp beside us: the package xllamacpp of the Python registry, in a process of its own.

use std::{
	error::Error,
	io::{BufRead, BufReader, Write},
	path::Path,
	process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

/// A running llama.cpp.
pub struct Llama {
	process: Child,
	asks: ChildStdin,
	answers: BufReader<ChildStdout>,
}

impl Llama {
	/// Starts it by a Python that has the package.
	pub fn start(python: &str, model: &str, threads: usize) -> Result<Self, Box<dyn Error>> {
		let mut process = Command::new(python)
			.args(["-c", include_str!("llama.py"), model, &threads.to_string()])
			.stdin(Stdio::piped())
			.stdout(Stdio::piped())
			.stderr(Stdio::null())
			.spawn()?;
		let (Some(asks), Some(answers)) = (process.stdin.take(), process.stdout.take()) else {
			return Err("no pipes".into());
		};
		let mut llama = Self { process, asks, answers: BufReader::new(answers) };
		match llama.line()?.as_str() {
			"ready" => Ok(llama),
			_ => Err("llama.cpp does not start: has the Python the package xllamacpp?".into()),
		}
	}

	/// Its next line; what the library itself prints is left out.
	fn line(&mut self) -> Result<String, Box<dyn Error>> {
		let mut line = String::new();
		while self.answers.read_line(&mut line)? > 0 {
			let text = line.trim();
			if text == "ready" || text.starts_with(|c: char| c.is_ascii_digit()) {
				return Ok(text.to_owned());
			}
			line.clear();
		}
		Err("llama.cpp has ended".into())
	}

	/// Seconds to read so many tokens, and to write all but the first of so many.
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
