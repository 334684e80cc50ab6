//! From a record, named values as a format's reader found them, to an article: ids, dates and
//! paragraphs are settled here, once for all formats.

use super::decode::Loss;
use super::fields::{Fields, Rank, Role};
use super::problem::{Problem, Reason, Spot};
use super::{FileToRead, Format, date, html_body, paragraphs};
use crate::article::{Article, Dated, KnownBy, MEMBER_MARK, Place};
use jiff::civil::DateTime;
use std::ops::ControlFlow;
use std::path::Path;

/// Names of unknown fields are kept up to this number, for the report.
const MOST_NAMES_REPORTED: usize = 12;

/// Fields are quoted in problems up to this length.
const LONGEST_QUOTE_LETTERS: usize = 60;

/// The values of one record by their role.
#[derive(Debug, Default)]
pub(super) struct Record {
    values: [Option<(Rank, String)>; Role::COUNT],
    unknown: Vec<String>,
    /// When it was fetched, as text: its date, where nothing in it tells one.
    pub(super) fetched: Option<String>,
}

impl Record {
    /// Puts a value into its place, unless a name of a lower rank has filled it.
    pub(super) fn put(&mut self, role: Role, rank: Rank, value: String) {
        let place = &mut self.values[role as usize];
        let free = place.as_ref().is_none_or(|(taken, _)| rank < *taken);
        if free && !value.trim().is_empty() {
            *place = Some((rank, value));
        }
    }

    /// Notes the name of a field that means nothing to us.
    pub(super) fn note_unknown(&mut self, name: &str) {
        if self.unknown.len() < MOST_NAMES_REPORTED {
            self.unknown.push(name.to_owned());
        }
    }

    /// The names noted.
    pub(super) fn unknown(&self) -> &[String] {
        &self.unknown
    }

    /// Takes in the values and names of a record inside this one.
    pub(super) fn merge(&mut self, inner: Record) {
        for (place, value) in self.values.iter_mut().zip(inner.values) {
            if place.is_none() {
                *place = value;
            }
        }
        for name in inner.unknown {
            self.note_unknown(&name);
        }
    }

    /// Whether a value has been put there.
    pub(super) fn has(&self, role: Role) -> bool {
        self.values[role as usize].is_some()
    }

    /// Takes a value out.
    pub(super) fn take(&mut self, role: Role) -> Option<String> {
        self.values[role as usize].take().map(|(_, value)| value)
    }

    fn take_line(&mut self, role: Role) -> Option<String> {
        self.take(role).map(|value| paragraphs::one_line(&value))
    }
}

/// What a field named `name` is: its role, or a note in the record that it has none.
pub(super) fn role_of(fields: &Fields, name: &str, record: &mut Record) -> Option<(Role, Rank)> {
    let found = fields.role(name);
    if found.is_none() {
        record.note_unknown(name);
    }
    found
}

/// Whether a file holds one article or many, which decides the ids made from its path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Numbering {
    Single,
    Many,
}

impl Numbering {
    fn of(format: Format) -> Self {
        match format {
            Format::Text | Format::Html | Format::Json | Format::Zip | Format::Tar => {
                Numbering::Single
            }
            Format::JsonLines | Format::Csv | Format::Tsv | Format::Warc => Numbering::Many,
        }
    }
}

/// Makes articles of the records of a file and gives them to the caller.
pub(super) struct Emitter<'a> {
    file: &'a FileToRead<'a>,
    format: Format,
    /// The member of an archive that is being read.
    member: Option<String>,
    relative: String,
    path_date: Option<DateTime>,
    numbering: Numbering,
    ordinal: u64,
    /// Records of the file before those of the member.
    before: u64,
    flow: ControlFlow<()>,
    unknown: Vec<String>,
    sink: &'a mut dyn FnMut(Result<Article, Problem>) -> ControlFlow<()>,
}

impl<'a> Emitter<'a> {
    /// An emitter for one file, before its first record.
    pub(super) fn new(
        file: &'a FileToRead<'a>,
        sink: &'a mut dyn FnMut(Result<Article, Problem>) -> ControlFlow<()>,
    ) -> Self {
        let relative = relative(file);
        Emitter {
            file,
            path_date: date::in_path(&relative),
            relative,
            format: file.format,
            member: None,
            numbering: Numbering::of(file.format),
            ordinal: 0,
            before: 0,
            flow: ControlFlow::Continue(()),
            unknown: Vec::new(),
            sink,
        }
    }

    /// The format of what is being read, the file or a member of it.
    pub(super) fn format(&self) -> Format {
        self.format
    }

    /// From here on, records are those of a member of the archive that the file is.
    pub(super) fn enter(&mut self, member: &str, format: Format) {
        self.relative = format!("{}{MEMBER_MARK}{member}", relative(self.file));
        self.path_date = date::in_path(&self.relative);
        self.member = Some(member.to_owned());
        self.format = format;
        self.numbering = Numbering::of(format);
        self.before = self.ordinal;
    }

    /// Whether nothing has been found yet, in the file and all its members.
    pub(super) fn is_empty(&self) -> bool {
        self.ordinal == 0
    }

    /// Notes the names of fields that mean nothing to us, for whoever asks how the file was read.
    pub(super) fn note_unknown(&mut self, names: &[String]) {
        for name in names {
            if self.unknown.len() < MOST_NAMES_REPORTED && !self.unknown.contains(name) {
                self.unknown.push(name.clone());
            }
        }
    }

    /// The names noted.
    pub(super) fn into_unknown_fields(self) -> Vec<String> {
        self.unknown
    }

    /// From here on, ids made from the path carry the number of the record.
    pub(super) fn number_records(&mut self) {
        self.numbering = Numbering::Many;
    }

    /// The number of the next record, from 1, as a place for problems.
    pub(super) fn next_spot(&self) -> Spot {
        match self.numbering {
            Numbering::Single => Spot::Whole,
            Numbering::Many => Spot::Record(self.number()),
        }
    }

    /// Whether the caller wants no more.
    pub(super) fn stopped(&self) -> bool {
        self.flow.is_break()
    }

    /// Gives the article of a record, or says why it is none.
    pub(super) fn record(&mut self, mut record: Record, spot: Spot) {
        self.note_unknown(&record.unknown);
        let title = paragraphs::one_line(&plain(record.take(Role::Title)));
        let body = paragraphs::body(&plain(record.take(Role::Body)));
        if title.is_empty() && body.is_empty() {
            let fields = record.unknown;
            return self.problem(spot, Reason::NoText { fields });
        }
        let date = self.date(&mut record, &body, spot);
        let article = Article {
            id: self.id(&mut record),
            title,
            body,
            date,
            source: record.take_line(Role::Source),
            section: record.take_line(Role::Section),
            author: record.take_line(Role::Author),
            url: record.take_line(Role::Url),
            language: record.take_line(Role::Language),
            place: self.place(),
        };
        self.ordinal += 1;
        self.give(Ok(article));
    }

    /// Says what is wrong with a record that gives no article.
    pub(super) fn problem(&mut self, spot: Spot, reason: Reason) {
        self.ordinal += 1;
        self.say(spot, reason);
    }

    /// Ends the file: says if it held nothing, or could not all be decoded.
    pub(super) fn finish(&mut self, loss: Loss) {
        if self.ordinal == self.before {
            self.say(Spot::Whole, Reason::Empty);
        }
        self.loss(Spot::Whole, loss);
    }

    /// Says if some of the text could not be decoded.
    pub(super) fn loss(&mut self, spot: Spot, loss: Loss) {
        if loss.count > 0 {
            let Loss { count, encoding } = loss;
            self.say(spot, Reason::Unreadable { count, encoding });
        }
    }

    fn say(&mut self, spot: Spot, reason: Reason) {
        let file = match self.member {
            Some(_) => self.place().to_string().into(),
            None => self.file.path.to_owned(),
        };
        self.give(Err(Problem { file, spot, reason }));
    }

    fn give(&mut self, item: Result<Article, Problem>) {
        if self.flow.is_continue() {
            self.flow = (self.sink)(item);
        }
    }

    /// The number of the next record in its file or member, from 1.
    fn number(&self) -> u64 {
        self.ordinal - self.before + 1
    }

    fn place(&self) -> Place {
        Place {
            file: self.file.path.to_owned(),
            member: self.member.clone(),
            ordinal: self.ordinal,
        }
    }

    fn id(&self, record: &mut Record) -> String {
        let own = record.take_line(Role::Id);
        own.unwrap_or_else(|| match self.numbering {
            Numbering::Single => self.relative.clone(),
            Numbering::Many => format!("{}#{}", self.relative, self.number()),
        })
    }

    fn date(&mut self, record: &mut Record, body: &str, spot: Spot) -> Option<Dated> {
        if let Some(text) = record.take_line(Role::Date) {
            match date::parse(&text) {
                Some(at) => return Some(known(at, KnownBy::Metadata)),
                None => self.say(spot, Reason::Date { text: quote(&text) }),
            }
        }
        let dateline = date::dateline(body).map(|at| known(at, KnownBy::Dateline));
        let fetched = record.fetched.as_deref().and_then(date::parse);
        let fetched = fetched.map(|at| known(at, KnownBy::Fetched));
        dateline
            .or(fetched)
            .or(self.path_date.map(|at| known(at, KnownBy::Path)))
    }
}

fn known(at: DateTime, known_by: KnownBy) -> Dated {
    Dated { at, known_by }
}

/// A value without markup: feeds and content systems export their texts as pieces of pages.
fn plain(value: Option<String>) -> String {
    let value = value.unwrap_or_default();
    html_body::without_markup(&value).unwrap_or(value)
}

fn quote(text: &str) -> String {
    match text.char_indices().nth(LONGEST_QUOTE_LETTERS) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

/// The path of a file relative to its root, with `/` on every system; the name of a file that
/// is a root itself.
fn relative(file: &FileToRead) -> String {
    let name = || file.path.file_name().map_or(file.path, Path::new);
    let relative = match file.path.strip_prefix(file.root) {
        Ok(path) if !path.as_os_str().is_empty() => path,
        _ => name(),
    };
    let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}
