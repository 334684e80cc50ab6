//! Waiting for files to change, for `index --watch`.

use super::index::Ground;
use super::progress::wants_end;
use anyhow::{Context, Result};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// How often it is looked whether the reader wants an end.
const GLANCE: Duration = Duration::from_millis(200);
/// Files that come together are taken in together: when so long nothing has changed, …
const CALM: Duration = Duration::from_secs(1);
/// … or, where something changes all the time, after so long.
const LONGEST_UNREST: Duration = Duration::from_secs(30);
/// Disks of other machines do not tell what others do there: they are looked at this often.
const LOOK_EVERY: Duration = Duration::from_secs(600);

/// Tells when files below some directories change.
pub struct Follower {
    changes: Receiver<()>,
    _watcher: RecommendedWatcher,
}

impl Follower {
    /// Follows directories from now on; what happens in the archive itself is none of it.
    pub fn of(archive: &Path, grounds: &[Ground]) -> Result<Follower> {
        let (tell, changes) = channel();
        let archive = archive.to_owned();
        let seen = move |event: notify::Result<Event>| {
            // What the system could not tell may be anything.
            if event.map_or(true, |event| concerns_us(&event, &archive)) {
                // Nobody listens any more only when the program ends.
                let _ = tell.send(());
            }
        };
        let remedy = "changes cannot be watched for; run `warraq index` now and then instead";
        let mut watcher = notify::recommended_watcher(seen).context(remedy)?;
        for root in grounds.iter().flat_map(|ground| &ground.roots) {
            let watched = watcher.watch(root, RecursiveMode::Recursive);
            watched.with_context(|| format!("{}: {remedy}", root.display()))?;
        }
        Ok(Follower {
            changes,
            _watcher: watcher,
        })
    }

    /// Waits until something has changed and it is calm again; false if the reader wants an end.
    pub fn wait(&self) -> bool {
        let began = Instant::now();
        let mut first: Option<Instant> = None;
        let mut last = began;
        while !wants_end() {
            match self.changes.recv_timeout(GLANCE) {
                Ok(()) => {
                    last = Instant::now();
                    first.get_or_insert(last);
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return false,
            }
            let is_due = match first {
                Some(first) => last.elapsed() >= CALM || first.elapsed() >= LONGEST_UNREST,
                None => began.elapsed() >= LOOK_EVERY,
            };
            if is_due {
                return true;
            }
        }
        false
    }
}

fn concerns_us(event: &Event, archive: &Path) -> bool {
    let is_ours = |path: &PathBuf| path.starts_with(archive);
    // So many changes that the system has lost count of them.
    event.need_rescan()
        || !matches!(event.kind, EventKind::Access(_)) && !event.paths.iter().all(is_ours)
}
