//! What the chain does with a proof about a dataset, in wasm, at its dearest: a whole chunk at the end of the longest
//! path, a key, a key in as many shares as there can be. A host prepares once, and then asks as often as it likes; each
//! answer is 1 if the proof comes to what it should.
#![no_std]

extern crate alloc;

#[path = "../../../exact/wasm/src/memory.rs"]
mod memory;

use alloc::{boxed::Box, vec, vec::Vec};
use core::{
	ptr,
	sync::atomic::{AtomicPtr, Ordering},
};
use stoa_primitives::{
	Digest,
	dataset::{
		CHUNK_BYTES, DataCommitment, DataKey, DataOpening, Envelope, MAX_DATA_BYTES, MAX_PATH,
		SealedShare, chunk_key, combine_shares, encrypt_chunk, garbage, key_commitment, public_key,
		root_of, seal_envelope, share_commitment, wrong_key, wrong_shares,
	},
};

/// The secret of a buyer's one-time key.
const SECRET: [u8; 32] = [9; 32];
/// Most shares of a key.
const SHARES: u8 = 8;

/// A release of the greatest length, and what was delivered of its key.
struct World {
	data: DataCommitment,
	opening: DataOpening,
	chunk: Vec<u8>,
	chunk_key: [u8; 32],
	public: [u8; 32],
	right: Envelope,
	wrong: Envelope,
	promised: Vec<Digest>,
	shares: Vec<SealedShare>,
}

static WORLD: AtomicPtr<World> = AtomicPtr::new(ptr::null_mut());

fn world() -> Option<World> {
	let shares: Vec<(u8, DataKey)> = (1..=SHARES).map(|place| (place, [place; 32])).collect();
	let key = combine_shares(&shares)?;
	let mut chunk = vec![3; CHUNK_BYTES as usize];
	let leaf = encrypt_chunk(&key, 0, &mut chunk);
	let path = vec![[2; 32]; MAX_PATH as usize].try_into().ok()?;
	let opening = DataOpening { index: 0, leaf, path };
	let mut data =
		DataCommitment { root: [0; 32], bytes: MAX_DATA_BYTES, key: key_commitment(&key) };
	data.root = root_of(data.chunks()?, &opening)?;
	let public = public_key(&SECRET);
	let seal = |key: &DataKey, number: u8| seal_envelope(&public, key, [number; 32]);
	let sealed = shares
		.iter()
		.map(|(place, share)| Some(SealedShare { place: *place, envelope: seal(share, *place)? }));
	Some(World {
		chunk_key: chunk_key(&key, 0),
		right: seal(&key, 50)?,
		wrong: seal(&[8; 32], 51)?,
		promised: shares.iter().map(|(place, share)| share_commitment(*place, share)).collect(),
		shares: sealed.collect::<Option<_>>()?,
		data,
		opening,
		chunk,
		public,
	})
}

/// Makes what is asked about.
#[unsafe(no_mangle)]
pub extern "C" fn prepare() -> u32 {
	let Some(world) = world() else { return 0 };
	WORLD.store(Box::into_raw(Box::new(world)), Ordering::Relaxed);
	memory::keep();
	1
}

fn ask(proof: impl FnOnce(&World) -> bool) -> u32 {
	memory::take_back();
	// SAFETY: null, or what `prepare` made and nobody takes back.
	let world = unsafe { WORLD.load(Ordering::Relaxed).as_ref() };
	world.is_some_and(proof).into()
}

/// A key that is said to be wrong, and is right; compared with a leaf too.
#[unsafe(no_mangle)]
pub extern "C" fn right_key() -> u32 {
	ask(|world| {
		let World { data, public, right, opening, .. } = world;
		wrong_key(data, public, &SECRET, right, Some(opening)) == Ok(false)
	})
}

/// A wrong key.
#[unsafe(no_mangle)]
pub extern "C" fn other_key() -> u32 {
	ask(|world| {
		let World { data, public, wrong, opening, .. } = world;
		wrong_key(data, public, &SECRET, wrong, Some(opening)) == Ok(true)
	})
}

/// A key in shares that are said to be wrong, and are right.
#[unsafe(no_mangle)]
pub extern "C" fn right_shares() -> u32 {
	ask(|world| {
		let World { data, promised, public, shares, opening, .. } = world;
		wrong_shares(data, promised, public, &SECRET, shares, Some(opening)) == Ok(false)
	})
}

/// A chunk that is said to be garbage, and is not: all of it is decrypted and compared.
#[unsafe(no_mangle)]
pub extern "C" fn sound_chunk() -> u32 {
	ask(|world| {
		let World { data, opening, chunk, chunk_key, .. } = world;
		garbage(data, opening, chunk_key, chunk) == Ok(false)
	})
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
	core::arch::wasm32::unreachable()
}
