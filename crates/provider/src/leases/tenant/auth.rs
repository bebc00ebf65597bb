//! Who asks: the tenant of the lease, or its usage key, and each signature counts once.

use super::{Problem, Shared};
use crate::keys::signed_by;
use axum::{
	body::{Body, Bytes, to_bytes},
	extract::Request,
	http::{HeaderMap, StatusCode, request::Parts},
};
use std::{collections::BTreeMap, sync::PoisonError, time::Duration};
use stoa_exact::digest::blake2_256;
use stoa_primitives::{
	BlockNumber, LeaseId,
	tenant::{AHEAD_BLOCKS, BEHIND_BLOCKS, Signed, request_digest},
};
use tokio::time::timeout;

/// How long a body may take to come.
const BODY_TIMEOUT: Duration = Duration::from_secs(40);
/// Where the signed path begins, whatever a proxy has in front of it.
const ROOT: &str = "/stoa/v1/leases/";

/// Nonces that came.
#[derive(Default)]
pub(super) struct Nonces {
	seen: BTreeMap<([u8; 32], [u8; 16]), BlockNumber>,
}

impl Nonces {
	/// Whether a request is new, and if it is, never again. Up to block `floor` nobody knows.
	fn take(&mut self, signed: &Signed, best: BlockNumber, floor: BlockNumber) -> bool {
		let oldest = best.saturating_sub(BEHIND_BLOCKS);
		let newest = best.saturating_add(AHEAD_BLOCKS);
		self.seen.retain(|_, block| *block >= oldest);
		let timely = (oldest..=newest).contains(&signed.block) && signed.block > floor;
		timely && self.seen.insert((signed.key, signed.nonce), signed.block).is_none()
	}
}

fn bytes<const N: usize>(headers: &HeaderMap, name: &str) -> Result<[u8; N], Problem> {
	let missing = || {
		let message = format!("send `{name}`: {N} bytes in hex; see stoa_primitives::tenant");
		Problem::new(StatusCode::UNAUTHORIZED, "missing_header", message)
	};
	let text = headers.get(name).and_then(|value| value.to_str().ok()).ok_or_else(missing)?;
	let mut bytes = [0; N];
	hex::decode_to_slice(text.trim_start_matches("0x"), &mut bytes).map_err(|_| missing())?;
	Ok(bytes)
}

fn signed(headers: &HeaderMap) -> Result<Signed, Problem> {
	let block = headers.get("stoa-block").and_then(|value| value.to_str().ok()?.parse().ok());
	let block = block.ok_or_else(|| {
		let message = "send `stoa-block`: the height of your best block";
		Problem::new(StatusCode::UNAUTHORIZED, "missing_header", message)
	})?;
	Ok(Signed {
		key: bytes(headers, "stoa-key")?,
		block,
		nonce: bytes(headers, "stoa-nonce")?,
		signature: bytes(headers, "stoa-signature")?,
	})
}

impl Shared {
	/// Whether a key may ask about a lease.
	pub(super) fn may_use(&self, lease: LeaseId, key: &[u8; 32]) -> Result<(), Problem> {
		let state = self.leases.state();
		let Some(entry) = state.entries.get(&lease) else {
			let message = "no such lease of this provider is final; wait a few blocks";
			return Err(Problem::new(StatusCode::NOT_FOUND, "lease_not_found", message).after(3));
		};
		let record = &entry.record;
		if *key != record.tenant && *key != record.usage_key {
			let message = "sign with the key of the lease's tenant, or its usage key";
			return Err(Problem::new(StatusCode::FORBIDDEN, "not_tenant", message));
		}
		Ok(())
	}

	/// The body of a request, of at most `most` bytes, and who signed it all.
	pub(super) async fn admit(
		&self,
		lease: LeaseId,
		request: Request,
		most: usize,
	) -> Result<([u8; 32], Bytes), Problem> {
		let (parts, body) = request.into_parts();
		let signed = signed(&parts.headers)?;
		self.may_use(lease, &signed.key)?;
		let _room = match most {
			0 => None,
			_ => Some(self.room.try_acquire().map_err(|_| Problem::busy())?),
		};
		let body = read(body, most).await?;
		self.check(lease, &parts, &signed, &body)?;
		Ok((signed.key, body))
	}

	/// The same for a request without a body, of which only the head is here.
	pub(super) fn check(
		&self,
		lease: LeaseId,
		parts: &Parts,
		signed: &Signed,
		body: &[u8],
	) -> Result<(), Problem> {
		let path = parts.uri.path_and_query().map_or("", |path| path.as_str());
		let path = path.find(ROOT).map_or(path, |at| &path[at..]);
		let core = &self.leases.core;
		let digest = request_digest(
			&core.genesis,
			&core.identity.provider(),
			lease,
			parts.method.as_str(),
			path,
			signed.block,
			&signed.nonce,
			&blake2_256(body),
		);
		if !signed_by(&signed.key, &digest, &signed.signature) {
			let message = "the signature is not the key's under this request on this chain";
			return Err(Problem::new(StatusCode::UNAUTHORIZED, "bad_signature", message));
		}
		let floor = self.leases.state().floor;
		let (best, floor) = core.healthy().zip(floor).ok_or_else(|| {
			let message = "the daemon has no recent block; try again";
			Problem::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", message).after(5)
		})?;
		let mut nonces = self.nonces.lock().unwrap_or_else(PoisonError::into_inner);
		if !nonces.take(signed, best, floor) {
			let message = format!(
				"sign again, with a new nonce and your best block; the daemon's is {best}, and one that began just \
				 now takes only newer ones"
			);
			return Err(Problem::new(StatusCode::CONFLICT, "sign_again", message).after(3));
		}
		Ok(())
	}

	/// Who signed the head of a request that has no body.
	pub(super) fn admit_head(&self, lease: LeaseId, parts: &Parts) -> Result<[u8; 32], Problem> {
		let signed = signed(&parts.headers)?;
		self.may_use(lease, &signed.key)?;
		self.check(lease, parts, &signed, &[])?;
		Ok(signed.key)
	}
}

async fn read(body: Body, most: usize) -> Result<Bytes, Problem> {
	match timeout(BODY_TIMEOUT, to_bytes(body, most)).await {
		Ok(Ok(body)) => Ok(body),
		Ok(Err(_)) => {
			let message = format!("the body is longer than {most} bytes");
			Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_long", message))
		}
		Err(_) => {
			let message = "the body takes too long; send smaller pieces";
			Err(Problem::new(StatusCode::REQUEST_TIMEOUT, "too_slow", message))
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn signed(block: BlockNumber, nonce: u8) -> Signed {
		Signed { key: [1; 32], block, nonce: [nonce; 16], signature: [0; 64] }
	}

	#[test]
	fn a_signature_counts_once_and_for_a_while() {
		let mut nonces = Nonces::default();
		let mut take = |block, nonce, best| nonces.take(&signed(block, nonce), best, 102);
		assert!(!take(102, 1, 101), "another process may have taken it");
		assert!(take(103, 1, 101));
		assert!(!take(103, 1, 102), "again");
		assert!(take(103, 2, 102));
		assert!(!take(106, 3, 103), "of the future");
		assert!(!take(103, 1, 123), "again, in the last block in which it could be");
		assert!(!take(103, 3, 124), "old");
		assert!(nonces.seen.is_empty(), "what is too old anyway is forgotten");
	}
}
