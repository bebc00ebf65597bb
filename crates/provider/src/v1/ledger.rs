//! What is remembered of channels, in the daemon's state file. Writes that come together are committed
//! together; when one is told to be done it is on disk.

use super::{
	lane::{Lane, Promise, Signed, Work},
	prepaid::{Source, Used},
};
use anyhow::{Context, Result, anyhow};
use codec::{DecodeAll, Encode};
use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition, WriteTransaction};
use std::{
	sync::{Arc, Weak},
	thread,
};
use stoa_primitives::{Balance, BlockNumber, ChannelId, ReleaseId};
use tokio::sync::{mpsc, oneshot};

const LANES: TableDefinition<u64, &[u8]> = TableDefinition::new("channel_lanes");
/// The last receipt of each answer.
const RECEIPTS: TableDefinition<(u64, u32), &[u8]> = TableDefinition::new("channel_receipts");
/// What a game about an answer needs.
const WORKS: TableDefinition<(u64, u32), &[u8]> = TableDefinition::new("channel_works");
/// What the vouchers that were redeemed pay for, by channel and amount.
const PLEDGES: TableDefinition<(u64, u128), &[u8]> = TableDefinition::new("channel_pledges");

/// What was used of what is prepaid.
const USED: TableDefinition<&[u8], &[u8]> = TableDefinition::new("channel_prepaid");

/// Orders that are committed together, at most.
const TOGETHER: usize = 256;

/// Something to write.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Put {
	/// How far a channel is.
	Lane(ChannelId, Box<Lane>),
	/// The last receipt of its answer so far.
	Receipt(Box<Signed>),
	/// What can be executed again for an answer of class Exact: channel, sequence, work.
	Work(ChannelId, u32, Work),
	/// What is redeemed: a sample of it can be asked for.
	Pledge(Box<Promise>),
	/// Forget a redemption: channel, amount of the voucher.
	DropPledge(ChannelId, Balance),
	/// Forget an answer.
	DropAnswer(ChannelId, u32),
	/// Forget a channel, whose answers were forgotten.
	DropLane(ChannelId),
	/// What was used of what is prepaid.
	Used(Source, Used),
	/// Forget that.
	DropUsed(Source),
}

struct Order {
	puts: Vec<Put>,
	done: oneshot::Sender<bool>,
}

/// Tables of the state file. One writer, whatever the number of channels.
#[derive(Clone)]
pub struct Ledger {
	database: Arc<Database>,
	orders: mpsc::UnboundedSender<Order>,
}

impl Ledger {
	/// Makes the tables.
	pub(crate) fn create(write: &WriteTransaction) -> Result<()> {
		write.open_table(LANES)?;
		write.open_table(RECEIPTS)?;
		write.open_table(WORKS)?;
		write.open_table(PLEDGES)?;
		write.open_table(USED)?;
		Ok(())
	}

	/// Starts the writer. It ends with the last clone.
	pub(crate) fn open(database: Arc<Database>) -> Result<Self> {
		let (orders, arriving) = mpsc::unbounded_channel();
		// The file is free as soon as nobody can order anything any more.
		let file = Arc::downgrade(&database);
		let writer = thread::Builder::new().name("ledger".into());
		writer.spawn(move || write_all(&file, arriving)).context("no thread for the ledger")?;
		Ok(Self { database, orders })
	}

	/// Writes all or nothing. When it returns they are on disk.
	pub async fn put(&self, puts: Vec<Put>) -> Result<()> {
		let (done, written) = oneshot::channel();
		let lost = || anyhow!("the state of channels cannot be written");
		self.orders.send(Order { puts, done }).map_err(|_| lost())?;
		written.await.unwrap_or(false).then_some(()).ok_or_else(lost)
	}

	/// How far a channel is; the beginning, if nothing is known.
	pub fn lane(&self, id: ChannelId) -> Result<Lane> {
		let table = self.database.begin_read()?.open_table(LANES)?;
		let Some(lane) = table.get(id)? else { return Ok(Lane::default()) };
		read(lane.value())
	}

	/// All channels of which something is known.
	pub fn channels(&self) -> Result<Vec<ChannelId>> {
		let table = self.database.begin_read()?.open_table(LANES)?;
		table.iter()?.map(|entry| Ok(entry?.0.value())).collect()
	}

	/// The last receipt of each answer of a channel, in order.
	pub fn receipts(&self, id: ChannelId) -> Result<Vec<Signed>> {
		let table = self.database.begin_read()?.open_table(RECEIPTS)?;
		let all = table.range((id, 0)..=(id, u32::MAX))?;
		all.map(|entry| read(entry?.1.value())).collect()
	}

	/// What can be executed again for the answers of a channel, with the release of each.
	pub fn works(&self, id: ChannelId) -> Result<Vec<(ReleaseId, Work)>> {
		let mut works = Vec::new();
		for signed in self.receipts(id)? {
			let work = self.work(id, signed.receipt.sequence)?;
			works.extend(work.map(|work| (signed.receipt.release, work)));
		}
		Ok(works)
	}

	/// What the redeemed voucher of this amount pays for.
	pub fn pledge(&self, id: ChannelId, amount: Balance) -> Result<Option<Promise>> {
		let table = self.database.begin_read()?.open_table(PLEDGES)?;
		let Some(promise) = table.get((id, amount))? else { return Ok(None) };
		Ok(Some(read(promise.value())?))
	}

	/// The redemptions of a channel up to this amount.
	fn pledges(&self, id: ChannelId, redeemed: Balance) -> Result<Vec<Balance>> {
		let table = self.database.begin_read()?.open_table(PLEDGES)?;
		let all = table.range((id, 0)..=(id, redeemed))?;
		all.map(|entry| Ok(entry?.0.value().1)).collect()
	}

	/// What was used of what is prepaid.
	pub fn used(&self) -> Result<Vec<(Source, Used)>> {
		let table = self.database.begin_read()?.open_table(USED)?;
		let mut all = Vec::new();
		for entry in table.iter()? {
			let (source, used) = entry?;
			all.push((read(source.value())?, read(used.value())?));
		}
		Ok(all)
	}

	/// What can be executed again for an answer.
	pub fn work(&self, id: ChannelId, sequence: u32) -> Result<Option<Work>> {
		let table = self.database.begin_read()?.open_table(WORKS)?;
		let Some(work) = table.get((id, sequence))? else { return Ok(None) };
		Ok(Some(read(work.value())?))
	}

	/// Forgets the answers of a channel that nobody can ask about any more: redeemed up to `redeemed`, all
	/// audits of it decided, and with an anchor before `before`. Their number.
	pub async fn prune(
		&self,
		id: ChannelId,
		redeemed: Balance,
		before: BlockNumber,
	) -> Result<usize> {
		let old = |signed: &Signed| {
			signed.receipt.total <= redeemed && signed.receipt.anchor.number < before
		};
		let receipts = self.receipts(id)?;
		let over = receipts.iter().filter(|signed| old(signed));
		let mut drops: Vec<Put> =
			over.map(|signed| Put::DropAnswer(id, signed.receipt.sequence)).collect();
		let count = drops.len();
		let pledges = self.pledges(id, redeemed)?.into_iter();
		drops.extend(pledges.map(|amount| Put::DropPledge(id, amount)));
		if !drops.is_empty() {
			self.put(drops).await?;
		}
		Ok(count)
	}
}

fn read<T: DecodeAll>(mut bytes: &[u8]) -> Result<T> {
	T::decode_all(&mut bytes).context("state file: broken record of a channel")
}

fn write_all(database: &Weak<Database>, mut arriving: mpsc::UnboundedReceiver<Order>) {
	while let Some(first) = arriving.blocking_recv() {
		let mut orders = vec![first];
		while orders.len() < TOGETHER {
			let Ok(order) = arriving.try_recv() else { break };
			orders.push(order);
		}
		let file = database.upgrade().context("the state file is closed");
		let written = file.and_then(|file| commit(&file, &orders));
		if let Err(error) = &written {
			tracing::error!(
				error = format!("{error:#}"),
				"the state of channels cannot be written"
			);
		}
		for order in orders {
			// Whoever ordered it may be gone.
			let _ = order.done.send(written.is_ok());
		}
	}
}

fn commit(database: &Database, orders: &[Order]) -> Result<()> {
	let write = database.begin_write()?;
	{
		let mut lanes = write.open_table(LANES)?;
		let mut receipts = write.open_table(RECEIPTS)?;
		let mut works = write.open_table(WORKS)?;
		let mut pledges = write.open_table(PLEDGES)?;
		let mut prepaid = write.open_table(USED)?;
		for put in orders.iter().flat_map(|order| &order.puts) {
			match put {
				Put::Lane(id, lane) => drop(lanes.insert(id, lane.encode().as_slice())?),
				Put::Receipt(signed) => {
					let key = (signed.receipt.channel, signed.receipt.sequence);
					receipts.insert(key, signed.encode().as_slice())?;
				}
				Put::Work(id, sequence, work) => {
					works.insert((*id, *sequence), work.encode().as_slice())?;
				}
				Put::Pledge(promise) => {
					let key = (promise.voucher.channel, promise.voucher.amount);
					pledges.insert(key, promise.encode().as_slice())?;
				}
				Put::DropPledge(id, amount) => drop(pledges.remove((*id, *amount))?),
				Put::DropAnswer(id, sequence) => {
					receipts.remove((*id, *sequence))?;
					works.remove((*id, *sequence))?;
				}
				Put::DropLane(id) => drop(lanes.remove(id)?),
				Put::Used(source, used) => {
					prepaid.insert(source.encode().as_slice(), used.encode().as_slice())?;
				}
				Put::DropUsed(source) => drop(prepaid.remove(source.encode().as_slice())?),
			}
		}
	}
	write.commit()?;
	Ok(())
}
