//! Around the machine: follows the chain, runs engines, sends extrinsics, serves HTTP, stops in order.

use crate::{
	blobs::Blobs,
	chain::{Call, Chain, DataProof},
	config::Config,
	engine::{Engine, EngineError, Request},
	http,
	keys::{self, Identity},
	machine::{
		Answered, Asked, Command, Demand, Event, Machine, Output, Post, SeatKey, Settings,
		StatementKind, WorkError,
	},
	state::{Core, Gate, Leaving, PromptRefused},
	store::Store,
};
use anyhow::{Context, Result};
use std::{collections::BTreeMap, net::SocketAddr, sync::Arc, time::Instant};
use stoa_primitives::{JobId, ReleaseId, Statement, merkle, payload};
use tokio::{
	net::TcpListener,
	sync::{mpsc, watch},
	task::{AbortHandle, JoinSet},
};

/// Engines by the release that they run.
pub type Engines = BTreeMap<ReleaseId, Arc<dyn Engine>>;

/// What the binary leaves at its default and tests of the whole change.
#[derive(Clone)]
pub struct Options {
	/// What may leave the daemon.
	pub gate: Gate,
	/// Whether validators and requesters can reach it at all.
	pub serve_http: bool,
}

impl Default for Options {
	fn default() -> Self {
		Self { gate: Arc::new(|_: Leaving<'_>| true), serve_http: true }
	}
}

/// A running daemon.
pub struct Daemon {
	/// What requests and tasks share.
	pub core: Arc<Core>,
	chain: Arc<dyn Chain>,
	engines: Engines,
	commands: mpsc::UnboundedReceiver<Command>,
	config: Config,
	options: Options,
}

impl Daemon {
	/// Reads what was remembered. Nothing runs yet.
	pub fn new(
		config: Config,
		identity: Identity,
		chain: Arc<dyn Chain>,
		engines: Engines,
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
				self_post_after: config.timing.self_post_after_blocks,
				prompt_wait: config.timing.prompt_wait_blocks,
			},
			seats,
		);
		let (core, commands) =
			Core::new(genesis, identity, store, blobs, machine, options.gate.clone())?;
		Ok(Self { core, chain, engines, commands, config, options })
	}

	/// Runs until `stop` says so and everything committed is finished, or something fatal happens.
	pub async fn run(self, mut stop: watch::Receiver<bool>) -> Result<()> {
		let Self { core, chain, engines, mut commands, config, options } = self;
		let mut tasks = JoinSet::new();
		serve(&mut tasks, &core, &config, &options).await?;
		let (snapshots, mut arrivals) = mpsc::channel(8);
		let follower = chain.clone();
		tasks.spawn(async move { follower.follow(snapshots).await });
		let (calls, queue) = mpsc::unbounded_channel();
		tasks.spawn(send_calls(core.clone(), chain.clone(), queue));
		let mut effects = Effects {
			core: core.clone(),
			chain,
			engines,
			calls,
			works: BTreeMap::new(),
			tasks: JoinSet::new(),
		};
		let mut asked_to_stop = false;
		loop {
			tokio::select! {
				biased;
				Some(command) = commands.recv() => {
					if matches!(command, Command::Exit) {
						break;
					}
					effects.execute(command);
				},
				Some(snapshot) = arrivals.recv() => core.snapshot(snapshot)?,
				Some(ended) = tasks.join_next() => ended.context("a part of the daemon died")??,
				asked = async { stop.wait_for(|stop| *stop).await.is_ok() }, if !asked_to_stop => {
					asked_to_stop = true;
					if asked {
						tracing::info!("stopping: leaving the draw, finishing what is open");
						core.handle(Event::ShutdownAsked)?;
					}
				},
			}
		}
		effects.finish(&mut tasks).await;
		tracing::info!("stopped");
		Ok(())
	}
}

async fn bind(address: SocketAddr) -> Result<TcpListener> {
	TcpListener::bind(address)
		.await
		.with_context(|| format!("{address}: cannot listen; is the port in use?"))
}

async fn serve(
	tasks: &mut JoinSet<Result<()>>,
	core: &Arc<Core>,
	config: &Config,
	options: &Options,
) -> Result<()> {
	if options.serve_http {
		let listener = bind(config.listen).await?;
		tracing::info!(address = %config.listen, endpoint = config.public_endpoint, "serving");
		let limits = &config.limits;
		let app = http::app(core.clone(), limits.max_prompt_bytes, limits.max_requests);
		tasks.spawn(async move { Ok(axum::serve(listener, app).await?) });
	}
	if let Some(address) = config.metrics_listen {
		let listener = bind(address).await?;
		let app = http::metrics_app(core.clone());
		tasks.spawn(async move { Ok(axum::serve(listener, app).await?) });
	}
	Ok(())
}

/// A call to send, and the machine's name for it if it wants to hear of failure.
type QueuedCall = (Call, Option<Post>);

/// Sends extrinsics one after the other: they share the account's nonce.
async fn send_calls(
	core: Arc<Core>,
	chain: Arc<dyn Chain>,
	mut queue: mpsc::UnboundedReceiver<QueuedCall>,
) -> Result<()> {
	while let Some((call, post)) = queue.recv().await {
		let name = call.name();
		let outcome = match chain.submit(call).await {
			Ok(()) => {
				tracing::info!(call = name, "posted");
				"ok"
			}
			Err(error) => {
				tracing::warn!(call = name, error = format!("{error:#}"), "not posted");
				if let Some(post) = post {
					core.handle(Event::SubmissionFailed { post })?;
				}
				"error"
			}
		};
		core.metrics.extrinsics.with_label_values(&[name, outcome]).inc();
	}
	Ok(())
}

/// Does what the machine asks for.
struct Effects {
	core: Arc<Core>,
	chain: Arc<dyn Chain>,
	engines: Engines,
	calls: mpsc::UnboundedSender<QueuedCall>,
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
			Command::Submit(post) => self.submit(post),
			Command::FetchPostedPrompt(key) => self.fetch(key),
			Command::DropBlob(root) => {
				if let Err(error) = self.core.blobs.remove(&root) {
					tracing::warn!(%error, "a blob cannot be removed");
				}
			}
			Command::Chill => self.call(Call::Chill, None),
			Command::Activate => self.call(Call::Activate, None),
			Command::Persist(..) | Command::Forget(_) | Command::Exit => {}
		}
	}

	fn call(&self, call: Call, post: Option<Post>) {
		// The sender's other end lives as long as the daemon.
		let _ = self.calls.send((call, post));
	}

	fn start(&mut self, key: SeatKey) {
		self.works.retain(|_, work| !work.is_finished());
		while self.tasks.try_join_next().is_some() {}
		let core = self.core.clone();
		let engines = self.engines.clone();
		let work = self.tasks.spawn(async move {
			let result = compute(&core, &engines, key).await;
			if let Err(error) = core.handle(Event::EngineDone { key, result }) {
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

	fn submit(&self, post: Post) {
		match self.to_call(&post) {
			Ok(Some(call)) => self.call(call, Some(post)),
			Ok(None) => {}
			Err(error) => tracing::error!(error = format!("{error:#}"), "cannot be posted"),
		}
	}

	/// The extrinsic for `post`, unless it is out of date or held back.
	fn to_call(&self, post: &Post) -> Result<Option<Call>> {
		let core = &self.core;
		let key = post.key();
		let job = key.job;
		match post {
			Post::Statement(_, kind) => {
				let Some(Asked::Says { statement, inline_output }) =
					core.read(|machine| machine.asked(job, key.round))
				else {
					return Ok(None);
				};
				if !(core.gate)(Leaving::Statement(&statement)) {
					return Ok(None);
				}
				Ok(match (statement, kind) {
					(Statement::Commit(commitment), StatementKind::Commit) => {
						Some(Call::Commit { job, commitment })
					}
					(Statement::Decline(reason), StatementKind::Decline) => {
						Some(Call::Decline { job, reason })
					}
					(Statement::Reveal { claim, salt }, StatementKind::Reveal) => {
						let output = match inline_output {
							Some(root) => core.blobs.get(&root)?,
							None => None,
						};
						Some(Call::Reveal { job, claim, salt, output })
					}
					_ => None,
				})
			}
			Post::Data { demand, .. } => {
				if !(core.gate)(Leaving::Data) {
					return Ok(None);
				}
				let seat =
					core.read(|m| m.seat(&key).cloned()).flatten().context("no such seat")?;
				let answered = seat.answered().context("no output")?;
				let content = core
					.blobs
					.get(&answered.output_root)?
					.context("the output is gone from disk")?;
				Ok(Some(provide(job, *demand, seat.reply_key, answered, &content)?))
			}
		}
	}

	/// Lets the last extrinsics go out, then ends every task.
	async fn finish(self, tasks: &mut JoinSet<Result<()>>) {
		// The sender ends when its queue is empty; the others would never. Works end here.
		drop(self);
		let deadline = tokio::time::sleep(std::time::Duration::from_secs(15));
		tokio::pin!(deadline);
		tokio::select! {
			_ = tasks.join_next() => {},
			() = &mut deadline => {},
		}
		tasks.abort_all();
	}
}

/// The extrinsic that answers a demand: in the clear with a proof, or sealed to the requester.
fn provide(
	job: JobId,
	demand: Demand,
	reply_key: Option<[u8; 32]>,
	answered: &Answered,
	content: &[u8],
) -> Result<Call> {
	let chunk = demand.chunk;
	let siblings = merkle::prove(content, chunk).context("the output has no such chunk")?;
	let bytes = content.chunks(merkle::CHUNK_BYTES).nth(chunk as usize).unwrap_or_default();
	if let (Some(key), false) = (reply_key, demand.open) {
		return Ok(Call::ProvideData { job, chunk, bytes: keys::seal(&key, bytes)?, proof: None });
	}
	let salt = payload::output_salt(&answered.prompt_salt);
	let proof = DataProof { salt, root: answered.output_root, siblings };
	Ok(Call::ProvideData { job, chunk, bytes: bytes.to_vec(), proof: Some(proof) })
}

/// Runs the engine of a seat's release on its prompt and stores the output.
async fn compute(core: &Core, engines: &Engines, key: SeatKey) -> Result<Output, WorkError> {
	let job = key.job;
	let seat =
		core.read(|machine| machine.seat(&key).cloned()).flatten().ok_or(WorkError::Failed)?;
	let release = seat.release;
	let engine = engines.get(&release).ok_or_else(|| {
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
	};
	tracing::info!(job, round = key.round, release, "working");
	let started = Instant::now();
	let answer = engine.generate(request, &mut |_| {}).await;
	let seconds = started.elapsed().as_secs_f64();
	let outcome = outcome_name(&answer);
	core.metrics.work_seconds.observe(seconds);
	core.metrics.work.with_label_values(&[release.to_string().as_str(), outcome]).inc();
	match answer {
		Ok(answer) => {
			let root = core.blobs.put(&answer.output).map_err(|error| {
				tracing::error!(%error, job, "the output cannot be stored");
				WorkError::Failed
			})?;
			let tokens = answer.tokens;
			core.metrics
				.tokens
				.with_label_values(&[release.to_string().as_str()])
				.inc_by(tokens.into());
			tracing::info!(job, round = key.round, tokens, seconds, "answered");
			Ok(Output { root, bytes: answer.output.len() as u32, tokens })
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

fn outcome_name(answer: &Result<crate::engine::Answer, EngineError>) -> &'static str {
	match answer {
		Ok(_) => "ok",
		Err(EngineError::Undercounted { .. }) => "undercounted",
		Err(EngineError::TooLong { .. }) => "too_long",
		Err(EngineError::Malformed(_)) => "malformed",
		Err(EngineError::Busy) => "busy",
		Err(EngineError::Failed(_)) => "failed",
	}
}
