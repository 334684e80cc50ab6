//! Merges: which made ids of an archive are spellings of one name.
//!
//! Names that nobody listed get an id made of their words, so that two spellings of one foreign
//! name have two. Where the whole archive has been read it can tell: names of two words or more,
//! with the same skeletons and letters nearly the same, whose articles do not have both, are one.
//! The table lies beside the index, under the number of the commit that it was made from, and holds
//! for searching only; the index keeps what was written.

use super::ledger::Generation;
use super::{Archive, ArchiveError, at, sealed};
use crate::arabic::skeleton::{are_near, skeleton};
use crate::entities::made;
use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::Path;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, Searcher, TERMINATED, Term};

/// From ids to the id that stands for them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merges {
    /// A spelling's id, and that of the usual spelling.
    pub into: BTreeMap<String, String>,
}

/// Of the articles of the rarer spelling, so many at most may have the other too: writers who
/// spell a name in two ways in one article are few, brothers named together are many.
const MOST_SHARED: f64 = 0.2;
/// Fewer consonants are shared by names of different people.
const FEWEST_CONSONANTS: usize = 5;

impl Merges {
    /// The table of a commit, or of one before it while there is none; empty where there is none at
    /// all.
    pub(super) fn load(store: &Path, commit: Generation) -> io::Result<Merges> {
        let Some(newest) = Generation::newest_merges(store, commit) else {
            return Ok(Merges::default());
        };
        let text = sealed::read(&newest)?;
        let text = String::from_utf8_lossy(&text);
        let rows = text.lines().filter_map(|line| line.split_once('\t'));
        Ok(Merges {
            into: rows
                .map(|(id, into)| (id.to_owned(), into.to_owned()))
                .collect(),
        })
    }

    /// Writes the table of a commit in one step.
    fn save(&self, store: &Path, commit: Generation) -> io::Result<()> {
        let rows: String = self
            .into
            .iter()
            .map(|(id, into)| format!("{id}\t{into}\n"))
            .collect();
        sealed::write(&commit.path_of_merges(store), rows.into_bytes())
    }

    /// What the archive's names agree on.
    fn of(searcher: &Searcher, entity: Field) -> tantivy::Result<Merges> {
        let mut merges = Merges::default();
        let mut alike: HashMap<_, Vec<(String, u64)>> = HashMap::new();
        for (id, articles) in made_ids(searcher, entity)? {
            if let Some(key) = key(&id) {
                let of = made::entity_type(&id);
                alike.entry((of, key)).or_default().push((id, articles));
            }
        }
        for (_, mut names) in alike.into_iter().filter(|(_, names)| names.len() > 1) {
            names.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            merges.add(searcher, entity, &names)?;
        }
        Ok(merges)
    }

    /// Joins names of one skeleton, commonest first.
    fn add(
        &mut self,
        searcher: &Searcher,
        entity: Field,
        names: &[(String, u64)],
    ) -> tantivy::Result<()> {
        let mut usual: Vec<&(String, u64)> = Vec::new();
        for name in names {
            let mut into = None;
            for other in &usual {
                if are_spellings(&name.0, &other.0)
                    && shared(searcher, entity, &name.0, &other.0)? as f64
                        <= MOST_SHARED * name.1 as f64
                {
                    into = Some(*other);
                    break;
                }
            }
            match into {
                Some(other) => {
                    self.into.insert(name.0.clone(), other.0.clone());
                }
                None => usual.push(name),
            }
        }
        Ok(())
    }
}

/// Makes the table of the last commit, number `commit`, unless it is there.
pub(super) fn bring_up_to_date(archive: &Archive, commit: Generation) -> Result<(), ArchiveError> {
    let path = commit.path_of_merges(&archive.store);
    if path.is_file() {
        return Ok(());
    }
    let merges = Merges::of(&archive.searcher()?, archive.fields.entity)?;
    merges
        .save(&archive.store, commit)
        .map_err(|e| at(&path, e))?;
    commit
        .sweep(&archive.store)
        .map_err(|e| at(&archive.store, e))
}

/// The made ids, and in how many articles each stands.
fn made_ids(searcher: &Searcher, field: Field) -> tantivy::Result<BTreeMap<String, u64>> {
    let mut ids = BTreeMap::new();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(field)?;
        let mut terms = index.terms().stream()?;
        while terms.advance() {
            let id = String::from_utf8_lossy(terms.key());
            if id.contains(made::MARK) {
                *ids.entry(id.into_owned()).or_insert(0) += u64::from(terms.value().doc_freq);
            }
        }
    }
    Ok(ids)
}

/// What all spellings of a name share; `None` for names that are too short to tell.
fn key(id: &str) -> Option<String> {
    let skeletons: Vec<String> = made::words(id).map(skeleton).collect();
    let consonants: usize = skeletons.iter().map(|s| s.chars().count()).sum();
    let long = skeletons.len() > 1 && consonants >= FEWEST_CONSONANTS;
    (long && skeletons.iter().all(|s| !s.is_empty())).then(|| skeletons.join(" "))
}

/// Whether two names of one skeleton have nearly the same letters, word by word.
fn are_spellings(a: &str, b: &str) -> bool {
    made::words(a)
        .zip(made::words(b))
        .all(|(a, b)| are_near(a, b))
}

/// In how many articles both ids stand.
fn shared(searcher: &Searcher, field: Field, a: &str, b: &str) -> tantivy::Result<u64> {
    let mut shared = 0;
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(field)?;
        let postings =
            |id| index.read_postings(&Term::from_field_text(field, id), IndexRecordOption::Basic);
        let (Some(mut a), Some(mut b)) = (postings(a)?, postings(b)?) else {
            continue;
        };
        while a.doc() != TERMINATED && b.doc() != TERMINATED {
            if a.doc() == b.doc() {
                shared += 1;
                a.advance();
            } else if a.doc() < b.doc() {
                a.advance();
            } else {
                b.advance();
            }
        }
    }
    Ok(shared)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_share_a_key_and_short_names_have_none() {
        assert_eq!(key("p~سيرغي-لافروف"), key("p~سيرجي-لافروف"));
        assert_eq!(key("p~علي"), None);
        assert!(!are_spellings("p~سعيد-المطيري", "p~سعد-المطران"));
    }

    #[test]
    fn a_table_holds_until_a_later_commit_has_its_own() {
        let store = tempfile::tempdir().unwrap();
        let [earlier, later] = [4, 5].map(|ledger| Generation { ledger, repeats: 0 });
        let merges = Merges {
            into: BTreeMap::from([("p~ا".into(), "p~ب".into())]),
        };
        merges.save(store.path(), earlier).unwrap();
        assert_eq!(Merges::load(store.path(), earlier).unwrap(), merges);
        assert_eq!(Merges::load(store.path(), later).unwrap(), merges);
        Merges::default().save(store.path(), later).unwrap();
        let own = Merges::load(store.path(), later).unwrap();
        assert_eq!(own, Merges::default());
        let before = Generation {
            ledger: 3,
            repeats: 0,
        };
        assert!(Merges::load(store.path(), before).unwrap().into.is_empty());
    }
}
