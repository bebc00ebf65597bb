use crate::{hardware::*, mock::*, *};
use frame_support::{BoundedVec, assert_noop, assert_ok, dispatch::Pays};
use sp_io::hashing::blake2_256;
use stoa_primitives::frame::Within;
use stoa_primitives::{
	Digest, MeasurementId, Resources,
	measure::{Filled, Work},
};

/// What a provider has computed: of each offer the linked strands and the others.
type Done = Vec<(Filled, Filled)>;

fn small_work() {
	let parameters = Parameters {
		work_steps: Within::clamped(3),
		work_log_cells: Within::clamped(4),
		..Compute::parameters()
	};
	assert_ok!(Compute::set_parameters(RuntimeOrigin::root(), parameters));
}

fn challenge() -> MeasurementId {
	let id = NextMeasurementId::<Test>::get();
	assert_ok!(Compute::challenge_hardware(signed(OTHER), PROVIDER, None));
	id
}

fn seed(id: MeasurementId) -> Digest {
	match Compute::measurement(id).unwrap().stage {
		MeasurementStage::Working { seed, .. } => seed,
		other => panic!("{other:?}"),
	}
}

/// Both works of a target, if each unit had so much memory.
fn works(id: MeasurementId, target: &Target, memory_mib: u32) -> (Work, Work) {
	let details = Compute::measurement(id).unwrap();
	let claimed = Resources { memory_mib, ..target.resources };
	(
		Work::memory(&claimed, target.units, details.fill_mib),
		Work::compute(&claimed, target.units, details.log_cells, details.steps),
	)
}

fn compute(id: MeasurementId) -> Done {
	let (details, seed) = (Compute::measurement(id).unwrap(), seed(id));
	let work = |target: &Target| {
		let (memory, compute) = works(id, target, target.resources.memory_mib);
		let seed = offer_seed(&seed, target.offer);
		(Filled::fill(blake2_256, memory, &seed), Filled::fill(blake2_256, compute, &seed))
	};
	details.targets.iter().map(work).collect()
}

fn roots(done: &Done) -> BoundedVec<Roots, frame_support::traits::ConstU32<16>> {
	let roots = |(memory, compute): &(Filled, Filled)| Roots {
		memory: memory.root(),
		compute: compute.root(),
	};
	done.iter().map(roots).collect::<Vec<_>>().try_into().unwrap()
}

fn proof(id: MeasurementId, done: &Done) -> WorkProof {
	let details = Compute::measurement(id).unwrap();
	let MeasurementStage::Proving { samples, .. } = details.stage else { panic!("not yet") };
	let (memory, compute): (Vec<_>, Vec<_>) =
		details.targets.iter().map(|target| works(id, target, target.resources.memory_mib)).unzip();
	let memory = (0..SAMPLES).map(|n| {
		let (at, number) = sample(&memory, &samples, n).unwrap();
		done[at].0.open(number).unwrap()
	});
	let compute = (0..SAMPLES).map(|n| {
		let (at, number) = sample(&compute, &samples, SAMPLES + n).unwrap();
		done[at].1.open(number).unwrap()
	});
	WorkProof {
		memory: memory.collect::<Vec<_>>().try_into().unwrap(),
		compute: compute.collect::<Vec<_>>().try_into().unwrap(),
	}
}

fn outcome() -> Option<(MeasurementOutcome, Option<u32>)> {
	events().into_iter().rev().find_map(|event| match event {
		Event::HardwareMeasured { outcome, took_blocks, .. } => Some((outcome, took_blocks)),
		_ => None,
	})
}

#[test]
fn honest_machines_should_be_measured_at_a_block_and_be_paid_for_it() {
	build_and_execute(|| {
		small_work();
		create_offer(PROVIDER);
		create_offer(PROVIDER);
		open(1, LeaseOrder { units: 3, escrow: 300 * PRICE, ..order(100) });
		let id = challenge();
		let targets = Compute::measurement(id).unwrap().targets;
		let units: Vec<_> = targets.iter().map(|target| target.units).collect();
		// Free units alone, and nobody can take them meanwhile.
		assert_eq!(units.iter().sum::<u32>(), 13);
		assert_eq!((offer(0).free(), offer(1).free()), (0, 0));
		run(5);
		let done = compute(id);
		run(3);
		assert_noop!(
			Compute::commit_measurement(signed(RIVAL), id, roots(&done)),
			Error::<Test>::NotProvider
		);
		let call = Compute::commit_measurement(signed(signer(PROVIDER)), id, roots(&done));
		assert_eq!(call.unwrap().pays_fee, Pays::No);
		run(5);
		let call = Compute::prove_measurement(signed(signer(PROVIDER)), id, proof(id, &done));
		assert_eq!(call.unwrap().pays_fee, Pays::No);
		assert_eq!(outcome(), Some((MeasurementOutcome::Passed, Some(3))));
		let measured = offer(0).measured.unwrap();
		assert_eq!((measured.at, measured.units, measured.took_blocks), (6, 8, Some(3)));
		assert_eq!((offer(0).free(), offer(1).free()), (8, 5));
		let bond = Parameters::default().measurement_bond;
		assert_eq!(balance(OTHER), FUNDS - bond);
		assert_eq!(balance(PROVIDER), FUNDS + bond / 2);
		assert!(Struck::get().is_empty());
		assert_noop!(
			Compute::challenge_hardware(signed(OTHER), PROVIDER, None),
			Error::<Test>::MeasuredRecently
		);
	});
}

#[test]
fn silence_should_be_noted_and_slash_nobody() {
	build_and_execute(|| {
		small_work();
		create_offer(PROVIDER);
		let id = challenge();
		run(5);
		seed(id);
		run(20);
		assert_eq!(outcome(), None);
		run(1);
		assert_eq!(outcome(), Some((MeasurementOutcome::Failed, None)));
		assert_eq!(offer(0).measured.unwrap().took_blocks, None);
		assert_eq!((balance(OTHER), Struck::get()), (FUNDS, vec![]));
		assert_nothing_left();
	});
}

#[test]
fn work_that_comes_late_or_is_not_opened_should_fail() {
	build_and_execute(|| {
		small_work();
		create_offer(PROVIDER);
		let id = challenge();
		run(5);
		let done = compute(id);
		assert_noop!(
			Compute::commit_measurement(signed(PROVIDER), id, BoundedVec::new()),
			Error::<Test>::WrongRoots
		);
		System::set_block_number(System::block_number() + 21);
		assert_noop!(
			Compute::commit_measurement(signed(PROVIDER), id, roots(&done)),
			Error::<Test>::TooLateToAnswer
		);
		System::set_block_number(System::block_number() - 1);
		assert_ok!(Compute::commit_measurement(signed(PROVIDER), id, roots(&done)));
		run(5);
		let proof = proof(id, &done);
		run(20);
		System::set_block_number(System::block_number() + 1);
		assert_noop!(
			Compute::prove_measurement(signed(PROVIDER), id, proof),
			Error::<Test>::TooLateToAnswer
		);
		assert_ok!(Compute::poke(signed(OTHER), Due::Measurement(id)));
		assert_eq!(outcome(), Some((MeasurementOutcome::Failed, None)));
		assert_nothing_left();
	});
}

#[test]
fn one_machine_should_not_answer_for_all() {
	build_and_execute(|| {
		small_work();
		create_offer(PROVIDER);
		let id = challenge();
		run(5);
		// One unit's strands, eight times.
		let target = Compute::measurement(id).unwrap().targets[0];
		let seed = offer_seed(&seed(id), target.offer);
		let (memory, fast) = works(id, &target, 1);
		let repeat = |work: Work| {
			let one = Filled::strand(blake2_256, &work, &seed, 0);
			Filled::over(blake2_256, work, one.repeat(work.strands as usize))
		};
		let done = vec![(repeat(memory), repeat(fast))];
		assert_ok!(Compute::commit_measurement(signed(PROVIDER), id, roots(&done)));
		run(5);
		let proof = proof(id, &done);
		assert_noop!(
			Compute::prove_measurement(signed(PROVIDER), id, proof),
			Error::<Test>::WrongWork
		);
		run(21);
		assert_eq!(outcome(), Some((MeasurementOutcome::Failed, None)));
	});
}

#[test]
fn a_machine_with_less_memory_than_claimed_should_not_show_the_work() {
	build_and_execute(|| {
		small_work();
		let claims = Resources { memory_mib: 2, ..terms().resources };
		let claims = OfferTerms { resources: claims, units: 1, ..terms() };
		assert_ok!(Compute::create_offer(signed(PROVIDER), claims));
		let id = challenge();
		run(5);
		let target = Compute::measurement(id).unwrap().targets[0];
		let seed = offer_seed(&seed(id), target.offer);
		let (less, fast) = works(id, &target, 1);
		let less = Filled::strand(blake2_256, &less, &seed, 0);
		let (all, _) = works(id, &target, 2);
		let filled = Filled::over(blake2_256, all, less.repeat(2));
		let done = vec![(filled, Filled::fill(blake2_256, fast, &seed))];
		assert_ok!(Compute::commit_measurement(signed(PROVIDER), id, roots(&done)));
		run(5);
		let mut shown = proof(id, &done);
		let call = |proof| Compute::prove_measurement(signed(PROVIDER), id, proof);
		assert_noop!(call(shown.clone()), Error::<Test>::WrongWork);
		shown.memory = BoundedVec::new();
		assert_noop!(call(shown), Error::<Test>::WrongWork);
	});
}

#[test]
fn a_lease_should_be_measured_on_its_tenants_call_alone() {
	build_and_execute(|| {
		small_work();
		let id = started(
			create_offer(PROVIDER),
			LeaseOrder { units: 2, escrow: 900 * PRICE, ..order(300) },
		);
		let call = |who, provider| Compute::challenge_hardware(signed(who), provider, Some(id));
		assert_noop!(call(OTHER, PROVIDER), Error::<Test>::NotTenant);
		assert_noop!(call(TENANT, RIVAL), Error::<Test>::NotProvider);
		assert_ok!(call(TENANT, PROVIDER));
		assert_noop!(call(TENANT, PROVIDER), Error::<Test>::MeasuredRecently);
		let measurement = Compute::measurement(0).unwrap();
		assert_eq!((measurement.targets[0].units, offer(0).used), (2, 2));
		// The free units can be measured beside it.
		challenge();
		assert_noop!(
			Compute::challenge_hardware(signed(OTHER), PROVIDER, None),
			Error::<Test>::AlreadyMeasuring
		);
		run(5);
		let done = compute(0);
		assert_ok!(Compute::commit_measurement(signed(PROVIDER), 0, roots(&done)));
		run(5);
		assert_ok!(Compute::prove_measurement(signed(PROVIDER), 0, proof(0, &done)));
		assert_eq!(outcome(), Some((MeasurementOutcome::Passed, Some(0))));
		assert_eq!(offer(0).used, 8);
	});
}

#[test]
fn a_measurement_should_be_void_when_its_lease_is_over_or_no_seed_comes() {
	build_and_execute(|| {
		small_work();
		let id = leased(100);
		assert_ok!(Compute::challenge_hardware(signed(TENANT), PROVIDER, Some(id)));
		assert_ok!(Compute::close_lease(signed(TENANT), id, None));
		run(5);
		assert_eq!(outcome(), Some((MeasurementOutcome::Void, None)));
		Missing::set(Some(System::block_number() + 2));
		let id = challenge();
		run(5 + SEED_PATIENCE - 1);
		assert!(Compute::measurement(id).is_some());
		run(1);
		assert!(Compute::measurement(id).is_none());
		assert_eq!(offer(0).measured, None);
		assert_nothing_left();
		// It was nobody's fault: it can be tried again at once.
		Missing::set(None);
		challenge();
	});
}

#[test]
fn challenge_hardware_should_refuse_when_there_is_nothing_to_measure() {
	build_and_execute(|| {
		let call = |who| Compute::challenge_hardware(signed(who), PROVIDER, None);
		assert_noop!(call(OTHER), Error::<Test>::NothingToMeasure);
		let id = create_offer(PROVIDER);
		assert_noop!(call(NOBODY), Error::<Test>::InsufficientFunds);
		open(id, LeaseOrder { units: 8, escrow: 800 * PRICE, ..order(100) });
		assert_noop!(call(OTHER), Error::<Test>::NothingToMeasure);
		create_offer(PROVIDER);
		run_to(terms().expires_at + 5_000);
		assert_noop!(call(OTHER), Error::<Test>::NothingToMeasure);
	});
}

#[test]
fn calls_should_refuse_when_the_measurement_waits_for_something_else() {
	build_and_execute(|| {
		small_work();
		create_offer(PROVIDER);
		let id = challenge();
		let none = WorkProof { memory: BoundedVec::new(), compute: BoundedVec::new() };
		let commit = |id| Compute::commit_measurement(signed(PROVIDER), id, BoundedVec::new());
		assert_noop!(commit(id), Error::<Test>::NotAwaited);
		assert_noop!(commit(9), Error::<Test>::MeasurementNotFound);
		assert_noop!(
			Compute::prove_measurement(signed(PROVIDER), id, none),
			Error::<Test>::NotAwaited
		);
	});
}

#[test]
fn other_resources_should_make_a_measurement_say_nothing() {
	build_and_execute(|| {
		small_work();
		create_offer(PROVIDER);
		challenge();
		run(26);
		assert!(offer(0).measured.is_some());
		let other = OfferTerms { units: 9, ..terms() };
		assert_ok!(Compute::update_offer(signed(PROVIDER), 0, other.clone()));
		assert!(offer(0).measured.is_some());
		let resources = Resources { disk_gib: 2, ..other.resources };
		assert_ok!(Compute::update_offer(signed(PROVIDER), 0, OfferTerms { resources, ..other }));
		assert_eq!(offer(0).measured, None);
	});
}
