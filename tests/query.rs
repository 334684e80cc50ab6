//! The query language: what operators, fields and patterns find, and what is said of slips.

mod archive;

use archive::{ask, found, search, total, with};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Articles found where all words are meant.
fn all(query: &str) -> Vec<String> {
    found(&["--match", "all", query])
}

#[test]
fn or_finds_both_and_and_finds_what_both_have() {
    let (truce, mercenaries) = (all("هدنة"), all("مرتزقة"));
    let either = all("هدنة OR مرتزقة");
    let union: Vec<String> = truce.iter().chain(&mercenaries).cloned().collect();
    assert_eq!(set_of(&either), set_of(&union));
    assert_eq!(set_of(&all("هدنة|مرتزقة")), set_of(&union));
    let both = all("هدنة AND مرتزقة");
    assert!(!both.is_empty());
    let common: Vec<String> = truce
        .into_iter()
        .filter(|id| mercenaries.contains(id))
        .collect();
    assert_eq!(set_of(&both), set_of(&common));
}

#[test]
fn a_minus_leaves_out() {
    let (with_it, without) = (all("هدنة قصف"), all("هدنة -قصف"));
    assert_eq!(with_it.len() + without.len(), all("هدنة").len());
    assert_eq!(set_of(&without), set_of(&all("هدنة NOT قصف")));
    // Typed as an argument of its own, as shells hand it over.
    assert_eq!(set_of(&without), set_of(&found(&["هدنة", "-قصف"])));
    assert_eq!(
        set_of(&all("كاراباخ NOT NOT هدنة")),
        set_of(&all("كاراباخ هدنة"))
    );
    // Alone it finds everything else.
    assert_eq!(
        all("-هدنة").len() + all("هدنة").len(),
        all("NOT id:none").len()
    );
}

#[test]
fn brackets_join_what_belongs_together() {
    let query = "(هدنة OR صلح) كاراباخ";
    let expected: Vec<String> = all("كاراباخ هدنة")
        .into_iter()
        .chain(all("كاراباخ صلح"))
        .collect();
    assert_eq!(set_of(&all(query)), set_of(&expected));
    // Around mere words they say nothing.
    assert_eq!(all("(هدنة) (كاراباخ)"), all("هدنة كاراباخ"));
}

#[test]
fn what_operators_join_is_never_relaxed() {
    let answer = search(&["هدنة AND مرتزقة AND زلزال"]);
    assert_eq!(answer["relaxed"], false);
    assert_eq!(total(&answer), 0);
}

#[test]
fn a_title_is_a_field_of_its_own() {
    let in_title = search(&["title:كاراباخ", "--limit", "100"]);
    assert!(total(&in_title) > 0 && total(&in_title) < total(&search(&["كاراباخ"])));
    for hit in in_title["hits"].as_array().unwrap() {
        let marks = hit["title_marks"].as_array().unwrap();
        assert!(!marks.is_empty(), "{hit}");
    }
    let phrase = all("title:\"وقف إطلاق النار\"");
    let anywhere = all("\"وقف إطلاق النار\"");
    assert!(phrase.len() < anywhere.len() && phrase.iter().all(|id| anywhere.contains(id)));
}

#[test]
fn fields_of_a_query_find_what_filters_find() {
    for (query, filter) in [
        ("person:لافروف", ["--person", "لافروف"]),
        ("person:\"Sergey Lavrov\"", ["--person", "لافروف"]),
        ("place:Karabakh", ["--place", "كاراباخ"]),
        ("org:OPEC", ["--organisation", "أوبك"]),
        ("country:أرمينيا", ["--country", "Armenia"]),
        ("source:المرصد", ["--source", "المرصد"]),
        ("date:2020-10", ["--from", "2020-10"]),
        ("تاريخ:٢٠٢٠-١٠..", ["--from", "2020-10"]),
    ] {
        let filtered = match query.starts_with("date") {
            true => found(&with(&filter, &["--to", "2020-10"])),
            false => found(&filter),
        };
        assert!(!filtered.is_empty(), "{query}");
        assert_eq!(set_of(&found(&[query])), set_of(&filtered), "{query}");
    }
    let both = found(&["person:لافروف person:أردوغان"]);
    let either = found(&["person:(لافروف OR أردوغان)"]);
    assert!(both.len() < either.len());
    assert_eq!(
        set_of(&either),
        set_of(&found(&["--person", "لافروف", "--person", "أردوغان"]))
    );
}

#[test]
fn an_article_is_found_by_its_id() {
    assert_eq!(
        found(&["id:difaf/2020/10/11-moscow-truce.html"]),
        ["difaf/2020/10/11-moscow-truce.html"]
    );
    assert_eq!(total(&search(&["id:1028 OR id:1035"])), 2);
}

#[test]
fn patterns_find_the_words_that_fit_and_the_echo_names_them() {
    let answer = search(&["مرتزق*"]);
    assert_eq!(total(&answer), total(&search(&["مرتزقة"])));
    assert!(
        answer["read_as"][0]["read_as"][0]
            .as_str()
            .unwrap()
            .contains("مرتزق")
    );
    assert!(total(&search(&["*راباخ"])) > 0);
    assert!(total(&search(&["كر?باخ"])) > 0);
    assert_eq!(total(&search(&["زقزق*"])), 0);
}

#[test]
fn a_misspelt_word_is_forgiven_on_request() {
    let right = found(&["كاراباخ"]);
    let misspelt = found(&["كاراباغ~"]);
    assert!(!misspelt.is_empty() && misspelt.iter().all(|id| right.contains(id)));
}

#[test]
fn near_words_are_found_in_any_order_up_to_their_distance() {
    let near = |words: u32| found(&[&format!("\"كاراباخ الهدنة\"~{words}")]);
    assert!(near(0).len() <= near(5).len() && near(5).len() < near(60).len());
    assert_eq!(
        set_of(&near(20)),
        set_of(&found(&["\"الهدنة كاراباخ\"~20"]))
    );
}

#[test]
fn what_is_worth_more_comes_first() {
    let first = |query: &str| found(&["--match", "any", query])[0].clone();
    let about = |id: &str, word: &str| all(word).contains(&id.to_owned());
    assert!(about(&first("هدنة^20 زلزال"), "هدنة"));
    assert!(about(&first("هدنة زلزال^20"), "زلزال"));
}

#[test]
fn the_echo_is_a_tree() {
    let answer = search(&["(هدنة OR «وقف إطلاق النار») -قصف source:المرصد title:كاراباخ^2"]);
    let read_as = &answer["read_as"];
    assert_eq!(read_as[0]["any"][1]["typed"], "«وقف إطلاق النار»");
    assert_eq!(read_as[1]["not"]["typed"], "قصف");
    assert_eq!(read_as[2]["field"]["name"], "source");
    assert_eq!(read_as[2]["field"]["is"], json!(["وكالة المرصد للأنباء"]));
    assert_eq!(
        (&read_as[3]["in_title"], &read_as[3]["worth"]),
        (&Value::Bool(true), &json!(2.0))
    );
}

#[test]
fn slips_are_forgiven_and_noted() {
    for (query, note) in [
        ("«هدنة", "« at letter 1 is never closed"),
        ("هدنة)", ") at letter 5 closes nothing"),
        ("هدنة AND", "AND at letter 6 has nothing on one side"),
        ("titel:هدنة", "titel: is no field"),
    ] {
        let answer = search(&[query]);
        assert!(total(&answer) > 0, "{query}");
        assert!(
            answer["notes"][0].as_str().unwrap().starts_with(note),
            "{answer}"
        );
        assert!(ask(&["search", query]).out.starts_with("note: "), "{query}");
    }
}

#[test]
fn errors_show_the_place_and_say_what_would_work() {
    for (query, why) in [
        ("هدنة date:2020-13", "\"2020-13\" is no date; write 2020"),
        ("كلمة^0", "behind ^ stands a number"),
        ("هدنة~9", "how many letters may be wrong: 1 or 2"),
        ("person:نكرة", "no person is known by the name"),
        ("ا*", "needs at least 2 letters"),
        ("person:لاف*", "person: takes a name"),
        ("هدنة person:لافروف^2", "^ behind it says nothing"),
        ("source:نكرة", "no article has the source"),
    ] {
        let ran = ask(&["search", query]).exits(2);
        ran.says(&["warraq: the query cannot be read", why, query]);
        assert!(ran.err.trim_end().ends_with('^'), "{ran:#?}");
    }
    ask(&["search", "source:نكرة"])
        .exits(2)
        .says(&["no article has the source", "المرصد"]);
    ask(&["search", "author:نكرة"])
        .exits(2)
        .says(&["no article has the author"]);
}

#[test]
fn marks_of_direction_and_punctuation_do_not_matter() {
    let plain = found(&["هدنة كاراباخ -قصف"]);
    assert_eq!(
        found(&["\u{202b}هدنة، كاراباخ؛ \u{200f}-قصف\u{202c}"]),
        plain
    );
    assert_eq!(found(&["»وقف إطلاق النار«"]), found(&["«وقف إطلاق النار»"]));
}

#[test]
fn arabic_typed_on_english_keys_is_recognised_and_said() {
    let answer = search(&[";hvhfho lvj.rm"]);
    assert_eq!(ids_of(&answer), ids_of(&search(&["كاراباخ مرتزقة"])));
    assert!(
        answer["notes"][0]
            .as_str()
            .unwrap()
            .contains("was read as كاراباخ مرتزقة")
    );
}

#[test]
fn translation_can_be_turned_off() {
    assert!(total(&search(&["mercenaries"])) > 0);
    assert_eq!(total(&search(&["mercenaries", "--no-translate"])), 0);
    assert!(total(&search(&["هدنة", "--no-translate"])) > 0);
}

#[test]
fn latin_names_that_no_list_has_are_found_by_their_sound() {
    let here = archive::Workplace::new();
    here.write(
        "news/a.txt",
        "قال زاكاري فينويك\n\nإن المصنع في بلدة كراشتوفو سيغلق أبوابه.",
    );
    here.index().exits(0);
    assert_eq!(here.count(&["Fenwick"]), 1);
    assert_eq!(here.count(&["Krashtovo"]), 1);
    let read_as = here.search(&["Fenwick"])["read_as"][0]["read_as"].to_string();
    assert!(read_as.contains("فينويك"), "{read_as}");
}

fn ids_of(answer: &Value) -> Vec<String> {
    archive::ids(answer)
}

fn set_of(ids: &[String]) -> BTreeSet<String> {
    ids.iter().cloned().collect()
}
