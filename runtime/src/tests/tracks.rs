//! The tracks, as the document has them and as the market needs them.

use super::{
	chain,
	governance::{ALL, account},
};
use crate::{
	BlockNumber,
	constants::money::STOA,
	durations::UnbondingPeriod,
	genesis_config_presets::STAGING_RUNTIME_PRESET,
	governance::{
		parameters::SubmissionDeposit,
		tracks::{SLOW, Tracks, period},
	},
};
use frame_support::traits::Get;
use pallet_referenda::TracksInfo;
use sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET;
use sp_keyring::Sr25519Keyring;

#[test]
fn a_change_of_figures_should_take_longer_than_the_longest_window() {
	chain(STAGING_RUNTIME_PRESET).execute_with(|| {
		// The bond of a provider stays reachable for as long as anything that it did can be challenged.
		let slow = period(SLOW);
		assert!(slow > UnbondingPeriod::get());
		for id in [0, 2, 10, 13] {
			let track = Tracks::info(id).expect("a track");
			assert_eq!(track.min_enactment_period, slow, "{id}");
		}
		assert_eq!(SubmissionDeposit::get(), 10 * STOA);
	});
}

/// What is approved can only be stopped by root: whoever cancels has to be quicker. An emergency's measures end by
/// themselves.
#[test]
fn a_referendum_should_be_cancelled_before_it_can_be_approved() {
	chain(STAGING_RUNTIME_PRESET).execute_with(|| {
		let cancel = Tracks::info(20).expect("a track");
		let cancelled = cancel.prepare_period + cancel.confirm_period + cancel.min_enactment_period;
		for track in Tracks::tracks().filter(|track| ![20, 21].contains(&track.id)) {
			let approved = track.info.prepare_period + track.info.confirm_period;
			assert!(2 * cancelled <= approved, "{}", track.id);
		}
	});
}

#[test]
fn every_origin_should_have_a_track_when_it_is_root_or_ours() {
	chain(LOCAL_TESTNET_RUNTIME_PRESET).execute_with(|| {
		assert_eq!(Tracks::check_integrity(), Ok(()));
		let mut ids: Vec<_> = ALL
			.into_iter()
			.map(|origin| Tracks::track_for(&origin.into()).expect("a track"))
			.collect();
		ids.push(Tracks::track_for(&frame_system::RawOrigin::Root.into()).expect("a track"));
		ids.sort();
		assert_eq!(ids, Tracks::track_ids().collect::<Vec<_>>());
		let nobody = frame_system::RawOrigin::Signed(account(Sr25519Keyring::Eve)).into();
		assert_eq!(Tracks::track_for(&nobody), Err(()));
	});
}

/// As docs/governance.md writes it.
fn written(blocks: BlockNumber) -> String {
	use crate::constants::time::{DAYS, HOURS, MINUTES};
	match blocks {
		days if days % DAYS == 0 => format!("{} d", days / DAYS),
		hours if hours % HOURS == 0 => format!("{} h", hours / HOURS),
		minutes => format!("{} min", minutes / MINUTES),
	}
}

fn falling(curve: &pallet_referenda::Curve) -> String {
	let pallet_referenda::Curve::LinearDecreasing { floor, ceil, .. } = curve else {
		panic!("no straight line: {curve:?}")
	};
	let percent = |part: &sp_runtime::Perbill| part.deconstruct() / 10_000_000;
	format!("{}% → {}%", percent(ceil), percent(floor))
}

#[test]
fn the_document_should_have_the_tracks_as_they_are() {
	let document = include_str!("../../../docs/governance.md");
	chain(STAGING_RUNTIME_PRESET).execute_with(|| {
		for track in Tracks::tracks() {
			let info = &track.info;
			let name = String::from_utf8_lossy(&info.name).trim_end_matches('\0').to_string();
			let origin = ALL
				.into_iter()
				.find(|origin| Tracks::track_for(&origin.clone().into()) == Ok(track.id))
				.map_or("system.Root".into(), |origin| format!("{origin:?}"));
			let stoa = info.decision_deposit / STOA;
			let deposit = format!("{},{:03}", stoa / 1_000, stoa % 1_000);
			let row = [
				format!("{} `{name}`", track.id),
				format!("`{origin}`"),
				deposit,
				written(info.prepare_period),
				written(info.decision_period),
				written(info.confirm_period),
				written(info.min_enactment_period),
				falling(&info.min_approval),
				falling(&info.min_support),
				info.max_deciding.to_string(),
			]
			.join(" | ");
			assert!(document.contains(&format!("| {row} |")), "not in the document: {row}");
		}
	});
}
