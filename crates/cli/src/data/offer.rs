//! What a run beside data would cost, and by whom it would be computed: refused here if the chain would refuse it, or
//! nobody could be reached.

use super::{allow, find, find_release, sold};
use crate::{args::RunArgs, fail::Fail, show};
use std::path::PathBuf;
use stoa_client::{
	AccountId, Amount, At,
	types::{Algorithm as Allowed, DataReleaseDetails},
};
use stoa_data::custody::Algorithm;
use stoa_primitives::{DatasetId, LicenseId};

/// What is to run beside which dataset.
pub struct Order<'a> {
	/// The dataset.
	pub dataset: DatasetId,
	/// A licence of it, if one was named.
	pub license: Option<LicenseId>,
	/// What runs.
	pub algorithm: &'a Algorithm,
	/// The image, if it needs one.
	pub image: Option<&'a PathBuf>,
	/// Its parameters.
	pub input: &'a [u8],
}

/// What a run costs, and who would compute it.
pub struct Offer {
	/// By which licence.
	pub license: LicenseId,
	/// Who would compute it.
	pub seats: Vec<AccountId>,
	allowed: Allowed,
}

impl Offer {
	/// Planck.
	pub fn price(&self) -> u128 {
		let seats = self.allowed.seat_price.saturating_mul(self.seats.len() as u128);
		self.allowed.price.saturating_add(seats)
	}

	/// What stands behind the result.
	pub fn class(&self) -> &'static str {
		if self.seats.len() > 1 { "Replicated" } else { "OwnerRun: the word of one custodian" }
	}
}

/// What an order costs; refused here if the chain would refuse it.
pub async fn offer(
	at: &At,
	who: &AccountId,
	order: &Order<'_>,
	args: &RunArgs,
) -> Result<Offer, Fail> {
	let (dataset, checksum) = (order.dataset, order.algorithm.checksum());
	find(at, dataset).await?;
	let algorithms = at.data_algorithms(dataset).await?;
	let allowed = algorithms.into_iter().find(|(known, _)| *known == checksum);
	let (_, allowed) = allowed.ok_or_else(|| {
		Fail::refused(format!(
			"its owner does not let {} run beside dataset {dataset}: `stoa data show {dataset}` lists what may, or ask \
			 the owner to `stoa data allow` it",
			show::hash(&checksum)
		))
	})?;
	let license = license(at, who, order).await?;
	let release = at.license(license).await?.map(|info| info.details.release);
	let (_, release) = match release {
		Some(release) => (release, find_release(at, release).await?),
		None => sold(at, dataset, None).await?,
	};
	let seats = seats(&release, dataset, args.seats)?;
	for custodian in &seats {
		registered(at, custodian).await?;
	}
	within_budget(at, dataset, allow::epsilon(order.algorithm)).await?;
	let offer = Offer { license, allowed, seats };
	if offer.price() > args.price_limit.0 {
		return Err(Fail::refused(format!(
			"a run beside dataset {dataset} costs {}, more than --price-limit {}",
			Amount(offer.price()),
			args.price_limit
		)));
	}
	Ok(offer)
}

/// The first so many of a release's custodians, or all of them.
fn seats(
	release: &DataReleaseDetails,
	dataset: DatasetId,
	wanted: Option<usize>,
) -> Result<Vec<AccountId>, Fail> {
	let there = release.custodians.len();
	match wanted.unwrap_or(there) {
		_ if there == 0 => Err(Fail::refused(format!(
			"nobody computes beside dataset {dataset}: the release names no custodians; ask its owner for one that does"
		))),
		count if (1..=there).contains(&count) => {
			Ok(release.custodians.iter().take(count).copied().collect())
		}
		_ => Err(Fail::refused(format!(
			"the release has {there} custodians: --seats is from 1 to that"
		))),
	}
}

/// A licence of `who`'s that is in force: the one that was named, or the first.
async fn license(at: &At, who: &AccountId, order: &Order<'_>) -> Result<LicenseId, Fail> {
	let ids = match order.license {
		Some(id) => vec![id],
		None => at.licenses_of(who).await?,
	};
	for id in ids {
		let Some(info) = at.license(id).await? else { continue };
		let details = &info.details;
		if details.dataset == order.dataset && details.licensee == *who && info.in_force {
			return Ok(id);
		}
	}
	Err(Fail::refused(format!(
		"you have no licence of dataset {0} that is in force: `stoa data licenses` shows yours, `stoa data buy {0}` buys \
		 one",
		order.dataset
	)))
}

/// The address of a custodian's daemon.
pub async fn registered(at: &At, custodian: &AccountId) -> Result<String, Fail> {
	let provider = at.provider(custodian).await?;
	let provider = provider.ok_or_else(|| {
		Fail::refused(format!(
			"custodian {custodian} is not registered as a provider, so nothing can be handed to it: choose fewer --seats, \
			 or ask the dataset's owner for a release with others"
		))
	})?;
	Ok(show::text(&provider.endpoint))
}

/// Refused if a run takes more of the privacy budget than is left of it.
async fn within_budget(at: &At, dataset: DatasetId, epsilon: u64) -> Result<(), Fail> {
	let budget = find(at, dataset).await?.budget;
	let left = budget.total.saturating_sub(budget.spent);
	if epsilon <= left {
		return Ok(());
	}
	let takes = epsilon as f64 / 1e6;
	Err(Fail::refused(match budget.total {
		0 => format!(
			"dataset {dataset} has no privacy budget, and this takes an epsilon of {takes}: ask its owner for one \
			 (`stoa data budget`)"
		),
		_ => format!(
			"the privacy budget of dataset {dataset} is spent: an epsilon of {} is left, and this takes {takes}; only its \
			 owner can raise it (`stoa data budget`)",
			left as f64 / 1e6
		),
	}))
}
