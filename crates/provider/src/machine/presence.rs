//! In the draw or out of it, and when to end.
//!
//! What is wanted follows from load, engines and the owner; what is, from the last block. Each block the two
//! are compared, so an extrinsic that was lost, a fork or a penalty that has run out needs no care of its own.

use super::{Command, Machine, Standing, View, Wants, waits};
use stoa_primitives::BlockNumber;

/// Blocks between two tries to enter or leave the draw. It doubles with each try.
const PAUSE: BlockNumber = 10;
/// Longest such pause: half an hour.
const MAX_PAUSE: BlockNumber = 640;
/// Blocks after the first one within which engines are expected: a provider without an engine is struck for
/// each seat, so it leaves the draw then.
const READY_WITHIN: BlockNumber = 20;
/// Blocks for which a daemon that is to stop waits to be out of the draw: 5 minutes.
const LEAVE_WITHIN: BlockNumber = 100;

/// What the machine knows of its place in the draw.
#[derive(Clone, Debug, Default)]
pub(super) struct Presence {
	/// As the last best block shows it.
	pub standing: Option<Standing>,
	/// Every configured release has its engine.
	pub ready: bool,
	/// The owner wants to stop.
	pub draining: bool,
	first_seen: BlockNumber,
	/// The first block in a row that does not show it in the draw.
	out_since: Option<BlockNumber>,
	/// The first block after the owner wanted to stop.
	draining_since: Option<BlockNumber>,
	overloaded: bool,
	/// It has taken itself out, so it may enter again whatever the owner configured.
	left: bool,
	tried: Option<Try>,
	exited: bool,
}

/// The last try to enter or leave.
#[derive(Clone, Copy, Debug)]
struct Try {
	leave: bool,
	at: BlockNumber,
	pause: BlockNumber,
}

impl Presence {
	/// Takes in what a best block shows.
	pub fn seen(&mut self, number: BlockNumber, standing: Standing) {
		if self.standing.is_none() {
			self.first_seen = number;
		}
		self.standing = Some(standing);
		match standing {
			Standing::Active => self.out_since = None,
			_ => {
				self.out_since.get_or_insert(number);
			}
		}
		if self.draining {
			self.draining_since.get_or_insert(number);
		}
	}
}

impl Machine {
	/// Leaves the draw when more is waiting than can be done in time, when there is nothing to do it with or
	/// the owner wants to stop; comes back when none of it holds.
	pub(super) fn keep_presence(&mut self, out: &mut Vec<Command>) {
		let open = self.views.values().filter(|view| view.wants == Wants::Commit).count();
		let (best, queue, auto) = (self.best, self.settings.queue, self.settings.auto_activate);
		let p = &mut self.presence;
		// Back at half of it, so that it does not go in and out with every seat.
		let most = if p.overloaded { queue / 2 } else { queue };
		p.overloaded = open > most;
		let idle = !p.ready && best >= p.first_seen.saturating_add(READY_WITHIN);
		let stay_out = p.draining || p.overloaded || idle;
		let leave = match p.standing {
			Some(Standing::Active) if stay_out => true,
			Some(Standing::Chilled { until })
				if !stay_out && p.ready && best >= until && (auto || p.left) =>
			{
				false
			}
			_ => {
				p.tried = None;
				return;
			}
		};
		let before = p.tried.filter(|tried| tried.leave == leave);
		if before.is_some_and(|tried| best < tried.at.saturating_add(tried.pause)) {
			return;
		}
		let pause = before.map_or(PAUSE, |tried| tried.pause.saturating_mul(2).min(MAX_PAUSE));
		p.tried = Some(Try { leave, at: best, pause });
		p.left |= leave;
		out.push(if leave { Command::Chill } else { Command::Activate });
	}

	/// Ends a daemon that is to stop, once it is out of the draw and a later block shows nothing open: in
	/// the block that took it out it may have been drawn once more. Before the first block nothing is known.
	pub(super) fn leave(&mut self, out: &mut Vec<Command>) {
		let (best, busy) = (self.best, self.is_busy());
		let p = &mut self.presence;
		if !p.draining || p.exited || busy {
			return;
		}
		let late = |since: BlockNumber| best >= since.saturating_add(LEAVE_WITHIN);
		if p.out_since.is_some_and(|since| best > since) || p.draining_since.is_some_and(late) {
			p.exited = true;
			out.push(Command::Exit);
		}
	}

	/// Whether the chain still waits for something that only this daemon has, or will when a node that was
	/// put back has caught up.
	fn is_busy(&self) -> bool {
		let owes =
			|view: &View| waits(view) || matches!(view.wants, Wants::Output | Wants::Defence);
		let returns = |view: &View| view.gone_since.is_some() && self.best <= view.last_shown;
		self.views.values().any(|view| owes(view) || returns(view))
	}
}
