//! Memory that is never given back: a call is short, and all of it is gone with the call.

use core::{
	alloc::{GlobalAlloc, Layout},
	arch::wasm32::{memory_grow, memory_size, unreachable},
	cell::UnsafeCell,
	panic::PanicInfo,
	ptr::null_mut,
};

const PAGE: usize = 65_536;

unsafe extern "C" {
	/// The linker's: the first byte behind stack and statics.
	static __heap_base: u8;
}

/// The next free byte; zero before the first use.
struct Heap(UnsafeCell<usize>);

// SAFETY: a contract has one thread.
unsafe impl Sync for Heap {}

// SAFETY: each block begins behind the last, aligned, and ends within the memory that there is.
unsafe impl GlobalAlloc for Heap {
	unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
		let next = self.0.get();
		let free = match unsafe { *next } {
			0 => (&raw const __heap_base) as usize,
			free => free,
		};
		let start = free.next_multiple_of(layout.align());
		let Some(end) = start.checked_add(layout.size()) else { return null_mut() };
		let there = memory_size(0) * PAGE;
		let missing = end.saturating_sub(there).div_ceil(PAGE);
		if missing > 0 && memory_grow(0, missing) == usize::MAX {
			return null_mut();
		}
		unsafe { *next = end };
		start as *mut u8
	}

	unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}

#[global_allocator]
static HEAP: Heap = Heap(UnsafeCell::new(0));

#[panic_handler]
fn panic(_: &PanicInfo) -> ! {
	unreachable()
}
