//! A daemon that sells two releases of the small model: 0 of class Exact, 1 not.

use crate::common::{FakeChain, GENESIS, free_port, identity};
use anyhow::Result;
use async_trait::async_trait;
use std::{
	collections::BTreeMap,
	path::{Path, PathBuf},
	sync::{Arc, Mutex},
	time::{Duration, Instant},
};
use stoa_exact::{artefact::Artefact, model::Model};
use stoa_primitives::{
	Balance, BlockNumber, ChannelId, PlanId, STOA,
	channel::{Anchor, voucher_digest},
};
use stoa_provider::{
	chain::{Call, Snapshot},
	config::Config,
	engine::{Engine, embedded::Embedded, exact::Exact},
	games::{Move, board::Board},
	keys::signed_by,
	machine::{Event, Standing},
	shell::{Daemon, Options},
	state::Core,
	v1::channels::{ChannelState, Channels, Plan, Prepaid, Redemption, Subscribed, Terms},
};
use stoa_text::Text;
use subxt_signer::sr25519::{Keypair, dev};
use tokio::{sync::watch, task::JoinHandle};

pub const TINY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../exact/tests/data/tiny.gguf");
/// A token of a prompt costs 1 planck, one of an answer 2.
pub const PRICES: (Balance, Balance) = (1, 2);
pub const DEPOSIT: Balance = 10_000;

/// Channels as the chain would have them.
pub struct Bank {
	pub channels: Mutex<BTreeMap<ChannelId, ChannelState>>,
	pub block: Mutex<BlockNumber>,
	pub redeemed: Mutex<Vec<Redemption>>,
	pub terms: Mutex<Option<Terms>>,
	pub plans: Mutex<Vec<(PlanId, Plan)>>,
	pub prepaid: Mutex<Prepaid>,
}

impl Bank {
	pub fn open(&self, id: ChannelId, lane: &Keypair, deposit: Balance) {
		let state = ChannelState {
			payer: [id as u8; 32],
			lane: lane.public_key().0,
			receipt_key: identity().signing_key(),
			deposit,
			redeemed: 0,
			pending: false,
			expires: 1_000_000,
			closing: None,
			close_window: 200,
			receipt_window: 100,
			contested: false,
			audited: true,
		};
		self.channels.lock().unwrap().insert(id, state);
	}

	pub fn change(&self, id: ChannelId, change: impl FnOnce(&mut ChannelState)) {
		change(self.channels.lock().unwrap().get_mut(&id).unwrap());
	}
}

#[async_trait]
impl Channels for Bank {
	async fn channel(&self, id: ChannelId) -> Result<Option<ChannelState>> {
		Ok(self.channels.lock().unwrap().get(&id).copied())
	}
	fn anchor(&self) -> Option<Anchor> {
		let number = *self.block.lock().unwrap();
		Some(Anchor { number, hash: [number as u8; 32] })
	}
	fn receipt_window(&self) -> BlockNumber {
		100
	}
	async fn redeem_fee(&self) -> Result<Balance> {
		Ok(3)
	}
	async fn redeem(&self, redemptions: Vec<Redemption>) -> Result<()> {
		for Redemption { voucher, signature, paid } in &redemptions {
			let mut channels = self.channels.lock().unwrap();
			let channel = channels.get_mut(&voucher.channel).unwrap();
			let digest = voucher_digest(&GENESIS, voucher);
			assert!(signed_by(&channel.lane, &digest, signature));
			assert_eq!(paid.amount, voucher.amount - channel.redeemed);
			assert!(voucher.amount <= channel.deposit);
			channel.redeemed = voucher.amount;
		}
		self.redeemed.lock().unwrap().extend(redemptions);
		Ok(())
	}
	async fn terms(&self) -> Result<Option<Terms>> {
		Ok(*self.terms.lock().unwrap())
	}
	async fn refusal(&self, terms: &Terms) -> Result<Option<String>> {
		Ok((terms.collateral < STOA).then(|| "channels.collateral is too small".to_owned()))
	}
	async fn set_terms(&self, terms: Option<Terms>) -> Result<()> {
		*self.terms.lock().unwrap() = terms;
		Ok(())
	}
	async fn has_room(&self, terms: &Terms) -> Result<bool> {
		Ok(self.channels.lock().unwrap().len() < terms.channels as usize)
	}
	async fn plans(&self) -> Result<Vec<(PlanId, Plan)>> {
		Ok(self.plans.lock().unwrap().clone())
	}
	async fn publish_plan(&self, plan: Plan) -> Result<()> {
		let mut plans = self.plans.lock().unwrap();
		let id = plans.last().map_or(0, |(id, _)| id + 1);
		plans.push((id, plan));
		Ok(())
	}
	async fn retire_plan(&self, plan: PlanId) -> Result<()> {
		self.plans.lock().unwrap().retain(|(id, _)| *id != plan);
		Ok(())
	}
	async fn prepaid(&self) -> Result<Prepaid> {
		Ok(self.prepaid.lock().unwrap().clone())
	}
	async fn collect(&self, id: ChannelId) -> Result<()> {
		let now = *self.block.lock().unwrap();
		let mut prepaid = self.prepaid.lock().unwrap();
		let over = |it: &Subscribed| now >= it.since + it.plan.period;
		anyhow::ensure!(prepaid.subscriptions.get(&id).is_some_and(over), "nothing is due");
		prepaid.subscriptions.remove(&id);
		Ok(())
	}
	async fn close_what_is_over(&self) -> Result<()> {
		let now = *self.block.lock().unwrap();
		self.channels.lock().unwrap().retain(|_, channel| channel.redeemable_until() >= now);
		Ok(())
	}
}

pub fn lane() -> Keypair {
	dev::charlie()
}

/// The small model of class Exact, with its tokeniser; it never ends an answer by itself.
pub fn artefact() -> Arc<Artefact> {
	let model = Arc::new(Model::open(Path::new(TINY)).unwrap());
	let text = Text::open(Path::new(TINY)).unwrap();
	Arc::new(Artefact::new(model, &[], *text.hash()).unwrap())
}

pub async fn engines() -> [Arc<dyn Engine>; 2] {
	let text = Arc::new(Text::open(Path::new(TINY)).unwrap());
	let exact = Exact::new(artefact()).with_text(text).unwrap();
	[Arc::new(exact), Arc::new(Embedded::open(Path::new(TINY)).await.unwrap())]
}

pub struct Shop {
	pub bank: Arc<Bank>,
	pub chain: Arc<FakeChain>,
	pub core: Arc<Core>,
	pub url: String,
	task: JoinHandle<Result<()>>,
	stop: watch::Sender<bool>,
}

/// Lines of `[channels]` for most tests.
pub const USUAL: &str = "max_unpaid = \"150 planck\"\npayment_seconds = 5\nconcurrent = 4\nqueue = 4\nmax_body_bytes = 20000\n";

pub fn config(dir: &Path, port: u16, channels: &str) -> Config {
	let serve = |release: u32| {
		format!(
			"[[serve]]\nrelease = {release}\nprice_in = \"1000 planck\"\nprice_out = \"2000 planck\"\n\
			 engine = {{ embedded = {{ gguf = \"m\" }} }}\n"
		)
	};
	let text = format!(
		"node = \"ws://127.0.0.1:1\"\ndata_dir = \"data\"\nlisten = \"127.0.0.1:{port}\"\n\
		 public_endpoint = \"http://127.0.0.1:{port}\"\nbond = \"1 STOA\"\n[channels]\n{channels}\n{}{}",
		serve(0),
		serve(1)
	);
	let config = Config::parse(&text, dir).unwrap();
	std::fs::create_dir_all(&config.data_dir).unwrap();
	config
}

impl Shop {
	/// One with channel 5, of [`lane`].
	pub async fn usual(dir: &Path) -> Self {
		Self::start(dir, USUAL, engines().await).await
	}

	pub async fn start(dir: &Path, channels: &str, engines: [Arc<dyn Engine>; 2]) -> Self {
		let bank = Arc::new(Bank {
			channels: Mutex::default(),
			block: Mutex::new(1_000),
			redeemed: Mutex::default(),
			terms: Mutex::default(),
			plans: Mutex::default(),
			prepaid: Mutex::default(),
		});
		bank.open(5, &lane(), DEPOSIT);
		Self::with(dir, channels, engines, bank).await
	}

	pub async fn with(
		dir: &Path,
		channels: &str,
		engines: [Arc<dyn Engine>; 2],
		bank: Arc<Bank>,
	) -> Self {
		loop {
			if let Some(shop) = Self::try_start(dir, channels, &engines, &bank).await {
				return shop;
			}
			tokio::time::sleep(Duration::from_millis(20)).await;
		}
	}

	/// None if the one that was killed has not let go of the state file yet, or the port is taken.
	async fn try_start(
		dir: &Path,
		channels: &str,
		engines: &[Arc<dyn Engine>; 2],
		bank: &Arc<Bank>,
	) -> Option<Self> {
		let port = free_port();
		let chain = Arc::new(FakeChain::default());
		*chain.channels.lock().unwrap() = Some(bank.clone());
		let config = config(dir, port, channels);
		let daemon = Daemon::new(config, identity(), chain.clone(), Options::default()).ok()?;
		let core = daemon.core.clone();
		for (release, engine) in engines.iter().enumerate() {
			core.add_engine(release as u32, engine.clone());
		}
		let (stop, stopped) = watch::channel(false);
		let task = tokio::spawn(daemon.run(stopped));
		while chain.snapshots.lock().unwrap().is_none() {
			if task.is_finished() {
				return None;
			}
			tokio::time::sleep(Duration::from_millis(5)).await;
		}
		core.handle(Event::EnginesReady).unwrap();
		let url = format!("http://127.0.0.1:{port}");
		Some(Self { bank: bank.clone(), chain, core, url, task, stop })
	}

	/// As a power cut would. What is on disk stays.
	pub async fn kill(self) -> Arc<Bank> {
		self.task.abort();
		let _ = self.task.await;
		self.bank
	}

	/// Shows a block with this board.
	pub async fn block(&self, best: u32, board: Board) {
		let snapshot = Snapshot {
			best,
			finalised: best - 1,
			assignments: Vec::new(),
			dispatch_keys: Vec::new(),
			bond: 0,
			standing: Standing::Active,
			board,
		};
		let sender = self.chain.snapshots.lock().unwrap().clone().unwrap();
		sender.send(snapshot).await.unwrap();
	}

	/// What the daemon has sent about games and samples since the last time; waits for it.
	pub async fn moves(&self) -> Vec<Move> {
		let begin = Instant::now();
		loop {
			let calls = std::mem::take(&mut *self.chain.calls.lock().unwrap());
			let moves = calls.into_iter().filter_map(|call| match call {
				Call::Game(next) => Some(next),
				_ => None,
			});
			let moves: Vec<Move> = moves.collect();
			if !moves.is_empty() || begin.elapsed() > Duration::from_secs(20) {
				return moves;
			}
			tokio::time::sleep(Duration::from_millis(10)).await;
		}
	}

	pub fn ask_to_stop(&self) {
		self.stop.send_replace(true);
	}

	/// Waits until a line is among the metrics.
	pub async fn shows(&self, line: &str) {
		let begin = Instant::now();
		while !self.core.metrics.text().lines().any(|found| found == line) {
			let text = self.core.metrics.text();
			assert!(begin.elapsed() < Duration::from_secs(30), "no {line} in {text}");
			tokio::time::sleep(Duration::from_millis(20)).await;
		}
	}
}

/// Where the state file is.
pub fn state_file(dir: &Path) -> PathBuf {
	dir.join("data").join("state.redb")
}

pub fn genesis() -> [u8; 32] {
	GENESIS
}
