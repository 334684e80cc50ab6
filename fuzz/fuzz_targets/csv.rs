//! Any bytes under the name of `a.csv` are read to an end without a panic.
//!
//! `cargo +nightly fuzz run csv`

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| warraq_fuzz::read("a.csv", bytes));
