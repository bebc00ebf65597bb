//! What Prometheus scrapes.

use prometheus::{
	Encoder, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, Opts, Registry,
	TextEncoder, core::Collector, proto::MetricType,
};
use std::fmt::Write;
use stoa_primitives::{Balance, STOA};

/// Bounds of the latency histograms, in seconds: fine where the gateway's own share lies.
const SECONDS: [f64; 20] = [
	0.0001, 0.00025, 0.0005, 0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5,
	1.0, 2.5, 5.0, 15.0, 60.0, 300.0,
];
/// Quantiles that are told beside the histograms.
const QUANTILES: [f64; 3] = [0.5, 0.95, 0.99];
/// Planck in the unit in which money is counted here: a billionth of a STOA.
const NANO: Balance = STOA / 1_000_000_000;

/// All metrics of the gateway, each named `stoa_gateway_…`.
pub struct Metrics {
	registry: Registry,
	/// Requests, by route and status.
	pub requests: IntCounterVec,
	/// Seconds from a request's headers to the end of its answer, by route.
	pub request_seconds: HistogramVec,
	/// Seconds from a request's headers to the first token, by route.
	pub first_token_seconds: HistogramVec,
	/// Seconds from a request's headers to when the provider was asked: the gateway's own share, by route.
	pub before_seconds: HistogramVec,
	/// Providers asked, by outcome.
	pub attempts: IntCounterVec,
	/// Receipts, by outcome.
	pub receipts: IntCounterVec,
	/// Vouchers, by outcome.
	pub vouchers: IntCounterVec,
	/// Tokens, by release and kind.
	pub tokens: IntCounterVec,
	spent: IntCounter,
	/// Channels in use.
	pub channels: IntGauge,
	/// Whole STOA locked in channels.
	pub locked: IntGauge,
	/// Offers known.
	pub offers: IntGauge,
	/// Connections.
	pub connections: IntGauge,
}

fn kept<C: Collector + Clone + 'static>(registry: &Registry, metric: C) -> prometheus::Result<C> {
	registry.register(Box::new(metric.clone()))?;
	Ok(metric)
}

fn counter(
	r: &Registry,
	name: &str,
	help: &str,
	labels: &[&str],
) -> prometheus::Result<IntCounterVec> {
	kept(r, IntCounterVec::new(Opts::new(format!("stoa_gateway_{name}"), help), labels)?)
}

fn gauge(r: &Registry, name: &str, help: &str) -> prometheus::Result<IntGauge> {
	kept(r, IntGauge::new(format!("stoa_gateway_{name}"), help)?)
}

fn seconds(r: &Registry, name: &str, help: &str) -> prometheus::Result<HistogramVec> {
	let options =
		HistogramOpts::new(format!("stoa_gateway_{name}"), help).buckets(SECONDS.to_vec());
	kept(r, HistogramVec::new(options, &["route"])?)
}

impl Metrics {
	/// Fresh metrics in a registry of their own.
	pub fn new() -> prometheus::Result<Self> {
		let registry = Registry::new();
		let r = &registry;
		Ok(Self {
			requests: counter(r, "requests_total", "Requests", &["route", "status"])?,
			request_seconds: seconds(r, "request_seconds", "Request to end of answer")?,
			first_token_seconds: seconds(r, "first_token_seconds", "Request to first token")?,
			before_seconds: seconds(r, "before_seconds", "Request to when a provider is asked")?,
			attempts: counter(r, "attempts_total", "Providers asked", &["outcome"])?,
			receipts: counter(r, "receipts_total", "Receipts", &["outcome"])?,
			vouchers: counter(r, "vouchers_total", "Vouchers", &["outcome"])?,
			tokens: counter(r, "tokens_total", "Tokens", &["release", "kind"])?,
			spent: kept(
				r,
				IntCounter::new("stoa_gateway_spent_nano_stoa_total", "Owed by checked receipts")?,
			)?,
			channels: gauge(r, "channels", "Channels in use")?,
			locked: gauge(r, "locked_stoa", "Whole STOA locked in channels")?,
			offers: gauge(r, "offers", "Offers known")?,
			connections: gauge(r, "connections", "Open connections")?,
			registry,
		})
	}

	/// Counts money, in planck.
	pub fn spent(&self, planck: Balance) {
		self.spent.inc_by(u64::try_from(planck / NANO).unwrap_or(u64::MAX));
	}

	/// The text that Prometheus reads: all metrics, and quantiles of the histograms for people without one.
	pub fn text(&self) -> String {
		let mut text = Vec::new();
		if let Err(error) = TextEncoder::new().encode(&self.registry.gather(), &mut text) {
			tracing::warn!(%error, "metrics cannot be written");
		}
		let mut text = String::from_utf8(text).unwrap_or_default();
		self.quantiles(&mut text);
		text
	}

	fn quantiles(&self, text: &mut String) {
		for family in self.registry.gather() {
			if family.get_field_type() != MetricType::HISTOGRAM {
				continue;
			}
			for metric in family.get_metric() {
				let histogram = metric.get_histogram();
				let buckets: Vec<(f64, u64)> = histogram
					.get_bucket()
					.iter()
					.map(|bucket| (bucket.get_upper_bound(), bucket.get_cumulative_count()))
					.collect();
				let route = metric.get_label().first().map(|label| label.get_value());
				for wanted in QUANTILES {
					let value = quantile(&buckets, histogram.get_sample_count(), wanted);
					// Writing to a string cannot fail.
					let _ = writeln!(
						text,
						"{}_quantile{{route=\"{}\",quantile=\"{wanted}\"}} {value}",
						family.get_name(),
						route.unwrap_or_default(),
					);
				}
			}
		}
	}
}

/// Within the bucket in which the quantile lies, linearly; the last finite bound beyond it.
fn quantile(buckets: &[(f64, u64)], count: u64, wanted: f64) -> f64 {
	if count == 0 {
		return 0.0;
	}
	let rank = wanted * count as f64;
	let (mut bound, mut below) = (0.0, 0u64);
	for (upper, cumulative) in buckets {
		if *cumulative as f64 >= rank {
			let inside = cumulative.saturating_sub(below) as f64;
			let share = if inside > 0.0 { (rank - below as f64) / inside } else { 1.0 };
			return bound + (upper - bound) * share;
		}
		(bound, below) = (*upper, *cumulative);
	}
	bound
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn quantiles_lie_in_their_buckets() {
		let buckets = [(0.001, 50), (0.002, 90), (0.005, 100)];
		assert!((quantile(&buckets, 100, 0.5) - 0.001).abs() < 1e-12);
		assert!((quantile(&buckets, 100, 0.95) - 0.0035).abs() < 1e-12);
		assert!((quantile(&buckets, 200, 0.99) - 0.005).abs() < 1e-12, "beyond the last bound");
		assert_eq!(quantile(&buckets, 0, 0.5), 0.0);
	}

	#[test]
	fn the_text_has_histograms_and_quantiles() {
		let metrics = Metrics::new().unwrap();
		for _ in 0..100 {
			metrics.request_seconds.with_label_values(&["v1/completions"]).observe(0.0015);
		}
		metrics.spent(3 * NANO + 1);
		let text = metrics.text();
		let route = "route=\"v1/completions\"";
		assert!(
			text.contains(&format!(
				"stoa_gateway_request_seconds_bucket{{{route},le=\"0.002\"}} 100"
			))
		);
		let line =
			format!("stoa_gateway_request_seconds_quantile{{{route},quantile=\"0.5\"}} 0.0015");
		assert!(text.contains(&line), "{text}");
		assert!(text.contains("stoa_gateway_spent_nano_stoa_total 3"));
	}
}
