//! A daemon that leases, and its tenant.

use crate::{
	common::*,
	market::{Machine, Market},
};
use codec::{Decode, Encode};
use std::{
	path::Path,
	sync::{Arc, Mutex},
	time::Duration,
};
use stoa_exact::digest::blake2_256;
use stoa_primitives::{
	LeaseId, Resources, Usage,
	lease::usage_digest,
	tenant::{
		ImageProgress, LeaseStatus, Signed, SignedUsage, UsageProposal, manifest_digest,
		request_digest,
	},
	wire::PromptEnvelope,
};
use stoa_provider::{
	chain::Snapshot,
	config::Config,
	games::board::Board,
	keys::seal,
	leases::{
		Leases,
		chain::Look,
		machine::Clock,
		tenant,
		types::{LeaseView, Running as Runs, Schedule, Segment, Stage},
	},
	listen::{self, Bounds},
	machine::Standing,
	shell::{Daemon, Options},
	state::Core,
};
use subxt_signer::sr25519::{Keypair, dev};

pub const LEASE: LeaseId = 7;
pub const SALT: [u8; 32] = [5; 32];
const IMAGE: &[u8] = b"an archive";

/// A daemon that leases, and what is around it.
pub struct Town {
	pub core: Arc<Core>,
	pub market: Arc<Market>,
	pub machine: Arc<Machine>,
	pub url: String,
	best: Mutex<u32>,
}

pub fn tenant_key() -> Keypair {
	dev::charlie()
}

pub fn manifest() -> Vec<u8> {
	let hash = hex::encode(blake2_256(IMAGE));
	let bytes = IMAGE.len();
	format!(r#"{{"image": {{"archive": {{"hash": "{hash}", "bytes": {bytes}}}}}, "ports": [80]}}"#)
		.into_bytes()
}

fn view(stage: Stage) -> LeaseView {
	let resources = Resources { cpu_cores: 1, memory_mib: 16, disk_gib: 1, ..Resources::default() };
	LeaseView {
		id: LEASE,
		tenant: tenant_key().public_key().0,
		units: 1,
		resources,
		usage_key: dev::dave().public_key().0,
		manifest: manifest_digest(&SALT, &manifest()),
		period: 20,
		escrow: 5_000,
		stage,
	}
}

pub fn pending(start_by: u32) -> LeaseView {
	view(Stage::Pending { start_by, bid_deposit: 0 })
}

pub fn active(from: u32) -> LeaseView {
	let now = Segment { price: 10, until: from + 500 };
	view(Stage::Active(Runs {
		started_at: from,
		schedule: Schedule { from, before: 0, now, next: None },
		signed_until: from,
		signed_due: 0,
		paid: 0,
		missed: 0,
		ends: from + 500,
	}))
}

impl Town {
	pub async fn start(dir: &Path) -> Self {
		let text = "node = \"ws://127.0.0.1:1\"\ndata_dir = \"data\"\nlisten = \"127.0.0.1:1\"\n\
			public_endpoint = \"http://machine.example\"\nbond = \"1 STOA\"\n\
			[leases]\ncpu_cores = 1\nmemory_mib = 16\ndisk_gib = 1\ngpus = 0\n";
		let config = Config::parse(text, dir).unwrap();
		std::fs::create_dir_all(&config.data_dir).unwrap();
		let chain = Arc::new(FakeChain::default());
		let daemon = Daemon::new(config.clone(), identity(), chain, Options::default()).unwrap();
		let core = daemon.core.clone();
		let look = Look {
			clock: Clock { best: 0, finalised: 0 },
			leases: Vec::new(),
			offers: Vec::new(),
			may_sell: true,
			requests: Vec::new(),
			bid_step: 0,
			measuring: Vec::new(),
		};
		let market = Arc::new(Market { look: Mutex::new(look), calls: Mutex::default() });
		let machine = Arc::<Machine>::default();
		let settings = config.leases.clone().unwrap();
		let leases =
			Leases::open(core.clone(), market.clone(), machine.clone(), &config, settings).unwrap();
		let listener = listen::bind(([127, 0, 0, 1], 0).into()).await.unwrap();
		let url = format!("http://{}", listener.local_addr().unwrap());
		let app = tenant::router(leases.clone());
		tokio::spawn(listen::serve(listener, app, Bounds::for_requests(16)));
		tokio::spawn(leases.run());
		let town = Self { core, market, machine, url, best: Mutex::new(100) };
		// What was signed up to here could be an earlier process's.
		for _ in 0..6 {
			town.block().await;
		}
		town
	}

	pub fn best(&self) -> u32 {
		*self.best.lock().unwrap()
	}

	/// One more block, two of them not final.
	pub async fn block(&self) {
		let best = {
			let mut best = self.best.lock().unwrap();
			*best += 1;
			*best
		};
		let finalised = best - 2;
		self.market.look.lock().unwrap().clock = Clock { best, finalised };
		let snapshot = Snapshot {
			best,
			finalised,
			assignments: Vec::new(),
			dispatch_keys: Vec::new(),
			bond: 0,
			standing: Standing::Active,
			board: Board::default(),
		};
		self.core.snapshot(snapshot).unwrap();
		tokio::time::sleep(Duration::from_millis(40)).await;
	}

	pub fn lease(&self, view: Option<LeaseView>) {
		self.market.look.lock().unwrap().leases = view.into_iter().collect();
	}

	pub fn called(&self, name: &str) -> bool {
		self.market.calls.lock().unwrap().iter().any(|call| call.name() == name)
	}

	/// Blocks until something is so.
	pub async fn until(&self, what: &str, so: impl Fn() -> bool) {
		for _ in 0..60 {
			if so() {
				return;
			}
			self.block().await;
		}
		panic!("never: {what}");
	}

	pub fn sign(&self, key: &Keypair, method: &str, path: &str, nonce: u8, body: &[u8]) -> Signed {
		let (block, nonce) = (self.best(), [nonce; 16]);
		let provider = identity().provider();
		let hash = blake2_256(body);
		let digest = request_digest(&GENESIS, &provider, LEASE, method, path, block, &nonce, &hash);
		Signed { key: key.public_key().0, block, nonce, signature: key.sign(&digest).0 }
	}

	pub async fn send(
		&self,
		signed: Signed,
		method: &str,
		path: &str,
		body: Vec<u8>,
	) -> reqwest::Response {
		let method = method.parse().unwrap();
		let mut request = reqwest::Client::new().request(method, format!("{}{path}", self.url));
		for (name, value) in signed.headers() {
			request = request.header(name, value);
		}
		request.body(body).send().await.unwrap()
	}

	/// Asks as the tenant, with a fresh nonce.
	pub async fn ask(&self, method: &str, below: &str, body: Vec<u8>) -> reqwest::Response {
		static NONCE: std::sync::atomic::AtomicU8 = std::sync::atomic::AtomicU8::new(100);
		let nonce = NONCE.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
		let path = format!("/stoa/v1/leases/{LEASE}{below}");
		let signed = self.sign(&tenant_key(), method, &path, nonce, &body);
		self.send(signed, method, &path, body).await
	}

	pub async fn status(&self) -> LeaseStatus {
		let answer = self.ask("GET", "", Vec::new()).await;
		assert_eq!(answer.status(), 200);
		answer.json().await.unwrap()
	}

	pub async fn hand_over(&self) {
		let envelope = PromptEnvelope { salt: SALT, content: manifest() };
		let sealed = seal(&identity().transport_key(), &envelope.encode()).unwrap();
		assert_eq!(self.ask("PUT", "/manifest", sealed).await.status(), 204);
		let progress: ImageProgress = self.ask("GET", "/image", vec![]).await.json().await.unwrap();
		assert_eq!((progress.bytes, progress.have), (IMAGE.len() as u64, 0));
		assert_eq!(self.ask("PUT", "/image/0", IMAGE[..4].to_vec()).await.status(), 200);
		assert_eq!(self.ask("PUT", "/image/0", IMAGE[..4].to_vec()).await.status(), 409);
		assert_eq!(self.ask("PUT", "/image/4", IMAGE[4..].to_vec()).await.status(), 200);
	}

	/// A lease that runs, from match to start.
	pub async fn running(dir: &Path) -> Self {
		let town = Self::start(dir).await;
		town.lease(Some(pending(town.best() + 50)));
		town.block().await;
		town.hand_over().await;
		town.until("start_lease", || town.called("start_lease")).await;
		let from = town.best();
		town.lease(Some(active(from)));
		town.until("served", || town.best() > from + 5).await;
		town
	}

	pub async fn proposal(&self) -> (Usage, UsageProposal) {
		let answer = self.ask("GET", "/usage", Vec::new()).await;
		assert_eq!(answer.status(), 200);
		let proposal: UsageProposal = answer.json().await.unwrap();
		let usage = hex::decode(&proposal.usage).unwrap();
		(Usage::decode(&mut usage.as_slice()).unwrap(), proposal)
	}

	pub async fn post(&self, usage: &Usage, key: &Keypair) -> u16 {
		let signature = key.sign(&usage_digest(&GENESIS, usage)).0;
		let signed =
			SignedUsage { usage: hex::encode(usage.encode()), signature: hex::encode(signature) };
		let body = serde_json::to_vec(&signed).unwrap();
		self.ask("POST", "/usage", body).await.status().as_u16()
	}
}
