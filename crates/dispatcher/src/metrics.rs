//! Figures for the node's Prometheus registry.

use prometheus::{
	Histogram, HistogramOpts, IntCounterVec, IntGauge, Opts, Registry, exponential_buckets,
};

/// What can be counted under each label. All are there from the start: Prometheus sees an increase only from a
/// value that it has seen before.
const POLLS: [&str; 4] = ["ok", "malformed", "unauthorized", "wrong_host"];
const ANSWERS: [&str; 3] = ["statement", "unknown", "working"];
const FAILURES: [&str; 14] = [
	"bad_url",
	"board_full",
	"connect",
	"encoded",
	"malformed",
	"no_key",
	"not_global",
	"redirect",
	"setup",
	"status",
	"timed_out",
	"too_large",
	"transport",
	"unresolved",
];

/// Registered once per node; counts in any case.
#[derive(Clone, Debug)]
pub struct Metrics {
	/// Calls of the loopback service, by result.
	pub polls: IntCounterVec,
	/// Exchanges with providers that ended in an answer, by what it was.
	pub answers: IntCounterVec,
	/// Exchanges that ended in nothing, by reason.
	pub failures: IntCounterVec,
	/// Exchanges under way.
	pub in_flight: IntGauge,
	/// Seats attended to.
	pub seats: IntGauge,
	/// Seconds per exchange.
	pub seconds: Histogram,
}

impl Metrics {
	pub fn new(registry: Option<&Registry>) -> Result<Self, prometheus::Error> {
		let name = |name: &str| format!("stoa_dispatcher_{name}");
		let counter = |short: &str, help: &str, label: &str, values: &[&str]| {
			let counter = IntCounterVec::new(Opts::new(name(short), help), &[label])?;
			values.iter().for_each(|value| counter.with_label_values(&[value]).reset());
			Ok::<_, prometheus::Error>(counter)
		};
		let buckets = exponential_buckets(0.004, 2.0, 11)?;
		let metrics = Self {
			polls: counter("polls_total", "Calls of the loopback service", "result", &POLLS)?,
			answers: counter("answers_total", "Answers of providers", "answer", &ANSWERS)?,
			failures: counter(
				"failures_total",
				"Exchanges without an answer",
				"reason",
				&FAILURES,
			)?,
			in_flight: IntGauge::new(name("in_flight"), "Exchanges with providers under way")?,
			seats: IntGauge::new(name("seats"), "Seats attended to")?,
			seconds: Histogram::with_opts(
				HistogramOpts::new(name("request_seconds"), "Time per exchange with a provider")
					.buckets(buckets),
			)?,
		};
		if let Some(registry) = registry {
			registry.register(Box::new(metrics.polls.clone()))?;
			registry.register(Box::new(metrics.answers.clone()))?;
			registry.register(Box::new(metrics.failures.clone()))?;
			registry.register(Box::new(metrics.in_flight.clone()))?;
			registry.register(Box::new(metrics.seats.clone()))?;
			registry.register(Box::new(metrics.seconds.clone()))?;
		}
		Ok(metrics)
	}
}
