//! What goes to the chain by own extrinsic: signed and handed over one after the other, since all share the
//! account's nonce, but never waiting for each other to be in a block.

use crate::{
	chain::{Call, Chain, DataProof, Inclusion},
	faults::Duty,
	games::Move,
	keys,
	machine::{Answered, Asked, Demand, Event, Post, SeatKey, StatementKind},
	state::{Core, Leaving},
};
use anyhow::{Context, Result};
use std::{
	collections::BTreeSet,
	sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use stoa_primitives::{JobId, Statement, merkle, payload};
use tokio::{sync::mpsc, task::JoinSet};

/// Something to send.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Parcel {
	/// About a seat. The machine hears if it fails.
	Post(Post),
	/// Leave the draw.
	Chill,
	/// Enter it.
	Activate,
	/// A move in a game.
	Move(Move),
}

/// Where parcels are put. When it is dropped, what is in it still goes out.
pub struct Outbox {
	queue: mpsc::UnboundedSender<Parcel>,
	under_way: Arc<UnderWay>,
}

/// What is queued or on its way: none of it is queued again.
#[derive(Default)]
struct UnderWay(Mutex<BTreeSet<Parcel>>);

impl UnderWay {
	fn set(&self) -> MutexGuard<'_, BTreeSet<Parcel>> {
		self.0.lock().unwrap_or_else(PoisonError::into_inner)
	}
}

impl Outbox {
	/// Starts sending; the task ends when the outbox is dropped and everything in it has come to something.
	pub fn open(core: Arc<Core>, chain: Arc<dyn Chain>, tasks: &mut JoinSet<Result<()>>) -> Self {
		let (queue, parcels) = mpsc::unbounded_channel();
		let under_way = Arc::<UnderWay>::default();
		let carrier = Carrier { core, chain, under_way: under_way.clone() };
		tasks.spawn(carrier.run(parcels));
		Self { queue, under_way }
	}

	/// Sends `parcel`, unless it is under way already.
	pub fn put(&self, parcel: Parcel) {
		if self.under_way.set().insert(parcel.clone()) {
			// The other end lives as long as the daemon.
			let _ = self.queue.send(parcel);
		}
	}
}

#[derive(Clone)]
struct Carrier {
	core: Arc<Core>,
	chain: Arc<dyn Chain>,
	under_way: Arc<UnderWay>,
}

impl Carrier {
	async fn run(self, mut parcels: mpsc::UnboundedReceiver<Parcel>) -> Result<()> {
		let mut sent = JoinSet::new();
		loop {
			tokio::select! {
				parcel = parcels.recv() => {
					let Some(parcel) = parcel else { break };
					if let Some((name, handed_over)) = self.hand_over(&parcel).await {
						sent.spawn(self.clone().follow(parcel, name, handed_over));
					}
				},
				Some(ended) = sent.join_next() => ended.context("an extrinsic was lost")??,
			}
		}
		while let Some(ended) = sent.join_next().await {
			ended.context("an extrinsic was lost")??;
		}
		Ok(())
	}

	/// Builds the call as the state is now, not as it was when it was queued, and gives it to the node.
	async fn hand_over(&self, parcel: &Parcel) -> Option<(&'static str, Result<Inclusion>)> {
		let call = match parcel {
			Parcel::Post(post) => to_call(&self.core, post),
			Parcel::Chill => Ok(Some(Call::Chill)),
			Parcel::Activate => Ok(Some(Call::Activate)),
			Parcel::Move(game) => {
				Ok((self.core.gate)(Leaving::Move(game)).then(|| Call::Game(game.clone())))
			}
		};
		match call {
			Ok(Some(call)) => Some((call.name(), self.chain.send(call).await)),
			Ok(None) => {
				self.under_way.set().remove(parcel);
				None
			}
			Err(error) => {
				tracing::error!(error = format!("{error:#}"), "cannot be posted");
				self.under_way.set().remove(parcel);
				None
			}
		}
	}

	/// Waits until it is in a block, and says what became of it.
	async fn follow(
		self,
		parcel: Parcel,
		name: &'static str,
		handed_over: Result<Inclusion>,
	) -> Result<()> {
		let outcome = match handed_over {
			Ok(inclusion) => inclusion.await,
			Err(error) => Err(error),
		};
		self.under_way.set().remove(&parcel);
		let word = match outcome {
			Ok(()) => {
				tracing::info!(call = name, "posted");
				"ok"
			}
			Err(error) => {
				tracing::warn!(call = name, error = format!("{error:#}"), "not posted");
				if let Parcel::Post(post) = parcel {
					self.core.handle(Event::SubmissionFailed { post })?;
				}
				"error"
			}
		};
		self.core.metrics.extrinsics.with_label_values(&[name, word]).inc();
		Ok(())
	}
}

/// The extrinsic for `post`, unless it is out of date or held back.
fn to_call(core: &Core, post: &Post) -> Result<Option<Call>> {
	match post {
		Post::Statement(key, kind) => state(core, key, *kind),
		Post::Data { key, demand } => {
			let demanded = core.read(|machine| machine.is_demanded(key, demand));
			if demanded != Some(true) || !(core.gate)(Leaving::Data) {
				return Ok(None);
			}
			let seat = core.read(|m| m.seat(key).cloned()).flatten().context("no such seat")?;
			let answered = seat.answered().context("no output")?;
			let content = core.blobs.get(&answered.output_root)?;
			let content = content.context("the output is gone from disk")?;
			Ok(Some(provide(key.job, *demand, seat.reply_key, answered, &content)?))
		}
	}
}

fn state(core: &Core, key: &SeatKey, kind: StatementKind) -> Result<Option<Call>> {
	let job = key.job;
	let asked = core.read(|machine| {
		let duty = machine.seat(key).map(|seat| Duty::of(job, seat));
		duty.map(|duty| (duty, machine.asked(job, key.round)))
	});
	let Some(Some((duty, Asked::Says { statement, inline_output }))) = asked else {
		return Ok(None);
	};
	if !core.says(&duty, &statement) {
		return Ok(None);
	}
	let output = match inline_output {
		Some(root) => core.blobs.get(&root)?,
		None => None,
	};
	Ok(match (statement, kind) {
		(Statement::Commit(commitment), StatementKind::Commit) => {
			Some(Call::Commit { job, commitment })
		}
		(Statement::Answer { claim, seal }, StatementKind::Commit) => {
			let output = output.context("the output is gone from disk")?;
			Some(Call::Answer { job, claim, seal, output })
		}
		(Statement::Decline(reason), StatementKind::Decline) => Some(Call::Decline { job, reason }),
		(Statement::Reveal { claim, salt }, StatementKind::Reveal) => {
			Some(Call::Reveal { job, claim, salt, output })
		}
		(Statement::Trace { trace, salt }, StatementKind::Reveal) => {
			Some(Call::RevealTrace { job, trace, salt })
		}
		_ => None,
	})
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
