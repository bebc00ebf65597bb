use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, dispatch::Pays};

/// A provider with a history.
fn known() -> AccountId {
	let at = System::block_number();
	Audits::<Runtime>::insert(provider(0), 0, AuditHistory { unaudited: 1, largest: 2, at });
	provider(0)
}

fn drop_history(of: AccountId) -> frame_support::dispatch::DispatchResultWithPostInfo {
	Inference::drop_audit_history(RuntimeOrigin::signed(bob()), of, 0)
}

#[test]
fn drop_audit_history_should_keep_what_a_server_needs() {
	build_and_execute(3, || {
		assert_noop!(drop_history(provider(0)), Error::<Runtime>::AuditHistoryNotFound);
		let who = known();
		assert_noop!(drop_history(who.clone()), Error::<Runtime>::AuditHistoryInUse);
		// Who rests for a while loses nothing.
		Providers::change(&who, |entry| entry.active = false);
		assert_noop!(drop_history(who.clone()), Error::<Runtime>::AuditHistoryInUse);
		run(Inference::parameters().keep_blocks.get().min(50));
		assert_noop!(drop_history(who), Error::<Runtime>::AuditHistoryInUse);
	});
}

#[test]
fn drop_audit_history_should_drop_what_nobody_needs() {
	type Change = fn(&AccountId);
	let idle: Change = |who| {
		CurrentParameters::<Runtime>::mutate(|all| all.keep_blocks = Within::clamped(4));
		Providers::change(who, |entry| entry.active = false);
		run(5);
	};
	let gone: Change = |who| Listed::remove(who);
	let retired: Change = |_| Terms::mutate(|terms| terms.as_mut().unwrap().active = false);
	for change in [idle, gone, retired] {
		ext(3).execute_with(|| {
			let who = known();
			change(&who);
			assert_eq!(drop_history(who.clone()).unwrap().pays_fee, Pays::No);
			assert!(!Audits::<Runtime>::contains_key(&who, 0));
			let dropped = Event::AuditHistoryDropped { provider: who.clone(), release: 0 };
			assert!(events().contains(&dropped));
			assert_noop!(drop_history(who), Error::<Runtime>::AuditHistoryNotFound);
			Terms::mutate(|terms| terms.as_mut().unwrap().active = true);
		});
	}
}

#[test]
fn drop_audit_history_should_make_the_next_answer_audited_for_certain() {
	build_and_execute(5, || {
		let id = audited(1);
		let executor = details(id).seats[0].provider.clone();
		run(201);
		CurrentParameters::<Runtime>::mutate(|all| all.keep_blocks = Within::clamped(4));
		for n in 0..5 {
			Providers::change(&provider(n), |entry| entry.active = false);
		}
		run(5);
		assert_ok!(drop_history(executor.clone()));
		assert_eq!(Audits::<Runtime>::get(executor, 0), AuditHistory::default());
	});
}
