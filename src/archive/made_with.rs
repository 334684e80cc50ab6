//! What the names of an archive were found with: the tagger's model and the reader's own authority.
//!
//! Both can be replaced while warraq stays the same. An archive keeps their fingerprints in its
//! manifest, to tell when the names that it has are not those that would be found now.

use crate::entities::authority::Authority;
use crate::entities::tagger::model::Model;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

/// Fingerprints of a model and of a reader's own authority.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeWith {
    /// Of the tagger's model; `None` without one.
    pub tagger: Option<String>,
    /// Of the reader's own authority file; `None` without one.
    pub authority: Option<String>,
}

impl MadeWith {
    /// The fingerprints of those at hand.
    pub fn of(model: Option<&Model<'_>>, authority: &Authority) -> MadeWith {
        MadeWith {
            tagger: model.map(|model| fingerprint(model.bytes())),
            authority: authority
                .own_text()
                .map(|text| fingerprint(text.as_bytes())),
        }
    }

    /// In what `now` differs, in words; `None` if in nothing that matters. What was indexed without
    /// a model is read again by itself once there is one.
    pub fn difference(&self, now: &MadeWith) -> Option<&'static str> {
        let both = self.tagger.as_ref().zip(now.tagger.as_ref());
        let tagger = both.is_some_and(|(then, now)| then != now);
        match (tagger, self.authority != now.authority) {
            (false, false) => None,
            (true, false) => Some("another model of the tagger"),
            (false, true) => Some("another authority file of yours, or none"),
            (true, true) => Some("another model of the tagger and another authority file of yours"),
        }
    }
}

fn fingerprint(bytes: &[u8]) -> String {
    format!("{:016x}", xxh3_64(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_model_and_another_authority_are_told_and_a_missing_model_is_not() {
        let with = |tagger: Option<&str>, authority: Option<&str>| MadeWith {
            tagger: tagger.map(str::to_owned),
            authority: authority.map(str::to_owned),
        };
        let then = with(Some("a"), None);
        assert_eq!(then.difference(&then), None);
        assert_eq!(then.difference(&with(None, None)), None);
        assert!(then.difference(&with(Some("b"), None)).is_some());
        assert!(then.difference(&with(Some("a"), Some("c"))).is_some());
    }
}
