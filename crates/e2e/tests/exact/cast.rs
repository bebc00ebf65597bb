//! Who plays in which scenario.

use std::collections::BTreeSet;
use stoa_primitives::Sampling;

/// What a liar, or an executor that must be drawn, has bonded: most of a release, so that most draws of an
/// executor end at it.
const LARGE: &str = "1500 STOA";
/// What everyone else has.
const SMALL: &str = "150 STOA";

/// What is asked for where the lie is about it: at such a temperature hardly any token is chosen twice.
const SEEDED: Sampling =
	Sampling::Seeded { inverse_temperature: 1 << 14, cut: 1 << 20, seed: [7; 32] };

/// A scenario: it has a release of its own.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Scenario {
	/// A liar tells this lie.
	Lie(String),
	/// Auditors slander an honest executor.
	FalseAuditor,
	/// An auditor commits and never shows its claim.
	MuteAuditor,
	/// An auditor confirms what it was told, and has executed nothing.
	Copyist,
	/// Liar and auditors are of one gang.
	Gang,
	/// The same, and a friend loses a challenge on purpose.
	Friend,
	/// Two hundred challenges to an honest executor.
	Crowd,
	/// Everybody is honest, and the model is a real one.
	Real,
}

impl Scenario {
	/// How its orders want tokens to be chosen.
	pub fn sampling(&self) -> Sampling {
		match self {
			Self::FalseAuditor | Self::Gang => SEEDED,
			Self::Lie(lie) if lie == "seed" => SEEDED,
			_ => Sampling::Greedy,
		}
	}
}

/// What computes a provider's answers.
#[derive(Clone, Copy)]
pub enum Engine {
	/// The tiny model's artefact.
	Tiny,
	/// The real one's.
	Real,
	/// The real model's file, of which the daemon makes the artefact.
	Imported,
}

/// A provider to be.
pub struct Player {
	pub name: String,
	pub bond: &'static str,
	/// With what it lies about it.
	pub serves: Vec<(Scenario, Option<String>)>,
	pub engine: Engine,
}

/// Everybody.
pub struct Cast {
	pub players: Vec<Player>,
}

/// The liar who tells the lies of a place in the list.
pub fn liar(group: usize) -> String {
	format!("liar-{}", group + 1)
}

impl Cast {
	/// One liar for each group of `lies`, each lie about a release of its own; two honest auditors for some
	/// groups together, named by `shared`; and the others.
	pub fn new(lies: &[&[&str]], shared: &[&[usize]]) -> Self {
		let mut cast = Self { players: Vec::new() };
		let about = |lie: &str| Scenario::Lie(lie.to_owned());
		for (group, lies) in lies.iter().enumerate() {
			let serves = lies.iter().map(|lie| (about(lie), Some((*lie).to_owned()))).collect();
			cast.add(liar(group), LARGE, serves);
		}
		for (at, groups) in shared.iter().enumerate() {
			let of_group = |group: &usize| lies[*group].iter().map(|lie| (about(lie), None));
			let serves: Vec<_> = groups.iter().flat_map(of_group).collect();
			for n in 1..3 {
				cast.add(format!("auditor-{}", 2 * at + n), SMALL, serves.clone());
			}
		}
		let tells = |scenario: Scenario, lie: &str| (scenario, Some(lie.to_owned()));
		let honest = |scenarios: &[Scenario]| -> Vec<_> {
			scenarios.iter().map(|scenario| (scenario.clone(), None)).collect()
		};
		let audited = [Scenario::FalseAuditor, Scenario::MuteAuditor];
		cast.add("accused".into(), LARGE, honest(&audited));
		for name in ["slanderer-1", "slanderer-2"] {
			let serves = vec![
				tells(Scenario::FalseAuditor, "contradiction"),
				tells(Scenario::MuteAuditor, "mute-auditor"),
			];
			cast.add(name.into(), SMALL, serves);
		}
		cast.add("copied".into(), LARGE, honest(&[Scenario::Copyist]));
		for name in ["copyist-1", "copyist-2"] {
			cast.add(name.into(), SMALL, vec![tells(Scenario::Copyist, "copy")]);
		}
		for name in ["gang-1", "gang-2", "gang-3"] {
			let serves = vec![tells(Scenario::Gang, "gang"), tells(Scenario::Friend, "gang")];
			cast.add(name.into(), SMALL, serves);
		}
		cast.add("besieged".into(), LARGE, honest(&[Scenario::Crowd]));
		for name in ["bystander-1", "bystander-2"] {
			cast.add(name.into(), SMALL, honest(&[Scenario::Crowd]));
		}
		for (name, engine) in
			[("real-1", Engine::Real), ("real-2", Engine::Real), ("real-3", Engine::Imported)]
		{
			cast.add(name.into(), SMALL, honest(&[Scenario::Real]));
			cast.players.last_mut().expect("just added").engine = engine;
		}
		cast
	}

	fn add(&mut self, name: String, bond: &'static str, serves: Vec<(Scenario, Option<String>)>) {
		self.players.push(Player { name, bond, serves, engine: Engine::Tiny });
	}

	/// All scenarios.
	pub fn scenarios(&self) -> BTreeSet<Scenario> {
		let serves = self.players.iter().flat_map(|player| &player.serves);
		serves.map(|(scenario, _)| scenario.clone()).collect()
	}
}
