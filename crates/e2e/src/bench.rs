//! Figures against their bounds, one line each.

use std::fmt;

/// A measured figure.
pub struct Figure {
	name: String,
	value: f64,
	unit: &'static str,
	bound: Bound,
}

/// What a figure must keep to.
enum Bound {
	None,
	AtMost(f64),
	AtLeast(f64),
}

impl Figure {
	/// What was measured, how much, of what; any value will do.
	pub fn new(name: impl Into<String>, value: f64, unit: &'static str) -> Self {
		Self { name: name.into(), value, unit, bound: Bound::None }
	}

	/// What it must not exceed.
	pub fn at_most(self, bound: f64) -> Self {
		Self { bound: Bound::AtMost(bound), ..self }
	}

	/// What it must reach.
	pub fn at_least(self, bound: f64) -> Self {
		Self { bound: Bound::AtLeast(bound), ..self }
	}

	/// Whether it is within its bound.
	pub fn is_ok(&self) -> bool {
		match self.bound {
			Bound::None => true,
			Bound::AtMost(bound) => self.value <= bound,
			Bound::AtLeast(bound) => self.value >= bound,
		}
	}
}

impl fmt::Display for Figure {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let bound = match self.bound {
			Bound::None => "-".to_owned(),
			Bound::AtMost(bound) => format!("<= {}", hundredths(bound)),
			Bound::AtLeast(bound) => format!(">= {}", hundredths(bound)),
		};
		let verdict = if self.is_ok() { "ok" } else { "short" };
		let Self { name, value, unit, .. } = self;
		write!(f, "{name:<52} {value:>12.2} {unit:<8} {bound:>10}  {verdict}")
	}
}

/// As many digits as values have, and none that say nothing.
fn hundredths(bound: f64) -> f64 {
	(bound * 100.0).round() / 100.0
}

/// The value below which `part` (0 to 1) of all lie; nothing of nothing.
pub fn quantile(values: &[f64], part: f64) -> Option<f64> {
	let mut sorted = values.to_vec();
	sorted.sort_unstable_by(f64::total_cmp);
	let rank = (part * sorted.len() as f64).ceil() as usize;
	sorted.get(rank.saturating_sub(1)).copied()
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
		let figure = |value| Figure::new("x", value, "B");
		assert!(figure(2.0).at_most(2.0).to_string().ends_with("ok"));
		assert!(figure(2.1).at_most(2.0).to_string().ends_with("short"));
		assert!(figure(2.0).at_least(2.0).to_string().ends_with("ok"));
		assert!(figure(1.9).at_least(2.0).to_string().ends_with("short"));
		assert!(figure(f64::NAN).at_most(2.0).to_string().ends_with("short"));
	}

	#[test]
	fn a_quantile_is_one_of_the_values() {
		let values: Vec<f64> = (1..=200).rev().map(f64::from).collect();
		assert_eq!(quantile(&values, 0.5), Some(100.0));
		assert_eq!(quantile(&values, 0.99), Some(198.0));
		assert_eq!(quantile(&values, 1.0), Some(200.0));
		assert_eq!(quantile(&[], 0.5), None);
	}
}
