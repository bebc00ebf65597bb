//! Programs that run beside the workload's own, for those who are in it by a shell.

use super::{
	store::{Home, State},
	supervise::code,
};
use crate::{
	ExecSpec, LogStream, RunnerError, Session, SessionControl, Size,
	error::During,
	helper::{Helper, PATH},
};
use async_trait::async_trait;
use futures::StreamExt;
use rustix::termios::{Winsize, tcsetwinsize};
use std::{
	os::fd::{AsFd, OwnedFd},
	pin::Pin,
	process::Stdio,
	sync::Arc,
	task::{Context, Poll},
};
use tokio::{
	io::{AsyncRead, AsyncWrite},
	net::unix::pipe::Receiver,
	process::{Child, ChildStdin},
	sync::Mutex,
};
use tokio_util::io::ReaderStream;

/// A session's program, and its terminal if it has one. Ends the program when dropped.
struct Control {
	child: Mutex<Child>,
	terminal: Option<OwnedFd>,
}

#[async_trait]
impl SessionControl for Control {
	async fn resize(&self, size: Size) -> Result<(), RunnerError> {
		let terminal = self.terminal.as_ref().ok_or_else(|| {
			RunnerError::Unsupported(
				"this session has no terminal: ask for one when it starts".into(),
			)
		})?;
		let (ws_row, ws_col) = (size.rows, size.columns);
		Ok(tcsetwinsize(terminal, Winsize { ws_row, ws_col, ws_xpixel: 0, ws_ypixel: 0 })?)
	}

	async fn wait(&self) -> Result<i32, RunnerError> {
		Ok(code(self.child.lock().await.wait().await?))
	}
}

fn io(error: pty_process::Error) -> RunnerError {
	RunnerError::Io(error.to_string())
}

/// Starts the program of `spec` in the workload that `state` says runs.
pub(super) fn open(
	helper: &Helper,
	home: &Home,
	state: &State,
	spec: &ExecSpec,
) -> Result<Session, RunnerError> {
	let (program, first) = helper.program();
	let arguments = [first[0].to_owned(), "enter".into(), serde_json::to_string(&state.init)?];
	let env = [("PATH", PATH.to_owned()), ("STOA_RUNNER_SPEC", serde_json::to_string(spec)?)];
	let Some(size) = spec.terminal else {
		let mut command = tokio::process::Command::new(program);
		return piped(command.args(arguments).env_clear().envs(env).current_dir(&home.0));
	};
	let (pty, pts) = pty_process::open().map_err(io)?;
	pty.resize(pty_process::Size::new(size.rows, size.columns)).map_err(io)?;
	let command = pty_process::Command::new(program).args(arguments).env_clear().envs(env);
	let child = command.current_dir(&home.0).kill_on_drop(true).spawn(pts).map_err(io)?;
	let terminal = Some(pty.as_fd().try_clone_to_owned()?);
	let (read, write) = pty.into_split();
	let control = Control { child: Mutex::new(child), terminal };
	Ok(Session { input: Box::pin(write), output: pieces(read), control: Arc::new(control) })
}

fn piped(command: &mut tokio::process::Command) -> Result<Session, RunnerError> {
	let (output, output_in) = std::io::pipe()?;
	command
		.stdin(Stdio::piped())
		.stdout(output_in.try_clone()?)
		.stderr(output_in)
		.kill_on_drop(true);
	let mut child = command.spawn().during("starting the helper")?;
	// The command keeps its ends of the pipe until it is dropped or changed.
	command.stdout(Stdio::null()).stderr(Stdio::null());
	let input = child.stdin.take().ok_or_else(|| RunnerError::Io("no pipe".into()))?;
	let control = Control { child: Mutex::new(child), terminal: None };
	Ok(Session {
		input: Box::pin(Input(Some(input))),
		output: pieces(Receiver::from_owned_fd(output.into())?),
		control: Arc::new(control),
	})
}

/// The pieces of an output. A terminal whose program has ended gives an error instead of an end.
fn pieces(output: impl AsyncRead + Send + 'static) -> LogStream {
	let ended = |error: &std::io::Error| error.raw_os_error() == Some(libc::EIO);
	let pieces = ReaderStream::new(output)
		.take_while(move |piece| {
			let over = piece.as_ref().err().is_some_and(ended);
			async move { !over }
		})
		.map(|piece| piece.map_err(RunnerError::from));
	Box::pin(pieces)
}

/// A pipe that is closed when it is shut down, which is the end of what the program reads.
struct Input(Option<ChildStdin>);

impl Input {
	fn pipe(&mut self) -> std::io::Result<Pin<&mut ChildStdin>> {
		self.0.as_mut().map(Pin::new).ok_or_else(|| std::io::ErrorKind::BrokenPipe.into())
	}
}

impl AsyncWrite for Input {
	fn poll_write(
		mut self: Pin<&mut Self>,
		context: &mut Context<'_>,
		bytes: &[u8],
	) -> Poll<std::io::Result<usize>> {
		self.pipe()?.poll_write(context, bytes)
	}

	fn poll_flush(
		mut self: Pin<&mut Self>,
		context: &mut Context<'_>,
	) -> Poll<std::io::Result<()>> {
		self.pipe()?.poll_flush(context)
	}

	fn poll_shutdown(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
		// What was written is in the pipe already.
		self.0 = None;
		Poll::Ready(Ok(()))
	}
}
