//! `stoa grades`: what a gateway's index makes of the record of models and providers.

use crate::{
	args::GradedArg,
	context::Context,
	fail::{FAILED, Fail, NETWORK},
	show,
};
use serde_json::{Value, json};
use std::time::Duration;
use stoa_egress::{Endpoint, Guard, Limits};

const LIMITS: Limits = Limits {
	response_bytes: 1_024 * 1_024,
	connect: Duration::from_secs(2),
	total: Duration::from_secs(10),
};
/// Entries of one page, and most pages that are asked for.
const PAGE: usize = 100;
const MAX_PAGES: usize = 50;

/// Grades of all models or all providers, the best first.
pub async fn run(
	context: &Context,
	of: GradedArg,
	gateway: &str,
	at: Option<u32>,
) -> Result<(), Fail> {
	let (block, mut grades) = fetch(of, gateway, at).await?;
	grades.sort_by(|a, b| rank(b).total_cmp(&rank(a)));
	let json = json!({ "block": block, "grades": grades });
	context.print(&json, || text(of, &block, &grades));
	Ok(())
}

async fn fetch(of: GradedArg, gateway: &str, at: Option<u32>) -> Result<(Value, Vec<Value>), Fail> {
	let failed = |error: &dyn std::fmt::Display| {
		let help = "start one (`stoa-gateway run`) or give its address with --gateway";
		Fail::new(NETWORK, format!("no grades from the gateway at {gateway} ({error}): {help}"))
	};
	// The address is the user's own choice, so it may lead to this machine.
	let guard = Guard::new(true, LIMITS).map_err(|error| failed(&error))?;
	let endpoint = Endpoint::parse(gateway)
		.map_err(|error| Fail::refused(format!("--gateway {gateway}: {error}")))?;
	let what = match of {
		GradedArg::Models => "releases",
		GradedArg::Providers => "providers",
	};
	let mut all = Vec::new();
	let mut at = at;
	let as_of = |at: Option<u32>| at.map_or(String::new(), |at| format!("&at={at}"));
	let mut query = as_of(at);
	for _ in 0..MAX_PAGES {
		let path = format!("v1/stoa/grades/{what}?limit={PAGE}{query}");
		let bytes = guard.get(&endpoint, &path).await.map_err(|error| failed(&error))?;
		let page: Value = serde_json::from_slice(&bytes).map_err(|error| failed(&error))?;
		let items = page["items"].as_array().ok_or_else(|| {
			Fail::new(
				FAILED,
				format!("{gateway} does not answer as a gateway of this version does"),
			)
		})?;
		all.extend(items.iter().cloned());
		match page["next"].as_str() {
			// Pages of one list must speak of one block, and blocks come while they are read: without --at, the
			// last one at which a period ended is meant.
			Some(_) if at.is_none() => {
				at = first_at(&all);
				all.clear();
				query = as_of(at);
			}
			Some(next) => query = format!("{}&cursor={next}", as_of(at)),
			None => return Ok((page["block"].clone(), all)),
		}
	}
	let what = format!("more than {} entries: ask the gateway for pages of them", PAGE * MAX_PAGES);
	Err(Fail::new(FAILED, what))
}

/// The block before the one as of which the first entry is: certain to be rounded to the end of a period.
fn first_at(grades: &[Value]) -> Option<u32> {
	let at = grades.first()?["at"].as_u64()?;
	u32::try_from(at).ok()?.checked_sub(1)
}

/// By the long term first; what has no grade comes last.
fn rank(entry: &Value) -> f64 {
	let grade = |window: &str| entry[window]["grade"].as_f64().unwrap_or(-1.0);
	grade("long") * 1_000.0 + grade("short")
}

fn text(of: GradedArg, block: &Value, grades: &[Value]) -> String {
	let number = grades.first().map_or(&block["number"], |first| &first["at"]);
	let mut out = match of {
		GradedArg::Models => {
			let lines: Vec<_> = grades.iter().map(model).collect();
			let heading =
				["RELEASE", "MODEL", "SHORT", "LONG", "ANSWERED", "FAILED", "AGREEMENT", "SUPPLY"];
			show::table(heading, &lines)
		}
		GradedArg::Providers => {
			let lines: Vec<_> = grades.iter().map(provider).collect();
			let heading = ["PROVIDER", "SHORT", "LONG", "JOBS", "FAULTS", "LIES", "PROMPTNESS"];
			show::table(heading, &lines)
		}
	};
	out.push_str(&format!(
		"\nas of finalised block {number}; short: a day, long: thirty days, 0 to 100\n"
	));
	out
}

fn points(value: &Value) -> String {
	value.as_f64().map_or("-".to_string(), |points| format!("{points:.2}"))
}

fn count(value: &Value) -> String {
	value.as_i64().map_or("-".to_string(), |count| count.to_string())
}

fn model(entry: &Value) -> [String; 8] {
	let long = &entry["long"];
	[
		count(&entry["release"]),
		show::text(entry["name"].as_str().unwrap_or_default().as_bytes()),
		points(&entry["short"]["grade"]),
		points(&long["grade"]),
		count(&long["answered"]),
		count(&long["failed"]),
		points(&long["agreement"]),
		points(&long["supply"]),
	]
}

fn provider(entry: &Value) -> [String; 7] {
	let long = &entry["long"];
	let faults = ["busy", "silent", "outvoted", "broken", "lies"];
	let faults = long["good"]
		.is_i64()
		.then(|| faults.iter().filter_map(|name| long[*name].as_i64()).sum::<i64>().to_string());
	[
		show::text(entry["provider"].as_str().unwrap_or_default().as_bytes()),
		points(&entry["short"]["grade"]),
		points(&long["grade"]),
		count(&long["good"]),
		faults.unwrap_or_else(|| "-".to_string()),
		count(&long["lies"]),
		points(&long["promptness"]),
	]
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_best_come_first_and_the_unknown_last() {
		let entry = |long: Value, short: Value| json!({ "long": long, "short": short });
		let grade = |points: f64| json!({ "grade": points });
		let mut all = [
			entry(Value::Null, Value::Null),
			entry(grade(90.5), Value::Null),
			entry(grade(90.5), grade(70.0)),
			entry(grade(12.0), grade(100.0)),
		];
		let wanted = [all[2].clone(), all[1].clone(), all[3].clone(), all[0].clone()];
		all.sort_by(|a, b| rank(b).total_cmp(&rank(a)));
		assert_eq!(all, wanted);
	}

	#[test]
	fn a_table_has_a_line_for_each() {
		let window = json!({
			"grade": 94.97, "reliability": 96.22, "promptness": 90.0,
			"good": 100, "busy": 1, "silent": 2, "outvoted": 0, "broken": 0, "lies": 0
		});
		let grades =
			[json!({ "provider": "5F", "at": 99, "short": null, "long": window }), json!({})];
		let text = text(GradedArg::Providers, &json!({ "number": 120 }), &grades);
		let lines: Vec<&str> = text.lines().collect();
		assert_eq!(
			lines[1].split_whitespace().collect::<Vec<_>>(),
			["5F", "-", "94.97", "100", "3", "0", "90.00"]
		);
		assert!(text.contains("block 99"), "{text}");
	}
}
