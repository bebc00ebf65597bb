//! What a referendum can do, and what only a referendum can do.

use super::{chain, try_state};
use crate::{
	AccountId, Balances, BlockNumber, ConvictionVoting, OriginCaller, Preimage, Referenda, Runtime,
	RuntimeCall, RuntimeOrigin, Scheduler, System, TechnicalCommittee, Treasury,
	constants::money::STOA,
	governance::{
		bounded::Within,
		origins::Origin,
		parameters::{RuntimeParameters, TreasurerLimit, dynamic_params},
		tracks::{SLOW, period},
	},
};
use codec::{DecodeAll, Encode};
use frame_support::{
	assert_noop, assert_ok,
	traits::{
		Bounded, Get, Hooks, UnfilteredDispatchable,
		fungible::{Inspect, Mutate},
		schedule::DispatchTime,
	},
};
use pallet_conviction_voting::{AccountVote, Conviction, Vote};
use sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{
	DispatchError,
	traits::{BlakeTwo256, Dispatchable, Hash as _},
};

pub(super) const ALL: [Origin; 8] = [
	Origin::WhitelistedCaller,
	Origin::RuntimeUpgrader,
	Origin::ParameterAdmin,
	Origin::Treasurer,
	Origin::ProviderCurator,
	Origin::CourtAdministrator,
	Origin::EmergencyCanceller,
	Origin::Emergency,
];

pub(super) fn account(key: Sr25519Keyring) -> AccountId {
	key.to_account_id()
}

fn by(key: Sr25519Keyring) -> RuntimeOrigin {
	RuntimeOrigin::signed(account(key))
}

pub(super) fn next_blocks(blocks: BlockNumber) {
	for _ in 0..blocks {
		let now = System::block_number() + 1;
		System::set_block_number(now);
		Scheduler::on_initialize(now);
	}
}

fn set_limit(stoa: u32) -> RuntimeCall {
	let parameter =
		RuntimeParameters::Governance(dynamic_params::governance::Parameters::TreasurerLimit(
			dynamic_params::governance::TreasurerLimit,
			Some(Within::clamped(stoa)),
		));
	RuntimeCall::Parameters(pallet_parameters::Call::set_parameter { key_value: parameter })
}

/// A referendum on `call` in the name of `origin`, with its deposit; its index.
pub(super) fn referendum(origin: impl Into<OriginCaller>, call: RuntimeCall) -> u32 {
	let bytes = call.encode();
	let hash = BlakeTwo256::hash(&bytes);
	let len = bytes.len() as u32;
	assert_ok!(Preimage::note_preimage(by(Sr25519Keyring::Alice), bytes));
	let index = pallet_referenda::ReferendumCount::<Runtime>::get();
	assert_ok!(Referenda::submit(
		by(Sr25519Keyring::Alice),
		Box::new(origin.into()),
		Bounded::Lookup { hash, len },
		DispatchTime::After(0),
	));
	assert_ok!(Referenda::place_decision_deposit(by(Sr25519Keyring::Alice), index));
	index
}

pub(super) fn vote(index: u32, aye: bool, voters: &[Sr25519Keyring]) {
	for voter in voters {
		let balance = Balances::total_balance(&account(*voter)) - 50_000 * STOA;
		let vote = Vote { aye, conviction: Conviction::Locked1x };
		assert_ok!(ConvictionVoting::vote(
			by(*voter),
			index,
			AccountVote::Standard { vote, balance }
		));
	}
}

pub(super) const VOTERS: [Sr25519Keyring; 6] = [
	Sr25519Keyring::Alice,
	Sr25519Keyring::Bob,
	Sr25519Keyring::Charlie,
	Sr25519Keyring::Dave,
	Sr25519Keyring::Eve,
	Sr25519Keyring::Ferdie,
];

fn is_ongoing(index: u32) -> bool {
	matches!(
		pallet_referenda::ReferendumInfoFor::<Runtime>::get(index),
		Some(pallet_referenda::ReferendumInfo::Ongoing(_))
	)
}

#[test]
fn a_parameter_should_move_when_a_referendum_says_so() {
	chain(LOCAL_TESTNET_RUNTIME_PRESET).execute_with(|| {
		let before = Balances::total_balance(&account(Sr25519Keyring::Alice));
		let index = referendum(Origin::ParameterAdmin, set_limit(500));
		vote(index, true, &VOTERS);
		assert_eq!(TreasurerLimit::get(), 10_000 * STOA);
		let mut decided = None;
		for _ in 0..400 {
			next_blocks(1);
			if decided.is_none() && !is_ongoing(index) {
				decided = Some(System::block_number());
				assert_eq!(TreasurerLimit::get(), 10_000 * STOA, "not before its time");
			}
			if TreasurerLimit::get() != 10_000 * STOA {
				break;
			}
		}
		assert_eq!(TreasurerLimit::get(), 500 * STOA);
		let decided = decided.expect("it was decided");
		assert!(System::block_number() >= decided + period(SLOW) - 1, "nor before it is enacted");

		// Deposits come back, and votes are free once their conviction has run out.
		assert_ok!(Referenda::refund_decision_deposit(by(Sr25519Keyring::Alice), index));
		assert_ok!(Referenda::refund_submission_deposit(by(Sr25519Keyring::Alice), index));
		let alice = account(Sr25519Keyring::Alice);
		assert_ok!(ConvictionVoting::remove_vote(by(Sr25519Keyring::Alice), Some(10), index));
		next_blocks(period(7 * crate::constants::time::DAYS) + 1);
		assert_ok!(ConvictionVoting::unlock(by(Sr25519Keyring::Alice), 10, alice.clone().into()));
		assert_eq!(Balances::total_balance(&alice), before);
		try_state();
	});
}

#[test]
fn nothing_should_change_when_a_referendum_is_rejected() {
	chain(LOCAL_TESTNET_RUNTIME_PRESET).execute_with(|| {
		let index = referendum(Origin::ParameterAdmin, set_limit(500));
		vote(index, true, &VOTERS[..2]);
		vote(index, false, &VOTERS[2..]);
		next_blocks(400);
		assert!(!is_ongoing(index));
		assert_eq!(TreasurerLimit::get(), 10_000 * STOA);
	});
}

#[test]
fn a_referendum_should_stop_when_the_emergency_track_cancels_it() {
	chain(LOCAL_TESTNET_RUNTIME_PRESET).execute_with(|| {
		let bad = referendum(Origin::ParameterAdmin, set_limit(500));
		vote(bad, true, &VOTERS[..1]);
		let cancel = RuntimeCall::Referenda(pallet_referenda::Call::cancel { index: bad });
		let rescue = referendum(Origin::EmergencyCanceller, cancel);
		vote(rescue, true, &VOTERS[1..]);
		for _ in 0..100 {
			next_blocks(1);
			if !is_ongoing(bad) {
				break;
			}
		}
		assert!(matches!(
			pallet_referenda::ReferendumInfoFor::<Runtime>::get(bad),
			Some(pallet_referenda::ReferendumInfo::Cancelled(..))
		));
		next_blocks(400);
		assert_eq!(TreasurerLimit::get(), 10_000 * STOA);
	});
}

/// Whether the origin reaches the call's own checks.
pub(super) fn may(origin: impl Into<RuntimeOrigin>, call: &RuntimeCall) -> bool {
	let result = call.clone().dispatch_bypass_filter(origin.into());
	!matches!(result, Err(failed) if failed.error == DispatchError::BadOrigin)
}

#[test]
fn a_spend_should_be_refused_when_it_is_above_the_treasurers_limit() {
	chain(LOCAL_TESTNET_RUNTIME_PRESET).execute_with(|| {
		let eve = account(Sr25519Keyring::Eve);
		assert_ok!(Balances::mint_into(&Treasury::account_id(), 1_000 * STOA));
		assert_eq!(Treasury::account_id(), crate::configs::treasury_account());
		let spend = |amount| {
			Treasury::spend(
				Origin::Treasurer.into(),
				Box::new(()),
				amount,
				Box::new(eve.clone()),
				None,
			)
		};
		assert_noop!(
			spend(TreasurerLimit::get() + 1),
			pallet_treasury::Error::<Runtime>::InsufficientPermission
		);
		// Nor does it help to ask twice in one decision.
		let half = pallet_treasury::Call::<Runtime>::spend {
			asset_kind: Box::new(()),
			amount: TreasurerLimit::get() / 2 + 1,
			beneficiary: Box::new(eve.clone()),
			valid_from: None,
		};
		let calls = vec![half.clone().into(), half.into()];
		let twice = RuntimeCall::Utility(pallet_utility::Call::batch_all { calls });
		let refused = twice.dispatch(Origin::Treasurer.into()).expect_err("above the limit");
		assert_eq!(refused.error, pallet_treasury::Error::<Runtime>::InsufficientPermission.into());
		assert_ok!(spend(500 * STOA));
		let before = Balances::total_balance(&eve);
		assert_ok!(Treasury::payout(by(Sr25519Keyring::Bob), 0));
		assert_eq!(Balances::total_balance(&eve), before + 500 * STOA);
	});
}

#[test]
fn an_upgrade_should_be_authorised_with_its_checks() {
	chain(LOCAL_TESTNET_RUNTIME_PRESET).execute_with(|| {
		let code_hash = BlakeTwo256::hash(b"the next runtime");
		let call =
			RuntimeCall::Origins(crate::governance::origins::Call::authorize_upgrade { code_hash });
		let index = referendum(Origin::RuntimeUpgrader, call);
		vote(index, true, &VOTERS);
		next_blocks(300);
		System::assert_has_event(
			frame_system::Event::<Runtime>::UpgradeAuthorized { code_hash, check_version: true }
				.into(),
		);
		// Whoever brings other code is refused; anybody may bring the right one.
		assert_noop!(
			System::apply_authorized_upgrade(by(Sr25519Keyring::Eve), b"another".to_vec()),
			frame_system::Error::<Runtime>::Unauthorized
		);
	});
}

#[test]
fn a_whitelisted_call_should_be_dispatched_soon_when_committee_and_voters_agree() {
	chain(LOCAL_TESTNET_RUNTIME_PRESET).execute_with(|| {
		let call = set_limit(500);
		let call_hash = BlakeTwo256::hash_of(&call);
		let whitelist =
			RuntimeCall::Whitelist(pallet_whitelist::Call::whitelist_call { call_hash });
		let (len, hash) = (whitelist.encoded_size() as u32, BlakeTwo256::hash_of(&whitelist));
		let weight = frame_support::dispatch::GetDispatchInfo::get_dispatch_info(&whitelist);
		assert_ok!(TechnicalCommittee::propose(
			by(Sr25519Keyring::Alice),
			3,
			Box::new(whitelist),
			len
		));
		for member in &VOTERS[..3] {
			assert_ok!(TechnicalCommittee::vote(by(*member), hash, 0, true));
		}
		assert_ok!(TechnicalCommittee::close(
			by(Sr25519Keyring::Eve),
			hash,
			0,
			weight.call_weight,
			len
		));
		assert!(pallet_whitelist::WhitelistedCall::<Runtime>::contains_key(call_hash));
		let dispatch = RuntimeCall::Whitelist(
			pallet_whitelist::Call::dispatch_whitelisted_call_with_preimage {
				call: Box::new(call),
			},
		);
		for origin in ALL.into_iter().filter(|origin| *origin != Origin::WhitelistedCaller) {
			assert!(!may(origin, &dispatch));
		}
		assert!(dispatch.clone().dispatch(by(Sr25519Keyring::Eve)).is_err(), "nor anybody");
		let index = referendum(Origin::WhitelistedCaller, dispatch);
		vote(index, true, &VOTERS);
		next_blocks(period(SLOW));
		assert_eq!(TreasurerLimit::get(), 500 * STOA, "sooner than on any other track");
	});
}

pub(super) fn name(name: &str) -> frame_support::BoundedVec<u8, sp_core::ConstU32<256>> {
	name.as_bytes().to_vec().try_into().expect("a short name")
}

#[test]
fn numbers_should_not_be_decoded_beyond_their_bounds() {
	type Limit = Within<100, 100_000>;
	for (value, valid) in [(99u32, false), (100, true), (100_000, true), (100_001, false)] {
		let decoded = Limit::decode_all(&mut &value.encode()[..]);
		assert_eq!(decoded.map(Limit::get).ok(), valid.then_some(value));
	}
	// So neither root nor a referendum can move the limit there: the call itself does not exist.
	let mut call = set_limit(100).encode();
	let end = call.len() - 4;
	call[end..].copy_from_slice(&99u32.to_le_bytes());
	assert!(RuntimeCall::decode_all(&mut &call[..]).is_err());
	assert_eq!(Limit::clamped(1).get(), 100);
	assert_eq!(Limit::clamped(u32::MAX).get(), 100_000);
}
