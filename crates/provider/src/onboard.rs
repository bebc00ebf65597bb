//! Before the first seat: what is configured must be what the chain sells, and what is registered must be
//! what is configured.

use crate::{
	chain::{Call, Chain, Inclusion, ProviderState, ReleaseState},
	config::{Config, EngineConfig, Serve},
	engine::{Engine, Loader},
	keys::Identity,
	units::Amount,
};
use anyhow::{Context, Result, anyhow, bail};
use std::{path::Path, sync::Arc};
use stoa_primitives::{Digest, ReleaseId, TokenPrice, VerificationClass};

/// The price of a `[[serve]]` table.
pub fn price(serve: &Serve) -> TokenPrice {
	TokenPrice { per_1k_input: serve.price_in.planck(), per_1k_output: serve.price_out.planck() }
}

/// blake2b-256 and length of a file, as a release names its artefact.
pub fn artefact_hash(path: &Path) -> Result<(Digest, u64)> {
	let unreadable = || format!("{}: cannot read; fetch the model first", path.display());
	let bytes = std::fs::metadata(path).with_context(unreadable)?.len();
	Ok((stoa_exact::digest::artefact_digest(path).with_context(unreadable)?, bytes))
}

/// The artefact that an engine configuration names, if the file is here and its hash is still to be compared:
/// the root of an artefact of class Exact stands for all of it.
pub fn artefact_of(engine: &EngineConfig) -> Option<&Path> {
	match engine {
		EngineConfig::Embedded { gguf } => Some(gguf),
		EngineConfig::Exact { .. } => None,
		EngineConfig::OpenAi { artefact, .. } => artefact.as_deref(),
	}
}

/// Whether this engine may serve this release. Each refusal says what to do.
pub fn check_release(
	serve: &Serve,
	release: Option<&ReleaseState>,
	engine: &dyn Engine,
	artefact: Option<(Digest, u64)>,
) -> Result<()> {
	let id = serve.release;
	let release = release
		.ok_or_else(|| anyhow!("release {id} does not exist; `stoa model list` shows what does"))?;
	if release.class == VerificationClass::Replicated && !engine.deterministic() {
		bail!(
			"release {id} is of class Replicated: executors must answer with equal bits, and this engine \
			 computes with floats. Serve it with the embedded engine, or serve a release of another class \
			 with this one"
		);
	}
	check_model(id, release, engine)?;
	if let Some((hash, bytes)) = artefact
		&& (hash, bytes) != (release.artefact, release.artefact_bytes)
	{
		bail!(
			"release {id}: the model file is not the release's artefact ({bytes} bytes, blake2b-256 {}; the \
			 chain says {} bytes, {}). Fetch the right file",
			hex::encode(hash),
			release.artefact_bytes,
			hex::encode(release.artefact),
		);
	}
	if engine.digest() != release.engine {
		bail!(
			"release {id} names engine {}, this one is {}: use the daemon version or settings that the \
			 publisher names",
			hex::encode(release.engine),
			hex::encode(engine.digest()),
		);
	}
	if engine.context_tokens() < release.context_tokens {
		bail!(
			"release {id} promises {} tokens of context, the engine has {}",
			release.context_tokens,
			engine.context_tokens(),
		);
	}
	Ok(())
}

/// A release of class Exact is served by the engine that can answer for each step, with the model that the
/// chain will recompute with; another release by any other engine.
fn check_model(id: ReleaseId, release: &ReleaseState, engine: &dyn Engine) -> Result<()> {
	match (release.model, engine.exact()) {
		(None, None) => {}
		(Some(model), Some(exact)) if exact.root() == model => {}
		(Some(model), Some(exact)) => bail!(
			"release {id}: the artefact is of another model (root {}; the chain says {}): every answer would be \
			 refuted and cost the bond. Fetch the right file, or make it with `stoa model import`",
			hex::encode(exact.root()),
			hex::encode(model),
		),
		(Some(_), None) => bail!(
			"release {id} is of class Exact: serve it with the embedded engine and its model file, or with engine = \
			 {{ exact = {{ artefact = \"…\" }} }}"
		),
		(None, Some(_)) => bail!(
			"release {id} is not of class Exact: serve it with the embedded engine and its model file"
		),
	}
	Ok(())
}

/// An engine that may serve its release.
pub struct Fit {
	/// The engine.
	pub engine: Arc<dyn Engine>,
	/// Why the release should not be served all the same: its open jobs can be finished, new ones do not come.
	pub retired: Option<String>,
}

/// Makes the engine of a configured release ready and compares it with what the chain sells.
pub async fn fit(serve: &Serve, chain: &dyn Chain, loader: &mut Loader) -> Result<Fit> {
	let id = serve.release;
	let release = chain.release(id).await?;
	let model = release.as_ref().and_then(|release| release.model);
	let engine = loader.load(serve, model).await.with_context(|| format!("release {id}"))?;
	// The root of a model of class Exact stands for the file of which it was made.
	let file = artefact_of(&serve.engine).filter(|_| engine.exact().is_none());
	let artefact = match file.map(Path::to_owned) {
		// Gigabytes: not on a thread that has seats to answer for.
		Some(path) => Some(tokio::task::spawn_blocking(move || artefact_hash(&path)).await??),
		None => None,
	};
	check_release(serve, release.as_ref(), engine.as_ref(), artefact)?;
	let retired = release.is_some_and(|release| !release.active).then(|| {
		format!("release {id} is retired; serve a newer one and remove this [[serve]] table")
	});
	Ok(Fit { engine, retired })
}

/// The extrinsics that bring the chain in line with the configuration, in order.
pub fn plan(config: &Config, identity: &Identity, state: Option<&ProviderState>) -> Vec<Call> {
	let (signing_key, transport_key) = (identity.signing_key(), identity.transport_key());
	let endpoint = config.public_endpoint.clone();
	let target = config.bond.planck();
	let mut calls = Vec::new();
	let served = state.map_or(&[][..], |state| &state.served);
	match state {
		None => calls.push(Call::Register { signing_key, transport_key, endpoint, bond: target }),
		Some(state) => {
			if (state.signing_key, state.transport_key) != (signing_key, transport_key) {
				calls.push(Call::SetKeys { signing_key, transport_key });
			}
			if state.endpoint != endpoint.as_bytes() {
				calls.push(Call::SetEndpoint { endpoint });
			}
			if let Some(amount) = target.checked_sub(state.bond).filter(|amount| *amount > 0) {
				calls.push(Call::BondExtra { amount });
			}
		}
	}
	for (release, _) in served {
		if !config.serve.iter().any(|serve| serve.release == *release) {
			calls.push(Call::Unserve { release: *release });
		}
	}
	for serve in &config.serve {
		let wanted = (serve.release, price(serve));
		if !served.contains(&wanted) {
			calls.push(Call::Serve { release: wanted.0, price: wanted.1 });
		}
	}
	if state.is_some_and(|state| !state.active) {
		calls.push(Call::Activate);
	}
	calls
}

/// Brings the chain in line with the configuration, or says what to do by hand.
pub async fn onboard(config: &Config, identity: &Identity, chain: &dyn Chain) -> Result<()> {
	let state = chain.provider().await?;
	let calls = plan(config, identity, state.as_ref());
	if !config.auto_register && !calls.is_empty() {
		if state.is_none() {
			let names = names(&calls);
			bail!("not registered, and auto_register = false; to do by hand: {names}");
		}
		say_what_differs(&calls);
		return Ok(());
	}
	// Offers do not wait for each other: a block for each would be a minute for many.
	let mut offers = Vec::new();
	for call in calls {
		let name = call.name();
		if !matches!(call, Call::Serve { .. } | Call::Unserve { .. }) {
			included(config, &mut offers).await?;
		}
		tracing::info!(call = name, "registering");
		let sent = chain.send(call).await.with_context(|| refused(config, name))?;
		offers.push((name, sent));
		if name == "register" {
			included(config, &mut offers).await?;
		}
	}
	included(config, &mut offers).await
}

/// Waits until all that was sent is in a block.
async fn included(config: &Config, sent: &mut Vec<(&'static str, Inclusion)>) -> Result<()> {
	for (name, inclusion) in sent.drain(..) {
		inclusion.await.with_context(|| refused(config, name))?;
	}
	Ok(())
}

/// The same while seats are open: what is refused is a warning, and the rest is done. The machine enters the
/// draw by itself.
pub async fn onboard_anyway(config: &Config, identity: &Identity, chain: &dyn Chain) {
	let mut calls = match chain.provider().await {
		Ok(state) => plan(config, identity, state.as_ref()),
		Err(error) => {
			return tracing::warn!(error = format!("{error:#}"), "the node does not answer");
		}
	};
	calls.retain(|call| *call != Call::Activate);
	if !config.auto_register {
		if !calls.is_empty() {
			say_what_differs(&calls);
		}
		return;
	}
	for call in calls {
		if let Err(error) = submit(config, chain, call).await {
			tracing::warn!(error = format!("{error:#}"), "chain and configuration differ");
		}
	}
}

fn names(calls: &[Call]) -> String {
	calls.iter().map(Call::name).collect::<Vec<_>>().join(", ")
}

fn say_what_differs(calls: &[Call]) {
	tracing::warn!(calls = names(calls), "chain and configuration differ; do these by hand");
}

async fn submit(config: &Config, chain: &dyn Chain, call: Call) -> Result<()> {
	let name = call.name();
	tracing::info!(call = name, "registering");
	chain.submit(call).await.with_context(|| refused(config, name))
}

fn refused(config: &Config, name: &str) -> String {
	match name {
		"register" | "bond_extra" => format!(
			"{name}: the account needs the bond of {} and a little for fees",
			Amount::from(config.bond.planck())
		),
		_ => format!("{name} was refused"),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::engine::{Answer, EngineError, Request, exact::Exact};
	use stoa_primitives::STOA;

	struct Floats;

	#[async_trait::async_trait]
	impl Engine for Floats {
		fn digest(&self) -> [u8; 32] {
			[1; 32]
		}
		fn deterministic(&self) -> bool {
			false
		}
		fn context_tokens(&self) -> u32 {
			100
		}
		async fn generate(
			&self,
			_: Request,
			_: &mut (dyn for<'t> FnMut(&'t str) + Send),
		) -> Result<Answer, EngineError> {
			Err(EngineError::Busy)
		}
	}

	fn config() -> Config {
		let text = r#"
node = "ws://127.0.0.1:9944"
data_dir = "data"
listen = "127.0.0.1:8090"
public_endpoint = "https://gpu.example.org"
bond = "1000 STOA"
[[serve]]
release = 3
price_in = "1 planck"
price_out = "2 planck"
engine = { openai = { url = "http://127.0.0.1:1/v1", model = "m" } }
"#;
		Config::parse(text, Path::new(".")).unwrap()
	}

	fn identity() -> Identity {
		Identity::new(subxt_signer::sr25519::dev::alice(), [1; 32], [2; 32]).unwrap()
	}

	fn release(class: VerificationClass) -> ReleaseState {
		ReleaseState {
			artefact: [5; 32],
			artefact_bytes: 10,
			engine: [1; 32],
			class,
			model: None,
			context_tokens: 100,
			active: true,
		}
	}

	fn told(release: Option<ReleaseState>, artefact: Option<(Digest, u64)>) -> String {
		let serve = &config().serve[0];
		check_release(serve, release.as_ref(), &Floats, artefact)
			.map_or_else(|e| e.to_string(), |()| "ok".into())
	}

	#[test]
	fn a_float_engine_may_not_serve_a_replicated_release() {
		let said = told(Some(release(VerificationClass::Replicated)), None);
		assert!(said.contains("equal bits"), "{said}");
		assert_eq!(told(Some(release(VerificationClass::Tolerant)), None), "ok");
	}

	#[test]
	fn what_is_served_must_be_what_the_chain_names() {
		let tolerant = || release(VerificationClass::Tolerant);
		assert!(told(None, None).contains("does not exist"));
		assert!(told(Some(tolerant()), Some(([6; 32], 10))).contains("not the release's artefact"));
		assert_eq!(told(Some(tolerant()), Some(([5; 32], 10))), "ok");
		let engine = ReleaseState { engine: [9; 32], ..tolerant() };
		assert!(told(Some(engine), None).contains("names engine"));
		let context = ReleaseState { context_tokens: 101, ..tolerant() };
		assert!(told(Some(context), None).contains("tokens of context"));
	}

	#[test]
	fn a_release_of_class_exact_is_served_with_its_own_model_alone() {
		let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../exact/tests/data/tiny.gguf");
		let model = Arc::new(stoa_exact::model::Model::open(Path::new(path)).unwrap());
		let artefact = stoa_exact::artefact::Artefact::new(model, &[2], [7; 32]).unwrap();
		let exact = Exact::new(Arc::new(artefact));
		let serve = &config().serve[0];
		let told = |model, engine: &dyn Engine| {
			let release = ReleaseState {
				class: VerificationClass::Exact,
				engine: engine.digest(),
				model,
				..release(VerificationClass::Tolerant)
			};
			check_release(serve, Some(&release), engine, None)
				.map_or_else(|e| e.to_string(), |()| "ok".into())
		};
		assert_eq!(told(Some(exact.root()), &exact), "ok");
		assert!(told(Some([9; 32]), &exact).contains("is of another model"));
		assert!(told(Some(exact.root()), &Floats).contains("is of class Exact"));
		assert!(told(None, &exact).contains("is not of class Exact"));
	}

	#[test]
	fn a_file_is_hashed_as_b2sum_does() {
		let dir = tempfile::tempdir().unwrap();
		let path = dir.path().join("f");
		std::fs::write(&path, b"abc").unwrap();
		let (hash, bytes) = artefact_hash(&path).unwrap();
		assert_eq!(bytes, 3);
		assert_eq!(
			hex::encode(hash),
			"bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319"
		);
	}

	#[test]
	fn the_plan_does_what_is_missing_and_nothing_twice() {
		let (config, identity) = (config(), identity());
		let names = |state: Option<&ProviderState>| -> Vec<&str> {
			plan(&config, &identity, state).iter().map(Call::name).collect()
		};
		assert_eq!(names(None), ["register", "serve"]);
		let mut state = ProviderState {
			bond: 1_000 * STOA,
			active: true,
			endpoint: b"https://gpu.example.org".to_vec(),
			signing_key: identity.signing_key(),
			transport_key: identity.transport_key(),
			served: vec![(3, TokenPrice { per_1k_input: 1, per_1k_output: 2 })],
		};
		assert!(names(Some(&state)).is_empty());
		state.bond = 400 * STOA;
		state.active = false;
		state.signing_key = [0; 32];
		state.endpoint.clear();
		state.served = vec![(4, TokenPrice::default())];
		assert_eq!(
			names(Some(&state)),
			["set_keys", "set_endpoint", "bond_extra", "unserve", "serve", "activate"]
		);
		assert!(
			plan(&config, &identity, Some(&state))
				.contains(&Call::BondExtra { amount: 600 * STOA })
		);
	}
}
