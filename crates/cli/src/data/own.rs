//! An owner's secret and store.

use crate::{
	args::OwnArgs,
	context::Context,
	fail::Fail,
	local::{busy, unreadable},
	vault,
};
use std::path::PathBuf;
use stoa_client::types::{DataReleaseDetails, KeySplit};
use stoa_data::{owner::Master, shares::split, store::Store};
use stoa_primitives::{
	DataReleaseId, Digest,
	dataset::{DataCommitment, DataKey, KeyShare, key_commitment, share_commitment},
};
use zeroize::Zeroizing;

/// Secret and store.
pub struct Own {
	/// From which the keys follow.
	pub master: Master,
	/// Where the ciphertext is.
	pub store: Store,
	/// The secret's file.
	pub secret: PathBuf,
}

/// What a user has of data, for the chain with this genesis.
pub fn folder(genesis: &Digest) -> PathBuf {
	vault::folder("data", genesis)
}

impl Own {
	/// What the command line says, or the user's own for this chain. `new` makes a secret where there is none.
	pub fn of(args: &OwnArgs, genesis: &Digest, new: bool) -> Result<Self, Fail> {
		let secret = args.secret.clone().unwrap_or_else(|| folder(genesis).join("master.key"));
		let store = args.store.clone().unwrap_or_else(|| folder(genesis).join("store"));
		let master = match new {
			true => Master::open_or_create(&secret)?,
			false => Master::open(&secret).map_err(|error| {
				Fail::refused(format!(
					"{error}: name the secret that publishing made with --secret"
				))
			})?,
		};
		Ok(Self { master, store: Store::open(&store)?, secret })
	}

	/// The key of a release, which must be one of these.
	pub fn key(
		&self,
		id: DataReleaseId,
		release: &DataReleaseDetails,
	) -> Result<Zeroizing<DataKey>, Fail> {
		let root = &release.data.root;
		let key = self.store.nonce(root).map(|nonce| self.master.data_key(&nonce));
		key.ok().filter(|key| key_commitment(key) == release.data.key).ok_or_else(|| {
			Fail::refused(format!(
				"the key of release {id} does not follow from {} and {}: name the secret and the store with which it \
				 was published (--secret, --store)",
				self.secret.display(),
				self.store.folder().display()
			))
		})
	}

	/// Splits the key of a release, and keeps the shares beside the secret until custodians have them.
	pub fn split(
		&self,
		data: &DataCommitment,
		threshold: u8,
		count: usize,
	) -> Result<KeySplit, Fail> {
		let key = self.master.data_key(&self.store.nonce(&data.root)?);
		let shares = split(&key, threshold, u8::try_from(count).unwrap_or(u8::MAX))?;
		let kept: Vec<String> = shares.iter().map(|share| hex::encode(**share)).collect();
		let path = self.shares_path(data);
		vault::write(&path, &kept).map_err(|error| unreadable(&path, &error))?;
		let commitments = (1u8..).zip(&shares).map(|(place, share)| share_commitment(place, share));
		Ok(KeySplit { threshold, commitments: commitments.collect() })
	}

	/// The shares of a release's key, in the order of its custodians.
	pub fn shares(&self, data: &DataCommitment) -> Result<Vec<KeyShare>, Fail> {
		let path = self.shares_path(data);
		let bytes = std::fs::read(&path).map_err(|error| unreadable(&path, &error))?;
		let kept: Vec<String> = serde_json::from_slice(&bytes).unwrap_or_default();
		let share = |digits: &String| hex::decode(digits).ok()?.try_into().ok();
		let shares: Option<Vec<KeyShare>> = kept.iter().map(share).collect();
		shares.ok_or_else(|| {
			Fail::refused(format!("{}: these are no shares: publish a new release", path.display()))
		})
	}

	fn shares_path(&self, data: &DataCommitment) -> PathBuf {
		let name = format!("shares-{}.json", hex::encode(data.root));
		self.secret.with_file_name(name)
	}

	/// Encrypts a file into the store.
	pub async fn add(
		self,
		context: &Context,
		file: PathBuf,
	) -> Result<(Self, DataCommitment), Fail> {
		let bytes = std::fs::metadata(&file).map(|found| found.len()).unwrap_or(0);
		let bar = super::bar(context, "encrypting", bytes);
		let shown = bar.clone();
		let done = busy(move || {
			let made = self.store.add(&file, &self.master, |done| shown.set_position(done))?;
			Ok((self, made))
		});
		let done = done.await;
		bar.finish_and_clear();
		done
	}
}
