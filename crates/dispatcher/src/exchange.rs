//! One question to one provider.

use crate::{ChainView, Config, Signer, board::Key, metrics::Metrics};
use codec::DecodeAll;
use std::{
	collections::HashMap,
	sync::{Arc, Mutex, PoisonError, Weak},
};
use stoa_egress::{EgressError, Endpoint, Guard};
use stoa_primitives::{
	InlineBytes, Statement, payload,
	wire::{SeatAssignment, SeatPhase, SeatReply, SeatRequest, SeatStatement},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Route of the provider's daemon.
const SEATS_ROUTE: &str = "stoa/v1/seats";

/// What a provider said.
#[derive(Debug)]
pub enum Answer {
	/// Has not seen the seat yet.
	Unknown,
	/// Is at work.
	Working,
	/// This.
	Statement(Box<SeatStatement>),
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
	/// The node has no dispatch key of this session.
	#[error("this node has no dispatch key in the current session")]
	NoKey,
	/// Refused or failed on the way.
	#[error(transparent)]
	Egress(#[from] EgressError),
	/// Not what the protocol says.
	#[error("malformed answer: {0}")]
	Malformed(&'static str),
}

impl Failure {
	fn reason(&self) -> &'static str {
		match self {
			Self::NoKey => "no_key",
			Self::Egress(error) => error.reason(),
			Self::Malformed(_) => "malformed",
		}
	}
}

/// A seat as read from the chain, and the signed question about it.
#[derive(Clone, Debug)]
pub struct Assigned {
	/// Height at which it was read.
	pub height: u32,
	/// The seat.
	pub seat: SeatAssignment,
	/// What its provider is asked; `None` if the node has no dispatch key of the session.
	pub request: Option<SeatRequest>,
}

/// Asks providers, a bounded number at a time.
pub struct Exchange {
	guard: Guard,
	signer: Arc<dyn Signer>,
	metrics: Metrics,
	all: Arc<Semaphore>,
	per_host: usize,
	hosts: Mutex<HashMap<String, Weak<Semaphore>>>,
}

impl Exchange {
	pub fn new(config: &Config, guard: Guard, signer: Arc<dyn Signer>, metrics: Metrics) -> Self {
		Self {
			guard,
			signer,
			metrics,
			all: Arc::new(Semaphore::new(config.max_exchanges)),
			per_host: config.max_exchanges_per_host,
			hosts: Mutex::default(),
		}
	}

	/// Asks the provider of `assigned` once.
	pub async fn ask(&self, key: Key, assigned: &Assigned) -> Result<Answer, Failure> {
		let answer = self.try_ask(key, assigned).await;
		match &answer {
			Ok(answer) => {
				let label = match answer {
					Answer::Unknown => "unknown",
					Answer::Working => "working",
					Answer::Statement(_) => "statement",
				};
				self.metrics.answers.with_label_values(&[label]).inc();
			}
			Err(failure) => {
				self.metrics.failures.with_label_values(&[failure.reason()]).inc();
				tracing::debug!("job {} seat {}: {failure}", key.0, key.1);
			}
		}
		answer
	}

	async fn try_ask(&self, key: Key, assigned: &Assigned) -> Result<Answer, Failure> {
		let url = std::str::from_utf8(&assigned.seat.endpoint)
			.map_err(|_| EgressError::BadUrl("not text".to_string()))?;
		let endpoint = Endpoint::parse(url)?;
		let request = assigned.request.as_ref().ok_or(Failure::NoKey)?;
		let body = serde_json::to_vec(request).map_err(|_| Failure::Malformed("request"))?;
		let _permits = self.permits(endpoint.host()).await;

		self.metrics.in_flight.inc();
		let timer = self.metrics.seconds.start_timer();
		let reply = self.guard.post_json(&endpoint, SEATS_ROUTE, body).await;
		timer.observe_duration();
		self.metrics.in_flight.dec();
		read_reply(key, assigned.seat.phase, &reply?)
	}

	/// Reads the seat as of `height` or a later block, and signs the question about it; `None` if the
	/// chain waits for nothing from it. Blocks: it runs the runtime and opens the keystore.
	pub fn prepare(&self, chain: &dyn ChainView, key: Key, height: u32) -> Option<Assigned> {
		let seat = chain.seat(key.0, key.1).filter(|seat| seat.phase != SeatPhase::Done)?;
		let request = self.sign(chain, key, &seat, height);
		Some(Assigned { height, seat, request })
	}

	/// Signed so that the provider knows that a validator asks. A key that is not of the current session
	/// would only be turned away.
	fn sign(
		&self,
		chain: &dyn ChainView,
		key: Key,
		seat: &SeatAssignment,
		height: u32,
	) -> Option<SeatRequest> {
		let SeatAssignment { genesis, provider, round, .. } = seat;
		let authority = self.signer.authority()?;
		chain.dispatch_keys().contains(&authority).then_some(())?;
		let digest = payload::seat_request_digest(genesis, key.0, *round, provider, height);
		let signature = self.signer.sign(&digest)?;
		Some(SeatRequest {
			genesis: hex::encode(genesis),
			job: key.0,
			seat: key.1,
			round: *round,
			provider: hex::encode(provider),
			block: height,
			authority: hex::encode(authority),
			signature: hex::encode(signature),
		})
	}

	/// First the host's turn, then a place among all: a host that is slow keeps its own seats waiting
	/// and holds at most its share of the places.
	async fn permits(&self, host: &str) -> [Option<OwnedSemaphorePermit>; 2] {
		let own = self.host_semaphore(host).acquire_owned().await.ok();
		[own, self.all.clone().acquire_owned().await.ok()]
	}

	fn host_semaphore(&self, host: &str) -> Arc<Semaphore> {
		let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
		if let Some(semaphore) = hosts.get(host).and_then(Weak::upgrade) {
			return semaphore;
		}
		hosts.retain(|_, semaphore| semaphore.strong_count() > 0);
		let semaphore = Arc::new(Semaphore::new(self.per_host));
		hosts.insert(host.to_string(), Arc::downgrade(&semaphore));
		semaphore
	}
}

/// Reads a provider's answer; hostile input.
fn read_reply(key: Key, phase: SeatPhase, body: &[u8]) -> Result<Answer, Failure> {
	let reply: SeatReply =
		serde_json::from_slice(body).map_err(|_| Failure::Malformed("not a seat reply"))?;
	let (statement, signature, output) = match reply {
		SeatReply::Unknown => return Ok(Answer::Unknown),
		SeatReply::Working => return Ok(Answer::Working),
		SeatReply::Statement { statement, signature, output } => (statement, signature, output),
	};
	let bytes = |text: &str| hex::decode(text).map_err(|_| Failure::Malformed("not hex"));
	let statement = Statement::decode_all(&mut bytes(&statement)?.as_slice())
		.map_err(|_| Failure::Malformed("not a statement"))?;
	let signature = bytes(&signature)?
		.try_into()
		.map_err(|_| Failure::Malformed("not a signature of 64 bytes"))?;
	let output = match output {
		Some(output) => Some(
			InlineBytes::try_from(bytes(&output)?)
				.map_err(|_| Failure::Malformed("output too long"))?,
		),
		None => None,
	};
	match (&statement, phase, &output) {
		(Statement::Commit(_) | Statement::Decline(_), SeatPhase::Commit, None) => {}
		(Statement::Reveal { .. } | Statement::Trace { .. }, SeatPhase::Reveal, None) => {}
		(Statement::Answer { claim, .. }, SeatPhase::Commit, Some(output))
		| (Statement::Reveal { claim, .. }, SeatPhase::Reveal, Some(output))
			if claim.bytes as usize == output.len() => {}
		_ => return Err(Failure::Malformed("not of the phase that the chain is in")),
	}
	let (job, seat) = key;
	let said = SeatStatement { job, seat, statement, signature, output };
	Ok(Answer::Statement(Box::new(said)))
}

#[cfg(test)]
mod tests {
	use super::*;
	use codec::Encode;
	use stoa_primitives::{AnswerClaim, DeclineReason};

	fn claim(bytes: u32) -> AnswerClaim {
		AnswerClaim { output: [1; 32], tokens: 3, bytes, trace: None }
	}

	fn reveal(bytes: u32) -> Statement {
		Statement::Reveal { claim: claim(bytes), salt: [2; 32] }
	}

	fn answer(bytes: u32) -> Statement {
		Statement::Answer { claim: claim(bytes), seal: [4; 32] }
	}

	fn reply(statement: &[u8], signature: &[u8], output: Option<&[u8]>) -> Vec<u8> {
		serde_json::to_vec(&SeatReply::Statement {
			statement: hex::encode(statement),
			signature: hex::encode(signature),
			output: output.map(hex::encode),
		})
		.unwrap()
	}

	fn read(phase: SeatPhase, statement: Statement, output: Option<&[u8]>) -> bool {
		let body = reply(&statement.encode(), &[3; 64], output);
		matches!(read_reply((1, 2), phase, &body), Ok(Answer::Statement(_)))
	}

	#[test]
	fn statements_of_the_phase_are_taken_and_others_dropped() {
		use SeatPhase::*;
		assert!(read(Commit, Statement::Commit([0; 32]), None));
		assert!(read(Commit, Statement::Decline(DeclineReason::PromptMalformed), None));
		assert!(read(Reveal, reveal(900), None));
		assert!(read(Reveal, reveal(2), Some(b"ok")));
		assert!(!read(Reveal, reveal(3), Some(b"ok")), "another length than claimed");
		assert!(read(Commit, answer(2), Some(b"ok")));
		assert!(read(Commit, answer(0), Some(b"")));
		assert!(!read(Commit, answer(3), Some(b"ok")), "another length than claimed");
		assert!(!read(Commit, answer(2), None), "an answer is nothing without its output");
		assert!(!read(Reveal, answer(2), Some(b"ok")));
		assert!(!read(Commit, Statement::Commit([0; 32]), Some(b"ok")));
		assert!(!read(Commit, reveal(2), Some(b"ok")));
		assert!(!read(Reveal, Statement::Commit([0; 32]), None));
		assert!(!read(Done, Statement::Commit([0; 32]), None));
	}

	#[test]
	fn malformed_answers_are_dropped() {
		let good = Statement::Commit([0; 32]).encode();
		let long = [good.clone(), vec![0]].concat();
		let nested = [b"[".repeat(10_000), b"]".repeat(10_000)].concat();
		for body in [
			b"".to_vec(),
			b"null".to_vec(),
			b"{\"status\":\"statement\"}".to_vec(),
			b"{\"status\":\"other\"}".to_vec(),
			b"{\"status\":\"statement\",\"statement\":\"zz\",\"signature\":\"\"}".to_vec(),
			nested,
			reply(&good, &[3; 63], None),
			reply(&good, &[3; 65], None),
			reply(&long, &[3; 64], None),
			reply(&[9], &[3; 64], None),
			reply(&reveal(1_025).encode(), &[3; 64], Some(&[0; 1_025])),
		] {
			let read = read_reply((1, 2), SeatPhase::Commit, &body);
			assert!(matches!(read, Err(Failure::Malformed(_))), "{body:?}");
		}
	}
}
