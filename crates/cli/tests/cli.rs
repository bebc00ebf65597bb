//! The program as a person or script meets it: exit codes, one clear line, JSON. No node runs here.

use std::process::{Command, Output};

/// Nobody listens on port 1.
const NOBODY: &str = "ws://127.0.0.1:1";

fn stoa(args: &[&str]) -> Output {
	with(args, &[])
}

fn with(args: &[&str], variables: &[(&str, &str)]) -> Output {
	let mut command = Command::new(env!("CARGO_BIN_EXE_stoa"));
	for name in [
		"STOA_URL",
		"STOA_KEY",
		"STOA_KEYSTORE",
		"STOA_PASSWORD",
		"STOA_GGUF",
		"STOA_GATEWAY",
		"STOA_API_KEY",
	] {
		command.env_remove(name);
	}
	command.args(args).envs(variables.iter().copied()).output().expect("stoa runs")
}

fn code(output: &Output) -> i32 {
	output.status.code().expect("an exit code")
}

fn out(output: &Output) -> String {
	String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
	String::from_utf8_lossy(&output.stderr).into_owned()
}

fn json(output: &Output) -> serde_json::Value {
	serde_json::from_slice(&output.stdout).expect("one JSON object")
}

/// One line that begins with the program's name.
fn line(output: &Output) -> String {
	let text = err(output);
	assert_eq!(text.trim_end().lines().count(), 1, "{text}");
	assert!(text.starts_with("stoa: "), "{text}");
	text
}

#[test]
fn a_missing_node_is_said_with_how_to_start_one() {
	let output = stoa(&["--url", NOBODY, "balance", "//Alice"]);
	assert_eq!(code(&output), 5);
	let text = line(&output);
	assert!(text.contains(NOBODY) && text.contains("stoa-node --dev"), "{text}");
	let output = with(&["balance", "//Alice", "--json"], &[("STOA_URL", NOBODY)]);
	assert_eq!(code(&output), 5);
	assert_eq!(json(&output)["code"], 5);
	assert!(json(&output)["error"].as_str().unwrap().contains("stoa-node --dev"));
}

#[test]
fn a_wrong_address_is_said() {
	let output = stoa(&["--url", "127.0.0.1:9944", "model", "list"]);
	assert_eq!(code(&output), 5);
	assert!(line(&output).contains("ws://127.0.0.1:9944"));
}

#[test]
fn a_wrong_key_is_said_and_not_shown() {
	let secret = "correct horse battery staple";
	let output = stoa(&["--url", NOBODY, "--key", secret, "transfer", "//Bob", "1"]);
	assert_eq!(code(&output), 3);
	let text = line(&output);
	assert!(text.contains("12- or 24-word phrase") && !text.contains("horse"), "{text}");
}

#[test]
fn a_key_is_asked_for_where_one_is_needed() {
	let output = stoa(&["--url", NOBODY, "transfer", "//Bob", "1"]);
	assert_eq!(code(&output), 3);
	assert!(line(&output).contains("--key //Alice"));
}

#[test]
fn a_key_flag_comes_before_a_key_of_another_kind_in_the_environment() {
	let (file, key) = (("STOA_KEYSTORE", "/no/such/file"), ("STOA_KEY", "//Bob"));
	let shown = with(&["--key", "//Alice", "key", "show", "--json"], &[file, key]);
	assert_eq!(code(&shown), 0, "{}", err(&shown));
	assert!(json(&shown)["account"].as_str().unwrap().starts_with("5GrwvaEF"));
	let missing = with(&["--keystore", "/no/such/file", "key", "show"], &[key]);
	assert_eq!(code(&missing), 3);
	assert!(line(&missing).contains("/no/such/file"));
	let both = with(&["key", "show"], &[file, key]);
	assert_eq!(code(&both), 3);
	assert!(line(&both).contains("unset one"));
	let shown = with(&["key", "show", "--json"], &[key]);
	assert!(json(&shown)["account"].as_str().unwrap().starts_with("5FHneW46"));
}

#[test]
fn wrong_usage_is_told_apart() {
	for args in [
		&["transfer", "//Bob", "much"][..],
		&["transfer", "Bob", "1"],
		&["job", "submit", "--model", "m"],
		&["job", "submit", "--model", "m", "hello", "--min-p", "0.1"],
		&["job", "show", "seven"],
		&["nonsense"],
	] {
		assert_eq!(code(&stoa(args)), 2, "{args:?}");
	}
	let text = err(&stoa(&["transfer", "//Bob", "much"]));
	assert!(text.contains("write 1.5STOA"), "{text}");
}

#[test]
fn a_bad_order_is_refused_before_the_node_is_asked() {
	let order = ["--url", NOBODY, "--key", "//Alice", "job", "submit", "--model", "m"];
	let submit = |more: &[&str]| stoa(&[&order[..], more].concat());
	let output = submit(&[""]);
	assert_eq!(code(&output), 3);
	assert!(line(&output).contains("empty"));
	let output = submit(&["hello", "--executors", "1"]);
	assert_eq!(code(&output), 3);
	assert!(line(&output).contains("2 to 7"));
	let output = submit(&["hello", "--temperature", "100"]);
	assert_eq!(code(&output), 3);
	assert!(line(&output).contains("between 0.004 and 64"));
	let output = submit(&["hello", "--temperature", "0.8", "--seed", "12"]);
	assert_eq!(code(&output), 3);
	assert!(line(&output).contains("64 hexadecimal digits"));
	let output = submit(&["--prompt-file", "/no/such/file"]);
	assert_eq!(code(&output), 3);
	assert!(line(&output).contains("/no/such/file"));
	// Nothing wrong but the node.
	assert_eq!(code(&submit(&["hello"])), 5);
}

#[test]
fn keys_are_made_shown_and_kept() {
	let made = stoa(&["key", "new", "--json"]);
	assert_eq!(code(&made), 0);
	let (phrase, account) = (json(&made)["phrase"].clone(), json(&made)["account"].clone());
	let shown = stoa(&["--key", phrase.as_str().unwrap(), "key", "show", "--json"]);
	assert_eq!(json(&shown)["account"], account);

	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("key.json");
	let path = path.to_str().unwrap();
	let password = [("STOA_PASSWORD", "pass")];
	let kept =
		with(&["--key", phrase.as_str().unwrap(), "key", "import", "--out", path], &password);
	assert_eq!(code(&kept), 0, "{}", err(&kept));
	assert!(out(&kept).contains(account.as_str().unwrap()));
	// Showing needs no password.
	let shown = stoa(&["--keystore", path, "key", "show", "--json"]);
	assert_eq!(json(&shown)["account"], account);
	// Never overwritten.
	let again = with(&["key", "new", "--out", path], &password);
	assert_eq!(code(&again), 3);
	assert!(line(&again).contains("never overwritten"));
	let wrong = with(
		&["--url", NOBODY, "--keystore", path, "transfer", "//Bob", "1"],
		&[("STOA_PASSWORD", "wrong")],
	);
	assert_eq!(code(&wrong), 3);
	assert!(line(&wrong).contains("wrong password"));
}

#[test]
fn a_phrase_kept_in_a_file_is_not_printed() {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("key.json");
	let output =
		with(&["key", "new", "--out", path.to_str().unwrap()], &[("STOA_PASSWORD", "pass")]);
	assert_eq!(code(&output), 0, "{}", err(&output));
	assert!(out(&output).contains("account") && !out(&output).contains("phrase"));
}

#[test]
fn help_names_the_exit_codes() {
	let output = stoa(&["--help"]);
	assert_eq!(code(&output), 0);
	assert!(out(&output).contains("verified and paid"));
}

const TINY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../exact/tests/data/tiny.gguf");

#[test]
fn an_artefact_is_imported_and_told_from_other_files() {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("tiny.stoa");
	let path = path.to_str().unwrap();
	let made = stoa(&["--json", "model", "import", TINY, "--output", path]);
	assert_eq!(code(&made), 0, "{}", err(&made));
	assert_eq!(json(&made)["context_tokens"], 256);
	assert!(json(&made)["model"].as_str().unwrap().starts_with("0x"));
	let shown = stoa(&["model", "import", TINY, "--output", path]);
	assert!(out(&shown).contains("end tokens") && out(&shown).contains("header"));

	let publish = |artefact, more: &[&str]| {
		let key = ["--url", NOBODY, "--key", "//Alice", "model", "publish", "--name", "m"];
		let terms = ["--licence", "MIT", "--price-in", "1", "--price-out", "1"];
		stoa(&[&key[..], &terms, &["--artefact", artefact], more].concat())
	};
	let output = publish(TINY, &["--class", "exact", "--context", "256"]);
	assert_eq!(code(&output), 3);
	assert!(line(&output).contains("stoa model import"));
	let output = publish(path, &["--class", "replicated"]);
	assert_eq!(code(&output), 3);
	assert!(line(&output).contains("leave --class"));
	// Nothing wrong but the node.
	assert_eq!(code(&publish(path, &[])), 5);
}

#[test]
fn verifying_and_challenging_need_a_node_and_a_key() {
	let artefact = ["--artefact", "model.stoa"];
	let output = stoa(&[&["--url", NOBODY, "job", "verify", "7"][..], &artefact].concat());
	assert_eq!(code(&output), 5);
	let output = stoa(&[&["--url", NOBODY, "job", "challenge", "7"][..], &artefact].concat());
	assert_eq!(code(&output), 3);
	assert!(line(&output).contains("--key //Alice"));
	assert_eq!(code(&stoa(&["job", "challenge", "7"])), 2);
}

#[test]
fn a_receipt_that_cannot_be_had_is_said_with_what_to_do() {
	let challenge = |receipt: &str| {
		let gateway = ["--gateway", "http://127.0.0.1:1", "--artefact", "model.stoa"];
		let begin = ["--key", "//Alice", "receipt", "challenge", receipt];
		stoa(&[&begin[..], &gateway[..]].concat())
	};
	let output = challenge("r-1-1");
	assert_eq!(code(&output), 5);
	assert!(line(&output).contains("stoa-gateway run"));
	let output = challenge("../secret");
	assert_eq!(code(&output), 3);
	assert!(line(&output).contains("r-12-3"));
	let folder = tempfile::tempdir().unwrap();
	let file = folder.path().join("receipt.json");
	std::fs::write(&file, "{}").unwrap();
	let output = challenge(file.to_str().unwrap());
	assert_eq!(code(&output), 3);
	assert!(line(&output).contains("no receipt"));
}
