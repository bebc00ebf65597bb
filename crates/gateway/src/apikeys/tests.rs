use super::*;
use crate::database;

async fn keys(folder: &std::path::Path) -> ApiKeys {
	let url = format!("sqlite://{}/gateway.db", folder.display());
	let pool = database::open(&url).await.unwrap();
	ApiKeys::new(pool.clone(), Arc::new(Ledger::new(pool)), 60)
}

fn new(name: &str) -> NewKey {
	NewKey {
		name: name.into(),
		scopes: Scopes::usual(),
		budget: Budget { planck: Some(500), period: 0 },
		expires: None,
		per_minute: None,
	}
}

#[tokio::test]
async fn a_key_works_until_it_is_revoked() {
	let folder = tempfile::tempdir().unwrap();
	let (here, there) = (keys(folder.path()).await, keys(folder.path()).await);
	let (id, token) = here.create(&new("app")).await.unwrap();
	assert!(token.starts_with(PREFIX) && token.len() == PREFIX.len() + 64);
	assert!(there.find(&token).is_none(), "not heard of yet");
	there.refresh().await.unwrap();
	let identity = there.find(&token).unwrap();
	assert_eq!(identity.spender.id(), id);
	assert_eq!(identity.spender.left(), Some(500));
	assert!(identity.scopes.has(Scope::Chat) && !identity.scopes.has(Scope::Write));
	assert!(there.find(&token[..token.len() - 1]).is_none());
	here.revoke(&id).await.unwrap();
	there.refresh().await.unwrap();
	assert!(there.find(&token).is_none());
	assert!(here.revoke(&id).await.unwrap_err().to_string().contains("keys list"));
}

#[tokio::test]
async fn a_key_ends_by_itself() {
	let folder = tempfile::tempdir().unwrap();
	let keys = keys(folder.path()).await;
	let end = now() + 5;
	let (_, token) = keys.create(&NewKey { expires: Some(end), ..new("soon") }).await.unwrap();
	keys.refresh().await.unwrap();
	assert!(keys.find(&token).is_some());
	while now() < end {
		tokio::time::sleep(std::time::Duration::from_millis(100)).await;
	}
	assert!(keys.find(&token).is_none());
}

#[tokio::test]
async fn the_database_does_not_hold_the_key() {
	let folder = tempfile::tempdir().unwrap();
	let keys = keys(folder.path()).await;
	let (id, token) = keys.create(&new("app")).await.unwrap();
	let listed = keys.list().await.unwrap();
	assert_eq!(
		(listed.len(), listed[0].id.as_str(), listed[0].name.as_str()),
		(1, id.as_str(), "app")
	);
	assert_eq!(listed[0].budget.planck, Some(500));
	let secret = token.trim_start_matches(PREFIX);
	for file in std::fs::read_dir(folder.path()).unwrap() {
		let bytes = std::fs::read(file.unwrap().path()).unwrap();
		let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
		assert!(!found);
	}
}

#[test]
fn scopes_are_read_and_written() {
	let scopes: Scopes = "chat, models".parse().unwrap();
	assert!(scopes.has(Scope::Chat) && scopes.has(Scope::Models) && !scopes.has(Scope::Read));
	assert_eq!(scopes.to_string(), "chat models");
	assert_eq!(Scopes::all().to_string().parse::<Scopes>().unwrap(), Scopes::all());
	assert!("chat root".parse::<Scopes>().unwrap_err().to_string().contains("`root`"));
}
