//! `stoa channel` and `stoa receipt`: what can be typed.

use super::account;
use clap::{Args as ClapArgs, Subcommand};
use std::path::PathBuf;
use stoa_client::AccountId;
use stoa_primitives::ChannelId;

/// `stoa channel`.
#[derive(Subcommand)]
pub enum ChannelCommand {
	/// Channels in which an account pays or is paid; the key's own without an argument.
	List {
		/// SS58 address, hex key or development URI.
		#[arg(value_parser = account)]
		account: Option<AccountId>,
	},
	/// Close a channel. What its provider does not redeem within the window comes back with the same command, when
	/// the window is over.
	Close {
		/// The channel.
		channel: ChannelId,
	},
}

/// `stoa receipt`.
#[derive(Subcommand)]
pub enum ReceiptCommand {
	/// Challenge a false answer of class Exact that was paid by the token: computes it again, shows its receipt to the
	/// chain, puts a bond behind the doubt, and plays the game to the verdict.
	Challenge(ReceiptArgs),
	/// Get back the deposit of a receipt that was shown to the chain, once nobody can challenge it any more.
	Drop {
		/// As the answer's header `x-stoa-receipt` names it, such as r-12-3; a file with what the gateway tells of it;
		/// or its hash.
		receipt: String,
		#[command(flatten)]
		gateway: GatewayArgs,
	},
}

/// `stoa receipt challenge`.
#[derive(ClapArgs)]
pub struct ReceiptArgs {
	/// As the answer's header `x-stoa-receipt` names it, such as r-12-3; or a file with what the gateway tells of it.
	pub receipt: String,
	#[command(flatten)]
	pub gateway: GatewayArgs,
	/// The file that the answer's release names.
	#[arg(long, value_name = "MODEL.stoa")]
	pub artefact: PathBuf,
	/// Do not ask before the bond is put on hold. A right answer is not challenged anyway.
	#[arg(long)]
	pub yes: bool,
	/// Go on with a challenge that was begun on this machine.
	#[arg(long)]
	pub resume: bool,
}

/// Which gateway, and who asks it.
#[derive(ClapArgs)]
pub struct GatewayArgs {
	/// The gateway's address.
	#[arg(long, env = "STOA_GATEWAY", default_value = "http://127.0.0.1:8088")]
	pub gateway: String,
	/// The API key with which the answer was asked for, if one was.
	#[arg(long, env = "STOA_API_KEY", value_name = "KEY", hide_env_values = true)]
	pub api_key: Option<String>,
}
