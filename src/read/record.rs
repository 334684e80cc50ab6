//! From a record, named values as a format's reader found them, to an article: ids, dates and
//! paragraphs are settled here, once for all formats.

use super::bookmark::Bookmark;
use super::decode::Loss;
use super::fields::{Fields, Rank, Role};
use super::limit::LONGEST_TEXT_BYTES;
use super::mojibake::{self, Garbling, Mended};
use super::part::Part;
use super::problem::{Problem, Reason, Spot};
use super::published::{Sources, settle};
use super::{FileToRead, Format, Sink, Wrapping, date, html_body, paragraphs};
use crate::article::{Article, Dated, MEMBER_MARK, Place};
use encoding_rs::UTF_8;
use jiff::civil::{Date, DateTime};
use std::ops::ControlFlow;
use std::path::Path;

/// Names of unknown fields are kept up to this number, for the report.
pub(super) const MOST_NAMES_REPORTED: usize = 12;

/// The rank of a date on which something was made of the article (a document, a copy): dateline and
/// path go before it.
pub(super) const DATE_OF_FILE: Rank = Rank::MAX;

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

    /// A value.
    pub(super) fn get(&self, role: Role) -> Option<&str> {
        self.values[role as usize]
            .as_ref()
            .map(|(_, value)| value.as_str())
    }

    /// The rank of the name that filled a place.
    pub(super) fn rank(&self, role: Role) -> Option<Rank> {
        self.values[role as usize].as_ref().map(|(rank, _)| *rank)
    }

    /// Takes a value out.
    pub(super) fn take(&mut self, role: Role) -> Option<String> {
        self.values[role as usize].take().map(|(_, value)| value)
    }

    /// The names that were noted as meaning nothing.
    pub(super) fn unknown(&self) -> &[String] {
        &self.unknown
    }

    /// Mends values that had been garbled: how they had been, and how many letters were lost.
    fn mend(&mut self) -> Option<(Garbling, u64)> {
        let mut values: Vec<&mut String> =
            self.values.iter_mut().flatten().map(|v| &mut v.1).collect();
        let mut found = None;
        for value in &mut values {
            take_mended(value, mojibake::mend(value), &mut found);
        }
        let (garbling, _) = found.clone()?;
        for value in &mut values {
            take_mended(value, mojibake::mend_likewise(value, &garbling), &mut found);
        }
        found
    }

    fn take_line(&mut self, role: Role) -> Option<String> {
        self.take(role).map(|value| paragraphs::one_line(&value))
    }
}

/// Puts a mended text in the place of a value, and adds to what was found so far.
fn take_mended(value: &mut String, mended: Option<Mended>, found: &mut Option<(Garbling, u64)>) {
    if let Some(mended) = mended {
        *value = mended.text;
        found.get_or_insert((mended.garbling, 0)).1 += mended.lost;
    }
}

/// What a field named `name` is: its role, or a note in the record that it has none.
pub(super) fn role_of(fields: &Fields, name: &str, record: &mut Record) -> Option<(Role, Rank)> {
    let mended = || fields.role(&mojibake::mend(name)?.text);
    let found = fields.role(name).or_else(mended);
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
    /// What to expect of a format, until the file shows otherwise.
    fn of(format: Format) -> Self {
        match format {
            Format::Text
            | Format::Html
            | Format::Json
            | Format::Nitf
            | Format::NewsMl
            | Format::Message
            | Format::Docx
            | Format::Pdf => Numbering::Single,
            Format::JsonLines
            | Format::Csv
            | Format::Tsv
            | Format::Feed
            | Format::MediaWiki
            | Format::Trec
            | Format::Warc
            | Format::Mbox => Numbering::Many,
        }
    }
}

/// What was being read when an archive's member was entered.
pub(super) struct Outer {
    member: Option<String>,
    numbering: Numbering,
    in_member: u64,
}

/// Records that had been garbled in one way.
struct Garbled {
    garbling: Garbling,
    first: Spot,
    records: u64,
    lost: u64,
}

/// Makes articles of the records of a file and gives them to the caller.
pub(super) struct Emitter<'a> {
    file: &'a FileToRead<'a>,
    relative: String,
    /// The member that is read, where the file is an archive.
    member: Option<String>,
    path_date: Option<DateTime>,
    numbering: Numbering,
    /// Records so far, in the whole file.
    ordinal: u64,
    /// Records so far, in the member.
    in_member: u64,
    wrappings: Vec<Wrapping>,
    /// Of what is being read.
    part: Option<Part>,
    parts: Vec<Part>,
    /// Lines that were read before, where reading goes on.
    lines_before: u64,
    /// Lines before the end of the file, where records may be appended to it.
    lines_at_end: Option<u64>,
    /// Records of the member that had been garbled.
    garbled: Vec<Garbled>,
    today: Date,
    flow: ControlFlow<()>,
    sink: &'a mut Sink<'a>,
}

impl<'a> Emitter<'a> {
    /// An emitter for one file, before its first record, or behind those before a bookmark.
    pub(super) fn new(
        file: &'a FileToRead<'a>,
        today: Date,
        after: Option<Bookmark>,
        sink: &'a mut Sink<'_>,
    ) -> Self {
        let records_before = after.map_or(0, |after| after.records);
        let relative = relative(file);
        Emitter {
            file,
            path_date: date::in_path(&relative),
            relative,
            member: None,
            numbering: Numbering::Single,
            ordinal: records_before,
            in_member: records_before,
            lines_before: after.map_or(0, |after| after.lines),
            lines_at_end: None,
            wrappings: Vec::new(),
            part: None,
            parts: Vec::new(),
            garbled: Vec::new(),
            today,
            flow: ControlFlow::Continue(()),
            sink,
        }
    }

    /// Something is opened, in which all that follows lies until [`Emitter::unwrap`].
    pub(super) fn wrap(&mut self, wrapping: Wrapping) {
        self.wrappings.push(wrapping);
    }

    /// What was opened last is closed.
    pub(super) fn unwrap(&mut self) {
        self.wrappings.pop();
    }

    /// How many wrappings are open.
    pub(super) fn wrappings(&self) -> usize {
        self.wrappings.len()
    }

    /// Whether a member of an archive is being read.
    pub(super) fn is_in_archive(&self) -> bool {
        self.member.is_some()
    }

    /// A member of an archive is read until [`Emitter::leave`].
    pub(super) fn enter(&mut self, name: &str) -> Outer {
        let inner = match &self.member {
            Some(outer) => format!("{outer}{MEMBER_MARK}{name}"),
            None => name.to_owned(),
        };
        let outer = Outer {
            member: self.member.replace(inner),
            numbering: self.numbering,
            in_member: self.in_member,
        };
        self.in_member = 0;
        self.numbering = Numbering::Single;
        self.path_date = date::in_path(&self.id_base());
        outer
    }

    /// The member has been read.
    pub(super) fn leave(&mut self, outer: Outer) {
        self.end_part();
        // The archive around it ends in another way.
        self.lines_at_end = None;
        self.member = outer.member;
        self.numbering = outer.numbering;
        self.in_member = outer.in_member;
        self.path_date = date::in_path(&self.id_base());
    }

    /// Articles of a format follow.
    pub(super) fn begin(&mut self, format: Format) {
        self.numbering = Numbering::of(format);
        self.part = Some(Part::new(format, &self.wrappings));
    }

    fn end_part(&mut self) {
        for garbled in std::mem::take(&mut self.garbled) {
            let reason = Reason::Garbled {
                records: garbled.records,
                garbling: garbled.garbling,
                lost: garbled.lost,
            };
            self.say(garbled.first, reason);
        }
        let Some(part) = self.part.take() else { return };
        match self.parts.iter_mut().find(|known| known.is_like(&part)) {
            Some(known) => known.add(part),
            None => self.parts.push(part),
        }
    }

    /// What the file was found to be made of.
    pub(super) fn into_parts(mut self) -> Vec<Part> {
        self.end_part();
        self.parts
    }

    /// Lines that were read before the first that is read now.
    pub(super) fn lines_before(&self) -> u64 {
        self.lines_before
    }

    /// The file ends between two records, behind so many lines.
    pub(super) fn may_grow_from(&mut self, lines: u64) {
        self.lines_at_end = Some(lines);
    }

    /// Records and lines before the end of the file, if others may be appended to them and be read
    /// by themselves.
    pub(super) fn ended_at(&self) -> Option<(u64, u64)> {
        let has_records = self.ordinal > 0 && !self.stopped();
        self.lines_at_end
            .filter(|_| has_records)
            .map(|lines| (self.ordinal, lines))
    }

    /// From here on, ids made from the path carry the number of the record.
    pub(super) fn number_records(&mut self) {
        self.numbering = Numbering::Many;
    }

    /// The number of the next record, from 1, as a place for problems.
    pub(super) fn next_spot(&self) -> Spot {
        match self.numbering {
            Numbering::Single => Spot::Whole,
            Numbering::Many => Spot::Record(self.in_member + 1),
        }
    }

    /// Whether the caller wants no more.
    pub(super) fn stopped(&self) -> bool {
        self.flow.is_break()
    }

    /// Gives the article of a record, or says why it is none.
    pub(super) fn record(&mut self, mut record: Record, spot: Spot) {
        if let Some((garbling, lost)) = record.mend() {
            self.note_garbled(garbling, lost, spot);
        }
        let texts = [Role::Title, Role::Body].map(|role| record.get(role).map_or(0, str::len));
        if texts.iter().sum::<usize>() as u64 > LONGEST_TEXT_BYTES {
            let limit_bytes = LONGEST_TEXT_BYTES;
            return self.problem(spot, Reason::TooLong { limit_bytes });
        }
        let title = paragraphs::one_line(&plain(record.take(Role::Title)));
        let body = paragraphs::body(&plain(record.take(Role::Body)));
        if title.is_empty() && body.is_empty() {
            let fields = record.unknown;
            self.note_unknown(&fields);
            return self.problem(spot, Reason::NoText { fields });
        }
        if let Some(part) = &mut self.part {
            part.count(&record);
        }
        let date = self.date(&mut record, &body, spot);
        let own_id = record.take_line(Role::Id);
        let id_is_own = own_id.is_some();
        let mut article = Article {
            id: own_id.unwrap_or_else(|| self.made_id()),
            title,
            body,
            date,
            source: record.take_line(Role::Source),
            section: record.take_line(Role::Section),
            author: record.take_line(Role::Author),
            url: record.take_line(Role::Url),
            language: record.take_line(Role::Language),
            place: self.place(),
            print: 0,
        };
        article.print = article.fingerprint(id_is_own);
        self.pass();
        self.give(Ok(article));
    }

    /// A whole text, before it is cut, mended if it had been garbled.
    pub(super) fn mended(&mut self, text: String, spot: Spot) -> String {
        let Some(mended) = mojibake::mend(&text) else {
            return text;
        };
        self.note_garbled(mended.garbling, mended.lost, spot);
        mended.text
    }

    fn note_garbled(&mut self, garbling: Garbling, lost: u64, spot: Spot) {
        let known = self
            .garbled
            .iter()
            .position(|known| known.garbling == garbling);
        let at = known.unwrap_or_else(|| {
            self.garbled.push(Garbled {
                garbling,
                first: spot,
                records: 0,
                lost: 0,
            });
            self.garbled.len() - 1
        });
        self.garbled[at].records += 1;
        self.garbled[at].lost += lost;
    }

    /// Says what is amiss with a record that gave its article.
    pub(super) fn warn(&mut self, spot: Spot, reason: Reason) {
        self.say(spot, reason);
    }

    /// Says what is wrong with a record that gives no article.
    pub(super) fn problem(&mut self, spot: Spot, reason: Reason) {
        self.pass();
        self.say(spot, reason);
    }

    /// A record that is no article, and should be none, counts as a record all the same, if
    /// nothing has been said of it since there were `before`.
    pub(super) fn pass_over(&mut self, before: u64) {
        if self.ordinal == before {
            self.pass();
        }
    }

    /// How many records there have been.
    pub(super) fn records(&self) -> u64 {
        self.ordinal
    }

    /// A record is done.
    fn pass(&mut self) {
        self.ordinal += 1;
        self.in_member += 1;
    }

    fn place(&self) -> Place {
        Place {
            file: self.file.path.to_owned(),
            member: self.member.clone(),
            ordinal: self.ordinal,
        }
    }

    /// Ends a file or member: says if it held nothing, or could not all be decoded.
    pub(super) fn finish(&mut self, loss: Option<Loss>) {
        if self.in_member == 0 && !self.stopped() {
            self.problem(Spot::Whole, Reason::Empty);
            // That was no record: once there is one, the file is read from its beginning.
            self.lines_at_end = None;
        }
        let Some(loss) = loss else { return };
        if let Some(part) = &mut self.part {
            part.encoding = Some(loss.encoding);
        }
        // Others are told by the beginning of the file.
        if loss.encoding != UTF_8.name() {
            self.lines_at_end = None;
        }
        self.loss(Spot::Whole, loss);
    }

    /// Says if some of the text could not be decoded.
    pub(super) fn loss(&mut self, spot: Spot, loss: Loss) {
        if let Some(first) = loss.first {
            let (count, encoding) = (loss.unreadable, loss.encoding);
            let reason = Reason::Unreadable {
                count,
                first,
                encoding,
            };
            self.say(spot, reason);
        }
        if let Some(first) = loss.first_nul {
            self.say(
                spot,
                Reason::Nuls {
                    count: loss.nuls,
                    first,
                },
            );
        }
    }

    /// Says if escapes of half a character had to be mended.
    pub(super) fn halves(&mut self, spot: Spot, count: u64) {
        if count > 0 {
            self.say(spot, Reason::Halves { count });
        }
    }

    /// Notes the names of fields that mean nothing to us.
    pub(super) fn note_unknown(&mut self, names: &[String]) {
        if let Some(part) = &mut self.part {
            part.note(names);
        }
    }

    /// Ends the whole file: an archive of other things holds nothing either.
    pub(super) fn finish_file(&mut self) {
        if self.ordinal == 0 && !self.stopped() {
            self.problem(Spot::Whole, Reason::Empty);
        }
    }

    fn say(&mut self, spot: Spot, reason: Reason) {
        let place = self.place();
        self.give(Err(Problem {
            place,
            spot,
            reason,
        }));
    }

    fn give(&mut self, item: Result<Article, Problem>) {
        if self.flow.is_continue() {
            self.flow = (self.sink)(item);
        }
    }

    /// The id of an article whose source gives it none.
    fn made_id(&self) -> String {
        match self.numbering {
            Numbering::Single => self.id_base(),
            Numbering::Many => format!("{}#{}", self.id_base(), self.in_member + 1),
        }
    }

    /// The path below the root, with the member, from which ids are made.
    fn id_base(&self) -> String {
        match &self.member {
            Some(member) => format!("{}{MEMBER_MARK}{member}", self.relative),
            None => self.relative.clone(),
        }
    }

    fn date(&mut self, record: &mut Record, body: &str, spot: Spot) -> Option<Dated> {
        let is_of_file = record.rank(Role::Date) == Some(DATE_OF_FILE);
        let field = record.take_line(Role::Date);
        let sources = Sources {
            field: field.as_deref(),
            is_of_file,
            body,
            fetched: record.fetched.as_deref(),
            path: self.path_date,
        };
        let (date, reasons) = settle(&sources, self.today);
        for reason in reasons {
            self.say(spot, reason);
        }
        date
    }
}

/// A value without markup: feeds and content systems export their texts as pieces of pages.
fn plain(value: Option<String>) -> String {
    let value = value.unwrap_or_default();
    html_body::without_markup(&value).unwrap_or(value)
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
