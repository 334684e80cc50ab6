//! Any bytes under the name of `a.docx` are read to an end without a panic.
//!
//! `cargo +nightly fuzz run docx`

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| warraq_fuzz::read("a.docx", bytes));
