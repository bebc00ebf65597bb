//! A network device whose cable is a file.

use std::{
	fs::File,
	io,
	os::{fd::AsRawFd, unix::fs::OpenOptionsExt},
};

/// Makes the device `eth0` in the network namespace of the calling thread. It is there as long as the file is open;
/// one frame per read and write, neither of which waits.
pub fn open() -> io::Result<File> {
	let file = File::options()
		.read(true)
		.write(true)
		.custom_flags(libc::O_NONBLOCK | libc::O_CLOEXEC)
		.open("/dev/net/tun")?;
	let mut name = [0; libc::IFNAMSIZ];
	for (to, from) in name.iter_mut().zip(*b"eth0") {
		*to = from.cast_signed();
	}
	// Both fit: 0x1002.
	let flags = (libc::IFF_TAP | libc::IFF_NO_PI) as libc::c_short;
	let request = libc::ifreq {
		ifr_name: name,
		ifr_ifru: libc::__c_anonymous_ifr_ifru { ifru_flags: flags },
	};
	// SAFETY: the kernel reads a name and flags from `request`, which lives until the call returns.
	match unsafe { libc::ioctl(file.as_raw_fd(), libc::TUNSETIFF, &raw const request) } {
		0 => Ok(file),
		_ => Err(io::Error::last_os_error()),
	}
}
