use crate::{mock::*, *};
use frame_support::assert_ok;
use stoa_primitives::{Ruling, Side};

/// The steps that anybody may make, as far as they are moot now.
fn moot(id: u64) -> Vec<&'static str> {
	let (case, round, contributor) = (id, 0, CAROL);
	let steps: [(_, Call<Test>); 5] = [
		("draw", Call::draw_jurors { case }),
		("advance", Call::advance { case }),
		("execute", Call::execute { case }),
		("settle", Call::settle_round { case, round }),
		("withdraw", Call::withdraw_contribution { case, round: 1, contributor }),
	];
	steps.iter().filter(|(_, call)| Disputes::is_moot(call)).map(|(name, _)| *name).collect()
}

#[test]
fn a_step_should_be_moot_once_somebody_has_made_it() {
	build_and_execute(|| {
		jurors();
		let id = open(7);
		draw(id);
		assert_eq!(moot(id), ["draw", "withdraw"]);
		panel(id).into_iter().for_each(|juror| commit(id, juror, Ruling::Refund));
		advance(id);
		panel(id).into_iter().for_each(|juror| reveal(id, juror, Ruling::Refund));
		advance(id);
		assert_ok!(Disputes::fund_appeal(signed(CAROL), id, Side::Respondent, parameters().fee));
		assert!(moot(id).is_empty());
		no_appeal(id);
		assert_eq!(moot(id), ["draw", "advance"]);
		assert_ok!(Disputes::execute(signed(CAROL), id));
		assert_eq!(moot(id), ["draw", "advance", "execute"]);
		assert_ok!(Disputes::settle_round(signed(CAROL), id, 0));
		assert_eq!(moot(id), ["draw", "advance", "execute", "settle"]);
		assert_ok!(Disputes::withdraw_contribution(signed(DAVE), id, 1, CAROL));
		assert_eq!(moot(id).len(), 5);
		let vote = Call::<Test>::commit_vote { case: id, digest: [0; 32] };
		assert!(!Disputes::is_moot(&vote), "what is wrong with a vote its juror is told");
		assert!(Disputes::is_moot(&Call::drop_flag { subject: LISTING }));
	});
}

#[test]
fn a_draw_should_be_moot_once_somebody_has_made_it_and_found_no_panel() {
	build_and_execute(|| {
		let id = open(7);
		to_draw(id);
		assert!(!moot(id).contains(&"draw"));
		assert_ok!(Disputes::draw_jurors(signed(CAROL), id));
		assert_eq!(case(id).phase, Phase::Final);
		assert!(moot(id).contains(&"draw"));
	});
}
