//! The gateway against real servers on loopback: a market in memory, and providers that keep to the protocol or
//! break it in one way.

mod answers;
mod canary;
mod interface;
mod keeping;
mod limits;
pub(crate) mod market;
mod payment;
mod provider;
mod routing;
mod writer;

use crate::{config::Config, gateway::Gateway};
use market::TestMarket;
use provider::{Behaviour, Provider};
use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};
use std::{path::Path, sync::Arc};
use stoa_index::{Index, Options};
use tempfile::TempDir;

/// A gateway with its market and providers, and an index in which nothing is yet.
struct World {
	market: Arc<TestMarket>,
	providers: Vec<Provider>,
	gateway: Option<Gateway>,
	folder: TempDir,
	settings: String,
	client: Client,
}

impl World {
	/// With one provider for each behaviour.
	async fn new(behaviours: Vec<Behaviour>) -> Self {
		Self::with(behaviours, "").await
	}

	/// With more settings.
	async fn with(behaviours: Vec<Behaviour>, settings: &str) -> Self {
		let market = Arc::new(TestMarket::default());
		let mut providers = Vec::new();
		for behaviour in behaviours {
			providers.push(Provider::start(market.clone(), behaviour).await);
		}
		let mut world = Self {
			market,
			providers,
			gateway: None,
			folder: tempfile::tempdir().unwrap(),
			settings: settings.to_owned(),
			client: Client::builder().no_proxy().build().unwrap(),
		};
		world.start().await;
		world
	}

	async fn start(&mut self) {
		self.start_on(&tokio::runtime::Handle::current()).await;
	}

	/// On a runtime that can be killed.
	async fn start_on(&mut self, runtime: &tokio::runtime::Handle) {
		let text =
			format!("listen = \"127.0.0.1:0\"\nallow_private_endpoints = true\n{}", self.settings);
		let config = Config::parse(&text, Path::new(self.folder.path())).unwrap();
		crate::secrets::private_folder(&config.data_dir).unwrap();
		let lane = crate::lane::tests::pair(3);
		let market = self.market.clone();
		let starting = async move {
			let keys = config.auth.mode == crate::auth::Mode::Keys;
			let index = Index::open(&config.database_url(), Options::default()).await?;
			let join = |document| crate::http::joined(document, keys);
			let more = stoa_index::router_with(index, join);
			Gateway::start(&config, market, lane, more).await
		};
		self.gateway = Some(runtime.spawn(starting).await.unwrap().unwrap());
	}

	/// Stops in order.
	async fn stop(&mut self) {
		if let Some(gateway) = self.gateway.take() {
			gateway.stop().await;
		}
	}

	fn gateway(&self) -> &Gateway {
		self.gateway.as_ref().unwrap()
	}

	fn url(&self, path: &str) -> String {
		format!("http://{}{path}", self.gateway().address)
	}

	fn post(&self, path: &str, body: &Value) -> RequestBuilder {
		self.client.post(self.url(path)).json(body)
	}

	async fn ask(&self, body: &Value) -> Response {
		self.post("/v1/chat/completions", body).send().await.unwrap()
	}

	/// The text of a whole answer.
	async fn text(&self) -> String {
		let answer: Value = self.ask(&chat(json!({}))).await.json().await.unwrap();
		answer["choices"][0]["message"]["content"].as_str().unwrap_or_default().to_owned()
	}
}

/// A chat with more fields.
fn chat(more: Value) -> Value {
	let mut body =
		json!({ "model": "tiny", "messages": [{ "role": "user", "content": "Hello?" }] });
	for (name, value) in more.as_object().unwrap() {
		body[name] = value.clone();
	}
	body
}

/// The data of all events of an answer.
fn data(events: &str) -> Vec<String> {
	events.lines().filter_map(|line| line.strip_prefix("data: ")).map(str::to_owned).collect()
}

/// Waits for something that comes soon; half a minute at most, since the machine may be busy.
async fn soon(what: impl Fn() -> bool) {
	for _ in 0..3_000 {
		if what() {
			return;
		}
		tokio::time::sleep(std::time::Duration::from_millis(10)).await;
	}
	panic!("it did not come");
}
