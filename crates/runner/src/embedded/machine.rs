//! What the engine does with this machine, while its caller waits.

use super::{
	EmbeddedConfig,
	cgroup::{Group, Tree},
	store::{self, Home, Meta, State, write},
	unpack, user, userns,
};
use crate::{
	Collected, Exit, Limits, Port, RunnerError, Spec, Stats, Status, WorkloadId,
	error::During,
	helper::{Helper, PATH},
	image::ImageConfig,
	output,
	process::Process,
	spec::OUTPUT,
	volume,
};
use std::{
	collections::BTreeSet,
	fs,
	path::{Path, PathBuf},
	process::Stdio,
	sync::{Mutex, MutexGuard, PoisonError},
	time::{Duration, Instant},
};

/// How long setting a workload up may take.
const SET_UP: Duration = Duration::from_secs(60);
/// Begins the name of a folder that is not a workload yet.
const UNFINISHED: &str = ".new-";

/// Whether a workload runs.
pub(super) enum Running {
	/// It does, or its supervisor is about to start it.
	Yes(State),
	/// It did.
	No(Exit),
	/// It was never started.
	Never,
}

pub(super) struct Machine {
	pub(super) helper: Helper,
	workloads: PathBuf,
	groups: Group,
	group_name: String,
	first_id: u32,
	/// Held while ids of the host are chosen, and while groups come and go.
	choosing: Mutex<()>,
}

impl Machine {
	pub(super) fn open(config: EmbeddedConfig) -> Result<Self, RunnerError> {
		let workloads = config.dir.join("workloads");
		store::make_dir(&workloads)?;
		let workloads = workloads.canonicalize()?;
		let group_name = format!("{}/{}", config.cgroup, store::tag(&workloads));
		Ok(Self {
			helper: Helper(config.helper),
			groups: Tree::detect()?.group(&group_name),
			workloads,
			group_name,
			first_id: config.first_id,
			choosing: Mutex::new(()),
		})
	}

	pub(super) fn home(&self, id: &WorkloadId) -> Home {
		Home(self.workloads.join(id.as_str()))
	}

	/// The folder of a workload that is there.
	pub(super) fn known(&self, id: &WorkloadId) -> Result<Home, RunnerError> {
		let home = self.home(id);
		if home.path("meta.json").exists() {
			Ok(home)
		} else {
			Err(RunnerError::NotFound(id.clone()))
		}
	}

	fn meta(&self, id: &WorkloadId) -> Result<Meta, RunnerError> {
		self.home(id).meta()?.ok_or_else(|| RunnerError::NotFound(id.clone()))
	}

	pub(super) fn group(&self, id: &WorkloadId) -> Group {
		self.groups.child(id.as_str())
	}

	/// See [`crate::Runner::check`].
	pub(super) fn check(&self) -> Result<(), RunnerError> {
		let need = |holds: bool, text: &str| {
			if holds { Ok(()) } else { Err(RunnerError::Unavailable(text.into())) }
		};
		let root = rustix::process::geteuid().is_root();
		need(
			root,
			"the embedded engine needs root, for cgroups and volumes: run the daemon as root, or use Docker",
		)?;
		for (program, package) in [
			("bwrap", "bubblewrap"),
			("mkfs.ext4", "e2fsprogs"),
			("mount", "mount"),
			("slirp4netns", "slirp4netns"),
			("nft", "nftables"),
			("nsenter", "util-linux"),
			("ip", "iproute2"),
		] {
			let found = std::env::split_paths(PATH).any(|dir| dir.join(program).exists());
			need(found, &format!("{program} is missing: install the package {package}"))?;
		}
		let loops = Path::new("/dev/loop-control").exists();
		need(
			loops,
			"/dev/loop-control is missing, so there can be no volumes: load the module loop",
		)?;
		let probe = self.groups.child(".check");
		self.make_group(&probe, &Limits::default())?;
		probe.remove()?;
		self.drop_empty_groups()?;
		userns::make(&self.helper, self.first_id).map(|_| ())
	}

	/// See [`crate::Runner::create`].
	pub(super) fn create(&self, id: &WorkloadId, spec: &Spec) -> Result<(), RunnerError> {
		let home = self.home(id);
		if home.0.exists() {
			return Err(RunnerError::Exists(id.clone()));
		}
		spec.check_inputs()?;
		let part = Home(self.workloads.join(format!("{UNFINISHED}{id}")));
		store::remove(&part.0)?;
		let made = self.fill(&part, id, spec);
		if made.is_err() {
			store::remove(&part.0)?;
		}
		made?;
		fs::rename(&part.0, &home.0).during(home.0.display())
	}

	fn fill(&self, part: &Home, id: &WorkloadId, spec: &Spec) -> Result<(), RunnerError> {
		let mut meta = self.reserve(part, id, spec)?;
		let root = part.path("root");
		meta.config = unpack::unpack(&self.helper, spec, &root, meta.base)?;
		let program = meta.config.program(spec)?;
		meta.user = user::ids(&root, &program.user)?;
		let owner = (meta.base + meta.user.0, meta.base + meta.user.1);
		for (name, mib, _) in spec.disks() {
			volume::make(&part.path(&format!("{name}.img")), mib, owner)?;
			store::make_dir(&part.path(name))?;
		}
		write(&part.path("meta.json"), &meta)
	}

	/// Makes the folder, with ids of the host that no other one has.
	fn reserve(&self, part: &Home, id: &WorkloadId, spec: &Spec) -> Result<Meta, RunnerError> {
		let _choosing = self.choosing();
		let mut taken = BTreeSet::new();
		for entry in fs::read_dir(&self.workloads)? {
			taken.extend(Home(entry?.path()).meta()?.map(|meta| meta.base));
		}
		let all = (self.first_id..u32::MAX - userns::IDS).step_by(userns::IDS as usize);
		let full = || {
			RunnerError::Unavailable(
				"all ids of the host for workloads are taken: remove some".into(),
			)
		};
		let base = all.into_iter().find(|base| !taken.contains(base)).ok_or_else(full)?;
		let meta = Meta {
			id: id.clone(),
			spec: spec.clone(),
			config: ImageConfig::default(),
			base,
			user: (0, 0),
			cgroup: format!("{}/{id}", self.group_name),
		};
		store::make_dir(&part.0)?;
		write(&part.path("meta.json"), &meta)?;
		Ok(meta)
	}

	/// Starts it. Returns its first process if it did not run before.
	pub(super) fn start(&self, id: &WorkloadId) -> Result<Option<Process>, RunnerError> {
		let meta = self.meta(id)?;
		if let Running::Yes(_) = self.running(id)? {
			return Ok(None);
		}
		let home = self.home(id);
		for old in ["state.json", "exit.json", "failure"] {
			store::remove(&home.path(old))?;
		}
		self.make_group(&self.group(id), &meta.spec.limits)?;
		let mut command = self.helper.command("supervise");
		command.current_dir(&home.0).stdout(Stdio::null()).stderr(Stdio::null());
		let mut child = command.spawn().during("starting the helper")?;
		let until = Instant::now() + SET_UP;
		loop {
			if let Some(init) = home.state()?.and_then(|state| state.init) {
				// Nobody else waits for it while this process lives.
				std::thread::spawn(move || child.wait());
				return Ok(Some(init));
			}
			if child.try_wait()?.is_some() {
				let why = home.take_failure().unwrap_or_else(|| "its supervisor was killed".into());
				store::remove(&home.path("state.json"))?;
				return Err(RunnerError::Engine(format!("workload {id} cannot be started: {why}")));
			}
			if Instant::now() > until {
				child.kill()?;
				child.wait()?;
				return Err(RunnerError::Engine(format!(
					"workload {id} was not set up within {SET_UP:?}"
				)));
			}
			std::thread::sleep(Duration::from_millis(3));
		}
	}

	/// Whether it runs.
	pub(super) fn running(&self, id: &WorkloadId) -> Result<Running, RunnerError> {
		let home = self.known(id)?;
		let Some(state) = home.state()? else { return Ok(Running::Never) };
		// In this order: a supervisor writes how it ended before it ends.
		let alive = state.supervisor.is_alive();
		Ok(match home.exit()? {
			Some(exit) => Running::No(exit),
			None if alive => Running::Yes(state),
			None => Running::No(Exit { code: None, out_of_memory: false, at: 0 }),
		})
	}

	/// See [`crate::Runner::status`].
	pub(super) fn status(&self, id: &WorkloadId) -> Result<Status, RunnerError> {
		Ok(match self.running(id)? {
			Running::Yes(state) => Status::Running { since: state.supervisor.since() },
			Running::No(exit) => Status::Exited(exit),
			Running::Never => Status::Created,
		})
	}

	/// Its ports: those that were published before, or those that its owner wants.
	pub(super) fn ports(&self, id: &WorkloadId) -> Result<Vec<Port>, RunnerError> {
		match store::read(&self.home(id).path("ports.json"))? {
			Some(ports) => Ok(ports),
			None => Ok(self.meta(id)?.spec.ports),
		}
	}

	/// What it has used, but for its ports.
	pub(super) fn stats(&self, id: &WorkloadId) -> Result<Stats, RunnerError> {
		let home = self.known(id)?;
		let group = self.group(id);
		Ok(Stats {
			cpu_milliseconds: group.cpu_milliseconds(),
			memory_bytes: group.memory_bytes(),
			memory_peak_bytes: group.memory_peak_bytes(),
			pids: group.pids(),
			disk_bytes: volume::disk_bytes(&home.0),
			..Stats::default()
		})
	}

	/// See [`crate::Runner::collect`]. Its supervisor has ended, and its mounts with it.
	pub(super) fn collect(
		&self,
		id: &WorkloadId,
		to: &Path,
	) -> Result<Vec<Collected>, RunnerError> {
		let home = self.known(id)?;
		match self.running(id)? {
			Running::Yes(_) => return Err(RunnerError::Runs(id.clone())),
			Running::Never => return Err(RunnerError::NotRunning(id.clone())),
			Running::No(_) => {}
		}
		let output = self.meta(id)?.spec.output.ok_or_else(output::none)?;
		volume::visit(&home.path("output.img"), &home.path(OUTPUT), |at| output.collect(at, to))
	}

	/// Removes the group of all workloads if there are none.
	fn drop_empty_groups(&self) -> Result<(), RunnerError> {
		let _choosing = self.choosing();
		if self.groups.children().is_empty() { self.groups.remove() } else { Ok(()) }
	}

	fn make_group(&self, group: &Group, limits: &Limits) -> Result<(), RunnerError> {
		let _choosing = self.choosing();
		group.make(limits)
	}

	fn choosing(&self) -> MutexGuard<'_, ()> {
		self.choosing.lock().unwrap_or_else(PoisonError::into_inner)
	}

	/// Removes what is left of it after it has ended.
	pub(super) fn remove(&self, id: &WorkloadId) -> Result<(), RunnerError> {
		self.group(id).remove()?;
		self.drop_empty_groups()?;
		store::remove(&self.home(id).0)?;
		store::remove(&self.workloads.join(format!("{UNFINISHED}{id}")))
	}

	/// The workloads that are there. What is unfinished goes.
	pub(super) fn list(&self) -> Result<Vec<WorkloadId>, RunnerError> {
		let mut all = Vec::new();
		for entry in fs::read_dir(&self.workloads)? {
			let name = entry?.file_name().to_string_lossy().into_owned();
			if name.starts_with(UNFINISHED) {
				store::remove(&self.workloads.join(name))?;
			} else if let Ok(id) = name.parse::<WorkloadId>()
				&& self.known(&id).is_ok()
			{
				all.push(id);
			}
		}
		all.sort();
		Ok(all)
	}

	/// Names of all that left a trace, whole or not.
	pub(super) fn traces(&self) -> Result<BTreeSet<WorkloadId>, RunnerError> {
		let mut names: Vec<String> = self.groups.children();
		for entry in fs::read_dir(&self.workloads)? {
			names.push(entry?.file_name().to_string_lossy().into_owned());
		}
		let name = |name: &String| name.strip_prefix(UNFINISHED).unwrap_or(name).parse().ok();
		Ok(names.iter().filter_map(name).collect())
	}
}
