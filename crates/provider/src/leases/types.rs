//! A lease from both sides: what the chain shows of it, and what the daemon remembers.

use codec::{Decode, Encode};
use stoa_primitives::{
	Attribute, Balance, BlockNumber, Digest, LeaseId, Meters, OfferId, RequestId, Resources, Usage,
};

/// A price and until when it holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Segment {
	/// Of each block, in planck.
	pub price: Balance,
	/// The first block that it does not hold for.
	pub until: BlockNumber,
}

/// What each block of a lease costs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Schedule {
	/// The first block that `now` holds for.
	pub from: BlockNumber,
	/// The price of all blocks before, in planck.
	pub before: Balance,
	/// The price at first.
	pub now: Segment,
	/// The price after that.
	pub next: Option<Segment>,
}

fn span(from: BlockNumber, until: BlockNumber, price: Balance) -> Balance {
	price.saturating_mul(until.saturating_sub(from).into())
}

impl Schedule {
	/// The price of all blocks before `at`, in planck.
	pub fn due(&self, at: BlockNumber) -> Balance {
		let next = self.next.map_or(0, |next| span(self.now.until, at.min(next.until), next.price));
		self.before
			.saturating_add(span(self.from, at.min(self.now.until), self.now.price))
			.saturating_add(next)
	}
}

/// Where a lease stands on chain.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
	/// It waits for this provider to start it.
	Pending {
		/// The last block in which that can be.
		start_by: BlockNumber,
		/// What a bid put at stake, in planck.
		bid_deposit: Balance,
	},
	/// It runs.
	Active(Running),
	/// It is over, but for an amount that the tenant says was not earned.
	Contested {
		/// When it ended.
		closed_at: BlockNumber,
		/// The first block about which nothing is signed.
		signed_until: BlockNumber,
		/// Signed as owed since the start, in planck.
		signed_due: Balance,
		/// The last block in which this provider can insist.
		until: BlockNumber,
		/// Whether it has.
		insisted: bool,
	},
}

/// A lease that runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Running {
	/// From when.
	pub started_at: BlockNumber,
	/// What each block costs.
	pub schedule: Schedule,
	/// The first block about which nothing is signed on chain.
	pub signed_until: BlockNumber,
	/// Signed on chain as owed since the start, in planck.
	pub signed_due: Balance,
	/// Of that, paid, in planck.
	pub paid: Balance,
	/// Blocks by which the chain's clock stood still since the last signature.
	pub missed: BlockNumber,
	/// The first block that it does not have, as things stand.
	pub ends: BlockNumber,
}

/// A lease of this provider as a block shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LeaseView {
	/// The lease.
	pub id: LeaseId,
	/// Who pays.
	pub tenant: [u8; 32],
	/// How many units.
	pub units: u32,
	/// What each is.
	pub resources: Resources,
	/// The key that signs usage for the tenant.
	pub usage_key: [u8; 32],
	/// What the chain keeps of the manifest.
	pub manifest: Digest,
	/// For how many blocks either side goes on without the other's word.
	pub period: BlockNumber,
	/// On hold for it, in planck.
	pub escrow: Balance,
	/// Where it stands.
	pub stage: Stage,
}

impl LeaseView {
	/// What all its units have together.
	pub fn total(&self) -> Resources {
		let Resources { cpu_cores, memory_mib, disk_gib, gpus, vram_mib } = self.resources;
		let units = self.units;
		let few = u16::try_from(units).unwrap_or(u16::MAX);
		Resources {
			cpu_cores: cpu_cores.saturating_mul(few),
			memory_mib: memory_mib.saturating_mul(units),
			disk_gib: disk_gib.saturating_mul(units),
			gpus: gpus.saturating_mul(few),
			vram_mib,
		}
	}
}

/// A statement with the tenant's signature.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub struct SignedByTenant {
	/// What was signed.
	pub usage: Usage,
	/// By the lease's usage key.
	pub signature: [u8; 64],
}

/// Why a lease is over, and since when.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Ended {
	/// The final block that did not have it any more.
	pub at: BlockNumber,
	/// For people.
	pub reason: String,
}

/// What the daemon remembers of a lease: on disk before anything is done about it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Record {
	/// Who may ask about it.
	pub tenant: [u8; 32],
	/// So may this key.
	pub usage_key: [u8; 32],
	/// JSON of the manifest, once it is here.
	pub manifest: Option<Vec<u8>>,
	/// Why the daemon will not start it.
	pub refused: Option<String>,
	/// Ports of this machine that are its own, in the order of the manifest's.
	pub ports: Vec<u16>,
	/// GPUs of this machine that are its own.
	pub gpus: Vec<u16>,
	/// Whether its workload ran once, or it was the tenant's doing that it did not: what is contested is insisted on.
	pub ran: bool,
	/// The last block in which it was seen to run, or to have ended by itself.
	pub up_at: BlockNumber,
	/// Since when it does not run and should, by the daemon's fault.
	pub down_since: Option<BlockNumber>,
	/// Blocks not served, those since `down_since` aside.
	pub unserved_blocks: BlockNumber,
	/// Their price, in planck.
	pub unserved_due: Balance,
	/// What was used, up to the last reading.
	pub meters: Meters,
	/// The runner's own counters at the last reading: they begin anew with the machine.
	pub reading: Meters,
	/// What was proposed, the newest last.
	pub proposed: Vec<Usage>,
	/// The newest statement that the tenant signed.
	pub signed: Option<SignedByTenant>,
	/// Once it is over.
	pub ended: Option<Ended>,
}

/// How many proposals a tenant may be late with.
pub const PROPOSALS: usize = 4;

impl Record {
	/// Of a lease that is seen for the first time.
	pub fn new(view: &LeaseView) -> Self {
		Self {
			tenant: view.tenant,
			usage_key: view.usage_key,
			manifest: None,
			refused: None,
			ports: Vec::new(),
			gpus: Vec::new(),
			ran: false,
			up_at: 0,
			down_since: None,
			unserved_blocks: 0,
			unserved_due: 0,
			meters: Meters::default(),
			reading: Meters::default(),
			proposed: Vec::new(),
			signed: None,
			ended: None,
		}
	}

	/// The first block about which the tenant has signed nothing.
	pub fn signed_until(&self) -> BlockNumber {
		self.signed.map_or(0, |signed| signed.usage.until)
	}
}

/// What runs, as the runner and this process know it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Workload {
	/// The runner was not asked yet, or did not answer.
	Unknown,
	/// There is none.
	Absent,
	/// It is being made, started or removed.
	Busy,
	/// It is there and was never started.
	Created,
	/// It runs.
	Running,
	/// It has ended; with no code if the machine ended it.
	Exited {
		/// The program's.
		code: Option<i32>,
		/// Whether it took more memory than it has.
		out_of_memory: bool,
	},
	/// It cannot be made.
	Failed(String),
}

/// An offer as the chain has it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OfferView {
	/// The offer.
	pub id: OfferId,
	/// What is offered.
	pub terms: Terms,
	/// Units that leases, bids and measurements have.
	pub used: u32,
	/// Whether it is to vanish with the last of them.
	pub closing: bool,
}

/// What is offered. See `pallets/compute`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Terms {
	/// One unit.
	pub resources: Resources,
	/// What else is to be said of it.
	pub attributes: Vec<Attribute>,
	/// How many units.
	pub units: u32,
	/// Of one unit, in planck.
	pub price_per_block: Balance,
	/// Shortest lease, in blocks.
	pub min_blocks: BlockNumber,
	/// Longest lease without renewals, in blocks.
	pub max_blocks: BlockNumber,
	/// For how many blocks either side goes on without the other's word.
	pub period_blocks: BlockNumber,
	/// Lower prices for those who stay: blocks, discount in millionths, blocks of notice.
	pub long_terms: Vec<(BlockNumber, u32, BlockNumber)>,
	/// Price of one unit in planck at which a lease can be renewed, and how often.
	pub renewals: Option<(Balance, u16)>,
	/// The first block at which the offer says nothing any more.
	pub expires_at: BlockNumber,
}

/// A request that takes bids.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RequestView {
	/// The request.
	pub id: RequestId,
	/// Who asks.
	pub tenant: [u8; 32],
	/// At least, of each unit.
	pub resources: Resources,
	/// All of these.
	pub attributes: Vec<Attribute>,
	/// How many units.
	pub units: u32,
	/// For how long, in blocks.
	pub blocks: BlockNumber,
	/// For how many blocks either side goes on without the other's word.
	pub period_blocks: BlockNumber,
	/// Most that all units may cost, in planck per block.
	pub price_limit: Balance,
	/// The last block in which bids are taken.
	pub closes_at: BlockNumber,
	/// The best bid: whose, and its price for all units per block, in planck.
	pub best: Option<([u8; 32], Balance)>,
}
