//! Finding known names in analysed text.
//!
//! A name is matched token by token at the exact level, longest first, never inside a word and
//! never across punctuation. Its first word may carry و ف ب ك ل and, in names of some length,
//! ال; the match then begins after what is attached, save for ال, which reads as part of a name.

use super::authority::{Authority, Bearers};
use crate::arabic::chars::{Class, classify};
use crate::arabic::{Analysis, Layer};
use fst::Map;
use fst::raw::{CompiledAddr, Node, Output};
use std::borrow::Borrow;
use std::ops::{BitOr, Range};

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

/// The listed names that begin with a word, found once for each word: see [`find`].
#[derive(Debug, Clone, Default)]
pub(super) struct Alone {
    /// The name that it is by itself: letters attached before it, and its bearers.
    name: Option<(usize, Bearers)>,
    /// From where in the dictionaries longer names go on.
    further: Box<[Further]>,
    /// Whether a name that it stands before is that of somebody's father.
    before_father: bool,
}

impl Alone {
    /// Whom the word by itself can mean.
    pub fn bearers(&self) -> Option<Bearers> {
        self.name.map(|(_, bearers)| bearers)
    }
}

/// A place in a dictionary of names behind the first word of some.
#[derive(Debug, Clone, Copy)]
struct Further {
    /// Which dictionary, as [`Authority::arabic`] gives them.
    dictionary: usize,
    node: CompiledAddr,
    output: Output,
    letters_before: usize,
    /// With which letters names go on, a bit each: see [`letter_bit`].
    letters_next: u64,
}

/// The listed names that begin with a word.
pub(super) fn alone(authority: &Authority, word: &str) -> Alone {
    let (mut name, mut further) = (None, Vec::new());
    for reading in readings(word) {
        for (dictionary, names) in authority.arabic().enumerate() {
            let mut walk = Walk::new(&names.keys);
            let fed = walk.feed(reading.article.as_bytes());
            if fed
                .and_then(|()| walk.feed(reading.rest.as_bytes()))
                .is_none()
            {
                continue;
            }
            if let Some(place) = walk.place().filter(|_| name.is_none() && reading.suits(1)) {
                name = Some((reading.letters_before, names.bearers(place)));
            }
            if reading.suits(2) && walk.feed(b" ").is_some() {
                further.push(Further {
                    dictionary,
                    node: walk.node.addr(),
                    output: walk.output,
                    letters_before: reading.letters_before,
                    letters_next: walk.letters_next(),
                });
            }
        }
    }
    Alone {
        name,
        further: further.into(),
        before_father: SON_OR_DAUGHTER.contains(&word),
    }
}

/// All names in `text`, in order, longest first, without overlaps. `of_word` gives [`alone`] of
/// each token, which is found once for each word.
pub(super) fn find<A: Borrow<Alone>>(
    authority: &Authority,
    text: &str,
    analysis: &Analysis,
    of_word: impl Fn(usize) -> A,
) -> Vec<Candidate> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(token) = analysis.tokens().get(at) {
        let alone = of_word(at);
        let alone = alone.borrow();
        let begins = !alone.further.is_empty() || alone.name.is_some();
        let is_father = || {
            at.checked_sub(1).is_some_and(|before| {
                let gap = analysis.tokens()[before].span.end..token.span.start;
                of_word(before).borrow().before_father && joins(&text[gap])
            })
        };
        let name = match begins && !is_father() {
            true => longest_at(authority, text, analysis, at, alone),
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
            bearers: name.bearers,
        });
        at = name.end;
    }
    found
}

/// All names in a text that stands alone.
pub(super) fn find_once(authority: &Authority, text: &str, analysis: &Analysis) -> Vec<Candidate> {
    let tokens = analysis.tokens();
    find(authority, text, analysis, |at| {
        alone(authority, analysis.form(&tokens[at], Layer::Exact))
    })
}

/// What stands between a person's name and the father's: in سلطان بن حمدان بن زايد nobody but Sultan is
/// named.
const SON_OR_DAUGHTER: &[&str] = &["بن", "ابن", "بنت"];

/// The longest Latin name that begins at token `at`, and the token after its end.
pub(super) fn latin_at(
    authority: &Authority,
    text: &str,
    analysis: &Analysis,
    at: usize,
) -> Option<(usize, Bearers)> {
    let first = analysis.form(&analysis.tokens()[at], Layer::Exact);
    let found = authority.latin().filter_map(|names| {
        let mut walk = Walk::new(&names.keys);
        walk.feed(first.as_bytes())?;
        let alone = walk.place().map(|place| (at + 1, place));
        let longer = walk
            .feed(b" ")
            .and_then(|()| longest_from(walk, text, analysis, at));
        let (end, place) = longer.or(alone)?;
        let bearers = names.bearers(place);
        bearers.full().is_some().then_some((end, bearers))
    });
    found.reduce(|best, other| if other.0 > best.0 { other } else { best })
}

/// A dictionary entry that matches from some token on.
struct Match {
    end: usize,
    bearers: Bearers,
    letters_before: usize,
}

fn longest_at(
    authority: &Authority,
    text: &str,
    analysis: &Analysis,
    at: usize,
    alone: &Alone,
) -> Option<Match> {
    let mut best = alone.name.map(|(letters_before, bearers)| Match {
        end: at + 1,
        bearers,
        letters_before,
    });
    let next = analysis.tokens().get(at + 1);
    let next = next.and_then(|token| analysis.form(token, Layer::Exact).chars().next());
    let Some(next) = next.map(letter_bit) else {
        return best;
    };
    let may_go_on = |further: &&Further| further.letters_next & next != 0;
    for further in alone.further.iter().filter(may_go_on) {
        let Some(names) = authority.arabic().nth(further.dictionary) else {
            continue;
        };
        let walk = Walk {
            keys: &names.keys,
            node: names.keys.as_fst().node(further.node),
            output: further.output,
        };
        if let Some((end, place)) = longest_from(walk, text, analysis, at)
            && best.as_ref().is_none_or(|best| end > best.end)
        {
            best = Some(Match {
                end,
                bearers: names.bearers(place),
                letters_before: further.letters_before,
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
            && (self.letters_before == 0 || tokens > 1 || letters >= FEWEST_LETTERS_AFTER_PARTICLE)
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

/// The longest name that goes on behind token `at`, where the walk stands: its end and its place.
fn longest_from(
    mut walk: Walk<'_>,
    text: &str,
    analysis: &Analysis,
    at: usize,
) -> Option<(usize, u64)> {
    let tokens = analysis.tokens();
    let mut longest = None;
    for next in at + 1..tokens.len() {
        let gap = &text[tokens[next - 1].span.end..tokens[next].span.start];
        if !joins(gap) {
            break;
        }
        let form = analysis.form(&tokens[next], Layer::Exact);
        if walk.feed(form.as_bytes()).is_none() {
            break;
        }
        longest = walk.place().map(|place| (next + 1, place)).or(longest);
        if walk.feed(b" ").is_none() {
            break;
        }
    }
    longest
}

/// Whether what stands between two words lets them be one name.
fn joins(gap: &str) -> bool {
    gap.chars().all(|c| {
        c.is_whitespace() || matches!(c, '-' | '‑' | '–' | '_' | '.' | '"' | '«' | '“' | '”' | '»')
    }) && gap.matches('\n').count() == 0
}

/// The bit of a letter among 64, which some share.
fn letter_bit(letter: char) -> u64 {
    1 << (u32::from(letter) % u64::BITS)
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

    /// The letters that can come next, a bit each.
    fn letters_next(&self) -> u64 {
        let second = |first: u8, node: CompiledAddr| {
            let letter = |byte| char::from_u32(u32::from(first & 31) << 6 | u32::from(byte & 63));
            let node = self.keys.as_fst().node(node);
            let letters = node.transitions().filter_map(|next| letter(next.inp));
            letters.map(letter_bit).fold(0, BitOr::bitor)
        };
        let first = self.node.transitions().map(|next| match next.inp {
            byte if byte.is_ascii() => letter_bit(byte.into()),
            byte @ 0xc0..0xe0 => second(byte, next.addr),
            // Letters of three bytes and more are rare: any of them may be meant.
            _ => u64::MAX,
        });
        first.fold(0, BitOr::bitor)
    }

    fn place(&self) -> Option<u64> {
        self.node
            .is_final()
            .then(|| self.output.cat(self.node.final_output()).value())
    }
}

/// The byte at which the letter after the first `letters` letters of a written word begins.
pub(super) fn byte_after_letters(word: &str, letters: usize) -> usize {
    let mut starts = word.char_indices().filter(|(_, c)| is_letter(*c));
    match letters {
        0 => 0,
        _ => starts.nth(letters).map_or(0, |(at, _)| at),
    }
}

/// How many letters a piece of a written word has.
pub(super) fn letters_of(written: &str) -> usize {
    written.chars().filter(|c| is_letter(*c)).count()
}

fn is_letter(c: char) -> bool {
    !matches!(classify(c), Class::Ignored | Class::Hamza(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<(&str, &'static str)> {
        let authority = Authority::builtin();
        let analysis = Analysis::of(text);
        find_once(authority, text, &analysis)
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
