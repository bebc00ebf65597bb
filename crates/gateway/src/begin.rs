//! From a question to an answer that has begun: providers in order, another one when one fails before the first
//! token, two at once when that is asked for.

use crate::{
	book::Offer,
	chunk::Gist,
	error::ApiError,
	lanes::NoLane,
	question::Question,
	route::{Wants, estimate},
	running::{Awaited, Broken, Payer, Running},
	spend::Spender,
	sse::Event,
	upstream::{Failure, Order},
};
use axum::http::{HeaderValue, StatusCode};
use futures::stream::{FuturesUnordered, StreamExt};
use std::{
	sync::Arc,
	time::{Duration, Instant},
};
use tokio::time::{sleep, timeout};

/// Most events before the first token: a role, and whatever else a provider begins with.
const MAX_LEAD: usize = 16;
/// When a client is told to come back if nothing says when.
const COME_BACK: Duration = Duration::from_secs(2);

/// An answer that has begun.
pub struct Begun {
	/// The rest of it.
	pub running: Running,
	/// What came so far, to be sent at once.
	pub lead: Vec<(Event, Gist)>,
}

/// One request, as all attempts at it see it.
pub struct Asked {
	/// The question.
	pub question: Arc<Question>,
	/// What it wants of a provider.
	pub wants: Wants,
	/// Who pays.
	pub spender: Arc<Spender>,
	/// Its id.
	pub request_id: HeaderValue,
	/// When its headers were there.
	pub since: Instant,
	/// How long a provider may take to its first token.
	pub patience: Duration,
}

/// Why an attempt gave nothing.
enum Miss {
	NoLane(NoLane),
	Broken(Broken),
	Slow,
	Internal(ApiError),
}

/// Finds a provider that answers.
pub async fn begin(payer: &Arc<Payer>, asked: &Asked) -> Result<Begun, ApiError> {
	if asked.spender.left() == Some(0) {
		return Err(over_budget());
	}
	let mut offers = ranked(payer, asked)?.into_iter().take(asked.wants.attempts.max(1));
	let mut running = FuturesUnordered::new();
	let mut last = None;
	let hedge = asked.wants.hedge_after;
	loop {
		if running.is_empty() {
			match offers.next() {
				Some(offer) => running.push(attempt(payer, asked, offer)),
				None => return Err(explain(last)),
			}
		}
		let alone = running.len() == 1;
		let wait = async {
			match hedge {
				Some(after) if alone => sleep(after).await,
				_ => std::future::pending().await,
			}
		};
		tokio::select! {
			biased;
			Some(outcome) = running.next() => match outcome {
				Ok(begun) => {
					payer.lanes.metrics.attempts.with_label_values(&["answered"]).inc();
					return Ok(begun);
				}
				Err(miss) => {
					payer.lanes.metrics.attempts.with_label_values(&[miss.word()]).inc();
					if miss.is_final() {
						return Err(explain(Some(miss)));
					}
					last = Some(miss);
				}
			},
			() = wait => {
				if let Some(offer) = offers.next() {
					running.push(attempt(payer, asked, offer));
				} else if let Some(outcome) = running.next().await {
					return outcome.map_err(|miss| explain(Some(miss)));
				}
			}
		}
	}
}

/// Whom to ask, best first; an error that says what to change if there is nobody.
fn ranked(payer: &Payer, asked: &Asked) -> Result<Vec<Arc<Offer>>, ApiError> {
	let book = payer.lanes.catalogue.book();
	let question = &asked.question;
	let Some(model) = book.model(&question.model) else {
		let message = "there is no such model: GET /v1/models lists them";
		let error = ApiError::new(StatusCode::NOT_FOUND, "model_not_found", message);
		return Err(ApiError { param: Some("model"), ..error });
	};
	let offers = book.offers(model.entry.release);
	if offers.is_empty() {
		let message = "no provider of this model can be reached now";
		return Err(ApiError::unavailable("no_provider", message, COME_BACK));
	}
	let most = payer.lanes.rules.most_unpaid;
	let affordable: Vec<Arc<Offer>> =
		offers.iter().filter(|offer| offer.max_unpaid <= most).cloned().collect();
	let ready = |offer: &Offer| payer.lanes.ready(&offer.account);
	let ranked = asked.wants.rank(&affordable, question, ready);
	if ranked.is_empty() {
		let message = "no provider of this model fits the price limits, the class, the length and the provider \
			that were asked for: see /v1/models, and spending and routing in the configuration";
		return Err(ApiError::new(StatusCode::PAYMENT_REQUIRED, "no_offer", message));
	}
	Ok(ranked)
}

async fn attempt(payer: &Arc<Payer>, asked: &Asked, offer: Arc<Offer>) -> Result<Begun, Miss> {
	let question = &asked.question;
	let body = question.for_provider(&offer.their_name).map_err(Miss::Internal)?;
	let mut held =
		payer.lanes.take(&offer, estimate(&offer, question)).await.map_err(Miss::NoLane)?;
	let Some(order) = held.lane().map(|lane| Order::new(lane, &body)) else {
		return Err(Miss::NoLane(NoLane::Busy));
	};
	let sent = Instant::now();
	let (upstream, route) = (&payer.lanes.upstream, question.route);
	let before = payer.lanes.metrics.before_seconds.with_label_values(&[route.path()]);
	before.observe(sent.saturating_duration_since(asked.since).as_secs_f64());
	let beginning = async {
		let asking = upstream.ask(&offer.endpoint, route, order, &body, &asked.request_id);
		let response = match asking.await {
			Ok(response) => response,
			Err(failure) => {
				// Nothing was done over the lane, unless it is the lane that is refused.
				if matches!(failure, Failure::Refused { .. }) && !failure.is_about_the_lane() {
					held.settle();
				}
				return Err(Broken::Failed(failure));
			}
		};
		let asked = Awaited {
			question: question.clone(),
			offer: offer.clone(),
			payer: payer.clone(),
			spender: asked.spender.clone(),
		};
		let mut running = Running::new(held, order, response, &body, asked);
		let mut lead = Vec::new();
		while let Some((event, gist)) = running.next().await? {
			let begun = !gist.text.is_empty() || gist.beside > 0 || gist.finished;
			lead.push((event, gist));
			if begun || lead.len() > MAX_LEAD {
				break;
			}
		}
		Ok(Begun { running, lead })
	};
	let outcome = timeout(asked.patience, beginning).await;
	note(&offer, &outcome, sent.elapsed(), &asked.request_id);
	match outcome {
		Ok(begun) => begun.map_err(Miss::Broken),
		Err(_) => Err(Miss::Slow),
	}
}

/// What an attempt says about its provider.
fn note(
	offer: &Offer,
	outcome: &Result<Result<Begun, Broken>, tokio::time::error::Elapsed>,
	after: Duration,
	request_id: &HeaderValue,
) {
	let why = match outcome {
		Ok(Ok(_)) => return offer.stats.began(after),
		Err(_) => {
			offer.stats.failed();
			"took too long to begin".to_owned()
		}
		Ok(Err(Broken::Failed(failure))) => {
			if let Failure::Refused { status: 429 | 503, retry_after, .. } = failure {
				offer.stats.busy(retry_after.map_or(COME_BACK, Duration::from_secs));
			} else if !failure.is_the_clients() {
				offer.stats.failed();
			}
			failure.for_log()
		}
		Ok(Err(Broken::Mistrust(why))) => why.to_string(),
		Ok(Err(Broken::Budget)) => return,
	};
	let (provider, request) = (hex::encode(offer.account), request_id.to_str().unwrap_or_default());
	tracing::warn!(request, provider, release = offer.release, why, "provider gave no answer");
}

impl Miss {
	fn word(&self) -> &'static str {
		match self {
			Self::NoLane(_) => "no_lane",
			Self::Slow => "slow",
			Self::Internal(_) => "internal",
			Self::Broken(Broken::Mistrust(_)) => "mistrust",
			Self::Broken(Broken::Budget) => "budget",
			Self::Broken(Broken::Failed(failure)) if failure.is_busy() => "busy",
			Self::Broken(Broken::Failed(failure)) if failure.is_the_clients() => "refused",
			Self::Broken(Broken::Failed(_)) => "failed",
		}
	}

	/// Whether another provider would say the same.
	fn is_final(&self) -> bool {
		match self {
			Self::Internal(_) | Self::Broken(Broken::Budget) => true,
			Self::Broken(Broken::Failed(failure)) => failure.is_the_clients(),
			_ => false,
		}
	}
}

/// What a client is told when nobody answered.
fn explain(last: Option<Miss>) -> ApiError {
	match last {
		None => ApiError::unavailable("no_provider", "no provider answers now", COME_BACK),
		Some(Miss::Internal(error)) => error,
		Some(Miss::Slow) => ApiError::new(
			StatusCode::GATEWAY_TIMEOUT,
			"provider_slow",
			"no provider began to answer in time: try again, or raise limits.first_token_seconds",
		),
		Some(Miss::NoLane(NoLane::Busy)) => {
			let message = NoLane::Busy.to_string();
			ApiError::new(StatusCode::TOO_MANY_REQUESTS, "channels_busy", message).after(COME_BACK)
		}
		Some(Miss::NoLane(NoLane::Limit)) => {
			ApiError::new(StatusCode::PAYMENT_REQUIRED, "spending_limit", NoLane::Limit.to_string())
		}
		Some(Miss::NoLane(refused)) => {
			ApiError::unavailable("channel_refused", refused.to_string(), COME_BACK)
		}
		Some(Miss::Broken(broken)) => of_broken(&broken),
	}
}

fn over_budget() -> ApiError {
	ApiError::new(StatusCode::PAYMENT_REQUIRED, "budget_exhausted", Broken::Budget.to_string())
}

/// The same for an answer that broke off.
pub fn of_broken(broken: &Broken) -> ApiError {
	match broken {
		Broken::Budget => over_budget(),
		Broken::Mistrust(_) => {
			let message =
				"the provider signed a receipt that does not hold; nothing was paid for it";
			ApiError::new(StatusCode::BAD_GATEWAY, "provider_distrusted", message)
		}
		Broken::Failed(Failure::Refused { status, message, retry_after, .. }) => {
			let wait = retry_after.map_or(COME_BACK, Duration::from_secs);
			let said = format!("the provider says: {message}");
			match status {
				400 | 413 | 415 | 422 => {
					let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::BAD_REQUEST);
					ApiError::new(status, "provider_refused", said)
				}
				429 => {
					ApiError::new(StatusCode::TOO_MANY_REQUESTS, "providers_busy", said).after(wait)
				}
				503 => ApiError::unavailable("providers_busy", said, wait),
				_ => ApiError::new(StatusCode::BAD_GATEWAY, "provider_failed", said),
			}
		}
		Broken::Failed(failure) => {
			let message = format!("the provider cannot be used: {failure}");
			ApiError::new(StatusCode::BAD_GATEWAY, "provider_failed", message)
		}
	}
}
