//! Threads that help those that compute.
//!
//! A step of a session is cut into pieces, whose results do not depend on who computes them or when. Whoever
//! computes takes a [`Team`] for a token or a batch, with a fair share of the pool's threads if others compute as
//! well, and does step after step with it, taking part himself. Threads stay with a team between its steps: how
//! they wait for one another is in `rounds`.

mod rounds;
mod wait;

use rayon::{ThreadPool, ThreadPoolBuilder};
use rounds::{Apart, Leader, MOST_HELPERS};
use std::{
	sync::{
		Arc, Mutex, OnceLock, PoisonError,
		atomic::{AtomicUsize, Ordering},
	},
	thread,
};

/// Threads, for as many sessions as there are.
#[derive(Debug)]
pub struct Pool {
	/// None: whoever computes does it alone.
	helpers: Option<ThreadPool>,
	/// Teams there are.
	teams: AtomicUsize,
}

impl Pool {
	/// A pool in which a single session computes with `threads` threads, its own included; at least one.
	pub fn new(threads: usize) -> Arc<Self> {
		let name = |number| format!("exact-{number}");
		let build = |count| ThreadPoolBuilder::new().num_threads(count).thread_name(name).build();
		let helpers = threads.saturating_sub(1).min(MOST_HELPERS);
		// A machine that has no more threads is served by one.
		let helpers = Some(helpers).filter(|count| *count > 0).and_then(|count| build(count).ok());
		Arc::new(Self { helpers, teams: AtomicUsize::new(0) })
	}

	/// The pool of this program, with as many threads as the machine runs at once.
	pub fn shared() -> Arc<Self> {
		static SHARED: OnceLock<Arc<Pool>> = OnceLock::new();
		let all = || Self::new(thread::available_parallelism().map_or(1, usize::from));
		SHARED.get_or_init(all).clone()
	}

	/// Threads of a session that computes alone.
	pub fn threads(&self) -> usize {
		self.helpers.as_ref().map_or(0, ThreadPool::current_num_threads) + 1
	}

	/// Takes this thread's share of the helpers.
	pub fn team(&self) -> Team<'_> {
		let teams = self.teams.fetch_add(1, Ordering::Relaxed) + 1;
		let size = (self.threads() / teams).max(1);
		let helpers = self.helpers.as_ref().filter(|_| size > 1);
		let mut next = Vec::new();
		if helpers.is_some() {
			next.resize_with(size, Apart::default);
		}
		Team { next, helpers: helpers.map(|pool| (pool, Leader::new())), pool: Some(self) }
	}
}

/// The threads of one who computes, himself included.
#[derive(Debug)]
pub struct Team<'a> {
	/// What each thread does next; empty if there is one.
	next: Vec<Apart<AtomicUsize>>,
	/// None: it is one thread.
	helpers: Option<(&'a ThreadPool, Leader)>,
	/// None: it is nobody's share.
	pool: Option<&'a Pool>,
}

impl Team<'_> {
	/// A thread without helpers.
	pub fn alone() -> Team<'static> {
		Team { next: Vec::new(), helpers: None, pool: None }
	}

	/// How many there are.
	pub fn size(&self) -> usize {
		self.next.len().max(1)
	}

	/// Does `work` with each item, in any order. Neighbours are done by the same thread, one after the other,
	/// as long as none has nothing else to do.
	pub fn each<T: Send>(&self, items: impl IntoIterator<Item = T>, work: impl Fn(T) + Sync) {
		let Some((helpers, leader)) = &self.helpers else {
			return items.into_iter().for_each(work);
		};
		let items: Vec<Mutex<Option<T>>> =
			items.into_iter().map(|item| Mutex::new(Some(item))).collect();
		let take = |item: &Mutex<Option<T>>| {
			let item = item.lock().unwrap_or_else(PoisonError::into_inner).take();
			item.into_iter().for_each(&work);
		};
		if items.len() < 2 {
			return items.iter().for_each(take);
		}
		let shares = Shares::of(&items, &self.next);
		leader.call(helpers, self.next.len() - 1);
		leader.round(&|| shares.each(take));
	}
}

/// Items in as many shares as there are threads. Each begins with a share of its own.
struct Shares<'a, T> {
	shares: Vec<(&'a AtomicUsize, &'a [T])>,
	/// Threads that have begun.
	begun: AtomicUsize,
}

impl<'a, T> Shares<'a, T> {
	fn of(items: &'a [T], next: &'a [Apart<AtomicUsize>]) -> Self {
		let shares = items.chunks(items.len().div_ceil(next.len()));
		next.iter().for_each(|next| next.0.store(0, Ordering::Relaxed));
		Self {
			shares: next.iter().map(|next| &next.0).zip(shares).collect(),
			begun: AtomicUsize::new(0),
		}
	}

	/// Takes items until none is left.
	fn each(&self, take: impl Fn(&T)) {
		let own = self.begun.fetch_add(1, Ordering::Relaxed) % self.shares.len();
		let (before, from) = self.shares.split_at(own);
		for (next, share) in from.iter().chain(before) {
			// Not to disturb who takes from it, if there is nothing.
			while next.load(Ordering::Relaxed) < share.len() {
				match share.get(next.fetch_add(1, Ordering::Relaxed)) {
					Some(item) => take(item),
					None => break,
				}
			}
		}
	}
}

impl Drop for Team<'_> {
	fn drop(&mut self) {
		if let Some(pool) = self.pool {
			pool.teams.fetch_sub(1, Ordering::Relaxed);
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::{
		cell::RefCell,
		collections::HashSet,
		panic::{AssertUnwindSafe, catch_unwind},
		time::Duration,
	};

	#[test]
	fn each_item_is_done_once() {
		for threads in [0, 1, 2, 5] {
			let pool = Pool::new(threads);
			assert_eq!(pool.threads(), threads.max(1));
			for count in [0, 1, 2, 7, 1_000] {
				let team = pool.team();
				let mut done = vec![0; count];
				team.each(done.iter_mut().enumerate(), |(at, done)| *done += at + 1);
				assert!(done.into_iter().eq(1..=count));
			}
		}
	}

	/// Whether all threads of a pool of three are seen to work while `step` is done again and again.
	fn all_are_seen(step: impl Fn(&Pool, &(dyn Fn() + Sync))) -> bool {
		let pool = Pool::new(3);
		let seen = Mutex::new(HashSet::new());
		(0..200).any(|_| {
			step(&pool, &|| {
				thread::sleep(Duration::from_micros(10));
				seen.lock().unwrap().insert(thread::current().id());
			});
			seen.lock().unwrap().len() == 3
		})
	}

	#[test]
	fn all_threads_take_part() {
		assert!(all_are_seen(|pool, work| pool.team().each(0..100, |_| work())));
	}

	#[test]
	fn threads_that_went_home_are_called_again() {
		assert!(all_are_seen(|pool, work| {
			let team = pool.team();
			team.each(0..10, |_| ());
			thread::sleep(Duration::from_millis(5));
			team.each(0..100, |_| work());
		}));
	}

	#[test]
	fn neighbours_are_done_one_after_the_other() {
		let next: Vec<Apart<AtomicUsize>> = (0..3).map(|_| Apart::default()).collect();
		let items: Vec<usize> = (0..10).collect();
		let done = || {
			let done = RefCell::new(Vec::new());
			(Shares::of(&items, &next), done)
		};
		let (shares, all) = done();
		shares.each(|at| all.borrow_mut().push(*at));
		assert_eq!(all.into_inner(), items);
		// Who comes second begins with the second share.
		let (shares, all) = done();
		shares.begun.fetch_add(1, Ordering::Relaxed);
		shares.each(|at| all.borrow_mut().push(*at));
		assert_eq!(all.into_inner(), [4, 5, 6, 7, 8, 9, 0, 1, 2, 3]);
	}

	#[test]
	fn whoever_computes_beside_others_has_a_share() {
		let pool = Pool::new(4);
		let first = pool.team();
		assert_eq!(first.size(), 4);
		let second = pool.team();
		assert_eq!(second.size(), 2);
		drop((first, second));
		let sizes: Vec<Team<'_>> = (0..4).map(|_| pool.team()).collect();
		assert_eq!(sizes.iter().map(Team::size).collect::<Vec<_>>(), [4, 2, 1, 1]);
		drop(sizes);
		let busy = AtomicUsize::new(0);
		thread::scope(|scope| {
			for _ in 0..8 {
				scope.spawn(|| {
					for _ in 0..200 {
						pool.team().each(0..10usize, |at| {
							busy.fetch_add(at, Ordering::Relaxed);
						});
					}
				});
			}
		});
		assert_eq!(busy.into_inner(), 8 * 200 * 45);
		assert_eq!(pool.team().size(), 4);
	}

	#[test]
	fn a_panic_reaches_the_caller_and_spares_the_pool() {
		let pool = Pool::new(3);
		for bad in 0..50 {
			let team = pool.team();
			let result = catch_unwind(AssertUnwindSafe(|| {
				team.each(0..50, |at| assert!(at != bad, "as is meant to be"));
			}));
			assert!(result.is_err());
		}
		let sum = AtomicUsize::new(0);
		pool.team().each(0..10, |at| {
			sum.fetch_add(at, Ordering::Relaxed);
		});
		assert_eq!(sum.into_inner(), 45);
	}
}
