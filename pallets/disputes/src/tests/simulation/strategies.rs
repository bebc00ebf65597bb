//! What it pays a juror to look at the evidence, and what to copy others.

use super::{
	play::{Deed, People, trial},
	*,
};
use stoa_primitives::STOA;

/// Jurors who look at the evidence see the truth as often as this.
const ACCURACY: f64 = 0.85;

/// What one juror of the panel does while the others look at the evidence.
#[derive(Clone, Copy, Debug)]
enum Strategy {
	/// Looks at the evidence too.
	Informed,
	/// Throws a coin.
	Coin,
	/// Votes as the next juror says in words that it does.
	Told,
	/// The same, and is lied to.
	Misled,
	/// Sends the next juror's commitment.
	Copied,
	/// Looks, and shows its vote only if it is not outvoted by those who have.
	Hesitant,
	/// Looks, and tells its salt.
	Telling,
	/// Does nothing.
	Absent,
}

const ALL: [Strategy; 8] = [
	Strategy::Informed,
	Strategy::Coin,
	Strategy::Told,
	Strategy::Misled,
	Strategy::Copied,
	Strategy::Hesitant,
	Strategy::Telling,
	Strategy::Absent,
];

fn other(ruling: Ruling) -> Ruling {
	if ruling == TRUTH { LIE } else { TRUTH }
}

/// What the first of the panel does; `own` is its opinion, `next` that of the next juror.
fn deed(strategy: Strategy, luck: u64, own: Ruling, next: Ruling) -> Deed {
	match strategy {
		Strategy::Informed => Deed::Vote(own),
		Strategy::Coin => Deed::Vote(opinion(luck, NOBODY, 0.5)),
		Strategy::Told => Deed::Vote(next),
		Strategy::Misled => Deed::Vote(other(next)),
		Strategy::Copied => Deed::Copy,
		Strategy::Hesitant => Deed::Hesitate(own),
		Strategy::Telling => Deed::Tell(own),
		Strategy::Absent => Deed::Nothing,
	}
}

/// What a seat gains on average, in STOA.
fn gain(strategy: Strategy, times: u64) -> f64 {
	let mut sum = 0.0;
	for luck in 0..times {
		// The first juror of a panel stands for one whose strategy is asked about; it knows nobody's place.
		let next = Dice::of(("next", luck)).chance(ACCURACY);
		let next = if next { TRUTH } else { LIE };
		let people = People {
			deed: &|seat| match seat.place {
				0 => deed(strategy, luck, opinion(luck, seat.who, ACCURACY), next),
				1 => Deed::Vote(next),
				_ => Deed::Vote(opinion(luck, seat.who, ACCURACY)),
			},
			appeals: &|_| false,
		};
		let outcome = trial(luck, &people);
		sum += outcome.seats.iter().find(|seat| seat.place == 0).expect("a panel").gain;
	}
	sum / times as f64
}

/// Share of cases that end with the lie when `share` of the jurors follow one voice, right as often as anybody.
fn herd(share: f64, appeals: bool, times: u64) -> f64 {
	let follows = first(share);
	let wrong = (0..times).filter(|luck| {
		let voice = opinion(*luck, NOBODY, ACCURACY);
		let people = People {
			deed: &|seat| {
				let own = opinion(*luck, seat.who, ACCURACY);
				Deed::Vote(if follows(seat.who) { voice } else { own })
			},
			appeals: &|_| appeals,
		};
		trial(*luck, &people).ruling == Some(LIE)
	});
	wrong.count() as f64 / times as f64
}

#[test]
fn looking_should_pay_and_copying_on_chain_should_not() {
	in_court(|| {
		let times = times(60, 2_000);
		let gains = ALL.map(|strategy| gain(strategy, times));
		let of = |strategy: Strategy| gains[strategy as usize];
		let informed = of(Strategy::Informed);
		assert!(informed > 3.0, "{gains:?}");
		for worse in [Strategy::Coin, Strategy::Misled, Strategy::Hesitant, Strategy::Absent] {
			assert!(of(worse) < informed, "{worse:?}: {gains:?}");
		}
		let silent = -(parameters().seat_bond as f64) / STOA as f64 / 2.0;
		assert_eq!([of(Strategy::Copied), of(Strategy::Absent)], [silent; 2]);
		assert_eq!(of(Strategy::Telling), 2.0 * silent);
		// Two who trust each other's word decide a panel of three: no rule of the chain can see that.
		assert!(of(Strategy::Told) > informed, "{gains:?}");
		let rows: Vec<_> =
			ALL.iter().zip(gains).map(|(one, gain)| format!("{one:?},{gain:.3}")).collect();
		write("strategies", "strategy,gain", &rows);
	});
}

#[test]
fn a_herd_should_make_appeals_worth_little() {
	in_court(|| {
		let times = times(40, 500);
		let (free, led) = (herd(0.0, true, times), herd(0.8, true, times));
		assert!(free < 0.05 && led > free, "{free} {led}");
		if folder().is_none() {
			return;
		}
		let mut rows = Vec::new();
		for appeals in [false, true] {
			for tenths in 0..=10 {
				let share = f64::from(tenths) / 10.0;
				rows.push(format!("{share},{appeals},{:.4}", herd(share, appeals, times)));
			}
		}
		write("herd", "share,appeals,wrong", &rows);
	});
}
