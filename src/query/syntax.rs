//! What a reader typed: words, and phrases meant as written.
//!
//! `"…"`, `“…”`, `„…“` and `«…»` mean the phrase as written; everything else is words. A quote
//! that is never closed reaches to the end, and the echo shows it so.

/// One piece of a query, in the order typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Words, each of which is sought in all its forms.
    Words(&'a str),
    /// A phrase between quotation marks.
    AsWritten(&'a str),
}

const OPENING: &[char] = &['"', '“', '„', '«', '”'];

/// Cuts a query into its pieces. Total: every text is a query.
pub fn parse(query: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = query;
    while let Some(at) = rest.find(OPENING) {
        push(&mut pieces, Piece::Words(&rest[..at]));
        let opening = rest[at..].chars().next().unwrap_or('"');
        let quoted = &rest[at + opening.len_utf8()..];
        let end = quoted.find(closing(opening)).unwrap_or(quoted.len());
        push(&mut pieces, Piece::AsWritten(&quoted[..end]));
        let after = quoted[end..].chars().next().map_or(0, char::len_utf8);
        rest = &quoted[end + after..];
    }
    push(&mut pieces, Piece::Words(rest));
    pieces
}

fn push<'a>(pieces: &mut Vec<Piece<'a>>, piece: Piece<'a>) {
    let (Piece::Words(text) | Piece::AsWritten(text)) = &piece;
    if !text.trim().is_empty() {
        pieces.push(piece);
    }
}

/// The marks that can close what `opening` opened: readers mix them.
fn closing(opening: char) -> &'static [char] {
    match opening {
        '«' => &['»'],
        _ => &['"', '”', '“'],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn quotes_of_every_kind_hold_phrases() {
        for query in [
            "كاراباخ \"وقف إطلاق النار\" مرتزقة",
            "كاراباخ «وقف إطلاق النار» مرتزقة",
            "كاراباخ “وقف إطلاق النار” مرتزقة",
            "كاراباخ „وقف إطلاق النار“ مرتزقة",
        ] {
            assert_eq!(
                parse(query),
                [
                    Piece::Words("كاراباخ "),
                    Piece::AsWritten("وقف إطلاق النار"),
                    Piece::Words(" مرتزقة")
                ]
            );
        }
    }

    #[test]
    fn an_open_quote_reaches_to_the_end() {
        assert_eq!(parse("«هدنة في باكو"), [Piece::AsWritten("هدنة في باكو")]);
        assert_eq!(parse("\"\" «»"), []);
    }

    proptest! {
        #[test]
        fn every_text_is_a_query(query in "\\PC*|[\"“”«»ا-ي ]{0,40}") {
            parse(&query);
        }
    }
}
