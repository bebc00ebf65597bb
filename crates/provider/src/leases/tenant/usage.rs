//! What was used: proposed, signed, and on disk before it is said that it was taken.

use super::{Problem, Shared, routes::over};
use crate::{
	keys::signed_by,
	leases::{
		machine::{propose as proposal, remember},
		types::SignedByTenant,
	},
};
use axum::{
	Json,
	extract::{Path, Request, State},
	http::StatusCode,
};
use codec::{DecodeAll, Encode};
use stoa_primitives::{
	LeaseId, Usage,
	lease::usage_digest,
	tenant::{SignedUsage, UsageProposal},
};

/// Longest body of a signed statement.
const MAX_BYTES: usize = 4_096;

pub(super) async fn propose(
	State(shared): State<Shared>,
	Path(lease): Path<LeaseId>,
	request: Request,
) -> Result<Json<UsageProposal>, Problem> {
	shared.admit(lease, request, 0).await?;
	let leases = &shared.leases;
	let (view, clock) = {
		let state = leases.state();
		let entry = state.entries.get(&lease).ok_or_else(over)?;
		(entry.view.clone().ok_or_else(over)?, state.clock.ok_or_else(over)?)
	};
	let nothing = || {
		let message = "nothing is there to sign beyond what you signed; ask again in a while";
		Problem::new(StatusCode::NOT_FOUND, "nothing_to_sign", message).after(3)
	};
	let made = leases.update(lease, |record| {
		let usage = proposal(record, &view, clock.finalised)?;
		// Of one block there is one statement.
		match record.proposed.iter().rev().find(|known| known.until == usage.until) {
			Some(known) => Some(*known),
			None => {
				remember(record, usage);
				Some(usage)
			}
		}
	});
	let usage = made.map_err(|error| Problem::unavailable(&error))?.ok_or_else(nothing)?;
	let digest = usage_digest(&leases.core.genesis, &usage);
	Ok(Json(UsageProposal {
		usage: hex::encode(usage.encode()),
		provider_signature: hex::encode(leases.core.identity.sign_usage(&digest)),
		next_at: usage.until.saturating_add(view.period / 2),
	}))
}

pub(super) async fn sign(
	State(shared): State<Shared>,
	Path(lease): Path<LeaseId>,
	request: Request,
) -> Result<StatusCode, Problem> {
	let (_, body) = shared.admit(lease, request, MAX_BYTES).await?;
	let leases = &shared.leases;
	let (usage, signature) = read(&body).ok_or_else(|| {
		let message = "send `usage` as it was proposed and `signature`: 64 bytes in hex";
		Problem::new(StatusCode::BAD_REQUEST, "bad_request", message)
	})?;
	let key = leases.state().entries.get(&lease).ok_or_else(over)?.record.usage_key;
	if !signed_by(&key, &usage_digest(&leases.core.genesis, &usage), &signature) {
		let message = "sign it with the lease's usage key";
		return Err(Problem::new(StatusCode::UNAUTHORIZED, "bad_signature", message));
	}
	let taken = leases.update(lease, |record| {
		// A key that changed meanwhile signs nothing any more.
		let current = record.usage_key == key && record.proposed.contains(&usage);
		let newer = record.signed.is_none_or(|signed| signed.usage.until < usage.until);
		let again = record.signed.is_some_and(|signed| signed.usage == usage);
		if current && newer {
			record.signed = Some(SignedByTenant { usage, signature });
		}
		(current && (newer || again)).then_some(())
	});
	taken.map_err(|error| Problem::unavailable(&error))?.ok_or_else(|| {
		let message = "this is not what was proposed last; ask for `usage` and sign that";
		Problem::new(StatusCode::CONFLICT, "not_proposed", message)
	})?;
	leases.core.metrics.lease_actions.with_label_values(&["signed_by_tenant", "ok"]).inc();
	Ok(StatusCode::NO_CONTENT)
}

fn read(body: &[u8]) -> Option<(Usage, [u8; 64])> {
	let signed: SignedUsage = serde_json::from_slice(body).ok()?;
	let usage = hex::decode(signed.usage.trim_start_matches("0x")).ok()?;
	let mut signature = [0; 64];
	hex::decode_to_slice(signed.signature.trim_start_matches("0x"), &mut signature).ok()?;
	Some((Usage::decode_all(&mut usage.as_slice()).ok()?, signature))
}
