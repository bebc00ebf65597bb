//! The artefact of class Exact out of a model file: made once, into the daemon's own folder, for owners who
//! have the file and not what `stoa model import` makes of it.

use super::exact::Exact;
use anyhow::{Context, Result, bail};
use std::{
	fs,
	path::{Path, PathBuf},
	sync::Arc,
	time::Instant,
};
use stoa_exact::{artefact::Artefact, gguf::Gguf, model::Model};
use stoa_primitives::Digest;
use stoa_text::Text;
use tokio::task::spawn_blocking;

/// Hears how far it is.
pub type Progress = fn(&str);

/// The engine of the model `root` out of a model file, with its tokeniser; its artefact is in `folder`
/// afterwards.
pub async fn open(gguf: &Path, folder: &Path, root: Digest, progress: Progress) -> Result<Exact> {
	let engine = artefact(gguf, folder, root, progress).await?;
	match gguf.exists() {
		true => with_text(engine, gguf).await,
		false => {
			progress(&format!("{}: gone, and its tokeniser with it", gguf.display()));
			Ok(engine)
		}
	}
}

/// The engine with the tokeniser in a model file or folder.
pub async fn with_text(engine: Exact, file: &Path) -> Result<Exact> {
	let (path, name) = (file.to_owned(), file.display().to_string());
	let text = spawn_blocking(move || Text::open(&path)).await?.with_context(|| name.clone())?;
	engine.with_text(Arc::new(text)).with_context(|| name)
}

async fn artefact(gguf: &Path, folder: &Path, root: Digest, progress: Progress) -> Result<Exact> {
	let made = folder.join(format!("{}.exact", hex::encode(root)));
	if made.exists() {
		match Exact::open(&made).await {
			Ok(engine) => return Ok(engine),
			Err(error) => progress(&format!("{error:#}: making it again")),
		}
	}
	let (from, to) = (gguf.to_owned(), made.clone());
	spawn_blocking(move || make(&from, &to, root, progress)).await??;
	Exact::open(&made).await
}

fn make(gguf: &Path, to: &Path, root: Digest, progress: Progress) -> Result<()> {
	let (began, name) = (Instant::now(), gguf.display().to_string());
	let bytes = fs::metadata(gguf).with_context(|| format!("{name}: fetch the model first"))?.len();
	progress(&format!("{name}: reading {} MB to make the artefact of class Exact", bytes >> 20));
	let file = Gguf::open(gguf).with_context(|| name.clone())?;
	let text = Text::from_gguf(&file).with_context(|| name.clone())?;
	let model = Model::import(&file).with_context(|| name.clone())?;
	progress(&format!("{name}: hashing its rows"));
	let artefact = Artefact::new(Arc::new(model), text.ends(), *text.hash());
	let artefact = artefact.with_context(|| name.clone())?;
	if artefact.root() != root {
		bail!(
			"{name} is of another model (root {}; the chain says {}): every answer would be refuted and cost the \
			 bond. Fetch the file that the release was made of, or its artefact",
			hex::encode(artefact.root()),
			hex::encode(root),
		);
	}
	let part = write(&artefact, to).with_context(|| to.display().to_string())?;
	fs::rename(part, to)?;
	let seconds = began.elapsed().as_secs_f64();
	progress(&format!("{}: made in {seconds:.1} s, for this and all later starts", to.display()));
	Ok(())
}

/// Writes it beside its place: another may be mapped there.
fn write(artefact: &Artefact, to: &Path) -> Result<PathBuf> {
	fs::create_dir_all(to.parent().context("it is in a folder")?)?;
	let part = to.with_extension("part");
	artefact.write(&part)?;
	Ok(part)
}

#[cfg(test)]
mod tests {
	use super::*;

	const TINY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../exact/tests/data/tiny.gguf");

	fn root() -> Digest {
		let file = Gguf::open(Path::new(TINY)).unwrap();
		let (text, model) = (Text::from_gguf(&file).unwrap(), Model::import(&file).unwrap());
		Artefact::new(Arc::new(model), text.ends(), *text.hash()).unwrap().root()
	}

	#[tokio::test]
	async fn an_artefact_is_made_once_and_again_when_it_is_damaged() {
		let folder = tempfile::tempdir().unwrap();
		let folder = folder.path().join("artefacts");
		let (tiny, root) = (Path::new(TINY), root());
		assert_eq!(open(tiny, &folder, root, |_| {}).await.unwrap().root(), root);
		let made = folder.join(format!("{}.exact", hex::encode(root)));
		let first = fs::metadata(&made).unwrap().modified().unwrap();
		assert_eq!(open(tiny, &folder, root, |_| panic!("made twice")).await.unwrap().root(), root);
		assert_eq!(fs::metadata(&made).unwrap().modified().unwrap(), first);

		let mut bytes = fs::read(&made).unwrap();
		*bytes.last_mut().unwrap() ^= 1;
		fs::remove_file(&made).unwrap();
		fs::write(&made, bytes).unwrap();
		assert_eq!(open(tiny, &folder, root, |_| {}).await.unwrap().root(), root);
		assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "nothing is left beside it");
	}

	#[tokio::test]
	async fn a_file_of_another_model_makes_nothing() {
		let folder = tempfile::tempdir().unwrap();
		let refused = open(Path::new(TINY), folder.path(), [7; 32], |_| {}).await.map(|_| ());
		let refused = format!("{:#}", refused.unwrap_err());
		assert!(refused.contains("is of another model"), "{refused}");
		assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
		let missing =
			open(Path::new("/none.gguf"), folder.path(), [7; 32], |_| {}).await.map(|_| ());
		assert!(format!("{:#}", missing.unwrap_err()).contains("fetch the model first"));
	}
}
