//! Stores what payment channels look like after a block.

use crate::{
	Result,
	facts::{BlockFacts, Channel},
	store::{Columns, Tx, all, run},
};
use stoa_primitives::{BlockNumber, ChannelId};

/// Writes down the channels that were touched.
pub(crate) async fn keep(tx: &mut Tx, facts: &BlockFacts) -> Result<()> {
	let block = facts.block.number;
	for (id, channel) in &facts.state.channels {
		match channel {
			Some(channel) => keep_channel(tx, block, *id, channel).await?,
			None => remove(tx, block, *id).await?,
		}
	}
	Ok(())
}

/// Where a block brings the state of everything: what it does not name is gone.
pub(crate) async fn forget_others(tx: &mut Tx, facts: &BlockFacts) -> Result<()> {
	for row in all(tx, "SELECT id FROM channels WHERE removed_at IS NULL", vec![]).await? {
		let id = row.count("id")?;
		if !facts.state.channels.contains_key(&id) {
			remove(tx, facts.block.number, id).await?;
		}
	}
	Ok(())
}

async fn remove(tx: &mut Tx, block: BlockNumber, id: ChannelId) -> Result<()> {
	let sql = "UPDATE channels SET removed_at = $2 WHERE id = $1 AND removed_at IS NULL";
	run(tx, sql, vec![id.into(), block.into()]).await.map(|_| ())
}

async fn keep_channel(
	tx: &mut Tx,
	block: BlockNumber,
	id: ChannelId,
	channel: &Channel,
) -> Result<()> {
	let sql = "INSERT INTO channels \
	           (id, payer, provider, lane, receipt_key, state, until, deposit, redeemed, pending, \
	           collateral, audited, refuted, redemptions, expires_at, opened_at, updated_at, \
	           removed_at) VALUES \
	           ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16, NULL) \
	           ON CONFLICT (id) DO UPDATE SET state = excluded.state, until = excluded.until, \
	           deposit = excluded.deposit, redeemed = excluded.redeemed, \
	           pending = excluded.pending, collateral = excluded.collateral, \
	           refuted = excluded.refuted, redemptions = excluded.redemptions, \
	           updated_at = excluded.updated_at, removed_at = NULL";
	let args = vec![
		id.into(),
		(&channel.payer).into(),
		(&channel.provider).into(),
		(&channel.lane).into(),
		(&channel.receipt_key).into(),
		(&channel.state).into(),
		channel.until.into(),
		channel.deposit.to_string().into(),
		channel.redeemed.to_string().into(),
		channel.pending.to_string().into(),
		channel.collateral.to_string().into(),
		u8::from(channel.audited).into(),
		u8::from(channel.refuted).into(),
		channel.redemptions.into(),
		channel.expires_at.into(),
		block.into(),
	];
	run(tx, sql, args).await.map(|_| ())
}
