//! The core in wasm: a host writes a line of conformance vectors, or a proof, and asks what comes of it.
#![no_std]

extern crate alloc;

#[path = "../../tests/common/cases.rs"]
mod cases;
#[allow(dead_code, reason = "proofs are written elsewhere")]
#[path = "../../tests/common/proofs.rs"]
mod proofs;

#[allow(dead_code, reason = "nothing is kept from one question to the next")]
mod memory;

use alloc::vec::Vec;
use core::{slice, str};

/// Room for so many bytes of a question. Whatever was there before is gone.
#[unsafe(no_mangle)]
pub extern "C" fn room(bytes: usize) -> *mut u8 {
	memory::take_back();
	Vec::with_capacity(bytes).leak().as_mut_ptr()
}

/// Whether a line's result is what the core computes.
///
/// # Safety
/// The line is in [`room`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn holds(line: *const u8, bytes: usize) -> u32 {
	// SAFETY: as the caller says.
	let line = unsafe { slice::from_raw_parts(line, bytes) };
	let Ok(line) = str::from_utf8(line) else { return 0 };
	let (name, operands, result) = cases::parse(line);
	u32::from(cases::computed(name, &operands) == result)
}

/// The outcome of a proof; 255 if its claim is none.
///
/// # Safety
/// The proof is in [`room`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn outcome(proof: *const u8, bytes: usize) -> u32 {
	// SAFETY: as the caller says.
	let proof = unsafe { slice::from_raw_parts(proof, bytes) };
	proofs::outcome(proof).unwrap_or(u8::MAX).into()
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
	core::arch::wasm32::unreachable()
}
