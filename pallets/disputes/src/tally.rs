//! Counting votes.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use stoa_primitives::Ruling;

/// Seats that voted for each ruling, in the order of `Ruling::ALL`.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Tally(pub [u32; Ruling::ALL.len()]);

impl Tally {
	/// Seats that voted for `ruling`.
	pub fn of(&self, ruling: Ruling) -> u32 {
		self.0.get(ruling as usize).copied().unwrap_or(0)
	}

	/// Seats that voted.
	pub fn sum(&self) -> u32 {
		self.0.iter().fold(0, |sum, votes| sum.saturating_add(*votes))
	}

	/// Counts a juror's seats.
	pub fn add(&mut self, ruling: Ruling, seats: u32) {
		if let Some(votes) = self.0.get_mut(ruling as usize) {
			*votes = votes.saturating_add(seats);
		}
	}

	/// The ruling with most votes; none if there are no votes or two have as many.
	pub fn winner(&self) -> Option<Ruling> {
		let most = self.0.iter().copied().max().filter(|most| *most > 0)?;
		let mut first = Ruling::ALL.into_iter().filter(|ruling| self.of(*ruling) == most);
		let winner = first.next();
		if first.next().is_some() { None } else { winner }
	}

	/// Seats that are paid when the case ends with `ruling`: those that voted for it. If it ends without
	/// one, nobody was wrong, and all that voted are paid.
	pub fn paid(&self, ruling: Option<Ruling>) -> u32 {
		ruling.map_or_else(|| self.sum(), |ruling| self.of(ruling))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn tally(votes: &[(Ruling, u32)]) -> Tally {
		let mut tally = Tally::default();
		votes.iter().for_each(|(ruling, seats)| tally.add(*ruling, *seats));
		tally
	}

	#[test]
	fn most_votes_win_and_a_tie_is_no_ruling() {
		assert_eq!(Tally::default().winner(), None);
		let one = tally(&[(Ruling::Refund, 1)]);
		assert_eq!(one.winner(), Some(Ruling::Refund));
		let plural = tally(&[(Ruling::Refund, 2), (Ruling::Dismiss, 3), (Ruling::Slash, 2)]);
		assert_eq!(plural.winner(), Some(Ruling::Dismiss));
		let tie = tally(&[(Ruling::Refund, 3), (Ruling::Dismiss, 3), (Ruling::Slash, 2)]);
		assert_eq!(tie.winner(), None);
	}

	#[test]
	fn without_a_ruling_all_who_voted_are_paid() {
		let votes = tally(&[(Ruling::Refund, 3), (Ruling::Dismiss, 2)]);
		assert_eq!(votes.paid(Some(Ruling::Dismiss)), 2);
		assert_eq!(votes.paid(Some(Ruling::Split)), 0);
		assert_eq!(votes.paid(None), 5);
	}
}
