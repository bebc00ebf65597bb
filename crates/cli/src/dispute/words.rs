//! Courts, rulings, phases and subjects in words.

use serde_json::{Value, json};
use stoa_client::types::{CasePhase, CaseSubject, ListingState};
use stoa_primitives::{
	BlockNumber, Court, JUROR_DRAW_OUTPUTS, ListingFault, Ruling, Rulings, Side,
};

/// Seconds from block to block.
const BLOCK_SECONDS: u64 = 3;

/// A court, as it is typed.
pub fn court(court: Court) -> &'static str {
	match court {
		Court::General => "general",
		Court::Compute => "compute",
		Court::Data => "data",
		Court::Models => "models",
	}
}

/// A ruling, as it is typed.
pub fn ruling(ruling: Ruling) -> &'static str {
	match ruling {
		Ruling::Dismiss => "dismiss",
		Ruling::Refund => "refund",
		Ruling::Split => "split",
		Ruling::Slash => "slash",
		Ruling::Close => "close",
		Ruling::Revoke => "revoke",
		Ruling::Restore => "restore",
	}
}

/// A side, as it is typed.
pub fn side(side: Side) -> &'static str {
	match side {
		Side::Claimant => "claimant",
		Side::Respondent => "respondent",
	}
}

/// What is wrong with a listing.
pub fn fault(fault: ListingFault) -> &'static str {
	match fault {
		ListingFault::FalseCard => "it is not what its card says",
		ListingFault::Infringing => "it uses what its owner has no right to",
	}
}

/// What stands against a listing or a dataset, if anything does.
pub fn against(state: &ListingState) -> Option<String> {
	match state {
		ListingState::Clean => None,
		ListingState::Challenged(case) => Some(format!("challenged in case {case}")),
		ListingState::Flagged(flag) => {
			Some(format!("flagged by case {}: {}", flag.case, fault(flag.fault.0)))
		}
	}
}

/// What a case is about.
pub fn subject(subject: &CaseSubject) -> String {
	match subject {
		CaseSubject::ModelListing(listing) => format!("listing {listing}"),
		CaseSubject::Strikes(provider) => format!("strikes of {provider}"),
		CaseSubject::Lease(lease) => format!("what is contested of lease {lease}"),
		CaseSubject::License(license) => format!("licence {license} of data"),
		CaseSubject::Dataset(dataset) => format!("dataset {dataset}"),
	}
}

/// What a ruling about this does, apart from who pays the jurors.
pub fn effect(subject: &CaseSubject, ruling: Ruling) -> &'static str {
	match (subject, ruling) {
		(CaseSubject::Lease(_), Ruling::Dismiss) => {
			"the other side has what is contested; the claimant loses its bond"
		}
		(_, Ruling::Dismiss) => "nothing changes; the claimant loses its bond",
		(CaseSubject::ModelListing(_), Ruling::Revoke) => {
			"the listing is flagged and no more shown"
		}
		(CaseSubject::ModelListing(_), Ruling::Restore) => "the listing's flag is taken away",
		(CaseSubject::Strikes(_), Ruling::Restore) => {
			"the strikes are taken away, and a provider that they took out may come back at once"
		}
		(CaseSubject::Lease(_), Ruling::Refund) => "the tenant has back what it contests",
		(CaseSubject::Lease(_), Ruling::Split) => "tenant and provider have half each",
		(CaseSubject::Lease(_), Ruling::Slash) => {
			"the claimant has all that is contested; a provider that is claimed against is struck"
		}
		(CaseSubject::Dataset(_), Ruling::Revoke) => "the dataset is flagged and no more shown",
		(CaseSubject::Dataset(_), Ruling::Restore) => "the dataset's flag is taken away",
		(CaseSubject::License(_), Ruling::Refund) => {
			"the licence is over, and the licensee has back what is not earned"
		}
		(CaseSubject::License(_), Ruling::Split) => {
			"the licence is over, and the licensee has back half of what is not earned"
		}
		(CaseSubject::License(_), Ruling::Revoke) => {
			"the licence is over; what is not earned goes back, and models trained by it are named"
		}
		_ => "nothing: the subject does not know this ruling",
	}
}

/// The rulings that a subject knows.
pub fn known(rulings: Rulings) -> impl Iterator<Item = Ruling> {
	Ruling::ALL.into_iter().filter(move |ruling| rulings.contains(*ruling))
}

/// The same with what each does, for scripts.
pub fn effects(about: &CaseSubject, rulings: Rulings) -> Value {
	known(rulings)
		.map(|one| json!({ "ruling": ruling(one), "effect": effect(about, one) }))
		.collect()
}

/// The same as rows, for people.
pub fn rulings(
	about: &CaseSubject,
	rulings: Rulings,
) -> impl Iterator<Item = (&'static str, String)> {
	known(rulings)
		.map(move |one| ("can be ruled", format!("{}: {}", ruling(one), effect(about, one))))
}

/// Blocks as time.
pub fn span(blocks: BlockNumber) -> String {
	let seconds = u64::from(blocks).saturating_mul(BLOCK_SECONDS);
	match seconds {
		..120 => format!("{seconds} s"),
		120..7_200 => format!("{} min", seconds / 60),
		7_200..172_800 => format!("{} h", seconds / 3_600),
		_ => format!("{} days", seconds / 86_400),
	}
}

/// The last block for something, and about when that is, as seen in block `now`.
pub fn by(until: BlockNumber, now: BlockNumber) -> String {
	match until.saturating_sub(now) {
		0 => format!("by block {until}, which is over"),
		left => format!("by block {until}, in about {}", span(left)),
	}
}

/// Where a case stands: a word for scripts, a phrase for people.
pub fn phase(phase: &CasePhase, now: BlockNumber) -> (&'static str, String) {
	match phase {
		CasePhase::Evidence { until } => {
			("evidence", format!("both sides bring evidence {}", by(*until, now)))
		}
		CasePhase::Drawing { first } => {
			let known = first.saturating_add(JUROR_DRAW_OUTPUTS);
			("drawing", format!("jurors can be drawn from block {known} on"))
		}
		CasePhase::Committing { until } => {
			("committing", format!("jurors hide their votes {}", by(*until, now)))
		}
		CasePhase::Revealing { until } => {
			("revealing", format!("jurors show their votes {}", by(*until, now)))
		}
		CasePhase::Appealing { half, until } => (
			"appealing",
			format!(
				"who did not win pays for an appeal {}, who won {}",
				by(*half, now),
				by(*until, now)
			),
		),
		CasePhase::Final => ("final", "the ruling stands, and waits to be executed".to_string()),
		CasePhase::Executed => ("executed", "executed; rounds remain to be settled".to_string()),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_deadline_is_told_in_blocks_and_in_time() {
		assert_eq!(by(110, 100), "by block 110, in about 30 s");
		assert_eq!(by(1_300, 100), "by block 1300, in about 60 min");
		assert_eq!(by(57_700, 100), "by block 57700, in about 2 days");
		assert_eq!(by(90, 100), "by block 90, which is over");
	}

	#[test]
	fn each_ruling_that_a_subject_knows_does_something() {
		let somebody = stoa_client::keys::account("//Alice").unwrap();
		let listed = [&[Ruling::Revoke][..], &[Ruling::Restore]];
		for (about, claims) in [
			(CaseSubject::ModelListing(3), &listed[..]),
			(CaseSubject::Dataset(3), &listed),
			(CaseSubject::Strikes(somebody), &[&[Ruling::Restore]]),
			(CaseSubject::Lease(3), &[&[Ruling::Refund, Ruling::Split, Ruling::Slash]]),
			(CaseSubject::License(3), &[&[Ruling::Refund, Ruling::Split], &[Ruling::Revoke]]),
		] {
			for claim in claims {
				let rulings = Rulings::new(claim);
				let known: Vec<_> = known(rulings).collect();
				assert_eq!(known, [&[Ruling::Dismiss][..], *claim].concat());
				for one in known {
					assert!(!effect(&about, one).starts_with("nothing:"), "{one:?}");
				}
				assert_eq!(effects(&about, rulings)[1]["ruling"], ruling(claim[0]));
			}
		}
		assert!(effect(&CaseSubject::Lease(3), Ruling::Close).starts_with("nothing:"));
	}
}
