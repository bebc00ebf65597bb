//! What costs a payer nothing by the token: periods of plans that it has paid for, and tokens that it was granted.
//! The chain knows what there is; what is used of it is counted here.
//!
//! **Invariant**: what is used is on disk before the receipt that says so leaves. What a running answer may still
//! use is set aside, so that answers beside it cannot use it too.

use super::{
	channels::{Allowance, Granted, Prepaid, Subscribed},
	ledger::{Ledger, Put},
	terms::Tokens,
};
use anyhow::Result;
use codec::{Decode, Encode};
use std::{
	collections::BTreeMap,
	sync::{
		Arc, Mutex, MutexGuard, PoisonError,
		atomic::{AtomicU64, Ordering},
	},
};
use stoa_primitives::{BlockNumber, ChannelId, ReleaseId};

/// Of what something is used.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Encode, Decode)]
pub enum Source {
	/// The subscription in this channel.
	#[codec(index = 0)]
	Subscription(ChannelId),
	/// The grant to this account.
	#[codec(index = 1)]
	Grant([u8; 32]),
}

/// What was used.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Used {
	/// Of which period or grant: the block with which it begins or ends, and how much it gives. Another one begins
	/// with nothing used.
	pub of: (BlockNumber, u64),
	/// Calls or tokens.
	pub amount: u64,
}

/// Something that an answer may use.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Purse {
	source: Source,
	of: (BlockNumber, u64),
	calls: bool,
}

#[derive(Clone, Copy)]
struct Count {
	used: Used,
	/// Set aside for answers that grow.
	aside: u64,
}

#[derive(Default)]
struct Books {
	prepaid: Prepaid,
	counts: BTreeMap<Source, Count>,
}

/// Counts what is used.
pub struct Meter {
	ledger: Ledger,
	books: Mutex<Books>,
}

/// What is set aside for one answer. Dropping it gives back what was not used.
pub struct Share {
	meter: Arc<Meter>,
	purse: Purse,
	/// Set aside: calls or tokens.
	aside: u64,
	/// Used of it.
	used: AtomicU64,
}

impl Purse {
	/// That of a subscription, if it covers the release now.
	fn of_plan(
		id: ChannelId,
		subscribed: &Subscribed,
		release: ReleaseId,
		now: BlockNumber,
	) -> Option<Self> {
		let Subscribed { plan, since } = subscribed;
		let runs = now < since.saturating_add(plan.period);
		let covers = plan.release.is_none_or(|only| only == release);
		let (amount, calls) = match plan.allowance {
			Allowance::Calls(calls) => (calls.into(), true),
			Allowance::Tokens(tokens) => (tokens, false),
		};
		let source = Source::Subscription(id);
		(runs && covers).then_some(Self { source, of: (*since, amount), calls })
	}

	fn of_grant(payer: [u8; 32], granted: &Granted, now: BlockNumber) -> Option<Self> {
		let Granted { tokens, until } = *granted;
		let source = Source::Grant(payer);
		(now <= until).then_some(Self { source, of: (until, tokens), calls: false })
	}
}

impl Meter {
	/// With what was used before.
	pub fn open(ledger: Ledger) -> Result<Arc<Self>> {
		let used = ledger.used()?.into_iter();
		let counts = used.map(|(source, used)| (source, Count { used, aside: 0 })).collect();
		let books = Mutex::new(Books { counts, ..Books::default() });
		Ok(Arc::new(Self { ledger, books }))
	}

	fn books(&self) -> MutexGuard<'_, Books> {
		self.books.lock().unwrap_or_else(PoisonError::into_inner)
	}

	/// Takes note of what there is, and forgets what was used of anything else.
	pub async fn note(&self, prepaid: Prepaid) -> Result<()> {
		let over: Vec<Source> = {
			let mut books = self.books();
			books.prepaid = prepaid;
			let Books { prepaid, counts } = &mut *books;
			let is_over = |source: &Source| match source {
				Source::Subscription(id) => !prepaid.subscriptions.contains_key(id),
				Source::Grant(account) => !prepaid.granted.contains_key(account),
			};
			let over: Vec<Source> =
				counts.keys().filter(|source| is_over(source)).copied().collect();
			counts.retain(|source, _| !is_over(source));
			over
		};
		match over.is_empty() {
			true => Ok(()),
			false => self.ledger.put(over.into_iter().map(Put::DropUsed).collect()).await,
		}
	}

	/// The subscriptions whose period is over.
	pub fn over(&self, now: BlockNumber) -> Vec<ChannelId> {
		let books = self.books();
		let all = books.prepaid.subscriptions.iter();
		let over = all.filter(|(_, it)| now >= it.since.saturating_add(it.plan.period));
		over.map(|(id, _)| *id).collect()
	}

	/// Sets aside what an answer of at most so many tokens may use; nothing if all is used, or nothing was prepaid.
	pub fn share(
		self: &Arc<Self>,
		(channel, payer): (ChannelId, [u8; 32]),
		release: ReleaseId,
		now: BlockNumber,
		tokens: u32,
	) -> Option<Share> {
		let mut books = self.books();
		let subscribed = books.prepaid.subscriptions.get(&channel);
		let plan = subscribed.and_then(|it| Purse::of_plan(channel, it, release, now));
		let granted = books.prepaid.granted.get(&payer);
		let grant = granted.and_then(|it| Purse::of_grant(payer, it, now));
		for purse in plan.into_iter().chain(grant) {
			let fresh = Count { used: Used { of: purse.of, amount: 0 }, aside: 0 };
			let count = books.counts.entry(purse.source).or_insert(fresh);
			if count.used.of != purse.of {
				*count = fresh;
			}
			let left = purse.of.1.saturating_sub(count.used.amount).saturating_sub(count.aside);
			let aside = left.min(if purse.calls { 1 } else { tokens.into() });
			if aside > 0 {
				count.aside = count.aside.saturating_add(aside);
				let meter = self.clone();
				return Some(Share { meter, purse, aside, used: AtomicU64::new(0) });
			}
		}
		None
	}
}

impl Share {
	/// Tokens that it pays for.
	pub fn tokens(&self) -> u32 {
		if self.purse.calls { u32::MAX } else { u32::try_from(self.aside).unwrap_or(u32::MAX) }
	}

	/// Says how many of these tokens the answer has used so far. When it returns that is on disk.
	pub async fn use_up(&self, tokens: u32) -> Result<()> {
		let used = if self.purse.calls { 1 } else { u64::from(tokens).min(self.aside) };
		let more = used.saturating_sub(self.used.fetch_max(used, Ordering::Relaxed));
		if more == 0 {
			return Ok(());
		}
		let Some(used) = self.count(|count| {
			count.used.amount = count.used.amount.saturating_add(more);
			count.aside = count.aside.saturating_sub(more);
			count.used
		}) else {
			return Ok(());
		};
		self.meter.ledger.put(vec![Put::Used(self.purse.source, used)]).await
	}

	/// Changes the count of its period or grant, unless another one has begun.
	fn count<T>(&self, change: impl FnOnce(&mut Count) -> T) -> Option<T> {
		let mut books = self.meter.books();
		let count = books.counts.get_mut(&self.purse.source)?;
		(count.used.of == self.purse.of).then(|| change(count))
	}
}

impl Drop for Share {
	fn drop(&mut self) {
		let rest = self.aside.saturating_sub(self.used.load(Ordering::Relaxed));
		self.count(|count| count.aside = count.aside.saturating_sub(rest));
	}
}

/// Counts what costs nothing of an answer's tokens, `free` at most: first what its channel has, which is returned,
/// and then what was prepaid. When it returns the latter is on disk.
pub(super) async fn count(share: Option<&Share>, free: u32, tokens: Tokens) -> Result<u32> {
	let all = free.min(tokens.all());
	let Some(share) = share else { return Ok(all) };
	let own = free.saturating_sub(share.tokens()).min(all);
	share.use_up(all.saturating_sub(own)).await?;
	Ok(own)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{store::Store, v1::channels::Plan};

	const PAYER: [u8; 32] = [7; 32];
	const AT: (ChannelId, [u8; 32]) = (3, PAYER);

	fn opened(folder: &std::path::Path) -> Arc<Meter> {
		let store = Store::open(folder, &[1; 32], &[2; 32]).unwrap();
		Meter::open(store.ledger().unwrap()).unwrap()
	}

	fn plan(allowance: Allowance, since: BlockNumber) -> Prepaid {
		let plan = Plan { release: Some(5), allowance, period: 10, price: 100 };
		let subscriptions = [(3, Subscribed { plan, since })].into();
		Prepaid { subscriptions, granted: BTreeMap::new() }
	}

	fn granted(tokens: u64) -> Prepaid {
		let granted = [(PAYER, Granted { tokens, until: 50 })].into();
		Prepaid { subscriptions: BTreeMap::new(), granted }
	}

	#[tokio::test]
	async fn calls_are_counted_and_begin_anew_with_each_period() {
		let folder = tempfile::tempdir().unwrap();
		let meter = opened(folder.path());
		meter.note(plan(Allowance::Calls(2), 20)).await.unwrap();
		let one = meter.share(AT, 5, 20, 100).unwrap();
		let two = meter.share(AT, 5, 29, 100).unwrap();
		assert_eq!((one.tokens(), two.tokens()), (u32::MAX, u32::MAX));
		assert!(meter.share(AT, 5, 29, 100).is_none(), "both are in use");
		one.use_up(0).await.unwrap();
		drop((one, two));
		assert!(meter.share(AT, 6, 29, 100).is_none(), "another release");
		assert!(meter.share((4, PAYER), 5, 29, 100).is_none(), "another channel");
		assert!(meter.share(AT, 5, 30, 100).is_none(), "the period is over");
		assert_eq!((meter.over(29), meter.over(30)), (vec![], vec![3]));
		let last = meter.share(AT, 5, 29, 100).unwrap();
		last.use_up(9).await.unwrap();
		drop(last);
		assert!(meter.share(AT, 5, 29, 100).is_none(), "both are used");
		meter.note(plan(Allowance::Calls(2), 30)).await.unwrap();
		assert!(meter.share(AT, 5, 30, 100).is_some(), "it was renewed");
	}

	#[tokio::test]
	async fn tokens_are_used_once_whatever_runs_side_by_side_and_whoever_is_killed() {
		let folder = tempfile::tempdir().unwrap();
		{
			let meter = opened(folder.path());
			meter.note(granted(100)).await.unwrap();
			let one = meter.share(AT, 5, 50, 70).unwrap();
			let two = meter.share((4, PAYER), 6, 50, 70).unwrap();
			assert_eq!((one.tokens(), two.tokens()), (70, 30));
			one.use_up(10).await.unwrap();
			one.use_up(25).await.unwrap();
			drop(one);
			let three = meter.share(AT, 5, 50, 70).unwrap();
			assert_eq!(three.tokens(), 45, "what the first did not use");
			assert!(meter.share(AT, 5, 51, 1).is_none(), "the grant has ended");
			drop((two, three));
		}
		let meter = opened(folder.path());
		meter.note(granted(100)).await.unwrap();
		assert_eq!(meter.share(AT, 5, 50, 100).unwrap().tokens(), 75);
		meter.note(Prepaid::default()).await.unwrap();
		meter.note(granted(100)).await.unwrap();
		assert_eq!(meter.share(AT, 5, 50, 200).unwrap().tokens(), 100, "another grant");
	}
}
