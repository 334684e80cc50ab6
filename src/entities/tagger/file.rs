//! Where the model lies: a file beside the program, for its licence is another than the code's.

use super::model::{BadModel, Model};
use memmap2::Mmap;
use std::env;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The name of the model file.
pub const FILE_NAME: &str = "names.model";
/// The environment variable that names another file.
pub const VARIABLE: &str = "WARRAQ_TAGGER";
/// Where the file lies in a checkout, which is also where `warraq entities train` puts it.
pub const IN_CHECKOUT: &str = "data/tagger/names.model";

/// Why there is no model.
#[derive(Debug, thiserror::Error)]
pub enum NoModel {
    /// There is no file.
    #[error(
        "the tagger's model {FILE_NAME} is found neither beside the program nor in ../share/warraq; \
         put it there, or name it in {VARIABLE}"
    )]
    Missing,
    /// It cannot be read.
    #[error("{}: the tagger's model cannot be read", .path.display())]
    Unreadable {
        /// Where it lies.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It is no model.
    #[error("{}: the tagger's model cannot be used", .path.display())]
    Bad {
        /// Where it lies.
        path: PathBuf,
        /// Why.
        source: BadModel,
    },
}

/// The model that is installed: the file that the environment names, else the one beside the
/// program, in `share/warraq` of its prefix, or in the source tree that it was built from.
///
/// # Errors
/// If there is none, or it cannot be used.
pub fn installed() -> Result<&'static Model<'static>, &'static NoModel> {
    static MODEL: OnceLock<Result<Model<'static>, NoModel>> = OnceLock::new();
    MODEL
        .get_or_init(|| read(&find().ok_or(NoModel::Missing)?))
        .as_ref()
}

fn find() -> Option<PathBuf> {
    if let Some(named) = env::var_os(VARIABLE) {
        return Some(named.into());
    }
    let program = env::current_exe().ok();
    let beside = program.as_deref().and_then(Path::parent);
    let places = [
        beside.map(|directory| directory.join(FILE_NAME)),
        beside.map(|directory| directory.join("../share/warraq").join(FILE_NAME)),
        Some(Path::new(env!("CARGO_MANIFEST_DIR")).join(IN_CHECKOUT)),
    ];
    places.into_iter().flatten().find(|path| path.is_file())
}

/// Reads the model in a file, which stays mapped as long as the program runs.
///
/// # Errors
/// If it cannot be read or is no model.
pub fn read(path: &Path) -> Result<Model<'static>, NoModel> {
    let unreadable = |source| NoModel::Unreadable {
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(unreadable)?;
    // SAFETY: a map is unsound only if the file is changed while it is read. An installed model is
    // replaced by another file, never written in place: `warraq entities train` writes so too.
    let bytes = unsafe { Mmap::map(&file) }.map_err(unreadable)?;
    let bytes: &'static Mmap = Box::leak(Box::new(bytes));
    Model::new(bytes).map_err(|source| NoModel::Bad {
        path: path.to_owned(),
        source,
    })
}
