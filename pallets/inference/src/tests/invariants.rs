//! Whatever happens in whatever order: no money appears or vanishes, nothing stays behind.

use crate::{mock::*, *};
use proptest::prelude::*;
use stoa_primitives::{Balance, DeclineReason, Prompt, STOA, wire::SeatPhase};

/// Something that somebody does.
#[derive(Clone, Debug)]
enum Act {
	Submit {
		long: bool,
		private: bool,
		executors: u8,
	},
	Cancel(u8),
	Wait(u8),
	/// So many blocks that do not count.
	Flood(u8),
	/// All awaited seats of a job speak; each with its own answer, or stays silent.
	Speak {
		job: u8,
		answers: [u8; 16],
		show: bool,
	},
	Decline {
		job: u8,
		seat: u8,
		reason: DeclineReason,
	},
	PostPrompt {
		job: u8,
		seat: u8,
	},
	Acknowledge(u8),
	Demand {
		job: u8,
		open: bool,
		stranger: bool,
	},
	Provide {
		job: u8,
		seat: u8,
	},
	Escalate(u8),
	Poke(u8),
	Drop(u8),
	RequestDelivery(u8),
	Deliver {
		job: u8,
		accepts: bool,
	},
	Toggle {
		provider: u8,
	},
	Outputs(bool),
}

fn acts() -> impl Strategy<Value = Act> {
	let job = || 0u8..4;
	let reason = prop_oneof![
		Just(DeclineReason::InputUndercounted),
		Just(DeclineReason::PromptUnavailable),
		Just(DeclineReason::PromptMalformed),
		Just(DeclineReason::Busy),
	];
	// Mostly answer 1, at times another or silence (0).
	let answer = prop_oneof![8 => Just(1u8), 2 => Just(2u8), 1 => Just(3u8), 1 => Just(0u8)];
	prop_oneof![
		4 => (any::<bool>(), any::<bool>(), 2u8..6)
			.prop_map(|(long, private, executors)| Act::Submit { long, private, executors }),
		1 => job().prop_map(Act::Cancel),
		8 => (1u8..60).prop_map(Act::Wait),
		2 => (1u8..60).prop_map(Act::Flood),
		12 => (job(), prop::array::uniform16(answer), prop::bool::weighted(0.7))
			.prop_map(|(job, answers, show)| Act::Speak { job, answers, show }),
		2 => (job(), 0u8..6, reason)
			.prop_map(|(job, seat, reason)| Act::Decline { job, seat, reason }),
		1 => (job(), 0u8..6).prop_map(|(job, seat)| Act::PostPrompt { job, seat }),
		2 => job().prop_map(Act::Acknowledge),
		2 => (job(), any::<bool>(), any::<bool>())
			.prop_map(|(job, open, stranger)| Act::Demand { job, open, stranger }),
		2 => (job(), 0u8..16).prop_map(|(job, seat)| Act::Provide { job, seat }),
		3 => job().prop_map(Act::Escalate),
		1 => job().prop_map(Act::Poke),
		1 => job().prop_map(Act::Drop),
		3 => job().prop_map(Act::RequestDelivery),
		3 => (job(), any::<bool>()).prop_map(|(job, accepts)| Act::Deliver { job, accepts }),
		1 => (0u8..12).prop_map(|provider| Act::Toggle { provider }),
		1 => any::<bool>().prop_map(Act::Outputs),
	]
}

/// A call as a block makes it: all or nothing.
fn call<R, E>(f: impl FnOnce() -> Result<R, E>)
where
	E: From<sp_runtime::DispatchError>,
{
	let _ = frame_support::storage::with_storage_layer::<R, E, _>(f);
}

fn speak(id: u64, answers: [u8; 16], show: bool) {
	for phase in [SeatPhase::Commit, SeatPhase::Reveal] {
		let Some(job) = Jobs::<Runtime>::get(id) else { return };
		for (at, seat) in job.seats.iter().enumerate() {
			let answer = answers[at];
			if answer == 0 || job.phase(seat) != phase {
				continue;
			}
			let origin = RuntimeOrigin::signed(seat.provider.clone());
			if phase == SeatPhase::Commit {
				let hidden = commitment(id, at, &claim(answer));
				call(|| Inference::commit(origin, id, hidden));
			} else {
				let shown = show.then(|| output(answer)).filter(|_| job.reply_key.is_none());
				call(|| Inference::reveal(origin, id, claim(answer), SALT, shown));
			}
		}
	}
}

fn provide(id: u64, seat: u8) {
	let Some(job) = Jobs::<Runtime>::get(id) else { return };
	let (Some(seat), Some(answer)) = (job.seats.get(usize::from(seat)), job.answer) else { return };
	let Some(n) = (1u8..4).find(|n| claim(*n) == answer) else { return };
	let proof = DataProof {
		salt: [0; 32],
		root: stoa_primitives::merkle::content_root(&output(n)),
		siblings: Default::default(),
	};
	let bytes = output(n).to_vec().try_into().unwrap();
	let origin = RuntimeOrigin::signed(seat.provider.clone());
	call(|| Inference::provide_data(origin, id, 0, bytes, Some(proof)));
}

fn act(act: Act) {
	let by = |who: AccountId| RuntimeOrigin::signed(who);
	let provider_of = |id: u64, seat: u8| {
		Jobs::<Runtime>::get(id)
			.and_then(|job| job.seats.get(usize::from(seat)).map(|seat| seat.provider.clone()))
	};
	match act {
		Act::Submit { long, private, executors } => {
			let prompt = if long || private { long_prompt() } else { prompt() };
			let prompt = Prompt { tokens: 5, ..prompt };
			let quorum = executors / 2 + 1;
			let assurance = stoa_primitives::Assurance::Replicated { executors, quorum };
			let reply_key = private.then_some([1; 32]);
			let value_at_risk = private.then_some(50 * STOA);
			let ask = Ask { prompt, assurance, reply_key, value_at_risk, ..Default::default() };
			call(|| ask.by(alice()));
		}
		Act::Cancel(id) => call(|| Inference::cancel_job(by(alice()), id.into())),
		Act::Wait(blocks) => run(blocks.into()),
		Act::Flood(blocks) => flood(blocks.into()),
		Act::Speak { job, answers, show } => speak(job.into(), answers, show),
		Act::Decline { job, seat, reason } => {
			if let Some(who) = provider_of(job.into(), seat) {
				call(|| Inference::decline(by(who), job.into(), reason));
			}
		}
		Act::PostPrompt { job, seat } => {
			if let Some(who) = provider_of(job.into(), seat) {
				let sealed = vec![0; 2_000].try_into().unwrap();
				call(|| Inference::post_prompt(by(alice()), job.into(), who, sealed));
			}
		}
		Act::Acknowledge(id) => call(|| Inference::acknowledge(by(alice()), id.into())),
		Act::Demand { job, open, stranger } => {
			let who = if stranger { bob() } else { alice() };
			call(|| Inference::demand_data(by(who), job.into(), 0, open));
		}
		Act::Provide { job, seat } => provide(job.into(), seat),
		Act::Escalate(id) => call(|| Inference::escalate(by(bob()), id.into())),
		Act::Poke(id) => call(|| Inference::poke(by(bob()), id.into())),
		Act::Drop(id) => call(|| Inference::drop_expired(by(alice()), id.into())),
		Act::RequestDelivery(id) => {
			let id = id.into();
			call(|| Inference::request_delivery(by(alice()), id, [1; 4], GAS, None));
		}
		Act::Deliver { job, accepts } => {
			Behaviour::set(if accepts { |_| Ok(true) } else { |_| Ok(false) });
			let output = delivered_output(job.into());
			call(|| Inference::deliver(by(bob()), job.into(), GAS, output));
		}
		Act::Toggle { provider: n } => {
			Providers::change(&provider(n), |entry| entry.active = !entry.active)
		}
		Act::Outputs(known) => OutputsKnown::set(known),
	}
}

/// What left circulation, as far as events tell.
pub(super) fn gone(events: &[Event<Runtime>]) -> Balance {
	events
		.iter()
		.map(|event| match event {
			Event::JobSettled { burned, .. }
			| Event::JobRefunded { burned, .. }
			| Event::JobCancelled { burned, .. }
			| Event::EscalationResolved { burned, .. } => *burned,
			Event::ProviderSlashed { taken, paid, .. } => taken - paid,
			_ => 0,
		})
		.sum()
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 64, max_shrink_iters: 200, ..Default::default() })]

	#[test]
	fn any_history_should_conserve_money_and_leave_nothing(
		history in prop::collection::vec(acts(), 1..50),
		salt in any::<u32>(),
	) {
		build_and_execute(12, || {
			SeedSalt::set(salt);
			let issuance = Balances::total_issuance();
			for step in history {
				act(step);
				Inference::do_try_state().unwrap();
			}
			OutputsKnown::set(true);
			// Whatever state the jobs were left in, time alone ends all of them.
			let mut blocks = 0;
			while Jobs::<Runtime>::iter().next().is_some() {
				run(10);
				blocks += 10;
				assert!(blocks < 1_500, "a job is stuck");
			}
			assert_nothing_left();
			assert_eq!(issuance - Balances::total_issuance(), gone(&events()));
			for id in 0..NextJobId::<Runtime>::get() {
				if Records::<Runtime>::contains_key(id) {
					call(|| Inference::drop_expired(RuntimeOrigin::signed(alice()), id));
				}
			}
			assert_eq!(JobsByAccount::<Runtime>::iter().count(), 0);
			assert_eq!(Inference::held(HoldReason::RecordDeposit, &alice()), 0);
			assert_eq!(Inference::held(HoldReason::DeliveryFee, &alice()), 0);
			assert_eq!(Deliveries::<Runtime>::iter().count(), 0);
			let mut told: Vec<_> = Calls::get().into_iter().map(|(_, _, told)| told.job).collect();
			let calls = told.len();
			told.sort_unstable();
			told.dedup();
			assert_eq!(calls, told.len(), "a job was delivered twice");
		});
	}

	#[test]
	fn a_job_should_be_answered_or_refunded_by_its_deadline_when_nobody_disagrees(
		answers in prop::collection::vec(any::<bool>(), 16),
		waits in prop::collection::vec(0u32..45, 12),
		salt in any::<u32>(),
	) {
		build_and_execute(12, || {
			SeedSalt::set(salt);
			Ask::default().drawn();
			let deadline = details(0).expires_at;
			for wait in waits {
				let mut spoken = [0; 16];
				spoken.iter_mut().zip(&answers).for_each(|(to, from)| *to = u8::from(*from));
				speak(0, spoken, true);
				run(wait);
			}
			run_to(deadline.max(System::block_number()));
			let settled = Jobs::<Runtime>::get(0).is_none_or(|job| job.settlement.is_some());
			assert!(settled, "neither an answer nor the money");
		});
	}
}
