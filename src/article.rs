//! The article: what every reader gives and every later room takes.

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::PathBuf;
use xxhash_rust::xxh3::Xxh3;

/// One article of an archive.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Article {
    /// The id that its source gave it, or one made from where it lay.
    pub id: String,
    /// Headline; empty where there is none.
    pub title: String,
    /// The text, paragraphs separated by a newline.
    pub body: String,
    /// When it was published, and how that is known.
    pub date: Option<Dated>,
    /// The outlet that published it.
    pub source: Option<String>,
    /// Section or category.
    pub section: Option<String>,
    /// Byline.
    pub author: Option<String>,
    /// Address on the web.
    pub url: Option<String>,
    /// Language code, if the source names one.
    pub language: Option<String>,
    /// Where it was read.
    pub place: Place,
    /// Fingerprint of all of the above that its source said of it: the same article in another
    /// place has the same.
    pub print: u64,
}

impl Article {
    /// The fingerprint of the article. An id that was made from its place, `id_is_own` being false,
    /// and a date that was not said with it tell nothing.
    pub fn fingerprint(&self, id_is_own: bool) -> u64 {
        let said = |date: &Dated| date.known_by == KnownBy::Metadata;
        let date = self.date.filter(said).map(|date| date.at.to_string());
        let id = id_is_own.then_some(&self.id);
        let texts = [Some(&self.title), Some(&self.body), id, date.as_ref()];
        let names = [&self.source, &self.section, &self.author, &self.url];
        let names = names.map(Option::as_ref);
        let mut hash = Xxh3::new();
        for text in texts.into_iter().chain(names) {
            let text = text.map_or("", String::as_str);
            // With its length, so that no text can pass for two.
            hash.update(&(text.len() as u64).to_le_bytes());
            hash.update(text.as_bytes());
        }
        hash.digest()
    }
}

/// A publication date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dated {
    /// Local date and time at the place of publication; midnight where only the day is known.
    pub at: DateTime,
    /// How the date is known.
    pub known_by: KnownBy,
}

/// How the date of an article is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KnownBy {
    /// A field, tag or attribute said so.
    Metadata,
    /// The dateline of the text.
    Dateline,
    /// The path or name of its file.
    Path,
    /// Its page was fetched then, and nothing in the page tells a date.
    #[serde(rename = "fetch")]
    Fetched,
    /// A date stands there, but none that can be believed, and no other.
    Doubted,
}

impl KnownBy {
    /// All of them.
    pub const ALL: [KnownBy; 5] = [
        KnownBy::Metadata,
        KnownBy::Dateline,
        KnownBy::Path,
        KnownBy::Fetched,
        KnownBy::Doubted,
    ];

    /// The word for it in results, in filters and in the index.
    pub fn as_str(self) -> &'static str {
        match self {
            KnownBy::Metadata => "metadata",
            KnownBy::Dateline => "dateline",
            KnownBy::Path => "path",
            KnownBy::Fetched => "fetch",
            KnownBy::Doubted => "doubted",
        }
    }

    /// The one for which `word` stands.
    pub fn called(word: &str) -> Option<KnownBy> {
        let mut all = KnownBy::ALL.into_iter();
        all.find(|known_by| known_by.as_str() == word)
    }
}

/// Where an article lay.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The file, absolute.
    pub file: PathBuf,
    /// Its path within the file, where that is an archive of files.
    pub member: Option<String>,
    /// Its number among the articles of the file, from 0.
    pub ordinal: u64,
}

/// What stands between an archive of files and its member.
pub const MEMBER_MARK: &str = "!/";

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        match &self.member {
            Some(member) => write!(f, "{MEMBER_MARK}{member}"),
            None => Ok(()),
        }
    }
}
