//! Whether bytes are the base URL of a daemon, and which host they name. Pure text: nothing is
//! resolved or dialled here. What an address *means* (loopback, private, decimal forms) is the
//! dispatcher's business, since only it knows what a name resolves to when it is dialled.
//!
//! Accepted: `http://` or `https://` in lower case, a host name, an IPv4 address or an IPv6 address
//! in brackets, an optional port, an optional path. Refused: credentials, query, fragment, blanks,
//! backslashes, anything that is not visible ASCII.

use core::net::{Ipv4Addr, Ipv6Addr};

/// The host of an endpoint.
#[derive(Clone, Copy, Debug)]
pub enum Host<'a> {
	/// A name, in any case.
	Name(&'a [u8]),
	/// An IPv4 address in dotted form.
	V4(Ipv4Addr),
	/// An IPv6 address.
	V6(Ipv6Addr),
}

impl Host<'_> {
	/// Whether both name the same machine as far as text can tell. Loopback addresses tell nothing:
	/// they name another machine for everyone who reads them, and only networks on one machine (the
	/// development preset) can use them.
	pub fn same_machine(&self, other: &Host) -> bool {
		if self.is_loopback() {
			return false;
		}
		match (self, other) {
			(Host::Name(a), Host::Name(b)) => a.eq_ignore_ascii_case(b),
			(Host::V4(a), Host::V4(b)) => a == b,
			(Host::V6(a), Host::V6(b)) => a == b,
			(Host::V4(a), Host::V6(b)) | (Host::V6(b), Host::V4(a)) => {
				b.to_ipv4_mapped() == Some(*a)
			}
			_ => false,
		}
	}

	fn is_loopback(&self) -> bool {
		match self {
			Host::Name(name) => name.eq_ignore_ascii_case(b"localhost"),
			Host::V4(address) => address.is_loopback(),
			Host::V6(address) => {
				address.is_loopback() || address.to_ipv4_mapped().is_some_and(|v4| v4.is_loopback())
			}
		}
	}
}

/// The host of `endpoint`, or `None` if it is not a base URL.
pub fn host(endpoint: &[u8]) -> Option<Host<'_>> {
	let rest = endpoint.strip_prefix(b"https://").or_else(|| endpoint.strip_prefix(b"http://"))?;
	let end = rest.iter().position(|byte| *byte == b'/').unwrap_or(rest.len());
	let (authority, path) = rest.split_at_checked(end)?;
	if !path.iter().all(is_path_byte) {
		return None;
	}
	match authority.strip_prefix(b"[") {
		Some(bracketed) => v6_host(bracketed),
		None => named_host(authority),
	}
}

/// Whether `endpoint` is a base URL.
pub fn is_valid(endpoint: &[u8]) -> bool {
	host(endpoint).is_some()
}

/// What follows an opening bracket: an address, the closing bracket, perhaps a port.
fn v6_host(bracketed: &[u8]) -> Option<Host<'_>> {
	let end = bracketed.iter().position(|byte| *byte == b']')?;
	let (address, rest) = bracketed.split_at_checked(end)?;
	let after = rest.strip_prefix(b"]")?;
	if !after.is_empty() && !is_port(after.strip_prefix(b":")?) {
		return None;
	}
	core::str::from_utf8(address).ok()?.parse().ok().map(Host::V6)
}

/// A name or an IPv4 address, perhaps with a port.
fn named_host(authority: &[u8]) -> Option<Host<'_>> {
	let mut parts = authority.splitn(2, |byte| *byte == b':');
	let name = parts.next()?;
	if parts.next().is_some_and(|port| !is_port(port)) {
		return None;
	}
	if name.len() > 253 || !name.split(|byte| *byte == b'.').all(is_label) {
		return None;
	}
	match core::str::from_utf8(name).ok()?.parse::<Ipv4Addr>() {
		Ok(address) => Some(Host::V4(address)),
		Err(_) => Some(Host::Name(name)),
	}
}

/// Letters, digits and inner hyphens, 1 to 63 of them.
fn is_label(label: &[u8]) -> bool {
	(1..=63).contains(&label.len())
		&& label.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
		&& !label.starts_with(b"-")
		&& !label.ends_with(b"-")
}

/// 1 to 65535 in decimal.
fn is_port(port: &[u8]) -> bool {
	let digits = (1..=5).contains(&port.len()) && port.iter().all(u8::is_ascii_digit);
	let number = core::str::from_utf8(port).ok().and_then(|text| text.parse::<u16>().ok());
	digits && number.is_some_and(|number| number != 0)
}

/// What may stand in a path: unreserved characters, sub-delimiters, `:`, `%` and `/`.
fn is_path_byte(byte: &u8) -> bool {
	byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:%/".contains(byte)
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn urls_of_daemons_are_accepted() {
		for url in [
			"http://127.0.0.1:9000",
			"https://gpu.example.org",
			"https://gpu.example.org/",
			"https://GPU-7.example.org:8443/stoa/v2",
			"http://[2001:db8::7]:80/a%20b",
			"http://[::1]",
			"http://a",
			"http://2130706433",
		] {
			assert!(is_valid(url.as_bytes()), "{url}");
		}
	}

	#[test]
	fn everything_else_is_refused() {
		for url in [
			"",
			"http://",
			"https:///path",
			"HTTP://a.example",
			"ftp://a.example",
			"ws://a.example",
			"a.example",
			"//a.example",
			"http:/a.example",
			"http://user@a.example",
			"http://user:pass@a.example",
			"http://a.example#part",
			"http://a.example/#part",
			"http://a.example?query",
			"http://a.example/?query",
			"http://a.example/p@th",
			"http://a.example\\@b.example",
			"http://a.example/\\b",
			"http://a b.example",
			"http://a.example/ ",
			"http://a.example/\n",
			"http://a.example\u{0}",
			"http://ä.example",
			"http://a.example/ä",
			"http://.example",
			"http://a..example",
			"http://a.example.",
			"http://-a.example",
			"http://a-.example",
			"http://a_b.example",
			"http://a%2e.example",
			"http://a.example:",
			"http://a.example:0",
			"http://a.example:65536",
			"http://a.example:+80",
			"http://a.example:80:80",
			"http://a.example:8o",
			"http://[",
			"http://[]",
			"http://[::1",
			"http://::1",
			"http://[::1]x",
			"http://[::1]:",
			"http://[::1%eth0]",
			"http://[127.0.0.1]",
		] {
			assert!(!is_valid(url.as_bytes()), "{url}");
		}
		assert!(!is_valid(&[b"http://a".as_slice(), &[0xff]].concat()));
		assert!(!is_valid(format!("http://{}.example", "a".repeat(64)).as_bytes()));
		assert!(!is_valid(format!("http://{}", ["a"; 128].join(".")).as_bytes()));
	}

	fn same(a: &str, b: &str) -> bool {
		let (a, b) = (host(a.as_bytes()).unwrap(), host(b.as_bytes()).unwrap());
		assert_eq!(a.same_machine(&b), b.same_machine(&a));
		a.same_machine(&b)
	}

	#[test]
	fn hosts_are_compared_without_scheme_port_path_and_case() {
		assert!(same("http://a.example:1/x", "https://A.EXAMPLE:2"));
		assert!(same("http://192.0.2.1", "http://192.0.2.1:81"));
		assert!(same("http://[2001:db8::1]", "http://[2001:DB8:0::1]:7"));
		assert!(same("http://192.0.2.1", "http://[::ffff:192.0.2.1]"));
		assert!(!same("http://a.example", "http://b.example"));
		assert!(!same("http://192.0.2.1", "http://192.0.2.2"));
		assert!(!same("http://a.example", "http://192.0.2.1"));
	}

	#[test]
	fn loopback_relates_nobody() {
		for url in
			["http://127.0.0.1:1", "http://localhost", "http://[::1]", "http://[::ffff:127.0.0.1]"]
		{
			assert!(!same(url, url), "{url}");
		}
	}

	proptest! {
		#[test]
		fn any_bytes_are_judged_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..128)) {
			let mut url = b"http://".to_vec();
			url.extend(&bytes);
			if is_valid(&url) {
				prop_assert!(url.iter().all(u8::is_ascii_graphic));
				prop_assert!(!url.iter().any(|byte| b"@#?\\".contains(byte)));
			}
			is_valid(&bytes);
		}

		#[test]
		fn the_host_is_what_stands_before_port_and_path(
			name in "[a-z]([a-z0-9-]{0,8}[a-z0-9])?(\\.[a-z]{1,8}){0,3}",
			port in proptest::option::of(1u16..),
			path in "(/[a-z0-9._~-]{0,10}){0,3}",
		) {
			let port = port.map(|port| format!(":{port}")).unwrap_or_default();
			let url = format!("https://{name}{port}{path}");
			match host(url.as_bytes()) {
				Some(Host::Name(found)) => prop_assert_eq!(found, name.as_bytes()),
				other => prop_assert!(false, "{:?}", other),
			}
		}
	}
}
