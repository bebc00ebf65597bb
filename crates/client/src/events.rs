//! Any event of a block as JSON, made from the metadata of that block's own runtime: for those who keep what
//! happened rather than act on it. Pallets that are younger than this program are told just as well.
//!
//! | in the runtime | in JSON |
//! | --- | --- |
//! | integers up to 64 bits | number |
//! | 128-bit integers: amounts in planck | string of decimal digits |
//! | account | string, its SS58 address |
//! | bytes, hashes, keys | string, hexadecimal with `0x` |
//! | option | the value or `null` |
//! | variant without fields | its name |
//! | variant with fields | `{"Name": {fields}}` |
//! | tuple, list | array |
//! | struct of one nameless field | that field |

use crate::{At, Error, Result, chain::stoa, types::AccountId};
use scale_info::{PortableRegistry, TypeDef, TypeDefPrimitive};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeSet;
use subxt::{
	events::Phase,
	ext::scale_value::{Composite, Primitive, Value, ValueDef, scale::decode_as_type},
};

/// The committed metadata: what this program was built for.
const METADATA: &[u8] = include_bytes!("../metadata.scale");

/// Something that happened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChainEvent {
	/// Its place in the block.
	pub index: u32,
	/// The extrinsic that caused it, unless the chain did by itself.
	pub extrinsic: Option<u32>,
	/// The pallet, as the runtime names it: `Inference`.
	pub pallet: String,
	/// The event: `JobSettled`.
	pub name: String,
	/// Its fields: an object, in the form above.
	pub data: Json,
	/// SS58 addresses of all accounts in it.
	pub accounts: BTreeSet<String>,
}

impl At {
	/// What happened in this block in the given pallets, in order.
	pub async fn events_of(&self, pallets: &[&str]) -> Result<Vec<ChainEvent>> {
		let (events, metadata) = self.events().await?;
		let mut found = Vec::new();
		for event in events.iter() {
			let event = event?;
			if !pallets.contains(&event.pallet_name()) {
				continue;
			}
			let broken = || {
				let name = (event.pallet_name(), event.event_name());
				Error::Incompatible(format!("event {}.{} cannot be read", name.0, name.1))
			};
			let pallet = metadata.pallet_by_event_index(event.pallet_index());
			let variant = pallet.and_then(|p| p.event_variant_by_index(event.event_index()));
			let mut bytes = event.field_bytes();
			let mut reader = Reader { types: metadata.types(), accounts: BTreeSet::new() };
			let mut data = Map::new();
			for (place, field) in variant.ok_or_else(broken)?.fields.iter().enumerate() {
				let value = decode_as_type(&mut bytes, field.ty.id, metadata.types());
				let name = field.name.clone().unwrap_or_else(|| place.to_string());
				data.insert(name, reader.json(&value.map_err(|_| broken())?));
			}
			found.push(ChainEvent {
				index: event.index(),
				extrinsic: match event.phase() {
					Phase::ApplyExtrinsic(index) => Some(index),
					Phase::Initialization | Phase::Finalization => None,
				},
				pallet: event.pallet_name().to_string(),
				name: event.event_name().to_string(),
				data: Json::Object(data),
				accounts: reader.accounts,
			});
		}
		Ok(found)
	}

	/// When the block was made, in milliseconds since 1970; 0 in the first block, which has no time.
	pub async fn timestamp_ms(&self) -> Result<u64> {
		let entry = stoa::storage().timestamp().now();
		let value = self.inner.storage().try_fetch(entry, ()).await?;
		Ok(value.map(|value| value.decode()).transpose()?.unwrap_or_default())
	}
}

/// The names of an event's fields in the committed metadata; nothing if there is no such event. So can whoever
/// reads [`ChainEvent::data`] test that it asks for what there is.
pub fn fields(pallet: &str, event: &str) -> Option<Vec<String>> {
	let metadata = subxt::Metadata::decode_from(METADATA).ok()?;
	let pallet = metadata.pallet_by_name(pallet)?;
	let variant = pallet.event_variants()?.iter().find(|variant| variant.name == event)?;
	Some(variant.fields.iter().filter_map(|field| field.name.clone()).collect())
}

/// Turns values into JSON, by their types.
struct Reader<'a> {
	types: &'a PortableRegistry,
	accounts: BTreeSet<String>,
}

impl Reader<'_> {
	fn json(&mut self, value: &Value<u32>) -> Json {
		let name = self.types.resolve(value.context).and_then(|of| of.path.ident());
		match &value.value {
			ValueDef::Composite(fields) if name.as_deref() == Some("AccountId32") => {
				let mut bytes = Vec::new();
				flatten(fields, &mut bytes);
				let Ok(bytes) = <[u8; 32]>::try_from(bytes) else { return Json::Null };
				let account = AccountId(bytes).to_string();
				self.accounts.insert(account.clone());
				Json::String(account)
			}
			ValueDef::Composite(fields) => self.composite(fields, value.context),
			ValueDef::Variant(variant) if name.as_deref() == Some("Option") => {
				variant.values.values().next().map_or(Json::Null, |value| self.json(value))
			}
			ValueDef::Variant(variant) if variant.values.is_empty() => json!(variant.name),
			ValueDef::Variant(variant) => {
				let fields = match &variant.values {
					Composite::Unnamed(values) if values.len() == 1 => {
						values.first().map_or(Json::Null, |value| self.json(value))
					}
					fields => self.fields(fields),
				};
				json!({ variant.name.as_str(): fields })
			}
			ValueDef::BitSequence(bits) => {
				Json::Array(bits.iter().map(|bit| json!(u8::from(bit))).collect())
			}
			ValueDef::Primitive(primitive) => self.primitive(primitive, value.context),
		}
	}

	fn composite(&mut self, fields: &Composite<u32>, of: u32) -> Json {
		match (self.types.resolve(of).map(|of| &of.type_def), fields) {
			(Some(TypeDef::Array(of)), fields) if self.is_byte(of.type_param.id) => hex(fields),
			(Some(TypeDef::Sequence(of)), fields) if self.is_byte(of.type_param.id) => hex(fields),
			(Some(TypeDef::Composite(_)), Composite::Unnamed(values)) if values.len() == 1 => {
				values.first().map_or(Json::Null, |value| self.json(value))
			}
			_ => self.fields(fields),
		}
	}

	fn fields(&mut self, fields: &Composite<u32>) -> Json {
		match fields {
			Composite::Named(fields) => {
				let fields = fields.iter().map(|(name, value)| (name.clone(), self.json(value)));
				Json::Object(fields.collect())
			}
			Composite::Unnamed(values) => {
				Json::Array(values.iter().map(|value| self.json(value)).collect())
			}
		}
	}

	fn primitive(&self, value: &Primitive, of: u32) -> Json {
		match value {
			Primitive::Bool(value) => json!(value),
			Primitive::Char(value) => json!(value.to_string()),
			Primitive::String(value) => json!(value),
			Primitive::U128(value) if self.is_wide(of) => json!(value.to_string()),
			Primitive::U128(value) => u64::try_from(*value)
				.map_or_else(|_| json!(value.to_string()), |value| json!(value)),
			Primitive::I128(value) => i64::try_from(*value)
				.map_or_else(|_| json!(value.to_string()), |value| json!(value)),
			Primitive::U256(value) | Primitive::I256(value) => {
				json!(format!("0x{}", hex::encode(value)))
			}
		}
	}

	fn is_byte(&self, of: u32) -> bool {
		self.is_primitive(of, &TypeDefPrimitive::U8)
	}

	/// Whether amounts have this type. A string even if it is small, so that the form never changes.
	fn is_wide(&self, of: u32) -> bool {
		self.is_primitive(of, &TypeDefPrimitive::U128)
	}

	fn is_primitive(&self, of: u32, wanted: &TypeDefPrimitive) -> bool {
		match self.types.resolve(of).map(|of| &of.type_def) {
			Some(TypeDef::Primitive(primitive)) => primitive == wanted,
			Some(TypeDef::Compact(inner)) => self.is_primitive(inner.type_param.id, wanted),
			_ => false,
		}
	}
}

fn hex(fields: &Composite<u32>) -> Json {
	let mut bytes = Vec::new();
	flatten(fields, &mut bytes);
	json!(format!("0x{}", hex::encode(bytes)))
}

/// All bytes in nested wrappers.
fn flatten(fields: &Composite<u32>, into: &mut Vec<u8>) {
	for value in fields.values() {
		match &value.value {
			ValueDef::Composite(inner) => flatten(inner, into),
			ValueDef::Primitive(Primitive::U128(byte)) => into.extend(u8::try_from(*byte).ok()),
			_ => {}
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use codec::Encode;
	use scale_info::{MetaType, Registry, TypeInfo};

	/// `value` through its bytes, as an event's field comes.
	fn read<T: Encode + TypeInfo + 'static>(value: &T) -> (Json, BTreeSet<String>) {
		let mut registry = Registry::new();
		let id = registry.register_type(&MetaType::new::<T>()).id;
		let types = PortableRegistry::from(registry);
		let value = decode_as_type(&mut &value.encode()[..], id, &types).unwrap();
		let mut reader = Reader { types: &types, accounts: BTreeSet::new() };
		(reader.json(&value), reader.accounts)
	}

	#[derive(Encode, TypeInfo)]
	struct AccountId32([u8; 32]);

	#[derive(Encode, TypeInfo)]
	enum End {
		Final,
		Refunded(Why),
		Split { parts: (u8, u128) },
	}

	#[derive(Encode, TypeInfo)]
	enum Why {
		Late,
	}

	#[derive(Encode, TypeInfo)]
	struct Paid {
		backers: Vec<(AccountId32, u128)>,
		by: Option<AccountId32>,
		job: u64,
	}

	#[test]
	fn amounts_are_strings_and_ids_are_numbers() {
		assert_eq!(read(&5_u128).0, json!("5"));
		assert_eq!(read(&u128::MAX).0, json!(u128::MAX.to_string()));
		assert_eq!(read(&u64::MAX).0, json!(u64::MAX));
		assert_eq!(read(&codec::Compact(7_u128)).0, json!("7"));
		assert_eq!(read(&(-3_i32)).0, json!(-3));
	}

	#[test]
	fn bytes_are_hexadecimal_and_lists_are_not() {
		assert_eq!(read(&[1_u8, 255]).0, json!("0x01ff"));
		assert_eq!(read(&vec![1_u8, 255]).0, json!("0x01ff"));
		assert_eq!(read(&Vec::<u8>::new()).0, json!("0x"));
		assert_eq!(read(&vec![1_u32, 255]).0, json!([1, 255]));
	}

	#[test]
	fn accounts_are_addresses_and_collected() {
		let one = AccountId([1; 32]).to_string();
		let two = AccountId([2; 32]).to_string();
		let paid = Paid {
			backers: vec![(AccountId32([1; 32]), 9), (AccountId32([2; 32]), 0)],
			by: None,
			job: 3,
		};
		let (json, accounts) = read(&paid);
		assert_eq!(json, json!({ "backers": [[one, "9"], [two, "0"]], "by": null, "job": 3 }));
		assert_eq!(accounts, BTreeSet::from([one, two]));
	}

	#[test]
	fn variants_are_names_or_objects() {
		assert_eq!(read(&End::Final).0, json!("Final"));
		assert_eq!(read(&End::Refunded(Why::Late)).0, json!({ "Refunded": "Late" }));
		let split = read(&End::Split { parts: (1, 2) }).0;
		assert_eq!(split, json!({ "Split": { "parts": [1, "2"] } }));
	}

	#[test]
	fn the_committed_metadata_names_fields() {
		let fields = fields("Inference", "JobCancelled").unwrap();
		assert!(fields.contains(&"call_out".to_string()), "{fields:?}");
		assert_eq!(super::fields("Inference", "NoSuchThing"), None);
		assert_eq!(super::fields("NoSuchPallet", "JobCancelled"), None);
	}
}
