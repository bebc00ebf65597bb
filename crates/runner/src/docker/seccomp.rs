//! podman's own filter of system calls leaves it to missing rights to refuse what needs rights, and so lets everybody
//! make new namespaces, in which they have all rights. Docker's does not. This is podman's without those calls.

use crate::{RunnerError, error::During};
use serde_json::{Value, json};
use std::{fs, path::Path};

/// Where podman keeps the filter that it would use.
const PROFILES: [&str; 2] = ["/etc/containers/seccomp.json", "/usr/share/containers/seccomp.json"];
/// What is taken out of it.
const REFUSED: &[&str] = &[
	"add_key",
	"bpf",
	"clone",
	"clone3",
	"fsconfig",
	"fsmount",
	"fsopen",
	"fspick",
	"io_uring_enter",
	"io_uring_register",
	"io_uring_setup",
	"keyctl",
	"mount",
	"mount_setattr",
	"move_mount",
	"name_to_handle_at",
	"open_by_handle_at",
	"open_tree",
	"perf_event_open",
	"pivot_root",
	"process_vm_readv",
	"process_vm_writev",
	"request_key",
	"setns",
	"umount",
	"umount2",
	"unshare",
	"userfaultfd",
];
/// All flags of `clone` that make a namespace.
const NAMESPACES: u64 = 0x7e02_0000;
const ENOSYS: u32 = 38;

/// Writes the filter to `path`.
pub(super) fn write(path: &Path) -> Result<(), RunnerError> {
	let text = PROFILES
		.into_iter()
		.find_map(|profile| fs::read_to_string(profile).ok())
		.ok_or_else(|| {
			RunnerError::Unavailable(format!(
				"podman's filter {} is missing: install containers-common",
				PROFILES[1]
			))
		})?;
	let profile: Value = serde_json::from_str(&text)?;
	fs::write(path, tighten(profile)?.to_string()).during(path.display())
}

fn tighten(mut profile: Value) -> Result<Value, RunnerError> {
	let unknown = || {
		RunnerError::Unavailable(
			"podman's filter of system calls has a form that is not known".into(),
		)
	};
	let rules = profile.get_mut("syscalls").and_then(Value::as_array_mut).ok_or_else(unknown)?;
	for rule in rules.iter_mut() {
		let names = rule.get_mut("names").and_then(Value::as_array_mut).ok_or_else(unknown)?;
		names.retain(|name| !REFUSED.iter().any(|refused| name == refused));
	}
	rules.retain(|rule| rule["names"].as_array().is_some_and(|names| !names.is_empty()));
	let threads =
		json!({ "index": 0, "value": NAMESPACES, "valueTwo": 0, "op": "SCMP_CMP_MASKED_EQ" });
	rules.push(json!({ "names": ["clone"], "action": "SCMP_ACT_ALLOW", "args": [threads] }));
	// Its flags are in memory, where a filter cannot look: programs go on with `clone`.
	rules.push(
		json!({ "names": ["clone3"], "action": "SCMP_ACT_ERRNO", "errnoRet": ENOSYS, "errno": "ENOSYS" }),
	);
	Ok(profile)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn no_rule_is_left_that_allows_namespaces() {
		let rules = json!([
			{ "names": ["read", "unshare", "clone"], "action": "SCMP_ACT_ALLOW" },
			{ "names": ["setns"], "action": "SCMP_ACT_ALLOW", "includes": { "caps": ["CAP_SYS_ADMIN"] } },
		]);
		let tight =
			tighten(json!({ "defaultAction": "SCMP_ACT_ERRNO", "syscalls": rules })).unwrap();
		let rules = tight["syscalls"].as_array().unwrap();
		assert_eq!(rules[0]["names"], json!(["read"]));
		assert_eq!(rules.len(), 3);
		assert_eq!(rules[1]["args"][0]["value"], json!(NAMESPACES));
		assert!(tighten(json!({})).is_err());
	}
}
