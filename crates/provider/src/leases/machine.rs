//! The mind: what is to be done about a lease, from what the chain shows, what the daemon remembers and what
//! the runner says. No I/O, no clock but the chain's.
//!
//! What a lease is comes from final blocks; how much time is left, from the best one.

use super::types::{LeaseView, PROPOSALS, Record, Running, Stage, Workload};
use stoa_primitives::{Balance, BlockNumber, Meters, Usage, tenant::Restart};

/// Blocks before its end from which on everything signed about a lease is posted.
const LAST_BLOCKS: BlockNumber = 6;
/// Blocks for which a lease that is over is remembered: a day.
pub const REMEMBERED: BlockNumber = 28_800;

/// How far the chain is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Clock {
	/// Height of the best block.
	pub best: BlockNumber,
	/// Height of the last final block.
	pub finalised: BlockNumber,
}

/// The owner's words about when to act.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Settings {
	/// Blocks before the last possible one in which a lease that cannot be started is declined.
	pub decline_margin: BlockNumber,
	/// Blocks beyond an unsigned period after which the daemon leaves.
	pub patience: BlockNumber,
	/// Claimable amount from which on it is claimed, in planck.
	pub claim_at: Balance,
}

/// What is here of what the tenant hands over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct HandedOver {
	/// Manifest and image, all of it.
	pub complete: bool,
	/// What happens when it ends by itself.
	pub restart: Restart,
}

/// What is to be done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Action {
	/// Make the workload, and start it.
	Create,
	/// Start the workload that is there.
	Start,
	/// Remove the workload and everything of it.
	Remove,
	/// `start_lease`.
	StartLease,
	/// `decline_lease`, and remember why.
	Decline(String),
	/// `submit_usage` of the newest statement.
	Post,
	/// `claim`.
	Claim,
	/// `close_lease`.
	Close,
	/// `insist`.
	Insist,
	/// Remember that it is over.
	End,
	/// Remember nothing of it any more.
	Forget,
}

/// What is to be done about a lease: `view` is that of the last final block, nothing if it has none.
pub fn decide(
	record: &Record,
	view: Option<&LeaseView>,
	workload: &Workload,
	handed: HandedOver,
	clock: Clock,
	settings: &Settings,
) -> Vec<Action> {
	let Some(view) = view else { return over(record, workload, clock) };
	match &view.stage {
		Stage::Pending { start_by, bid_deposit } => {
			let last = clock.best.saturating_add(settings.decline_margin) >= *start_by;
			let action = pending(record, workload, handed, last);
			let action = match action.filter(|_| clock.best <= *start_by) {
				// Declining would cost the deposit, and a tenant that hands nothing over would have it for nothing. It
				// can take its lease back until then; from then on it pays.
				Some(Action::Decline(_)) if *bid_deposit > 0 && theirs(workload, handed) => {
					last.then_some(Action::StartLease)
				}
				action => action,
			};
			action.into_iter().collect()
		}
		Stage::Active(running) if clock.finalised >= running.ends => {
			let mut actions = removal(workload);
			actions.extend(post(record, running, view.period, clock));
			actions
		}
		Stage::Active(running) => {
			let mut actions: Vec<_> = keep_up(workload, handed).into_iter().collect();
			actions.extend(money(record, view, running, clock, settings));
			actions
		}
		Stage::Contested { closed_at, signed_until, signed_due, until, insisted } => {
			let mut actions = removal(workload);
			let newer = record.signed.is_some_and(|signed| {
				let usage = signed.usage;
				usage.until > *signed_until && usage.until <= *closed_at && usage.due > *signed_due
			});
			// What the tenant had signed counts against its contest, and perhaps settles all of it.
			actions.extend(newer.then_some(Action::Post));
			let last = clock.best.saturating_add(LAST_BLOCKS) >= *until;
			if record.ran && !insisted && clock.best < *until && (!newer || last) {
				actions.push(Action::Insist);
			}
			actions
		}
	}
}

/// Nothing of an ended lease stays.
fn removal(workload: &Workload) -> Vec<Action> {
	match workload {
		Workload::Absent | Workload::Busy | Workload::Unknown => Vec::new(),
		_ => vec![Action::Remove],
	}
}

fn over(record: &Record, workload: &Workload, clock: Clock) -> Vec<Action> {
	let mut actions = removal(workload);
	match &record.ended {
		None => actions.push(Action::End),
		Some(ended) => {
			let late = clock.finalised >= ended.at.saturating_add(REMEMBERED);
			if late && *workload == Workload::Absent {
				actions.push(Action::Forget);
			}
		}
	}
	actions
}

/// A lease that waits to be started.
fn pending(record: &Record, workload: &Workload, handed: HandedOver, last: bool) -> Option<Action> {
	if let Some(reason) = &record.refused {
		return Some(Action::Decline(reason.clone()));
	}
	match workload {
		Workload::Running | Workload::Exited { code: Some(0), .. } => Some(Action::StartLease),
		Workload::Exited { code: Some(code), out_of_memory } => {
			let memory = if *out_of_memory { " for want of memory" } else { "" };
			Some(Action::Decline(format!("the workload ended at once with code {code}{memory}")))
		}
		Workload::Failed(why) => Some(Action::Decline(format!("it cannot be run here: {why}"))),
		_ if last => Some(Action::Decline(match handed.complete {
			true => "it could not be started in time".to_owned(),
			false => "manifest and image did not arrive in time".to_owned(),
		})),
		Workload::Absent if handed.complete => Some(Action::Create),
		Workload::Created | Workload::Exited { code: None, .. } => Some(Action::Start),
		_ => None,
	}
}

/// Whether it is the tenant's doing that its workload does not run: it handed nothing over, or what cannot run.
fn theirs(workload: &Workload, handed: HandedOver) -> bool {
	match workload {
		Workload::Failed(_) => true,
		Workload::Exited { code, .. } => code.is_some(),
		_ => !handed.complete,
	}
}

/// The workload of a lease that is paid for.
fn keep_up(workload: &Workload, handed: HandedOver) -> Option<Action> {
	match workload {
		Workload::Absent if handed.complete => Some(Action::Create),
		Workload::Created | Workload::Exited { code: None, .. } => Some(Action::Start),
		Workload::Exited { code: Some(code), .. } => {
			let again = match handed.restart {
				Restart::Never => false,
				Restart::OnFailure => *code != 0,
				Restart::Always => true,
			};
			again.then_some(Action::Start)
		}
		_ => None,
	}
}

/// Posting what is signed, if it is time.
fn post(record: &Record, running: &Running, period: BlockNumber, clock: Clock) -> Option<Action> {
	let signed = record.signed?.usage;
	if signed.until <= running.signed_until {
		return None;
	}
	let half = running.signed_until.saturating_add(period / 2);
	let ending = clock.best.saturating_add(LAST_BLOCKS) >= running.ends;
	(clock.best >= half || ending).then_some(Action::Post)
}

fn money(
	record: &Record,
	view: &LeaseView,
	running: &Running,
	clock: Clock,
	settings: &Settings,
) -> Option<Action> {
	if let Some(post) = post(record, running, view.period, clock) {
		return Some(post);
	}
	// What both signed and the chain does not have yet still counts as heard of.
	let heard = running.signed_until.max(record.signed_until());
	let bound = heard.saturating_add(view.period).saturating_add(running.missed);
	if clock.finalised >= bound.saturating_add(settings.patience) {
		return Some(Action::Close);
	}
	let claimable = running.signed_due.saturating_sub(running.paid).min(view.escrow);
	(claimable > 0 && claimable >= settings.claim_at).then_some(Action::Claim)
}

/// Takes note of whether the workload of an active lease runs at final block `at`; whether anything changed.
/// What ended by itself was served; what the machine or the daemon lost was not.
pub fn note_service(
	record: &mut Record,
	running: &Running,
	workload: &Workload,
	handed: HandedOver,
	at: BlockNumber,
) -> bool {
	let up = match workload {
		Workload::Running => true,
		// Nobody knows: what was so is still so.
		Workload::Unknown => return false,
		_ => theirs(workload, handed),
	};
	if up {
		record.ran = true;
		record.up_at = at;
		let Some(since) = record.down_since.take() else { return false };
		record.unserved_blocks = record.unserved_blocks.saturating_add(at.saturating_sub(since));
		let price = running.schedule.due(at).saturating_sub(running.schedule.due(since));
		record.unserved_due = record.unserved_due.saturating_add(price);
		return true;
	}
	if record.down_since.is_some() {
		return false;
	}
	record.down_since = Some(record.up_at.max(running.started_at).min(at));
	true
}

/// Adds a reading of the runner's counters, which begin anew with the machine. `seconds` since the last one.
pub fn note_meters(
	record: &mut Record,
	reading: &Meters,
	memory_mib: u64,
	gpus: u16,
	seconds: u64,
) {
	let grown = |now: u64, before: u64| if now >= before { now - before } else { now };
	let (meters, before) = (&mut record.meters, record.reading);
	let add = |sum: &mut u64, more: u64| *sum = sum.saturating_add(more);
	add(&mut meters.cpu_milliseconds, grown(reading.cpu_milliseconds, before.cpu_milliseconds));
	add(&mut meters.received_bytes, grown(reading.received_bytes, before.received_bytes));
	add(&mut meters.sent_bytes, grown(reading.sent_bytes, before.sent_bytes));
	add(&mut meters.memory_mib_seconds, memory_mib.saturating_mul(seconds));
	add(
		&mut meters.gpu_milliseconds,
		u64::from(gpus).saturating_mul(seconds.saturating_mul(1_000)),
	);
	meters.disk_mib = meters.disk_mib.max(reading.disk_mib);
	record.reading = *reading;
}

/// The statement that the tenant is to sign as of final block `at`; nothing if none can follow what is signed.
pub fn propose(record: &Record, view: &LeaseView, at: BlockNumber) -> Option<Usage> {
	let Stage::Active(running) = &view.stage else { return None };
	let until = at.min(running.ends);
	let (signed, signed_due) = match record.signed {
		Some(signed) if signed.usage.until > running.signed_until => {
			(signed.usage.until, signed.usage.due)
		}
		_ => (running.signed_until, running.signed_due),
	};
	if until <= signed {
		return None;
	}
	let schedule = &running.schedule;
	let down = record
		.down_since
		.map_or(0, |since| schedule.due(until).saturating_sub(schedule.due(since.min(until))));
	let owed = schedule.due(until).saturating_sub(record.unserved_due).saturating_sub(down);
	let there = running.paid.saturating_add(view.escrow);
	let due = owed.min(there).max(signed_due);
	Some(Usage { lease: view.id, until, due, meters: record.meters })
}

/// Remembers a proposal, and no more of them than a tenant may be late with.
pub fn remember(record: &mut Record, usage: Usage) {
	record.proposed.push(usage);
	let extra = record.proposed.len().saturating_sub(PROPOSALS);
	record.proposed.drain(..extra);
}

#[cfg(test)]
mod tests;
