//! Figures against their bounds, one line each.

use std::fmt;

/// A measured figure.
pub struct Figure {
	/// What was measured.
	pub name: &'static str,
	/// How much.
	pub value: f64,
	/// Of what.
	pub unit: &'static str,
	/// What it must not exceed, if anything.
	pub at_most: Option<f64>,
}

impl Figure {
	/// Whether it is within its bound.
	pub fn is_ok(&self) -> bool {
		self.at_most.is_none_or(|bound| self.value <= bound)
	}
}

impl fmt::Display for Figure {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let bound = self.at_most.map_or("-".to_owned(), |bound| format!("<= {bound}"));
		let verdict = if self.is_ok() { "ok" } else { "short" };
		let Self { name, value, unit, .. } = self;
		write!(f, "{name:<44} {value:>12.1} {unit:<8} {bound:>10}  {verdict}")
	}
}

/// The middle one.
pub fn median(values: &[u32]) -> f64 {
	let mut sorted = values.to_vec();
	sorted.sort_unstable();
	let middle = sorted.len() / 2;
	match sorted.as_slice() {
		[] => 0.0,
		sorted if sorted.len() % 2 == 1 => f64::from(sorted[middle]),
		sorted => f64::from(sorted[middle - 1] + sorted[middle]) / 2.0,
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_median_is_the_middle() {
		assert_eq!(median(&[3, 1, 2]), 2.0);
		assert_eq!(median(&[4, 1, 2, 3]), 2.5);
	}

	#[test]
	fn a_figure_says_whether_it_falls_short() {
		let figure = |value| Figure { name: "x", value, unit: "B", at_most: Some(2.0) };
		assert!(figure(2.0).to_string().ends_with("ok"));
		assert!(figure(2.1).to_string().ends_with("short"));
	}
}
