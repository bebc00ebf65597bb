//! Events: as a list, and as they become final.

use super::{
	Page, Problem, Query, Reading,
	answer::{Known, cursor, cut, limit},
	open,
};
use crate::{
	Index,
	filter::{Event, EventFilter, Place, Range},
};
use axum::{
	extract::State,
	http::HeaderMap,
	response::{
		IntoResponse, Response, Sse,
		sse::{self, KeepAlive},
	},
};
use futures::{Stream, stream};
use serde::Deserialize;
use std::{collections::VecDeque, convert::Infallible, time::Duration};
use stoa_primitives::{BlockNumber, ChannelId, JobId, ListingId, ReleaseId};
use tokio::sync::{OwnedSemaphorePermit, watch};
use utoipa::IntoParams;

/// Events that a stream reads at once.
const BATCH: usize = 100;
/// How long a stream waits for word of a block before it looks: another process may store them.
const SILENCE: Duration = Duration::from_secs(3);

/// Which events.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct EventsQuery {
	/// The pallet, such as `Inference`.
	#[param(pattern = "^[A-Za-z]{1,64}$")]
	pallet: Option<String>,
	/// The event, such as `JobSettled`.
	#[param(pattern = "^[A-Za-z]{1,64}$")]
	name: Option<String>,
	/// A job.
	job: Option<JobId>,
	/// A release.
	release: Option<ReleaseId>,
	/// A listing.
	listing: Option<ListingId>,
	/// A payment channel.
	channel: Option<ChannelId>,
	/// SS58 address of an account, in whatever role.
	#[param(pattern = "^[1-9A-HJ-NP-Za-km-z]{46,50}$")]
	account: Option<String>,
	/// First block; without it the list begins with the first that is known.
	from: Option<BlockNumber>,
	/// The latest first.
	descending: Option<bool>,
	/// Entries at most, 20 without it.
	#[param(minimum = 1, maximum = 100)]
	limit: Option<u32>,
	/// From `next` of the page before.
	#[param(pattern = "^([0-9a-f]{2}){1,128}$")]
	cursor: Option<String>,
}

/// Which events, as they become final.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct StreamQuery {
	/// The pallet, such as `Inference`.
	#[param(pattern = "^[A-Za-z]{1,64}$")]
	pallet: Option<String>,
	/// The event, such as `JobSettled`.
	#[param(pattern = "^[A-Za-z]{1,64}$")]
	name: Option<String>,
	/// A job.
	job: Option<JobId>,
	/// A release.
	release: Option<ReleaseId>,
	/// A listing.
	listing: Option<ListingId>,
	/// A payment channel.
	channel: Option<ChannelId>,
	/// SS58 address of an account, in whatever role.
	#[param(pattern = "^[1-9A-HJ-NP-Za-km-z]{46,50}$")]
	account: Option<String>,
	/// First block; without it the stream begins after the last finalised one.
	from: Option<BlockNumber>,
}

/// Where a stream goes on.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[allow(dead_code)] // Documentation: browsers send the header by themselves.
pub(crate) struct Resume {
	/// The last event that was received. It comes before `from`.
	#[param(
		rename = "last-event-id",
		value_type = String,
		required = false,
		pattern = "^[0-9]{1,9}-[0-9]{1,9}$"
	)]
	last_event_id: String,
}

/// The filter of either query.
macro_rules! filter {
	($query:expr) => {{
		let query = $query;
		let filter = EventFilter {
			pallet: query.pallet.clone(),
			name: query.name.clone(),
			job: query.job,
			release: query.release,
			listing: query.listing,
			channel: query.channel,
			account: query.account.clone(),
		};
		filter.checked()
	}};
}

/// Events of finalised blocks, in their order.
#[utoipa::path(
	get,
	path = "/v1/stoa/events",
	operation_id = "list_events",
	tag = "events",
	params(EventsQuery),
	responses((status = 200, description = "Events.", body = Page<Event>), Reading)
)]
pub(crate) async fn list(
	State(index): State<Index>,
	Query(query): Query<EventsQuery>,
	known: Known,
) -> Result<Response, Problem> {
	let limit = limit(query.limit)?;
	let filter = filter!(&query)?;
	let at: Option<Place> = cursor(query.cursor.as_deref())?;
	let from = Place { block: query.from.unwrap_or(0), place: 0 };
	let range = match query.descending {
		Some(true) => Range::Before(at),
		_ => Range::From(at.map_or(from, |at| at.next().max(from))),
	};
	let (mut tx, head) = open(&index).await?;
	let mut events = filter.find(&mut tx, range, limit + 1).await?;
	if query.descending == Some(true) {
		events.retain(|event| event.block >= from.block);
	}
	let (events, more) = cut(events, limit, |event| event.id.clone());
	Ok(known.page(head, events, more))
}

/// Events as their blocks become final, as server-sent events: `id` is BLOCK-PLACE, `event` is Pallet.Name, `data`
/// is what `/v1/stoa/events` shows. A client that lost the connection sends the last id in `Last-Event-ID`, as
/// browsers do, and misses nothing.
#[utoipa::path(
	get,
	path = "/v1/stoa/events/stream",
	operation_id = "stream_events",
	tag = "events",
	params(StreamQuery, Resume),
	responses(
		(status = 200, description = "Events.", content_type = "text/event-stream", body = String),
		Reading
	)
)]
pub(crate) async fn stream(
	State(index): State<Index>,
	Query(query): Query<StreamQuery>,
	headers: HeaderMap,
) -> Result<Response, Problem> {
	let filter = filter!(&query)?;
	let last = headers.get("last-event-id").map(|id| {
		let place = id.to_str().ok().and_then(|id| id.parse::<Place>().ok());
		place.ok_or_else(|| Problem::bad_request("Last-Event-ID is not BLOCK-PLACE"))
	});
	let full = |_| Problem::unavailable("too many streams are open: try again later");
	let permit = index.streams().try_acquire_owned().map_err(full)?;
	// Subscribed before it is read how far the index is, so that no word is missed.
	let (news, closing) = (index.news(), index.closing());
	let (_, head) = open(&index).await?;
	let next = match (last.transpose()?, query.from) {
		(Some(last), _) => last.next(),
		(None, Some(block)) => Place { block, place: 0 },
		(None, None) => Place { block: head.number.saturating_add(1), place: 0 },
	};
	let follower =
		Follower { index, filter, next, ready: VecDeque::new(), news, closing, _permit: permit };
	Ok(Sse::new(follower.stream()).keep_alive(KeepAlive::default()).into_response())
}

/// Somebody who listens.
struct Follower {
	index: Index,
	filter: EventFilter,
	next: Place,
	ready: VecDeque<Event>,
	news: watch::Receiver<BlockNumber>,
	closing: watch::Receiver<bool>,
	_permit: OwnedSemaphorePermit,
}

impl Follower {
	fn stream(self) -> impl Stream<Item = Result<sse::Event, Infallible>> {
		stream::unfold(self, |mut follower| async move {
			let event = follower.event().await?;
			Some((Ok(event), follower))
		})
	}

	/// The next event; nothing when it is over.
	async fn event(&mut self) -> Option<sse::Event> {
		loop {
			if let Some(event) = self.ready.pop_front() {
				let name = format!("{}.{}", event.pallet, event.name);
				return sse::Event::default().id(&event.id).event(name).json_data(&event).ok();
			}
			if *self.closing.borrow() {
				return None;
			}
			self.news.mark_unchanged();
			if let Err(error) = self.fill().await {
				// The client resumes by itself, where it was.
				tracing::error!("an event stream ends: {error}");
				return None;
			}
			if !self.ready.is_empty() {
				continue;
			}
			tokio::select! {
				_ = self.news.changed() => {}
				_ = self.closing.changed() => {}
				() = tokio::time::sleep(SILENCE) => {}
			}
		}
	}

	async fn fill(&mut self) -> crate::Result<()> {
		let mut tx = self.index.read().await?;
		let events = self.filter.find(&mut tx, Range::From(self.next), BATCH).await?;
		if let Some(last) = events.last() {
			self.next = last.place().next();
		}
		self.ready.extend(events);
		Ok(())
	}
}
