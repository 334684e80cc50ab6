//! Finding known names in analysed text.
//!
//! A name is matched token by token at the exact level, longest first, never inside a word and
//! never across punctuation. Its first word may carry و ف ب ك ل and, in names of some length,
//! ال; the match then begins after what is attached, save for ال, which reads as part of a name.

use super::authority::{Authority, Bearers, Names};
use crate::arabic::chars::{Class, classify};
use crate::arabic::{Analysis, Layer};
use fst::Map;
use fst::raw::{Node, Output};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// A name found in a text, and the entities that it can stand for.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    /// The tokens that it covers.
    pub tokens: Range<usize>,
    /// The bytes that it covers, without attached particles.
    pub span: Range<usize>,
    /// Whom it can mean.
    pub bearers: Bearers,
}

/// Finds the names of an authority, and remembers which words cannot begin one: most cannot,
/// and a look-up of the whole word is cheaper than walking the dictionary for every reading.
pub(super) struct Gazetteer<'a> {
    names: &'a Names,
    may_begin: FxHashMap<String, bool>,
}

/// Words that a gazetteer remembers before it forgets them all: about 30 MB.
const MOST_REMEMBERED_WORDS: usize = 400_000;

impl<'a> Gazetteer<'a> {
    pub(super) fn new(authority: &'a Authority) -> Self {
        Gazetteer {
            names: &authority.arabic,
            may_begin: FxHashMap::default(),
        }
    }

    /// All names in `text`, in order, longest first, without overlaps.
    pub(super) fn find(&mut self, text: &str, analysis: &Analysis) -> Vec<Candidate> {
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(token) = analysis.tokens().get(at) {
            let first = analysis.form(token, Layer::Exact);
            let name = match self.may_begin(first) && !continues_a_name(text, analysis, at) {
                true => longest_at(&self.names.keys, text, analysis, at),
                false => None,
            };
            let Some(name) = name else {
                at += 1;
                continue;
            };
            let written = &text[token.span.clone()];
            found.push(Candidate {
                span: token.span.start + byte_after_letters(written, name.letters_before)
                    ..analysis.tokens()[name.end - 1].span.end,
                tokens: at..name.end,
                bearers: self.names.bearers(name.place),
            });
            at = name.end;
        }
        found
    }

    fn may_begin(&mut self, word: &str) -> bool {
        if let Some(&known) = self.may_begin.get(word) {
            return known;
        }
        if self.may_begin.len() >= MOST_REMEMBERED_WORDS {
            self.may_begin.clear();
        }
        let keys = &self.names.keys;
        let may = readings(word).any(|reading| {
            let mut walk = Walk::new(keys);
            let fed = walk.feed(reading.article.as_bytes());
            let fed = fed.and_then(|()| walk.feed(reading.rest.as_bytes()));
            fed.is_some() && (walk.place().is_some() || walk.feed(b" ").is_some())
        });
        self.may_begin.insert(word.to_owned(), may);
        may
    }
}

/// What stands between a person's name and the father's.
const SON_OR_DAUGHTER: &[&str] = &["بن", "ابن", "بنت"];

/// Whether token `at` is the name of somebody's father: in سلطان بن حمدان بن زايد nobody but
/// Sultan is named.
fn continues_a_name(text: &str, analysis: &Analysis, at: usize) -> bool {
    at.checked_sub(1).is_some_and(|before| {
        let (son, father) = (&analysis.tokens()[before], &analysis.tokens()[at]);
        SON_OR_DAUGHTER.contains(&analysis.form(son, Layer::Exact))
            && joins(&text[son.span.end..father.span.start])
    })
}

/// The longest Latin name that begins at token `at`, and the token after its end.
pub(super) fn latin_at(
    authority: &Authority,
    text: &str,
    analysis: &Analysis,
    at: usize,
) -> Option<(usize, Bearers)> {
    let names = &authority.latin;
    let first = Reading::plain(analysis.form(&analysis.tokens()[at], Layer::Exact), 0);
    let (end, place) = longest_from(&names.keys, text, analysis, at, &first)?;
    Some((end, names.bearers(place)))
}

/// A dictionary entry that matches from some token on.
struct Match {
    end: usize,
    place: u64,
    letters_before: usize,
}

fn longest_at(
    keys: &Map<&'static [u8]>,
    text: &str,
    analysis: &Analysis,
    at: usize,
) -> Option<Match> {
    let first = analysis.form(&analysis.tokens()[at], Layer::Exact);
    let mut best: Option<Match> = None;
    for reading in readings(first) {
        let found = longest_from(keys, text, analysis, at, &reading);
        if let Some((end, place)) = found
            && best.as_ref().is_none_or(|best| end > best.end)
            && reading.suits(end - at)
        {
            best = Some(Match {
                end,
                place,
                letters_before: reading.letters_before,
            });
        }
    }
    best
}

/// One way to read the first word of a name.
struct Reading<'a> {
    /// What the name begins with.
    article: &'static str,
    rest: &'a str,
    /// Letters of the written word that stand before the name.
    letters_before: usize,
    /// Whether an ال that the dictionary does not have was passed over.
    without_article: bool,
}

/// A foreign name with ال attached is believed only if it is long: القطر is no Qatar.
const FEWEST_LETTERS_WITHOUT_ARTICLE: usize = 5;
const FEWEST_LETTERS_AFTER_PARTICLE: usize = 3;

impl<'a> Reading<'a> {
    fn plain(rest: &'a str, letters_before: usize) -> Self {
        Reading {
            article: "",
            rest,
            letters_before,
            without_article: false,
        }
    }

    fn suits(&self, tokens: usize) -> bool {
        let letters = self.rest.chars().count();
        let long_enough = tokens > 1 || letters >= FEWEST_LETTERS_WITHOUT_ARTICLE;
        // البوروندي is no Burundi but a man from there.
        let nisba = tokens == 1 && self.rest.ends_with(['ي', 'ه']);
        (!self.without_article || long_enough && !nisba)
            && (self.letters_before == 0 || letters >= FEWEST_LETTERS_AFTER_PARTICLE)
    }
}

/// The ways to read a word: as it stands, without attached particles, without ال.
fn readings(word: &str) -> impl Iterator<Item = Reading<'_>> {
    let after_conjunction = word.strip_prefix(['و', 'ف']);
    let starts = [Some((word, 0)), after_conjunction.map(|rest| (rest, 1))];
    starts
        .into_iter()
        .flatten()
        .flat_map(move |(word, before)| {
            let after_preposition = word.strip_prefix(['ب', 'ك', 'ل']);
            // للأمم is ل and الأمم: the second ل is the article's.
            let contracted = word.strip_prefix("لل").map(|rest| Reading {
                article: "ال",
                ..Reading::plain(rest, before + 1)
            });
            let bare = [
                Some((word, before)),
                after_preposition.map(|rest| (rest, before + 1)),
            ];
            let without_article = bare
                .into_iter()
                .flatten()
                .filter_map(move |(word, before)| {
                    let rest = word.strip_prefix("ال")?;
                    Some(Reading {
                        without_article: true,
                        ..Reading::plain(rest, before)
                    })
                });
            let contracted_bare = word.strip_prefix("لل").map(|rest| Reading {
                without_article: true,
                ..Reading::plain(rest, before + 1)
            });
            bare.into_iter()
                .flatten()
                .map(move |(word, before)| Reading::plain(word, before))
                .chain(contracted)
                .chain(without_article)
                .chain(contracted_bare)
        })
}

/// The longest name that begins with this reading of token `at`: its end and its place.
fn longest_from(
    keys: &Map<&'static [u8]>,
    text: &str,
    analysis: &Analysis,
    at: usize,
    first: &Reading<'_>,
) -> Option<(usize, u64)> {
    let tokens = analysis.tokens();
    let mut walk = Walk::new(keys);
    walk.feed(first.article.as_bytes())?;
    walk.feed(first.rest.as_bytes())?;
    let mut longest = walk.place().map(|place| (at + 1, place));
    for next in at + 1..tokens.len() {
        let gap = &text[tokens[next - 1].span.end..tokens[next].span.start];
        if !joins(gap) || walk.feed(b" ").is_none() {
            break;
        }
        if walk
            .feed(analysis.form(&tokens[next], Layer::Exact).as_bytes())
            .is_none()
        {
            break;
        }
        longest = walk.place().map(|place| (next + 1, place)).or(longest);
    }
    longest
}

/// Whether what stands between two words lets them be one name.
fn joins(gap: &str) -> bool {
    gap.chars()
        .all(|c| c.is_whitespace() || matches!(c, '-' | '‑' | '–' | '_' | '.'))
        && gap.matches('\n').count() == 0
}

/// A walk down a dictionary, byte by byte.
struct Walk<'k> {
    keys: &'k Map<&'static [u8]>,
    node: Node<'k>,
    output: Output,
}

impl<'k> Walk<'k> {
    fn new(keys: &'k Map<&'static [u8]>) -> Self {
        Walk {
            node: keys.as_fst().root(),
            output: Output::zero(),
            keys,
        }
    }

    fn feed(&mut self, bytes: &[u8]) -> Option<()> {
        for &byte in bytes {
            let transition = self.node.transition(self.node.find_input(byte)?);
            self.output = self.output.cat(transition.out);
            self.node = self.keys.as_fst().node(transition.addr);
        }
        Some(())
    }

    fn place(&self) -> Option<u64> {
        self.node
            .is_final()
            .then(|| self.output.cat(self.node.final_output()).value())
    }
}

/// The byte at which the letter after the first `letters` letters of a written word begins.
fn byte_after_letters(word: &str, letters: usize) -> usize {
    let is_letter = |c: char| !matches!(classify(c), Class::Ignored | Class::Hamza(_));
    let mut starts = word.char_indices().filter(|&(_, c)| is_letter(c));
    match letters {
        0 => 0,
        _ => starts.nth(letters).map_or(0, |(at, _)| at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<(&str, &'static str)> {
        let authority = Authority::builtin();
        let analysis = Analysis::of(text);
        Gazetteer::new(authority)
            .find(text, &analysis)
            .into_iter()
            .filter_map(|name| {
                let entity = authority.entity(name.bearers.full()?);
                Some((&text[name.span], entity.id()))
            })
            .collect()
    }

    #[test]
    fn the_longest_name_wins() {
        assert_eq!(
            names("زار سيرغي لافروف ناغورني قره باغ"),
            [
                ("سيرغي لافروف", "sergey-lavrov"),
                ("ناغورني قره باغ", "nagorno-karabakh")
            ]
        );
    }

    #[test]
    fn attached_particles_are_no_part_of_a_name() {
        assert_eq!(
            names("في كاراباخ وأذربيجان"),
            [("كاراباخ", "nagorno-karabakh"), ("أذربيجان", "azerbaijan")]
        );
        assert_eq!(names("لِلأمم المتحدة"), [("لأمم المتحدة", "united-nations")]);
        assert_eq!(names("وبأرمينيا"), [("أرمينيا", "armenia")]);
    }

    #[test]
    fn names_stand_neither_inside_words_nor_across_punctuation() {
        assert!(names("المكاراباخية").is_empty());
        assert!(names("قره، باغ").is_empty());
        assert!(names("القطر").is_empty());
    }

    #[test]
    fn a_father_named_in_a_name_is_not_meant() {
        assert_eq!(names("زار محمد بن زايد باريس")[0].1, "mohammed-bin-zayed");
        assert!(names("حضر خلفان بن حمدان بن زايد").is_empty());
    }
}
