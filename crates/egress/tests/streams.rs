//! Streams go the same guarded way, and each of their waits is bounded.

mod support;

use std::time::{Duration, Instant};
use stoa_egress::{Ask, EgressError, Endpoint, StreamLimits, Streams};
use support::{Canary, Says, provider, resolver};

/// So long that a busy machine is in time.
const LONG: Duration = Duration::from_secs(30);

fn limits() -> StreamLimits {
	StreamLimits {
		connect: Duration::from_millis(700),
		head: Duration::from_millis(500),
		pause: Duration::from_millis(500),
		..StreamLimits::default()
	}
}

async fn read(streams: &Streams, url: &str, limit: usize) -> Result<Vec<u8>, EgressError> {
	let response = streams.open(&Endpoint::parse(url)?, "v1/models", Ask::get()).await?;
	Streams::whole(response, limit).await
}

#[tokio::test]
async fn inside_addresses_are_not_dialled_by_name_or_number() {
	let canary = Canary::start().await;
	let inside = vec![vec!["127.0.0.1".parse().unwrap()]];
	let names = resolver(&[("inside.example", Says::Addresses(inside))]).await;
	let guarded = Streams::with_resolver(false, limits(), names.clone()).unwrap();
	for host in ["127.0.0.1", "inside.example", "[::1]", "0x7f000001"] {
		let url = format!("http://{host}:{}", canary.port);
		let refused = read(&guarded, &url, 100).await.unwrap_err();
		assert!(matches!(refused, EgressError::NotGlobal { .. }), "{host}: {refused}");
	}
	assert_eq!(canary.hits(), 0);
	let open = Streams::with_resolver(true, limits(), names).unwrap();
	let url = format!("http://inside.example:{}", canary.port);
	assert_eq!(read(&open, &url, 100).await.unwrap(), b"{}");
}

#[tokio::test]
async fn a_long_answer_is_read_for_as_long_as_it_goes_on() {
	let head = "HTTP/1.1 200 OK\r\ncontent-length: 12\r\n\r\n".to_owned();
	let (url, _) = provider(head, b"abc".to_vec(), Duration::from_millis(700)).await;
	// A busy machine may take more than twice as long for a piece.
	let (connect, head, pause) = (LONG, LONG, Duration::from_secs(2));
	let patient = StreamLimits { connect, head, pause, ..limits() };
	let streams = Streams::new(true, patient).unwrap();
	let began = Instant::now();
	assert_eq!(read(&streams, &url, 12).await.unwrap(), b"abcabcabcabc");
	assert!(began.elapsed() > patient.pause, "longer than any one wait");
	// Over a connection of its own: this server does not stop where it said that it would.
	let streams = Streams::new(true, patient).unwrap();
	assert_eq!(read(&streams, &url, 11).await, Err(EgressError::TooLarge { limit: 11 }));
}

#[tokio::test]
async fn silence_and_redirects_end_it() {
	let streams = Streams::new(true, limits()).unwrap();
	let (silent, _) = provider(String::new(), Vec::new(), Duration::ZERO).await;
	assert!(read(&streams, &silent, 10).await.is_err());
	let head = "HTTP/1.1 200 OK\r\ncontent-length: 12\r\n\r\n".to_owned();
	let (stuck, _) = provider(head, b"abc".to_vec(), Duration::from_secs(60)).await;
	let began = Instant::now();
	assert_eq!(read(&streams, &stuck, 100).await, Err(EgressError::TimedOut));
	assert!(began.elapsed() < Duration::from_secs(20));
	let head = "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1/\r\ncontent-length: 0\r\n\r\n";
	let (moved, _) = provider(head.to_owned(), Vec::new(), Duration::ZERO).await;
	assert_eq!(read(&streams, &moved, 10).await, Err(EgressError::Redirect(302)));
}
