use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

fn over() {
	Ask::default().drawn();
	answer_all(0, true, |_| 1);
	run(200);
}

fn drop_by(who: AccountId) -> Result<(), DispatchError> {
	Inference::drop_expired(RuntimeOrigin::signed(who), 0).map(|_| ()).map_err(|e| e.error)
}

#[test]
fn drop_expired_should_leave_nothing_when_the_requester_has_read_it() {
	build_and_execute(3, || {
		let key_count = || {
			Jobs::<Runtime>::iter().count()
				+ Records::<Runtime>::iter().count()
				+ JobsByAccount::<Runtime>::iter().count()
				+ InlinePrompts::<Runtime>::iter().count()
				+ Awaited::<Runtime>::iter().count()
		};
		over();
		assert_eq!(key_count(), 2);
		assert_noop!(drop_by(bob()), Error::<Runtime>::RecordNotExpired);
		assert_ok!(drop_by(alice()));
		assert_eq!(key_count(), 0);
		assert_eq!(Inference::held(HoldReason::RecordDeposit, &alice()), 0);
		assert_noop!(drop_by(alice()), Error::<Runtime>::RecordNotFound);
	});
}

#[test]
fn drop_expired_should_let_anyone_clean_up_when_it_was_kept_long_enough() {
	build_and_execute(3, || {
		over();
		System::set_block_number(record(0).keep_until);
		assert_noop!(drop_by(bob()), Error::<Runtime>::RecordNotExpired);
		System::set_block_number(record(0).keep_until + 1);
		assert_ok!(drop_by(bob()));
		assert_nothing_left();
	});
}

#[test]
fn a_record_should_be_small_when_it_is_full() {
	use codec::MaxEncodedLen;
	assert!(JobRecord::<AccountId>::max_encoded_len() <= 128);
}

#[test]
fn state_should_be_flat_when_many_jobs_are_over() {
	build_and_execute(3, || {
		let mut sizes = Vec::new();
		for round in 0..3 {
			for id in round * 20..round * 20 + 20 {
				Ask::default().drawn();
				answer_all(id, true, |_| 1);
			}
			run(201);
			for id in round * 20..round * 20 + 20 {
				assert_ok!(Inference::drop_expired(RuntimeOrigin::signed(alice()), id));
			}
			// Entries of deadlines that were not needed go when their block comes.
			run(200);
			let jobs = Jobs::<Runtime>::iter().count() + Records::<Runtime>::iter().count();
			sizes.push(jobs + Agenda::<Runtime>::iter().count());
		}
		assert_eq!(sizes, [0, 0, 0]);
	});
}
