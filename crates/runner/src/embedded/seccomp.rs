//! The system calls that a workload may make.
//!
//! All that this release knows of, but those that give more than a workload needs; so a call that a newer kernel adds
//! is refused. Refused calls answer "not implemented", which makes programs try something older.

use crate::RunnerError;
use seccompiler::{
	BpfProgram, SeccompAction, SeccompCmpArgLen as Length, SeccompCmpOp as Is, SeccompCondition,
	SeccompFilter, SeccompRule,
};
use std::collections::BTreeMap;

/// Numbers of the calls that are known: each architecture's own and the common ones up to `mseal`.
const KNOWN: [std::ops::RangeInclusive<i64>; 2] =
	if cfg!(target_arch = "x86_64") { [0..=334, 424..=462] } else { [0..=294, 424..=462] };

/// Calls that no workload makes: they reach for the kernel, other processes' memory, mounts, keys or clocks, or have
/// been a way out of containers.
const REFUSED: &[i64] = &[
	libc::SYS_acct,
	libc::SYS_add_key,
	libc::SYS_adjtimex,
	libc::SYS_bpf,
	libc::SYS_clock_adjtime,
	libc::SYS_clock_settime,
	// Its flags are in memory, where a filter cannot look: programs go on with `clone`.
	libc::SYS_clone3,
	libc::SYS_delete_module,
	libc::SYS_fanotify_init,
	libc::SYS_finit_module,
	libc::SYS_fsconfig,
	libc::SYS_fsmount,
	libc::SYS_fsopen,
	libc::SYS_fspick,
	libc::SYS_init_module,
	libc::SYS_io_uring_enter,
	libc::SYS_io_uring_register,
	libc::SYS_io_uring_setup,
	libc::SYS_kcmp,
	libc::SYS_kexec_file_load,
	libc::SYS_kexec_load,
	libc::SYS_keyctl,
	libc::SYS_lookup_dcookie,
	libc::SYS_mount,
	libc::SYS_mount_setattr,
	libc::SYS_move_mount,
	libc::SYS_move_pages,
	libc::SYS_name_to_handle_at,
	libc::SYS_nfsservctl,
	libc::SYS_open_by_handle_at,
	libc::SYS_open_tree,
	libc::SYS_perf_event_open,
	libc::SYS_pivot_root,
	libc::SYS_process_madvise,
	libc::SYS_process_vm_readv,
	libc::SYS_process_vm_writev,
	libc::SYS_quotactl,
	QUOTACTL_FD,
	libc::SYS_reboot,
	libc::SYS_request_key,
	libc::SYS_setns,
	libc::SYS_settimeofday,
	libc::SYS_swapoff,
	libc::SYS_swapon,
	libc::SYS_syslog,
	libc::SYS_umount2,
	libc::SYS_unshare,
	libc::SYS_userfaultfd,
	libc::SYS_vhangup,
	#[cfg(target_arch = "x86_64")]
	libc::SYS_ioperm,
	#[cfg(target_arch = "x86_64")]
	libc::SYS_iopl,
	#[cfg(target_arch = "x86_64")]
	libc::SYS_uselib,
	#[cfg(target_arch = "x86_64")]
	libc::SYS_ustat,
	#[cfg(target_arch = "x86_64")]
	libc::SYS_sysfs,
	#[cfg(target_arch = "x86_64")]
	libc::SYS__sysctl,
];

/// The same number everywhere.
const QUOTACTL_FD: i64 = 443;

/// Kinds of sockets: local, internet, and asking the kernel about one's own network.
const FAMILIES: [i32; 4] = [libc::AF_UNIX, libc::AF_INET, libc::AF_INET6, libc::AF_NETLINK];
/// Ways of running that Docker allows too: the usual one, 32-bit addresses, asking.
const PERSONALITIES: [u64; 4] = [0, 8, 0x20000, 0xffff_ffff];

/// The filter.
pub(crate) fn filter() -> Result<BpfProgram, RunnerError> {
	build().map_err(|error| {
		RunnerError::Unsupported(format!("no filter of system calls here: {error}"))
	})
}

/// The filter, as the bytes that bubblewrap reads.
pub(crate) fn filter_bytes() -> Result<Vec<u8>, RunnerError> {
	let mut bytes = Vec::new();
	for step in filter()? {
		bytes.extend(step.code.to_ne_bytes());
		bytes.extend([step.jt, step.jf]);
		bytes.extend(step.k.to_ne_bytes());
	}
	Ok(bytes)
}

fn build() -> Result<BpfProgram, seccompiler::BackendError> {
	let namespaces = [
		libc::CLONE_NEWNS,
		libc::CLONE_NEWCGROUP,
		libc::CLONE_NEWUTS,
		libc::CLONE_NEWIPC,
		libc::CLONE_NEWUSER,
		libc::CLONE_NEWPID,
		libc::CLONE_NEWNET,
	];
	let namespaces =
		namespaces.into_iter().fold(0, |all, flag| all | u64::from(flag.cast_unsigned()));
	let mut rules: BTreeMap<i64, Vec<SeccompRule>> = KNOWN
		.into_iter()
		.flatten()
		.filter(|call| !REFUSED.contains(call))
		.map(|call| (call, Vec::new()))
		.collect();
	rules.insert(libc::SYS_clone, Vec::from([first(Length::Qword, Is::MaskedEq(namespaces), 0)?]));
	let families =
		FAMILIES.map(|family| first(Length::Dword, Is::Eq, u64::from(family.cast_unsigned())));
	rules.insert(libc::SYS_socket, families.into_iter().collect::<Result<_, _>>()?);
	let ways = PERSONALITIES.map(|way| first(Length::Dword, Is::Eq, way));
	rules.insert(libc::SYS_personality, ways.into_iter().collect::<Result<_, _>>()?);
	let refuse = SeccompAction::Errno(libc::ENOSYS.cast_unsigned());
	let machine = std::env::consts::ARCH.try_into()?;
	SeccompFilter::new(rules, refuse, SeccompAction::Allow, machine)?.try_into()
}

/// Allows a call by its first argument.
fn first(length: Length, is: Is, value: u64) -> Result<SeccompRule, seccompiler::BackendError> {
	SeccompRule::new(Vec::from([SeccompCondition::new(0, length, is, value)?]))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_filter_fits_into_the_kernel() {
		let bytes = filter_bytes().unwrap();
		assert_eq!(bytes.len() % 8, 0);
		assert!(bytes.len() / 8 <= 4096, "{} steps", bytes.len() / 8);
	}
}
