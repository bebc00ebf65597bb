//! States and reasons: a word for scripts, a phrase for people.

use stoa_client::{
	Amount,
	tenant::WorkloadStanding,
	types::{EndReason, LeaseInfo, LeaseStage, Static},
};
use stoa_primitives::{Attribute, BlockNumber, Resources};

/// Blocks of 3 s in an hour.
pub const HOUR: BlockNumber = 1_200;

/// Blocks as time.
pub fn time(blocks: BlockNumber) -> String {
	let seconds = u64::from(blocks) * 3;
	match (seconds / 3_600, seconds % 3_600 / 60) {
		(0, 0) => format!("{seconds} s"),
		(0, minutes @ 1..10) if seconds % 60 > 0 => format!("{minutes} min {} s", seconds % 60),
		(0, minutes) => format!("{minutes} min"),
		(hours, minutes) if hours < 48 => format!("{hours} h {minutes} min"),
		(hours, _) => format!("{} days {} h", hours / 24, hours % 24),
	}
}

/// Blocks with their time.
pub fn blocks(blocks: BlockNumber) -> String {
	format!("{blocks} blocks ({})", time(blocks))
}

/// A machine.
pub fn machine(resources: &Resources) -> String {
	let mut text = format!(
		"{} {}, {} MiB, {} GiB disk",
		resources.cpu_cores,
		if resources.cpu_cores == 1 { "core" } else { "cores" },
		resources.memory_mib,
		resources.disk_gib
	);
	if resources.gpus > 0 {
		text += &format!(", {} GPUs of {} MiB", resources.gpus, resources.vram_mib);
	}
	text
}

/// What else is said of it. Its provider's words: visible ASCII, as the chain sees to.
pub fn attributes(attributes: &[Static<Attribute>]) -> String {
	let text = |bytes: &[u8]| crate::show::text(bytes);
	let pairs = attributes.iter().map(|one| format!("{}={}", text(&one.key), text(&one.value)));
	pairs.collect::<Vec<_>>().join(", ")
}

/// Where a lease stands after block `now`.
pub fn stage(info: &LeaseInfo, now: BlockNumber) -> (&'static str, String) {
	match &info.details.stage {
		LeaseStage::Pending(pending) => {
			("pending", format!("its provider has to start it by block {}", pending.start_by))
		}
		LeaseStage::Active(running) => {
			let Some((end, reason)) = &info.ends else { return ("active", "it runs".to_string()) };
			if *end <= now {
				return ("over", "its time is over".to_string());
			}
			let signed = format!("signed until block {}", running.signed_until);
			("active", format!("it runs, {signed}; ends in block {end}: {}", end_of(reason)))
		}
		LeaseStage::Contested(contest) => {
			let amount = Amount(contest.amount);
			let text = match (contest.case, contest.insisted) {
				(Some(case), _) => format!("{amount} are before the court: case {case}"),
				(None, true) => format!(
					"the provider insists on {amount}: `stoa lease court` until block {}, or it is burned",
					contest.until
				),
				(None, false) => format!(
					"{amount} are the tenant's if the provider does not answer by block {}",
					contest.until
				),
			};
			("contested", text)
		}
	}
}

/// Where a workload stands.
pub fn workload(standing: WorkloadStanding) -> &'static str {
	match standing {
		WorkloadStanding::Waiting => "waiting",
		WorkloadStanding::Preparing => "preparing",
		WorkloadStanding::Running => "running",
		WorkloadStanding::Exited => "exited",
		WorkloadStanding::Failed => "failed",
		WorkloadStanding::Removed => "removed",
	}
}

/// Why a lease ended, or will.
pub fn end_of(reason: &EndReason) -> &'static str {
	match reason {
		EndReason::Completed => "its time is over",
		EndReason::Overdrawn => "what was paid in advance is used up (`stoa lease top-up`)",
		EndReason::Unsigned => "nobody has signed for a period and the grace (`stoa lease keep`)",
		EndReason::ClosedByTenant => "the tenant leaves",
		EndReason::ClosedByProvider => "the provider leaves",
		EndReason::Cancelled => "it was taken back before it was started",
		EndReason::Declined => "the provider would not start it",
		EndReason::NotStarted => "the provider did not start it in time, and was struck",
	}
}

/// The same as one word.
pub fn end_word(reason: &EndReason) -> &'static str {
	match reason {
		EndReason::Completed => "completed",
		EndReason::Overdrawn => "overdrawn",
		EndReason::Unsigned => "unsigned",
		EndReason::ClosedByTenant => "closed_by_tenant",
		EndReason::ClosedByProvider => "closed_by_provider",
		EndReason::Cancelled => "cancelled",
		EndReason::Declined => "declined",
		EndReason::NotStarted => "not_started",
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn blocks_are_told_as_time() {
		assert_eq!(time(10), "30 s");
		assert_eq!(time(30), "1 min 30 s");
		assert_eq!(time(100), "5 min");
		assert_eq!(time(301), "15 min");
		assert_eq!(time(HOUR + 20), "1 h 1 min");
		assert_eq!(time(50 * HOUR), "2 days 2 h");
	}

	#[test]
	fn machines_without_gpus_say_nothing_of_them() {
		let small = Resources { cpu_cores: 2, memory_mib: 512, disk_gib: 1, ..Default::default() };
		assert_eq!(machine(&small), "2 cores, 512 MiB, 1 GiB disk");
		let large = Resources { gpus: 1, vram_mib: 24_576, ..small };
		assert!(machine(&large).ends_with("1 GPUs of 24576 MiB"));
	}
}
