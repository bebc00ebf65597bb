//! Leasing as a tenant meets it, with a market and a runner that say what the test wants.

#[path = "../common/mod.rs"]
mod common;
mod market;
mod town;

use codec::Encode;
use common::*;
use stoa_primitives::{
	Usage,
	lease::usage_digest,
	tenant::{LeaseStanding, Signed, WorkloadStanding},
	wire::PromptEnvelope,
};
use stoa_provider::{
	keys::{seal, signed_by},
	leases::chain::LeaseCall,
};
use subxt_signer::sr25519::{Keypair, dev};
use town::{LEASE, Town, manifest, pending, tenant_key};

#[tokio::test]
async fn a_lease_runs_from_its_match_to_its_end() {
	let dir = tempfile::tempdir().unwrap();
	let town = Town::running(dir.path()).await;
	let status = town.status().await;
	assert_eq!(status.stage, LeaseStanding::Active);
	assert_eq!(status.workload, WorkloadStanding::Running);
	assert_eq!(status.address.as_deref(), Some("machine.example"));
	assert_eq!(status.ports[0].outside, 41_000);
	let logs = town.ask("GET", "/logs?tail=5&follow=true", Vec::new()).await;
	assert_eq!(logs.text().await.unwrap(), "a line\n");
	assert_eq!(town.ask("GET", "/shell", Vec::new()).await.status(), 400, "no WebSocket");
	town.lease(None);
	town.until("removed", || town.machine.workloads.lock().unwrap().is_empty()).await;
	town.block().await;
	let status = town.status().await;
	assert_eq!(status.stage, LeaseStanding::Ended);
	assert_eq!(status.workload, WorkloadStanding::Removed);
	assert!(!status.manifest, "its secrets are gone");
	assert_eq!(town.ask("GET", "/usage", Vec::new()).await.status(), 409);
	let images = std::fs::read_dir(dir.path().join("data/images")).unwrap();
	assert_eq!(images.count(), 0);
}

#[tokio::test]
async fn what_both_sign_is_kept_before_it_is_said_and_posted_each_half_period() {
	let dir = tempfile::tempdir().unwrap();
	let town = Town::running(dir.path()).await;
	let (usage, proposal) = town.proposal().await;
	let signature = hex::decode(&proposal.provider_signature).unwrap().try_into().unwrap();
	let digest = usage_digest(&GENESIS, &usage);
	assert!(signed_by(&identity().signing_key(), &digest, &signature));
	assert_eq!(usage.until, town.best() - 2, "of a final block");
	assert_eq!(town.post(&usage, &tenant_key()).await, 401, "not the usage key");
	assert_eq!(town.post(&Usage { due: usage.due - 1, ..usage }, &dev::dave()).await, 409);
	assert!(town.core.leases().load().unwrap()[&LEASE].signed.is_none());
	assert_eq!(town.post(&usage, &dev::dave()).await, 204);
	assert_eq!(town.core.leases().load().unwrap()[&LEASE].signed.unwrap().usage, usage);
	assert_eq!(town.post(&usage, &dev::dave()).await, 204, "once more does no harm");
	assert_eq!(town.ask("GET", "/usage", Vec::new()).await.status(), 404, "nothing is new");
	town.until("submit_usage", || town.called("submit_usage")).await;
	let calls = town.market.calls.lock().unwrap();
	let posted = calls.iter().find_map(|call| match call {
		LeaseCall::Post { usage, tenant, provider } => Some((*usage, *tenant, *provider)),
		_ => None,
	});
	let (posted, tenant, provider) = posted.unwrap();
	assert_eq!(posted, usage);
	assert!(signed_by(&dev::dave().public_key().0, &digest, &tenant));
	assert!(signed_by(&identity().signing_key(), &digest, &provider));
}

#[tokio::test]
async fn only_the_tenant_is_heard_and_each_signature_once() {
	let dir = tempfile::tempdir().unwrap();
	let town = Town::start(dir.path()).await;
	let path = format!("/stoa/v1/leases/{LEASE}");
	let signed = |key: &Keypair, nonce| town.sign(key, "GET", &path, nonce, &[]);
	let get = |signed| town.send(signed, "GET", &path, Vec::new());
	let tenant = tenant_key();
	assert_eq!(get(signed(&tenant, 1)).await.status(), 404, "no such lease");
	town.lease(Some(pending(town.best() + 50)));
	town.block().await;
	let once = signed(&tenant, 2);
	assert_eq!(get(once).await.status(), 200);
	assert_eq!(get(once).await.status(), 409, "a replay");
	assert_eq!(get(signed(&dev::dave(), 3)).await.status(), 200, "the usage key");
	assert_eq!(get(signed(&dev::eve(), 4)).await.status(), 403);
	let forged = Signed { key: tenant.public_key().0, ..signed(&dev::eve(), 5) };
	assert_eq!(get(forged).await.status(), 401);
	let logs = format!("{path}/logs");
	assert_eq!(town.send(signed(&tenant, 6), "GET", &logs, Vec::new()).await.status(), 401);
	let late = signed(&tenant, 7);
	for _ in 0..21 {
		town.block().await;
	}
	assert_eq!(get(late).await.status(), 409, "too old");
	let unsigned = reqwest::get(format!("{}{path}", town.url)).await.unwrap();
	assert_eq!(unsigned.status(), 401);
}

#[tokio::test]
async fn what_cannot_be_run_is_declined_and_the_tenant_is_told_why() {
	let dir = tempfile::tempdir().unwrap();
	let town = Town::start(dir.path()).await;
	town.lease(Some(pending(town.best() + 50)));
	town.block().await;
	let envelope = PromptEnvelope { salt: [6; 32], content: manifest() };
	let sealed = seal(&identity().transport_key(), &envelope.encode()).unwrap();
	assert_eq!(town.ask("PUT", "/manifest", sealed).await.status(), 422, "another salt");
	*town.machine.refuses.lock().unwrap() = true;
	town.hand_over().await;
	town.until("decline_lease", || town.called("decline_lease")).await;
	assert!(!town.called("start_lease"));
	assert!(town.status().await.reason.unwrap().contains("no image"));
}

#[tokio::test]
async fn an_offer_is_posted_and_a_tenant_that_hands_nothing_over_is_declined_in_time() {
	let dir = tempfile::tempdir().unwrap();
	let town = Town::start(dir.path()).await;
	assert!(town.called("create_offer"));
	let start_by = town.best() + 20;
	town.lease(Some(pending(start_by)));
	town.until("decline_lease", || town.called("decline_lease")).await;
	assert!(town.best() <= start_by && town.best() + 6 >= start_by);
	assert!(town.status().await.reason.unwrap().contains("did not arrive"));
}
