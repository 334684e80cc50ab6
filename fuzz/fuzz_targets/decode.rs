//! Any bytes in any encoding, as text and as JSON lines, are read to an end without a panic: the
//! first byte chooses whether the encoding is told or given.
//!
//! `cargo +nightly fuzz run decode`

#![no_main]

use warraq_fuzz::read_in;

const GIVEN: [&str; 7] = [
    "",
    "utf-8",
    "utf-16le",
    "utf-16be",
    "windows-1256",
    "iso-8859-6",
    "windows-1252",
];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((choice, bytes)) = bytes.split_first() else {
        return;
    };
    let encoding = GIVEN[usize::from(*choice) % GIVEN.len()];
    for name in ["a.txt", "a.jsonl"] {
        read_in(name, bytes, encoding);
    }
});
