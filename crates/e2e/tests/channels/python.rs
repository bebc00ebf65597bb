//! Strangers' tools, with the versions that `py/requirements.txt` names.

use crate::desk::{Desk, run, scripts};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::{fs, path::PathBuf, process::Command};

/// A virtual environment that the next run finds again.
fn installed() -> Result<PathBuf> {
	let folder = stoa_e2e::network::cache()?.join("test/py");
	let wanted = fs::read_to_string(scripts().join("requirements.txt"))?;
	let done = folder.join("requirements.txt");
	if fs::read_to_string(&done).ok().as_deref() != Some(&wanted) {
		let venv = Command::new("python3").args(["-m", "venv"]).arg(&folder).output()?;
		ensure!(venv.status.success(), "{}", String::from_utf8_lossy(&venv.stderr));
		let pip = Command::new(folder.join("bin/pip"))
			.args(["--disable-pip-version-check", "install", "--quiet", "-r"])
			.arg(scripts().join("requirements.txt"))
			.output()?;
		ensure!(pip.status.success(), "{}", String::from_utf8_lossy(&pip.stderr));
		fs::write(&done, wanted)?;
	}
	Ok(folder.join("bin"))
}

/// What OpenAI's client sees.
pub async fn ask(desk: &Desk, model: &str, question: &str) -> Result<Value> {
	let mut command = Command::new(installed()?.join("python"));
	command.arg(scripts().join("ask.py")).args([model, question]);
	command.env("OPENAI_BASE_URL", format!("{}/v1", desk.url())).env("OPENAI_API_KEY", "any");
	run(command).await.context("py/ask.py")
}

/// Asks everything that the OpenAPI document describes, right and wrong, and holds the answers against it.
pub async fn check_document(desk: &Desk) -> Result<()> {
	let mut command = Command::new(installed()?.join("schemathesis"));
	command
		.arg("run")
		.arg(format!("{}/v1/stoa/openapi.json", desk.url()))
		.args(["--max-examples", "12", "--workers", "1", "--seed", "1"])
		.args(["--request-timeout", "60"])
		// It has no end, and would be waited for.
		.args(["--exclude-operation-id", "stream_events"])
		.current_dir(desk.network.folder());
	let output = tokio::task::spawn_blocking(move || command.output()).await??;
	let said = String::from_utf8_lossy(&output.stdout);
	ensure!(output.status.success(), "{said}");
	ensure!(said.contains("passed"), "it tested something: {said}");
	Ok(())
}
