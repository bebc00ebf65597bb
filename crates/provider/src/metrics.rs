//! What Prometheus scrapes.

use prometheus::{
	Encoder, Histogram, HistogramOpts, IntCounterVec, IntGauge, Opts, Registry, TextEncoder,
};

/// All metrics of the daemon, each named `stoa_provider_…`.
pub struct Metrics {
	registry: Registry,
	/// Height of the last best block seen.
	pub best_block: IntGauge,
	/// Height of the last finalised block seen.
	pub finalised_block: IntGauge,
	/// Seats that the chain waits for.
	pub pending_seats: IntGauge,
	/// Seats in work.
	pub running_seats: IntGauge,
	/// Bond in whole STOA.
	pub bond: IntGauge,
	/// 1 while the chain shows this provider in the draw.
	pub in_draw: IntGauge,
	/// Work finished, by release and outcome.
	pub work: IntCounterVec,
	/// Tokens generated, by release.
	pub tokens: IntCounterVec,
	/// Seconds from start to end of work.
	pub work_seconds: Histogram,
	/// Extrinsics sent, by call and outcome.
	pub extrinsics: IntCounterVec,
	/// Requests served, by route and status.
	pub requests: IntCounterVec,
	/// Games about answers of class Exact, by role and outcome.
	pub games: IntCounterVec,
	/// Answers sold by the token, by release and outcome.
	pub answers: IntCounterVec,
	/// Answers that are being sold.
	pub growing_answers: IntGauge,
	/// Leases that run.
	pub leases: IntGauge,
	/// Of them, workloads that run.
	pub workloads: IntGauge,
	/// Most blocks of a lease about which its tenant has signed nothing.
	pub unsigned_blocks: IntGauge,
	/// Data keys that are held, whole or in part.
	pub held_keys: IntGauge,
	/// Licences that wait for one of them.
	pub awaited_keys: IntGauge,
	/// Runs beside data in which this daemon has a seat.
	pub data_runs: IntGauge,
	/// What was done about leases and runs beside extrinsics, by outcome.
	pub lease_actions: IntCounterVec,
}

fn gauge(registry: &Registry, name: &str, help: &str) -> prometheus::Result<IntGauge> {
	let gauge = IntGauge::new(format!("stoa_provider_{name}"), help)?;
	registry.register(Box::new(gauge.clone()))?;
	Ok(gauge)
}

fn counter(
	registry: &Registry,
	name: &str,
	help: &str,
	labels: &[&str],
) -> prometheus::Result<IntCounterVec> {
	let counter = IntCounterVec::new(Opts::new(format!("stoa_provider_{name}"), help), labels)?;
	registry.register(Box::new(counter.clone()))?;
	Ok(counter)
}

impl Metrics {
	/// Fresh metrics in a registry of their own.
	pub fn new() -> prometheus::Result<Self> {
		let registry = Registry::new();
		let r = &registry;
		let work_seconds = Histogram::with_opts(
			HistogramOpts::new("stoa_provider_work_seconds", "Seconds from start to end of work")
				.buckets(vec![0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0]),
		)?;
		r.register(Box::new(work_seconds.clone()))?;
		let games = counter(r, "games_total", "Games about answers", &["role", "outcome"])?;
		let lease_actions = counter(
			r,
			"lease_actions_total",
			"What was done about leases",
			&["action", "outcome"],
		)?;
		// There from the start: Prometheus sees an increase only from a value that it has seen before, and rules
		// wait for these.
		for role in ["defender", "challenger"] {
			games.with_label_values(&[role, "lost"]).reset();
		}
		for action in ["start_workload", "remove_workload"] {
			lease_actions.with_label_values(&[action, "error"]).reset();
		}
		Ok(Self {
			best_block: gauge(r, "best_block", "Height of the last best block seen")?,
			finalised_block: gauge(
				r,
				"finalised_block",
				"Height of the last finalised block seen",
			)?,
			pending_seats: gauge(r, "pending_seats", "Seats that the chain waits for")?,
			running_seats: gauge(r, "running_seats", "Seats in work")?,
			bond: gauge(r, "bond_stoa", "Bond in whole STOA")?,
			in_draw: gauge(r, "in_draw", "1 while the chain shows this provider in the draw")?,
			work: counter(r, "work_total", "Work finished", &["release", "outcome"])?,
			tokens: counter(r, "tokens_total", "Tokens generated", &["release"])?,
			extrinsics: counter(r, "extrinsics_total", "Extrinsics sent", &["call", "outcome"])?,
			requests: counter(r, "requests_total", "Requests served", &["route", "status"])?,
			games,
			answers: counter(r, "answers_total", "Answers sold", &["release", "outcome"])?,
			growing_answers: gauge(r, "growing_answers", "Answers that are being sold")?,
			leases: gauge(r, "leases", "Leases that run")?,
			workloads: gauge(r, "workloads", "Workloads of leases that run")?,
			unsigned_blocks: gauge(
				r,
				"lease_unsigned_blocks",
				"Most blocks of a lease about which its tenant has signed nothing",
			)?,
			held_keys: gauge(r, "held_keys", "Data keys that are held")?,
			awaited_keys: gauge(r, "awaited_keys", "Licences that wait for a held key")?,
			data_runs: gauge(r, "data_runs", "Runs beside data in which this daemon has a seat")?,
			lease_actions,
			work_seconds,
			registry,
		})
	}

	/// The text that Prometheus reads.
	pub fn text(&self) -> String {
		let mut text = Vec::new();
		if let Err(error) = TextEncoder::new().encode(&self.registry.gather(), &mut text) {
			tracing::warn!(%error, "metrics cannot be written");
		}
		String::from_utf8(text).unwrap_or_default()
	}
}
