//! Status, manifest, image, logs.

use super::{Problem, Shared};
use crate::{
	leases::{
		Entry,
		images::PieceRefused,
		types::{Stage, Workload},
		work,
	},
	listen,
};
use axum::{
	Extension, Json,
	body::Body,
	extract::{Path, Query, Request, State},
	http::StatusCode,
	response::{IntoResponse, Response},
};
use futures::StreamExt;
use serde::Deserialize;
use std::{sync::PoisonError, time::Duration};
use stoa_primitives::{
	LeaseId,
	tenant::{
		Archive, ImageProgress, ImageSource, LeaseStanding, LeaseStatus, MAX_MANIFEST_BYTES,
		MAX_PIECE_BYTES, Manifest, WorkloadStanding, manifest_digest,
	},
};
use stoa_runner::{LogOptions, RunnerError};

/// What sealing and the envelope add to a manifest.
const ENVELOPE_BYTES: usize = 256;
/// How long logs can be followed on one connection.
const FOLLOWED: Duration = Duration::from_secs(7 * 24 * 3_600);
/// How long it may take to hash an image whose last piece has come.
const HASHED: Duration = Duration::from_secs(600);
/// Most lines of a tail.
const MAX_TAIL: usize = 100_000;

pub(super) async fn status(
	State(shared): State<Shared>,
	Path(lease): Path<LeaseId>,
	request: Request,
) -> Result<Json<LeaseStatus>, Problem> {
	shared.admit(lease, request, 0).await?;
	let state = shared.leases.state();
	let best = state.clock.map_or(0, |clock| clock.best);
	let entry = state.entries.get(&lease).ok_or_else(over)?;
	let record = &entry.record;
	let (stage, start_by) = match entry.view.as_ref().map(|view| &view.stage) {
		Some(Stage::Pending { start_by, .. }) => (LeaseStanding::Pending, Some(*start_by)),
		Some(Stage::Active(_)) => (LeaseStanding::Active, None),
		Some(Stage::Contested { .. }) => (LeaseStanding::Contested, None),
		None => (LeaseStanding::Ended, None),
	};
	let on_chain = match entry.view.as_ref().map(|view| &view.stage) {
		Some(Stage::Active(running)) => running.signed_until,
		Some(Stage::Contested { signed_until, .. }) => *signed_until,
		_ => 0,
	};
	let (workload, exit_code, failed) = workload(&entry.workload, stage);
	let ended = record.ended.as_ref().map(|ended| ended.reason.clone());
	let archive = archive_of(entry).ok();
	Ok(Json(LeaseStatus {
		lease,
		stage,
		manifest: entry.manifest.is_some(),
		image: archive.and_then(|archive| progress(&shared, lease, &archive)),
		workload,
		exit_code,
		reason: ended.or_else(|| record.refused.clone()).or(failed),
		address: (workload == WorkloadStanding::Running).then(|| shared.leases.address.clone()),
		ports: entry.ports.clone(),
		signed_until: record.signed_until().max(on_chain),
		unserved_blocks: record.unserved_blocks,
		meters: record.meters,
		best,
		start_by,
	}))
}

fn workload(
	workload: &Workload,
	stage: LeaseStanding,
) -> (WorkloadStanding, Option<i32>, Option<String>) {
	let over = matches!(stage, LeaseStanding::Ended | LeaseStanding::Contested);
	match workload {
		Workload::Absent | Workload::Unknown if over => (WorkloadStanding::Removed, None, None),
		Workload::Absent | Workload::Unknown => (WorkloadStanding::Waiting, None, None),
		Workload::Busy | Workload::Created => (WorkloadStanding::Preparing, None, None),
		Workload::Running => (WorkloadStanding::Running, None, None),
		Workload::Exited { code, out_of_memory } => {
			let why = out_of_memory.then(|| "it took more memory than it has".to_owned());
			(WorkloadStanding::Exited, *code, why)
		}
		Workload::Failed(why) => (WorkloadStanding::Failed, None, Some(why.clone())),
	}
}

pub(super) fn over() -> Problem {
	Problem::new(StatusCode::CONFLICT, "over", "the lease is over; open another one")
}

pub(super) async fn put_manifest(
	State(shared): State<Shared>,
	Path(lease): Path<LeaseId>,
	request: Request,
) -> Result<StatusCode, Problem> {
	let (_, sealed) = shared.admit(lease, request, MAX_MANIFEST_BYTES + ENVELOPE_BYTES).await?;
	let wrong = |code, message: &str| {
		Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, message.to_owned())
	};
	let envelope = shared.leases.core.identity.open(&sealed).ok_or_else(|| {
		wrong("wrong_manifest", "seal it to this provider's transport key, as the chain has it")
	})?;
	let expected = {
		let state = shared.leases.state();
		let entry = state.entries.get(&lease).ok_or_else(over)?;
		entry.view.as_ref().ok_or_else(over)?.manifest
	};
	if manifest_digest(&envelope.salt, &envelope.content) != expected {
		let message = "this is not the manifest, or not the salt, whose digest is in the lease";
		return Err(wrong("wrong_manifest", message));
	}
	let read = Manifest::read(&envelope.content).and_then(|manifest| {
		let most = u64::from(shared.leases.settings.max_image_mib) << 20;
		match &manifest.image {
			ImageSource::Archive(archive) if archive.bytes > most => {
				Err(format!("this provider takes images of at most {most} bytes"))
			}
			_ => Ok(manifest),
		}
	});
	// The lease can have no other: what is wrong with it is so for good.
	let refused = read.as_ref().err().cloned();
	let content = refused.is_none().then_some(envelope.content);
	let kept = shared.leases.update(lease, |record| {
		record.manifest = content;
		record.refused = record.refused.take().or_else(|| refused.clone());
		Some(())
	});
	kept.map_err(|error| Problem::unavailable(&error))?.ok_or_else(over)?;
	let manifest = read.map_err(|why| wrong("bad_manifest", &why))?;
	if let Some(entry) = shared.leases.state().entries.get_mut(&lease) {
		entry.manifest = Some(manifest);
	}
	Ok(StatusCode::NO_CONTENT)
}

fn archive_of(entry: &Entry) -> Result<Archive, Problem> {
	let missing =
		|message: &str| Problem::new(StatusCode::NOT_FOUND, "no_manifest", message.to_owned());
	let manifest = entry.manifest.as_ref().ok_or_else(|| missing("put the manifest first"))?;
	match &manifest.image {
		ImageSource::Archive(archive) => Ok(archive.clone()),
		ImageSource::Registry(_) => Err(missing("the manifest names no archive")),
	}
}

fn progress(shared: &Shared, lease: LeaseId, archive: &Archive) -> Option<ImageProgress> {
	let have = shared.leases.images.have(lease, &archive.digest()?, archive.bytes);
	Some(ImageProgress { hash: archive.hash.clone(), bytes: archive.bytes, have })
}

pub(super) async fn image(
	State(shared): State<Shared>,
	Path(lease): Path<LeaseId>,
	request: Request,
) -> Result<Json<ImageProgress>, Problem> {
	shared.admit(lease, request, 0).await?;
	let archive = archive_of(shared.leases.state().entries.get(&lease).ok_or_else(over)?)?;
	progress(&shared, lease, &archive).map(Json).ok_or_else(over)
}

pub(super) async fn put_image(
	State(shared): State<Shared>,
	Path((lease, offset)): Path<(LeaseId, u64)>,
	connection: Option<Extension<listen::Lease>>,
	request: Request,
) -> Result<Json<ImageProgress>, Problem> {
	let (_, piece) = shared.admit(lease, request, MAX_PIECE_BYTES).await?;
	if let Some(Extension(connection)) = connection {
		connection.extend(HASHED);
	}
	let (archive, uploading) = {
		let state = shared.leases.state();
		let entry = state.entries.get(&lease).ok_or_else(over)?;
		if entry.view.is_none() {
			return Err(over());
		}
		(archive_of(entry)?, entry.uploading.clone())
	};
	let hash = archive.digest().ok_or_else(over)?;
	let images = shared.leases.images.clone();
	let bytes = archive.bytes;
	// The last piece hashes it all.
	let put = tokio::task::spawn_blocking(move || {
		let _one = uploading.lock().unwrap_or_else(PoisonError::into_inner);
		images.put(lease, &hash, bytes, offset, &piece)
	});
	let put = put.await.map_err(|error| Problem::unavailable(&error.into()))?;
	let have = put.map_err(|refused| {
		let (status, code) = match &refused {
			PieceRefused::Offset(_) => (StatusCode::CONFLICT, "wrong_offset"),
			PieceRefused::Length | PieceRefused::Hash => {
				(StatusCode::UNPROCESSABLE_ENTITY, "wrong_image")
			}
			PieceRefused::Io(error) => {
				tracing::error!(%error, "an image cannot be stored");
				(StatusCode::SERVICE_UNAVAILABLE, "unavailable")
			}
		};
		Problem::new(status, code, refused.to_string())
	})?;
	Ok(Json(ImageProgress { hash: archive.hash, bytes, have }))
}

/// What of the logs.
#[derive(Deserialize)]
pub(super) struct LogQuery {
	tail: Option<usize>,
	#[serde(default)]
	follow: bool,
}

pub(super) async fn logs(
	State(shared): State<Shared>,
	Path(lease): Path<LeaseId>,
	Query(query): Query<LogQuery>,
	connection: Option<Extension<listen::Lease>>,
	request: Request,
) -> Result<Response, Problem> {
	shared.admit(lease, request, 0).await?;
	let permit = shared.streams.clone().try_acquire_owned().map_err(|_| Problem::busy())?;
	let name = work::name(lease).map_err(|error| runner_problem(&error))?;
	let tail_lines = query.tail.map(|lines| lines.min(MAX_TAIL));
	let options = LogOptions { follow: query.follow, tail_lines };
	let logs = shared.leases.runner.logs(&name, options).await;
	let logs = logs.map_err(|error| runner_problem(&error))?;
	if let (true, Some(Extension(connection))) = (query.follow, connection) {
		connection.extend(FOLLOWED);
	}
	let held = logs.map(move |part| {
		let _held = &permit;
		part
	});
	Ok(([("content-type", "application/octet-stream")], Body::from_stream(held)).into_response())
}

/// What the runner refused, as the tenant sees it.
pub(super) fn runner_problem(error: &RunnerError) -> Problem {
	match error {
		RunnerError::NotFound(_) | RunnerError::NotRunning(_) => {
			let message = "the workload does not run; see the lease's status";
			Problem::new(StatusCode::CONFLICT, "not_running", message)
		}
		RunnerError::BadSpec(why) => {
			Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "bad_request", why.clone())
		}
		error => {
			tracing::warn!(%error, "the runner refuses");
			let message = "the machine's runner cannot do it now; try again";
			Problem::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", message).after(5)
		}
	}
}
