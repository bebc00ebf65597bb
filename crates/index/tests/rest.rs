//! The REST interface, asked over a real socket.

mod common;

use common::{Chain, Database, account, serve, store, story};
use reqwest::{Client, Method, Response, StatusCode};
use serde_json::{Value, json};
use stoa_index::{Index, Options};

struct Gateway {
	index: Index,
	chain: Chain,
	base: String,
	client: Client,
	_database: Database,
}

impl Gateway {
	/// An index of the story behind a listener.
	async fn start() -> Self {
		let database = Database::new().await;
		let index = database.open_with(Options::default()).await;
		let (chain, blocks) = story();
		store(&index, &blocks).await;
		let base = serve(stoa_index::router(index.clone())).await;
		Self { index, chain, base, client: Client::new(), _database: database }
	}

	async fn get(&self, path: &str) -> Response {
		self.client.get(format!("{}/v1/stoa/{path}", self.base)).send().await.unwrap()
	}

	async fn json(&self, path: &str) -> Value {
		let response = self.get(path).await;
		assert_eq!(response.status(), StatusCode::OK, "{path}");
		response.json().await.unwrap()
	}

	/// The problem that an address answers with.
	async fn problem(&self, path: &str, status: u16) -> Value {
		let response = self.get(path).await;
		assert_eq!(response.status().as_u16(), status, "{path}");
		assert_eq!(response.headers()["content-type"], "application/problem+json", "{path}");
		let problem: Value = response.json().await.unwrap();
		assert_eq!(problem["status"], status, "{path}");
		assert!(problem["type"].as_str().unwrap().starts_with("urn:stoa:problem:"), "{path}");
		assert!(!problem["detail"].as_str().unwrap().is_empty(), "{path}");
		problem
	}

	async fn next_block(&mut self) {
		assert!(self.index.apply(&self.chain.block()).await.unwrap());
	}
}

#[tokio::test]
async fn every_answer_names_its_finalised_block() {
	let gateway = Gateway::start().await;
	let one = account(2);
	for path in [
		"status",
		"models",
		"models/0",
		"releases",
		"releases/0",
		"releases/0/providers",
		"releases/0/series",
		"series",
		"providers",
		&format!("providers/{one}"),
		"jobs",
		"jobs/0",
		"events",
		"grades/releases",
		"grades/releases/0",
		"grades/providers",
		&format!("grades/providers/{one}"),
	] {
		let response = gateway.get(path).await;
		assert_eq!(response.status(), StatusCode::OK, "{path}");
		let (number, hash) = {
			let headers = response.headers();
			assert!(headers.contains_key("etag"), "{path}");
			(headers["stoa-block-number"].clone(), headers["stoa-block-hash"].clone())
		};
		let body: Value = response.json().await.unwrap();
		assert_eq!(body["block"]["number"], 8, "{path}");
		assert_eq!(number, "8", "{path}");
		assert_eq!(body["block"]["hash"], hash.to_str().unwrap(), "{path}");
		assert_eq!(body["block"]["finalised"], true, "{path}");
		assert_eq!(body["block"]["gaps"], json!([]), "{path}");
	}
}

#[tokio::test]
async fn the_story_is_told() {
	let gateway = Gateway::start().await;
	let model = gateway.json("models/0").await;
	assert_eq!(model["data"]["name"], "SmolLM2-135M");
	let release = &model["data"]["releases"][0];
	assert_eq!((&release["providers"], &release["bytes"]), (&json!(2), &json!(1_000)));
	assert_eq!(release["lowest"], json!({ "input": "10", "output": "20" }));
	let provider = gateway.json(&format!("providers/{}", account(3))).await;
	assert_eq!(provider["data"]["bond"], "30000000000000000000");
	assert_eq!(provider["data"]["serving"][0]["price"]["output"], "60");
	let job = gateway.json("jobs/0").await;
	let job = &job["data"];
	assert_eq!((&job["state"], &job["reliable"]), (&json!("final"), &json!(true)));
	assert_eq!(job["seats"].as_array().unwrap().len(), 2);
	assert_eq!(job["assurance"], json!({ "Replicated": { "executors": 2, "quorum": 2 } }));
	let series = gateway.json("releases/0/series?step=1").await;
	let point = series["data"]["points"].as_array().unwrap().last().unwrap().clone();
	assert_eq!((&point["jobs"], &point["tokens"]), (&json!(1), &json!(40)));
	assert_eq!(point["charged"], "20000000000000000000");
	let network = gateway.json("series").await;
	assert_eq!(network["data"]["points"][0]["bond"], "60000000000000000000");
	let grade = gateway.json(&format!("grades/providers/{}", account(2))).await;
	let now = grade["data"]["points"].as_array().unwrap().last().unwrap().clone();
	assert_eq!(now["short"]["grade"], 68.0);
	assert_eq!(now["long"]["complete"], true);
}

#[tokio::test]
async fn a_job_that_is_not_final_is_not_called_reliable() {
	let mut gateway = Gateway::start().await;
	gateway.chain.submitted(1, &account(1), 0).settled(1, &[&account(2)], 20);
	gateway.next_block().await;
	let job = gateway.json("jobs/1").await;
	assert_eq!(
		(&job["data"]["state"], &job["data"]["reliable"]),
		(&json!("settled"), &json!(false))
	);
	gateway.chain.finalized(1, json!("Overturned"));
	gateway.next_block().await;
	let job = gateway.json("jobs/1").await;
	assert_eq!(
		(&job["data"]["state"], &job["data"]["reliable"]),
		(&json!("overturned"), &json!(false))
	);
}

#[tokio::test]
async fn what_has_not_changed_is_answered_with_304() {
	let mut gateway = Gateway::start().await;
	let tag = gateway.get("models/0").await.headers()["etag"].clone();
	gateway.next_block().await;
	let ask = |gateway: &Gateway| {
		let url = format!("{}/v1/stoa/models/0", gateway.base);
		gateway.client.get(url).header("if-none-match", tag.clone()).send()
	};
	let response = ask(&gateway).await.unwrap();
	assert_eq!(response.status(), StatusCode::NOT_MODIFIED);
	assert_eq!(response.headers()["stoa-block-number"], "9");
	assert_eq!(response.headers()["etag"], tag);
	assert!(response.bytes().await.unwrap().is_empty());
	gateway.chain.listing(0, "SmolLM2-135M-Instruct", &account(9));
	gateway.next_block().await;
	let response = ask(&gateway).await.unwrap();
	assert_eq!(response.status(), StatusCode::OK);
	assert_ne!(response.headers()["etag"], tag);
}

#[tokio::test]
async fn pages_cover_everything_once() {
	let mut gateway = Gateway::start().await;
	for job in 1..12 {
		gateway.chain.submitted(job, &account(if job % 2 == 0 { 1 } else { 4 }), 0);
		gateway.next_block().await;
	}
	for (path, count) in [
		("jobs".to_string(), 12),
		(format!("jobs?requester={}", account(4)), 6),
		(format!("jobs?provider={}", account(3)), 1),
		("jobs?state=drawing&release=0".to_string(), 11),
		("events".to_string(), 21),
		("events?pallet=Inference&name=JobSubmitted".to_string(), 12),
		("events?release=0&descending=true".to_string(), 13),
		(format!("events?account={}&from=5", account(2)), 3),
		(format!("events?account={}&job=0", account(2)), 3),
		("events?listing=0".to_string(), 2),
		("events?job=18446744073709551615".to_string(), 0),
		("events?channel=0".to_string(), 0),
		("models?name=LLM2".to_string(), 1),
		("models?name=_".to_string(), 0),
		("releases?class=Exact".to_string(), 0),
		("providers?status=Active&release=0".to_string(), 2),
	] {
		let mut seen = Vec::new();
		let join = if path.contains('?') { '&' } else { '?' };
		let mut cursor = String::new();
		loop {
			let page = gateway.json(&format!("{path}{join}limit=5{cursor}")).await;
			let items = page["items"].as_array().unwrap();
			assert!(items.len() <= 5);
			seen.extend(items.iter().map(Value::to_string));
			match page["next"].as_str() {
				Some(next) => cursor = format!("&cursor={next}"),
				None => break,
			}
		}
		let mut distinct = seen.clone();
		distinct.sort();
		distinct.dedup();
		assert_eq!((seen.len(), distinct.len()), (count, count), "{path}: {seen:#?}");
	}
	let latest = gateway.json("jobs?limit=1").await;
	assert_eq!(latest["items"][0]["id"], 11);
}

#[tokio::test]
async fn what_is_wrong_is_told_as_a_problem() {
	let gateway = Gateway::start().await;
	for path in [
		"jobs?limit=0",
		"jobs?limit=101",
		"jobs?limit=many",
		"jobs?state=happy",
		"jobs?requester=nobody",
		"jobs?colour=red",
		"jobs?cursor=zz",
		"models?name=%00",
		"events?pallet=%27%20OR%201%3D1",
		"events/stream?limit=5",
		"providers/nobody",
		"releases/0/series?step=0",
		"grades/releases/0?points=1000",
	] {
		gateway.problem(path, 400).await;
	}
	for path in [
		"nothing",
		"models/7",
		"models/x",
		"models/99999999999",
		"releases/7",
		"releases/7/series",
		"jobs/7",
		"jobs/18446744073709551615",
		"grades/releases/7",
		&format!("providers/{}", account(1)),
	] {
		gateway.problem(path, 404).await;
	}
	gateway.problem("webhooks", 401).await;
	let url = format!("{}/v1/stoa/jobs", gateway.base);
	let response = gateway.client.request(Method::DELETE, url).send().await.unwrap();
	assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
	assert_eq!(response.headers()["content-type"], "application/problem+json");
	assert!(response.headers()["allow"].to_str().unwrap().contains("GET"));
}

#[tokio::test]
async fn an_empty_index_says_so() {
	let database = Database::new().await;
	let base = serve(stoa_index::router(database.open().await)).await;
	let response = Client::new().get(format!("{base}/v1/stoa/jobs")).send().await.unwrap();
	assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
	assert_eq!(response.headers()["retry-after"], "3");
	let problem: Value = response.json().await.unwrap();
	assert_eq!(problem["type"], "urn:stoa:problem:unavailable");
}

/// The next `count` events of a stream, as id, name and data.
async fn events(response: &mut Response, count: usize) -> Vec<(String, String, Value)> {
	let mut text = String::new();
	let mut found = Vec::new();
	while found.len() < count {
		let chunk = tokio::time::timeout(std::time::Duration::from_secs(60), response.chunk());
		let chunk = chunk.await.expect("an event in time").unwrap().expect("the stream goes on");
		text.push_str(std::str::from_utf8(&chunk).unwrap());
		while let Some((event, rest)) = text.clone().split_once("\n\n") {
			let field = |name: &str| {
				let line = event.lines().find_map(|line| line.strip_prefix(name));
				line.map(|value| value.trim_start().to_string())
			};
			if let Some(data) = field("data:") {
				let data = serde_json::from_str(&data).unwrap();
				found.push((field("id:").unwrap(), field("event:").unwrap(), data));
			}
			text = rest.to_string();
		}
	}
	found
}

#[tokio::test]
async fn channels_are_told_until_they_are_forgotten_and_afterwards_if_wanted() {
	let mut gateway = Gateway::start().await;
	let (payer, one, two) = (account(1), account(2), account(3));
	gateway.chain.channel(0, &payer, &one).channel(1, &payer, &two);
	gateway.next_block().await;
	gateway.chain.withdrawn(0, &payer, &one);
	gateway.next_block().await;
	let ids = |list: Value| -> Vec<u64> {
		list["items"].as_array().unwrap().iter().map(|it| it["id"].as_u64().unwrap()).collect()
	};
	assert_eq!(ids(gateway.json("channels").await), [1, 0]);
	assert_eq!(ids(gateway.json(&format!("channels?provider={two}")).await), [1]);
	assert_eq!(ids(gateway.json("channels?state=Withdrawn").await), [0]);
	let channel = gateway.json("channels/0").await["data"].clone();
	assert_eq!((&channel["redeemed"], &channel["until"]), (&json!("400"), &json!(1_300)));
	assert_eq!((&channel["audited"], &channel["opened_at"]), (&json!(true), &json!(9)));
	assert_eq!(gateway.json("events?channel=0").await["items"].as_array().unwrap().len(), 2);
	gateway.chain.dropped(0);
	gateway.next_block().await;
	assert_eq!(ids(gateway.json("channels").await), [1]);
	assert_eq!(ids(gateway.json(&format!("channels?removed=true&payer={payer}")).await), [1, 0]);
	assert_eq!(gateway.json("channels/0").await["data"]["removed_at"], 11);
	gateway.problem("channels/7", 404).await;
	gateway.problem("channels?payer=nobody", 400).await;
}

#[tokio::test]
async fn a_stream_tells_what_becomes_final_and_resumes_where_it_was() {
	let mut gateway = Gateway::start().await;
	let mut live = gateway.get("events/stream").await;
	assert_eq!(live.headers()["content-type"], "text/event-stream");
	gateway.chain.submitted(1, &account(1), 0).drawn(1, &[&account(2)]);
	gateway.next_block().await;
	let told = events(&mut live, 2).await;
	assert_eq!((told[0].0.as_str(), told[0].1.as_str()), ("9-0", "Inference.JobSubmitted"));
	assert_eq!((told[1].0.as_str(), told[1].2["data"]["job"].as_u64()), ("9-1", Some(1)));
	drop(live);
	gateway.chain.committed(1, 0, &account(2));
	gateway.next_block().await;
	let url = format!("{}/v1/stoa/events/stream", gateway.base);
	let resumed = gateway.client.get(url).header("last-event-id", "9-0");
	let told = events(&mut resumed.send().await.unwrap(), 2).await;
	assert_eq!((told[0].0.as_str(), told[1].0.as_str()), ("9-1", "10-0"));
	let mut filtered = gateway.get(&format!("events/stream?from=0&account={}", account(3))).await;
	let told = events(&mut filtered, 2).await;
	assert_eq!((told[0].0.as_str(), told[1].0.as_str()), ("3-0", "5-0"));
	gateway.index.close();
	let end = tokio::time::timeout(std::time::Duration::from_secs(60), async {
		while filtered.chunk().await.unwrap().is_some() {}
	});
	end.await.expect("the stream ends when the index closes");
}

#[tokio::test]
async fn the_document_describes_every_address_and_is_what_is_served() {
	let gateway = Gateway::start().await;
	let served = gateway.json("openapi.json").await;
	assert_eq!(served, serde_json::to_value(stoa_index::openapi()).unwrap());
	let paths = served["paths"].as_object().unwrap();
	let mut names = std::collections::BTreeSet::new();
	assert_eq!(paths.len(), 31, "{:?}", paths.keys().collect::<Vec<_>>());
	for (path, operations) in paths {
		for (method, operation) in operations.as_object().unwrap() {
			let what = format!("{method} {path}");
			assert!(
				names.insert(operation["operationId"].to_string()),
				"{what}: the name is taken"
			);
			assert!(operation["summary"].as_str().is_some_and(|text| !text.is_empty()), "{what}");
			let responses = operation["responses"].as_object().unwrap();
			assert!(responses.contains_key("503"), "{what}");
			for parameter in operation["parameters"].as_array().into_iter().flatten() {
				assert!(parameter["description"].is_string(), "{what}: {parameter}");
			}
		}
	}
	let schemas = served["components"]["schemas"].as_object().unwrap();
	let text = served.to_string();
	for reference in text.split("\"#/components/schemas/").skip(1) {
		let name = reference.split('"').next().unwrap();
		assert!(schemas.contains_key(name), "{name} is referred to and not there");
	}
}

#[tokio::test]
async fn the_viewer_asks_no_other_machine() {
	let gateway = Gateway::start().await;
	let response = gateway.get("docs/").await;
	assert_eq!(response.status(), StatusCode::OK);
	let page = response.text().await.unwrap();
	assert!(page.contains("swagger-ui"), "{page}");
	for source in page.split("src=\"").chain(page.split("href=\"")).skip(1) {
		let source = source.split('"').next().unwrap();
		assert!(!source.contains("//"), "{source} is somewhere else");
	}
	let script = gateway.get("docs/swagger-initializer.js").await.text().await.unwrap();
	assert!(script.contains("/v1/stoa/openapi.json"), "{script}");
	let bundle = gateway.get("docs/swagger-ui-bundle.js").await;
	assert_eq!(bundle.status(), StatusCode::OK);
}

#[tokio::test]
async fn models_at_fault_are_left_out_of_lists_unless_they_are_wanted() {
	let mut gateway = Gateway::start().await;
	let owner = account(8);
	gateway.chain.listing(40, "honest", &owner).listing(41, "false", &owner);
	gateway.chain.release(90, 40, &owner).release(91, 41, &owner);
	gateway.next_block().await;
	let ids = |list: Value| -> Vec<u64> {
		list["items"].as_array().unwrap().iter().map(|it| it["id"].as_u64().unwrap()).collect()
	};
	let of = |path: &str| format!("{path}owner={owner}");
	assert_eq!(ids(gateway.json(&of("models?")).await), [40, 41]);
	gateway.chain.ruled(41, "false", &owner, "FalseCard");
	gateway.next_block().await;
	assert_eq!(ids(gateway.json(&of("models?")).await), [40]);
	assert_eq!(ids(gateway.json(&of("models?include_flagged=true&")).await), [40, 41]);
	assert_eq!(gateway.json("models/41").await["data"]["flag"], "FalseCard");
	assert_eq!(gateway.json("models/40").await["data"]["flag"], Value::Null);
	let releases = ids(gateway.json("releases?limit=100").await);
	assert!(releases.contains(&90) && !releases.contains(&91), "{releases:?}");
	assert_eq!(ids(gateway.json("releases?listing=41").await), [91]);
	assert_eq!(
		gateway.json("events?listing=41&pallet=Disputes").await["items"][0]["data"]["case"],
		1
	);
	// Published anew without it: the flag is gone.
	gateway.chain.listing(41, "false", &owner);
	gateway.next_block().await;
	assert_eq!(ids(gateway.json(&of("models?")).await), [40, 41]);
}

fn lease_ids(list: &Value) -> Vec<u64> {
	list["items"].as_array().unwrap().iter().map(|it| it["id"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn offers_are_found_by_what_they_have_while_they_can_be_taken() {
	let mut gateway = Gateway::start().await;
	let (one, two) = (account(1), account(2));
	gateway.chain.offer(0, &one, 4, 1).offer(1, &two, 16, 0);
	gateway.next_block().await;
	assert_eq!(lease_ids(&gateway.json("offers").await), [0, 1]);
	assert_eq!(lease_ids(&gateway.json("offers?cpu_cores=8").await), [1]);
	assert_eq!(lease_ids(&gateway.json(&format!("offers?provider={one}")).await), [0]);
	let offer = gateway.json("offers/0").await["data"].clone();
	assert_eq!((&offer["price_per_block"], &offer["used"]), (&json!("500"), &json!(1)));
	assert_eq!(offer["attributes"], json!({ "region": "eu" }));
	gateway.chain.offer(0, &one, 4, 2);
	gateway.next_block().await;
	assert_eq!(lease_ids(&gateway.json("offers").await), [1], "no unit is free");
	assert_eq!(lease_ids(&gateway.json("offers?all=true").await), [0, 1]);
	gateway.chain.offer_gone(1);
	gateway.next_block().await;
	assert_eq!(lease_ids(&gateway.json("offers").await), [] as [u64; 0]);
	gateway.problem("offers/7", 404).await;
}

#[tokio::test]
async fn leases_are_told_with_what_they_paid_and_why_they_ended() {
	let mut gateway = Gateway::start().await;
	let (tenant, one) = (account(1), account(2));
	gateway.chain.lease(0, &tenant, &one, "Active").lease(1, &tenant, &one, "Pending");
	gateway.next_block().await;
	assert_eq!(lease_ids(&gateway.json("leases").await), [1, 0]);
	assert_eq!(
		lease_ids(&gateway.json(&format!("leases?tenant={tenant}&state=Active")).await),
		[0]
	);
	gateway.chain.event(
		"Compute",
		"LeasePaid",
		json!({ "lease": 0, "provider": one, "amount": "40" }),
	);
	gateway.next_block().await;
	gateway.chain.lease_ended(0, &tenant, &one, "ClosedByTenant");
	gateway.next_block().await;
	assert_eq!(lease_ids(&gateway.json("leases").await), [1]);
	assert_eq!(lease_ids(&gateway.json("leases?state=Ended").await), [0]);
	let lease = gateway.json("leases/0").await["data"].clone();
	assert_eq!((&lease["paid"], &lease["refunded"]), (&json!("50"), &json!("930")));
	assert_eq!((&lease["reason"], &lease["escrow"]), (&json!("ClosedByTenant"), &json!("0")));
	gateway.problem("leases?tenant=nobody", 400).await;
}

#[tokio::test]
async fn datasets_are_listed_without_those_that_have_a_flag() {
	let mut gateway = Gateway::start().await;
	let owner = account(1);
	gateway.chain.dataset(0, &owner, None).dataset(1, &owner, Some("Infringing"));
	gateway.next_block().await;
	assert_eq!(lease_ids(&gateway.json("datasets").await), [0]);
	assert_eq!(lease_ids(&gateway.json(&format!("datasets?owner={owner}&all=true")).await), [0, 1]);
	let flagged = gateway.json("datasets/1").await["data"].clone();
	assert_eq!(flagged["flag"], json!("Infringing"));
	assert_eq!((&flagged["budget_total"], &flagged["budget_spent"]), (&json!(1_000), &json!(400)));
	gateway.problem("datasets/7", 404).await;
}

#[tokio::test]
async fn licences_are_told_with_what_they_paid_and_why_they_ended() {
	let mut gateway = Gateway::start().await;
	let (licensee, other) = (account(1), account(2));
	gateway.chain.dataset(0, &other, None);
	gateway.chain.license(0, &licensee, "Active").license(1, &other, "Awaiting");
	gateway.next_block().await;
	assert_eq!(lease_ids(&gateway.json("licenses").await), [1, 0]);
	let active = format!("licenses?licensee={licensee}&state=Active&dataset=0&release=77");
	assert_eq!(lease_ids(&gateway.json(&active).await), [0]);
	let paid = json!({ "license": 0, "paid": "40", "left": "960" });
	gateway.chain.event("Datasets", "LicensePaid", paid);
	gateway.next_block().await;
	gateway.chain.license_ended(0, &licensee, "Revoked");
	gateway.next_block().await;
	assert_eq!(lease_ids(&gateway.json("licenses").await), [1]);
	assert_eq!(lease_ids(&gateway.json("licenses?state=Ended").await), [0]);
	let license = gateway.json("licenses/0").await["data"].clone();
	assert_eq!((&license["paid"], &license["refunded"]), (&json!("50"), &json!("930")));
	assert_eq!((&license["reason"], &license["escrow"]), (&json!("Revoked"), &json!("0")));
	// Its release is of data: no model's list of events names it.
	let events = gateway.json("events?release=77").await;
	assert_eq!(events["items"].as_array().map(Vec::len), Some(0));
	gateway.problem("licenses?licensee=nobody", 400).await;
}
