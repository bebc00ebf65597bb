//! Short words for what tests do.

use super::*;
use frame_support::traits::fungible::Inspect;
use sp_runtime::DispatchResult;
use stoa_primitives::{
	AnswerClaim, Assurance, Generation, InlineBytes, JobId, JobSubject, Prompt, PromptKind,
	Sampling, Statement, Template,
	merkle::content_root,
	payload::ZERO_SALT,
	wire::{SeatPhase, SeatStatement},
};

pub const TEXT: &[u8] = b"What is the answer?";

pub fn prompt() -> Prompt {
	Prompt {
		kind: PromptKind::Text,
		commitment: payload::prompt_commitment(&ZERO_SALT, TEXT),
		bytes: TEXT.len() as u32,
		tokens: 5,
		inline: Some(TEXT.to_vec().try_into().unwrap()),
	}
}

/// A prompt that goes to the executors alone.
pub fn long_prompt() -> Prompt {
	Prompt { bytes: 2_000, inline: None, ..prompt() }
}

pub const GENERATION: Generation =
	Generation { max_new_tokens: 100, sampling: Sampling::Greedy, template: Template::Chat };
pub const THREE: Assurance = Assurance::Replicated { executors: 3, quorum: 2 };

/// A job as most tests order it.
pub struct Ask {
	pub prompt: Prompt,
	pub assurance: Assurance,
	pub reply_key: Option<[u8; 32]>,
	pub max_fee: Balance,
	pub value_at_risk: Option<Balance>,
	pub timeout: Option<u32>,
	pub subject: JobSubject,
	pub generation: Generation,
}

impl Default for Ask {
	fn default() -> Self {
		Self {
			prompt: prompt(),
			assurance: THREE,
			reply_key: None,
			max_fee: FEE,
			value_at_risk: None,
			timeout: None,
			subject: JobSubject::Model(0),
			generation: GENERATION,
		}
	}
}

impl Ask {
	pub fn by(self, who: AccountId) -> DispatchResult {
		frame_support::storage::with_storage_layer(|| {
			Inference::submit_job(
				RuntimeOrigin::signed(who),
				self.subject,
				self.prompt,
				self.generation,
				self.assurance,
				self.reply_key,
				self.max_fee,
				self.value_at_risk,
				self.timeout,
			)
			.map(|_| ())
			.map_err(|refused| refused.error)
		})
	}

	/// Submits it for Alice and goes on to the draw.
	pub fn drawn(self) -> JobId {
		let id = NextJobId::<Runtime>::get();
		self.by(alice()).unwrap();
		run(DRAW_DELAY);
		id
	}
}

/// The parameters of the usual order.
pub fn clocks() -> Parameters {
	Inference::parameters().for_work(prompt().tokens, GENERATION.max_new_tokens)
}

pub fn details(id: JobId) -> JobDetails<AccountId> {
	Jobs::<Runtime>::get(id).unwrap()
}

pub fn record(id: JobId) -> JobRecord<AccountId> {
	Records::<Runtime>::get(id).unwrap()
}

/// The output of answer `n`.
pub fn output(n: u8) -> InlineBytes {
	vec![n; 40].try_into().unwrap()
}

pub fn claim(n: u8) -> AnswerClaim {
	let root = content_root(&output(n));
	AnswerClaim {
		output: payload::output_commitment(&ZERO_SALT, &root),
		tokens: 10,
		bytes: 40,
		trace: None,
	}
}

pub const SALT: Digest = [3; 32];

pub fn commitment(id: JobId, at: usize, claim: &AnswerClaim) -> Digest {
	salted(id, at, claim, &SALT)
}

pub fn salted(id: JobId, at: usize, claim: &AnswerClaim, salt: &Digest) -> Digest {
	let seat = details(id).seats[at].clone();
	payload::answer_commitment(&Draws::genesis(), id, seat.round, &seat.provider, claim, salt)
}

pub fn commit(id: JobId, at: usize, answer: u8) {
	let who = details(id).seats[at].provider.clone();
	let commitment = commitment(id, at, &claim(answer));
	Inference::commit(RuntimeOrigin::signed(who), id, commitment).unwrap();
}

pub fn reveal(id: JobId, at: usize, answer: u8, show: bool) {
	let who = details(id).seats[at].provider.clone();
	let output = show.then(|| output(answer));
	Inference::reveal(RuntimeOrigin::signed(who), id, claim(answer), SALT, output).unwrap();
}

/// Seats that must commit.
pub fn open_seats(id: JobId) -> Vec<usize> {
	let job = details(id);
	(0..job.seats.len()).filter(|at| job.phase(&job.seats[*at]) == SeatPhase::Commit).collect()
}

/// Every open seat commits and reveals what `answer` says.
pub fn answer_all(id: JobId, show: bool, answer: impl Fn(usize) -> u8) {
	let seats = open_seats(id);
	seats.iter().for_each(|at| commit(id, *at, answer(*at)));
	seats.iter().for_each(|at| reveal(id, *at, answer(*at), show));
}

/// A statement signed by the provider in seat `at`.
pub fn signed(id: JobId, at: usize, statement: Statement) -> SeatStatement {
	let seat = details(id).seats[at].clone();
	let digest =
		payload::statement_digest(&Draws::genesis(), id, seat.round, &seat.provider, &statement);
	let signature = signer(number(&seat.provider)).sign(&digest).0;
	SeatStatement { job: id, seat: at as u8, statement, signature, output: None }
}

pub fn batch(statements: Vec<SeatStatement>) -> RelayBatch {
	RelayBatch {
		block: System::block_number(),
		authority: 1,
		statements: statements.try_into().unwrap(),
	}
}

pub fn sign_batch(batch: &RelayBatch) -> dispatch::DispatchSignature {
	authority(batch.authority as u8).sign(&batch.digest(&Draws::genesis()))
}

pub fn events() -> Vec<Event<Runtime>> {
	System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Inference(event) => Some(event),
			_ => None,
		})
		.collect()
}

pub fn balance(who: &AccountId) -> Balance {
	Balances::total_balance(who)
}

/// Nothing of any job is left on hold or reserved at anyone.
pub fn assert_nothing_left() {
	for n in 0..Order::get().len() as u8 {
		assert_eq!(Providers::get(&provider(n)).reserved, 0, "provider {n} has exposure");
	}
	for reason in [
		HoldReason::Escrow,
		HoldReason::RecordDeposit,
		HoldReason::DataPrepayment,
		HoldReason::EscalationBond,
		HoldReason::DeliveryFee,
	] {
		for who in [alice(), bob()] {
			let held = Inference::held(reason, &who);
			let records = Records::<Runtime>::iter_values()
				.filter(|record| record.requester == who)
				.map(|record| record.deposit)
				.sum::<Balance>();
			let deliveries = Records::<Runtime>::iter()
				.filter(|(_, record)| record.requester == who)
				.filter_map(|(id, _)| Deliveries::<Runtime>::get(id))
				.map(|delivery| delivery.fee)
				.sum::<Balance>();
			let expected = match reason {
				HoldReason::RecordDeposit => records,
				HoldReason::DeliveryFee => deliveries,
				_ => 0,
			};
			assert_eq!(held, expected, "{reason:?} of {who}");
		}
	}
}
