//! `stoa rewards` and `stoa delegate`: what can be typed.

use super::account;
use clap::Subcommand;
use stoa_client::{AccountId, Amount};
use stoa_primitives::ReleaseId;

/// `stoa rewards`.
#[derive(Subcommand)]
pub enum RewardsCommand {
	/// Where the schedule stands, what comes back of what jobs burn, where fees go, and what an account can claim;
	/// the key's own without an argument.
	Show {
		/// SS58 address, hex key or development URI.
		#[arg(value_parser = account)]
		account: Option<AccountId>,
	},
	/// Claim what was earned in eras that are over: your own, or for another account.
	Claim {
		/// For whom.
		#[arg(value_parser = account)]
		account: Option<AccountId>,
	},
	/// Pass what a release has earned on to its owners, who can then claim it. Anybody may.
	PassOn {
		/// The release, as `stoa model list` shows it.
		release: ReleaseId,
	},
}

/// `stoa delegate`.
#[derive(Subcommand)]
pub enum DelegateCommand {
	/// What you have behind providers, or another account has.
	List {
		/// SS58 address, hex key or development URI.
		#[arg(value_parser = account)]
		account: Option<AccountId>,
	},
	/// On what terms a provider is backed, and with how much.
	Show {
		/// The provider.
		#[arg(value_parser = account)]
		provider: AccountId,
	},
	/// Stand behind a provider: you share what it earns, and lose as it does.
	Add {
		/// The provider.
		#[arg(value_parser = account)]
		provider: AccountId,
		/// How much, such as 100STOA.
		amount: Amount,
	},
	/// Begin to leave a provider. What leaves earns nothing, and can be slashed until it is withdrawn.
	Leave {
		/// The provider.
		#[arg(value_parser = account)]
		provider: AccountId,
		/// How much; all without it.
		amount: Option<Amount>,
	},
	/// Take out what has left a provider, with what was earned.
	Withdraw {
		/// The provider.
		#[arg(value_parser = account)]
		provider: AccountId,
	},
	/// Take out what was earned behind a provider.
	Claim {
		/// The provider.
		#[arg(value_parser = account)]
		provider: AccountId,
	},
	/// As a provider, say how much of others you accept, and what you take of their income. A higher take holds when
	/// its notice is over.
	Terms {
		/// Your part of what backers earn, in percent, such as 12.5.
		#[arg(value_parser = percent)]
		take: Percent,
		/// The most that you accept, such as 1000STOA. It counts up to your own bond.
		limit: Amount,
	},
}

/// A share, in millionths.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Percent(pub u32);

/// A number from 0 to 100 with at most four decimals.
fn percent(text: &str) -> Result<Percent, String> {
	let wrong = || format!("{text:?} is no percentage: write a number from 0 to 100, such as 12.5");
	let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
	let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
	if whole.is_empty() || !digits(whole) || !digits(rest) || rest.len() > 4 {
		return Err(wrong());
	}
	let whole: u32 = whole.parse().map_err(|_| wrong())?;
	let rest: u32 = format!("{rest:0<4}").parse().map_err(|_| wrong())?;
	let millionths = whole.checked_mul(10_000).and_then(|whole| whole.checked_add(rest));
	millionths.filter(|all| *all <= 1_000_000).map(Percent).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn percentages_are_read_exactly() {
		let read = |text| percent(text).map(|share| share.0);
		assert_eq!(read("12.5"), Ok(125_000));
		assert_eq!((read("0"), read("100"), read("0.0001")), (Ok(0), Ok(1_000_000), Ok(1)));
		for wrong in ["", ".", ".5", "100.0001", "-1", "1e2", "0.00001", "4294967295", "5 %"] {
			assert!(read(wrong).is_err(), "{wrong}");
		}
	}
}
