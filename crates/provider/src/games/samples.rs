//! Redemptions that are not paid yet, and what is to be done about them: as provider of the channel, and as
//! auditor of the receipt that was sampled. No I/O.

use super::board::Look;
use codec::Encode;
use std::{cmp::Ordering, fmt};
use stoa_primitives::{
	Balance, BlockNumber, ChannelId, Digest, ReleaseId, SubjectKey,
	channel::{Receipt, ReceiptRoots},
	sums::{Sum, SumPath},
};

/// Blocks of an epoch, whose seed decides about redemptions.
const EPOCH: BlockNumber = 16;

/// A redemption that is not paid yet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Audit {
	/// The channel.
	pub channel: ChannelId,
	/// Whether this provider answers in it; else it is the auditor.
	pub ours: bool,
	/// What it pays for.
	pub root: Sum,
	/// What was redeemed before it, in planck.
	pub before: Balance,
	/// How far it is.
	pub stage: AuditStage,
}

/// How far a redemption is. Blocks are the last in which something can be done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AuditStage {
	/// It waits for the seed of this epoch.
	Drawing(u32),
	/// The receipt that covers this point has to be opened.
	Opening(Balance),
	/// An auditor has to say something.
	Auditing(Sample, AuditorSeat),
	/// The provider has to show its trace.
	Contradicted(Sample, AuditorSeat, BlockNumber),
	/// The sample is a subject of the referee.
	Disputed(Sample, AuditorSeat),
}

/// The receipt that was sampled.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sample {
	/// Its hash.
	pub receipt: Digest,
	/// The hidden root of its trace.
	pub trace: Digest,
	/// What was run.
	pub release: ReleaseId,
}

/// Who audits it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AuditorSeat {
	/// The auditor.
	pub auditor: [u8; 32],
	/// By when it must say something.
	pub until: BlockNumber,
	/// Whether it asked for the prompt.
	pub prompt: PromptDemand,
}

/// Whether an auditor asked for a prompt.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PromptDemand {
	/// It did not.
	None,
	/// It waits for it.
	Asked(BlockNumber),
	/// It was brought.
	Brought,
}

/// Something to do about a redemption.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum SampleTask {
	/// Say that time has passed.
	Poke(ChannelId),
	/// Open the sample.
	Open(ChannelId),
	/// Show the trace of a sample that was contradicted.
	ShowTrace(ChannelId),
	/// Bring the prompt to this auditor.
	BringPrompt(ChannelId, [u8; 32]),
	/// Ask for the prompt.
	DemandPrompt(ChannelId),
	/// Execute the receipt again and say what was found.
	Audit(ChannelId, Digest),
}

impl fmt::Display for SampleTask {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Poke(channel) => write!(f, "move on the redemption of channel {channel}"),
			Self::Open(channel) => write!(f, "open the sample of channel {channel}"),
			Self::ShowTrace(channel) => write!(f, "show the trace in channel {channel}"),
			Self::BringPrompt(channel, _) => write!(f, "bring the prompt of channel {channel}"),
			Self::DemandPrompt(channel) => write!(f, "ask for the prompt of channel {channel}"),
			Self::Audit(channel, _) => write!(f, "audit the sample of channel {channel}"),
		}
	}
}

/// What is said to the chain about a redemption.
#[derive(Clone, PartialEq, Eq, Debug, Encode)]
#[allow(missing_docs, reason = "each is the call of nearly the same name")]
pub enum SampleMove {
	Poke { channel: ChannelId },
	Open { receipt: Receipt, signature: [u8; 64], amount: Balance, path: SumPath },
	ShowTrace { receipt: Receipt, roots: ReceiptRoots },
	BringPrompt { channel: ChannelId, sealed: Vec<u8> },
	DemandPrompt { channel: ChannelId },
	Confirm { channel: ChannelId, salt: Digest, trace: Digest },
	Contradict { channel: ChannelId },
}

impl SampleMove {
	/// Its name, for logs and metrics.
	pub fn name(&self) -> &'static str {
		match self {
			Self::Poke { .. } => "channels.poke",
			Self::Open { .. } => "channels.open_sample",
			Self::ShowTrace { .. } => "channels.show_trace",
			Self::BringPrompt { .. } => "channels.provide_prompt",
			Self::DemandPrompt { .. } => "channels.demand_prompt",
			Self::Confirm { .. } => "channels.confirm_sample",
			Self::Contradict { .. } => "channels.contradict_sample",
		}
	}
}

impl Ord for SampleMove {
	fn cmp(&self, other: &Self) -> Ordering {
		self.encode().cmp(&other.encode())
	}
}

impl PartialOrd for SampleMove {
	fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
		Some(self.cmp(other))
	}
}

impl Audit {
	/// The sample and its auditor, once there are any.
	pub fn seated(&self) -> Option<(&Sample, &AuditorSeat)> {
		match &self.stage {
			AuditStage::Drawing(_) | AuditStage::Opening(_) => None,
			AuditStage::Auditing(sample, seat)
			| AuditStage::Contradicted(sample, seat, _)
			| AuditStage::Disputed(sample, seat) => Some((sample, seat)),
		}
	}

	/// The receipt that `account` audits, if it does.
	pub fn audited_by(&self, account: &[u8; 32]) -> Option<Digest> {
		self.seated().filter(|(_, seat)| seat.auditor == *account).map(|(sample, _)| sample.receipt)
	}

	/// The sample, if it is before the referee.
	pub fn disputed(&self) -> Option<SubjectKey> {
		match &self.stage {
			AuditStage::Disputed(sample, _) => Some(SubjectKey::Receipt(sample.receipt)),
			_ => None,
		}
	}

	/// The claim that `account` has contradicted and must challenge, if it has.
	pub fn contradicted_by(&self, account: &[u8; 32]) -> Option<SubjectKey> {
		self.disputed().filter(|_| self.audited_by(account).is_some())
	}

	fn due(&self, look: &Look, account: &[u8; 32]) -> Option<SampleTask> {
		let channel = self.channel;
		let poke = |due: bool| due.then_some(SampleTask::Poke(channel));
		let audits = self.audited_by(account).is_some();
		match &self.stage {
			AuditStage::Drawing(epoch) => poke(look.best.saturating_add(1) / EPOCH > *epoch),
			AuditStage::Opening(_) => Some(SampleTask::Open(channel)),
			AuditStage::Auditing(sample, seat) => match seat.prompt {
				PromptDemand::Asked(until) if audits => poke(look.best > until),
				PromptDemand::Asked(_) => Some(SampleTask::BringPrompt(channel, seat.auditor)),
				PromptDemand::None if audits => Some(SampleTask::DemandPrompt(channel)),
				PromptDemand::Brought if audits => Some(SampleTask::Audit(channel, sample.receipt)),
				_ => poke(look.best > seat.until),
			},
			AuditStage::Contradicted(_, _, until) if audits => poke(look.best > *until),
			AuditStage::Contradicted(..) => Some(SampleTask::ShowTrace(channel)),
			// Who contradicted for nothing has no reason to hurry.
			AuditStage::Disputed(sample, _) => {
				let key = SubjectKey::Receipt(sample.receipt);
				let open = look.board.subjects.get(&key).is_some_and(|subject| {
					let hidden = look.board.hidden.iter().any(|hidden| hidden.subject == key);
					look.best <= subject.until || subject.contested || hidden
				});
				poke(self.ours && !open)
			}
		}
	}
}

/// What is due about redemptions.
pub fn due(look: &Look, account: &[u8; 32]) -> Vec<SampleTask> {
	look.board.audits.iter().filter_map(|audit| audit.due(look, account)).collect()
}

/// Whether a redemption that is not decided is about this receipt.
pub fn audits(look: &Look, receipt: &Digest) -> bool {
	let mut seated = look.board.audits.iter().filter_map(Audit::seated);
	seated.any(|(sample, _)| sample.receipt == *receipt)
}
