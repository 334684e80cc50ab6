//! warraq: full-text search for Arabic news archives.
//!
//! An article walks through the rooms in one direction, and a query walks back through the
//! same analysis:
//!
//! ```text
//! files ──read──▶ Article ──arabic──▶ Analysis ──entities──▶ Mentions ──archive──▶ index + ledger
//! words ──query──▶ Plan (echoed) ──search──▶ Results (hits, passages, facets) ──cli──▶ reader
//! ```
//!
//! | room | takes → gives | knows nothing of |
//! |---|---|---|
//! | [`article`] | the `Article`: what every reader gives | everything else |
//! | [`read`] | a path → articles | Arabic morphology, the index |
//! | [`arabic`] | text → tokens with places and layers (exact, lemma, root) | articles, entities, the index |
//! | [`lexicon`] | word counts and curated tables → the table of lemmas that `arabic` reads | articles, the index |
//! | [`entities`] | an analysed article → mentions of people, places, organisations, listed or not | the index, files of articles |
//! | [`stories`] | analysed articles → which are copies of one text | the index, files of articles |
//! | [`training`] | articles and annotated sentences → the model that `entities` reads | the index |
//! | [`archive`] | articles → the archive on disk: tantivy index, ledger, manifest | the command line |
//! | [`query`] | a reader's words → a plan in terms of no engine, and its echo | the index, output |
//! | [`search`] | a plan → ranked hits, passages, facets | the command line |
//!
//! [`table`] says what can be wrong with a file of rows that people write. The binary adds `cli`: one file a subcommand, and `output` (text, JSON, TREC runs).

#![warn(missing_docs)]

pub mod arabic;
pub mod archive;
pub mod article;
pub mod entities;
pub mod lexicon;
pub mod query;
pub mod read;
pub mod search;
pub mod stories;
pub mod table;
pub mod training;
