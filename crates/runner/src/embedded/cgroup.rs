//! Control groups, of version 1 (each controller has its own tree) and version 2 (one tree).

use crate::{Limits, RunnerError, error::During};
use std::{
	collections::BTreeMap,
	fs,
	io::ErrorKind,
	path::{Path, PathBuf},
	time::{Duration, Instant},
};

/// Processes of bubblewrap itself, which count too.
const OWN_PIDS: u32 = 4;
/// Microseconds over which a share of processors is granted.
const PERIOD: u64 = 100_000;

/// Where this machine has its control groups.
#[derive(Clone, Debug)]
pub(crate) enum Tree {
	/// The root of each controller's tree.
	V1(BTreeMap<&'static str, PathBuf>),
	/// The root of the one tree.
	V2(PathBuf),
}

/// The controllers that are needed; of version 1 `cpuacct` too.
const CONTROLLERS: [&str; 3] = ["cpu", "memory", "pids"];

impl Tree {
	/// Finds them.
	pub(crate) fn detect() -> Result<Self, RunnerError> {
		Self::parse(&fs::read_to_string("/proc/self/mountinfo")?)
	}

	fn parse(mounts: &str) -> Result<Self, RunnerError> {
		let mut old = BTreeMap::new();
		let mut new = None;
		for line in mounts.lines() {
			let Some((left, right)) = line.split_once(" - ") else { continue };
			let Some(at) = left.split(' ').nth(4).map(PathBuf::from) else { continue };
			let mut right = right.split(' ');
			match (right.next(), right.nth(1)) {
				(Some("cgroup2"), _) => new = new.or(Some(at)),
				(Some("cgroup"), Some(options)) => {
					for name in CONTROLLERS.into_iter().chain(["cpuacct"]) {
						if options.split(',').any(|option| option == name) {
							old.entry(name).or_insert_with(|| at.clone());
						}
					}
				}
				_ => {}
			}
		}
		if old.len() == CONTROLLERS.len() + 1 {
			return Ok(Self::V1(old));
		}
		let missing =
			"this machine has no cgroups with the controllers cpu, memory and pids: mount them";
		new.map(Self::V2).ok_or_else(|| RunnerError::Unavailable(missing.into()))
	}

	/// The group with this path below the roots.
	pub(crate) fn group(&self, name: &str) -> Group {
		Group { tree: self.clone(), name: name.into() }
	}
}

/// One control group: a folder in each tree.
#[derive(Clone, Debug)]
pub(crate) struct Group {
	tree: Tree,
	name: PathBuf,
}

impl Group {
	fn dirs(&self) -> Vec<PathBuf> {
		let mut dirs: Vec<PathBuf> = match &self.tree {
			Tree::V1(roots) => roots.values().map(|root| root.join(&self.name)).collect(),
			Tree::V2(root) => Vec::from([root.join(&self.name)]),
		};
		dirs.dedup();
		dirs
	}

	/// A file of a controller, which the versions name differently.
	fn file(&self, controller: &str, old: &str, new: &str) -> PathBuf {
		match &self.tree {
			Tree::V1(roots) => roots
				.get(controller)
				.map(|root| root.join(&self.name).join(old))
				.unwrap_or_default(),
			Tree::V2(root) => root.join(&self.name).join(new),
		}
	}

	/// Makes it with these limits, or sets them again.
	pub(crate) fn make(&self, limits: &Limits) -> Result<(), RunnerError> {
		for dir in self.dirs() {
			fs::create_dir_all(&dir).map_err(|error| {
				RunnerError::Unavailable(format!(
					"{} cannot be made ({error}): the embedded engine needs root and a writable cgroup tree",
					dir.display()
				))
			})?;
		}
		if let Tree::V2(root) = &self.tree {
			delegate(root, &self.name)?;
		}
		let memory = (u64::from(limits.memory_mib) << 20).to_string();
		let write = |path: PathBuf, value: &str| fs::write(&path, value).during(path.display());
		// A lower total than before has to be written first, a higher one last: whatever fails is written again.
		let limit = self.file("memory", "memory.limit_in_bytes", "memory.max");
		let swap = self.file("memory", "memory.memsw.limit_in_bytes", "memory.swap.max");
		let swap_value = if matches!(self.tree, Tree::V1(_)) { memory.as_str() } else { "0" };
		let first = fs::write(&limit, &memory);
		if swap.exists() {
			write(swap, swap_value)?;
		}
		if first.is_err() {
			write(limit, &memory)?;
		}
		let pids = limits.pids.saturating_add(OWN_PIDS).to_string();
		write(self.file("pids", "pids.max", "pids.max"), &pids)?;
		let quota = u64::from(limits.cpu_millis) * PERIOD / 1000;
		match &self.tree {
			Tree::V1(_) => {
				write(self.file("cpu", "cpu.cfs_period_us", ""), &PERIOD.to_string())?;
				write(self.file("cpu", "cpu.cfs_quota_us", ""), &quota.to_string())
			}
			Tree::V2(_) => write(self.file("cpu", "", "cpu.max"), &format!("{quota} {PERIOD}")),
		}
	}

	/// Puts this process into it.
	pub(crate) fn join(&self) -> Result<(), RunnerError> {
		for dir in self.dirs() {
			let path = dir.join("cgroup.procs");
			fs::write(&path, "0").during(path.display())?;
		}
		Ok(())
	}

	/// Ends all in it, and waits until they are gone.
	pub(crate) fn kill(&self) -> Result<(), RunnerError> {
		let until = Instant::now() + Duration::from_secs(20);
		loop {
			let pids: Vec<i32> = self.dirs().iter().flat_map(|dir| processes(dir)).collect();
			if pids.is_empty() {
				return Ok(());
			}
			if Instant::now() > until {
				return Err(RunnerError::Io(format!(
					"processes {pids:?} do not end: see what they wait for"
				)));
			}
			for pid in pids.iter().filter_map(|pid| rustix::process::Pid::from_raw(*pid)) {
				// It may have ended by itself.
				let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
			}
			std::thread::sleep(Duration::from_millis(10));
		}
	}

	/// Removes it after all in it have ended; nothing happens if there is none.
	pub(crate) fn remove(&self) -> Result<(), RunnerError> {
		self.kill()?;
		for dir in self.dirs() {
			remove_dir(&dir)?;
		}
		Ok(())
	}

	/// The groups in it.
	pub(crate) fn children(&self) -> Vec<String> {
		let mut names: Vec<String> = self
			.dirs()
			.iter()
			.flat_map(|dir| fs::read_dir(dir).into_iter().flatten().flatten())
			.filter(|entry| entry.path().is_dir())
			.map(|entry| entry.file_name().to_string_lossy().into_owned())
			.collect();
		names.sort();
		names.dedup();
		names
	}

	/// The group `name` in it.
	pub(crate) fn child(&self, name: &str) -> Self {
		Self { tree: self.tree.clone(), name: self.name.join(name) }
	}

	/// How often something in it was killed because memory was used up.
	pub(crate) fn memory_kills(&self) -> u64 {
		let path = self.file("memory", "memory.oom_control", "memory.events");
		keyed(&path, "oom_kill").unwrap_or(0)
	}

	/// Milliseconds of one processor that were used.
	pub(crate) fn cpu_milliseconds(&self) -> u64 {
		match &self.tree {
			Tree::V1(_) => number(&self.file("cpuacct", "cpuacct.usage", "")) / 1_000_000,
			Tree::V2(_) => keyed(&self.file("", "", "cpu.stat"), "usage_usec").unwrap_or(0) / 1000,
		}
	}

	/// Bytes of memory in use.
	pub(crate) fn memory_bytes(&self) -> u64 {
		number(&self.file("memory", "memory.usage_in_bytes", "memory.current"))
	}

	/// Most bytes of memory in use at a time. Kernels before 5.19 do not count it in version 2.
	pub(crate) fn memory_peak_bytes(&self) -> u64 {
		number(&self.file("memory", "memory.max_usage_in_bytes", "memory.peak"))
	}

	/// Processes and threads.
	pub(crate) fn pids(&self) -> u64 {
		number(&self.file("pids", "pids.current", "pids.current"))
	}
}

/// Gives the controllers of version 2 to all groups on the way to `name`.
fn delegate(root: &Path, name: &Path) -> Result<(), RunnerError> {
	let mut dir = root.to_owned();
	for part in name {
		let path = dir.join("cgroup.subtree_control");
		fs::write(&path, "+cpu +memory +pids").map_err(|error| {
			RunnerError::Unavailable(format!(
				"{} cannot be written ({error}): give the daemon a cgroup without processes in it",
				path.display()
			))
		})?;
		dir.push(part);
	}
	Ok(())
}

fn processes(dir: &Path) -> Vec<i32> {
	let text = fs::read_to_string(dir.join("cgroup.procs")).unwrap_or_default();
	text.lines().filter_map(|line| line.parse().ok()).filter(|pid| *pid > 0).collect()
}

fn remove_dir(dir: &Path) -> Result<(), RunnerError> {
	let until = Instant::now() + Duration::from_secs(5);
	loop {
		match fs::remove_dir(dir) {
			Ok(()) => return Ok(()),
			Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
			// A process that has ended may be in it for a moment.
			Err(error) if error.kind() == ErrorKind::ResourceBusy && Instant::now() < until => {
				std::thread::sleep(Duration::from_millis(10));
			}
			Err(error) => return Err(error).during(dir.display()),
		}
	}
}

fn number(path: &Path) -> u64 {
	fs::read_to_string(path).ok().and_then(|text| text.trim().parse().ok()).unwrap_or(0)
}

fn keyed(path: &Path, key: &str) -> Option<u64> {
	let text = fs::read_to_string(path).ok()?;
	text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(' ')?.parse().ok())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn both_versions_and_their_mixture_are_recognised() {
		let new = "29 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw";
		assert!(
			matches!(Tree::parse(new), Ok(Tree::V2(root)) if root == Path::new("/sys/fs/cgroup"))
		);
		let old = "30 29 0:27 / /c/memory rw - cgroup cgroup rw,memory
31 29 0:28 / /c/cpu,cpuacct rw shared:9 - cgroup cgroup rw,cpu,cpuacct
32 29 0:29 / /c/pids rw - cgroup cgroup rw,pids
33 29 0:30 / /c/unified rw - cgroup2 cgroup2 rw";
		let Ok(tree @ Tree::V1(_)) = Tree::parse(old) else { panic!("version 1") };
		let group = tree.group("stoa/x");
		assert_eq!(group.file("cpuacct", "a", "b"), Path::new("/c/cpu,cpuacct/stoa/x/a"));
		assert!(Tree::parse("1 2 0:1 / / rw - ext4 /dev/vda rw").is_err());
	}
}
