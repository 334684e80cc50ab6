//! From a reader's words to a plan.
//!
//! [`syntax`] cuts the query into words and phrases, [`expand`] says what to look for,
//! [`plan`] holds it in terms of no particular engine, [`filter`] what else must hold, and
//! [`echo`] says it all back in words.

mod bilingual;
pub mod echo;
mod expand;
pub mod filter;
pub mod plan;
pub mod syntax;

pub use expand::plan;
