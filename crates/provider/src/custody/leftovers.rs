//! What lies on the disk of runs that are over: plaintext, images, and the beginnings of images.

use super::{Custody, compute::image_at, http::part_at, store::RunRecord};
use std::{
	collections::{BTreeMap, BTreeSet},
	fs,
	path::{Path, PathBuf},
};
use stoa_data::custody::Algorithm;
use stoa_primitives::RunId;

impl Custody {
	/// Ends what an earlier process ran, and removes its plaintext.
	pub(super) async fn sweep(&self) {
		if let Some(runner) = &self.runner {
			if let Err(error) = runner.adopt().await {
				tracing::warn!(%error, "runs of an earlier process cannot be found");
			}
			if let Err(error) = runner.sweep(&BTreeSet::new()).await {
				tracing::warn!(%error, "runs of an earlier process are not removed");
			}
		}
		for entry in fs::read_dir(&self.work).into_iter().flatten().flatten() {
			if entry.path().is_dir() {
				let _gone = fs::remove_dir_all(entry.path());
			}
		}
		self.sweep_images(|_, _| true);
	}

	/// Removes images that no known run needs, and beginnings of images of runs that are not `open`: they would fill the
	/// disk.
	pub(super) fn sweep_images(&self, open: impl Fn(RunId, &RunRecord) -> bool) {
		let needed = needed(&self.work, &self.runs(), open);
		for entry in fs::read_dir(&self.work).into_iter().flatten().flatten() {
			if entry.path().is_file() && !needed.contains(&entry.path()) {
				let _gone = fs::remove_file(entry.path());
			}
		}
	}
}

/// The files in `work` that stay.
fn needed(
	work: &Path,
	runs: &BTreeMap<RunId, RunRecord>,
	open: impl Fn(RunId, &RunRecord) -> bool,
) -> BTreeSet<PathBuf> {
	let mut needed = BTreeSet::new();
	for (id, record) in runs {
		if open(*id, record) {
			needed.insert(part_at(work, *id));
		}
		let algorithm = record.program.as_deref().map(Algorithm::parse);
		if let Some(Ok(Algorithm::Program(program))) = algorithm {
			needed.extend(program.image().map(|hash| image_at(work, &hash)));
		}
	}
	needed
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn an_image_stays_while_its_run_is_known_and_its_beginning_while_that_is_open() {
		let json = format!(
			r#"{{"image":"{}","image_bytes":9,"command":["x"],"files":["y"],"memory_mib":1,"seconds":1}}"#,
			"ab".repeat(32)
		);
		let record = RunRecord { program: Some(json.into_bytes()), ..RunRecord::default() };
		let runs = BTreeMap::from([(1, record.clone()), (2, record)]);
		let image = Path::new("w").join(format!("{}.tar", "ab".repeat(32)));
		let needed = |open: RunId| needed(Path::new("w"), &runs, |id, _| id == open);
		assert_eq!(needed(2), BTreeSet::from([Path::new("w/2.part").to_path_buf(), image.clone()]));
		assert_eq!(needed(9), BTreeSet::from([image]));
	}
}
