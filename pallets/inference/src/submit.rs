//! A new job: everything that can be refused is refused before anything is held.

use crate::{
	CancelReason, Config, CurrentParameters, DRAW_DELAY, Error, Event, HoldReason, InlinePrompts,
	JobDetails, JobState, Jobs, JobsByAccount, MAX_AUDITORS, MAX_EXACT_TOKENS, NextJobId, Pallet,
	Parameters, Quote, Stage, WeightInfo, pricing,
};
use codec::{Decode, Encode};
use frame_support::pallet_prelude::*;
use stoa_primitives::{
	Assurance, Balance, BlockNumber, Generation, JobId, JobSubject, MAX_CONTENT_BYTES, Prompt,
	PromptKind, ReleaseId, STOA, Template, VerificationClass,
	frame::{Clock, Holds, ModelInspect, ProviderInspect, ReleaseTerms},
	payload::{ZERO_SALT, prompt_commitment},
};

/// Most executors of a first committee.
pub const MAX_EXECUTORS: u8 = 7;
/// Providers whose prices a quote looks at.
const QUOTED_SERVERS: u32 = 256;

/// What a requester asks for.
pub(crate) struct Order {
	pub subject: JobSubject,
	pub prompt: Prompt,
	pub generation: Generation,
	pub assurance: Assurance,
	pub reply_key: Option<[u8; 32]>,
	pub max_fee: Balance,
	pub value_at_risk: Option<Balance>,
	pub timeout_blocks: Option<BlockNumber>,
}

/// Why an answer cannot be had at any price. Each is the error of `submit_job` with the same name.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub enum Refusal {
	/// No such release.
	#[codec(index = 0)]
	ReleaseNotFound,
	/// The release takes no new jobs.
	#[codec(index = 1)]
	ReleaseRetired,
	/// The release is not verified in this way.
	#[codec(index = 2)]
	ClassNotOffered,
	/// Too many or too few executors, or a quorum of half of them or less.
	#[codec(index = 3)]
	BadQuorum,
	/// No input or no new tokens.
	#[codec(index = 4)]
	ZeroTokens,
	/// More tokens than the release's context.
	#[codec(index = 5)]
	ContextTooLarge,
	/// Fewer providers than executors.
	#[codec(index = 6)]
	TooFewServers,
	/// More at risk than all providers together have bonded.
	#[codec(index = 7)]
	ExposureTooLarge,
	/// Class Exact: a prompt or an answer of more than 256 tokens.
	#[codec(index = 8)]
	TooManyExactTokens,
}

impl<T> From<Refusal> for Error<T> {
	fn from(refusal: Refusal) -> Self {
		match refusal {
			Refusal::ReleaseNotFound => Self::ReleaseNotFound,
			Refusal::ReleaseRetired => Self::ReleaseRetired,
			Refusal::ClassNotOffered => Self::ClassNotOffered,
			Refusal::BadQuorum => Self::BadQuorum,
			Refusal::ZeroTokens => Self::ZeroTokens,
			Refusal::ContextTooLarge => Self::ContextTooLarge,
			Refusal::TooFewServers => Self::TooFewServers,
			Refusal::ExposureTooLarge => Self::ExposureTooLarge,
			Refusal::TooManyExactTokens => Self::TooManyExactTokens,
		}
	}
}

/// What an answer needs at least, whoever asks.
struct Appraisal {
	terms: ReleaseTerms,
	executors: u8,
	auditors: u8,
	servers: u32,
	/// The owners' part in the worst case.
	royalty: Balance,
	/// Least `max_fee` for which an executor can be found, were nothing else at risk.
	base_fee: Balance,
}

impl<T: Config> Pallet<T> {
	fn appraise(
		release: ReleaseId,
		input_tokens: u32,
		max_new_tokens: u32,
		assurance: Assurance,
		value_at_risk: Balance,
		parameters: &Parameters,
	) -> Result<Appraisal, Refusal> {
		let terms = T::Models::terms(release).ok_or(Refusal::ReleaseNotFound)?;
		ensure!(terms.active, Refusal::ReleaseRetired);
		ensure!(input_tokens > 0 && max_new_tokens > 0, Refusal::ZeroTokens);
		let executors = match (assurance, terms.class) {
			(Assurance::Exact, VerificationClass::Exact) => {
				let short = input_tokens.max(max_new_tokens) <= MAX_EXACT_TOKENS;
				ensure!(short, Refusal::TooManyExactTokens);
				1
			}
			(Assurance::Replicated { executors, quorum }, VerificationClass::Replicated) => {
				let fits = (2..=MAX_EXECUTORS).contains(&executors)
					&& quorum <= executors
					&& quorum.saturating_mul(2) > executors;
				ensure!(fits, Refusal::BadQuorum);
				executors
			}
			_ => return Err(Refusal::ClassNotOffered),
		};
		let tokens = input_tokens.saturating_add(max_new_tokens);
		ensure!(tokens <= terms.context_tokens, Refusal::ContextTooLarge);
		let servers = T::Providers::server_count(release);
		ensure!(servers >= executors.into(), Refusal::TooFewServers);

		let royalty = terms.price.cost(input_tokens, max_new_tokens);
		let floor = T::Providers::price_floor(release).unwrap_or_default();
		let least_seat = floor.cost(input_tokens, max_new_tokens);
		let fee = |auditors| Self::fee_for(least_seat, (executors, auditors), royalty, parameters);
		let auditors = match assurance {
			Assurance::Exact if servers >= parameters.min_servers.get() => {
				pricing::auditors(value_at_risk, fee(1), MAX_AUDITORS)
			}
			_ => 0,
		};
		Ok(Appraisal { terms, executors, auditors, servers, royalty, base_fee: fee(auditors) })
	}

	/// Bond that each seat reserves, if all providers of the release together have as much. What one of
	/// them has beyond the most that counts in a draw is not looked at.
	fn exposure(
		release: ReleaseId,
		appraisal: &Appraisal,
		value_at_risk: Balance,
		max_fee: Balance,
		parameters: &Parameters,
	) -> Result<Balance, Refusal> {
		let executors = appraisal.executors;
		let kappa = match appraisal.terms.class {
			VerificationClass::Exact => parameters.exact_kappa(),
			_ => parameters.kappa.get(),
		};
		let exposure = pricing::exposure(kappa, value_at_risk, max_fee, executors);
		let seats = Balance::from(executors).saturating_add(appraisal.auditors.into());
		// Weights are bonds rounded down to whole STOA.
		let whole = Balance::from(T::Providers::total_weight(release));
		let bonded = whole.saturating_add(appraisal.servers.into()).saturating_mul(STOA);
		let fits = exposure.saturating_mul(seats) <= bonded;
		ensure!(fits, Refusal::ExposureTooLarge);
		Ok(exposure)
	}

	/// The `max_fee` for executors and auditors whose seats cost `per_seat` each. It covers every call-out,
	/// should it come to that.
	fn fee_for(
		per_seat: Balance,
		(executors, auditors): (u8, u8),
		royalty: Balance,
		parameters: &Parameters,
	) -> Balance {
		let seats = Balance::from(executors);
		// Rounded up, so that the budget of a seat comes out as no less.
		let audit = pricing::audit_cost(per_seat, parameters.audit_share.get()).saturating_add(1);
		let net = per_seat
			.saturating_mul(seats)
			.saturating_add(audit.saturating_mul(auditors.into()))
			.saturating_add(royalty);
		pricing::gross(net, parameters.network_share())
			.max(parameters.min_fee)
			.max(parameters.call_out_fee.saturating_mul(seats))
	}

	/// See [`pricing::shares`].
	fn shares(appraisal: &Appraisal, parameters: &Parameters) -> u128 {
		pricing::shares(appraisal.executors, appraisal.auditors, parameters.audit_share.get())
	}

	pub(crate) fn view_quote(
		release: ReleaseId,
		input_tokens: u32,
		max_new_tokens: u32,
		assurance: Assurance,
		value_at_risk: Option<Balance>,
	) -> Result<Quote, Refusal> {
		let parameters = CurrentParameters::<T>::get().for_work(input_tokens, max_new_tokens);
		let at_risk = value_at_risk.unwrap_or(0);
		let appraisal =
			Self::appraise(release, input_tokens, max_new_tokens, assurance, at_risk, &parameters)?;
		let dearest = T::Providers::servers(release, QUOTED_SERVERS)
			.into_iter()
			.map(|(_, offer)| offer.price.cost(input_tokens, max_new_tokens))
			.max()
			.unwrap_or(0);
		let seats = (appraisal.executors, appraisal.auditors);
		let base =
			Self::fee_for(dearest, seats, appraisal.royalty, &parameters).max(appraisal.base_fee);
		let rate = parameters.risk_rate.get();
		let fee = pricing::with_risk(base, at_risk, rate);
		let risk_fee = pricing::risk_fee(at_risk, fee, rate);
		let share = parameters.network_share();
		let rest = fee.saturating_sub(risk_fee);
		let net = pricing::net(rest, share);
		Ok(Quote {
			fee,
			least_fee: pricing::with_risk(appraisal.base_fee, at_risk, rate),
			per_seat: pricing::seat_budget(
				rest,
				share,
				appraisal.royalty,
				Self::shares(&appraisal, &parameters),
			)
			.unwrap_or(0),
			royalty: appraisal.royalty,
			network_fee: rest.saturating_sub(net),
			risk_fee,
			exposure: Self::exposure(release, &appraisal, at_risk, fee, &parameters)?,
			record_deposit: parameters.record_deposit,
			servers: appraisal.servers,
			auditors: appraisal.auditors,
			class: appraisal.terms.class,
			timeout_blocks: parameters.default_timeout(),
		})
	}

	/// What can be wrong with how tokens are to be chosen.
	fn check_sampling(order: &Order) -> DispatchResult {
		let seeded = order.generation.sampling.seeded();
		let offered = seeded.is_none() || order.assurance == Assurance::Exact;
		ensure!(offered, Error::<T>::SamplingNotOffered);
		stoa_exact::Sampling::new(seeded).map_err(|_| Error::<T>::BadSampling)?;
		Ok(())
	}

	/// What can be wrong with a prompt, whatever runs it.
	fn check_prompt(order: &Order) -> DispatchResult {
		let prompt = &order.prompt;
		ensure!((1..=MAX_CONTENT_BYTES).contains(&prompt.bytes), Error::<T>::PromptTooLarge);
		if prompt.kind == PromptKind::TokenIds {
			let fits = Some(prompt.bytes) == prompt.tokens.checked_mul(4)
				&& order.generation.template == Template::Raw;
			ensure!(fits, Error::<T>::BadTokenIds);
		}
		if order.assurance == Assurance::Exact {
			return Ok(());
		}
		if let Some(inline) = &prompt.inline {
			ensure!(order.reply_key.is_none(), Error::<T>::PrivateInline);
			let same = inline.len() as u64 == u64::from(prompt.bytes)
				&& prompt_commitment(&ZERO_SALT, inline) == prompt.commitment;
			ensure!(same, Error::<T>::PromptMismatch);
		}
		Ok(())
	}

	/// What submitting costs with the draws that follow from it, which nobody else pays for.
	pub(crate) fn submit_weight(inline_bytes: u32, rounds: u32) -> Weight {
		T::WeightInfo::submit_job(inline_bytes)
			.saturating_add(T::WeightInfo::run_draw().saturating_mul(rounds.into()))
	}

	/// Returns how many draws may follow.
	pub(crate) fn do_submit_job(
		requester: T::AccountId,
		order: Order,
	) -> Result<u32, DispatchError> {
		let JobSubject::Model(release) = order.subject else {
			return Err(Error::<T>::SubjectNotOffered.into());
		};
		let (tokens, max_new) = (order.prompt.tokens, order.generation.max_new_tokens);
		let parameters = CurrentParameters::<T>::get().for_work(tokens, max_new);
		let asked = order.value_at_risk.unwrap_or(0);
		let appraisal =
			Self::appraise(release, tokens, max_new, order.assurance, asked, &parameters)
				.map_err(Error::<T>::from)?;
		Self::check_sampling(&order)?;
		Self::check_prompt(&order)?;
		let exact = Self::check_exact(release, &order, appraisal.auditors)?;
		let value_at_risk = order.value_at_risk.unwrap_or(order.max_fee).max(order.max_fee);
		let risk_fee = pricing::risk_fee(value_at_risk, order.max_fee, parameters.risk_rate.get());
		let rest = order.max_fee.saturating_sub(risk_fee);
		ensure!(rest >= appraisal.base_fee, Error::<T>::FeeTooLow);
		let share = parameters.network_share();
		let shares = Self::shares(&appraisal, &parameters);
		let budget = pricing::seat_budget(rest, share, appraisal.royalty, shares);
		let seat_budget = budget.ok_or(Error::<T>::FeeTooLow)?;
		let exposure =
			Self::exposure(release, &appraisal, value_at_risk, order.max_fee, &parameters)
				.map_err(Error::<T>::from)?;
		let timeout = order.timeout_blocks.unwrap_or(parameters.default_timeout());
		let bounds = parameters.min_timeout()..=parameters.max_timeout.get();
		ensure!(bounds.contains(&timeout), Error::<T>::BadTimeout);

		let now = Self::now();
		let id = NextJobId::<T>::get();
		let deadline = Self::schedule(id, now.saturating_add(timeout));
		let expires_at = deadline.ok_or(Error::<T>::AgendaFull)?;
		let deposit = parameters.record_deposit;
		for (reason, amount) in
			[(HoldReason::Escrow, order.max_fee), (HoldReason::RecordDeposit, deposit)]
		{
			Self::hold(reason, &requester, amount)?;
		}
		NextJobId::<T>::put(id.saturating_add(1));
		let at = now.saturating_add(DRAW_DELAY);
		Self::remind(id, at);
		let job = JobDetails {
			requester: requester.clone(),
			subject: order.subject.clone(),
			release,
			assurance: order.assurance,
			prompt_kind: order.prompt.kind,
			prompt: order.prompt.commitment,
			prompt_bytes: order.prompt.bytes,
			prompt_tokens: tokens,
			prompt_inline: order.prompt.inline.is_some(),
			generation: order.generation,
			reply_key: order.reply_key,
			max_fee: order.max_fee,
			escrow: order.max_fee,
			deposit,
			value_at_risk,
			risk_fee,
			royalty: appraisal.terms.price,
			seat_budget,
			exposure,
			submitted_at: now,
			expires_at,
			round: 0,
			draw_seed: Default::default(),
			progress_at: now,
			stood: T::Clock::stood_still(),
			delayed: false,
			state: JobState::Drawing { at },
			stage: Stage::First,
			seats: Default::default(),
			answer: None,
			losing_percent: 0,
			settlement: None,
			exact,
			listed: false,
			parameters,
		};
		Jobs::<T>::insert(id, job);
		JobsByAccount::<T>::insert(&requester, id, ());
		if let Some(inline) = order.prompt.inline {
			InlinePrompts::<T>::insert(id, inline);
		}
		Self::deposit_event(Event::JobSubmitted {
			job: id,
			requester,
			subject: order.subject,
			assurance: order.assurance,
			max_fee: order.max_fee,
			value_at_risk,
			deadline: expires_at,
		});
		Ok(parameters.max_rounds.get())
	}

	/// Withdraws a job while nobody can know who will be drawn. Later it would be a free second throw
	/// of the dice for whoever sees the outputs first.
	pub(crate) fn do_cancel_job(who: T::AccountId, id: JobId) -> DispatchResult {
		let now = Self::now();
		Self::with_job(id, |job| {
			ensure!(who == job.requester, Error::<T>::NotRequester);
			let JobState::Drawing { at } = job.state else {
				return Err(Error::<T>::TooLateToCancel.into());
			};
			let blind = job.seats.is_empty() && now.saturating_add(2) <= at;
			ensure!(blind, Error::<T>::TooLateToCancel);
			Ok(Self::cancel(id, job, CancelReason::Withdrawn, 0))
		})?;
		Ok(())
	}
}
