//! Any bytes under the name of `a.rss` are read to an end without a panic.
//!
//! `cargo +nightly fuzz run feed`

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| warraq_fuzz::read("a.rss", bytes));
