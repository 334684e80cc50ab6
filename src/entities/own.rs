//! The reader's own authority: a file with the columns of `data/authority/`, that goes before it.
//!
//! A row adds an entity, or takes the place of the one with its id. Its names go before all
//! others. `=ID` among the aliases merges the entity of that id into the row's, which another row
//! may merge in turn; the type `hidden` keeps an entity out of results. Merging, renaming and hiding hold for what is indexed already.

use super::authority::{
    Authority, Bearers, COLUMNS, Entity, EntityNumber, EntityType, Names, name_key,
};
use super::made;
use crate::table::TableError;
use fst::Map;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::Path;

/// The rows of the reader's file.
pub(super) struct Own {
    pub(super) text: &'static str,
    rows: HashMap<EntityNumber, Entity>,
    ids: HashMap<&'static str, EntityNumber>,
    merged: HashMap<&'static str, EntityNumber>,
    hidden: HashSet<&'static str>,
    added: usize,
    pub(super) arabic: Names,
    pub(super) latin: Names,
}

/// The type of rows that hide an entity.
const HIDDEN: &str = "hidden";
/// What marks an id among the aliases.
const MERGES: char = '=';
/// Columns that a row may leave out at its end.
const COLUMNS_NEEDED: usize = 3;

impl Own {
    pub(super) fn read(path: &Path, builtin: &Authority) -> Result<Own, TableError> {
        let text =
            fs::read_to_string(path).map_err(|source| TableError::unreadable(path, source))?;
        // An authority is read once and lives as long as the program.
        let text: &'static str = Box::leak(text.into_boxed_str());
        let mut own = Own {
            text,
            rows: HashMap::new(),
            ids: HashMap::new(),
            merged: HashMap::new(),
            hidden: HashSet::new(),
            added: 0,
            arabic: no_names(),
            latin: no_names(),
        };
        let (mut arabic, mut latin) = (BTreeMap::new(), BTreeMap::new());
        let mut merging = Vec::new();
        for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let line = line.trim_end_matches('\r');
            if line.starts_with('#') || line.trim().is_empty() || line.starts_with("id\ttype\t") {
                continue;
            }
            let place = number + 1;
            let problem = |problem: String| TableError::row(path, place, problem);
            let entity = row(line).map_err(problem)?;
            if entity.cell(1) == HIDDEN {
                own.hidden.insert(entity.id());
                continue;
            }
            let number = own.add(entity, builtin).map_err(problem)?;
            for alias in entity.aliases() {
                match alias.strip_prefix(MERGES) {
                    Some(id) => {
                        own.merged.insert(id.trim(), number);
                        merging.push((place, id.trim()));
                    }
                    None => bind(&mut arabic, alias, number, false),
                }
            }
            bind(&mut arabic, entity.name(), number, false);
            entity
                .short_forms()
                .for_each(|name| bind(&mut arabic, name, number, true));
            entity
                .latin_names()
                .for_each(|name| bind(&mut latin, name, number, false));
        }
        for (place, id) in merging {
            let last = own.last(id).map_err(|e| TableError::row(path, place, e))?;
            own.merged.insert(id, last);
        }
        own.arabic = names(&arabic);
        own.latin = names(&latin);
        Ok(own)
    }

    fn add(&mut self, entity: Entity, builtin: &Authority) -> Result<EntityNumber, String> {
        if self.ids.contains_key(entity.id()) {
            return Err(format!(
                "the id {} stands in an earlier row too; give one row a new id",
                entity.id()
            ));
        }
        let number = builtin.by_id(entity.id()).unwrap_or_else(|| {
            self.added += 1;
            EntityNumber((builtin.len() + self.added - 1) as u32)
        });
        self.ids.insert(entity.id(), number);
        self.rows.insert(number, entity);
        Ok(number)
    }

    /// The entity at the end of the chain of merges that begins with `id`.
    fn last(&self, id: &str) -> Result<EntityNumber, String> {
        let next = |number: &EntityNumber| {
            let row = self.rows.get(number)?;
            self.merged.get(row.id()).copied()
        };
        let mut chain = std::iter::successors(self.merged.get(id).copied(), next);
        let end = chain.by_ref().take(self.merged.len()).last();
        match (end, chain.next()) {
            (Some(end), None) => Ok(end),
            _ => Err(format!(
                "merging {id} goes round in a circle; take {MERGES}ID out of one of its rows"
            )),
        }
    }

    pub(super) fn row(&self, number: EntityNumber) -> Option<Entity> {
        self.rows.get(&number).copied()
    }

    pub(super) fn by_id(&self, id: &str) -> Option<EntityNumber> {
        self.ids.get(id).or_else(|| self.merged.get(id)).copied()
    }

    pub(super) fn hides(&self, id: &str) -> bool {
        self.hidden.contains(id)
    }

    pub(super) fn merged_into(&self, id: &str) -> Option<EntityNumber> {
        self.merged.get(id).copied()
    }

    /// The ids that the rows stand for: those that they merge, and those that names which nobody
    /// listed have.
    pub(super) fn names(&self) -> Vec<(String, EntityNumber)> {
        let merged = self
            .merged
            .iter()
            .map(|(id, into)| ((*id).to_owned(), *into));
        let made = self.rows.iter().flat_map(|(number, entity)| {
            let names = std::iter::once(entity.name()).chain(entity.aliases());
            names.filter(|name| !name.starts_with(MERGES)).map(|name| {
                let key = name_key(name);
                let words: Vec<&str> = key.split(' ').collect();
                (made::id(entity.entity_type(), &words), *number)
            })
        });
        merged.chain(made).collect()
    }

    /// Entities that the builtin authority does not have.
    pub(super) fn added(&self) -> usize {
        self.added
    }
}

fn row(line: &'static str) -> Result<Entity, String> {
    let entity = Entity { row: line };
    let of = entity.cell(1);
    let found = line.split('\t').count();
    if found < COLUMNS_NEEDED && of != HIDDEN || found > COLUMNS {
        let columns = "id, type, name, aliases, short, latin, country, note, within";
        return Err(format!(
            "{found} columns found; a row has {columns}, with tabs between"
        ));
    }
    if entity.id().is_empty() {
        return Err("the first column, the id, is empty".to_owned());
    }
    if of == HIDDEN {
        return Ok(entity);
    }
    of.parse::<EntityType>()
        .map_err(|e| format!("{e}, or {HIDDEN}"))?;
    match name_key(entity.name()).is_empty() {
        true => Err("the third column, the name, is empty".to_owned()),
        false => Ok(entity),
    }
}

fn bind(names: &mut BTreeMap<String, Vec<u32>>, name: &str, number: EntityNumber, short: bool) {
    let key = name_key(name);
    if key.is_empty() {
        return;
    }
    let bearers = names.entry(key).or_default();
    let binding = number.0 * 2 + u32::from(short);
    if !bearers.iter().any(|b| b / 2 == number.0) {
        bearers.push(binding);
    }
}

fn no_names() -> Names {
    names(&BTreeMap::new())
}

fn names(bindings: &BTreeMap<String, Vec<u32>>) -> Names {
    let mut lists = Vec::new();
    let mut keys = Vec::new();
    for (key, bearers) in bindings {
        keys.push((key.as_str(), lists.len() as u64));
        Bearers::write(bearers, &mut lists);
    }
    let map = Map::from_iter(keys).expect("a BTreeMap is sorted and unique");
    let bytes: &'static [u8] = Box::leak(map.into_fst().into_inner().into_boxed_slice());
    Names {
        keys: Map::new(bytes).expect("these bytes were a map just now"),
        lists: Box::leak(lists.into_boxed_slice()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(rows: &str) -> Result<Own, TableError> {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(&file, rows).unwrap();
        Own::read(file.path(), Authority::builtin())
    }

    #[test]
    fn a_chain_of_merges_leads_to_its_end_in_any_order_of_the_rows() {
        let rows = [
            "ba\tperson\tباء\t=alif",
            "jim\tperson\tجيم\t=ba",
            "dal\tperson\tدال\t=jim",
        ];
        for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
            let own = own(&order.map(|at| rows[at]).join("\n")).unwrap();
            let end = own.by_id("dal");
            for id in ["alif", "ba", "jim"] {
                assert_eq!(own.merged_into(id), end, "{id}");
            }
        }
    }

    #[test]
    fn merges_that_go_round_in_a_circle_are_told_with_their_line() {
        for rows in [
            "a\tperson\tألف\t=a",
            "a\tperson\tألف\t=b\nb\tperson\tباء\t=a",
        ] {
            let error = own(rows).err().expect("a circle").to_string();
            assert!(
                error.contains(":1: ") && error.contains("circle"),
                "{error}"
            );
        }
        // What leads into a circle is told too, and ends.
        assert!(own("b\tperson\tباء\t=a\nc\tperson\tجيم\t=b|=c").is_err());
    }
}
