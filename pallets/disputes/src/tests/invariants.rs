//! Whatever happens in whatever order: no money appears or vanishes, every case ends, nothing stays behind.

use crate::{mock::*, *};
use proptest::{prelude::*, sample::Index, test_runner::TestRunner};
use std::{
	cell::RefCell,
	collections::{BTreeMap, BTreeSet},
};
use stoa_primitives::{
	Balance, CaseId, Court, Ruling, STOA, Side, frame::Arbitrator, frame::NewCase, vote_commitment,
};

/// Something that somebody does. `Index`es choose among what is there.
#[derive(Clone, Debug)]
enum Act {
	Bond(u64, Court, u32),
	Unbond(u64, Court, u32),
	Withdraw(u64, Court),
	Open {
		subject: u64,
		claimant: u64,
		court: Court,
		at_stake: u32,
		deposit: u32,
	},
	Challenge(u64),
	Join(Index),
	Evidence(Index, bool),
	Push(Index),
	/// Waits until the case's phase is over, and pushes.
	Play(Index),
	/// All panels do what their members are bid, one each.
	Panels([Do; 3]),
	Fund {
		case: Index,
		who: u64,
		claimant: bool,
		stoa: u32,
	},
	/// All that an appeal asks for, of those who did not win or of both sides, wherever there can be one.
	Appeals(bool),
	Settle(Index, u8),
	TakeBack(Index),
	Luck(u64),
	Wait(u32),
	/// The clock stands still.
	Stop(u32),
}

/// What a juror does when it can.
#[derive(Clone, Copy, Debug)]
enum Do {
	Vote(Ruling),
	/// Commits, and never shows.
	Hide,
	/// Commits, and tells somebody.
	Tell,
	Nothing,
}

fn courts() -> impl Strategy<Value = Court> {
	prop_oneof![Just(Court::General), Just(Court::Compute), Just(Court::Models)]
}

fn deeds() -> impl Strategy<Value = Do> {
	prop_oneof![
		4 => Just(Do::Vote(Ruling::Refund)),
		4 => Just(Do::Vote(Ruling::Dismiss)),
		1 => Just(Do::Vote(Ruling::Split)),
		1 => Just(Do::Vote(Ruling::Revoke)),
		1 => Just(Do::Hide),
		1 => Just(Do::Tell),
		1 => Just(Do::Nothing),
	]
}

fn acts() -> impl Strategy<Value = Act> {
	let (index, juror) = (any::<Index>, || JUROR..JUROR + 24);
	prop_oneof![
		6 => (juror(), courts(), 50u32..400).prop_map(|(who, court, stoa)| Act::Bond(who, court, stoa)),
		4 => (juror(), courts(), 50u32..400).prop_map(|(who, court, stoa)| Act::Unbond(who, court, stoa)),
		3 => (juror(), courts()).prop_map(|(who, court)| Act::Withdraw(who, court)),
		8 => (0u64..3, 1u64..6, courts(), prop_oneof![Just(0u32), 0u32..400], 0u32..20).prop_map(
			|(subject, claimant, court, at_stake, deposit)| Act::Open {
				subject, claimant, court, at_stake, deposit
			}
		),
		2 => (1u64..6).prop_map(Act::Challenge),
		3 => index().prop_map(Act::Join),
		3 => (index(), any::<bool>()).prop_map(|(case, claimant)| Act::Evidence(case, claimant)),
		10 => index().prop_map(Act::Push),
		20 => index().prop_map(Act::Play),
		30 => [deeds(), deeds(), deeds()].prop_map(Act::Panels),
		10 => (index(), 1u64..130, any::<bool>(), 1u32..90).prop_map(
			|(case, who, claimant, stoa)| Act::Fund { case, who, claimant, stoa }
		),
		10 => any::<bool>().prop_map(Act::Appeals),
		6 => (index(), 0u8..3).prop_map(|(case, round)| Act::Settle(case, round)),
		3 => index().prop_map(Act::TakeBack),
		2 => any::<u64>().prop_map(Act::Luck),
		8 => prop_oneof![6 => 1u32..6, 4 => Just(21u32), 1 => 40u32..80].prop_map(Act::Wait),
		2 => (1u32..30).prop_map(Act::Stop),
	]
}

/// A call as a block makes it: all or nothing.
fn call<R, E: From<sp_runtime::DispatchError>>(f: impl FnOnce() -> Result<R, E>) -> bool {
	frame_support::storage::with_storage_layer::<R, E, _>(f).is_ok()
}

fn all_cases() -> Vec<CaseId> {
	let mut ids: Vec<_> = Cases::<Test>::iter_keys().collect();
	ids.sort();
	ids
}

fn any_case(index: Index) -> Option<CaseId> {
	let ids = all_cases();
	(!ids.is_empty()).then(|| *index.get(&ids))
}

/// What jurors keep to themselves.
type Minds = BTreeMap<(CaseId, u8, AccountId), Ruling>;

fn push(id: CaseId) {
	let anyone = || signed(DAVE);
	call(|| Disputes::advance(anyone(), id));
	call(|| Disputes::draw_jurors(anyone(), id));
	call(|| Disputes::execute(anyone(), id));
}

fn appeal(id: CaseId, both: bool) {
	let winner = case(id).winner();
	for (side, who) in Side::BOTH.into_iter().zip([CAROL, DAVE]) {
		if both || winner != Some(side) {
			call(|| Disputes::fund_appeal(signed(who), id, side, 1_000 * STOA));
		}
	}
}

fn play(id: CaseId) {
	let due = match case(id).phase {
		Phase::Evidence { until }
		| Phase::Committing { until }
		| Phase::Revealing { until }
		| Phase::Appealing { until, .. } => until + 1,
		Phase::Drawing { first } => first + DRAW_OUTPUTS,
		Phase::Final | Phase::Executed => 0,
	};
	run(due.saturating_sub(System::block_number()));
	push(id);
}

fn panel_acts(id: CaseId, deeds: [Do; 3], minds: &mut Minds) {
	let round = case(id).round;
	for (place, juror) in panel(id).into_iter().enumerate() {
		let ruling = match deeds[place % 3] {
			// About a listing there is nothing to refund.
			Do::Vote(Ruling::Refund) if case(id).fault.is_some() => Ruling::Revoke,
			Do::Vote(ruling) => ruling,
			Do::Hide | Do::Tell => Ruling::Refund,
			Do::Nothing => continue,
		};
		let digest = vote_commitment(&GENESIS, id, round, &juror, ruling, &salt(juror));
		if call(|| Disputes::commit_vote(signed(juror), id, digest)) {
			minds.insert((id, round, juror), ruling);
			if matches!(deeds[place % 3], Do::Tell) {
				let finder = signed(CAROL);
				call(|| Disputes::prove_early_opening(finder, id, juror, ruling, salt(juror)));
			}
		} else if let Some(ruling) = minds.get(&(id, round, juror)).copied()
			&& !matches!(deeds[place % 3], Do::Hide)
		{
			call(|| Disputes::reveal_vote(signed(juror), id, ruling, salt(juror)));
		}
	}
}

fn act(act: Act, minds: &mut Minds) {
	let stoa = |amount: u32| Balance::from(amount) * STOA;
	match act {
		Act::Bond(who, court, amount) => {
			call(|| Disputes::bond(signed(who), court, stoa(amount)));
		}
		Act::Unbond(who, court, amount) => {
			call(|| Disputes::unbond(signed(who), court, stoa(amount)));
		}
		Act::Withdraw(who, court) => {
			call(|| Disputes::withdraw(signed(who), court));
		}
		Act::Open { subject, claimant, court, at_stake, deposit } => {
			let new = NewCase {
				claimant,
				court,
				at_stake: stoa(at_stake),
				respondent_deposit: stoa(deposit),
				..new_case()
			};
			call(|| <Disputes as Arbitrator<_, _>>::open(subject, new));
		}
		Act::Challenge(who) => {
			let fault = stoa_primitives::ListingFault::FalseCard;
			call(|| Disputes::challenge_listing(signed(who), LISTING + who % 2, fault));
		}
		Act::Wait(blocks) => run(blocks),
		Act::Stop(blocks) => stop(blocks),
		Act::Luck(luck) => Luck::set(luck),
		Act::Panels(deeds) => all_cases().into_iter().for_each(|id| panel_acts(id, deeds, minds)),
		Act::Appeals(both) => all_cases().into_iter().for_each(|id| appeal(id, both)),
		Act::Join(at)
		| Act::Evidence(at, _)
		| Act::Push(at)
		| Act::Play(at)
		| Act::Fund { case: at, .. }
		| Act::Settle(at, _)
		| Act::TakeBack(at) => {
			if let Some(id) = any_case(at) {
				act_in(id, act);
			}
		}
	}
}

fn act_in(id: CaseId, act: Act) {
	let details = case(id);
	match act {
		Act::Join(_) => {
			call(|| Disputes::join(signed(details.respondent.account), id));
		}
		Act::Evidence(_, claimant) => {
			let side = if claimant { Side::Claimant } else { Side::Respondent };
			let who = signed(details.party(side).account);
			call(|| Disputes::submit_evidence(who, id, [1; 32], 5, Default::default()));
		}
		Act::Push(_) => push(id),
		Act::Play(_) => play(id),
		Act::Fund { who, claimant, stoa, .. } => {
			let side = if claimant { Side::Claimant } else { Side::Respondent };
			let amount = Balance::from(stoa) * STOA + 1;
			call(|| Disputes::fund_appeal(signed(who), id, side, amount));
		}
		Act::Settle(_, round) => {
			call(|| Disputes::settle_round(signed(CAROL), id, round));
		}
		_ => take_back(id),
	}
}

fn take_back(id: CaseId) {
	for round in 0..4 {
		let paid: Vec<_> = Contributions::<Test>::iter_key_prefix((id, round)).collect();
		for who in paid {
			call(|| Disputes::withdraw_contribution(signed(CAROL), id, round, who));
		}
	}
}

/// Time and anybody's calls alone end everything.
fn end_all() {
	for _ in 0..30 {
		let ids: Vec<_> = Cases::<Test>::iter_keys().collect();
		for id in ids {
			push(id);
			for round in 0..4 {
				call(|| Disputes::settle_round(signed(CAROL), id, round));
			}
			take_back(id);
		}
		run(21);
	}
	for (court, who, details) in Jurors::<Test>::iter().collect::<Vec<_>>() {
		call(|| Disputes::unbond(signed(who), court, details.staying()));
	}
	run(3 * DELAY);
	for (court, who) in Jurors::<Test>::iter_keys().collect::<Vec<_>>() {
		assert!(call(|| Disputes::withdraw(signed(who), court)), "a bond is stuck");
	}
	assert_eq!(Jurors::<Test>::iter().count(), 0);
}

/// What left circulation, as far as events tell.
fn burned() -> Balance {
	let burned = events().into_iter().map(|event| match event {
		Event::SeatForfeited { burned, .. }
		| Event::RulingExecuted { burned, .. }
		| Event::RoundSettled { burned, .. } => burned,
		_ => 0,
	});
	burned.sum()
}

/// What happened, by a word for each thing that histories should come to.
fn happened() -> impl Iterator<Item = &'static str> {
	events().into_iter().filter_map(|event| match event {
		Event::PanelDrawn { round, .. } => Some(if round == 0 { "panel" } else { "appeal" }),
		Event::PanelEmpty { .. } => Some("no panel"),
		Event::CourtJumped { .. } => Some("jump"),
		Event::SeatForfeited { .. } => Some("forfeit"),
		Event::RulingExecuted { ruling: None, .. } => Some("no ruling"),
		Event::RulingExecuted { ruling: Some(_), .. } => Some("ruling"),
		Event::RoundSettled { burned, .. } if burned > 0 => Some("burn"),
		Event::SeatSettled { earned, .. } if earned > 0 => Some("pay"),
		Event::ContributionWithdrawn { paid, contribution, .. } if paid > contribution => {
			Some("gain")
		}
		Event::ListingFlagged { .. } => Some("flag"),
		Event::BondWithdrawn { .. } => Some("withdrawal"),
		_ => None,
	})
}

const EVERYTHING: [&str; 12] = [
	"appeal",
	"burn",
	"flag",
	"forfeit",
	"gain",
	"jump",
	"no panel",
	"no ruling",
	"panel",
	"pay",
	"ruling",
	"withdrawal",
];

fn check(history: Vec<Act>) {
	let issuance = Balances::total_issuance();
	// Enough for two rounds, not for three.
	bond(Court::Compute, JUROR..JUROR + 6, 200);
	bond(Court::General, JUROR + 6..JUROR + 11, 200);
	bond(Court::Models, JUROR + 12..JUROR + 18, 150);
	run(DELAY);
	let mut minds = Minds::new();
	for one in history {
		act(one, &mut minds);
		Disputes::do_try_state().unwrap();
	}
	end_all();
	assert_no_case_left();
	assert_eq!(issuance - Balances::total_issuance(), burned());
	assert!((1..=ACCOUNTS).all(|who| held(HoldReason::JurorBond, who) == 0));
	// A market is told of each of its cases, and of none twice.
	let opened = |event: &Event<Test>| matches!(event, Event::CaseOpened { fault: None, .. });
	assert_eq!(events().iter().filter(|event| opened(event)).count(), Told::get().len());
}

#[test]
fn any_history_should_conserve_money_end_every_case_and_leave_nothing() {
	let config = ProptestConfig {
		cases: 48,
		max_shrink_iters: 200,
		failure_persistence: None,
		..Default::default()
	};
	let reached = RefCell::new(BTreeSet::new());
	let run = |history| {
		build_and_execute(|| {
			check(history);
			reached.borrow_mut().extend(happened());
		});
		Ok(())
	};
	TestRunner::new(config).run(&prop::collection::vec(acts(), 1..300), run).unwrap();
	// Histories that come to nothing would show nothing.
	assert_eq!(reached.into_inner(), BTreeSet::from(EVERYTHING));
}
