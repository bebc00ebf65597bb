//! What an owner does with a dataset that is listed: pause, retire, other prices, other buyers, and out.

use super::{find_own, find_release};
use crate::{args::ManageCommand, context::Context, fail::Fail};
use serde_json::json;
use stoa_client::{
	AccountId, Amount, At, Client, Keypair,
	calls::datasets as calls,
	keys,
	types::{DataReleaseState, DatasetDetails, DatasetState},
};
use stoa_primitives::{Balance, DataReleaseId, DatasetId, TermId};

/// Whoever signs, and the chain.
struct Owner<'a> {
	context: &'a Context,
	client: Client,
	signer: Keypair,
}

/// Runs it.
pub async fn run(context: &Context, command: ManageCommand) -> Result<(), Fail> {
	let (signer, client) = (context.signer()?, context.client().await?);
	let owner = Owner { context, client, signer };
	match command {
		ManageCommand::Pause { dataset } => owner.set_state(dataset, DatasetState::Paused).await,
		ManageCommand::Resume { dataset } => owner.set_state(dataset, DatasetState::Active).await,
		ManageCommand::Retire { dataset, release: Some(release), yes } => {
			owner.retire_release(dataset, release, yes).await
		}
		ManageCommand::Retire { dataset, release: None, yes } => owner.retire(dataset, yes).await,
		ManageCommand::Price { dataset, term, price } => {
			owner.set_price(dataset, term, price.0).await
		}
		ManageCommand::Buyer { dataset, account, remove } => {
			owner.list(dataset, account, !remove).await
		}
		ManageCommand::Unpublish { dataset, yes } => owner.unpublish(dataset, yes).await,
	}
}

impl Owner<'_> {
	async fn at(&self) -> Result<At, Fail> {
		Ok(self.client.best().await?)
	}

	/// A dataset of the signer.
	async fn own(&self, at: &At, dataset: DatasetId) -> Result<DatasetDetails, Fail> {
		find_own(at, dataset, &keys::account_of(&self.signer)).await
	}

	/// Signs a call and waits for it.
	async fn send(&self, call: &impl stoa_client::Call) -> Result<(), Fail> {
		self.client.submit(&self.signer, call).await?.in_best_block().await?;
		Ok(())
	}

	async fn set_state(&self, dataset: DatasetId, state: DatasetState) -> Result<(), Fail> {
		if matches!(self.own(&self.at().await?, dataset).await?.state, DatasetState::Retired) {
			return Err(Fail::refused(format!(
				"dataset {dataset} is retired, for good: publish another one with `stoa data publish`"
			)));
		}
		let word = super::words::state(&state);
		self.send(&calls::set_state(dataset, state)).await?;
		self.context.print(&json!({ "dataset": dataset, "state": word }), || match word {
			"sold" => format!("licences of dataset {dataset} are sold again"),
			_ => format!(
				"no licences of dataset {dataset} are sold until `stoa data resume {dataset}`; those that were bought \
				 go on"
			),
		});
		Ok(())
	}

	async fn retire(&self, dataset: DatasetId, yes: bool) -> Result<(), Fail> {
		self.own(&self.at().await?, dataset).await?;
		let question = format!(
			"Retire dataset {dataset} for good? Licences that were bought go on, none is sold any more; `stoa data \
			 pause` stops it for a while."
		);
		self.context.confirm(&question, yes, "not retired")?;
		self.send(&calls::set_state(dataset, DatasetState::Retired)).await?;
		self.context.print(&json!({ "dataset": dataset, "state": "retired" }), || {
			format!(
				"dataset {dataset} is retired; `stoa data unpublish {dataset}` gives deposit and bond back when its \
				 licences are over"
			)
		});
		Ok(())
	}

	async fn retire_release(
		&self,
		dataset: DatasetId,
		release: DataReleaseId,
		yes: bool,
	) -> Result<(), Fail> {
		let at = self.at().await?;
		self.own(&at, dataset).await?;
		let details = find_release(&at, release).await?;
		if details.dataset != dataset || !matches!(details.state, DataReleaseState::Active) {
			return Err(Fail::refused(format!(
				"release {release} is not sold, or not of dataset {dataset}: see `stoa data show {dataset}`"
			)));
		}
		let question =
			format!("Retire release {release} for good? Licences that were bought go on.");
		self.context.confirm(&question, yes, "not retired")?;
		self.send(&calls::retire_release(release)).await?;
		let object = json!({ "dataset": dataset, "release": release, "state": "retired" });
		self.context.print(&object, || format!("release {release} is not sold any more"));
		Ok(())
	}

	async fn set_price(
		&self,
		dataset: DatasetId,
		term: TermId,
		price: Balance,
	) -> Result<(), Fail> {
		let at = self.at().await?;
		self.own(&at, dataset).await?;
		if !at.data_terms(dataset).await?.iter().any(|(id, _)| *id == term) {
			return Err(Fail::refused(format!(
				"dataset {dataset} has no term {term}: `stoa data show {dataset}` lists them"
			)));
		}
		self.send(&calls::set_price(dataset, term, price)).await?;
		let object = json!({ "dataset": dataset, "term": term, "price": price.to_string() });
		self.context.print(&object, || {
			format!("licences to come cost {} on term {term}", super::words::price(price))
		});
		Ok(())
	}

	async fn list(&self, dataset: DatasetId, account: AccountId, listed: bool) -> Result<(), Fail> {
		self.own(&self.at().await?, dataset).await?;
		self.send(&calls::list_account(dataset, account, listed)).await?;
		let object =
			json!({ "dataset": dataset, "account": account.to_string(), "listed": listed });
		self.context.print(&object, || match listed {
			true => format!("{account} is on the list of dataset {dataset}"),
			false => format!("{account} is off the list of dataset {dataset}"),
		});
		Ok(())
	}

	/// Takes out all that a dataset has, and then itself.
	async fn unpublish(&self, dataset: DatasetId, yes: bool) -> Result<(), Fail> {
		let at = self.at().await?;
		let details = self.own(&at, dataset).await?;
		if details.open > 0 {
			return Err(Fail::refused(format!(
				"{} licences of dataset {dataset} are not over: `stoa data retire {dataset}` sells no more, and when \
				 they are over it can go",
				details.open
			)));
		}
		let question = format!(
			"Take dataset {dataset} out, with its releases, terms and programs? {} of bond and its deposits come back.",
			Amount(details.bond)
		);
		self.context.confirm(&question, yes, "not taken out")?;
		for (release, state) in at.data_releases_of(dataset).await? {
			if matches!(state.state, DataReleaseState::Active) {
				self.send(&calls::retire_release(release)).await?;
			}
			self.send(&calls::drop_release(release)).await?;
			self.context.note(&format!("release {release} is out"));
		}
		for (term, _) in at.data_terms(dataset).await? {
			self.send(&calls::drop_term(dataset, term)).await?;
		}
		for (checksum, _) in at.data_algorithms(dataset).await? {
			self.send(&calls::set_algorithm(dataset, checksum, None)).await?;
		}
		if self.own(&self.at().await?, dataset).await?.entries > 0 {
			return Err(Fail::refused(format!(
				"accounts are on the list of dataset {dataset}: take them off with `stoa data buyer {dataset} ACCOUNT \
				 --remove`, and do this again"
			)));
		}
		self.send(&calls::unpublish(dataset)).await?;
		let object = json!({ "dataset": dataset, "bond": details.bond.to_string() });
		self.context.print(&object, || {
			format!(
				"dataset {dataset} is out; {} of bond and its deposits are back",
				Amount(details.bond)
			)
		});
		Ok(())
	}
}
