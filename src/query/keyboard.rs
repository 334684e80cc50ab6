//! Keyboards: Arabic that was typed while the keyboard was set to English.

/// The letters that the keys of an English keyboard write on an Arabic one (Arabic 101).
const KEYS: &[(char, &str)] = &[
    ('`', "ذ"),
    ('q', "ض"),
    ('w', "ص"),
    ('e', "ث"),
    ('r', "ق"),
    ('t', "ف"),
    ('y', "غ"),
    ('u', "ع"),
    ('i', "ه"),
    ('o', "خ"),
    ('p', "ح"),
    ('[', "ج"),
    (']', "د"),
    ('a', "ش"),
    ('s', "س"),
    ('d', "ي"),
    ('f', "ب"),
    ('g', "ل"),
    ('h', "ا"),
    ('j', "ت"),
    ('k', "ن"),
    ('l', "م"),
    (';', "ك"),
    ('\'', "ط"),
    ('z', "ئ"),
    ('x', "ء"),
    ('c', "ؤ"),
    ('v', "ر"),
    ('b', "لا"),
    ('n', "ى"),
    ('m', "ة"),
    (',', "و"),
    ('.', "ز"),
    ('/', "ظ"),
    ('H', "أ"),
    ('Y', "إ"),
    ('N', "آ"),
    ('G', "لأ"),
    ('T', "لإ"),
    ('B', "لآ"),
];

/// What the keys of `typed` write on an Arabic keyboard; `None` if one of them writes no letter
/// there, or nothing but white space was typed.
pub fn on_arabic_keys(typed: &str) -> Option<String> {
    let mut written = String::new();
    for c in typed.chars() {
        match KEYS.iter().find(|(key, _)| *key == c) {
            Some((_, letters)) => written.push_str(letters),
            None if c.is_whitespace() => written.push(c),
            None => return None,
        }
    }
    (!written.trim().is_empty()).then_some(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_keys_write_arabic_words() {
        assert_eq!(on_arabic_keys("hglvj.rm").as_deref(), Some("المرتزقة"));
        assert_eq!(on_arabic_keys("u]k ]d").as_deref(), Some("عدن دي"));
        assert_eq!(on_arabic_keys("باكو"), None);
        assert_eq!(on_arabic_keys(" "), None);
    }
}
