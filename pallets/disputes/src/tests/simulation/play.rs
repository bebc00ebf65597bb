//! One case from its opening to the last payment.

use super::*;
use frame_support::{
	assert_noop,
	storage::{TransactionOutcome, with_transaction},
	traits::Hooks,
};
use std::collections::BTreeMap;
use stoa_primitives::{Balance, CaseId, STOA, Side, vote_commitment};

/// Shows votes that were told too early.
const FINDER: AccountId = 6;

/// What a juror does.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Deed {
	/// Votes, and shows it.
	Vote(Ruling),
	/// Votes, and shows it only if it is not outvoted by those who have shown theirs.
	Hesitate(Ruling),
	/// Sends the commitment of the next juror as its own.
	Copy,
	/// Votes, and tells somebody its salt.
	Tell(Ruling),
	/// Does nothing.
	Nothing,
}

/// A seat to be decided about.
#[derive(Clone, Copy)]
pub struct Sitting {
	pub who: AccountId,
	/// Place in the panel.
	pub place: usize,
}

/// How people behave in a case.
pub struct People<'a> {
	pub deed: &'a dyn Fn(Sitting) -> Deed,
	/// Whether a side that did not win pays for an appeal.
	pub appeals: &'a dyn Fn(Side) -> bool,
}

/// A seat when all is settled.
pub struct Sat {
	pub who: AccountId,
	pub place: usize,
	pub round: u8,
	/// What it earned less what it lost, in STOA.
	pub gain: f64,
}

/// How a case ended.
pub struct Outcome {
	pub ruling: Option<Ruling>,
	pub seats: Vec<Sat>,
	/// What both sides, with who pays for their appeals, earned less what they paid, in STOA.
	pub sides: [f64; 2],
}

impl Outcome {
	/// What the jurors that `of` names gained together, in STOA.
	pub fn gain(&self, of: impl Fn(AccountId) -> bool) -> f64 {
		self.seats.iter().filter(|seat| of(seat.who)).map(|seat| seat.gain).sum()
	}
}

/// Who pays for the appeals of a side.
fn payer(side: Side) -> AccountId {
	match side {
		Side::Claimant => CAROL,
		Side::Respondent => DAVE,
	}
}

fn in_stoa(after: Balance, before: Balance) -> f64 {
	(after as f64 - before as f64) / STOA as f64
}

/// Goes to a block at once. What waited for one in between happens there.
fn pass(block: u32) {
	System::set_block_number(block.max(System::block_number()));
	Disputes::on_initialize(System::block_number());
}

/// Plays a case, and leaves the court as it was before.
pub fn trial(luck: u64, people: &People) -> Outcome {
	let outcome = with_transaction(|| {
		let outcome = play(luck, people);
		TransactionOutcome::Rollback(Ok::<_, sp_runtime::DispatchError>(outcome))
	});
	outcome.expect("nothing fails")
}

/// Plays a case. `luck` chooses its draws.
pub fn play(luck: u64, people: &People) -> Outcome {
	Luck::set(luck);
	Told::set(Vec::new());
	System::reset_events();
	let sides = || [[ALICE, payer(Side::Claimant)], [BOB, payer(Side::Respondent)]];
	let wealth = |who: [AccountId; 2]| who.map(balance).iter().sum::<Balance>();
	let before = sides().map(wealth);
	let id = open(luck % 1_000);
	let Phase::Evidence { until } = case(id).phase else { panic!("it begins with evidence") };
	pass(until + 1);
	advance(id);
	let mut had = BTreeMap::new();
	let mut seats = Vec::new();
	loop {
		let Phase::Drawing { first } = case(id).phase else { panic!("jurors are drawn") };
		pass(first + DRAW_OUTPUTS);
		assert_ok!(Disputes::draw_jurors(signed(BOB), id));
		if case(id).phase == Phase::Final {
			break;
		}
		let round = case(id).round;
		for (place, (who, deed)) in sit(id, people).into_iter().enumerate() {
			had.entry(who).or_insert_with(|| balance(who) + lost_already(deed));
			seats.push(Sat { who, place, round, gain: 0.0 });
		}
		if !appeal(id, people) {
			break;
		}
	}
	let ruling = case(id).ruling;
	end(id);
	for seat in &mut seats {
		seat.gain = in_stoa(balance(seat.who), had[&seat.who]);
	}
	let after = sides().map(wealth);
	Outcome { ruling, seats, sides: [0, 1].map(|at| in_stoa(after[at], before[at])) }
}

/// What a seat lost before the round was counted.
fn lost_already(deed: Deed) -> Balance {
	if matches!(deed, Deed::Tell(_)) { parameters().seat_bond } else { 0 }
}

/// The panel votes. Ends with the count.
fn sit(id: CaseId, people: &People) -> Vec<(AccountId, Deed)> {
	let panel = panel(id).into_iter().enumerate();
	let deeds: Vec<_> =
		panel.map(|(place, who)| (who, (people.deed)(Sitting { who, place }))).collect();
	for (who, deed) in &deeds {
		if let Deed::Vote(ruling) | Deed::Hesitate(ruling) | Deed::Tell(ruling) = deed {
			commit(id, *who, *ruling);
		}
		// Others are awaited still.
		if let Deed::Tell(ruling) = deed {
			let finder = signed(FINDER);
			let shown = Disputes::prove_early_opening(finder, id, *who, *ruling, salt(*who));
			assert_ok!(shown);
		}
	}
	for (at, (who, deed)) in deeds.iter().enumerate() {
		if let Deed::Copy = deed {
			let (copied, ruling) = next(&deeds, at);
			let digest =
				vote_commitment(&GENESIS, id, case(id).round, &copied, ruling, &salt(copied));
			assert_ok!(Disputes::commit_vote(signed(*who), id, digest));
		}
	}
	end_phase(id);
	show(id, &deeds);
	end_phase(id);
	deeds
}

/// The next juror of the panel, and what it votes.
fn next(deeds: &[(AccountId, Deed)], at: usize) -> (AccountId, Ruling) {
	let (who, deed) = deeds[(at + 1) % deeds.len()];
	match deed {
		Deed::Vote(ruling) | Deed::Hesitate(ruling) => (who, ruling),
		_ => panic!("there is nothing to copy"),
	}
}

fn show(id: CaseId, deeds: &[(AccountId, Deed)]) {
	for (at, (who, deed)) in deeds.iter().enumerate() {
		match deed {
			Deed::Vote(ruling) => reveal(id, *who, *ruling),
			Deed::Copy => {
				let (copied, ruling) = next(deeds, at);
				let stolen = Disputes::reveal_vote(signed(*who), id, ruling, salt(copied));
				assert_noop!(stolen, Error::<Test>::CommitmentMismatch);
			}
			_ => {}
		}
	}
	for (who, deed) in deeds {
		if let Deed::Hesitate(ruling) = deed {
			let votes = Disputes::round(id, case(id).round).expect("it sits").votes;
			if 2 * votes.of(*ruling) >= votes.sum() {
				reveal(id, *who, *ruling);
			}
		}
	}
}

/// Waits until the phase is over, if somebody is still awaited, and ends it.
fn end_phase(id: CaseId) {
	let phase = case(id).phase;
	let (Phase::Committing { until } | Phase::Revealing { until }) = phase else {
		panic!("votes are hidden or shown: {phase:?}")
	};
	pass(until + 1);
	advance(id);
}

/// Whoever wants to pays for the next round. Whether there is one.
fn appeal(id: CaseId, people: &People) -> bool {
	let Phase::Appealing { until, .. } = case(id).phase else { return false };
	let winner = case(id).winner();
	for side in Side::BOTH {
		if winner != Some(side) && (people.appeals)(side) {
			let all = 10_000 * STOA;
			assert_ok!(Disputes::fund_appeal(signed(payer(side)), id, side, all));
		}
	}
	pass(until + 1);
	advance(id);
	case(id).phase != Phase::Final
}
