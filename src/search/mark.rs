//! Marks: which words of a text meet which clause of a plan.

use crate::arabic::{Analysis, Layer};
use crate::entities::Mention;
use crate::query::plan::{Matching, Plan, Sought};
use std::ops::Range;

/// Words of a text that meet a clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    /// The bytes to mark: whole written words.
    pub span: Range<usize>,
    /// The clause that they meet, by its place in the plan.
    pub clause: usize,
}

/// The marks in a text, in order, without overlaps. A phrase marks only where it truly stands.
pub(super) fn marks(
    plan: &Plan,
    matching: Matching,
    analysis: &Analysis,
    mentions: &[Mention],
) -> Vec<Mark> {
    let mut found = Vec::new();
    for (clause, way) in (0..)
        .zip(&plan.clauses)
        .flat_map(|(clause, c)| c.alternatives.iter().map(move |way| (clause, way)))
    {
        let sought = &way.sought;
        let at = move |tokens: Range<usize>| (clause, tokens);
        match sought {
            Sought::Word(word) => {
                let meets = |at: usize| {
                    let token = &analysis.tokens()[at];
                    analysis.form(token, Layer::Lemma) == word.lemma
                        || matching != Matching::All
                            && analysis.form(token, Layer::Root) == word.root
                };
                let meeting = (0..analysis.tokens().len()).filter(|i| meets(*i));
                found.extend(meeting.map(|i| at(i..i + 1)));
            }
            Sought::AsWritten(words) => {
                let forms: Vec<&str> = words.iter().filter_map(|w| w.exact.as_deref()).collect();
                found.extend(runs(analysis, Layer::Exact, &forms).into_iter().map(at));
            }
            Sought::Phrase(lemmas) => {
                let lemmas: Vec<&str> = lemmas.iter().map(String::as_str).collect();
                found.extend(runs(analysis, Layer::Lemma, &lemmas).into_iter().map(at));
            }
            Sought::Entity(entity) => {
                let named = mentions.iter().filter(|m| m.entity == Some(*entity));
                found.extend(named.map(|m| at(m.tokens.clone())));
            }
        }
    }
    found.sort_by_key(|(_, tokens)| (tokens.start, std::cmp::Reverse(tokens.end)));
    without_overlaps(found)
        .into_iter()
        .map(|(clause, tokens)| Mark {
            span: analysis.tokens()[tokens.start].span.start
                ..analysis.tokens()[tokens.end - 1].span.end,
            clause,
        })
        .collect()
}

/// Where `forms` stand one after the other.
fn runs(analysis: &Analysis, layer: Layer, forms: &[&str]) -> Vec<Range<usize>> {
    let windows = analysis.tokens().windows(forms.len().max(1)).enumerate();
    windows
        .filter(|(_, window)| {
            let stand = window.iter().map(|token| analysis.form(token, layer));
            stand.eq(forms.iter().copied())
        })
        .map(|(at, window)| at..at + window.len())
        .collect()
}

fn without_overlaps(sorted: Vec<(usize, Range<usize>)>) -> Vec<(usize, Range<usize>)> {
    let mut kept: Vec<(usize, Range<usize>)> = Vec::new();
    for (clause, tokens) in sorted {
        if kept.last().is_none_or(|(_, last)| tokens.start >= last.end) {
            kept.push((clause, tokens));
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::Recogniser;
    use crate::entities::authority::Authority;

    fn marked<'t>(query: &str, text: &'t str) -> Vec<&'t str> {
        let authority = Authority::builtin();
        let plan = crate::query::plan(authority, query);
        let analysis = Analysis::of(text);
        let mentions = Recogniser::without_tagger(authority)
            .mentions(&[(text, &analysis)])
            .remove(0);
        let marks = marks(&plan, Matching::All, &analysis, &mentions);
        marks.into_iter().map(|mark| &text[mark.span]).collect()
    }

    #[test]
    fn whole_written_words_are_marked() {
        assert_eq!(marked("مرتزقة", "وصل بالمُرتزِقة أمس"), ["بالمُرتزِقة"]);
        assert_eq!(marked("mercenaries", "من المرتزقة."), ["المرتزقة"]);
    }

    #[test]
    fn a_phrase_is_marked_only_where_it_stands() {
        assert_eq!(
            marked("«وقف إطلاق النار»", "وقف القتال ثم وقف إطلاق النار"),
            ["وقف إطلاق النار"]
        );
    }

    #[test]
    fn an_entity_is_marked_under_any_name() {
        assert_eq!(
            marked("Karabakh", "في ناغورني قره باغ وكراباخ"),
            ["ناغورني قره باغ", "وكراباخ"]
        );
    }
}
