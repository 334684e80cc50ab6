//! The authority: who is who, with every name that the press prints.
//!
//! `data/authority/*.tsv` is compiled by the build script and read in place. An [`Entity`] is
//! a row of it; a [`Bearers`] list says which entities a name can stand for.

use crate::arabic::{Analysis, Layer};
use fst::Map;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

/// What an entity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EntityType {
    /// A human being.
    Person,
    /// A country, region, town, mountain or sea.
    Place,
    /// A body, party, company, club or medium.
    Organisation,
}

impl EntityType {
    /// All types, in the order in which results show them.
    pub const ALL: [EntityType; 3] = [
        EntityType::Person,
        EntityType::Place,
        EntityType::Organisation,
    ];

    /// The word for it in files, options and results.
    pub fn as_str(self) -> &'static str {
        match self {
            EntityType::Person => "person",
            EntityType::Place => "place",
            EntityType::Organisation => "organisation",
        }
    }
}

impl fmt::Display for EntityType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for EntityType {
    type Err = UnknownType;

    fn from_str(word: &str) -> Result<Self, UnknownType> {
        match word {
            "person" | "people" | "persons" => Ok(EntityType::Person),
            "place" | "places" => Ok(EntityType::Place),
            "organisation" | "organisations" | "organization" | "organizations" | "org" => {
                Ok(EntityType::Organisation)
            }
            _ => Err(UnknownType(word.to_owned())),
        }
    }
}

/// A word that names no entity type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no type of entity; choose person, place or organisation")]
pub struct UnknownType(String);

/// The number of an entity within its authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntityNumber(u32);

/// One row of the authority.
#[derive(Debug, Clone, Copy)]
pub struct Entity {
    cells: [&'static str; 8],
}

impl Entity {
    /// The stable id.
    pub fn id(&self) -> &'static str {
        self.cells[0]
    }

    /// What it is.
    pub fn entity_type(&self) -> EntityType {
        self.cells[1].parse().unwrap_or(EntityType::Organisation)
    }

    /// The usual Arabic name.
    pub fn name(&self) -> &'static str {
        self.cells[2]
    }

    /// Other full Arabic names and spellings.
    pub fn aliases(&self) -> impl Iterator<Item = &'static str> {
        list(self.cells[3])
    }

    /// Forms that stand for it only once its full name has been said.
    pub fn short_forms(&self) -> impl Iterator<Item = &'static str> {
        list(self.cells[4])
    }

    /// Names in Latin letters, the usual English one first.
    pub fn latin_names(&self) -> impl Iterator<Item = &'static str> {
        list(self.cells[5])
    }

    /// ISO 3166-1 alpha-2 codes of its country or countries.
    pub fn countries(&self) -> impl Iterator<Item = &'static str> {
        list(self.cells[6])
    }

    /// A few English words on who or what it is.
    pub fn note(&self) -> &'static str {
        self.cells[7]
    }
}

fn list(cell: &'static str) -> impl Iterator<Item = &'static str> {
    cell.split('|').filter(|name| !name.is_empty())
}

/// How a name stands for an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bearer {
    /// The entity.
    pub entity: EntityNumber,
    /// Whether the name does so only in an article that also has a full name of it.
    pub short: bool,
}

/// The entities that one name can stand for.
#[derive(Debug, Clone, Copy)]
pub struct Bearers(&'static [u8]);

impl Bearers {
    /// Each entity, with how the name stands for it.
    pub fn iter(self) -> impl Iterator<Item = Bearer> {
        let bindings = self.0.chunks_exact(4).map(read_u32);
        bindings.map(|binding| Bearer {
            entity: EntityNumber(binding / 2),
            short: binding % 2 == 1,
        })
    }

    /// The one entity whose full name this is.
    pub fn full(self) -> Option<EntityNumber> {
        self.iter().find(|b| !b.short).map(|b| b.entity)
    }

    /// The entities that the name means only in an article that gives a sign of them.
    pub fn short(self) -> impl Iterator<Item = EntityNumber> {
        self.iter().filter(|b| b.short).map(|b| b.entity)
    }
}

fn read_u32(bytes: &[u8]) -> u32 {
    bytes.try_into().map_or(0, u32::from_le_bytes)
}

/// Names and the entities that bear them.
pub(super) struct Names {
    pub(super) keys: Map<&'static [u8]>,
    lists: &'static [u8],
}

impl Names {
    /// The bearers at the place that a key of the dictionary gives.
    pub(super) fn bearers(&self, place: u64) -> Bearers {
        let list = &self.lists[place as usize..];
        let count = read_u32(&list[..4]) as usize;
        Bearers(&list[4..4 + 4 * count])
    }

    fn of(&self, key: &str) -> Option<Bearers> {
        self.keys.get(key).map(|place| self.bearers(place))
    }
}

/// Who is who.
pub struct Authority {
    records: &'static str,
    offsets: &'static [u8],
    ids: Map<&'static [u8]>,
    pub(super) arabic: Names,
    pub(super) latin: Names,
}

macro_rules! compiled {
    ($file:literal) => {
        include_bytes!(concat!(env!("OUT_DIR"), "/", $file))
    };
}

static BUILTIN: LazyLock<Authority> = LazyLock::new(|| Authority {
    records: include_str!(concat!(env!("OUT_DIR"), "/authority.tsv")),
    offsets: compiled!("authority.offsets"),
    ids: dictionary(compiled!("authority-ids.fst")),
    arabic: Names {
        keys: dictionary(compiled!("authority-names.fst")),
        lists: compiled!("authority-names.lists"),
    },
    latin: Names {
        keys: dictionary(compiled!("authority-latin.fst")),
        lists: compiled!("authority-latin.lists"),
    },
});

fn dictionary(bytes: &'static [u8]) -> Map<&'static [u8]> {
    Map::new(bytes).expect("the build script wrote this table")
}

impl Authority {
    /// The authority that is part of warraq.
    pub fn builtin() -> &'static Authority {
        &BUILTIN
    }

    /// How many entities it knows.
    pub fn len(&self) -> usize {
        self.offsets.len() / 4 - 1
    }

    /// Whether it knows none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The row of an entity.
    pub fn entity(&self, number: EntityNumber) -> Entity {
        let offset = |n: u32| read_u32(&self.offsets[4 * n as usize..][..4]) as usize;
        let record = &self.records[offset(number.0)..offset(number.0 + 1)];
        let mut cells = [""; 8];
        for (cell, text) in cells.iter_mut().zip(record.trim_end().split('\t')) {
            *cell = text;
        }
        Entity { cells }
    }

    /// The entity with this id.
    pub fn by_id(&self, id: &str) -> Option<EntityNumber> {
        self.ids.get(id).map(|number| EntityNumber(number as u32))
    }

    /// Every entity that `name` can mean: an id, an Arabic name in any spelling, short or full,
    /// or a Latin name.
    pub fn lookup(&self, name: &str) -> Vec<EntityNumber> {
        if let Some(entity) = self.by_id(name) {
            return vec![entity];
        }
        let key = name_key(name);
        let bearers = self.arabic.of(&key).or_else(|| self.latin.of(&key));
        let mut found: Vec<_> =
            bearers.map_or(Vec::new(), |b| b.iter().map(|b| b.entity).collect());
        found.dedup();
        found
    }
}

/// The key under which a name stands in the dictionaries: its exact forms, joined by spaces.
pub(crate) fn name_key(name: &str) -> String {
    let analysis = Analysis::of(name);
    let forms: Vec<&str> = analysis
        .tokens()
        .iter()
        .map(|token| analysis.form(token, Layer::Exact))
        .collect();
    forms.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id_of(name: &str) -> Vec<&'static str> {
        let authority = Authority::builtin();
        let found = authority.lookup(name).into_iter();
        found.map(|entity| authority.entity(entity).id()).collect()
    }

    #[test]
    fn any_name_leads_to_the_entity() {
        for name in [
            "سيرغي لافروف",
            "سيرجي لافروف",
            "Sergey Lavrov",
            "sergei lavrov",
            "sergey-lavrov",
        ] {
            assert_eq!(id_of(name), ["sergey-lavrov"], "{name}");
        }
        assert!(id_of("لا أحد بهذا الاسم").is_empty());
    }

    #[test]
    fn all_spellings_of_karabakh_are_one_place() {
        for name in [
            "كاراباخ",
            "قره باغ",
            "قرة باغ",
            "ناغورني قره باغ",
            "ناجورنو كاراباخ",
            "Nagorno-Karabakh",
            "Karabakh",
        ] {
            assert!(id_of(name).contains(&"nagorno-karabakh"), "{name}");
        }
    }

    #[test]
    fn every_row_reads_back() {
        let authority = Authority::builtin();
        assert!(authority.len() >= 500);
        for number in 0..authority.len() as u32 {
            let entity = authority.entity(EntityNumber(number));
            assert_eq!(authority.by_id(entity.id()), Some(EntityNumber(number)));
            assert!(
                entity
                    .id()
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
                "{}",
                entity.id()
            );
            assert!(!entity.name().is_empty() && entity.cells[1].parse::<EntityType>().is_ok());
            assert!(
                entity
                    .countries()
                    .all(|c| c.len() == 2 && c.bytes().all(|b| b.is_ascii_uppercase())),
                "{}",
                entity.id()
            );
        }
    }
}
