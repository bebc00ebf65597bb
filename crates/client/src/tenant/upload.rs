//! What is to run, handed over.

use super::{
	ImageProgress, Tenant, TenantError,
	ask::{Question, whole},
};
use crate::sealed;
use reqwest::Method;
use std::{
	fs::File,
	io::{Read, Seek, SeekFrom},
	path::Path,
};
use stoa_primitives::Digest;

/// Bytes of an image that travel in one request.
const PIECE: u64 = 4 << 20;
/// How often an upload goes on from where the daemon says that it is.
const DETOURS: u32 = 8;

impl Tenant {
	/// Hands over the manifest, sealed to the provider: its bytes and salt are those of the digest on chain. Can
	/// be repeated.
	pub async fn put_manifest(&self, salt: &Digest, manifest: &[u8]) -> Result<(), TenantError> {
		let sealed = sealed::seal_prompt(&self.transport_key, salt, manifest)?;
		let question = Question::new(Method::PUT, "manifest", sealed);
		self.ask(&self.quick, &question).await.map(|_| ())
	}

	/// How much of the image the daemon has.
	pub async fn image(&self) -> Result<ImageProgress, TenantError> {
		self.read("image").await
	}

	/// Hands over what the daemon does not have of the image, and tells after each piece how much it has.
	pub async fn put_image(
		&self,
		path: &Path,
		mut told: impl FnMut(&ImageProgress),
	) -> Result<(), TenantError> {
		let unreadable = |error: std::io::Error| {
			TenantError::File(format!("{}: {error}: the image must stay there", path.display()))
		};
		let mut file = File::open(path).map_err(unreadable)?;
		let mut progress = self.image().await?;
		let mut detours = 0;
		while progress.have < progress.bytes {
			told(&progress);
			file.seek(SeekFrom::Start(progress.have)).map_err(unreadable)?;
			let mut piece = Vec::new();
			file.by_ref().take(PIECE).read_to_end(&mut piece).map_err(unreadable)?;
			if piece.is_empty() {
				let text = format!("{} is shorter than when the lease was opened", path.display());
				return Err(TenantError::File(text));
			}
			progress = match self.put_piece(progress.have, piece).await {
				Ok(progress) => progress,
				Err(error) if detours < DETOURS && error.is("wrong_offset") => {
					detours += 1;
					self.image().await?
				}
				Err(error) => return Err(error),
			};
		}
		told(&progress);
		Ok(())
	}

	async fn put_piece(&self, offset: u64, piece: Vec<u8>) -> Result<ImageProgress, TenantError> {
		let path = format!("image/{offset}");
		let question = Question::new(Method::PUT, &path, piece);
		whole(self.ask(&self.quick, &question).await?).await
	}
}
