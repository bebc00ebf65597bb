use crate::{mock::*, *};
use stoa_primitives::{Court, Side};

#[test]
fn views_should_tell_what_a_juror_needs() {
	build_and_execute(|| {
		jurors();
		let id = open(7);
		assert_eq!(Disputes::case_of(7), Some(id));
		assert_eq!(Disputes::case_of(8), None);
		let later = open(8);
		let page = |cases: &[u64], next| CasePage { cases: cases.to_vec(), next };
		assert_eq!(Disputes::cases(0, 9), page(&[id, later], None));
		assert_eq!(Disputes::cases(0, 1), page(&[id], Some(later)));
		assert_eq!(Disputes::cases(later + 1, 9), page(&[], None));
		assert_eq!(Disputes::appeal_quote(id, Side::Claimant), None);
		draw(id);
		let juror = panel(id)[0];
		assert_eq!(Disputes::duties(juror, 9), [(id, 0)]);
		assert!(Disputes::duties(juror, 0).is_empty());
		assert!(Disputes::duties(ALICE, 9).is_empty());
		assert_eq!(Disputes::round(id, 0).unwrap().seats, 3);
		assert_eq!(Disputes::round(id, 1), None);
		assert_eq!(Disputes::court_weight(Court::Compute), 2_000);
		assert_eq!(Disputes::court_weight(Court::General), 8_000);
	});
}
