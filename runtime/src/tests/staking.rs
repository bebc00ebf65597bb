//! Anybody can become a validator; stake answers for what its validator signs.

use super::{chain, try_state};
use crate::{
	AccountId, Balance, Balances, Hash, Historical, Runtime, RuntimeOrigin, Session, Staking,
	System, VoterList,
	configs::{ChillSilent, MAX_BACKERS, MAX_CANDIDATES, MAX_VALIDATORS, MAX_VOTERS},
	constants::money::STOA,
	durations::{BondingDuration, SessionsPerEra, SilentSessions, SlashDeferDuration},
};
use codec::{Decode, Encode};
use frame_election_provider_support::SortedListProvider;
use frame_support::{
	assert_noop, assert_ok,
	traits::{
		KeyOwnerProofSystem,
		fungible::{Inspect, Mutate},
	},
};
use pallet_im_online::UnresponsivenessOffence;
use pallet_staking::{RewardDestination, ValidatorPrefs};
use sp_consensus_babe::digests::{CompatibleDigestItem, PreDigest, SecondaryPlainPreDigest};
use sp_core::{Pair, crypto::ByteArray, ed25519, sr25519};
use sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET;
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};
use sp_runtime::{Digest, DigestItem, Perbill, traits::Header as _};
use sp_staking::offence::ReportOffence;

fn by(who: &AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who.clone())
}

fn rotate(sessions: u32) {
	for _ in 0..sessions {
		Session::rotate_session();
	}
}

/// Until who validates now is who was elected in the next election.
fn until_elected() {
	rotate(SessionsPerEra::get() * 2);
}

fn active_era() -> u32 {
	pallet_staking::ActiveEra::<Runtime>::get().expect("staking has begun").index
}

/// Session keys of an account that has none, as `set_keys` registers them.
fn give_keys(validator: &AccountId, seed: u8) {
	let mut keys = pallet_session::NextKeys::<Runtime>::get(Session::validators()[0].clone())
		.expect("a validator has keys");
	keys.babe = sr25519::Public::from_raw([seed; 32]).into();
	keys.grandpa = ed25519::Public::from_raw([seed; 32]).into();
	keys.im_online = sr25519::Public::from_raw([seed; 32]).into();
	keys.authority_discovery = sr25519::Public::from_raw([seed; 32]).into();
	keys.dispatch = sr25519::Public::from_raw([seed; 32]).into();
	pallet_session::NextKeys::<Runtime>::insert(validator, keys);
}

fn stake(validator: &AccountId, amount: Balance) {
	assert_ok!(Staking::bond(by(validator), amount, RewardDestination::Stash));
	assert_ok!(Staking::validate(by(validator), ValidatorPrefs::default()));
}

#[test]
fn anybody_should_be_elected_when_a_seat_is_free_and_get_the_stake_back_when_leaving() {
	chain(LOCAL_TESTNET_RUNTIME_PRESET).execute_with(|| {
		let eve = Sr25519Keyring::Eve.to_account_id();
		let before = Balances::total_balance(&eve);
		stake(&eve, 20_000 * STOA);
		give_keys(&eve, 7);
		until_elected();
		assert_eq!(Session::validators().len(), 5);
		assert!(Session::validators().contains(&eve));
		let authors = pallet_babe::Authorities::<Runtime>::get();
		assert!(authors.iter().any(|(key, _)| key.to_raw_vec() == [7; 32]), "it authors");

		assert_ok!(Staking::chill(by(&eve)));
		until_elected();
		assert_eq!(Session::validators().len(), 4);
		assert_ok!(Staking::unbond(by(&eve), 20_000 * STOA));
		assert_ok!(Staking::withdraw_unbonded(by(&eve), 0));
		assert_eq!(Staking::ledger(eve.clone().into()).map(|l| l.total), Ok(20_000 * STOA));
		rotate(SessionsPerEra::get() * BondingDuration::get());
		assert_ok!(Staking::withdraw_unbonded(by(&eve), 0));
		assert!(Staking::ledger(eve.clone().into()).is_err());
		assert_eq!(Balances::total_balance(&eve), before);
		assert_eq!(
			Balances::reducible_balance(
				&eve,
				frame_support::traits::tokens::Preservation::Expendable,
				frame_support::traits::tokens::Fortitude::Polite,
			),
			before
		);
		try_state();
	});
}

#[test]
fn nominators_should_decide_when_seats_are_few() {
	chain(LOCAL_TESTNET_RUNTIME_PRESET).execute_with(|| {
		let [dave, eve, ferdie] =
			[Sr25519Keyring::Dave, Sr25519Keyring::Eve, Sr25519Keyring::Ferdie]
				.map(Sr25519Keyring::to_account_id);
		pallet_staking::ValidatorCount::<Runtime>::put(4);
		stake(&eve, 20_000 * STOA);
		give_keys(&eve, 7);
		until_elected();
		assert!(!Session::validators().contains(&eve), "the others have more at stake");
		assert_ok!(Staking::bond(by(&ferdie), 500_000 * STOA, RewardDestination::Stash));
		assert_ok!(Staking::nominate(by(&ferdie), vec![eve.clone().into()]));
		until_elected();
		assert!(Session::validators().contains(&eve));
		assert_eq!(Session::validators().len(), 4);
		let exposed = Staking::eras_stakers(active_era(), &eve);
		assert_eq!((exposed.own, exposed.total), (20_000 * STOA, 520_000 * STOA));
		assert_eq!(exposed.others[0].who, ferdie);
		assert_ne!(dave, eve);
		try_state();
	});
}

#[test]
fn the_set_should_stay_when_nobody_stands_for_election() {
	chain(LOCAL_TESTNET_RUNTIME_PRESET).execute_with(|| {
		let all = Session::validators();
		for validator in &all {
			assert_ok!(Staking::chill(by(validator)));
		}
		until_elected();
		assert_eq!(Session::validators(), all);
	});
}

#[test]
fn the_set_should_stay_when_only_stakers_without_keys_are_elected() {
	chain(LOCAL_TESTNET_RUNTIME_PRESET).execute_with(|| {
		let all = Session::validators();
		pallet_staking::ValidatorCount::<Runtime>::put(2);
		for outbidder in [Sr25519Keyring::Eve, Sr25519Keyring::Ferdie] {
			stake(&outbidder.to_account_id(), 500_000 * STOA);
		}
		until_elected();
		assert_eq!(Session::validators(), all);
		give_keys(&Sr25519Keyring::Eve.to_account_id(), 7);
		until_elected();
		assert_eq!(Session::validators(), [Sr25519Keyring::Eve.to_account_id()]);
	});
}

#[test]
fn stake_should_be_enough_when_somebody_wants_to_validate() {
	chain(LOCAL_TESTNET_RUNTIME_PRESET).execute_with(|| {
		let eve = Sr25519Keyring::Eve.to_account_id();
		assert_ok!(Staking::bond(by(&eve), 9_999 * STOA, RewardDestination::Stash));
		assert_noop!(
			Staking::validate(by(&eve), ValidatorPrefs::default()),
			pallet_staking::Error::<Runtime>::InsufficientBond
		);
	});
}

/// Two headers of one slot, both signed by `who`.
fn babe_equivocation(
	who: Sr25519Keyring,
	slot: u64,
) -> sp_consensus_babe::EquivocationProof<crate::Header> {
	let header = |extrinsics_root: u8| {
		let digest = PreDigest::SecondaryPlain(SecondaryPlainPreDigest {
			authority_index: 0,
			slot: slot.into(),
		});
		let mut header = crate::Header::new(
			2,
			Hash::repeat_byte(extrinsics_root),
			Hash::zero(),
			Hash::zero(),
			Digest { logs: vec![<DigestItem as CompatibleDigestItem>::babe_pre_digest(digest)] },
		);
		let signature = who.pair().sign(header.hash().as_ref());
		header.digest_mut().push(<DigestItem as CompatibleDigestItem>::babe_seal(signature.into()));
		header
	};
	sp_consensus_babe::EquivocationProof {
		offender: who.public().into(),
		slot: slot.into(),
		first_header: header(1),
		second_header: header(2),
	}
}

/// Two prevotes of one round, both signed by `who`. `finality-grandpa` has the types; their encoding is enough.
fn grandpa_equivocation(
	who: Ed25519Keyring,
) -> sp_consensus_grandpa::EquivocationProof<Hash, crate::BlockNumber> {
	let (round, set) = (1u64, 0u64);
	let vote = |hash: u8| {
		let prevote = (Hash::repeat_byte(hash), 2u32);
		let signature = who.pair().sign(&(0u8, prevote, round, set).encode());
		(prevote, signature)
	};
	let encoded = (set, 0u8, round, who.public(), vote(1), vote(2)).encode();
	Decode::decode(&mut &encoded[..]).expect("an equivocation")
}

#[test]
fn an_equivocating_author_should_be_slashed_chilled_and_disabled_and_its_reporter_paid() {
	chain(LOCAL_TESTNET_RUNTIME_PRESET).execute_with(|| {
		let bob = Sr25519Keyring::Bob.to_account_id();
		let ferdie = Sr25519Keyring::Ferdie.to_account_id();
		let key = (
			sp_consensus_babe::KEY_TYPE,
			sp_consensus_babe::AuthorityId::from(Sr25519Keyring::Bob.public()),
		);
		let owner = Historical::prove(key).expect("Bob has the key");
		let proof = babe_equivocation(Sr25519Keyring::Bob, 5);
		let issuance = Balances::total_issuance();
		let reporter_before = Balances::total_balance(&ferdie);
		assert_ok!(crate::Babe::report_equivocation(
			by(&ferdie),
			Box::new(proof.clone()),
			owner.clone()
		));
		assert!(
			crate::Babe::report_equivocation(by(&ferdie), Box::new(proof), owner).is_err(),
			"nobody is punished twice for one thing"
		);
		let place = Session::validators().iter().position(|who| *who == bob).expect("validates");
		assert_eq!(Session::disabled_validators(), [place as u32]);
		assert!(!pallet_staking::Validators::<Runtime>::contains_key(&bob), "chilled");
		assert_eq!(Staking::ledger(bob.clone().into()).map(|l| l.active), Ok(100_000 * STOA));

		// It does not help to stand for election again while the slash waits.
		assert_ok!(Staking::validate(by(&bob), ValidatorPrefs::default()));
		let slash_era = active_era() + SlashDeferDuration::get() + 1;
		while active_era() < slash_era {
			rotate(1);
			if let Some(place) = Session::validators().iter().position(|who| *who == bob) {
				assert_eq!(Session::disabled_validators(), [place as u32]);
			}
		}
		// One of four: (3 × 1 / 4)² of its stake.
		let slash = 56_250 * STOA;
		assert_eq!(
			Staking::ledger(bob.clone().into()).map(|l| l.active),
			Ok(100_000 * STOA - slash)
		);
		let reward = Balances::total_balance(&ferdie) - reporter_before;
		assert_eq!(
			reward,
			slash / 20,
			"half of a tenth, as the fraction is paid out over several slashes"
		);
		assert_eq!(Balances::total_issuance(), issuance - slash + reward, "the rest is burned");
		try_state();
	});
}

#[test]
fn nominators_should_lose_with_their_validator() {
	chain(LOCAL_TESTNET_RUNTIME_PRESET).execute_with(|| {
		let bob = Sr25519Keyring::Bob.to_account_id();
		let eve = Sr25519Keyring::Eve.to_account_id();
		assert_ok!(Staking::bond(by(&eve), 10_000 * STOA, RewardDestination::Stash));
		assert_ok!(Staking::nominate(by(&eve), vec![bob.clone().into()]));
		until_elected();
		let session = Session::current_index();
		let offence = sp_staking::offence::OffenceDetails::<AccountId, _> {
			offender: (bob, ()),
			reporters: vec![],
		};
		<crate::configs::PunishEquivocators as sp_staking::offence::OnOffenceHandler<_, _, _>>::on_offence(
			&[offence],
			&[Perbill::from_percent(50)],
			session,
		);
		rotate(SessionsPerEra::get() * (SlashDeferDuration::get() + 2));
		assert_eq!(Staking::ledger(eve.into()).map(|l| l.active), Ok(5_000 * STOA));
	});
}

#[test]
fn an_equivocating_finaliser_should_be_slashed_when_anybody_proves_it() {
	chain(LOCAL_TESTNET_RUNTIME_PRESET).execute_with(|| {
		let bob = Sr25519Keyring::Bob.to_account_id();
		let key = (
			sp_consensus_grandpa::KEY_TYPE,
			sp_consensus_grandpa::AuthorityId::from(Ed25519Keyring::Bob.public()),
		);
		let owner = Historical::prove(key).expect("Bob has the key");
		let ferdie = Sr25519Keyring::Ferdie.to_account_id();
		let proof = grandpa_equivocation(Ed25519Keyring::Bob);
		assert_ok!(crate::Grandpa::report_equivocation(by(&ferdie), Box::new(proof), owner));
		let era = active_era() + SlashDeferDuration::get() + 1;
		let waiting = pallet_staking::UnappliedSlashes::<Runtime>::get(era);
		assert_eq!((&waiting[0].validator, waiting[0].own), (&bob, 56_250 * STOA));
		assert_eq!(waiting[0].reporters, [ferdie]);
		assert!(!pallet_staking::Validators::<Runtime>::contains_key(&bob));
		// Root can still find that it was the software's fault.
		assert_ok!(Staking::cancel_deferred_slash(RuntimeOrigin::root(), era, vec![0]));
		assert!(pallet_staking::UnappliedSlashes::<Runtime>::get(era).is_empty());
	});
}

fn silent(session: u32, validators: &[AccountId]) {
	let offence = UnresponsivenessOffence {
		session_index: session,
		validator_set_count: Session::validators().len() as u32,
		offenders: validators.iter().map(|validator| (validator.clone(), ())).collect(),
	};
	assert_eq!(ChillSilent::report_offence(vec![], offence), Ok(()));
}

#[test]
fn a_silent_validator_should_be_chilled_when_it_is_silent_for_long() {
	chain(LOCAL_TESTNET_RUNTIME_PRESET).execute_with(|| {
		let one = Session::validators()[0].clone();
		let stands = || pallet_staking::Validators::<Runtime>::contains_key(&one);
		let sessions = SilentSessions::get();
		// A session in which it spoke begins the count anew.
		(1..sessions).chain(sessions + 1..2 * sessions).for_each(|session| {
			silent(session, std::slice::from_ref(&one));
			assert!(stands());
		});
		silent(2 * sessions, std::slice::from_ref(&one));
		assert!(!stands());
		assert_eq!(Staking::ledger(one.clone().into()).map(|l| l.active), Ok(100_000 * STOA));
	});
}

#[test]
fn nobody_should_be_chilled_when_many_are_silent_as_in_a_partition() {
	chain(LOCAL_TESTNET_RUNTIME_PRESET).execute_with(|| {
		let two = Session::validators()[..2].to_vec();
		for session in 1..=3 * SilentSessions::get() {
			silent(session, &two);
		}
		assert_eq!(pallet_staking::Validators::<Runtime>::count(), 4);
		assert!(pallet_staking::UnappliedSlashes::<Runtime>::iter().next().is_none());
	});
}

fn numbered(number: u32) -> AccountId {
	AccountId::new(sp_io::hashing::blake2_256(&number.to_le_bytes()))
}

/// An election with more of everything than it looks at.
#[test]
fn an_election_should_cost_no_more_when_there_are_more_voters_than_it_looks_at() {
	chain(LOCAL_TESTNET_RUNTIME_PRESET).execute_with(|| {
		pallet_staking::ValidatorCount::<Runtime>::put(MAX_VALIDATORS);
		let candidates = MAX_CANDIDATES - 4;
		for number in 0..candidates {
			let validator = numbered(number);
			assert_ok!(Balances::mint_into(&validator, 20_000 * STOA));
			stake(&validator, 10_000 * STOA);
			pallet_session::NextKeys::<Runtime>::insert(
				&validator,
				pallet_session::NextKeys::<Runtime>::get(Session::validators()[0].clone()).unwrap(),
			);
		}
		let one_more = numbered(candidates);
		assert_ok!(Balances::mint_into(&one_more, 20_000 * STOA));
		assert_ok!(Staking::bond(by(&one_more), 10_000 * STOA, RewardDestination::Stash));
		assert_noop!(
			Staking::validate(by(&one_more), ValidatorPrefs::default()),
			pallet_staking::Error::<Runtime>::TooManyValidators
		);
		let favourite: Vec<_> = (0..16).map(|number| numbered(number).into()).collect();
		for number in 0..MAX_VOTERS {
			let nominator = numbered(1_000_000 + number);
			assert_ok!(Balances::mint_into(&nominator, 2_000 * STOA));
			assert_ok!(Staking::bond(by(&nominator), 1_000 * STOA, RewardDestination::Stash));
			assert_ok!(Staking::nominate(by(&nominator), favourite.clone()));
		}
		assert!(VoterList::count() > MAX_VOTERS);
		let weight = || System::block_weight().total();
		let before = weight();
		let started = std::time::Instant::now();
		rotate(SessionsPerEra::get());
		let spent = weight().saturating_sub(before);
		// Less than a third of what a block may take.
		assert!(spent.ref_time() < 333_000_000_000, "{spent:?}");
		eprintln!("an election of {MAX_VOTERS} voters took {:?} here", started.elapsed());
		rotate(SessionsPerEra::get());
		assert_eq!(Session::validators().len(), MAX_VALIDATORS as usize);
		let era = active_era();
		for validator in Session::validators() {
			let exposed = Staking::eras_stakers(era, &validator);
			assert!(exposed.others.len() <= MAX_BACKERS as usize);
		}
	});
}
