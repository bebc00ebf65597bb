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

use crate::*;
use alloc::{vec, vec::Vec};
use frame_benchmarking::v2::*;
use frame_support::{
	BoundedVec, WeakBoundedVec,
	pallet_prelude::*,
	traits::{
		Authorize, EnsureOrigin, Get,
		fungible::{Mutate, MutateHold},
	},
	weights::WeightMeter,
};
use frame_system::RawOrigin;
use sp_application_crypto::{KeyTypeId, RuntimeAppPublic};
use stoa_exact::{
	Blake2, Claim, Hasher, Header,
	cells::{CellKey, pick},
	merkle::root_of_range,
	shape::ARITY,
};
use stoa_primitives::{
	AnswerClaim, Assurance, Balance, DeclineReason, Digest, Generation, InlineBytes, JobId,
	JobSubject, MAX_CONTENT_BYTES, MAX_INLINE_BYTES, MAX_SEATS, Prompt, PromptKind, ReleaseId,
	STOA, Sampling, SeatIndex, Statement, Template, TokenPrice,
	frame::{
		BENCHMARK_KEY_TYPE, ChainIdentity, DrawSource, ModelInspect, OnRefereed, ProviderBond,
		ProviderInspect, StrikeReason, Verdict,
	},
	merkle::{CHUNK_BYTES, content_root, prove},
	payload::{
		ZERO_SALT, answer_commitment, draw_number, output_commitment, prompt_commitment,
		statement_digest,
	},
	wire::SeatStatement,
};

const FEE: Balance = 100 * STOA;
const SALT: [u8; 32] = [1; 32];
const PRICE: TokenPrice = TokenPrice { per_1k_input: STOA, per_1k_output: STOA };
const PAYEES: u32 = 32;

fn funded<T: Config>(name: &'static str) -> T::AccountId {
	let who: T::AccountId = account(name, 0, 0);
	T::Currency::mint_into(&who, 1_000_000 * STOA).expect("can be funded");
	who
}

fn release<T: Config>() -> ReleaseId {
	T::Models::benchmark_release(&funded::<T>("owner"), PAYEES)
}

fn providers<T: Config>(release: ReleaseId, count: u32) -> Vec<T::AccountId> {
	(0..count).map(|seed| T::Providers::benchmark_provider(seed, release, PRICE)).collect()
}

fn set_now<T: Config>(block: u32) {
	frame_system::Pallet::<T>::set_block_number(block.into());
}

fn output() -> InlineBytes {
	vec![7; MAX_INLINE_BYTES as usize].try_into().expect("fits")
}

fn claiming(content: &[u8], tokens: u32) -> AnswerClaim {
	let output = output_commitment(&ZERO_SALT, &content_root(content));
	AnswerClaim { output, tokens, bytes: content.len() as u32, trace: None }
}

fn generation() -> Generation {
	Generation { max_new_tokens: 100, sampling: Sampling::Greedy, template: Template::Chat }
}

/// A job of a fixed requester with the given executors in the given states, its money on hold and
/// its exposure reserved.
fn put_job<T: Config>(
	id: JobId,
	release: ReleaseId,
	executors: u8,
	seats: Vec<(T::AccountId, SeatState)>,
	stage: Stage<T::AccountId>,
	state: JobState<T::AccountId>,
) -> T::AccountId {
	let requester = funded::<T>("requester");
	let parameters = Parameters { enlarged_seats: Within::clamped(13), ..Default::default() };
	let escalated = matches!(stage, Stage::Escalated { .. });
	let escrow = if escalated { 0 } else { FEE };
	T::Currency::hold(&HoldReason::Escrow.into(), &requester, escrow).expect("funded");
	T::Currency::hold(&HoldReason::RecordDeposit.into(), &requester, parameters.record_deposit)
		.expect("funded");
	let exposure = STOA;
	let seats: Vec<_> = seats
		.into_iter()
		.map(|(provider, state)| {
			T::Providers::reserve(&provider, exposure).expect("has a bond");
			Seat {
				provider,
				round: 0,
				auditor: false,
				price: PRICE,
				weight: 1,
				reserved: exposure,
				paid: 0,
				state,
			}
		})
		.collect();
	let answered = !matches!(
		state,
		JobState::Drawing { .. } | JobState::Computing | JobState::Revealing { .. }
	);
	let job = JobDetails {
		requester: requester.clone(),
		subject: JobSubject::Model(release),
		release,
		assurance: Assurance::Replicated { executors, quorum: executors / 2 + 1 },
		prompt_kind: PromptKind::Text,
		prompt: [0; 32],
		prompt_bytes: MAX_CONTENT_BYTES,
		prompt_tokens: 100,
		prompt_inline: false,
		generation: generation(),
		reply_key: None,
		max_fee: FEE,
		escrow,
		deposit: parameters.record_deposit,
		value_at_risk: FEE,
		risk_fee: 1,
		royalty: PRICE,
		seat_budget: STOA,
		exposure,
		submitted_at: 0,
		expires_at: 100_000,
		round: 1,
		draw_seed: [0; 32],
		progress_at: 0,
		stood: 0,
		delayed: false,
		listed: matches!(state, JobState::Computing | JobState::Revealing { .. }),
		state,
		stage,
		seats: seats.try_into().expect("fits"),
		answer: (answered || escalated).then(|| claiming(&output(), 10)),
		losing_percent: 0,
		exact: None,
		settlement: escalated.then_some(Settlement { charged: FEE, burned: 0, settled_at: 0 }),
		parameters,
	};
	if job.listed {
		Awaited::<T>::insert(id, ());
	}
	let inline: InlineBytes = vec![1; MAX_INLINE_BYTES as usize].try_into().expect("fits");
	InlinePrompts::<T>::insert(id, inline);
	JobsByAccount::<T>::insert(&requester, id, ());
	Jobs::<T>::insert(id, job);
	NextJobId::<T>::put(id + 1);
	requester
}

fn drawn() -> SeatState {
	SeatState::Drawn { until: 50, prompt_posted: false }
}

fn revealed(content: &[u8], shown: bool) -> SeatState {
	SeatState::Revealed { claim: claiming(content, 10), shown }
}

fn hidden<T: Config>(id: JobId, who: &T::AccountId, content: &[u8]) -> SeatState {
	let genesis = T::Chain::genesis();
	SeatState::Committed(answer_commitment(&genesis, id, 0, who, &claiming(content, 10), &SALT))
}

/// A full committee that was enlarged; only its last member has not revealed. Its word turns the
/// first committee, which pays for the others and is struck: the last time, if it was warned.
fn last_word<T: Config>(id: JobId, release: ReleaseId, who: &[T::AccountId]) -> T::AccountId {
	let seats: Vec<_> = who
		.iter()
		.enumerate()
		.map(|(at, provider)| {
			let state = match at {
				0..=6 => revealed(&[1; 10], false),
				15 => hidden::<T>(id, provider, &output()),
				_ => revealed(&output(), false),
			};
			(provider.clone(), state)
		})
		.collect();
	let state = JobState::Revealing { until: 50 };
	put_job::<T>(id, release, 7, seats, Stage::Enlarged { core: 7 }, state);
	who[15].clone()
}

/// A settled job of seven that was escalated and enlarged to the full: the last seat stays silent and
/// the first committee is overturned.
fn overturned<T: Config>(id: JobId) {
	let release = release::<T>();
	let who = providers::<T>(release, MAX_SEATS);
	warned::<T>(&who);
	let seats: Vec<_> = who
		.iter()
		.enumerate()
		.map(|(at, provider)| {
			let state = match at {
				0..=6 => revealed(&output(), true),
				15 => SeatState::Committed([0; 32]),
				_ => revealed(&[1; 10], false),
			};
			(provider.clone(), state)
		})
		.collect();
	let by = funded::<T>("escalator");
	T::Currency::hold(&HoldReason::EscalationBond.into(), &by, FEE).expect("funded");
	let stage = Stage::Escalated { core: 7, by, bond: FEE, until: 100 };
	put_job::<T>(id, release, 7, seats, stage, JobState::Revealing { until: 50 });
}

/// Makes a job one of class Exact, of which all seats but the first are auditors'.
fn make_exact<T: Config>(id: JobId, auditors: u8) {
	Jobs::<T>::mutate(id, |job| {
		let job = job.as_mut().expect("was put");
		job.assurance = Assurance::Exact;
		let roots = [0; 32];
		let (prompt_root, output_root) = (roots, roots);
		let trees = Default::default();
		job.exact = Some(ExactDetails { prompt_root, output_root, auditors, draws: 1, trees });
		job.seats.iter_mut().skip(1).for_each(|seat| seat.auditor = true);
	});
}

fn traced(trace: u8) -> AnswerClaim {
	AnswerClaim { trace: Some([trace; 32]), ..claiming(&output(), 10) }
}

/// An answer of class Exact that can be challenged. One auditor confirms it and has not opened its cells, the
/// others contradict it, and as many as there is room for were silent.
fn challengeable<T: Config>(id: JobId, release: ReleaseId, who: &[T::AccountId]) {
	let seats = who.iter().enumerate().map(|(at, provider)| {
		let state = match at {
			0 | 1 => SeatState::Revealed { claim: traced(1), shown: false },
			2 | 3 => SeatState::Revealed { claim: traced(2), shown: false },
			_ => SeatState::Vacated(VacateReason::NoCommitment),
		};
		(provider.clone(), state)
	});
	let openings = Openings::Due { until: 50 };
	let state = JobState::Challengeable { until: 50, contradict_by: Some(50), openings };
	let stage = Stage::Audited { core: 1 };
	put_job::<T>(id, release, 2, seats.collect(), stage, state);
	make_exact::<T>(id, MAX_AUDITORS);
	Jobs::<T>::mutate(id, |job| {
		let job = job.as_mut().expect("was put");
		job.answer = Some(traced(1));
		job.exact.as_mut().expect("was made").add_tree(1, [0; 32]);
	});
}

/// The seed that draws the same cell twice for a seat, and the cell: one opening is then enough.
fn one_cell(claim: &Claim, seat: u32) -> (Digest, (u32, u32)) {
	let drawn = |seed: &Digest, n| pick(claim.header(), claim.shape(), draw_number(seed, n));
	(0u32..)
		.map(|n| sp_io::hashing::blake2_256(&n.to_le_bytes()))
		.find_map(|seed| {
			let cells = [2 * seat, 2 * seat + 1].map(|n| drawn(&seed, n));
			(cells[0] == cells[1]).then_some((seed, cells[0]))
		})
		.expect("there is one")
}

/// An opening of a cell of zeros, and the roots of the tree and the trace to which it leads.
fn opened(claim: &Claim, key: &CellKey, (position, slot): (u32, u32)) -> ([Digest; 2], Vec<u8>) {
	let (header, shape) = (claim.header(), claim.shape());
	let mut bytes = vec![0; header.cell_size(slot)];
	let cell = header.cell_hash::<Blake2>(slot, &bytes).expect("has its size");
	let leaf = sp_io::hashing::blake2_256(&key.leaf(&bytes));
	let mut climb = |width, at, node| {
		let sibling = || {
			bytes.extend([7; 32]);
			Some([7; 32])
		};
		root_of_range::<Blake2>(width, at, vec![node], sibling).expect("is within")
	};
	let slots = header.slots();
	let tree = climb(shape.positions() * slots, position * slots + slot, leaf);
	let (page, within) = (position / ARITY, position % ARITY);
	let in_page = climb(slots, slot, cell);
	let index = climb(shape.page_width(page), within, in_page);
	bytes.extend([7; 32]);
	let mut climb = |width, at, node| {
		let sibling = || {
			bytes.extend([7; 32]);
			Some([7; 32])
		};
		root_of_range::<Blake2>(width, at, vec![node], sibling).expect("is within")
	};
	let trace = climb(shape.pages(), page, Blake2::node(&index, &[7; 32]));
	([tree, trace], bytes)
}

fn full_agenda<T: Config>(from: u32, blocks: u32) {
	for block in from..from + blocks {
		let ids = vec![u64::MAX; T::MaxDeadlinesPerBlock::get() as usize];
		Agenda::<T>::insert(block, BoundedVec::truncate_from(ids));
	}
}

/// Fills the lists from block `from` on, so that a place is found with the last look.
fn crowd<T: Config>(from: u32) {
	full_agenda::<T>(from, agenda::PROBES - 1);
	for leap in 0..agenda::LEAPS - 1 {
		let ahead = agenda::NEAR << leap;
		if ahead >= agenda::PROBES {
			full_agenda::<T>(from + ahead, 1);
		}
	}
}

/// Providers whose next strike takes them out of the draws.
fn warned<T: Config>(who: &[T::AccountId]) {
	for provider in who {
		(0..2).for_each(|_| T::Providers::strike(provider, StrikeReason::NoCommitment));
	}
}

/// The account of a provider's signing key, for which the seat is found last.
fn key_account<T: Config>(who: &T::AccountId) -> T::AccountId {
	let key = T::Providers::signing_key(who).expect("has a key");
	codec::Decode::decode(&mut &key[..]).expect("an account is 32 bytes")
}

fn signed_reveal<T: Config>(id: JobId, at: usize, who: &T::AccountId) -> SeatStatement {
	let statement = Statement::Reveal { claim: claiming(&output(), 10), salt: SALT };
	let digest = statement_digest(&T::Chain::genesis(), id, 0, who, &statement);
	let key = T::Providers::signing_key(who).expect("has a key");
	let signature = sp_io::crypto::sr25519_sign(
		KeyTypeId(BENCHMARK_KEY_TYPE),
		&sp_core::sr25519::Public::from_raw(key),
		&digest,
	)
	.expect("the benchmark's keystore has the key");
	let output = Some(output());
	SeatStatement { job: id, seat: at as SeatIndex, statement, signature: signature.0, output }
}

/// `n` jobs whose last words come in one batch.
fn last_words<T: Config>(n: u32) -> (RelayBatch, dispatch::DispatchSignature) {
	set_now::<T>(10);
	let key = DispatchId::generate_pair(None);
	let keys = vec![key.clone(); T::MaxAuthorities::get() as usize];
	DispatchKeys::<T>::put(WeakBoundedVec::force_from(keys, None));
	let release = release::<T>();
	let who = providers::<T>(release, MAX_SEATS);
	warned::<T>(&who[..7]);
	let statements: Vec<_> = (0..JobId::from(n))
		.map(|id| {
			last_word::<T>(id, release, &who);
			signed_reveal::<T>(id, 15, &who[15])
		})
		.collect();
	let authority = T::MaxAuthorities::get() - 1;
	let statements = statements.try_into().expect("fits");
	let batch = RelayBatch { block: Pallet::<T>::now(), authority, statements };
	let signature = key.sign(&batch.digest(&T::Chain::genesis())).expect("generated above");
	(batch, signature)
}

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
