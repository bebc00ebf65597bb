//! A bought network leads out to the world, and to nothing that is near.

mod world;

use std::process::{Child, Command, Stdio};
use stoa_runner::Network;
use world::{Engine, LONG, World, port, shell};

/// One after the other: what is left is counted.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bought_network_leads_to_global_addresses_only() {
	for engine in [Engine::Embedded, Engine::Docker] {
		if let Some(world) = world::world(engine).await {
			global_addresses_only(&world).await;
		}
	}
}

/// A global address that is not this host's: in a network namespace of its own, at the other end of a cable.
struct Outside {
	name: String,
	host: String,
	address: String,
	server: Child,
}

fn ip(arguments: &str) {
	let status = Command::new("ip").args(arguments.split(' ')).status().unwrap();
	assert!(status.success(), "ip {arguments}");
}

impl Outside {
	fn new(world: &World) -> Self {
		let name = format!("stoa{}", std::process::id() % 100_000);
		let (name, net) = match world.engine {
			Engine::Embedded => (format!("{name}e"), "9.9.8"),
			Engine::Docker => (format!("{name}d"), "9.9.9"),
		};
		ip(&format!("netns add {name}"));
		ip(&format!("link add {name} type veth peer name out netns {name}"));
		ip(&format!("address add {net}.1/24 dev {name}"));
		ip(&format!("link set {name} up"));
		ip(&format!("-n {name} address add {net}.9/24 dev out"));
		ip(&format!("-n {name} link set out up"));
		let serve = ["netns", "exec", &name, "busybox", "httpd", "-f", "-p", "8000", "-h"];
		std::fs::write(world.dir.path().join("index.html"), "the world").unwrap();
		let server = Command::new("ip").args(serve).arg(world.dir.path()).spawn().unwrap();
		Self { host: format!("{net}.1"), address: format!("{net}.9"), name, server }
	}
}

impl Drop for Outside {
	fn drop(&mut self) {
		let _ = self.server.kill();
		let _ = self.server.wait();
		let _ = Command::new("ip").args(["netns", "delete", &self.name]).status();
		let _ =
			Command::new("ip").args(["link", "delete", &self.name]).stderr(Stdio::null()).status();
	}
}

async fn global_addresses_only(world: &World) {
	let outside = Outside::new(world);
	let mut spec = shell(world, "httpd -p 80 -h /www; exec sleep 300");
	spec.ports = vec![port(80)];
	let without = world.run("without", &spec).await;
	spec.network = Network::Internet;
	let with = world.run("with", &spec).await;
	let fetch = format!("printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 5 {} 8000", outside.address);
	assert_ne!(world.inside(&without, &fetch).await.0, 0);
	// The server may need a moment.
	let until = std::time::Instant::now() + LONG;
	loop {
		let (code, out) = world.inside(&with, &fetch).await;
		if code == 0 && out.ends_with("the world") {
			break;
		}
		assert!(std::time::Instant::now() < until, "{code} {out}");
	}
	// The host listens there, and answers itself.
	let listener = std::net::TcpListener::bind("0.0.0.0:0").unwrap();
	let at = listener.local_addr().unwrap().port();
	assert!(std::net::TcpStream::connect((outside.host.as_str(), at)).is_ok());
	listener.set_nonblocking(true).unwrap();
	listener.accept().unwrap();
	for near in [
		outside.host.as_str(),
		"127.0.0.1",
		"10.0.2.2",
		"10.0.2.3",
		"169.254.169.254",
		"192.168.0.1",
	] {
		let (code, out) = world.inside(&with, &format!("nc -w 1 {near} {at} </dev/null")).await;
		assert_ne!(code, 0, "{near} answers: {out}");
	}
	assert!(listener.accept().is_err(), "the host was reached");
	let neighbour = world.runner.ports(&without).await.unwrap()[0].outside;
	for near in [outside.host.as_str(), "10.0.2.2"] {
		let (code, _) =
			world.inside(&with, &format!("nc -w 1 {near} {} </dev/null", neighbour.port())).await;
		assert_ne!(code, 0, "another tenant is reached at {near}");
	}
	// The rules are not the tenant's to change, and ports are published as without.
	assert_ne!(world.inside(&with, "ip link set tap0 down").await.0, 0);
	let published = world.runner.ports(&with).await.unwrap()[0].outside;
	assert_eq!(world::get_soon(published, "/").await, "hello from inside\n");
	assert_eq!(helpers().len(), 1);
	for id in [without, with] {
		world.runner.remove(&id).await.unwrap();
	}
	// The user-space networks go with them.
	let until = std::time::Instant::now() + LONG;
	while !helpers().is_empty() {
		assert!(std::time::Instant::now() < until, "left: {:?}", helpers());
		tokio::time::sleep(std::time::Duration::from_millis(50)).await;
	}
}

/// Processes of this build that keep networks of workloads.
fn helpers() -> Vec<std::path::PathBuf> {
	let ours = |process: &std::path::PathBuf| {
		let program = std::fs::read_link(process.join("exe")).unwrap_or_default();
		let command = std::fs::read_to_string(process.join("cmdline")).unwrap_or_default();
		program == std::path::Path::new(env!("CARGO_BIN_EXE_stoa-runner"))
			&& command.contains("\0network\0")
	};
	let all = std::fs::read_dir("/proc").unwrap().flatten();
	all.map(|process| process.path()).filter(ours).collect()
}
