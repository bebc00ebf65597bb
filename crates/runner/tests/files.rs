//! Data in, results out: what a workload sees of its caller's files, and what comes back of its own.

mod world;

use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf, time::Duration};
use stoa_runner::{Input, Output, RunnerError, Spec, WorkloadId};
use world::{LONG, World, id, shell};

with_both_engines! {
	inputs_are_read_and_nothing_beside_them
	declared_files_come_back_after_the_end
	what_is_no_plain_file_does_not_come_back
	an_output_folder_is_full_at_its_size
	what_cannot_be_given_is_refused
}

/// Files that a daemon has: a folder with a link that leads out of it, a file, and a secret beside them.
struct Host {
	folder: PathBuf,
	file: PathBuf,
	secret: PathBuf,
}

fn host(world: &World) -> Host {
	let dir = world.dir.path().canonicalize().unwrap();
	let write = |path: PathBuf, text: &str| {
		fs::write(&path, text).unwrap();
		fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
		path
	};
	let folder = dir.join("data");
	fs::create_dir_all(folder.join("deep")).unwrap();
	for one in [&folder, &folder.join("deep")] {
		fs::set_permissions(one, fs::Permissions::from_mode(0o755)).unwrap();
	}
	write(folder.join("deep/rows"), "1,2\n");
	let secret = write(dir.join("secret"), "canary");
	std::os::unix::fs::symlink(&secret, folder.join("out")).unwrap();
	Host { folder, file: write(dir.join("one.csv"), "3,4\n"), secret }
}

fn inputs(host: &Host) -> Vec<Input> {
	Vec::from([
		Input { source: host.folder.clone(), at: "/in/data".into() },
		Input { source: host.file.clone(), at: "/in/one.csv".into() },
	])
}

fn output(files: &[&str], max_bytes: u64) -> Option<Output> {
	let files = files.iter().map(|name| (*name).to_owned()).collect();
	Some(Output { at: "/out".into(), mib: 16, files, max_bytes })
}

async fn to_its_end(world: &World, name: &str, spec: &Spec) -> (WorkloadId, Option<i32>) {
	let id = world.run(name, spec).await;
	let exit = tokio::time::timeout(LONG, world.runner.wait(&id)).await.unwrap().unwrap();
	(id, exit.code)
}

async fn inputs_are_read_and_nothing_beside_them(world: &World) {
	let host = host(world);
	let secret = host.secret.display();
	let changes = [
		"touch /in/new".to_owned(),
		"touch /in/data/new".into(),
		"echo x >> /in/data/deep/rows".into(),
		"echo x >> /in/one.csv".into(),
		"mount -o remount,rw /in/data".into(),
		"mount -o remount,rw,bind /in/one.csv".into(),
		"cat /in/data/out".into(),
		"cat /in/data/../secret".into(),
		format!("cat {secret}"),
		format!("cat /in/data/deep/../../..{secret}"),
	];
	let tries: String =
		changes.iter().map(|one| format!("( {one} ) && echo 'WORKS: {one}'\n")).collect();
	// With root inside, and as somebody whom the host does not know at all.
	for user in ["0", "1000:1000"] {
		let script = format!("cat /in/data/deep/rows /in/one.csv\n{tries}\necho tried");
		let mut spec = shell(world, &script);
		spec.user = Some(user.into());
		spec.inputs = inputs(&host);
		let (id, _) = to_its_end(world, &format!("reads-{}", &user[..1]), &spec).await;
		let log = world.log(&id).await;
		assert!(log.contains("1,2\n3,4\n") && log.contains("tried"), "{log}");
		assert!(!log.contains("WORKS") && !log.contains("canary"), "{log}");
		world.runner.remove(&id).await.unwrap();
	}
	assert_eq!(fs::read_to_string(host.folder.join("deep/rows")).unwrap(), "1,2\n");
	assert_eq!(fs::read_to_string(&host.file).unwrap(), "3,4\n");
	assert_eq!(fs::read_dir(&host.folder).unwrap().count(), 2);
}

async fn declared_files_come_back_after_the_end(world: &World) {
	let host = host(world);
	let script = "cat /in/data/deep/rows /in/one.csv > /out/joined; mkdir /out/sub; echo more > /out/sub/report;
		echo inside > /out/undeclared; echo written; while test ! -e /out/go; do sleep 0.1; done; exit 3";
	let mut spec = shell(world, script);
	spec.inputs = inputs(&host);
	spec.output = output(&["joined", "sub/report", "never-written"], 13);
	let to = world.dir.path().join("result");
	let id = id("writes");
	assert!(matches!(world.runner.collect(&id, &to).await, Err(RunnerError::NotFound(_))));
	world.runner.create(&id, &spec).await.unwrap();
	assert!(matches!(world.runner.collect(&id, &to).await, Err(RunnerError::NotRunning(_))));
	world.runner.start(&id).await.unwrap();
	world.says(&id, "written").await;
	assert!(matches!(world.runner.collect(&id, &to).await, Err(RunnerError::Runs(_))));
	// What it wrote stays over a restart; so does what it reads.
	world.runner.stop(&id, Duration::ZERO).await.unwrap();
	world.runner.start(&id).await.unwrap_or_else(|error| panic!("{error}"));
	assert_eq!(world.inside(&id, "touch /out/go").await.0, 0);
	let exit = tokio::time::timeout(LONG, world.runner.wait(&id)).await.unwrap().unwrap();
	assert_eq!(exit.code, Some(3));
	let found = world.runner.collect(&id, &to).await.unwrap();
	let found: Vec<_> = found.iter().map(|one| (one.name.as_str(), one.bytes)).collect();
	assert_eq!(found, [("joined", 8), ("sub/report", 5)]);
	assert_eq!(fs::read_to_string(to.join("joined")).unwrap(), "1,2\n3,4\n");
	assert_eq!(fs::read_to_string(to.join("sub/report")).unwrap(), "more\n");
	assert!(!to.join("undeclared").exists());
	let mode = fs::metadata(to.join("joined")).unwrap().permissions().mode();
	assert_eq!(mode & 0o077, 0, "others of the host read it");
	assert!(matches!(world.runner.collect(&id, &to).await, Err(RunnerError::Io(_))), "overwritten");
	// It can be read again, and the workload can run again.
	let again = world.runner.collect(&id, &world.dir.path().join("again")).await.unwrap();
	assert_eq!(again.len(), 2);
	world.runner.start(&id).await.unwrap();
	tokio::time::timeout(LONG, world.runner.wait(&id)).await.unwrap().unwrap();
	world.runner.remove(&id).await.unwrap();
	let loops = std::process::Command::new("losetup").arg("-a").output().unwrap();
	let dir = world.dir.path().to_string_lossy().into_owned();
	assert!(!String::from_utf8_lossy(&loops.stdout).contains(&dir), "a disk is left");
	assert!(host.file.exists(), "removal takes what was lent");
}

async fn what_is_no_plain_file_does_not_come_back(world: &World) {
	let host = host(world);
	let script = format!(
		"ln -s {} /out/link; ln -s /in/data /out/way; mkdir /out/folder; mknod /out/pipe p; ln -s /proc/1/environ /out/proc;
		echo 12345678 > /out/long; dd if=/dev/zero of=/out/sparse bs=1 count=1 seek=1000000000000; echo ok > /out/good",
		host.secret.display()
	);
	let mut spec = shell(world, &script);
	spec.inputs = inputs(&host);
	for (number, name) in ["link", "way/deep/rows", "folder", "pipe", "proc", "long", "sparse"]
		.into_iter()
		.enumerate()
	{
		spec.output = output(&["good", name], 11);
		let (id, code) = to_its_end(world, &format!("tricks-{number}"), &spec).await;
		assert_eq!(code, Some(0), "{}", world.log(&id).await);
		let to = world.dir.path().join(format!("tricks-{number}"));
		let refused = world.runner.collect(&id, &to).await;
		assert!(matches!(refused, Err(RunnerError::BadOutput(_))), "{name}: {refused:?}");
		assert!(!to.exists(), "{name}: a part of it");
		world.runner.remove(&id).await.unwrap();
	}
	let (id, _) = to_its_end(world, "none", &shell(world, "true")).await;
	let refused = world.runner.collect(&id, &world.dir.path().join("none")).await;
	assert!(matches!(refused, Err(RunnerError::BadSpec(_))), "{refused:?}");
	world.runner.remove(&id).await.unwrap();
}

async fn an_output_folder_is_full_at_its_size(world: &World) {
	let script = "dd if=/dev/zero of=/out/all bs=1M; wc -c < /out/all";
	let mut spec = shell(world, script);
	spec.output = output(&["all"], 1 << 30);
	let (id, _) = to_its_end(world, "fills", &spec).await;
	let log = world.log(&id).await;
	let size: u64 = log.lines().filter_map(|line| line.trim().parse().ok()).next_back().unwrap();
	assert!((8 << 20..16 << 20).contains(&size), "{log}");
	assert!(world.runner.stats(&id).await.unwrap().disk_bytes <= 17 << 20);
	let found = world.runner.collect(&id, &world.dir.path().join("full")).await.unwrap();
	assert_eq!(found[0].bytes, size);
	world.runner.remove(&id).await.unwrap();
}

async fn what_cannot_be_given_is_refused(world: &World) {
	let host = host(world);
	let id = id("refused");
	let refused = async |source: PathBuf, at: &str| {
		let mut spec = shell(world, "true");
		spec.inputs = Vec::from([Input { source, at: at.into() }]);
		let made = world.runner.create(&id, &spec).await;
		assert!(
			matches!(made, Err(RunnerError::BadSpec(_) | RunnerError::Io(_))),
			"{:?}: {made:?}",
			spec.inputs
		);
	};
	refused(host.folder.join("missing"), "/in").await;
	refused(host.folder.join("out"), "/in").await;
	refused("/dev/null".into(), "/in").await;
	refused("/proc".into(), "/in").await;
	for at in ["/", "in", "/proc/in", "/in/../etc"] {
		refused(host.folder.clone(), at).await;
	}
	fs::set_permissions(&host.file, fs::Permissions::from_mode(0o640)).unwrap();
	refused(host.file.clone(), "/in").await;
	assert!(matches!(world.runner.status(&id).await, Err(RunnerError::NotFound(_))));
}
