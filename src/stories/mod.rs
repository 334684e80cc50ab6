//! Stories: which articles are one text in several copies.
//!
//! A wire report stands in many outlets, cut or lightly edited; a page is posted again. [`Wording`]
//! is what an article says without its layout: its content words in order, and its figures.
//! [`Sketch`] is a short digest of it, by which articles that may be copies are found without
//! comparing each with each; [`are_copies`] decides on the two wordings. Copies of copies are
//! copies: a story is a connected component of that relation, so that which articles stand
//! together does not depend on the order in which they came.
//!
//! Nothing here knows of the index: `archive::stories` forms the stories of an archive.

mod copies;
mod groups;
mod sketch;
mod wording;

pub use copies::{Likeness, are_copies, likeness};
pub use groups::Groups;
pub use sketch::{BAND_COUNT, Sketch};
pub use wording::{FEWEST_WORDS, Wording};
