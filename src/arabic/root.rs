//! Root: the consonants that related words share.
//!
//! A word pattern (wazn) such as مفاعله is read off the lemma: its letters must match, and the
//! letters at ف, ع and ل are the root. Where no pattern fits, the lemma is its own root. The
//! idea is that of Taghva, Elkhoury and Coombs, "Arabic Stemming Without a Root Dictionary"
//! (2005); the patterns are our own selection, those that news Arabic uses.

/// Patterns by length, commonest first, at the exact level (hamza seats are ء, ة is gone).
const PATTERNS: &[&str] = &[
    // four letters
    "فاعل",
    "فعال",
    "فعيل",
    "فعول",
    "مفعل",
    "افعل",
    "تفعل",
    "يفعل",
    "نفعل",
    "فوعل",
    "فيعل",
    // five
    "مفعول",
    "تفعيل",
    "افعال",
    "مفاعل",
    "فواعل",
    "فعاءل",
    "افتعل",
    "انفعل",
    "تفاعل",
    "مفتعل",
    "منفعل",
    "متفعل",
    "يفتعل",
    "تفتعل",
    "ينفعل",
    "يتفعل",
    "فعلان",
    "فعلاء",
    "مفعال",
    "فاعول",
    "فعالي",
    "مفعيل",
    // six
    "استفعل",
    "مستفعل",
    "افتعال",
    "انفعال",
    "متفاعل",
    "مفاعيل",
    "تفاعيل",
    "يتفاعل",
    "يستفعل",
    "تستفعل",
    "افعلاء",
    "فواعيل",
    // seven
    "استفعال",
];

/// Appends the root of an Arabic `lemma` to `root`.
pub fn root_into(lemma: &str, root: &mut String) {
    let mut letters = ['\0'; LONGEST_PATTERN];
    let mut count = 0;
    for c in lemma.chars() {
        if count == LONGEST_PATTERN {
            return root.push_str(lemma);
        }
        letters[count] = c;
        count += 1;
    }
    let letters = &letters[..count];
    match PATTERNS.iter().find_map(|pattern| read(pattern, letters)) {
        Some(consonants) => root.extend(consonants),
        None => root.push_str(lemma),
    }
}

const LONGEST_PATTERN: usize = 7;

/// The letters at ف, ع, ل if `letters` fit `pattern` and are consonants.
fn read(pattern: &str, letters: &[char]) -> Option<[char; 3]> {
    if pattern.chars().count() != letters.len() {
        return None;
    }
    let mut consonants = ['\0'; 3];
    for (slot, &letter) in pattern.chars().zip(letters) {
        match slot {
            'ف' => consonants[0] = letter,
            'ع' => consonants[1] = letter,
            'ل' => consonants[2] = letter,
            _ if slot == letter => {}
            _ => return None,
        }
    }
    (!consonants.contains(&'ا')).then_some(consonants)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn related_words_share_their_root() {
        for (lemma, expected) in [
            ("كاتب", "كتب"),
            ("مكتوب", "كتب"),
            ("استخراج", "خرج"),
            ("تخريج", "خرج"),
            ("مفاوض", "فوض"),
            ("كاراباخ", "كاراباخ"),
            ("حرب", "حرب"),
        ] {
            let mut root = String::new();
            root_into(lemma, &mut root);
            assert_eq!(root, expected);
        }
    }

    #[test]
    fn patterns_fit_the_buffer() {
        assert!(
            PATTERNS
                .iter()
                .all(|p| p.chars().count() <= LONGEST_PATTERN)
        );
    }
}
