//! Connections: so many at once, and none for long. Who says nothing, or says it slowly, uses up nothing
//! that others need.

use anyhow::{Context, Result};
use axum::Router;
use hyper::{
	Request, StatusCode,
	body::Incoming,
	header::{CONNECTION, HeaderValue},
	server::conn::http1,
	service::{Service, service_fn},
};
use hyper_util::{
	rt::{TokioIo, TokioTimer},
	service::TowerToHyperService,
};
use std::{
	convert::Infallible,
	net::SocketAddr,
	pin::pin,
	sync::{Arc, Mutex, PoisonError},
	time::Duration,
};
use tokio::{
	net::{TcpListener, TcpStream},
	sync::{OwnedSemaphorePermit, Semaphore},
	task::JoinSet,
	time::{Instant, sleep, sleep_until},
};

/// Connections for each request that is served at the same time: some are in their headers, some are told
/// to come back.
const PER_REQUEST: usize = 4;
/// Fewest connections, whatever the owner allows of requests.
const LEAST: usize = 64;
/// Pause after a connection could not be accepted.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);

/// What one listener allows.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
	/// Connections at once; more are closed.
	pub connections: usize,
	/// Time for a connection's first request's headers.
	pub headers: Duration,
	/// Time for a request, unless it extends it.
	pub whole: Duration,
	/// Time until the next request on a connection of those who buy by the token: each of their vouchers is a
	/// request. All others get one.
	pub idle: Duration,
}

/// Paths on which connections stay.
const STAYS: &str = "/v1/";

/// Until when a connection may be there. What answers its requests finds it among their extensions.
#[derive(Clone, Debug)]
pub struct Lease(Arc<Mutex<Instant>>);

impl Lease {
	/// Until so long from now.
	pub fn new(time: Duration) -> Self {
		Self(Arc::new(Mutex::new(Instant::now() + time)))
	}

	/// Lets it be there for so long from now, at least.
	pub fn extend(&self, time: Duration) {
		let mut end = self.0.lock().unwrap_or_else(PoisonError::into_inner);
		*end = (*end).max(Instant::now() + time);
	}

	/// Waits for its end.
	async fn ended(&self) {
		loop {
			let end = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
			if end <= Instant::now() {
				return;
			}
			sleep_until(end).await;
		}
	}
}

/// One that nobody waits for.
impl Default for Lease {
	fn default() -> Self {
		Self::new(Duration::ZERO)
	}
}

impl Bounds {
	/// Enough for so many requests at the same time.
	pub fn for_requests(requests: u32) -> Self {
		Self {
			connections: (requests as usize).saturating_mul(PER_REQUEST).max(LEAST),
			headers: Duration::from_secs(5),
			whole: Duration::from_secs(45),
			idle: Duration::from_secs(60),
		}
	}
}

/// Listens at `address`.
pub async fn bind(address: SocketAddr) -> Result<TcpListener> {
	TcpListener::bind(address)
		.await
		.with_context(|| format!("{address}: cannot listen; is the port in use?"))
}

/// Serves `app` until dropped; its connections end with it.
pub async fn serve(listener: TcpListener, app: Router, bounds: Bounds) -> Result<()> {
	let places = Arc::new(Semaphore::new(bounds.connections));
	let mut open = JoinSet::new();
	loop {
		while open.try_join_next().is_some() {}
		match (listener.accept().await, places.clone().try_acquire_owned()) {
			(Ok((stream, _)), Ok(place)) => {
				open.spawn(answer(stream, app.clone(), bounds, place));
			}
			(Ok(_), Err(_)) => tracing::debug!("too many connections"),
			// Out of file descriptors, most likely: they come back.
			(Err(error), _) => {
				tracing::warn!(%error, "cannot accept connections");
				sleep(ACCEPT_PAUSE).await;
			}
		}
	}
}

async fn answer(stream: TcpStream, app: Router, bounds: Bounds, _place: OwnedSemaphorePermit) {
	// Each token is a small write: without this the kernel keeps it until the one before is acknowledged.
	if let Err(error) = stream.set_nodelay(true) {
		return tracing::debug!(%error, "connection");
	}
	let lease = Lease::new(bounds.headers);
	let (app, given) = (TowerToHyperService::new(app), lease.clone());
	let app = service_fn(move |mut request: Request<Incoming>| {
		let stays = request.uri().path().starts_with(STAYS);
		given.extend(if stays { bounds.whole + bounds.idle } else { bounds.whole });
		request.extensions_mut().insert(given.clone());
		let answered = app.call(request);
		async move {
			let mut response = answered.await?;
			// A connection that becomes something else says so itself.
			let upgrades = response.status() == StatusCode::SWITCHING_PROTOCOLS;
			if !stays && !upgrades {
				response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
			}
			Ok::<_, Infallible>(response)
		}
	});
	let connection = http1::Builder::new()
		.timer(TokioTimer::new())
		.header_read_timeout(bounds.idle)
		.serve_connection(TokioIo::new(stream), app)
		.with_upgrades();
	let connection = pin!(connection);
	tokio::select! {
		served = connection => if let Err(error) = served {
			tracing::debug!(%error, "connection");
		},
		() = lease.ended() => tracing::debug!("connection took too long"),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use axum::{Extension, routing::get};
	use std::time::Instant;
	use tokio::{
		io::{AsyncReadExt, AsyncWriteExt},
		time::timeout,
	};

	const BOUNDS: Bounds = Bounds {
		connections: 2,
		headers: Duration::from_millis(300),
		whole: Duration::from_millis(900),
		idle: Duration::from_millis(500),
	};

	async fn start() -> SocketAddr {
		let listener = bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
		let address = listener.local_addr().unwrap();
		let slow = || async {
			sleep(Duration::from_secs(60)).await;
		};
		let long = |Extension(lease): Extension<Lease>| async move {
			lease.extend(2 * BOUNDS.whole);
			sleep(BOUNDS.whole + BOUNDS.whole / 3).await;
			"done"
		};
		let app = Router::new()
			.route("/", get(|| async { "here" }))
			.route("/slow", get(slow))
			.route("/long", get(long))
			.route("/v1/here", get(|| async { "here" }));
		tokio::spawn(serve(listener, app, BOUNDS));
		address
	}

	/// What comes back until the connection is closed, and how long that took.
	async fn say(to: SocketAddr, words: &str) -> (String, Duration) {
		let began = Instant::now();
		let mut stream = TcpStream::connect(to).await.unwrap();
		let mut told = Vec::new();
		// A connection that is closed at once may refuse the words.
		let _ = stream.write_all(words.as_bytes()).await;
		let _ = timeout(Duration::from_secs(10), stream.read_to_end(&mut told)).await.unwrap();
		(String::from_utf8(told).unwrap(), began.elapsed())
	}

	#[tokio::test]
	async fn who_is_slow_is_shown_out_and_there_is_room_again() {
		let address = start().await;
		let whole = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
		assert!(say(address, whole).await.0.ends_with("here"), "one request, then it is closed");
		let (half, silent, late) =
			tokio::join!(say(address, "GET / HT"), say(address, ""), async {
				sleep(Duration::from_millis(100)).await;
				say(address, whole).await
			});
		assert_eq!(late.0, "", "two are all that it has room for");
		assert!(late.1 < BOUNDS.headers);
		for (told, took) in [half, silent] {
			assert!(!told.contains("here") && took >= BOUNDS.headers, "{told} {took:?}");
		}
		sleep(Duration::from_millis(50)).await;
		assert!(say(address, whole).await.0.ends_with("here"));
	}

	#[tokio::test]
	async fn no_connection_is_for_ever() {
		let address = start().await;
		let (told, took) = say(address, "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n").await;
		assert!(told.is_empty() && took >= BOUNDS.whole, "{told} {took:?}");
	}

	#[tokio::test]
	async fn a_request_may_be_given_more_time() {
		let address = start().await;
		let (told, took) = say(address, "GET /long HTTP/1.1\r\nHost: x\r\n\r\n").await;
		assert!(told.ends_with("done") && took >= BOUNDS.whole, "{told} {took:?}");
	}

	#[tokio::test]
	async fn who_buys_may_ask_again_and_not_stay_for_nothing() {
		let address = start().await;
		let (once, began) = ("GET /v1/here HTTP/1.1\r\nHost: x\r\n\r\n", Instant::now());
		let mut stream = TcpStream::connect(address).await.unwrap();
		for _ in 0..3 {
			stream.write_all(once.as_bytes()).await.unwrap();
			let mut told = vec![0; 1_024];
			let read = timeout(Duration::from_secs(5), stream.read(&mut told)).await;
			let count = read.unwrap().unwrap();
			assert!(told[..count].ends_with(b"here"));
			sleep(BOUNDS.idle / 2).await;
		}
		let mut rest = Vec::new();
		timeout(Duration::from_secs(5), stream.read_to_end(&mut rest)).await.unwrap().unwrap();
		assert!(began.elapsed() >= BOUNDS.idle + BOUNDS.idle / 2, "it was let wait");
		// Two that ask for something else at once are two connections.
		let other = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
		let (told, _) = say(address, &other.repeat(2)).await;
		assert_eq!(told.matches("here").count(), 1, "{told}");
	}
}
