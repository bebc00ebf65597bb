//! What a workload is for: it serves, is talked to, keeps its disk, and goes without a trace.

mod world;

use bytes::Bytes;
use futures::StreamExt;
use std::{collections::BTreeSet, fs, process::Command, time::Duration};
use stoa_runner::{ExecSpec, Exit, LogOptions, RunnerError, Size, Status, Volume};
use tokio::io::AsyncWriteExt;
use world::{LONG, World, get, get_soon, id, port, shell, text};

with_both_engines! {
	a_web_server_answers_and_its_disk_outlives_it
	logs_stream_and_end_with_the_workload
	a_shell_has_a_terminal_and_a_program_has_pipes
	an_exit_code_is_told
	a_workload_runs_as_its_user
	limits_and_use_are_measured
	removal_leaves_nothing
	a_new_owner_finds_workloads_again
}

async fn a_web_server_answers_and_its_disk_outlives_it(world: &World) {
	let mut spec =
		shell(world, "echo $GREETING >> /data/index.html; exec httpd -f -p 8080 -h /data");
	spec.volume = Some(Volume { mib: 16, at: "/data".into() });
	spec.env.insert("GREETING".into(), "hello $(id) 'quoted'".into());
	spec.ports = vec![port(8080)];
	let id = world.run("web", &spec).await;
	assert!(matches!(world.runner.create(&id, &spec).await, Err(RunnerError::Exists(_))));
	let ports = world.runner.ports(&id).await.unwrap();
	assert_ne!(ports[0].outside.port(), 0);
	assert_eq!(get_soon(ports[0].outside, "/").await, "hello $(id) 'quoted'\n");
	let stats = world.runner.stats(&id).await.unwrap();
	assert!(stats.received_bytes > 10 && stats.sent_bytes > 10, "{stats:?}");
	world.runner.start(&id).await.unwrap();
	world.runner.stop(&id, Duration::from_secs(1)).await.unwrap();
	assert!(matches!(world.runner.status(&id).await.unwrap(), Status::Exited(_)));
	assert_eq!(get(ports[0].outside, "/").await, None);
	world.runner.start(&id).await.unwrap();
	assert_eq!(world.runner.ports(&id).await.unwrap(), ports);
	assert_eq!(get_soon(ports[0].outside, "/").await.lines().count(), 2);
	world.runner.remove(&id).await.unwrap();
	assert_eq!(get(ports[0].outside, "/").await, None);
	assert!(matches!(world.runner.status(&id).await, Err(RunnerError::NotFound(_))));
	world.runner.remove(&id).await.unwrap();
}

async fn logs_stream_and_end_with_the_workload(world: &World) {
	let script = "for i in 1 2 3 4 5; do echo line $i; sleep 0.6; done; echo last >&2";
	let id = world.run("talks", &shell(world, script)).await;
	let follow = LogOptions { follow: true, tail_lines: None };
	let mut log = world.runner.logs(&id, follow).await.unwrap();
	let first: Bytes = tokio::time::timeout(LONG, log.next()).await.unwrap().unwrap().unwrap();
	assert!(first.starts_with(b"line 1"));
	assert!(
		matches!(world.runner.status(&id).await.unwrap(), Status::Running { .. }),
		"not streamed"
	);
	let rest = tokio::time::timeout(LONG, text(log)).await.expect("it ends");
	assert!(rest.ends_with("line 5\nlast\n"), "{rest:?}");
	let tail = LogOptions { follow: false, tail_lines: Some(2) };
	assert_eq!(text(world.runner.logs(&id, tail).await.unwrap()).await, "line 5\nlast\n");
	world.runner.remove(&id).await.unwrap();
}

async fn a_shell_has_a_terminal_and_a_program_has_pipes(world: &World) {
	let id = world.run("shell", &shell(world, "exec sleep 300")).await;
	let terminal = Some(Size { columns: 91, rows: 17 });
	let command = vec!["/bin/sh".to_owned()];
	let spec = ExecSpec { command, env: [("WHO".into(), "me".into())].into(), terminal };
	let mut session = world.runner.exec(&id, spec).await.unwrap();
	// The engine may set the size after the start.
	let waits = b"until stty size | grep -q '^17 91'; do sleep 0.1; done; ";
	session.input.write_all(waits).await.unwrap();
	session.input.write_all(b"test -t 0 && echo $((6*7)) $WHO\n").await.unwrap();
	let mut output = String::new();
	while !output.contains("42 me") {
		let piece = tokio::time::timeout(LONG, session.output.next()).await.expect(&output);
		output += &String::from_utf8_lossy(&piece.expect("more").unwrap());
	}
	session.control.resize(Size { columns: 80, rows: 25 }).await.unwrap();
	session.input.write_all(b"stty size; exit 7\n").await.unwrap();
	let rest = tokio::time::timeout(LONG, text(session.output)).await.expect("it ends");
	assert!(rest.contains("25 80"), "{rest}");
	assert_eq!(session.control.wait().await.unwrap(), 7);

	let command = ["/bin/sh", "-c", "wc -c; exit 3"].map(str::to_owned).into();
	let spec = ExecSpec { command, env: [].into(), terminal: None };
	let mut session = world.runner.exec(&id, spec).await.unwrap();
	session.input.write_all(&[b'x'; 100_000]).await.unwrap();
	session.input.shutdown().await.unwrap();
	let output = tokio::time::timeout(LONG, text(session.output)).await.expect("it ends");
	assert_eq!(output.trim(), "100000");
	assert_eq!(session.control.wait().await.unwrap(), 3);

	let command = ["/bin/sh", "-c", "echo begun; exec sleep 250"].map(str::to_owned).into();
	let spec = ExecSpec { command, env: [].into(), terminal: None };
	let mut session = world.runner.exec(&id, spec).await.unwrap();
	tokio::time::timeout(LONG, session.output.next()).await.expect("begun").unwrap().unwrap();
	let sleeps = "cat /proc/[0-9]*/cmdline | grep -c [s]leep.250";
	assert_eq!(world.inside(&id, sleeps).await.1.trim(), "1");
	drop(session);
	if world.engine == world::Engine::Embedded {
		let until = std::time::Instant::now() + LONG;
		while world.inside(&id, sleeps).await.1.trim() != "0" {
			assert!(std::time::Instant::now() < until, "it goes on for nobody");
		}
	}
	world.runner.remove(&id).await.unwrap();
}

async fn an_exit_code_is_told(world: &World) {
	let id = world.run("ends", &shell(world, "exit 41")).await;
	let exit = tokio::time::timeout(LONG, world.runner.wait(&id)).await.unwrap().unwrap();
	assert_eq!((exit.code, exit.out_of_memory), (Some(41), false));
	assert_eq!(world.runner.status(&id).await.unwrap(), Status::Exited(exit));
	let command = vec!["/bin/true".to_owned()];
	let spec = ExecSpec { command, env: [].into(), terminal: None };
	assert!(matches!(world.runner.exec(&id, spec).await, Err(RunnerError::NotRunning(_))));
	let never = world::id("never");
	world.runner.create(&never, &shell(world, "true")).await.unwrap();
	assert_eq!(world.runner.status(&never).await.unwrap(), Status::Created);
	assert!(matches!(world.runner.wait(&never).await, Err(RunnerError::NotRunning(_))));
	for id in [id, never] {
		world.runner.remove(&id).await.unwrap();
	}
}

async fn a_workload_runs_as_its_user(world: &World) {
	let mut spec = shell(world, "id -u; touch /data/mine && echo wrote; exec sleep 300");
	spec.volume = Some(Volume { mib: 16, at: "/data".into() });
	spec.user = Some("1000:1000".into());
	let id = world.run("user", &spec).await;
	world.says(&id, "1000").await;
	world.says(&id, "wrote").await;
	assert_eq!(world.inside(&id, "id -u").await, (0, "1000\n".into()));
	world.runner.remove(&id).await.unwrap();
}

async fn limits_and_use_are_measured(world: &World) {
	let mut spec = shell(world, "while :; do :; done");
	spec.limits.cpu_millis = 200;
	let id = world.run("busy", &spec).await;
	let began = std::time::Instant::now();
	let before = world.runner.stats(&id).await.unwrap().cpu_milliseconds;
	tokio::time::sleep(Duration::from_secs(3)).await;
	let stats = world.runner.stats(&id).await.unwrap();
	let (used, took) = (stats.cpu_milliseconds - before, began.elapsed().as_millis() as u64);
	// A fifth of three seconds is 600.
	assert!((50..took * 2 / 5).contains(&used), "{used} ms of 200 thousandths in {took} ms");
	assert!(stats.memory_bytes > 0 && stats.pids >= 1, "{stats:?}");
	world.runner.remove(&id).await.unwrap();
}

/// What the host has of workloads.
fn traces(world: &World) -> BTreeSet<String> {
	let mut all = BTreeSet::new();
	let dir = world.dir.path().to_string_lossy().into_owned();
	let mounts = fs::read_to_string("/proc/mounts").unwrap();
	// podman's own mount of its storage stays for as long as podman does.
	all.extend(
		mounts
			.lines()
			.filter(|line| line.contains(&dir) && !line.contains("/storage/overlay "))
			.map(str::to_owned),
	);
	let loops = Command::new("losetup").arg("-a").output().unwrap();
	all.extend(
		String::from_utf8_lossy(&loops.stdout)
			.lines()
			.filter(|line| line.contains(&dir))
			.map(str::to_owned),
	);
	for entry in fs::read_dir(world.dir.path().join("runner/workloads")).unwrap() {
		all.insert(entry.unwrap().path().display().to_string());
	}
	let groups = Command::new("find")
		.args(["/sys/fs/cgroup", "-type", "d", "-name", &format!("trace-{}-*", std::process::id())])
		.output()
		.unwrap();
	all.extend(String::from_utf8_lossy(&groups.stdout).lines().map(str::to_owned));
	for process in fs::read_dir("/proc").unwrap().flatten() {
		let command = fs::read_to_string(process.path().join("cmdline")).unwrap_or_default();
		if command.contains("trace-marker") {
			all.insert(command);
		}
	}
	all
}

async fn removal_leaves_nothing(world: &World) {
	let before = traces(world);
	assert!(before.is_empty(), "{before:?}");
	let mut spec =
		shell(world, "sleep 300 & sh -c 'sleep 301; : trace-marker' & exec httpd -f -p 80 -h /www");
	spec.volume = Some(Volume { mib: 16, at: "/data".into() });
	spec.ports = vec![port(80)];
	let id = world.run(&format!("trace-{}-1", std::process::id()), &spec).await;
	let address = world.runner.ports(&id).await.unwrap()[0].outside;
	get_soon(address, "/").await;
	assert!(!traces(world).is_empty());
	let other = world::id(&format!("trace-{}-2", std::process::id()));
	world.runner.create(&other, &spec).await.unwrap();
	world.runner.remove(&id).await.unwrap();
	assert_eq!(get(address, "/").await, None);
	// The other one is nobody's.
	let gone = world.runner.sweep(&BTreeSet::new()).await.unwrap();
	assert_eq!(gone, [other]);
	assert_eq!(traces(world), before);
	assert_eq!(world.runner.adopt().await.unwrap(), []);
}

/// Not a test: what the next one kills.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it is the process that the test of a new owner starts and kills"]
async fn owner_that_is_killed() {
	let Ok(dir) = std::env::var("STOA_RUNNER_OWNER") else { return };
	let engine = match std::env::var("STOA_RUNNER_ENGINE").as_deref() {
		Ok("Docker") => world::Engine::Docker,
		_ => world::Engine::Embedded,
	};
	let runner = world::open(engine, dir.as_ref()).await;
	let spec = fs::read(format!("{dir}/spec.json")).unwrap();
	let id = id("survivor");
	runner.create(&id, &serde_json::from_slice(&spec).unwrap()).await.unwrap();
	runner.start(&id).await.unwrap();
	println!("started");
	tokio::time::sleep(LONG * 10).await;
}

async fn a_new_owner_finds_workloads_again(world: &World) {
	let script =
		"i=0; while :; do i=$((i+1)); echo beat $i; sleep 0.1; done & exec httpd -f -p 80 -h /www";
	let mut spec = shell(world, script);
	spec.ports = vec![port(80)];
	fs::write(world.dir.path().join("spec.json"), serde_json::to_vec(&spec).unwrap()).unwrap();
	let mut owner = tokio::process::Command::new(std::env::current_exe().unwrap())
		.args(["--exact", "owner_that_is_killed", "--ignored", "--nocapture"])
		.env("STOA_RUNNER_OWNER", world.dir.path())
		.env("STOA_RUNNER_ENGINE", format!("{:?}", world.engine))
		.kill_on_drop(true)
		.spawn()
		.unwrap();
	let id = id("survivor");
	let until = std::time::Instant::now() + LONG;
	while !matches!(world.runner.status(&id).await, Ok(Status::Running { .. })) {
		assert!(std::time::Instant::now() < until, "it does not start");
		tokio::time::sleep(Duration::from_millis(50)).await;
	}
	let ports = world.dir.path().join("runner/workloads/survivor/ports.json");
	while !ports.exists() {
		assert!(std::time::Instant::now() < until, "it is not published");
		tokio::time::sleep(Duration::from_millis(50)).await;
	}
	let address = world.runner.ports(&id).await.unwrap()[0].outside;
	get_soon(address, "/").await;
	owner.kill().await.unwrap();
	assert_eq!(get(address, "/").await, None, "the relay went with its owner");
	let beats = world.log(&id).await.lines().count();
	let until = std::time::Instant::now() + LONG;
	while world.log(&id).await.lines().count() <= beats {
		assert!(std::time::Instant::now() < until, "its log stands still");
		tokio::time::sleep(Duration::from_millis(100)).await;
	}
	let found = world.runner.adopt().await.unwrap();
	assert_eq!(found.len(), 1);
	assert_eq!(found[0].id, id);
	assert!(matches!(found[0].status, Status::Running { .. }));
	assert_eq!(found[0].ports[0].outside, address);
	assert_eq!(get_soon(address, "/").await, "hello from inside\n");
	world.runner.stop(&id, Duration::ZERO).await.unwrap();
	let Status::Exited(Exit { code, .. }) = world.runner.status(&id).await.unwrap() else {
		panic!("it runs")
	};
	assert!(code.is_some(), "whoever stays with it saw its end");
	world.runner.remove(&id).await.unwrap();
}
