//! Stop words: the particles of `data/words/stop.tsv` with their clitics, compiled by the build
//! script and read in place. Keys are at the lexical level: علي is a name, على a particle.

use fst::Set;
use std::sync::LazyLock;

static STOP: LazyLock<Set<&'static [u8]>> = LazyLock::new(|| {
    let bytes: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/stop.fst"));
    Set::new(bytes).expect("the build script wrote this table")
});

/// Whether `form`, a lexical-level form, carries no topic of its own.
pub fn is_stop_word(form: &str) -> bool {
    STOP.contains(form)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn particles_are_known_with_their_clitics() {
        assert!(
            ["على", "وعليه", "بهذا", "للذي", "the"]
                .iter()
                .all(|word| is_stop_word(word))
        );
        assert!(!is_stop_word("حرب") && !is_stop_word("علي"));
    }
}
