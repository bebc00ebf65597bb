//! Models by name or id, and near names for what was mistyped.

use crate::{fail::Fail, show};
use stoa_client::{
	At,
	types::{ListingDetails, ReleaseDetails},
};
use stoa_primitives::{ListingId, ReleaseId};

/// How similar a name must be to be offered.
const NEAR: f64 = 0.7;
/// Most names that are offered.
const OFFERED: usize = 3;

/// A release with what it belongs to.
#[derive(Clone)]
pub struct Found {
	/// Its id.
	pub id: ReleaseId,
	/// Itself.
	pub release: ReleaseDetails,
	/// The listing's name.
	pub name: String,
}

/// The release that `what` means: a release id, or a listing's name (or its unique beginning), of which
/// the newest release that takes jobs is meant.
pub async fn release(at: &At, what: &str) -> Result<Found, Fail> {
	if let Ok(id) = what.trim_start_matches('#').parse::<ReleaseId>() {
		let unknown = || Fail::refused(format!("there is no release {id}: see `stoa model list`"));
		let release = at.release(id).await?.ok_or_else(unknown)?;
		let name = match at.listing(release.listing).await? {
			Some(listing) => show::text(&listing.metadata.name),
			None => String::new(),
		};
		return Ok(Found { id, release, name });
	}
	let (listing, details) = listing(at, what).await?;
	let name = show::text(&details.metadata.name);
	let releases = at.releases_of(listing).await?;
	let newest = releases.into_iter().rev().find(|(_, release)| release.retired_at.is_none());
	let (id, release) = newest.ok_or_else(|| {
		Fail::refused(format!(
			"{name} has no release that takes jobs: choose another model (`stoa model list`)"
		))
	})?;
	Ok(Found { id, release, name })
}

/// The listing with this name, or with the only name that begins so.
pub async fn listing(at: &At, name: &str) -> Result<(ListingId, ListingDetails), Fail> {
	let listings = at.listings().await?;
	let names: Vec<String> =
		listings.iter().map(|(_, details)| show::text(&details.metadata.name)).collect();
	let index = pick(name, &names).map_err(|miss| match miss {
		Miss::Unknown(near) => Fail::refused(unknown(name, &near, names.is_empty())),
		Miss::Ambiguous(which) => {
			let which: Vec<String> = which
				.into_iter()
				.filter_map(|index| listings.get(index))
				.map(|(id, details)| {
					format!(
						"{} (listing {id} of {})",
						show::text(&details.metadata.name),
						details.owner
					)
				})
				.collect();
			Fail::refused(format!(
				"{name:?} could be {}: name a release by its id (`stoa model list`)",
				which.join(", ")
			))
		}
	})?;
	listings.into_iter().nth(index).ok_or_else(|| Fail::refused(unknown(name, &[], false)))
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Miss {
	/// No such name; these are near.
	Unknown(Vec<String>),
	/// Several.
	Ambiguous(Vec<usize>),
}

/// Which of `names` is meant. A name says nothing about who chose it, so one that two listings have is
/// never decided here.
fn pick(wanted: &str, names: &[String]) -> Result<usize, Miss> {
	let wanted = wanted.to_lowercase();
	let matching = |test: &dyn Fn(&str) -> bool| -> Vec<usize> {
		names
			.iter()
			.enumerate()
			.filter(|(_, name)| test(&name.to_lowercase()))
			.map(|(index, _)| index)
			.collect()
	};
	let same = matching(&|name| name == wanted);
	let found = if same.is_empty() && !wanted.is_empty() {
		matching(&|name| name.starts_with(&wanted))
	} else {
		same
	};
	match found.as_slice() {
		[one] => Ok(*one),
		[] => Err(Miss::Unknown(near(&wanted, names))),
		_ => Err(Miss::Ambiguous(found)),
	}
}

fn near(wanted: &str, names: &[String]) -> Vec<String> {
	// Compared with the name and with its beginning: people leave suffixes out.
	let likeness = |name: &str| {
		let name = name.to_lowercase();
		let beginning: String = name.chars().take(wanted.chars().count()).collect();
		strsim::jaro_winkler(wanted, &name).max(strsim::jaro_winkler(wanted, &beginning))
	};
	let mut scored: Vec<(f64, &String)> = names
		.iter()
		.map(|name| (likeness(name), name))
		.filter(|(score, _)| *score >= NEAR)
		.collect();
	scored.sort_by(|a, b| b.0.total_cmp(&a.0));
	let mut near: Vec<String> = scored.into_iter().map(|(_, name)| name.clone()).collect();
	near.dedup();
	near.truncate(OFFERED);
	near
}

fn unknown(name: &str, near: &[String], none: bool) -> String {
	if none {
		return format!(
			"there is no model {name:?}, nor any other: publish one with `stoa model publish`"
		);
	}
	if near.is_empty() {
		return format!("there is no model {name:?}: see `stoa model list`");
	}
	format!("there is no model {name:?}; near names: {} (`stoa model list`)", near.join(", "))
}

#[cfg(test)]
mod tests {
	use super::*;

	fn names() -> Vec<String> {
		["SmolLM2-135M-Instruct", "SmolLM2-360M", "Qwen", "qwen-2"].map(String::from).to_vec()
	}

	#[test]
	fn a_name_or_its_unique_beginning_is_found() {
		assert_eq!(pick("qwen", &names()), Ok(2));
		assert_eq!(pick("SMOLLM2-135", &names()), Ok(0));
		assert_eq!(pick("smollm2", &names()), Err(Miss::Ambiguous(vec![0, 1])));
	}

	#[test]
	fn a_name_that_two_have_is_not_decided() {
		let twice = vec!["a".to_string(), "A".to_string()];
		assert_eq!(pick("a", &twice), Err(Miss::Ambiguous(vec![0, 1])));
	}

	#[test]
	fn near_names_are_offered() {
		let Err(Miss::Unknown(near)) = pick("smolm2-135m", &names()) else { panic!("found") };
		assert_eq!(near.first().map(String::as_str), Some("SmolLM2-135M-Instruct"));
		let text = unknown("smolm2", &near, false);
		assert!(text.contains("near names: SmolLM2") && text.contains("stoa model list"), "{text}");
		assert!(unknown("zzz", &[], false).contains("stoa model list"));
		assert!(unknown("x", &[], true).contains("stoa model publish"));
		assert!(matches!(pick("", &names()), Err(Miss::Unknown(_))));
	}
}
