//! What a challenger must not lose before the verdict: the salt of the hidden challenge, without which the bond
//! is lost, what is doubted, and what the provider has shown. It is on the disk before anything is sent.

use crate::{
	fail::{FAILED, Fail},
	vault,
};
use serde::{Deserialize, Serialize};
use std::{fs, path::PathBuf, sync::Arc};
use stoa_client::{AccountId, game::Shown, sealed::random_salt};
use stoa_exact::{Claim, Sampling, artefact::Artefact, game::Standing, trace::Execution};
use stoa_primitives::{
	Balance, BlockNumber, Digest, GameId, SubjectKey, payload::challenge_commitment,
};

/// A challenge that was begun.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
	/// The job's number, or the receipt's hash with `0x` before it.
	subject: String,
	account: String,
	salt: String,
	/// In planck, as text: JSON has no numbers as large.
	bond: String,
	prompt: Vec<u32>,
	output: Vec<u32>,
	ended: bool,
	/// Inverse temperature, cut and seed, unless tokens were chosen greedily.
	sampling: Option<(u32, u32, [u8; 32])>,
	/// Root of the trace that is doubted.
	trace: String,
	game: Option<GameId>,
	/// A block before which nothing of the challenge happened.
	since: Option<BlockNumber>,
	shown: Vec<(String, String)>,
	#[serde(skip)]
	path: PathBuf,
}

impl Kept {
	/// A new one, with a new salt. Nothing is on the disk yet.
	pub fn new(
		genesis: &Digest,
		subject: &SubjectKey,
		account: &AccountId,
		bond: Balance,
		claim: &Claim,
		own: &Execution,
	) -> Result<Self, Fail> {
		let salt = random_salt()?;
		let (prompt, output) = own.tokens().split_at(claim.shape().prompt() as usize);
		Ok(Self {
			subject: key(subject),
			account: account.to_string(),
			salt: salt.first_chunk::<16>().map(hex::encode).unwrap_or_default(),
			bond: bond.to_string(),
			prompt: prompt.to_vec(),
			output: output.to_vec(),
			ended: claim.shape().ended(),
			sampling: claim.sampling().parameters(),
			trace: hex::encode(claim.trace()),
			game: None,
			since: None,
			shown: Vec::new(),
			path: path(genesis, subject, account),
		})
	}

	/// One that was begun by an account on this machine.
	pub fn find(
		genesis: &Digest,
		subject: &SubjectKey,
		account: &AccountId,
	) -> Result<Option<Self>, Fail> {
		Self::read(path(genesis, subject, account))
	}

	fn read(path: PathBuf) -> Result<Option<Self>, Fail> {
		let broken = |why: String| {
			let text = format!("{}: {why}: the challenge that was begun needs it", path.display());
			Fail::new(FAILED, text)
		};
		let bytes = match fs::read(&path) {
			Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
			Err(error) => return Err(broken(error.to_string())),
			Ok(bytes) => bytes,
		};
		let kept: Self =
			serde_json::from_slice(&bytes).map_err(|error| broken(error.to_string()))?;
		Ok(Some(Self { path, ..kept }))
	}

	/// Writes it to the disk.
	pub fn save(&self) -> Result<(), Fail> {
		vault::write(&self.path, self).map_err(|error| {
			let path = self.path.display();
			Fail::new(
				FAILED,
				format!("{path}: {error}: what the challenge needs must be kept there"),
			)
		})
	}

	/// Forgets it, after the verdict.
	pub fn forget(&self) {
		let _ = fs::remove_file(&self.path);
	}

	/// On hold behind it, in planck.
	pub fn bond(&self) -> Balance {
		self.bond.parse().unwrap_or_default()
	}

	/// The salt.
	pub fn salt(&self) -> [u8; 16] {
		hex::decode(&self.salt).ok().and_then(|salt| salt.try_into().ok()).unwrap_or_default()
	}

	/// What hides the challenge, which is of the whole trace.
	pub fn digest(&self, genesis: &Digest, subject: &SubjectKey, account: &AccountId) -> Digest {
		challenge_commitment(genesis, subject, account, None, &self.salt())
	}

	/// Root of the trace that is doubted.
	pub fn trace(&self) -> Digest {
		hex::decode(&self.trace).ok().and_then(|root| root.try_into().ok()).unwrap_or_default()
	}

	/// Executes the answer again.
	pub fn execute(&self, artefact: Arc<Artefact>) -> Result<Execution, Fail> {
		let sampling = Sampling::new(self.sampling).map_err(|error| Fail::new(FAILED, error))?;
		let own = Execution::run(artefact, sampling, &self.prompt, &self.output, self.ended);
		own.map_err(|error| Fail::new(FAILED, error.to_string()))
	}

	/// The game, if it is known.
	pub fn game(&self) -> Option<GameId> {
		self.game
	}

	/// A block before which nothing of the challenge happened.
	pub fn since(&self) -> Option<BlockNumber> {
		self.since
	}

	/// Notes what is known of the challenge. Whether that is news.
	pub fn note(&mut self, game: Option<GameId>, since: BlockNumber) -> bool {
		let before = (self.game, self.since);
		self.game = game.or(self.game);
		self.since = self.since.or(Some(since));
		before != (self.game, self.since)
	}

	/// What the provider has shown, as far as it was noted.
	pub fn shown(&self) -> Vec<Shown> {
		let shown = self.shown.iter().filter_map(|(standing, answer)| {
			let standing = Standing::decode(&hex::decode(standing).ok()?)?;
			Some(Shown { standing, answer: hex::decode(answer).ok()? })
		});
		shown.collect()
	}

	/// Notes all that the provider has shown.
	pub fn note_shown(&mut self, shown: &[Shown]) {
		let texts = shown.iter().map(|Shown { standing, answer }| {
			(hex::encode(standing.encode()), hex::encode(answer))
		});
		self.shown = texts.collect();
	}
}

fn key(subject: &SubjectKey) -> String {
	match subject {
		SubjectKey::Job(job) => job.to_string(),
		SubjectKey::Receipt(hash) => format!("0x{}", hex::encode(hash)),
	}
}

fn path(genesis: &Digest, subject: &SubjectKey, account: &AccountId) -> PathBuf {
	vault::folder("challenges", genesis).join(format!("{}-{account}.json", key(subject)))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::local;
	use stoa_client::keys;
	use stoa_exact::{Blake2, trace::answer};

	#[test]
	fn everything_comes_back_from_the_disk() {
		let folder = tempfile::tempdir().unwrap();
		let (alice, artefact) = (keys::account("//Alice").unwrap(), local::tiny());
		let sampling = Sampling::new(Some((1 << 16, 5, [3; 32]))).unwrap();
		let own =
			Execution::run(artefact.clone(), sampling, &[5, 77, 200], &[9, 8], false).unwrap();
		let subject = SubjectKey::Job(7);
		let kept = Kept::new(&[1; 32], &subject, &alice, u128::MAX, own.claim(), &own).unwrap();
		let mut kept = Kept { path: folder.path().join("a/7.json"), ..kept };
		kept.save().unwrap();
		assert!(kept.note(Some(3), 90));
		assert!(!kept.note(None, 95));
		let open = Standing::open(own.claim());
		let answer = answer(&own, open.node());
		let standing = open.answer::<Blake2>(own.claim(), &answer).unwrap();
		let shown = vec![Shown { standing, answer }];
		kept.note_shown(&shown);
		kept.save().unwrap();

		let found =
			Kept::read(kept.path.clone()).unwrap_or_else(|fail| panic!("{fail:?}")).unwrap();
		assert_eq!((found.game(), found.since()), (Some(3), Some(90)));
		assert_eq!((found.bond(), found.trace()), (u128::MAX, own.trace().root()));
		assert_eq!((found.salt(), found.shown()), (kept.salt(), shown));
		let digest = |kept: &Kept| kept.digest(&[1; 32], &subject, &alice);
		assert_eq!(digest(&found), digest(&kept));
		let receipt = SubjectKey::Receipt([7; 32]);
		assert_ne!(path(&[1; 32], &receipt, &alice), path(&[1; 32], &subject, &alice));
		let again = found.execute(artefact).unwrap_or_else(|fail| panic!("{fail:?}"));
		assert_eq!(again.trace().root(), own.trace().root());
		found.forget();
		assert!(Kept::read(kept.path.clone()).is_ok_and(|found| found.is_none()));
		fs::write(&kept.path, b"{").unwrap();
		assert!(Kept::read(kept.path).is_err_and(|fail| fail.text.contains("7.json")));
	}
}
