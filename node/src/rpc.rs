//! What clients may call beside what the SDK serves by itself (`author`, `chain`, `state`, `system`,
//! `chainHead_v1`, `transaction_v1`, …).

use crate::service::{FullBackend, FullClient};
use jsonrpsee::RpcModule;
use pallet_transaction_payment::RuntimeDispatchInfo;
use sc_consensus_babe::BabeWorkerHandle;
use sc_consensus_grandpa::{
	FinalityProofProvider, GrandpaJustificationStream, SharedAuthoritySet, SharedVoterState,
};
use sc_rpc::SubscriptionTaskExecutor;
use sc_transaction_pool::TransactionPoolHandle;
use sp_consensus::SelectChain;
use sp_keystore::KeystorePtr;
use std::{error::Error, sync::Arc};
use stoa_runtime::{AccountId, Balance, BlockNumber, Hash, Nonce, opaque::Block};

/// What GRANDPA's calls need.
#[derive(Clone)]
pub struct GrandpaDeps {
	/// State of the voter.
	pub voter_state: SharedVoterState,
	/// Who votes.
	pub authority_set: SharedAuthoritySet<Hash, BlockNumber>,
	/// New justifications.
	pub justifications: GrandpaJustificationStream<Block>,
	/// Proves that a block is final.
	pub proofs: Arc<FinalityProofProvider<FullBackend, Block>>,
}

/// What all of them need.
#[derive(Clone)]
pub struct FullDeps<SC> {
	/// The chain.
	pub client: Arc<FullClient>,
	/// Transactions that wait.
	pub pool: Arc<TransactionPoolHandle<Block, FullClient>>,
	/// Finds the best chain.
	pub select_chain: SC,
	/// The node's keys.
	pub keystore: KeystorePtr,
	/// The BABE worker.
	pub babe: BabeWorkerHandle<Block>,
	/// GRANDPA.
	pub grandpa: GrandpaDeps,
}

/// All of them in one module.
pub fn create_full<SC>(
	deps: FullDeps<SC>,
	executor: SubscriptionTaskExecutor,
) -> Result<RpcModule<()>, Box<dyn Error + Send + Sync>>
where
	SC: SelectChain<Block> + 'static,
{
	use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
	use sc_consensus_babe_rpc::{Babe, BabeApiServer};
	use sc_consensus_grandpa_rpc::{Grandpa, GrandpaApiServer};
	use substrate_frame_rpc_system::{System, SystemApiServer};

	let FullDeps { client, pool, select_chain, keystore, babe, grandpa } = deps;
	let mut module = RpcModule::new(());
	let system = System::<_, _, Block>::new(client.clone(), pool);
	module.merge(SystemApiServer::<Hash, AccountId, Nonce>::into_rpc(system))?;
	let payment = TransactionPayment::<_, Block>::new(client.clone());
	module.merge(TransactionPaymentApiServer::<Hash, RuntimeDispatchInfo<Balance>>::into_rpc(
		payment,
	))?;
	module.merge(Babe::new(client, babe, keystore, select_chain).into_rpc())?;
	module.merge(
		Grandpa::new(
			executor,
			grandpa.authority_set,
			grandpa.voter_state,
			grandpa.justifications,
			grandpa.proofs,
		)
		.into_rpc(),
	)?;
	Ok(module)
}
