//! What a chain says of every job: when it was ordered, and how it ended.

use crate::bench::Figure;
use anyhow::{Result, ensure};
use std::collections::BTreeMap;
use stoa_client::{Client, JobEvent};
use stoa_primitives::{Balance, BlockNumber, JobId};

/// Read from finalised blocks alone, each once.
#[derive(Default)]
pub struct Books {
	/// The next height to read.
	next: BlockNumber,
	jobs: BTreeMap<JobId, Fate>,
	slashed: u32,
	/// Who was struck, for which job, in which block and why.
	struck: Vec<String>,
	burned: Balance,
}

/// The blocks in which things happened to a job.
#[derive(Default, PartialEq, Eq, Debug)]
struct Fate {
	ordered: BlockNumber,
	paid: Vec<BlockNumber>,
	returned: Vec<BlockNumber>,
}

impl Fate {
	fn ends(&self) -> usize {
		self.paid.len() + self.returned.len()
	}

	/// The block in which it ended.
	fn ended(&self) -> Option<BlockNumber> {
		self.paid.iter().chain(&self.returned).copied().min()
	}
}

impl Books {
	/// Reads on to the last finalised block. A job with two ends is an error.
	pub async fn read(&mut self, client: &Client) -> Result<()> {
		let last = client.finalised().await?.number();
		while self.next <= last {
			for event in client.at_height(self.next).await?.job_events().await? {
				self.note(self.next, &event);
			}
			self.next += 1;
		}
		for (job, fate) in &self.jobs {
			ensure!(fate.ends() <= 1, "job {job} ended twice: {fate:?}");
		}
		Ok(())
	}

	fn note(&mut self, block: BlockNumber, event: &JobEvent) {
		match event {
			JobEvent::JobSubmitted { job, .. } => {
				self.jobs.insert(*job, Fate { ordered: block, ..Fate::default() });
			}
			JobEvent::JobSettled { job, burned, .. } => {
				self.jobs.entry(*job).or_default().paid.push(block);
				self.burned += *burned;
			}
			JobEvent::JobRefunded { job, .. } | JobEvent::JobCancelled { job, .. } => {
				self.jobs.entry(*job).or_default().returned.push(block);
			}
			JobEvent::ProviderSlashed { .. } => self.slashed += 1,
			JobEvent::ProviderStruck { job, provider, reason } => {
				self.struck.push(format!("{provider} for job {job} in block {block}: {reason:?}"));
			}
			_ => {}
		}
	}

	/// Whether these books, which may have been read further, say the same of every job of the others.
	pub fn confirm(&self, others: &Self) -> Result<()> {
		for (job, fate) in &others.jobs {
			ensure!(self.jobs.get(job) == Some(fate), "job {job} ended otherwise elsewhere");
		}
		Ok(())
	}

	/// The next height that will be read.
	pub fn next(&self) -> BlockNumber {
		self.next
	}

	/// Jobs that have not ended.
	pub fn open(&self) -> Vec<JobId> {
		self.jobs.iter().filter(|(_, fate)| fate.ends() == 0).map(|(job, _)| *job).collect()
	}

	/// Jobs that were ordered up to a block and ended after it.
	pub fn in_flight_at(&self, block: BlockNumber) -> usize {
		let flies =
			|fate: &&Fate| fate.ordered <= block && fate.ended().is_none_or(|ended| ended > block);
		self.jobs.values().filter(flies).count()
	}

	/// How many jobs there were.
	pub fn ordered(&self) -> usize {
		self.jobs.len()
	}

	/// How many were paid.
	pub fn paid(&self) -> usize {
		self.jobs.values().filter(|fate| !fate.paid.is_empty()).count()
	}

	/// What paid jobs burned, in planck.
	pub fn burned(&self) -> Balance {
		self.burned
	}

	/// Who was struck, and for what.
	pub fn struck(&self) -> &[String] {
		&self.struck
	}

	/// What became of them all. Providers are honest here.
	pub fn figures(&self) -> Vec<Figure> {
		let jobs = |name: &str, number: usize| Figure::new(name, number as f64, "");
		let returned = self.jobs.values().filter(|fate| !fate.returned.is_empty()).count();
		let twice = self.jobs.values().filter(|fate| fate.ends() > 1).count();
		vec![
			jobs("jobs ordered", self.ordered()),
			jobs("jobs paid", self.paid()).at_least(1.0),
			jobs("jobs refunded", returned),
			jobs("jobs paid or refunded twice", twice).at_most(0.0),
			jobs("honest providers slashed", self.slashed as usize).at_most(0.0),
			jobs("honest providers struck", self.struck.len()),
		]
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_job_flies_from_its_order_to_its_end() {
		let mut books = Books::default();
		books.jobs.insert(1, Fate { ordered: 4, paid: vec![9], ..Fate::default() });
		books.jobs.insert(2, Fate { ordered: 6, ..Fate::default() });
		let flying = [3, 4, 6, 8, 9].map(|block| books.in_flight_at(block));
		assert_eq!(flying, [0, 1, 2, 2, 1]);
		assert_eq!((books.open(), books.paid()), (vec![2], 1));
	}
}
