//! The market of data from a custodian's chair, as `stoa-client` shows it.

use super::{HANDOVER, INCLUSION};
use crate::custody::chain::{
	CustodyCall, CustodyChain, Look, PeerView, Purchase, ReleaseView, RunStage, RunView,
};
use anyhow::{Context, Result};
use async_trait::async_trait;
use stoa_client::{
	AccountId, At, Client, Error, Keypair, calls,
	types::{self, LicenseStage, RunDetails, RunFilter},
};
use stoa_primitives::{
	DataReleaseId, RunId,
	dataset::{NOTHING_FOUND, SealedShare},
};

/// Path below a custodian's address at which its daemon serves releases.
const SERVED: &str = "stoa/v1/data";

/// A node's market of data.
pub(super) struct NodeCustody {
	client: Client,
	signer: Keypair,
	account: AccountId,
}

impl NodeCustody {
	/// None if the chain has no such market.
	pub(super) async fn connect(client: &Client, signer: &Keypair) -> Result<Option<Self>> {
		match client.finalised().await?.data_parameters().await {
			Ok(_) => Ok(Some(Self {
				client: client.clone(),
				signer: signer.clone(),
				account: AccountId(signer.public_key().0),
			})),
			Err(Error::Incompatible(_)) => Ok(None),
			Err(error) => Err(error.into()),
		}
	}

	async fn purchases(&self, at: &At, release: DataReleaseId) -> Result<Vec<Purchase>> {
		let Some(details) = at.data_release(release).await? else { return Ok(Vec::new()) };
		if details.open == 0 {
			return Ok(Vec::new());
		}
		let place = details.custodians.iter().position(|account| *account == self.account);
		let mut purchases = Vec::new();
		for license in at.licenses_of_release(release).await? {
			let Some(info) = at.license(license).await? else { continue };
			let LicenseStage::Awaiting { one_time_key, until } = info.details.stage else {
				continue;
			};
			let shares = match &details.key_split {
				Some(_) => at.license_shares(license).await?,
				None => Vec::new(),
			};
			let ours = |share: &SealedShare| place.map(|at| at + 1) == Some(share.place.into());
			let delivered = shares.iter().any(ours);
			let licensee = info.details.licensee.0;
			purchases.push(Purchase { license, release, licensee, one_time_key, delivered, until });
		}
		Ok(purchases)
	}

	async fn included(&self, call: impl stoa_client::Call) -> Result<()> {
		let sent = tokio::time::timeout(HANDOVER, self.client.submit(&self.signer, &call));
		let submission = sent.await.context("the node does not take it within 15 s")??;
		let included = tokio::time::timeout(INCLUSION, submission.in_best_block()).await;
		included.context("it is in no block after 90 s")??;
		Ok(())
	}

	fn run_view(&self, id: RunId, run: &RunDetails) -> RunView {
		let ours = run.seats.iter().find(|seat| seat.custodian == self.account);
		let (stage, until) = match &run.stage {
			types::RunStage::Committing { until } => (RunStage::Committing, *until),
			types::RunStage::Revealing { until } => (RunStage::Revealing, *until),
			types::RunStage::Offered { until, .. } => (RunStage::Offered, *until),
			types::RunStage::Accepted { result, until } => (RunStage::Accepted(result.0), *until),
			types::RunStage::Delivered { until, .. } => (RunStage::Delivered, *until),
		};
		RunView {
			id,
			requester: run.requester.0,
			release: run.release,
			checksum: run.checksum,
			input: run.input,
			one_time_key: run.one_time_key,
			output_bytes: run.output_bytes,
			seats: run.seats.iter().map(|seat| seat.custodian.0).collect(),
			committed: ours.is_some_and(|seat| seat.commitment.is_some()),
			revealed: ours.is_some_and(|seat| seat.result.is_some()),
			failed: ours.is_some_and(|seat| seat.commitment == Some(NOTHING_FOUND)),
			stage,
			until,
		}
	}
}

#[async_trait]
impl CustodyChain for NodeCustody {
	async fn look(&self, held: &[DataReleaseId]) -> Result<Look> {
		let at = self.client.finalised().await?;
		let mut purchases = Vec::new();
		for release in held {
			purchases.extend(self.purchases(&at, *release).await?);
		}
		let filter = RunFilter { custodian: Some(self.account), requester: None, release: None };
		let runs = at.runs(&filter).await?;
		let runs = runs.iter().map(|(id, run)| self.run_view(*id, run)).collect();
		Ok(Look { finalised: at.number(), purchases, runs })
	}

	async fn release(&self, id: DataReleaseId) -> Result<Option<ReleaseView>> {
		let at = self.client.finalised().await?;
		let Some(release) = at.data_release(id).await? else { return Ok(None) };
		let Some(dataset) = at.dataset(release.dataset).await? else { return Ok(None) };
		let mut places = vec![String::from_utf8_lossy(&dataset.metadata.uri).into_owned()];
		for custodian in release.custodians.iter().filter(|account| **account != self.account) {
			if let Some(provider) = at.provider(custodian).await? {
				let base = String::from_utf8_lossy(&provider.endpoint);
				places.push(format!("{}/{SERVED}", base.trim_end_matches('/')));
			}
		}
		Ok(Some(ReleaseView {
			id,
			owner: dataset.owner.0,
			data: release.data.0,
			custodians: release.custodians.iter().map(|account| account.0).collect(),
			split: release.key_split.map(|split| (split.threshold, split.commitments)),
			places,
		}))
	}

	async fn run(&self, id: RunId) -> Result<Option<RunView>> {
		let run = self.client.finalised().await?.run(id).await?;
		Ok(run.map(|run| self.run_view(id, &run)))
	}

	async fn peer(&self, account: &[u8; 32]) -> Result<Option<PeerView>> {
		let provider = self.client.finalised().await?.provider(&AccountId(*account)).await?;
		Ok(provider.map(|provider| PeerView {
			endpoint: String::from_utf8_lossy(&provider.endpoint).into_owned(),
			transport_key: provider.transport_key,
		}))
	}

	async fn submit(&self, call: CustodyCall) -> Result<()> {
		use calls::datasets;
		match call {
			CustodyCall::Deliver(id, envelope) => {
				self.included(datasets::deliver(id, envelope)).await
			}
			CustodyCall::DeliverShare(id, envelope) => {
				self.included(datasets::deliver_share(id, envelope)).await
			}
			CustodyCall::CommitRun(id, hidden) => {
				self.included(datasets::commit_run(id, hidden)).await
			}
			CustodyCall::FailRun(id) => self.included(datasets::fail_run(id)).await,
			CustodyCall::RevealRun(id, result, salt) => {
				self.included(datasets::reveal_run(id, result, salt)).await
			}
			CustodyCall::DeliverRun(id, envelope) => {
				self.included(datasets::deliver_run(id, envelope)).await
			}
		}
	}
}
