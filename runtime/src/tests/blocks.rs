//! Whole blocks, as an author would make them.

use super::{chain, try_state};
use crate::{
	Babe, Executive, Header, Runtime, RuntimeCall, UncheckedExtrinsic,
	constants::time::MILLISECS_PER_BLOCK,
};
use codec::Encode;
use sp_consensus_babe::{
	BABE_ENGINE_ID, Slot,
	digests::{PreDigest, SecondaryVRFPreDigest},
	make_vrf_sign_data,
};
use sp_core::crypto::VrfSecret;
use sp_genesis_builder::DEV_RUNTIME_PRESET;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{Digest, DigestItem, traits::Header as _};

const FIRST_SLOT: u64 = 1_000;

/// Authors block `number` in its slot, as Alice.
fn author(number: u32, parent: &Header) -> Header {
	author_with(number, parent, || {})
}

/// The same, with something in it.
fn author_with(number: u32, parent: &Header, transactions: impl FnOnce()) -> Header {
	let slot = Slot::from(FIRST_SLOT + u64::from(number));
	let vrf = make_vrf_sign_data(&Babe::randomness(), slot, 0);
	let vrf_signature = Sr25519Keyring::Alice.pair().vrf_sign(&vrf);
	let digest =
		PreDigest::SecondaryVRF(SecondaryVRFPreDigest { authority_index: 0, slot, vrf_signature });
	let header = Header::new(
		number,
		Default::default(),
		Default::default(),
		parent.hash(),
		Digest { logs: vec![DigestItem::PreRuntime(BABE_ENGINE_ID, digest.encode())] },
	);
	Executive::initialize_block(&header);
	let now =
		RuntimeCall::Timestamp(pallet_timestamp::Call::set { now: *slot * MILLISECS_PER_BLOCK });
	Executive::apply_extrinsic(UncheckedExtrinsic::new_bare(now)).expect("valid").expect("applied");
	transactions();
	Executive::finalize_block()
}

fn genesis() -> Header {
	Header::new(0, Default::default(), Default::default(), Default::default(), Default::default())
}

#[test]
fn draws_should_keep_the_output_of_each_height_when_its_block_ends() {
	let mut ext = chain(DEV_RUNTIME_PRESET);
	ext.execute_with(|| {
		crate::System::set_block_number(0);
		let mut parent = genesis();
		for number in 1..=4 {
			parent = author(number, &parent);
			let output = Babe::author_vrf_randomness().expect("every author has an output");
			assert_eq!(pallet_draws::Outputs::<Runtime>::get(number), Some(output));
		}
		let outputs: std::collections::BTreeSet<_> =
			(1..=4).filter_map(pallet_draws::Outputs::<Runtime>::get).collect();
		assert_eq!(outputs.len(), 4, "each height has its own output");
		try_state();
	});
}

#[test]
fn the_clock_should_stand_still_when_a_block_has_no_room_for_a_move() {
	use crate::{Clock, System};
	use frame_support::dispatch::DispatchClass::{Normal, Operational};
	let mut ext = chain(DEV_RUNTIME_PRESET);
	ext.execute_with(|| {
		System::set_block_number(0);
		let limits = <Runtime as frame_system::Config>::BlockWeights::get();
		let normal = limits.get(Normal).max_total.expect("ordinary traffic is limited");
		let reserved = limits.get(Operational).reserved.expect("a share is reserved");
		let fill = |operational| {
			System::register_extra_weight_unchecked(normal, Normal);
			System::register_extra_weight_unchecked(operational, Operational);
		};
		let mut parent = genesis();
		// Ordinary traffic alone stops nothing, nor do some moves.
		for (number, operational, stood) in [(1, 0, 0), (2, 2, 0), (3, 3, 1), (4, 4, 2), (5, 1, 2)]
		{
			let share = reserved.saturating_div(4).saturating_mul(operational);
			parent = author_with(number, &parent, || fill(share));
			assert_eq!(Clock::stood_still(), stood, "after block {number}");
		}
		try_state();
	});
}

#[test]
fn the_author_should_get_a_share_of_fees_when_it_is_known() {
	use crate::{Balances, constants::money::STOA};
	use frame_support::traits::{
		OnUnbalanced,
		fungible::{Balanced, Inspect},
	};
	let mut ext = chain(DEV_RUNTIME_PRESET);
	ext.execute_with(|| {
		crate::System::set_block_number(0);
		author(1, &genesis());
		let alice = Sr25519Keyring::Alice.to_account_id();
		let slot = Slot::from(FIRST_SLOT + 2);
		let vrf = make_vrf_sign_data(&Babe::randomness(), slot, 0);
		let vrf_signature = Sr25519Keyring::Alice.pair().vrf_sign(&vrf);
		let digest = PreDigest::SecondaryVRF(SecondaryVRFPreDigest {
			authority_index: 0,
			slot,
			vrf_signature,
		});
		let header = Header::new(
			2,
			Default::default(),
			Default::default(),
			Default::default(),
			Digest { logs: vec![DigestItem::PreRuntime(BABE_ENGINE_ID, digest.encode())] },
		);
		Executive::initialize_block(&header);
		let before = Balances::balance(&alice);
		let (fee, tip) = (100 * STOA, STOA);
		let issue = <Balances as Balanced<crate::AccountId>>::issue;
		crate::configs::DealFees::on_unbalanceds([issue(fee), issue(tip)].into_iter());
		assert_eq!(Balances::balance(&alice), before + fee / 5 + tip);
	});
}
