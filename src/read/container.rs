//! Files within files: what is compressed is unpacked, zip and tar archives are walked member by
//! member, and what holds articles goes to the reader of its format.
//!
//! Nothing is written to disk. A member that cannot be read is a problem, and the next is read.

use super::decode::Decoded;
use super::format::{Format, Wrapping};
use super::inflate::{Budget, Unpacked, unpack};
use super::limit::{LONGEST_TEXT_BYTES, read_bytes};
use super::problem::{Reason, Spot};
use super::record::Emitter;
use super::sniff::{Nature, SNIFFED_BYTES, nature};
use super::{Fields, Options, feed, html, json, mail, mediawiki, news_xml, text, trec, warc, word};
use super::{csv, pdf};
use encoding_rs::Encoding;
use std::io::{self, BufReader, Cursor, Read, Seek};
use zip::ZipArchive;
use zip::result::ZipError;

/// An archive in an archive in an archive is somebody's; deeper ones are traps.
const MOST_WRAPPINGS: usize = 6;

/// What reading needs to know, whatever is read.
pub(super) struct Reading<'r, 'a> {
    pub(super) fields: &'r Fields,
    pub(super) options: &'r Options,
    pub(super) budget: &'r Budget,
    pub(super) out: &'r mut Emitter<'a>,
}

/// A stream from its beginning, after that has been read.
type Again<R> = io::Chain<Cursor<Vec<u8>>, R>;

/// The first bytes of a stream, and the whole stream again.
pub(super) fn peek<R: Read>(mut bytes: R) -> io::Result<(Vec<u8>, Again<R>)> {
    let mut beginning = Vec::new();
    let looked = bytes
        .by_ref()
        .take(SNIFFED_BYTES as u64)
        .read_to_end(&mut beginning);
    // What could be unpacked before the damage is told by itself; the damage comes again.
    if beginning.is_empty() {
        looked?;
    }
    let again = Cursor::new(beginning.clone()).chain(bytes);
    Ok((beginning, again))
}

impl Reading<'_, '_> {
    /// Reads what the file or member `name` holds.
    pub(super) fn stream(&mut self, name: &str, bytes: Box<dyn Read + '_>) -> io::Result<()> {
        let (beginning, bytes) = peek(bytes)?;
        match nature(name, &beginning) {
            Nature::Wrapped(wrapping) => self.wrapped(wrapping, name, Box::new(bytes)),
            Nature::Articles(format) => self.articles(format, Box::new(bytes)),
            Nature::OtherXml(root) => {
                self.out.problem(Spot::Whole, Reason::OtherXml { root });
                Ok(())
            }
            // Archives hold pictures and style sheets as directories do.
            Nature::Unknown if self.out.is_in_archive() => Ok(()),
            Nature::Unknown => {
                self.out.problem(Spot::Whole, Reason::UnknownKind);
                Ok(())
            }
        }
    }

    fn wrapped(
        &mut self,
        wrapping: Wrapping,
        name: &str,
        bytes: Box<dyn Read + '_>,
    ) -> io::Result<()> {
        if self.out.wrappings() >= MOST_WRAPPINGS {
            self.out.problem(Spot::Whole, Reason::TooNested);
            return Ok(());
        }
        self.out.wrap(wrapping);
        let read = self.unwrapped(wrapping, name, bytes);
        self.out.unwrap();
        read
    }

    fn unwrapped(
        &mut self,
        wrapping: Wrapping,
        name: &str,
        mut bytes: Box<dyn Read + '_>,
    ) -> io::Result<()> {
        match wrapping {
            Wrapping::Tar => self.tar(bytes),
            // The directory of a zip archive is at its end: within another it is held whole.
            Wrapping::Zip => {
                let limit_bytes = self.options.longest_record_bytes;
                match read_bytes(&mut bytes, limit_bytes)? {
                    Some(bytes) => self.zip_members(Cursor::new(bytes)),
                    None => {
                        self.out
                            .problem(Spot::Whole, Reason::TooLong { limit_bytes });
                        Ok(())
                    }
                }
            }
            _ => match unpack(wrapping, bytes, self.budget)? {
                Some(unpacked) => self.stream(&wrapping.inner_name(name), unpacked),
                None => Ok(()),
            },
        }
    }

    /// Reads the members of a zip archive.
    pub(super) fn zip(&mut self, archive: impl Read + Seek) -> io::Result<()> {
        self.out.wrap(Wrapping::Zip);
        let read = self.zip_members(archive);
        self.out.unwrap();
        read
    }

    fn zip_members(&mut self, archive: impl Read + Seek) -> io::Result<()> {
        let mut archive = ZipArchive::new(archive)?;
        for at in 0..archive.len() {
            if self.out.stopped() {
                break;
            }
            let name = match archive.by_index_raw(at) {
                Ok(member) if !member.is_file() => continue,
                // Many programs write UTF-8 without saying so.
                Ok(member) => match std::str::from_utf8(member.name_raw()) {
                    Ok(name) => name.to_owned(),
                    Err(_) => member.name().unwrap_or_default().into_owned(),
                },
                Err(_) => format!("member {}", at + 1),
            };
            let budget = self.budget.clone();
            self.member(&name, |reading| match archive.by_index(at) {
                Ok(member) => reading.stream(&name, Box::new(Unpacked::new(member, &budget))),
                Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => {
                    reading.out.problem(Spot::Whole, Reason::LockedMember);
                    Ok(())
                }
                Err(error) => Err(error.into()),
            })?;
        }
        Ok(())
    }

    fn tar(&mut self, archive: Box<dyn Read + '_>) -> io::Result<()> {
        let mut archive = tar::Archive::new(archive);
        for member in archive.entries()? {
            if self.out.stopped() {
                break;
            }
            let member = member?;
            if member.header().entry_type().is_file() {
                let name = String::from_utf8_lossy(&member.path_bytes()).into_owned();
                self.member(&name, |reading| reading.stream(&name, Box::new(member)))?;
            }
        }
        Ok(())
    }

    fn member(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut Self) -> io::Result<()>,
    ) -> io::Result<()> {
        if is_hidden(name) {
            return Ok(());
        }
        let outer = self.out.enter(name.trim_start_matches("./"));
        let ended = read(self);
        // What the system refuses concerns the whole file, and may pass.
        if let Err(error) = &ended
            && !self.budget.is_burst()
            && error.raw_os_error().is_none()
        {
            let message = error.to_string();
            self.out
                .problem(Spot::Whole, Reason::DamagedMember { message });
            self.out.leave(outer);
            return Ok(());
        }
        self.out.leave(outer);
        ended
    }

    /// Hands the bytes of a file or member to the reader of their format.
    fn articles(&mut self, format: Format, mut bytes: Box<dyn Read + '_>) -> io::Result<()> {
        self.out.begin(format);
        let (fields, limit) = (self.fields, self.options.longest_record_bytes);
        let given = self.options.encoding;
        match format {
            Format::Warc => warc::read(BufReader::new(bytes), self.options, self.out)?,
            Format::Mbox => mail::read_mailbox(BufReader::new(bytes), limit, self.out)?,
            Format::Message => mail::read_message(&mut bytes, limit, self.out)?,
            Format::Docx => word::read(&mut bytes, limit, self.budget, self.out)?,
            Format::Pdf => pdf::read(&mut bytes, limit, self.budget, self.out)?,
            _ => return self.text(format, bytes, fields, given),
        }
        self.out.finish(None);
        Ok(())
    }

    /// The formats that are text in some encoding.
    fn text(
        &mut self,
        format: Format,
        bytes: Box<dyn Read + '_>,
        fields: &Fields,
        given: Option<&'static Encoding>,
    ) -> io::Result<()> {
        let limit = self.options.longest_record_bytes;
        let out = &mut *self.out;
        let mut decoded = Decoded::new(bytes, declaring(format), given)?;
        let text = &mut decoded;
        match format {
            Format::Html => html::read(text, limit.min(LONGEST_TEXT_BYTES), out)?,
            Format::Json => json::read(BufReader::new(text), limit, fields, out)?,
            Format::JsonLines => json::read_lines(BufReader::new(text), limit, fields, out)?,
            Format::Csv => {
                let delimiter = csv::Delimiter::Sniffed;
                csv::read(BufReader::new(text), delimiter, limit, fields, out)?;
            }
            Format::Tsv => {
                let delimiter = csv::Delimiter::Tab;
                csv::read(BufReader::new(text), delimiter, limit, fields, out)?;
            }
            Format::Feed => feed::read(text, limit, fields, out)?,
            Format::Nitf | Format::NewsMl => news_xml::read(text, limit, out)?,
            Format::MediaWiki => mediawiki::read(text, limit, out)?,
            Format::Trec => trec::read(BufReader::new(text), limit, fields, out)?,
            _ => text::read(text, limit, out)?,
        }
        out.finish(Some(decoded.loss()));
        Ok(())
    }
}

/// The format by which an encoding is told: XML declares its own where a page does.
fn declaring(format: Format) -> Format {
    match format {
        Format::Feed | Format::Nitf | Format::NewsMl | Format::MediaWiki => Format::Html,
        other => other,
    }
}

/// Hidden files, and what one system leaves in the archives that it makes.
fn is_hidden(name: &str) -> bool {
    let mut parts = name
        .split(['/', '\\'])
        .filter(|part| !matches!(*part, "." | ".."));
    parts.any(|part| part.starts_with('.') || part == "__MACOSX")
}
