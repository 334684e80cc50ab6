//! From a reader's words to a plan.
//!
//! ```text
//! text ──lex──▶ lexemes ──parse──▶ syntax tree ──expand──▶ plan (──echo──▶ words)
//! ```
//!
//! [`lex`] cuts the query, [`parse`] makes a tree of it ([`syntax`]), [`expand`] says what to look
//! for, word by word with [`words`]; [`plan`] holds it in terms of no particular engine,
//! [`filter`] what else must hold, and [`echo`] says it all back. [`error`] is what is said of a
//! query that cannot be read.

mod bilingual;
pub mod echo;
pub mod error;
mod expand;
pub mod filter;
pub mod keyboard;
mod lex;
pub mod parse;
pub mod pattern;
pub mod plan;
pub mod sound;
pub mod syntax;
mod words;

pub use expand::{Translation, plan};
