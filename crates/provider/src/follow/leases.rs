//! The market of machines from this provider's chair, as `stoa-client` shows it.

use super::{HANDOVER, INCLUSION};
use crate::leases::{
	chain::{LeaseCall, LeaseChain, Look},
	machine::Clock,
	measure::{Measuring, Wants},
	types::{LeaseView, OfferView, RequestView, Running, Schedule, Segment, Stage, Terms},
};
use anyhow::{Context, Result};
use async_trait::async_trait;
use stoa_client::{
	AccountId, At, Client, Error, Keypair, calls,
	types::{
		self, LeaseInfo, LeaseRequest, LeaseStage, MeasurementDetails, MeasurementStage,
		OfferDetails, OfferTerms, Permill, ProviderStatus, Static,
	},
};
use stoa_primitives::{Attribute, LeaseId, MeasurementId, OfferId, RequestId};

/// A node's market of machines.
pub(super) struct NodeLeases {
	client: Client,
	signer: Keypair,
	account: AccountId,
}

impl NodeLeases {
	/// None if the chain has no such market.
	pub(super) async fn connect(client: &Client, signer: &Keypair) -> Result<Option<Self>> {
		match client.finalised().await?.lease_parameters().await {
			Ok(_) => Ok(Some(Self {
				client: client.clone(),
				signer: signer.clone(),
				account: AccountId(signer.public_key().0),
			})),
			Err(Error::Incompatible(_)) => Ok(None),
			Err(error) => Err(error.into()),
		}
	}

	async fn leases(&self, at: &At) -> Result<Vec<LeaseView>> {
		let mut leases = Vec::new();
		for id in at.leases_of(&self.account).await? {
			let Some(info) = at.lease(id).await? else { continue };
			if info.details.provider == self.account {
				leases.push(lease(id, &info));
			}
		}
		Ok(leases)
	}

	async fn measuring(&self, at: &At) -> Result<Vec<Measuring>> {
		let ongoing = at.measurements_of(&self.account).await?;
		Ok(ongoing.into_iter().filter_map(|(id, details)| measuring(id, &details)).collect())
	}

	async fn included(&self, call: impl stoa_client::Call) -> Result<()> {
		let sent = tokio::time::timeout(HANDOVER, self.client.submit(&self.signer, &call));
		let submission = sent.await.context("the node does not take it within 15 s")??;
		let included = tokio::time::timeout(INCLUSION, submission.in_best_block()).await;
		included.context("it is in no block after 90 s")??;
		Ok(())
	}
}

fn attributes(all: &[Static<Attribute>]) -> Vec<Attribute> {
	all.iter().map(|attribute| attribute.0.clone()).collect()
}

fn segment(segment: &types::Segment) -> Segment {
	Segment { price: segment.price, until: segment.until }
}

fn lease(id: LeaseId, info: &LeaseInfo) -> LeaseView {
	let details = &info.details;
	let stage = match &details.stage {
		LeaseStage::Pending(pending) => {
			Stage::Pending { start_by: pending.start_by, bid_deposit: pending.bid_deposit }
		}
		LeaseStage::Active(running) => Stage::Active(Running {
			started_at: running.started_at,
			schedule: Schedule {
				from: running.schedule.from,
				before: running.schedule.before,
				now: segment(&running.schedule.now),
				next: running.schedule.next.as_ref().map(segment),
			},
			signed_until: running.signed_until,
			signed_due: running.signed_due,
			paid: running.paid,
			missed: running.missed,
			ends: info.ends.as_ref().map_or(running.schedule.now.until, |(ends, _)| *ends),
		}),
		LeaseStage::Contested(contest) => Stage::Contested {
			closed_at: contest.closed_at,
			signed_until: contest.signed_until,
			signed_due: contest.signed_due,
			until: contest.until,
			insisted: contest.insisted,
		},
	};
	LeaseView {
		id,
		tenant: details.tenant.0,
		units: details.units,
		resources: *details.resources,
		usage_key: details.usage_key,
		manifest: details.manifest,
		period: details.terms.period_blocks,
		escrow: details.escrow,
		stage,
	}
}

fn offer(id: OfferId, details: &OfferDetails) -> OfferView {
	let terms = &details.terms;
	let long = |term: &types::LongTerm| (term.min_blocks, term.discount.0, term.notice_blocks);
	OfferView {
		id,
		terms: Terms {
			resources: *terms.resources,
			attributes: attributes(&terms.attributes),
			units: terms.units,
			price_per_block: terms.price_per_block,
			min_blocks: terms.min_blocks,
			max_blocks: terms.max_blocks,
			period_blocks: terms.period_blocks,
			long_terms: terms.long_terms.iter().map(long).collect(),
			renewals: terms.renewals.as_ref().map(|r| (r.price_per_block, r.times)),
			expires_at: terms.expires_at,
		},
		used: details.used,
		closing: details.closing,
	}
}

fn terms(terms: Terms) -> OfferTerms {
	let long = |(min_blocks, discount, notice_blocks)| types::LongTerm {
		min_blocks,
		discount: Permill(discount),
		notice_blocks,
	};
	OfferTerms {
		resources: Static(terms.resources),
		attributes: terms.attributes.into_iter().map(Static).collect(),
		units: terms.units,
		price_per_block: terms.price_per_block,
		min_blocks: terms.min_blocks,
		max_blocks: terms.max_blocks,
		period_blocks: terms.period_blocks,
		long_terms: terms.long_terms.into_iter().map(long).collect(),
		renewals: terms
			.renewals
			.map(|(price_per_block, times)| types::Renewals { price_per_block, times }),
		expires_at: terms.expires_at,
	}
}

fn request(id: RequestId, details: &LeaseRequest) -> RequestView {
	RequestView {
		id,
		tenant: details.tenant.0,
		resources: *details.needs.resources,
		attributes: attributes(&details.needs.attributes),
		units: details.order.units,
		blocks: details.order.blocks,
		period_blocks: details.needs.period_blocks,
		price_limit: details.price_limit,
		closes_at: details.closes_at,
		best: details.best.as_ref().map(|bid| (bid.provider.0, bid.price_per_block)),
	}
}

/// What is waited for; nothing before the seed is known.
fn measuring(id: MeasurementId, details: &MeasurementDetails) -> Option<Measuring> {
	let (seed, wants) = match &details.stage {
		MeasurementStage::Seeding { .. } => return None,
		MeasurementStage::Working { seed, since, .. } => {
			(*seed, Wants::Roots { until: since.saturating_add(details.work_blocks) })
		}
		MeasurementStage::Sampling { seed, .. } => (*seed, Wants::Nothing),
		MeasurementStage::Proving { seed, samples, until, .. } => {
			(*seed, Wants::Samples { samples: *samples, until: *until })
		}
	};
	let target = |target: &types::Target| (target.offer, target.units, *target.resources);
	Some(Measuring {
		id,
		targets: details.targets.iter().map(target).collect(),
		fill_mib: details.fill_mib,
		steps: details.steps,
		log_cells: details.log_cells,
		seed,
		wants,
	})
}

#[async_trait]
impl LeaseChain for NodeLeases {
	async fn look(&self, requests: bool) -> Result<Look> {
		// In this order: the best chain then contains what is final.
		let finalised = self.client.finalised().await?;
		let best = self.client.best().await?;
		let provider = best.provider(&self.account).await?;
		let (requests, bid_step) = match requests {
			true => {
				let parameters = best.lease_parameters().await?;
				let open = best.lease_requests().await?;
				let open = open.iter().map(|(id, details)| request(*id, details));
				(open.collect(), parameters.bid_step)
			}
			false => (Vec::new(), 0),
		};
		let offers = best.offers_of(&self.account).await?;
		Ok(Look {
			clock: Clock { best: best.number(), finalised: finalised.number() },
			leases: self.leases(&finalised).await?,
			offers: offers.iter().map(|(id, details)| offer(*id, details)).collect(),
			may_sell: provider.is_some_and(|info| matches!(info.status, ProviderStatus::Active)),
			requests,
			bid_step,
			measuring: self.measuring(&best).await?,
		})
	}

	async fn submit(&self, call: LeaseCall) -> Result<()> {
		use calls::leases;
		match call {
			LeaseCall::CreateOffer(new) => self.included(leases::create_offer(terms(new))).await,
			LeaseCall::UpdateOffer(id, new) => {
				self.included(leases::update_offer(id, terms(new))).await
			}
			LeaseCall::CloseOffer(id) => self.included(leases::close_offer(id)).await,
			LeaseCall::Start(id) => self.included(leases::start_lease(id)).await,
			LeaseCall::Decline(id) => self.included(leases::decline_lease(id)).await,
			LeaseCall::Post { usage, tenant, provider } => {
				self.included(leases::submit_usage(usage, tenant, provider)).await
			}
			LeaseCall::Claim(id) => self.included(leases::claim(id)).await,
			LeaseCall::Close(id) => self.included(leases::close_lease(id, None)).await,
			LeaseCall::Insist(id) => self.included(leases::insist(id)).await,
			LeaseCall::Bid(bid) => {
				self.included(leases::bid(bid.request, bid.offer, bid.price)).await
			}
			LeaseCall::Commit(id, roots) => {
				let roots = roots.into_iter();
				let roots = roots.map(|(memory, compute)| types::Roots { memory, compute });
				self.included(leases::commit_measurement(id, roots.collect())).await
			}
			LeaseCall::Prove(id, [memory, compute]) => {
				let proof = types::WorkProof {
					memory: memory.into_iter().map(Static).collect(),
					compute: compute.into_iter().map(Static).collect(),
				};
				self.included(leases::prove_measurement(id, proof)).await
			}
		}
	}
}
