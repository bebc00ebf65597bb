//! What every answer has: the block it speaks of, an ETag, pages.

use super::Problem;
use crate::head::Head;
use axum::{
	Json,
	extract::FromRequestParts,
	http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts},
	response::{IntoResponse, Response},
};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::{convert::Infallible, str::FromStr};
use utoipa::ToSchema;

/// Entries of a page, unless a request says otherwise.
pub(crate) const DEFAULT_LIMIT: u32 = 20;
/// Most entries of a page.
pub(crate) const MAX_LIMIT: u32 = 100;

const BLOCK_NUMBER: HeaderName = HeaderName::from_static("stoa-block-number");
const BLOCK_HASH: HeaderName = HeaderName::from_static("stoa-block-hash");

/// One thing, as of a finalised block.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct Answer<T> {
	/// The finalised block that this speaks of.
	pub block: Head,
	/// What was asked for.
	pub data: T,
}

/// A part of a list, as of a finalised block.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct Page<T> {
	/// The finalised block that this speaks of.
	pub block: Head,
	/// The entries.
	pub items: Vec<T>,
	/// Where the next page begins: give it as `cursor`. Null on the last page.
	pub next: Option<String>,
}

/// What a caller has already: `If-None-Match`.
#[derive(Clone, Debug, Default)]
pub struct Known(Option<String>);

impl<S: Sync> FromRequestParts<S> for Known {
	type Rejection = Infallible;

	async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
		let values = parts.headers.get_all(header::IF_NONE_MATCH).iter();
		let values: Vec<&str> = values.filter_map(|value| value.to_str().ok()).collect();
		Ok(Self((!values.is_empty()).then(|| values.join(","))))
	}
}

impl Known {
	/// One thing, or that it is what the caller has.
	pub(crate) fn one<T: Serialize>(&self, block: Head, data: T) -> Response {
		let tag = tag(&block, &data);
		self.respond(block, tag, |block| Answer { block, data })
	}

	/// A page, or that it is what the caller has.
	pub(crate) fn page<T: Serialize>(
		&self,
		block: Head,
		items: Vec<T>,
		next: Option<String>,
	) -> Response {
		let tag = tag(&block, &(&items, &next));
		self.respond(block, tag, |block| Page { block, items, next })
	}

	fn respond<T: Serialize>(
		&self,
		block: Head,
		tag: String,
		body: impl FnOnce(Head) -> T,
	) -> Response {
		let mut headers = HeaderMap::new();
		headers.insert(BLOCK_NUMBER, HeaderValue::from(block.number));
		let mut insert = |name, value: &str| {
			// Hexadecimal digits and quotes: always a header's value.
			if let Ok(value) = HeaderValue::from_str(value) {
				headers.insert(name, value);
			}
		};
		insert(BLOCK_HASH, &block.hash);
		insert(header::ETAG, &tag);
		insert(header::CACHE_CONTROL, "no-cache");
		if self.has(&tag) {
			return (StatusCode::NOT_MODIFIED, headers).into_response();
		}
		(headers, Json(body(block))).into_response()
	}

	fn has(&self, tag: &str) -> bool {
		let plain = |tag: &str| tag.trim().trim_start_matches("W/").to_string();
		self.0.as_deref().is_some_and(|known| {
			known.split(',').any(|one| one.trim() == "*" || plain(one) == plain(tag))
		})
	}
}

/// Weak: the same while nothing but the block's number has changed, so that a caller that asks every block for
/// what seldom changes is answered with a few bytes. The headers still name the block.
fn tag(block: &Head, data: &impl Serialize) -> String {
	let of = (&block.genesis, block.first, &block.gaps, data);
	let hash = Sha256::digest(serde_json::to_vec(&of).unwrap_or_default());
	format!("W/\"{}\"", hex::encode(hash))
}

/// How many entries are wanted.
pub(crate) fn limit(wanted: Option<u32>) -> Result<usize, Problem> {
	let limit = wanted.unwrap_or(DEFAULT_LIMIT);
	if !(1..=MAX_LIMIT).contains(&limit) {
		return Err(Problem::bad_request(format!("limit is between 1 and {MAX_LIMIT}")));
	}
	Ok(limit as usize)
}

fn no_page() -> Problem {
	Problem::not_found(
		"no page of this list begins there: take cursor from `next` of the page before, unchanged",
	)
}

/// Where a page begins, from its opaque form.
pub(crate) fn cursor<T: FromStr>(text: Option<&str>) -> Result<Option<T>, Problem> {
	let Some(text) = text else { return Ok(None) };
	let bytes = hex::decode(text).map_err(|_| {
		Problem::bad_request("cursor is of hexadecimal digits: take it from `next`, unchanged")
	})?;
	let key = String::from_utf8(bytes).map_err(|_| no_page())?;
	key.parse().map(Some).map_err(|_| no_page())
}

/// The same where pages begin after accounts.
pub(crate) fn account_cursor(text: Option<&str>) -> Result<Option<String>, Problem> {
	let after: Option<String> = cursor(text)?;
	after.map(|address| super::account(&address).map_err(|_| no_page())).transpose()
}

/// Cuts what was read one longer than wanted, and says where the next page begins.
pub(crate) fn cut<T>(
	mut items: Vec<T>,
	limit: usize,
	key: impl Fn(&T) -> String,
) -> (Vec<T>, Option<String>) {
	let more = items.len() > limit;
	items.truncate(limit);
	let next = items.last().filter(|_| more).map(|last| hex::encode(key(last)));
	(items, next)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_cursor_is_read_as_it_was_given() {
		let (items, next) = cut(vec![1, 2, 3], 2, ToString::to_string);
		assert_eq!(items, [1, 2]);
		assert_eq!(cursor::<u32>(next.as_deref()).unwrap(), Some(2));
		assert_eq!(cut(vec![1, 2], 2, ToString::to_string).1, None);
		assert!(cursor::<u32>(Some("zz")).is_err());
		assert!(cursor::<u32>(Some(&hex::encode("x"))).is_err());
		assert_eq!(cursor::<u32>(None).unwrap(), None);
	}

	#[test]
	fn a_known_tag_is_known_however_it_is_listed() {
		let known = |text: &str| Known(Some(text.to_string())).has("W/\"ab\"");
		assert!(known("W/\"ab\"") && known("\"ab\"") && known("\"x\", W/\"ab\"") && known("*"));
		assert!(!known("\"abc\"") && !Known(None).has("W/\"ab\""));
	}

	#[test]
	fn pages_are_bounded() {
		assert_eq!(limit(None).unwrap(), 20);
		assert_eq!(limit(Some(100)).unwrap(), 100);
		assert!(limit(Some(0)).is_err() && limit(Some(101)).is_err());
	}
}
