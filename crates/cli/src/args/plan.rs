//! `stoa plan` and `stoa quota`: what can be typed.

use super::account;
use clap::Subcommand;
use stoa_client::{AccountId, Amount};
use stoa_primitives::{ChannelId, PlanId};

/// `stoa plan`.
#[derive(Subcommand)]
pub enum PlanCommand {
	/// Plans that can be subscribed to; those of one provider with an argument.
	List {
		/// SS58 address, hex key or development URI.
		#[arg(value_parser = account)]
		provider: Option<AccountId>,
	},
	/// Subscribe to a plan, to be used in one of your channels with its provider: the price of a period is put on
	/// hold, and earned block by block.
	Subscribe {
		/// The channel, as `stoa channel list` shows it.
		channel: ChannelId,
		/// The plan, as `stoa plan list` shows it.
		plan: PlanId,
		/// The most that a period may cost, such as 2STOA.
		#[arg(long)]
		max_price: Amount,
		/// How often it may be renewed for the same price, without being asked again.
		#[arg(long, default_value_t = 0)]
		renewals: u32,
	},
	/// The subscription of a channel.
	Show {
		/// The channel.
		channel: ChannelId,
	},
	/// End a subscription now: the provider gets what the period has earned so far, the rest comes back.
	Cancel {
		/// The channel.
		channel: ChannelId,
	},
	/// Pay the provider what was earned. When the period is over this renews the subscription, or ends it; the
	/// provider does so by itself.
	Collect {
		/// The channel.
		channel: ChannelId,
	},
}

/// `stoa quota`.
#[derive(Subcommand)]
pub enum QuotaCommand {
	/// Free tokens that a provider has granted.
	List {
		/// SS58 address, hex key or development URI; your own account without an argument.
		#[arg(value_parser = account)]
		provider: Option<AccountId>,
	},
	/// Grant an account free tokens, as a provider, in place of what it was granted before.
	Grant {
		/// To whom.
		#[arg(value_parser = account)]
		account: AccountId,
		/// How many, read and written.
		tokens: u64,
		/// For how many blocks (3 s; 28800 are a day).
		#[arg(long, default_value_t = 864_000)]
		blocks: u32,
	},
	/// Take a grant back: your own, or anybody's that is over.
	Drop {
		/// Who was granted it.
		#[arg(value_parser = account)]
		account: AccountId,
		/// By whom; you without it.
		#[arg(long, value_parser = account)]
		provider: Option<AccountId>,
	},
}
