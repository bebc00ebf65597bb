//! A network with jurors, and what people do on it with the command line.

use crate::{data, outage};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::{collections::BTreeMap, sync::OnceLock, time::Duration};
use stoa_client::{AccountId, Client, keys};
use stoa_e2e::{leases, market::Market, network::Network, process::Process};
use stoa_primitives::{Balance, CaseId, Court, ListingId, ReleaseId, STOA};
use tokio::{
	sync::{Mutex, MutexGuard},
	time::{Instant, sleep},
};

/// Those who bond with the command line, in three courts, and those who do with polkadot.js: none has over a fifth of
/// a court.
pub const JURORS: [&str; 14] = [
	"//Juror1",
	"//Juror2",
	"//Juror3",
	"//Juror4",
	"//Juror5",
	"//Juror6",
	"//Juror7",
	"//Juror8",
	"//Juror9",
	"//Juror10",
	"//Juror11",
	"//Juror12",
	"//Juror13",
	"//Juror14",
];
/// How many of them bond with the command line.
pub const TYPING: usize = 7;
/// What each bonds, in STOA.
pub const BOND: u64 = 200;
/// Whose listings are challenged. It is no validator, which would earn fees.
pub const OWNER: &str = "//Eve";
/// A bond counts after 45 blocks of three seconds.
const BONDED: Duration = Duration::from_secs(300);
/// The longest phase in which something is waited for: 21 blocks of a draw after the time for evidence.
const PHASE: Duration = Duration::from_secs(240);
/// Refused before anything is sent, or by the chain.
pub const REFUSED: i32 = 3;
/// What a seat locks and earns with the parameters of the network, in STOA.
pub const LOCK: f64 = 50.0;
/// See [`LOCK`].
pub const FEE: f64 = 5.0;
/// What fees for transactions may take of what somebody has, in STOA.
const FEES: f64 = 0.5;

/// What scenarios work with.
pub struct Stage {
	/// The network, and what is leased out on it.
	pub leases: leases::Stage,
	listings: OnceLock<Vec<(ListingId, ReleaseId)>>,
	/// A juror sits in several cases, and signs for one of them at a time.
	signing: BTreeMap<&'static str, Mutex<()>>,
	before: Mutex<BTreeMap<&'static str, Balance>>,
	/// What was earned and lost in all cases, in STOA.
	due: Mutex<BTreeMap<&'static str, f64>>,
}

impl Stage {
	pub async fn new() -> Result<Self> {
		let people = [&outage::PEOPLE[..], &data::PEOPLE].concat();
		let leases = leases::Stage::new(&people).await?;
		Market::new(leases.client.clone(), "//Alice")?.fund(&JURORS, 1_000 * STOA).await?;
		let signing = JURORS.into_iter().map(|juror| (juror, Mutex::default())).collect();
		let (listings, before, due) = Default::default();
		Ok(Self { leases, listings, signing, before, due })
	}

	/// Publishes a listing for each scenario that needs one.
	pub async fn publish(&self) -> Result<()> {
		let owner = Market::new(self.client().clone(), OWNER)?;
		let mut listings = Vec::new();
		for _ in 0..2 {
			let release = owner.publish(1).await?[0];
			let details = self.client().best().await?.release(release).await?;
			listings.push((details.context("a release")?.listing, release));
		}
		self.listings.set(listings).ok().context("published once")
	}

	/// The listing of a scenario, with its release.
	pub fn listing(&self, scenario: usize) -> Result<(ListingId, ReleaseId)> {
		let found = self.listings.get().and_then(|listings| listings.get(scenario));
		found.copied().context("it is published")
	}

	pub fn network(&self) -> &Network {
		&self.leases.network
	}

	pub fn client(&self) -> &Client {
		&self.leases.client
	}

	/// What `stoa` says, and with which code.
	pub async fn say(&self, key: &str, arguments: &[&str]) -> Result<(Option<i32>, Value)> {
		let mut command = self.network().stoa(key)?;
		command.args(arguments).env("XDG_DATA_HOME", self.network().folder());
		let output = tokio::task::spawn_blocking(move || command.output()).await??;
		let said = String::from_utf8_lossy(&output.stdout).to_string();
		let object = serde_json::from_str(&said).with_context(|| {
			format!("{arguments:?}: {said}{}", String::from_utf8_lossy(&output.stderr))
		})?;
		Ok((output.status.code(), object))
	}

	/// The same, of what must succeed.
	pub async fn done(&self, key: &str, arguments: &[&str]) -> Result<Value> {
		let (code, object) = self.say(key, arguments).await?;
		ensure!(code == Some(0), "{arguments:?}: {code:?}: {object}");
		Ok(object)
	}

	/// Brings a case.
	pub async fn raise(&self, claimant: &str, about: &[&str]) -> Result<CaseId> {
		let raise = [&["dispute", "raise", "--yes"][..], about].concat();
		let raised = self.done(claimant, &raise).await?;
		raised["case"].as_u64().with_context(|| raised.to_string())
	}

	/// These jurors sign for nothing else until it is dropped. To be asked for in the order of [`JURORS`].
	pub async fn turns(&self, jurors: &[&str]) -> Result<Vec<MutexGuard<'_, ()>>> {
		let mut turns = Vec::new();
		for juror in jurors {
			turns.push(self.signing.get(*juror).context("a juror")?.lock().await);
		}
		Ok(turns)
	}

	/// Waits until all bonds count; from now on jurors' gains are watched.
	pub async fn wait_for_bonds(&self) -> Result<()> {
		let end = Instant::now() + BONDED;
		let courts =
			[(Court::Models, JURORS.len()), (Court::Compute, TYPING), (Court::Data, TYPING)];
		for (court, jurors) in courts {
			while self.client().best().await?.court_weight(court).await? < BOND * jurors as u64 {
				ensure!(Instant::now() < end, "the bonds in {court:?} do not count");
				sleep(Duration::from_secs(3)).await;
			}
		}
		for juror in JURORS {
			self.watch(juror).await?;
		}
		Ok(())
	}

	async fn wealth(&self, who: &str) -> Result<Balance> {
		let balance = self.client().best().await?.balance(&keys::account(who)?).await?;
		Ok(balance.free + balance.held)
	}

	/// From now on, what somebody has follows from what [`Self::earned`] says.
	pub async fn watch(&self, who: &'static str) -> Result<()> {
		let has = self.wealth(who).await?;
		self.before.lock().await.insert(who, has);
		Ok(())
	}

	/// Somebody earned so many STOA by the rules, or lost them.
	pub async fn earned(&self, who: &'static str, stoa: f64) {
		*self.due.lock().await.entry(who).or_default() += stoa;
	}

	/// Everybody who is watched has what the rules say, but for fees.
	pub async fn all_adds_up(&self) -> Result<()> {
		let due = self.due.lock().await;
		for (who, before) in self.before.lock().await.iter() {
			let expected = due.get(who).copied().unwrap_or(0.0);
			let gained = (self.wealth(who).await? as f64 - *before as f64) / STOA as f64;
			let fees = expected - gained;
			ensure!((-1e-6..FEES).contains(&fees), "{who} should have {expected}, has {gained}");
		}
		Ok(())
	}

	/// Has somebody remind a juror.
	pub fn reminder(&self, juror: &str) -> Result<Process> {
		let mut command = self.network().stoa(juror)?;
		command.args(["juror", "watch"]);
		let name = format!("watch-{}", juror.trim_start_matches('/'));
		Process::start(&name, self.network().folder(), &mut command)
	}

	/// Pushes a case until it is in `phase`. `pusher` is no party, and pushes no other case.
	pub async fn push_to(&self, pusher: &str, case: CaseId, phase: &str) -> Result<()> {
		let end = Instant::now() + PHASE;
		let number = case.to_string();
		loop {
			let pushed = self.done(pusher, &["dispute", "push", &number]).await?;
			if pushed["phase"] == phase {
				return Ok(());
			}
			ensure!(Instant::now() < end, "case {case} is not {phase}: {pushed}");
			sleep(Duration::from_secs(2)).await;
		}
	}

	/// The jurors of the current round, in the order of [`JURORS`].
	pub async fn panel(&self, id: CaseId) -> Result<Vec<&'static str>> {
		let at = self.client().best().await?;
		let round = at.case(id).await?.context("an open case")?.round;
		let drawn: Vec<AccountId> =
			at.panel(id, round).await?.into_iter().map(|(who, _)| who).collect();
		let mut panel = Vec::new();
		for juror in JURORS {
			if drawn.contains(&keys::account(juror)?) {
				panel.push(juror);
			}
		}
		ensure!(panel.len() == drawn.len(), "strangers sit: {drawn:?}");
		Ok(panel)
	}

	/// What is due from a juror in a case, as its reminder says.
	pub async fn due_from(&self, juror: &str, case: CaseId) -> Result<Value> {
		let shown = self.done(juror, &["juror", "show"]).await?;
		let duties = shown["duties"].as_array().context("duties")?;
		let own = duties.iter().find(|duty| duty["case"] == case);
		Ok(own.with_context(|| format!("{juror} has no seat: {shown}"))?["due"].clone())
	}

	/// Each juror of a panel hides a vote, and shows it unless it is in `silent`.
	pub async fn vote(
		&self,
		pusher: &str,
		case: CaseId,
		votes: &[(&'static str, &str)],
		silent: &[&str],
	) -> Result<()> {
		let number = case.to_string();
		futures::future::try_join_all(votes.iter().map(async |(juror, ruling)| {
			let _turn = self.turns(&[*juror]).await?;
			ensure!(self.due_from(juror, case).await? == "vote", "{juror} is not reminded");
			self.done(juror, &["juror", "vote", &number, ruling]).await
		}))
		.await?;
		self.push_to(pusher, case, "revealing").await?;
		let showing = votes.iter().filter(|(juror, _)| !silent.contains(juror));
		futures::future::try_join_all(showing.map(async |(juror, _)| {
			let _turn = self.turns(&[*juror]).await?;
			ensure!(self.due_from(juror, case).await? == "reveal", "{juror} is not reminded");
			self.done(juror, &["juror", "reveal", &number]).await
		}))
		.await?;
		Ok(())
	}

	/// Whether a release is in the default list of models.
	pub async fn is_shown(&self, release: ReleaseId) -> Result<bool> {
		let all = self.done(OWNER, &["model", "list"]).await?;
		let all = all.as_array().context("a list")?;
		Ok(all.iter().any(|one| one["release"] == release))
	}
}
