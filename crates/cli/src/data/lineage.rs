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
use stoa_client::types::DataAncestor;
use stoa_data::store::{Part, Store};
use stoa_primitives::{DataReleaseId, ReleaseId};

/// Prints the ancestors of a release or a model.
pub async fn show(
	context: &Context,
	release: Option<DataReleaseId>,
	model: Option<ReleaseId>,
) -> Result<(), Fail> {
	let at = context.client().await?.best().await?;
	let (ancestors, of) = match (release, model) {
		(Some(release), _) => {
			find_release(&at, release).await?;
			(at.data_ancestors(release).await?, format!("release {release}"))
		}
		(None, Some(model)) => (at.data_lineage(model).await?, format!("model {model}")),
		(None, None) => return Err(Fail::refused("name a release, or --model")),
	};
	let json: Vec<Value> = ancestors.iter().map(as_json).collect();
	context.print(&json!({ "of": of, "ancestors": json }), || {
		if ancestors.is_empty() {
			return format!("{of} names nothing that it was made from");
		}
		let lines: Vec<_> = ancestors.iter().map(line).collect();
		show::table(["STEPS", "RELEASE", "FOR", "BY LICENCE", "ROOT"], &lines)
	});
	Ok(())
}

fn as_json(ancestor: &DataAncestor) -> Value {
	json!({
		"release": ancestor.release,
		"root": show::hash(&ancestor.root),
		"license": ancestor.license,
		"child": ancestor.child,
		"distance": ancestor.distance,
	})
}

fn line(ancestor: &DataAncestor) -> [String; 5] {
	[
		ancestor.distance.to_string(),
		ancestor.release.to_string(),
		ancestor.child.map_or("the model".to_string(), |child| format!("release {child}")),
		ancestor.license.map_or("its owner's own".to_string(), |license| license.to_string()),
		show::hash(&ancestor.root),
	]
}

/// Compares a copy with the chain.
pub async fn verify(context: &Context, id: DataReleaseId, from: PathBuf) -> Result<(), Fail> {
	let at = context.client().await?.best().await?;
	let data = find_release(&at, id).await?.data.0;
	let store = Store::open(&from)?;
	let good = busy(move || {
		if !store.has_leaves(&data)? {
			return Ok(None);
		}
		let path = store.path(&data.root, Part::Data);
		Ok(Some(store.good_bytes(&data, &path)?))
	});
	let good = good.await?;
	let right = good == Some(data.bytes);
	let text = match good {
		Some(_) if right => format!("all {} bytes are those of release {id}", data.bytes),
		Some(good) => {
			format!("differs from release {id} from byte {good} on, in chunk {}", good / 16_384)
		}
		None => format!("the leaves in {} are not those of release {id}", from.display()),
	};
	context.print(
		&json!({ "release": id, "root": show::hash(&data.root), "right": right, "good_bytes": good }),
		|| text.clone(),
	);
	if right { Ok(()) } else { Err(Fail::told(DIFFERS, text)) }
}
