//! `stoa data lineage` and `verify`: what something was made from, and whether a copy is what the chain names.

use super::find_release;
use crate::{
	context::Context,
	fail::{DIFFERS, Fail},
	local::busy,
	show,
};
use serde_json::{Value, json};
use std::path::PathBuf;
use stoa_client::{At, types::DataAncestor};
use stoa_data::store::{Part, Store};
use stoa_primitives::{DataReleaseId, ReleaseId, dataset::DataCommitment};

/// How a copy compares with what the chain names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Compared {
	/// All of it is right.
	Same,
	/// It is right up to this byte.
	Differs(u64),
	/// Its leaves are of something else.
	OtherLeaves,
	/// There is none.
	Missing,
	/// The release was dropped: its root is all that is left of it.
	Dropped,
}

impl Compared {
	async fn of(store: Store, data: DataCommitment) -> Result<Self, Fail> {
		busy(move || {
			let path = store.path(&data.root, Part::Data);
			if !path.exists() {
				return Ok(Self::Missing);
			}
			if !store.has_leaves(&data)? {
				return Ok(Self::OtherLeaves);
			}
			let good = store.good_bytes(&data, &path)?;
			let longer = path.metadata().is_ok_and(|found| found.len() > data.bytes);
			Ok(if good == data.bytes && !longer { Self::Same } else { Self::Differs(good) })
		})
		.await
	}

	/// For scripts.
	fn word(self) -> &'static str {
		match self {
			Self::Same => "same",
			Self::Differs(_) | Self::OtherLeaves => "differs",
			Self::Missing => "missing",
			Self::Dropped => "dropped",
		}
	}

	/// For people.
	fn phrase(self) -> String {
		match self {
			Self::Same => "the same".to_string(),
			Self::Differs(good) => {
				format!("differs from byte {good} on, in chunk {}", good / 16_384)
			}
			Self::OtherLeaves => "has leaves of something else".to_string(),
			Self::Missing => "no copy".to_string(),
			Self::Dropped => "cannot be compared: the release was dropped".to_string(),
		}
	}

	fn is_wrong(self) -> bool {
		self.word() == "differs"
	}
}

/// Prints the ancestors of a release or a model; with a folder, how the copies in it compare.
pub async fn show(
	context: &Context,
	release: Option<DataReleaseId>,
	model: Option<ReleaseId>,
	from: Option<PathBuf>,
) -> Result<(), Fail> {
	let at = context.client().await?.best().await?;
	let (ancestors, of) = match (release, model) {
		(Some(release), _) => {
			find_release(&at, release).await?;
			(at.data_ancestors(release).await?, format!("release {release}"))
		}
		(None, Some(model)) => {
			let known = at.release(model).await?;
			known.ok_or_else(|| {
				Fail::refused(format!(
					"there is no release {model} of a model: see `stoa model list`"
				))
			})?;
			(at.data_lineage(model).await?, format!("model {model}"))
		}
		(None, None) => return Err(Fail::refused("name a release, or --model")),
	};
	let copies = match from {
		Some(folder) => Some(compared(&at, &ancestors, folder).await?),
		None => None,
	};
	let copy = |place: usize| copies.as_ref().and_then(|copies| copies.get(place).copied());
	let json: Vec<Value> = ancestors
		.iter()
		.enumerate()
		.map(|(place, ancestor)| as_json(ancestor, copy(place)))
		.collect();
	context.print(&json!({ "of": of, "ancestors": json }), || {
		if ancestors.is_empty() {
			return format!("{of} names nothing that it was made from");
		}
		let lines = ancestors.iter().enumerate();
		let lines: Vec<_> = lines.map(|(place, one)| line(one, copy(place))).collect();
		show::table(["STEPS", "RELEASE", "FOR", "BY LICENCE", "ROOT", "COPY"], &lines)
	});
	let wrong = (0..ancestors.len()).filter_map(copy).filter(|copy| copy.is_wrong()).count();
	match wrong {
		0 => Ok(()),
		_ => Err(Fail::told(
			DIFFERS,
			format!("{wrong} copies are not what {of} names: fetch them from somebody else"),
		)),
	}
}

/// How the copies in a folder compare, in the order of the ancestors.
async fn compared(
	at: &At,
	ancestors: &[DataAncestor],
	folder: PathBuf,
) -> Result<Vec<Compared>, Fail> {
	let store = existing(folder)?;
	let mut all = Vec::new();
	for ancestor in ancestors {
		let release = at.data_release(ancestor.release).await?;
		all.push(match release.filter(|release| release.data.root == ancestor.root) {
			Some(release) => Compared::of(store.clone(), release.data.0).await?,
			None => Compared::Dropped,
		});
	}
	Ok(all)
}

/// A folder that must be there: it is read, and nothing is written to it.
fn existing(folder: PathBuf) -> Result<Store, Fail> {
	if !folder.is_dir() {
		return Err(Fail::refused(format!(
			"{} is no folder: name the one with the copy, as --store or a web server keeps it",
			folder.display()
		)));
	}
	Ok(Store::open(&folder)?)
}

fn as_json(ancestor: &DataAncestor, copy: Option<Compared>) -> Value {
	json!({
		"release": ancestor.release,
		"root": show::hash(&ancestor.root),
		"license": ancestor.license,
		"child": ancestor.child,
		"distance": ancestor.distance,
		"copy": copy.map(Compared::word),
	})
}

fn line(ancestor: &DataAncestor, copy: Option<Compared>) -> [String; 6] {
	[
		ancestor.distance.to_string(),
		ancestor.release.to_string(),
		ancestor.child.map_or("the model".to_string(), |child| format!("release {child}")),
		ancestor.license.map_or("its owner's own".to_string(), |license| license.to_string()),
		show::hash(&ancestor.root),
		copy.map_or("-".to_string(), Compared::phrase),
	]
}

/// Compares a copy with the chain.
pub async fn verify(context: &Context, id: DataReleaseId, from: PathBuf) -> Result<(), Fail> {
	let at = context.client().await?.best().await?;
	let data = find_release(&at, id).await?.data.0;
	let store = existing(from.clone())?;
	let copy = Compared::of(store, data).await?;
	let good = match copy {
		Compared::Same => Some(data.bytes),
		Compared::Differs(good) => Some(good),
		_ => None,
	};
	let text = match copy {
		Compared::Same => format!("all {} bytes are those of release {id}", data.bytes),
		Compared::Missing => {
			let name = stoa_data::store::file_name(&data.root, Part::Data);
			return Err(Fail::refused(format!(
				"{} has no copy of release {id}: it would be called {name}",
				from.display()
			)));
		}
		copy => format!("the copy of release {id} {}", copy.phrase()),
	};
	let right = copy == Compared::Same;
	context.print(
		&json!({ "release": id, "root": show::hash(&data.root), "right": right, "good_bytes": good }),
		|| text.clone(),
	);
	if right { Ok(()) } else { Err(Fail::told(DIFFERS, text)) }
}
