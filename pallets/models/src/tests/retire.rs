use crate::{Error, Event, mock::*};
use frame_support::{assert_noop, assert_ok};
use stoa_primitives::frame::ModelInspect;

#[test]
fn retire_should_stop_new_jobs_and_keep_the_terms_when_the_owner_asks() {
	build_and_execute(|| {
		let id = release(ALICE, &[]);
		assert_ok!(Models::retire(signed(ALICE), id));
		let terms = <Models as ModelInspect<_>>::terms(id).unwrap();
		assert!(!terms.active);
		assert_eq!(<Models as ModelInspect<_>>::payees(id).len(), 1);
		System::assert_last_event(
			Event::ReleaseRetired { release: id, droppable_at: 1 + GRACE }.into(),
		);
	});
}

#[test]
fn retire_should_fail_when_it_is_not_the_owners_active_release() {
	build_and_execute(|| {
		assert_noop!(Models::retire(signed(ALICE), 0), Error::<Test>::ReleaseNotFound);
		let id = release(ALICE, &[]);
		assert_noop!(Models::retire(signed(BOB), id), Error::<Test>::NotOwner);
		assert_ok!(Models::retire(signed(ALICE), id));
		assert_noop!(Models::retire(signed(ALICE), id), Error::<Test>::ReleaseRetired);
	});
}
