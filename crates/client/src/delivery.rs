//! Prompts to drawn providers and outputs from them. A provider's address is a stranger's word, so every
//! exchange goes through the guard of `stoa-egress`; what comes back is checked by hash.

use crate::{
	Error, Result,
	sealed::{self, OpeningKey},
	types::{AccountId, ProviderInfo},
};
use std::time::Duration;
use stoa_egress::{Endpoint, Guard, Limits};
use stoa_exact::{Claim, trace::Trace};
use stoa_primitives::{
	AnswerClaim, Digest, JobId, MAX_CONTENT_BYTES, merkle,
	payload::{output_commitment, output_salt},
};

/// How long one exchange may take: 64 KiB over a slow line.
const EXCHANGE: Duration = Duration::from_secs(20);
const CONNECT: Duration = Duration::from_secs(5);
/// Longest trace that is read: of 512 positions of a model of 256 layers.
const TRACE_BYTES: usize = 5 << 20;

/// The way to providers' daemons.
#[derive(Clone, Debug)]
pub struct Delivery {
	guard: Guard,
	/// For traces, which are longer.
	wide: Guard,
}

/// What the requester alone knows about a private job. Losing it means that the output cannot be read.
#[derive(Clone)]
pub struct PrivateJob {
	/// Opens the output.
	pub reply: OpeningKey,
	/// Salt of the prompt's commitment.
	pub salt: Digest,
}

impl Delivery {
	/// `allow_private_endpoints` lets addresses on this machine and its network be reached: for development
	/// networks only.
	pub fn new(allow_private_endpoints: bool) -> Result<Self> {
		let limits = Limits {
			response_bytes: MAX_CONTENT_BYTES as usize + sealed::OVERHEAD,
			connect: CONNECT,
			total: EXCHANGE,
		};
		let guard = |limits| {
			let guard = Guard::new(allow_private_endpoints, limits);
			guard.map_err(|error| Error::Node(error.to_string()))
		};
		let wide = guard(Limits { response_bytes: TRACE_BYTES, ..limits })?;
		Ok(Self { guard: guard(limits)?, wide })
	}

	/// Fetches the cell hashes of a claim of class Exact and checks that they are what it commits to.
	pub async fn fetch_trace(
		&self,
		provider: &ProviderInfo,
		job: JobId,
		claim: &Claim,
	) -> Result<Trace> {
		let bytes = self
			.wide
			.get(&endpoint(provider)?, &format!("stoa/v1/jobs/{job}/trace"))
			.await
			.map_err(|error| at(&provider.account, error))?;
		Trace::decode(claim, &bytes).ok_or_else(|| Error::Provider {
			provider: provider.account,
			reason: "it served another trace than it claimed".to_string(),
		})
	}

	/// Seals a prompt to a drawn provider and puts it there.
	pub async fn deliver_prompt(
		&self,
		provider: &ProviderInfo,
		job: JobId,
		salt: &Digest,
		content: &[u8],
	) -> Result<()> {
		let sealed = sealed::seal_prompt(&provider.transport_key, salt, content)?;
		let endpoint = endpoint(provider)?;
		self.guard
			.put(&endpoint, &format!("stoa/v1/jobs/{job}/prompt"), sealed)
			.await
			.map_err(|error| at(&provider.account, error))
	}

	/// Fetches an output and checks it against the claim that won.
	pub async fn fetch_output(
		&self,
		provider: &ProviderInfo,
		job: JobId,
		claim: &AnswerClaim,
		private: Option<&PrivateJob>,
	) -> Result<Vec<u8>> {
		let endpoint = endpoint(provider)?;
		let bytes = self
			.guard
			.get(&endpoint, &format!("stoa/v1/jobs/{job}/output"))
			.await
			.map_err(|error| at(&provider.account, error))?;
		let output = match private {
			Some(private) => private.reply.open(&bytes)?,
			None => bytes,
		};
		if !is_claimed(&output, claim, private.map(|private| &private.salt)) {
			return Err(Error::Provider {
				provider: provider.account,
				reason: "it served other bytes than it claimed: ask another backer, or demand the \
				         data on chain"
					.to_string(),
			});
		}
		Ok(output)
	}
}

/// Whether an output is the one that was claimed, for a prompt with this salt.
pub fn is_claimed(output: &[u8], claim: &AnswerClaim, prompt_salt: Option<&Digest>) -> bool {
	let salt = output_salt(prompt_salt.unwrap_or(&stoa_primitives::payload::ZERO_SALT));
	output.len() == claim.bytes as usize
		&& output_commitment(&salt, &merkle::content_root(output)) == claim.output
}

fn endpoint(provider: &ProviderInfo) -> Result<Endpoint> {
	let text = String::from_utf8_lossy(&provider.endpoint);
	Endpoint::parse(&text).map_err(|error| at(&provider.account, error))
}

fn at(provider: &AccountId, error: stoa_egress::EgressError) -> Error {
	let advice = match error {
		stoa_egress::EgressError::NotGlobal { .. } => {
			" (on a development network: --allow-private-endpoints)"
		}
		_ => "",
	};
	Error::Provider { provider: *provider, reason: format!("{error}{advice}") }
}

#[cfg(test)]
mod tests {
	use super::*;
	use stoa_primitives::payload::ZERO_SALT;

	#[test]
	fn an_output_counts_only_under_its_own_salt_and_length() {
		let salt = [7; 32];
		let root = merkle::content_root(b"yes");
		let claim = |salt: &Digest| AnswerClaim {
			output: output_commitment(&output_salt(salt), &root),
			tokens: 1,
			bytes: 3,
			trace: None,
		};
		assert!(is_claimed(b"yes", &claim(&ZERO_SALT), None));
		assert!(is_claimed(b"yes", &claim(&salt), Some(&salt)));
		assert!(!is_claimed(b"yes", &claim(&salt), None));
		assert!(!is_claimed(b"yes", &claim(&ZERO_SALT), Some(&salt)));
		assert!(!is_claimed(b"no", &claim(&ZERO_SALT), None));
		let longer = AnswerClaim { bytes: 4, ..claim(&ZERO_SALT) };
		assert!(!is_claimed(b"yes", &longer, None));
	}
}
