//! The clock of duties, against what the SDK admits to a block and what our calls weigh.

use super::{
	calls::{OURS, any_call, calls, metadata_inside},
	chain,
};
use crate::{Clock, Runtime, RuntimeCall, System, TxExtension};
use frame_support::{
	dispatch::{
		DispatchClass::{self, Normal, Operational},
		DispatchInfo, GetDispatchInfo,
	},
	storage::with_storage_layer,
	traits::Get,
	weights::Weight,
};
use frame_system::{CheckWeight, offchain::CreateAuthorizedTransaction};
use pallet_inference::{Call, MAX_CHUNK_BYTES, MAX_SEALED_BYTES, RelayBatch};
use sp_genesis_builder::DEV_RUNTIME_PRESET;
use sp_runtime::{DispatchError, traits::TransactionExtension};
use stoa_primitives::{MAX_INLINE_BYTES, Statement, wire::SeatStatement};

/// Most that a block takes of a class.
fn limits() -> frame_system::limits::BlockWeights {
	<Runtime as frame_system::Config>::BlockWeights::get()
}

/// What a block counts of a transaction.
fn counted(call: &RuntimeCall) -> Weight {
	let extension = <Runtime as CreateAuthorizedTransaction<RuntimeCall>>::create_extension();
	let extension = <TxExtension as TransactionExtension<RuntimeCall>>::weight(&extension, call);
	let base = limits().get(Operational).base_extrinsic;
	call.get_dispatch_info().call_weight + extension + base
}

/// A relay for so many seats, with all that can go with their statements.
fn relay(seats: u8) -> RuntimeCall {
	let output = vec![0; MAX_INLINE_BYTES as usize].try_into().ok();
	let statement = Statement::Commit([0; 32]);
	let said = |seat| SeatStatement {
		job: 0,
		seat,
		statement: statement.clone(),
		signature: [0; 64],
		output: output.clone(),
	};
	let statements = (0..seats).map(said).collect::<Vec<_>>().try_into().expect("fits");
	let batch = RelayBatch { block: 0, authority: 0, statements };
	let signature = sp_core::sr25519::Signature::from_raw([0; 64]).into();
	RuntimeCall::Inference(Call::relay { batch, signature })
}

/// The calls of which the length is not bounded by what they are about.
fn longest() -> [RuntimeCall; 3] {
	let provider = [0; 32].into();
	let sealed = vec![0; MAX_SEALED_BYTES as usize].try_into().expect("fits");
	let bytes = vec![0; MAX_CHUNK_BYTES as usize].try_into().expect("fits");
	let post = Call::post_prompt { job: 0, provider, sealed };
	let provide = Call::provide_data { job: 0, chunk: 0, bytes, proof: None };
	[RuntimeCall::Inference(post), RuntimeCall::Inference(provide), relay(8)]
}

#[test]
fn every_move_should_fit_into_the_room_that_a_block_must_have() {
	use codec::Encode;
	chain(DEV_RUNTIME_PRESET).execute_with(|| {
		let ours = |name: &str| OURS.iter().any(|ours| name.starts_with(&format!("{ours}.")));
		let all = calls(&metadata_inside()).into_iter().filter(|(_, _, name)| ours(name));
		let all = all.filter_map(|(pallet, call, name)| any_call(pallet, call, &name));
		let moves = |call: &RuntimeCall| call.get_dispatch_info().class == Operational;
		let moves: Vec<_> = all.filter(moves).chain(longest()).collect();
		assert!(moves.len() > 20, "{} moves", moves.len());
		let room = <Runtime as pallet_clock::Config>::RoomWeight::get();
		for call in &moves {
			let weight = counted(call);
			assert!(weight.all_lte(room), "{weight:?} of {call:?}");
			let bytes = call.encoded_size() as u32 + 1_024;
			assert!(bytes <= <Runtime as pallet_clock::Config>::RoomBytes::get(), "{bytes} bytes");
		}
		let reserved = limits().get(Operational).reserved.expect("a share is reserved");
		assert!(room.saturating_mul(2).all_lte(reserved), "two of them find room together");
	});
}

/// Whether the SDK admits a transaction that a block counts with `weight` and `bytes`.
fn admits(weight: Weight, bytes: u32) -> bool {
	let base = limits().get(Operational).base_extrinsic;
	let call_weight = weight.saturating_sub(base);
	let info = DispatchInfo { call_weight, class: Operational, ..Default::default() };
	let tried: Result<(), DispatchError> = with_storage_layer(|| {
		let refused = |_| DispatchError::Exhausted;
		let checked =
			CheckWeight::<Runtime>::do_validate(&info, bytes as usize).map_err(refused)?;
		CheckWeight::<Runtime>::do_prepare(&info, bytes as usize, checked.1).map_err(refused)?;
		Err(DispatchError::Other("it was admitted"))
	});
	tried == Err(DispatchError::Other("it was admitted"))
}

#[test]
fn a_block_should_have_room_exactly_when_the_sdk_admits_a_move() {
	let room = <Runtime as pallet_clock::Config>::RoomWeight::get();
	let bytes = <Runtime as pallet_clock::Config>::RoomBytes::get();
	let longest = *<Runtime as frame_system::Config>::BlockLength::get().max.get(Operational);
	let (mut full, mut open) = (0, 0);
	let use_up = |sixteenths: u64, class: DispatchClass| {
		let time = limits().max_block.ref_time() / 16 * sixteenths;
		System::register_extra_weight_unchecked(Weight::from_parts(time, 0), class);
	};
	chain(DEV_RUNTIME_PRESET).execute_with(|| {
		for n in 0..13 * 17 * 3 {
			let (normal, operational) = (n % 13, n / 13 % 17);
			let length = [0, longest - bytes, longest - bytes + 1][n as usize / (13 * 17)];
			frame_system::BlockWeight::<Runtime>::kill();
			use_up(normal, Normal);
			use_up(operational, Operational);
			frame_system::BlockSize::<Runtime>::put(length);
			let has_room = Clock::has_room();
			assert_eq!(has_room, admits(room, bytes), "{:?}", (normal, operational, length));
			*if has_room { &mut open } else { &mut full } += 1;
		}
	});
	assert!(full > 100 && open > 100, "{full} full, {open} open");
}
