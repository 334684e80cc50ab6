//! The syntax tree: what was typed, before anything is looked up.
//!
//! ```text
//! query  = side (OR side)*          side = group (AND group)*      group = piece+
//! piece  = (NOT | -) piece | field piece | item [~number] [^number]
//! item   = ( query ) | "phrase" | word | pattern
//! ```
//!
//! So words side by side belong together most closely, then `AND`, then `OR`.

use std::ops::Range;

/// A part of a query.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What it is.
    pub tree: Tree,
    /// Its bytes in the query.
    pub span: Range<usize>,
}

/// What a part of a query is.
#[derive(Debug, Clone, PartialEq)]
pub enum Tree {
    /// Words side by side, as text: each is sought in all its forms.
    Words(String),
    /// A phrase as written.
    AsWritten(String),
    /// Words near each other, in any order.
    Near {
        /// The words, as text.
        words: String,
        /// Words that may stand between them.
        within: u32,
    },
    /// A word with `*` for any letters and `?` for one.
    Pattern(String),
    /// A word that may be misspelt.
    Misspelt {
        /// As typed.
        word: String,
        /// Letters that may differ: 1 or 2.
        letters: u8,
    },
    /// What a date or an id is, as text.
    Value(String),
    /// Parts side by side.
    Together(Vec<Node>),
    /// All of them.
    All(Vec<Node>),
    /// Any of them.
    Any(Vec<Node>),
    /// Not this.
    Not(Box<Node>),
    /// In one field only.
    In(Field, Box<Node>),
    /// Worth so many times as much.
    Worth(Box<Node>, f32),
}

/// A field that a query can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The words of the title.
    Title,
    /// A person who is named.
    Person,
    /// A place that is named.
    Place,
    /// An organisation that is named.
    Organisation,
    /// Anybody or anything that is named.
    Entity,
    /// A country that is named or spoken of by its adjective.
    Country,
    /// The outlet.
    Source,
    /// The section.
    Section,
    /// The author.
    Author,
    /// The day of publication.
    Date,
    /// How the day of publication is known.
    Dated,
    /// The article's own id.
    Id,
}

impl Field {
    /// All of them, with the names by which a query can call them, the first being the usual one.
    pub const NAMES: [(Field, &'static [&'static str]); 12] = [
        (Field::Title, &["title", "عنوان"]),
        (Field::Person, &["person", "شخص"]),
        (Field::Place, &["place", "مكان"]),
        (
            Field::Organisation,
            &["org", "organisation", "organization", "جهة", "منظمة"],
        ),
        (Field::Entity, &["entity", "كيان"]),
        (Field::Country, &["country", "بلد"]),
        (Field::Source, &["source", "مصدر"]),
        (Field::Section, &["section", "قسم"]),
        (Field::Author, &["author", "كاتب"]),
        (Field::Date, &["date", "تاريخ"]),
        (Field::Dated, &["dated"]),
        (Field::Id, &["id"]),
    ];

    /// The field that goes by a name, in letters of either case.
    pub fn called(name: &str) -> Option<Field> {
        let name = name.to_lowercase();
        let fields = Field::NAMES.iter();
        let mut fields = fields.filter(|(_, names)| names.contains(&name.as_str()));
        fields.next().map(|(field, _)| *field)
    }

    /// Its usual name.
    pub fn name(self) -> &'static str {
        let mut fields = Field::NAMES.iter().filter(|(field, _)| *field == self);
        fields.next().map_or("", |(_, names)| names[0])
    }
}
