//! What one finalised block tells, in the form in which it is stored: nothing below this file knows the chain.

mod datasets;
mod leases;

pub use datasets::{Dataset, License};
pub use leases::{Lease, Offer};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use stoa_client::{
	Block,
	events::ChainEvent,
	types::{
		ChannelDetails, ChannelState, JobDetails, ListingDetails, Parent, ProviderInfo,
		ProviderStatus, ReleaseDetails,
	},
};
use stoa_primitives::{
	Balance, ChannelId, DatasetId, JobId, LeaseId, LicenseId, ListingFault, ListingId, OfferId,
	ReleaseId, TokenPrice,
};

/// A block and everything that the index wants of it.
#[derive(Clone, PartialEq, Debug)]
pub struct BlockFacts {
	/// The block.
	pub block: Block,
	/// When it was made, in milliseconds since 1970.
	pub time_ms: u64,
	/// What happened in the pallets of [`crate::PALLETS`], in order.
	pub events: Vec<ChainEvent>,
	/// What things that were touched look like after the block.
	pub state: StateFacts,
}

/// What things look like after a block; nothing for what is gone.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct StateFacts {
	/// Listings, by id.
	pub listings: BTreeMap<ListingId, Option<Listing>>,
	/// Releases, by id.
	pub releases: BTreeMap<ReleaseId, Option<Release>>,
	/// Accounts that are providers, or are not any more, by SS58 address.
	pub providers: BTreeMap<String, Option<Provider>>,
	/// Payment channels, by id.
	pub channels: BTreeMap<ChannelId, Option<Channel>>,
	/// Machines for rent, by id.
	pub offers: BTreeMap<OfferId, Option<Offer>>,
	/// Leases, by id.
	pub leases: BTreeMap<LeaseId, Option<Lease>>,
	/// Datasets, by id.
	pub datasets: BTreeMap<DatasetId, Option<Dataset>>,
	/// Licences of them, by id.
	pub licenses: BTreeMap<LicenseId, Option<License>>,
	/// What was ordered by jobs that were submitted in the block, as far as events do not tell.
	pub orders: BTreeMap<JobId, Order>,
}

/// A model's listing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listing {
	/// SS58 address of its owner.
	pub owner: String,
	/// Its name; not unique.
	pub name: String,
	/// blake2b-256 of the model card, hexadecimal.
	pub card: String,
	/// Where card and artefacts are said to be.
	pub uri: String,
	/// What the court has ruled to be wrong with it: `FalseCard` or `Infringing`.
	pub flag: Option<String>,
}

impl Listing {
	/// As the chain shows it.
	pub(crate) fn of(details: ListingDetails, flag: Option<ListingFault>) -> Self {
		Self {
			owner: details.owner.to_string(),
			name: text(&details.metadata.name),
			card: hexadecimal(&details.metadata.card),
			uri: text(&details.metadata.uri),
			flag: flag.map(|fault| format!("{fault:?}")),
		}
	}
}

/// A release.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Release {
	/// Its listing.
	pub listing: ListingId,
	/// blake2b-256 of the artefact, hexadecimal.
	pub artefact: String,
	/// Length of the artefact, in bytes.
	pub bytes: u64,
	/// Format of the artefact: `Gguf`, `Safetensors`, `Exact`, `ContainerImage`.
	pub format: String,
	/// The program that turns prompts into answers, hexadecimal.
	pub engine: String,
	/// How answers are verified: `Exact`, `Replicated`, `Tolerant`, `Attested`.
	pub class: String,
	/// SPDX identifier, or `LicenseRef-…`.
	pub licence: String,
	/// Longest prompt and answer together, in tokens.
	pub context_tokens: u32,
	/// What a job pays its owners.
	pub royalty: Price,
	/// Releases that it was made from, with the share of its royalty in parts of 1,000,000,000.
	pub parents: Vec<(ReleaseId, u32)>,
	/// Class Exact: root of the model, hexadecimal.
	pub model: Option<String>,
	/// Class Exact: bond of the publisher, in planck.
	pub bond: Option<Balance>,
	/// When it stopped taking jobs.
	pub retired_at: Option<u32>,
}

/// A price per 1,000 tokens, in planck.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Price {
	/// Of tokens that are read.
	pub input: Balance,
	/// Of tokens that are generated.
	pub output: Balance,
}

/// A provider.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Provider {
	/// Base URL of its daemon.
	pub endpoint: String,
	/// The sr25519 key of its statements, hexadecimal.
	pub signing_key: String,
	/// The X25519 key to which prompts are sealed, hexadecimal.
	pub transport_key: String,
	/// `Active`, `Chilled` or `Leaving`.
	pub status: String,
	/// Bonded, what is reserved included, in planck.
	pub bond: Balance,
	/// Of that, set aside for unfinished work, in planck.
	pub reserved: Balance,
	/// Jobs done as promised.
	pub jobs: u64,
	/// Faults short of a proven lie.
	pub strikes: u32,
	/// Times that its bond was slashed.
	pub slashes: u32,
	/// What machine it claims to have: nothing of that is proven.
	pub hardware: Option<Hardware>,
	/// What it serves.
	pub serving: Vec<Served>,
}

/// A machine, as its owner describes it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Hardware {
	/// Kinds of GPU.
	pub gpus: Vec<Gpu>,
	/// Processor cores.
	pub cpu_cores: u16,
	/// Main memory, in MiB.
	pub memory_mib: u32,
	/// Disk, in GiB.
	pub disk_gib: u32,
	/// The first block at which this says nothing any more.
	pub expires_at: u32,
}

/// GPUs of one kind.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Gpu {
	/// The vendor's name.
	pub model: String,
	/// How many.
	pub count: u16,
	/// Memory of each, in MiB.
	pub vram_mib: u32,
}

/// A release that a provider serves.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Served {
	/// The release.
	pub release: ReleaseId,
	/// What the provider asks.
	pub price: Price,
	/// What it counts in the draw; 0 while it cannot be drawn.
	pub weight: u32,
	/// Whether it is served no more.
	pub leaving: bool,
}

/// A payment channel. Amounts are in planck.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Channel {
	/// SS58 address of who pays.
	pub payer: String,
	/// SS58 address of who answers.
	pub provider: String,
	/// The sr25519 key that signs requests and vouchers, hexadecimal.
	pub lane: String,
	/// The sr25519 key that signs receipts, hexadecimal.
	pub receipt_key: String,
	/// `Open`, `Closing` or `Withdrawn`.
	pub state: String,
	/// The last block at which it can be redeemed (closing) or a receipt challenged (withdrawn), as it was then: full
	/// blocks put it off.
	pub until: Option<u32>,
	/// All that was deposited.
	pub deposit: Balance,
	/// All that was redeemed.
	pub redeemed: Balance,
	/// Of that, what is not paid because its audit is not decided.
	pub pending: Balance,
	/// Bond of the provider that is reserved for it.
	pub collateral: Balance,
	/// Whether what is redeemed is sampled.
	pub audited: bool,
	/// Whether its provider was shown to lie in it.
	pub refuted: bool,
	/// Redemptions so far.
	pub redemptions: u32,
	/// After this block anyone may close it.
	pub expires_at: u32,
}

/// What the submission's event does not tell of a job.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Order {
	/// Declared length of the prompt, in tokens.
	pub prompt_tokens: u32,
	/// Most tokens to generate.
	pub max_new_tokens: u32,
}

impl From<TokenPrice> for Price {
	fn from(price: TokenPrice) -> Self {
		Self { input: price.per_1k_input, output: price.per_1k_output }
	}
}

impl From<ReleaseDetails> for Release {
	fn from(details: ReleaseDetails) -> Self {
		let parents = details.parents.iter().filter_map(|(parent, share)| match parent {
			Parent::Release(release) => Some((*release, share.0)),
			Parent::License(_) => None,
		});
		Self {
			listing: details.listing,
			artefact: hexadecimal(&details.artefact.hash),
			bytes: details.artefact.bytes,
			format: format!("{:?}", details.artefact.format),
			engine: hexadecimal(&details.engine),
			class: format!("{:?}", details.class.0),
			licence: text(&details.licence),
			context_tokens: details.context_tokens,
			royalty: details.price.0.into(),
			parents: parents.collect(),
			model: details.exact.as_ref().map(|exact| hexadecimal(&exact.model)),
			bond: details.exact.as_ref().map(|exact| exact.bond),
			retired_at: details.retired_at,
		}
	}
}

impl From<ProviderInfo> for Provider {
	fn from(info: ProviderInfo) -> Self {
		let hardware = info.hardware.map(|details| Hardware {
			gpus: details
				.claims
				.gpus
				.iter()
				.map(|gpu| Gpu {
					model: text(&gpu.model),
					count: gpu.count,
					vram_mib: gpu.vram_mib,
				})
				.collect(),
			cpu_cores: details.claims.cpu_cores,
			memory_mib: details.claims.memory_mib,
			disk_gib: details.claims.disk_gib,
			expires_at: details.expires_at,
		});
		let status = match info.status {
			ProviderStatus::Active => "Active",
			ProviderStatus::Chilled { .. } => "Chilled",
			ProviderStatus::Leaving => "Leaving",
		};
		let serving = info.serving.iter().map(|served| Served {
			release: served.release,
			price: served.price.0.into(),
			weight: served.weight,
			leaving: served.leaving,
		});
		Self {
			endpoint: text(&info.endpoint),
			signing_key: hexadecimal(&info.signing_key),
			transport_key: hexadecimal(&info.transport_key),
			status: status.to_string(),
			bond: info.bond,
			reserved: info.reserved,
			jobs: info.record.jobs,
			strikes: info.record.strikes,
			slashes: info.record.slashes,
			hardware,
			serving: serving.collect(),
		}
	}
}

impl From<ChannelDetails> for Channel {
	fn from(details: ChannelDetails) -> Self {
		let (state, until) = match details.state {
			ChannelState::Open => ("Open", None),
			ChannelState::Closing { until } => ("Closing", Some(until)),
			ChannelState::Withdrawn { until } => ("Withdrawn", Some(until)),
		};
		Self {
			payer: details.payer.to_string(),
			provider: details.provider.to_string(),
			lane: hexadecimal(&details.lane),
			receipt_key: hexadecimal(&details.receipt_key),
			state: state.to_string(),
			until,
			deposit: details.deposit,
			redeemed: details.redeemed,
			pending: details.pending,
			collateral: details.collateral,
			audited: details.audited,
			refuted: details.refuted,
			redemptions: details.redemptions,
			expires_at: details.expires_at,
		}
	}
}

impl From<&JobDetails> for Order {
	fn from(details: &JobDetails) -> Self {
		Self {
			prompt_tokens: details.prompt_tokens,
			max_new_tokens: details.generation.0.max_new_tokens,
		}
	}
}

/// Bytes that should be text. Control characters become U+FFFD, so that what is stored is text for certain
/// (PostgreSQL takes no NUL) and nothing that is shown drives a terminal.
pub(crate) fn text(bytes: &[u8]) -> String {
	let shown = |c: char| if c.is_control() { '\u{fffd}' } else { c };
	String::from_utf8_lossy(bytes).chars().map(shown).collect()
}

pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
	format!("0x{}", hex::encode(bytes))
}
