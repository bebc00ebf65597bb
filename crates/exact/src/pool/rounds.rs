//! Rounds of work that a leader and its helpers do together, one soon after the other.
//!
//! A helper that waits for the next round spins: the rounds of a token take some twenty microseconds each, and
//! to wake a thread that sleeps takes as long. Whoever has waited for long no longer spins, so that a machine
//! with more threads than cores goes on: a helper goes home, the leader sleeps.

use super::wait::Wait;
use rayon::ThreadPool;
use std::{
	any::Any,
	cell::Cell,
	panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
	sync::{
		Arc, Mutex, PoisonError,
		atomic::{AtomicPtr, AtomicUsize, Ordering},
	},
	thread,
	time::Duration,
};

/// What a round does, in the leader and in each helper.
type Work<'a> = &'a (dyn Fn() + Sync + 'a);

/// How long a helper waits for the next round before it goes home.
const STAY: Duration = Duration::from_micros(500);
/// How long the leader waits for helpers that are at work before it sleeps, and how long it sleeps at a time.
const AWAKE: Duration = Duration::from_micros(200);
const NAP: Duration = Duration::from_micros(50);

// Parts of the state.
/// There are no more rounds.
const OVER: usize = 1;
/// A round is open: helpers may enter.
const OPEN: usize = 2;
/// A helper that is in the round; [`MOST_HELPERS`] of them have room below the round's number.
const INSIDE: usize = 4;
const ALL_INSIDE: usize = ROUND - INSIDE;
/// The number of a round; it begins again at zero after the last.
const ROUND: usize = 1 << 16;

/// Most helpers of a leader.
pub(super) const MOST_HELPERS: usize = ALL_INSIDE / INSIDE;

/// A value on cache lines of its own: what is next to it is not slowed by those who poll it.
#[derive(Debug, Default)]
#[repr(align(128))]
pub(super) struct Apart<T>(pub T);

/// What a leader and its helpers share.
#[derive(Debug)]
struct Rounds {
	state: Apart<AtomicUsize>,
	/// Where the leader keeps the work of the open round.
	work: AtomicPtr<Work<'static>>,
	/// Why a helper did not finish the last round.
	panic: Mutex<Option<Box<dyn Any + Send>>>,
	/// Helpers that were called and have not gone home.
	called: AtomicUsize,
}

/// Who opens rounds, in one thread: it is not `Sync`, and so no work refers to it.
#[derive(Debug)]
pub(super) struct Leader {
	rounds: Arc<Rounds>,
	/// Whether a round is open.
	busy: Cell<bool>,
}

impl Leader {
	/// A leader that nobody follows yet.
	pub fn new() -> Self {
		let rounds = Rounds {
			state: Apart::default(),
			work: AtomicPtr::default(),
			panic: Mutex::default(),
			called: AtomicUsize::new(0),
		};
		Self { rounds: Arc::new(rounds), busy: Cell::new(false) }
	}

	/// Calls threads of `pool` until `wanted` are here or on their way.
	pub fn call(&self, pool: &ThreadPool, wanted: usize) {
		// Only helpers change it besides, and only to less.
		while self.rounds.called.load(Ordering::Relaxed) < wanted.min(MOST_HELPERS) {
			self.rounds.called.fetch_add(1, Ordering::Relaxed);
			let rounds = self.rounds.clone();
			pool.spawn(move || {
				rounds.follow();
				rounds.called.fetch_sub(1, Ordering::Relaxed);
				drop(rounds);
				super::wait::linger();
			});
		}
	}

	/// Does `work` here and in each helper that comes before this thread has finished; returns when all have.
	/// Panics if it did in one of them.
	pub fn round(&self, work: Work<'_>) {
		if self.busy.replace(true) {
			// A round inside a round, by way of something that belongs to this thread.
			return work();
		}
		let rounds = &*self.rounds;
		rounds.work.store((&raw const work).cast_mut().cast(), Ordering::Relaxed);
		let closed = rounds.state.0.load(Ordering::Relaxed);
		rounds.state.0.store(closed.wrapping_add(ROUND) | OPEN, Ordering::Release);
		let own = catch_unwind(AssertUnwindSafe(work));
		rounds.close();
		self.busy.set(false);
		let panic = rounds.panic.lock().unwrap_or_else(PoisonError::into_inner).take();
		if let Some(panic) = own.err().or(panic) {
			resume_unwind(panic);
		}
	}
}

impl Drop for Leader {
	fn drop(&mut self) {
		self.rounds.state.0.fetch_or(OVER, Ordering::Relaxed);
	}
}

impl Rounds {
	/// Lets nobody in any more, and waits until nobody is inside.
	fn close(&self) {
		self.state.0.fetch_and(!OPEN, Ordering::Relaxed);
		let mut wait = Wait::default();
		while self.state.0.load(Ordering::Acquire) & ALL_INSIDE != 0 {
			if wait.spin() > AWAKE {
				// A core for whoever is inside and has none.
				thread::sleep(NAP);
			}
		}
	}

	/// Takes part in rounds until they are over, or none begins for long.
	fn follow(&self) {
		let (mut last, mut wait) = (0, Wait::default());
		loop {
			let state = self.state.0.load(Ordering::Relaxed);
			let round = state / ROUND;
			if state & OVER != 0 {
				return;
			} else if state & OPEN == 0 || round == last {
				if wait.spin() > STAY {
					return;
				}
			} else if self.enter(state) {
				self.take_part();
				(last, wait) = (round, Wait::default());
			}
		}
	}

	/// Enters the open round, if the state is still the one that was seen.
	fn enter(&self, seen: usize) -> bool {
		let (enter, order) = (seen + INSIDE, Ordering::Acquire);
		self.state.0.compare_exchange(seen, enter, order, Ordering::Relaxed).is_ok()
	}

	/// Does the work of the round that was entered, and leaves it.
	// The work is borrowed by a thread that the compiler cannot see to wait for this one: see SAFETY.
	#[allow(unsafe_code)]
	fn take_part(&self) {
		let leave = Leave(self);
		let work = self.work.load(Ordering::Relaxed);
		// SAFETY: `enter` succeeded, and `leave` is still there. So the state was open when this thread was added
		// to those inside, which it is only within one call of `Leader::round`: from where it is opened there,
		// after the pointer to the local `work` was stored (released there, acquired by `enter`: it is this
		// pointer that was loaded, and not an older one), to where `close` takes the flag away. Whoever enters
		// later than that fails, as the state is compared as a whole; and `close` does not return while somebody is
		// inside. Nothing unwinds in between. Hence the local, and all that it borrows, outlives this
		// function, and no newer pointer is stored meanwhile. A leader is not `Sync` and opens no round inside a
		// round, so there are never two such calls. The work is `Sync`: any thread may call it.
		let work: Work<'_> = unsafe { *work };
		if let Err(panic) = catch_unwind(AssertUnwindSafe(work)) {
			self.panic.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(panic);
		}
		drop(leave);
	}
}

/// A helper that is inside, until this is dropped.
struct Leave<'a>(&'a Rounds);

impl Drop for Leave<'_> {
	fn drop(&mut self) {
		// What this helper wrote is there for whoever finds nobody inside.
		self.0.state.0.fetch_sub(INSIDE, Ordering::Release);
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use rayon::ThreadPoolBuilder;
	use std::{hint, sync::atomic::AtomicU32};

	fn helpers(count: usize) -> ThreadPool {
		ThreadPoolBuilder::new().num_threads(count).build().unwrap()
	}

	/// Leaders with more helpers than this machine has cores, whose work takes now shorter and now longer, and who
	/// come and go between rounds: nobody is in a round that has ended, nor in one of another leader.
	#[test]
	fn a_round_has_ended_for_all_of_its_threads() {
		let pool = helpers(5);
		thread::scope(|scope| {
			for seed in 1..4u32 {
				let pool = &pool;
				scope.spawn(move || {
					let inside: &AtomicUsize = Box::leak(Box::new(AtomicUsize::new(0)));
					for token in 0..150 {
						let leader = Leader::new();
						for round in 0..40u32 {
							leader.call(pool, (seed + round) as usize % 6);
							let mut written = vec![0; 64];
							tell_all(
								&leader,
								inside,
								seed * 7_919 + token * 40 + round,
								&mut written,
							);
							assert_eq!(inside.load(Ordering::SeqCst), 0);
							assert!(written.iter().all(|count| *count == 1));
						}
					}
				});
			}
		});
	}

	/// A round in which each number of `written` is counted up once, by whoever comes first.
	fn tell_all(leader: &Leader, inside: &AtomicUsize, mut random: u32, written: &mut [u32]) {
		let places: Vec<Mutex<&mut u32>> = written.iter_mut().map(Mutex::new).collect();
		random = random.wrapping_mul(2_654_435_761);
		let (next, longest) = (AtomicUsize::new(0), random >> 24);
		leader.round(&|| {
			inside.fetch_add(1, Ordering::SeqCst);
			while let Some(place) = places.get(next.fetch_add(1, Ordering::Relaxed)) {
				**place.lock().unwrap() += 1;
				(0..longest).for_each(|_| hint::spin_loop());
			}
			if longest > 250 {
				thread::yield_now();
			}
			inside.fetch_sub(1, Ordering::SeqCst);
		});
	}

	#[test]
	fn a_round_inside_a_round_is_done_by_one_thread() {
		thread_local!(static LEADER: Leader = Leader::new());
		let pool = helpers(2);
		let (outer, inner) = (AtomicU32::new(0), AtomicU32::new(0));
		let this = thread::current().id();
		LEADER.with(|leader| {
			leader.call(&pool, 2);
			for _ in 0..100 {
				leader.round(&|| {
					outer.fetch_add(1, Ordering::Relaxed);
					if thread::current().id() == this {
						LEADER.with(|leader| {
							leader.round(&|| {
								assert_eq!(thread::current().id(), this);
								inner.fetch_add(1, Ordering::Relaxed);
							});
						});
					}
				});
			}
		});
		assert_eq!(inner.into_inner(), 100);
		assert!((100..=300).contains(&outer.into_inner()));
	}

	#[test]
	fn a_round_needs_no_helper_that_has_something_else_to_do() {
		let pool = helpers(1);
		let (begun, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
		pool.in_place_scope(|scope| {
			scope.spawn(|_| {
				begun.store(1, Ordering::SeqCst);
				while done.load(Ordering::SeqCst) < 1_000 {
					thread::yield_now();
				}
			});
			while begun.load(Ordering::SeqCst) == 0 {
				thread::yield_now();
			}
			let leader = Leader::new();
			for _ in 0..1_000 {
				leader.call(&pool, 1);
				leader.round(&|| {
					done.fetch_add(1, Ordering::SeqCst);
				});
			}
		});
		assert_eq!(done.into_inner(), 1_000);
	}
}
