//! Jobs in the state that a benchmark needs.

use crate::*;
use alloc::{vec, vec::Vec};
use frame_benchmarking::v2::account;
use frame_support::{
	BoundedVec, WeakBoundedVec,
	traits::{
		Get,
		fungible::{Mutate, MutateHold},
	},
};
use sp_application_crypto::{KeyTypeId, RuntimeAppPublic};
use stoa_exact::{
	Blake2, Claim, Hasher,
	cells::{CellKey, pick},
	merkle::root_of_range,
	shape::ARITY,
};
use stoa_primitives::{
	AnswerClaim, Assurance, Balance, Digest, Generation, InlineBytes, JobId, JobSubject,
	MAX_CONTENT_BYTES, MAX_INLINE_BYTES, MAX_SEATS, PromptKind, ReleaseId, STOA, Sampling,
	SeatIndex, Statement, Template, TokenPrice,
	frame::{
		BENCHMARK_KEY_TYPE, ChainIdentity, ModelInspect, ProviderBond, ProviderInspect,
		StrikeReason, agenda::NEAR,
	},
	merkle::content_root,
	payload::{ZERO_SALT, answer_commitment, draw_number, output_commitment, statement_digest},
	wire::SeatStatement,
};

pub(super) const FEE: Balance = 100 * STOA;
pub(super) const SALT: [u8; 32] = [1; 32];
pub(super) const PRICE: TokenPrice = TokenPrice { per_1k_input: STOA, per_1k_output: STOA };
pub(super) const PAYEES: u32 = 32;

pub(super) fn funded<T: Config>(name: &'static str) -> T::AccountId {
	let who: T::AccountId = account(name, 0, 0);
	T::Currency::mint_into(&who, 1_000_000 * STOA).expect("can be funded");
	who
}

pub(super) fn release<T: Config>() -> ReleaseId {
	T::Models::benchmark_release(&funded::<T>("owner"), PAYEES)
}

pub(super) fn providers<T: Config>(release: ReleaseId, count: u32) -> Vec<T::AccountId> {
	(0..count).map(|seed| T::Providers::benchmark_provider(seed, release, PRICE)).collect()
}

pub(super) fn set_now<T: Config>(block: u32) {
	frame_system::Pallet::<T>::set_block_number(block.into());
}

pub(super) fn output() -> InlineBytes {
	vec![7; MAX_INLINE_BYTES as usize].try_into().expect("fits")
}

pub(super) fn claiming(content: &[u8], tokens: u32) -> AnswerClaim {
	let output = output_commitment(&ZERO_SALT, &content_root(content));
	AnswerClaim { output, tokens, bytes: content.len() as u32, trace: None }
}

pub(super) fn generation() -> Generation {
	Generation { max_new_tokens: 100, sampling: Sampling::Greedy, template: Template::Chat }
}

/// A job of a fixed requester with the given executors in the given states, its money on hold and
/// its exposure reserved.
pub(super) fn put_job<T: Config>(
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

pub(super) fn drawn() -> SeatState {
	SeatState::Drawn { until: 50, prompt_posted: false }
}

pub(super) fn revealed(content: &[u8], shown: bool) -> SeatState {
	SeatState::Revealed { claim: claiming(content, 10), shown }
}

pub(super) fn hidden<T: Config>(id: JobId, who: &T::AccountId, content: &[u8]) -> SeatState {
	let genesis = T::Chain::genesis();
	SeatState::Committed(answer_commitment(&genesis, id, 0, who, &claiming(content, 10), &SALT))
}

/// A full committee that was enlarged; only its last member has not revealed. Its word turns the
/// first committee, which pays for the others and is struck: the last time, if it was warned.
pub(super) fn last_word<T: Config>(
	id: JobId,
	release: ReleaseId,
	who: &[T::AccountId],
) -> T::AccountId {
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
pub(super) fn overturned<T: Config>(id: JobId) {
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
pub(super) fn make_exact<T: Config>(id: JobId, auditors: u8) {
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

pub(super) fn traced(trace: u8) -> AnswerClaim {
	AnswerClaim { trace: Some([trace; 32]), ..claiming(&output(), 10) }
}

/// An answer of class Exact that can be challenged. One auditor confirms it and has not opened its cells, the
/// others contradict it, and as many as there is room for were silent.
pub(super) fn challengeable<T: Config>(id: JobId, release: ReleaseId, who: &[T::AccountId]) {
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
pub(super) fn one_cell(claim: &Claim, seat: u32) -> (Digest, (u32, u32)) {
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
pub(super) fn opened(
	claim: &Claim,
	key: &CellKey,
	(position, slot): (u32, u32),
) -> ([Digest; 2], Vec<u8>) {
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

pub(super) fn full_agenda<T: Config>(from: u32, blocks: u32) {
	for block in from..from + blocks {
		let ids = vec![u64::MAX; T::MaxDeadlinesPerBlock::get() as usize];
		Agenda::<T>::insert(block, BoundedVec::truncate_from(ids));
	}
}

/// Fills the lists from block `from` on, so that a place is found with the last look.
pub(super) fn crowd<T: Config>(from: u32) {
	full_agenda::<T>(from, agenda::PROBES - 1);
	for leap in 0..agenda::LEAPS - 1 {
		let ahead = NEAR << leap;
		if ahead >= agenda::PROBES {
			full_agenda::<T>(from + ahead, 1);
		}
	}
}

/// Providers whose next strike takes them out of the draws.
pub(super) fn warned<T: Config>(who: &[T::AccountId]) {
	for provider in who {
		(0..2).for_each(|_| T::Providers::strike(provider, StrikeReason::NoCommitment));
	}
}

/// The account of a provider's signing key, for which the seat is found last.
pub(super) fn key_account<T: Config>(who: &T::AccountId) -> T::AccountId {
	let key = T::Providers::signing_key(who).expect("has a key");
	codec::Decode::decode(&mut &key[..]).expect("an account is 32 bytes")
}

pub(super) fn signed_reveal<T: Config>(id: JobId, at: usize, who: &T::AccountId) -> SeatStatement {
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
pub(super) fn last_words<T: Config>(n: u32) -> (RelayBatch, dispatch::DispatchSignature) {
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
