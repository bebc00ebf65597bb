//! Published ports: a relay in this process, which connects from inside the workload's network namespace.
//!
//! So a workload needs no address, no route and no bridge to be reached, and nothing else of the host reaches it.

use crate::{Port, RunnerError, WorkloadId, error::During, process::Process};
use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};
use std::{
	collections::HashMap,
	fs::File,
	io,
	net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream as StdStream},
	os::fd::AsFd,
	sync::{
		Arc, Mutex, PoisonError,
		atomic::{AtomicU64, Ordering::Relaxed},
		mpsc,
	},
	time::Duration,
};
use tokio::{
	io::copy_bidirectional,
	net::{TcpListener, TcpStream},
	sync::{Semaphore, oneshot},
	task::JoinSet,
};
use tokio_util::io::InspectReader;

/// Connections to one workload at a time.
const MAX_CONNECTIONS: usize = 1024;
/// How long a workload's program may take to accept.
const CONNECT: Duration = Duration::from_secs(5);
/// A pause after the host could not accept, as when it has no more open files.
const PAUSE: Duration = Duration::from_millis(100);

/// All that are published by this process.
#[derive(Default)]
pub(crate) struct Ports(Mutex<HashMap<WorkloadId, Published>>);

/// Those of one workload, until this is dropped.
struct Published {
	listeners: JoinSet<()>,
	bytes: Arc<Bytes>,
}

/// What went through.
#[derive(Default)]
struct Bytes {
	received: AtomicU64,
	sent: AtomicU64,
}

/// Asks for a connection to a port of the workload.
type Wish = (u16, oneshot::Sender<io::Result<StdStream>>);

impl Ports {
	fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<WorkloadId, Published>> {
		self.0.lock().unwrap_or_else(PoisonError::into_inner)
	}

	/// Listens for the workload, one process of which is `inside`, and returns the ports with their real addresses.
	pub(crate) async fn publish(
		&self,
		id: &WorkloadId,
		ports: &[Port],
		inside: &Process,
	) -> Result<Vec<Port>, RunnerError> {
		let before = self.lock().remove(id);
		if let Some(mut before) = before {
			// Ports are free once their tasks are gone, and not when they are told to go.
			before.listeners.shutdown().await;
		}
		let bytes = Arc::new(Bytes::default());
		let mut real = Vec::new();
		let mut listeners = JoinSet::new();
		if !ports.is_empty() {
			let connector = connector(inside)?;
			let free = Arc::new(Semaphore::new(MAX_CONNECTIONS));
			for port in ports {
				let listener = TcpListener::bind(port.outside).await.map_err(|error| {
					RunnerError::BadSpec(format!(
						"port {} cannot be published at {} ({error}): choose another address",
						port.inside, port.outside
					))
				})?;
				real.push(Port { outside: listener.local_addr()?, ..*port });
				let (connector, free) = (connector.clone(), Arc::clone(&free));
				let all = accept(listener, port.inside, connector, Arc::clone(&bytes), free);
				let inside = inside.clone();
				listeners.spawn(async move {
					tokio::select! {
						() = all => {}
						// Nobody listens any more for a workload that has ended.
						_ = inside.ended() => {}
					}
				});
			}
		}
		self.lock().insert(id.clone(), Published { listeners, bytes });
		Ok(real)
	}

	/// Stops listening, and ends all connections.
	pub(crate) fn close(&self, id: &WorkloadId) {
		self.lock().remove(id);
	}

	/// Bytes that the workload received and sent since [`Self::publish`].
	pub(crate) fn bytes(&self, id: &WorkloadId) -> (u64, u64) {
		let all = self.lock();
		all.get(id)
			.map_or((0, 0), |one| (one.bytes.received.load(Relaxed), one.bytes.sent.load(Relaxed)))
	}
}

async fn accept(
	listener: TcpListener,
	inside: u16,
	connector: mpsc::Sender<Wish>,
	bytes: Arc<Bytes>,
	free: Arc<Semaphore>,
) {
	// Dropped with this future, which ends them.
	let mut connections = JoinSet::new();
	loop {
		let Ok(permit) = Arc::clone(&free).acquire_owned().await else { return };
		while connections.try_join_next().is_some() {}
		match listener.accept().await {
			Ok((client, _)) => {
				let (connector, bytes) = (connector.clone(), Arc::clone(&bytes));
				connections.spawn(async move {
					// Either side may go at any time.
					let _ = relay(client, inside, connector, &bytes).await;
					drop(permit);
				});
			}
			Err(_) => tokio::time::sleep(PAUSE).await,
		}
	}
}

async fn relay(
	client: TcpStream,
	inside: u16,
	connector: mpsc::Sender<Wish>,
	bytes: &Bytes,
) -> io::Result<()> {
	let gone = |_| io::Error::from(io::ErrorKind::NotConnected);
	let (answer, server) = oneshot::channel();
	connector.send((inside, answer)).map_err(|_| io::Error::from(io::ErrorKind::NotConnected))?;
	let server = server.await.map_err(gone)??;
	server.set_nonblocking(true)?;
	let server = TcpStream::from_std(server)?;
	client.set_nodelay(true)?;
	server.set_nodelay(true)?;
	let count = |counter: &'static str| {
		move |piece: &[u8]| {
			let counter = if counter == "received" { &bytes.received } else { &bytes.sent };
			counter.fetch_add(piece.len() as u64, Relaxed);
		}
	};
	let (client_read, client_write) = client.into_split();
	let (server_read, server_write) = server.into_split();
	let mut client =
		tokio::io::join(InspectReader::new(client_read, count("received")), client_write);
	let mut server = tokio::io::join(InspectReader::new(server_read, count("sent")), server_write);
	copy_bidirectional(&mut client, &mut server).await.map(|_| ())
}

/// A thread inside the network namespace of a process, which connects. It ends when nobody can ask it any more.
fn connector(inside: &Process) -> Result<mpsc::Sender<Wish>, RunnerError> {
	let path = format!("/proc/{}/ns/net", inside.pid);
	let space = File::open(&path).during(&path)?;
	if !inside.is_alive() {
		return Err(RunnerError::Engine(
			"the workload ended before its ports were published".into(),
		));
	}
	let (wishes, asked) = mpsc::channel::<Wish>();
	let (ready, entered) = mpsc::channel();
	std::thread::Builder::new().name("runner-ports".into()).spawn(move || {
		let result = move_into_link_name_space(space.as_fd(), Some(LinkNameSpaceType::Network));
		let works = result.is_ok();
		let told = ready.send(result).is_ok();
		drop(space);
		while let Some((port, answer)) = asked.recv().ok().filter(|_| works && told) {
			// Whoever asked may be gone.
			let _ = answer.send(connect(port));
		}
	})?;
	let gone = |_| RunnerError::Io("a thread ended".into());
	entered.recv().map_err(gone)?.map_err(|error| {
		RunnerError::Unavailable(format!(
			"{path} cannot be entered ({error}): publishing ports needs root"
		))
	})?;
	Ok(wishes)
}

fn connect(port: u16) -> io::Result<StdStream> {
	let first = StdStream::connect_timeout(&SocketAddr::from((Ipv4Addr::LOCALHOST, port)), CONNECT);
	first.or_else(|error| match error.kind() {
		io::ErrorKind::ConnectionRefused => {
			StdStream::connect_timeout(&SocketAddr::from((Ipv6Addr::LOCALHOST, port)), CONNECT)
		}
		_ => Err(error),
	})
}
