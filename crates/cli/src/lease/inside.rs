//! `stoa lease logs` and `shell`.

use super::{tenant, terminal::Raw};
use crate::{
	context::Context,
	fail::{FAILED, Fail},
	show,
};
use std::io::{IsTerminal, Read, Write};
use stoa_client::tenant::{ShellInput, ShellOrder, ShellOutput, ShellPart};
use stoa_primitives::LeaseId;
use tokio::{
	signal::unix::{SignalKind, signal},
	sync::mpsc::{Receiver, channel},
};

/// Bytes of input that are sent at once.
const PIECE: usize = 16 * 1_024;

/// Prints what the workload printed: as it is into files and pipes, on a terminal without what could drive it.
pub async fn logs(
	context: &Context,
	lease: LeaseId,
	follow: bool,
	tail: Option<usize>,
) -> Result<(), Fail> {
	let client = context.client().await?;
	let tenant = tenant(context, &client, lease).await?;
	let mut logs = tenant.logs(tail, follow).await?;
	let people = std::io::stdout().is_terminal();
	while let Some(part) = logs.next().await? {
		let mut out = std::io::stdout();
		let written = match people {
			true => out.write_all(show::answer(&part).as_bytes()),
			false => out.write_all(&part),
		};
		// A reader that stops reading (`| head`) is no fault.
		if written.and_then(|()| out.flush()).is_err() {
			break;
		}
	}
	Ok(())
}

/// Runs a program in the workload, in this terminal if there is one. Ends with the program's code.
pub async fn shell(context: &Context, lease: LeaseId, command: Vec<String>) -> Result<(), Fail> {
	let client = context.client().await?;
	let tenant = tenant(context, &client, lease).await?;
	let raw = Raw::begin();
	let terminal = raw.as_ref().and_then(Raw::size);
	let opened = tenant.shell(&ShellOrder { command, terminal }).await;
	let ended = match opened {
		Ok((input, output)) => converse(input, output, raw.as_ref()).await,
		Err(error) => Err(error.into()),
	};
	// The terminal is as it was before anything is said about how it ended.
	drop(raw);
	match ended? {
		0 => Ok(()),
		code => {
			let code = u8::try_from(code).unwrap_or(FAILED);
			Err(Fail::new(code, format!("the program ended with {code}")))
		}
	}
}

async fn converse(
	mut input: ShellInput,
	mut output: ShellOutput,
	raw: Option<&Raw>,
) -> Result<i32, Fail> {
	let mut typed = typed();
	let mut resized = signal(SignalKind::window_change())
		.map_err(|error| Fail::new(FAILED, format!("the terminal: {error}")))?;
	let mut open = true;
	loop {
		tokio::select! {
			part = output.next() => match part? {
				Some(ShellPart::Output(bytes)) => {
					let mut out = std::io::stdout();
					let _ = out.write_all(&bytes).and_then(|()| out.flush());
				}
				Some(ShellPart::Exit(code)) => return Ok(code),
				Some(ShellPart::Failed(why)) => {
					return Err(Fail::new(FAILED, show::text(why.as_bytes())));
				}
				None => return Err(Fail::new(FAILED, "the provider closed the connection: try again")),
			},
			bytes = typed.recv(), if open => match bytes {
				Some(bytes) => input.write(bytes.into()).await?,
				None => {
					open = false;
					input.end().await?;
				}
			},
			_ = resized.recv() => if let Some((columns, rows)) = raw.and_then(Raw::size) {
				input.resize(columns, rows).await?;
			},
		}
	}
}

/// What is typed. A thread of its own: one of the runtime's would be waited for when the program is over.
fn typed() -> Receiver<Vec<u8>> {
	let (sender, receiver) = channel(4);
	std::thread::spawn(move || {
		let mut piece = vec![0; PIECE];
		loop {
			match std::io::stdin().read(&mut piece) {
				Ok(0) | Err(_) => return,
				Ok(read) => {
					let bytes = piece.get(..read).unwrap_or_default().to_vec();
					if sender.blocking_send(bytes).is_err() {
						return;
					}
				}
			}
		}
	});
	receiver
}
