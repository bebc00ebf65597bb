//! `stoa lease`: machines for rent, from the offer to what is left.
//!
//! | module | subject |
//! | --- | --- |
//! | [`offers`] | what can be had, and for how much |
//! | [`workload`] | what is to run, from the command line and a file |
//! | [`kept`] | what this machine must not lose: the key that signs usage, the manifest, its salt |
//! | [`open`], [`auction`] | how a lease comes about |
//! | [`deliver`] | what is to run reaches the provider |
//! | [`keep`] | signing what is used |
//! | [`inside`] | logs and shells |
//! | [`change`], [`leave`] | while it runs, and the end |
//! | [`measure`] | doubting machines |
//! | [`words`] | states and reasons |

mod auction;
mod change;
mod deliver;
mod inside;
mod keep;
mod kept;
mod leave;
mod list;
mod measure;
mod offers;
mod open;
mod terminal;
mod words;
mod workload;

use crate::{
	args::LeaseCommand,
	context::Context,
	fail::{FAILED, Fail, NETWORK},
	show,
};
use kept::Kept;
use stoa_client::{
	At, Client, keys,
	tenant::{Tenant, TenantError},
	types::LeaseInfo,
};
use stoa_primitives::LeaseId;

/// Runs `stoa lease`.
pub async fn run(context: &Context, command: LeaseCommand) -> Result<(), Fail> {
	match command {
		LeaseCommand::Offers(args) => offers::list(context, args).await,
		LeaseCommand::Quote { offer, blocks, units } => {
			offers::quote(context, offer, units, blocks).await
		}
		LeaseCommand::Open(args) => open::run(context, args).await,
		LeaseCommand::Request(args) => auction::request(context, args).await,
		LeaseCommand::Bids { request } => auction::bids(context, request).await,
		LeaseCommand::CancelRequest { request } => auction::cancel(context, request).await,
		LeaseCommand::Upload { lease, keep } => deliver::again(context, lease, keep).await,
		LeaseCommand::List { account } => list::all(context, account).await,
		LeaseCommand::Show { lease } => list::one(context, lease).await,
		LeaseCommand::Logs { lease, follow, tail } => {
			inside::logs(context, lease, follow, tail).await
		}
		LeaseCommand::Shell { lease, command } => inside::shell(context, lease, command).await,
		LeaseCommand::Keep { lease } => keep::run(context, lease).await,
		LeaseCommand::Extend { lease, blocks, escrow, yes } => {
			change::extend(context, lease, blocks, escrow, yes).await
		}
		LeaseCommand::TopUp { lease, amount } => change::top_up(context, lease, amount).await,
		LeaseCommand::Renew { lease, escrow, yes } => {
			change::renew(context, lease, escrow, yes).await
		}
		LeaseCommand::NewKey => change::new_key(context).await,
		LeaseCommand::Transfer { lease, to, usage_key, yes } => {
			change::transfer(context, lease, to, &usage_key, yes).await
		}
		LeaseCommand::Close { lease, yes } => leave::close(context, lease, yes).await,
		LeaseCommand::Contest { lease, fault, yes } => {
			leave::contest(context, lease, fault, yes).await
		}
		LeaseCommand::Court { lease, yes } => leave::court(context, lease, yes).await,
		LeaseCommand::ChallengeHardware { provider, lease, wait, yes } => {
			measure::challenge(context, provider, lease, wait, yes).await
		}
	}
}

/// A lease that must be there.
async fn find(at: &At, id: LeaseId) -> Result<LeaseInfo, Fail> {
	at.lease(id).await?.ok_or_else(|| over(id))
}

fn over(id: LeaseId) -> Fail {
	Fail::refused(format!(
		"lease {id} is over, or there never was one: see `stoa lease list`; a gateway's index tells how leases \
		 ended (`/v1/stoa/leases/{id}`)"
	))
}

/// The way to a lease's daemon: with the key kept on this machine, or else with the account's.
async fn tenant(context: &Context, client: &Client, id: LeaseId) -> Result<Tenant, Fail> {
	let info = find(&client.best().await?, id).await?;
	let signer = match Kept::find(&client.genesis(), &info.details.usage_key) {
		Some(kept) => kept.key()?,
		None => {
			let signer = context.signer()?;
			if keys::account_of(&signer) != info.details.tenant {
				return Err(Fail::refused(format!(
					"lease {id} is not yours: {} is its tenant, and its key is not on this machine",
					info.details.tenant
				)));
			}
			signer
		}
	};
	let private = context.private_endpoints();
	Ok(Tenant::at(client, id, &info.details.provider, signer, private).await?)
}

impl From<TenantError> for Fail {
	fn from(error: TenantError) -> Self {
		// The daemon's words are a stranger's.
		let text = show::text(error.to_string().as_bytes());
		match error {
			TenantError::Chain(error) => error.into(),
			TenantError::Over(_) | TenantError::Refused { .. } | TenantError::File(_) => {
				Self::refused(text)
			}
			TenantError::Unreachable(_) => Self::new(NETWORK, text),
			_ => Self::new(FAILED, text),
		}
	}
}
