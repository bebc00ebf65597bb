//! What this machine has of a model: its artefact, its tokenizer.

use crate::{
	fail::{FAILED, Fail},
	show,
};
use std::{
	io,
	path::{Path, PathBuf},
	sync::Arc,
};
use stoa_client::{At, search::token_ids};
use stoa_exact::{Header, artefact::Artefact};
use stoa_primitives::ReleaseId;
use stoa_text::Text;

/// A file that cannot be read.
pub fn unreadable(path: &Path, error: &io::Error) -> Fail {
	Fail::refused(format!("{}: {error}: name a file that can be read", path.display()))
}

/// Does what takes a processor a while.
pub async fn busy<T: Send + 'static>(
	work: impl FnOnce() -> Result<T, Fail> + Send + 'static,
) -> Result<T, Fail> {
	let done = tokio::task::spawn_blocking(work).await;
	done.unwrap_or_else(|error| Err(Fail::new(FAILED, format!("the computation broke: {error}"))))
}

/// Reads an artefact, checking every bound and its root.
pub async fn artefact(path: &Path) -> Result<Arc<Artefact>, Fail> {
	let path = path.to_owned();
	busy(move || {
		let artefact = Artefact::open(&path);
		artefact
			.map(Arc::new)
			.map_err(|error| Fail::refused(format!("{}: {error}", path.display())))
	})
	.await
}

/// The header of a release's model, as the chain has it.
pub async fn header(at: &At, release: ReleaseId) -> Result<Header, Fail> {
	let bytes = at.model_header(release).await?.ok_or_else(|| {
		Fail::refused(format!("release {release} is not of class Exact, or was dropped"))
	})?;
	Header::decode(&bytes).map_err(|why| {
		Fail::new(FAILED, format!("the model of release {release} is not known here: {why}"))
	})
}

/// Turns the answers of a model into text.
#[derive(Clone, Default)]
pub struct Reader(Option<Arc<Text>>);

impl Reader {
	/// With a tokenizer that was found to be the model's.
	pub fn new(text: Arc<Text>) -> Self {
		Self(Some(text))
	}

	/// With the tokenizer in a file, if one was named and it is the model's. Reading an answer is not worth a
	/// failure: a file that will not do is `noted`.
	pub async fn of(
		at: &At,
		release: ReleaseId,
		path: Option<&PathBuf>,
		noted: impl FnOnce(&str),
	) -> Self {
		let Some(path) = path else { return Self(None) };
		let found = match header(at, release).await {
			Ok(header) => tokenizer(path, release, &header),
			Err(fail) => Err(fail),
		};
		match found {
			Ok(text) => Self::new(Arc::new(text)),
			Err(fail) => {
				noted(&fail.text);
				Self(None)
			}
		}
	}

	/// The text of token ids, or the ids.
	pub fn ids(&self, ids: &[u32]) -> String {
		match &self.0 {
			Some(text) => show::answer(text.decode(ids).as_bytes()),
			None => {
				let ids: Vec<String> = ids.iter().map(u32::to_string).collect();
				format!("token ids {} (--tokenizer MODEL.gguf makes text of them)", ids.join(" "))
			}
		}
	}

	/// The text of one token, if it can be told.
	pub fn token(&self, id: u32) -> Option<String> {
		self.0.as_ref().map(|text| show::answer(text.decode(&[id]).as_bytes()))
	}

	/// An output of class Exact as text; any other is text.
	pub fn output(&self, output: &[u8], exact: bool) -> String {
		match token_ids(output) {
			Some(ids) if exact => self.ids(&ids),
			_ => show::answer(output),
		}
	}
}

/// The tokenizer in a file, which must be the one of a release.
pub fn tokenizer(path: &Path, release: ReleaseId, header: &Header) -> Result<Text, Fail> {
	let text =
		Text::open(path).map_err(|error| Fail::refused(format!("{}: {error}", path.display())))?;
	if text.hash() != header.tokenizer() {
		return Err(Fail::refused(format!(
			"the tokenizer in {} ({}) is not the one of release {release} ({}): name the file or folder \
			 that the model was made from",
			path.display(),
			show::hash(text.hash()),
			show::hash(header.tokenizer())
		)));
	}
	Ok(text)
}

#[cfg(test)]
pub fn tiny_path() -> PathBuf {
	Path::new(env!("CARGO_MANIFEST_DIR")).join("../exact/tests/data/tiny.gguf")
}

/// The artefact of the tiny model.
#[cfg(test)]
pub fn tiny() -> Arc<Artefact> {
	let text = Text::open(&tiny_path()).unwrap();
	let model = Arc::new(stoa_exact::model::Model::open(&tiny_path()).unwrap());
	Arc::new(Artefact::new(model, text.ends(), *text.hash()).unwrap())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_tokenizer_must_be_the_releases() {
		let header = tiny().header().clone();
		let text = tokenizer(&tiny_path(), 4, &header).unwrap_or_else(|fail| panic!("{fail:?}"));
		assert_eq!(text.hash(), header.tokenizer());
		let model = stoa_exact::model::Model::open(&tiny_path()).unwrap();
		let other = Artefact::new(Arc::new(model), &[2], [9; 32]).unwrap();
		let fail = tokenizer(&tiny_path(), 4, other.header()).err().unwrap();
		for part in ["release 4", "0x0909", "tiny.gguf"] {
			assert!(fail.text.contains(part), "{part} in {}", fail.text);
		}
		assert!(tokenizer("/no/such".as_ref(), 4, &header).is_err());
	}

	#[test]
	fn answers_are_read_with_a_tokenizer_and_without() {
		let text = Arc::new(Text::open(&tiny_path()).unwrap());
		let ids = text.encode("hello the world", stoa_primitives::Template::Raw).unwrap();
		let output = stoa_client::search::token_bytes(&ids);
		assert_eq!(Reader::new(text.clone()).output(&output, true), "hello the world");
		assert!(Reader::default().output(&output, true).starts_with("token ids "));
		assert_eq!(Reader::default().output(b"abcd", false), "abcd");
		assert_eq!(Reader::new(text).output(b"abcde", true), "abcde");
	}
}
