//! The address classifier against the special-purpose registries, written down a second time.

use proptest::prelude::*;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use stoa_egress::address::refusal;

/// Every block of the IANA IPv4 special-purpose registry, multicast, and one address that clouds use.
const V4: &[&str] = &[
	"0.0.0.0/8",
	"0.0.0.0/32",
	"10.0.0.0/8",
	"100.64.0.0/10",
	"127.0.0.0/8",
	"168.63.129.16/32",
	"169.254.0.0/16",
	"172.16.0.0/12",
	"192.0.0.0/24",
	"192.0.0.0/29",
	"192.0.0.8/32",
	"192.0.0.9/32",
	"192.0.0.10/32",
	"192.0.0.170/32",
	"192.0.0.171/32",
	"192.0.2.0/24",
	"192.31.196.0/24",
	"192.52.193.0/24",
	"192.88.99.0/24",
	"192.168.0.0/16",
	"192.175.48.0/24",
	"198.18.0.0/15",
	"198.51.100.0/24",
	"203.0.113.0/24",
	"224.0.0.0/4",
	"240.0.0.0/4",
	"255.255.255.255/32",
];

/// Every block of the IANA IPv6 special-purpose registry, deprecated blocks and multicast.
const V6: &[&str] = &[
	"::/128",
	"::1/128",
	"::/96",
	"::ffff:0:0/96",
	"::ffff:0:0:0/96",
	"64:ff9b::/96",
	"64:ff9b:1::/48",
	"100::/64",
	"100:0:0:1::/64",
	"2001::/23",
	"2001::/32",
	"2001:1::1/128",
	"2001:1::2/128",
	"2001:1::3/128",
	"2001:2::/48",
	"2001:3::/32",
	"2001:4:112::/48",
	"2001:10::/28",
	"2001:20::/28",
	"2001:30::/28",
	"2001:db8::/32",
	"2002::/16",
	"2620:4f:8000::/48",
	"3fff::/20",
	"5f00::/16",
	"fc00::/7",
	"fe80::/10",
	"fec0::/10",
	"ff00::/8",
];

fn parse(block: &str) -> (IpAddr, u32) {
	let (network, prefix) = block.split_once('/').unwrap();
	(network.parse().unwrap(), prefix.parse().unwrap())
}

/// First and last address of a block, as numbers.
fn bounds_v4(block: &str) -> (u32, u32) {
	let (IpAddr::V4(network), prefix) = parse(block) else { panic!("{block}") };
	let first = u32::from(network);
	(first, first | u32::MAX.checked_shr(prefix).unwrap_or(0))
}

fn bounds_v6(block: &str) -> (u128, u128) {
	let (IpAddr::V6(network), prefix) = parse(block) else { panic!("{block}") };
	let first = u128::from(network);
	(first, first | u128::MAX.checked_shr(prefix).unwrap_or(0))
}

fn in_v4(bits: u32) -> bool {
	V4.iter().any(|block| (bounds_v4(block).0..=bounds_v4(block).1).contains(&bits))
}

fn in_v6(bits: u128) -> bool {
	V6.iter().any(|block| (bounds_v6(block).0..=bounds_v6(block).1).contains(&bits))
}

fn refused_v4(bits: u32) -> bool {
	refusal(Ipv4Addr::from(bits).into()).is_some()
}

fn refused_v6(bits: u128) -> bool {
	refusal(Ipv6Addr::from(bits).into()).is_some()
}

/// Whether IANA assigns global unicast addresses from there.
fn assigned_v6(bits: u128) -> bool {
	bits >> 125 == 0b001
}

#[test]
fn each_block_is_refused_to_its_edges_and_its_neighbours_are_not() {
	for block in V4 {
		let (first, last) = bounds_v4(block);
		assert!(refused_v4(first) && refused_v4(last), "{block}");
		for beside in [first.checked_sub(1), last.checked_add(1)].into_iter().flatten() {
			assert_eq!(refused_v4(beside), in_v4(beside), "beside {block}");
		}
	}
	for block in V6 {
		let (first, last) = bounds_v6(block);
		assert!(refused_v6(first) && refused_v6(last), "{block}");
		for beside in [first.checked_sub(1), last.checked_add(1)].into_iter().flatten() {
			let expected = in_v6(beside) || !assigned_v6(beside);
			assert_eq!(refused_v6(beside), expected, "beside {block}");
		}
	}
}

#[test]
fn well_known_public_addresses_are_dialled() {
	for address in
		["1.1.1.1", "8.8.8.8", "9.9.9.9", "193.0.14.129", "2606:4700::1111", "2a00:1450::1"]
	{
		assert_eq!(refusal(address.parse().unwrap()), None, "{address}");
	}
}

#[test]
fn metadata_services_of_clouds_are_refused() {
	for address in [
		"169.254.169.254",
		"169.254.170.2",
		"100.100.100.200",
		"192.0.0.192",
		"168.63.129.16",
		"fd00:ec2::254",
		"fe80::a9fe:a9fe",
	] {
		assert!(refusal(address.parse().unwrap()).is_some(), "{address}");
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(4_000))]

	#[test]
	fn an_ipv4_address_is_refused_exactly_if_it_is_in_a_block(bits in any::<u32>()) {
		prop_assert_eq!(refused_v4(bits), in_v4(bits));
	}

	#[test]
	fn an_address_inside_a_block_is_refused(pick in any::<prop::sample::Index>(), low in any::<u128>()) {
		let (first, last) = bounds_v4(V4[pick.index(V4.len())]);
		prop_assert!(refused_v4(first | (low as u32 & (last - first))));
		let (first, last) = bounds_v6(V6[pick.index(V6.len())]);
		prop_assert!(refused_v6(first | (low & (last - first))));
	}

	#[test]
	fn an_ipv6_address_is_refused_exactly_if_it_is_in_a_block_or_unassigned(
		bits in any::<u128>(),
		assigned in any::<bool>(),
	) {
		let bits = if assigned { (bits >> 3) | (1 << 125) } else { bits };
		prop_assert_eq!(refused_v6(bits), in_v6(bits) || !assigned_v6(bits));
	}

	#[test]
	fn an_ipv4_address_carried_inside_an_ipv6_one_is_refused(bits in any::<u32>()) {
		let low = u128::from(bits);
		for carried in [
			low,
			0xffff << 32 | low,
			0xffff << 48 | low,
			0x64_ff9b << 96 | low,
			0x64_ff9b_0001 << 80 | low,
			0x2002 << 112 | low << 80,
			0x2001 << 112 | !low & 0xffff_ffff,
		] {
			prop_assert!(refused_v6(carried));
		}
	}
}
