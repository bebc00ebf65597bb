use super::*;
use crate::database;
use axum::http::HeaderValue;
use jsonwebtoken::{EncodingKey, Header};

const SECRET: &[u8] = b"0123456789abcdef0123456789abcdef";

async fn auth(folder: &std::path::Path, mode: Mode) -> Auth {
	let url = format!("sqlite://{}/gateway.db", folder.display());
	let pool = database::open(&url).await.unwrap();
	let ledger = Arc::new(Ledger::new(pool.clone()));
	let key_file = folder.join("secret");
	std::fs::write(&key_file, SECRET).unwrap();
	let jwt = JwtConfig {
		algorithm: Algorithm::HS256,
		key_file,
		audience: Some("stoa".into()),
		issuer: None,
	};
	let anybody = (mode == Mode::Open).then(|| Identity {
		scopes: Scopes::all(),
		spender: ledger.spender("anybody", Budget::default(), 60),
		expires: None,
	});
	Auth {
		keys: Arc::new(ApiKeys::new(pool, ledger.clone(), 60)),
		jwt: Some(Jwt::new(&jwt, Budget::default(), 60).unwrap()),
		ledger,
		anybody,
	}
}

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
	let pairs = pairs.iter();
	pairs.map(|(k, v)| ((*k).parse().unwrap(), HeaderValue::from_str(v).unwrap())).collect()
}

fn token(claims: serde_json::Value, secret: &[u8]) -> String {
	let key = EncodingKey::from_secret(secret);
	let token = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &key).unwrap();
	format!("Bearer {token}")
}

#[tokio::test]
async fn a_jwt_counts_only_if_all_of_it_is_right() {
	let folder = tempfile::tempdir().unwrap();
	let auth = auth(folder.path(), Mode::Keys).await;
	let later = database::now() + 600;
	let claims = |change: &str, value: serde_json::Value| {
		let mut claims = serde_json::json!({ "sub": "ann", "aud": "stoa", "exp": later });
		claims[change] = value;
		claims
	};
	let ask = |token: &str, scope| {
		auth.identify(&headers(&[("authorization", token)]), scope)
			.map(|identity| identity.spender.id().to_owned())
	};
	let good = token(claims("sub", "ann".into()), SECRET);
	assert_eq!(ask(&good, Scope::Chat).unwrap(), "jwt:ann");
	assert_eq!(ask(&good, Scope::Write).unwrap_err().status, StatusCode::FORBIDDEN);
	let scoped = token(claims("scope", "embeddings".into()), SECRET);
	assert!(ask(&scoped, Scope::Embeddings).is_ok());
	assert_eq!(ask(&scoped, Scope::Chat).unwrap_err().code, "scope_missing");
	let wrong = [
		token(claims("sub", "ann".into()), b"another secret of at least 32 bytes"),
		token(claims("aud", "other".into()), SECRET),
		token(claims("exp", (database::now() - 60).into()), SECRET),
		token(claims("exp", "tomorrow".into()), SECRET),
		token(claims("exp", serde_json::Value::Null), SECRET),
		token(claims("nbf", later.into()), SECRET),
		token(claims("sub", "".into()), SECRET),
		token(claims("scope", "root".into()), SECRET),
		good.replace("Bearer", "Basic"),
	];
	for token in &wrong {
		assert_eq!(ask(token, Scope::Chat).unwrap_err().status, StatusCode::UNAUTHORIZED);
	}
	let mut unsigned = good.rsplit_once('.').unwrap().0.to_owned();
	unsigned.push('.');
	assert!(ask(&unsigned, Scope::Chat).is_err());
}

#[tokio::test]
async fn without_a_key_only_local_programs_are_served() {
	let folder = tempfile::tempdir().unwrap();
	let auth = auth(folder.path(), Mode::Open).await;
	let ask = |pairs: &[(&'static str, &str)]| auth.identify(&headers(pairs), Scope::Chat);
	for host in ["127.0.0.1:8088", "localhost:8088", "[::1]:8088", "localhost"] {
		assert_eq!(ask(&[("host", host)]).map(|i| i.spender.id().to_owned()).unwrap(), "anybody");
	}
	// The keys of other services that clients are set up with do no harm.
	assert!(ask(&[("host", "localhost"), ("authorization", "Bearer sk-any")]).is_ok());
	for pairs in [
		&[("host", "evil.example:8088")][..],
		&[("host", "localhost.evil.example")],
		&[("host", "localhost:8088"), ("origin", "https://evil.example")],
		&[("host", "localhost:8088"), ("origin", "null")],
	] {
		assert_eq!(ask(pairs).map(|_| ()).unwrap_err().code, "not_local", "{pairs:?}");
	}
}

#[tokio::test]
async fn a_short_secret_is_refused() {
	let folder = tempfile::tempdir().unwrap();
	let key_file = folder.path().join("short");
	std::fs::write(&key_file, b"guess me\n").unwrap();
	let config = JwtConfig { algorithm: Algorithm::HS256, key_file, audience: None, issuer: None };
	let said = Jwt::new(&config, Budget::default(), 60).map(|_| ()).unwrap_err().to_string();
	assert!(said.contains("can be guessed") && !said.contains("guess me"), "{said}");
	let config = JwtConfig { algorithm: Algorithm::ES256, ..config };
	let said = Jwt::new(&config, Budget::default(), 60).map(|_| ()).unwrap_err().to_string();
	assert!(said.contains("public key in PEM"), "{said}");
}
