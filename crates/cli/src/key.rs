//! `stoa key`.

use crate::{
	args::KeyCommand,
	context::{Context, new_password},
	fail::{FAILED, Fail},
};
use serde_json::json;
use std::{io::Read, path::Path};
use stoa_client::{Keystore, keys};
use zeroize::Zeroizing;

/// Runs `stoa key`.
pub fn run(context: &Context, command: KeyCommand) -> Result<(), Fail> {
	match command {
		KeyCommand::New { out } => new(context, out.as_deref()),
		KeyCommand::Show => show(context),
		KeyCommand::Import { out } => import(context, &out),
	}
}

fn new(context: &Context, out: Option<&Path>) -> Result<(), Fail> {
	let phrase = Zeroizing::new(keys::new_phrase()?);
	if let Some(path) = out {
		return keep(context, path, &phrase);
	}
	let account = keys::account_of(&keys::from_uri(&phrase)?);
	context.print(&json!({ "account": account.to_string(), "phrase": phrase.as_str() }), || {
		format!(
			"phrase   {}\naccount  {account}\n\nWrite the phrase down: whoever has it has the account, \
				 and without it the account is lost.",
			phrase.as_str()
		)
	});
	Ok(())
}

fn keep(context: &Context, path: &Path, uri: &str) -> Result<(), Fail> {
	let store = Keystore::create(path, uri, &new_password(path)?)?;
	let account = store.account()?;
	context.print(
		&json!({ "account": account.to_string(), "keystore": path.display().to_string() }),
		|| format!("account   {account}\nkeystore  {}", path.display()),
	);
	Ok(())
}

fn show(context: &Context) -> Result<(), Fail> {
	let account = context.account()?;
	let public = hex::encode(account.0);
	context.print(
		&json!({ "account": account.to_string(), "public_key": format!("0x{public}") }),
		|| format!("account     {account}\npublic key  0x{public}"),
	);
	Ok(())
}

fn import(context: &Context, path: &Path) -> Result<(), Fail> {
	if let Some(uri) = context.secret() {
		return keep(context, path, uri);
	}
	let mut uri = Zeroizing::new(String::new());
	std::io::stdin()
		.read_to_string(&mut uri)
		.map_err(|error| Fail::new(FAILED, format!("the key could not be read: {error}")))?;
	keep(context, path, uri.trim())
}
