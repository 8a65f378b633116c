//! Memory asked for in one piece, by who knows that much will be needed.
//!
//! The C library grows its heap in small steps, one call of the system each, page by page in the heap of a second thread; and
//! it gives a large piece back as soon as that is free, only to ask for the same again. All of that is a tenth of the time
//! that a large plan takes to the first frame.

/// What the C library of GNU never keeps for itself: a larger piece is the system's again as soon as it is free.
const MOST: usize = 31 << 20;

/// Grows this thread's heap by so many bytes, not yet used, which cost nothing until they are.
pub fn reserve(bytes: usize) {
    // The first piece comes from the system. When it is freed the C library learns that pieces of this size are wanted again,
    // and takes the second one from the heap, where it stays. Elsewhere nothing happens but that.
    for _ in 0..2 {
        drop(std::hint::black_box(Vec::<u8>::with_capacity(bytes.min(MOST))));
    }
}
