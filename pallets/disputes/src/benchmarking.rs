//! One benchmark per call, each in its worst case: the largest panel, all courts, a bond whose weight changes.

#![allow(
	clippy::arithmetic_side_effects,
	clippy::expect_used,
	clippy::indexing_slicing,
	clippy::panic,
	clippy::unwrap_used
)]

use crate::{cases::CaseOf, *};
use frame_benchmarking::v2::*;
use frame_support::{
	pallet_prelude::*,
	traits::{EnsureOrigin, fungible::Mutate},
};
use frame_system::RawOrigin;
use stoa_primitives::{
	Balance, BlockNumber, CaseId, Court, Digest, ListingFault, Ruling, Rulings, STOA, Side,
	frame::{ChainIdentity, Curation, DrawSource, NewCase, Within},
	vote_commitment,
};

const SALT: Digest = [1; 32];
/// Height at which cases are opened.
const OPENED: BlockNumber = 1_000;
/// The round with the largest panel.
const LAST: u8 = 3;

fn funded<T: Config>(name: &'static str, n: u32) -> T::AccountId {
	let who: T::AccountId = account(name, n, 0);
	T::Currency::mint_into(&who, 1_000_000 * STOA).expect("can be funded");
	who
}

fn set_now<T: Config>(block: BlockNumber) {
	frame_system::Pallet::<T>::set_block_number(block.into());
}

fn juror<T: Config>(n: u32) -> T::AccountId {
	account("juror", n, 0)
}

fn stake<T: Config>() -> Balance {
	T::MinBond::get().max(4 * CourtParameters::default().seat_bond)
}

/// Jurors of a court, in its tree from block `since` on.
fn bonded<T: Config>(court: Court, numbers: core::ops::Range<u32>, since: BlockNumber) {
	set_now::<T>(since - T::ActivationDelay::get().min(since));
	for n in numbers {
		let who = funded::<T>("juror", n);
		Pallet::<T>::do_bond(who, court, stake::<T>()).expect("it can bond");
	}
	set_now::<T>(since);
	while Pallet::<T>::settle_activations() > 0 {}
}

/// Enough jurors of every court, from long ago.
fn crowd<T: Config>() {
	for (from, court) in (0u32..).step_by(60).zip(Court::ALL) {
		bonded::<T>(court, from..from + 60, OPENED - 100);
	}
}

/// A case in the court for computing, with `max_rounds` as large as it can be.
fn opened<T: Config>() -> (CaseId, CaseOf<T>) {
	set_now::<T>(OPENED);
	let parameters = CourtParameters {
		max_rounds: Within::clamped(4),
		jump_seats: Within::clamped(31),
		..Default::default()
	};
	Parameters::<T>::insert(Court::Compute, parameters);
	let new = NewCase {
		claimant: funded::<T>("claimant", 0),
		respondent: funded::<T>("respondent", 0),
		court: Court::Compute,
		rulings: Rulings::new(&Ruling::ALL),
		at_stake: 0,
		respondent_deposit: STOA,
	};
	let id = Pallet::<T>::open_case_about(T::BenchmarkHelper::subject(0), new, None)
		.expect("it can be opened");
	(id, Cases::<T>::get(id).unwrap())
}

fn keep<T: Config>(id: CaseId, case: &CaseOf<T>) {
	Cases::<T>::insert(id, case);
}

/// The case in round `round`, whose draw can be made now.
fn drawing<T: Config>(round: u8) -> (CaseId, CaseOf<T>) {
	let (id, mut case) = opened::<T>();
	case.round = round;
	case.stored_rounds = 1;
	let first = OPENED + 500;
	case.phase = Phase::Drawing { first };
	let stored = RoundDetails { state: RoundState::Sitting, ..Pallet::<T>::new_round(case.court) };
	Rounds::<T>::insert(id, round, stored);
	T::Draws::benchmark_outputs(first, DRAW_OUTPUTS);
	set_now::<T>(first + DRAW_OUTPUTS);
	keep::<T>(id, &case);
	(id, case)
}

/// The case with a panel of the largest size.
fn seated<T: Config>() -> (CaseId, CaseOf<T>) {
	crowd::<T>();
	let (id, mut case) = drawing::<T>(LAST);
	case.court = Court::General;
	keep::<T>(id, &case);
	Pallet::<T>::do_draw_jurors(id).expect("it can be drawn");
	let case = Cases::<T>::get(id).unwrap();
	assert_eq!(Seats::<T>::iter_prefix((id, LAST)).count(), MAX_PANEL as usize);
	(id, case)
}

fn hidden<T: Config>(id: CaseId, round: u8, who: &T::AccountId, ruling: Ruling) -> Digest {
	vote_commitment(&T::Chain::genesis(), id, round, who, ruling, &SALT)
}

/// A juror of the panel that has hidden its vote.
fn committed<T: Config>() -> (CaseId, CaseOf<T>, T::AccountId) {
	let (id, case) = seated::<T>();
	let (who, _) = Seats::<T>::iter_prefix((id, LAST)).next().unwrap();
	let digest = hidden::<T>(id, LAST, &who, Ruling::Refund);
	Pallet::<T>::do_commit_vote(who.clone(), id, digest).expect("it sits");
	(id, case, who)
}

/// The case, decided, with money in all its rounds.
fn decided<T: Config>() -> (CaseId, CaseOf<T>) {
	let (id, mut case) = opened::<T>();
	case.phase = Phase::Final;
	case.ruling = Some(Ruling::Dismiss);
	case.round = LAST;
	case.stored_rounds = LAST + 1;
	for round in 0..=LAST {
		let mut stored = Pallet::<T>::new_round(Court::General);
		stored.state = RoundState::Sitting;
		stored.votes.add(Ruling::Dismiss, 1);
		*stored.raised.of(Side::Respondent) = STOA;
		stored.contributors = 1;
		Rounds::<T>::insert(id, round, stored);
	}
	keep::<T>(id, &case);
	(id, case)
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn settle_activations(n: Linear<0, { T::MaxActivationsPerBlock::get() }>) {
		bonded::<T>(Court::Data, 0..n + 1, 500);
		// All but the last leave, each from the front.
		for one in 0..n {
			Pallet::<T>::do_unbond(juror::<T>(one), Court::Data, stake::<T>()).expect("bonded");
		}
		set_now::<T>(500 + T::ActivationDelay::get());

		#[block]
		{
			Pallet::<T>::settle_activations();
		}

		assert_eq!(SlotCount::<T>::get(Court::Data), 1);
	}

	#[benchmark]
	fn bond() {
		let who = funded::<T>("juror", 0);
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), Court::Data, stake::<T>());
		assert!(Jurors::<T>::contains_key(Court::Data, who));
	}

	#[benchmark]
	fn unbond() {
		bonded::<T>(Court::Data, 0..1, 500);
		let who = juror::<T>(0);
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), Court::Data, stake::<T>());
		assert!(Jurors::<T>::get(Court::Data, who).unwrap().pending.is_some());
	}

	#[benchmark]
	fn withdraw() {
		bonded::<T>(Court::Data, 0..1, 500);
		let who = juror::<T>(0);
		Pallet::<T>::do_unbond(who.clone(), Court::Data, stake::<T>()).expect("bonded");
		set_now::<T>(500 + T::ActivationDelay::get());
		Pallet::<T>::settle_activations();
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), Court::Data);
		assert!(!Jurors::<T>::contains_key(Court::Data, who));
	}

	#[benchmark]
	fn challenge_listing() -> Result<(), BenchmarkError> {
		let owner = funded::<T>("owner", 0);
		let who = funded::<T>("claimant", 0);
		let subject = T::Curation::benchmark_listing(&owner).ok_or(BenchmarkError::Weightless)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(who), subject.clone(), ListingFault::FalseCard);
		assert!(CaseBySubject::<T>::contains_key(subject));
		Ok(())
	}

	#[benchmark]
	fn join() {
		let (id, case) = opened::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(case.respondent.account), id);
		assert!(Cases::<T>::get(id).unwrap().respondent.fee > STOA);
	}

	#[benchmark]
	fn submit_evidence() {
		let (id, case) = opened::<T>();
		let who = case.claimant.account;
		let place: Place = alloc::vec![1; MAX_PLACE_BYTES as usize].try_into().unwrap();
		for _ in 1..MAX_EVIDENCE {
			let (content, place) = ([1; 32], place.clone());
			Pallet::<T>::do_submit_evidence(who.clone(), id, content, 1, place).expect("room");
		}
		#[extrinsic_call]
		_(RawOrigin::Signed(who), id, [2; 32], 1, place);
		assert_eq!(Evidence::<T>::get(id).len(), MAX_EVIDENCE as usize);
	}

	#[benchmark]
	fn draw_jurors() {
		crowd::<T>();
		let (id, case) = drawing::<T>(LAST);
		// The court below the root has only bonds that are too young.
		for n in 60..120 {
			Pallet::<T>::change_juror(Court::Compute, &juror::<T>(n), |details| {
				details.standing = Default::default();
				details.standing.note(OPENED + 1, details.weight);
			});
		}
		#[extrinsic_call]
		_(RawOrigin::Signed(case.claimant.account), id);
		assert_eq!(Cases::<T>::get(id).unwrap().court, Court::General);
		assert_eq!(Seats::<T>::iter_prefix((id, LAST)).count(), MAX_PANEL as usize);
	}

	#[benchmark]
	fn commit_vote() {
		let (id, _) = seated::<T>();
		let (who, _) = Seats::<T>::iter_prefix((id, LAST)).next().unwrap();
		#[extrinsic_call]
		_(RawOrigin::Signed(who), id, [1; 32]);
		assert_eq!(Rounds::<T>::get(id, LAST).unwrap().committed, 1);
	}

	#[benchmark]
	fn prove_early_opening() {
		let (id, _, who) = committed::<T>();
		let finder = funded::<T>("finder", 0);
		#[extrinsic_call]
		_(RawOrigin::Signed(finder), id, who.clone(), Ruling::Refund, SALT);
		let seat = Seats::<T>::get((id, LAST, who)).unwrap();
		assert_eq!(seat.state, SeatState::Forfeited);
	}

	#[benchmark]
	fn reveal_vote() {
		let (id, mut case, who) = committed::<T>();
		case.phase = Phase::Revealing { until: 1_000_000 };
		keep::<T>(id, &case);
		#[extrinsic_call]
		_(RawOrigin::Signed(who), id, Ruling::Refund, SALT);
		assert_eq!(Rounds::<T>::get(id, LAST).unwrap().votes.of(Ruling::Refund), 1);
	}

	#[benchmark]
	fn fund_appeal() {
		Pallet::<T>::endow_pot();
		let (id, mut case) = opened::<T>();
		case.phase = Phase::Appealing { half: 1_000_000, until: 1_000_000 };
		Rounds::<T>::insert(id, 1, Pallet::<T>::new_round(Court::General));
		keep::<T>(id, &case);
		let who = funded::<T>("contributor", 0);
		#[extrinsic_call]
		_(RawOrigin::Signed(who), id, Side::Claimant, STOA);
		assert_eq!(Rounds::<T>::get(id, 1).unwrap().pot, STOA);
	}

	#[benchmark]
	fn advance() {
		let (id, mut case) = opened::<T>();
		case.phase = Phase::Revealing { until: 0 };
		Rounds::<T>::insert(id, 0, Pallet::<T>::new_round(Court::General));
		keep::<T>(id, &case);
		#[extrinsic_call]
		_(RawOrigin::Signed(case.claimant.account), id);
		assert!(matches!(Cases::<T>::get(id).unwrap().phase, Phase::Appealing { .. }));
	}

	#[benchmark]
	fn execute() {
		Pallet::<T>::endow_pot();
		let (id, case) = decided::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(case.respondent.account), id);
		assert_eq!(Cases::<T>::get(id).unwrap().phase, Phase::Executed);
	}

	#[benchmark]
	fn settle_round() {
		Pallet::<T>::endow_pot();
		let (id, mut case) = seated::<T>();
		let mut stored = Rounds::<T>::get(id, LAST).unwrap();
		// Half are right, half are not; all bonds change their weight.
		for (place, who) in Seats::<T>::iter_key_prefix((id, LAST))
			.collect::<alloc::vec::Vec<_>>()
			.into_iter()
			.enumerate()
		{
			let ruling = if place % 2 == 0 { Ruling::Refund } else { Ruling::Dismiss };
			stored.votes.add(ruling, 1);
			let mut seat = Seats::<T>::get((id, LAST, &who)).unwrap();
			seat.state = SeatState::Revealed(ruling);
			Seats::<T>::insert((id, LAST, who), seat);
		}
		stored.pot = 1_000 * STOA;
		*stored.raised.of(Side::Claimant) = 1_000 * STOA;
		T::Currency::mint_into(&Pallet::<T>::pot(), stored.pot).expect("can be funded");
		Rounds::<T>::insert(id, LAST, stored);
		case.phase = Phase::Executed;
		case.ruling = Some(Ruling::Refund);
		keep::<T>(id, &case);
		#[extrinsic_call]
		_(RawOrigin::Signed(case.claimant.account), id, LAST);
		assert_eq!(Seats::<T>::iter_prefix((id, LAST)).count(), 0);
	}

	#[benchmark]
	fn withdraw_contribution() {
		Pallet::<T>::endow_pot();
		let (id, mut case) = opened::<T>();
		let who = funded::<T>("contributor", 0);
		let mut stored = Pallet::<T>::new_round(Court::General);
		(stored.state, stored.pot, stored.contributors) = (RoundState::Void, STOA, 1);
		stored.raised.claimant = STOA;
		T::Currency::mint_into(&Pallet::<T>::pot(), STOA).expect("can be funded");
		Rounds::<T>::insert(id, 1, stored);
		Contributions::<T>::insert((id, 1, &who), (Side::Claimant, STOA));
		(case.phase, case.stored_rounds) = (Phase::Executed, 1);
		keep::<T>(id, &case);
		#[extrinsic_call]
		_(RawOrigin::Signed(case.claimant.account), id, 1, who);
		assert!(!Cases::<T>::contains_key(id));
	}

	#[benchmark]
	fn drop_flag() {
		let subject = T::BenchmarkHelper::subject(0);
		let by = funded::<T>("claimant", 0);
		let flag = Flag { case: 0, fault: ListingFault::Infringing, by: by.clone() };
		Flags::<T>::insert(&subject, flag);
		#[extrinsic_call]
		_(RawOrigin::Signed(by), subject.clone());
		assert!(!Flags::<T>::contains_key(subject));
	}

	#[benchmark]
	fn set_parameters() -> Result<(), BenchmarkError> {
		let origin =
			T::ForceOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let parameters = CourtParameters { fee: 7 * STOA, ..Default::default() };
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, Court::Data, parameters);
		assert_eq!(Parameters::<T>::get(Court::Data), parameters);
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
