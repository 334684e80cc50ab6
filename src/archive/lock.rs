//! The lock of an archive: one process writes at a time, and says who it is.

use super::error::{ArchiveError, at};
use std::fs::{self, File, TryLockError};
use std::io::{Read, Write};
use std::path::Path;

const LOCK_FILE: &str = "lock";

/// The right to write to an archive, which one process has at a time.
#[derive(Debug)]
pub struct WriteLock {
    _held: File,
}

impl WriteLock {
    /// Takes the lock of the archive in `home`, which need not exist yet.
    ///
    /// # Errors
    /// If another process has it, or the directory cannot be written.
    pub fn take(home: &Path) -> Result<WriteLock, ArchiveError> {
        fs::create_dir_all(home).map_err(|e| at(home, e))?;
        let path = home.join(LOCK_FILE);
        let mut file = File::options()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path)
            .map_err(|e| at(&path, e))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // What it says is a help, and may be missing.
                let _ = file.read_to_string(&mut holder);
                return Err(ArchiveError::Busy {
                    path: home.to_owned(),
                    holder: holder.trim().to_owned(),
                });
            }
            Err(TryLockError::Error(e)) => return Err(at(&path, e)),
        }
        let say = file
            .set_len(0)
            .and_then(|()| file.write_all(holder().as_bytes()));
        say.map_err(|e| at(&path, e))?;
        Ok(WriteLock { _held: file })
    }
}

/// Who we are, for those who find the archive locked.
fn holder() -> String {
    let now = jiff::Zoned::now().strftime("%Y-%m-%d %H:%M");
    format!("process {}, since {now}\n", std::process::id())
}
