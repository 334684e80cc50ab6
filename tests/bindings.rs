//! Whom the commonest names of an archive are bound to, as people judged it.
//!
//! `tests/bindings/*.tsv` has, for each type of entity, the 300 names that most articles of a year
//! of five outlets (30,038 articles) print: the id that most of their mentions were bound to, in how
//! many articles that was so (`bound`) and in how many the name was found as this type (`articles`),
//! and what a reader said of it who had three contexts of each, drawn by chance: `right`, `wrong`,
//! `mixed` (the name means two entities in those contexts, and one id was given) or `gone` (it was
//! wrong, and is hardly ever taken for a name any more). Names that were first judged wrong and
//! have since got the id that the reader asked for are `right`. The texts are not part of warraq.

use std::collections::BTreeMap;
use warraq::entities::EntityType;
use warraq::entities::authority::Authority;

struct Row {
    written: String,
    id: String,
    articles: u64,
    verdict: String,
}

fn rows(of: EntityType) -> Vec<Row> {
    let path = format!("{}/tests/bindings/{of}.tsv", env!("CARGO_MANIFEST_DIR"));
    let table = std::fs::read_to_string(path).expect("a table");
    let rows = table.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        Row {
            written: cells[1].to_owned(),
            id: cells[2].to_owned(),
            articles: cells[4].parse().expect("a number"),
            verdict: cells[5].to_owned(),
        }
    });
    rows.collect()
}

#[test]
fn the_commonest_names_are_bound_to_the_right_ids() {
    for of in EntityType::ALL {
        let mut articles: BTreeMap<String, u64> = BTreeMap::new();
        for row in rows(of) {
            *articles.entry(row.verdict).or_default() += row.articles;
        }
        let count = |verdict| articles.get(verdict).copied().unwrap_or(0) as f64;
        // Of mixed names, half of the mentions are taken to be right.
        let all = count("right") + count("mixed") + count("wrong");
        let right = (count("right") + count("mixed") / 2.0) / all;
        println!("{of}: {right:.4} of the mentions");
        assert!(right >= 0.95, "{of}: {right}");
    }
}

#[test]
fn a_name_that_was_bound_to_a_listed_entity_still_leads_to_it() {
    let authority = Authority::builtin();
    for of in EntityType::ALL {
        let listed = |row: &Row| row.verdict == "right" && !row.id.contains('~');
        let rows: Vec<Row> = rows(of).into_iter().filter(listed).collect();
        let leads = |row: &&Row| {
            // Of للأمم the name begins with the second ل, that of the article.
            [row.written.clone(), format!("ا{}", row.written)]
                .iter()
                .any(|name| {
                    let mut found = authority.lookup(name).into_iter();
                    found.any(|entity| authority.entity(entity).id() == row.id)
                })
        };
        let astray: Vec<&str> = rows
            .iter()
            .filter(|r| !leads(r))
            .map(|r| r.written.as_str())
            .collect();
        // Cut spans and names with quotation marks are found by what stands around them.
        assert!(
            astray.len() * 20 <= rows.len(),
            "{of}: {} {astray:?}",
            rows.len()
        );
    }
}
