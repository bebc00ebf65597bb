//! Balances, and what a transaction costs.

use crate::{
	AccountId, Authorship, Balance, Balances, Rewards, Runtime, RuntimeEvent, RuntimeFreezeReason,
	RuntimeHoldReason, System,
	constants::money::{BYTE_FEE, EXISTENTIAL_DEPOSIT},
};
use frame_support::{
	PalletId, parameter_types,
	traits::{
		ConstU8, ConstU32, ConstU128, Imbalance, OnUnbalanced, VariantCountOf,
		fungible::{Balanced, Credit},
	},
	weights::{ConstantMultiplier, IdentityFee},
};
use pallet_transaction_payment::{FungibleAdapter, Multiplier, TargetedFeeAdjustment};
use sp_runtime::{FixedPointNumber, Perquintill, traits::AccountIdConversion};

/// What the DAO owns.
pub const TREASURY: PalletId = PalletId(*b"stoa/tsy");

/// The treasury's account.
pub fn treasury_account() -> AccountId {
	TREASURY.into_account_truncating()
}

impl pallet_balances::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeHoldReason = RuntimeHoldReason;
	type RuntimeFreezeReason = RuntimeFreezeReason;
	type WeightInfo = pallet_balances::weights::SubstrateWeight<Runtime>;
	type Balance = Balance;
	type DustRemoval = ();
	type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
	type AccountStore = System;
	type ReserveIdentifier = [u8; 8];
	type FreezeIdentifier = RuntimeFreezeReason;
	type MaxLocks = ConstU32<50>;
	type MaxReserves = ConstU32<50>;
	type MaxFreezes = VariantCountOf<RuntimeFreezeReason>;
	type DoneSlashHandler = ();
}

parameter_types! {
	/// Fullness of blocks at which fees stand still.
	pub const TargetBlockFullness: Perquintill = Perquintill::from_percent(25);
	/// How fast fees follow: by at most about 30% in a day of full blocks.
	pub AdjustmentVariable: Multiplier = Multiplier::saturating_from_rational(1, 80_000);
	/// Fees never fall below a tenth.
	pub MinimumMultiplier: Multiplier = Multiplier::saturating_from_rational(1, 10);
	/// A thousandfold, after 26 days of full blocks. A fee that nobody can pay would be none.
	pub MaximumMultiplier: Multiplier = Multiplier::saturating_from_integer(1_000);
}

impl pallet_transaction_payment::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type OnChargeTransaction = FungibleAdapter<Balances, DealFees>;
	type WeightToFee = IdentityFee<Balance>;
	type LengthToFee = ConstantMultiplier<Balance, ConstU128<BYTE_FEE>>;
	type FeeMultiplierUpdate = TargetedFeeAdjustment<
		Self,
		TargetBlockFullness,
		AdjustmentVariable,
		MinimumMultiplier,
		MaximumMultiplier,
	>;
	type OperationalFeeMultiplier = ConstU8<1>;
	type WeightInfo = pallet_transaction_payment::weights::SubstrateWeight<Runtime>;
}

/// Splits fees as the DAO says: a part is burned, the block's author gets one and all tips, the treasury the rest
/// (docs/decisions/0030). What cannot be paid out is burned.
pub struct DealFees;

impl OnUnbalanced<Credit<AccountId, Balances>> for DealFees {
	fn on_unbalanceds(mut fees_then_tips: impl Iterator<Item = Credit<AccountId, Balances>>) {
		let Some(fees) = fees_then_tips.next() else { return };
		let shares = Rewards::fee_shares();
		let kept = shares.treasury().saturating_add(shares.author.get());
		let (burned, rest) = fees.ration(shares.burned.get(), kept);
		drop(burned);
		let (treasury, mut author) = rest.ration(shares.treasury(), shares.author.get());
		// A credit that the account cannot receive comes back and is burned when dropped.
		let _ = Balances::resolve(&treasury_account(), treasury);
		if let Some(tips) = fees_then_tips.next() {
			author.subsume(tips);
		}
		if let Some(account) = Authorship::author() {
			let _ = Balances::resolve(&account, author);
		}
	}
}
