//! Which addresses may be dialled for a stranger.
//!
//! IPv4: everything but the blocks of [`V4`]. IPv6: only 2000::/3, the space from which global unicast
//! addresses are assigned, without the blocks of [`V6`]. Blocks are those of the IANA special-purpose
//! registries, reachable or not (no provider lives in one), multicast, and what only a cloud's own
//! machines can reach. Forms that carry an IPv4 address inside an IPv6 one are refused as a whole, so that
//! nothing depends on unpacking them right.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Refused IPv4 blocks: network, prefix length, what it is.
const V4: &[(Ipv4Addr, u32, &str)] = &[
	(Ipv4Addr::new(0, 0, 0, 0), 8, "this network"),
	(Ipv4Addr::new(10, 0, 0, 0), 8, "private"),
	(Ipv4Addr::new(100, 64, 0, 0), 10, "shared by carrier-grade NAT"),
	(Ipv4Addr::new(127, 0, 0, 0), 8, "loopback"),
	(Ipv4Addr::new(168, 63, 129, 16), 32, "a cloud platform's own service"),
	(Ipv4Addr::new(169, 254, 0, 0), 16, "link-local"),
	(Ipv4Addr::new(172, 16, 0, 0), 12, "private"),
	(Ipv4Addr::new(192, 0, 0, 0), 24, "reserved for protocol assignments"),
	(Ipv4Addr::new(192, 0, 2, 0), 24, "documentation"),
	(Ipv4Addr::new(192, 31, 196, 0), 24, "AS112 anycast"),
	(Ipv4Addr::new(192, 52, 193, 0), 24, "multicast tunnelling (AMT)"),
	(Ipv4Addr::new(192, 88, 99, 0), 24, "6to4 relay anycast"),
	(Ipv4Addr::new(192, 168, 0, 0), 16, "private"),
	(Ipv4Addr::new(192, 175, 48, 0), 24, "AS112 anycast"),
	(Ipv4Addr::new(198, 18, 0, 0), 15, "benchmarking"),
	(Ipv4Addr::new(198, 51, 100, 0), 24, "documentation"),
	(Ipv4Addr::new(203, 0, 113, 0), 24, "documentation"),
	(Ipv4Addr::new(224, 0, 0, 0), 4, "multicast"),
	(Ipv4Addr::new(255, 255, 255, 255), 32, "broadcast"),
	(Ipv4Addr::new(240, 0, 0, 0), 4, "reserved"),
];

/// Refused IPv6 blocks. Those outside 2000::/3 would be refused without being named; naming them tells
/// an operator what a provider tried. The first match names the block.
const V6: &[(Ipv6Addr, u32, &str)] = &[
	(Ipv6Addr::new(0, 0, 0, 0, 0, 0, 0, 0), 128, "unspecified"),
	(Ipv6Addr::new(0, 0, 0, 0, 0, 0, 0, 1), 128, "loopback"),
	(Ipv6Addr::new(0, 0, 0, 0, 0, 0xffff, 0, 0), 96, "an IPv4-mapped address"),
	(Ipv6Addr::new(0, 0, 0, 0, 0, 0, 0, 0), 96, "an IPv4-compatible address"),
	(Ipv6Addr::new(0, 0, 0, 0, 0xffff, 0, 0, 0), 96, "an IPv4-translated address"),
	(Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0), 96, "translation to IPv4 (NAT64)"),
	(Ipv6Addr::new(0x64, 0xff9b, 1, 0, 0, 0, 0, 0), 48, "local translation to IPv4 (NAT64)"),
	(Ipv6Addr::new(0x100, 0, 0, 0, 0, 0, 0, 0), 64, "discard-only"),
	(Ipv6Addr::new(0x100, 0, 0, 1, 0, 0, 0, 0), 64, "a dummy prefix"),
	(Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 32, "Teredo tunnelling"),
	(Ipv6Addr::new(0x2001, 2, 0, 0, 0, 0, 0, 0), 48, "benchmarking"),
	(Ipv6Addr::new(0x2001, 0x10, 0, 0, 0, 0, 0, 0), 28, "ORCHID"),
	(Ipv6Addr::new(0x2001, 0x20, 0, 0, 0, 0, 0, 0), 28, "ORCHIDv2"),
	(Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23, "reserved for protocol assignments"),
	(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32, "documentation"),
	(Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16, "6to4 tunnelling"),
	(Ipv6Addr::new(0x2620, 0x4f, 0x8000, 0, 0, 0, 0, 0), 48, "AS112 anycast"),
	(Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20, "documentation"),
	(Ipv6Addr::new(0x5f00, 0, 0, 0, 0, 0, 0, 0), 16, "segment routing"),
	(Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0), 7, "unique local"),
	(Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0), 10, "link-local"),
	(Ipv6Addr::new(0xfec0, 0, 0, 0, 0, 0, 0, 0), 10, "site-local"),
	(Ipv6Addr::new(0xff00, 0, 0, 0, 0, 0, 0, 0), 8, "multicast"),
];

/// Why `address` must not be dialled, or `None` if it is globally reachable unicast.
pub fn refusal(address: IpAddr) -> Option<&'static str> {
	match address {
		IpAddr::V4(address) => v4(address),
		IpAddr::V6(address) => v6(address),
	}
}

fn v4(address: Ipv4Addr) -> Option<&'static str> {
	let bits = u32::from(address);
	V4.iter()
		.find(|(network, prefix, _)| (bits ^ u32::from(*network)) >> (32 - prefix) == 0)
		.map(|(_, _, name)| *name)
}

fn v6(address: Ipv6Addr) -> Option<&'static str> {
	let bits = u128::from(address);
	let named = V6
		.iter()
		.find(|(network, prefix, _)| (bits ^ u128::from(*network)) >> (128 - prefix) == 0)
		.map(|(_, _, name)| *name);
	let outside = (bits >> 125 != 1).then_some("outside the global unicast space");
	named.or(outside)
}
