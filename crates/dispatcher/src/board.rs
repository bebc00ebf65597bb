//! What is known about each seat between two polls: bounded, and without I/O.

use std::{
	collections::HashMap,
	sync::{Arc, Mutex, MutexGuard, PoisonError},
	time::{Duration, Instant},
};
use stoa_primitives::{
	JobId, SeatIndex,
	wire::{SeatPhase, SeatStatement},
};
use tokio::sync::Notify;

/// A seat.
pub type Key = (JobId, SeatIndex);

struct Entry {
	polled: Instant,
	wake: Arc<Notify>,
	/// Height at which the chain was last read about the seat.
	read_at: Option<u32>,
	phase: Option<SeatPhase>,
	/// When the provider last answered or failed to.
	asked: Option<Instant>,
	/// The newest word of the provider in this phase, and the height at which it was said.
	statement: Option<(SeatStatement, u32)>,
}

/// Blocks after which a provider is asked again although it has said something: the chain has not
/// taken it, perhaps for good, and there may be a better word by now.
const ASK_AGAIN_BLOCKS: u32 = 3;

/// What to do about a seat that was polled.
pub enum Noted {
	/// Already attended to; its task was woken.
	Known,
	/// New: a task must be started, to be woken by this.
	New(Arc<Notify>),
	/// No room.
	Full,
}

/// The seats.
pub struct Board {
	entries: Mutex<HashMap<Key, Entry>>,
	capacity: usize,
	/// Told whenever something was learned.
	pub changed: Notify,
}

impl Board {
	pub fn new(capacity: usize) -> Self {
		Self { entries: Mutex::default(), capacity, changed: Notify::new() }
	}

	/// Nothing panics while this is held, so a poisoned lock still guards sound data.
	fn entries(&self) -> MutexGuard<'_, HashMap<Key, Entry>> {
		self.entries.lock().unwrap_or_else(PoisonError::into_inner)
	}

	/// Someone polled `key`.
	pub fn note(&self, key: Key, now: Instant) -> Noted {
		let mut entries = self.entries();
		if let Some(entry) = entries.get_mut(&key) {
			entry.polled = now;
			entry.wake.notify_one();
			return Noted::Known;
		}
		if entries.len() >= self.capacity {
			return Noted::Full;
		}
		let wake = Arc::new(Notify::new());
		let entry = Entry {
			polled: now,
			wake: wake.clone(),
			read_at: None,
			phase: None,
			asked: None,
			statement: None,
		};
		entries.insert(key, entry);
		Noted::New(wake)
	}

	/// Whether someone polled `key` within `interest`.
	pub fn wanted(&self, key: Key, now: Instant, interest: Duration) -> bool {
		let polled = self.entries().get(&key).map(|entry| entry.polled);
		polled.is_some_and(|polled| now.saturating_duration_since(polled) < interest)
	}

	/// The chain was read at `height`: it waits for `phase`. A word about another phase is of no use
	/// any more.
	pub fn read(&self, key: Key, height: u32, phase: SeatPhase) {
		if let Some(entry) = self.entries().get_mut(&key) {
			if entry.phase != Some(phase) {
				entry.statement = None;
			}
			entry.read_at = Some(height);
			entry.phase = Some(phase);
		}
		self.changed.notify_waiters();
	}

	/// The provider was asked about what was read last, and perhaps said something.
	pub fn asked(&self, key: Key, said: Option<SeatStatement>, now: Instant) {
		if let Some(entry) = self.entries().get_mut(&key) {
			entry.asked = Some(now);
			if let (Some(said), Some(height)) = (said, entry.read_at) {
				entry.statement = Some((said, height));
			}
		}
		self.changed.notify_waiters();
	}

	/// Whether the provider has said something in the current phase that the chain may yet take.
	pub fn has_statement(&self, key: Key) -> bool {
		self.entries().get(&key).is_some_and(|entry| {
			let read_at = entry.read_at.unwrap_or_default();
			let said_at = entry.statement.as_ref().map(|(_, height)| *height);
			said_at.is_some_and(|height| read_at.abs_diff(height) < ASK_AGAIN_BLOCKS)
		})
	}

	/// Nothing more is to be done about `key`.
	pub fn forget(&self, key: Key) {
		self.entries().remove(&key);
		self.changed.notify_waiters();
	}

	/// Whether all that can be known about `keys` at `height` is known: of each seat a statement under
	/// this block, or an answer since `started`.
	pub fn settled(&self, keys: &[Key], height: u32, started: Instant) -> bool {
		let entries = self.entries();
		keys.iter().filter_map(|key| entries.get(key)).all(|entry| {
			let fresh = entry.statement.is_some() && entry.read_at == Some(height);
			fresh || entry.asked.is_some_and(|asked| asked >= started)
		})
	}

	/// What providers have said about `keys`.
	pub fn statements(&self, keys: &[Key]) -> Vec<SeatStatement> {
		let entries = self.entries();
		let said = keys.iter().filter_map(|key| entries.get(key)?.statement.as_ref());
		said.map(|(said, _)| said.clone()).collect()
	}

	/// How many seats are attended to.
	pub fn len(&self) -> usize {
		self.entries().len()
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use stoa_primitives::Statement;

	const KEY: Key = (7, 1);

	fn said(byte: u8) -> SeatStatement {
		SeatStatement {
			job: KEY.0,
			seat: KEY.1,
			statement: Statement::Commit([byte; 32]),
			signature: [byte; 64],
			output: None,
		}
	}

	#[test]
	fn a_statement_goes_when_the_phase_moves_on() {
		let board = Board::new(4);
		let now = Instant::now();
		assert!(matches!(board.note(KEY, now), Noted::New(_)));
		assert!(matches!(board.note(KEY, now), Noted::Known));
		board.read(KEY, 10, SeatPhase::Commit);
		board.asked(KEY, Some(said(1)), now);
		board.asked(KEY, Some(said(2)), now);
		assert_eq!(board.statements(&[KEY]), [said(2)], "the newest stands");
		board.read(KEY, 11, SeatPhase::Commit);
		assert!(board.has_statement(KEY));
		board.read(KEY, 12, SeatPhase::Reveal);
		assert_eq!(board.statements(&[KEY]), []);
	}

	#[test]
	fn a_statement_that_the_chain_does_not_take_is_asked_for_again() {
		let board = Board::new(4);
		let now = Instant::now();
		board.note(KEY, now);
		board.read(KEY, 10, SeatPhase::Commit);
		board.asked(KEY, Some(said(1)), now);
		board.read(KEY, 12, SeatPhase::Commit);
		assert!(board.has_statement(KEY));
		board.read(KEY, 13, SeatPhase::Commit);
		assert!(!board.has_statement(KEY));
		assert_eq!(board.statements(&[KEY]), [said(1)], "until there is a better one");
		board.asked(KEY, None, now);
		assert_eq!(board.statements(&[KEY]), [said(1)]);
		board.asked(KEY, Some(said(2)), now);
		assert!(board.has_statement(KEY));
		assert_eq!(board.statements(&[KEY]), [said(2)]);
	}

	#[test]
	fn a_full_board_takes_no_seat_until_one_leaves() {
		let board = Board::new(2);
		let now = Instant::now();
		assert!(matches!(board.note((1, 0), now), Noted::New(_)));
		assert!(matches!(board.note((2, 0), now), Noted::New(_)));
		assert!(matches!(board.note((3, 0), now), Noted::Full));
		board.forget((1, 0));
		assert!(matches!(board.note((3, 0), now), Noted::New(_)));
		assert_eq!(board.len(), 2);
	}

	#[test]
	fn a_poll_is_settled_by_fresh_statements_and_fresh_answers() {
		let board = Board::new(4);
		let before = Instant::now();
		let started = before + Duration::from_millis(5);
		let after = started + Duration::from_millis(5);
		assert!(board.settled(&[KEY], 10, started), "an unknown seat is not waited for");
		board.note(KEY, started);
		assert!(!board.settled(&[KEY], 10, started));
		board.read(KEY, 10, SeatPhase::Commit);
		board.asked(KEY, None, before);
		assert!(!board.settled(&[KEY], 10, started), "an answer from before");
		board.asked(KEY, None, after);
		assert!(board.settled(&[KEY], 10, started));
		board.asked(KEY, Some(said(1)), before);
		assert!(board.settled(&[KEY], 10, started));
		assert!(!board.settled(&[KEY], 11, started), "the chain moved on");
	}

	#[test]
	fn interest_ends() {
		let board = Board::new(4);
		let now = Instant::now();
		board.note(KEY, now);
		let interest = Duration::from_secs(30);
		assert!(board.wanted(KEY, now + Duration::from_secs(29), interest));
		assert!(!board.wanted(KEY, now + Duration::from_secs(30), interest));
		assert!(!board.wanted((9, 9), now, interest));
	}
}
