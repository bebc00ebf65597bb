//! A channel's account with its payer: how far it is, and what pays.

use super::{
	Sales,
	error::ApiError,
	lane::VoucherFault,
	lanes::{NotTaken, Slot},
	request::{Asker, Result, header, read, refuse, signature, storage},
};
use axum::{
	Json,
	body::Body,
	extract::{Path, State},
	http::{HeaderMap, StatusCode},
};
use codec::{DecodeAll, Encode};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use stoa_primitives::{
	ChannelId,
	channel::{STATE_SEQUENCE, Voucher},
};

/// Longest voucher with its signature, as JSON.
const MAX_VOUCHER_BYTES: usize = 4_096;

/// How far a channel is, for its payer.
pub(super) async fn describe(slot: &Slot, id: ChannelId) -> Value {
	let ((lane, running), state) = (slot.look().await, slot.state());
	let hex = |bytes: &[u8]| format!("0x{}", hex::encode(bytes));
	json!({
		"channel": id,
		"next_sequence": lane.next(),
		"busy": running,
		"owed": lane.owed().to_string(),
		"paid": lane.paid().to_string(),
		"deposit": state.deposit.to_string(),
		"redeemed": state.redeemed.to_string(),
		"ends": state.ends(),
		"receipt": lane.last.map(|last| hex(&last.receipt.encode())),
		"signature": lane.last.map(|last| hex(&last.signature)),
		"voucher": lane.promise.map(|promise| hex(&promise.voucher.encode())),
		"voucher_signature": lane.promise.map(|promise| hex(&promise.signature)),
	})
}

/// `GET /v1/stoa/channels/{id}`: what a payer may have lost, and nobody else may see.
pub async fn channel(
	State(sales): State<Arc<Sales>>,
	Path(id): Path<ChannelId>,
	headers: HeaderMap,
) -> Result<Json<Value>> {
	let signature = signature(header(&headers, "stoa-signature")?)?;
	let slot = sales.lanes.fresh(id).await?;
	let asker = Asker { slot, sequence: STATE_SEQUENCE, signature };
	asker.check(&sales, id, &[])?;
	Ok(Json(describe(&asker.slot, id).await))
}

#[derive(Deserialize)]
struct Promised {
	voucher: String,
	signature: String,
}

/// `POST /v1/stoa/channels/{id}/vouchers`.
pub async fn voucher(
	State(sales): State<Arc<Sales>>,
	Path(id): Path<ChannelId>,
	headers: HeaderMap,
	body: Body,
) -> Result<StatusCode> {
	let body = read(&headers, body, MAX_VOUCHER_BYTES).await?;
	let malformed = || {
		let message = "send {\"voucher\": \"0x…\", \"signature\": \"0x…\"}, the voucher in SCALE";
		refuse(StatusCode::BAD_REQUEST, "invalid_voucher", message)
	};
	let promised: Promised = serde_json::from_slice(&body).map_err(|_| malformed())?;
	let voucher = promised.voucher.strip_prefix("0x").unwrap_or(&promised.voucher);
	let voucher = hex::decode(voucher).map_err(|_| malformed())?;
	let voucher = Voucher::decode_all(&mut voucher.as_slice()).map_err(|_| malformed())?;
	let signature = signature(&promised.signature)?;
	let slot = sales.lanes.slot(id).await?;
	let Err(not_taken) = sales.lanes.take(&slot, voucher, signature).await else {
		return Ok(StatusCode::NO_CONTENT);
	};
	Err(match not_taken {
		NotTaken::Signature => refuse(
			StatusCode::UNAUTHORIZED,
			"invalid_signature",
			"the voucher is not of this channel, or not signed by its lane key",
		),
		NotTaken::Failed(error) => storage(&error),
		NotTaken::Fault(fault) => faulty(fault).with_channel(describe(&slot, id).await),
	})
}

fn faulty(fault: VoucherFault) -> ApiError {
	match fault {
		VoucherFault::UnknownReceipt => refuse(
			StatusCode::CONFLICT,
			"unknown_receipt",
			"the voucher names a receipt that is not the channel's last; pay for the one under `receipt`",
		),
		VoucherFault::TooLow(needed) => refuse(
			StatusCode::PAYMENT_REQUIRED,
			"voucher_too_low",
			format!(
				"the voucher's receipt says that {needed} planck are owed in all; promise so much"
			),
		),
		VoucherFault::TooHigh(needed) => refuse(
			StatusCode::BAD_REQUEST,
			"voucher_too_high",
			format!(
				"the voucher's receipt says that {needed} planck are owed in all; promise no more"
			),
		),
		VoucherFault::Stale(better) => refuse(
			StatusCode::CONFLICT,
			"voucher_stale",
			format!("a voucher of {better} planck is here already; vouchers only grow"),
		),
	}
}
