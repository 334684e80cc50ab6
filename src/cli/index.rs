//! `warraq index`: bring the archive up to date with some directories.

use super::follow::Follower;
use super::output::note;
use super::progress::{BYTES_A_MB, Display, end_on_interrupt, wants_end};
use super::{ArchivePath, Outcome, dry_run};
use anyhow::{Context, Result, bail};
use clap::Args;
use jiff::Zoned;
use std::env;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf, absolute};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use warraq::archive::how::How;
use warraq::archive::made_with::MadeWith;
use warraq::archive::runs::{LastRun, Runs};
use warraq::archive::writer::{self, Entities, Progress, Survey, Task};
use warraq::archive::{Archive, WriteLock, locate_or_new};
use warraq::entities::tagger::model::Model;

/// Index the articles under some directories; again, only what is new, changed or gone
#[derive(Debug, Args)]
#[command(after_help = "\
Reads text, web pages, JSON, tables, feeds, NITF, NewsML, WARC, mailboxes, MediaWiki dumps, SGML
collections, Word and PDF documents, compressed and in zip or tar archives (`warraq formats` lists
them); other files and hidden ones are passed over. Without --archive (or $WARRAQ_ARCHIVE), the archive is the .warraq of this
directory or of a parent, else a new one here. Without DIR, all directories of the archive are
brought up to date, each read as it was before.

Ctrl-C commits what has been read; the same command goes on from there.

Exit status: 0 all read, 2 something could not be read (it is named; the rest is indexed) or the run
was ended.")]
pub struct Options {
    /// Directories (or files) to index
    #[arg(value_name = "DIR")]
    roots: Vec<PathBuf>,
    /// Only files that match this pattern, as '*.jsonl' or '2020/**'; repeated: any of them
    #[arg(long, value_name = "GLOB", requires = "roots")]
    include: Vec<String>,
    /// No files that match this pattern
    #[arg(long, value_name = "GLOB", requires = "roots")]
    exclude: Vec<String>,
    /// What a field is called in your files, as body=story_text or title=fields.headline; repeated
    /// for others
    #[arg(long = "map", value_name = "FIELD=NAME", requires = "roots")]
    map: Vec<String>,
    /// The encoding of your files, as windows-1256, where it is told wrongly
    #[arg(long, value_name = "NAME", requires = "roots")]
    encoding: Option<String>,
    /// The outlet of articles that name none
    #[arg(long, value_name = "NAME", requires = "roots")]
    source: Option<String>,
    /// Look for no people, places and organisations: faster, and nothing to filter by
    #[arg(long, requires = "roots")]
    no_entities: bool,
    #[command(flatten)]
    effort: Effort,
    /// Say what would be read and how, file by file, and index nothing
    #[arg(long, conflicts_with = "rebuild")]
    dry_run: bool,
    /// Make the archive anew; the old one answers until the new one is done
    #[arg(long)]
    rebuild: bool,
    /// Then go on: take in what is new, changed or gone as it happens, until Ctrl-C
    #[arg(long, conflicts_with = "dry_run")]
    watch: bool,
}

/// What a run may use of the machine.
#[derive(Debug, Args)]
pub struct Effort {
    /// About how much memory to use, in MB
    #[arg(long, value_name = "MB", default_value_t = 1000)]
    memory: usize,
    /// Threads that analyse [default: one a core]
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// Commit at least this often: what a run that is killed has to do again
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    commit_every: u64,
}

/// Directories that are read in one way.
pub struct Ground {
    pub roots: Vec<PathBuf>,
    pub how: How,
}

pub fn run(given: &ArchivePath, options: Options) -> Result<Outcome> {
    let here = env::current_dir().context("the current directory")?;
    let path = absolute(locate_or_new(given.given(), &here))?;
    let grounds = grounds(&path, &options)?;
    if options.dry_run {
        return dry_run::run(&path, &grounds);
    }
    // Slips are told before anything is written.
    for ground in &grounds {
        writer::Options::new(&ground.how, true)?;
    }
    let lock = WriteLock::take(&path)?;
    // As the roots, so that the archive is known when it lies below one.
    let path = path.canonicalize()?;
    end_on_interrupt()?;
    // Before the first run, so that nothing is missed that happens during it.
    let follower = options.watch.then(|| Follower::of(&path, &grounds));
    let follower = follower.transpose()?;
    let archive = match options.rebuild {
        true => Archive::begin_anew(&path, &lock)?,
        false => Archive::open_or_create(&path, &lock)?,
    };
    super::warn_if_outdated(&archive);
    let mut work = Work {
        given,
        effort: &options.effort,
        runs: match options.rebuild && !options.roots.is_empty() {
            true => Runs::default(),
            false => Runs::load(&path)?,
        },
        archive,
        is_in_force: !options.rebuild,
    };
    if !options.roots.is_empty() {
        for ground in &grounds {
            work.runs.enter(&ground.roots, &ground.how);
        }
    }
    let mut outcome = work.on(&grounds, Task::Update)?;
    let Some(follower) = follower else {
        return Ok(outcome);
    };
    note("watching for changes; Ctrl-C ends");
    while follower.wait() {
        if work.on(&grounds, Task::Update)? == Outcome::Faulty {
            outcome = Outcome::Faulty;
        }
    }
    Ok(outcome)
}

/// The directories that were given, or all that the archive knows.
fn grounds(archive: &Path, options: &Options) -> Result<Vec<Ground>> {
    if options.roots.is_empty() {
        let known = known_grounds(archive)?;
        if known.is_empty() {
            bail!("name a directory to index, as in `warraq index ~/archive`");
        }
        return Ok(known);
    }
    let roots: Result<Vec<PathBuf>> = options.roots.iter().map(|root| existing(root)).collect();
    let how = How {
        include: options.include.clone(),
        exclude: options.exclude.clone(),
        map: options.map.clone(),
        encoding: options.encoding.clone(),
        source: options.source.clone(),
        no_entities: options.no_entities,
    };
    Ok(vec![Ground { roots: roots?, how }])
}

/// The directories of an archive, as they were read last.
pub fn known_grounds(archive: &Path) -> Result<Vec<Ground>> {
    let runs = Runs::load(archive)?;
    let grounds = runs.roots.into_iter().map(|(root, run)| Ground {
        roots: vec![root],
        how: run.how,
    });
    Ok(grounds.collect())
}

/// The absolute path of a root. One that does not exist is a slip of the reader's, not an
/// archive that has lost all its files.
fn existing(root: &Path) -> Result<PathBuf> {
    let found = root.canonicalize();
    found.with_context(|| format!("{}: name a directory or a file to index", root.display()))
}

/// Work on an archive.
pub struct Work<'w> {
    pub given: &'w ArchivePath,
    pub effort: &'w Effort,
    pub runs: Runs,
    pub archive: Archive,
    /// Whether searches use the archive already; one that is made anew they use at the end.
    pub is_in_force: bool,
}

/// What came of a task.
struct Done {
    losses: u64,
    is_complete: bool,
}

impl Work<'_> {
    /// Does a task on some directories and says what came of it.
    pub fn on(&mut self, grounds: &[Ground], task: Task) -> Result<Outcome> {
        let (mut has_losses, mut is_complete) = (false, true);
        for ground in grounds {
            is_complete &= !wants_end();
            if is_complete {
                let done = self.on_one(ground, task)?;
                has_losses |= done.losses > 0;
                is_complete = done.is_complete;
            }
        }
        match (is_complete, self.is_in_force) {
            (true, true) => {}
            (true, false) => {
                self.archive.put_in_force()?;
                self.runs.save(&self.archive)?;
                self.is_in_force = true;
            }
            (false, true) => note("ended; the same command goes on from here"),
            (false, false) => note("ended; the old archive is as it was"),
        }
        note(format_args!("archive: {}", self.archive.home().display()));
        Ok(match is_complete && !has_losses {
            true => Outcome::Found,
            false => Outcome::Faulty,
        })
    }

    /// Does a task on directories that are read in one way.
    fn on_one(&mut self, ground: &Ground, task: Task) -> Result<Done> {
        let entities = self.entities(&ground.how)?;
        if let Entities::Of(authority, model) = entities {
            let difference = self.archive.record(MadeWith::of(model, authority))?;
            super::warn_of_other_names(&self.archive, difference);
        }
        let mut run = LastRun {
            how: ground.how.clone(),
            began: Zoned::now().strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
            seconds: None,
            articles: 0,
        };
        // A retry reads few files: what is on record is the last run over all.
        let is_whole = task == Task::Update;
        if is_whole {
            self.note(ground, &run)?;
        }
        let options = self.options(ground, entities, task)?;
        let (display, progress, started) = (Display::new(), Progress::default(), Instant::now());
        let survey = display.watch(&progress, || {
            let roots = &ground.roots;
            writer::index(
                &self.archive,
                entities,
                roots,
                &options,
                &progress,
                &display,
            )
        })?;
        let took = started.elapsed();
        run.seconds = survey.is_complete.then_some(took.as_secs_f64());
        run.articles = progress.articles.load(Ordering::Relaxed);
        if is_whole {
            self.note(ground, &run)?;
        }
        summarise(&survey, &progress, took);
        Ok(Done {
            losses: progress.losses.load(Ordering::Relaxed),
            is_complete: survey.is_complete,
        })
    }

    fn note(&mut self, ground: &Ground, run: &LastRun) -> Result<()> {
        for root in &ground.roots {
            self.runs.note(root, run);
        }
        // What is on record belongs to the archive in force.
        if self.is_in_force {
            self.runs.save(&self.archive)?;
        }
        Ok(())
    }

    fn options(
        &self,
        ground: &Ground,
        entities: Entities<'_>,
        task: Task,
    ) -> Result<writer::Options> {
        let has_tagger = matches!(entities, Entities::Of(_, Some(_)));
        let options = writer::Options::new(&ground.how, has_tagger)?;
        Ok(writer::Options {
            without: without(&self.archive, &self.runs, ground),
            task,
            memory_bytes: self.effort.memory.saturating_mul(BYTES_A_MB as usize),
            threads: self.effort.threads.unwrap_or(options.threads),
            commit_every: Duration::from_secs(self.effort.commit_every),
            ..options
        })
    }

    /// The entities to look for. Without the tagger's model those that nobody lists are missed,
    /// aloud.
    fn entities(&self, how: &How) -> Result<Entities<'static>> {
        if how.no_entities {
            return Ok(Entities::None);
        }
        let authority = self.given.authority(Some(self.archive.home()))?;
        let model: Option<&'static Model> = super::tagger();
        Ok(Entities::Of(authority, model))
    }
}

/// What is not read with a ground: the archive itself, and what is read in another way.
pub fn without(archive: &Archive, runs: &Runs, ground: &Ground) -> Vec<PathBuf> {
    let within = ground.roots.iter().flat_map(|root| runs.within(root));
    let within = within.map(Path::to_owned);
    within.chain([archive.home().to_owned()]).collect()
}

fn summarise(survey: &Survey, progress: &Progress, took: Duration) {
    let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
    let text_mb = count(&progress.text_bytes) as f64 / BYTES_A_MB;
    note(format_args!(
        "{} indexed from {} ({} new, {} changed; {} unchanged, {} gone) \
         in {:.1} s, {text_mb:.1} MB of text, {:.1} MB/s",
        counted(count(&progress.articles), "article"),
        counted(count(&progress.files), "file"),
        survey.new,
        survey.changed,
        survey.unchanged,
        survey.gone(),
        took.as_secs_f64(),
        text_mb / took.as_secs_f64().max(f64::MIN_POSITIVE),
    ));
    let notes = [
        (survey.passed_over, "of other kinds passed over", "file"),
        (
            survey.unreadable,
            "could not be read before and are unchanged; `warraq status` names them, \
             `warraq retry` tries again",
            "file",
        ),
        (
            count(&progress.repeats),
            "left out that are there already from another place",
            "article",
        ),
    ];
    for (number, what, of) in notes.into_iter().filter(|(number, ..)| *number > 0) {
        note(format_args!("{} {what}", counted(number, of)));
    }
    let losses = count(&progress.losses);
    match losses {
        0 => {}
        1 => note("1 file or record could not be read; it is named above"),
        _ => note(format_args!(
            "{losses} files or records could not be read; they are named above"
        )),
    }
}

pub(super) fn counted(count: u64, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    }
}
