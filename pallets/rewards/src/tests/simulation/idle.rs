//! Capital that does nothing.

use super::*;

/// A provider.
#[derive(Clone, Copy)]
struct One {
	who: AccountId,
	/// In STOA.
	bond: f64,
	/// How many of the jobs that it is drawn for it serves.
	diligence: f64,
}

/// Thirty providers; every third bonds and serves nothing, every third serves half.
fn providers() -> Vec<One> {
	let mut dice = Dice::of(b"providers");
	(0..30)
		.map(|number| One {
			who: 10 + number,
			bond: 100.0 + (dice.unit() * 1_900.0).floor(),
			diligence: [1.0, 0.5, 0.0][number as usize % 3],
		})
		.collect()
}

fn drawn(all: &[One], point: f64) -> One {
	let mut left = point * all.iter().map(|one| one.bond).sum::<f64>();
	for one in all {
		left -= one.bond;
		if left < 0.0 {
			return *one;
		}
	}
	all[all.len() - 1]
}

#[test]
fn capital_should_earn_by_work_and_not_by_being_there() {
	economy(|| {
		let (all, mut dice) = (providers(), Dice::of(b"jobs"));
		let mut done = std::collections::BTreeMap::<AccountId, u32>::new();
		for job in 0..3_000 {
			// Who does not serve is passed over: another is drawn.
			let served = loop {
				let one = drawn(&all, dice.unit());
				if dice.unit() < one.diligence {
					break one;
				}
			};
			settled(1, STOA / 10, &[(served.who, STOA)], true);
			*done.entry(served.who).or_default() += 1;
			if job % 100 == 99 {
				Rewards::end_era(DAY);
			}
		}
		let mut rows = Vec::new();
		for One { who, bond, diligence } in all {
			let (jobs, earned) =
				(done.get(&who).copied().unwrap_or(0), stoa(Rewards::claimable(who)));
			// 80% of what was burned, of that 70%: by the job, whatever is bonded.
			assert!(
				(earned - f64::from(jobs) * 0.056).abs() < 1e-6,
				"{who}: {jobs} jobs, {earned}"
			);
			assert!(diligence > 0.0 || earned == 0.0, "idle capital earns nothing");
			rows.push(format!("{bond},{diligence},{jobs},{earned:.4}"));
		}
		write("idle", "bond,diligence,jobs,earned", &rows);
	});
}
