//! What is asked: words and filters, as every command takes them that looks for articles.

use anyhow::{Result, bail};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};
use warraq::article::KnownBy;
use warraq::entities::EntityType;
use warraq::entities::authority::Authority;
use warraq::query::Translation;
use warraq::query::filter::{Filters, Period};
use warraq::query::plan::Matching;
use warraq::search::{Desk, Request};

/// Words and filters.
#[derive(Debug, Clone, Default, Args, Serialize, Deserialize)]
pub struct Asking {
    /// What to look for; without words, every article that passes the filters
    #[arg(value_name = "WORDS")]
    words: Vec<String>,
    #[command(flatten)]
    narrow: Narrowing,
    /// How many of the words must stand in an article [default: all, fewer where too little has all]
    #[arg(long = "match", value_name = "HOW")]
    matching: Option<HowMany>,
    /// Look for Latin letters as typed only: no renderings of English words, no names
    #[arg(long)]
    no_translate: bool,
}

/// Filters.
#[derive(Debug, Clone, Default, Args, Serialize, Deserialize)]
#[command(next_help_heading = "Filters (a name in Arabic or Latin letters, or an id)")]
pub struct Narrowing {
    /// Articles that name this person; repeated: any of them
    #[arg(long, value_name = "NAME")]
    person: Vec<String>,
    /// Articles that name this place
    #[arg(long, value_name = "NAME")]
    place: Vec<String>,
    /// Articles that name this organisation
    #[arg(long, value_name = "NAME", visible_alias = "org")]
    organisation: Vec<String>,
    /// Articles that name this person, place or organisation
    #[arg(long, value_name = "NAME")]
    entity: Vec<String>,
    /// Articles that name this country (or other place) or speak of it by its adjective
    #[arg(long, value_name = "NAME")]
    country: Vec<String>,
    /// With --place or --country: the places that lie within it as well
    #[arg(long)]
    within: bool,
    /// No articles that name this person
    #[arg(long, value_name = "NAME")]
    not_person: Vec<String>,
    /// No articles that name this place
    #[arg(long, value_name = "NAME")]
    not_place: Vec<String>,
    /// No articles that name this organisation
    #[arg(long, value_name = "NAME", visible_alias = "not-org")]
    not_organisation: Vec<String>,
    /// No articles that name this person, place or organisation
    #[arg(long, value_name = "NAME")]
    not_entity: Vec<String>,
    /// Published on or after: 2020, 2020-11 or 2020-11-03
    #[arg(long, value_name = "DATE")]
    from: Option<Period>,
    /// Published on or before: 2020 (to its end), 2020-11 or 2020-11-03
    #[arg(long, value_name = "DATE")]
    to: Option<Period>,
    /// Articles whose date is known so: by a field or tag, the dateline, the path of the file, the day
    /// of the fetch; or doubted. Repeated: any of them
    #[arg(long, value_name = "HOW", value_parser = known_by())]
    #[serde(default)]
    dated_by: Vec<KnownBy>,
    /// Published by this outlet; words of its name are enough
    #[arg(long, value_name = "NAME")]
    source: Vec<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum, Serialize, Deserialize)]
enum HowMany {
    All,
    Most,
    Any,
}

impl Asking {
    /// The words as one text.
    pub fn words(&self) -> String {
        self.words.join(" ")
    }

    /// Words and filters as they could be typed.
    pub fn in_words(&self) -> String {
        let mut typed = vec![self.words(), self.filters_in_words()];
        if let Some(how) = self.matching.and_then(|how| how.to_possible_value()) {
            typed.push(format!("--match {}", how.get_name()));
        }
        if self.no_translate {
            typed.push("--no-translate".to_owned());
        }
        typed.retain(|part| !part.is_empty());
        typed.join(" ")
    }

    /// Filters as they could be typed.
    pub fn filters_in_words(&self) -> String {
        let narrow = &self.narrow;
        let mut typed = Vec::new();
        for (name, values) in [
            ("person", &narrow.person),
            ("place", &narrow.place),
            ("organisation", &narrow.organisation),
            ("entity", &narrow.entity),
            ("country", &narrow.country),
            ("not-person", &narrow.not_person),
            ("not-place", &narrow.not_place),
            ("not-organisation", &narrow.not_organisation),
            ("not-entity", &narrow.not_entity),
            ("source", &narrow.source),
        ] {
            typed.extend(values.iter().map(|value| format!("--{name} {value}")));
        }
        for (name, period) in [("from", narrow.from), ("to", narrow.to)] {
            typed.extend(period.map(|period| format!("--{name} {}", String::from(period))));
        }
        let ways = narrow.dated_by.iter();
        typed.extend(ways.map(|way| format!("--dated-by {}", way.as_str())));
        typed.extend(narrow.within.then(|| "--within".to_owned()));
        typed.join(" ")
    }

    /// What is asked of an archive.
    pub fn request(&self, desk: &Desk) -> Result<Request> {
        self.request_for(desk, &self.words())
    }

    /// The same with other words.
    pub fn request_for(&self, desk: &Desk, words: &str) -> Result<Request> {
        let translation = match self.no_translate {
            true => Translation::Off,
            false => Translation::On,
        };
        Ok(Request {
            plan: desk.plan(words, translation)?,
            filters: self.narrow.filters(desk, desk.authority())?,
            matching: self.matching.map(HowMany::matching),
            ..Request::default()
        })
    }
}

impl Narrowing {
    /// The filters that were typed.
    pub fn filters(&self, desk: &Desk, authority: &Authority) -> Result<Filters> {
        let mut filters = Filters {
            from: self.from.map(Period::start),
            to: self.to.map(Period::end),
            dated_by: self.dated_by.clone(),
            sources: self.source.clone(),
            ..Filters::default()
        };
        let (person, place, organisation) = (
            Some(EntityType::Person),
            Some(EntityType::Place),
            Some(EntityType::Organisation),
        );
        for (names, of) in [
            (&self.person, person),
            (&self.place, place),
            (&self.organisation, organisation),
            (&self.entity, None),
        ] {
            for name in names {
                for id in desk.called(name, of)? {
                    let of = of
                        .or(desk.entity_type(&id))
                        .unwrap_or(EntityType::Organisation);
                    filters.entities.entry(of).or_default().push(id);
                }
            }
        }
        for name in &self.country {
            filters.countries.extend(desk.called(name, place)?);
        }
        if self.within && self.place.is_empty() && self.country.is_empty() {
            bail!("--within goes with --place NAME or --country NAME");
        }
        if self.within {
            let places = filters.entities.get_mut(&EntityType::Place);
            for places in places.into_iter().chain([&mut filters.countries]) {
                *places = authority.within(places);
            }
        }
        for (names, of) in [
            (&self.not_person, person),
            (&self.not_place, place),
            (&self.not_organisation, organisation),
            (&self.not_entity, None),
        ] {
            for name in names {
                filters.excluded.extend(desk.called(name, of)?);
            }
        }
        Ok(filters)
    }
}

/// Reads how a date is known.
fn known_by() -> impl TypedValueParser<Value = KnownBy> {
    let words = PossibleValuesParser::new(KnownBy::ALL.map(KnownBy::as_str));
    words.try_map(|word| KnownBy::called(&word).ok_or("no such way"))
}

impl HowMany {
    fn matching(self) -> Matching {
        match self {
            HowMany::All => Matching::All,
            HowMany::Most => Matching::Most,
            HowMany::Any => Matching::Any,
        }
    }
}
