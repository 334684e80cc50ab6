//! Archives of files, .zip and .tar: each member is read as the file that it would be unpacked,
//! and is named `archive.zip!/member`.
//!
//! A member that is damaged or locked is told and passed over. Archives within archives are not
//! opened; what inflates beyond all measure is for `allowance`.

use super::allowance::{Allowance, Allowed};
use super::problem::{Reason, Spot};
use super::record::Emitter;
use super::{Compression, Fields, FileToRead, Format, Options, decompress, read_bytes, recognise};
use std::io::{self, BufRead, BufReader, Read, Seek};
use std::path::Path;
use zip::ZipArchive;
use zip::result::ZipError;

/// How the members of an archive are read.
pub(super) struct Unpacking<'a> {
    /// What the fields of records are called.
    pub(super) fields: &'a Fields,
    /// How to read, whatever the file.
    pub(super) options: &'a Options,
    /// How much may still be unpacked.
    pub(super) allowance: &'a Allowance,
}

impl Unpacking<'_> {
    /// Reads a file, an archive or not. Gives the name of its encoding; an archive has none.
    pub(super) fn file(
        &self,
        raw: impl BufRead + Seek,
        file: &FileToRead,
        out: &mut Emitter,
    ) -> io::Result<Option<&'static str>> {
        if file.format == Format::Zip {
            self.zip(raw, out)?;
            return Ok(None);
        }
        let bytes = decompress::inflated(raw, file.compression, self.allowance)?;
        match file.format {
            Format::Tar => self.tar(bytes, out).map(|()| None),
            _ => read_bytes(bytes, self.fields, self.options, out),
        }
    }

    /// Reads the members of a zip file.
    fn zip(&self, raw: impl Read + Seek, out: &mut Emitter) -> io::Result<()> {
        let mut archive = ZipArchive::new(raw)?;
        for at in 0..archive.len() {
            if out.stopped() {
                break;
            }
            let listed = archive.name_for_index(at).and_then(Result::ok);
            let listed = listed.map(|name| name.into_owned()).unwrap_or_default();
            match archive.by_index(at) {
                Ok(member) if !member.is_file() => {}
                Ok(member) => {
                    // Many programs write UTF-8 without saying so.
                    let raw_name = String::from_utf8(member.name_raw().to_vec());
                    let name = raw_name.unwrap_or(listed);
                    self.member(&name, Allowed::new(member, self.allowance), out)?;
                }
                Err(error) => refuse(&listed, error, out),
            }
        }
        end(out);
        Ok(())
    }

    /// Reads the members of a tar stream.
    fn tar(&self, bytes: impl Read, out: &mut Emitter) -> io::Result<()> {
        let mut archive = tar::Archive::new(bytes);
        for member in archive.entries()? {
            if out.stopped() {
                break;
            }
            let member = member?;
            if member.header().entry_type().is_file() {
                let name = String::from_utf8_lossy(&member.path_bytes()).into_owned();
                self.member(&name, member, out)?;
            }
        }
        end(out);
        Ok(())
    }

    fn member(&self, name: &str, bytes: impl Read, out: &mut Emitter) -> io::Result<()> {
        let Some((format, compression)) = wanted(name) else {
            return Ok(());
        };
        out.enter(name, format);
        let raw = BufReader::new(bytes);
        let read = decompress::inflated(raw, compression, self.allowance)
            .and_then(|bytes| read_bytes(bytes, self.fields, self.options, out));
        if let Err(error) = read {
            if self.allowance.exceeded() {
                return Err(error);
            }
            let message = error.to_string();
            out.problem(Spot::Whole, Reason::DamagedMember { message });
        }
        Ok(())
    }
}

/// The kind of a member that would be read were it a file; hidden ones are left out as there.
fn wanted(name: &str) -> Option<(Format, Compression)> {
    // macOS puts a shadow of every file beside it.
    let hidden = |part: &str| part.starts_with('.') && part != "." || part == "__MACOSX";
    match name.split('/').any(hidden) {
        true => None,
        false => recognise(Path::new(name)),
    }
}

fn refuse(name: &str, error: ZipError, out: &mut Emitter) {
    let Some((format, _)) = wanted(name) else {
        return;
    };
    out.enter(name, format);
    let reason = match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Reason::LockedMember,
        error => Reason::DamagedMember {
            message: error.to_string(),
        },
    };
    out.problem(Spot::Whole, reason);
}

fn end(out: &mut Emitter) {
    if out.is_empty() {
        out.problem(Spot::Whole, Reason::Empty);
    }
}
