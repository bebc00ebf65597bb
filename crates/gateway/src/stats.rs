//! How a provider does with a release: what routing looks at.

use parking_lot::Mutex;
use std::time::{Duration, Instant};

/// Weight of the newest measurement.
const NEW: f64 = 0.2;
/// First pause after a failure; it doubles with each one that follows.
const PAUSE: Duration = Duration::from_secs(1);
/// Longest pause.
const MAX_PAUSE: Duration = Duration::from_secs(120);
/// Doublings at most.
const DOUBLINGS: u32 = 7;
/// Pause after a receipt that does not hold.
const DISTRUST: Duration = Duration::from_secs(3_600);
/// Numbers older than this say nothing.
const MEMORY: Duration = Duration::from_secs(3_600);

#[derive(Debug)]
struct Numbers {
	first_token: Option<f64>,
	per_second: Option<f64>,
	success: f64,
	failures: u32,
	rests_until: Option<Instant>,
	touched: Instant,
}

/// Running means over the last answers.
#[derive(Debug)]
pub struct Stats(Mutex<Numbers>);

/// A copy of the numbers.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Seen {
	/// Seconds to the first token; none without an answer so far.
	pub first_token: Option<f64>,
	/// Tokens a second.
	pub per_second: Option<f64>,
	/// Share of answers that came whole, 0 to 1.
	pub success: f64,
	/// Whether it is left alone for a while after failures.
	pub resting: bool,
}

impl Default for Stats {
	fn default() -> Self {
		Self(Mutex::new(Numbers {
			first_token: None,
			per_second: None,
			success: 1.0,
			failures: 0,
			rests_until: None,
			touched: Instant::now(),
		}))
	}
}

fn mean(have: Option<f64>, new: f64) -> Option<f64> {
	Some(have.map_or(new, |have| have + (new - have) * NEW))
}

impl Stats {
	/// The numbers now.
	pub fn seen(&self) -> Seen {
		let n = self.0.lock();
		Seen {
			first_token: n.first_token,
			per_second: n.per_second,
			success: n.success,
			resting: n.rests_until.is_some_and(|until| Instant::now() < until),
		}
	}

	/// The first token came after so long.
	pub fn began(&self, after: Duration) {
		let mut n = self.0.lock();
		n.first_token = mean(n.first_token, after.as_secs_f64());
		n.failures = 0;
		n.rests_until = None;
		n.touched = Instant::now();
	}

	/// An answer came whole: so many tokens, so long after the first.
	pub fn ended(&self, tokens: u32, after: Duration) {
		let mut n = self.0.lock();
		n.success += (1.0 - n.success) * NEW;
		if tokens > 1 && !after.is_zero() {
			n.per_second = mean(n.per_second, f64::from(tokens - 1) / after.as_secs_f64());
		}
	}

	/// No answer, or half of one.
	pub fn failed(&self) {
		let mut n = self.0.lock();
		n.success -= n.success * NEW;
		let pause = PAUSE.saturating_mul(1 << n.failures.min(DOUBLINGS)).min(MAX_PAUSE);
		n.failures = n.failures.saturating_add(1);
		n.rests_until = Some(Instant::now() + pause);
		n.touched = Instant::now();
	}

	/// It has no room; it says for how long.
	pub fn busy(&self, wait: Duration) {
		let mut n = self.0.lock();
		n.rests_until = Some(Instant::now() + wait.min(MAX_PAUSE));
	}

	/// It signed what is not so.
	pub fn distrusted(&self) {
		let mut n = self.0.lock();
		n.success = 0.0;
		n.rests_until = Some(Instant::now() + DISTRUST);
		n.touched = Instant::now();
	}

	/// Whether something happened lately.
	pub fn is_recent(&self) -> bool {
		self.0.lock().touched.elapsed() < MEMORY
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn who_fails_is_left_alone_until_it_answers() {
		let stats = Stats::default();
		assert!(!stats.seen().resting);
		stats.failed();
		assert!(stats.seen().resting);
		assert!(stats.seen().success < 1.0);
		stats.began(Duration::from_millis(100));
		assert!(!stats.seen().resting);
	}

	#[test]
	fn means_follow_what_is_measured() {
		let stats = Stats::default();
		for _ in 0..50 {
			stats.began(Duration::from_millis(200));
			stats.ended(11, Duration::from_secs(1));
		}
		let seen = stats.seen();
		assert!((seen.first_token.unwrap() - 0.2).abs() < 1e-9);
		assert!((seen.per_second.unwrap() - 10.0).abs() < 1e-9);
		assert!(seen.success > 0.99);
	}
}
