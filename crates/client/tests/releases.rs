//! What the last release of the runtime has stored can be read by this one (`runtime/releases`).

use subxt::Metadata;

const LAST: &[u8] = include_bytes!("../../../runtime/releases/1.metadata.scale");
const NOW: &[u8] = include_bytes!("../metadata.scale");

/// Storage whose type differs and that needs no migration, with the reason. Whatever else differs needs one in
/// `runtime/src/migrations.rs`, and is named here with it. Begins empty with each release.
const TAKEN_CARE_OF: [(&str, &str, &str); 2] = [
	("System", "Events", "of one block only"),
	("TechnicalCommittee", "ProposalOf", "calls were added; those that were there are as before"),
];

#[test]
fn what_the_last_release_has_stored_can_be_read() {
	let [last, now] = [LAST, NOW].map(|bytes| Metadata::decode_from(bytes).expect("metadata"));
	let mut differ = Vec::new();
	for pallet in last.pallets() {
		for entry in pallet.storage().map(|storage| storage.entries()).unwrap_or_default() {
			let read = now.pallet_by_name(pallet.name());
			let read = read.and_then(|pallet| pallet.storage_hash(entry.name()));
			if read != pallet.storage_hash(entry.name()) {
				differ.push((pallet.name().to_owned(), entry.name().to_owned()));
			}
		}
	}
	let known = |(pallet, entry): &(String, String)| {
		TAKEN_CARE_OF.iter().any(|(p, e, _)| (p, e) == (&pallet.as_str(), &entry.as_str()))
	};
	differ.retain(|one| !known(one));
	assert!(
		differ.is_empty(),
		"a chain of the last release stores these otherwise: write a migration \
		 (runtime/src/migrations.rs) and name them here: {differ:?}"
	);
}

#[test]
fn something_is_compared() {
	let last = Metadata::decode_from(LAST).expect("metadata");
	let entries = last.pallets().filter_map(|pallet| pallet.storage());
	assert!(entries.map(|storage| storage.entries().len()).sum::<usize>() > 150);
	let jobs = |metadata: &Metadata, entry| {
		metadata.pallet_by_name("Inference").and_then(|pallet| pallet.storage_hash(entry))
	};
	assert_ne!(jobs(&last, "Jobs"), jobs(&last, "Records"));
}
