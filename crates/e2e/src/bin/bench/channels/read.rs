//! A streamed answer, and when its parts came.

use super::stand_in::PIECES;
use anyhow::{Result, bail, ensure};
use reqwest::Response;
use serde_json::Value;
use std::time::{Duration, Instant};

/// What a stream was.
pub struct Events {
	/// Until the first piece of text.
	pub first: Duration,
	/// Until its tokens were counted, which is after its last word.
	pub counted: Option<Duration>,
	/// The last receipt, if it came from a provider.
	pub receipt: Option<String>,
}

/// Reads all of it; all that the stand-in says must come.
pub async fn read(mut answer: Response, since: Instant) -> Result<Events> {
	let status = answer.status();
	if !status.is_success() {
		bail!("{status}: {}", answer.text().await?);
	}
	let (mut buffer, mut text, mut done) = (Vec::new(), String::new(), false);
	let (mut first, mut counted, mut receipt) = (None, None, None);
	while let Some(bytes) = answer.chunk().await? {
		let now = since.elapsed();
		buffer.extend_from_slice(&bytes);
		while let Some(end) = buffer.iter().position(|byte| *byte == b'\n') {
			let line: Vec<u8> = buffer.drain(..=end).collect();
			let Some(data) = line.strip_prefix(b"data: ") else { continue };
			if data.starts_with(b"[DONE]") {
				done = true;
				continue;
			}
			let event: Value = serde_json::from_slice(data)?;
			let piece = event["choices"][0]["delta"]["content"].as_str().unwrap_or_default();
			if !piece.is_empty() {
				first.get_or_insert(now);
				text += piece;
			}
			if event["usage"].is_object() {
				counted = Some(now);
			}
			receipt = event["receipt"].as_str().map(str::to_owned).or(receipt);
		}
	}
	match first {
		Some(first) if done && text == PIECES.concat() => Ok(Events { first, counted, receipt }),
		_ => bail!("the stream broke off after {text:?}"),
	}
}

/// A whole answer must be what the stand-in says.
pub async fn whole(answer: Response, since: Instant) -> Result<Duration> {
	let status = answer.status();
	let body = answer.bytes().await?;
	let after = since.elapsed();
	ensure!(status.is_success(), "{status}: {}", String::from_utf8_lossy(&body));
	let answer: Value = serde_json::from_slice(&body)?;
	let text = answer["choices"][0]["message"]["content"].as_str().unwrap_or_default();
	ensure!(text == PIECES.concat(), "another answer: {answer}");
	Ok(after)
}
