//! Threat 2: endless, slow and compressed bodies. Bytes, time and memory stay bounded.

mod support;

use std::{
	sync::atomic::Ordering,
	time::{Duration, Instant},
};
use stoa_egress::{EgressError, Endpoint, Guard};
use support::{limits, provider};

async fn ask(head: &str, piece: Vec<u8>, pause: Duration) -> (Result<Vec<u8>, EgressError>, usize) {
	let (url, sent) = provider(head.to_string(), piece, pause).await;
	let guard = Guard::new(true, limits()).unwrap();
	let endpoint = Endpoint::parse(&url).unwrap();
	let started = Instant::now();
	let said = guard.post_json(&endpoint, "stoa/v1/seats", b"{}".to_vec()).await;
	// What is endless would go on; on a busy machine a second may take some.
	assert!(started.elapsed() < limits().total + Duration::from_secs(10));
	// Whatever the peer still pushes goes nowhere: the connection is closed.
	tokio::time::sleep(Duration::from_millis(100)).await;
	(said, sent.load(Ordering::SeqCst))
}

#[tokio::test]
async fn a_body_within_the_bound_arrives_whole() {
	let body = vec![b'a'; limits().response_bytes];
	let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
	let head = format!("{head}{}", String::from_utf8(body.clone()).unwrap());
	let (said, _) = ask(&head, vec![], Duration::ZERO).await;
	assert_eq!(said, Ok(body));
}

#[tokio::test]
async fn an_endless_body_is_cut_off() {
	let too_large = Err(EgressError::TooLarge { limit: limits().response_bytes });
	// What fits into the sockets' buffers may have been sent, but not more.
	let buffered = 16 << 20;

	let piece = [b"1000\r\n".to_vec(), vec![b'a'; 0x1000], b"\r\n".to_vec()].concat();
	let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
	let (said, sent) = ask(head, piece, Duration::ZERO).await;
	assert_eq!(said, too_large);
	assert!(sent < buffered, "{sent}");

	let (said, sent) = ask("HTTP/1.1 200 OK\r\n\r\n", vec![b'a'; 4_096], Duration::ZERO).await;
	assert_eq!(said, too_large);
	assert!(sent < buffered, "{sent}");
}

#[tokio::test]
async fn a_body_announced_too_long_is_not_read() {
	let head = "HTTP/1.1 200 OK\r\ncontent-length: 4097\r\n\r\n";
	let (said, _) = ask(head, vec![], Duration::ZERO).await;
	assert_eq!(said, Err(EgressError::TooLarge { limit: 4_096 }));
}

#[tokio::test]
async fn a_slow_body_and_slow_headers_run_out_of_time() {
	let pause = Duration::from_millis(100);
	let head = "HTTP/1.1 200 OK\r\ncontent-length: 4000\r\n\r\n";
	assert_eq!(ask(head, b"a".to_vec(), pause).await.0, Err(EgressError::TimedOut));
	let head = "HTTP/1.1 200 OK\r\nx-slow: ";
	assert_eq!(ask(head, b"a".to_vec(), pause).await.0, Err(EgressError::TimedOut));
	assert_eq!(ask("", vec![b' '; 0], pause).await.0.unwrap_err().reason(), "transport");
}

#[tokio::test]
async fn endless_headers_are_cut_off() {
	for piece in [b"x-a: b\r\n".repeat(512), vec![b'a'; 4_096]] {
		let (said, sent) = ask("HTTP/1.1 200 OK\r\nx-b: ", piece, Duration::ZERO).await;
		assert!(matches!(said, Err(EgressError::Transport(_))), "{said:?}");
		assert!(sent < 16 << 20, "{sent}");
	}
}

#[tokio::test]
async fn a_compressed_body_is_refused_and_never_unpacked() {
	// A thousandfold bomb would fit into the byte bound and unpack to 4 MB.
	for encoding in ["gzip", "br", "zstd", "deflate"] {
		let head = format!(
			"HTTP/1.1 200 OK\r\ncontent-encoding: {encoding}\r\ncontent-length: 4\r\n\r\nabcd"
		);
		let (said, _) = ask(&head, vec![], Duration::ZERO).await;
		assert_eq!(said, Err(EgressError::Encoded(encoding.to_string())));
	}
}

#[tokio::test]
async fn other_answers_say_what_they_are() {
	let head = "HTTP/1.1 500 x\r\ncontent-length: 0\r\n\r\n";
	assert_eq!(ask(head, vec![], Duration::ZERO).await.0, Err(EgressError::Status(500)));
	let (said, _) = ask("SSH-2.0-OpenSSH_9.2\r\n", vec![], Duration::ZERO).await;
	assert!(matches!(said, Err(EgressError::Transport(_))), "{said:?}");

	let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
	let guard = Guard::new(true, limits()).unwrap();
	let endpoint = Endpoint::parse(&format!("http://{closed}")).unwrap();
	let said = guard.post_json(&endpoint, "stoa/v1/seats", vec![]).await;
	assert!(matches!(said, Err(EgressError::Connect(_))), "{said:?}");
}
