//! What the chain shows of the market of machines.

use crate::{
	At, Result,
	at::{PAGE, extend},
	chain::stoa,
	types::{
		AccountId, LeaseEvent, LeaseInfo, LeaseParameters, LeaseQuote, LeaseRequest,
		MeasurementDetails, OfferDetails, OfferFilter, OfferPage, SellerDetails,
	},
};
use stoa_primitives::{BlockNumber, LeaseId, MeasurementId, OfferId, RequestId};

impl At {
	/// At most `limit` (and at most 256) offers that can be taken now and fit, by id from `from` on. A page can be
	/// short, or empty, and have a next one.
	pub async fn offers(
		&self,
		filter: OfferFilter,
		from: OfferId,
		limit: u32,
	) -> Result<OfferPage> {
		self.view(stoa::view_functions().compute().offers(filter, from, limit)).await
	}

	/// One offer, whether it can be taken or not.
	pub async fn offer(&self, id: OfferId) -> Result<Option<OfferDetails>> {
		self.view(stoa::view_functions().compute().offer(id)).await
	}

	/// The offers of a provider, by id, closed and expired ones included.
	pub async fn offers_of(&self, provider: &AccountId) -> Result<Vec<(OfferId, OfferDetails)>> {
		let entry = stoa::storage().compute().offers_by_provider();
		let mut entries = self.inner.storage().iter(entry, (*provider,)).await?;
		let mut ids = Vec::new();
		while let Some(entry) = entries.next().await {
			let (_, id): (AccountId, OfferId) = entry?.key()?.decode()?;
			ids.push(id);
		}
		ids.sort_unstable();
		let mut offers = Vec::new();
		for id in ids {
			offers.extend(self.offer(id).await?.map(|offer| (id, offer)));
		}
		Ok(offers)
	}

	/// Every offer, closed and expired ones included, by id.
	pub async fn all_offers(&self) -> Result<Vec<(OfferId, OfferDetails)>> {
		let entry = stoa::storage().compute().offers();
		let mut entries = self.inner.storage().iter(entry, ()).await?;
		let mut offers = Vec::new();
		while let Some(entry) = entries.next().await {
			let entry = entry?;
			let (id,) = entry.key()?.decode()?;
			offers.push((id, entry.value().decode()?));
		}
		offers.sort_unstable_by_key(|(id, _)| *id);
		Ok(offers)
	}

	/// Every lease that is not over, or of which something is contested, by id.
	pub async fn all_leases(&self) -> Result<Vec<(LeaseId, LeaseInfo)>> {
		let entry = stoa::storage().compute().leases();
		let mut entries = self.inner.storage().iter(entry, ()).await?;
		let mut ids: Vec<LeaseId> = Vec::new();
		while let Some(entry) = entries.next().await {
			let (id,) = entry?.key()?.decode()?;
			ids.push(id);
		}
		ids.sort_unstable();
		let mut leases = Vec::new();
		for id in ids {
			leases.extend(self.lease(id).await?.map(|info| (id, info)));
		}
		Ok(leases)
	}

	/// What units of an offer would cost for so many blocks; none if they cannot be had now.
	pub async fn lease_quote(
		&self,
		offer: OfferId,
		units: u32,
		blocks: BlockNumber,
	) -> Result<Option<LeaseQuote>> {
		self.view(stoa::view_functions().compute().quote(offer, units, blocks)).await
	}

	/// A request that takes bids, with the best so far.
	pub async fn lease_request(&self, id: RequestId) -> Result<Option<LeaseRequest>> {
		self.view(stoa::view_functions().compute().request(id)).await
	}

	/// Every request that takes bids, by id.
	pub async fn lease_requests(&self) -> Result<Vec<(RequestId, LeaseRequest)>> {
		let entry = stoa::storage().compute().requests();
		let mut entries = self.inner.storage().iter(entry, ()).await?;
		let mut requests = Vec::new();
		while let Some(entry) = entries.next().await {
			let entry = entry?;
			let (id,) = entry.key()?.decode()?;
			requests.push((id, entry.value().decode()?));
		}
		requests.sort_unstable_by_key(|(id, _)| *id);
		Ok(requests)
	}

	/// A lease that is not over, or of which something is contested, with the deadlines that hold now and what it
	/// owes as of this block.
	pub async fn lease(&self, id: LeaseId) -> Result<Option<LeaseInfo>> {
		self.view(stoa::view_functions().compute().lease(id)).await
	}

	/// All leases in which an account is tenant or provider, by id.
	pub async fn leases_of(&self, account: &AccountId) -> Result<Vec<LeaseId>> {
		let mut all: Vec<LeaseId> = Vec::new();
		loop {
			let from = all.last().map(|last| last.saturating_add(1));
			let page = stoa::view_functions().compute().leases_of(*account, from, PAGE);
			if extend(&mut all, self.view(page).await?) {
				return Ok(all);
			}
		}
	}

	/// What a provider's leases have shown, and when its machines may be measured again.
	pub async fn seller(&self, provider: &AccountId) -> Result<SellerDetails> {
		self.view(stoa::view_functions().compute().seller(*provider)).await
	}

	/// A measurement that goes on, with the deadlines that hold now.
	pub async fn measurement(&self, id: MeasurementId) -> Result<Option<MeasurementDetails>> {
		self.view(stoa::view_functions().compute().measurement(id)).await
	}

	/// The measurements of a provider's machines that go on, by id.
	pub async fn measurements_of(
		&self,
		provider: &AccountId,
	) -> Result<Vec<(MeasurementId, MeasurementDetails)>> {
		let entry = stoa::storage().compute().measurements();
		let mut entries = self.inner.storage().iter(entry, ()).await?;
		let mut ids: Vec<MeasurementId> = Vec::new();
		while let Some(entry) = entries.next().await {
			let entry = entry?;
			let details: MeasurementDetails = entry.value().decode()?;
			if details.provider == *provider {
				let (id,) = entry.key()?.decode()?;
				ids.push(id);
			}
		}
		ids.sort_unstable();
		let mut measurements = Vec::new();
		for id in ids {
			measurements.extend(self.measurement(id).await?.map(|details| (id, details)));
		}
		Ok(measurements)
	}

	/// The parameters under which a new lease would begin.
	pub async fn lease_parameters(&self) -> Result<LeaseParameters> {
		self.view(stoa::view_functions().compute().parameters()).await
	}

	/// What happened in the market of machines in this block, in order.
	pub async fn lease_events(&self) -> Result<Vec<LeaseEvent>> {
		let (events, _) = self.events().await?;
		let mut ours = Vec::new();
		for event in events.iter() {
			if let stoa::Event::Compute(event) = event?.decode_as::<stoa::Event>()? {
				ours.push(event);
			}
		}
		Ok(ours)
	}
}
