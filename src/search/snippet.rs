//! Passages: the sentences of an article that answer the query best.

use super::mark::Mark;
use std::collections::HashSet;
use std::ops::Range;

/// A stretch of an article with the words to mark in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// The text, on one line.
    pub text: String,
    /// What to mark, in bytes of `text`.
    pub marks: Vec<Range<usize>>,
}

impl Passage {
    /// A whole text, such as a title, with its marks.
    pub(super) fn whole(text: &str, marks: &[Mark]) -> Passage {
        cut(text, 0..text.len(), marks)
    }
}

/// A passage is no longer than this, so that two fit a screen line or three of them.
const LONGEST_PASSAGE_LETTERS: usize = 220;
/// Letters kept before the first mark when a sentence is too long.
const LEAD_LETTERS: usize = 60;

/// The best passages of `text`, in the order of the text: `count` of them, and one more where it
/// meets a clause that the others do not. The beginning of the text where nothing is marked.
pub(super) fn passages(text: &str, marks: &[Mark], count: usize) -> Vec<Passage> {
    let mut chosen = Vec::new();
    let mut seen = HashSet::new();
    let mut left: Vec<(Range<usize>, &[Mark])> = sentences(text)
        .map(|span| (span.clone(), within(marks, &span)))
        .filter(|(_, marks)| !marks.is_empty())
        .collect();
    while chosen.len() <= count {
        // What a passage is worth: clauses not shown yet, then clauses, then marks; early wins.
        let worth = |marks: &[Mark]| {
            let clauses: HashSet<usize> = marks.iter().map(|mark| mark.clause).collect();
            let new = clauses
                .iter()
                .filter(|clause| !seen.contains(*clause))
                .count();
            (new, clauses.len(), marks.len())
        };
        let best = (0..left.len()).rev().max_by_key(|&i| worth(left[i].1));
        let Some(best) = best else { break };
        if chosen.len() == count && worth(left[best].1).0 == 0 {
            break;
        }
        let (span, marks) = left.remove(best);
        seen.extend(marks.iter().map(|mark| mark.clause));
        chosen.push((span, marks));
    }
    if chosen.is_empty() {
        chosen.extend(sentences(text).next().map(|span| (span, &marks[..0])));
    }
    chosen.sort_by_key(|(span, _)| span.start);
    chosen
        .into_iter()
        .map(|(span, marks)| cut(text, window(text, span, marks), marks))
        .collect()
}

/// The sentences of a text: cut behind full stops, question and exclamation marks that white
/// space or a closing mark follows (a decimal point is none), and at paragraph ends.
fn sentences(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut start = 0;
    let ends = text
        .char_indices()
        .filter(|&(at, c)| ends_sentence(c, &text[at + c.len_utf8()..]))
        .map(|(at, c)| at + c.len_utf8());
    ends.chain([text.len()])
        .map(move |end| {
            let sentence = &text[start..end];
            let lead = sentence.len() - sentence.trim_start().len();
            let span = start + lead..start + lead + sentence.trim().len();
            start = end;
            span
        })
        .filter(|span| !span.is_empty())
}

fn ends_sentence(c: char, rest: &str) -> bool {
    let next = rest.chars().next();
    match c {
        '\n' => true,
        '.' | '؟' | '!' | '۔' | '…' => {
            next.is_none_or(|n| n.is_whitespace() || matches!(n, '"' | '»' | '”' | ')'))
        }
        _ => false,
    }
}

fn within<'m>(marks: &'m [Mark], span: &Range<usize>) -> &'m [Mark] {
    let from = marks.partition_point(|mark| mark.span.start < span.start);
    let to = marks.partition_point(|mark| mark.span.end <= span.end);
    &marks[from.min(to)..to]
}

/// `span`, cut at word ends to the longest passage around its first mark.
fn window(text: &str, span: Range<usize>, marks: &[Mark]) -> Range<usize> {
    let sentence = &text[span.clone()];
    if sentence.chars().count() <= LONGEST_PASSAGE_LETTERS {
        return span;
    }
    let first = marks.first().map_or(span.start, |mark| mark.span.start);
    let before = &text[span.start..first];
    let start = match before.char_indices().rev().nth(LEAD_LETTERS) {
        Some((at, _)) => span.start + at + before[at..].find(' ').map_or(0, |space| space + 1),
        None => span.start,
    };
    let rest = &text[start..span.end];
    let end = match rest.char_indices().nth(LONGEST_PASSAGE_LETTERS) {
        Some((at, _)) => start + rest[..at].rfind(' ').unwrap_or(at),
        None => span.end,
    };
    start..end
}

/// The text of `span` on one line, with an ellipsis where a sentence was cut, and its marks.
fn cut(text: &str, span: Range<usize>, marks: &[Mark]) -> Passage {
    const CUT: &str = "… ";
    let ends_sentence = |at: usize| {
        let before = text[..at].trim_end_matches(' ');
        let last = before.chars().next_back();
        last.is_none_or(|last| ends_sentence(last, &text[before.len()..]))
    };
    let mut passage = String::new();
    if !ends_sentence(span.start) {
        passage.push_str(CUT);
    }
    let shift = passage.len();
    let inside = &text[span.clone()];
    // One byte for one: marks stay where they are.
    passage.extend(
        inside
            .chars()
            .map(|c| if matches!(c, '\n' | '\t') { ' ' } else { c }),
    );
    if span.end < text.len() && !ends_sentence(span.end) && !text[span.end..].starts_with('\n') {
        passage.push_str(" …");
    }
    let marks = within(marks, &span).iter();
    Passage {
        text: passage,
        marks: marks
            .map(|mark| mark.span.start - span.start + shift..mark.span.end - span.start + shift)
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn marks(text: &str, words: &[&str]) -> Vec<Mark> {
        let mut found: Vec<Mark> = (0..)
            .zip(words)
            .flat_map(|(clause, word)| {
                text.match_indices(word).map(move |(at, word)| Mark {
                    span: at..at + word.len(),
                    clause,
                })
            })
            .collect();
        found.sort_by_key(|mark| mark.span.start);
        found
    }

    #[test]
    fn the_sentences_that_meet_most_clauses_are_shown() {
        let text = "لا شيء هنا. في باكو هدنة. في باكو. مرتزقة هناك.";
        let found = passages(text, &marks(text, &["باكو", "هدنة", "مرتزقة"]), 2);
        let texts: Vec<&str> = found.iter().map(|p| p.text.as_str()).collect();
        assert_eq!(texts, ["في باكو هدنة.", "مرتزقة هناك."]);
        let text = "في باكو. هدنة. مرتزقة. مرتزقة.";
        let marks = marks(text, &["باكو", "هدنة", "مرتزقة"]);
        assert_eq!(passages(text, &marks, 2).len(), 3);
        assert_eq!(&found[0].text[found[0].marks[1].clone()], "هدنة");
    }

    #[test]
    fn a_long_sentence_is_cut_at_words_and_says_so() {
        let text = format!("{} هدنة {}", "كلمة ".repeat(100), "أخرى ".repeat(100));
        let found = passages(&text, &marks(&text, &["هدنة"]), 1);
        let passage = &found[0];
        assert!(passage.text.starts_with("… ") && passage.text.ends_with('…'));
        assert!(passage.text.chars().count() <= LONGEST_PASSAGE_LETTERS + 4);
        assert_eq!(&passage.text[passage.marks[0].clone()], "هدنة");
    }

    #[test]
    fn a_decimal_point_ends_no_sentence() {
        let text = "بلغ العجز 1.5 مليار دولار. ثم زاد.";
        let found = passages(text, &marks(text, &["مليار"]), 1);
        assert_eq!(found[0].text, "بلغ العجز 1.5 مليار دولار.");
    }

    #[test]
    fn without_marks_the_beginning_is_shown() {
        assert_eq!(passages("أولا. ثانيا.", &[], 2)[0].text, "أولا.");
        assert_eq!(passages("", &[], 2), []);
    }

    proptest! {
        #[test]
        fn marks_stay_on_their_words(text in "[ابت .\n؟]{0,400}", word in "[ابت]{1,2}") {
            for passage in passages(&text, &marks(&text, &[&word]), 3) {
                for mark in passage.marks {
                    prop_assert_eq!(&passage.text[mark], word.as_str());
                }
            }
        }
    }
}
