//! The files by which operators watch nodes (`monitoring/`), and the metrics that they name.

use anyhow::{Context, Result};
use std::{collections::BTreeSet, fs, path::Path};

/// What a name of our nodes' metrics begins with.
const FAMILIES: [&str; 3] = ["substrate_", "stoa_market_", "stoa_dispatcher_"];

/// A file of `monitoring/`.
pub fn file(name: &str) -> Result<String> {
	let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../monitoring").join(name);
	fs::read_to_string(&path).with_context(|| path.display().to_string())
}

/// The metrics of nodes that a text names, as they are called in a scrape.
pub fn named(text: &str) -> BTreeSet<&str> {
	let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
	words.filter(|word| FAMILIES.iter().any(|family| word.starts_with(family))).collect()
}

/// Which of these metrics a scrape does not have.
pub fn missing<'a>(names: &BTreeSet<&'a str>, scrape: &str) -> Vec<&'a str> {
	let samples: BTreeSet<&str> =
		scrape.lines().filter_map(|line| line.split(['{', ' ']).next()).collect();
	names.iter().copied().filter(|name| !samples.contains(name)).collect()
}

/// Alerts of `alerts.yml` that `alerts.test.yml` does not see fire.
pub fn untried(alerts: &str, tests: &str) -> Vec<String> {
	let names = alerts.lines().filter_map(|line| line.trim().strip_prefix("- alert: "));
	// A test of an alert that must not fire stands on one line.
	let fires = |name: &&str| tests.contains(&format!("alertname: {name}\n        exp_alerts:\n"));
	names.filter(|name| !fires(name)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn every_alert_is_seen_to_fire() {
		let (alerts, tests) = (file("alerts.yml").unwrap(), file("alerts.test.yml").unwrap());
		assert!(alerts.matches("- alert: ").count() > 10);
		assert_eq!(untried(&alerts, &tests), Vec::<String>::new());
		assert_eq!(untried("- alert: Never\n", &tests), ["Never"]);
	}

	#[test]
	fn names_are_found_and_missed() {
		let names = named("sum(rate(stoa_market_job_blocks_bucket{a=\"up\"}[5m])) / substrate_x");
		assert_eq!(names, BTreeSet::from(["stoa_market_job_blocks_bucket", "substrate_x"]));
		let scrape = "# TYPE substrate_x gauge\nstoa_market_job_blocks_bucket{le=\"1\"} 0\n";
		assert_eq!(missing(&names, scrape), ["substrate_x"]);
		assert_eq!(missing(&names, "substrate_x 1\nstoa_market_job_blocks_bucket 1\n").len(), 0);
	}

	#[test]
	fn daemons_have_what_the_files_name() {
		let text = file("dashboard.json").unwrap() + &file("alerts.yml").unwrap();
		for daemon in ["provider", "gateway"] {
			let source = file(&format!("../crates/{daemon}/src/metrics.rs")).unwrap();
			let prefix = format!("stoa_{daemon}_");
			let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
			let names: BTreeSet<&str> =
				words.filter_map(|word| word.strip_prefix(prefix.as_str())).collect();
			assert!(names.len() > 8, "{names:?}");
			for name in names {
				let name = name.strip_suffix("_bucket").unwrap_or(name);
				let registered = [format!("\"{name}\""), format!("\"{prefix}{name}\"")];
				assert!(registered.iter().any(|name| source.contains(name)), "{prefix}{name}");
			}
		}
	}

	#[test]
	fn the_dashboard_is_json_with_panels() {
		let dashboard = file("dashboard.json").unwrap();
		let read: serde_json::Value = serde_json::from_str(&dashboard).unwrap();
		assert!(read["panels"].as_array().unwrap().len() > 10);
		assert!(named(&dashboard).len() > 10);
	}
}
