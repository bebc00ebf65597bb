//! Figures of the marketplace for the node's Prometheus registry. They are read from the chain at each finalised
//! block, so all nodes show the same.
//!
//! **Invariant**: what a finalised block costs is bounded. Of jobs that are not final, [`PAGE`] are read per block:
//! with more of them than that the gauges follow some blocks late. Of a jump of finality, the last [`MAX_JUMP`]
//! blocks are read, and the others are counted as skipped.

use crate::service::FullClient;
use futures::StreamExt;
use sc_client_api::{BlockchainEvents, FinalityNotification};
use sc_service::TaskManager;
use sp_api::ProvideRuntimeApi;
use std::{collections::HashMap, sync::Arc};
use stoa_primitives::{
	Balance, BlockNumber, JobId, STOA,
	frame::runtime_api::{JobStage, JobStep, MarketApi, MarketEvent},
};
use stoa_runtime::{Hash, opaque::Block};
use substrate_prometheus_endpoint::{
	CounterVec, F64, Gauge, GaugeVec, HistogramOpts, HistogramVec, Opts, PrometheusError, Registry,
	U64, register,
};

/// Most jobs that are read per finalised block.
const PAGE: u32 = 500;
/// Most blocks that are read when finality moves on by many.
const MAX_JUMP: usize = 64;
/// Most jobs whose steps are timed; further ones are counted only.
const MAX_TIMED: usize = 10_000;

const STAGES: [(JobStage, &str); 6] = [
	(JobStage::Drawing, "drawing"),
	(JobStage::Computing, "computing"),
	(JobStage::Revealing, "revealing"),
	(JobStage::Serving, "serving"),
	(JobStage::Challengeable, "challengeable"),
	(JobStage::Settled, "settled"),
];

const STEPS: [JobStep; 7] = [
	JobStep::Submitted,
	JobStep::Drawn,
	JobStep::Answered,
	JobStep::Settled,
	JobStep::Refunded,
	JobStep::Cancelled,
	JobStep::Finalized,
];

/// Who can lose money by a slash.
const SLASHED: [&str; 2] = ["provider", "validator"];

/// Starts the task that reads them.
pub fn start(
	client: Arc<FullClient>,
	registry: &Registry,
	tasks: &TaskManager,
) -> Result<(), PrometheusError> {
	let metrics = Metrics::new(registry)?;
	let mut watch = Watch { client, metrics, timed: HashMap::new(), sweep: Sweep::default() };
	tasks.spawn_handle().spawn_blocking("market-metrics", Some("metrics"), async move {
		let mut finalised = watch.client.finality_notification_stream();
		while let Some(notification) = finalised.next().await {
			watch.look(&notification);
		}
	});
	Ok(())
}

struct Metrics {
	jobs: GaugeVec<U64>,
	escrow: Gauge<F64>,
	steps: CounterVec<U64>,
	blocks: HistogramVec,
	slashes: CounterVec<U64>,
	slashed: CounterVec<F64>,
	strikes: CounterVec<U64>,
	unread: CounterVec<U64>,
}

fn options(name: &str, help: &str) -> Opts {
	Opts::new(format!("stoa_market_{name}"), help)
}

impl Metrics {
	fn new(r: &Registry) -> Result<Self, PrometheusError> {
		// All are there from the start: Prometheus sees an increase only from a value that it has seen before.
		let counter = |name: &str, help: &str, label: &str, values: &[&str]| {
			let counter = CounterVec::<U64>::new(options(name, help), &[label])?;
			values.iter().for_each(|value| counter.with_label_values(&[value]).reset());
			register(counter, r)
		};
		let blocks = HistogramOpts::new(
			"stoa_market_job_blocks",
			"Blocks that jobs took: draw, answer, settlement, and all of it",
		);
		let buckets = [1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 20.0, 40.0, 100.0, 400.0];
		let slashed = options("slashed_stoa_total", "Bond and stake that was taken, in STOA");
		let jobs = options("jobs", "Jobs that are not final, by stage");
		let escrow = options("escrow_stoa", "On hold for jobs that are not paid, in STOA");
		let slashed = CounterVec::<F64>::new(slashed, &["of"])?;
		SLASHED.iter().for_each(|of| slashed.with_label_values(&[of]).reset());
		Ok(Self {
			jobs: register(GaugeVec::new(jobs, &["stage"])?, r)?,
			escrow: register(Gauge::with_opts(escrow)?, r)?,
			steps: counter("job_steps_total", "What was done to jobs", "step", &STEPS.map(name))?,
			blocks: register(HistogramVec::new(blocks.buckets(buckets.to_vec()), &["stage"])?, r)?,
			slashes: counter(
				"slashes_total",
				"Slashes of providers and validators",
				"of",
				&SLASHED,
			)?,
			slashed: register(slashed, r)?,
			strikes: counter(
				"strikes_total",
				"Strikes, which cost no bond by themselves",
				"of",
				&["provider"],
			)?,
			unread: counter(
				"unread_blocks_total",
				"Finalised blocks not read, by why",
				"reason",
				&["jump", "runtime"],
			)?,
		})
	}
}

/// When what happened to a job.
struct Timed {
	submitted: BlockNumber,
	drawn: Option<BlockNumber>,
	answered: Option<BlockNumber>,
}

/// A walk through all jobs that are not final.
#[derive(Default)]
struct Sweep {
	after: Option<JobId>,
	jobs: [u64; STAGES.len()],
	escrow: Balance,
}

struct Watch {
	client: Arc<FullClient>,
	metrics: Metrics,
	timed: HashMap<JobId, Timed>,
	sweep: Sweep,
}

impl Watch {
	fn look(&mut self, notification: &FinalityNotification<Block>) {
		let unread = self.metrics.unread.clone();
		let before = notification.tree_route.len();
		unread.with_label_values(&["jump"]).inc_by(before.saturating_sub(MAX_JUMP) as u64);
		let hashes = notification.tree_route.iter().chain([&notification.hash]);
		for (place, hash) in hashes.enumerate().skip(before.saturating_sub(MAX_JUMP)) {
			let behind = (before - place) as BlockNumber;
			let number = notification.header.number.saturating_sub(behind);
			match self.client.runtime_api().market_events(*hash) {
				Ok(events) => events.into_iter().for_each(|event| self.note(number, event)),
				Err(_) => unread.with_label_values(&["runtime"]).inc(),
			}
		}
		self.step_on(notification.hash);
	}

	/// The next page of the walk; what was found is shown when it has come to an end.
	fn step_on(&mut self, at: Hash) {
		let sweep = &mut self.sweep;
		let Ok(page) = self.client.runtime_api().open_jobs(at, sweep.after, PAGE) else { return };
		for (stage, escrow) in page.jobs {
			for (count, (known, _)) in sweep.jobs.iter_mut().zip(STAGES) {
				*count += u64::from(known == stage);
			}
			sweep.escrow = sweep.escrow.saturating_add(escrow);
		}
		sweep.after = page.last;
		if page.last.is_none() {
			let done = std::mem::take(sweep);
			for (count, (_, name)) in done.jobs.into_iter().zip(STAGES) {
				self.metrics.jobs.with_label_values(&[name]).set(count);
			}
			self.metrics.escrow.set(stoa(done.escrow));
		}
	}

	fn note(&mut self, number: BlockNumber, event: MarketEvent) {
		let slashed = |of: &str, taken: Balance| {
			self.metrics.slashes.with_label_values(&[of]).inc();
			self.metrics.slashed.with_label_values(&[of]).inc_by(stoa(taken));
		};
		match event {
			MarketEvent::Job(job, step) => self.time(job, step, number),
			MarketEvent::ProviderSlashed(taken) => slashed("provider", taken),
			MarketEvent::StakeSlashed(taken) => slashed("validator", taken),
			MarketEvent::ProviderStruck => {
				self.metrics.strikes.with_label_values(&["provider"]).inc();
			}
		}
	}

	fn time(&mut self, job: JobId, step: JobStep, now: BlockNumber) {
		let metrics = &self.metrics;
		metrics.steps.with_label_values(&[name(step)]).inc();
		let observe = |stage: &str, since: Option<BlockNumber>| {
			if let Some(since) = since {
				let blocks = f64::from(now.saturating_sub(since));
				metrics.blocks.with_label_values(&[stage]).observe(blocks);
			}
		};
		if step == JobStep::Submitted {
			if self.timed.len() < MAX_TIMED {
				self.timed.insert(job, Timed { submitted: now, drawn: None, answered: None });
			}
			return;
		}
		let Some(timed) = self.timed.get_mut(&job) else { return };
		match step {
			// A job may be drawn for again, and answered again: the first time counts.
			JobStep::Drawn if timed.drawn.is_none() => {
				observe("draw", Some(timed.submitted));
				timed.drawn = Some(now);
			}
			JobStep::Answered if timed.answered.is_none() => {
				observe("answer", timed.drawn);
				timed.answered = Some(now);
			}
			JobStep::Settled => {
				observe("settlement", timed.answered);
				observe("all", Some(timed.submitted));
				self.timed.remove(&job);
			}
			JobStep::Refunded | JobStep::Cancelled | JobStep::Finalized => {
				self.timed.remove(&job);
			}
			JobStep::Submitted | JobStep::Drawn | JobStep::Answered => {}
		}
	}
}

fn name(step: JobStep) -> &'static str {
	match step {
		JobStep::Submitted => "submitted",
		JobStep::Drawn => "drawn",
		JobStep::Answered => "answered",
		JobStep::Settled => "settled",
		JobStep::Refunded => "refunded",
		JobStep::Cancelled => "cancelled",
		JobStep::Finalized => "finalized",
	}
}

fn stoa(amount: Balance) -> f64 {
	amount as f64 / STOA as f64
}
