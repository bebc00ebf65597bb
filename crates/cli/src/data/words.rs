//! States and reasons: a word for scripts, a phrase for people.

use crate::show;
use serde_json::{Value, json};
use stoa_client::{
	Amount,
	types::{
		DataReleaseState, DataTerm, DatasetState, LicenceText, LicenseEndReason, LicenseInfo,
		LicenseStage, RunEnd,
	},
};

/// Whether licences of a dataset can be bought.
pub fn state(state: &DatasetState) -> &'static str {
	match state {
		DatasetState::Active => "sold",
		DatasetState::Paused => "paused",
		DatasetState::Retired => "retired",
	}
}

/// Whether licences of a release can be bought.
pub fn release(state: &DataReleaseState) -> String {
	match state {
		DataReleaseState::Active => "sold".to_string(),
		DataReleaseState::Retired => "retired".to_string(),
		DataReleaseState::Faulty { at } => format!("shown to be garbage in block {at}"),
	}
}

/// What a licence says.
pub fn licence(text: &LicenceText) -> String {
	match text {
		LicenceText::Spdx(name) => show::text(name),
		LicenceText::Hash(hash) => format!("a text with hash {}", show::hash(hash)),
	}
}

/// For how long, how often, with what rights.
pub fn term(term: &DataTerm) -> String {
	let mut words = vec![match term.blocks {
		Some(blocks) => format!("{blocks} blocks"),
		None => "for ever".to_string(),
	}];
	words.extend(term.uses.map(|uses| format!("{uses} uses")));
	words.push(if term.compute_only { "compute only".into() } else { "with the data".into() });
	let rights = &term.rights;
	for (allowed, word) in
		[(rights.train, "train"), (rights.derive, "derive"), (rights.transfer, "transfer")]
	{
		words.extend(allowed.then(|| word.to_string()));
	}
	words.extend((rights.sublicenses > 0).then(|| format!("pass on {} times", rights.sublicenses)));
	words.join(", ")
}

/// A term for scripts.
pub fn term_json(id: u32, term: &DataTerm) -> Value {
	json!({
		"term": id,
		"price": term.price.to_string(),
		"blocks": term.blocks,
		"uses": term.uses,
		"compute_only": term.compute_only,
		"train": term.rights.train,
		"derive": term.rights.derive,
		"transfer": term.rights.transfer,
		"sublicenses": term.rights.sublicenses,
		"licence": licence(&term.text),
	})
}

/// Where a licence stands.
pub fn stage(info: &LicenseInfo) -> (&'static str, String) {
	if info.details.case.is_some() {
		return ("court", "before the court: nothing is earned meanwhile".to_string());
	}
	match &info.details.stage {
		LicenseStage::Awaiting { until, .. } => {
			("awaiting", format!("the key is due by block {until}; else the money is back"))
		}
		LicenseStage::Delivered { until, .. } => (
			"delivered",
			format!(
				"the key is here, and can be shown to be wrong until block {until}: `stoa data open`"
			),
		),
		LicenseStage::Active { ends: Some(ends), .. } if info.in_force => {
			("active", format!("in force until block {ends}"))
		}
		LicenseStage::Active { .. } if info.in_force => ("active", "in force".to_string()),
		LicenseStage::Active { .. } => ("over", "over".to_string()),
	}
}

/// Why a licence ended.
pub fn end(reason: &LicenseEndReason) -> (&'static str, &'static str) {
	match reason {
		LicenseEndReason::Undelivered => ("undelivered", "no key came in time: everything is back"),
		LicenseEndReason::WrongKey => (
			"wrong_key",
			"the key was wrong: everything is back, and the owner lost a part of its bond",
		),
		LicenseEndReason::Garbage => (
			"garbage",
			"the data is garbage: what was not earned is back, and the owner lost its bond",
		),
		LicenseEndReason::Expired => ("expired", "its time or its uses are over: buy another one"),
		LicenseEndReason::Revoked => {
			("revoked", "the court revoked it: what was not earned is back")
		}
		LicenseEndReason::Refunded => {
			("refunded", "the court gave back what was not earned, or half")
		}
		LicenseEndReason::Dropped => ("dropped", "it was given up"),
	}
}

/// An amount, or that it is free.
pub fn price(planck: u128) -> String {
	if planck == 0 { "free".to_string() } else { Amount(planck).to_string() }
}

/// Why a run ended.
pub fn run_end(reason: &RunEnd) -> &'static str {
	match reason {
		RunEnd::Done => "it was paid",
		RunEnd::Undone => "too few custodians computed it in time: everything is back",
		RunEnd::Disagreed => "the custodians did not find the same: everything is back",
		RunEnd::Abandoned => {
			"nobody said that the result had arrived: a part is lost, the rest is back"
		}
		RunEnd::Undelivered => "no key came in time: everything is back",
		RunEnd::WrongKey => "the key was wrong: everything is back",
		RunEnd::Garbage => "the result is garbage: everything is back",
		RunEnd::Failed => "it came to nothing at the custodians: everything is back",
	}
}
