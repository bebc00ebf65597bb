//! Grades are made of what had happened by their block: nothing later changes them, and whoever follows
//! docs/grades.md gets the same.

mod common;

use common::{Chain, Database, account, serve, store};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use stoa_index::{Index, facts::BlockFacts};

const PROVIDERS: u8 = 3;
const LIES: &[&str] =
	&["Overturned", "FalseMatch", "UnprovenMismatch", "Refuted", "Equivocated", "NotExecuted"];

/// One job's course, as an accident decides it.
#[derive(Clone, Debug)]
struct Course {
	/// Blocks since the job before.
	pause: u32,
	provider: u8,
	/// Blocks from the draw to the commitment.
	delay: u32,
	end: End,
}

#[derive(Clone, Debug)]
enum End {
	Good,
	Busy,
	Silent,
	Broken,
	Lie(usize),
	Refused,
}

fn courses() -> impl Strategy<Value = Vec<Course>> {
	let end = prop_oneof![
		6 => Just(End::Good),
		1 => Just(End::Busy),
		1 => Just(End::Silent),
		1 => Just(End::Broken),
		1 => (0..LIES.len()).prop_map(End::Lie),
		1 => Just(End::Refused),
	];
	let course = (0..25_u32, 0..PROVIDERS, 1..40_u32, end);
	let course =
		course.prop_map(|(pause, provider, delay, end)| Course { pause, provider, delay, end });
	prop::collection::vec(course, 1..10)
}

/// A chain in which all this happened.
fn chain(courses: &[Course]) -> Vec<BlockFacts> {
	let mut chain = Chain::new();
	let mut blocks = vec![chain.block()];
	chain.listing(0, "model", &account(9)).release(0, 0, &account(9));
	for provider in 0..PROVIDERS {
		chain.provider(&account(provider), &[(0, 10, 5)]);
	}
	blocks.push(chain.block());
	for (job, course) in courses.iter().enumerate() {
		let (job, provider) = (job as u64, account(course.provider));
		blocks.extend((0..course.pause).map(|_| chain.block()));
		chain.submitted(job, &account(8), 0);
		blocks.push(chain.block());
		chain.drawn(job, &[&provider]);
		blocks.push(chain.block());
		blocks.extend((1..course.delay).map(|_| chain.block()));
		let reason = match &course.end {
			End::Good => None,
			End::Busy => Some(json!({ "Declined": "Busy" })),
			End::Silent => Some(json!("NoCommitment")),
			End::Broken => Some(json!("NoReveal")),
			End::Lie(which) => Some(json!(LIES[*which])),
			End::Refused => Some(json!({ "Declined": "PromptMalformed" })),
		};
		if matches!(course.end, End::Good | End::Broken | End::Lie(_)) {
			chain.committed(job, 0, &provider);
		}
		blocks.push(chain.block());
		match (reason, &course.end) {
			(None, _) => {
				chain.settled(job, &[&provider], 10).finalized(job, json!("Final"));
			}
			(Some(reason), end) => {
				let why = if matches!(end, End::Refused) { "PromptRefused" } else { "NoExecutors" };
				chain.vacated(job, 0, &provider, reason).finalized(job, json!({ "Refunded": why }));
			}
		}
		blocks.push(chain.block());
	}
	blocks.extend((0..120).map(|_| chain.block()));
	blocks
}

async fn get(base: &str, path: &str) -> Value {
	let response = reqwest::get(format!("{base}/v1/stoa/{path}")).await.unwrap();
	assert_eq!(response.status(), 200, "{path}");
	response.json::<Value>().await.unwrap()["items"].clone()
}

async fn grades(base: &str, at: Option<u32>) -> Value {
	let at = at.map_or(String::new(), |at| format!("?at={at}"));
	let providers = get(base, &format!("grades/providers{at}")).await;
	json!([providers, get(base, &format!("grades/releases{at}")).await])
}

/// A provider's short grade by docs/grades.md, from events alone.
fn by_the_book(events: &[Value], provider: &str, at: u64) -> Option<f64> {
	let (mut good, mut down, mut lies, mut judged) = (0_i64, 0_i64, 0_i64, 0_i64);
	let (mut drawn, mut delays, mut backed) = (BTreeMap::new(), Vec::new(), BTreeMap::new());
	for event in events.iter().filter(|event| event["block"].as_u64().unwrap() <= at) {
		let (data, block) = (&event["data"], event["block"].as_i64().unwrap());
		let job = data["job"].as_u64();
		match event["name"].as_str().unwrap() {
			"ExecutorsDrawn" if data["seats"][0][1] == provider => {
				drawn.insert(job, block);
			}
			"AnswerCommitted" if data["provider"] == provider => delays.push(block - drawn[&job]),
			"JobSettled" => {
				backed.insert(job, data["backers"][0][0] == provider);
			}
			"JobFinalized" if data["outcome"] == "Final" && backed[&job] => {
				good += 1;
				judged += 1;
			}
			"SeatVacated" if data["provider"] == provider => {
				let weight = match data["reason"].as_str() {
					None if data["reason"]["Declined"] == "Busy" => 1,
					None => continue,
					Some("NoCommitment") => 4,
					Some("Outvoted") => 8,
					Some("NoReveal" | "DataWithheld") => 20,
					Some(_) => 80,
				};
				lies += i64::from(weight == 80);
				down += weight;
				judged += 1;
			}
			_ => {}
		}
	}
	if judged == 0 {
		return None;
	}
	let reliability = 10_000 * (4 * good + 8) / (4 * good + 8 + down + 8);
	let sum: i64 = delays.iter().map(|delay| 200_000 / (20 + (delay - 1).max(0))).sum();
	let promptness = if delays.is_empty() { 5_000 } else { sum / delays.len() as i64 };
	let grade = (8 * reliability + 2 * promptness) / 10;
	Some(if lies > 0 { grade.min(2_000) } else { grade } as f64 / 100.0)
}

async fn all_events(base: &str) -> Vec<Value> {
	let mut all: Vec<Value> = Vec::new();
	let mut cursor = String::new();
	loop {
		let url = format!("{base}/v1/stoa/events?pallet=Inference&limit=100{cursor}");
		let page: Value = reqwest::get(url).await.unwrap().json().await.unwrap();
		all.extend(page["items"].as_array().unwrap().iter().cloned());
		match page["next"].as_str() {
			Some(next) => cursor = format!("&cursor={next}"),
			None => return all,
		}
	}
}

async fn check(courses: Vec<Course>) {
	let database = Database::new().await;
	let index: Index = database.open().await;
	let base = serve(stoa_index::router(index.clone())).await;
	let mut then = BTreeMap::new();
	for facts in chain(&courses) {
		store(&index, std::slice::from_ref(&facts)).await;
		if facts.block.number % 100 == 99 {
			then.insert(facts.block.number, grades(&base, None).await);
		}
	}
	assert!(!then.is_empty());
	let events = all_events(&base).await;
	for (at, before) in then {
		let now = grades(&base, Some(at)).await;
		assert_eq!(now, before, "the grades as of block {at} changed: {courses:?}");
		for graded in now[0].as_array().unwrap() {
			let provider = graded["provider"].as_str().unwrap();
			let wanted = by_the_book(&events, provider, at.into());
			assert_eq!(graded["short"]["grade"].as_f64(), wanted, "{provider} {at} {courses:?}");
			assert_eq!(graded["short"]["complete"].as_bool(), wanted.map(|_| true));
		}
	}
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 20, ..Default::default() })]

	#[test]
	fn grades_as_of_a_block_do_not_change_when_later_blocks_come(courses in courses()) {
		let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
		runtime.block_on(check(courses));
	}
}

#[tokio::test]
async fn a_history_is_what_the_grades_were() {
	let database = Database::new().await;
	let index = database.open().await;
	let base = serve(stoa_index::router(index.clone())).await;
	let good = |pause| Course { pause, provider: 0, delay: 1, end: End::Good };
	let lie = Course { pause: 80, provider: 0, delay: 1, end: End::Lie(3) };
	store(&index, &chain(&[good(0), good(95), lie, good(90)])).await;
	let url = format!("{base}/v1/stoa/grades/providers/{}?step=1", account(0));
	let history: Value = reqwest::get(url).await.unwrap().json().await.unwrap();
	let points = history["data"]["points"].as_array().unwrap().clone();
	let last = points.last().unwrap();
	assert_eq!(last["at"], history["block"]["number"]);
	assert_eq!(last["short"]["lies"], 1);
	assert_eq!(last["short"]["grade"].as_f64(), Some(20.0));
	assert_eq!((&points[0]["at"], &points[0]["short"]["good"]), (&json!(99), &json!(1)));
	assert!(points[0]["short"]["grade"].as_f64().unwrap() > 60.0);
	for point in &points[..points.len() - 1] {
		let url = format!("grades/providers?at={}", point["at"]);
		let all = get(&base, &url).await;
		let same = all.as_array().unwrap().iter().find(|it| it["provider"] == account(0).as_str());
		assert_eq!(same.unwrap(), point);
	}
}

#[tokio::test]
async fn a_bad_model_has_no_grade_left() {
	let database = Database::new().await;
	let index = database.open().await;
	let base = serve(stoa_index::router(index.clone())).await;
	let mut blocks = chain(&[Course { pause: 0, provider: 0, delay: 1, end: End::Good }]);
	store(&index, &blocks).await;
	let before = get(&base, "grades/releases").await;
	assert!(before[0]["short"]["grade"].as_f64().unwrap() > 50.0, "{before}");
	let last = blocks.pop().unwrap();
	let mut bad = Chain::new();
	bad.skip(last.block.number + 1);
	bad.event("Models", "BondForfeited", json!({ "release": 0, "paid": "1", "burned": "1" }));
	assert!(index.apply(&bad.block()).await.unwrap());
	let after = get(&base, "grades/releases").await;
	assert_eq!(after[0]["short"]["grade"].as_f64(), Some(0.0));
	assert_eq!(after[0]["long"]["bad"], true);
}
