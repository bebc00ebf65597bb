//! Brings an image to the engine, under a name that nobody else uses: the names in an archive are its maker's, and
//! could be those of another tenant's image.

use super::{Docker, engine, is_missing};
use crate::{
	Image, RunnerError, Spec, WorkloadId,
	archive::{Archive, bad},
	embedded::blocking,
	error::During,
	image,
};
use bollard::query_parameters::{CreateImageOptions, ImportImageOptions, RemoveImageOptions};
use futures::TryStreamExt;
use sha2::{Digest, Sha256};
use std::{
	fs::File,
	io::{self, Read, Seek, SeekFrom, Write},
	path::{Path, PathBuf},
};
use tokio_util::io::ReaderStream;

impl Docker {
	fn repository(&self, id: &WorkloadId) -> String {
		format!("localhost/stoa-{}/{id}", self.tag)
	}

	/// Brings the image of a workload and returns the engine's name for it.
	pub(super) async fn bring_image(
		&self,
		id: &WorkloadId,
		spec: &Spec,
	) -> Result<String, RunnerError> {
		match &spec.image {
			Image::Registry { reference } => {
				let options = CreateImageOptions {
					from_image: Some(reference.clone()),
					..CreateImageOptions::default()
				};
				let pulled =
					self.api.create_image(Some(options), None, None).try_collect::<Vec<_>>().await;
				pulled.map_err(|error| {
					RunnerError::BadImage(format!("{reference} cannot be pulled: {error}"))
				})?;
				Ok(reference.clone())
			}
			Image::Archive { path, hash } => {
				let repository = self.repository(id);
				let (path, hash, part) = (path.clone(), *hash, self.home(id).join("image.part"));
				let most = u64::from(spec.limits.image_mib) << 20;
				let (name, kept) = (format!("{repository}:lease"), part.clone());
				blocking(move || rewrite(path, hash, &kept, &name, most)).await?;
				let file = tokio::fs::File::open(&part).await.during(part.display())?;
				tokio::fs::remove_file(&part).await.during(part.display())?;
				self.load(file).await?;
				Ok(format!("{repository}:lease"))
			}
		}
	}

	async fn load(&self, file: tokio::fs::File) -> Result<(), RunnerError> {
		let stream = ReaderStream::with_capacity(file, 1 << 20);
		let loaded = self.api.import_image_stream(ImportImageOptions::default(), stream, None);
		loaded.try_collect::<Vec<_>>().await.map(|_| ()).map_err(bad)
	}

	/// Removes the image that was made for a workload.
	pub(super) async fn drop_image(&self, id: &WorkloadId) -> Result<(), RunnerError> {
		let name = format!("{}:lease", self.repository(id));
		let options = RemoveImageOptions { force: true, ..RemoveImageOptions::default() };
		match self.api.remove_image(&name, Some(options), None).await {
			Err(error) if !is_missing(&error) => Err(engine(error)),
			_ => Ok(()),
		}
	}
}

/// Writes the image to `part` as the engine shall see it: unpacked layers of bounded size, and one name.
fn rewrite(
	path: PathBuf,
	hash: [u8; 32],
	part: &Path,
	name: &str,
	most: u64,
) -> Result<(), RunnerError> {
	let scratch = || unnamed(&part.with_extension("plain"));
	let mut archive = Archive::read(image::open(&path, &hash)?, scratch, most)?;
	let mut out = tar::Builder::new(File::create(part).during(part.display())?);
	let (mut layers, mut hashes, mut left) = (Vec::new(), Vec::new(), most);
	for number in 0..archive.layers() {
		// Its length has to be known before it is written.
		let mut plain = unnamed(&part.with_extension("layer"))?;
		hashes.push(copy(archive.layer(number)?, &mut plain, &mut left)?);
		plain.seek(SeekFrom::Start(0))?;
		let layer = format!("layer-{number}.tar");
		append(&mut out, &layer, plain.metadata()?.len(), plain)?;
		layers.push(layer);
	}
	let config = match archive.raw_config {
		Some(config) => config,
		// A plain root file system says nothing about itself.
		None => serde_json::to_vec(&serde_json::json!({
			"architecture": if cfg!(target_arch = "aarch64") { "arm64" } else { "amd64" },
			"os": "linux",
			"config": {},
			"rootfs": { "type": "layers", "diff_ids": hashes },
		}))?,
	};
	append(&mut out, "config.json", config.len() as u64, config.as_slice())?;
	let manifest =
		serde_json::json!([{ "Config": "config.json", "RepoTags": [name], "Layers": layers }]);
	let manifest = serde_json::to_vec(&manifest)?;
	append(&mut out, "manifest.json", manifest.len() as u64, manifest.as_slice())?;
	Ok(out.finish()?)
}

/// A file that goes when it is closed.
fn unnamed(path: &Path) -> io::Result<File> {
	let file = File::options().read(true).write(true).create_new(true).open(path)?;
	std::fs::remove_file(path).map(|()| file)
}

fn append(
	out: &mut tar::Builder<File>,
	name: &str,
	bytes: u64,
	data: impl Read,
) -> Result<(), RunnerError> {
	let mut header = tar::Header::new_gnu();
	header.set_size(bytes);
	header.set_mode(0o644);
	header.set_uid(0);
	header.set_gid(0);
	header.set_cksum();
	Ok(out.append_data(&mut header, name, data)?)
}

/// Copies a layer and returns its hash, as the Docker API has it.
fn copy(from: impl Read, to: &mut File, left: &mut u64) -> Result<String, RunnerError> {
	let mut hasher = Sha256::new();
	let mut from = from.take(*left + 1);
	let mut piece = vec![0; 1 << 20];
	loop {
		let read = from.read(&mut piece).map_err(bad)?;
		let Some(bytes) = piece.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
		hasher.update(bytes);
		to.write_all(bytes)?;
		*left = left.checked_sub(read as u64).ok_or_else(|| {
			bad(
				"unpacked it is larger than the limit image_mib: raise it, or make the image smaller",
			)
		})?;
	}
	Ok(format!("sha256:{}", hex::encode(hasher.finalize())))
}
