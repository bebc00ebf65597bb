use super::*;
use crate::leases::types::{Ended, Schedule, Segment, SignedByTenant};
use stoa_primitives::Resources;

const SETTINGS: Settings = Settings { decline_margin: 5, patience: 20, claim_at: 1_000 };
const HERE: HandedOver = HandedOver { complete: true, restart: Restart::OnFailure };
const MISSING: HandedOver = HandedOver { complete: false, restart: Restart::OnFailure };

fn running() -> Running {
	let now = Segment { price: 10, until: 300 };
	Running {
		started_at: 100,
		schedule: Schedule { from: 100, before: 0, now, next: None },
		signed_until: 100,
		signed_due: 0,
		paid: 0,
		missed: 0,
		ends: 300,
	}
}

fn view(stage: Stage) -> LeaseView {
	let resources = Resources { cpu_cores: 1, memory_mib: 64, ..Resources::default() };
	LeaseView {
		id: 7,
		tenant: [1; 32],
		units: 1,
		resources,
		usage_key: [2; 32],
		manifest: [3; 32],
		period: 40,
		escrow: 2_000,
		stage,
	}
}

fn record() -> Record {
	Record::new(&view(Stage::Active(running())))
}

fn pending_view() -> LeaseView {
	view(Stage::Pending { start_by: 50, bid_deposit: 0 })
}

fn signed(until: BlockNumber, due: Balance) -> Record {
	let usage = Usage { lease: 7, until, due, meters: Meters::default() };
	Record { signed: Some(SignedByTenant { usage, signature: [0; 64] }), ran: true, ..record() }
}

fn at(best: BlockNumber) -> Clock {
	Clock { best, finalised: best.saturating_sub(2) }
}

fn does(
	record: &Record,
	view: Option<&LeaseView>,
	workload: &Workload,
	handed: HandedOver,
	best: BlockNumber,
) -> Vec<Action> {
	decide(record, view, workload, handed, at(best), &SETTINGS)
}

fn exited(code: Option<i32>) -> Workload {
	Workload::Exited { code, out_of_memory: false }
}

#[test]
fn a_lease_is_started_once_its_workload_runs() {
	let (record, view) = (record(), pending_view());
	let step = |workload, handed| does(&record, Some(&view), &workload, handed, 10);
	assert!(step(Workload::Absent, MISSING).is_empty());
	assert_eq!(step(Workload::Absent, HERE), [Action::Create]);
	assert!(step(Workload::Busy, HERE).is_empty());
	assert_eq!(step(Workload::Created, HERE), [Action::Start]);
	assert_eq!(step(Workload::Running, HERE), [Action::StartLease]);
	assert_eq!(step(exited(Some(0)), HERE), [Action::StartLease]);
	assert_eq!(step(exited(None), HERE), [Action::Start], "the machine restarted");
}

#[test]
fn what_cannot_be_started_is_declined_in_time_and_not_too_late() {
	let (mut record, view) = (record(), pending_view());
	let declined = |actions: Vec<Action>| matches!(actions[..], [Action::Decline(_)]);
	assert!(does(&record, Some(&view), &Workload::Absent, MISSING, 44).is_empty());
	assert!(declined(does(&record, Some(&view), &Workload::Absent, MISSING, 45)));
	assert!(does(&record, Some(&view), &Workload::Absent, MISSING, 51).is_empty());
	let failed = Workload::Failed("no".into());
	assert!(declined(does(&record, Some(&view), &failed, HERE, 10)));
	assert!(declined(does(&record, Some(&view), &exited(Some(1)), HERE, 10)));
	record.refused = Some("bad manifest".into());
	assert!(declined(does(&record, Some(&view), &Workload::Absent, MISSING, 10)));
	// Running in the last block is better than declining in it.
	record.refused = None;
	assert_eq!(does(&record, Some(&view), &Workload::Running, HERE, 50), [Action::StartLease]);
}

#[test]
fn a_lease_that_was_won_is_started_rather_than_paid_for_when_its_tenant_hands_nothing_over() {
	let won = view(Stage::Pending { start_by: 50, bid_deposit: 9 });
	let failed = Workload::Failed("no".into());
	let refused = Record { refused: Some("bad manifest".into()), ..record() };
	for (record, workload, handed) in [
		(record(), Workload::Absent, MISSING),
		(record(), failed, HERE),
		(record(), exited(Some(1)), HERE),
		(refused, Workload::Absent, MISSING),
	] {
		let step = |best| does(&record, Some(&won), &workload, handed, best);
		assert!(step(44).is_empty(), "its tenant may still come, or take it back: {workload:?}");
		assert_eq!(step(45), [Action::StartLease], "{workload:?}");
		assert!(step(51).is_empty(), "{workload:?}");
		// From then on it is served, as far as it can be, and that is insisted on.
		let mut record = record.clone();
		note_service(&mut record, &running(), &workload, handed, 110);
		assert!(record.ran && record.unserved_blocks == 0, "{workload:?}");
	}
	// What this machine does not manage is its own affair.
	let slow = does(&record(), Some(&won), &Workload::Created, HERE, 45);
	assert!(matches!(slow[..], [Action::Decline(_)]), "{slow:?}");
}

#[test]
fn a_workload_is_kept_up_as_its_manifest_says() {
	let active = view(Stage::Active(running()));
	let with = |workload, restart| {
		does(&record(), Some(&active), &workload, HandedOver { restart, ..HERE }, 105)
	};
	assert_eq!(with(Workload::Absent, Restart::Never), [Action::Create]);
	assert_eq!(with(exited(None), Restart::Never), [Action::Start], "the machine lost it");
	assert!(with(exited(Some(1)), Restart::Never).is_empty());
	assert_eq!(with(exited(Some(1)), Restart::OnFailure), [Action::Start]);
	assert!(with(exited(Some(0)), Restart::OnFailure).is_empty());
	assert_eq!(with(exited(Some(0)), Restart::Always), [Action::Start]);
}

#[test]
fn what_is_signed_is_posted_each_half_period_and_before_the_end() {
	let active = view(Stage::Active(running()));
	let post = |record: &Record, best| does(record, Some(&active), &Workload::Running, HERE, best);
	assert!(post(&signed(110, 100), 119).is_empty());
	assert_eq!(post(&signed(110, 100), 120), [Action::Post]);
	assert!(post(&record(), 120).is_empty(), "nothing is signed");
	let mut late = running();
	late.signed_until = 290;
	let late = view(Stage::Active(late));
	let last = does(&signed(293, 1_930), Some(&late), &Workload::Running, HERE, 294);
	assert_eq!(last, [Action::Post]);
	let over = does(&signed(299, 1_990), Some(&late), &Workload::Running, HERE, 303);
	assert_eq!(over, [Action::Remove, Action::Post]);
}

#[test]
fn who_does_not_sign_is_left_after_a_period_and_some_patience() {
	let active = view(Stage::Active(running()));
	let step = |record: &Record, best| does(record, Some(&active), &Workload::Running, HERE, best);
	// One period of 40 blocks, 20 of patience, and only when that is final.
	assert!(step(&record(), 161).is_empty());
	assert_eq!(step(&record(), 162), [Action::Close]);
	assert_eq!(step(&signed(130, 300), 162), [Action::Post], "first what is signed");
	let mut stood = running();
	stood.missed = 10;
	let stood = view(Stage::Active(stood));
	assert!(does(&record(), Some(&stood), &Workload::Running, HERE, 162).is_empty());
}

#[test]
fn much_is_claimed_and_little_is_not() {
	let with = |signed_due, paid| {
		let running = Running { signed_until: 200, signed_due, paid, ..running() };
		let active = view(Stage::Active(running));
		does(&record(), Some(&active), &Workload::Running, HERE, 205)
	};
	assert!(with(999, 0).is_empty());
	assert_eq!(with(1_000, 0), [Action::Claim]);
	assert!(with(1_000, 1).is_empty());
}

#[test]
fn a_contest_is_answered_with_what_was_signed_and_then_insisted_on() {
	let contest = |signed_until, insisted| {
		let until = 250;
		view(Stage::Contested { closed_at: 200, signed_until, signed_due: 0, until, insisted })
	};
	let step = |record: &Record, signed_until, insisted, best| {
		let view = contest(signed_until, insisted);
		does(record, Some(&view), &Workload::Absent, HERE, best)
	};
	assert_eq!(step(&signed(150, 500), 100, false, 210), [Action::Post]);
	assert_eq!(step(&signed(150, 500), 150, false, 210), [Action::Insist]);
	assert!(step(&signed(150, 500), 150, true, 210).is_empty());
	assert!(step(&signed(150, 500), 150, false, 250).is_empty(), "too late");
	let both = [Action::Post, Action::Insist];
	assert_eq!(step(&signed(150, 500), 100, false, 244), both, "posting has not helped so far");
	assert!(step(&record(), 100, false, 210).is_empty(), "it never ran");
	let removed = does(&signed(150, 500), Some(&contest(150, true)), &exited(Some(0)), HERE, 210);
	assert_eq!(removed, [Action::Remove]);
}

#[test]
fn nothing_of_a_lease_that_is_over_stays() {
	let step = |record: &Record, workload, best| does(record, None, &workload, HERE, best);
	assert_eq!(step(&record(), Workload::Running, 200), [Action::Remove, Action::End]);
	let ended = Record { ended: Some(Ended { at: 200, reason: String::new() }), ..record() };
	assert_eq!(step(&ended, Workload::Created, 210), [Action::Remove]);
	assert!(step(&ended, Workload::Absent, 210).is_empty());
	assert!(step(&ended, Workload::Unknown, 200 + 2 * REMEMBERED).is_empty());
	assert_eq!(step(&ended, Workload::Absent, 202 + REMEMBERED), [Action::Forget]);
}

#[test]
fn blocks_without_service_are_not_asked_for() {
	let (running, mut record) = (running(), record());
	let lease = view(Stage::Active(running));
	let mut note = |workload: Workload, handed, block| {
		note_service(&mut record, &running, &workload, handed, block);
		record.clone()
	};
	note(Workload::Running, HERE, 110);
	let down = note(exited(None), HERE, 115);
	assert_eq!(down.down_since, Some(110), "nobody saw it after that");
	assert_eq!(propose(&down, &lease, 120).unwrap().due, 100);
	let up = note(Workload::Running, HERE, 130);
	assert_eq!((up.unserved_blocks, up.unserved_due, up.down_since), (20, 200, None));
	assert_eq!(propose(&up, &lease, 150).unwrap().due, 300);
	// Its own end, and what the tenant has not handed over, are the tenant's.
	assert_eq!(note(exited(Some(1)), HERE, 160).down_since, None);
	assert_eq!(note(Workload::Absent, MISSING, 170).down_since, None);
	assert_eq!(note(Workload::Unknown, HERE, 180).down_since, None);
}

#[test]
fn a_proposal_follows_what_is_signed_and_stays_within_what_is_there() {
	let lease = view(Stage::Active(running()));
	let usage = propose(&record(), &lease, 120).unwrap();
	assert_eq!((usage.lease, usage.until, usage.due), (7, 120, 200));
	assert_eq!(propose(&signed(120, 200), &lease, 120), None, "nothing new");
	assert_eq!(propose(&record(), &lease, 100), None);
	assert_eq!(propose(&record(), &lease, 900).unwrap().until, 300, "no longer than it lasts");
	let poor = LeaseView { escrow: 150, ..lease.clone() };
	assert_eq!(propose(&record(), &poor, 120).unwrap().due, 150);
	assert_eq!(propose(&signed(110, 160), &poor, 120).unwrap().due, 160, "never less");
	assert_eq!(propose(&record(), &pending_view(), 120), None);
}

#[test]
fn only_the_newest_proposals_are_remembered() {
	let mut record = record();
	for until in 0..9 {
		remember(&mut record, Usage { lease: 7, until, due: 0, meters: Meters::default() });
	}
	let blocks: Vec<_> = record.proposed.iter().map(|usage| usage.until).collect();
	assert_eq!(blocks, [5, 6, 7, 8]);
}

#[test]
fn meters_go_on_after_the_machine_began_anew() {
	let mut record = record();
	let reading = |cpu| Meters { cpu_milliseconds: cpu, disk_mib: cpu, ..Meters::default() };
	note_meters(&mut record, &reading(100), 4, 2, 3);
	note_meters(&mut record, &reading(150), 4, 2, 3);
	note_meters(&mut record, &reading(20), 4, 2, 3);
	assert_eq!(record.meters.cpu_milliseconds, 170);
	assert_eq!((record.meters.disk_mib, record.meters.memory_mib_seconds), (150, 36));
	assert_eq!(record.meters.gpu_milliseconds, 18_000);
}

proptest::proptest! {
	/// Whatever a lease comes to, what it owes is never more than its blocks cost, nor less than was signed.
	#[test]
	fn what_is_proposed_is_within_the_schedule(
		steps in proptest::collection::vec((0u8..5, 1u32..30, proptest::bool::ANY), 1..40),
	) {
		let running = running();
		let lease = view(Stage::Active(running));
		let (mut record, mut now) = (record(), 100);
		for (kind, blocks, signs) in steps {
			now = (now + blocks).min(300);
			let workload = match kind {
				0 => Workload::Absent,
				1 => exited(None),
				2 => exited(Some(1)),
				3 => Workload::Unknown,
				_ => Workload::Running,
			};
			note_service(&mut record, &running, &workload, HERE, now);
			let Some(usage) = propose(&record, &lease, now) else { continue };
			proptest::prop_assert!(usage.due <= running.schedule.due(usage.until));
			if let Some(before) = record.signed {
				proptest::prop_assert!(usage.until > before.usage.until);
				proptest::prop_assert!(usage.due >= before.usage.due);
			}
			if signs {
				record.signed = Some(SignedByTenant { usage, signature: [0; 64] });
			}
		}
	}
}
