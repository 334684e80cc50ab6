//! Any text is a query or an error at a place in it, and is echoed without a panic.
//!
//! `cargo +nightly fuzz run query`

#![no_main]

use libfuzzer_sys::fuzz_target;
use warraq::entities::authority::Authority;
use warraq::query::{Translation, echo, plan};

fuzz_target!(|text: &str| {
    let authority = Authority::builtin();
    match plan(authority, text, Translation::On) {
        Ok(plan) => {
            echo::echo(authority, &plan, &|id| id.to_owned()).in_words();
        }
        Err(error) => {
            assert!(error.query.get(error.at.clone()).is_some());
            let _ = error.to_string();
        }
    }
});
