//! Cases from their opening to their end, through models, providers, draws and the court.

use super::{
	calls::{any_call, calls, metadata_inside},
	chain, try_state,
};
use crate::{
	AccountId, Balances, Disputes, Draws, Models, Providers, Proxy, Runtime, RuntimeOrigin, System,
	configs::{ProxyType, Subject, treasury_account},
	constants::money::STOA,
	governance::origins::Origin,
};
use codec::Decode;
use frame_support::{
	assert_noop, assert_ok,
	dispatch::Pays,
	traits::{
		Hooks,
		fungible::{Inspect, InspectHold, Mutate},
		tokens::Preservation,
	},
};
use pallet_disputes::{
	Config, DRAW_LAG, DRAW_OUTPUTS, Error, HoldReason, ListingState, Phase, Seats,
};
use pallet_models::Metadata;
use pallet_providers::ProviderStatus;
use sp_genesis_builder::DEV_RUNTIME_PRESET;
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie, Ferdie};
use sp_runtime::{DispatchError, traits::Dispatchable};
use std::collections::BTreeSet;
use stoa_primitives::{
	CaseId, CaseSubject, Court, Digest, ListingFault, Ruling,
	frame::{ChainIdentity, ProviderBond, Related, StrikeReason},
	vote_commitment,
};

const SALT: Digest = [3; 32];

pub(super) fn by(who: &AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who.clone())
}

fn juror(n: u8) -> AccountId {
	AccountId::new([100 + n; 32])
}

/// Goes on by so many blocks, each with an output of its own.
pub(super) fn run(blocks: u32) {
	for _ in 0..blocks {
		let now = System::block_number();
		let output = sp_io::hashing::blake2_256(&now.to_le_bytes());
		pallet_draws::Outputs::<Runtime>::insert(now, output);
		pallet_draws::Outputs::<Runtime>::remove(now.saturating_sub(pallet_draws::OUTPUTS_KEPT));
		System::set_block_number(now + 1);
		Disputes::on_initialize(now + 1);
	}
}

/// Six jurors whose bonds count for listings and strikes.
fn jurors() {
	jurors_of(Court::Models);
}

/// Six jurors of a court whose bonds count.
pub(super) fn jurors_of(court: Court) {
	for n in 0..6 {
		let who = juror(n);
		// Out of what there is: nothing comes into being but by the schedule.
		let (rich, keep) = (Ferdie.to_account_id(), Preservation::Preserve);
		assert_ok!(Balances::transfer(&rich, &who, 1_000 * STOA, keep));
		assert_ok!(Disputes::bond(by(&who), court, 200 * STOA));
	}
	run(delay());
	assert_eq!(Disputes::court_weight(court), 1_200);
}

fn delay() -> u32 {
	<<Runtime as Config>::ActivationDelay as frame_support::traits::Get<u32>>::get()
}

fn phase(case: CaseId) -> Phase {
	Disputes::case(case).expect("it is open").phase
}

fn advance(case: CaseId) {
	assert_ok!(Disputes::advance(by(&Charlie.to_account_id()), case));
}

/// Draws the jurors of a case; they rule, and nobody appeals.
pub(super) fn decide(case: CaseId, ruling: Ruling) {
	let court = Disputes::case(case).expect("it is open").court;
	let charlie = by(&Charlie.to_account_id());
	let Phase::Evidence { until } = phase(case) else { panic!("{:?}", phase(case)) };
	run(until + 1 - System::block_number());
	advance(case);
	run(1 + DRAW_LAG + DRAW_OUTPUTS);
	assert_ok!(Disputes::draw_jurors(charlie.clone(), case));
	let panel = Disputes::panel(case, 0);
	assert_eq!(panel.len(), 3);
	let genesis = <Draws as ChainIdentity>::genesis();
	let before: Vec<_> = panel.iter().map(|(who, _)| Balances::total_balance(who)).collect();
	for (who, _) in &panel {
		let digest = vote_commitment(&genesis, case, 0, who, ruling, &SALT);
		let paid = Disputes::commit_vote(by(who), case, digest).unwrap();
		assert_eq!(paid.pays_fee, Pays::No);
	}
	advance(case);
	for (who, _) in &panel {
		assert_ok!(Disputes::reveal_vote(by(who), case, ruling, SALT));
	}
	advance(case);
	let Phase::Appealing { half, .. } = phase(case) else { panic!("{:?}", phase(case)) };
	run(half + 1 - System::block_number());
	advance(case);
	assert_ok!(Disputes::execute(charlie.clone(), case));
	assert_ok!(Disputes::settle_round(charlie, case, 0));
	assert_eq!(Disputes::case(case), None);
	let fee = Disputes::parameters(court).fee;
	for ((who, _), before) in panel.iter().zip(before) {
		assert_eq!(Balances::total_balance(who), before + fee);
	}
}

/// A listing of Charlie.
fn listing() -> Subject {
	let name = b"a model".to_vec().try_into().unwrap();
	let metadata = Metadata { name, card: [1; 32], uri: Default::default() };
	assert_ok!(Models::publish(by(&Charlie.to_account_id()), metadata));
	CaseSubject::ModelListing(0)
}

#[test]
fn a_listing_with_a_false_card_should_be_flagged_until_its_owner_is_right() {
	chain(DEV_RUNTIME_PRESET).execute_with(|| {
		let [bob, charlie] = [Bob, Charlie].map(|key| key.to_account_id());
		jurors();
		let subject = listing();
		let fault = ListingFault::FalseCard;
		let before = Balances::total_balance(&bob);
		assert_ok!(Disputes::challenge_listing(by(&bob), subject.clone(), fault));
		assert_eq!(Disputes::listing_state(subject.clone()), ListingState::Challenged(0));
		try_state();
		decide(0, Ruling::Revoke);
		let ListingState::Flagged(flag) = Disputes::listing_state(subject.clone()) else {
			panic!("{:?}", Disputes::listing_state(subject))
		};
		assert_eq!((flag.case, flag.by), (0, bob.clone()));
		// Charlie put nothing up, so Bob has paid three jurors, and no more.
		let fee = Disputes::parameters(Court::Models).fee;
		assert_eq!(Balances::total_balance(&bob), before - 3 * fee);
		assert_noop!(
			Disputes::drop_flag(by(&bob), subject.clone()),
			Error::<Runtime>::ListingExists
		);
		let again = Disputes::challenge_listing(by(&bob), subject.clone(), fault);
		assert_noop!(again, Error::<Runtime>::NotOwner);
		assert_ok!(Disputes::challenge_listing(by(&charlie), subject.clone(), fault));
		decide(1, Ruling::Restore);
		assert_eq!(Disputes::listing_state(subject.clone()), ListingState::Clean);
		try_state();
		assert_ok!(Models::unpublish(by(&charlie), 0));
		let gone = Disputes::challenge_listing(by(&bob), subject, fault);
		assert_noop!(gone, Error::<Runtime>::ListingNotFound);
	});
}

#[test]
fn strikes_should_go_when_the_court_finds_them_unjust() {
	chain(DEV_RUNTIME_PRESET).execute_with(|| {
		let alice = Alice.to_account_id();
		jurors();
		let endpoint = b"https://p1.example.org".to_vec().try_into().unwrap();
		assert_ok!(Providers::register(by(&alice), [4; 32], [7; 32], endpoint, 100 * STOA));
		for _ in 0..3 {
			<Providers as ProviderBond<_>>::strike(&alice, StrikeReason::NoCommitment);
		}
		assert_ok!(Providers::appeal_strikes(by(&alice)));
		assert_eq!(Disputes::case(0).unwrap().respondent.account, treasury_account());
		assert_noop!(Providers::appeal_strikes(by(&alice)), Error::<Runtime>::CaseOpen);
		try_state();
		decide(0, Ruling::Restore);
		let provider = Providers::provider(alice.clone()).unwrap();
		assert_eq!(provider.record.strikes, 0);
		assert_ok!(Providers::activate(by(&alice)));
		assert_eq!(Providers::provider(alice).unwrap().status, ProviderStatus::Active);
		try_state();
	});
}

#[test]
fn a_side_should_keep_nobody_out_of_a_panel_by_naming_it() {
	chain(DEV_RUNTIME_PRESET).execute_with(|| {
		type Close = <Runtime as Config>::Related;
		let [alice, bob] = [Alice, Bob].map(|key| key.to_account_id());
		run(delay());
		assert!(<Close as Related<_>>::related(&alice, &alice));
		let name = |who: &AccountId, proxy: &AccountId| {
			Proxy::add_proxy(by(who), proxy.clone().into(), ProxyType::Any, 0)
		};
		assert_ok!(name(&bob, &alice));
		assert!(!<Close as Related<_>>::related(&alice, &bob), "Bob alone has said so");
		assert!(<Close as Related<_>>::related(&bob, &alice), "Alice can act for Bob");
		// As a provider with Alice's key, Bob is close to her; but not while that is new.
		let charlie = Charlie.to_account_id();
		let endpoint = b"https://p1.example.org".to_vec().try_into().unwrap();
		let key = alice.clone().into();
		assert_ok!(Providers::register(by(&charlie), key, [7; 32], endpoint, 100 * STOA));
		run(delay() - 1);
		assert!(!<Close as Related<_>>::related(&alice, &charlie));
		run(1);
		assert!(<Close as Related<_>>::related(&alice, &charlie));
	});
}

#[test]
fn a_panel_should_have_other_jurors_than_the_sides() {
	chain(DEV_RUNTIME_PRESET).execute_with(|| {
		jurors();
		let subject = listing();
		let challenger = juror(0);
		let fault = ListingFault::Infringing;
		assert_ok!(Disputes::challenge_listing(by(&challenger), subject, fault));
		let Phase::Evidence { until } = phase(0) else { panic!("{:?}", phase(0)) };
		run(until + 1 - System::block_number());
		advance(0);
		run(1 + DRAW_LAG + DRAW_OUTPUTS);
		assert_ok!(Disputes::draw_jurors(by(&challenger), 0));
		let panel: BTreeSet<_> = Seats::<Runtime>::iter_key_prefix((0, 0)).collect();
		assert!(panel.len() == 3 && !panel.contains(&challenger));
	});
}

/// Nobody's money stays behind, and nothing is done, where no jurors are.
#[test]
fn a_case_without_jurors_should_end_and_give_everything_back() {
	chain(DEV_RUNTIME_PRESET).execute_with(|| {
		let [bob, charlie] = [Bob, Charlie].map(|key| key.to_account_id());
		let subject = listing();
		let before = [&bob, &charlie].map(Balances::total_balance);
		let fault = ListingFault::FalseCard;
		assert_ok!(Disputes::challenge_listing(by(&bob), subject.clone(), fault));
		assert_ok!(Disputes::join(by(&charlie), 0));
		let evidence = Disputes::submit_evidence(by(&bob), 0, [1; 32], 9, Default::default());
		assert_ok!(evidence);
		let Phase::Evidence { until } = phase(0) else { panic!("{:?}", phase(0)) };
		run(until + 1 - System::block_number());
		advance(0);
		run(1 + DRAW_LAG + DRAW_OUTPUTS);
		assert_ok!(Disputes::draw_jurors(by(&charlie), 0));
		assert_ok!(Disputes::execute(by(&charlie), 0));
		assert_eq!(Disputes::case(0), None);
		assert_eq!(Disputes::listing_state(subject), ListingState::Clean);
		let held = [&bob, &charlie]
			.map(|who| Balances::balance_on_hold(&HoldReason::CaseDeposit.into(), who));
		assert_eq!((held, [&bob, &charlie].map(Balances::total_balance)), ([0, 0], before));
		try_state();
	});
}

/// Root, every origin that a referendum can give, and all of the technical committee.
fn privileged() -> Vec<(String, RuntimeOrigin)> {
	let tracks = (0..=u8::MAX).filter_map(|index| Origin::decode(&mut &[index][..]).ok());
	let mut all: Vec<_> =
		tracks.map(|origin| (format!("{origin:?}"), RuntimeOrigin::from(origin))).collect();
	assert!(all.len() > 7, "{} origins of tracks", all.len());
	let committee = pallet_collective::RawOrigin::<AccountId, ()>::Members(3, 3);
	all.push(("committee".to_string(), committee.into()));
	all.push(("root".to_string(), RuntimeOrigin::root()));
	all
}

/// The DAO sets the figures for new cases, as root or on the court's track. Beside that no call of the court, as the
/// metadata has them, listens to anybody but those who signed it.
#[test]
fn no_privileged_origin_should_have_a_say_in_a_case() {
	chain(DEV_RUNTIME_PRESET).execute_with(|| {
		jurors();
		let bob = by(&Bob.to_account_id());
		assert_ok!(Disputes::challenge_listing(bob, listing(), ListingFault::FalseCard));
		let before = Disputes::case(0);
		let calls = calls(&metadata_inside());
		let ours = calls.iter().filter(|(_, _, name)| name.starts_with("Disputes."));
		let mut refused = 0;
		for (pallet, index, name) in ours {
			let call = any_call(*pallet, *index, name).expect("a call of the court");
			for (who, origin) in privileged() {
				let done = call.clone().dispatch(origin).map_err(|failed| failed.error);
				let may = name == "Disputes.set_parameters"
					&& ["root", "CourtAdministrator"].contains(&who.as_str());
				assert_eq!(done.is_ok(), may, "{name} by {who}: {done:?}");
				assert!(may || done == Err(DispatchError::BadOrigin), "{name} by {who}: {done:?}");
				refused += usize::from(!may);
			}
		}
		assert!(refused > 16 * privileged().len(), "{refused} refused");
		assert_eq!(Disputes::case(0), before);
	});
}
