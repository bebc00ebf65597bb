//! Real engines, and images that the tests build from busybox.
#![allow(dead_code, reason = "each test file uses a part of it")]

use blake2::{Blake2b, Digest, digest::consts::U32};
use futures::StreamExt;
use std::{
	fs,
	net::SocketAddr,
	path::{Path, PathBuf},
	process::{Child, Command, Stdio},
	sync::{
		Arc,
		atomic::{AtomicUsize, Ordering::Relaxed},
	},
	time::{Duration, Instant},
};
use stoa_runner::{
	Docker, DockerConfig, Embedded, EmbeddedConfig, ExecSpec, Image, Limits, LogOptions, Port,
	Runner, RunnerError, Spec, WorkloadId,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// Longer than anything here takes on a busy machine.
pub const LONG: Duration = Duration::from_secs(60);

/// A machine with one engine.
pub struct World {
	pub runner: Arc<dyn Runner>,
	pub engine: Engine,
	podman: Option<Podman>,
	pub dir: tempfile::TempDir,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Engine {
	Embedded,
	Docker,
}

/// Where containers are not permitted, tests say so and end. Where they are, everything has to be there.
fn permitted() -> bool {
	let root = rustix::process::geteuid().is_root();
	// Tests run at the same time.
	static PROBES: AtomicUsize = AtomicUsize::new(0);
	let name = format!("stoa-probe-{}-{}", std::process::id(), PROBES.fetch_add(1, Relaxed));
	let probe = ["/sys/fs/cgroup/memory", "/sys/fs/cgroup"].map(|tree| Path::new(tree).join(&name));
	let writable =
		probe.iter().any(|dir| fs::create_dir(dir).and_then(|()| fs::remove_dir(dir)).is_ok());
	if !(root && writable) {
		eprintln!("SKIPPED: containers need root and a writable cgroup tree");
	}
	root && writable
}

pub async fn world(engine: Engine) -> Option<World> {
	if !permitted() {
		return None;
	}
	let dir = tempfile::Builder::new().prefix("stoa-runner-").tempdir().unwrap();
	let podman = (engine == Engine::Docker).then(|| Podman::start(dir.path()));
	let runner = open(engine, dir.path()).await;
	runner.check().await.unwrap();
	Some(World { runner, engine, podman, dir })
}

/// The engine, as a process that was started just now sees it.
pub async fn open(engine: Engine, dir: &Path) -> Arc<dyn Runner> {
	let helper = PathBuf::from(env!("CARGO_BIN_EXE_stoa-runner"));
	match engine {
		Engine::Embedded => {
			let config = EmbeddedConfig { helper, ..EmbeddedConfig::new(dir.join("runner")) };
			Arc::new(Embedded::open(config).unwrap())
		}
		Engine::Docker => {
			let socket = dir.join("podman.sock");
			let config = DockerConfig { helper, socket, ..DockerConfig::new(dir.join("runner")) };
			Arc::new(Docker::open(config).await.unwrap())
		}
	}
}

impl Drop for World {
	/// What a failed test left.
	fn drop(&mut self) {
		let sweep = async { self.runner.sweep(&std::collections::BTreeSet::new()).await };
		let swept =
			tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(sweep));
		if let Err(error) = swept {
			eprintln!("sweep: {error}");
		}
	}
}

/// A podman of its own, which knows no other's containers.
struct Podman {
	child: Child,
	dir: PathBuf,
}

impl Podman {
	fn start(dir: &Path) -> Self {
		let config = dir.join("containers.conf");
		fs::write(
			&config,
			"[containers]\ndefault_ulimits = [\"nofile=20000:20000\", \"nproc=4096:4096\"]\n\
			 [engine]\nruntime = \"runc\"\ncgroup_manager = \"cgroupfs\"\nevents_logger = \"file\"\n",
		)
		.unwrap();
		let socket = dir.join("podman.sock");
		let child = Command::new("podman")
			.env("CONTAINERS_CONF", &config)
			// Where its monitors leave a file when memory has run out.
			.current_dir(dir)
			.args(["--log-level=error", "--storage-driver=overlay"])
			.arg("--root")
			.arg(dir.join("storage"))
			.arg("--runroot")
			.arg(dir.join("run"))
			.args(["system", "service", "--time=0"])
			.arg(format!("unix://{}", socket.display()))
			.stdin(Stdio::null())
			.spawn()
			.expect("podman is installed by scripts/setup");
		let until = Instant::now() + LONG;
		while std::os::unix::net::UnixStream::connect(&socket).is_err() {
			assert!(Instant::now() < until, "podman does not listen");
			std::thread::sleep(Duration::from_millis(20));
		}
		Self { child, dir: dir.to_owned() }
	}
}

impl Drop for Podman {
	fn drop(&mut self) {
		let _ = self.child.kill();
		let _ = self.child.wait();
		// For each session it keeps a process for five minutes.
		let dir = self.dir.to_string_lossy().into_owned();
		for process in fs::read_dir("/proc").unwrap().flatten() {
			let command = fs::read_to_string(process.path().join("cmdline")).unwrap_or_default();
			let pid = process.file_name().to_string_lossy().parse().ok();
			if command.starts_with("/usr/bin/conmon") && command.contains(&dir) {
				let pid = pid.and_then(rustix::process::Pid::from_raw).unwrap();
				let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
			}
		}
		// It mounts its storage over itself.
		let _ = Command::new("umount")
			.arg(self.dir.join("storage/overlay"))
			.stderr(Stdio::null())
			.status();
	}
}

/// Files of an image: path, content, mode.
pub fn busybox() -> Vec<u8> {
	let mut tar = tar::Builder::new(Vec::new());
	for dir in ["bin", "etc", "www"] {
		let mut header = header();
		header.set_entry_type(tar::EntryType::Directory);
		header.set_mode(0o755);
		header.set_size(0);
		tar.append_data(&mut header, dir, &b""[..]).unwrap();
	}
	let program = fs::read("/bin/busybox").expect("busybox-static is installed by scripts/setup");
	file(&mut tar, "bin/busybox", &program, 0o755);
	file(&mut tar, "www/index.html", b"hello from inside\n", 0o644);
	file(&mut tar, "etc/passwd", b"root:x:0:0::/:/bin/sh\nweb:x:1000:1000::/:/bin/sh\n", 0o644);
	let names = "sh cat dd echo grep id ip ln ls mkdir mknod mount nc ps seq sleep stty tail printf test touch true unshare httpd kill trap head wc";
	for name in names.split(' ') {
		link(&mut tar, &format!("bin/{name}"), "busybox");
	}
	tar.into_inner().unwrap()
}

pub fn file(tar: &mut tar::Builder<Vec<u8>>, path: &str, content: &[u8], mode: u32) {
	let mut header = header();
	header.set_mode(mode);
	header.set_size(content.len() as u64);
	tar.append_data(&mut header, path, content).unwrap();
}

pub fn link(tar: &mut tar::Builder<Vec<u8>>, path: &str, to: &str) {
	let mut header = header();
	header.set_entry_type(tar::EntryType::Symlink);
	header.set_mode(0o777);
	header.set_size(0);
	tar.append_link(&mut header, path, to).unwrap();
}

/// An entry of root's.
fn header() -> tar::Header {
	let mut header = tar::Header::new_gnu();
	header.set_uid(0);
	header.set_gid(0);
	header
}

/// An image file of these bytes.
pub fn archive(dir: &Path, bytes: &[u8]) -> Image {
	let hash: [u8; 32] = Blake2b::<U32>::digest(bytes).into();
	let path = dir.join(format!("{}.tar", hex::encode(&hash[..8])));
	fs::write(&path, bytes).unwrap();
	Image::Archive { path, hash }
}

/// A workload of busybox that runs `script`.
pub fn shell(world: &World, script: &str) -> Spec {
	let limits = Limits {
		cpu_millis: 1000,
		memory_mib: 64,
		pids: 64,
		tmp_mib: 8,
		image_mib: 64,
		log_mib: 1,
	};
	let mut spec = Spec::new(archive(world.dir.path(), &busybox()), limits);
	spec.entrypoint = Some(["/bin/sh", "-c", script].map(str::to_owned).into());
	spec
}

/// A port of the host's loopback.
pub fn port(inside: u16) -> Port {
	Port { inside, outside: SocketAddr::from(([127, 0, 0, 1], 0)) }
}

pub fn id(name: &str) -> WorkloadId {
	name.parse().unwrap()
}

impl World {
	/// Creates and starts it.
	pub async fn run(&self, name: &str, spec: &Spec) -> WorkloadId {
		let id = id(name);
		self.runner.create(&id, spec).await.unwrap();
		self.runner.start(&id).await.unwrap();
		id
	}

	pub async fn log(&self, id: &WorkloadId) -> String {
		let log = self.runner.logs(id, LogOptions::default()).await.unwrap();
		text(log).await
	}

	/// Runs a script in it, and returns its exit code and what it wrote.
	pub async fn inside(&self, id: &WorkloadId, script: &str) -> (i32, String) {
		let spec = ExecSpec {
			command: ["/bin/sh", "-c", script].map(str::to_owned).into(),
			env: [].into(),
			terminal: None,
		};
		let session = self.runner.exec(id, spec).await.unwrap();
		let output = tokio::time::timeout(LONG, text(session.output)).await.expect("it ends");
		let code =
			tokio::time::timeout(LONG, session.control.wait()).await.expect("it ends").unwrap();
		drop(session.input);
		(code, output)
	}

	/// Waits until its log has this line.
	pub async fn says(&self, id: &WorkloadId, line: &str) {
		let until = Instant::now() + LONG;
		loop {
			let log = self.log(id).await;
			if log.lines().any(|one| one == line) {
				return;
			}
			assert!(Instant::now() < until, "{line:?} is not in {log:?}");
			tokio::time::sleep(Duration::from_millis(50)).await;
		}
	}
}

pub async fn text(mut pieces: stoa_runner::LogStream) -> String {
	let mut all = Vec::new();
	while let Some(piece) = pieces.next().await {
		all.extend(piece.unwrap());
	}
	String::from_utf8_lossy(&all).into_owned()
}

/// What a web server answers; `None` if nobody does.
pub async fn get(address: SocketAddr, path: &str) -> Option<String> {
	let mut stream = tokio::net::TcpStream::connect(address).await.ok()?;
	stream.write_all(format!("GET {path} HTTP/1.0\r\n\r\n").as_bytes()).await.ok()?;
	let mut answer = String::new();
	tokio::time::timeout(Duration::from_secs(10), stream.read_to_string(&mut answer))
		.await
		.ok()?
		.ok()?;
	let (head, body) = answer.split_once("\r\n\r\n")?;
	head.contains(" 200 ").then(|| body.to_owned())
}

/// Asks until somebody answers.
pub async fn get_soon(address: SocketAddr, path: &str) -> String {
	let until = Instant::now() + LONG;
	loop {
		if let Some(body) = get(address, path).await {
			return body;
		}
		assert!(Instant::now() < until, "nobody answers at {address}");
		tokio::time::sleep(Duration::from_millis(50)).await;
	}
}

pub fn is_bad_image<T>(result: Result<T, RunnerError>) -> bool {
	matches!(result, Err(RunnerError::BadImage(_)))
}

/// Runs each test with each engine.
#[macro_export]
macro_rules! with_both_engines {
	($($name:ident)*) => {
		mod embedded { $(
			#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
			async fn $name() {
				if let Some(world) = $crate::world::world($crate::world::Engine::Embedded).await {
					super::$name(&world).await;
				}
			}
		)* }
		mod docker { $(
			#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
			async fn $name() {
				if let Some(world) = $crate::world::world($crate::world::Engine::Docker).await {
					super::$name(&world).await;
				}
			}
		)* }
	};
}
