#![allow(dead_code, reason = "each test program uses a part of it")]
//! A chain that says what the test wants, and an engine that repeats the prompt.

pub mod town;

use async_trait::async_trait;
use codec::Decode;
use std::{
	path::{Path, PathBuf},
	sync::{
		Arc, Mutex,
		atomic::{AtomicBool, Ordering},
	},
	time::Duration,
};
use stoa_client::game::Shown;
use stoa_primitives::{
	Balance, BlockNumber, ChannelId, Digest, GameId, Generation, JobId, Prompt, PromptKind,
	ReleaseId, Sampling, Statement, SubjectKey, Template,
	channel::Receipt,
	payload,
	wire::{SeatReply, SeatRequest},
};
use stoa_provider::{
	chain::{Call, Chain, Inclusion, ProviderState, ReleaseState, Snapshot},
	config::Config,
	engine::{Answer, Engine, EngineError, Request},
	games::board::{Board, Ended},
	keys::Identity,
	machine::{Assignment, Event, Role, Standing, Wants},
	shell::{Daemon, Options},
	state::Core,
	v1::channels::Channels,
};
use subxt_signer::sr25519::{Keypair, dev};
use tokio::{
	sync::{mpsc, watch},
	task::JoinHandle,
};

pub const GENESIS: Digest = [7; 32];

#[derive(Default)]
pub struct FakeChain {
	pub snapshots: Mutex<Option<mpsc::Sender<Snapshot>>>,
	pub calls: Mutex<Vec<Call>>,
	pub posted: Mutex<Option<Vec<u8>>>,
	/// Calls that it refuses.
	pub refused: Mutex<Vec<&'static str>>,
	/// Whether what is sent stays out of every block.
	pub no_blocks: AtomicBool,
	/// Held by a test: the node takes nothing.
	pub door: tokio::sync::Mutex<()>,
	pub provider: Mutex<Option<ProviderState>>,
	pub release: Mutex<Option<ReleaseState>>,
	pub channels: Mutex<Option<Arc<dyn Channels>>>,
	/// What a challenge costs.
	pub bond: Mutex<Option<Balance>>,
	/// The receipt of a sample, as it was opened.
	pub opened: Mutex<Option<Receipt>>,
	/// The sealed prompt of a sample, as it was brought.
	pub brought: Mutex<Option<Vec<u8>>>,
}

impl FakeChain {
	pub fn names(&self) -> Vec<&'static str> {
		self.calls.lock().unwrap().iter().map(Call::name).collect()
	}

	fn standing(&self) -> Standing {
		let calls = self.calls.lock().unwrap();
		match calls.iter().rfind(|call| matches!(call, Call::Chill | Call::Activate)) {
			Some(Call::Chill) if !self.no_blocks.load(Ordering::Relaxed) => {
				Standing::Chilled { until: 0 }
			}
			_ => Standing::Active,
		}
	}
}

#[async_trait]
impl Chain for FakeChain {
	fn genesis(&self) -> Digest {
		GENESIS
	}
	fn channels(&self) -> Option<Arc<dyn Channels>> {
		self.channels.lock().unwrap().clone()
	}
	async fn follow(&self, to: mpsc::Sender<Snapshot>) -> anyhow::Result<()> {
		*self.snapshots.lock().unwrap() = Some(to);
		std::future::pending().await
	}
	async fn send(&self, call: Call) -> anyhow::Result<Inclusion> {
		let _open = self.door.lock().await;
		anyhow::ensure!(!self.refused.lock().unwrap().contains(&call.name()), "refused");
		self.calls.lock().unwrap().push(call);
		Ok(match self.no_blocks.load(Ordering::Relaxed) {
			true => Box::pin(std::future::pending()),
			false => Box::pin(async { Ok(()) }),
		})
	}
	async fn posted_prompt(&self, _: JobId) -> anyhow::Result<Option<Vec<u8>>> {
		Ok(self.posted.lock().unwrap().clone())
	}
	async fn provider(&self) -> anyhow::Result<Option<ProviderState>> {
		Ok(self.provider.lock().unwrap().clone())
	}
	async fn release(&self, _: ReleaseId) -> anyhow::Result<Option<ReleaseState>> {
		Ok(self.release.lock().unwrap().clone())
	}
	async fn free_balance(&self) -> anyhow::Result<Balance> {
		Ok(0)
	}
	async fn output(&self, _: JobId) -> anyhow::Result<Option<Vec<u8>>> {
		Ok(None)
	}
	async fn challenge_bond(&self, _: SubjectKey) -> anyhow::Result<Option<Balance>> {
		Ok(*self.bond.lock().unwrap())
	}
	async fn transport_key(&self, _: &[u8; 32]) -> anyhow::Result<Option<[u8; 32]>> {
		Ok(Some(identity().transport_key()))
	}
	async fn opened_sample(&self, _: &Digest, _: BlockNumber) -> anyhow::Result<Option<Receipt>> {
		Ok(*self.opened.lock().unwrap())
	}
	async fn brought_prompt(
		&self,
		_: ChannelId,
		_: BlockNumber,
	) -> anyhow::Result<Option<Vec<u8>>> {
		Ok(self.brought.lock().unwrap().clone())
	}
	async fn shown(&self, _: GameId, _: BlockNumber, _: BlockNumber) -> anyhow::Result<Vec<Shown>> {
		Ok(Vec::new())
	}
	async fn game_end(
		&self,
		_: GameId,
		_: BlockNumber,
		_: BlockNumber,
	) -> anyhow::Result<Option<Ended>> {
		Ok(None)
	}
}

pub struct Echo {
	pub delay: Duration,
}

#[async_trait]
impl Engine for Echo {
	fn digest(&self) -> [u8; 32] {
		[1; 32]
	}
	fn deterministic(&self) -> bool {
		true
	}
	fn context_tokens(&self) -> u32 {
		100
	}
	async fn generate(
		&self,
		request: Request,
		_: &mut (dyn for<'t> FnMut(&'t str) + Send),
	) -> Result<Answer, EngineError> {
		tokio::time::sleep(self.delay).await;
		let output = [b"echo: ".as_slice(), &request.content].concat();
		Ok(Answer { output, tokens: 2, input_tokens: 3, exact: None })
	}
}

pub fn identity() -> Identity {
	Identity::new(dev::alice(), [1; 32], [2; 32]).unwrap()
}

pub fn validator() -> Keypair {
	dev::bob()
}

/// A configuration that serves one release with `engine`.
pub fn config(dir: &Path, port: u16, engine: &str) -> Config {
	let text = format!(
		"node = \"ws://127.0.0.1:1\"\ndata_dir = \"data\"\nlisten = \"127.0.0.1:{port}\"\n\
		 public_endpoint = \"http://127.0.0.1:{port}\"\nbond = \"1 STOA\"\n\
		 [limits]\nmax_prompt_bytes = 2000\n\
		 [[serve]]\nrelease = 0\nprice_in = \"1 planck\"\nprice_out = \"1 planck\"\n\
		 engine = {engine}\n"
	);
	let config = Config::parse(&text, dir).unwrap();
	std::fs::create_dir_all(&config.data_dir).unwrap();
	config
}

/// An engine whose model file is not there.
pub const MISSING: &str = "{ embedded = { gguf = \"m\" } }";

pub fn free_port() -> u16 {
	std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A running daemon and what is needed to talk to it.
pub struct Running {
	pub chain: Arc<FakeChain>,
	pub core: Arc<Core>,
	pub blobs: PathBuf,
	pub url: String,
	pub task: JoinHandle<anyhow::Result<()>>,
	pub stop: watch::Sender<bool>,
}

impl Running {
	/// A daemon that is ready to work.
	pub async fn start(dir: &Path, delay: Duration, options: Options) -> Self {
		let daemon = Self::unready(dir, options).await;
		daemon.make_ready(delay);
		daemon
	}

	/// A daemon without engines.
	pub async fn unready(dir: &Path, options: Options) -> Self {
		loop {
			if let Some(running) = Self::try_start(dir, &options).await {
				return running;
			}
			tokio::time::sleep(Duration::from_millis(20)).await;
		}
	}

	/// None if the one that was killed has not let go of the state file yet, or if another test was faster
	/// at the port.
	async fn try_start(dir: &Path, options: &Options) -> Option<Self> {
		let port = free_port();
		let config = config(dir, port, MISSING);
		let blobs = config.data_dir.join("blobs");
		let chain = Arc::new(FakeChain::default());
		let daemon = Daemon::new(config, identity(), chain.clone(), options.clone()).ok()?;
		let (stop, stopped) = watch::channel(false);
		let core = daemon.core.clone();
		let task = tokio::spawn(daemon.run(stopped));
		let url = format!("http://127.0.0.1:{port}");
		while chain.snapshots.lock().unwrap().is_none() {
			if task.is_finished() {
				return None;
			}
			tokio::time::sleep(Duration::from_millis(5)).await;
		}
		Some(Self { chain, core, blobs, url, task, stop })
	}

	pub fn make_ready(&self, delay: Duration) {
		self.core.add_engine(0, Arc::new(Echo { delay }));
		self.core.handle(Event::EnginesReady).unwrap();
	}

	/// How many prompts and outputs it keeps.
	pub fn kept(&self) -> usize {
		std::fs::read_dir(&self.blobs).unwrap().count()
	}

	pub async fn block(&self, best: u32, assignments: Vec<Assignment>) {
		let snapshot = Snapshot {
			best,
			finalised: best.saturating_sub(1),
			assignments,
			dispatch_keys: vec![validator().public_key().0],
			bond: 0,
			standing: self.chain.standing(),
			board: Board::default(),
		};
		let sender = self.chain.snapshots.lock().unwrap().clone().unwrap();
		let mut taken = self.core.blocks();
		sender.send(snapshot).await.unwrap();
		// The test must not run ahead of the daemon, nor wait for one that has ended. What it then does takes a moment.
		let _ = tokio::time::timeout(Duration::from_secs(20), taken.changed()).await;
		tokio::time::sleep(Duration::from_millis(50)).await;
	}

	/// What a validator hears about seat 0 of round 0.
	pub async fn ask(&self, job: JobId, block: u32) -> SeatReply {
		let reply = self.post(&seat_request(job, block, &validator())).await;
		assert_eq!(reply.status(), 200);
		reply.json().await.unwrap()
	}

	/// The same, once the daemon says something.
	pub async fn hear(&self, job: JobId, block: u32) -> (Statement, Option<Vec<u8>>) {
		for _ in 0..1_500 {
			if let SeatReply::Statement { statement, signature, output } =
				self.ask(job, block).await
			{
				let statement =
					Statement::decode(&mut hex::decode(statement).unwrap().as_slice()).unwrap();
				let digest =
					payload::statement_digest(&GENESIS, job, 0, &identity().provider(), &statement);
				let signature = hex::decode(signature).unwrap().try_into().unwrap();
				assert!(stoa_provider::keys::signed_by(
					&identity().signing_key(),
					&digest,
					&signature
				));
				return (statement, output.map(|output| hex::decode(output).unwrap()));
			}
			tokio::time::sleep(Duration::from_millis(20)).await;
		}
		panic!("nothing was said about job {job}");
	}

	pub async fn post(&self, request: &SeatRequest) -> reqwest::Response {
		let url = format!("{}/stoa/v1/seats", self.url);
		reqwest::Client::new().post(url).json(request).send().await.unwrap()
	}

	pub async fn put_prompt(&self, job: JobId, sealed: Vec<u8>) -> u16 {
		let url = format!("{}/stoa/v1/jobs/{job}/prompt", self.url);
		let sent = reqwest::Client::new().put(url).body(sealed).send().await.unwrap();
		sent.status().as_u16()
	}

	pub async fn get(&self, path: &str) -> reqwest::Response {
		reqwest::get(format!("{}{path}", self.url)).await.unwrap()
	}

	/// As a power cut would.
	pub async fn kill(self) {
		self.task.abort();
		let _ = self.task.await;
	}

	/// Waits until it has ended in order.
	pub async fn ended(self) {
		tokio::time::timeout(Duration::from_secs(60), self.task).await.unwrap().unwrap().unwrap();
	}
}

pub fn seat_request(job: JobId, block: u32, by: &Keypair) -> SeatRequest {
	let provider = identity().provider();
	let digest = payload::seat_request_digest(&GENESIS, job, 0, &provider, block);
	SeatRequest {
		genesis: hex::encode(GENESIS),
		job,
		seat: 0,
		round: 0,
		provider: hex::encode(provider),
		block,
		authority: hex::encode(by.public_key().0),
		signature: hex::encode(by.sign(&digest).0),
	}
}

pub fn assignment(job: JobId, content: &[u8], salt: Digest, wants: Wants) -> Assignment {
	let public = salt == payload::ZERO_SALT;
	Assignment {
		job,
		seat: 0,
		round: 0,
		role: Role::Replicated,
		release: 0,
		prompt: Prompt {
			kind: PromptKind::Text,
			commitment: payload::prompt_commitment(&salt, content),
			bytes: content.len() as u32,
			tokens: 3,
			inline: public.then(|| content.to_vec().try_into().unwrap()),
		},
		generation: Generation {
			max_new_tokens: 8,
			sampling: Sampling::Greedy,
			template: Template::Raw,
		},
		reply_key: None,
		draw_is_final: true,
		deadline: 100,
		wants,
		prompt_posted: false,
		demanded: Vec::new(),
	}
}
