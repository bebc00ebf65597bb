//! Figures against their bounds, one line each.

use std::{fmt, process::ExitCode};

/// What a figure must be.
#[derive(Clone, Copy)]
pub enum Bound {
	/// It is only told.
	None,
	/// At most so much.
	AtMost(f64),
	/// At least so much.
	AtLeast(f64),
	/// At most so far from zero.
	Within(f64),
}

/// A measured figure.
pub struct Figure {
	/// What was measured.
	pub name: String,
	/// How much.
	pub value: f64,
	/// Of what.
	pub unit: &'static str,
	/// What it must be.
	pub bound: Bound,
}

impl Figure {
	/// A figure.
	pub fn new(name: impl Into<String>, value: f64, unit: &'static str, bound: Bound) -> Self {
		Self { name: name.into(), value, unit, bound }
	}

	fn is_ok(&self) -> bool {
		match self.bound {
			Bound::None => true,
			Bound::AtMost(most) => self.value <= most,
			Bound::AtLeast(least) => self.value >= least,
			Bound::Within(far) => self.value.abs() <= far,
		}
	}
}

impl fmt::Display for Figure {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let bound = match self.bound {
			Bound::None => "-".to_owned(),
			Bound::AtMost(most) => format!("<= {most}"),
			Bound::AtLeast(least) => format!(">= {least}"),
			Bound::Within(far) => format!("+- {far}"),
		};
		let verdict = if self.is_ok() { "ok" } else { "short" };
		let digits = match self.value.abs() {
			value if value.fract() == 0. => 0,
			value if value < 0.01 => 6,
			value if value < 10. => 3,
			_ => 1,
		};
		let Self { name, value, unit, .. } = self;
		write!(f, "{name:<52} {value:>12.digits$} {unit:<8} {bound:>10}  {verdict}")
	}
}

/// Prints figures as they come.
#[derive(Default)]
pub struct Figures {
	short: bool,
}

impl Figures {
	/// Prints one.
	pub fn add(&mut self, name: impl Into<String>, value: f64, unit: &'static str, bound: Bound) {
		let figure = Figure::new(name, value, unit, bound);
		self.short |= !figure.is_ok();
		println!("{figure}");
	}

	/// Whether all are within their bounds.
	pub fn verdict(&self) -> ExitCode {
		ExitCode::from(u8::from(self.short))
	}
}

/// The middle one.
pub fn median(values: &[f64]) -> f64 {
	let mut sorted = values.to_vec();
	sorted.sort_by(f64::total_cmp);
	sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}
