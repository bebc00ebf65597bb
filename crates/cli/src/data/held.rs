//! What is done with a licence that is there: given away, passed on, given up, paid out.

use crate::{args::HeldCommand, context::Context, fail::Fail};
use serde_json::json;
use stoa_client::{
	AccountId, At, Call, Client, Keypair, calls::datasets as calls, keys, types::LicenseInfo,
};
use stoa_primitives::LicenseId;

/// Whoever signs, and the chain.
struct Holder<'a> {
	context: &'a Context,
	client: Client,
	signer: Keypair,
}

/// Runs it.
pub async fn run(context: &Context, command: HeldCommand) -> Result<(), Fail> {
	let (signer, client) = (context.signer()?, context.client().await?);
	let holder = Holder { context, client, signer };
	match command {
		HeldCommand::Transfer { license, to, yes } => holder.transfer(license, to, yes).await,
		HeldCommand::Sublicense { license, to } => holder.pass_on(license, to).await,
		HeldCommand::Drop { license, yes } => holder.give_up(license, yes).await,
		HeldCommand::Collect { license } => holder.collect(license).await,
		HeldCommand::Refund { license } => holder.refund(license).await,
	}
}

/// A licence that is not over.
async fn find(at: &At, license: LicenseId) -> Result<LicenseInfo, Fail> {
	let found = at.license(license).await?;
	found.ok_or_else(|| {
		Fail::refused(format!(
			"there is no licence {license}, or it is over: see `stoa data licenses`"
		))
	})
}

impl Holder<'_> {
	/// A licence of the signer.
	async fn own(&self, license: LicenseId) -> Result<LicenseInfo, Fail> {
		let info = find(&self.client.best().await?, license).await?;
		match info.details.licensee == keys::account_of(&self.signer) {
			true => Ok(info),
			false => Err(Fail::refused(format!(
				"licence {license} is {}'s: sign with its key",
				info.details.licensee
			))),
		}
	}

	/// Signs a call, waits for it, and says what came of it.
	async fn done(
		&self,
		license: LicenseId,
		call: &impl Call,
		what: &'static str,
		text: String,
	) -> Result<(), Fail> {
		self.client.submit(&self.signer, call).await?.in_best_block().await?;
		self.context.print(&json!({ "license": license, "done": what }), || text);
		Ok(())
	}

	async fn transfer(&self, license: LicenseId, to: AccountId, yes: bool) -> Result<(), Fail> {
		self.own(license).await?;
		let question = format!(
			"Give licence {license} to {to}, with what is on hold for it? You have it no more; the key, or the data, is \
			 for you to hand over."
		);
		self.context.confirm(&question, yes, "not given")?;
		let text = format!("licence {license} is {to}'s");
		self.done(license, &calls::transfer_license(license, to), "transferred", text).await
	}

	async fn pass_on(&self, license: LicenseId, to: AccountId) -> Result<(), Fail> {
		self.own(license).await?;
		let text = format!(
			"{to} has a licence under {license}, as long as that lasts: `stoa data licenses {to}`"
		);
		self.done(license, &calls::sublicense(license, to), "passed_on", text).await
	}

	async fn give_up(&self, license: LicenseId, yes: bool) -> Result<(), Fail> {
		find(&self.client.best().await?, license).await?;
		let question = format!(
			"Give licence {license} up? What is on hold for it goes to those who sell the data; its deposit comes back."
		);
		self.context.confirm(&question, yes, "not given up")?;
		let text = format!("licence {license} is over");
		self.done(license, &calls::drop_license(license), "given_up", text).await
	}

	async fn collect(&self, license: LicenseId) -> Result<(), Fail> {
		find(&self.client.best().await?, license).await?;
		let text = format!("what licence {license} has earned is paid");
		self.done(license, &calls::collect(license), "collected", text).await
	}

	async fn refund(&self, license: LicenseId) -> Result<(), Fail> {
		self.own(license).await?;
		let text = format!("what licence {license} had not earned is back");
		self.done(license, &calls::claim_refund(license), "refunded", text).await
	}
}
