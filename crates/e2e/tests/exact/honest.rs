//! An answer as it should be: from the command line to the last payment, with the real model.

use crate::{
	cast::Scenario,
	stage::{JOB, Stage},
};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::process::Stdio;
use stoa_client::types::{JobView, Outcome};
use stoa_e2e::network::model_file;
use stoa_primitives::VerificationClass;

pub async fn real(stage: &Stage) -> Result<()> {
	let release = stage.release(&Scenario::Real).to_string();
	let model = model_file()?;
	let mut submit = stage.network.stoa("//Charlie")?;
	submit
		.args([
			"job",
			"submit",
			"--model",
			&release,
			"--assurance",
			"exact",
			"--max-new-tokens",
			"16",
		])
		.arg("--tokenizer")
		.arg(&model)
		.arg("What is the capital of France?")
		.stdin(Stdio::null());
	let submitted = tokio::task::spawn_blocking(move || submit.output()).await??;
	let told = String::from_utf8_lossy(&submitted.stdout).into_owned();
	ensure!(submitted.status.success(), "{told}{}", String::from_utf8_lossy(&submitted.stderr));
	let answer: Value = serde_json::from_str(told.lines().last().context("an answer")?)?;
	ensure!(answer.to_string().contains("Paris"), "the model knows France's capital: {told}");
	let job = answer["job"].as_u64().context("the job's id")?;

	// By now it is paid, or will be.
	let view = stage.market.client.best().await?.job(job).await?;
	let record = match view {
		Some(JobView::Over(record)) => record,
		_ => {
			stage.market.outcome(job, JOB).await?;
			match stage.market.client.best().await?.job(job).await? {
				Some(JobView::Over(record)) => record,
				other => anyhow::bail!("not over: {other:?}"),
			}
		}
	};
	ensure!(record.outcome == Outcome::Final, "{:?}", record.outcome);
	ensure!(*record.class == VerificationClass::Exact && record.auditors == 1, "{record:?}");

	let mut verify = stage.network.stoa("//Charlie")?;
	verify.args(["job", "verify", &job.to_string(), "--artefact"]).arg(stage.file("real"));
	let verified = tokio::task::spawn_blocking(move || verify.output()).await??;
	ensure!(
		verified.status.success(),
		"{}{}",
		String::from_utf8_lossy(&verified.stdout),
		String::from_utf8_lossy(&verified.stderr)
	);
	Ok(())
}
