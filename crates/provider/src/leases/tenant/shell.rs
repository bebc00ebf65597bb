//! A program in a workload, with its input and output, over a WebSocket.

use super::{
	Problem, Shared,
	routes::{over, runner_problem},
};
use crate::leases::work;
use axum::{
	extract::{
		FromRequestParts, Path, RawQuery, Request, State,
		ws::{Message, WebSocket, WebSocketUpgrade},
	},
	response::Response,
};
use futures::{SinkExt, StreamExt, stream::SplitSink};
use std::collections::BTreeMap;
use stoa_primitives::{
	LeaseId,
	tenant::{ShellEnds, ShellSays},
};
use stoa_runner::{ExecSpec, Session, Size};
use tokio::{io::AsyncWriteExt, sync::OwnedSemaphorePermit};

/// Longest message of a client.
const MAX_MESSAGE: usize = 1 << 20;
/// Most words of a command.
const MAX_WORDS: usize = 256;

pub(super) async fn open(
	State(shared): State<Shared>,
	Path(lease): Path<LeaseId>,
	RawQuery(query): RawQuery,
	request: Request,
) -> Result<Response, Problem> {
	let (mut parts, _) = request.into_parts();
	let key = shared.admit_head(lease, &parts)?;
	let upgrade = WebSocketUpgrade::from_request_parts(&mut parts, &()).await;
	let upgrade = upgrade.map_err(|refused| {
		Problem::new(refused.status(), "no_websocket", "a shell is a WebSocket (version 13)")
	})?;
	let permit = shared.streams.clone().try_acquire_owned().map_err(|_| Problem::busy())?;
	let wants_one = shared.leases.state().entries.get(&lease).is_some_and(|e| e.view.is_some());
	if !wants_one {
		return Err(over());
	}
	let name = work::name(lease).map_err(|error| runner_problem(&error))?;
	let session = shared.leases.runner.exec(&name, order(query.as_deref().unwrap_or("")));
	let session = session.await.map_err(|error| runner_problem(&error))?;
	tracing::info!(lease, "a shell was opened");
	let upgrade = upgrade.max_message_size(MAX_MESSAGE).max_frame_size(MAX_MESSAGE);
	Ok(upgrade.on_upgrade(move |socket| talk(shared, lease, key, socket, session, permit)))
}

/// What is to be run: each `command` is a word.
fn order(query: &str) -> ExecSpec {
	let mut command = Vec::new();
	let (mut columns, mut rows) = (None, None);
	for (key, value) in url::form_urlencoded::parse(query.as_bytes()) {
		match key.as_ref() {
			"command" if command.len() < MAX_WORDS => command.push(value.into_owned()),
			"columns" => columns = value.parse().ok(),
			"rows" => rows = value.parse().ok(),
			_ => {}
		}
	}
	if command.is_empty() {
		command.push("/bin/sh".to_owned());
	}
	let terminal = columns.zip(rows).map(|(columns, rows)| Size { columns, rows });
	ExecSpec { command, env: BTreeMap::new(), terminal }
}

/// Carries bytes until the program, the client or the lease ends; dropping the session ends the program.
async fn talk(
	shared: Shared,
	lease: LeaseId,
	key: [u8; 32],
	socket: WebSocket,
	session: Session,
	_permit: OwnedSemaphorePermit,
) {
	let (mut out, mut come) = socket.split();
	let Session { input, mut output, control } = session;
	let mut input = Some(input);
	let mut blocks = shared.leases.core.blocks();
	let ends = loop {
		tokio::select! {
			part = output.next() => match part {
				Some(Ok(bytes)) => {
					if out.send(Message::Binary(bytes)).await.is_err() {
						return;
					}
				}
				Some(Err(error)) => break ShellEnds::Error(error.to_string()),
				None => break match control.wait().await {
					Ok(code) => ShellEnds::Exit(code),
					Err(error) => ShellEnds::Error(error.to_string()),
				},
			},
			said = come.next() => match said {
				Some(Ok(Message::Binary(bytes))) => {
					if let Some(open) = &mut input
						&& open.write_all(&bytes).await.is_err()
					{
						input = None;
					}
				}
				Some(Ok(Message::Text(text))) => match serde_json::from_str(&text) {
					Ok(ShellSays::Resize { columns, rows }) => {
						// Without a terminal there is nothing to resize.
						let _ = control.resize(Size { columns, rows }).await;
					}
					Ok(ShellSays::End {}) => input = None,
					Err(_) => break ShellEnds::Error("a text is a ShellSays in JSON".to_owned()),
				},
				Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
				Some(Ok(Message::Close(_)) | Err(_)) | None => return,
			},
			seen = blocks.changed() => {
				let theirs = shared.may_use(lease, &key).is_ok();
				let there = shared.leases.state().entries.get(&lease)
					.is_some_and(|entry| entry.view.is_some());
				if seen.is_err() || !theirs || !there {
					break ShellEnds::Error("the lease is over, or somebody else's".to_owned());
				}
			},
		}
	};
	end(&mut out, &ends).await;
}

async fn end(out: &mut SplitSink<WebSocket, Message>, ends: &ShellEnds) {
	let text = serde_json::to_string(ends).unwrap_or_default();
	// Whoever is gone already need not be told.
	if out.send(Message::Text(text.into())).await.is_ok() {
		let _ = out.close().await;
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn what_is_run_is_what_the_query_says() {
		let plain = order("");
		assert_eq!((plain.command.join(" "), plain.terminal), ("/bin/sh".to_owned(), None));
		let long = order("command=echo&command=a%20b&columns=80&rows=24");
		assert_eq!(long.command, ["echo", "a b"]);
		assert_eq!(long.terminal, Some(Size { columns: 80, rows: 24 }));
		assert_eq!(order("columns=80").terminal, None);
	}
}
