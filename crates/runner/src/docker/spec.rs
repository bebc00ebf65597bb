//! A workload in the words of the Docker API.

use super::{Docker, LABELS};
use crate::{Spec, WorkloadId, embedded::jail::RIGHTS};
use bollard::models::{
	ContainerCreateBody, DeviceRequest, HostConfig, HostConfigLogConfig, Mount, MountType,
	ResourcesUlimits,
};
use rustix::process::{Resource, getrlimit};
use std::{collections::HashMap, path::Path};

/// Open files of a process, and processes of a user at most (podman lets itself have twice as many): the limit on a
/// workload's processes is its cgroup's.
const MOST: u64 = 16_384;

/// The container to make.
pub(super) fn container(
	docker: &Docker,
	id: &WorkloadId,
	spec: &Spec,
	image: &str,
	home: &Path,
) -> ContainerCreateBody {
	let labels = [(LABELS[0], docker.tag.clone()), (LABELS[1], id.to_string())];
	ContainerCreateBody {
		hostname: Some(id.to_string()),
		image: Some(image.to_owned()),
		entrypoint: spec.entrypoint.clone(),
		cmd: spec.command.clone(),
		env: Some(spec.env.iter().map(|(key, value)| format!("{key}={value}")).collect()),
		working_dir: spec.workdir.clone(),
		user: spec.user.clone(),
		labels: Some(labels.map(|(key, value)| (key.to_owned(), value)).into()),
		host_config: Some(host(spec, home, docker.podman)),
		..ContainerCreateBody::default()
	}
}

fn host(spec: &Spec, home: &Path, podman: bool) -> HostConfig {
	let limits = &spec.limits;
	let memory = i64::from(limits.memory_mib) << 20;
	let log_bytes = (u64::from(limits.log_mib) << 20) / 2;
	let log = [("max-size", log_bytes.to_string()), ("max-file", "2".to_owned())];
	let tmp = format!("rw,nosuid,nodev,size={}m,mode=1777", limits.tmp_mib);
	let mut security = Vec::from(["no-new-privileges".to_owned()]);
	if podman {
		// Docker takes the text of a filter here, podman the name of a file.
		security.push(format!("seccomp={}", home.join("seccomp.json").display()));
	}
	HostConfig {
		memory: Some(memory),
		memory_swap: Some(memory),
		nano_cpus: Some(i64::from(limits.cpu_millis) * 1_000_000),
		pids_limit: Some(i64::from(limits.pids)),
		ulimits: Some(Vec::from([
			ulimit("nofile", Resource::Nofile),
			ulimit("nproc", Resource::Nproc),
		])),
		readonly_rootfs: Some(true),
		cap_drop: Some(Vec::from(["ALL".to_owned()])),
		cap_add: Some(RIGHTS.map(|right| right.trim_start_matches("CAP_").to_owned()).into()),
		security_opt: Some(security),
		network_mode: Some("none".into()),
		ipc_mode: Some("private".into()),
		tmpfs: Some(HashMap::from([("/tmp".to_owned(), tmp)])),
		mounts: Some(mounts(spec, home)),
		log_config: Some(HostConfigLogConfig {
			typ: Some("json-file".into()),
			config: Some(log.map(|(key, value)| (key.to_owned(), value)).into()),
		}),
		device_requests: gpus(spec),
		..HostConfig::default()
	}
}

/// What of the host the container sees.
fn mounts(spec: &Spec, home: &Path) -> Vec<Mount> {
	let bind = |source: &Path, at: &str, read_only| Mount {
		typ: Some(MountType::BIND),
		source: Some(source.to_string_lossy().into_owned()),
		target: Some(at.to_owned()),
		read_only: Some(read_only),
		..Mount::default()
	};
	let mut all = Vec::from([bind(&home.join("resolv.conf"), "/etc/resolv.conf", true)]);
	all.extend(spec.disks().iter().map(|(name, _, at)| bind(&home.join(name), at, false)));
	all.extend(spec.inputs.iter().map(|input| bind(&input.source, &input.at, true)));
	all
}

/// A limit that is not above what this process has: an engine that may not raise its own starts nothing else.
fn ulimit(name: &str, resource: Resource) -> ResourcesUlimits {
	let most = getrlimit(resource).maximum.map_or(MOST, |most| most.min(MOST));
	let most = i64::try_from(most).ok();
	ResourcesUlimits { name: Some(name.to_owned()), soft: most, hard: most }
}

fn gpus(spec: &Spec) -> Option<Vec<DeviceRequest>> {
	let ids: Vec<String> = spec.gpus.iter().map(|gpu| gpu.id.clone()).collect();
	(!ids.is_empty()).then(|| {
		Vec::from([DeviceRequest {
			device_ids: Some(ids),
			capabilities: Some(Vec::from([Vec::from(["gpu".to_owned()])])),
			..DeviceRequest::default()
		}])
	})
}
