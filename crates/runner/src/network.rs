//! The network that a workload can buy: a network stack in user space (slirp4netns), which opens connections on its
//! behalf, behind rules inside the workload's own network namespace, where it has no right to change them.
//!
//! Nothing of it is in the host's network, and it goes with the namespace.

use crate::{RunnerError, error::During, helper::Helper, process::Process};
use rustix::{
	event::{PollFd, PollFlags, poll},
	fd::AsRawFd,
	io::Errno,
};
use std::{
	ffi::OsString,
	io::{Read, Write},
	process::{Command, Stdio},
};

/// Where workloads ask for names. slirp4netns asks the host's name server.
pub(crate) const NAME_SERVER: &str = "10.0.2.3";
/// What is no global unicast address of IPv4 (IANA's special-purpose registry, multicast and reserved space).
const INSIDE: &[&str] = &[
	"0.0.0.0/8",
	"10.0.0.0/8",
	"100.64.0.0/10",
	"127.0.0.0/8",
	"169.254.0.0/16",
	"172.16.0.0/12",
	"192.0.0.0/24",
	"192.0.2.0/24",
	"192.88.99.0/24",
	"192.168.0.0/16",
	"198.18.0.0/15",
	"198.51.100.0/24",
	"203.0.113.0/24",
	"224.0.0.0/3",
];

/// Connects the network namespace of a workload, one process of which is `inside`, until it ends.
pub(crate) fn attach(helper: &Helper, inside: &Process) -> Result<(), RunnerError> {
	filter(inside)?;
	let mut command = helper.command("network");
	command.arg(serde_json::to_string(inside)?).stdout(Stdio::piped());
	let mut child = command.spawn().during("starting the helper")?;
	let mut ready = [0];
	let out = child.stdout.as_mut().ok_or_else(|| RunnerError::Io("no pipe".into()))?;
	let started = out.read_exact(&mut ready);
	// Whoever started it may live shorter or longer than it.
	std::thread::spawn(move || child.wait());
	started.map_err(|_| {
		RunnerError::Unavailable("slirp4netns cannot connect the workload: install it".into())
	})
}

/// The helper: runs slirp4netns for as long as the workload runs.
pub(crate) fn main(arguments: &[OsString]) -> Result<i32, RunnerError> {
	let inside = arguments.first().and_then(|argument| argument.to_str()).unwrap_or_default();
	let inside: Process = serde_json::from_str(inside)?;
	let _ = rustix::process::setsid();
	let gone = || RunnerError::Engine("the workload has ended".into());
	let pidfd = inside.pidfd().ok_or_else(gone)?;
	// slirp4netns inherits an end of each: it says on one that it is ready, and ends with the other.
	let (ready, ready_in) = rustix::pipe::pipe()?;
	let (exit, exit_in) = rustix::pipe::pipe()?;
	for own in [&ready, &exit_in] {
		rustix::io::fcntl_setfd(own, rustix::io::FdFlags::CLOEXEC)?;
	}
	let pid = inside.pid.to_string();
	let user_space = format!("/proc/{pid}/ns/user");
	let numbers = [ready_in.as_raw_fd(), exit.as_raw_fd()].map(|number| number.to_string());
	let mut child = Command::new("slirp4netns")
		.args(["--configure", "--mtu=65520", "--disable-host-loopback"])
		.args(["--ready-fd", &numbers[0], "--exit-fd", &numbers[1]])
		.args(
			has_own_user_space(&inside)
				.unwrap_or(true)
				.then_some(["--userns-path", &user_space])
				.into_iter()
				.flatten(),
		)
		.args([&pid, "tap0"])
		.stdin(Stdio::null())
		.stdout(Stdio::null())
		.stderr(Stdio::null())
		.spawn()
		.map_err(|error| RunnerError::Unavailable(format!("slirp4netns ({error}): install it")))?;
	drop((ready_in, exit));
	std::fs::File::from(ready).read_exact(&mut [0]).map_err(|_| gone())?;
	std::io::stdout().write_all(b"x")?;
	std::io::stdout().flush()?;
	while poll(&mut [PollFd::new(&pidfd, PollFlags::IN)], None) == Err(Errno::INTR) {}
	drop(exit_in);
	child.wait()?;
	Ok(0)
}

/// Whether a process has another user namespace than this one.
fn has_own_user_space(process: &Process) -> std::io::Result<bool> {
	let theirs = std::fs::read_link(format!("/proc/{}/ns/user", process.pid))?;
	Ok(theirs != std::fs::read_link("/proc/self/ns/user")?)
}

/// Lets only connections to global addresses and to the name server out, before there is any way out.
fn filter(inside: &Process) -> Result<(), RunnerError> {
	let space = format!("--net=/proc/{}/ns/net", inside.pid);
	let mut command = Command::new("nsenter");
	command.args([&space, "--", "nft", "-f", "-"]).env_clear().env("PATH", crate::helper::PATH);
	command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
	let missing =
		|error| RunnerError::Unavailable(format!("nsenter ({error}): install util-linux"));
	let mut child = command.spawn().map_err(missing)?;
	if let Some(mut input) = child.stdin.take() {
		input.write_all(rules(&host_addresses()?).as_bytes())?;
	}
	let out = child.wait_with_output()?;
	if out.status.success() {
		return Ok(());
	}
	let text = String::from_utf8_lossy(&out.stderr).trim().to_owned();
	Err(RunnerError::Unavailable(format!(
		"nft cannot set the rules of the workload's network ({text}): install nftables"
	)))
}

/// The host's own addresses: a connection to them would come from the host itself, past its firewall.
fn host_addresses() -> Result<Vec<String>, RunnerError> {
	let out = Command::new("ip")
		.args(["-o", "-4", "address", "show"])
		.env("PATH", crate::helper::PATH)
		.output();
	let out =
		out.map_err(|error| RunnerError::Unavailable(format!("ip ({error}): install iproute2")))?;
	let text = String::from_utf8_lossy(&out.stdout).into_owned();
	let networks = text.lines().filter_map(|line| line.split_ascii_whitespace().nth(3));
	Ok(networks.filter_map(|network| network.split('/').next()).map(str::to_owned).collect())
}

fn rules(own: &[String]) -> String {
	let inside: Vec<&str> = INSIDE.iter().copied().chain(own.iter().map(String::as_str)).collect();
	format!(
		"table inet stoa {{
	set inside {{ type ipv4_addr; flags interval; auto-merge; elements = {{ {} }}; }}
	chain out {{
		type filter hook output priority 0; policy drop;
		oifname \"lo\" accept
		ip daddr {NAME_SERVER} meta l4proto {{ tcp, udp }} th dport 53 accept
		ip daddr @inside reject
		meta nfproto ipv4 accept
	}}
}}
",
		inside.join(", ")
	)
}
