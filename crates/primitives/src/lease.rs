//! What a tenant leases, and what both sides sign about it.
//!
//! Money moves by [`Usage`] alone: a statement, signed by the tenant's client and by the provider, of what is
//! owed so far. It is cumulative, so the newest replaces all others.

use crate::{Balance, BlockNumber, Digest, LeaseId, payload};
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Most attributes of an offer, or of what a request asks for.
pub const MAX_ATTRIBUTES: u32 = 16;
/// Longest key of an attribute, in bytes.
pub const MAX_KEY_BYTES: u32 = 32;
/// Longest value of an attribute, in bytes.
pub const MAX_VALUE_BYTES: u32 = 64;

/// Derives for what is stored, signed or part of a call.
macro_rules! fixed {
	($($item:item)*) => { $(
		#[derive(
			Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen,
			TypeInfo,
		)]
		$item
	)* };
}

fixed! {
	/// What one unit of an offer is.
	#[derive(Copy, Default)]
	pub struct Resources {
		/// Processor cores.
		pub cpu_cores: u16,
		/// Main memory, in MiB.
		pub memory_mib: u32,
		/// Disk, in GiB.
		pub disk_gib: u32,
		/// GPUs.
		pub gpus: u16,
		/// Memory of each GPU, in MiB.
		pub vram_mib: u32,
	}

	/// A property that is no quantity, such as `gpu` = `RTX 4090` or `region` = `eu-north`.
	pub struct Attribute {
		/// Lower-case letters, digits, `.`, `_` and `-`.
		pub key: BoundedVec<u8, ConstU32<MAX_KEY_BYTES>>,
		/// Visible ASCII and spaces.
		pub value: BoundedVec<u8, ConstU32<MAX_VALUE_BYTES>>,
	}

	/// What a lease used since it began. It is shown, and no money depends on it.
	#[derive(Copy, Default)]
	#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
	pub struct Meters {
		/// Time of processors, in milliseconds of one core.
		pub cpu_milliseconds: u64,
		/// Memory in use, in MiB times seconds.
		pub memory_mib_seconds: u64,
		/// Most disk in use at a time, in MiB.
		pub disk_mib: u64,
		/// Time of GPUs, in milliseconds of one.
		pub gpu_milliseconds: u64,
		/// Bytes that the workload received.
		pub received_bytes: u64,
		/// Bytes that the workload sent.
		pub sent_bytes: u64,
	}

	/// What tenant and provider agree on about a lease. Each statement replaces all before it.
	#[derive(Copy)]
	pub struct Usage {
		/// The lease. Ids are never reused.
		pub lease: LeaseId,
		/// The first block that it says nothing about.
		pub until: BlockNumber,
		/// Owed since the lease began, in planck: the price of all blocks before `until` but for those in
		/// which both agree that nothing was served.
		pub due: Balance,
		/// What was used since the lease began.
		pub meters: Meters,
	}

	/// What a tenant says is at fault when it contests what is not signed.
	#[derive(Copy)]
	pub enum LeaseFault {
		/// It was not served, or not as agreed.
		#[codec(index = 0)]
		Outage,
		/// The machine is not the one that was offered.
		#[codec(index = 1)]
		WrongHardware,
	}

	/// A party of a lease.
	#[derive(Copy)]
	pub enum LeaseSide {
		/// Who pays.
		#[codec(index = 0)]
		Tenant,
		/// Who serves.
		#[codec(index = 1)]
		Provider,
	}
}

/// Attributes in the order of their keys, each key once.
pub type Attributes = BoundedVec<Attribute, ConstU32<MAX_ATTRIBUTES>>;

impl Resources {
	/// Whether this is a machine: it computes, has memory, and its GPUs have theirs.
	pub fn is_valid(&self) -> bool {
		self.cpu_cores > 0 && self.memory_mib > 0 && (self.gpus > 0) == (self.vram_mib > 0)
	}

	/// Whether there is at least as much of everything as in `needs`.
	pub fn covers(&self, needs: &Self) -> bool {
		self.cpu_cores >= needs.cpu_cores
			&& self.memory_mib >= needs.memory_mib
			&& self.disk_gib >= needs.disk_gib
			&& self.gpus >= needs.gpus
			&& self.vram_mib >= needs.vram_mib
	}
}

impl Attribute {
	fn is_valid(&self) -> bool {
		let plain =
			|byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-".contains(byte);
		let shown = |byte: &u8| byte.is_ascii_graphic() || *byte == b' ';
		!self.key.is_empty() && self.key.iter().all(plain) && self.value.iter().all(shown)
	}
}

/// Whether keys and values are well formed, and the keys in strictly ascending order.
pub fn are_valid(attributes: &[Attribute]) -> bool {
	attributes.iter().all(Attribute::is_valid)
		&& attributes.is_sorted_by(|one, two| one.key[..] < two.key[..])
}

/// Whether `offered` has each of `wanted`, with the same value. Both are in order.
pub fn have(offered: &[Attribute], wanted: &[Attribute]) -> bool {
	let mut rest = offered.iter();
	wanted.iter().all(|want| rest.by_ref().any(|has| has == want))
}

/// What the tenant's usage key and the provider's signing key sign.
pub fn usage_digest(genesis: &Digest, usage: &Usage) -> Digest {
	payload::tagged(payload::domain::USAGE, (genesis, usage))
}

#[cfg(test)]
mod tests {
	use super::*;
	use alloc::vec::Vec;

	fn attribute(key: &str, value: &str) -> Attribute {
		let bytes = |text: &str| text.as_bytes().to_vec();
		Attribute { key: bytes(key).try_into().unwrap(), value: bytes(value).try_into().unwrap() }
	}

	fn attributes(pairs: &[(&str, &str)]) -> Vec<Attribute> {
		pairs.iter().map(|(key, value)| attribute(key, value)).collect()
	}

	#[test]
	fn attributes_are_ordered_and_plain() {
		assert!(are_valid(&[]));
		assert!(are_valid(&attributes(&[("gpu", "RTX 4090"), ("region", "eu-north")])));
		assert!(!are_valid(&attributes(&[("region", "eu"), ("gpu", "x")])));
		assert!(!are_valid(&attributes(&[("gpu", "x"), ("gpu", "y")])));
		assert!(!are_valid(&attributes(&[("GPU", "x")])));
		assert!(!are_valid(&attributes(&[("", "x")])));
		assert!(!are_valid(&attributes(&[("gpu", "a\nb")])));
	}

	#[test]
	fn what_is_wanted_must_be_there_with_the_same_value() {
		let offered = attributes(&[("gpu", "RTX 4090"), ("region", "eu"), ("virt", "none")]);
		assert!(have(&offered, &[]));
		assert!(have(&offered, &attributes(&[("gpu", "RTX 4090"), ("virt", "none")])));
		assert!(!have(&offered, &attributes(&[("gpu", "RTX 3090")])));
		assert!(!have(&offered, &attributes(&[("tier", "1")])));
	}

	#[test]
	fn more_of_one_thing_does_not_make_up_for_less_of_another() {
		let small =
			Resources { cpu_cores: 2, memory_mib: 4_096, disk_gib: 10, ..Default::default() };
		let large = Resources { cpu_cores: 4, gpus: 1, vram_mib: 24_576, ..small };
		assert!(small.is_valid() && large.is_valid());
		assert!(large.covers(&small) && small.covers(&small) && !small.covers(&large));
		assert!(!Resources { memory_mib: 1_024, ..large }.covers(&small));
		assert!(!Resources { vram_mib: 0, ..large }.is_valid());
		assert!(!Resources::default().is_valid());
	}

	#[test]
	fn a_statement_belongs_to_one_lease_of_one_chain() {
		let usage = Usage { lease: 1, until: 10, due: 5, meters: Meters::default() };
		let digest = usage_digest(&[1; 32], &usage);
		assert_ne!(digest, usage_digest(&[2; 32], &usage));
		assert_ne!(digest, usage_digest(&[1; 32], &Usage { lease: 2, ..usage }));
		assert_ne!(digest, usage_digest(&[1; 32], &Usage { due: 6, ..usage }));
		assert_ne!(digest, usage_digest(&[1; 32], &Usage { until: 11, ..usage }));
	}
}
