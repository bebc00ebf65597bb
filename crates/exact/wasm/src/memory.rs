//! Memory that is handed out in order. What was handed out since [`keep`] is taken back all at once: a question is
//! answered, and forgotten. The other harness in wasm, of proofs about datasets, has this file too.

use core::{
	alloc::{GlobalAlloc, Layout},
	arch::wasm32,
	ptr,
	sync::atomic::{AtomicUsize, Ordering},
};

const PAGE: usize = 65_536;

unsafe extern "C" {
	/// Where the linker's own data ends.
	static __heap_base: u8;
}

struct InOrder;

#[global_allocator]
static MEMORY: InOrder = InOrder;

/// The first free byte; 0 before the first use.
static NEXT: AtomicUsize = AtomicUsize::new(0);
/// Up to where it is kept.
static KEPT: AtomicUsize = AtomicUsize::new(0);

/// Keeps what was handed out so far.
pub fn keep() {
	KEPT.store(NEXT.load(Ordering::Relaxed), Ordering::Relaxed);
}

/// Takes back what was handed out since [`keep`]; all of it, if that never was.
pub fn take_back() {
	NEXT.store(KEPT.load(Ordering::Relaxed), Ordering::Relaxed);
}

fn take(layout: Layout) -> *mut u8 {
	let free = match NEXT.load(Ordering::Relaxed) {
		0 => &raw const __heap_base as usize,
		next => next,
	};
	let start = free.next_multiple_of(layout.align());
	let Some(end) = start.checked_add(layout.size()) else { return ptr::null_mut() };
	let pages = end.div_ceil(PAGE);
	let have = wasm32::memory_size(0);
	if pages > have && wasm32::memory_grow(0, pages - have) == usize::MAX {
		return ptr::null_mut();
	}
	NEXT.store(end, Ordering::Relaxed);
	start as *mut u8
}

// SAFETY: no two pieces overlap, each is within the memory, and there is one thread. What is taken back is not in use:
// a question leaves nothing behind.
unsafe impl GlobalAlloc for InOrder {
	unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
		take(layout)
	}

	unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}
