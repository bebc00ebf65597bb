//! **Invariant**: no prompt, answer or key appears in a log line or metric.

use super::{
	World, chat,
	provider::{Behaviour, Fault},
};
use parking_lot::Mutex;
use serde_json::json;
use std::{io::Write, sync::Arc};
use tracing_subscriber::fmt::MakeWriter;

const PROMPT: &str = "canary-in-the-prompt";

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
	fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
		self.0.lock().extend_from_slice(bytes);
		Ok(bytes.len())
	}

	fn flush(&mut self) -> std::io::Result<()> {
		Ok(())
	}
}

impl<'a> MakeWriter<'a> for Lines {
	type Writer = Self;

	fn make_writer(&'a self) -> Self {
		self.clone()
	}
}

/// One thread, so that the subscriber of this test sees every task of it and of no other.
#[tokio::test(flavor = "current_thread")]
async fn no_prompt_answer_or_key_is_logged() {
	let lines = Lines::default();
	let subscriber = tracing_subscriber::fmt()
		.with_max_level(tracing::Level::TRACE)
		.with_ansi(false)
		.with_writer(lines.clone())
		.finish();
	let _guard = tracing::subscriber::set_default(subscriber);
	let world = World::with(vec![Behaviour::default()], "[auth]\nmode = \"keys\"\n").await;
	let (_, token) = world.gateway().keys().create(&super::limits::key("app")).await.unwrap();
	world.gateway().keys().refresh().await.unwrap();
	let said = json!([{ "role": "user", "content": PROMPT }]);
	let whole = chat(json!({ "messages": said }));
	for (fault, body) in [
		(Fault::None, whole.to_string()),
		(Fault::None, chat(json!({ "messages": said, "stream": true })).to_string()),
		(Fault::None, chat(json!({ "messages": said, "n": 2 })).to_string()),
		(Fault::None, format!("{whole}{PROMPT}")),
		(Fault::BreaksAfter(2), whole.to_string()),
		(Fault::Status(400), whole.to_string()),
		(Fault::Status(500), whole.to_string()),
		(Fault::OtherOutput, whole.to_string()),
	] {
		world.providers[0].behave(Behaviour::with(fault));
		let request = world.client.post(world.url("/v1/chat/completions")).body(body);
		let response = request.bearer_auth(&token).send().await.unwrap();
		response.text().await.unwrap();
	}
	let wrong = world.client.get(world.url("/v1/models")).bearer_auth("sk-stoa-canary-key");
	assert_eq!(wrong.send().await.unwrap().status(), 401);
	let metrics = world.gateway().metrics().text();
	let log = String::from_utf8_lossy(&lines.0.lock()).into_owned();
	assert!(log.contains("outcome=\"whole\""), "the log is seen: {log}");
	let lane = hex::encode([3u8; 32]);
	for secret in [PROMPT, "Once ", token.as_str(), "canary-key", lane.as_str()] {
		for (place, text) in [("log", &log), ("metrics", &metrics)] {
			let line = text.lines().find(|line| line.contains(secret));
			assert!(line.is_none(), "{secret} in the {place}: {}", line.unwrap_or_default());
		}
	}
}
