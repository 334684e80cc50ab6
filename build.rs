//! Compiles the human-edited tables of `data/` to compact read-only ones, so that nothing is
//! parsed when warraq starts. Keys are folded by the very code that folds articles.
//!
//! A row that cannot be right (two entities with one id, one name claimed by two) stops the
//! build with the file, the line and the remedy.

#[path = "src/arabic/chars.rs"]
#[allow(dead_code)]
mod chars;
#[path = "src/arabic/particles.rs"]
#[allow(dead_code)]
mod particles;
#[path = "src/arabic/servant.rs"]
mod servant;
#[path = "src/arabic/skeleton.rs"]
#[allow(dead_code)]
mod skeleton;
#[path = "src/arabic/token.rs"]
#[allow(dead_code)]
mod token;

use rust_stemmers::{Algorithm, Stemmer};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    stop_words(&out);
    lexicon(&out);
    authority(&out);
    terms(&out);
    name_words(&out);
    let made_by = ["data", "src/arabic", "src/entities"].map(Path::new);
    println!(
        "cargo::rustc-env=WARRAQ_ANALYSIS={:016x}",
        fingerprint(&made_by)
    );
}

/// A fingerprint (64-bit FNV-1a) of all files below some directories: an archive keeps it, to
/// know later whether its articles were analysed by the same tables and code.
fn fingerprint(directories: &[&Path]) -> u64 {
    let (mut hash, mut waiting) = (0xcbf2_9ce4_8422_2325_u64, Vec::new());
    waiting.extend(directories.iter().map(|path| path.to_path_buf()));
    while let Some(path) = waiting.pop() {
        println!("cargo::rerun-if-changed={}", path.display());
        if path.is_dir() {
            let entries = fs::read_dir(&path).expect("a directory of the source can be read");
            let mut entries: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
            entries.sort();
            waiting.extend(entries);
            continue;
        }
        for byte in fs::read(&path).expect("a file of the source can be read") {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash
}

/// One row of a table: its cells by column, and where it stands.
struct Row {
    cells: Vec<String>,
    place: String,
}

impl Row {
    fn list(&self, column: usize) -> impl Iterator<Item = &str> {
        self.cells[column]
            .split('|')
            .filter(|name| !name.is_empty())
    }
}

/// Reads a TSV with `columns` columns; `#` lines and the header are passed over.
fn read(path: &Path, columns: usize) -> Vec<Row> {
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let lines = text.lines().enumerate();
    let lines = lines.filter(|(_, line)| !line.starts_with('#') && !line.is_empty());
    lines
        .skip(1)
        .map(|(number, line)| {
            let place = format!("{}:{}", path.display(), number + 1);
            let cells: Vec<String> = line.split('\t').map(str::to_owned).collect();
            assert!(
                cells.len() == columns,
                "{place}: {columns} columns expected, {} found",
                cells.len()
            );
            Row { cells, place }
        })
        .collect()
}

/// The key of a name or word: its tokens at the exact level, joined by spaces.
fn key(name: &str) -> String {
    let mut tokens = token::Tokenizer::new(name);
    let mut key = String::new();
    let mut form = String::new();
    while tokens.next_into(&mut form).is_some() {
        if !key.is_empty() {
            key.push(' ');
        }
        let joint = servant::joint(&form);
        for (at, letter) in form.chars().enumerate() {
            if joint == Some(at) {
                key.push(' ');
            }
            key.push(chars::fold_exact(letter));
        }
        form.clear();
    }
    key
}

fn write_map(path: PathBuf, entries: &BTreeMap<String, u64>) {
    let map = fst::Map::from_iter(entries.iter().map(|(key, value)| (key, *value)))
        .expect("a BTreeMap is sorted and unique");
    write(path, map.as_fst().as_bytes());
}

fn write(path: PathBuf, bytes: impl AsRef<[u8]>) {
    fs::write(&path, bytes).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
}

/// Stop words with all their clitics.
fn stop_words(out: &Path) {
    let mut stop = BTreeMap::new();
    for row in read(Path::new("data/words/stop.tsv"), 2) {
        let word = lexical(&row.cells[0]);
        let forms = particles::forms(&word, &row.cells[1]);
        let forms = forms.unwrap_or_else(|| {
            panic!("{}: a particle does not take {:?}", row.place, row.cells[1])
        });
        stop.extend(forms.into_iter().map(|form| (form, 0)));
    }
    write_map(out.join("stop.fst"), &stop);
}

fn lexical(word: &str) -> String {
    word.chars().map(chars::fold_lexical).collect()
}

/// The learnt lexicon: a dictionary from form to lemma, the lemmas with their roots, and the
/// shares of the affixes.
fn lexicon(out: &Path) {
    let path = Path::new("data/lexicon/lexicon.tsv");
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let (mut proclitics, mut suffixes, mut names) = (Vec::new(), Vec::new(), BTreeMap::new());
    let (mut lemmas, mut offsets, mut forms) = (String::new(), Vec::new(), BTreeMap::new());
    for (number, line) in text.lines().enumerate() {
        let place = format!("{}:{}", path.display(), number + 1);
        let cells: Vec<&str> = line.split('\t').collect();
        match cells[..] {
            ["#proclitic", _, log] => proclitics.push(log),
            ["#suffix", _, log] => suffixes.push(log),
            ["#name", skeleton, name] => {
                names.insert(skeleton.to_owned(), name.to_owned());
            }
            [comment] if comment.starts_with('#') => {}
            [lemma, root, _, of_lemma] => {
                let of_lemma: Vec<&str> = of_lemma.split(' ').collect();
                let forms_log2 = (of_lemma.len() as u64 * 2 + 1).ilog2().min(15);
                let value = (offsets.len() as u64 / 4) << 4 | u64::from(forms_log2);
                offsets.extend((lemmas.len() as u32).to_le_bytes());
                lemmas.push_str(lemma);
                lemmas.push('\t');
                if root != lemma {
                    lemmas.push_str(root);
                }
                for form in of_lemma {
                    let earlier = forms.insert(form.to_owned(), value);
                    assert!(earlier.is_none(), "{place}: {form} has two lemmas");
                }
            }
            _ => panic!("{place}: four columns expected; build the lexicon anew"),
        }
    }
    offsets.extend((lemmas.len() as u32).to_le_bytes());
    // A name leads to what it is a form of; one that the lexicon reads otherwise leads nowhere.
    let names = names.into_iter().filter_map(|(skeleton, name)| {
        let value = forms.get(&name)?;
        Some((skeleton, *value))
    });
    write_map(out.join("names.fst"), &names.collect());
    write_map(out.join("lexicon.fst"), &forms);
    write(out.join("lexicon.lemmas"), lemmas);
    write(out.join("lexicon.offsets"), offsets);
    let array = |name: &str, logs: &[&str]| {
        format!(
            "const {name}: [f64; {}] = [{}];\n",
            logs.len(),
            logs.join(", ")
        )
    };
    let affixes = array("PROCLITIC_LOGS", &proclitics) + &array("SUFFIX_LOGS", &suffixes);
    write(out.join("affixes.rs"), affixes);
}

/// Which entities a name stands for: entity number times two, plus one where the name is short.
type Bindings = BTreeMap<String, Vec<u32>>;

/// The authority: its rows, and the dictionaries of ids, Arabic names and Latin names.
fn authority(out: &Path) {
    let mut rows: Vec<Row> = Vec::new();
    let mut curated = 0;
    for file in ["people", "organisations", "places", "gazetteer"] {
        curated = rows.len();
        let path = Path::new("data/authority").join(file);
        rows.extend(read(&path.with_extension("tsv"), 9));
    }
    let (mut records, mut offsets) = (String::new(), Vec::new());
    let (mut ids, mut names, mut latin) = (BTreeMap::new(), Bindings::new(), Bindings::new());
    for (number, row) in (0u32..).zip(&rows) {
        offsets.extend((records.len() as u32).to_le_bytes());
        records.push_str(&row.cells.join("\t"));
        records.push('\n');
        let earlier = ids.insert(row.cells[0].clone(), u64::from(number));
        assert!(
            earlier.is_none(),
            "{}: the id {} is taken; choose another",
            row.place,
            row.cells[0]
        );
        if number as usize >= curated {
            continue;
        }
        for name in std::iter::once(row.cells[2].as_str()).chain(row.list(3)) {
            claim(&mut names, name, number, &rows);
        }
        for name in row.list(5) {
            bind(&mut latin, key(name), number * 2);
        }
    }
    for (number, row) in (0u32..).zip(&rows) {
        if number as usize >= curated {
            // Of the world's towns, nothing is believed for its name alone.
            for name in std::iter::once(row.cells[2].as_str()).chain(row.list(3)) {
                bind(&mut names, key(name), number * 2 + 1);
            }
            for name in row.list(5) {
                latin
                    .entry(key(name))
                    .or_insert_with(|| vec![number * 2 + 1]);
            }
            continue;
        }
        for name in row.list(4).map(key).chain(surname(row)) {
            bind(&mut names, name, number * 2 + 1);
        }
    }
    bind_surnames(&mut latin, &rows);
    write_map(out.join("authority-skeletons.fst"), &skeletons(&rows));
    let kinds: Vec<u8> = rows
        .iter()
        .enumerate()
        .map(|(number, row)| {
            let kind = ["person", "place", "organisation"]
                .iter()
                .position(|kind| *kind == row.cells[1]);
            let kind = kind.unwrap_or_else(|| panic!("{}: no type {}", row.place, row.cells[1]));
            kind as u8 | if number >= curated { 4 } else { 0 }
        })
        .collect();
    write(out.join("authority.kinds"), kinds);
    offsets.extend((records.len() as u32).to_le_bytes());
    demonyms(out, &ids);
    write(out.join("authority.tsv"), records);
    write(out.join("authority.offsets"), offsets);
    write_map(out.join("authority-ids.fst"), &ids);
    write_bindings(out, "authority-names", &names);
    write_bindings(out, "authority-latin", &latin);
}

/// Binds a full name, which may have one bearer only.
fn claim(names: &mut Bindings, name: &str, number: u32, rows: &[Row]) {
    let key = key(name);
    assert!(
        !key.is_empty(),
        "{}: an empty name",
        rows[number as usize].place
    );
    match names.get(&key).and_then(|bearers| bearers.first()) {
        Some(&bearer) if bearer != number * 2 => panic!(
            "{}: {name} is also a name of {}; make it short in one of them",
            rows[number as usize].place,
            rows[(bearer / 2) as usize].place
        ),
        _ => bind(names, key, number * 2),
    }
}

/// Adds one bearer of a name; a name that is full for an entity is not short for it too.
fn bind(names: &mut Bindings, key: String, binding: u32) {
    let bearers = names.entry(key).or_default();
    if !bearers.iter().any(|bearer| bearer / 2 == binding / 2) {
        bearers.push(binding);
    }
}

/// A person's last name, where the row gives neither a short form nor a one-word alias.
fn surname(row: &Row) -> Option<String> {
    let one_word_alias = row.list(3).any(|alias| !alias.contains(' '));
    if row.cells[1] != "person" || !row.cells[4].is_empty() || one_word_alias {
        return None;
    }
    let name = key(&row.cells[2]);
    let (_, last) = name.rsplit_once(' ')?;
    (last.chars().count() >= 3).then(|| last.to_owned())
}

/// Endings of the feminine and of the plurals of an adjective of a place, at the exact level.
const ADJECTIVE_ENDINGS: [&str; 7] = ["", "ه", "ون", "ين", "ات", "ان", "ا"];

/// The adjectives of places in their forms, and the number of the place.
fn demonyms(out: &Path, ids: &BTreeMap<String, u64>) {
    let mut forms = BTreeMap::new();
    for row in read(Path::new("data/names/demonyms.tsv"), 3) {
        let place = ids.get(&row.cells[2]);
        let place = *place.unwrap_or_else(|| panic!("{}: no place {}", row.place, row.cells[2]));
        let adjective = key(&row.cells[0]);
        for ending in ADJECTIVE_ENDINGS {
            forms.entry(format!("{adjective}{ending}")).or_insert(place);
        }
        for form in row.list(1) {
            forms.entry(key(form)).or_insert(place);
        }
    }
    write_map(out.join("demonyms.fst"), &forms);
}

/// The skeletons of people's names of two words or more, where one person has them.
fn skeletons(rows: &[Row]) -> BTreeMap<String, u64> {
    let mut bearers: BTreeMap<String, BTreeSet<u64>> = BTreeMap::new();
    for (number, row) in (0..).zip(rows).filter(|(_, row)| row.cells[1] == "person") {
        for name in std::iter::once(row.cells[2].as_str()).chain(row.list(3)) {
            let name = key(name);
            let words: Vec<String> = name.split(' ').map(skeleton::skeleton).collect();
            if words.len() > 1 && words.iter().all(|word| !word.is_empty()) {
                bearers.entry(words.join(" ")).or_default().insert(number);
            }
        }
    }
    let single = |bearers: &BTreeSet<u64>| bearers.first().copied().filter(|_| bearers.len() == 1);
    let single = bearers
        .iter()
        .filter_map(|(name, b)| Some((name.clone(), single(b)?)));
    single.collect()
}

/// Shorter surnames, and those that are English words of the news too, name nobody by themselves.
const FEWEST_LETTERS_OF_A_SURNAME: usize = 4;

/// Binds the Latin surnames that one person has, so that `Ronaldo` finds him.
fn bind_surnames(latin: &mut Bindings, rows: &[Row]) {
    let terms = read(Path::new(TERMS), 2);
    let terms: BTreeSet<String> = terms.iter().map(|row| stems(&row.cells[0])).collect();
    let mut bearers: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
    for (number, row) in (0u32..)
        .zip(rows)
        .filter(|(_, row)| row.cells[1] == "person")
    {
        for name in row.list(5).map(key) {
            if let Some((_, surname)) = name.rsplit_once(' ') {
                bearers
                    .entry(surname.to_owned())
                    .or_default()
                    .insert(number);
            }
        }
    }
    for (surname, bearers) in bearers {
        let plain = surname.chars().count() >= FEWEST_LETTERS_OF_A_SURNAME
            && !latin.contains_key(&surname)
            && !terms.contains(&stems(&surname));
        if let (true, Some(bearer), 1) = (plain, bearers.first(), bearers.len()) {
            bind(latin, surname, bearer * 2);
        }
    }
}

/// Writes a dictionary from name to the place of its list of bearers: a count, then the bindings.
fn write_bindings(out: &Path, name: &str, bindings: &Bindings) {
    let (mut lists, mut keys) = (Vec::new(), BTreeMap::new());
    for (key, bearers) in bindings {
        keys.insert(key.clone(), lists.len() as u64);
        lists.extend((bearers.len() as u32).to_le_bytes());
        lists.extend(bearers.iter().flat_map(|bearer| bearer.to_le_bytes()));
    }
    write_map(out.join(name).with_extension("fst"), &keys);
    write(out.join(name).with_extension("lists"), lists);
}

/// The English stems of a head word or phrase, joined by spaces.
fn stems(phrase: &str) -> String {
    let english = Stemmer::create(Algorithm::English);
    let key = key(phrase);
    let stems: Vec<_> = key.split(' ').map(|word| english.stem(word)).collect();
    stems.join(" ")
}

/// Classes of words beside which names stand, in the order of their bits.
const TRIGGER_CLASSES: [&str; 9] = [
    "person_title",
    "person_kin",
    "person_verb",
    "org_head",
    "org_tail",
    "place_head",
    "place_verb",
    "team_sport",
    "month_day",
];

/// The words of people's names with their Latin spelling, and the words beside which names stand.
fn name_words(out: &Path) {
    let (mut latin, mut words) = (String::new(), BTreeMap::new());
    for row in read(Path::new("data/names/tokens.tsv"), 3) {
        let uses = ["g", "f", "w"].iter().zip(0..);
        let uses: u64 = uses
            .map(|(letter, bit)| u64::from(row.cells[2].contains(letter)) << bit)
            .sum();
        let value = (latin.len() as u64) << 16 | (row.cells[1].len() as u64) << 8 | uses;
        words.entry(key(&row.cells[0])).or_insert(value);
        latin.push_str(&row.cells[1]);
    }
    write_map(out.join("name-words.fst"), &words);
    write(out.join("name-words.latin"), latin);
    let mut triggers = BTreeMap::new();
    for row in read(Path::new("data/names/triggers.tsv"), 2) {
        let class = TRIGGER_CLASSES
            .iter()
            .position(|class| *class == row.cells[0]);
        let class = class.unwrap_or_else(|| panic!("{}: no class {}", row.place, row.cells[0]));
        *triggers.entry(key(&row.cells[1])).or_insert(0) |= 1 << class;
    }
    write_map(out.join("triggers.fst"), &triggers);
}

const TERMS: &str = "data/english/terms.tsv";
/// Stands before the keys that are whole words, among those that are stems.
const WHOLE: char = '=';

/// The bilingual list: English word or phrase to its Arabic renderings. Keyed by the words
/// themselves, since university and universe share a stem, and by the stems, for their other
/// forms.
fn terms(out: &Path) {
    let mut terms: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut add = |key: String, renderings: &[String]| {
        let known = terms.entry(key).or_default();
        let new = renderings
            .iter()
            .filter(|rendering| !known.contains(rendering));
        let new: Vec<String> = new.cloned().collect();
        known.extend(new);
    };
    let mut words: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in read(Path::new(TERMS), 2) {
        let renderings: Vec<String> = row.cells[1].split('|').map(str::to_owned).collect();
        add(format!("{WHOLE}{}", key(&row.cells[0])), &renderings);
        add(stems(&row.cells[0]), &renderings);
        words.insert(key(&row.cells[0]), renderings);
    }
    for row in read(Path::new("data/english/irregular.tsv"), 2) {
        if let Some(renderings) = words.get(&row.cells[1]) {
            add(format!("{WHOLE}{}", row.cells[0]), renderings);
        }
    }
    let (mut text, mut keys) = (String::new(), BTreeMap::new());
    for (key, renderings) in terms {
        let renderings = renderings.join("|");
        keys.insert(key, (text.len() as u64) << 16 | renderings.len() as u64);
        text.push_str(&renderings);
    }
    write_map(out.join("terms.fst"), &keys);
    write(out.join("terms.txt"), text);
}
