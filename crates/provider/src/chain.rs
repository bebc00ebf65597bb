//! What the daemon needs of a chain. [`crate::follow`] gives it through `stoa-client`.

use crate::{
	custody::chain::CustodyChain,
	games::{
		Move,
		board::{Board, Ended},
	},
	leases::chain::LeaseChain,
	machine::{Assignment, Standing},
	v1::channels::Channels,
};
use async_trait::async_trait;
use futures::future::BoxFuture;
use std::sync::Arc;
use stoa_client::{Courier, Keypair, game::Shown};
use stoa_primitives::{
	AnswerClaim, Balance, BlockNumber, ChannelId, DeclineReason, Digest, GameId, JobId, ReleaseId,
	SubjectKey, TokenPrice, VerificationClass, channel::Receipt,
};
use tokio::sync::mpsc;

/// The chain as one best block shows it.
#[derive(Clone, Debug)]
pub struct Snapshot {
	/// Height of the best block.
	pub best: BlockNumber,
	/// Everything up to here is final, on the same chain.
	pub finalised: BlockNumber,
	/// Every seat of this provider in jobs that are not final.
	pub assignments: Vec<Assignment>,
	/// Keys by which validators may ask about seats.
	pub dispatch_keys: Vec<[u8; 32]>,
	/// This provider's bond in planck.
	pub bond: Balance,
	/// Whether this provider is in the draw.
	pub standing: Standing,
	/// What the referee shows of its games.
	pub board: Board,
}

/// What the chain knows of this provider.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProviderState {
	/// Bond in planck, reserved parts included, unbonding parts not.
	pub bond: Balance,
	/// Whether it may be drawn.
	pub active: bool,
	/// Registered base URL.
	pub endpoint: Vec<u8>,
	/// Registered key that signs statements.
	pub signing_key: [u8; 32],
	/// Registered key to which prompts are sealed.
	pub transport_key: [u8; 32],
	/// What it serves, and at what price.
	pub served: Vec<(ReleaseId, TokenPrice)>,
}

/// What the chain knows of a release.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReleaseState {
	/// Hash of the artefact: blake2b-256 of the model file.
	pub artefact: Digest,
	/// Length of the artefact in bytes.
	pub artefact_bytes: u64,
	/// Digest of the engine that every executor must run.
	pub engine: Digest,
	/// How results are verified.
	pub class: VerificationClass,
	/// Class Exact: the root of its model.
	pub model: Option<Digest>,
	/// Longest prompt and output together, in tokens.
	pub context_tokens: u32,
	/// Whether it takes new jobs.
	pub active: bool,
}

/// Opens a chunk of an output against its claim.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DataProof {
	/// Salt of the output commitment.
	pub salt: Digest,
	/// Content root of the output.
	pub root: Digest,
	/// Siblings from the chunk up to the root.
	pub siblings: Vec<Digest>,
}

/// An extrinsic of this provider.
#[derive(Clone, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "each is the call of the same name")]
pub enum Call {
	Commit { job: JobId, commitment: Digest },
	Answer { job: JobId, claim: AnswerClaim, seal: Digest, output: Vec<u8> },
	Reveal { job: JobId, claim: AnswerClaim, salt: Digest, output: Option<Vec<u8>> },
	RevealTrace { job: JobId, trace: Digest, salt: Digest },
	Decline { job: JobId, reason: DeclineReason },
	ProvideData { job: JobId, chunk: u32, bytes: Vec<u8>, proof: Option<DataProof> },
	Register { signing_key: [u8; 32], transport_key: [u8; 32], endpoint: String, bond: Balance },
	BondExtra { amount: Balance },
	SetEndpoint { endpoint: String },
	SetKeys { signing_key: [u8; 32], transport_key: [u8; 32] },
	Serve { release: ReleaseId, price: TokenPrice },
	Unserve { release: ReleaseId },
	Chill,
	Activate,
	Game(Move),
}

impl Call {
	/// Its name, for logs and metrics.
	pub fn name(&self) -> &'static str {
		match self {
			Call::Commit { .. } => "commit",
			Call::Answer { .. } => "answer",
			Call::Reveal { .. } => "reveal",
			Call::RevealTrace { .. } => "reveal_trace",
			Call::Decline { .. } => "decline",
			Call::ProvideData { .. } => "provide_data",
			Call::Register { .. } => "register",
			Call::BondExtra { .. } => "bond_extra",
			Call::SetEndpoint { .. } => "set_endpoint",
			Call::SetKeys { .. } => "set_keys",
			Call::Serve { .. } => "serve",
			Call::Unserve { .. } => "unserve",
			Call::Chill => "chill",
			Call::Activate => "activate",
			Call::Game(game) => game.name(),
		}
	}
}

/// Ends when an extrinsic that the node has is in a best block; an error names what the chain said.
pub type Inclusion = BoxFuture<'static, anyhow::Result<()>>;

/// The chain from this daemon's chair.
#[async_trait]
pub trait Chain: Send + Sync + 'static {
	/// Genesis hash.
	fn genesis(&self) -> Digest;
	/// Its payment channels to this provider; `None` if the chain has no such thing.
	fn channels(&self) -> Option<Arc<dyn Channels>> {
		None
	}
	/// Its market of data; `None` if the chain has no such thing.
	fn custody(&self) -> Option<Arc<dyn CustodyChain>> {
		None
	}
	/// Its market of machines; `None` if the chain has no such thing.
	fn leases(&self) -> Option<Arc<dyn LeaseChain>> {
		None
	}
	/// What delivers finished jobs into contracts, as `signer`, when that earns `least_gain` planck at least; `None` if
	/// the chain has no such thing.
	fn courier(&self, signer: Keypair, least_gain: Balance) -> Option<Courier> {
		let _ = (signer, least_gain);
		None
	}
	/// Sends a snapshot for every best block and every finalised one, until the receiver is gone.
	/// Reconnects by itself; what could not be read is not sent.
	async fn follow(&self, to: mpsc::Sender<Snapshot>) -> anyhow::Result<()>;
	/// Signs an extrinsic and hands it to the node. Several may be on their way at once, in this order.
	async fn send(&self, call: Call) -> anyhow::Result<Inclusion>;
	/// The same, and waits until it is in a best block.
	async fn submit(&self, call: Call) -> anyhow::Result<()> {
		self.send(call).await?.await
	}
	/// The sealed prompt that the requester of `job` posted for this provider.
	async fn posted_prompt(&self, job: JobId) -> anyhow::Result<Option<Vec<u8>>>;
	/// This provider, if registered.
	async fn provider(&self) -> anyhow::Result<Option<ProviderState>>;
	/// A release, if it exists.
	async fn release(&self, release: ReleaseId) -> anyhow::Result<Option<ReleaseState>>;
	/// What the account can spend, in planck.
	async fn free_balance(&self) -> anyhow::Result<Balance>;
	/// The output of a job of class Exact, as it was answered.
	async fn output(&self, job: JobId) -> anyhow::Result<Option<Vec<u8>>>;
	/// What challenging a claim would put on hold, in planck; nothing if it cannot be challenged.
	async fn challenge_bond(&self, subject: SubjectKey) -> anyhow::Result<Option<Balance>>;
	/// The key to which prompts for a provider are sealed, if it is one.
	async fn transport_key(&self, provider: &[u8; 32]) -> anyhow::Result<Option<[u8; 32]>>;
	/// A receipt that was opened for an audit in one of the blocks up to `last` of which the node has the state.
	async fn opened_sample(
		&self,
		receipt: &Digest,
		last: BlockNumber,
	) -> anyhow::Result<Option<Receipt>>;
	/// The sealed prompt that was brought to this provider as auditor of a channel's sample, in the same blocks.
	async fn brought_prompt(
		&self,
		channel: ChannelId,
		last: BlockNumber,
	) -> anyhow::Result<Option<Vec<u8>>>;
	/// What the defender of a game has shown from block `first` to block `last`, in order.
	async fn shown(
		&self,
		game: GameId,
		first: BlockNumber,
		last: BlockNumber,
	) -> anyhow::Result<Vec<Shown>>;
	/// How a game ended, if it did from block `first` to block `last`.
	async fn game_end(
		&self,
		game: GameId,
		first: BlockNumber,
		last: BlockNumber,
	) -> anyhow::Result<Option<Ended>>;
}
