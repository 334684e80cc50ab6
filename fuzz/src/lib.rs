//! What the targets of readers share: bytes are read as the file of some name, from memory.

use encoding_rs::Encoding;
use std::io::Cursor;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::AtomicU64;
use warraq::read::{Fields, FileToRead, Options, examine_bytes};

/// Reads bytes as the file `name`: whatever they are, there are articles, problems or an error.
pub fn read(name: &str, bytes: &[u8]) {
    read_in(name, bytes, "");
}

/// The same in an encoding, which is told where none is named.
pub fn read_in(name: &str, bytes: &[u8], encoding: &str) {
    let file = FileToRead {
        path: Path::new(name),
        root: Path::new(""),
    };
    let mut fields = Fields::default();
    fields.map("title=fields.headline").expect("a mapping");
    let options = Options {
        encoding: Encoding::for_label(encoding.as_bytes()),
        longest_record_bytes: 1 << 16,
        most_unpacked_bytes: 1 << 22,
        ..Options::default()
    };
    let mut sink = |found: Result<_, warraq::read::Problem>| {
        if let Err(problem) = found {
            assert!(!problem.to_string().is_empty());
        }
        ControlFlow::Continue(())
    };
    let progress = AtomicU64::new(0);
    let (_, read) = examine_bytes(
        Cursor::new(bytes),
        &file,
        &fields,
        &options,
        &progress,
        &mut sink,
    );
    if let Err(error) = read {
        let _ = error.to_string();
    }
}

/// The parser of PDF panics on damaged files, on a thread of its own, and the reader tells what came
/// of it: that is no crash. Any other panic is.
pub fn pass_over_the_pdf_parser() {
    let crash = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().name() != Some(warraq::read::PDF_THREAD) {
            crash(panic);
        }
    }));
}
