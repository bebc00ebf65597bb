//! One benchmark per call, and one per step that a deadline can take; each in its worst case.
//!
//! Jobs are put into storage in the state in question: a full committee, the largest prompt and
//! output, a royalty with every payee that a release may have.

#![allow(
	clippy::arithmetic_side_effects,
	clippy::expect_used,
	clippy::indexing_slicing,
	clippy::panic,
	clippy::unwrap_used
)]

mod stage;

use crate::*;
use alloc::{vec, vec::Vec};
use frame_benchmarking::v2::*;
use frame_support::{
	BoundedVec,
	pallet_prelude::*,
	traits::{
		Authorize, EnsureOrigin,
		fungible::{Mutate, MutateHold},
	},
	weights::WeightMeter,
};
use frame_system::RawOrigin;
use stage::*;
use stoa_exact::{Claim, Header, cells::CellKey};
use stoa_primitives::{
	AnswerClaim, Assurance, Balance, DeclineReason, InlineBytes, JobSubject, MAX_CONTENT_BYTES,
	MAX_INLINE_BYTES, MAX_SEATS, Prompt, PromptKind, STOA,
	frame::{
		ChainIdentity, DrawSource, ModelInspect, OnRefereed, ProviderBond, ProviderInspect,
		Verdict, agenda::KeepsAgenda,
	},
	merkle::{CHUNK_BYTES, content_root, prove},
	payload::{ZERO_SALT, answer_commitment, output_commitment, prompt_commitment},
};

#[benchmarks(where <T as frame_system::Config>::RuntimeCall: From<Call<T>>)]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn submit_job(b: Linear<0, MAX_INLINE_BYTES>) {
		let requester = funded::<T>("requester");
		let release = release::<T>();
		providers::<T>(release, MAX_SEATS);
		let parameters = CurrentParameters::<T>::get().for_work(10, generation().max_new_tokens);
		let now = Pallet::<T>::now();
		crowd::<T>(now + parameters.default_timeout());
		crowd::<T>(now + DRAW_DELAY);
		let content = vec![1u8; b as usize];
		let inline: InlineBytes = content.clone().try_into().unwrap();
		let prompt = Prompt {
			kind: PromptKind::Text,
			commitment: prompt_commitment(&ZERO_SALT, &content),
			bytes: b.max(1),
			tokens: 10,
			inline: (b > 0).then_some(inline),
		};
		let assurance = Assurance::Replicated { executors: 7, quorum: 4 };

		#[extrinsic_call]
		_(
			RawOrigin::Signed(requester),
			JobSubject::Model(release),
			prompt,
			generation(),
			assurance,
			None,
			FEE,
			Some(FEE + STOA),
			None,
		);

		assert!(Jobs::<T>::contains_key(0));
	}

	#[benchmark]
	fn cancel_job() {
		let state = JobState::Drawing { at: 1_000 };
		let requester = put_job::<T>(0, release::<T>(), 7, vec![], Stage::First, state);

		#[extrinsic_call]
		_(RawOrigin::Signed(requester), 0);

		assert!(!Jobs::<T>::contains_key(0));
	}

	#[benchmark]
	fn commit() {
		let release = release::<T>();
		let who = providers::<T>(release, MAX_SEATS);
		let state = |at| if at == 15 { drawn() } else { SeatState::Committed([0; 32]) };
		let seats = who.iter().cloned().enumerate().map(|(at, who)| (who, state(at))).collect();
		put_job::<T>(0, release, 7, seats, Stage::First, JobState::Computing);
		crowd::<T>(Pallet::<T>::now() + Parameters::default().reveal_timeout.get());

		#[extrinsic_call]
		_(RawOrigin::Signed(key_account::<T>(&who[15])), 0, [1; 32]);

		assert!(matches!(Jobs::<T>::get(0).unwrap().state, JobState::Revealing { .. }));
	}

	#[benchmark]
	fn reveal() {
		let release = release::<T>();
		let who = providers::<T>(release, MAX_SEATS);
		warned::<T>(&who[..7]);
		let who = last_word::<T>(0, release, &who);

		#[extrinsic_call]
		_(
			RawOrigin::Signed(key_account::<T>(&who)),
			0,
			claiming(&output(), 10),
			SALT,
			Some(output()),
		);

		assert_eq!(Records::<T>::get(0).unwrap().outcome, Outcome::Final);
	}

	#[benchmark]
	fn answer() {
		let release = release::<T>();
		let who = providers::<T>(release, MAX_SEATS);
		let silent = SeatState::Vacated(VacateReason::NoCommitment);
		let state = |at| if at == 7 { drawn() } else { silent };
		let seats = who[..8].iter().cloned().enumerate().map(|(at, who)| (who, state(at)));
		put_job::<T>(0, release, 2, seats.collect(), Stage::First, JobState::Computing);
		make_exact::<T>(0, MAX_AUDITORS);
		Jobs::<T>::mutate(0, |job| {
			let job = job.as_mut().unwrap();
			job.generation.max_new_tokens = MAX_EXACT_TOKENS;
			job.seats.iter_mut().for_each(|seat| seat.auditor = false);
		});
		let zeros: InlineBytes = vec![0; MAX_INLINE_BYTES as usize].try_into().unwrap();
		let ids = crate::audit::token_ids(&zeros).unwrap();
		let root = stoa_exact::shape::tokens_root::<stoa_exact::Blake2>(&ids);
		let commitment = output_commitment(&ZERO_SALT, &root);
		let said = AnswerClaim { output: commitment, ..claiming(&zeros, MAX_EXACT_TOKENS) };
		crowd::<T>(Pallet::<T>::now() + AUDIT_DELAY);

		#[extrinsic_call]
		_(RawOrigin::Signed(key_account::<T>(&who[7])), 0, said, [1; 32], zeros);

		assert_eq!(Jobs::<T>::get(0).unwrap().stage, Stage::Audited { core: 8 });
	}

	#[benchmark]
	fn reveal_trace() {
		let release = release::<T>();
		let who = providers::<T>(release, MAX_SEATS);
		challengeable::<T>(0, release, &who);
		let genesis = T::Chain::genesis();
		let seal = answer_commitment(&genesis, 0, 0, &who[0], &traced(1), &SALT);
		Jobs::<T>::mutate(0, |job| {
			let job = job.as_mut().unwrap();
			job.state = JobState::Revealing { until: 50 };
			job.answer = Some(AnswerClaim { trace: None, ..traced(1) });
			job.seats[0].state = SeatState::Committed(seal);
		});
		crowd::<T>(Pallet::<T>::now());

		#[extrinsic_call]
		_(RawOrigin::Signed(key_account::<T>(&who[0])), 0, [1; 32], SALT);

		assert!(matches!(Jobs::<T>::get(0).unwrap().state, JobState::Challengeable { .. }));
	}

	#[benchmark]
	fn prove_equivocation() {
		let release = release::<T>();
		let who = providers::<T>(release, MAX_SEATS);
		for id in 0..2 {
			challengeable::<T>(id, release, &who);
		}
		Jobs::<T>::mutate(1, |job| {
			let other = SeatState::Revealed { claim: traced(2), shown: false };
			job.as_mut().unwrap().seats[0].state = other;
		});

		#[extrinsic_call]
		_(RawOrigin::Signed(funded::<T>("finder")), who[0].clone(), 0, 1);

		assert!(Records::<T>::contains_key(0) && Records::<T>::contains_key(1));
	}

	#[benchmark]
	fn open_cells() {
		let release = release::<T>();
		let who = providers::<T>(release, MAX_SEATS);
		challengeable::<T>(0, release, &who);
		let header = Header::decode(&T::Models::exact_header(release).unwrap()).unwrap();
		let shape = stoa_exact::Shape::new(100, 10, true).unwrap();
		let known =
			Claim::new(header, shape, stoa_exact::Sampling::Greedy, [0; 32], [0; 32], [0; 32])
				.unwrap();
		let (draw_seed, cell) = one_cell(&known, 1);
		let auditor = Pallet::<T>::account_bytes(&who[1]).unwrap();
		let key = CellKey { auditor, secret: [5; 32] };
		let ([root, trace], opening) = opened(&known, &key, cell);
		Jobs::<T>::mutate(0, |job| {
			let job = job.as_mut().unwrap();
			let said = AnswerClaim { trace: Some(trace), ..traced(1) };
			job.answer = Some(said);
			job.draw_seed = draw_seed;
			for seat in &mut job.seats[..2] {
				seat.state = SeatState::Revealed { claim: said, shown: false };
			}
			job.forget_tree(1);
			job.exact.as_mut().unwrap().add_tree(1, root);
		});
		set_now::<T>(50);
		crowd::<T>(51);
		let opening = CellOpening::try_from(opening).unwrap();

		#[extrinsic_call]
		_(RawOrigin::Signed(key_account::<T>(&who[1])), 0, [5; 32], [opening.clone(), opening]);

		assert_eq!(Pallet::<T>::openings(&Jobs::<T>::get(0).unwrap()), Openings::Over);
	}

	#[benchmark]
	fn drop_audit_history() {
		let release = release::<T>();
		let provider = funded::<T>("former provider");
		Audits::<T>::insert(&provider, release, AuditHistory::default());

		#[extrinsic_call]
		_(RawOrigin::Signed(funded::<T>("passer-by")), provider.clone(), release);

		assert!(!Audits::<T>::contains_key(&provider, release));
	}

	#[benchmark]
	fn on_refereed() {
		let release = release::<T>();
		let who = providers::<T>(release, MAX_SEATS);
		challengeable::<T>(0, release, &who);
		// The finder, and two more than games may run against one provider.
		let costs = who[4..11].iter().map(|who| (who.clone(), STOA / 1_000)).collect();
		let verdict = Verdict::ProviderLied { finder: who[4].clone(), silent: false, costs };

		#[block]
		{
			Pallet::<T>::on_refereed(&0, &who[0], verdict);
		}

		assert!(Records::<T>::contains_key(0));
	}

	#[benchmark]
	fn decline() {
		let release = release::<T>();
		let who = providers::<T>(release, 15);
		let refused = VacateReason::Declined(DeclineReason::PromptMalformed);
		let state = |at| if at < 7 { SeatState::Vacated(refused) } else { drawn() };
		let seats = who.iter().cloned().enumerate().map(|(at, who)| (who, state(at))).collect();
		put_job::<T>(0, release, 7, seats, Stage::First, JobState::Computing);

		#[extrinsic_call]
		_(RawOrigin::Signed(who[7].clone()), 0, DeclineReason::PromptMalformed);

		assert!(!Jobs::<T>::contains_key(0));
	}

	#[benchmark]
	fn relay(n: Linear<1, MAX_RELAYED>) {
		let (batch, signature) = last_words::<T>(n);

		#[extrinsic_call]
		_(RawOrigin::Authorized, batch, signature);

		assert_eq!(Records::<T>::iter_keys().count() as u32, n);
	}

	#[benchmark]
	fn authorize_relay(n: Linear<1, MAX_RELAYED>) {
		let (batch, signature) = last_words::<T>(n);
		let call: <T as frame_system::Config>::RuntimeCall =
			Call::relay { batch, signature }.into();

		#[block]
		{
			call.authorize(TransactionSource::InBlock)
				.expect("relay is authorised")
				.expect("the batch is good");
		}
	}

	#[benchmark]
	fn post_prompt(b: Linear<1, MAX_SEALED_BYTES>) {
		let release = release::<T>();
		let who = providers::<T>(release, MAX_SEATS);
		let wants = SeatState::AwaitingPrompt { until: 1_000 };
		let seats = who.iter().cloned().map(|who| (who, wants)).collect();
		let requester = put_job::<T>(0, release, 7, seats, Stage::First, JobState::Computing);
		let (now, parameters) = (Pallet::<T>::now(), Parameters::default());
		Jobs::<T>::mutate(0, |job| {
			let job = job.as_mut().unwrap();
			job.prompt_bytes = b.min(MAX_CONTENT_BYTES);
			job.expires_at = now;
		});
		// The deadline moves, and a clock begins again.
		let until = now + parameters.commit_timeout.get();
		crowd::<T>(until);
		crowd::<T>(until + parameters.reveal_timeout.get());
		let sealed = SealedPrompt::truncate_from(vec![1; b as usize]);

		#[extrinsic_call]
		_(RawOrigin::Signed(requester), 0, who[15].clone(), sealed);

		assert!(!matches!(
			Jobs::<T>::get(0).unwrap().seats[15].state,
			SeatState::AwaitingPrompt { .. }
		));
	}

	fn serving<T: Config>(
		content: &[u8],
		demands: Vec<Demand<T::AccountId>>,
	) -> (T::AccountId, Vec<T::AccountId>) {
		let release = release::<T>();
		let who = providers::<T>(release, MAX_SEATS);
		let seats = who.iter().cloned().map(|who| (who, revealed(content, false))).collect();
		let demands = demands.try_into().unwrap();
		let state = JobState::Serving { until: 50, demands };
		let requester = put_job::<T>(0, release, 7, seats, Stage::Enlarged { core: 7 }, state);
		Jobs::<T>::mutate(0, |job| job.as_mut().unwrap().answer = Some(claiming(content, 10)));
		(requester, who)
	}

	#[benchmark]
	fn acknowledge() {
		let (requester, _) = serving::<T>(&output(), vec![]);

		#[extrinsic_call]
		_(RawOrigin::Signed(requester), 0);

		assert_eq!(Records::<T>::get(0).unwrap().outcome, Outcome::Final);
	}

	/// Demands for all chunks of the largest output, sealed ones first and then open ones; `but` fewer.
	fn demands<T: Config>(but: u32) -> Vec<Demand<T::AccountId>> {
		let by = funded::<T>("demander");
		let demands: Vec<_> = (0..MAX_DEMANDS - but)
			.map(|nth| Demand {
				chunk: nth % MAX_CHUNKS,
				open: nth >= MAX_CHUNKS,
				by: by.clone(),
				prepaid: STOA,
				until: 50,
				answered: false,
			})
			.collect();
		let prepaid = STOA * demands.len() as Balance;
		T::Currency::hold(&HoldReason::DataPrepayment.into(), &by, prepaid).expect("funded");
		demands
	}

	/// What came sealed may then be demanded in the clear.
	fn answer_sealed<AccountId>(state: &mut JobState<AccountId>) {
		if let JobState::Serving { demands, .. } = state {
			demands
				.iter_mut()
				.filter(|demand| !demand.open)
				.for_each(|demand| demand.answered = true);
		}
	}

	#[benchmark]
	fn demand_data() {
		let content = vec![7; MAX_CONTENT_BYTES as usize];
		let (requester, _) = serving::<T>(&content, demands::<T>(1));
		Jobs::<T>::mutate(0, |job| {
			let job = job.as_mut().unwrap();
			job.reply_key = Some([1; 32]);
			answer_sealed(&mut job.state);
		});
		crowd::<T>(Pallet::<T>::now() + Parameters::default().data_timeout.get());

		#[extrinsic_call]
		_(RawOrigin::Signed(requester), 0, 3, true);
	}

	#[benchmark]
	fn provide_data(b: Linear<1, { CHUNK_BYTES as u32 }>) {
		// The last of four chunks, so that the proof is as long as it can be.
		let content = vec![7; 3 * CHUNK_BYTES + b as usize];
		let (_, who) = serving::<T>(&content, demands::<T>(0));
		Jobs::<T>::mutate(0, |job| answer_sealed(&mut job.as_mut().unwrap().state));
		let siblings = prove(&content, 3).unwrap().try_into().unwrap();
		let proof = DataProof { salt: ZERO_SALT, root: content_root(&content), siblings };
		let bytes = ChunkBytes::truncate_from(content[3 * CHUNK_BYTES..].to_vec());
		crowd::<T>(50);

		#[extrinsic_call]
		_(RawOrigin::Signed(key_account::<T>(&who[15])), 0, 3, bytes, Some(proof));
	}

	#[benchmark]
	fn escalate() {
		let release = release::<T>();
		let who = providers::<T>(release, MAX_SEATS);
		let seats = who[..7].iter().cloned().map(|who| (who, revealed(&output(), true))).collect();
		let state = JobState::Settled { until: 1_000 };
		put_job::<T>(0, release, 7, seats, Stage::First, state);
		Jobs::<T>::mutate(0, |job| job.as_mut().unwrap().expires_at = 0);
		let now = Pallet::<T>::now();
		crowd::<T>(now + DRAW_DELAY);
		crowd::<T>(now + Parameters::default().min_timeout());

		#[extrinsic_call]
		_(RawOrigin::Signed(funded::<T>("escalator")), 0);

		assert!(matches!(Jobs::<T>::get(0).unwrap().stage, Stage::Escalated { .. }));
	}

	#[benchmark]
	fn poke() {
		overturned::<T>(0);
		set_now::<T>(50);

		#[extrinsic_call]
		_(RawOrigin::Signed(funded::<T>("passer-by")), 0);

		assert_eq!(Records::<T>::get(0).unwrap().outcome, Outcome::Overturned);
	}

	#[benchmark]
	fn drop_expired() -> Result<(), BenchmarkError> {
		overturned::<T>(0);
		set_now::<T>(50);
		Pallet::<T>::do_poke(0).map_err(|_| "cannot poke")?;
		let requester = Records::<T>::get(0).unwrap().requester;

		#[extrinsic_call]
		_(RawOrigin::Signed(requester), 0);

		assert!(!Records::<T>::contains_key(0));
		Ok(())
	}

	#[benchmark]
	fn request_delivery() {
		let state = JobState::Drawing { at: 1_000 };
		let requester = put_job::<T>(0, release::<T>(), 7, vec![], Stage::First, state);
		Jobs::<T>::mutate(0, |job| job.as_mut().unwrap().prompt_inline = true);

		#[extrinsic_call]
		_(RawOrigin::Signed(requester), 0, [1; 4], Weight::zero(), None);

		assert!(Deliveries::<T>::contains_key(0));
	}

	#[benchmark]
	fn deliver() {
		let requester = funded::<T>("requester");
		let fee = FEE;
		T::Currency::hold(&HoldReason::DeliveryFee.into(), &requester, fee).expect("funded");
		// Of class Exact, the tokens of which are hashed one by one.
		let content = output();
		let ids = vec![u32::from_le_bytes([7; 4]); content.len() / 4];
		let root = stoa_exact::shape::tokens_root::<stoa_exact::Blake2>(&ids);
		let record = JobRecord {
			requester,
			release: 0,
			outcome: Outcome::Final,
			class: stoa_primitives::VerificationClass::Exact,
			output: output_commitment(&ZERO_SALT, &root),
			tokens: ids.len() as u32,
			bytes: content.len() as u32,
			charged: FEE,
			executors: 7,
			quorum: 4,
			backers: 7,
			auditors: 0,
			losing_percent: 0,
			keep_until: 1_000,
			deposit: 0,
		};
		Records::<T>::insert(0, record);
		let gas = Weight::zero();
		Deliveries::<T>::insert(0, Delivery { selector: [1; 4], gas, fee });

		#[extrinsic_call]
		_(RawOrigin::Signed(funded::<T>("passer-by")), 0, gas, Some(content));

		assert!(!Deliveries::<T>::contains_key(0));
	}

	#[benchmark]
	fn claim() {
		let who = funded::<T>("payee");
		Claimable::<T>::insert(&who, STOA);
		T::Currency::mint_into(&Pallet::<T>::pot(), 2 * STOA).expect("can be funded");

		#[extrinsic_call]
		_(RawOrigin::Signed(who));
	}

	#[benchmark]
	fn set_parameters() -> Result<(), BenchmarkError> {
		let origin =
			T::ForceOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, Parameters::default());

		Ok(())
	}

	#[benchmark]
	fn agenda_block() {
		full_agenda::<T>(1, 1);

		#[block]
		{
			let ids = Agenda::<T>::take(1);
			Agenda::<T>::insert(1, ids);
			AgendaCursor::<T>::put(AgendaCursor::<T>::get().max(1));
		}
	}

	#[benchmark]
	fn agenda_stale() {
		overturned::<T>(0);
		let due;

		#[block]
		{
			due = Jobs::<T>::get(0).map(|job| Pallet::<T>::is_due(&job, 49));
		}

		assert_eq!(due, Some(false));
	}

	/// One entry of the agenda at block 50.
	fn run_one<T: Config>() {
		let mut meter = WeightMeter::new();
		Pallet::<T>::run_agenda(50, &mut meter);
	}

	fn at_50<T: Config>() {
		set_now::<T>(50);
		Agenda::<T>::insert(50, BoundedVec::truncate_from(vec![0]));
		AgendaCursor::<T>::put(50);
	}

	#[benchmark]
	fn run_draw() {
		let release = release::<T>();
		let who = providers::<T>(release, 2 * MAX_SEATS);
		let seats = who[..2].iter().cloned().map(|who| (who, revealed(&[1], false))).collect();
		let state = JobState::Drawing { at: 50 };
		put_job::<T>(0, release, 2, seats, Stage::Enlarged { core: 2 }, state);
		// Most of those who are drawn turn out to be unable, as late as that can be.
		for full in &who[2..20] {
			T::Providers::reserve(full, T::Providers::free_bond(full)).expect("is free");
		}
		T::Draws::benchmark_outputs(48, DRAW_OUTPUTS);
		at_50::<T>();
		crowd::<T>(50 + Parameters::default().commit_timeout.get());

		#[block]
		{
			run_one::<T>();
		}

		assert!(Jobs::<T>::get(0).unwrap().seats.len() > 2);
	}

	#[benchmark]
	fn run_commit_deadline() {
		let release = release::<T>();
		let who = providers::<T>(release, MAX_SEATS);
		warned::<T>(&who);
		let seats = who.iter().cloned().map(|who| (who, drawn())).collect();
		put_job::<T>(0, release, 7, seats, Stage::First, JobState::Computing);
		at_50::<T>();

		#[block]
		{
			run_one::<T>();
		}

		assert!(!Jobs::<T>::contains_key(0));
	}

	#[benchmark]
	fn run_reveal_deadline() {
		overturned::<T>(0);
		at_50::<T>();

		#[block]
		{
			run_one::<T>();
		}

		assert_eq!(Records::<T>::get(0).unwrap().outcome, Outcome::Overturned);
	}

	#[benchmark]
	fn run_serve_deadline() {
		let content = vec![7; MAX_CONTENT_BYTES as usize];
		serving::<T>(&content, demands::<T>(0));
		at_50::<T>();

		#[block]
		{
			run_one::<T>();
		}

		assert!(!Jobs::<T>::contains_key(0));
	}

	#[benchmark]
	fn run_final() {
		let release = release::<T>();
		let who = providers::<T>(release, MAX_SEATS);
		let seats = who.iter().cloned().map(|who| (who, revealed(&output(), true))).collect();
		let state = JobState::Settled { until: 50 };
		put_job::<T>(0, release, 7, seats, Stage::First, state);
		Jobs::<T>::mutate(0, |job| {
			let job = job.as_mut().unwrap();
			job.escrow = 0;
			job.settlement = Some(Settlement { charged: FEE, burned: 0, settled_at: 0 });
		});
		at_50::<T>();

		#[block]
		{
			run_one::<T>();
		}

		assert_eq!(Records::<T>::get(0).unwrap().outcome, Outcome::Final);
	}

	#[benchmark]
	fn run_window() {
		let release = release::<T>();
		challengeable::<T>(0, release, &providers::<T>(release, MAX_SEATS));
		at_50::<T>();

		#[block]
		{
			run_one::<T>();
		}

		assert_eq!(Records::<T>::get(0).unwrap().outcome, Outcome::Final);
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Runtime);
}
