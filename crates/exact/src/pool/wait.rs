//! How threads wait without sleeping, and for how long.

use rayon::Yield;
use std::{
	cell::Cell,
	hint, thread,
	time::{Duration, Instant},
};

/// Spins between two looks at the clock.
const SPINS: u32 = 32;
/// How long a thread keeps its core to itself while it waits.
const KEEP: Duration = Duration::from_micros(30);
/// How long a thread that has helped waits for another leader before it sleeps: a token follows a token.
const LINGER: Duration = Duration::from_micros(500);

/// A thread that waits.
#[derive(Debug, Default)]
pub(super) struct Wait {
	spins: u32,
	began: Option<Instant>,
	waited: Duration,
}

impl Wait {
	/// Waits a little more; how long all in all.
	pub fn spin(&mut self) -> Duration {
		self.spins += 1;
		if self.spins.is_multiple_of(SPINS) {
			self.waited = self.began.get_or_insert_with(Instant::now).elapsed();
		}
		match self.waited > KEEP {
			// Others may have something to do.
			true => thread::yield_now(),
			false => hint::spin_loop(),
		}
		self.waited
	}
}

/// Keeps a thread of a pool awake for a while, and does what comes meanwhile.
pub(super) fn linger() {
	thread_local!(static LINGERS: Cell<bool> = const { Cell::new(false) });
	// What came while it lingered is over: it goes on lingering.
	if LINGERS.replace(true) {
		return;
	}
	let mut wait = Wait::default();
	while wait.spin() < LINGER {
		if rayon::yield_now() == Some(Yield::Executed) {
			wait = Wait::default();
		}
	}
	LINGERS.set(false);
}
