//! Gaps: what stands between two words, as far as names care.

/// What stands between a word and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Gap {
    /// The text, a paragraph or a sentence begins here: no name reaches across.
    Break,
    /// Nothing but spaces.
    Space,
    /// A comma or semicolon.
    Comma,
    /// A colon.
    Colon,
    /// A quotation mark.
    Quote,
    /// A bracket.
    Bracket,
    /// A hyphen or dash.
    Dash,
    /// Any other sign.
    Other,
}

impl Gap {
    /// How many kinds there are.
    pub const COUNT: usize = 8;

    /// All kinds, in the order of their numbers.
    pub const ALL: [Gap; Gap::COUNT] = [
        Gap::Break,
        Gap::Space,
        Gap::Comma,
        Gap::Colon,
        Gap::Quote,
        Gap::Bracket,
        Gap::Dash,
        Gap::Other,
    ];

    /// The gap that `between`, the text between two words, is.
    pub fn of(between: &str) -> Gap {
        if between == " " {
            return Gap::Space;
        }
        let mut gap = Gap::Space;
        for sign in between.chars() {
            gap = match sign {
                '\n' | '!' | '?' | '؟' => return Gap::Break,
                // Between the letters of an abbreviation a stop ends nothing.
                '.' if between.len() > 1 => return Gap::Break,
                '،' | ',' | '؛' | ';' => Gap::Comma,
                ':' => Gap::Colon,
                '"' | '«' | '»' | '“' | '”' | '\'' | '‘' | '’' | '„' => Gap::Quote,
                '(' | ')' | '[' | ']' | '{' | '}' => Gap::Bracket,
                '-' | '–' | '—' | '_' | '/' | '\\' => Gap::Dash,
                _ if gap == Gap::Space && !sign.is_whitespace() => Gap::Other,
                _ => gap,
            };
        }
        gap
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sign_that_matters_most_names_the_gap() {
        for (between, gap) in [
            (" ", Gap::Space),
            ("، ", Gap::Comma),
            (" (", Gap::Bracket),
            (": «", Gap::Quote),
            (". ", Gap::Break),
            (" . ", Gap::Break),
            (".", Gap::Other),
            ("\n", Gap::Break),
            (" - ", Gap::Dash),
            (" % ", Gap::Other),
        ] {
            assert_eq!(Gap::of(between), gap, "{between:?}");
        }
    }
}
