//! A clique that is requester, executor, auditor and owner in one.

use super::*;

/// What came of an era, in planck.
struct Seen {
	/// What the clique gets, less what it burned: never above zero.
	gain: f64,
	/// Of what honest jobs burned, what comes back to those who did them.
	honest_rate: f64,
}

/// The clique burns `wash` times an era's budget; honest jobs burn `honest` times it.
fn era(wash: f64, honest: f64) -> Seen {
	let budget = markets_budget();
	let [clique, others] = [wash, honest].map(|times| (times * budget as f64) as Balance);
	if clique > 0 {
		settled_on(RELEASE, 1, clique, &[(2, 1), (3, 1)], true);
	}
	if others > 0 {
		settled_on(TRAINED, 4, others, &[(100, 1)], true);
	}
	Rewards::end_era(DAY);
	let back =
		Rewards::claimable(2) + Rewards::claimable(3) + Rewards::claimable_of_release(RELEASE);
	let to_others = Rewards::claimable(100) + Rewards::claimable_of_release(TRAINED);
	Seen {
		gain: (back as f64 - clique as f64) / budget as f64,
		honest_rate: if others > 0 { to_others as f64 / others as f64 } else { 0.0 },
	}
}

#[test]
fn a_clique_should_lose_a_fifth_of_what_it_burns_and_more_once_the_budget_is_short() {
	let seen = |wash, honest| {
		let mut seen = None;
		economy(|| seen = Some(era(wash, honest)));
		seen.expect("it was played")
	};
	let alone = seen(0.5, 0.0);
	assert!((-0.1001..-0.0999).contains(&alone.gain), "{}", alone.gain);
	let crowded = seen(2.0, 1.0);
	assert!(crowded.gain < -1.3, "{}", crowded.gain);

	// What it can do is to make others' rebate smaller, at a price.
	let (before, after) = (seen(0.0, 1.0), seen(3.0, 1.0));
	assert!((before.honest_rate - 0.8).abs() < 1e-3 && (after.honest_rate - 0.25).abs() < 1e-3);
	assert!(after.gain < -2.2, "{}", after.gain);

	let mut rows = Vec::new();
	for honest in [0.0, 0.5, 1.0, 2.0] {
		for wash in (0..=40).map(|tenth| f64::from(tenth) / 10.0) {
			let Seen { gain, honest_rate } = seen(wash, honest);
			assert!(gain <= 0.0, "{wash} beside {honest}: {gain}");
			rows.push(format!("{honest},{wash},{gain:.4},{honest_rate:.4}"));
		}
	}
	write("self_dealing", "honest,wash,gain,honest_rate", &rows);
}
