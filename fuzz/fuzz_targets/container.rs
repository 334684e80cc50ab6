//! Any bytes under the name of `a` are read to an end without a panic.
//!
//! `cargo +nightly fuzz run container`

#![no_main]

libfuzzer_sys::fuzz_target!(init: warraq_fuzz::pass_over_the_pdf_parser(), |bytes: &[u8]| warraq_fuzz::read("a", bytes));
