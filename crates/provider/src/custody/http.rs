//! What owners, buyers, requesters and other custodians ask: hostile input, bounded before it is read, and compared
//! with what the chain names before it is believed. `stoa_data::custody` has the routes.

use super::{Custody, secrets::Refused};
use axum::{
	Json, Router,
	body::{Body, Bytes},
	extract::{DefaultBodyLimit, Path, State},
	http::{HeaderMap, StatusCode, header},
	response::{IntoResponse, Response},
	routing::{get, post, put},
};
use codec::DecodeAll;
use std::{
	fs::{self, File, OpenOptions},
	io::{Read, Seek, SeekFrom, Write},
	sync::Arc,
};
use stoa_data::{
	custody::{
		Algorithm, MAX_INPUT_BYTES, PIECE_BYTES, RunStatus, SIGNATURE_BYTES, ShareRequest,
		piece_digest,
	},
	peers::Hex,
};
use stoa_exact::digest::{artefact_digest, blake2_256};
use stoa_primitives::{DataReleaseId, RunId};

/// Longest body that is no piece of an image.
const MAX_BODY: usize = MAX_INPUT_BYTES + 1_024;
/// Bytes that are read of a file at once.
const PART: u64 = 1 << 18;

/// An error as strangers see it.
struct Problem(StatusCode, String);

impl IntoResponse for Problem {
	fn into_response(self) -> Response {
		(self.0, Json(serde_json::json!({ "error": self.1 }))).into_response()
	}
}

impl From<Refused> for Problem {
	fn from(refused: Refused) -> Self {
		match refused {
			Refused::Bad(why) => Self(StatusCode::BAD_REQUEST, why.to_string()),
			Refused::Forbidden(why) => Self(StatusCode::FORBIDDEN, why.to_string()),
			Refused::Here(error) => Self::from(error),
		}
	}
}

impl From<anyhow::Error> for Problem {
	fn from(error: anyhow::Error) -> Self {
		tracing::error!(error = format!("{error:#}"), "a custodian cannot answer");
		let text = "the daemon cannot read or write what it needs now; try again";
		Self(StatusCode::SERVICE_UNAVAILABLE, text.to_string())
	}
}

fn bad(why: impl Into<String>) -> Problem {
	Problem(StatusCode::BAD_REQUEST, why.into())
}

fn unknown(why: &str) -> Problem {
	Problem(StatusCode::NOT_FOUND, why.to_string())
}

/// The routes.
pub fn router(custody: Arc<Custody>) -> Router {
	Router::new()
		.route("/stoa/v1/custody/{release}/key", put(key))
		.route("/stoa/v1/custody/{release}/share", post(share))
		.route("/stoa/v1/runs/{run}", get(status))
		.route("/stoa/v1/runs/{run}/program", put(program))
		.route("/stoa/v1/runs/{run}/input", put(input))
		.layer(DefaultBodyLimit::max(MAX_BODY))
		.merge(
			Router::new()
				.route("/stoa/v1/runs/{run}/image/{offset}", put(image))
				.layer(DefaultBodyLimit::max(SIGNATURE_BYTES + PIECE_BYTES)),
		)
		.route("/stoa/v1/data/{name}", get(file))
		.with_state(custody)
}

async fn key(
	State(custody): State<Arc<Custody>>,
	Path(release): Path<DataReleaseId>,
	body: Bytes,
) -> Result<StatusCode, Problem> {
	custody.take_key(release, &body).await?;
	Ok(StatusCode::NO_CONTENT)
}

async fn share(
	State(custody): State<Arc<Custody>>,
	Path(release): Path<DataReleaseId>,
	Json(body): Json<Hex>,
) -> Result<Json<Hex>, Problem> {
	let bytes = hex::decode(body.bytes).map_err(|_| bad("not hexadecimal"))?;
	let request = ShareRequest::decode_all(&mut bytes.as_slice());
	let request = request.map_err(|_| bad("not a request for a share"))?;
	if request.release != release {
		return Err(bad("about another release"));
	}
	let sealed = custody.give_share(&request).await?;
	Ok(Json(Hex { bytes: hex::encode(sealed) }))
}

/// A run that this daemon has a seat in, as a final block shows it; `None` once it is over.
async fn seat(custody: &Custody, id: RunId) -> Result<super::chain::RunView, Problem> {
	let run = custody.chain.run(id).await?;
	let me = custody.core.identity.provider();
	let run = run.filter(|run| run.seats.contains(&me));
	run.ok_or_else(|| unknown("no final block has a seat of this daemon in such a run, or not yet"))
}

async fn program(
	State(custody): State<Arc<Custody>>,
	Path(id): Path<RunId>,
	body: Bytes,
) -> Result<StatusCode, Problem> {
	let run = seat(&custody, id).await?;
	let algorithm = Algorithm::parse(&body).map_err(|error| bad(error.to_string()))?;
	if algorithm.checksum() != run.checksum {
		return Err(bad("its checksum is not the one that the run names"));
	}
	if let Algorithm::Program(program) = &algorithm {
		let most = custody.settings.compute.as_ref().map_or(0, |compute| compute.max_image_mib);
		if program.image_bytes > u64::from(most) << 20 {
			return Err(bad(format!("this custodian takes images of at most {most} MiB")));
		}
	}
	let json = algorithm.canonical();
	remember(&custody, &run, |record| record.program = Some(json))?;
	Ok(StatusCode::NO_CONTENT)
}

async fn input(
	State(custody): State<Arc<Custody>>,
	Path(id): Path<RunId>,
	body: Bytes,
) -> Result<StatusCode, Problem> {
	let run = seat(&custody, id).await?;
	if body.len() > MAX_INPUT_BYTES || blake2_256(&body) != run.input {
		return Err(bad("its hash is not the one that the run names"));
	}
	remember(&custody, &run, |record| record.input = Some(body.to_vec()))?;
	Ok(StatusCode::NO_CONTENT)
}

fn remember(
	custody: &Custody,
	run: &super::chain::RunView,
	change: impl FnOnce(&mut super::RunRecord),
) -> Result<(), Problem> {
	let salt = stoa_data::owner::random().map_err(anyhow::Error::from)?;
	let now = custody.now();
	custody.note(run.id, |record| {
		if record.salt == [0; 32] {
			record.salt = salt;
			record.release = run.release;
			record.logged_at = now;
		}
		change(record);
	})?;
	Ok(())
}

/// What is here of the image of a run.
fn have(custody: &Custody, id: RunId) -> Option<(stoa_data::custody::Program, u64)> {
	let json = custody.record(id)?.program?;
	let Ok(Algorithm::Program(program)) = Algorithm::parse(&json) else { return None };
	let length = |path| fs::metadata(path).map(|found| found.len()).ok();
	let whole = length(custody.image_path(&program.image()?)).map(|_| program.image_bytes);
	// What is whole gets its name at once.
	let part = length(part(custody, id)).unwrap_or(0).min(program.image_bytes.saturating_sub(1));
	let have = whole.unwrap_or(part);
	Some((program, have))
}

fn part(custody: &Custody, id: RunId) -> std::path::PathBuf {
	part_at(&custody.work, id)
}

/// Where the beginning of a run's image is in that folder.
pub(super) fn part_at(work: &std::path::Path, id: RunId) -> std::path::PathBuf {
	work.join(format!("{id}.part"))
}

async fn image(
	State(custody): State<Arc<Custody>>,
	Path((id, offset)): Path<(RunId, u64)>,
	body: Bytes,
) -> Result<StatusCode, Problem> {
	let run = seat(&custody, id).await?;
	let taken = tokio::task::spawn_blocking(move || {
		let piece = signed_piece(&custody, &run, offset, &body)?;
		take_piece(&custody, id, offset, piece)
	});
	taken.await.map_err(|error| anyhow::anyhow!(error))??;
	Ok(StatusCode::NO_CONTENT)
}

/// The piece in a body, if the requester of the run has signed it.
fn signed_piece<'a>(
	custody: &Custody,
	run: &super::chain::RunView,
	offset: u64,
	body: &'a [u8],
) -> Result<&'a [u8], Problem> {
	let short = || bad("a piece comes after 64 bytes of the requester's signature");
	let (signature, piece) = body.split_first_chunk::<SIGNATURE_BYTES>().ok_or_else(short)?;
	let digest = piece_digest(&custody.core.genesis, run.id, offset, piece);
	match crate::keys::signed_by(&run.requester, &digest, signature) {
		true => Ok(piece),
		false => Err(Refused::Forbidden("the requester of the run has not signed this").into()),
	}
}

fn take_piece(custody: &Custody, id: RunId, offset: u64, piece: &[u8]) -> Result<(), Problem> {
	let (program, have) = have(custody, id).ok_or_else(|| bad("hand over the program first"))?;
	let hash = program.image().ok_or_else(|| bad("no image"))?;
	if have == program.image_bytes {
		return Ok(());
	}
	if have != offset {
		return Err(bad(format!("{have} bytes are here; go on from there")));
	}
	let end = offset.saturating_add(piece.len() as u64);
	if end > program.image_bytes {
		return Err(bad("longer than the program says"));
	}
	let path = part(custody, id);
	let write = || -> anyhow::Result<bool> {
		let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(&path)?;
		file.seek(SeekFrom::Start(offset))?;
		file.write_all(piece)?;
		if end < program.image_bytes {
			return Ok(true);
		}
		file.sync_all()?;
		if artefact_digest(&path)? != hash {
			fs::remove_file(&path)?;
			return Ok(false);
		}
		fs::rename(&path, custody.image_path(&hash))?;
		Ok(true)
	};
	if write()? {
		Ok(())
	} else {
		Err(bad("the image is not the one that the program names; begin again"))
	}
}

async fn status(
	State(custody): State<Arc<Custody>>,
	Path(id): Path<RunId>,
) -> Result<Json<RunStatus>, Problem> {
	let record = match custody.record(id) {
		Some(record) => record,
		None => {
			seat(&custody, id).await?;
			super::RunRecord::default()
		}
	};
	let state = match (&record.found, &record.failed) {
		(Some(_), _) => "done",
		(None, Some(_)) => "failed",
		(None, None) if custody.work.join(format!("run-{id}")).exists() => "runs",
		(None, None) => "waits",
	};
	Ok(Json(RunStatus {
		program: record.program.is_some(),
		input: record.input.is_some(),
		image_bytes: have(&custody, id).map_or(0, |(_, have)| have),
		state: state.to_string(),
		reason: record.failed.or_else(|| custody.hindrance(id)),
		log: record.log.map(hex::encode),
	}))
}

/// Ciphertext and leaves, from where the asker has it.
async fn file(
	State(custody): State<Arc<Custody>>,
	Path(name): Path<String>,
	headers: HeaderMap,
) -> Result<Response, Problem> {
	let missing = || unknown("no such file");
	let root = name.strip_suffix(".data").or_else(|| name.strip_suffix(".leaves"));
	let plain = |root: &str| root.len() == 64 && root.bytes().all(|byte| byte.is_ascii_hexdigit());
	if !root.is_some_and(plain) {
		return Err(missing());
	}
	let mut file = File::open(custody.data.folder().join(&name)).map_err(|_| missing())?;
	let length = file.metadata().map_err(|_| missing())?.len();
	let asked = headers.get(header::RANGE).and_then(|range| range.to_str().ok());
	let from = match asked
		.map(|range| range.strip_prefix("bytes=").and_then(|r| r.strip_suffix('-')))
	{
		None => None,
		Some(from) => {
			let from = from.and_then(|from| from.parse::<u64>().ok()).filter(|from| *from < length);
			let none = || Problem(StatusCode::RANGE_NOT_SATISFIABLE, "ask for bytes=FROM-".into());
			Some(from.ok_or_else(none)?)
		}
	};
	file.seek(SeekFrom::Start(from.unwrap_or(0))).map_err(anyhow::Error::from)?;
	let left = length - from.unwrap_or(0);
	let parts = futures::stream::try_unfold((file, left), |(mut file, left)| async move {
		if left == 0 {
			return Ok::<_, std::io::Error>(None);
		}
		let read = tokio::task::spawn_blocking(move || {
			let mut part = vec![0; left.min(PART) as usize];
			file.read_exact(&mut part).map(|()| (part, file))
		});
		let (part, file) = read.await.map_err(std::io::Error::other)??;
		let left = left - part.len() as u64;
		Ok(Some((Bytes::from(part), (file, left))))
	});
	let mut response = Response::builder()
		.header(header::CONTENT_TYPE, "application/octet-stream")
		.header(header::CONTENT_LENGTH, left)
		.header(header::ACCEPT_RANGES, "bytes");
	if let Some(from) = from {
		let range = format!("bytes {from}-{}/{length}", length - 1);
		response =
			response.status(StatusCode::PARTIAL_CONTENT).header(header::CONTENT_RANGE, range);
	}
	let response = response.body(Body::from_stream(parts));
	response.map_err(|error| Problem::from(anyhow::Error::from(error)))
}
