//! What may be learned of a table without seeing a row: counts, sums, means, histograms, each with noise that hides
//! whether any one row is in the table (epsilon-differential privacy; neighbours differ by one row).
//!
//! A query is an *algorithm* to the chain: its checksum is over the query itself, and its epsilon is what the owner
//! lets each run take of the dataset's budget. So an owner allows questions, not programs.
//!
//! Numbers are integers in units of `10^-decimals`; what is outside `low..=high` counts as the nearer end, so that one
//! row moves a sum by a bounded amount. Rows whose cell is empty or no number do not count.

use crate::{DataError, noise::Noise};
use serde::{Deserialize, Serialize};
use std::io::Read;
use stoa_primitives::{Digest, dataset::algorithm_checksum, payload::tagged};

/// Name of this arithmetic: another one is another image.
const ENGINE: &[u8; 16] = b"stoa/aggregt/v1\0";
/// Most bins of a histogram.
pub const MAX_BINS: u32 = 256;
/// Most decimals.
pub const MAX_DECIMALS: u8 = 9;
/// Farthest that a bound is from zero, in units.
const MAX_BOUND: i64 = 1 << 52;
/// Millionths of an epsilon that are one.
const ONE: u128 = 1_000_000;

/// What is asked.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case", tag = "op")]
pub enum Question {
	/// How many rows.
	Count,
	/// The sum of a column.
	Sum(Column),
	/// The mean of a column. Half of the epsilon goes to the sum, half to the count.
	Mean(Column),
	/// How many rows have a value in each of so many equal bins.
	Histogram {
		/// Of what.
		of: Column,
		/// How many bins there are.
		bins: u32,
	},
}

/// A column of numbers, and between what they are taken to be.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
	/// Its name in the first line of the table.
	pub name: String,
	/// Least value, in units.
	pub low: i64,
	/// Greatest value, in units.
	pub high: i64,
}

/// Rows that count.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filter {
	/// A column of text.
	pub column: String,
	/// What its cell must be.
	pub equals: String,
}

/// A question with what it may tell.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {
	/// What is asked.
	pub question: Question,
	/// Of which rows; of all without it.
	pub only: Option<Filter>,
	/// Digits after the point that count.
	pub decimals: u8,
	/// What it may tell, in millionths of an epsilon: the less, the more noise.
	pub epsilon: u64,
}

/// What is told: integers with noise. Of several datasets they are added up, place by place.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
	/// Of a count, the count; of a sum, the sum; of a mean, the sum of the distances from the middle, doubled, and the
	/// count; of a histogram, its bins.
	pub values: Vec<i64>,
}

impl Query {
	/// Reads what was typed, or what an owner allowed.
	pub fn parse(json: &str) -> Result<Self, DataError> {
		let query: Self = serde_json::from_str(json)
			.map_err(|error| DataError::Query(format!("this is no query: {error}")))?;
		query.check()?;
		Ok(query)
	}

	fn check(&self) -> Result<(), DataError> {
		let require = |holds: bool, why: &str| match holds {
			true => Ok(()),
			false => Err(DataError::Query(why.to_string())),
		};
		require(self.epsilon > 0, "epsilon must be above zero: without it nothing is hidden")?;
		require(self.epsilon <= 100_000_000, "an epsilon above 100 hides nothing: lower it")?;
		require(self.decimals <= MAX_DECIMALS, "at most 9 decimals count")?;
		let halves = !matches!(self.question, Question::Mean(_)) || self.epsilon > 1;
		require(halves, "a mean takes two numbers: its epsilon must be 2 millionths or more")?;
		if let Some(column) = self.column() {
			let bounds = [column.low, column.high];
			let near = bounds.iter().all(|bound| (-MAX_BOUND..=MAX_BOUND).contains(bound));
			require(near, "low and high must be within 2^52 units of zero: take fewer decimals")?;
			require(column.low < column.high, "low must be below high")?;
		}
		if let Question::Histogram { of, bins } = &self.question {
			require((1..=MAX_BINS).contains(bins), "a histogram has 1 to 256 bins")?;
			let wide = of.high.abs_diff(of.low) >= u64::from(*bins);
			require(
				wide,
				"there are more bins than units between low and high: take more decimals",
			)?;
		}
		Ok(())
	}

	fn column(&self) -> Option<&Column> {
		match &self.question {
			Question::Count => None,
			Question::Sum(column)
			| Question::Mean(column)
			| Question::Histogram { of: column, .. } => Some(column),
		}
	}

	/// The one spelling of it: what the checksum is over.
	pub fn canonical(&self) -> String {
		serde_json::to_string(self).unwrap_or_default()
	}

	/// By what the chain knows it.
	pub fn checksum(&self) -> Digest {
		let engine = tagged(ENGINE, ());
		algorithm_checksum(&engine, self.canonical().as_bytes())
	}

	/// Answers from a table in CSV whose first line names its columns. `seed` decides about the noise:
	/// `stoa_primitives::dataset::run_seed`, which nobody knows but who holds the data key.
	pub fn answer(&self, table: impl Read, seed: &Digest) -> Result<Answer, DataError> {
		self.check()?;
		let mut noise = Noise::new(seed);
		let exact = self.exact(table)?;
		let epsilon = u128::from(self.epsilon);
		let mut with = |value: i128, moves: u128, epsilon: u128| {
			let noisy = value.saturating_add(noise.laplace(moves.saturating_mul(ONE), epsilon));
			noisy.clamp(i64::MIN.into(), i64::MAX.into()) as i64
		};
		let values = match (&self.question, exact.as_slice()) {
			(Question::Sum(Column { low, high, .. }), [sum]) => {
				let moves = low.unsigned_abs().max(high.unsigned_abs());
				vec![with(*sum, moves.into(), epsilon)]
			}
			(Question::Mean(Column { low, high, .. }), [distance, count]) => {
				let (half, moves) = (epsilon / 2, high.abs_diff(*low).into());
				// Of an odd epsilon the count has the greater half.
				vec![with(*distance, moves, half), with(*count, 1, epsilon - half)]
			}
			(_, counts) => counts.iter().map(|count| with(*count, 1, epsilon)).collect(),
		};
		Ok(Answer { values })
	}

	/// Without noise.
	fn exact(&self, table: impl Read) -> Result<Vec<i128>, DataError> {
		let mut table = csv::ReaderBuilder::new().flexible(true).from_reader(table);
		let unreadable = |error: csv::Error| DataError::Query(format!("the table: {error}"));
		let names = table.byte_headers().map_err(unreadable)?.clone();
		let find = |name: &str| {
			names
				.iter()
				.position(|known| known == name.as_bytes())
				.ok_or_else(|| DataError::Query(format!("the table has no column {name:?}")))
		};
		let only = match &self.only {
			Some(only) => Some((find(&only.column)?, &only.equals)),
			None => None,
		};
		let column = match self.column() {
			Some(column) => Some((find(&column.name)?, column)),
			None => None,
		};
		let mut sums = vec![0i128; self.places()];
		let mut row = csv::ByteRecord::new();
		while table.read_byte_record(&mut row).map_err(unreadable)? {
			if only.is_some_and(|(at, equals)| row.get(at) != Some(equals.as_bytes())) {
				continue;
			}
			let value = match column {
				None => 0,
				Some((at, column)) => match row.get(at).and_then(|cell| units(cell, self.decimals))
				{
					Some(value) => value.clamp(column.low, column.high),
					None => continue,
				},
			};
			self.count(value, &mut sums);
		}
		Ok(sums)
	}

	fn places(&self) -> usize {
		match &self.question {
			Question::Count | Question::Sum(_) => 1,
			Question::Mean(_) => 2,
			Question::Histogram { bins, .. } => *bins as usize,
		}
	}

	/// Adds a row.
	fn count(&self, value: i64, sums: &mut [i128]) {
		let value = i128::from(value);
		match (&self.question, sums) {
			(Question::Count, [count]) => *count += 1,
			(Question::Sum(_), [sum]) => *sum += value,
			(Question::Mean(Column { low, high, .. }), [distance, count]) => {
				*distance += 2 * value - i128::from(*low) - i128::from(*high);
				*count += 1;
			}
			(Question::Histogram { of, bins }, sums) => {
				let width = i128::from(of.high) - i128::from(of.low);
				let bin = (value - i128::from(of.low)) * i128::from(*bins) / width;
				let last = sums.len().saturating_sub(1);
				if let Some(count) = sums.get_mut((bin as usize).min(last)) {
					*count += 1;
				}
			}
			_ => {}
		}
	}

	/// The answers about several datasets as one, in words that a person reads: a name and a number each.
	pub fn combine(&self, answers: &[Answer]) -> Result<Vec<(String, f64)>, DataError> {
		let places = self.places();
		if answers.is_empty() || answers.iter().any(|answer| answer.values.len() != places) {
			return Err(DataError::Query("these are no answers to this query".to_string()));
		}
		let sum = |at: usize| {
			let values = answers.iter().filter_map(|answer| answer.values.get(at));
			values.map(|value| *value as f64).sum::<f64>()
		};
		let unit = 10f64.powi(i32::from(self.decimals));
		Ok(match &self.question {
			Question::Count => vec![("count".to_string(), sum(0))],
			Question::Sum(_) => vec![("sum".to_string(), sum(0) / unit)],
			Question::Mean(Column { low, high, .. }) => {
				let count = sum(1);
				let middle = (*low as f64 + *high as f64) / 2.0;
				// A count that noise made nothing or less says nothing about the mean.
				let mean = middle + sum(0) / 2.0 / count.max(1.0);
				let mean = mean.clamp(*low as f64, *high as f64) / unit;
				vec![("mean".to_string(), mean), ("count".to_string(), count)]
			}
			Question::Histogram { of, bins } => {
				let width = (of.high as f64 - of.low as f64) / f64::from(*bins);
				let edge = |at: usize| (of.low as f64 + width * at as f64) / unit;
				let name = |at: usize| format!("{} to {}", edge(at), edge(at + 1));
				(0..places).map(|at| (name(at), sum(at))).collect()
			}
		})
	}
}

/// A cell as an integer in units of `10^-decimals`; further digits are cut off. Nothing if it is no plain number.
fn units(cell: &[u8], decimals: u8) -> Option<i64> {
	let text = std::str::from_utf8(cell).ok()?.trim();
	let (sign, digits) = match text.strip_prefix('-') {
		Some(digits) => (-1i64, digits),
		None => (1, text.strip_prefix('+').unwrap_or(text)),
	};
	let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
	let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
	if whole.is_empty() && part.is_empty() || !plain(whole) || !plain(part) {
		return None;
	}
	let places = (0..usize::from(decimals)).map(|at| part.as_bytes().get(at).unwrap_or(&b'0'));
	let all = whole.bytes().chain(places.copied());
	let add = |sum: i64, digit: u8| sum.checked_mul(10)?.checked_add(i64::from(digit - b'0'));
	all.into_iter().try_fold(0i64, add).map(|size| sign * size)
}

#[cfg(test)]
mod tests {
	use super::*;
	use stoa_primitives::dataset::run_seed;

	const TABLE: &str = "species,mass\nAdelie,3750\nAdelie,3800\nGentoo,5000\nGentoo,\nGentoo,NA\n";

	fn query(question: Question) -> Query {
		// So much that hardly any noise is left.
		Query { question, only: None, decimals: 0, epsilon: 100_000_000 }
	}

	fn mass() -> Column {
		Column { name: "mass".to_string(), low: 2_000, high: 7_000 }
	}

	fn told(query: &Query) -> Vec<i64> {
		query.answer(TABLE.as_bytes(), &[1; 32]).unwrap().values
	}

	#[test]
	fn questions_are_answered() {
		assert_eq!(told(&query(Question::Count)), [5]);
		let gentoo = Filter { column: "species".to_string(), equals: "Gentoo".to_string() };
		let only = Query { only: Some(gentoo), ..query(Question::Count) };
		assert_eq!(told(&only), [3]);
		let mean = query(Question::Mean(mass()));
		let combined = mean.combine(&[Answer { values: vec![-1_900, 3] }]).unwrap();
		assert_eq!(combined[0].0, "mean");
		assert!((combined[0].1 - 4_183.33).abs() < 0.01, "{combined:?}");
		assert_eq!(mean.exact(TABLE.as_bytes()).unwrap(), [-1_900, 3]);
		// What it takes of the budget is all that its two numbers tell.
		assert!(Query { epsilon: 1, ..mean.clone() }.check().is_err());
		assert!(Query { epsilon: 2, ..mean }.answer(TABLE.as_bytes(), &[1; 32]).is_ok());
		let bins = query(Question::Histogram { of: mass(), bins: 5 });
		assert_eq!(told(&bins), [0, 2, 0, 1, 0]);
		assert_eq!(bins.combine(&[Answer { values: told(&bins) }]).unwrap()[1].0, "3000 to 4000");
	}

	#[test]
	fn one_row_moves_a_sum_by_no_more_than_its_bounds() {
		let sum = query(Question::Sum(Column { name: "mass".into(), low: 0, high: 100 }));
		let exact = |table: &str| sum.exact(table.as_bytes()).unwrap();
		assert_eq!(exact("mass\n1\n1000000\n-7\n"), [101]);
		let decimals = Query { decimals: 2, ..sum.clone() };
		assert_eq!(decimals.exact("mass\n0.255\n".as_bytes()).unwrap(), [25]);
	}

	#[test]
	fn noise_hides_and_can_be_repeated() {
		let count = Query { epsilon: 100_000, ..query(Question::Count) };
		let answer = |run| {
			let seed = run_seed(&[0; 32], &[7; 32], run);
			count.answer(TABLE.as_bytes(), &seed).unwrap().values[0]
		};
		assert_eq!(answer(3), answer(3));
		let all: Vec<i64> = (0..400).map(answer).collect();
		let mean = all.iter().sum::<i64>() as f64 / 400.0;
		// The deviation of one is √2/ε = 14.
		assert!((mean - 5.0).abs() < 5.0 * 14.2 / 20.0, "{mean}");
		assert!(all.iter().any(|one| (one - 5).abs() > 10), "no noise");
	}

	#[test]
	fn what_is_no_query_is_refused() {
		let json = |epsilon: u64, low: i64, bins: u32| {
			format!(
				r#"{{"question":{{"op":"histogram","of":{{"name":"x","low":{low},"high":9}},"bins":{bins}}},"only":null,"decimals":0,"epsilon":{epsilon}}}"#
			)
		};
		let query = Query::parse(&json(1, 0, 3)).unwrap();
		assert_eq!(Query::parse(&query.canonical()).unwrap(), query);
		assert_ne!(query.checksum(), Query::parse(&json(2, 0, 3)).unwrap().checksum());
		for bad in [json(0, 0, 3), json(1, 9, 3), json(1, 0, 0), json(1, 0, 10), "{}".into()] {
			assert!(Query::parse(&bad).is_err(), "{bad}");
		}
		let missing = Query { only: None, ..query }.answer("y\n1\n".as_bytes(), &[0; 32]);
		assert!(missing.unwrap_err().to_string().contains("no column"));
	}

	#[test]
	fn cells_are_numbers_or_nothing() {
		for (cell, decimals, value) in [
			("12", 0, Some(12)),
			("-1.5", 1, Some(-15)),
			("+.25", 2, Some(25)),
			("3.999", 1, Some(39)),
			("", 0, None),
			(".", 0, None),
			("1e5", 0, None),
			("NA", 0, None),
			("99999999999999999999", 0, None),
		] {
			assert_eq!(units(cell.as_bytes(), decimals), value, "{cell}");
		}
	}
}
