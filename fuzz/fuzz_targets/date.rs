//! Any text is a date or none, in either calendar, without a panic.
//!
//! `cargo +nightly fuzz run date`

#![no_main]

use libfuzzer_sys::fuzz_target;
use warraq::read::date;

fuzz_target!(|text: &str| {
    date::parse(text);
    date::improbable(text);
    date::is_blank(text);
    date::dateline(text);
    date::in_path(text);
});
