//! Which events somebody wants.

use crate::{
	Error, Result,
	facts::{BlockFacts, hexadecimal},
	happened,
	rest::Problem,
	store::{Columns, Select, Tx},
};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use sqlx::any::AnyRow;
use std::{fmt, str::FromStr};
use stoa_client::events::ChainEvent;
use stoa_primitives::{BlockNumber, JobId, ListingId, ReleaseId};
use utoipa::ToSchema;

/// Which events are wanted: those to which everything that is given applies; all without anything.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EventFilter {
	/// The pallet, such as `Inference`.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	#[schema(pattern = "^[A-Za-z]{1,64}$")]
	pub pallet: Option<String>,
	/// The event, such as `JobSettled`.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	#[schema(pattern = "^[A-Za-z]{1,64}$")]
	pub name: Option<String>,
	/// A job.
	#[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "whole")]
	pub job: Option<JobId>,
	/// A release.
	#[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "whole")]
	pub release: Option<ReleaseId>,
	/// A listing.
	#[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "whole")]
	pub listing: Option<ListingId>,
	/// A payment channel.
	#[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "whole")]
	pub channel: Option<u64>,
	/// SS58 address of an account, in whatever role.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	#[schema(pattern = "^[1-9A-HJ-NP-Za-km-z]{46,50}$")]
	pub account: Option<String>,
}

/// A whole number. JSON has one kind of number, so `5.0` is one.
fn whole<'de, D, T>(deserializer: D) -> std::result::Result<Option<T>, D::Error>
where
	D: Deserializer<'de>,
	T: TryFrom<u64>,
{
	let Some(number) = Option::<serde_json::Number>::deserialize(deserializer)? else {
		return Ok(None);
	};
	let whole = |number: f64| (number >= 0.0 && number.fract() == 0.0).then_some(number as u64);
	let number = number.as_u64().or_else(|| number.as_f64().and_then(whole));
	let small = number.and_then(|number| T::try_from(number).ok());
	small.map(Some).ok_or_else(|| D::Error::custom("ids are whole numbers"))
}

/// An event's place in the chain: the order of events, and the id under which streams resume.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Place {
	/// The block.
	pub block: BlockNumber,
	/// The place in it.
	pub place: u32,
}

impl Place {
	/// The place after it in the block; there may be no event.
	pub(crate) fn next(self) -> Self {
		Self { place: self.place.saturating_add(1), ..self }
	}
}

impl fmt::Display for Place {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "{}-{}", self.block, self.place)
	}
}

impl FromStr for Place {
	type Err = ();

	fn from_str(text: &str) -> std::result::Result<Self, ()> {
		let (block, place) = text.split_once('-').ok_or(())?;
		let block = block.parse().map_err(|_| ())?;
		Ok(Self { block, place: place.parse().map_err(|_| ())? })
	}
}

/// An event that happened in a finalised block.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct Event {
	/// Block and place in it, `BLOCK-PLACE`: where a stream resumes.
	pub id: String,
	/// The block.
	pub block: BlockNumber,
	/// Its hash.
	pub hash: String,
	/// When it was made, in milliseconds since 1970.
	pub time_ms: u64,
	/// The extrinsic that caused it; null if the chain did by itself.
	pub extrinsic: Option<u32>,
	/// The pallet.
	pub pallet: String,
	/// The event.
	pub name: String,
	/// Its fields as the pallet documents them: amounts in planck as strings, accounts as SS58 addresses, bytes
	/// as 0x and hexadecimal digits, ids and heights as numbers.
	#[schema(value_type = Object)]
	pub data: serde_json::Value,
}

impl Event {
	/// As it happened.
	pub(crate) fn new(facts: &BlockFacts, event: &ChainEvent) -> Self {
		let place = Place { block: facts.block.number, place: event.index };
		Self {
			id: place.to_string(),
			block: place.block,
			hash: hexadecimal(&facts.block.hash),
			time_ms: facts.time_ms,
			extrinsic: event.extrinsic,
			pallet: event.pallet.clone(),
			name: event.name.clone(),
			data: event.data.clone(),
		}
	}

	/// As it is stored.
	pub(crate) fn of(row: &AnyRow) -> Result<Self> {
		let place = Place { block: row.small("block")?, place: row.small("place")? };
		Ok(Self {
			id: place.to_string(),
			block: place.block,
			hash: row.text("hash")?,
			time_ms: row.count("time_ms")?,
			extrinsic: row.maybe_small("extrinsic")?,
			pallet: row.text("pallet")?,
			name: row.text("name")?,
			data: row.json("data")?,
		})
	}

	/// Where it is.
	pub(crate) fn place(&self) -> Place {
		self.id.parse().unwrap_or_default()
	}
}

impl EventFilter {
	/// The kinds of subjects that are asked for.
	fn subjects(&self) -> Vec<(&'static str, String)> {
		let ids = [
			("job", self.job.map(|id| id.to_string())),
			("release", self.release.map(|id| id.to_string())),
			("listing", self.listing.map(|id| id.to_string())),
			("channel", self.channel.map(|id| id.to_string())),
			("account", self.account.clone()),
		];
		ids.into_iter().filter_map(|(kind, id)| Some((kind, id?))).collect()
	}

	/// Whether an event is wanted.
	pub fn matches(&self, event: &ChainEvent) -> bool {
		let same = |wanted: &Option<String>, is: &str| wanted.as_deref().is_none_or(|it| it == is);
		let about = happened::subjects(event);
		same(&self.pallet, &event.pallet)
			&& same(&self.name, &event.name)
			&& self.subjects().iter().all(|subject| about.contains(subject))
	}

	/// Events from a place on, the earliest first; or before one, the latest first.
	pub(crate) async fn find(&self, tx: &mut Tx, range: Range, limit: usize) -> Result<Vec<Event>> {
		let mut subjects = self.subjects().into_iter();
		// The key is read from the table that leads to it in order: an event that has a subject is found by it,
		// however many there are without.
		let mut select = match subjects.next() {
			Some((kind, id)) => Select::new(
				"SELECT k.block AS block, k.place AS place, hash, time_ms, extrinsic, pallet, name, \
				 data FROM event_subjects k JOIN events e ON e.block = k.block AND \
				 e.place = k.place WHERE 1 = 1",
			)
			.and("k.kind = ?", Some(kind))
			.and("k.id = ?", Some(id)),
			None => Select::new(
				"SELECT k.block AS block, k.place AS place, hash, time_ms, extrinsic, pallet, name, \
				 data FROM events k WHERE 1 = 1",
			),
		};
		for (kind, id) in subjects {
			select = select
				.and(
					"EXISTS (SELECT 1 FROM event_subjects o WHERE o.block = k.block AND \
					 o.place = k.place AND o.kind = ?",
					Some(kind),
				)
				.and("o.id = ?)", Some(id));
		}
		select =
			select.and("pallet = ?", self.pallet.as_deref()).and("name = ?", self.name.as_deref());
		let rows = match range {
			Range::From(at) => select
				.and("k.block >= ?", Some(at.block))
				.and("(k.block > ?", Some(at.block))
				.or("k.place >= ?)", at.place)
				.end("ORDER BY k.block, k.place"),
			Range::Before(None) => select.end("ORDER BY k.block DESC, k.place DESC"),
			Range::Before(Some(at)) => select
				.and("k.block <= ?", Some(at.block))
				.and("(k.block < ?", Some(at.block))
				.or("k.place < ?)", at.place)
				.end("ORDER BY k.block DESC, k.place DESC"),
		};
		let rows = rows.all(tx, limit).await?;
		rows.iter().map(Event::of).collect()
	}

	/// Bounds what a caller may send: names are names, and an account is one, in its usual form.
	pub(crate) fn checked(mut self) -> std::result::Result<Self, Problem> {
		for name in [&self.pallet, &self.name].into_iter().flatten() {
			if name.is_empty()
				|| name.len() > 64
				|| !name.bytes().all(|it| it.is_ascii_alphabetic())
			{
				let what = "pallet and name are names such as Inference and JobSettled";
				return Err(Problem::bad_request(what));
			}
		}
		if let Some(account) = &self.account {
			self.account = Some(crate::rest::account(account)?);
		}
		Ok(self)
	}

	/// From its stored form.
	pub(crate) fn parse(text: &str) -> Result<Self> {
		serde_json::from_str(text).map_err(|error| Error::unreadable("a webhook's filter", error))
	}
}

/// Which way to read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Range {
	/// Upwards, from this place on.
	From(Place),
	/// Downwards, below this place.
	Before(Option<Place>),
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	#[test]
	fn a_place_is_read_as_it_is_written() {
		let place = Place { block: 12, place: 3 };
		assert_eq!(place.to_string().parse(), Ok(place));
		for text in ["", "12", "-", "12-", "a-1", "12-3-4", "99999999999-1"] {
			assert_eq!(text.parse::<Place>(), Err(()), "{text}");
		}
	}

	#[test]
	fn everything_that_is_given_must_apply() {
		let event = ChainEvent {
			index: 0,
			extrinsic: None,
			pallet: "Inference".into(),
			name: "AnswerCommitted".into(),
			data: json!({ "job": 7, "seat": 0 }),
			accounts: ["5F".to_string()].into(),
		};
		let matches = |filter: serde_json::Value| {
			serde_json::from_value::<EventFilter>(filter).unwrap().matches(&event)
		};
		assert!(matches(json!({})));
		assert!(matches(json!({ "pallet": "Inference", "job": 7, "account": "5F" })));
		assert!(matches(json!({ "job": 7.0, "release": null })));
		assert!(serde_json::from_value::<EventFilter>(json!({ "release": 7e12 })).is_err());
		assert!(!matches(json!({ "pallet": "Inference", "job": 8 })));
		assert!(!matches(json!({ "account": "5G" })));
		assert!(!matches(json!({ "listing": 7 })));
	}

	#[test]
	fn what_is_no_name_or_account_is_refused() {
		let check = |filter: EventFilter| filter.checked();
		let named =
			|pallet: &str| EventFilter { pallet: Some(pallet.into()), ..Default::default() };
		assert!(check(named("Models")).is_ok());
		for bad in ["", "a b", "x\0", &"x".repeat(65)] {
			assert!(check(named(bad)).is_err(), "{bad:?}");
		}
		let account = EventFilter { account: Some("5F".into()), ..Default::default() };
		assert!(check(account).is_err());
	}
}
