//! Runs beside data: what its owner allows, over data that is there for no longer than the run, without a network, and
//! with nothing coming out but what was declared.

use super::{
	Custody,
	chain::{ReleaseView, RunView},
	failure::Failure,
	policy::showable,
	store::Found,
};
use crate::{blobs::restrict, config::custody::Compute};
use anyhow::{Context, Result};
use std::{
	collections::BTreeSet,
	fs::{self, File},
	path::{Path, PathBuf},
	sync::PoisonError,
	time::Duration,
};
use stoa_data::{
	aggregate::Query,
	custody::{Algorithm, Program},
	fetch::{Source, fetch},
	pack::pack,
	store::Part,
};
use stoa_exact::digest::{artefact_digest, blake2_256};
use stoa_primitives::{
	Digest, RunId,
	dataset::{DataKey, result_key, run_seed},
};
use stoa_runner::{Image, Input, Limits, LogOptions, Network, Output, Runner, Spec, WorkloadId};
use tokio::time::timeout;
use zeroize::Zeroizing;

/// Blocks of a day.
const DAY: u32 = 28_800;
/// How long a program that is told to end may take.
const GRACE: Duration = Duration::from_secs(1);

impl Custody {
	/// Whether all that a run needs is here.
	pub(super) fn is_ready(&self, run: &RunView, record: &super::RunRecord) -> bool {
		let Some(algorithm) =
			record.program.as_deref().and_then(|json| Algorithm::parse(json).ok())
		else {
			return false;
		};
		let image = match &algorithm {
			Algorithm::Query(_) => true,
			Algorithm::Program(program) => {
				program.image().is_some_and(|hash| self.image_path(&hash).exists())
			}
		};
		let input = record.input.as_ref().is_some_and(|input| blake2_256(input) == run.input);
		algorithm.checksum() == run.checksum && input && image
	}

	/// Where an image is, once it is whole.
	pub(super) fn image_path(&self, hash: &Digest) -> PathBuf {
		image_at(&self.work, hash)
	}

	/// Computes a run, and notes what came of it.
	pub(super) async fn compute(&self, run: &RunView) {
		let id = run.id;
		tracing::info!(run = id, release = run.release, "a run begins");
		let folder = self.work.join(format!("run-{id}"));
		let went = self.computed(run, &folder).await;
		let _gone = fs::remove_dir_all(&folder);
		let word = if went.is_ok() { "ok" } else { "error" };
		self.core.metrics.lease_actions.with_label_values(&["run_beside_data", word]).inc();
		let noted = match went {
			Ok(found) => self.note(id, |record| record.found = Some(found)),
			Err(Failure::Final(error)) => {
				tracing::warn!(run = id, error, "a run came to nothing");
				self.note(id, |record| record.failed = Some(error))
			}
			Err(Failure::Again(error)) => {
				let error = format!("{error:#}");
				tracing::warn!(run = id, error, "a run cannot be computed now; trying again");
				return self.hinder(id, Some(error));
			}
		};
		self.hinder(id, None);
		if let Err(error) = noted {
			tracing::error!(run = id, error = format!("{error:#}"), "a result is lost");
		}
	}

	async fn computed(&self, run: &RunView, folder: &Path) -> Result<Found, Failure> {
		let record = self.record(run.id).context("the run is not known")?;
		let program = record.program.context("no program")?;
		let algorithm = Algorithm::parse(&program)?;
		// Looked at once more: what is started must be what the owner allows.
		if algorithm.checksum() != run.checksum {
			return Err(Failure::Final(
				"the program is not the one that the run names".to_string(),
			));
		}
		let release = self.chain.release(run.release).await?.context("the release is gone")?;
		self.fetch(&release).await?;
		// Last: each time that it is tried, shares leave other custodians, and count with what they deliver in an hour.
		let key = self.key(&release, run.id).await?;
		make_folder(folder, 0o700)?;
		let inside = folder.join("in");
		make_folder(&inside, 0o755)?;
		let plain = self.decrypt(&release, &key, inside.join("data")).await?;
		let output = match &algorithm {
			Algorithm::Query(query) => self.answer(run, query, &key, plain).await?,
			Algorithm::Program(program) => {
				fs::write(inside.join("input"), record.input.unwrap_or_default())?;
				restrict(&inside.join("input"), 0o644)?;
				self.contained(run, program, &inside, &folder.join("out")).await?
			}
		};
		if output.is_empty() || output.len() > run.output_bytes as usize {
			// How much it is would tell something.
			let most = run.output_bytes;
			let why = format!("it put out nothing, or more than the {most} bytes that may leave");
			return Err(Failure::Final(why));
		}
		Ok(self.found(run.id, &key, &output)?)
	}

	/// Brings all ciphertext of a release here.
	async fn fetch(&self, release: &ReleaseView) -> Result<(), Failure> {
		let most = u64::from(self.settings.max_gib) << 30;
		if release.data.bytes > most {
			return Err(Failure::Final(format!(
				"the release has {} bytes, more than this custodian keeps (custody.max_gib)",
				release.data.bytes
			)));
		}
		let private = self.settings.allow_private_peers;
		let sources: Vec<Source> =
			release.places.iter().filter_map(|url| Source::web(url, private).ok()).collect();
		Ok(fetch(&sources, &release.data, &self.data, |_| ()).await?)
	}

	async fn decrypt(&self, release: &ReleaseView, key: &DataKey, to: PathBuf) -> Result<PathBuf> {
		let (store, data, key) = (self.data.clone(), release.data, Zeroizing::new(*key));
		let done = tokio::task::spawn_blocking(move || -> Result<PathBuf> {
			store.decrypt(&data, &key, &to, |_| ())?;
			restrict(&to, 0o644)?;
			Ok(to)
		});
		done.await?
	}

	/// A query, answered here: no stranger's program sees a row.
	async fn answer(
		&self,
		run: &RunView,
		query: &Query,
		key: &DataKey,
		plain: PathBuf,
	) -> Result<Vec<u8>, Failure> {
		let seed = Zeroizing::new(run_seed(&self.core.genesis, key, run.id));
		let query = query.clone();
		let answer = tokio::task::spawn_blocking(move || -> Result<_, Failure> {
			Ok(query.answer(File::open(plain)?, &seed)?)
		});
		let answer = answer.await.context("the query was not answered")??;
		Ok(serde_json::to_vec(&answer).context("the answer")?)
	}

	/// A program in a container; its declared files as a tar that is the same for the same files.
	async fn contained(
		&self,
		run: &RunView,
		program: &Program,
		inside: &Path,
		out: &Path,
	) -> Result<Vec<u8>, Failure> {
		let (runner, settings) = match (&self.runner, &self.settings.compute) {
			(Some(runner), Some(settings)) => (runner, settings),
			_ => {
				let why = "this custodian runs no containers: it has no [custody.compute]";
				return Err(Failure::Final(why.to_string()));
			}
		};
		let hash = program.image().context("no image")?;
		let spec = spec(program, settings, self.image_path(&hash), hash, inside, run.output_bytes)?;
		let name: WorkloadId = format!("data-run-{}", run.id).parse()?;
		let _old = runner.remove(&name).await;
		let went = async {
			runner.create(&name, &spec).await?;
			runner.start(&name).await?;
			let seconds = Duration::from_secs(program.seconds.min(settings.seconds).into());
			let exit = match timeout(seconds, runner.wait(&name)).await {
				Ok(exit) => exit?,
				Err(_) => {
					runner.stop(&name, GRACE).await?;
					let seconds = seconds.as_secs();
					let why = format!("the program did not end within {seconds} seconds");
					return Err(Failure::Final(why));
				}
			};
			self.keep_log(run, runner.as_ref(), &name, settings).await?;
			if let Some(failure) = Failure::of(exit) {
				return Err(failure);
			}
			runner.collect(&name, out).await?;
			archived(program, out)
		};
		let went = went.await;
		if let Err(error) = runner.remove(&name).await {
			tracing::error!(run = run.id, %error, "a run is not removed");
		}
		went
	}

	/// Keeps what was printed for the requester, if it is too little to carry the data away.
	async fn keep_log(
		&self,
		run: &RunView,
		runner: &dyn Runner,
		name: &WorkloadId,
		settings: &Compute,
	) -> Result<()> {
		let log = whole_log(runner, name, settings.log_bytes as usize).await?;
		// Runs that end together must not all be the last one that may show its log.
		let _turn = self.showing.lock().unwrap_or_else(PoisonError::into_inner);
		let now = self.now();
		let today = now.saturating_sub(DAY);
		let shown = {
			let runs = self.runs();
			let shown = runs.iter().filter(|(id, record)| {
				let same = record.release == run.release && **id != run.id;
				same && record.log.is_some() && record.logged_at > today
			});
			shown.count()
		};
		if !showable(&log, settings.log_bytes, shown, settings.logs_per_day) {
			tracing::info!(run = run.id, bytes = log.len(), "its log stays here");
			return Ok(());
		}
		let sealed = crate::keys::seal(&run.one_time_key, &log)?;
		self.note(run.id, |record| {
			record.log = Some(sealed);
			record.logged_at = now;
		})?;
		Ok(())
	}

	/// Encrypts a result, and puts it where its requester fetches it.
	fn found(&self, run: RunId, key: &DataKey, output: &[u8]) -> Result<Found> {
		let hash = blake2_256(output);
		let own = Zeroizing::new(result_key(&self.core.genesis, key, run, &hash));
		let (mut data, mut leaves) = (Vec::new(), Vec::new());
		let bytes = output.len() as u64;
		let commitment = pack(output, bytes, &own, &mut data, &mut leaves, |_| ())?;
		fs::write(self.data.path(&commitment.root, Part::Leaves), leaves)?;
		fs::write(self.data.path(&commitment.root, Part::Data), data)?;
		Ok(Found { data: commitment, output: hash })
	}
}

/// Where an image is in that folder.
pub(super) fn image_at(work: &Path, hash: &Digest) -> PathBuf {
	work.join(format!("{}.tar", hex::encode(hash)))
}

/// The log, or a byte more of it than may be shown.
async fn whole_log(runner: &dyn Runner, name: &WorkloadId, most: usize) -> Result<Vec<u8>> {
	use futures::StreamExt;
	let mut stream = runner.logs(name, LogOptions::default()).await?;
	let mut log = Vec::new();
	while log.len() <= most {
		let Some(part) = stream.next().await else { break };
		log.extend_from_slice(&part?);
	}
	Ok(log)
}

fn make_folder(path: &Path, mode: u32) -> Result<()> {
	fs::create_dir_all(path).with_context(|| path.display().to_string())?;
	restrict(path, mode)
}

fn spec(
	program: &Program,
	settings: &Compute,
	path: PathBuf,
	hash: Digest,
	inside: &Path,
	output_bytes: u32,
) -> Result<Spec, Failure> {
	if program.memory_mib > settings.memory_mib || program.seconds > settings.seconds {
		return Err(Failure::Final(format!(
			"it asks for {} MiB and {} s; this custodian gives {} MiB and {} s",
			program.memory_mib, program.seconds, settings.memory_mib, settings.seconds
		)));
	}
	if artefact_digest(&path)? != hash {
		return Err(Failure::Final("the image is not the one that the program names".to_string()));
	}
	let limits = Limits {
		cpu_millis: settings.cpu_millis,
		memory_mib: program.memory_mib,
		log_mib: 1,
		..Limits::default()
	};
	let mut spec = Spec::new(Image::Archive { path, hash }, limits);
	spec.entrypoint = Some(program.command.clone());
	spec.network = Network::None;
	spec.inputs = vec![Input { source: inside.canonicalize()?, at: "/in".into() }];
	let mib = (output_bytes >> 20).saturating_mul(2).max(16);
	let max_bytes = output_bytes.into();
	let files = program.files.clone();
	spec.output = Some(Output { at: "/out".into(), mib, files, max_bytes });
	Ok(spec)
}

/// The declared files that are there, in the order of their names, without times and owners.
fn archived(program: &Program, folder: &Path) -> Result<Vec<u8>, Failure> {
	let mut archive = tar::Builder::new(Vec::new());
	let names: BTreeSet<&String> = program.files.iter().collect();
	let mut any = false;
	for name in names {
		let Ok(content) = fs::read(folder.join(name)) else { continue };
		any = true;
		let mut header = tar::Header::new_gnu();
		header.set_size(content.len() as u64);
		header.set_mode(0o644);
		header.set_mtime(0);
		archive.append_data(&mut header, name, content.as_slice())?;
	}
	if !any {
		return Err(Failure::Final("it left none of the files that it declares".to_string()));
	}
	Ok(archive.into_inner()?)
}
