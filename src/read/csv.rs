//! Tables: CSV and TSV with a header, one article a row.
//!
//! Quoted fields may hold newlines. Rows of the wrong shape are reported by their line, and
//! after a row without end (a quote never closed) reading goes on at the next line.

use super::fields::{Fields, Rank, Role};
use super::limit::{Gauge, Limited};
use super::problem::{Reason, Spot};
use super::record::{Emitter, Record, role_of};
use ::csv::{ErrorKind, Reader, ReaderBuilder, StringRecord, Trim};
use std::io::{self, BufRead, Read};

/// Names of columns are listed in a problem up to this number.
const MOST_COLUMNS_REPORTED: usize = 12;

/// The delimiter is told from so much of the first line.
const LONGEST_HEADER_BYTES: u64 = 64 << 10;

/// What stands between the fields of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Delimiter {
    /// A tab.
    Tab,
    /// The most frequent of comma, semicolon and tab in the header: spreadsheets of many
    /// countries write semicolons.
    Sniffed,
}

/// Reads a table.
pub(super) fn read(
    mut reader: impl BufRead,
    delimiter: Delimiter,
    limit: u64,
    fields: &Fields,
    out: &mut Emitter,
) -> io::Result<()> {
    let mut header = Vec::new();
    let mut beginning = reader.by_ref().take(LONGEST_HEADER_BYTES.min(limit));
    beginning.read_until(b'\n', &mut header)?;
    let delimiter = match delimiter {
        Delimiter::Tab => b'\t',
        Delimiter::Sniffed => sniff(&header),
    };
    let reader = io::Cursor::new(header).chain(reader);
    let gauge = Gauge::new(limit);
    let mut table = Table {
        rows: rows(Limited::new(reader, &gauge), delimiter),
        gauge: &gauge,
        delimiter,
        lines_before: 0,
        row: StringRecord::new(),
    };
    let columns = match table.next_row()? {
        Row::End => return Ok(()),
        Row::TooLong => Vec::new(),
        Row::Whole(_) => table.columns(fields, out),
    };
    let has_text = columns
        .iter()
        .flatten()
        .any(|(role, _)| matches!(role, Role::Title | Role::Body));
    if !has_text {
        let columns = table.row.iter().take(MOST_COLUMNS_REPORTED);
        let columns = columns.map(|name| name.trim().to_owned()).collect();
        out.problem(Spot::Whole, Reason::NoTextColumn { columns });
        return Ok(());
    }
    table.articles(&columns, out)
}

/// The meaning of each column.
type Columns = [Option<(Role, Rank)>];

/// A table being read.
struct Table<'g, R: BufRead> {
    rows: Reader<Limited<'g, R>>,
    gauge: &'g Gauge,
    delimiter: u8,
    /// Lines before those that `rows` knows of.
    lines_before: u64,
    row: StringRecord,
}

/// What [`Table::next_row`] found.
enum Row {
    /// A row, now in the table's buffer; its line.
    Whole(u64),
    /// A row beyond the limit.
    TooLong,
    /// The end of the file.
    End,
}

impl<R: BufRead> Table<'_, R> {
    fn columns(&self, fields: &Fields, out: &mut Emitter) -> Vec<Option<(Role, Rank)>> {
        let mut names = Record::default();
        let header = self.row.iter();
        let columns = header
            .map(|name| role_of(fields, name.trim(), &mut names))
            .collect();
        out.note_unknown(names.unknown());
        columns
    }

    fn articles(mut self, columns: &Columns, out: &mut Emitter) -> io::Result<()> {
        while !out.stopped() {
            match self.next_row()? {
                Row::End => break,
                Row::Whole(line) => self.give(columns, Spot::Line(line), out),
                Row::TooLong => {
                    let limit_bytes = self.gauge.limit();
                    out.problem(Spot::Line(self.line()), Reason::TooLong { limit_bytes });
                    self = self.resync()?;
                }
            }
        }
        Ok(())
    }

    /// The line where the present row begins.
    fn line(&self) -> u64 {
        let position = self.row.position().map(::csv::Position::line);
        self.lines_before + position.unwrap_or_else(|| self.rows.position().line())
    }

    fn next_row(&mut self) -> io::Result<Row> {
        self.gauge.restart();
        match self.rows.read_record(&mut self.row) {
            Ok(true) => Ok(Row::Whole(self.line())),
            Ok(false) => Ok(Row::End),
            Err(_) if self.gauge.exceeded() => Ok(Row::TooLong),
            Err(error) => match error.into_kind() {
                ErrorKind::Io(error) => Err(error),
                // Rows of any length are let through, and decoded text is always UTF-8.
                other => Err(io::Error::other(format!("{other:?}"))),
            },
        }
    }

    /// Goes on at the next line with a fresh parser, the present one being amid a row.
    fn resync(self) -> io::Result<Self> {
        let mut reader = self.rows.into_inner();
        reader.skip_line()?;
        Ok(Table {
            rows: rows(reader, self.delimiter),
            lines_before: self.gauge.line_ends(),
            ..self
        })
    }

    fn give(&self, columns: &Columns, spot: Spot, out: &mut Emitter) {
        if self.row.len() != columns.len() {
            let (expected, found) = (columns.len(), self.row.len());
            return out.problem(spot, Reason::WrongShape { expected, found });
        }
        let mut record = Record::default();
        for (column, value) in columns.iter().zip(&self.row) {
            if let Some((role, rank)) = column {
                record.put(*role, *rank, value.to_owned());
            }
        }
        out.record(record, spot);
    }
}

fn rows<R: Read>(reader: R, delimiter: u8) -> Reader<R> {
    ReaderBuilder::new()
        .delimiter(delimiter)
        // The header is a row like any other here, and rows are measured against it here.
        .has_headers(false)
        .flexible(true)
        .trim(Trim::None)
        .from_reader(reader)
}

fn sniff(header: &[u8]) -> u8 {
    let count = |delimiter: u8| header.iter().filter(|&&b| b == delimiter).count();
    // Of equals the last wins, so a header of one column is comma-separated.
    [b'\t', b';', b',']
        .into_iter()
        .max_by_key(|&delimiter| count(delimiter))
        .unwrap_or(b',')
}
