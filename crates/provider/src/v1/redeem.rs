//! When vouchers are turned into money: when they are worth many times the fee, or when their channel ends.

use super::{
	channels::{Channels, Redemption},
	lanes::{Lanes, Worth},
};
use anyhow::Result;
use stoa_primitives::{Balance, BlockNumber};

/// Vouchers that go into one extrinsic.
const TOGETHER: usize = 100;
/// Blocks before the end of a channel in which any voucher is redeemed that is worth more than its fee: half
/// an hour.
const LAST_BLOCKS: BlockNumber = 600;

/// What is redeemed, and when.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rule {
	/// How many times its part of the fee a voucher must be worth.
	pub factor: u32,
}

impl Rule {
	/// Whether a voucher is redeemed at block `now`, when its part of the fee is `fee` planck.
	pub fn is_due(&self, worth: &Worth, fee: Balance, now: BlockNumber) -> bool {
		let amount = worth.redemption.paid.amount;
		let ends_soon = worth.ends <= now.saturating_add(LAST_BLOCKS);
		let enough = amount >= fee.saturating_mul(self.factor.into());
		!worth.pending && amount > fee && (enough || ends_soon) && worth.ends > now
	}
}

/// Redeems what is due; how many vouchers that were. What fails is due again the next time.
pub async fn redeem(lanes: &Lanes, channels: &dyn Channels, rule: Rule) -> Result<usize> {
	let Some(now) = channels.anchor() else { return Ok(0) };
	let fee = channels.redeem_fee().await?;
	let mut due: Vec<Redemption> = Vec::new();
	for worth in lanes.worth().await? {
		if rule.is_due(&worth, fee, now.number) && lanes.pledge(&worth.redemption).await? {
			due.push(worth.redemption);
		}
	}
	for batch in due.chunks(TOGETHER) {
		channels.redeem(batch.to_vec()).await?;
	}
	Ok(due.len())
}

#[cfg(test)]
mod tests {
	use super::*;
	use stoa_primitives::{channel::Voucher, sums::Sum};

	fn worth(amount: Balance, ends: BlockNumber) -> Worth {
		let voucher = Voucher { channel: 1, amount, receipt: [0; 32] };
		let paid = Sum { hash: [0; 32], amount };
		let redemption = Redemption { voucher, signature: [0; 64], paid };
		Worth { redemption, ends, pending: false }
	}

	#[test]
	fn a_voucher_is_redeemed_when_it_is_worth_it_or_ends() {
		let rule = Rule { factor: 20 };
		let due = |worth: Worth| rule.is_due(&worth, 10, 1_000);
		assert!(due(worth(200, 100_000)) && !due(worth(199, 100_000)));
		assert!(due(worth(11, 1_600)) && !due(worth(11, 1_601)));
		assert!(!due(worth(10, 1_001)), "it would cost more");
		assert!(!due(worth(200, 1_000)), "it is too late");
		assert!(!due(Worth { pending: true, ..worth(200, 1_100) }));
	}
}
