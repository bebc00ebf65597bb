//! Leasing as a tenant meets it, with a market and a runner that say what the test wants.

mod common;

use async_trait::async_trait;
use codec::{Decode, Encode};
use common::*;
use std::{
	collections::{BTreeMap, BTreeSet},
	path::Path,
	sync::{Arc, Mutex},
	time::Duration,
};
use stoa_exact::digest::blake2_256;
use stoa_primitives::{
	LeaseId, Resources, Usage,
	lease::usage_digest,
	tenant::{
		ImageProgress, LeaseStanding, LeaseStatus, Signed, SignedUsage, UsageProposal,
		WorkloadStanding, manifest_digest, request_digest,
	},
	wire::PromptEnvelope,
};
use stoa_provider::{
	chain::Snapshot,
	config::Config,
	games::board::Board,
	keys::{seal, signed_by},
	leases::{
		Leases,
		chain::{LeaseCall, LeaseChain, Look},
		machine::Clock,
		tenant,
		types::{LeaseView, Running as Runs, Schedule, Segment, Stage},
	},
	listen::{self, Bounds},
	machine::Standing,
	shell::{Daemon, Options},
	state::Core,
};
use stoa_runner::{
	ExecSpec, Exit, Found, LogOptions, LogStream, Port, Runner, RunnerError, Session, Spec, Stats,
	Status, WorkloadId,
};
use subxt_signer::sr25519::{Keypair, dev};

const LEASE: LeaseId = 7;
const SALT: [u8; 32] = [5; 32];
const IMAGE: &[u8] = b"an archive";

/// The chain of a test.
struct Market {
	look: Mutex<Look>,
	calls: Mutex<Vec<LeaseCall>>,
}

#[async_trait]
impl LeaseChain for Market {
	async fn look(&self, _: bool) -> anyhow::Result<Look> {
		Ok(self.look.lock().unwrap().clone())
	}

	async fn submit(&self, call: LeaseCall) -> anyhow::Result<()> {
		self.calls.lock().unwrap().push(call);
		Ok(())
	}
}

/// A machine that runs nothing, and says what it would run.
#[derive(Default)]
struct Machine {
	workloads: Mutex<BTreeMap<WorkloadId, Status>>,
	refuses: Mutex<bool>,
}

impl Machine {
	fn status_of(&self, id: &WorkloadId) -> Result<Status, RunnerError> {
		let found = self.workloads.lock().unwrap().get(id).copied();
		found.ok_or_else(|| RunnerError::NotFound(id.clone()))
	}

	fn set(&self, id: &WorkloadId, status: Status) {
		self.workloads.lock().unwrap().insert(id.clone(), status);
	}
}

#[async_trait]
impl Runner for Machine {
	async fn check(&self) -> Result<(), RunnerError> {
		Ok(())
	}

	async fn create(&self, id: &WorkloadId, _: &Spec) -> Result<(), RunnerError> {
		if *self.refuses.lock().unwrap() {
			return Err(RunnerError::BadImage("no image".into()));
		}
		self.set(id, Status::Created);
		Ok(())
	}

	async fn start(&self, id: &WorkloadId) -> Result<(), RunnerError> {
		self.set(id, Status::Running { since: 0 });
		Ok(())
	}

	async fn status(&self, id: &WorkloadId) -> Result<Status, RunnerError> {
		self.status_of(id)
	}

	async fn wait(&self, id: &WorkloadId) -> Result<Exit, RunnerError> {
		Err(RunnerError::NotRunning(id.clone()))
	}

	async fn ports(&self, _: &WorkloadId) -> Result<Vec<Port>, RunnerError> {
		Ok(vec![Port { inside: 80, outside: ([127, 0, 0, 1], 41_000).into() }])
	}

	async fn logs(&self, id: &WorkloadId, _: LogOptions) -> Result<LogStream, RunnerError> {
		self.status_of(id)?;
		Ok(Box::pin(futures::stream::iter([Ok("a line\n".into())])))
	}

	async fn exec(&self, id: &WorkloadId, _: ExecSpec) -> Result<Session, RunnerError> {
		Err(RunnerError::NotRunning(id.clone()))
	}

	async fn stats(&self, _: &WorkloadId) -> Result<Stats, RunnerError> {
		Ok(Stats { cpu_milliseconds: 5, ..Stats::default() })
	}

	async fn stop(&self, _: &WorkloadId, _: Duration) -> Result<(), RunnerError> {
		Ok(())
	}

	async fn remove(&self, id: &WorkloadId) -> Result<(), RunnerError> {
		self.workloads.lock().unwrap().remove(id);
		Ok(())
	}

	async fn adopt(&self) -> Result<Vec<Found>, RunnerError> {
		Ok(Vec::new())
	}

	async fn sweep(&self, keep: &BTreeSet<WorkloadId>) -> Result<Vec<WorkloadId>, RunnerError> {
		let mut workloads = self.workloads.lock().unwrap();
		let gone = workloads.keys().filter(|id| !keep.contains(*id)).cloned().collect();
		workloads.retain(|id, _| keep.contains(id));
		Ok(gone)
	}
}

/// A daemon that leases, and what is around it.
struct Town {
	core: Arc<Core>,
	market: Arc<Market>,
	machine: Arc<Machine>,
	url: String,
	best: Mutex<u32>,
}

fn tenant_key() -> Keypair {
	dev::charlie()
}

fn manifest() -> Vec<u8> {
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

fn pending(start_by: u32) -> LeaseView {
	view(Stage::Pending { start_by, bid_deposit: 0 })
}

fn active(from: u32) -> LeaseView {
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
	async fn start(dir: &Path) -> Self {
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

	fn best(&self) -> u32 {
		*self.best.lock().unwrap()
	}

	/// One more block, two of them not final.
	async fn block(&self) {
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

	fn lease(&self, view: Option<LeaseView>) {
		self.market.look.lock().unwrap().leases = view.into_iter().collect();
	}

	fn called(&self, name: &str) -> bool {
		self.market.calls.lock().unwrap().iter().any(|call| call.name() == name)
	}

	/// Blocks until something is so.
	async fn until(&self, what: &str, so: impl Fn() -> bool) {
		for _ in 0..60 {
			if so() {
				return;
			}
			self.block().await;
		}
		panic!("never: {what}");
	}

	fn sign(&self, key: &Keypair, method: &str, path: &str, nonce: u8, body: &[u8]) -> Signed {
		let (block, nonce) = (self.best(), [nonce; 16]);
		let provider = identity().provider();
		let hash = blake2_256(body);
		let digest = request_digest(&GENESIS, &provider, LEASE, method, path, block, &nonce, &hash);
		Signed { key: key.public_key().0, block, nonce, signature: key.sign(&digest).0 }
	}

	async fn send(
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
	async fn ask(&self, method: &str, below: &str, body: Vec<u8>) -> reqwest::Response {
		static NONCE: std::sync::atomic::AtomicU8 = std::sync::atomic::AtomicU8::new(100);
		let nonce = NONCE.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
		let path = format!("/stoa/v1/leases/{LEASE}{below}");
		let signed = self.sign(&tenant_key(), method, &path, nonce, &body);
		self.send(signed, method, &path, body).await
	}

	async fn status(&self) -> LeaseStatus {
		let answer = self.ask("GET", "", Vec::new()).await;
		assert_eq!(answer.status(), 200);
		answer.json().await.unwrap()
	}

	async fn hand_over(&self) {
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
	async fn running(dir: &Path) -> Self {
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

	async fn proposal(&self) -> (Usage, UsageProposal) {
		let answer = self.ask("GET", "/usage", Vec::new()).await;
		assert_eq!(answer.status(), 200);
		let proposal: UsageProposal = answer.json().await.unwrap();
		let usage = hex::decode(&proposal.usage).unwrap();
		(Usage::decode(&mut usage.as_slice()).unwrap(), proposal)
	}

	async fn post(&self, usage: &Usage, key: &Keypair) -> u16 {
		let signature = key.sign(&usage_digest(&GENESIS, usage)).0;
		let signed =
			SignedUsage { usage: hex::encode(usage.encode()), signature: hex::encode(signature) };
		let body = serde_json::to_vec(&signed).unwrap();
		self.ask("POST", "/usage", body).await.status().as_u16()
	}
}

#[tokio::test]
async fn a_lease_runs_from_its_match_to_its_end() {
	let dir = tempfile::tempdir().unwrap();
	let town = Town::running(dir.path()).await;
	let status = town.status().await;
	assert_eq!(status.stage, LeaseStanding::Active);
	assert_eq!(status.workload, WorkloadStanding::Running);
	assert_eq!(status.address.as_deref(), Some("machine.example"));
	assert_eq!(status.ports[0].outside, 41_000);
	let logs = town.ask("GET", "/logs?tail=5&follow=true", Vec::new()).await;
	assert_eq!(logs.text().await.unwrap(), "a line\n");
	assert_eq!(town.ask("GET", "/shell", Vec::new()).await.status(), 400, "no WebSocket");
	town.lease(None);
	town.until("removed", || town.machine.workloads.lock().unwrap().is_empty()).await;
	town.block().await;
	let status = town.status().await;
	assert_eq!(status.stage, LeaseStanding::Ended);
	assert_eq!(status.workload, WorkloadStanding::Removed);
	assert!(!status.manifest, "its secrets are gone");
	assert_eq!(town.ask("GET", "/usage", Vec::new()).await.status(), 409);
	let images = std::fs::read_dir(dir.path().join("data/images")).unwrap();
	assert_eq!(images.count(), 0);
}

#[tokio::test]
async fn what_both_sign_is_kept_before_it_is_said_and_posted_each_half_period() {
	let dir = tempfile::tempdir().unwrap();
	let town = Town::running(dir.path()).await;
	let (usage, proposal) = town.proposal().await;
	let signature = hex::decode(&proposal.provider_signature).unwrap().try_into().unwrap();
	let digest = usage_digest(&GENESIS, &usage);
	assert!(signed_by(&identity().signing_key(), &digest, &signature));
	assert_eq!(usage.until, town.best() - 2, "of a final block");
	assert_eq!(town.post(&usage, &tenant_key()).await, 401, "not the usage key");
	assert_eq!(town.post(&Usage { due: usage.due - 1, ..usage }, &dev::dave()).await, 409);
	assert!(town.core.leases().load().unwrap()[&LEASE].signed.is_none());
	assert_eq!(town.post(&usage, &dev::dave()).await, 204);
	assert_eq!(town.core.leases().load().unwrap()[&LEASE].signed.unwrap().usage, usage);
	assert_eq!(town.post(&usage, &dev::dave()).await, 204, "once more does no harm");
	assert_eq!(town.ask("GET", "/usage", Vec::new()).await.status(), 404, "nothing is new");
	town.until("submit_usage", || town.called("submit_usage")).await;
	let calls = town.market.calls.lock().unwrap();
	let posted = calls.iter().find_map(|call| match call {
		LeaseCall::Post { usage, tenant, provider } => Some((*usage, *tenant, *provider)),
		_ => None,
	});
	let (posted, tenant, provider) = posted.unwrap();
	assert_eq!(posted, usage);
	assert!(signed_by(&dev::dave().public_key().0, &digest, &tenant));
	assert!(signed_by(&identity().signing_key(), &digest, &provider));
}

#[tokio::test]
async fn only_the_tenant_is_heard_and_each_signature_once() {
	let dir = tempfile::tempdir().unwrap();
	let town = Town::start(dir.path()).await;
	let path = format!("/stoa/v1/leases/{LEASE}");
	let signed = |key: &Keypair, nonce| town.sign(key, "GET", &path, nonce, &[]);
	let get = |signed| town.send(signed, "GET", &path, Vec::new());
	let tenant = tenant_key();
	assert_eq!(get(signed(&tenant, 1)).await.status(), 404, "no such lease");
	town.lease(Some(pending(town.best() + 50)));
	town.block().await;
	let once = signed(&tenant, 2);
	assert_eq!(get(once).await.status(), 200);
	assert_eq!(get(once).await.status(), 409, "a replay");
	assert_eq!(get(signed(&dev::dave(), 3)).await.status(), 200, "the usage key");
	assert_eq!(get(signed(&dev::eve(), 4)).await.status(), 403);
	let forged = Signed { key: tenant.public_key().0, ..signed(&dev::eve(), 5) };
	assert_eq!(get(forged).await.status(), 401);
	let logs = format!("{path}/logs");
	assert_eq!(town.send(signed(&tenant, 6), "GET", &logs, Vec::new()).await.status(), 401);
	let late = signed(&tenant, 7);
	for _ in 0..21 {
		town.block().await;
	}
	assert_eq!(get(late).await.status(), 409, "too old");
	let unsigned = reqwest::get(format!("{}{path}", town.url)).await.unwrap();
	assert_eq!(unsigned.status(), 401);
}

#[tokio::test]
async fn what_cannot_be_run_is_declined_and_the_tenant_is_told_why() {
	let dir = tempfile::tempdir().unwrap();
	let town = Town::start(dir.path()).await;
	town.lease(Some(pending(town.best() + 50)));
	town.block().await;
	let envelope = PromptEnvelope { salt: [6; 32], content: manifest() };
	let sealed = seal(&identity().transport_key(), &envelope.encode()).unwrap();
	assert_eq!(town.ask("PUT", "/manifest", sealed).await.status(), 422, "another salt");
	*town.machine.refuses.lock().unwrap() = true;
	town.hand_over().await;
	town.until("decline_lease", || town.called("decline_lease")).await;
	assert!(!town.called("start_lease"));
	assert!(town.status().await.reason.unwrap().contains("no image"));
}

#[tokio::test]
async fn an_offer_is_posted_and_a_tenant_that_hands_nothing_over_is_declined_in_time() {
	let dir = tempfile::tempdir().unwrap();
	let town = Town::start(dir.path()).await;
	assert!(town.called("create_offer"));
	let start_by = town.best() + 20;
	town.lease(Some(pending(start_by)));
	town.until("decline_lease", || town.called("decline_lease")).await;
	assert!(town.best() <= start_by && town.best() + 6 >= start_by);
	assert!(town.status().await.reason.unwrap().contains("did not arrive"));
}
