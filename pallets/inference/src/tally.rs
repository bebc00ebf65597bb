//! Which answer wins. Pure.
//!
//! The first committee needs no count of votes: as long as its members agree it is a matter of how
//! many there are, and as soon as they do not, a larger committee decides. There an answer wins with
//! more than half of the seats **and** more than half of the bond that revealed: many small bonds
//! cannot outvote few large ones, nor the reverse.

use alloc::vec::Vec;
use stoa_primitives::AnswerClaim;

/// A revealed answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ballot {
	/// What is claimed.
	pub claim: AnswerClaim,
	/// Bond weight behind it.
	pub weight: u32,
}

/// What the first committee says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FirstTally {
	/// All that revealed agree, and they are enough.
	Agreed(AnswerClaim),
	/// Two answers or more.
	Disagreed,
	/// All agree, but they are too few.
	TooFew,
}

/// The answer that an enlarged committee chose.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Winner {
	/// What won.
	pub claim: AnswerClaim,
	/// Share of the revealed bond behind other answers, in percent, rounded up.
	pub losing_percent: u8,
}

/// Counts the first committee.
pub fn first(ballots: &[Ballot], quorum: u8) -> FirstTally {
	let Some(ballot) = ballots.first() else { return FirstTally::TooFew };
	if ballots.iter().any(|other| other.claim != ballot.claim) {
		return FirstTally::Disagreed;
	}
	if ballots.len() < usize::from(quorum) {
		return FirstTally::TooFew;
	}
	FirstTally::Agreed(ballot.claim)
}

/// Counts an enlarged committee; `None` without a majority, or below the quorum that was bought.
pub fn verdict(ballots: &[Ballot], quorum: u8) -> Option<Winner> {
	let all_weight = weight(ballots.iter());
	ballots.iter().find_map(|candidate| {
		let backers: Vec<_> =
			ballots.iter().filter(|other| other.claim == candidate.claim).collect();
		let behind = weight(backers.iter().copied());
		let wins = backers.len() >= usize::from(quorum)
			&& backers.len().saturating_mul(2) > ballots.len()
			&& behind.saturating_mul(2) > all_weight;
		wins.then(|| Winner {
			claim: candidate.claim,
			losing_percent: percent(all_weight.saturating_sub(behind), all_weight),
		})
	})
}

fn weight<'a>(ballots: impl Iterator<Item = &'a Ballot>) -> u64 {
	ballots.fold(0, |sum: u64, ballot| sum.saturating_add(ballot.weight.into()))
}

fn percent(part: u64, of: u64) -> u8 {
	part.saturating_mul(100).div_ceil(of.max(1)).min(100) as u8
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn ballot(answer: u8, weight: u32) -> Ballot {
		let claim = AnswerClaim { output: [answer; 32], tokens: 1, bytes: 1, trace: None };
		Ballot { claim, weight }
	}

	#[test]
	fn the_first_committee_settles_only_when_it_agrees() {
		assert_eq!(first(&[], 2), FirstTally::TooFew);
		assert_eq!(first(&[ballot(1, 9)], 2), FirstTally::TooFew);
		let agreed = FirstTally::Agreed(ballot(1, 0).claim);
		assert_eq!(first(&[ballot(1, 9), ballot(1, 1)], 2), agreed);
		assert_eq!(
			first(&[ballot(1, 9), ballot(1, 9), ballot(2, 1)], 2),
			FirstTally::Disagreed,
			"a quorum alone does not settle"
		);
	}

	#[test]
	fn equal_output_with_another_token_count_is_another_answer() {
		let mut other = ballot(1, 5);
		other.claim.tokens = 2;
		assert_eq!(first(&[ballot(1, 5), other], 2), FirstTally::Disagreed);
	}

	#[test]
	fn a_verdict_needs_seats_and_bond() {
		let rich = ballot(1, 100);
		let poor = ballot(2, 10);
		assert_eq!(verdict(&[rich, poor, poor], 2), None, "seats without bond");
		assert_eq!(verdict(&[rich, rich, poor, poor, poor], 2), None, "bond without seats");
		let winner = verdict(&[rich, rich, poor], 2).unwrap();
		assert_eq!((winner.claim, winner.losing_percent), (rich.claim, 5));
		assert_eq!(verdict(&[rich, rich, poor], 3), None, "less than the quorum that was bought");
		assert_eq!(verdict(&[], 0), None);
	}

	proptest! {
		#[test]
		fn there_is_at_most_one_winner_and_it_does_not_depend_on_order(
			mut ballots in prop::collection::vec((0u8..3, 1u32..1_000), 1..16),
			quorum in 1u8..4,
		) {
			let count = |ballots: &[(u8, u32)]| {
				let ballots: Vec<_> = ballots.iter().map(|(a, w)| ballot(*a, *w)).collect();
				verdict(&ballots, quorum)
			};
			let before = count(&ballots);
			ballots.reverse();
			prop_assert_eq!(before, count(&ballots));
			if let Some(winner) = before {
				let behind = ballots.iter().filter(|(a, _)| ballot(*a, 0).claim == winner.claim).count();
				prop_assert!(2 * behind > ballots.len());
				prop_assert!(winner.losing_percent < 51);
			}
		}
	}
}
