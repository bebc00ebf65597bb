//! Around the machine: follows the chain, runs engines, serves HTTP, stops in order.

use crate::{
	blobs::Blobs,
	chain::Chain,
	config::Config,
	custody::{self, Custody},
	deliveries,
	engine::{Answer, EngineError, Request},
	faults::{Duty, Faults},
	games, http,
	keys::Identity,
	leases::{self, Leases},
	listen::{self, Bounds},
	machine::{Command, Event, Machine, Output, SeatKey, Settings, WorkError},
	outbox::{Outbox, Parcel},
	state::{Core, Gate, Leaving, PromptRefused},
	store::Store,
	v1::{self, Sales},
};
use anyhow::{Context, Result};
use futures::future::BoxFuture;
use std::{
	collections::BTreeMap,
	sync::Arc,
	time::{Duration, Instant},
};
use tokio::{
	sync::{mpsc, watch},
	task::{AbortHandle, JoinSet},
};

/// How long answers that are being sold may take to end when the daemon does.
const LAST_ANSWERS: Duration = Duration::from_secs(30);
/// How long the last extrinsics may take when the daemon ends.
const LAST_POSTS: Duration = Duration::from_secs(15);

/// What the binary leaves at its default and tests of the whole change.
#[derive(Clone)]
pub struct Options {
	/// What may leave the daemon.
	pub gate: Gate,
	/// Faults in class Exact.
	pub faults: Option<Arc<dyn Faults>>,
	/// Whether validators and requesters can reach it at all.
	pub serve_http: bool,
	/// How long a daemon that is to stop waits for a chain that shows no block, while it remembers seats; a
	/// tenth of it when it remembers none.
	pub patience: Duration,
}

impl Default for Options {
	fn default() -> Self {
		Self {
			gate: Arc::new(|_: Leaving<'_>| true),
			faults: None,
			serve_http: true,
			patience: Duration::from_secs(600),
		}
	}
}

/// A running daemon.
pub struct Daemon {
	/// What requests and tasks share.
	pub core: Arc<Core>,
	chain: Arc<dyn Chain>,
	commands: mpsc::UnboundedReceiver<Command>,
	config: Config,
	options: Options,
	beside: Option<BoxFuture<'static, Result<()>>>,
}

impl Daemon {
	/// Reads what was remembered. Nothing runs yet; engines are given to `core`, now or while it runs.
	pub fn new(
		config: Config,
		identity: Identity,
		chain: Arc<dyn Chain>,
		options: Options,
	) -> Result<Self> {
		let genesis = chain.genesis();
		let store = Store::open(&config.data_dir, &genesis, &identity.provider())?;
		let blobs = Blobs::open(&config.data_dir)?;
		let seats = store.load()?;
		blobs.sweep(|root| seats.values().any(|seat| seat.blobs().any(|used| used == *root)))?;
		let machine = Machine::new(
			Settings {
				genesis,
				provider: identity.provider(),
				salt_secret: identity.salt_secret(),
				max_concurrent: config.limits.max_concurrent as usize,
				queue: config.limits.queue as usize,
				auto_activate: config.auto_register,
				self_post_after: config.timing.self_post_after_blocks,
				prompt_wait: config.timing.prompt_wait_blocks,
			},
			seats,
		);
		let (gate, faults) = (options.gate.clone(), options.faults.clone());
		let (core, commands) = Core::new(genesis, identity, store, blobs, machine, gate, faults)?;
		Ok(Self { core, chain, commands, config, options, beside: None })
	}

	/// Does `task` beside the daemon once it runs; it ends with it.
	pub fn beside(mut self, task: BoxFuture<'static, Result<()>>) -> Self {
		self.beside = Some(task);
		self
	}

	/// Runs until `stop` says so and everything committed is finished, or something fatal happens.
	pub async fn run(self, mut stop: watch::Receiver<bool>) -> Result<()> {
		let Self { core, chain, mut commands, config, options, beside } = self;
		let mut tasks = JoinSet::new();
		let sales = sales(&core, chain.as_ref(), &config)?;
		let leases = leases::start::start(&core, chain.as_ref(), &config).await?;
		let custody = Custody::start(&core, chain.as_ref(), &config).await?;
		let beside_jobs = (sales.clone(), leases, custody);
		serve(&mut tasks, &core, beside_jobs, &config, &options).await?;
		let (snapshots, mut arrivals) = mpsc::channel(8);
		let follower = chain.clone();
		tasks.spawn(async move { follower.follow(snapshots).await });
		if let Some(beside) = beside {
			tasks.spawn(beside);
		}
		if let Some(delivering) = deliveries::start(&core, chain.as_ref(), &config)? {
			tasks.spawn(delivering);
		}
		let (to_send, mut moves) = mpsc::unbounded_channel();
		tasks.spawn(games::run(core.clone(), chain.clone(), to_send));
		let mut posting = JoinSet::new();
		let outbox = Outbox::open(core.clone(), chain.clone(), &mut posting);
		let mut effects = Effects {
			core: core.clone(),
			chain,
			outbox,
			works: BTreeMap::new(),
			tasks: JoinSet::new(),
		};
		let mut stoppable = true;
		// Since when it is to stop and the chain has shown nothing.
		let mut silent: Option<Instant> = None;
		loop {
			let given_up = silent.map(|since| since + patience(&core, options.patience));
			tokio::select! {
				biased;
				Some(command) = commands.recv() => {
					if matches!(command, Command::Exit) {
						break;
					}
					effects.execute(command);
				},
				Some(snapshot) = arrivals.recv() => {
					core.snapshot(snapshot)?;
					silent = silent.map(|_| Instant::now());
				},
				Some(next) = moves.recv() => effects.outbox.put(Parcel::Move(next)),
				Some(ended) = tasks.join_next() => ended.context("a part of the daemon died")??,
				Some(ended) = posting.join_next() => ended.context("nothing can be sent")??,
				asked = async { stop.wait_for(|stop| *stop).await.is_ok() }, if stoppable => {
					stoppable = false;
					if asked {
						silent = Some(Instant::now());
						tracing::info!("stopping: leaving the draw, finishing what is open");
						warn_of_audits(&core);
						sales.iter().for_each(|sales| sales.stop());
						core.handle(Event::ShutdownAsked)?;
					}
				},
				() = until(given_up), if given_up.is_some() => {
					tracing::warn!("the chain shows no block: stopping; open jobs go on at the next start");
					posting.abort_all();
					break;
				},
			}
		}
		if let Some(sales) = sales {
			sales.stop();
			sales.ended(LAST_ANSWERS).await;
		}
		effects.finish(posting).await;
		// What they hold of the state file is free when this returns.
		tasks.shutdown().await;
		tracing::info!("stopped");
		Ok(())
	}
}

/// Samples do not wait for a daemon that is away for long.
fn warn_of_audits(core: &Core) {
	let audits = core.looks().borrow().board.audits.len();
	if audits > 0 {
		tracing::warn!(
			audits,
			"redemptions in channels are being decided: start again within five minutes, silence costs collateral"
		);
	}
}

/// See [`Options::patience`].
fn patience(core: &Core, whole: Duration) -> Duration {
	let owes = core.read(|machine| !machine.seats().is_empty()).unwrap_or(false);
	if owes { whole } else { whole / 10 }
}

async fn until(end: Option<Instant>) {
	match end {
		Some(end) => tokio::time::sleep_until(end.into()).await,
		None => std::future::pending().await,
	}
}

/// What sells by the token, if the owner wants it and the chain has channels.
fn sales(core: &Arc<Core>, chain: &dyn Chain, config: &Config) -> Result<Option<Arc<Sales>>> {
	let Some(settings) = config.channels.clone() else { return Ok(None) };
	let Some(channels) = chain.channels() else {
		tracing::warn!("this chain has no payment channels: nothing is sold by the token");
		return Ok(None);
	};
	Sales::open(core.clone(), channels, config, settings).map(Some)
}

/// What it does beside jobs, each if its owner wants it.
type BesideJobs = (Option<Arc<Sales>>, Option<Arc<Leases>>, Option<Arc<Custody>>);

async fn serve(
	tasks: &mut JoinSet<Result<()>>,
	core: &Arc<Core>,
	(sales, leases, custody): BesideJobs,
	config: &Config,
	options: &Options,
) -> Result<()> {
	if options.serve_http {
		let listener = listen::bind(config.listen).await?;
		tracing::info!(address = %config.listen, endpoint = config.public_endpoint, "serving");
		let limits = &config.limits;
		let mut app = http::app(core.clone(), limits.max_prompt_bytes, limits.max_requests);
		let mut requests = limits.max_requests;
		if let (Some(sales), Some(settings)) = (sales, &config.channels) {
			// Answers that grow for minutes take nothing away from what validators need.
			requests = requests.saturating_add(settings.concurrent).saturating_add(settings.queue);
			app = app.merge(v1::router(sales.clone()));
			if let Err(error) = sales.look().await {
				tracing::warn!(error = format!("{error:#}"), "what is prepaid is not known yet");
			}
			tasks.spawn(sales.clone().keep_looking());
			tasks.spawn(sales.clone().redeem());
			tasks.spawn(sales.tidy());
		}
		if let (Some(leases), Some(settings)) = (&leases, &config.leases) {
			requests = requests.saturating_add(settings.shells);
			app = app.merge(leases::tenant::router(leases.clone()));
		}
		if let Some(custody) = &custody {
			app = app.merge(custody::http::router(custody.clone()));
		}
		tasks.spawn(listen::serve(listener, app, Bounds::for_requests(requests)));
	}
	if let Some(leases) = leases {
		tasks.spawn(leases.run());
	}
	if let Some(custody) = custody {
		tasks.spawn(custody.run());
	}
	if let Some(address) = config.metrics_listen {
		let listener = listen::bind(address).await?;
		let app = http::metrics_app(core.clone());
		tasks.spawn(listen::serve(listener, app, Bounds::for_requests(1)));
	}
	Ok(())
}

/// Does what the machine asks for.
struct Effects {
	core: Arc<Core>,
	chain: Arc<dyn Chain>,
	outbox: Outbox,
	works: BTreeMap<SeatKey, AbortHandle>,
	/// Works and fetches: they end with the daemon.
	tasks: JoinSet<()>,
}

impl Effects {
	fn execute(&mut self, command: Command) {
		match command {
			Command::StartWork(key) => self.start(key),
			Command::StopWork(key) => {
				if let Some(work) = self.works.remove(&key) {
					work.abort();
				}
			}
			Command::Submit(post) => self.outbox.put(Parcel::Post(post)),
			Command::FetchPostedPrompt(key) => self.fetch(key),
			Command::Chill => self.outbox.put(Parcel::Chill),
			Command::Activate => self.outbox.put(Parcel::Activate),
			// The first three are done where the event is taken in.
			Command::Persist(..) | Command::Forget(_) | Command::DropBlob(_) | Command::Exit => {}
		}
	}

	fn start(&mut self, key: SeatKey) {
		self.works.retain(|_, work| !work.is_finished());
		while self.tasks.try_join_next().is_some() {}
		let core = self.core.clone();
		let work = self.tasks.spawn(async move {
			let taken = match compute(&core, key).await {
				Ok(answer) => keep(&core, key, &answer),
				Err(error) => core.handle(Event::EngineDone { key, result: Err(error) }),
			};
			if let Err(error) = taken {
				tracing::error!(%error, "the answer is lost");
			}
		});
		self.works.insert(key, work);
	}

	fn fetch(&mut self, key: SeatKey) {
		let (core, chain) = (self.core.clone(), self.chain.clone());
		self.tasks.spawn(async move {
			let job = key.job;
			let sealed = match chain.posted_prompt(job).await {
				Ok(Some(sealed)) => sealed,
				Ok(None) => return,
				Err(error) => return tracing::warn!(%error, job, "posted prompt cannot be read"),
			};
			let Some(prompt) = core.read(|m| m.seat(&key).map(|s| s.prompt.clone())).flatten()
			else {
				return;
			};
			let outcome = core.take_prompt(job, &prompt, &sealed);
			if let Err(refused) = outcome {
				tracing::warn!(%refused, job, "posted prompt is of no use");
				if refused != PromptRefused::Storage {
					let _ = core.handle(Event::PostedPromptUseless { key });
				}
			}
		});
	}

	/// Lets the last extrinsics go out, then ends every task.
	async fn finish(self, mut posting: JoinSet<Result<()>>) {
		// The outbox ends when it is empty. Works end here.
		drop(self);
		let _ = tokio::time::timeout(LAST_POSTS, posting.join_next()).await;
	}
}

/// Stores an answer and hands it to the machine; what cannot be stored is tried again.
fn keep(core: &Core, key: SeatKey, answer: &Answer) -> Result<()> {
	let Answer { tokens, exact, .. } = *answer;
	let bytes = answer.output.len() as u32;
	let done = |root| Event::EngineDone { key, result: Ok(Output { root, bytes, tokens, exact }) };
	core.handle_with(&answer.output, done).or_else(|error| {
		tracing::error!(%error, job = key.job, "the output cannot be stored");
		core.handle(Event::EngineDone { key, result: Err(WorkError::Failed) })
	})
}

/// Runs the engine of a seat's release on its prompt.
async fn compute(core: &Core, key: SeatKey) -> Result<Answer, WorkError> {
	let job = key.job;
	let seat =
		core.read(|machine| machine.seat(&key).cloned()).flatten().ok_or(WorkError::Failed)?;
	let release = seat.release;
	let engine = core.engine(release).ok_or_else(|| {
		if core.read(Machine::is_ready) != Some(true) {
			// It is being loaded, and was said to be.
			return WorkError::Busy;
		}
		tracing::error!(job, release, "drawn for a release that is not configured here");
		WorkError::Failed
	})?;
	let content = match &seat.prompt.inline {
		Some(content) => content.to_vec(),
		None => {
			let root = seat.blobs().next().ok_or(WorkError::Failed)?;
			core.blobs.get(&root).ok().flatten().ok_or_else(|| {
				tracing::error!(job, "the prompt is gone from disk");
				WorkError::Failed
			})?
		}
	};
	let request = Request {
		kind: seat.prompt.kind,
		content,
		generation: seat.generation,
		declared_tokens: seat.prompt.tokens,
		cells: core.read(|machine| machine.cell_key(&key)).filter(|_| seat.role.is_exact()),
	};
	tracing::info!(job, round = key.round, release, "working");
	let started = Instant::now();
	let answer = match (&core.faults, engine.exact()) {
		(Some(faults), Some(exact)) => {
			let duty = Duty::of(job, &seat);
			let answer = exact.answer(request, faults.computing(&duty)).await;
			answer.map(|answer| faults.claiming(&duty, answer))
		}
		_ => engine.generate(request, &mut |_| {}).await,
	};
	let seconds = started.elapsed().as_secs_f64();
	let outcome = outcome_name(&answer);
	core.metrics.work_seconds.observe(seconds);
	core.metrics.work.with_label_values(&[release.to_string().as_str(), outcome]).inc();
	match answer {
		Ok(answer) => {
			let tokens = answer.tokens;
			core.metrics
				.tokens
				.with_label_values(&[release.to_string().as_str()])
				.inc_by(tokens.into());
			tracing::info!(job, round = key.round, tokens, seconds, "answered");
			Ok(answer)
		}
		Err(error) => {
			let (kind, told) = match error {
				EngineError::Undercounted { .. } | EngineError::TooLong { .. } => {
					(WorkError::Undercounted, String::new())
				}
				// Its text may quote the prompt.
				EngineError::Malformed(_) => (WorkError::Malformed, String::new()),
				EngineError::Busy => (WorkError::Busy, String::new()),
				EngineError::Failed(told) => (WorkError::Failed, told),
			};
			tracing::warn!(job, round = key.round, outcome, told, "no answer");
			Err(kind)
		}
	}
}

fn outcome_name(answer: &Result<Answer, EngineError>) -> &'static str {
	match answer {
		Ok(_) => "ok",
		Err(EngineError::Undercounted { .. }) => "undercounted",
		Err(EngineError::TooLong { .. }) => "too_long",
		Err(EngineError::Malformed(_)) => "malformed",
		Err(EngineError::Busy) => "busy",
		Err(EngineError::Failed(_)) => "failed",
	}
}
