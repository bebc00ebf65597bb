//! Who asks: by API key, by JWT, or anybody on this machine.

use crate::{
	apikeys::{ApiKeys, Identity, Scope, Scopes},
	error::ApiError,
	spend::{Budget, Ledger},
};
use anyhow::{Context, Result, bail};
use axum::http::{HeaderMap, StatusCode, header};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use std::{path::PathBuf, sync::Arc};

/// Longest bearer token that is looked at.
const MAX_TOKEN_BYTES: usize = 8_192;
/// Seconds by which clocks may differ.
const LEEWAY: u64 = 10;
/// Longest subject of a JWT.
const MAX_SUBJECT_BYTES: usize = 128;
/// Shortest secret of HS256 and its like.
const MIN_SECRET_BYTES: usize = 32;

/// Who may ask.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
	/// Whoever reaches the port: on loopback only.
	#[default]
	Open,
	/// Who has an API key or a JWT.
	Keys,
}

/// How JWTs are checked.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JwtConfig {
	/// `HS256`, `RS256`, `ES256`, `EdDSA` and the longer ones.
	pub algorithm: Algorithm,
	/// The secret (HS…, at least 32 bytes) or the public key in PEM.
	pub key_file: PathBuf,
	/// The audience that a token must name.
	pub audience: Option<String>,
	/// The issuer that a token must name.
	pub issuer: Option<String>,
}

#[derive(Deserialize)]
struct Claims {
	sub: String,
	exp: i64,
	scope: Option<String>,
}

/// Checks JWTs.
pub struct Jwt {
	key: DecodingKey,
	validation: Validation,
	budget: Budget,
	per_minute: u32,
}

impl Jwt {
	/// Reads the key. `budget` and `per_minute` hold for each subject.
	pub fn new(config: &JwtConfig, budget: Budget, per_minute: u32) -> Result<Self> {
		let file = config.key_file.display();
		let bytes = std::fs::read(&config.key_file)
			.with_context(|| format!("auth.jwt.key_file: {file}"))?;
		use Algorithm as A;
		let key = match config.algorithm {
			A::HS256 | A::HS384 | A::HS512 => {
				let secret = bytes.trim_ascii();
				if secret.len() < MIN_SECRET_BYTES {
					bail!(
						"auth.jwt.key_file: {file} has fewer than {MIN_SECRET_BYTES} bytes: such a secret can be guessed"
					);
				}
				Ok(DecodingKey::from_secret(secret))
			}
			A::ES256 | A::ES384 => DecodingKey::from_ec_pem(&bytes),
			A::EdDSA => DecodingKey::from_ed_pem(&bytes),
			_ => DecodingKey::from_rsa_pem(&bytes),
		};
		// The library's text could quote the key.
		let Ok(key) = key else {
			bail!(
				"auth.jwt.key_file: {file} is not a public key in PEM for {:?}",
				config.algorithm
			);
		};
		let mut validation = Validation::new(config.algorithm);
		validation.leeway = LEEWAY;
		validation.validate_nbf = true;
		validation.set_required_spec_claims(&["exp", "sub"]);
		validation.validate_aud = config.audience.is_some();
		if let Some(audience) = &config.audience {
			validation.set_audience(&[audience]);
			validation.required_spec_claims.insert("aud".into());
		}
		if let Some(issuer) = &config.issuer {
			validation.set_issuer(&[issuer]);
			validation.required_spec_claims.insert("iss".into());
		}
		Ok(Self { key, validation, budget, per_minute })
	}

	/// Whose token this is. The ledger learns of the subject's past within a second.
	fn identify(&self, token: &str, ledger: &Ledger) -> Option<Identity> {
		let claims: Claims = jsonwebtoken::decode(token, &self.key, &self.validation).ok()?.claims;
		if claims.sub.is_empty() || claims.sub.len() > MAX_SUBJECT_BYTES {
			return None;
		}
		let scopes = claims.scope.map_or(Ok(Scopes::usual()), |scope| scope.parse()).ok()?;
		let spender = ledger.spender(&format!("jwt:{}", claims.sub), self.budget, self.per_minute);
		Some(Identity { scopes, spender, expires: Some(claims.exp) })
	}
}

/// Everything that says who asks.
pub struct Auth {
	/// The API keys.
	pub keys: Arc<ApiKeys>,
	/// Whose JWTs are taken.
	pub jwt: Option<Jwt>,
	/// Where subjects' spending is counted.
	pub ledger: Arc<Ledger>,
	/// Whoever brings neither; only on loopback.
	pub anybody: Option<Identity>,
}

impl Auth {
	/// Who sent these headers, and whether it may do this.
	pub fn identify(&self, headers: &HeaderMap, scope: Scope) -> Result<Identity, ApiError> {
		let identity = self.whose(headers)?;
		if !identity.scopes.has(scope) {
			let message = format!(
				"this key has no scope for that; it has: {}. Make one with `stoa-gateway keys create --scopes …`",
				identity.scopes
			);
			return Err(ApiError::new(StatusCode::FORBIDDEN, "scope_missing", message));
		}
		Ok(identity)
	}

	fn whose(&self, headers: &HeaderMap) -> Result<Identity, ApiError> {
		let known =
			bearer(headers).filter(|token| token.len() <= MAX_TOKEN_BYTES).and_then(|token| {
				self.keys.find(token).or_else(|| self.jwt.as_ref()?.identify(token, &self.ledger))
			});
		if let Some(identity) = known {
			return Ok(identity);
		}
		let Some(anybody) = &self.anybody else {
			return Err(ApiError::new(
				StatusCode::UNAUTHORIZED,
				"invalid_api_key",
				"the API key is missing, wrong, expired or revoked: send `Authorization: Bearer sk-stoa-…`; \
				 `stoa-gateway keys create` makes one",
			));
		};
		local_only(headers)?;
		Ok(anybody.clone())
	}
}

/// Web pages that run in a browser on this machine reach the port too. They cannot forge these headers.
fn local_only(headers: &HeaderMap) -> Result<(), ApiError> {
	let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
	let name = host.rsplit_once(':').map_or(host, |(name, port)| {
		if port.bytes().all(|b| b.is_ascii_digit()) { name } else { host }
	});
	let local = matches!(name, "localhost" | "127.0.0.1" | "[::1]" | "");
	if local && !headers.contains_key(header::ORIGIN) {
		return Ok(());
	}
	Err(ApiError::new(
		StatusCode::FORBIDDEN,
		"not_local",
		"without an API key only programs on this machine are served, under localhost or 127.0.0.1, and no \
		 web pages: make a key with `stoa-gateway keys create`",
	))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
	let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
	let (scheme, token) = value.split_once(' ')?;
	scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

#[cfg(test)]
mod tests;
