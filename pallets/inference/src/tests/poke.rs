use crate::{mock::*, *};
use frame_support::{assert_noop, dispatch::Pays};

#[test]
fn poke_should_do_what_the_agenda_did_not_when_it_is_due() {
	build_and_execute(6, || {
		Ask::default().drawn();
		let poke = || Inference::poke(RuntimeOrigin::signed(bob()), 0);
		assert_noop!(poke().map_err(|e| e.error), Error::<Runtime>::NothingDue);
		// Time passes without hooks, as on an overloaded chain.
		System::set_block_number(44);
		assert_eq!(poke().unwrap().pays_fee, Pays::No);
		assert!(matches!(details(0).state, JobState::Drawing { at: 47 }));
		assert_noop!(poke().map_err(|e| e.error), Error::<Runtime>::NothingDue);
		run(3);
		assert_eq!(details(0).seats.len(), 6);
		assert_noop!(
			Inference::poke(RuntimeOrigin::signed(bob()), 1).map_err(|e| e.error),
			Error::<Runtime>::JobNotFound
		);
	});
}
