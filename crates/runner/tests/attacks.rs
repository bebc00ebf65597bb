//! What tenants may try. All of it stays inside.

mod world;

use std::{
	net::TcpListener,
	os::{
		linux::net::SocketAddrExt,
		unix::net::{SocketAddr, UnixListener},
	},
	process::Command,
	sync::{
		Arc,
		atomic::{AtomicUsize, Ordering::Relaxed},
	},
	time::Duration,
};
use stoa_runner::{RunnerError, Status, Volume};
use world::{
	Engine, LONG, World, archive, busybox, file, get_soon, id, is_bad_image, link, port, shell,
};

with_both_engines! {
	a_memory_hog_is_ended_alone
	a_fork_bomb_stays_inside
	a_disk_filler_fills_its_own_disk
	loopback_of_the_host_and_other_tenants_are_not_there
	nothing_of_the_host_is_seen_or_changed
	a_wrong_or_large_image_is_refused
	links_in_an_image_lead_nowhere
}

async fn a_memory_hog_is_ended_alone(world: &World) {
	let other = world.run("bystander", &shell(world, "exec sleep 300")).await;
	let hog = world.run("hog", &shell(world, "tail /dev/zero; echo survived $?; exit 9")).await;
	let exit = tokio::time::timeout(LONG, world.runner.wait(&hog)).await.unwrap().unwrap();
	let log = world.log(&hog).await;
	let child_only = exit.code == Some(9) && log.contains("survived 137");
	assert!(exit.code == Some(137) || child_only, "{exit:?} {log}");
	if world.engine == Engine::Embedded {
		assert!(exit.out_of_memory);
	}
	// `/tmp` and `/dev/shm` are memory.
	let script = "dd if=/dev/zero of=/dev/shm/x bs=1M count=200; echo dd $?";
	let hog2 = world.run("hog2", &shell(world, script)).await;
	tokio::time::timeout(LONG, world.runner.wait(&hog2)).await.unwrap().unwrap();
	assert!(!world.log(&hog2).await.contains("dd 0"));
	assert!(matches!(world.runner.status(&other).await.unwrap(), Status::Running { .. }));
	for id in [other, hog, hog2] {
		world.runner.remove(&id).await.unwrap();
	}
}

async fn a_fork_bomb_stays_inside(world: &World) {
	let mut spec = shell(world, "httpd -p 80 -h /www; f() { f | f & }; f; sleep 300");
	spec.ports = vec![port(80)];
	let bomb = world.run("bomb", &spec).await;
	tokio::time::sleep(Duration::from_secs(3)).await;
	let stats = world.runner.stats(&bomb).await.unwrap();
	assert!(stats.pids <= u64::from(spec.limits.pids) + 4, "{stats:?}");
	// The host still forks, and another one starts.
	assert!(Command::new("true").status().unwrap().success());
	let other = world.run("bystander", &shell(world, "echo fine")).await;
	let exit = tokio::time::timeout(LONG, world.runner.wait(&other)).await.unwrap().unwrap();
	assert_eq!(exit.code, Some(0));
	tokio::time::timeout(LONG, world.runner.remove(&bomb)).await.expect("it can be ended").unwrap();
	world.runner.remove(&other).await.unwrap();
}

async fn a_disk_filler_fills_its_own_disk(world: &World) {
	let script = "dd if=/dev/zero of=/data/x bs=1M; wc -c < /data/x; dd if=/dev/zero of=/tmp/x bs=1M; wc -c < /tmp/x;
		touch /x /bin/x /etc/x || echo read-only;
		i=0; while touch /data/$i 2>/dev/null && [ $i -lt 20000 ]; do i=$((i+1)); done; echo done";
	let mut spec = shell(world, script);
	spec.volume = Some(Volume { mib: 16, at: "/data".into() });
	let id = world.run("filler", &spec).await;
	tokio::time::timeout(LONG, world.runner.wait(&id)).await.unwrap().unwrap();
	let log = world.log(&id).await;
	let sizes: Vec<u64> = log.lines().filter_map(|line| line.trim().parse().ok()).collect();
	let [disk, tmp] = sizes[..] else { panic!("{log}") };
	assert!((8 << 20..16 << 20).contains(&disk), "{disk}");
	assert!((4 << 20..=8 << 20).contains(&tmp), "{tmp}");
	assert!(log.contains("read-only") && log.contains("done"), "{log}");
	assert!(world.runner.stats(&id).await.unwrap().disk_bytes <= 17 << 20);
	world.runner.remove(&id).await.unwrap();
	// A log without end stays within its cap.
	let id = world.run("chatter", &shell(world, "i=0; while [ $i -lt 30000 ]; do i=$((i+1)); echo $i aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done")).await;
	tokio::time::timeout(LONG, world.runner.wait(&id)).await.unwrap().unwrap();
	let log = world.log(&id).await;
	assert!(log.len() <= 1 << 20, "{}", log.len());
	assert!(log.lines().last().unwrap().starts_with("30000 "));
	world.runner.remove(&id).await.unwrap();
}

/// A listener of the host at all its addresses, which counts who comes.
fn canary() -> (u16, Arc<AtomicUsize>) {
	let listener = TcpListener::bind("0.0.0.0:0").unwrap();
	let at = listener.local_addr().unwrap().port();
	let hits = Arc::new(AtomicUsize::new(0));
	let count = Arc::clone(&hits);
	std::thread::spawn(move || {
		while listener.accept().is_ok() {
			count.fetch_add(1, Relaxed);
		}
	});
	(at, hits)
}

async fn loopback_of_the_host_and_other_tenants_are_not_there(world: &World) {
	let (at, hits) = canary();
	let mut spec = shell(world, "exec httpd -f -p 80 -h /www");
	spec.ports = vec![port(80)];
	let neighbour = world.run("neighbour", &spec).await;
	let published = world.runner.ports(&neighbour).await.unwrap()[0].outside;
	get_soon(published, "/").await;
	let curious = world.run("curious", &shell(world, "httpd -p 81 -h /www; exec sleep 300")).await;
	// What it tries with works where somebody listens.
	while world.inside(&curious, "nc -w 1 127.0.0.1 81 </dev/null").await.0 != 0 {}
	let addresses = Command::new("ip").args(["-o", "-4", "address"]).output().unwrap();
	let addresses = String::from_utf8(addresses.stdout).unwrap();
	let own =
		addresses.lines().filter_map(|line| line.split_whitespace().nth(3)?.split('/').next());
	for host in own.chain(["127.0.0.1", "10.0.2.2", "169.254.169.254", "192.168.0.1", "9.9.9.9"]) {
		for port in [at, published.port(), 80] {
			let (code, out) =
				world.inside(&curious, &format!("nc -w 1 {host} {port} </dev/null")).await;
			assert_ne!(code, 0, "{host}:{port} answers: {out}");
		}
	}
	assert_eq!(hits.load(Relaxed), 0);
	// It sees its own loopback only, and cannot change that.
	let (_, interfaces) = world.inside(&curious, "ip -o link").await;
	assert_eq!(interfaces.lines().count(), 1, "{interfaces}");
	assert_ne!(world.inside(&curious, "ip link add x type dummy").await.0, 0);
	// Local sockets without a name of a file are of a network namespace too.
	let name = format!("stoa-canary-{}", std::process::id());
	let local = UnixListener::bind_addr(&SocketAddr::from_abstract_name(&name).unwrap()).unwrap();
	let here = std::fs::read_to_string("/proc/net/unix").unwrap();
	assert!(here.contains(&name), "{here}");
	let (_, there) = world.inside(&curious, "cat /proc/net/unix").await;
	// Whoever starts a program inside may talk with it by a socket for a moment, which has no name.
	let mut named = there.lines().skip(1).filter(|line| line.split_whitespace().count() > 7);
	assert!(there.starts_with("Num ") && named.next().is_none(), "{there}");
	drop(local);
	// The canary sees who comes.
	assert!(std::net::TcpStream::connect(("127.0.0.1", at)).is_ok());
	let until = std::time::Instant::now() + LONG;
	while hits.load(Relaxed) == 0 {
		assert!(std::time::Instant::now() < until, "the canary sees nobody");
		tokio::time::sleep(Duration::from_millis(20)).await;
	}
	assert_eq!(hits.load(Relaxed), 1);
	for id in [neighbour, curious] {
		world.runner.remove(&id).await.unwrap();
	}
}

async fn nothing_of_the_host_is_seen_or_changed(world: &World) {
	let secret = world.dir.path().join("secret");
	std::fs::write(&secret, "canary").unwrap();
	let id = world.run("escape", &shell(world, "exec sleep 300")).await;
	let path = secret.display();
	let attempts = [
		format!("cat {path}"),
		format!("cat /proc/1/root{path}"),
		"mount -t tmpfs none /tmp".into(),
		"mount -o remount,rw /".into(),
		"unshare -U true".into(),
		"unshare -m true".into(),
		"mknod /tmp/disk b 254 0 && cat /tmp/disk".into(),
		"mkdir /tmp/c && mount -t cgroup2 none /tmp/c".into(),
		"echo 1 > /proc/sys/vm/drop_caches".into(),
		"echo b > /proc/sysrq-trigger".into(),
		"echo x > /etc/passwd".into(),
		"ls /dev/vda || ls /dev/sda || ls /dev/kmsg || ls /dev/loop0".into(),
		"ls /sys/kernel/debug/tracing/README".into(),
	];
	for attempt in &attempts {
		let (code, out) = world.inside(&id, attempt).await;
		assert_ne!(code, 0, "{attempt} works: {out}");
		assert!(!out.contains("canary"), "{attempt}: {out}");
	}
	// The workload's own program has come here another way.
	let script: String = attempts
		.iter()
		.map(|attempt| format!("( {attempt} ) && echo 'WORKS: {attempt}'\n"))
		.collect();
	let own = world.run("escape-2", &shell(world, &format!("{script}\necho tried"))).await;
	tokio::time::timeout(LONG, world.runner.wait(&own)).await.unwrap().unwrap();
	let log = world.log(&own).await;
	assert!(log.contains("tried") && !log.contains("WORKS") && !log.contains("canary"), "{log}");
	let (_, status) = world.inside(&id, "cat /proc/1/status /proc/self/status").await;
	let privileges: Vec<&str> =
		status.lines().filter(|line| line.starts_with("NoNewPrivs")).collect();
	assert_eq!(privileges, ["NoNewPrivs:\t1"; 2], "{status}");
	let filters = status.lines().filter(|line| line.starts_with("Seccomp:\t2")).count();
	assert_eq!(filters, 2, "{status}");
	let wide = ["CapEff:\t000001ffffffffff", "CapPrm:\t000001ffffffffff"];
	assert!(!wide.iter().any(|caps| status.contains(caps)), "{status}");
	// Processes of the host have no numbers here.
	let (_, processes) = world.inside(&id, "ps | wc -l").await;
	assert!(processes.trim().parse::<u32>().unwrap() < 12, "{processes}");
	// Not the rights of the host's root, even as root.
	if world.engine == Engine::Embedded {
		let (_, map) = world.inside(&id, "cat /proc/self/uid_map").await;
		let ids: Vec<u32> = map.split_whitespace().map(|id| id.parse().unwrap()).collect();
		assert!(ids[0] == 0 && ids[1] >= 65_536 && ids[2] == 65_536, "{map}");
	}
	world.runner.remove(&id).await.unwrap();
}

async fn a_wrong_or_large_image_is_refused(world: &World) {
	let mut spec = shell(world, "true");
	let stoa_runner::Image::Archive { path, .. } = spec.image.clone() else { unreachable!() };
	let name = id("image");
	spec.image = stoa_runner::Image::Archive { path: path.clone(), hash: [7; 32] };
	assert!(is_bad_image(world.runner.create(&name, &spec).await));
	let mut spec = shell(world, "true");
	spec.limits.image_mib = 1;
	assert!(is_bad_image(world.runner.create(&name, &spec).await), "busybox is larger");
	for bytes in
		[&b"not a tar at all, but long enough to look like one"[..], &[0x1f, 0x8b, 8, 0, 1]]
	{
		spec.image = archive(world.dir.path(), bytes);
		spec.limits.image_mib = 64;
		assert!(is_bad_image(world.runner.create(&name, &spec).await));
	}
	assert!(matches!(world.runner.status(&name).await, Err(RunnerError::NotFound(_))));
	let left = std::fs::read_dir(world.dir.path().join("runner/workloads")).unwrap().count();
	assert_eq!(left, 0, "a failed creation leaves nothing");
}

/// The entries of [`busybox`] and more.
fn with(more: impl FnOnce(&mut tar::Builder<Vec<u8>>)) -> Vec<u8> {
	let base = busybox();
	let mut tar = tar::Builder::new(Vec::new());
	for entry in tar::Archive::new(&base[..]).entries().unwrap() {
		let entry = entry.unwrap();
		let mut header = entry.header().clone();
		let path = entry.path().unwrap().into_owned();
		match entry.link_name().unwrap().map(std::borrow::Cow::into_owned) {
			Some(to) => tar.append_link(&mut header, path, to).unwrap(),
			None => tar.append_data(&mut header, path, entry).unwrap(),
		}
	}
	more(&mut tar);
	tar.into_inner().unwrap()
}

async fn links_in_an_image_lead_nowhere(world: &World) {
	let victim = world.dir.path().join("victim");
	std::fs::create_dir(&victim).unwrap();
	let target = victim.to_str().unwrap();
	let image = with(|tar| {
		link(tar, "out", target);
		file(tar, "out/planted", b"x", 0o644);
		link(tar, "up", "../../../../../../../../../../../..");
		file(tar, &format!("up{target}/planted"), b"x", 0o644);
	});
	let mut spec = shell(world, "echo runs");
	spec.image = archive(world.dir.path(), &image);
	let name = id("links");
	// Either it is refused or it does to itself what it wanted to do to the host.
	if world.runner.create(&name, &spec).await.is_ok() {
		world.runner.start(&name).await.unwrap();
		tokio::time::timeout(LONG, world.runner.wait(&name)).await.unwrap().unwrap();
		world.runner.remove(&name).await.unwrap();
	}
	assert_eq!(std::fs::read_dir(&victim).unwrap().count(), 0, "written outside");
}
