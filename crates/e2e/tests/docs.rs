//! What the documents point at is there: the tests that `docs/SECURITY.md` names, and every file that a
//! document links to.

use std::{
	fs,
	path::{Path, PathBuf},
};

fn root() -> PathBuf {
	Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn files(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
	for entry in fs::read_dir(folder).expect("a folder").flatten() {
		let path = entry.path();
		let name = entry.file_name();
		if path.is_dir() && name != "target" && name != "node_modules" {
			files(&path, ending, found);
		} else if name.to_string_lossy().ends_with(ending) {
			found.push(path);
		}
	}
}

fn sources() -> String {
	let mut found = Vec::new();
	for folder in ["crates", "node", "pallets", "runtime"] {
		files(&root().join(folder), ".rs", &mut found);
	}
	found.iter().map(|path| fs::read_to_string(path).expect("a source")).collect()
}

/// What stands between backticks and looks like the name of a test.
fn test_names(text: &str) -> impl Iterator<Item = &str> {
	text.split('`').skip(1).step_by(2).filter(|name| {
		let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
		name.chars().all(plain) && name.matches('_').count() >= 3
	})
}

#[test]
fn every_test_that_the_threat_table_names_exists() {
	let text = fs::read_to_string(root().join("docs/SECURITY.md")).expect("docs/SECURITY.md");
	let sources = sources();
	let missing: Vec<_> =
		test_names(&text).filter(|name| !sources.contains(&format!("fn {name}("))).collect();
	assert!(test_names(&text).count() > 40);
	assert!(missing.is_empty(), "docs/SECURITY.md names tests that do not exist: {missing:#?}");
}

#[test]
fn every_link_between_documents_leads_somewhere() {
	let mut documents = Vec::from([root().join("README.md"), root().join("CHANGELOG.md")]);
	files(&root().join("docs"), ".md", &mut documents);
	let mut dead = Vec::new();
	for document in documents {
		let text = fs::read_to_string(&document).expect("a document");
		for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
			let file = link.split('#').next().unwrap_or_default();
			let here = document.parent().unwrap_or(Path::new("."));
			if !file.is_empty() && !file.contains("://") && !here.join(file).exists() {
				dead.push(format!("{}: {link}", document.display()));
			}
		}
	}
	assert!(dead.is_empty(), "dead links: {dead:#?}");
}
