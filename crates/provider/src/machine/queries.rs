//! What the rest of the daemon asks the machine.

use super::{
	Answered, Demand, Machine, Role, Seat, SeatKey, Standing, View, Wants, lacks_prompt, waits,
};
use std::collections::BTreeMap;
use stoa_exact::cells::CellKey;
use stoa_primitives::{BlockNumber, Digest, JobId, Prompt};

impl Machine {
	/// The seats that are remembered.
	pub fn seats(&self) -> &BTreeMap<SeatKey, Seat> {
		&self.seats
	}

	/// The seat of `key`.
	pub fn seat(&self, key: &SeatKey) -> Option<&Seat> {
		self.seats.get(key)
	}

	/// The last best block that was seen.
	pub fn best(&self) -> BlockNumber {
		self.best
	}

	/// Whether the last best block shows this provider in the draw; nothing before the first block.
	pub fn standing(&self) -> Option<Standing> {
		self.presence.standing
	}

	/// Whether every configured release has its engine.
	pub fn is_ready(&self) -> bool {
		self.presence.ready
	}

	/// Whether the chain still waits for what `demand` asks of a seat.
	pub fn is_demanded(&self, key: &SeatKey, demand: &Demand) -> bool {
		self.views.get(key).is_some_and(|view| view.demanded.contains(demand))
	}

	/// Whether a seat needs the blob with this root.
	pub fn uses(&self, root: &Digest) -> bool {
		self.seats.values().any(|seat| seat.blobs().any(|used| used == *root))
	}

	/// How many seats are in work now.
	pub fn running(&self) -> usize {
		self.running.len()
	}

	/// How many seats the chain waits for.
	pub fn pending(&self) -> usize {
		self.views.values().filter(|view| waits(view)).count()
	}

	/// The prompt of `job`, if a seat of it could still use one. `None` inside: it has it already.
	pub fn wants_prompt(&self, job: JobId) -> Option<Option<&Prompt>> {
		let mut known = None;
		for (key, seat) in self.seats_of(job) {
			if self.views.get(key).is_some_and(|view| view.gone_since.is_none()) {
				if lacks_prompt(seat) {
					return Some(Some(&seat.prompt));
				}
				known = Some(None);
			}
		}
		known
	}

	/// The answered seat of `job` on the chain that is best now.
	pub fn output_of(&self, job: JobId) -> Option<(&Seat, &Answered)> {
		self.seats_of(job)
			.filter(|(key, _)| self.views.get(*key).is_some_and(|v| v.gone_since.is_none()))
			.find_map(|(_, seat)| seat.answered().map(|answered| (seat, answered)))
	}

	/// The output may be shown from the reveal on: earlier, a peer could copy it. An auditor's own is not what
	/// was asked for.
	pub fn output_is_public(&self, job: JobId) -> bool {
		self.seats_of(job).filter(|(_, seat)| seat.role != Role::Auditor).any(|(key, _)| {
			self.views.get(key).is_some_and(|view| {
				matches!(view.wants, Wants::Output | Wants::Settled | Wants::Defence)
					|| (matches!(view.wants, Wants::Reveal(_)) && view.reveal_since.is_some())
			})
		})
	}

	/// The answers of class Exact that are remembered of `job`, whichever fork shows them.
	pub fn exact_answers(&self, job: JobId) -> impl Iterator<Item = (&Seat, &Answered)> {
		self.seats_of(job)
			.filter(|(_, seat)| seat.role.is_exact())
			.filter_map(|(_, seat)| Some((seat, seat.answered()?)))
	}

	/// The keys of the trees of cells behind these answers, each with the tree's root.
	pub fn cell_keys(&self, job: JobId) -> impl Iterator<Item = (CellKey, Digest)> {
		self.seats_of(job)
			.filter(|(_, seat)| seat.role.is_exact())
			.filter_map(move |(key, seat)| Some((self.cell_key(key), seat.answered()?.salt)))
	}

	/// The seats of `job`.
	pub(super) fn seats_of(&self, job: JobId) -> impl Iterator<Item = (&SeatKey, &Seat)> {
		let first = SeatKey { job, round: 0, work: [0; 32] };
		self.seats.range(first..).take_while(move |(key, _)| key.job == job)
	}

	/// The seat of `round` in `job` that the best block shows.
	pub(super) fn current(&self, job: JobId, round: u8) -> Option<(SeatKey, &Seat, &View)> {
		self.seats_of(job)
			.filter(|(key, _)| key.round == round)
			.filter_map(|(key, seat)| Some((*key, seat, self.views.get(key)?)))
			.find(|(_, _, view)| view.gone_since.is_none())
	}
}
