//! `warraq search`: what is found, in which order, and how the query was read.

mod archive;

use archive::{ask, assert_same_articles, found, ids, search, set, slice, total, with};
use serde_json::Value;

const TRUCE_AND_MERCENARIES: &str = "كاراباخ مرتزقة \"وقف إطلاق النار\"";

#[test]
fn hits_are_ranked_best_first_and_numbered() {
    let answer = search(&["كاراباخ", "--limit", "1000", "--copies"]);
    let hits = answer["hits"].as_array().unwrap();
    assert_eq!(hits.len() as u64, total(&answer));
    for (rank, hit) in (1..).zip(hits) {
        assert_eq!(hit["rank"], rank);
    }
    let scores: Vec<f64> = hits.iter().map(|h| h["score"].as_f64().unwrap()).collect();
    assert!(
        scores.is_sorted_by(|a, b| a >= b) && scores[0] > 0.0,
        "{scores:?}"
    );
}

#[test]
fn the_article_on_a_subject_is_its_best_hit() {
    for (query, best) in [
        ("بيروت انفجار المرفأ", "sada/2020/08/05-beirut-port.txt"),
        ("James Webb telescope", "qaws/2022-08-01-james-webb.txt"),
        ("إيفر غيفن", "marsad-20210329-12"),
        (
            "Safer oil tanker Yemen",
            "difaf/2023/08/12-safer-tanker.html",
        ),
        ("كأس أفريقيا السنغال", "maydan-012"),
    ] {
        assert_eq!(found(&[query])[0], best, "{query}");
    }
}

#[test]
fn the_echo_says_how_each_word_was_read() {
    let answer = search(&["Karabakh mercenaries"]);
    let read_as = answer["read_as"].as_array().unwrap();
    assert_eq!(read_as[0]["typed"], "Karabakh");
    assert_eq!(read_as[0]["read_as"][0], "ناغورني كاراباخ (place)");
    assert!(read_as[1]["read_as"].to_string().contains("مرتزق"));

    let text = ask(&["search", "كاراباخ مرتزقة"]).out;
    let echo = "read as: كاراباخ = ناغورني كاراباخ (place) + مرتزقة";
    assert_eq!(text.lines().next(), Some(echo));
}

#[test]
fn a_word_that_the_archive_lacks_is_sought_as_its_neighbours_and_the_echo_says_so() {
    let answer = search(&["كارابلخ مرتزقة"]);
    assert!(total(&answer) > 0);
    let read_as = answer["read_as"][0]["read_as"].to_string();
    assert!(read_as.contains("≈ كاراباخ"), "{read_as}");
    let known = search(&["كاراباخ"]);
    assert!(!known["read_as"][0]["read_as"].to_string().contains('≈'));
}

#[test]
fn the_words_of_a_phrase_that_no_article_has_count_by_themselves() {
    let answer = search(&["مرتزقة «وقف النار الإطلاق»"]);
    assert_eq!(answer["relaxed"], true);
    assert!(total(&answer) > 0);
    assert_eq!(total(&search(&["«وقف النار الإطلاق»"])), 0);
    let asked = search(&["مرتزقة «وقف النار الإطلاق»", "--match", "any"]);
    assert_eq!(total(&asked), total(&search(&["مرتزقة"])));
}

#[test]
fn a_search_that_was_relaxed_says_so_and_one_that_was_asked_for_does_not() {
    let answer = search(&[TRUCE_AND_MERCENARIES]);
    assert_eq!(answer["relaxed"], true);
    assert_ne!(answer["matching"], "all");
    let text = ask(&["search", TRUCE_AND_MERCENARIES]).out;
    assert!(
        text.contains("too few articles have all 3, so at least 2 of them"),
        "{text}"
    );

    let asked = search(&[TRUCE_AND_MERCENARIES, "--match", "any"]);
    assert_eq!(
        (&asked["relaxed"], &asked["matching"]),
        (&false.into(), &"any".into())
    );
    let enough = search(&["كاراباخ هدنة"]);
    assert_eq!(
        (&enough["relaxed"], &enough["matching"]),
        (&false.into(), &"all".into())
    );
}

#[test]
fn articles_with_all_words_come_before_those_with_some() {
    let all = found(&[TRUCE_AND_MERCENARIES, "--match", "all"]);
    let relaxed = found(&[TRUCE_AND_MERCENARIES]);
    assert!(!all.is_empty() && relaxed.len() > all.len());
    assert_eq!(set(relaxed[..all.len()].to_vec()), set(all));
}

#[test]
fn match_any_finds_more_than_most_and_most_more_than_all() {
    let with = |how| set(found(&["كاراباخ مرتزقة هدنة", "--match", how]));
    let (all, most, any) = (with("all"), with("most"), with("any"));
    assert!(all.is_subset(&most) && all.len() < most.len());
    assert!(most.is_subset(&any) && most.len() < any.len());
    assert!(!all.is_empty());
}

#[test]
fn quotation_marks_of_every_kind_mean_the_words_as_they_stand() {
    let quoted = found(&["«وقف إطلاق النار»"]);
    for query in ["\"وقف إطلاق النار\"", "“وقف إطلاق النار”"] {
        assert_eq!(found(&[query]), quoted, "{query}");
    }
    let loose = set(found(&["وقف إطلاق النار", "--match", "all"]));
    assert!(set(quoted.clone()).is_subset(&loose));
    assert!(quoted.len() < loose.len());
    assert!(found(&["«النار إطلاق وقف»"]).is_empty());
    for id in &quoted {
        let article = ask(&["show", id]).out;
        assert!(article.contains("طلاق النار"), "{id}");
    }
}

#[test]
fn a_quoted_phrase_ignores_hamza_and_vocalisation() {
    let quoted = found(&["«وقف إطلاق النار»"]);
    for query in ["«وقف اطلاق النار»", "«وَقْفُ إِطْلَاقِ النَّارِ»"]
    {
        assert_eq!(found(&[query]), quoted, "{query}");
    }
}

#[test]
fn arabic_and_english_words_lead_to_the_same_articles() {
    let arabic = found(&[TRUCE_AND_MERCENARIES, "--match", "all"]);
    let english = found(&["Karabakh mercenaries ceasefire", "--match", "all"]);
    assert_eq!(arabic[0], english[0]);
    assert!(set(arabic.clone()).is_subset(&set(english.clone())));
    assert!(english.len() <= arabic.len() + 3, "{english:?}");
}

#[test]
fn inflected_words_are_found_by_their_plain_form() {
    let mercenaries = found(&["مرتزقة"]);
    assert_same_articles(&["مرتزقة"], &["والمرتزقة"]);
    assert!(mercenaries.contains(&"sada/2021/01/24-mercenaries-deadline.txt".into()));
}

#[test]
fn a_vocalised_article_is_found_by_plain_words() {
    let id = "qaws/2020-11-01-name-of-karabakh.txt";
    assert_eq!(found(&["شجرة التوت", "--match", "all"]), [id]);
    assert_eq!(found(&["«إبريق الشاي ساخنا»"]), [id]);
    assert_eq!(found(&["أرتساخ البستان", "--match", "all"])[0], id);
}

#[test]
fn articles_in_windows_1256_are_found_and_shown_in_arabic() {
    for (query, id) in [
        ("دجلة مشيا", "qaws/2023-08-01-tigris.txt"),
        ("السودان حرب", "qaws/2024-10-01-sudan-famine.txt"),
        (
            "سعد الحريري السراي",
            "difaf/2020/10/22-hariri-designated.html",
        ),
    ] {
        assert!(found(&[query]).contains(&id.to_owned()), "{query}");
        assert!(!ask(&["show", id]).out.contains('\u{fffd}'), "{id}");
    }
}

#[test]
fn persian_letters_stretched_words_and_ligatures_are_read_as_usual() {
    assert_eq!(found(&["«تطالب تركيا بمقعد»"]), ["1035"]);
    assert!(found(&["كنجة"]).contains(&"1035".into()), "گنجه");
    assert_eq!(found(&["«قره باغ في خريف ٢٠٢٠»"]), ["1042"]);
    assert_eq!(found(&["«الجمعة خلال سنوات الحصار»"]), ["1070"]);
}

#[test]
fn digits_of_both_kinds_are_the_same_number() {
    assert_eq!(found(&["«خريف 2020»"]), found(&["«خريف ٢٠٢٠»"]));
    assert!(found(&["«خريف 2020»"]).contains(&"1042".into()));
}

#[test]
fn sorting_by_date_puts_the_undated_last_either_way() {
    let dates = |order: &str| -> Vec<Option<String>> {
        let everything = ["--not-person", "zaha-hadid", "--limit", "1000"];
        let answer = search(&with(&everything, &["--sort", order]));
        let hits = answer["hits"].as_array().unwrap().iter();
        hits.map(|hit| hit["date"].as_str().map(str::to_owned))
            .collect()
    };
    for (order, rising) in [("oldest", true), ("newest", false)] {
        let dates = dates(order);
        let dated: Vec<&String> = dates.iter().flatten().collect();
        assert!(dates.len() - dated.len() == 4, "{order}");
        assert!(dates[..dated.len()].iter().all(Option::is_some), "{order}");
        assert!(
            dated.is_sorted_by(|a, b| if rising { a <= b } else { a >= b }),
            "{order}"
        );
    }
}

#[test]
fn pages_follow_one_another_without_overlap() {
    for query in [
        &["كاراباخ"][..],
        &["كاراباخ مرتزقة"],
        &["--place", "moscow"],
    ] {
        let whole = found(query);
        let mut pages = Vec::new();
        for offset in (0..whole.len() + 7).step_by(7) {
            let offset = offset.to_string();
            let page = search(&with(
                query,
                &["--limit", "7", "--offset", &offset, "--copies"],
            ));
            assert_eq!(total(&page), whole.len() as u64);
            pages.extend(ids(&page));
        }
        assert_eq!(pages, whole, "{query:?}");
    }
}

#[test]
fn the_exit_status_tells_found_from_nothing_from_error() {
    ask(&["search", "كاراباخ"]).exits(0);
    ask(&["search", "زقزقططخ"]).exits(1);
    ask(&["search", "كاراباخ", "--from", "2030"]).exits(1);
    ask(&["search"]).exits(2).says(&["nothing to look for"]);
    ask(&["search", "كاراباخ", "--from", "2020-13"])
        .exits(2)
        .says(&["2020-13", "2020-11-03"]);
    ask(&["search", "كاراباخ", "--sort", "best"])
        .exits(2)
        .says(&["newest"]);
}

#[test]
fn marks_fall_on_whole_words() {
    let queries = [
        "كاراباخ مرتزقة",
        "Karabakh mercenaries ceasefire",
        "«وقف إطلاق النار»",
        "شجرة التوت",
        "الأمم المتحدة قطر",
    ];
    for query in queries {
        let answer = search(&[query, "--limit", "1000"]);
        for hit in answer["hits"].as_array().unwrap() {
            assert_marks_whole_words(&hit["title"], &hit["title_marks"]);
            for passage in hit["passages"].as_array().unwrap() {
                assert_marks_whole_words(&passage["text"], &passage["marks"]);
            }
        }
    }
}

fn assert_marks_whole_words(text: &Value, marks: &Value) {
    let text = text.as_str().unwrap();
    let characters: Vec<char> = text.chars().collect();
    let in_word =
        |c: &char| c.is_alphanumeric() || ('\u{64b}'..='\u{652}').contains(c) || *c == 'ـ';
    for mark in marks.as_array().unwrap() {
        let word = slice(text, &mark[0], &mark[1]);
        let (start, end) = (mark[0].as_u64().unwrap(), mark[1].as_u64().unwrap());
        let before = start.checked_sub(1).map(|at| characters[at as usize]);
        let after = characters.get(end as usize);
        assert!(!before.as_ref().is_some_and(in_word), "{word} in {text}");
        assert!(!after.is_some_and(in_word), "{word} in {text}");
        assert_eq!(word.trim(), word);
    }
}
