//! Vouchers.

use crate::{Audit, AuditStage, Audits, Channels, Config, Error, Event, Pallet, Redemption};
use alloc::vec::Vec;
use frame_support::{pallet_prelude::*, storage::with_storage_layer};
use sp_core::sr25519;
use stoa_primitives::{
	BlockNumber, Digest,
	channel::voucher_digest,
	frame::{ChainIdentity, SpokenFor},
};

/// Whether the sr25519 key signed the digest.
pub(crate) fn is_signed(key: &[u8; 32], digest: &Digest, signature: &[u8; 64]) -> bool {
	let (key, signature) =
		(sr25519::Public::from_raw(*key), sr25519::Signature::from_raw(*signature));
	sp_io::crypto::sr25519_verify(&signature, digest, &key)
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_redeem(
		who: T::AccountId,
		redemptions: Vec<Redemption>,
	) -> DispatchResultWithPostInfo {
		let now = Self::now();
		let mut valid = false;
		let mut fault = None;
		for redemption in &redemptions {
			match with_storage_layer(|| Self::redeem_one(&who, redemption, now)) {
				Ok(()) => valid = true,
				Err(error) => {
					let channel = redemption.channel;
					Self::deposit_event(Event::RedemptionFailed { channel, error });
					fault = Some(error);
				}
			}
		}
		if !valid {
			return Err(fault.unwrap_or(Error::<T>::NothingToRedeem.into()).into());
		}
		let pays = if fault.is_none() { Pays::No } else { Pays::Yes };
		Ok(pays.into())
	}

	fn redeem_one(who: &T::AccountId, redemption: &Redemption, now: BlockNumber) -> DispatchResult {
		let id = redemption.channel;
		let mut channel = Self::known(id)?;
		let speaks = T::Providers::speaks_for(who, &channel.provider);
		ensure!(speaks, Error::<T>::NotParty);
		ensure!(channel.redeemable(now), Error::<T>::ChannelClosed);
		ensure!(redemption.amount <= channel.deposit, Error::<T>::AmountAboveDeposit);
		let before = channel.redeemed;
		let more = redemption.amount.checked_sub(before).filter(|more| *more > 0);
		let amount = more.ok_or(Error::<T>::VoucherStale)?;
		ensure!(redemption.root.amount == amount, Error::<T>::SumMismatch);
		let digest = voucher_digest(&T::Chain::genesis(), &redemption.voucher());
		let signed = is_signed(&channel.lane, &digest, &redemption.signature);
		ensure!(signed, Error::<T>::BadSignature);
		if channel.audited {
			ensure!(!Audits::<T>::contains_key(id), Error::<T>::AuditRunning);
			let stage = AuditStage::Drawing { epoch: Self::next_epoch(), certain: false };
			Audits::<T>::insert(
				id,
				Audit { root: redemption.root, before, stage, stood: channel.stood },
			);
			channel.pending = amount;
			channel.unaudited = channel.unaudited.saturating_add(amount);
		} else {
			Self::pay_out(&channel, amount, None)?;
		}
		channel.redeemed = redemption.amount;
		channel.redemptions = channel.redemptions.saturating_add(1);
		let pending = channel.audited;
		Channels::<T>::insert(id, channel);
		let (total, receipt) = (redemption.amount, redemption.receipt);
		Self::deposit_event(Event::Redeemed { channel: id, amount, total, receipt, pending });
		Ok(())
	}
}
