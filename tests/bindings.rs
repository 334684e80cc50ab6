//! Whom the commonest names of an archive are bound to.
//!
//! `tests/bindings/*.tsv` has, for each type of entity, the 300 names that most articles of a year of five outlets
//! (30,038 articles) print, with a row for each id that a name was bound to in three articles or more: in how
//! many articles it got that id (`bound`), in how many it was found as this type (`articles`), and the verdict of
//! reading three contexts, drawn by chance: `right` and `wrong` (all three), `mixed`, or `unread` (none tells); `share`
//! is which part of the `read` ones was right. Right is a mention that names the entity of the id; an id made of the
//! words of a name is wrong where a well-known entity is plainly meant. The texts are not part of warraq; what the
//! tables come to is in `benches/RESULTS.md`.

use warraq::arabic::Analysis;
use warraq::entities::authority::Authority;
use warraq::entities::tagger::file;
use warraq::entities::{EntityType, Recogniser};

/// The written names of a type that were rightly bound to a listed entity, and its id.
fn rightly_bound(of: EntityType) -> Vec<(String, String)> {
    let path = format!("{}/tests/bindings/{of}.tsv", env!("CARGO_MANIFEST_DIR"));
    let table = std::fs::read_to_string(path).expect("a table");
    let rows = table.lines().skip(1).filter_map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        // Other ids of a name are those of pieces of longer names, and of names that need their article.
        let count = |cell: usize| cells[cell].parse::<u64>().unwrap_or(0);
        let is_usual = count(3) * 2 > count(4);
        (cells[5] == "right" && is_usual && !cells[2].contains('~'))
            .then(|| (cells[1].to_owned(), cells[2].to_owned()))
    });
    rows.collect()
}

#[test]
fn a_name_leads_to_the_entity_that_it_was_rightly_bound_to() {
    let authority = Authority::builtin();
    for of in EntityType::ALL {
        let rows = rightly_bound(of);
        assert!(rows.len() > 200, "{of}");
        let leads = |(written, id): &&(String, String)| {
            // Of للأمم the name begins with the second ل, that of the article.
            [written.clone(), format!("ا{written}")].iter().any(|name| {
                let mut found = authority.lookup(name).into_iter();
                found.any(|entity| authority.entity(entity).id() == id)
            })
        };
        let astray: Vec<_> = rows.iter().filter(|row| !leads(row)).collect();
        // Cut spans and names with quotation marks are found by what stands around them.
        assert!(astray.len() * 20 <= rows.len(), "{of}: {astray:?}");
    }
}

#[test]
fn a_whole_name_is_bound_in_a_sentence_of_its_own() {
    let authority = Authority::builtin();
    let mut recogniser = Recogniser::new(authority, file::installed().ok());
    for (of, before, after) in [
        (EntityType::Person, "قال الرئيس", "إن الاجتماع سيعقد غدا"),
        (EntityType::Place, "وصل الوفد إلى", "صباح اليوم"),
        (
            EntityType::Organisation,
            "جاء ذلك في بيان أصدرته",
            "صباح اليوم",
        ),
    ] {
        let is_whole = |(written, id): &&(String, String)| {
            let entity = authority.by_id(id).map(|entity| authority.entity(entity));
            entity.is_some_and(|e| e.name() == written || e.aliases().any(|name| name == written))
        };
        let rows = rightly_bound(of);
        let rows: Vec<_> = rows.iter().filter(is_whole).collect();
        let mut astray = Vec::new();
        for (written, id) in &rows {
            let text = format!("{before} {written} {after}.");
            let analysis = Analysis::of(&text);
            let mentions = recogniser.mentions(&[(&text, &analysis)]).concat();
            if !mentions.iter().any(|mention| mention.id == id.as_str()) {
                astray.push(written);
            }
        }
        println!("{of}: {} of {} astray", astray.len(), rows.len());
        assert!(
            rows.len() > 150 && astray.len() * 20 <= rows.len(),
            "{of}: {astray:?}"
        );
    }
}
