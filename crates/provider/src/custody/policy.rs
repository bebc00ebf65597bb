//! What a custodian does about a purchase or a run; no I/O.

use super::{
	chain::{Purchase, ReleaseView, RunStage, RunView},
	store::RunRecord,
};
use std::collections::BTreeSet;
use stoa_primitives::BlockNumber;

/// Blocks for which each custodian waits for the one whose turn is before: one transaction is enough.
const TURN: BlockNumber = 3;

/// In which block, after a purchase was first seen in block `seen`, a custodian delivers if it is still awaited. Of a key
/// that is split, as many as are needed have their turn at once.
pub fn turn(release: &ReleaseView, me: &[u8; 32], license: u64, seen: BlockNumber) -> BlockNumber {
	let count = release.custodians.len().max(1) as u64;
	let place = release.custodians.iter().position(|custodian| custodian == me).unwrap_or(0) as u64;
	let first = license % count;
	let needed = release.split.as_ref().map_or(1, |(threshold, _)| u64::from(*threshold));
	let waits = ((place + count - first) % count).saturating_sub(needed.saturating_sub(1));
	seen.saturating_add(TURN.saturating_mul(waits as BlockNumber))
}

/// Whether a licence gets its key from here.
pub fn serves(purchase: &Purchase, buyers: Option<&BTreeSet<[u8; 32]>>, now: BlockNumber) -> bool {
	now < purchase.until
		&& !purchase.delivered
		&& buyers.is_none_or(|buyers| buyers.contains(&purchase.licensee))
}

/// What is to be done about a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
	/// Nothing now.
	Wait,
	/// All that it needs is here.
	Start,
	/// Say that there is a result.
	Commit,
	/// Say that there is none.
	Fail,
	/// Say which.
	Reveal,
	/// Deliver its key.
	Deliver,
}

/// The next step; `ready` says that program, parameters and image are here.
pub fn step(view: &RunView, record: &RunRecord, ready: bool) -> Step {
	match (&view.stage, &record.found) {
		(RunStage::Committing, None) if ready && record.failed.is_none() => Step::Start,
		(RunStage::Committing, None) if record.failed.is_some() && !view.failed => Step::Fail,
		(RunStage::Committing, Some(_)) if !view.committed => Step::Commit,
		(RunStage::Revealing, Some(_)) if view.committed && !view.revealed => Step::Reveal,
		(RunStage::Accepted(result), Some(found)) if found.data == *result => Step::Deliver,
		_ => Step::Wait,
	}
}

/// A log that may be shown: short, plain, and not one of many. A longer one could carry the data away.
pub fn showable(log: &[u8], most: u32, shown_today: usize, per_day: u32) -> bool {
	let plain = |byte: &u8| byte.is_ascii_graphic() || [b' ', b'\n', b'\t'].contains(byte);
	log.len() <= most as usize && shown_today < per_day as usize && log.iter().all(plain)
}

#[cfg(test)]
mod tests {
	use super::{super::store::Found, *};
	use stoa_primitives::dataset::DataCommitment;

	fn data(byte: u8) -> DataCommitment {
		DataCommitment { root: [byte; 32], bytes: 1, key: [0; 32] }
	}

	fn release() -> ReleaseView {
		ReleaseView {
			id: 1,
			owner: [9; 32],
			data: data(1),
			custodians: vec![[1; 32], [2; 32], [3; 32]],
			split: None,
			places: vec![],
		}
	}

	#[test]
	fn custodians_take_turns_and_each_gets_one() {
		for license in 0..7 {
			let mut turns: Vec<_> =
				(1..=3).map(|me| turn(&release(), &[me; 32], license, 100)).collect();
			turns.sort_unstable();
			assert_eq!(turns, [100, 103, 106]);
		}
		assert_ne!(turn(&release(), &[1; 32], 0, 100), turn(&release(), &[1; 32], 1, 100));
		let split = ReleaseView { split: Some((2, vec![[0; 32]; 3])), ..release() };
		let mut turns: Vec<_> = (1..=3).map(|me| turn(&split, &[me; 32], 4, 100)).collect();
		turns.sort_unstable();
		assert_eq!(turns, [100, 100, 103]);
	}

	#[test]
	fn who_may_not_buy_here_gets_nothing_and_nobody_too_late() {
		let purchase = Purchase {
			license: 1,
			release: 1,
			licensee: [5; 32],
			one_time_key: [0; 32],
			delivered: false,
			until: 10,
		};
		assert!(!serves(&Purchase { delivered: true, ..purchase }, None, 9));
		assert!(serves(&purchase, None, 9));
		assert!(!serves(&purchase, None, 10));
		assert!(!serves(&purchase, Some(&BTreeSet::from([[6; 32]])), 9));
		assert!(serves(&purchase, Some(&BTreeSet::from([[5; 32]])), 9));
	}

	#[test]
	fn a_run_goes_step_by_step() {
		let mut view = RunView {
			id: 1,
			requester: [2; 32],
			release: 1,
			checksum: [0; 32],
			input: [0; 32],
			one_time_key: [0; 32],
			output_bytes: 1,
			seats: vec![[1; 32]],
			committed: false,
			revealed: false,
			failed: false,
			stage: RunStage::Committing,
			until: 10,
		};
		let mut record = RunRecord::default();
		assert_eq!(step(&view, &record, false), Step::Wait);
		assert_eq!(step(&view, &record, true), Step::Start);
		record.failed = Some("it broke".into());
		assert_eq!(step(&view, &record, true), Step::Fail);
		view.failed = true;
		assert_eq!(step(&view, &record, true), Step::Wait);
		(record.failed, view.failed) = (None, false);
		record.found = Some(Found { data: data(1), output: [0; 32] });
		assert_eq!(step(&view, &record, true), Step::Commit);
		view.committed = true;
		assert_eq!(step(&view, &record, true), Step::Wait);
		view.stage = RunStage::Revealing;
		assert_eq!(step(&view, &record, true), Step::Reveal);
		view.revealed = true;
		assert_eq!(step(&view, &record, true), Step::Wait);
		// The others found something else: their key is not ours to deliver.
		view.stage = RunStage::Accepted(data(2));
		assert_eq!(step(&view, &record, true), Step::Wait);
		view.stage = RunStage::Accepted(data(1));
		assert_eq!(step(&view, &record, true), Step::Deliver);
	}

	#[test]
	fn a_log_that_could_carry_data_stays() {
		assert!(showable(b"10 rows\n", 100, 0, 10));
		assert!(!showable(&[b'x'; 101], 100, 0, 10));
		assert!(!showable(b"ok", 100, 10, 10));
		assert!(!showable(&[0xff], 100, 0, 10));
		assert!(!showable(b"x", 0, 0, 10));
	}
}
