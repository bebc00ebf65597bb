//! Memory that is handed out in order and taken back all at once: a question is answered, and forgotten.

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

/// Takes all memory back.
pub fn clear() {
	NEXT.store(&raw const __heap_base as usize, Ordering::Relaxed);
}

/// So many bytes.
pub fn take(bytes: usize) -> *mut u8 {
	Layout::from_size_align(bytes, 16).map_or(ptr::null_mut(), take_for)
}

fn take_for(layout: Layout) -> *mut u8 {
	let start = NEXT.load(Ordering::Relaxed).next_multiple_of(layout.align());
	let Some(end) = start.checked_add(layout.size()) else { return ptr::null_mut() };
	let pages = end.div_ceil(PAGE);
	let have = wasm32::memory_size(0);
	if pages > have && wasm32::memory_grow(0, pages - have) == usize::MAX {
		return ptr::null_mut();
	}
	NEXT.store(end, Ordering::Relaxed);
	start as *mut u8
}

// SAFETY: no two pieces overlap, each is within the memory, and there is one thread. What is taken back at once is
// not in use: a question's objects are dropped before the next.
unsafe impl GlobalAlloc for InOrder {
	unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
		take_for(layout)
	}

	unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}
