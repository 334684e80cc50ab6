//! Which field of a record means what: `headline`, `العنوان` and `Title` are all the title.
//!
//! Names are compared without letter case, `_`, `-` and spaces. What the values mean (dates,
//! paragraphs) is for `record`.

use std::collections::HashMap;
use thiserror::Error;

/// What a field of a record can be to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// The id.
    Id,
    /// The headline.
    Title,
    /// The text.
    Body,
    /// The date of publication.
    Date,
    /// The outlet.
    Source,
    /// Section or category.
    Section,
    /// Byline.
    Author,
    /// Address on the web.
    Url,
    /// Language code.
    Language,
}

/// Each role, our name for it, and the names people give it, the likeliest first.
#[rustfmt::skip]
const ROLES: [(Role, &str, &[&str]); Role::COUNT] = [
    (Role::Id, "id", &["id", "_id", "doc_id", "article_id", "guid"]),
    (Role::Title, "title", &["title", "headline", "head", "heading", "العنوان", "عنوان"]),
    (Role::Body, "body", &["body", "text", "content", "articleBody", "full_text", "article", "النص", "المحتوى"]),
    (Role::Date, "date", &["date", "published", "pubDate", "published_at", "publication_date", "datePublished", "created_at", "timestamp", "التاريخ", "تاريخ"]),
    (Role::Source, "source", &["source", "outlet", "publisher", "newspaper", "site", "المصدر"]),
    (Role::Section, "section", &["section", "category", "topic", "القسم"]),
    (Role::Author, "author", &["author", "authors", "byline", "creator", "الكاتب"]),
    (Role::Url, "url", &["url", "link", "uri"]),
    (Role::Language, "language", &["language", "lang"]),
];

impl Role {
    /// How many there are.
    pub const COUNT: usize = 9;

    /// All of them.
    pub const ALL: [Role; Role::COUNT] = [
        Role::Id,
        Role::Title,
        Role::Body,
        Role::Date,
        Role::Source,
        Role::Section,
        Role::Author,
        Role::Url,
        Role::Language,
    ];

    /// Our name for it.
    pub fn as_str(self) -> &'static str {
        ROLES[self as usize].1
    }

    fn named(name: &str) -> Option<Role> {
        let name = folded(name);
        ROLES
            .iter()
            .find(|(_, ours, _)| *ours == name)
            .map(|(role, ..)| *role)
    }
}

/// A name's standing among the names of its role: the lowest that has a value wins.
pub(super) type Rank = usize;

/// Names given by a user stand before ours, which begin here.
const FIRST_KNOWN_RANK: Rank = 1 << 20;

/// What the fields of records are called.
#[derive(Debug, Clone)]
pub struct Fields {
    known: HashMap<String, (Role, Rank)>,
    /// A user's names of fields within fields, as the names on the way.
    nested: Vec<(Vec<String>, (Role, Rank))>,
    given: usize,
}

impl Default for Fields {
    fn default() -> Self {
        let known = ROLES
            .iter()
            .flat_map(|(role, _, names)| {
                let ranked = names.iter().zip(FIRST_KNOWN_RANK..);
                ranked.map(|(name, rank)| (folded(name), (*role, rank)))
            })
            .collect();
        Fields {
            known,
            nested: Vec::new(),
            given: 0,
        }
    }
}

impl Fields {
    /// Adds a user's own name for a field, `ours=theirs` (`body=story_text`), before the known
    /// ones and after those added earlier. A name with dots is also that of a field within fields:
    /// `title=fields.headline`, `author=credits.by.0.name`.
    pub fn map(&mut self, pair: &str) -> Result<(), FieldError> {
        let (ours, theirs) = pair
            .split_once('=')
            .ok_or_else(|| FieldError::NoEquals(pair.to_owned()))?;
        let role = Role::named(ours).ok_or_else(|| FieldError::Unknown(ours.to_owned()))?;
        let name = folded(theirs);
        if name.is_empty() {
            return Err(FieldError::NoName(pair.to_owned()));
        }
        if name.contains('.') {
            let path: Vec<String> = name.split('.').map(str::to_owned).collect();
            self.nested.push((path, (role, self.given)));
        }
        self.known.insert(name, (role, self.given));
        self.given += 1;
        Ok(())
    }

    /// The paths that a user gave from the field `name` on, and what their ends are to us.
    pub(super) fn within(&self, name: &str) -> Vec<(&[String], (Role, Rank))> {
        // Nearly nobody gives any.
        if self.nested.is_empty() {
            return Vec::new();
        }
        let name = folded(name);
        let paths = self.nested.iter().filter(|(path, _)| path[0] == name);
        paths.map(|(path, role)| (&path[1..], *role)).collect()
    }

    /// What a user said that the field `name` is.
    pub(super) fn given(&self, name: &str) -> Option<(Role, Rank)> {
        self.role(name).filter(|(_, rank)| *rank < FIRST_KNOWN_RANK)
    }

    /// How many names a user gave: ranks of formats with names of their own begin behind them.
    pub(super) fn ranks_given(&self) -> Rank {
        self.given
    }

    /// What the field `name` is to us.
    pub(super) fn role(&self, name: &str) -> Option<(Role, Rank)> {
        self.known.get(&folded(name)).copied()
    }
}

/// Why a field mapping could not be taken.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FieldError {
    /// No `=`.
    #[error("«{0}» is no field mapping. Write ours=theirs, as in body=story_text")]
    NoEquals(String),
    /// The left side is not one of ours.
    #[error("there is no field «{0}». Ours are {ours}", ours = our_names())]
    Unknown(String),
    /// Nothing on the right side.
    #[error("«{0}» names no field of the files. Write ours=theirs, as in body=story_text")]
    NoName(String),
}

fn our_names() -> String {
    ROLES.map(|(_, name, _)| name).join(", ")
}

/// A name as names are compared.
pub(super) fn folded(name: &str) -> String {
    name.chars()
        .filter(|c| !matches!(c, '_' | '-') && !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_case_and_joints() {
        let fields = Fields::default();
        for name in [
            "published_at",
            "publishedAt",
            "Published At",
            "PUBLISHED-AT",
        ] {
            let role = fields.role(name).map(|(role, _)| role);
            assert_eq!(role, Some(Role::Date), "{name}");
        }
        assert_eq!(fields.role("العنوان").map(|f| f.0), Some(Role::Title));
        assert_eq!(fields.role("colour"), None);
    }

    #[test]
    fn the_table_is_in_the_order_of_the_roles() {
        for (at, (role, ..)) in ROLES.iter().enumerate() {
            assert_eq!((*role as usize, Role::ALL[at]), (at, *role));
        }
    }

    #[test]
    fn a_users_name_goes_first() {
        let mut fields = Fields::default();
        fields.map("body=story_text").unwrap();
        let (role, rank) = fields.role("Story Text").unwrap();
        assert_eq!(role, Role::Body);
        assert!(rank < fields.role("body").unwrap().1);
    }

    #[test]
    fn a_mapping_that_means_nothing_says_so() {
        let mut fields = Fields::default();
        assert!(matches!(fields.map("body"), Err(FieldError::NoEquals(_))));
        assert!(matches!(fields.map("body="), Err(FieldError::NoName(_))));
        let error = fields.map("colour=red").unwrap_err();
        assert!(error.to_string().contains("Ours are id, title, body"));
    }
}
