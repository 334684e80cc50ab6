//! Names at the desk: which ids stand for one entity, and what each entity is called.
//!
//! The index holds the ids under which entities were found. What the reader's authority and the
//! archive's own evidence ([`crate::archive::merges`]) have since made of them is applied here, so
//! that merging, renaming and hiding need no reindexing.

use crate::archive::merges::Merges;
use crate::entities::authority::{Authority, EntityNumber, name_key};
use crate::entities::{EntityType, made};
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// Which ids stand for one entity.
pub struct Names<'a> {
    authority: &'a Authority,
    into: FxHashMap<String, String>,
    members: FxHashMap<String, Vec<String>>,
}

impl<'a> Names<'a> {
    /// What an authority and an archive make of ids.
    pub fn new(authority: &'a Authority, merges: Merges) -> Self {
        let mut own = FxHashMap::default();
        for (id, entity) in authority.own_names() {
            own.insert(id, authority.entity(entity).id().to_owned());
        }
        let mut into = own.clone();
        for (id, usual) in merges.into {
            let usual = own.get(&usual).cloned().unwrap_or(usual);
            into.entry(id).or_insert(usual);
        }
        let mut members: FxHashMap<String, Vec<String>> = FxHashMap::default();
        for (id, usual) in &into {
            members.entry(usual.clone()).or_default().push(id.clone());
        }
        members.values_mut().for_each(|ids| ids.sort_unstable());
        Names {
            authority,
            into,
            members,
        }
    }

    /// The id that stands for `id`; `None` if the reader's authority hides it.
    pub fn usual<'i>(&'i self, id: &'i str) -> Option<&'i str> {
        let usual = self.into.get(id).map_or(id, String::as_str);
        (!self.authority.hides(usual) && !self.authority.hides(id)).then_some(usual)
    }

    /// Every id that `usual` stands for, itself first.
    pub fn ids<'i>(&'i self, usual: &'i str) -> impl Iterator<Item = &'i str> {
        let members = self.members.get(usual).into_iter().flatten();
        std::iter::once(usual).chain(members.map(String::as_str))
    }

    /// The ids that can be meant by `name`: an id, any name of the authority, or a name under which
    /// the archive `has` somebody. `of` narrows it to one type.
    pub fn called(
        &self,
        name: &str,
        of: Option<EntityType>,
        has: impl Fn(&str) -> bool,
    ) -> Vec<String> {
        let is_of =
            |entity: &EntityNumber| of.is_none_or(|of| self.authority.entity_type(*entity) == of);
        let known = self.authority.lookup(name).into_iter().filter(is_of);
        let known: Vec<String> = known
            .map(|e| self.authority.entity(e).id().to_owned())
            .collect();
        if !known.is_empty() {
            return known;
        }
        let typed = made::entity_type(name.trim()).map(|of| (of, name.trim().to_owned()));
        let key = name_key(name);
        let words: Vec<&str> = key.split(' ').collect();
        let named = EntityType::ALL
            .into_iter()
            .map(|of| (of, made::id(of, &words)));
        let made = typed
            .into_iter()
            .chain(named)
            .filter(|(t, _)| of.is_none_or(|of| of == *t));
        let made = made.filter_map(|(_, id)| self.usual(&id).map(str::to_owned));
        made.filter(|id| self.ids(id).any(&has)).collect()
    }

    /// The name of an id that the authority has.
    pub fn listed(&self, id: &str) -> Option<Cow<'static, str>> {
        let entity = self.authority.by_id(id)?;
        Some(Cow::Borrowed(self.authority.entity(entity).name()))
    }
}
