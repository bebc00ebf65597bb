//! A channel from its opening to its end, through providers, models, draws and the referee.

use super::{chain, try_state};
use crate::{
	AccountId, Balances, Channels, Models, Providers, Referee, Runtime, RuntimeOrigin, System,
	constants::money::STOA,
};
use frame_support::{
	assert_noop, assert_ok,
	dispatch::{GetDispatchInfo, Pays},
	traits::fungible::Inspect,
};
use pallet_channels::{ChannelState, Redemption, SignedReceipt, Terms};
use pallet_models::{Artefact, ArtefactFormat, Metadata};
use pallet_referee::Opening;
use sp_core::{Pair, sr25519};
use sp_genesis_builder::DEV_RUNTIME_PRESET;
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie};
use sp_runtime::Perbill;
use std::{path::Path, sync::Arc};
use stoa_exact::{
	Sampling as Chosen,
	artefact::Artefact as Model,
	model,
	trace::{Challenger, Execution, Meddle},
};
use stoa_primitives::{
	Balance, ChannelId, Generation, Sampling, SubjectKey, Template, TokenPrice, VerificationClass,
	channel::{
		Anchor, Arithmetic, End, Receipt, ReceiptRoots, Voucher, receipt_digest, trace_commitment,
		trace_salt, voucher_digest,
	},
	frame::{ChainIdentity, ProviderInspect},
	payload::{challenge_commitment, output_commitment, output_salt, prompt_commitment_of},
	sums::{self, Paid},
};

const TERMS: Terms =
	Terms { collateral: 20 * STOA, min_deposit: STOA, opening_fee: STOA / 100, channels: 10 };
const DEPOSIT: Balance = 10 * STOA;
const SALT: [u8; 32] = [3; 32];

fn tiny() -> Arc<Model> {
	let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/exact/tests/data/tiny.gguf");
	let model = model::Model::open(&path).unwrap();
	Arc::new(Model::new(model.into(), &[2], [7; 32]).unwrap())
}

/// Writes another token than the model chose.
struct Liar;

impl Meddle for Liar {
	fn emit(&self, position: u32, chosen: u32) -> u32 {
		if position == 5 { (chosen + 1) % 200 + 3 } else { chosen }
	}
}

fn by(who: &AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who.clone())
}

fn signing_key() -> sr25519::Pair {
	sr25519::Pair::from_seed(&[4; 32])
}

fn lane() -> sr25519::Pair {
	sr25519::Pair::from_seed(&[5; 32])
}

/// Charlie publishes the tiny model, and Alice sells answers of it to Bob.
fn opened(model: &Model) -> ChannelId {
	let [alice, bob, charlie] = [Alice, Bob, Charlie].map(|key| key.to_account_id());
	let metadata = Metadata {
		name: b"tiny".to_vec().try_into().unwrap(),
		card: [1; 32],
		uri: Default::default(),
	};
	assert_ok!(Models::publish(by(&charlie), metadata));
	assert_ok!(Models::add_release(
		by(&charlie),
		0,
		Artefact { hash: [2; 32], bytes: 1_000, format: ArtefactFormat::Exact },
		[3; 32],
		VerificationClass::Exact,
		b"Apache-2.0".to_vec().try_into().unwrap(),
		64,
		TokenPrice::default(),
		vec![(charlie.clone(), Perbill::one())].try_into().unwrap(),
		Default::default(),
		Some(model.header().encode().try_into().unwrap()),
	));
	let endpoint = b"https://p1.example.org".to_vec().try_into().unwrap();
	let key = signing_key().public().0;
	assert_ok!(Providers::register(by(&alice), key, [7; 32], endpoint, 100 * STOA));
	assert_ok!(Channels::set_terms(by(&alice), Some(TERMS)));
	let lane = lane().public().0;
	assert_ok!(Channels::open(by(&bob), alice, DEPOSIT, lane, 10_000, false, STOA));
	0
}

fn genesis() -> [u8; 32] {
	<crate::Draws as ChainIdentity>::genesis()
}

/// What a provider signs about an answer, and what opens it.
fn receipt(channel: ChannelId, answer: &Execution) -> (SignedReceipt, ReceiptRoots) {
	let claim = answer.claim();
	let roots = ReceiptRoots {
		salt: SALT,
		prompt: *claim.prompt(),
		output: *claim.output(),
		trace: *claim.trace(),
	};
	let receipt = Receipt {
		channel,
		sequence: 1,
		part: 0,
		previous: [0; 32],
		anchor: Anchor { number: System::block_number(), hash: [0; 32] },
		provider: Alice.to_account_id().into(),
		release: 0,
		arithmetic: Arithmetic::X1,
		generation: Generation {
			max_new_tokens: 4,
			sampling: Sampling::Greedy,
			template: Template::Raw,
		},
		prompt: prompt_commitment_of(&SALT, claim.prompt()),
		output: output_commitment(&output_salt(&SALT), claim.output()),
		trace: Some(trace_commitment(&trace_salt(&SALT), claim.trace())),
		prompt_tokens: claim.shape().prompt(),
		output_tokens: claim.shape().output(),
		ended: claim.shape().ended(),
		price: STOA,
		total: STOA,
		end: Some(End::Length),
	};
	let digest = receipt_digest(&genesis(), &receipt.hash());
	(SignedReceipt { receipt, signature: signing_key().sign(&digest).0 }, roots)
}

fn redemption(receipt: &Receipt) -> Redemption {
	let (channel, amount) = (receipt.channel, receipt.total);
	let voucher = Voucher { channel, amount, receipt: receipt.hash() };
	let signature = lane().sign(&voucher_digest(&genesis(), &voucher)).0;
	let root = sums::root(&[Paid { receipt: receipt.hash(), amount: receipt.price }]).unwrap();
	Redemption { channel, amount, receipt: receipt.hash(), signature, root }
}

fn run(blocks: u32) {
	System::set_block_number(System::block_number() + blocks);
}

#[test]
fn a_lie_in_a_channel_should_be_refuted_by_a_game_and_cost_its_collateral() {
	let model = tiny();
	let prompt = [5, 42, 79, 116];
	let lie =
		Execution::meddled(model.clone(), Chosen::Greedy, &prompt, 4, Arc::new(Liar)).unwrap();
	let (shape, output) = (*lie.claim().shape(), &lie.tokens()[prompt.len()..]);
	let right =
		Execution::run(model.clone(), Chosen::Greedy, &prompt, output, shape.ended()).unwrap();
	let proof = Challenger::new(right).wrong_token().expect("a token is wrong");
	chain(DEV_RUNTIME_PRESET).execute_with(|| {
		let [alice, bob] = [Alice, Bob].map(|key| key.to_account_id());
		let id = opened(&model);
		let (signed, roots) = receipt(id, &lie);
		let hash = signed.receipt.hash();
		let redeemed = vec![redemption(&signed.receipt)].try_into().unwrap();
		assert_eq!(Channels::redeem(by(&alice), redeemed).unwrap().pays_fee, Pays::No);
		let bond = |who| Providers::provider(who).map_or(0, |details| details.bond);
		let before = (Balances::total_balance(&bob), bond(alice.clone()));

		assert_ok!(Channels::challenge_receipt(by(&bob), Box::new(signed), roots));
		let subject = SubjectKey::Receipt(hash);
		let salt = [6; 16];
		let digest = challenge_commitment(&genesis(), &subject, &bob, None, &salt);
		assert_ok!(Referee::commit_challenge(by(&bob), subject, digest));
		run(1);
		assert_ok!(Referee::reveal_challenge(by(&bob), subject, salt, Opening::Trace));
		run(1);
		try_state();
		assert_ok!(Referee::prove(by(&bob), 0, proof.clone().try_into().unwrap()));

		let channel = Channels::channel(id).unwrap();
		assert!(channel.refuted);
		let parameters = channel.parameters;
		assert_eq!(before.1 - bond(alice.clone()), TERMS.collateral + parameters.slash_floor);
		// Its price, a tenth of the collateral, and three times what the move cost.
		let won = Balances::total_balance(&bob) - before.0;
		assert!(won > STOA + TERMS.collateral / 10, "{won}");
		try_state();

		assert_ok!(Channels::drop_receipt(by(&bob), hash));
		run(1);
		assert_ok!(Channels::drop_channel(by(&bob), id));
		assert_eq!(Providers::provider(alice).unwrap().reserved, 0);
		try_state();
	});
}

#[test]
fn a_channel_should_end_and_free_its_collateral_when_nobody_lied() {
	let model = tiny();
	let prompt = [5, 42, 79];
	let answer = Execution::meddled(
		model.clone(),
		Chosen::Greedy,
		&prompt,
		2,
		Arc::new(stoa_exact::trace::execution::Honest),
	)
	.unwrap();
	chain(DEV_RUNTIME_PRESET).execute_with(|| {
		let [alice, bob] = [Alice, Bob].map(|key| key.to_account_id());
		let id = opened(&model);
		assert!(<Providers as ProviderInspect<AccountId>>::free_bond(&alice) < 100 * STOA);
		let (signed, roots) = receipt(id, &answer);
		let hash = signed.receipt.hash();
		assert_ok!(Channels::challenge_receipt(by(&bob), Box::new(signed), roots));
		assert_ok!(Channels::close(by(&alice), id));
		let ChannelState::Withdrawn { until } = Channels::channel(id).unwrap().state else {
			panic!("the provider wants nothing")
		};
		System::set_block_number(until + 1);
		assert!(Channels::drop_channel(by(&bob), id).is_err());
		assert_ok!(Channels::drop_receipt(by(&bob), hash));
		assert_ok!(Channels::drop_channel(by(&bob), id));
		assert_eq!(<Providers as ProviderInspect<AccountId>>::free_bond(&alice), 100 * STOA);
		try_state();
	});
}

#[test]
fn a_verdict_about_a_receipt_should_not_reach_a_job_of_any_number() {
	chain(DEV_RUNTIME_PRESET).execute_with(|| {
		use stoa_primitives::frame::{OnRefereed, Verdict};
		type Joined = <Runtime as pallet_referee::Config>::OnRefereed;
		let alice = Alice.to_account_id();
		for subject in [SubjectKey::Job(0), SubjectKey::Receipt([0; 32])] {
			let verdict = Verdict::BadRelease { by: alice.clone() };
			<Joined as OnRefereed<AccountId, SubjectKey>>::on_refereed(&subject, &alice, verdict);
		}
		let unknown = SubjectKey::Receipt([9; 32]);
		assert_noop!(
			Referee::commit_challenge(by(&alice), unknown, [0; 32]),
			pallet_referee::Error::<Runtime>::SubjectNotFound
		);
		try_state();
	});
}

#[test]
fn redeeming_a_hundred_channels_should_fit_a_block_and_be_operational() {
	use frame_support::dispatch::DispatchClass;
	let one = Redemption {
		channel: 0,
		amount: 0,
		receipt: [0; 32],
		signature: [0; 64],
		root: Default::default(),
	};
	let redemptions = vec![one; 128].try_into().unwrap();
	let call = crate::RuntimeCall::Channels(pallet_channels::Call::redeem { redemptions });
	let info = call.get_dispatch_info();
	assert_eq!(info.class, DispatchClass::Operational);
	let weights = <Runtime as frame_system::Config>::BlockWeights::get();
	let most = weights.get(DispatchClass::Operational).max_extrinsic.unwrap();
	assert!(info.call_weight.all_lte(most), "{:?} of {most:?}", info.call_weight);
}
