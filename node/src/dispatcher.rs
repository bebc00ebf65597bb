//! The loopback service through which the off-chain worker reaches providers: gives `stoa-dispatcher`
//! the node's view of the chain and its dispatch key, and tells the worker where it listens.

use crate::{
	cli::DispatcherArgs,
	service::{FullBackend, FullClient},
};
use codec::Encode;
use sc_client_api::Backend;
use sc_service::{Configuration, TaskManager, error::Error as ServiceError};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_core::{
	offchain::{OffchainStorage, STORAGE_PREFIX},
	sr25519,
};
use sp_keystore::KeystorePtr;
use std::sync::Arc;
use stoa_dispatcher::{ChainView, Config, Signer};
use stoa_primitives::{
	JobId, SeatIndex,
	frame::runtime_api::InferenceApi,
	wire::{DISPATCHER_STORAGE_KEY, SeatAssignment},
};
use stoa_runtime::DISPATCH_KEY_TYPE;

/// The best block.
struct View {
	client: Arc<FullClient>,
}

impl ChainView for View {
	fn seat(&self, job: JobId, seat: SeatIndex) -> Option<SeatAssignment> {
		let best = self.client.info().best_hash;
		self.client.runtime_api().seat(best, job, seat).ok().flatten()
	}

	fn best_block(&self) -> u32 {
		self.client.info().best_number
	}

	fn dispatch_keys(&self) -> Vec<[u8; 32]> {
		let best = self.client.info().best_hash;
		self.client.runtime_api().dispatch_keys(best).unwrap_or_default()
	}
}

/// The node's dispatch key: of those in its keystore, the one of a current validator.
struct Keys {
	keystore: KeystorePtr,
	view: Arc<View>,
}

impl Signer for Keys {
	fn authority(&self) -> Option<[u8; 32]> {
		let ours = self.keystore.sr25519_public_keys(DISPATCH_KEY_TYPE);
		let current = self.view.dispatch_keys();
		ours.into_iter().map(|key| key.0).find(|key| current.contains(key))
	}

	fn sign(&self, digest: &[u8]) -> Option<[u8; 64]> {
		let key = sr25519::Public::from_raw(self.authority()?);
		let signature = self.keystore.sr25519_sign(DISPATCH_KEY_TYPE, &key, digest).ok()??;
		Some(signature.0)
	}
}

/// Starts the dispatcher of a validator, and writes its address to the persistent off-chain storage; or
/// clears the address, so that a worker does not ask for one of an earlier run.
pub async fn start(
	args: DispatcherArgs,
	config: &Configuration,
	client: &Arc<FullClient>,
	backend: &Arc<FullBackend>,
	keystore: KeystorePtr,
	task_manager: &mut TaskManager,
) -> Result<(), ServiceError> {
	let mut storage =
		backend.offchain_storage().ok_or("the database keeps no off-chain storage")?;
	storage.remove(STORAGE_PREFIX, DISPATCHER_STORAGE_KEY);
	if args.no_dispatcher || !config.role.is_authority() || !config.offchain_worker.enabled {
		return Ok(());
	}
	let view = Arc::new(View { client: client.clone() });
	let signer = Arc::new(Keys { keystore, view: view.clone() });
	let bounds = Config {
		allow_private_endpoints: args.dispatcher_allow_private_endpoints,
		..Default::default()
	};
	let dispatcher = stoa_dispatcher::spawn(bounds, view, signer, config.prometheus_registry())
		.await
		.map_err(|error| {
			format!("the dispatcher does not start ({error}); --no-dispatcher runs without it")
		})?;
	storage.set(STORAGE_PREFIX, DISPATCHER_STORAGE_KEY, &dispatcher.address().encode());
	task_manager.keep_alive(dispatcher);
	Ok(())
}
