//! `stoa data`: licences of data, from the file to the decrypted copy.
//!
//! | module | subject |
//! | --- | --- |
//! | [`publish`], [`terms`] | a file becomes a release that is sold |
//! | [`own`] | an owner's secret and store |
//! | [`out`] | where something goes that is paid for |
//! | [`deliver`], [`entrust`] | keys reach buyers, and custodians |
//! | [`list`], [`lineage`] | what is there, and what it was made from |
//! | [`buy`], [`open`] | a licence, its key, its data |
//! | [`accuse`] | wrong keys and garbage, shown to the chain |
//! | [`allow`] | what may run beside data |
//! | [`offer`], [`beside`], [`compute`] | runs, from the order to the result |
//! | [`manage`], [`held`] | datasets that are listed, and licences that are there |
//! | [`kept`] | one-time keys |
//! | [`words`] | states and reasons |

mod accuse;
mod allow;
mod beside;
mod buy;
mod compute;
mod deliver;
mod entrust;
mod held;
mod kept;
mod lineage;
mod list;
mod manage;
mod offer;
mod open;
mod out;
mod own;
mod publish;
mod terms;
mod words;

use crate::{
	args::DataCommand,
	context::Context,
	fail::{FAILED, Fail, NETWORK},
	show,
};
use indicatif::{ProgressBar, ProgressStyle};
use stoa_client::{
	AccountId, At,
	types::{DataReleaseDetails, DataReleaseState, DatasetDetails},
};
use stoa_data::DataError;
use stoa_primitives::{DataReleaseId, DatasetId};

/// Runs `stoa data`.
pub async fn run(context: &Context, command: DataCommand) -> Result<(), Fail> {
	match command {
		DataCommand::Publish(args) => publish::run(context, *args).await,
		DataCommand::List { owner, all } => list::all(context, owner, all).await,
		DataCommand::Show { dataset } => list::one(context, dataset).await,
		DataCommand::Buy(args) => buy::run(context, args).await,
		DataCommand::Open { license, place } => open::again(context, license, place).await,
		DataCommand::Licenses { account } => list::licenses(context, account).await,
		DataCommand::Deliver { own, once } => deliver::run(context, own, once).await,
		DataCommand::Entrust { release, own } => entrust::run(context, release, own).await,
		DataCommand::Lineage { release, model, from } => {
			lineage::show(context, release, model, from).await
		}
		DataCommand::Allow(args) => allow::run(context, args).await,
		DataCommand::Budget { dataset, epsilon } => allow::budget(context, dataset, epsilon).await,
		DataCommand::Program(args) => allow::program(context, args).await,
		DataCommand::Compute(args) => compute::program(context, args).await,
		DataCommand::Aggregate(args) => compute::aggregate(context, args).await,
		DataCommand::Manage(command) => manage::run(context, command).await,
		DataCommand::Held(command) => held::run(context, command).await,
		DataCommand::Verify { release, from } => lineage::verify(context, release, from).await,
	}
}

/// A dataset that must be there.
async fn find(at: &At, id: DatasetId) -> Result<DatasetDetails, Fail> {
	let found = at.dataset(id).await?;
	found.ok_or_else(|| Fail::refused(format!("there is no dataset {id}: see `stoa data list`")))
}

/// A dataset that must be there, and be `who`'s.
async fn find_own(at: &At, id: DatasetId, who: &AccountId) -> Result<DatasetDetails, Fail> {
	let dataset = find(at, id).await?;
	match dataset.owner == *who {
		true => Ok(dataset),
		false => {
			Err(Fail::refused(format!("dataset {id} is {}'s: sign with its key", dataset.owner)))
		}
	}
}

/// A release that must be there.
async fn find_release(at: &At, id: DataReleaseId) -> Result<DataReleaseDetails, Fail> {
	let found = at.data_release(id).await?;
	found.ok_or_else(|| {
		Fail::refused(format!(
			"there is no release {id} of a dataset, or it was dropped: see `stoa data list`"
		))
	})
}

/// A release of a dataset that is sold: the one that was asked for, or the newest.
async fn sold(
	at: &At,
	dataset: DatasetId,
	wanted: Option<DataReleaseId>,
) -> Result<(DataReleaseId, DataReleaseDetails), Fail> {
	find(at, dataset).await?;
	let mut releases = at.data_releases_of(dataset).await?;
	releases.retain(|(id, release)| {
		wanted.is_none_or(|wanted| wanted == *id)
			&& matches!(release.state, DataReleaseState::Active)
	});
	releases.pop().ok_or_else(|| {
		Fail::refused(match wanted {
			Some(id) => format!(
				"release {id} of dataset {dataset} is not sold: see `stoa data show {dataset}`"
			),
			None => format!(
				"dataset {dataset} has no release that is sold: see `stoa data show {dataset}`"
			),
		})
	})
}

/// A bar for bytes.
fn bar(context: &Context, what: &'static str, bytes: u64) -> ProgressBar {
	let bar = if context.json { ProgressBar::hidden() } else { ProgressBar::new(bytes) };
	let template =
		format!("{what} {{wide_bar}} {{bytes}}/{{total_bytes}} {{bytes_per_sec}} {{eta}}");
	if let Ok(style) = ProgressStyle::with_template(&template) {
		bar.set_style(style);
	}
	bar
}

impl From<DataError> for Fail {
	fn from(error: DataError) -> Self {
		// Some of the words are a stranger's.
		let text = show::text(error.to_string().as_bytes());
		match error {
			DataError::NotServed(_) => Self::new(NETWORK, text),
			DataError::Io { .. } | DataError::Stream(_) => Self::new(FAILED, text),
			_ => Self::refused(text),
		}
	}
}
