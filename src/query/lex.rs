//! Lexemes: a query cut where its signs stand.
//!
//! Everything is a lexeme of some kind, so every text can be cut; what the lexemes mean together
//! is for [`super::parse`]. A sign counts only where it can be meant: `-` before a word, `~` and
//! `^` behind one, `?` between letters (behind a word it asks a question), a field before its
//! value. Elsewhere it is punctuation, as in `باكو - رويترز`.

use super::syntax::Field;
use std::ops::Range;
use winnow::combinator::{alt, not, opt, peek, preceded, repeat, terminated};
use winnow::error::{ContextError, ErrMode};
use winnow::prelude::*;
use winnow::stream::LocatingSlice;
use winnow::token::{any, one_of, take_while};

/// One lexeme and its bytes in the query.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Lexeme<'q> {
    pub kind: Kind<'q>,
    pub span: Range<usize>,
}

/// What a lexeme is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Kind<'q> {
    /// White space and what counts as such.
    Blank,
    /// `(`
    Open,
    /// `)`
    Close,
    /// `AND`, `&&`
    And,
    /// `OR`, `|`, `||`
    Or,
    /// `NOT`, or `-` right before something
    Not,
    /// `title:` right before something
    Field(Field),
    /// A phrase between quotation marks, and whether they were closed
    Quoted(&'q str, Closed),
    /// What a field holds, to the next white space
    Value(&'q str),
    /// A word, or several signs without white space
    Word(&'q str),
    /// A word with `*`, or `?` within
    Pattern(&'q str),
    /// `~` behind something, and the number behind it
    Tilde(Option<f32>),
    /// `^` behind something, and the number behind it
    Caret(Option<f32>),
}

/// Whether what was opened was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Closed {
    Yes,
    No,
}

type Input<'q> = LocatingSlice<&'q str>;
type Lexed<T> = Result<T, ErrMode<ContextError>>;

/// Cuts a query into lexemes. Total: what no rule takes is a word of one character.
pub(super) fn lexemes(query: &str) -> Vec<Lexeme<'_>> {
    let mut input = LocatingSlice::new(query);
    let mut found: Vec<Lexeme<'_>> = Vec::new();
    while !input.is_empty() {
        let behind = found.last().map(|last| last.kind);
        let lexeme = lexeme(behind).with_span().parse_next(&mut input);
        match lexeme {
            Ok((Kind::Blank, _)) if matches!(behind, Some(Kind::Blank)) => {}
            Ok((kind, span)) => found.push(Lexeme { kind, span }),
            Err(_) => break,
        }
    }
    found
}

/// The next lexeme, given the kind of the one before.
fn lexeme<'q>(behind: Option<Kind<'q>>) -> impl Parser<Input<'q>, Kind<'q>, ErrMode<ContextError>> {
    move |input: &mut Input<'q>| match behind {
        None | Some(Kind::Blank | Kind::Open) => {
            alt((blank, bracket, quoted, sign, operator, field, word, stray)).parse_next(input)
        }
        Some(Kind::Field(Field::Date | Field::Id)) => {
            alt((blank, bracket, quoted, value, stray)).parse_next(input)
        }
        Some(Kind::Field(_) | Kind::Not) => {
            alt((blank, bracket, quoted, field, word, stray)).parse_next(input)
        }
        _ => alt((blank, bracket, quoted, suffix, either, word, stray)).parse_next(input),
    }
}

fn blank<'q>(input: &mut Input<'q>) -> Lexed<Kind<'q>> {
    take_while(1.., |c: char| c.is_whitespace() || matches!(c, '،' | '؛'))
        .value(Kind::Blank)
        .parse_next(input)
}

fn bracket<'q>(input: &mut Input<'q>) -> Lexed<Kind<'q>> {
    alt(('('.value(Kind::Open), ')'.value(Kind::Close))).parse_next(input)
}

/// A phrase between quotation marks of any kind, mixed as people mix them, `»…«` too.
fn quoted<'q>(input: &mut Input<'q>) -> Lexed<Kind<'q>> {
    let marks = |c| matches!(c, '"' | '“' | '”' | '„' | '‟');
    let plain = (
        one_of(marks),
        take_while(0.., move |c| !marks(c)),
        opt(one_of(marks)),
    );
    let angled = ('«', take_while(0.., |c| c != '»'), opt('»'));
    let reversed = (
        '»',
        take_while(1.., |c| c != '«' && c != '»'),
        '«'.map(Some),
    );
    let (_, text, closing) = alt((plain, angled, reversed)).parse_next(input)?;
    let closed = match closing {
        Some(_) => Closed::Yes,
        None => Closed::No,
    };
    Ok(Kind::Quoted(text, closed))
}

/// `-` right before something that can be left out.
fn sign<'q>(input: &mut Input<'q>) -> Lexed<Kind<'q>> {
    let word_follows = any.verify(|c: &char| c.is_alphanumeric() || "\"“”„«»(*".contains(*c));
    terminated(one_of(['-', '−', '–']), peek(word_follows))
        .value(Kind::Not)
        .parse_next(input)
}

/// An operator that stands by itself.
fn operator<'q>(input: &mut Input<'q>) -> Lexed<Kind<'q>> {
    let name = alt((
        "AND".value(Kind::And),
        "&&".value(Kind::And),
        "OR".value(Kind::Or),
        "||".value(Kind::Or),
        "|".value(Kind::Or),
        "NOT".value(Kind::Not),
    ));
    terminated(name, peek(ends)).parse_next(input)
}

/// `|` between words that touch it: `هدنة|صلح`.
fn either<'q>(input: &mut Input<'q>) -> Lexed<Kind<'q>> {
    take_while(1..=2, '|').value(Kind::Or).parse_next(input)
}

/// The end, white space, or a bracket.
fn ends(input: &mut Input<'_>) -> Lexed<()> {
    match input.chars().next() {
        None => Ok(()),
        Some(c) if c.is_whitespace() || matches!(c, '(' | ')') => Ok(()),
        Some(_) => winnow::combinator::fail(input),
    }
}

/// The name of a field, a colon, and something right behind it.
fn field<'q>(input: &mut Input<'q>) -> Lexed<Kind<'q>> {
    let name = take_while(1.., |c: char| c.is_alphabetic() || c == '_').verify_map(Field::called);
    let value_follows = not(one_of(|c: char| {
        c.is_whitespace() || matches!(c, ':' | '/' | ')')
    }));
    let behind = (':', peek(any), peek(value_follows));
    terminated(name, behind).map(Kind::Field).parse_next(input)
}

/// The value of a field that is no word: a date, an id.
fn value<'q>(input: &mut Input<'q>) -> Lexed<Kind<'q>> {
    take_while(1.., |c: char| !c.is_whitespace() && !matches!(c, '(' | ')'))
        .map(Kind::Value)
        .parse_next(input)
}

/// `~`, `~5`, `^2`, `^1.5` at the end of a word, phrase or bracket.
fn suffix<'q>(input: &mut Input<'q>) -> Lexed<Kind<'q>> {
    let number = opt(take_while(1.., is_of_number).verify_map(number));
    let kind = alt((
        preceded('~', number).map(Kind::Tilde),
        preceded(
            '^',
            opt(take_while(1.., is_of_number).verify_map(self::number)),
        )
        .map(Kind::Caret),
    ));
    terminated(kind, peek(alt((ends, one_of(['~', '^', '،', '؛']).void())))).parse_next(input)
}

/// Everything up to white space or a sign that ends a word.
fn word<'q>(input: &mut Input<'q>) -> Lexed<Kind<'q>> {
    let run = repeat::<_, _, (), _, _>(1.., (not(suffix), any.verify(|c| is_of_word(*c))));
    let word = run.take().parse_next(input)?;
    Ok(match is_pattern(word) {
        true => Kind::Pattern(word),
        false => Kind::Word(word),
    })
}

fn stray<'q>(input: &mut Input<'q>) -> Lexed<Kind<'q>> {
    any.take().map(Kind::Word).parse_next(input)
}

fn is_of_word(c: char) -> bool {
    !c.is_whitespace() && !"()\"“”„‟«»|،؛".contains(c)
}

fn is_of_number(c: char) -> bool {
    c.is_numeric() || matches!(c, '.' | '٫')
}

/// A number in the digits of any script.
fn number(digits: &str) -> Option<f32> {
    super::filter::western(digits)
        .replace('٫', ".")
        .parse()
        .ok()
}

/// Whether a word has `*` beside a letter, or `?` between two.
fn is_pattern(word: &str) -> bool {
    let characters: Vec<char> = word.chars().collect();
    let is_letter = |at: Option<usize>| {
        let c = at.and_then(|at| characters.get(at));
        c.is_some_and(|c| c.is_alphanumeric())
    };
    (0..characters.len()).any(|at| {
        let (before, after) = (at.checked_sub(1), Some(at + 1));
        match characters[at] {
            '*' => is_letter(before) || is_letter(after),
            '?' | '؟' => is_letter(before) && is_letter(after),
            _ => false,
        }
    })
}
