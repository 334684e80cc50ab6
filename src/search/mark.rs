//! Marks: which words of a text meet which clause of a plan.

use super::near::windows;
use crate::arabic::{Analysis, Layer};
use crate::entities::Mention;
use crate::query::plan::{Matching, Plan, Scope, Sought};
use std::collections::BTreeSet;
use std::ops::Range;

/// Words of a text that meet a clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    /// The bytes to mark: whole written words.
    pub span: Range<usize>,
    /// The clause that they meet, by its place in the plan.
    pub clause: usize,
}

/// Which text of an article is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextPart {
    Title,
    Body,
}

/// The marks in a text, in order, without overlaps. A phrase marks only where it truly stands.
pub(super) fn marks(
    plan: &Plan,
    part: TextPart,
    matching: Matching,
    analysis: &Analysis,
    mentions: &[Mention],
) -> Vec<Mark> {
    let mut found = Vec::new();
    let clauses = (0..).zip(plan.sought());
    let clauses =
        clauses.filter(|(_, clause)| part == TextPart::Title || clause.scope == Scope::Anywhere);
    for (clause, way) in
        clauses.flat_map(|(clause, c)| c.alternatives.iter().map(move |way| (clause, way)))
    {
        let tokens = tokens_of(&way.sought, matching, analysis, mentions);
        found.extend(tokens.into_iter().map(|tokens| (clause, tokens)));
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

/// The runs of tokens that are what is sought.
fn tokens_of(
    sought: &Sought,
    matching: Matching,
    analysis: &Analysis,
    mentions: &[Mention],
) -> Vec<Range<usize>> {
    let form = |at: usize, layer: Layer| analysis.form(&analysis.tokens()[at], layer);
    let single = |fits: &dyn Fn(usize) -> bool| {
        let fitting = (0..analysis.tokens().len()).filter(|at: &usize| fits(*at));
        fitting.map(|at| at..at + 1).collect()
    };
    match sought {
        Sought::Word(word) => single(&|at| {
            form(at, Layer::Lemma) == word.lemma
                || matching != Matching::All && form(at, Layer::Root) == word.root
        }),
        Sought::AsWritten(words) => {
            let forms: Vec<&str> = words.iter().filter_map(|w| w.exact.as_deref()).collect();
            runs(analysis, Layer::Exact, &forms)
        }
        Sought::Phrase(lemmas) => {
            let lemmas: Vec<&str> = lemmas.iter().map(String::as_str).collect();
            runs(analysis, Layer::Lemma, &lemmas)
        }
        Sought::Near { lemmas, within } => {
            let places = |lemma: &String| -> Vec<u32> {
                let at = (0..analysis.tokens().len()).filter(|at| form(*at, Layer::Lemma) == lemma);
                at.map(|at: usize| at as u32).collect()
            };
            let places: Vec<Vec<u32>> = BTreeSet::from_iter(lemmas)
                .into_iter()
                .map(places)
                .collect();
            let mut found: BTreeSet<u32> = BTreeSet::new();
            windows(&places, *within, |window| found.extend(window));
            found
                .into_iter()
                .map(|at: u32| at as usize..at as usize + 1)
                .collect()
        }
        Sought::Entity(entity) => {
            let named = mentions.iter().filter(|m| m.entity == Some(*entity));
            named.map(|mention| mention.tokens.clone()).collect()
        }
        Sought::Forms(forms) => single(&|at| {
            forms.exact.contains(form(at, Layer::Exact))
                || forms.lemma.contains(form(at, Layer::Lemma))
        }),
        Sought::Pattern(_) | Sought::Misspelt { .. } => Vec::new(),
    }
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
    use crate::query::Translation;

    fn marked<'t>(query: &str, text: &'t str) -> Vec<&'t str> {
        let authority = Authority::builtin();
        let plan = crate::query::plan(authority, query, Translation::On).unwrap();
        let analysis = Analysis::of(text);
        let mentions = Recogniser::without_tagger(authority)
            .mentions(&[(text, &analysis)])
            .remove(0);
        let marks = marks(&plan, TextPart::Body, Matching::All, &analysis, &mentions);
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
