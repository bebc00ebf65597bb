//! Prompts and outputs by content root. What is read is what was written, or it is not there.

use anyhow::{Context, Result, bail};
use std::{
	fs,
	io::{ErrorKind, Write},
	path::{Path, PathBuf},
};
use stoa_primitives::{Digest, MAX_CONTENT_BYTES, merkle};

/// A folder of files named by the content root of their content.
#[derive(Clone, Debug)]
pub struct Blobs {
	dir: PathBuf,
}

impl Blobs {
	/// Opens or creates the folder; what a crash left half-written is swept away.
	pub fn open(dir: &Path) -> Result<Self> {
		let dir = dir.join("blobs");
		fs::create_dir_all(&dir).with_context(|| dir.display().to_string())?;
		restrict(&dir, 0o700)?;
		for entry in fs::read_dir(&dir)? {
			let path = entry?.path();
			if path.extension().is_some_and(|extension| extension == "part") {
				fs::remove_file(path)?;
			}
		}
		Ok(Self { dir })
	}

	fn path(&self, root: &Digest) -> PathBuf {
		self.dir.join(hex::encode(root))
	}

	/// Writes `content` and returns its root. Whole or not at all; writing it twice does no harm.
	pub fn put(&self, content: &[u8]) -> Result<Digest> {
		if content.len() > MAX_CONTENT_BYTES as usize {
			bail!(
				"{} bytes are more than the {MAX_CONTENT_BYTES} that can be served",
				content.len()
			);
		}
		let root = merkle::content_root(content);
		let path = self.path(&root);
		if self.get(&root)?.is_some() {
			return Ok(root);
		}
		let mut unique = [0; 8];
		getrandom::fill(&mut unique).map_err(|e| anyhow::anyhow!("no randomness: {e}"))?;
		let part = self.dir.join(format!("{}.part", hex::encode(unique)));
		let mut file = fs::File::create(&part)?;
		file.write_all(content)?;
		file.sync_all()?;
		fs::rename(&part, &path)?;
		fs::File::open(&self.dir)?.sync_all()?;
		Ok(root)
	}

	/// The content with this root. A file that does not hash to its name is removed.
	pub fn get(&self, root: &Digest) -> Result<Option<Vec<u8>>> {
		let path = self.path(root);
		let content = match fs::read(&path) {
			Ok(content) => content,
			Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
			Err(e) => return Err(e).with_context(|| path.display().to_string()),
		};
		if merkle::content_root(&content) != *root {
			tracing::error!(blob = hex::encode(root), "blob is damaged; removed");
			fs::remove_file(&path)?;
			return Ok(None);
		}
		Ok(Some(content))
	}

	/// Removes it; removing what is not there does no harm.
	pub fn remove(&self, root: &Digest) -> Result<()> {
		match fs::remove_file(self.path(root)) {
			Err(e) if e.kind() != ErrorKind::NotFound => Err(e.into()),
			_ => Ok(()),
		}
	}

	/// Removes every blob that is not in `used`: what a crash left behind.
	pub fn sweep(&self, used: impl Fn(&Digest) -> bool) -> Result<()> {
		for entry in fs::read_dir(&self.dir)? {
			let entry = entry?;
			let mut root = Digest::default();
			let name = entry.file_name();
			let named = hex::decode_to_slice(name.to_string_lossy().as_bytes(), &mut root).is_ok();
			if !named || !used(&root) {
				fs::remove_file(entry.path())?;
			}
		}
		Ok(())
	}
}

/// Sets the permissions of what only the owner may read.
pub fn restrict(path: &Path, mode: u32) -> Result<()> {
	#[cfg(unix)]
	{
		use std::os::unix::fs::PermissionsExt;
		fs::set_permissions(path, fs::Permissions::from_mode(mode))
			.with_context(|| path.display().to_string())?;
	}
	#[cfg(not(unix))]
	let _ = (path, mode);
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn content_comes_back_and_damage_does_not() {
		let dir = tempfile::tempdir().unwrap();
		let blobs = Blobs::open(dir.path()).unwrap();
		let content = vec![5; 40_000];
		let root = blobs.put(&content).unwrap();
		assert_eq!(blobs.put(&content).unwrap(), root);
		assert_eq!(blobs.get(&root).unwrap(), Some(content.clone()));
		fs::write(blobs.path(&root), b"else").unwrap();
		assert_eq!(blobs.get(&root).unwrap(), None, "damaged");
		assert_eq!(blobs.put(&content).unwrap(), root);
		assert_eq!(blobs.get(&root).unwrap(), Some(content), "healed");
		blobs.remove(&root).unwrap();
		blobs.remove(&root).unwrap();
		assert_eq!(blobs.get(&root).unwrap(), None);
	}

	#[test]
	fn what_is_too_long_is_refused_and_what_is_left_over_is_swept() {
		let dir = tempfile::tempdir().unwrap();
		let blobs = Blobs::open(dir.path()).unwrap();
		assert!(blobs.put(&vec![0; MAX_CONTENT_BYTES as usize + 1]).is_err());
		let kept = blobs.put(b"kept").unwrap();
		let lost = blobs.put(b"lost").unwrap();
		fs::write(dir.path().join("blobs/x.part"), b"half").unwrap();
		let blobs = Blobs::open(dir.path()).unwrap();
		assert!(!dir.path().join("blobs/x.part").exists());
		blobs.sweep(|root| *root == kept).unwrap();
		assert!(blobs.get(&kept).unwrap().is_some());
		assert!(blobs.get(&lost).unwrap().is_none());
	}
}
