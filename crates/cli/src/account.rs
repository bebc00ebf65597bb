//! `stoa balance` and `stoa transfer`.

use crate::{context::Context, fail::Fail, show};
use serde_json::json;
use stoa_client::{AccountId, Amount, At, calls, keys};
use stoa_primitives::Balance;

/// Prints what an account has.
pub async fn balance(context: &Context, account: Option<AccountId>) -> Result<(), Fail> {
	let account = match account {
		Some(account) => account,
		None => context.account()?,
	};
	let at = context.client().await?.best().await?;
	let has = at.balance(&account).await?;
	let claimable = at.claimable(&account).await?;
	context.print(
		&json!({
			"account": account.to_string(),
			"block": at.number(),
			"spendable": has.spendable().to_string(),
			"free": has.free.to_string(),
			"held": has.held.to_string(),
			"frozen": has.frozen.to_string(),
			"claimable": claimable.to_string(),
		}),
		|| {
			let mut rows = vec![
				("account", account.to_string()),
				("spendable", Amount(has.spendable()).to_string()),
				("on hold", Amount(has.held).to_string()),
			];
			if claimable > 0 {
				rows.push(("to claim", format!("{}  (stoa job claim)", Amount(claimable))));
			}
			show::rows(&rows)
		},
	);
	Ok(())
}

/// Sends STOA.
pub async fn transfer(context: &Context, to: AccountId, amount: Amount) -> Result<(), Fail> {
	let signer = context.signer()?;
	let client = context.client().await?;
	let from = keys::account_of(&signer);
	require(&client.best().await?, &from, amount.0, "the transfer").await?;
	let included =
		client.submit(&signer, &calls::transfer(to, amount.0)).await?.in_best_block().await?;
	context.print(
		&json!({
			"from": from.to_string(),
			"to": to.to_string(),
			"amount": amount.0.to_string(),
			"block": included.block.number,
			"extrinsic": show::hash(&included.extrinsic),
		}),
		|| format!("sent {amount} to {to} in block {}", included.block.number),
	);
	Ok(())
}

/// Refuses, with what is missing, unless `account` can spend `amount` planck.
pub async fn require(
	at: &At,
	account: &AccountId,
	amount: Balance,
	what: &str,
) -> Result<(), Fail> {
	let spendable = at.balance(account).await?.spendable();
	shortfall(spendable, amount, account, what).map_or(Ok(()), Err)
}

fn shortfall(spendable: Balance, amount: Balance, account: &AccountId, what: &str) -> Option<Fail> {
	let missing = amount.checked_sub(spendable).filter(|missing| *missing > 0)?;
	Some(Fail::refused(format!(
		"{what} needs {}, but {account} has {} to spend: {} are missing; send them there first",
		Amount(amount),
		Amount(spendable),
		Amount(missing)
	)))
}

#[cfg(test)]
mod tests {
	use super::*;
	use stoa_primitives::STOA;

	#[test]
	fn what_is_missing_is_said() {
		let alice = keys::account("//Alice").unwrap();
		assert_eq!(shortfall(STOA, STOA, &alice, "the job"), None);
		let fail = shortfall(STOA, 3 * STOA, &alice, "the job").unwrap();
		assert_eq!(fail.code, crate::fail::REFUSED);
		assert!(fail.text.starts_with("the job needs 3 STOA, but 5Grwva"), "{}", fail.text);
		assert!(fail.text.contains("has 1 STOA") && fail.text.contains("2 STOA are missing"));
	}
}
