//! A chain of two numbers, a provider over real HTTP, and the worker's side of a poll.
// Each test file uses its part.
#![allow(dead_code)]

use axum::{Json, Router, extract::State, http::StatusCode, response::IntoResponse, routing::post};
use codec::{DecodeAll, Encode};
use prometheus::Registry;
use std::{
	collections::HashMap,
	sync::{
		Arc, Mutex,
		atomic::{AtomicU32, Ordering},
	},
	time::Duration,
};
use stoa_dispatcher::{ChainView, Config, Dispatcher, Signer, spawn};
use stoa_primitives::{
	JobId, SeatIndex, Statement,
	wire::{
		PollReply, PollRequest, SeatAssignment, SeatPhase, SeatReply, SeatRequest, SeatStatement,
	},
};

pub const AUTHORITY: [u8; 32] = [0xaa; 32];
pub const GENESIS: [u8; 32] = [0x99; 32];

/// What the node would read from its best block.
#[derive(Default)]
pub struct Chain {
	height: AtomicU32,
	seats: Mutex<HashMap<(JobId, SeatIndex), SeatAssignment>>,
	keys: Mutex<Vec<[u8; 32]>>,
}

impl Chain {
	pub fn new() -> Arc<Self> {
		let chain = Self::default();
		chain.keys.lock().unwrap().extend([[1; 32], AUTHORITY]);
		Arc::new(chain)
	}

	/// Sets what the chain waits for, in a new block.
	pub fn set(&self, job: JobId, endpoint: &str, phase: SeatPhase) {
		let seat = SeatAssignment {
			genesis: GENESIS,
			provider: [job as u8; 32],
			round: 3,
			endpoint: endpoint.as_bytes().to_vec(),
			phase,
		};
		self.seats.lock().unwrap().insert((job, 0), seat);
		self.height.fetch_add(1, Ordering::SeqCst);
	}

	pub fn remove(&self, job: JobId) {
		self.seats.lock().unwrap().remove(&(job, 0));
		self.height.fetch_add(1, Ordering::SeqCst);
	}

	pub fn set_keys(&self, keys: Vec<[u8; 32]>) {
		*self.keys.lock().unwrap() = keys;
	}
}

impl ChainView for Chain {
	fn seat(&self, job: JobId, seat: SeatIndex) -> Option<SeatAssignment> {
		self.seats.lock().unwrap().get(&(job, seat)).cloned()
	}

	fn best_block(&self) -> u32 {
		self.height.load(Ordering::SeqCst)
	}

	fn dispatch_keys(&self) -> Vec<[u8; 32]> {
		self.keys.lock().unwrap().clone()
	}
}

/// Signs by repeating the digest, which a test can check without cryptography.
pub struct Echo;

impl Signer for Echo {
	fn authority(&self) -> Option<[u8; 32]> {
		Some(AUTHORITY)
	}

	fn sign(&self, digest: &[u8]) -> Option<[u8; 64]> {
		digest.repeat(2).try_into().ok()
	}
}

/// What a provider answers next.
#[derive(Clone)]
pub enum Script {
	Reply(SeatReply),
	Status(u16),
	Body(String),
	Stall,
}

pub fn says(statement: &Statement, output: Option<&[u8]>) -> Script {
	Script::Reply(SeatReply::Statement {
		statement: hex::encode(statement.encode()),
		signature: hex::encode([7; 64]),
		output: output.map(hex::encode),
	})
}

/// A provider's daemon as the dispatcher sees it.
pub struct Provider {
	pub url: String,
	shared: Arc<Shared>,
}

struct Shared {
	script: Mutex<Script>,
	requests: Mutex<Vec<SeatRequest>>,
	now: AtomicU32,
	most: AtomicU32,
}

impl Provider {
	pub async fn start(script: Script) -> Self {
		Self::start_at("127.0.0.1", script).await
	}

	pub async fn start_at(host: &str, script: Script) -> Self {
		let shared = Arc::new(Shared {
			script: Mutex::new(script),
			requests: Mutex::default(),
			now: AtomicU32::new(0),
			most: AtomicU32::new(0),
		});
		let listener = tokio::net::TcpListener::bind((host, 0)).await.unwrap();
		let url = format!("http://{}", listener.local_addr().unwrap());
		let app = Router::new().route("/stoa/v1/seats", post(answer)).with_state(shared.clone());
		tokio::spawn(async move { axum::serve(listener, app).await });
		Self { url, shared }
	}

	pub fn set(&self, script: Script) {
		*self.shared.script.lock().unwrap() = script;
	}

	pub fn requests(&self) -> Vec<SeatRequest> {
		self.shared.requests.lock().unwrap().clone()
	}

	/// Most requests that were open at the same time.
	pub fn most_at_once(&self) -> u32 {
		self.shared.most.load(Ordering::SeqCst)
	}
}

async fn answer(
	State(shared): State<Arc<Shared>>,
	Json(request): Json<SeatRequest>,
) -> axum::response::Response {
	shared.requests.lock().unwrap().push(request);
	let now = shared.now.fetch_add(1, Ordering::SeqCst) + 1;
	shared.most.fetch_max(now, Ordering::SeqCst);
	let script = shared.script.lock().unwrap().clone();
	let response = match script {
		Script::Reply(reply) => Json(reply).into_response(),
		Script::Status(status) => StatusCode::from_u16(status).unwrap().into_response(),
		Script::Body(body) => body.into_response(),
		Script::Stall => {
			tokio::time::sleep(Duration::from_millis(1_500)).await;
			Json(SeatReply::Working).into_response()
		}
	};
	shared.now.fetch_sub(1, Ordering::SeqCst);
	response
}

/// Waits until `condition` holds; at most half a minute, since the machine may be busy.
pub async fn eventually(what: &str, condition: impl Fn() -> bool) {
	for _ in 0..1_500 {
		if condition() {
			return;
		}
		tokio::time::sleep(Duration::from_millis(20)).await;
	}
	panic!("never happened: {what}");
}

/// A client that ignores the machine's proxy settings.
pub fn client() -> reqwest::Client {
	reqwest::Client::builder().no_proxy().build().unwrap()
}

/// Times short enough for tests.
pub fn config() -> Config {
	let mut config = Config {
		allow_private_endpoints: true,
		retry: Duration::from_millis(40),
		max_retry: Duration::from_millis(300),
		poll_wait: Duration::from_millis(100),
		interest: Duration::from_secs(10),
		..Config::default()
	};
	config.limits.connect = Duration::from_millis(500);
	config.limits.total = Duration::from_millis(1_000);
	config
}

/// A dispatcher and the worker that polls it.
pub struct Rig {
	pub chain: Arc<Chain>,
	pub dispatcher: Dispatcher,
	pub registry: Registry,
	client: reqwest::Client,
}

impl Rig {
	pub async fn start(config: Config) -> Self {
		let chain = Chain::new();
		let registry = Registry::new();
		let dispatcher =
			spawn(config, chain.clone(), Arc::new(Echo), Some(&registry)).await.unwrap();
		Self { chain, dispatcher, registry, client: client() }
	}

	pub fn url(&self, path: &str) -> String {
		format!("http://127.0.0.1:{}{path}", self.dispatcher.address().port)
	}

	pub fn bearer(&self) -> String {
		format!("Bearer {}", hex::encode(self.dispatcher.address().token))
	}

	/// A poll as the worker sends it.
	pub async fn poll(&self, jobs: &[JobId]) -> Vec<SeatStatement> {
		let seats: Vec<(JobId, SeatIndex)> = jobs.iter().map(|job| (*job, 0)).collect();
		let request = PollRequest { seats: seats.try_into().unwrap() };
		let response = self
			.client
			.post(self.url("/v1/poll"))
			.header("authorization", self.bearer())
			.body(request.encode())
			.send()
			.await
			.unwrap();
		assert_eq!(response.status(), 200);
		let body = response.bytes().await.unwrap();
		PollReply::decode_all(&mut body.as_ref()).unwrap().statements
	}

	/// Polls until something is said; at most half a minute.
	pub async fn poll_until_said(&self, job: JobId) -> SeatStatement {
		for _ in 0..600 {
			if let Some(statement) = self.poll(&[job]).await.pop() {
				return statement;
			}
			tokio::time::sleep(Duration::from_millis(50)).await;
		}
		panic!("nothing was said about job {job}");
	}

	/// The value of a counter with the given label.
	pub fn count(&self, name: &str, label: &str) -> u64 {
		let families = self.registry.gather();
		let metrics = families
			.iter()
			.filter(|family| family.get_name() == format!("stoa_dispatcher_{name}"))
			.flat_map(|family| family.get_metric());
		metrics
			.filter(|metric| metric.get_label().iter().any(|pair| pair.get_value() == label))
			.map(|metric| metric.get_counter().get_value() as u64)
			.sum()
	}
}
