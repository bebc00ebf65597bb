//! Connections: plain or TLS, so many at once, none that only talks about asking.

use anyhow::{Context, Result};
use axum::Router;
use hyper::{body::Incoming, server::conn::http1, service::Service};
use hyper_util::{
	rt::{TokioIo, TokioTimer},
	server::graceful::GracefulShutdown,
	service::TowerToHyperService,
};
use prometheus::IntGauge;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use std::{net::SocketAddr, path::Path, sync::Arc, time::Duration};
use tokio::{
	io::{AsyncRead, AsyncWrite},
	net::{TcpListener, TcpStream},
	sync::{OwnedSemaphorePermit, Semaphore, watch},
	time::{sleep, timeout},
};
use tokio_rustls::TlsAcceptor;

/// Pause after a connection could not be accepted.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// For a TLS handshake.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// Most that is read of a request's head, in bytes.
const HEAD_BYTES: usize = 64 * 1_024;

/// Where a request comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Peer(pub SocketAddr);

/// What one listener allows.
#[derive(Clone, Debug)]
pub struct Bounds {
	/// Connections at once; more are closed.
	pub connections: usize,
	/// Time for a request's head; also how long a connection may be idle.
	pub head: Duration,
	/// How long requests may go on after the first word of stopping.
	pub farewell: Duration,
}

/// Listens at `address`.
pub async fn bind(address: SocketAddr) -> Result<TcpListener> {
	TcpListener::bind(address).await.with_context(|| {
		format!("{address}: cannot listen; is another program at this port? Change `listen`")
	})
}

/// Reads certificate and key, both PEM.
pub fn tls(certificate: &Path, key: &Path) -> Result<TlsAcceptor> {
	let chain = CertificateDer::pem_file_iter(certificate)
		.and_then(Iterator::collect::<Result<Vec<_>, _>>)
		.with_context(|| {
			format!("tls.certificate: {}: no PEM certificates", certificate.display())
		})?;
	// The library's text could quote the key.
	let key = PrivateKeyDer::from_pem_file(key)
		.map_err(|_| anyhow::anyhow!("tls.key: {}: no PEM private key", key.display()))?;
	let provider = Arc::new(rustls::crypto::ring::default_provider());
	let mut config = rustls::ServerConfig::builder_with_provider(provider)
		.with_safe_default_protocol_versions()?
		.with_no_client_auth()
		.with_single_cert(chain, key)
		.context("tls: the certificate and the key do not belong together")?;
	config.alpn_protocols = vec![b"http/1.1".to_vec()];
	Ok(TlsAcceptor::from(Arc::new(config)))
}

/// Serves `app` until `stop` says so, then lets requests end.
pub async fn serve(
	listener: TcpListener,
	app: Router,
	acceptor: Option<TlsAcceptor>,
	bounds: Bounds,
	connections: IntGauge,
	mut stop: watch::Receiver<bool>,
) {
	let places = Arc::new(Semaphore::new(bounds.connections));
	let graceful = GracefulShutdown::new();
	loop {
		let accepted = tokio::select! {
			accepted = listener.accept() => accepted,
			_ = stop.wait_for(|stop| *stop) => break,
		};
		let (stream, peer) = match accepted {
			Ok(accepted) => accepted,
			Err(error) => {
				// Out of file descriptors, most likely: they come back.
				tracing::warn!(%error, "cannot accept connections");
				sleep(ACCEPT_PAUSE).await;
				continue;
			}
		};
		let Ok(place) = places.clone().try_acquire_owned() else {
			tracing::debug!("too many connections");
			continue;
		};
		let counted = Counted::new(connections.clone(), place);
		let (app, acceptor, head) = (app.clone(), acceptor.clone(), bounds.head);
		let watcher = graceful.watcher();
		tokio::spawn(async move {
			let _counted = counted;
			if let Err(error) = connection(stream, peer, app, acceptor, head, watcher).await {
				tracing::debug!(error = format!("{error:#}"), "connection");
			}
		});
	}
	drop(listener);
	if timeout(bounds.farewell, graceful.shutdown()).await.is_err() {
		tracing::warn!("stopped while requests were still being answered");
	}
}

async fn connection(
	stream: TcpStream,
	peer: SocketAddr,
	app: Router,
	acceptor: Option<TlsAcceptor>,
	head: Duration,
	watcher: hyper_util::server::graceful::Watcher,
) -> Result<()> {
	// Tokens are small, and late ones are seen.
	stream.set_nodelay(true)?;
	match acceptor {
		None => answer(stream, peer, app, head, watcher).await,
		Some(acceptor) => {
			let stream = timeout(HANDSHAKE, acceptor.accept(stream)).await??;
			answer(stream, peer, app, head, watcher).await
		}
	}
}

async fn answer(
	stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
	peer: SocketAddr,
	app: Router,
	head: Duration,
	watcher: hyper_util::server::graceful::Watcher,
) -> Result<()> {
	let service = TowerToHyperService::new(app);
	let service = hyper::service::service_fn(move |mut request: hyper::Request<Incoming>| {
		request.extensions_mut().insert(Peer(peer));
		service.call(request)
	});
	let connection = http1::Builder::new()
		.timer(TokioTimer::new())
		.header_read_timeout(head)
		.max_buf_size(HEAD_BYTES)
		.serve_connection(TokioIo::new(stream), service);
	Ok(watcher.watch(connection).await?)
}

struct Counted(IntGauge, #[expect(dead_code, reason = "held for its place")] OwnedSemaphorePermit);

impl Counted {
	fn new(connections: IntGauge, place: OwnedSemaphorePermit) -> Self {
		connections.inc();
		Self(connections, place)
	}
}

impl Drop for Counted {
	fn drop(&mut self) {
		self.0.dec();
	}
}
