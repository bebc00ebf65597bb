//! Where something goes that is paid for: looked at before that.

use crate::fail::Fail;
use std::path::{Path, PathBuf};
use stoa_primitives::DatasetId;

/// Where a decrypted file goes: as it was said, or `dataset-ID` in this folder.
pub fn of(out: Option<&PathBuf>, dataset: DatasetId) -> Result<PathBuf, Fail> {
	let out = out.cloned().unwrap_or_else(|| format!("dataset-{dataset}").into());
	if out.is_dir() {
		return Err(Fail::refused(format!(
			"{} is a folder: name a file with --out",
			out.display()
		)));
	}
	exists(out.parent())?;
	Ok(out)
}

/// Makes a folder for what comes out.
pub fn folder(out: &Path) -> Result<(), Fail> {
	std::fs::create_dir_all(out).map_err(|error| {
		Fail::refused(format!("{}: {error}: name another folder with --out", out.display()))
	})
}

fn exists(folder: Option<&Path>) -> Result<(), Fail> {
	match folder.filter(|folder| !folder.as_os_str().is_empty() && !folder.is_dir()) {
		Some(folder) => Err(Fail::refused(format!(
			"there is no folder {}: make it, or name another place with --out",
			folder.display()
		))),
		None => Ok(()),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_place_that_cannot_be_is_said_before_anything_is_paid() {
		let folder = tempfile::tempdir().unwrap();
		let file = folder.path().join("file");
		assert_eq!(of(Some(&file), 3).unwrap(), file);
		assert_eq!(of(None, 3).unwrap(), PathBuf::from("dataset-3"));
		let into = of(Some(&folder.path().to_path_buf()), 3).unwrap_err();
		assert!(into.text.contains("name a file"), "{}", into.text);
		let lost = of(Some(&folder.path().join("none/file")), 3).unwrap_err();
		assert!(lost.text.contains("no folder"), "{}", lost.text);
		std::fs::write(&file, "here").unwrap();
		assert!(super::folder(&file).unwrap_err().text.contains("another folder"));
		super::folder(&folder.path().join("a/b")).unwrap();
	}
}
