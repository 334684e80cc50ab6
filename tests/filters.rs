//! Filters and facets: articles by the people, places and organisations in them, by date and
//! by source.

mod archive;

use archive::{ask, assert_same_articles, found, search, set, total, with};
use serde_json::Value;

const CLUB_REPORTS: [&str; 2] = ["maydan-001", "maydan-005"];

#[test]
fn all_spellings_of_karabakh_are_found_as_the_place() {
    let place = found(&["--place", "karabakh"]);
    for (spelling, id) in [
        ("ناغورني قره باغ", "marsad-20201010-06"),
        ("ناجورنو كاراباخ", "maydan-003"),
        ("ناغورنو كاراباخ", "difaf/2020/10/11-moscow-truce.html"),
        ("قاراباخ", "qaws/2021-01-01-heritage.txt"),
        ("كاراباخ", "1028"),
        ("كراباخ", "sada/2020/09/30-security-council.txt"),
        ("قرة باغ", "sada/2020/10/10-moscow-truce.txt"),
        ("قره باغ", "qaws/2020-11-01-name-of-karabakh.txt"),
        ("أرتساخ", "1056"),
        ("آرتساخ", "1119"),
    ] {
        assert!(place.contains(&id.to_owned()), "{spelling}: {id}");
        assert!(
            found(&[spelling, "--match", "all"]).contains(&id.to_owned()),
            "{spelling}"
        );
        assert_same_articles(
            &["--place", "karabakh", "--place", spelling],
            &["--place", "karabakh"],
        );
    }
}

#[test]
fn a_filter_takes_an_id_a_latin_name_an_alias_or_an_arabic_name() {
    for (option, id, names) in [
        (
            "--person",
            "sergey-lavrov",
            &["Sergey Lavrov", "Lavrov", "لافروف", "سيرجي لافروف"][..],
        ),
        (
            "--person",
            "recep-tayyip-erdogan",
            &["Recep Tayyip Erdoğan", "أردوغان", "اردوغان"],
        ),
        ("--place", "qatar", &["Qatar", "قطر"]),
        ("--organisation", "opec", &["OPEC", "أوبك"]),
        (
            "--org",
            "united-nations",
            &["United Nations", "الأمم المتحدة", "الامم المتحدة"],
        ),
        ("--entity", "moscow", &["Moscow", "موسكو"]),
    ] {
        for name in names {
            assert_same_articles(&[option, id], &[option, name]);
        }
    }
}

#[test]
fn within_a_type_any_name_will_do_and_across_types_each_must() {
    let lavrov = set(found(&["--person", "sergey-lavrov"]));
    let putin = set(found(&["--person", "vladimir-putin"]));
    let baku = set(found(&["--place", "baku"]));
    let either = set(found(&[
        "--person",
        "sergey-lavrov",
        "--person",
        "vladimir-putin",
    ]));
    assert_eq!(either, &lavrov | &putin);
    let both = set(found(&["--person", "sergey-lavrov", "--place", "baku"]));
    assert_eq!(both, &lavrov & &baku);
    let entities = set(found(&["--entity", "sergey-lavrov", "--entity", "baku"]));
    assert_eq!(entities, &lavrov & &baku);
}

#[test]
fn not_leaves_out_the_articles_that_name_it() {
    let lavrov = set(found(&["--person", "sergey-lavrov"]));
    for (not, option, id) in [
        ("--not-person", "--person", "vladimir-putin"),
        ("--not-place", "--place", "baku"),
        ("--not-organisation", "--organisation", "osce-minsk-group"),
        ("--not-org", "--org", "osce-minsk-group"),
        ("--not-entity", "--entity", "jeyhun-bayramov"),
    ] {
        let without = set(found(&["--person", "sergey-lavrov", not, id]));
        assert_eq!(without, &lavrov - &set(found(&[option, id])), "{not}");
        assert!(!without.is_empty() && without.len() < lavrov.len(), "{not}");
    }
}

#[test]
fn two_people_of_one_surname_are_kept_apart() {
    let imran = ["difaf/2022/04/11-inflation.html", "marsad-20220224-15"];
    let sadiq = ["1063", "1084"];
    for (person, articles) in [("imran-khan", imran), ("sadiq-khan", sadiq)] {
        assert_eq!(
            set(found(&["--person", person])),
            set(articles.map(String::from).into())
        );
    }
    assert_eq!(found(&["--person", "خان"]).len(), 4);
    assert_same_articles(&["Imran Khan"], &["--person", "imran-khan"]);
    assert_same_articles(&["Sadiq Khan"], &["--person", "sadiq-khan"]);
}

#[test]
fn the_football_club_is_not_the_region_that_it_is_named_after() {
    let reports = set(CLUB_REPORTS.map(String::from).into());
    assert_eq!(set(found(&["--organisation", "qarabag-fk"])), reports);
    assert!(set(found(&["--place", "Karabakh"])).is_disjoint(&reports));
}

#[test]
fn a_town_is_found_under_the_usual_spellings_of_its_name() {
    let ganja = found(&["--place", "ganja"]);
    for id in ["1021", "1035", "difaf/2020/10/18-second-truce.html"] {
        assert!(ganja.contains(&id.to_owned()), "{id} not in {ganja:?}");
    }
}

#[test]
fn dates_are_years_months_or_days_in_either_digits() {
    for (from, to, first, last) in [
        ("2020", "2020", "2020-01-01", "2020-12-31"),
        ("2020-10", "2020-11", "2020-10-01", "2020-11-30"),
        ("2020-10-10", "2020-10-10", "2020-10-10", "2020-10-10"),
        ("٢٠٢٠-١٠", "2020/10/05", "2020-10-01", "2020-10-05"),
    ] {
        let all = ["--limit", "1000", "--copies"];
        let answer = search(&with(&all, &["--from", from, "--to", to]));
        let every = search(&with(&all, &["--from", "1900"]));
        let day = |hit: &Value| hit["date"].as_str().unwrap()[..10].to_owned();
        let within = |hit: &Value| (first..=last).contains(&day(hit).as_str());
        let hits = every["hits"].as_array().unwrap().iter();
        let expected = hits.filter(|hit| within(hit)).count() as u64;
        assert_eq!(total(&answer), expected, "{from} to {to}");
        assert!(expected > 0 && answer["hits"].as_array().unwrap().iter().all(within));
    }
    assert!(found(&["--from", "2020-10-10", "--to", "2020-10-09"]).is_empty());
}

#[test]
fn part_of_the_name_of_a_source_is_enough() {
    let agency = found(&["--source", "المرصد"]);
    assert_eq!(agency.len(), 19);
    assert!(agency.iter().all(|id| id.starts_with("marsad-")));
    assert_same_articles(
        &["--source", "المرصد"],
        &["--source", "وكالة المرصد للأنباء"],
    );
    assert_eq!(found(&["--source", "الأفق", "--source", "ميدان"]).len(), 33);
}

#[test]
fn an_unknown_name_or_source_is_an_error_that_helps() {
    let run = ask(&["search", "--person", "فلان الفلاني"]).exits(2);
    run.says(&["no person", "فلان الفلاني", "warraq facets person"]);
    ask(&["search", "--person", "Karabakh"])
        .exits(2)
        .says(&["no person"]);
    ask(&["search", "--not-place", "Atlantis XYZ"])
        .exits(2)
        .says(&["no place"]);
    let run = ask(&["search", "--source", "جريدة الكوكب"]).exits(2);
    run.says(&["جريدة الكوكب", "وكالة المرصد للأنباء", "ميدان اليوم"]);
}

#[test]
fn the_count_beside_a_name_is_what_a_click_on_it_finds() {
    for query in [
        &["كاراباخ هدنة", "--match", "all"][..],
        &["--from", "2023"],
        &["Libya"],
    ] {
        let answer = search(&with(query, &["--top", "1000"]));
        assert_eq!(answer["relaxed"], false);
        for (of, values) in answer["facets"].as_object().unwrap() {
            let option = format!("--{of}");
            for value in values.as_array().unwrap() {
                let id = value["id"].as_str().unwrap();
                let clicked = search(&with(query, &[&option, id]));
                assert_eq!(total(&clicked), value["count"], "{query:?} {option} {id}");
            }
        }
    }
}
