//! `stoa juror watch`: says what is due from a juror when it becomes due, and again when time grows short.

use super::duties::{self, Duty};
use crate::{
	context::Context,
	fail::{FAILED, Fail},
};
use futures::StreamExt;
use std::collections::BTreeMap;
use stoa_client::types::AccountId;
use stoa_primitives::{BlockNumber, CaseId};

/// Reminders of one duty: at first, and when less than so many percent of the time are left that it had then.
const PERCENT: [u32; 3] = [100, 50, 10];

/// What was said of a duty.
struct Said {
	/// Blocks that it had when it was first seen.
	had: BlockNumber,
	/// How many of [`PERCENT`] were said.
	times: usize,
}

impl Said {
	/// Whether to say it again, with `left` blocks left.
	fn again(&mut self, left: BlockNumber) -> bool {
		let due = |percent: u32| u64::from(left) * 100 <= u64::from(self.had) * u64::from(percent);
		let times = PERCENT.into_iter().take_while(|percent| due(*percent)).count();
		let again = times > self.times;
		self.times = self.times.max(times);
		again
	}
}

/// Runs until it is stopped.
pub async fn run(context: &Context, account: Option<AccountId>) -> Result<(), Fail> {
	let who = match account {
		Some(account) => account,
		None => context.account()?,
	};
	let client = context.client().await?;
	context.note(&format!("reminding {who} of what is due; stop with Ctrl-C"));
	let mut said = BTreeMap::new();
	let mut blocks = client.follow_best().await?;
	while let Some(block) = blocks.next().await {
		let at = client.at_block(&block?).await?;
		for duty in duties::all(&at, &who).await? {
			if is_due(&mut said, &duty, at.number()) {
				context.print(&duty.as_json(), || duty.line());
			}
		}
	}
	Err(Fail::new(FAILED, "the node shows no more blocks: begin again with `stoa juror watch`"))
}

/// Whether to remind of a duty after block `now`.
fn is_due(
	said: &mut BTreeMap<(CaseId, u8, &'static str), Said>,
	duty: &Duty,
	now: BlockNumber,
) -> bool {
	let Some(until) = duty.until else { return false };
	let left = until.saturating_sub(now);
	let key = (duty.case, duty.round, duty.word);
	said.entry(key).or_insert(Said { had: left, times: 0 }).again(left)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_juror_is_reminded_at_first_at_half_time_and_near_the_end() {
		let mut said = BTreeMap::new();
		let mut due = |word, now| {
			let (phrase, until) = (String::new(), Some(140));
			is_due(&mut said, &Duty { case: 7, round: 0, word, phrase, until }, now)
		};
		let reminded = |from: BlockNumber, due: &mut dyn FnMut(BlockNumber) -> bool| {
			(from..=150).filter(|now| due(*now)).collect::<Vec<_>>()
		};
		assert_eq!(reminded(100, &mut |now| due("vote", now)), [100, 120, 136]);
		// Another duty of the same seat is told by itself; who looks late is told once of what is past.
		assert_eq!(reminded(130, &mut |now| due("reveal", now)), [130, 135, 139]);
		let idle = Duty { case: 7, round: 0, word: "wait", phrase: String::new(), until: None };
		assert!(!is_due(&mut BTreeMap::new(), &idle, 100));
	}
}
