//! Whoever reads our metadata, in polkadot.js or in code made from it, finds every item explained.

use super::calls::{OURS, metadata};
use frame_metadata::v14::{PalletMetadata, RuntimeMetadataV14};
use scale_info::{PortableRegistry, TypeDef, form::PortableForm};

fn undocumented(what: String, docs: &[String], missing: &mut Vec<String>) {
	if docs.iter().all(|line| line.trim().is_empty()) {
		missing.push(what);
	}
}

/// Variants of the enum `id`, and their named fields where `fields` asks for them.
fn variants(
	types: &PortableRegistry,
	(label, id): (String, u32),
	fields: bool,
	missing: &mut Vec<String>,
) {
	let TypeDef::Variant(all) = &types.resolve(id).unwrap().type_def else { return };
	for variant in &all.variants {
		let name = format!("{label}::{}", variant.name);
		undocumented(name.clone(), &variant.docs, missing);
		for field in variant.fields.iter().filter(|_| fields) {
			let field_name = field.name.clone().unwrap_or_default();
			undocumented(format!("{name}.{field_name}"), &field.docs, missing);
		}
	}
}

fn pallet(
	pallet: &PalletMetadata<PortableForm>,
	metadata: &RuntimeMetadataV14,
	missing: &mut Vec<String>,
) {
	let name = &pallet.name;
	let types = &metadata.types;
	// Rust allows no documentation on a call's arguments: the call's own names them.
	if let Some(calls) = &pallet.calls {
		variants(types, (format!("{name} call"), calls.ty.id), false, missing);
	}
	if let Some(events) = &pallet.event {
		variants(types, (format!("{name} event"), events.ty.id), true, missing);
	}
	if let Some(errors) = &pallet.error {
		variants(types, (format!("{name} error"), errors.ty.id), true, missing);
	}
	for entry in pallet.storage.iter().flat_map(|storage| &storage.entries) {
		undocumented(format!("{name} storage {}", entry.name), &entry.docs, missing);
	}
	for constant in &pallet.constants {
		undocumented(format!("{name} constant {}", constant.name), &constant.docs, missing);
	}
}

#[test]
fn every_item_of_our_pallets_should_be_documented() {
	let metadata = metadata();
	let mut missing = Vec::new();
	let ours = metadata.pallets.iter().filter(|pallet| OURS.contains(&pallet.name.as_str()));
	assert_eq!(ours.clone().count(), OURS.len());
	for ours in ours {
		pallet(ours, &metadata, &mut missing);
	}
	assert!(missing.is_empty(), "without documentation:\n{}", missing.join("\n"));
}
