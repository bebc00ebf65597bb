//! Whatever happens in whatever order: no money appears or vanishes but what is burned, nobody has a licence without
//! having paid for it, none works after its end, and in the end all that is not earned is back, without the owner.

use crate::{mock::*, *};
use proptest::{prelude::*, sample::Index};
use stoa_primitives::{
	Balance, LicenseId, Ruling,
	dataset::{chunk_key, open_leaf},
	frame::LicenseInspect,
};

/// Something that somebody does. An `Index` chooses among what is there.
#[derive(Clone, Debug)]
enum Act {
	Release { sound: bool, split: bool },
	Term { blocks: Option<u32>, uses: Option<u32>, price: Balance, compute_only: bool },
	State { dataset: Index, active: bool },
	Bond { dataset: Index },
	List { dataset: Index, who: AccountId, listed: bool },
	Retire { release: Index },
	DropRelease { release: Index },
	DropTerm { term: Index },
	Buy { who: AccountId, release: Index, term: Index },
	Deliver { license: Index, right: bool },
	Share { license: Index, at: usize, right: bool },
	Acknowledge { license: Index },
	WrongKey { license: Index, opened: bool },
	Garbage { license: Index, chunk: u32 },
	Refund { license: Index },
	Collect { license: Index },
	Court { license: Index, owner: bool },
	Rule { ruling: Option<Ruling> },
	Transfer { license: Index, to: AccountId },
	Sublicense { license: Index, to: AccountId },
	Drop { license: Index },
	Train { license: Index, model: u32 },
	Forget { model: u32 },
	Request { license: Index, seats: usize },
	CommitRun { run: Index, honest: bool },
	FailRun { run: Index },
	RevealRun { run: Index },
	AcceptRun { run: Index },
	DeliverRun { run: Index, right: bool },
	CheckRun { run: Index, proves: bool },
	Poke { license: Index },
	Stop(u32),
	Blocks(u32),
}

fn deals() -> impl Strategy<Value = Act> {
	use Act::*;
	let (buyer, one) = (|| 21u64..24, any::<Index>);
	prop_oneof![
		8 => (buyer(), one(), one()).prop_map(|(who, release, term)| Buy { who, release, term }),
		8 => (one(), any::<bool>()).prop_map(|(license, right)| Deliver { license, right }),
		8 => (one(), 0usize..3, proptest::bool::weighted(0.8))
			.prop_map(|(license, at, right)| Share { license, at, right }),
		6 => one().prop_map(|license| Acknowledge { license }),
		3 => (one(), any::<bool>()).prop_map(|(license, opened)| WrongKey { license, opened }),
		2 => (one(), 0u32..3).prop_map(|(license, chunk)| Garbage { license, chunk }),
		2 => one().prop_map(|license| Refund { license }),
		4 => one().prop_map(|license| Collect { license }),
		3 => (one(), any::<bool>()).prop_map(|(license, owner)| Court { license, owner }),
		2 => prop_oneof![
			Just(None),
			Just(Some(Ruling::Dismiss)),
			Just(Some(Ruling::Refund)),
			Just(Some(Ruling::Split)),
			Just(Some(Ruling::Revoke)),
		]
		.prop_map(|ruling| Rule { ruling }),
		2 => (one(), buyer()).prop_map(|(license, to)| Transfer { license, to }),
		2 => (one(), buyer()).prop_map(|(license, to)| Sublicense { license, to }),
		1 => one().prop_map(|license| Drop { license }),
		3 => (one(), 0u32..6).prop_map(|(license, model)| Train { license, model }),
		1 => (0u32..6).prop_map(|model| Forget { model }),
		1 => one().prop_map(|license| Poke { license }),
	]
}

fn runs() -> impl Strategy<Value = Act> {
	use Act::*;
	let (one, yes) = (any::<Index>, any::<bool>);
	prop_oneof![
		3 => (one(), 1usize..4).prop_map(|(license, seats)| Request { license, seats }),
		4 => (one(), yes()).prop_map(|(run, honest)| CommitRun { run, honest }),
		1 => one().prop_map(|run| FailRun { run }),
		4 => one().prop_map(|run| RevealRun { run }),
		3 => one().prop_map(|run| AcceptRun { run }),
		3 => (one(), yes()).prop_map(|(run, right)| DeliverRun { run, right }),
		3 => (one(), yes()).prop_map(|(run, proves)| CheckRun { run, proves }),
	]
}

fn act() -> impl Strategy<Value = Act> {
	use Act::*;
	let (one, maybe) = (any::<Index>, |most: u32| proptest::option::of(1u32..most));
	prop_oneof![
		2 => any::<(bool, bool)>().prop_map(|(sound, split)| Release { sound, split }),
		2 => (maybe(200), maybe(3), 0u128..10_000, any::<bool>()).prop_map(
			|(blocks, uses, price, compute_only)| Term { blocks, uses, price, compute_only }
		),
		1 => (one(), any::<bool>()).prop_map(|(dataset, active)| State { dataset, active }),
		1 => one().prop_map(|dataset| Bond { dataset }),
		1 => (one(), 21u64..24, any::<bool>()).prop_map(
			|(dataset, who, listed)| List { dataset, who, listed }
		),
		1 => one().prop_map(|release| Retire { release }),
		1 => one().prop_map(|release| DropRelease { release }),
		1 => one().prop_map(|term| DropTerm { term }),
		30 => deals(),
		20 => runs(),
		1 => (1u32..5).prop_map(Stop),
		6 => (1u32..40).prop_map(Blocks),
	]
}

/// One of the ids that there are, or one that there is not.
fn pick<Id: Copy + Ord>(index: Index, ids: impl Iterator<Item = Id>, none: Id) -> Id {
	let mut ids: Vec<_> = ids.collect();
	ids.sort_unstable();
	if ids.is_empty() { none } else { *index.get(&ids) }
}

fn pick_license(index: Index) -> (LicenseId, AccountId) {
	let id = pick(index, Licenses::<Test>::iter_keys(), 999);
	(id, Licenses::<Test>::get(id).map_or(BUYER, |license| license.licensee))
}

fn pick_dataset(index: Index) -> u32 {
	pick(index, Datasets::<Test>::iter_keys(), 999)
}

fn pick_release(index: Index) -> u32 {
	pick(index, Releases::<Test>::iter_keys(), 999)
}

/// Does something in a dataset of OWNER's. Whether it is refused is not the question here.
fn own(act: &Act) {
	match *act {
		Act::Release { sound, split } => {
			let mut leaves = chunks().1;
			if !sound {
				leaves[1].plaintext = [1; 32];
			}
			let base = if split { super::shares::split_release() } else { new_release() };
			let new = NewDataRelease { data: commitment(&leaves), ..base };
			let _ = Data::add_release(signed(OWNER), 0, Box::new(new));
		}
		Act::Term { blocks, uses, price, compute_only } => {
			let mut term = Term { blocks, uses, price, compute_only, ..term() };
			term.rights.sublicenses = u8::from(uses.is_none());
			let _ = Data::add_term(signed(OWNER), 0, term);
		}
		Act::State { dataset, active } => {
			let state = if active { DatasetState::Active } else { DatasetState::Paused };
			let _ = Data::set_state(signed(OWNER), pick_dataset(dataset), state);
		}
		Act::Bond { dataset } => {
			let _ = Data::add_bond(signed(OWNER), pick_dataset(dataset), BOND);
		}
		Act::List { dataset, who, listed } => {
			let _ = Data::list_account(signed(OWNER), pick_dataset(dataset), who, listed);
		}
		Act::Retire { release } => {
			let _ = Data::retire_release(signed(OWNER), pick_release(release));
		}
		Act::DropRelease { release } => {
			let _ = Data::drop_release(signed(OWNER), pick_release(release));
		}
		Act::DropTerm { term } => {
			let (dataset, term) = pick(term, Terms::<Test>::iter_keys(), (999, 999));
			let _ = Data::drop_term(signed(OWNER), dataset, term);
		}
		_ => deal(act),
	}
}

/// Does something about a licence.
fn deal(act: &Act) {
	match *act {
		Act::Buy { who, release, term } => {
			let (dataset, term) = pick(term, Terms::<Test>::iter_keys(), (999, 999));
			let open = Terms::<Test>::get(dataset, term).is_some_and(|term| !term.compute_only);
			let key = open.then(|| one_time_key(who));
			let _ = Data::buy(signed(who), pick_release(release), term, Balance::MAX, key);
		}
		Act::Deliver { license, right } => {
			let (id, who) = pick_license(license);
			let key = if right { KEY } else { [8; 32] };
			let _ = Data::deliver(signed(OWNER), id, sealed(who, key));
		}
		Act::Share { license, at, right } => {
			let (id, who) = pick_license(license);
			let share = if right { super::shares::shares()[at] } else { [8; 32] };
			let custodian = [CUSTODIAN, SECOND, THIRD][at];
			let _ = Data::deliver_share(signed(custodian), id, sealed(who, share));
		}
		Act::Acknowledge { license } => {
			let (id, who) = pick_license(license);
			let _ = Data::acknowledge(signed(who), id);
		}
		Act::WrongKey { license, opened } => {
			let (id, who) = pick_license(license);
			let opening = opened.then(|| opening(&chunks().1, 1));
			let _ = Data::prove_wrong_key(signed(who), id, secret(who), opening);
		}
		Act::Garbage { license, chunk } => prove_garbage(license, chunk),
		Act::Refund { license } => {
			let (id, who) = pick_license(license);
			let _ = Data::claim_refund(signed(who), id);
		}
		Act::Collect { license } => {
			let _ = Data::collect(signed(OTHER), pick_license(license).0);
		}
		Act::Transfer { license, to } => {
			let (id, who) = pick_license(license);
			let _ = Data::transfer_license(signed(who), id, to);
		}
		Act::Sublicense { license, to } => {
			let (id, who) = pick_license(license);
			let _ = Data::sublicense(signed(who), id, to);
		}
		Act::Drop { license } => {
			let (id, who) = pick_license(license);
			let _ = Data::drop_license(signed(who), id);
		}
		Act::Poke { license } => {
			let _ = Data::poke(signed(OTHER), pick_license(license).0);
		}
		_ => rest(act),
	}
}

fn prove_garbage(license: Index, index: u32) {
	let (id, who) = pick_license(license);
	let root = Licenses::<Test>::get(id).map(|license| license.root);
	let (chunks, mut leaves) = chunks();
	if root != Some(commitment(&leaves).root) {
		leaves[1].plaintext = [1; 32];
	}
	let opening = Box::new(open_leaf(&leaves, index).unwrap());
	let chunk = chunks[index as usize].clone().try_into().unwrap();
	let _ = Data::prove_garbage(signed(who), id, opening, chunk_key(&KEY, index), chunk);
}

fn rest(act: &Act) {
	match *act {
		Act::Court { license, owner } => {
			let (id, who) = pick_license(license);
			let who = if owner { OWNER } else { who };
			let _ = Data::go_to_court(signed(who), id);
		}
		Act::Rule { ruling } => {
			let case = OpenCases::get().into_iter().next();
			if let Some((_, id, new)) = case {
				let known = ruling.filter(|ruling| new.rulings.contains(*ruling));
				rule(id, known);
			}
		}
		Act::Train { license, model } => {
			let (id, who) = pick_license(license);
			let may = Data::may_train(id, &who);
			let trained = Data::train(model, &who, &[id]);
			assert!(may || trained.is_err(), "trained without a licence in force");
		}
		Act::Forget { model } => Data::forget(model),
		Act::Stop(blocks) => StoodStill::mutate(|stood| *stood += blocks),
		Act::Blocks(blocks) => run(blocks),
		_ => compute(act),
	}
}

fn pick_run(index: Index) -> (u64, AccountId, RunDetailsOf) {
	let id = pick(index, Runs::<Test>::iter_keys(), 999);
	let run = Runs::<Test>::get(id);
	(id, run.as_ref().map_or(BUYER, |run| run.requester), run)
}

type RunDetailsOf = Option<RunDetails<AccountId>>;

/// What a custodian of tests finds: all the same if they are honest, else each something else.
fn finds(who: AccountId, honest: bool) -> stoa_primitives::dataset::DataCommitment {
	found(if honest { RESULT_KEY } else { [who as u8; 32] }, 100).0
}

/// Does something about a run.
fn compute(act: &Act) {
	match *act {
		Act::Request { license, seats } => {
			let (id, who) = pick_license(license);
			let in_force = Data::license(id).is_some_and(|info| info.in_force);
			let spent = dataset(0).budget.spent;
			let seats = [CUSTODIAN, SECOND, THIRD][..seats].to_vec().try_into().unwrap();
			let (key, limit) = (one_time_key(who), Balance::MAX);
			let done = Data::request_run(signed(who), id, CHECKSUM, INPUT, key, seats, limit);
			assert!(done.is_err() || in_force, "computed without a licence in force");
			assert!(done.is_err() || spent + 30 <= dataset(0).budget.total, "over the budget");
		}
		Act::CommitRun { run, honest } => {
			let (id, _, run) = pick_run(run);
			let seats = run.map(|run| run.seats).unwrap_or_default();
			if let Some(seat) = seats.iter().find(|seat| seat.commitment.is_none()) {
				let who = seat.custodian;
				let _ = Data::commit_run(signed(who), id, hidden(id, who, &finds(who, honest)));
			}
		}
		Act::FailRun { run } => {
			let (id, _, run) = pick_run(run);
			let seats = run.map(|run| run.seats).unwrap_or_default();
			if let Some(seat) = seats.iter().find(|seat| seat.commitment.is_none()) {
				let _ = Data::fail_run(signed(seat.custodian), id);
			}
		}
		Act::RevealRun { run } => {
			let (id, _, run) = pick_run(run);
			let seats = run.map(|run| run.seats).unwrap_or_default();
			if let Some(seat) = seats.iter().find(|seat| seat.result.is_none()) {
				let who = seat.custodian;
				let _ = Data::reveal_run(signed(who), id, finds(who, true), SALT);
				let _ = Data::reveal_run(signed(who), id, finds(who, false), SALT);
			}
		}
		Act::AcceptRun { run } => {
			let (id, who, _) = pick_run(run);
			let _ = Data::accept_run(signed(who), id);
		}
		Act::DeliverRun { run, right } => {
			let (id, who, _) = pick_run(run);
			let key = if right { RESULT_KEY } else { [8; 32] };
			let _ = Data::deliver_run(signed(OWNER), id, sealed(who, key));
		}
		Act::CheckRun { run, proves } => {
			let (id, who, _) = pick_run(run);
			let _ = if proves {
				Data::prove_wrong_run_key(signed(who), id, secret(who), None)
			} else {
				Data::acknowledge_run(signed(who), id)
			};
		}
		_ => unreachable!("{act:?}"),
	}
}

/// What was burned by slashes and false proofs, by the events.
fn burned() -> Balance {
	let burns = events().into_iter().map(|event| match event {
		Event::BondSlashed { burned, .. }
		| Event::ProofFailed { burned, .. }
		| Event::RunProofFailed { burned, .. }
		| Event::RunEnded { burned, .. } => burned,
		_ => 0,
	});
	burns.sum()
}

/// Nobody who bought has less than was paid for it, and only licences of the right age work.
fn check_licenses() {
	for license in Licenses::<Test>::iter_values() {
		let in_force = Data::is_in_force(&license);
		let LicenseStage::Active { from, ends, .. } = license.stage else {
			assert!(!in_force, "in force without a key");
			assert_eq!(license.escrow, license.term.price, "not paid for");
			continue;
		};
		let now = System::block_number();
		assert!(from <= now);
		assert!(!in_force || ends.is_none_or(|ends| now < ends), "in force after its end");
	}
}

fn scenario(acts: &[Act]) {
	new_test_ext().execute_with(|| {
		let issuance = Balances::total_issuance();
		let sale = sold_by(term());
		buy(BUYER, sale);
		let algorithm = Some(algorithm(30));
		Data::set_algorithm(signed(OWNER), 0, CHECKSUM, algorithm).unwrap();
		Data::set_privacy_budget(signed(OWNER), 0, 300).unwrap();
		for act in acts {
			own(act);
			Data::do_try_state().unwrap();
			check_licenses();
			assert_eq!(Balances::total_issuance() + burned(), issuance, "{act:?}");
		}
		// The owner does nothing any more.
		while let Some((_, id, _)) = OpenCases::get().into_iter().next() {
			rule(id, None);
		}
		run(2_000);
		for license in Licenses::<Test>::iter_values() {
			assert!(license.settled, "still open: {license:?}");
		}
		for who in 1..30 {
			assert_eq!(held(HoldReason::LicenseEscrow, who), 0);
			assert_eq!(held(HoldReason::RunEscrow, who), 0);
			assert_eq!(held(HoldReason::RunDeposit, who), 0);
		}
		assert_eq!(Balances::total_issuance() + burned(), issuance);
	});
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 96, ..Default::default() })]

	#[test]
	fn money_licences_and_lineage_should_hold(acts in proptest::collection::vec(act(), 1..80)) {
		scenario(&acts);
	}
}
