//! Stories of an archive: which articles are copies of one text, as its last commit has them.
//!
//! The table lies beside the index and is made at the end of a run. It speaks of texts by the
//! fingerprints of their wording and not of places in the index, so a table older than the index
//! is never wrong: it has not heard of the newest articles, and they stand alone.
//!
//! A run compares only texts that are new with those of which it shares a band. What it found
//! before it believes, but a story of which a text has gone is formed anew: so which articles
//! stand together depends on what the archive has, and not on the order in which it came.
//! One exception: in a band of more than [`MOST_COMPARED`] texts, each is compared only with as many
//! that were published next.

use super::schema::{BANDS_COLUMN, DATE_COLUMN, WORDING_COLUMN};
use super::{Archive, ArchiveError, at, sealed};
use crate::arabic::Analysis;
use crate::stories::{BAND_COUNT, Groups, Sketch, Wording, are_copies};
use rustc_hash::{FxHashMap, FxHashSet};
use std::io;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use tantivy::{DocAddress, Searcher, TantivyDocument};

/// Texts by their fingerprints, and the stories that they belong to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stories {
    /// Number of the commit that the table was made from.
    commit: u64,
    /// Fingerprints of texts that more than one article has, or that have copies, and the story of
    /// each; sorted.
    shared: Vec<(u64, u64)>,
    /// Fingerprints of all other texts that were compared; sorted. Only the next run reads them.
    single: Vec<u64>,
}

const FILE: &str = "stories.bin";
/// Of a band that is shared by very many, each is compared with so many others.
const MOST_COMPARED: usize = 64;
/// Words of the texts that one thread holds at a time: about 50 MB.
const MOST_WORDS_HELD: usize = 2 << 20;

/// Two texts by their numbers, the lower one first.
type Pair = (u32, u32);

impl Stories {
    /// The story of a text by its fingerprint; `None` if it stands alone.
    pub fn of(&self, fingerprint: u64) -> Option<u64> {
        let at = self.shared.binary_search_by_key(&fingerprint, |row| row.0);
        at.ok().map(|at| self.shared[at].1)
    }

    /// How many stories have more than one article.
    pub fn len(&self) -> usize {
        let stories = self.shared.iter().map(|row| row.1);
        stories.collect::<FxHashSet<_>>().len()
    }

    /// Whether no article has a copy.
    pub fn is_empty(&self) -> bool {
        self.shared.is_empty()
    }

    pub(super) fn load(store: &Path) -> io::Result<Stories> {
        match sealed::read(&store.join(FILE)) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(Stories::default()),
            read => Stories::from_bytes(&read?).ok_or_else(|| {
                io::Error::new(io::ErrorKind::InvalidData, format!("{FILE} is cut short"))
            }),
        }
    }

    fn from_bytes(bytes: &[u8]) -> Option<Stories> {
        let (numbers, rest) = bytes.as_chunks::<8>();
        let mut numbers = numbers.iter().map(|number| u64::from_le_bytes(*number));
        let (commit, shared) = (numbers.next()?, numbers.next()?);
        let shared = usize::try_from(shared).ok()?;
        let is_whole = rest.is_empty() && shared.checked_mul(2)? <= numbers.len();
        is_whole.then(|| Stories {
            commit,
            shared: (0..shared)
                .map_while(|_| numbers.next().zip(numbers.next()))
                .collect(),
            single: numbers.collect(),
        })
    }

    /// Writes the table in one step.
    fn save(&self, store: &Path) -> io::Result<()> {
        let head = [self.commit, self.shared.len() as u64];
        let shared = self.shared.iter().flat_map(|(text, story)| [*text, *story]);
        let numbers = head
            .into_iter()
            .chain(shared)
            .chain(self.single.iter().copied());
        let bytes: Vec<u8> = numbers.flat_map(u64::to_le_bytes).collect();
        sealed::write(&store.join(FILE), bytes)
    }
}

/// Forms the stories of the last commit, unless the table has them already.
pub(super) fn bring_up_to_date(
    archive: &Archive,
    threads: NonZeroUsize,
) -> Result<(), ArchiveError> {
    let generation = archive.generation()?;
    // A broken table is made anew: it can say nothing that the index does not.
    let before = Stories::load(&archive.store).unwrap_or_default();
    if before.commit == generation.ledger {
        return Ok(());
    }
    let searcher = archive.searcher()?;
    let texts = texts(&searcher)?;
    let formed = Formation {
        archive,
        searcher: &searcher,
        texts: &texts,
    }
    .form(&before, threads)?;
    let stories = Stories {
        commit: generation.ledger,
        ..formed
    };
    stories
        .save(&archive.store)
        .map_err(|e| at(&archive.store, e))
}

/// A text of the archive.
struct Text {
    fingerprint: u64,
    /// An article that has it.
    at: DocAddress,
    published: i64,
    /// How many articles have it.
    articles: usize,
}

/// The different texts of the archive, in the order of their fingerprints.
fn texts(searcher: &Searcher) -> tantivy::Result<Vec<Text>> {
    let mut texts = Vec::new();
    for (segment, reader) in (0..).zip(searcher.segment_readers()) {
        let wordings = reader.fast_fields().u64(WORDING_COLUMN)?;
        let dates = reader.fast_fields().i64(DATE_COLUMN)?;
        for doc in reader.doc_ids_alive() {
            if let Some(fingerprint) = wordings.first(doc) {
                texts.push(Text {
                    fingerprint,
                    at: DocAddress::new(segment, doc),
                    published: dates.first(doc).unwrap_or(i64::MAX),
                    articles: 1,
                });
            }
        }
    }
    texts.sort_unstable_by_key(|text| (text.fingerprint, text.published, text.at));
    texts.dedup_by(|later, first| {
        let is_same = later.fingerprint == first.fingerprint;
        first.articles += usize::from(is_same);
        is_same
    });
    Ok(texts)
}

/// The forming of stories.
struct Formation<'a> {
    archive: &'a Archive,
    searcher: &'a Searcher,
    texts: &'a [Text],
}

impl Formation<'_> {
    fn form(&self, before: &Stories, threads: NonZeroUsize) -> Result<Stories, ArchiveError> {
        let mut groups = Groups::alone(self.texts.len());
        let known = self.known(before, &mut groups);
        for (one, other) in self.copies(self.candidates(&known)?, threads)? {
            groups.join(one as usize, other as usize);
        }
        let mut sizes: FxHashMap<usize, usize> = FxHashMap::default();
        for (number, text) in self.texts.iter().enumerate() {
            *sizes.entry(groups.of(number)).or_default() += text.articles;
        }
        let mut stories = Stories::default();
        for (number, text) in self.texts.iter().enumerate() {
            let story = groups.of(number);
            match sizes[&story] {
                1 => stories.single.push(text.fingerprint),
                _ => stories
                    .shared
                    .push((text.fingerprint, self.texts[story].fingerprint)),
            }
        }
        Ok(stories)
    }

    fn number(&self, fingerprint: u64) -> Option<usize> {
        let found = self
            .texts
            .binary_search_by_key(&fingerprint, |text| text.fingerprint);
        found.ok()
    }

    /// Which texts have been compared with one another before; those that were found to be copies
    /// are joined.
    fn known(&self, before: &Stories, groups: &mut Groups) -> Vec<bool> {
        let mut known = vec![false; self.texts.len()];
        for text in &before.single {
            if let Some(number) = self.number(*text) {
                known[number] = true;
            }
        }
        let gone = before.shared.iter();
        let gone = gone.filter(|(text, _)| self.number(*text).is_none());
        let gone: FxHashSet<u64> = gone.map(|(_, story)| *story).collect();
        let whole = before.shared.iter().filter(|row| !gone.contains(&row.1));
        for (text, story) in whole {
            if let Some((number, first)) = self.number(*text).zip(self.number(*story)) {
                known[number] = true;
                groups.join(number, first);
            }
        }
        known
    }

    /// Pairs of texts that share a band and have not been compared before, each once.
    fn candidates(&self, known: &[bool]) -> tantivy::Result<Vec<Pair>> {
        let mut pairs: FxHashSet<Pair> = FxHashSet::default();
        if known.iter().all(|known| *known) {
            return Ok(Vec::new());
        }
        let bands = self.bands()?;
        // One band at a time: the buckets of all at once would be many times the sketches.
        for band in 0..BAND_COUNT {
            let of_texts = bands.iter().skip(band).step_by(BAND_COUNT);
            let mut bucketed: Vec<(u32, i64, u32)> = (0..)
                .zip(of_texts.zip(self.texts))
                .map(|(number, (band, text))| (*band, text.published, number))
                .collect();
            bucketed.sort_unstable();
            for bucket in bucketed.chunk_by(|a, b| a.0 == b.0) {
                for (place, (.., one)) in bucket.iter().enumerate() {
                    for (.., other) in bucket[place + 1..].iter().take(MOST_COMPARED) {
                        if !(known[*one as usize] && known[*other as usize]) {
                            pairs.insert((*one.min(other), *one.max(other)));
                        }
                    }
                }
            }
        }
        Ok(pairs.into_iter().collect())
    }

    /// The bands of all texts, one text after the other.
    fn bands(&self) -> tantivy::Result<Vec<u32>> {
        let columns = self.searcher.segment_readers().iter();
        let columns: tantivy::Result<Vec<_>> = columns
            .map(|reader| reader.fast_fields().u64(BANDS_COLUMN))
            .collect();
        let columns = columns?;
        let mut bands = Vec::with_capacity(self.texts.len() * BAND_COUNT);
        for text in self.texts {
            let column = &columns[text.at.segment_ord as usize];
            match Sketch::unpacked(column.values_for_doc(text.at.doc_id)) {
                Some(sketch) => bands.extend_from_slice(sketch.bands()),
                None => bands.extend([0; BAND_COUNT]),
            }
        }
        Ok(bands)
    }

    /// The pairs that are copies. Pairs that hang together are looked at by one thread, which
    /// reads each of their texts once if it can hold them all.
    fn copies(
        &self,
        mut pairs: Vec<Pair>,
        threads: NonZeroUsize,
    ) -> Result<Vec<Pair>, ArchiveError> {
        let clusters = clusters(&mut pairs, self.texts.len());
        let (next, found) = (AtomicUsize::new(0), Mutex::new(Ok(Vec::new())));
        thread::scope(|scope| {
            for _ in 0..threads.get() {
                scope.spawn(|| {
                    let mut reader = Reader::new(self);
                    while let Some(cluster) = clusters.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let copies = reader.copies(cluster);
                        let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
                        match (found.as_mut(), copies) {
                            (Ok(found), Ok(copies)) => found.extend(copies),
                            (Ok(_), Err(error)) => *found = Err(error),
                            (Err(_), _) => return,
                        }
                    }
                });
            }
        });
        Ok(found.into_inner().unwrap_or_else(PoisonError::into_inner)?)
    }
}

/// Sorts pairs so that those that hang together stand together, and gives these.
fn clusters(pairs: &mut [Pair], texts: usize) -> Vec<&[Pair]> {
    let mut groups = Groups::alone(texts);
    for (one, other) in pairs.iter() {
        groups.join(*one as usize, *other as usize);
    }
    let group: Vec<usize> = (0..texts).map(|number| groups.of(number)).collect();
    let of = |pair: &Pair| group[pair.0 as usize];
    pairs.sort_unstable_by_key(|pair| (of(pair), *pair));
    pairs.chunk_by(|a, b| of(a) == of(b)).collect()
}

/// Reads texts again, to compare them.
struct Reader<'a> {
    formation: &'a Formation<'a>,
    analysis: Analysis,
    held: FxHashMap<u32, Wording>,
    words_held: usize,
}

impl<'a> Reader<'a> {
    fn new(formation: &'a Formation<'a>) -> Self {
        Reader {
            formation,
            analysis: Analysis::default(),
            held: FxHashMap::default(),
            words_held: 0,
        }
    }

    fn copies(&mut self, pairs: &[Pair]) -> tantivy::Result<Vec<Pair>> {
        let mut copies = Vec::new();
        for (one, other) in pairs {
            if self.words_held > MOST_WORDS_HELD {
                self.let_go();
            }
            self.hold(*one)?;
            self.hold(*other)?;
            if are_copies(&self.held[one], &self.held[other]) {
                copies.push((*one, *other));
            }
        }
        self.let_go();
        Ok(copies)
    }

    fn let_go(&mut self) {
        self.held.clear();
        self.words_held = 0;
    }

    fn hold(&mut self, number: u32) -> tantivy::Result<()> {
        if !self.held.contains_key(&number) {
            let wording = self.wording(number as usize)?;
            self.words_held += self.analysis.tokens().len();
            self.held.insert(number, wording);
        }
        Ok(())
    }

    fn wording(&mut self, number: usize) -> tantivy::Result<Wording> {
        let Formation {
            archive,
            searcher,
            texts,
        } = self.formation;
        let stored: TantivyDocument = searcher.doc(texts[number].at)?;
        self.analysis.analyse(&archive.fields.article(&stored).body);
        Ok(Wording::of(&self.analysis))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn stories() -> Stories {
        Stories {
            commit: 7,
            shared: vec![(2, 2), (5, 2)],
            single: vec![3, 9],
        }
    }

    #[test]
    fn a_table_reads_back_as_it_was_written() {
        let store = tempfile::tempdir().unwrap();
        assert_eq!(Stories::load(store.path()).unwrap(), Stories::default());
        stories().save(store.path()).unwrap();
        let read = Stories::load(store.path()).unwrap();
        assert_eq!(read, stories());
        assert_eq!((read.of(5), read.of(3), read.len()), (Some(2), None, 1));
    }

    #[test]
    fn a_table_that_was_cut_short_is_told() {
        let store = tempfile::tempdir().unwrap();
        for bytes in [&[1u8; 5][..], &[9; 16], &[255; 24]] {
            fs::write(store.path().join(FILE), bytes).unwrap();
            assert!(Stories::load(store.path()).is_err());
        }
    }
}
