//! Made ids: what a name that no authority lists is known by.
//!
//! An id is a letter for the type, `~` and the words of the name at the exact level, joined by
//! hyphens: `p~سامي-الحداد`. The same name has the same id in every archive.

use super::{EntityType, name_words};

/// Stands in every made id, and in no other.
pub const MARK: char = '~';
/// Stands between the words of a name.
pub const JOINT: char = '-';
/// Longer ids are cut to so many letters: what is longer is no name.
const LONGEST_LETTERS: usize = 80;

/// The id of a name, given by its words at the exact level.
pub fn id(of: EntityType, words: &[&str]) -> String {
    let mut id = String::from(letter(of));
    id.push(MARK);
    let name = words.join(&JOINT.to_string());
    id.extend(name.chars().take(LONGEST_LETTERS));
    id
}

/// The type in a made id; `None` for the id of an authority.
pub fn entity_type(id: &str) -> Option<EntityType> {
    let (begin, _) = id.split_once(MARK)?;
    EntityType::ALL
        .into_iter()
        .find(|of| letter(*of).to_string() == begin)
}

/// The words of the name in a made id.
pub fn words(id: &str) -> impl Iterator<Item = &str> {
    let name = id.split_once(MARK).map_or("", |(_, name)| name);
    name.split(JOINT).filter(|word| !word.is_empty())
}

/// A person's name in Latin letters, where every word of it is known in them.
pub fn latin(id: &str) -> Option<String> {
    if entity_type(id) != Some(EntityType::Person) {
        return None;
    }
    let words: Option<Vec<&str>> = words(id)
        .map(|word| Some(name_words::look_up(word)?.latin))
        .collect();
    words
        .filter(|words| !words.is_empty())
        .map(|words| words.join(" "))
}

fn letter(of: EntityType) -> char {
    match of {
        EntityType::Person => 'p',
        EntityType::Place => 'l',
        EntityType::Organisation => 'o',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_id_tells_its_type_and_words() {
        let id = id(EntityType::Person, &["سامي", "الحداد"]);
        assert_eq!(id, "p~سامي-الحداد");
        assert_eq!(entity_type(&id), Some(EntityType::Person));
        assert!(words(&id).eq(["سامي", "الحداد"]));
        assert_eq!(entity_type("sergey-lavrov"), None);
    }
}
