//! Threads that help those that compute.
//!
//! A step of a session is cut into pieces, whose results do not depend on who computes them or when. Whoever
//! computes takes a [`Team`] of the pool's threads for a step, a fair share if others compute as well, and
//! takes part himself.

use rayon::{ThreadPool, ThreadPoolBuilder};
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
		// A machine that has no more threads is served by one.
		let helpers =
			threads.checked_sub(1).filter(|count| *count > 0).and_then(|count| build(count).ok());
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
		Team { pool: Some(self), size: (self.threads() / teams).max(1) }
	}
}

/// The threads of one who computes, himself included.
#[derive(Debug)]
pub struct Team<'a> {
	pool: Option<&'a Pool>,
	size: usize,
}

impl Team<'_> {
	/// A thread without helpers.
	pub fn alone() -> Team<'static> {
		Team { pool: None, size: 1 }
	}

	/// How many there are.
	pub fn size(&self) -> usize {
		self.size
	}

	/// Does `work` with each item, in any order.
	pub fn each<T: Send>(&self, items: impl IntoIterator<Item = T>, work: impl Fn(T) + Sync) {
		let helpers = self.pool.and_then(|pool| pool.helpers.as_ref()).filter(|_| self.size > 1);
		let Some(helpers) = helpers else { return items.into_iter().for_each(work) };
		let items: Vec<Mutex<Option<T>>> =
			items.into_iter().map(|item| Mutex::new(Some(item))).collect();
		let next = AtomicUsize::new(0);
		let drain = || {
			while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
				let item = item.lock().unwrap_or_else(PoisonError::into_inner).take();
				item.into_iter().for_each(&work);
			}
		};
		helpers.in_place_scope(|scope| {
			for _ in 1..self.size.min(items.len()) {
				scope.spawn(|_| drain());
			}
			drain();
		});
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

	#[test]
	fn all_threads_take_part() {
		let pool = Pool::new(3);
		let seen = Mutex::new(std::collections::HashSet::new());
		for _ in 0..200 {
			pool.team().each(0..100, |_| {
				thread::sleep(Duration::from_micros(10));
				seen.lock().unwrap().insert(thread::current().id());
			});
			if seen.lock().unwrap().len() == 3 {
				return;
			}
		}
		panic!("a helper never helps");
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
