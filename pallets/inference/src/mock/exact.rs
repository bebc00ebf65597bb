//! Jobs of class Exact, and a referee that only remembers.

use super::*;
use frame_support::dispatch::DispatchResultWithPostInfo;
use sp_runtime::{DispatchError, DispatchResult};
use stoa_exact::{
	Blake2, Config as Shape, Extras, Header, header::Storage, ops::Quant, shape::tokens_root,
};
use stoa_primitives::{
	AnswerClaim, Assurance, Generation, InlineBytes, JobId, Prompt, PromptKind, Sampling, Template,
	frame::{BadModels, NewSubject, Referee},
	payload::ZERO_SALT,
};

parameter_types! {
	/// Claims that the referee knows.
	pub static Subjects: Vec<(JobId, NewSubject<AccountId>)> = Vec::new();
	/// Whether the model was shown to be bad.
	pub static Bad: bool = false;
	/// Who challenges which of them.
	pub static Challenged: Vec<(JobId, AccountId)> = Vec::new();
}

pub struct Referees;

impl Referees {
	pub fn knows(id: JobId) -> Option<NewSubject<AccountId>> {
		Subjects::get().into_iter().find(|(known, _)| *known == id).map(|(_, subject)| subject)
	}

	/// What the pallet does before it tells a verdict that ends a claim.
	pub fn forget(id: JobId) {
		Subjects::mutate(|all| all.retain(|(known, _)| *known != id));
		Challenged::mutate(|all| all.retain(|(known, _)| *known != id));
	}
}

impl Referee<AccountId, JobId> for Referees {
	fn open(id: JobId, new: NewSubject<AccountId>) -> DispatchResult {
		assert!(Self::knows(id).is_none(), "a key is used once");
		Subjects::mutate(|all| all.push((id, new)));
		Ok(())
	}

	fn extend(_: &JobId, _: u32) {}

	fn close(id: &JobId) -> DispatchResult {
		let contested = Challenged::get().iter().any(|(known, _)| known == id);
		if contested || Self::open_until(id).is_some_and(|until| until >= System::block_number()) {
			return Err(DispatchError::Other("open"));
		}
		Self::forget(*id);
		Ok(())
	}

	fn void(id: &JobId) {
		Self::forget(*id);
	}

	fn has_open_games(id: &JobId) -> bool {
		Challenged::get().iter().any(|(known, _)| known == id)
	}

	fn is_challenged_by(id: &JobId, who: &AccountId) -> bool {
		Challenged::get().contains(&(*id, who.clone()))
	}

	fn open_until(id: &JobId) -> Option<u32> {
		Self::knows(*id).map(|subject| subject.until)
	}
}

impl BadModels<AccountId> for Models {
	fn is_bad(model: &Digest) -> bool {
		Bad::get() && *model == header().root::<Blake2>()
	}

	fn report(_: &Digest, _: &AccountId) -> DispatchResult {
		Ok(())
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn benchmark_model(_: &Digest) {}
}

/// The model of the release.
pub fn header() -> Header {
	let shape = Shape {
		layers: 1,
		dim: 64,
		heads: 1,
		kv_heads: 1,
		ffn: 64,
		vocabulary: 1_000,
		context: 2_048,
		rope_base: 10_000,
		epsilon: 2_684,
		extras: Extras::default(),
	};
	let storage = Storage { embedding: Quant::Q8, head: None, layers: vec![0] };
	Header::new(shape, storage, &[2], [1; 32], [2; 32]).unwrap()
}

pub const IDS: [u32; 5] = [11, 12, 13, 14, 15];

pub fn ids(ids: &[u32]) -> InlineBytes {
	ids.iter().flat_map(|id| id.to_le_bytes()).collect::<Vec<_>>().try_into().unwrap()
}

/// An order of class Exact; the release is of that class from now on.
pub fn exact() -> Ask {
	Terms::mutate(|terms| terms.as_mut().unwrap().class = VerificationClass::Exact);
	let root = tokens_root::<Blake2>(&IDS);
	let prompt = Prompt {
		kind: PromptKind::TokenIds,
		commitment: payload::prompt_commitment_of(&ZERO_SALT, &root),
		bytes: 4 * IDS.len() as u32,
		tokens: IDS.len() as u32,
		inline: Some(ids(&IDS)),
	};
	let generation =
		Generation { max_new_tokens: 100, sampling: Sampling::Greedy, template: Template::Raw };
	Ask { prompt, generation, assurance: Assurance::Exact, ..Default::default() }
}

/// A seeded choice within the bounds.
pub const SEEDED: Sampling =
	Sampling::Seeded { inverse_temperature: 1 << 16, cut: 3 << 16, seed: [7; 32] };

/// The tokens of answer `n`.
pub fn tokens(n: u8) -> Vec<u32> {
	vec![n.into(); 10]
}

/// Answer `n`, computed with trace `trace`.
pub fn traced(n: u8, trace: u8) -> AnswerClaim {
	let root = tokens_root::<Blake2>(&tokens(n));
	AnswerClaim {
		output: payload::output_commitment(&ZERO_SALT, &root),
		tokens: 10,
		bytes: 40,
		trace: Some(Cells::of(trace).root()),
	}
}

pub fn bare(claim: AnswerClaim) -> AnswerClaim {
	AnswerClaim { trace: None, ..claim }
}

/// The executor answers.
pub fn answer(id: JobId, n: u8, trace: u8) {
	let at = open_seats(id)[0];
	let who = RuntimeOrigin::signed(details(id).seats[at].provider.clone());
	let claim = traced(n, trace);
	let seal = commitment(id, at, &claim);
	Inference::answer(who, id, bare(claim), seal, ids(&tokens(n))).unwrap();
}

/// Submits a job for Alice, and its executor answers.
pub fn answered(n: u8, trace: u8) -> JobId {
	let id = exact().drawn();
	answer(id, n, trace);
	id
}

/// Every auditor that is awaited finds answer `n` with trace `trace`.
pub fn audit(id: JobId, n: u8, trace: u8) {
	for at in open_seats(id) {
		confirm(id, at, n, trace, salt(id, at, trace));
	}
}

/// An auditor commits to answer `n` with trace `trace` and whatever salt.
pub fn confirm(id: JobId, at: usize, n: u8, trace: u8, salt: Digest) {
	let who = RuntimeOrigin::signed(details(id).seats[at].provider.clone());
	Inference::commit(who, id, salted(id, at, &traced(n, trace), &salt)).unwrap();
}

/// With what a seat that computed `trace` hides it: an auditor with the root of its cells' tree.
pub fn salt(id: JobId, at: usize, trace: u8) -> Digest {
	let seat = details(id).seats[at].clone();
	if seat.auditor { Cells::of(trace).tree(&seat.provider).root() } else { SALT }
}

/// A seat shows what it committed to.
pub fn show(id: JobId, at: usize, n: u8, trace: u8) {
	let salt = salt(id, at, trace);
	show_salted(id, at, n, trace, salt);
}

pub fn show_salted(id: JobId, at: usize, n: u8, trace: u8, salt: Digest) {
	reveal_claim(id, at, traced(n, trace), salt).unwrap();
}

/// A seat opens its commitment: an executor shows the trace, an auditor says everything.
pub fn reveal_claim(
	id: JobId,
	at: usize,
	claim: AnswerClaim,
	salt: Digest,
) -> DispatchResultWithPostInfo {
	let seat = details(id).seats[at].clone();
	let who = RuntimeOrigin::signed(seat.provider);
	match seat.auditor {
		true => Inference::reveal(who, id, claim, salt, None),
		false => Inference::reveal_trace(who, id, claim.trace.unwrap(), salt),
	}
}

/// How often auditors must open cells from now on, in millionths.
pub fn set_opening_rate(rate: u32) {
	CurrentParameters::<Runtime>::mutate(|parameters| {
		parameters.opening_rate = Within::clamped(rate);
	});
}

/// A job whose executor answered with trace 1 and whose one auditor found trace `found`; both are shown.
pub fn audited(found: u8) -> JobId {
	let id = answered(1, 1);
	run(AUDIT_DELAY);
	audit(id, 1, found);
	show(id, 0, 1, 1);
	show(id, 1, 1, found);
	id
}

/// A job whose auditor found the same and is asked to open cells.
pub fn asked() -> JobId {
	set_opening_rate(1_000_000);
	let id = audited(1);
	run(DRAW_DELAY);
	assert_eq!(Inference::cells_asked(id).len(), 1);
	id
}

/// What a seat that computed `trace` opens of what is asked of it.
pub fn opened(id: JobId, at: usize, trace: u8) -> [CellOpening; 2] {
	let asked = Inference::cells_asked(id);
	let asked = asked.into_iter().find(|asked| usize::from(asked.seat) == at).unwrap();
	asked.cells.map(|cell| Cells::of(trace).open(&asked.provider, cell))
}

/// A seat opens cells.
pub fn open(id: JobId, at: usize, openings: [CellOpening; 2]) -> DispatchResultWithPostInfo {
	let who = RuntimeOrigin::signed(details(id).seats[at].provider.clone());
	Inference::open_cells(who, id, SECRET, openings)
}
