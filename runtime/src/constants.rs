//! Figures of the chain: time, money, sizes. What an operator or a genesis preset may change is in
//! [`crate::durations`] instead.

/// Slots and blocks.
pub mod time {
	use stoa_primitives::BlockNumber;

	/// One block, in milliseconds.
	pub const MILLISECS_PER_BLOCK: u64 = 3_000;
	/// Blocks in a minute.
	pub const MINUTES: BlockNumber = 20;
	/// Blocks in an hour.
	pub const HOURS: BlockNumber = MINUTES * 60;
	/// Blocks in a day.
	pub const DAYS: BlockNumber = HOURS * 24;
	/// Chance that a slot has a primary author; secondary slots fill the rest.
	pub const PRIMARY_PROBABILITY: (u64, u64) = (1, 4);
}

/// Amounts in planck.
pub mod money {
	use stoa_primitives::Balance;
	pub use stoa_primitives::STOA;

	/// A thousandth of a STOA.
	pub const MILLI: Balance = STOA / 1_000;
	/// A millionth of a STOA.
	pub const MICRO: Balance = MILLI / 1_000;
	/// An account below this is removed.
	pub const EXISTENTIAL_DEPOSIT: Balance = MILLI;
	/// What a publisher puts behind the soundness of each release of class Exact.
	pub const EXACT_BOND: Balance = 10 * STOA;
	/// What a provider puts behind the best bid for a lease.
	pub const BID_DEPOSIT: Balance = STOA;
	/// Fee per byte of a transaction.
	pub const BYTE_FEE: Balance = MICRO;

	/// Deposit for `items` entries of `bytes` bytes in all that stay in the state.
	pub const fn deposit(items: u32, bytes: u32) -> Balance {
		let items = (items as Balance).saturating_mul(10 * MILLI);
		items.saturating_add((bytes as Balance).saturating_mul(50 * MICRO))
	}
}
