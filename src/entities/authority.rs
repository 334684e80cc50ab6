//! The authority: who is who, with every name that the press prints.
//!
//! `data/authority/*.tsv` is compiled by the build script and read in place. An [`Entity`] is
//! a row of it; a [`Bearers`] list says which entities a name can stand for. A reader's own file
//! ([`super::own`]) goes before it.

use super::own::Own;
use crate::arabic::{Analysis, Layer};
use crate::table::TableError;
use fst::Map;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::path::Path;
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
pub struct EntityNumber(pub(super) u32);

/// Columns of an authority file.
pub(super) const COLUMNS: usize = 9;

/// One row of the authority.
#[derive(Debug, Clone, Copy)]
pub struct Entity {
    /// The row as it is written; most who ask want one cell or two.
    pub(super) row: &'static str,
}

impl Entity {
    /// The text of a column, counted from 0; empty if the row ends before it.
    pub(super) fn cell(&self, column: usize) -> &'static str {
        self.row.split('\t').nth(column).unwrap_or("").trim()
    }

    /// The stable id.
    pub fn id(&self) -> &'static str {
        self.cell(0)
    }

    /// What it is.
    pub fn entity_type(&self) -> EntityType {
        self.cell(1).parse().unwrap_or(EntityType::Organisation)
    }

    /// The usual Arabic name.
    pub fn name(&self) -> &'static str {
        self.cell(2)
    }

    /// Other full Arabic names and spellings.
    pub fn aliases(&self) -> impl Iterator<Item = &'static str> {
        list(self.cell(3))
    }

    /// Forms that stand for it only once its full name has been said.
    pub fn short_forms(&self) -> impl Iterator<Item = &'static str> {
        list(self.cell(4))
    }

    /// Names in Latin letters, the usual English one first.
    pub fn latin_names(&self) -> impl Iterator<Item = &'static str> {
        list(self.cell(5))
    }

    /// ISO 3166-1 alpha-2 codes of its country or countries.
    pub fn countries(&self) -> impl Iterator<Item = &'static str> {
        list(self.cell(6))
    }

    /// A few English words on who or what it is.
    pub fn note(&self) -> &'static str {
        self.cell(7)
    }

    /// How many people live there, as far as the list of the world's towns says; else 0.
    pub fn inhabitants(&self) -> u64 {
        let count = self.note().split_once("pop ").map(|(_, count)| count);
        count.and_then(|count| count.parse().ok()).unwrap_or(0)
    }

    /// Ids of the places that it lies in, the nearest first.
    pub fn within(&self) -> impl Iterator<Item = &'static str> {
        list(self.cell(8))
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
    /// Writes a list: a count, then the bindings.
    pub(super) fn write(bindings: &[u32], lists: &mut Vec<u8>) {
        lists.extend((bindings.len() as u32).to_le_bytes());
        lists.extend(bindings.iter().flat_map(|binding| binding.to_le_bytes()));
    }

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
    pub(super) lists: &'static [u8],
}

impl Names {
    /// The bearers at the place that a key of the dictionary gives.
    pub(super) fn bearers(&self, place: u64) -> Bearers {
        let list = &self.lists[place as usize..];
        let count = read_u32(&list[..4]) as usize;
        Bearers(&list[4..4 + 4 * count])
    }

    pub(super) fn of(&self, key: &str) -> Option<Bearers> {
        self.keys.get(key).map(|place| self.bearers(place))
    }
}

/// The tables that the build script makes of `data/authority/`.
pub(super) struct Tables {
    records: &'static str,
    offsets: &'static [u8],
    /// The number of the type of each row, and [`OF_GAZETTEER`].
    kinds: &'static [u8],
    ids: Map<&'static [u8]>,
    pub(super) arabic: Names,
    pub(super) latin: Names,
    skeletons: Map<&'static [u8]>,
}

/// Who is who.
pub struct Authority {
    pub(super) builtin: &'static Tables,
    pub(super) own: Option<Own>,
}

/// The bytes of a table that the build script wrote.
macro_rules! compiled {
    ($file:literal) => {
        include_bytes!(concat!(env!("OUT_DIR"), "/", $file))
    };
}
pub(super) use compiled;

static TABLES: LazyLock<Tables> = LazyLock::new(|| Tables {
    records: include_str!(concat!(env!("OUT_DIR"), "/authority.tsv")),
    offsets: compiled!("authority.offsets"),
    kinds: compiled!("authority.kinds"),
    ids: dictionary(compiled!("authority-ids.fst")),
    arabic: Names {
        keys: dictionary(compiled!("authority-names.fst")),
        lists: compiled!("authority-names.lists"),
    },
    latin: Names {
        keys: dictionary(compiled!("authority-latin.fst")),
        lists: compiled!("authority-latin.lists"),
    },
    skeletons: dictionary(compiled!("authority-skeletons.fst")),
});

static BUILTIN: LazyLock<Authority> = LazyLock::new(|| Authority {
    builtin: &TABLES,
    own: None,
});

/// A dictionary that the build script wrote.
pub(super) fn dictionary(bytes: &'static [u8]) -> Map<&'static [u8]> {
    Map::new(bytes).expect("the build script wrote this table")
}

impl Authority {
    /// The authority that is part of warraq.
    pub fn builtin() -> &'static Authority {
        &BUILTIN
    }

    /// The authority of warraq with the reader's own file before it.
    ///
    /// # Errors
    /// If the file cannot be read or a row is not right: the place and the remedy.
    pub fn with_own(path: &Path) -> Result<Authority, TableError> {
        let own = Own::read(path, Authority::builtin())?;
        Ok(Authority {
            builtin: &TABLES,
            own: Some(own),
        })
    }

    /// How many entities it knows.
    pub fn len(&self) -> usize {
        self.builtin.len() + self.own.as_ref().map_or(0, Own::added)
    }

    /// Whether it knows none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All entities.
    pub fn numbers(&self) -> impl Iterator<Item = EntityNumber> {
        (0..self.len() as u32).map(EntityNumber)
    }

    /// The row of an entity.
    pub fn entity(&self, number: EntityNumber) -> Entity {
        let own = self.own.as_ref().and_then(|own| own.row(number));
        own.unwrap_or_else(|| self.builtin.entity(number))
    }

    /// The entity with this id, or into which the reader's file has merged it. `None` where there
    /// is none, or the reader's file hides it.
    pub fn by_id(&self, id: &str) -> Option<EntityNumber> {
        let own = self.own.as_ref();
        let number = own
            .and_then(|own| own.by_id(id))
            .or_else(|| self.builtin.ids.get(id).map(|n| EntityNumber(n as u32)))?;
        self.meant(number)
    }

    /// Ids that the reader's own rows stand for, by their names or because they say so.
    pub fn own_names(&self) -> Vec<(String, EntityNumber)> {
        self.own.as_ref().map_or(Vec::new(), Own::names)
    }

    /// Ids of all places inside one of `places`, those themselves first.
    pub fn within(&self, places: &[String]) -> Vec<String> {
        if places.is_empty() {
            return Vec::new();
        }
        let mut parts: HashMap<&str, Vec<&str>> = HashMap::new();
        let is_place = |number: &EntityNumber| self.entity_type(*number) == EntityType::Place;
        for place in self.numbers().filter(is_place) {
            let place = self.entity(place);
            for whole in place.within() {
                parts.entry(whole).or_default().push(place.id());
            }
        }
        let mut inside = places.to_vec();
        let mut seen: HashSet<String> = inside.iter().cloned().collect();
        let mut at = 0;
        while let Some(place) = inside.get(at) {
            let of_place = parts.get(place.as_str()).into_iter().flatten();
            let new: Vec<String> = of_place
                .filter(|part| seen.insert((**part).to_owned()))
                .map(|part| (*part).to_owned())
                .collect();
            inside.extend(new);
            at += 1;
        }
        inside
    }

    /// The reader's own file as it was read, if there is one.
    pub fn own_text(&self) -> Option<&'static str> {
        self.own.as_ref().map(|own| own.text)
    }

    /// Whether the row of an entity is the reader's own.
    pub fn is_own(&self, number: EntityNumber) -> bool {
        self.own
            .as_ref()
            .is_some_and(|own| own.row(number).is_some())
    }

    /// Whether the reader's file hides an id.
    pub fn hides(&self, id: &str) -> bool {
        self.own.as_ref().is_some_and(|own| own.hides(id))
    }

    /// What the reader's file makes of an entity: another that it is merged into, nothing if it is
    /// hidden.
    pub(super) fn meant(&self, number: EntityNumber) -> Option<EntityNumber> {
        let Some(own) = &self.own else {
            return Some(number);
        };
        let id = self.entity(number).id();
        match own.hides(id) {
            true => None,
            false => Some(own.merged_into(id).unwrap_or(number)),
        }
    }

    /// Dictionaries of Arabic names, the reader's own first.
    pub(super) fn arabic(&self) -> impl Iterator<Item = &Names> {
        let own = self.own.as_ref().map(|own| &own.arabic);
        own.into_iter().chain([&self.builtin.arabic])
    }

    /// Dictionaries of Latin names, the reader's own first.
    pub(super) fn latin(&self) -> impl Iterator<Item = &Names> {
        let own = self.own.as_ref().map(|own| &own.latin);
        own.into_iter().chain([&self.builtin.latin])
    }

    /// The bearers of an Arabic name, given by its key.
    pub(super) fn bearers(&self, key: &str) -> Option<Bearers> {
        self.arabic().find_map(|names| names.of(key))
    }

    /// Every entity that `name` can mean: an id, an Arabic name in any spelling, short or full,
    /// or a Latin name.
    pub fn lookup(&self, name: &str) -> Vec<EntityNumber> {
        if let Some(entity) = self.by_id(name) {
            return vec![entity];
        }
        let key = name_key(name);
        let latin = || self.latin().find_map(|names| names.of(&key));
        let bearers = self.bearers(&key).or_else(latin);
        let mut found: Vec<_> = bearers.map_or(Vec::new(), |b| {
            // Towns of the world are meant only where nothing better bears the name.
            let full = b.full().is_some();
            let bearers = b
                .iter()
                .filter(|b| !full || !b.short || !self.is_of_gazetteer(b.entity));
            bearers.filter_map(|b| self.meant(b.entity)).collect()
        });
        found.dedup();
        found
    }

    /// Whether an entity is known from the list of the world's towns only.
    pub fn is_of_gazetteer(&self, number: EntityNumber) -> bool {
        let kind = self.builtin.kinds.get(number.0 as usize);
        kind.is_some_and(|kind| kind & OF_GAZETTEER != 0) && !self.is_own(number)
    }

    /// The type of an entity.
    pub fn entity_type(&self, number: EntityNumber) -> EntityType {
        let own = self.own.as_ref().and_then(|own| own.row(number));
        let builtin = || {
            let kind = self.builtin.kinds.get(number.0 as usize)?;
            EntityType::ALL
                .get(usize::from(kind & !OF_GAZETTEER))
                .copied()
        };
        own.map(|row| row.entity_type())
            .or_else(builtin)
            .unwrap_or(EntityType::Organisation)
    }

    /// The person whose name has these skeletons, a word each: see [`crate::arabic::skeleton`].
    pub(super) fn by_skeleton(&self, skeletons: &str) -> Option<EntityNumber> {
        let number = self.builtin.skeletons.get(skeletons)?;
        self.meant(EntityNumber(number as u32))
    }
}

/// Marks the rows of `data/authority/gazetteer.tsv` among the kinds.
const OF_GAZETTEER: u8 = 4;

impl Tables {
    fn len(&self) -> usize {
        self.offsets.len() / 4 - 1
    }

    fn entity(&self, number: EntityNumber) -> Entity {
        let offset = |n: u32| read_u32(&self.offsets[4 * n as usize..][..4]) as usize;
        let row = &self.records[offset(number.0)..offset(number.0 + 1)];
        Entity {
            row: row.trim_end_matches('\n'),
        }
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
        for number in authority.numbers() {
            let entity = authority.entity(number);
            assert_eq!(authority.by_id(entity.id()), Some(number));
            assert!(
                entity
                    .id()
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
                "{}",
                entity.id()
            );
            assert!(!entity.name().is_empty() && entity.cell(1).parse::<EntityType>().is_ok());
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
