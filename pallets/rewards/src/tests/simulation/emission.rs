//! The schedule, year by year.

use super::*;

/// Weeks in a table's row.
const QUARTER: u32 = 13;

#[test]
fn emission_should_fall_and_never_reach_the_supply() {
	let mut rows = Vec::new();
	for (burning, times) in [("nothing", 0.0), ("half", 0.5), ("all", 2.0)] {
		economy(|| {
			for week in 0..20 * 52u32 {
				let burned = (7.0 * times * markets_budget() as f64) as Balance;
				if burned > 0 {
					settled(AccountId::from(week % 1_000), burned, &[(500, 1)], true);
				}
				Rewards::end_era(schedule::LONGEST_ERA);
				if week % QUARTER == 0 {
					let now = Rewards::schedule();
					let out = now.minted + now.promised;
					let (year, scheduled) = (f64::from(week) / 52.0, stoa(SUPPLY - now.left));
					rows.push(format!("{burning},{year:.3},{:.2},{scheduled:.2}", stoa(out)));
				}
			}
			let now = Rewards::schedule();
			assert!(now.left > SUPPLY / 3 && now.left < SUPPLY / 2, "5% a year: e^-1 is left");
			assert!(now.minted <= (SUPPLY - now.left) / 2 + STOA, "validators get their half");
			assert!(now.minted + now.promised <= SUPPLY - now.left);
			assert!(times > 0.0 || now.promised == 0, "what nobody earned is not kept for later");
		});
	}
	write("emission", "burning,year,out,scheduled", &rows);
}
