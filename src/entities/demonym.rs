//! Demonyms: adjectives and names of peoples, which speak of a place without naming it.
//!
//! `data/names/demonyms.tsv`, with the regular inflections, compiled by the build script and read
//! in place. Keys are at the exact level, without the article.

use super::authority::{EntityNumber, compiled, dictionary};
use super::name_words;
use fst::Map;
use std::sync::LazyLock;

static DEMONYMS: LazyLock<Map<&'static [u8]>> =
    LazyLock::new(|| dictionary(compiled!("demonyms.fst")));

/// The place whose adjective `form` is, whatever is attached to it.
pub(super) fn place(form: &str) -> Option<EntityNumber> {
    let number = |word: &str| DEMONYMS.get(word).map(|number| EntityNumber(number as u32));
    let starts = [
        form,
        form.strip_prefix(name_words::PROCLITICS).unwrap_or(form),
    ];
    starts.into_iter().find_map(|word| {
        let bare = word.strip_prefix("ال").or(word.strip_prefix("لل"));
        number(word).or_else(|| number(bare?))
    })
}

#[cfg(test)]
mod tests {
    use super::super::authority::Authority;
    use super::*;

    #[test]
    fn an_adjective_leads_to_its_place() {
        let authority = Authority::builtin();
        let id = |form: &str| place(form).map(|place| authority.entity(place).id());
        assert_eq!(id("الارمنيه"), Some("armenia"));
        assert_eq!(id("والاتراك"), Some("turkey"));
        assert_eq!(id("بالروسيين"), Some("russia"));
        assert_eq!(id("ارمينيا"), None);
    }
}
