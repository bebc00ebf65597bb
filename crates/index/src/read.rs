//! Reads one finalised block from the chain.

use crate::{
	PALLETS, Result,
	facts::{
		BlockFacts, Channel, Dataset, Lease, License, Listing, Offer, Order, Provider, Release,
		StateFacts,
	},
	happened,
};
use serde_json::Value;
use std::collections::BTreeSet;
use stoa_client::{
	AccountId, At, Client, Error as ClientError,
	events::ChainEvent,
	types::{JobView, ListingState},
};
use stoa_primitives::{
	BlockNumber, ChannelId, DatasetId, JobId, LeaseId, LicenseId, ListingId, OfferId, ReleaseId,
};

/// Everything that the index wants of the block at a height that is final.
pub(crate) async fn block(client: &Client, height: BlockNumber) -> Result<BlockFacts> {
	let at = client.at_height(height).await?;
	let events = at.events_of(PALLETS).await?;
	let touched = Touched::by(&events);
	let state = if touched.models { everything(&at).await? } else { touched.read(&at).await? };
	Ok(BlockFacts { block: at.block(), time_ms: at.timestamp_ms().await?, events, state })
}

/// A block with the state of everything that there is: where an index begins, and where it goes on after blocks
/// that the node does not keep.
pub(crate) async fn whole(at: &At) -> Result<BlockFacts> {
	let events = at.events_of(PALLETS).await?;
	let state = everything(at).await?;
	Ok(BlockFacts { block: at.block(), time_ms: at.timestamp_ms().await?, events, state })
}

async fn everything(at: &At) -> Result<StateFacts> {
	let mut state = StateFacts::default();
	let flagged = at.flagged_listings().await?;
	for (id, listing) in at.listings().await? {
		let listing = Listing::of(listing, flagged.get(&id).copied());
		state.listings.insert(id, Some(listing));
		for (release, details) in at.releases_of(id).await? {
			state.releases.insert(release, Some(details.into()));
		}
	}
	for provider in at.providers().await? {
		state.providers.insert(provider.account.to_string(), Some(provider.into()));
	}
	for (channel, details) in at.channels().await? {
		state.channels.insert(channel, Some(details.into()));
	}
	for (offer, details) in at.all_offers().await? {
		state.offers.insert(offer, Some(details.into()));
	}
	for (lease, info) in at.all_leases().await? {
		state.leases.insert(lease, Some(info.into()));
	}
	let flagged = at.flagged_datasets().await?;
	for (id, dataset) in at.all_datasets().await? {
		let dataset = Dataset::of(dataset, flagged.get(&id).copied());
		state.datasets.insert(id, Some(dataset));
	}
	for (license, info) in at.all_licenses().await? {
		state.licenses.insert(license, Some(info.into()));
	}
	for (job, details) in at.live_jobs().await? {
		state.orders.insert(job, Order::from(&details));
	}
	Ok(state)
}

/// What events are about.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Touched {
	listings: BTreeSet<ListingId>,
	releases: BTreeSet<ReleaseId>,
	accounts: BTreeSet<String>,
	jobs: BTreeSet<JobId>,
	channels: BTreeSet<ChannelId>,
	offers: BTreeSet<OfferId>,
	leases: BTreeSet<LeaseId>,
	datasets: BTreeSet<DatasetId>,
	licenses: BTreeSet<LicenseId>,
	/// Whose offers may have other units in use.
	sellers: BTreeSet<String>,
	/// Any release may have changed.
	models: bool,
}

impl Touched {
	fn by(events: &[ChainEvent]) -> Self {
		let mut touched = Self::default();
		for event in events {
			let id = |name: &str| event.data.get(name).and_then(Value::as_u64);
			let small = |name: &str| id(name).and_then(|id| u32::try_from(id).ok());
			match event.pallet.as_str() {
				"Models" => {
					touched.listings.extend(small("listing"));
					touched.releases.extend(small("release"));
					touched.models |= event.name == "ModelReported";
				}
				// Tenants are nobody whom the index shows.
				"Compute" => {
					touched.offers.extend(id("offer"));
					touched.leases.extend(id("lease"));
					let seller = event.data.get("provider").and_then(Value::as_str);
					touched.sellers.extend(seller.map(str::to_owned));
				}
				// Licensees and custodians are nobody whom the index shows.
				"Datasets" => {
					touched.datasets.extend(small("dataset"));
					touched.licenses.extend(id("license"));
					touched.licenses.extend(id("sublicense"));
				}
				// A ruling about a listing; jurors and parties are nobody whom the index shows.
				"Disputes" => {
					touched.listings.extend(happened::ruled_on(event));
					touched.datasets.extend(happened::ruled_on_dataset(event));
				}
				// Requesters are asked about in vain: nothing tells them apart from providers.
				_ => touched.accounts.extend(event.accounts.iter().cloned()),
			}
			if event.name == "JobSubmitted" {
				touched.jobs.extend(id("job"));
			}
			if event.pallet == "Channels" {
				touched.channels.extend(id("channel"));
			}
		}
		touched
	}

	async fn read(self, at: &At) -> Result<StateFacts> {
		let mut state = StateFacts::default();
		for id in self.listings {
			let flag = match at.listing_state(id).await? {
				ListingState::Flagged(flag) => Some(flag.fault.0),
				ListingState::Clean | ListingState::Challenged(_) => None,
			};
			let listing = at.listing(id).await?.map(|listing| Listing::of(listing, flag));
			state.listings.insert(id, listing);
		}
		for id in self.releases {
			state.releases.insert(id, at.release(id).await?.map(Release::from));
		}
		for account in self.accounts {
			let id: AccountId = stoa_client::keys::account(&account)?;
			state.providers.insert(account, at.provider(&id).await?.map(Provider::from));
		}
		for channel in self.channels {
			state.channels.insert(channel, at.channel(channel).await?.map(Channel::from));
		}
		let mut offers = self.offers;
		for lease in self.leases {
			let info = at.lease(lease).await?;
			offers.extend(info.as_ref().map(|info| info.details.offer));
			state.leases.insert(lease, info.map(Lease::from));
		}
		for seller in self.sellers {
			let seller: AccountId = stoa_client::keys::account(&seller)?;
			offers.extend(at.offers_of(&seller).await?.into_iter().map(|(id, _)| id));
		}
		for offer in offers {
			state.offers.insert(offer, at.offer(offer).await?.map(Offer::from));
		}
		let mut datasets = self.datasets;
		for license in self.licenses {
			let info = at.license(license).await?;
			datasets.extend(info.as_ref().map(|info| info.details.dataset));
			state.licenses.insert(license, info.map(License::from));
		}
		for id in datasets {
			let flag = match at.dataset_state(id).await? {
				ListingState::Flagged(flag) => Some(flag.fault.0),
				ListingState::Clean | ListingState::Challenged(_) => None,
			};
			let dataset = at.dataset(id).await?.map(|dataset| Dataset::of(dataset, flag));
			state.datasets.insert(id, dataset);
		}
		for job in self.jobs {
			if let Some(JobView::Live { details, .. }) = at.job(job).await? {
				state.orders.insert(job, Order::from(&details));
			}
		}
		Ok(state)
	}
}

/// Whether the node does not keep what was asked for.
pub(crate) fn is_discarded(error: &crate::Error) -> bool {
	matches!(error, crate::Error::Client(ClientError::StateDiscarded))
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	fn event(pallet: &str, name: &str, data: Value, accounts: &[&str]) -> ChainEvent {
		ChainEvent {
			index: 0,
			extrinsic: None,
			pallet: pallet.into(),
			name: name.into(),
			data,
			accounts: accounts.iter().map(|account| account.to_string()).collect(),
		}
	}

	#[test]
	fn what_events_name_is_read_again() {
		let added =
			event("Models", "ReleaseAdded", json!({ "release": 2, "listing": 1 }), &["owner"]);
		let ordered = event("Inference", "JobSubmitted", json!({ "job": 9 }), &["asker"]);
		let drawn = event("Inference", "ExecutorsDrawn", json!({ "job": 8 }), &["one", "two"]);
		let paid = event("Channels", "Redeemed", json!({ "channel": 4 }), &[]);
		let ruled = json!({ "subject": { "ModelListing": 3 }, "case": 1, "fault": "FalseCard" });
		let ruled = event("Disputes", "ListingFlagged", ruled, &[]);
		let sat = event("Disputes", "JurorBonded", json!({ "amount": "1" }), &["juror"]);
		let touched = Touched::by(&[added, ordered, drawn, paid, ruled, sat]);
		let accounts = ["asker", "one", "two"].map(String::from);
		assert_eq!(
			touched,
			Touched {
				listings: [1, 3].into(),
				releases: [2].into(),
				accounts: accounts.into(),
				jobs: [9].into(),
				channels: [4].into(),
				..Touched::default()
			}
		);
		assert!(Touched::by(&[event("Models", "ModelReported", json!({}), &[])]).models);
	}
}
