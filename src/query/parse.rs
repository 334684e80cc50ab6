//! From lexemes to a syntax tree: forgiving where a slip can mean one thing only, and then it is
//! noted; an error where it could mean several.

use super::error::QueryError;
use super::lex::{Closed, Kind, Lexeme, lexemes};
use super::syntax::{Field, Node, Tree};
use std::ops::Range;

/// Brackets within brackets, and `-` before `-`, no deeper than this.
const DEEPEST: usize = 64;
/// Longer queries, in bytes, are texts.
const LONGEST_QUERY: usize = 32 * 1024;
/// Words that may stand between those of `"…"~`.
const USUAL_DISTANCE: f32 = 5.0;
const LONGEST_DISTANCE: f32 = 100.0;
const LARGEST_WORTH: f32 = 100.0;

/// A query as it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// The query without the marks of direction that come with copied text.
    pub query: String,
    /// Its tree; none if there is no sign of a word.
    pub tree: Option<Node>,
    /// What was forgiven.
    pub notes: Vec<String>,
}

/// Reads a query.
///
/// # Errors
/// Where a number, or how deep brackets stand, makes no sense: with the place and a remedy.
pub fn parse(typed: &str) -> Result<Parsed, QueryError> {
    let query: String = typed
        .chars()
        .filter(|c| !is_mark_of_direction(*c))
        .collect();
    let mut parser = Parser {
        query: &query,
        lexemes: lexemes(&query),
        at: 0,
        depth: 0,
        notes: Vec::new(),
    };
    parser.lexemes.retain(|lexeme| lexeme.kind != Kind::Blank);
    if query.len() > LONGEST_QUERY {
        let longest = LONGEST_QUERY / 1024;
        let why = format!("a query has at most {longest} KiB; for a whole text, use `similar`");
        return Err(parser.error(0..0, &why));
    }
    let mut sides = Vec::new();
    while parser.at < parser.lexemes.len() {
        sides.extend(parser.query()?);
        if let Some(stray) = parser.next_if(|kind| kind == Kind::Close) {
            parser.note(&stray, "closes nothing, so it was passed over");
        }
    }
    let notes = parser.notes;
    Ok(Parsed {
        tree: together(sides, &query),
        query,
        notes,
    })
}

/// Marks of direction have no meaning in a query, whichever way it was typed.
fn is_mark_of_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

struct Parser<'q> {
    query: &'q str,
    lexemes: Vec<Lexeme<'q>>,
    at: usize,
    depth: usize,
    notes: Vec<String>,
}

type Parse<T> = Result<T, QueryError>;

impl<'q> Parser<'q> {
    /// Sides joined by `OR`; none if nothing stands here.
    fn query(&mut self) -> Parse<Option<Node>> {
        let sides = self.joined(Kind::Or, Self::side)?;
        Ok(join(sides, Tree::Any))
    }

    /// Groups joined by `AND`.
    fn side(&mut self) -> Parse<Option<Node>> {
        let groups = self.joined(Kind::And, Self::group)?;
        Ok(join(groups, Tree::All))
    }

    /// What `part` reads, again and again as long as `operator` joins.
    fn joined(
        &mut self,
        operator: Kind<'_>,
        part: fn(&mut Self) -> Parse<Option<Node>>,
    ) -> Parse<Vec<Node>> {
        let mut parts: Vec<Node> = part(self)?.into_iter().collect();
        while let Some(sign) = self.next_if(|kind| kind == operator) {
            let before = parts.len();
            parts.extend(part(self)?);
            if before == 0 || parts.len() == before {
                self.note(&sign, "has nothing on one side, so it was passed over");
            }
        }
        Ok(parts)
    }

    /// Pieces side by side.
    fn group(&mut self) -> Parse<Option<Node>> {
        let mut pieces = Vec::new();
        loop {
            match self.peek() {
                None | Some(Kind::Close | Kind::And | Kind::Or) => break,
                Some(_) => pieces.extend(self.piece()?),
            }
        }
        Ok(together(pieces, self.query))
    }

    fn piece(&mut self) -> Parse<Option<Node>> {
        let Some(lexeme) = self.next() else {
            return Ok(None);
        };
        if self.depth == DEEPEST {
            let why = format!("at most {DEEPEST} brackets can stand within each other");
            return Err(self.error(lexeme.span, &why));
        }
        self.depth += 1;
        let node = self.piece_from(lexeme);
        self.depth -= 1;
        node
    }

    fn piece_from(&mut self, lexeme: Lexeme<'q>) -> Parse<Option<Node>> {
        let item = match lexeme.kind {
            Kind::Not => return self.under(lexeme, Tree::Not),
            Kind::Field(field) => {
                return self.under(lexeme, move |node| Tree::In(field, node));
            }
            Kind::Open => self.bracket(&lexeme)?,
            Kind::Quoted(text, closed) => {
                if closed == Closed::No {
                    self.note(&lexeme, "is never closed, so it reaches to the end");
                }
                (!text.trim().is_empty()).then(|| Tree::AsWritten(text.trim().to_owned()))
            }
            Kind::Pattern(pattern) => Some(Tree::Pattern(pattern.to_owned())),
            Kind::Value(value) => Some(Tree::Value(value.to_owned())),
            Kind::Word(word) => {
                self.note_field(word);
                Some(Tree::Words(word.to_owned()))
            }
            // Signs that stand where nothing precedes them.
            _ => None,
        };
        let span = lexeme.span.start..self.end_of_last();
        match item {
            Some(tree) => Ok(Some(self.suffixed(Node { tree, span })?)),
            None => Ok(None),
        }
    }

    /// `-`, `NOT` or a field, and what it stands before.
    fn under(&mut self, sign: Lexeme<'q>, of: impl Fn(Box<Node>) -> Tree) -> Parse<Option<Node>> {
        let node = match self.peek() {
            None | Some(Kind::Close | Kind::And | Kind::Or) => None,
            Some(_) => self.piece()?,
        };
        match node {
            Some(node) => Ok(Some(Node {
                span: sign.span.start..node.span.end,
                // A number for the whole stands outside: `title:كاراباخ^2`.
                tree: match node.tree {
                    Tree::Worth(inner, worth) => {
                        let span = sign.span.start..inner.span.end;
                        let tree = of(inner);
                        Tree::Worth(Box::new(Node { tree, span }), worth)
                    }
                    tree => of(Box::new(Node { tree, ..node })),
                },
            })),
            None => {
                self.note(&sign, "stands before nothing, so it was passed over");
                Ok(None)
            }
        }
    }

    fn bracket(&mut self, open: &Lexeme<'q>) -> Parse<Option<Tree>> {
        let inner = self.query()?;
        if self.next_if(|kind| kind == Kind::Close).is_none() {
            self.note(open, "is never closed, so it reaches to the end");
        }
        Ok(inner.map(|node| node.tree))
    }

    /// An item with what `~` and `^` behind it say.
    fn suffixed(&mut self, mut item: Node) -> Parse<Node> {
        while let Some(suffix) =
            self.next_if(|kind| matches!(kind, Kind::Tilde(_) | Kind::Caret(_)))
        {
            let span = item.span.start..suffix.span.end;
            let tree = match suffix.kind {
                Kind::Tilde(number) => self.loosened(item.tree, number, &suffix.span)?,
                Kind::Caret(number) => match number {
                    Some(worth) if worth > 0.0 && worth <= LARGEST_WORTH => {
                        Tree::Worth(Box::new(item), worth)
                    }
                    _ => {
                        let why = "behind ^ stands a number up to 100 that says how much more this \
                                   is worth, as in كاراباخ^2";
                        return Err(self.error(suffix.span, why));
                    }
                },
                _ => item.tree,
            };
            item = Node { tree, span };
        }
        Ok(item)
    }

    /// What `~` and a number make of a word or phrase.
    fn loosened(&self, tree: Tree, number: Option<f32>, at: &Range<usize>) -> Parse<Tree> {
        match tree {
            Tree::Words(word) if !word.contains(char::is_whitespace) => match number.unwrap_or(1.0)
            {
                letters @ (1.0 | 2.0) => Ok(Tree::Misspelt {
                    word,
                    letters: letters as u8,
                }),
                _ => {
                    let why = "behind a word, ~ or ~2 says how many letters may be wrong: 1 or 2";
                    Err(self.error(at.clone(), why))
                }
            },
            Tree::AsWritten(words) => match number.unwrap_or(USUAL_DISTANCE) {
                within if within.fract() == 0.0 && within <= LONGEST_DISTANCE => Ok(Tree::Near {
                    words,
                    within: within as u32,
                }),
                _ => {
                    let why = "behind a phrase, ~5 says how many words may stand between its \
                               words: a whole number up to 100";
                    Err(self.error(at.clone(), why))
                }
            },
            _ => {
                let why = "~ goes behind a word (كراباخ~) or a phrase (\"هدنة كاراباخ\"~5)";
                Err(self.error(at.clone(), why))
            }
        }
    }

    /// Says so where a word looks like a field that there is none of.
    fn note_field(&mut self, word: &str) {
        let name = word.split_once(':').filter(|(name, value)| {
            let is_name = name.len() > 1 && name.chars().all(|c| c.is_ascii_lowercase());
            is_name && !value.is_empty() && !value.starts_with('/')
        });
        if let Some((name, _)) = name {
            let known: Vec<&str> = Field::NAMES.iter().map(|(_, names)| names[0]).collect();
            self.notes.push(format!(
                "{name}: is no field, so it was read as a word; the fields are {}",
                known.join(", ")
            ));
        }
    }

    fn peek(&self) -> Option<Kind<'q>> {
        self.lexemes.get(self.at).map(|lexeme| lexeme.kind)
    }

    fn next(&mut self) -> Option<Lexeme<'q>> {
        let lexeme = self.lexemes.get(self.at).cloned();
        self.at += 1;
        lexeme
    }

    fn next_if(&mut self, fits: impl Fn(Kind<'q>) -> bool) -> Option<Lexeme<'q>> {
        self.peek().filter(|kind| fits(*kind))?;
        self.next()
    }

    fn end_of_last(&self) -> usize {
        let last = self.at.checked_sub(1).and_then(|at| self.lexemes.get(at));
        last.map_or(self.query.len(), |lexeme| lexeme.span.end)
    }

    fn note(&mut self, of: &Lexeme<'_>, what: &str) {
        let start = of.span.start;
        let letter = self.query[..start].chars().count() + 1;
        let sign: String = match of.kind {
            Kind::Quoted(..) => self.query[start..].chars().take(1).collect(),
            _ => self.query[of.span.clone()].to_owned(),
        };
        self.notes.push(format!("{sign} at letter {letter} {what}"));
    }

    fn error(&self, at: Range<usize>, why: &str) -> QueryError {
        QueryError {
            query: self.query.to_owned(),
            at,
            why: why.to_owned(),
        }
    }
}

/// Parts that an operator joins; one by itself is joined by nothing.
fn join(mut parts: Vec<Node>, of: fn(Vec<Node>) -> Tree) -> Option<Node> {
    match parts.len() {
        0 | 1 => parts.pop(),
        _ => Some(Node {
            span: parts[0].span.start..parts[parts.len() - 1].span.end,
            tree: of(parts),
        }),
    }
}

/// Pieces side by side. Brackets around mere pieces say nothing, and words next to each other are
/// one text again, so that names and phrases of several words are found in it.
fn together(pieces: Vec<Node>, query: &str) -> Option<Node> {
    let mut merged: Vec<Node> = Vec::new();
    let flat = pieces.into_iter().flat_map(|piece| match piece.tree {
        Tree::Together(inner) => inner,
        _ => vec![piece],
    });
    for piece in flat {
        match (merged.last_mut(), &piece.tree) {
            (Some(last), Tree::Words(_)) if matches!(last.tree, Tree::Words(_)) => {
                last.span.end = piece.span.end;
                last.tree = Tree::Words(query[last.span.clone()].to_owned());
            }
            _ => merged.push(piece),
        }
    }
    join(merged, Tree::Together)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A tree in short: `{}` for side by side, `&` all, `|` any, `!` not.
    fn short(node: &Node) -> String {
        let list = |nodes: &[Node]| nodes.iter().map(short).collect::<Vec<_>>();
        match &node.tree {
            Tree::Words(words) => words.clone(),
            Tree::AsWritten(words) => format!("«{words}»"),
            Tree::Near { words, within } => format!("«{words}»~{within}"),
            Tree::Pattern(pattern) => format!("<{pattern}>"),
            Tree::Misspelt { word, letters } => format!("{word}~{letters}"),
            Tree::Value(value) => format!("={value}"),
            Tree::Together(nodes) => format!("{{{}}}", list(nodes).join(", ")),
            Tree::All(nodes) => format!("({})", list(nodes).join(" & ")),
            Tree::Any(nodes) => format!("({})", list(nodes).join(" | ")),
            Tree::Not(inner) => format!("!{}", short(inner)),
            Tree::In(field, inner) => format!("{}:{}", field.name(), short(inner)),
            Tree::Worth(inner, worth) => format!("{}^{worth}", short(inner)),
        }
    }

    fn tree(query: &str) -> String {
        let parsed = parse(query).unwrap();
        assert_eq!(parsed.notes, Vec::<String>::new(), "{query}");
        parsed.tree.as_ref().map(short).unwrap_or_default()
    }

    fn notes(query: &str) -> Vec<String> {
        parse(query).unwrap().notes
    }

    #[test]
    fn words_belong_together_most_closely_then_and_then_or() {
        assert_eq!(tree("هدنة هشة OR صلح"), "(هدنة هشة | صلح)");
        assert_eq!(tree("a OR b AND c d"), "(a | (b & c d))");
        assert_eq!(tree("a (b OR c)"), "{a, (b | c)}");
        assert_eq!(tree("هدنة|صلح"), "(هدنة | صلح)");
        assert_eq!(tree("a && b || c"), "((a & b) | c)");
    }

    #[test]
    fn quotes_of_every_kind_hold_phrases() {
        for phrase in ["\"a b\"", "«a b»", "»a b«", "“a b”", "„a b“", "”a b“"] {
            assert_eq!(tree(&format!("x {phrase} y")), "{x, «a b», y}");
        }
        assert_eq!(tree("الـ\"a\""), "{الـ, «a»}");
    }

    #[test]
    fn signs_stand_before_and_behind_what_they_mean() {
        assert_eq!(tree("a -b NOT c -\"d e\""), "{a, !b, !c, !«d e»}");
        assert_eq!(
            tree("\"a b\"~5 \"a b\"~٧ \"a b\"~"),
            "{«a b»~5, «a b»~7, «a b»~5}"
        );
        assert_eq!(tree("كلمة~ كلمة~2"), "{كلمة~1, كلمة~2}");
        assert_eq!(
            tree("a^2 (b OR c)^1.5 \"d\"^٠٫٥"),
            "{a^2, (b | c)^1.5, «d»^0.5}"
        );
        assert_eq!(
            tree("كلم* *كلم كل?م كل؟م"),
            "{<كلم*>, <*كلم>, <كل?م>, <كل؟م>}"
        );
    }

    #[test]
    fn signs_elsewhere_are_punctuation() {
        for text in [
            "باكو - رويترز",
            "Nagorno-Karabakh",
            "من المنتصر؟",
            "Who won?",
            "بوتين: لن نستسلم",
            "الأردن:تراجع",
            "http://a.b/c",
            "5 * 5 ~ ^",
            "باكو، يريفان؛ موسكو",
        ] {
            assert_eq!(tree(text), text);
        }
        assert_eq!(tree("فاز (2-1) أمس"), "فاز (2-1) أمس");
    }

    #[test]
    fn fields_take_a_word_a_phrase_or_a_bracket() {
        assert_eq!(tree("title:a b"), "{title:a, b}");
        assert_eq!(
            tree("person:\"a b\" -place:(c OR d)"),
            "{person:«a b», !place:(c | d)}"
        );
        assert_eq!(tree("date:2020-09..2020-11"), "date:=2020-09..2020-11");
        assert_eq!(tree("id:a/b:c-1"), "id:=a/b:c-1");
        assert_eq!(tree("شخص:لافروف ORG:x"), "{person:لافروف, org:x}");
        assert_eq!(tree("title:a^2"), "title:a^2");
    }

    #[test]
    fn marks_of_direction_do_not_matter() {
        assert_eq!(
            tree("\u{200f}-باكو\u{202c} \u{2067}title:a\u{2069}"),
            "{!باكو, title:a}"
        );
    }

    #[test]
    fn a_slip_with_one_meaning_is_forgiven_and_noted() {
        for (query, note) in [
            ("«هدنة في", "« at letter 1 is never closed"),
            ("هدنة (a OR b", "( at letter 6 is never closed"),
            ("هدنة) a", ") at letter 5 closes nothing"),
            ("OR a", "OR at letter 1 has nothing on one side"),
            ("a AND", "AND at letter 3 has nothing on one side"),
            ("a NOT", "NOT at letter 3 stands before nothing"),
            ("titel:a", "titel: is no field"),
        ] {
            let notes = notes(query);
            assert!(
                notes.len() == 1 && notes[0].starts_with(note),
                "{query}: {notes:?}"
            );
        }
    }

    #[test]
    fn what_could_mean_several_things_is_an_error_at_its_place() {
        for (query, at) in [
            ("a b~7", "~7"),
            ("\"a b\"~1.5", "~1.5"),
            ("(a b)~2", "~2"),
            ("a^0", "^0"),
            ("a^", "^"),
        ] {
            let error = parse(query).unwrap_err();
            assert_eq!(&query[error.at.clone()], at, "{error}");
        }
        let deep = format!("{}a", "(".repeat(40_000));
        assert!(parse(&deep).is_err());
        assert!(parse(&"(a OR ".repeat(100)).is_err());
        assert!(parse(&"NOT ".repeat(4_000)).is_err());
    }

    proptest! {
        #[test]
        fn every_text_is_read_or_told(query in "\\PC{0,200}") {
            let _ = parse(&query);
        }

        #[test]
        fn signs_in_any_order_are_read_or_told(
            query in "([ابت]|[()\"«»~^*?؟|-]| |OR |AND |NOT |title:|date:|[0-9]){0,60}"
        ) {
            if let Err(error) = parse(&query) {
                prop_assert!(query.get(error.at.clone()).is_some(), "{error}");
            }
        }
    }
}
