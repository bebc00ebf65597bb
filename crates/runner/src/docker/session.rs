//! Programs that run beside a container's own.

use super::engine;
use crate::{ExecSpec, RunnerError, Session, SessionControl, Size};
use async_trait::async_trait;
use bollard::exec::{CreateExecOptions, ResizeExecOptions, StartExecOptions, StartExecResults};
use futures::TryStreamExt;
use std::{sync::Arc, time::Duration};

/// Starts the program of `spec` in a container that runs.
pub(super) async fn open(
	api: &bollard::Docker,
	container: &str,
	spec: ExecSpec,
) -> Result<Session, RunnerError> {
	let options = CreateExecOptions {
		attach_stdin: Some(true),
		attach_stdout: Some(true),
		attach_stderr: Some(true),
		tty: Some(spec.terminal.is_some()),
		env: Some(spec.env.into_iter().map(|(key, value)| format!("{key}={value}")).collect()),
		cmd: Some(spec.command),
		..CreateExecOptions::<String>::default()
	};
	let exec = api.create_exec(container, options).await.map_err(engine)?.id;
	let start = StartExecOptions { tty: spec.terminal.is_some(), ..StartExecOptions::default() };
	match api.start_exec(&exec, Some(start)).await.map_err(engine)? {
		StartExecResults::Attached { output, input } => {
			let control = Control { api: api.clone(), exec };
			if let Some(size) = spec.terminal {
				control.resize(size).await?;
			}
			let output = output.map_ok(bollard::container::LogOutput::into_bytes).map_err(engine);
			Ok(Session { input, output: Box::pin(output), control: Arc::new(control) })
		}
		StartExecResults::Detached => Err(RunnerError::Engine("the engine gave no session".into())),
	}
}

/// A session of the engine's. It ends with its input and output.
struct Control {
	api: bollard::Docker,
	exec: String,
}

#[async_trait]
impl SessionControl for Control {
	async fn resize(&self, size: Size) -> Result<(), RunnerError> {
		let options = ResizeExecOptions { height: size.rows, width: size.columns };
		self.api.resize_exec(&self.exec, options).await.map_err(engine)
	}

	async fn wait(&self) -> Result<i32, RunnerError> {
		loop {
			let exec = self.api.inspect_exec(&self.exec).await.map_err(engine)?;
			if exec.running != Some(true) {
				return Ok(exec.exit_code.and_then(|code| i32::try_from(code).ok()).unwrap_or(0));
			}
			tokio::time::sleep(Duration::from_millis(100)).await;
		}
	}
}
