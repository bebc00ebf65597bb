//! One network namespace, with a device that the switch serves and doors into it.

use super::{
	switch::{MAX_HOSTS, Switch, address},
	tap,
};
use anyhow::{Context, Result, bail, ensure};
use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};
use std::{
	fs::File,
	net::TcpListener,
	os::fd::AsFd,
	path::Path,
	process::Command,
	sync::{Arc, mpsc},
	thread::{self, JoinHandle},
};
use tokio::{io::copy_bidirectional, net::TcpStream, runtime, sync::oneshot};

/// Where the system keeps the names of namespaces.
const NAMES: &str = "/run/netns";
/// What a node listens on inside.
const RPC: u16 = 9944;
const METRICS: u16 = 9615;

/// A namespace; removed when dropped, with what is in it.
pub struct Space {
	name: String,
	index: usize,
	/// The port here that leads to the node's RPC.
	pub rpc: u16,
	/// The port here that leads to its metrics.
	pub metrics: u16,
	switch: Arc<Switch>,
	stop: Option<oneshot::Sender<()>>,
	thread: Option<JoinHandle<()>>,
}

fn ip(arguments: &[&str]) -> Result<()> {
	let out = Command::new("ip").args(arguments).output().context("ip, of iproute2")?;
	let said = String::from_utf8_lossy(&out.stderr);
	ensure!(out.status.success(), "ip {}: {}", arguments.join(" "), said.trim());
	Ok(())
}

/// Removes what tests left that were killed: namespaces are named after the process that made them.
pub fn remove_abandoned() -> Result<()> {
	let Ok(entries) = std::fs::read_dir(NAMES) else { return Ok(()) };
	for name in entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()) {
		let owner = name.strip_prefix("stoa-lab-").and_then(|rest| rest.split('-').next());
		let owner = owner.filter(|owner| owner.parse::<u32>().is_ok());
		if owner.is_some_and(|owner| !Path::new("/proc").join(owner).exists()) {
			ip(&["netns", "del", &name])?;
		}
	}
	Ok(())
}

impl Space {
	/// Makes it for the host with this number, counted from 1, whose address is 10.44.0.`number`.
	pub fn new(name: &str, number: u8, switch: &Arc<Switch>) -> Result<Self> {
		ip(&["netns", "add", name])?;
		let (rpc, metrics) = (TcpListener::bind("127.0.0.1:0")?, TcpListener::bind("127.0.0.1:0")?);
		let mut space = Self {
			name: name.to_owned(),
			index: usize::from(number.saturating_sub(1)),
			rpc: rpc.local_addr()?.port(),
			metrics: metrics.local_addr()?.port(),
			switch: switch.clone(),
			stop: None,
			thread: None,
		};
		let file = File::open(Path::new(NAMES).join(name))?;
		let (stop, stopped) = oneshot::channel();
		let (ready, entered) = mpsc::channel();
		let (switch, index) = (switch.clone(), space.index);
		space.stop = Some(stop);
		space.thread = Some(thread::Builder::new().name(name.to_owned()).spawn(move || {
			let tap = move_into_link_name_space(file.as_fd(), Some(LinkNameSpaceType::Network))
				.map_err(std::io::Error::from)
				.and_then(|()| try_again_soon())
				.and_then(|()| tap::open());
			drop(file);
			let tap = match tap {
				Ok(tap) => tap,
				Err(error) => return drop(ready.send(Err(error))),
			};
			let _ = ready.send(Ok(()));
			if let Err(error) =
				inhabit(&switch, index, tap, [(rpc, RPC), (metrics, METRICS)], stopped)
			{
				eprintln!("the network of host {index} is gone: {error:#}");
			}
		})?);
		entered.recv().context("the thread ended")?.context("a device in the namespace")?;
		space.plug(number)?;
		Ok(space)
	}

	/// Its name, for `ip netns`.
	pub fn name(&self) -> &str {
		&self.name
	}

	fn plug(&self, number: u8) -> Result<()> {
		let inside = |arguments: &[&str]| ip(&[&["-n", &self.name], arguments].concat());
		inside(&["link", "set", "lo", "up"])?;
		inside(&["link", "set", "eth0", "address", &address(number)])?;
		inside(&["addr", "add", &format!("10.44.0.{number}/24"), "dev", "eth0"])?;
		inside(&["link", "set", "eth0", "up"])?;
		// Nobody has to ask for addresses, which after a partition takes longer than the network itself.
		for other in (1..=MAX_HOSTS as u8).filter(|other| *other != number) {
			let (ip, hardware) = (format!("10.44.0.{other}"), address(other));
			inside(&["neigh", "add", &ip, "lladdr", &hardware, "dev", "eth0", "nud", "permanent"])?;
		}
		Ok(())
	}
}

impl Drop for Space {
	fn drop(&mut self) {
		drop(self.stop.take());
		if let Some(thread) = self.thread.take() {
			let _ = thread.join();
		}
		self.switch.unplug(self.index);
		if let Err(error) = ip(&["netns", "del", &self.name]) {
			eprintln!("{error:#}");
		}
	}
}

/// Has TCP in this thread's namespace try again every ten seconds at least, as docs/run-a-node.md asks validators to;
/// by default its pauses double up to two minutes. Kernels before 6.15 have no such setting.
fn try_again_soon() -> std::io::Result<()> {
	match std::fs::write("/proc/sys/net/ipv4/tcp_rto_max_ms", "10000") {
		Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
		written => written,
	}
}

/// What the thread does inside: carries frames, and connects whoever comes to a door, until it is told to stop.
fn inhabit(
	switch: &Switch,
	index: usize,
	tap: File,
	doors: [(TcpListener, u16); 2],
	stopped: oneshot::Receiver<()>,
) -> Result<()> {
	let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
	let [first, second] = doors;
	runtime.block_on(async {
		tokio::select! {
			_ = stopped => Ok(()),
			ended = switch.carry(index, Arc::new(tap)) => ended.context("the device"),
			ended = door(first.0, first.1) => ended,
			ended = door(second.0, second.1) => ended,
		}
	})
}

/// Connects those who come to `listener` with a port of this namespace.
async fn door(listener: TcpListener, port: u16) -> Result<()> {
	listener.set_nonblocking(true)?;
	let listener = tokio::net::TcpListener::from_std(listener)?;
	loop {
		let Ok((mut outside, _)) = listener.accept().await else { bail!("no more open files") };
		tokio::spawn(async move {
			// Nobody listens while the node is down: whoever came sees the connection closed.
			if let Ok(mut inside) = TcpStream::connect(("127.0.0.1", port)).await {
				let _ = copy_bidirectional(&mut outside, &mut inside).await;
			}
		});
	}
}
