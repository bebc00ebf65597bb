//! A program in a workload, with its input and output.

use super::{Tenant, TenantError, ask::Question};
use bytes::Bytes;
use futures::{
	SinkExt, StreamExt,
	stream::{SplitSink, SplitStream},
};
use reqwest::{
	Response, StatusCode, Upgraded,
	header::{
		CONNECTION, HeaderValue, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION,
		UPGRADE,
	},
};
use stoa_primitives::tenant::{ShellEnds, ShellSays};
use tokio_tungstenite::{
	WebSocketStream,
	tungstenite::{
		Message,
		handshake::{client::generate_key, derive_accept_key},
		protocol::{Role, WebSocketConfig},
	},
};

/// Longest message of a daemon's that is read.
const MESSAGE_BYTES: usize = 1 << 20;

/// What is to be run.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ShellOrder {
	/// Program and arguments; a shell if there are none.
	pub command: Vec<String>,
	/// Columns and rows of the terminal; without them there is none.
	pub terminal: Option<(u16, u16)>,
}

/// What the program has to say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ShellPart {
	/// Output, errors included.
	Output(Bytes),
	/// It ended with this code.
	Exit(i32),
	/// It could not be run, or not to its end.
	Failed(String),
}

type Socket = WebSocketStream<Upgraded>;

/// The program's input.
pub struct ShellInput(SplitSink<Socket, Message>);

/// The program's output.
pub struct ShellOutput(SplitStream<Socket>);

impl ShellOrder {
	fn path(&self) -> String {
		let mut query: Vec<String> =
			self.command.iter().map(|word| format!("command={}", escaped(word))).collect();
		if let Some((columns, rows)) = self.terminal {
			query.push(format!("columns={columns}&rows={rows}"));
		}
		match query.is_empty() {
			true => "shell".to_string(),
			false => format!("shell?{}", query.join("&")),
		}
	}
}

/// A word as a query carries it.
fn escaped(word: &str) -> String {
	let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
	word.bytes()
		.map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
		.collect()
}

impl Tenant {
	/// Runs a program in the workload.
	pub async fn shell(
		&self,
		order: &ShellOrder,
	) -> Result<(ShellInput, ShellOutput), TenantError> {
		let path = order.path();
		let mut question = Question::get(&path);
		let key = generate_key();
		let broken = |why: &str| TenantError::Broken(why.to_string());
		let value = HeaderValue::from_str(&key).map_err(|_| broken("no key"))?;
		question.more.insert(SEC_WEBSOCKET_KEY, value);
		question.more.insert(SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
		question.more.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
		question.more.insert(UPGRADE, HeaderValue::from_static("websocket"));
		let answer = self.ask(&self.patient, &question).await?;
		if !accepts(&answer, &key) {
			return Err(broken("it does not open a WebSocket"));
		}
		let stream = answer.upgrade().await;
		let stream = stream.map_err(|error| TenantError::Unreachable(error.to_string()))?;
		let limits = WebSocketConfig::default()
			.max_message_size(Some(MESSAGE_BYTES))
			.max_frame_size(Some(MESSAGE_BYTES));
		let socket = WebSocketStream::from_raw_socket(stream, Role::Client, Some(limits)).await;
		let (input, output) = socket.split();
		Ok((ShellInput(input), ShellOutput(output)))
	}
}

fn accepts(answer: &Response, key: &str) -> bool {
	let accept = answer.headers().get(SEC_WEBSOCKET_ACCEPT);
	let wanted = derive_accept_key(key.as_bytes());
	answer.status() == StatusCode::SWITCHING_PROTOCOLS
		&& accept.is_some_and(|accept| accept.as_bytes() == wanted.as_bytes())
}

impl ShellInput {
	/// Types.
	pub async fn write(&mut self, bytes: Bytes) -> Result<(), TenantError> {
		self.send(Message::Binary(bytes)).await
	}

	/// Tells that the terminal has another size.
	pub async fn resize(&mut self, columns: u16, rows: u16) -> Result<(), TenantError> {
		self.say(&ShellSays::Resize { columns, rows }).await
	}

	/// Ends the input.
	pub async fn end(&mut self) -> Result<(), TenantError> {
		self.say(&ShellSays::End {}).await
	}

	async fn say(&mut self, what: &ShellSays) -> Result<(), TenantError> {
		let text = serde_json::to_string(what);
		let text = text.map_err(|error| TenantError::Broken(error.to_string()))?;
		self.send(Message::Text(text.into())).await
	}

	async fn send(&mut self, message: Message) -> Result<(), TenantError> {
		let sent = self.0.send(message).await;
		sent.map_err(|error| TenantError::Unreachable(error.to_string()))
	}
}

impl ShellOutput {
	/// What comes next; nothing when the connection is over.
	pub async fn next(&mut self) -> Result<Option<ShellPart>, TenantError> {
		while let Some(message) = self.0.next().await {
			match message.map_err(|error| TenantError::Unreachable(error.to_string()))? {
				Message::Binary(bytes) => return Ok(Some(ShellPart::Output(bytes))),
				Message::Text(text) => {
					let ends = serde_json::from_str::<ShellEnds>(&text);
					let ends = ends.map_err(|error| TenantError::Broken(error.to_string()))?;
					return Ok(Some(match ends {
						ShellEnds::Exit(code) => ShellPart::Exit(code),
						ShellEnds::Error(why) => ShellPart::Failed(why),
					}));
				}
				Message::Close(_) => return Ok(None),
				Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
			}
		}
		Ok(None)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn words_travel_in_a_query() {
		let order = ShellOrder {
			command: vec!["/bin/echo".to_string(), "a b&c=ü".to_string()],
			terminal: Some((80, 24)),
		};
		let wanted = "shell?command=%2Fbin%2Fecho&command=a%20b%26c%3D%C3%BC&columns=80&rows=24";
		assert_eq!(order.path(), wanted);
		assert_eq!(ShellOrder::default().path(), "shell");
	}
}
