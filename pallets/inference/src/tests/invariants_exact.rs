//! As `invariants`, of jobs of class Exact.

use crate::{mock::*, *};
use frame_support::dispatch::DispatchResultWithPostInfo;
use proptest::prelude::*;
use stoa_primitives::{
	JobId, STOA,
	frame::{OnRefereed, Verdict},
	wire::SeatPhase,
};

#[derive(Clone, Debug)]
enum Act {
	Submit,
	Wait(u8),
	/// So many blocks that do not count.
	Flood(u8),
	/// All awaited seats of a job speak, each with its own trace; 0 is silence. Some have no tree.
	Speak {
		job: u8,
		traces: [u8; 16],
		copy: bool,
	},
	Open {
		job: u8,
		trace: u8,
	},
	Refute(u8),
	Fail {
		job: u8,
		seat: u8,
	},
	Equivocate {
		one: u8,
		other: u8,
		provider: u8,
	},
	Toggle(u8),
	Outputs(bool),
	Bad(bool),
	Poke(u8),
}

fn acts() -> impl Strategy<Value = Act> {
	let job = || 0u8..4;
	let trace = prop_oneof![8 => Just(1u8), 2 => Just(2u8), 1 => Just(0u8)];
	prop_oneof![
		3 => Just(Act::Submit),
		10 => (1u8..70).prop_map(Act::Wait),
		2 => (1u8..70).prop_map(Act::Flood),
		12 => (job(), prop::array::uniform16(trace), prop::bool::weighted(0.2))
			.prop_map(|(job, traces, copy)| Act::Speak { job, traces, copy }),
		4 => (job(), 1u8..3).prop_map(|(job, trace)| Act::Open { job, trace }),
		1 => job().prop_map(Act::Refute),
		1 => (job(), 0u8..4).prop_map(|(job, seat)| Act::Fail { job, seat }),
		1 => (job(), job(), 0u8..8)
			.prop_map(|(one, other, provider)| Act::Equivocate { one, other, provider }),
		1 => (0u8..8).prop_map(Act::Toggle),
		1 => any::<bool>().prop_map(Act::Outputs),
		1 => prop::bool::weighted(0.1).prop_map(Act::Bad),
		1 => job().prop_map(Act::Poke),
	]
}

/// A call as a block makes it: all or nothing.
fn call(f: impl FnOnce() -> DispatchResultWithPostInfo) {
	let _ = frame_support::storage::with_storage_layer(f);
}

fn speak(id: JobId, traces: [u8; 16], copy: bool) {
	for phase in [SeatPhase::Commit, SeatPhase::Reveal] {
		let Some(job) = Jobs::<Runtime>::get(id) else { return };
		for (at, seat) in job.seats.iter().enumerate() {
			let trace = traces[at];
			if trace == 0 || job.phase(seat) != phase {
				continue;
			}
			let by = RuntimeOrigin::signed(seat.provider.clone());
			let claim = traced(1, trace);
			let salt = if copy { SALT } else { salt(id, at, trace) };
			let hidden = salted(id, at, &claim, &salt);
			match (phase, seat.auditor) {
				(SeatPhase::Reveal, _) => call(|| reveal_claim(id, at, claim, salt)),
				(_, true) => call(|| Inference::commit(by, id, hidden)),
				(_, false) => {
					call(|| Inference::answer(by, id, bare(claim), hidden, ids(&tokens(1))))
				}
			}
		}
	}
}

fn challengeable(id: JobId) -> Option<JobDetails<AccountId>> {
	Jobs::<Runtime>::get(id).filter(|job| matches!(job.state, JobState::Challengeable { .. }))
}

fn act(act: Act) {
	match act {
		Act::Submit => {
			let _ = exact().by(alice());
		}
		Act::Wait(blocks) => run(blocks.into()),
		Act::Flood(blocks) => flood(blocks.into()),
		Act::Speak { job, traces, copy } => speak(job.into(), traces, copy),
		Act::Open { job, trace } => {
			for asked in Inference::cells_asked(job.into()) {
				let at = usize::from(asked.seat);
				let openings = opened(job.into(), at, trace);
				call(|| open(job.into(), at, openings));
			}
		}
		Act::Refute(id) => {
			let Some(job) = challengeable(id.into()) else { return };
			Referees::forget(id.into());
			let costs = vec![(bob(), STOA / 100)];
			let verdict = Verdict::ProviderLied { finder: bob(), silent: false, costs };
			Inference::on_refereed(&id.into(), &job.seats[0].provider, verdict);
		}
		Act::Fail { job: id, seat } => {
			let Some(job) = challengeable(id.into()) else { return };
			let challenger = job.seats.get(usize::from(seat)).map_or(bob(), |s| s.provider.clone());
			let until = System::block_number() + 20;
			let verdict = Verdict::ChallengeFailed { challenger, paid: 0, until };
			Inference::on_refereed(&id.into(), &job.seats[0].provider, verdict);
		}
		Act::Equivocate { one, other, provider: n } => {
			let by = RuntimeOrigin::signed(bob());
			call(|| Inference::prove_equivocation(by, provider(n), one.into(), other.into()));
		}
		Act::Toggle(n) => Providers::change(&provider(n), |entry| entry.active = !entry.active),
		Act::Outputs(known) => OutputsKnown::set(known),
		Act::Bad(bad) => Bad::set(bad),
		Act::Poke(id) => call(|| Inference::poke(RuntimeOrigin::signed(bob()), id.into())),
	}
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 64, max_shrink_iters: 200, ..Default::default() })]

	#[test]
	fn any_history_of_exact_jobs_should_conserve_money_and_leave_nothing(
		history in prop::collection::vec(acts(), 1..50),
		salt in any::<u32>(),
	) {
		build_and_execute(8, || {
			SeedSalt::set(salt);
			set_opening_rate(700_000);
			let issuance = Balances::total_issuance();
			for step in history {
				act(step);
				Inference::do_try_state().unwrap();
			}
			OutputsKnown::set(true);
			let mut blocks = 0;
			while Jobs::<Runtime>::iter().next().is_some() {
				run(10);
				blocks += 10;
				assert!(blocks < 1_500, "a job is stuck");
			}
			assert_nothing_left();
			assert!(Subjects::get().is_empty(), "the referee is left with a claim");
			assert_eq!(issuance - Balances::total_issuance(), super::invariants::gone(&events()));
		});
		SeedSalt::set(0);
	}
}
