//! Payment channels, as the chain knows them. What is promised in them and not redeemed only payer and provider know.

use super::{
	Answer, Page, Path, Problem, Query, Reading, account,
	answer::{Known, cursor, limit},
	entry::{self, Entry},
	open,
};
use crate::{
	Index, Result as Inner,
	store::{Columns, Select},
};
use axum::{extract::State, response::Response};
use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;
use stoa_primitives::{BlockNumber, ChannelId};
use utoipa::{IntoParams, ToSchema};

/// A payment channel.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Channel {
	/// Its id.
	pub id: ChannelId,
	/// SS58 address of who pays.
	pub payer: String,
	/// SS58 address of who answers.
	pub provider: String,
	/// The sr25519 key that signs requests and vouchers, hexadecimal.
	pub lane: String,
	/// The sr25519 key that signs receipts, hexadecimal.
	pub receipt_key: String,
	/// `Open`; `Closing`, when it can only be redeemed; `Withdrawn`, when what was left is back.
	pub state: String,
	/// The last block at which it can be redeemed (closing) or a receipt challenged (withdrawn), as it was when the
	/// channel last changed: full blocks put it off.
	pub until: Option<BlockNumber>,
	/// All that was deposited.
	pub deposit: String,
	/// All that was redeemed.
	pub redeemed: String,
	/// Of that, what is not paid because its audit is not decided.
	pub pending: String,
	/// Bond of the provider that is reserved for it.
	pub collateral: String,
	/// Whether what is redeemed is sampled; else the channel is self-audited.
	pub audited: bool,
	/// Whether its provider was shown to lie in it.
	pub refuted: bool,
	/// Redemptions so far.
	pub redemptions: u32,
	/// After this block anyone may close it.
	pub expires_at: BlockNumber,
	/// When the index first saw it.
	pub opened_at: BlockNumber,
	/// When it last changed.
	pub updated_at: BlockNumber,
	/// When it was forgotten on chain; null before.
	pub removed_at: Option<BlockNumber>,
}

impl Entry for Channel {
	const ALL: &'static str = "SELECT * FROM channels WHERE 1 = 1";
	const NAME: &'static str = "channel";

	fn of(row: &AnyRow) -> Inner<Self> {
		Ok(Self {
			id: row.count("id")?,
			payer: row.text("payer")?,
			provider: row.text("provider")?,
			lane: row.text("lane")?,
			receipt_key: row.text("receipt_key")?,
			state: row.text("state")?,
			until: row.maybe_small("until")?,
			deposit: row.text("deposit")?,
			redeemed: row.text("redeemed")?,
			pending: row.text("pending")?,
			collateral: row.text("collateral")?,
			audited: row.int("audited")? != 0,
			refuted: row.int("refuted")? != 0,
			redemptions: row.small("redemptions")?,
			expires_at: row.small("expires_at")?,
			opened_at: row.small("opened_at")?,
			updated_at: row.small("updated_at")?,
			removed_at: row.maybe_small("removed_at")?,
		})
	}

	fn id(&self) -> u64 {
		self.id
	}
}

/// Which channels.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ChannelsQuery {
	/// SS58 address of who pays.
	#[param(pattern = "^[1-9A-HJ-NP-Za-km-z]{46,50}$")]
	payer: Option<String>,
	/// SS58 address of who answers.
	#[param(pattern = "^[1-9A-HJ-NP-Za-km-z]{46,50}$")]
	provider: Option<String>,
	/// How far it is.
	#[param(inline)]
	state: Option<ChannelStage>,
	/// Also those that were forgotten on chain.
	removed: Option<bool>,
	/// Entries at most, 20 without it.
	#[param(minimum = 1, maximum = 100)]
	limit: Option<u32>,
	/// From `next` of the page before.
	#[param(pattern = "^([0-9a-f]{2}){1,128}$")]
	cursor: Option<String>,
}

/// How far a channel is.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::ToSchema)]
pub(crate) enum ChannelStage {
	Open,
	Closing,
	Withdrawn,
}

/// Payment channels, the newest first.
#[utoipa::path(
	get,
	path = "/v1/stoa/channels",
	operation_id = "list_channels",
	tag = "channels",
	params(ChannelsQuery),
	responses((status = 200, description = "Channels.", body = Page<Channel>), Reading)
)]
pub(crate) async fn list(
	State(index): State<Index>,
	Query(query): Query<ChannelsQuery>,
	known: Known,
) -> Result<Response, Problem> {
	let limit = limit(query.limit)?;
	let before: Option<ChannelId> = cursor(query.cursor.as_deref())?;
	let address = |text: &Option<String>| text.as_deref().map(account).transpose();
	let (payer, provider) = (address(&query.payer)?, address(&query.provider)?);
	let opened = open(&index).await?;
	let mut select = Select::new(Channel::ALL)
		.and("payer = ?", payer)
		.and("provider = ?", provider)
		.and("state = ?", query.state.map(|state| format!("{state:?}")))
		.and("id < ?", before);
	if query.removed != Some(true) {
		select = select.end("AND removed_at IS NULL");
	}
	entry::page::<Channel>(&known, opened, select.end("ORDER BY id DESC"), limit).await
}

/// One payment channel.
#[utoipa::path(
	get,
	path = "/v1/stoa/channels/{channel}",
	operation_id = "show_channel",
	tag = "channels",
	params(("channel" = u64, Path, description = "Its id.")),
	responses((status = 200, description = "The channel.", body = Answer<Channel>), Reading)
)]
pub(crate) async fn show(
	State(index): State<Index>,
	Path(id): Path<ChannelId>,
	known: Known,
) -> Result<Response, Problem> {
	entry::show::<Channel>(&known, &index, id).await
}
