//! Sources: the human-edited tables of `data/words/` from which the lexicon takes what is known.

use super::counts::Counts;
use super::verbs::Verb;
use crate::arabic::chars::fold_lexical_str;
use crate::arabic::skeleton::{are_near, skeleton};
use crate::table::TableError;
use rustc_hash::{FxHashMap, FxHashSet};
use std::fs;
use std::path::Path;

/// What the tables say. Every word is at the lexical level, except in [`Verb`]s.
#[derive(Debug, Default)]
pub struct Sources {
    /// Verbs and their roots.
    pub verbs: Vec<(Verb, Option<String>)>,
    /// Nouns, adjectives and names.
    pub lemmas: FxHashMap<String, Lemma>,
    /// Broken plurals and other irregular forms, to the word under which they are found.
    pub irregular: FxHashMap<String, String>,
    /// Those of [`Sources::irregular`] that are plurals: they take no ending of number or gender.
    pub plurals: FxHashSet<String>,
    /// Words whose ends look like clitics or endings and are none.
    pub protected: FxHashMap<String, Keeps>,
    /// Spellings of names and loan words, to the usual spelling.
    pub variants: FxHashMap<String, String>,
    /// Spellings that the aliases of the authority show, to the name: see [`Sources::take_spellings`].
    spellings: FxHashMap<String, String>,
    /// Places and their adjectives, to the place: what they share instead of a root.
    pub demonyms: FxHashMap<String, String>,
    /// Words of the names of people and places in the authority file, without the article.
    pub names: FxHashSet<String>,
    /// Words that begin with a hamza, as they are spelt: إلهام is not ال and هام.
    pub hamza: FxHashSet<String>,
    /// Particles and other words that are never taken apart, with their clitic forms, to the bare word.
    pub particles: FxHashMap<String, String>,
}

/// What is known of a nominal.
#[derive(Debug, Default, Clone)]
pub struct Lemma {
    /// As what it is used.
    pub uses: Uses,
    /// Its root, if it has one.
    pub root: Option<String>,
}

/// Parts of speech of a nominal; one word can be several.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Uses {
    /// A noun.
    pub noun: bool,
    /// An adjective or participle: its feminine is the same word.
    pub adjective: bool,
    /// A name.
    pub name: bool,
}

/// What of a protected word is its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeps {
    /// Its first letters.
    First,
    /// Its first and its last letters.
    Both,
}

impl Sources {
    /// Reads the tables of `data`: its `words/` and the names of its `authority/`.
    ///
    /// # Errors
    /// If one cannot be read, or a row is not what its header says.
    pub fn read(data: &Path) -> Result<Self, TableError> {
        let mut sources = Sources::default();
        let directory = data.join("words");
        for row in rows(&directory.join("verbs.tsv"), 5)? {
            sources.add_verb(&row);
        }
        for row in rows(&directory.join("lemmas.tsv"), 3)? {
            sources.add_lemma(&row)?;
        }
        for table in ["plurals.tsv", "forms.tsv"] {
            for row in rows(&directory.join(table), 2)? {
                if row.cell(0).starts_with(HAMZA) {
                    sources.hamza.insert(row.cell(0).to_owned());
                }
                let (form, word) = (row.one_word(0)?, row.one_word(1)?);
                if form != word {
                    if table == "plurals.tsv" {
                        sources.plurals.insert(form.clone());
                    }
                    sources.irregular.entry(form).or_insert(word);
                }
            }
        }
        for row in rows(&directory.join("protected.tsv"), 2)? {
            let keeps = match row.cell(1) {
                "first" => Keeps::First,
                "both" => Keeps::Both,
                other => return Err(row.wrong(&format!("keeps is first or both, not {other}"))),
            };
            sources.protected.insert(row.word(0), keeps);
        }
        for row in rows(&directory.join("demonyms.tsv"), 2)? {
            let (adjective, place) = (row.word(0), row.word(1));
            sources.demonyms.insert(adjective, place.clone());
            sources.demonyms.insert(place.clone(), place);
        }
        for row in rows(&directory.join("variants.tsv"), 2)? {
            let (variant, usual) = (row.one_word(0)?, row.one_word(1)?);
            sources.names.extend([&variant, &usual].map(String::clone));
            if variant != usual {
                sources.variants.insert(variant, usual);
            }
        }
        // A bare particle before one with clitics that is written alike: أنا before إن and نا.
        let mut particles = rows(&directory.join("stop.tsv"), 2)?;
        particles.sort_by_key(|row| row.cell(1) != "-");
        for row in &particles {
            sources.add_particle(row)?;
        }
        for table in ["people.tsv", "places.tsv"] {
            for row in rows(&data.join("authority").join(table), 9)? {
                sources.add_names(&row);
            }
        }
        Ok(sources)
    }

    fn add_verb(&mut self, row: &Row) {
        let or_first = |column: usize, first: usize| match row.cell(column) {
            "=" => row.cell(first).to_owned(),
            given => given.to_owned(),
        };
        let verb = Verb {
            past: row.cell(0).to_owned(),
            present: row.cell(1).to_owned(),
            past_before_consonant: or_first(2, 0),
            present_before_consonant: or_first(3, 1),
        };
        self.verbs.push((verb, root(row.cell(4))));
    }

    fn add_lemma(&mut self, row: &Row) -> Result<(), TableError> {
        if row.cell(0).starts_with(HAMZA) {
            self.hamza.insert(row.cell(0).to_owned());
        }
        let lemma = self.lemmas.entry(row.word(0)).or_default();
        match row.cell(1) {
            "noun" => lemma.uses.noun = true,
            "adj" | "elative" => lemma.uses.adjective = true,
            "name" => lemma.uses.name = true,
            other => return Err(row.wrong(&format!("no part of speech is called {other}"))),
        }
        lemma.root = lemma.root.take().or_else(|| root(row.cell(2)));
        Ok(())
    }

    /// People's names word by word, and places of one word; other names are made of common nouns.
    fn add_names(&mut self, row: &Row) {
        self.add_spellings(row);
        let is_person = row.cell(1) == "person";
        let names = row.cell(3).split('|').chain([row.cell(2)]);
        let names = names.filter(|name| is_person || !name.contains(' '));
        for word in names.flat_map(str::split_whitespace) {
            let word = fold_lexical_str(word);
            let word = word.strip_prefix("ال").unwrap_or(&word);
            let is_arabic = word.chars().all(|c| matches!(c, 'ء'..='غ' | 'ف'..='ي'));
            if is_arabic
                && word.chars().count() >= SHORTEST_NAME_LETTERS
                && !self.irregular.contains_key(word)
            {
                self.names.insert(word.to_owned());
            }
        }
    }

    /// The spellings of names that the aliases show: word by word where an alias has as many words
    /// as the name, else a single word against the last of the name.
    fn add_spellings(&mut self, row: &Row) {
        let name = words(row.cell(2));
        let Some(last) = name.last() else { return };
        for alias in row.cell(3).split('|').map(words) {
            let pairs: Vec<(&String, &String)> = match &alias[..] {
                [single] => vec![(single, last)],
                several if several.len() == name.len() => several.iter().zip(&name).collect(),
                _ => continue,
            };
            for (spelling, usual) in pairs {
                if self.is_spelling(spelling, usual) {
                    let spelling = spelling.clone();
                    self.spellings
                        .entry(spelling)
                        .or_insert_with(|| usual.clone());
                }
            }
        }
    }

    /// Adds to the variants the spellings that the authority shows, where the usual one is indeed the
    /// commoner: الجمهورية اللبنانية does not make لبنان a spelling of لبنانية.
    pub fn take_spellings(&mut self, counts: &Counts) {
        for (spelling, usual) in self.spellings.drain() {
            if counts.of(&usual) > counts.of(&spelling) {
                self.variants.entry(spelling).or_insert(usual);
            }
        }
    }

    /// Whether two words are spellings of one foreign name, and no words of Arabic.
    fn is_spelling(&self, spelling: &str, usual: &str) -> bool {
        let is_word = |word: &str| {
            self.irregular.contains_key(word)
                || self.variants.contains_key(word)
                || self
                    .lemmas
                    .get(word)
                    .is_some_and(|known| known.root.is_some())
        };
        spelling != usual
            && spelling.chars().count() >= SHORTEST_NAME_LETTERS
            && skeleton(spelling) == skeleton(usual)
            && are_near(spelling, usual)
            && !is_word(spelling)
            && !self.irregular.contains_key(usual)
    }

    fn add_particle(&mut self, row: &Row) -> Result<(), TableError> {
        let word = row.word(0);
        let Some(forms) = crate::arabic::particles::forms(&word, row.cell(1)) else {
            return Err(row.wrong(&format!("a particle does not take {:?}", row.cell(1))));
        };
        for form in forms {
            self.particles.entry(form).or_insert_with(|| word.clone());
        }
        Ok(())
    }

    /// Singulars and bases of irregular forms.
    pub fn bases(&self) -> FxHashSet<&str> {
        self.irregular.values().map(String::as_str).collect()
    }
}

const HAMZA: [char; 3] = ['أ', 'إ', 'آ'];

/// Shorter words of names are as likely something else.
const SHORTEST_NAME_LETTERS: usize = 4;

/// The words of a name at the lexical level, without articles.
fn words(name: &str) -> Vec<String> {
    let words = name.split_whitespace().map(fold_lexical_str);
    words
        .map(|word| word.strip_prefix("ال").unwrap_or(&word).to_owned())
        .collect()
}

/// A root as the layers have it: every hamza is ء.
fn root(cell: &str) -> Option<String> {
    let hamza = |c| match c {
        'أ' | 'إ' | 'آ' | 'ؤ' | 'ئ' => 'ء',
        _ => c,
    };
    (cell != "-").then(|| cell.chars().map(hamza).collect())
}

struct Row {
    cells: Vec<String>,
    place: String,
}

impl Row {
    fn cell(&self, column: usize) -> &str {
        &self.cells[column]
    }

    fn word(&self, column: usize) -> String {
        fold_lexical_str(self.cell(column))
    }

    /// A word where several would break the lexicon, whose forms stand between spaces.
    fn one_word(&self, column: usize) -> Result<String, TableError> {
        match self.cell(column).contains(char::is_whitespace) {
            true => Err(self.wrong(&format!("{:?} is not one word", self.cell(column)))),
            false => Ok(self.word(column)),
        }
    }

    fn wrong(&self, problem: &str) -> TableError {
        TableError::Row {
            place: self.place.clone(),
            problem: problem.to_owned(),
        }
    }
}

/// The rows of a table of `columns` columns; `#` lines and the header are passed over.
fn rows(path: &Path, columns: usize) -> Result<Vec<Row>, TableError> {
    let text = fs::read_to_string(path).map_err(|cause| TableError::unreadable(path, cause))?;
    let lines = text.lines().enumerate();
    let lines = lines.filter(|(_, line)| !line.starts_with('#') && !line.is_empty());
    lines
        .skip(1)
        .map(|(number, line)| {
            let row = Row {
                cells: line.split('\t').map(str::to_owned).collect(),
                place: format!("{}:{}", path.display(), number + 1),
            };
            match row.cells.len() == columns {
                true => Ok(row),
                false => Err(row.wrong(&format!(
                    "{columns} columns expected, {} found",
                    row.cells.len()
                ))),
            }
        })
        .collect()
}
