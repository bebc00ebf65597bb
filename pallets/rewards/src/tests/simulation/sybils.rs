//! One who is many.

use super::*;

/// What a clique of `accounts` executors gets in ten eras, less what it burned, in STOA: it spreads the same work over
/// them, in as many jobs, by lot.
fn gain(accounts: u64) -> f64 {
	let (mut dice, mut burned, mut gain) = (Dice::of(accounts), 0, 0.0);
	economy(|| {
		for _ in 0..10 {
			for job in 0..accounts {
				let fees = 10 * STOA / Balance::from(accounts);
				let executor = 10 + (dice.unit() * accounts as f64) as AccountId;
				settled(1, fees, &[(executor, fees), (10 + job, fees / 2)], true);
				burned += fees;
			}
			Rewards::end_era(DAY);
		}
		let back: Balance = (10..10 + accounts).map(Rewards::claimable).sum();
		gain = stoa(back + Rewards::claimable_of_release(RELEASE)) - stoa(burned);
	});
	gain
}

#[test]
fn being_many_should_change_nothing() {
	let one = gain(1);
	let mut rows = Vec::new();
	for accounts in [1, 2, 5, 10, 20, 50, 100, 200] {
		let many = gain(accounts);
		assert!((many - one).abs() < 1e-6, "{accounts}: {many} against {one}");
		rows.push(format!("{accounts},{many:.6}"));
	}
	assert!((-20.001..-19.999).contains(&one), "{one}");
	write("sybils", "accounts,gain", &rows);
}
