//! `warraq analyze`: written news Arabic, with all that writers and scrapes do to it.

mod archive;

use archive::{Workplace, ran, warraq_in};
use serde_json::Value;

/// The lemmas of each line, joined by spaces.
fn lemmas(lines: &[&str]) -> Vec<String> {
    layer("lemma", lines)
}

fn layer(name: &str, lines: &[&str]) -> Vec<String> {
    let here = Workplace::new();
    let mut command = warraq_in(here.path(), &["analyze", "--json"]);
    let answers = ran(command.write_stdin(lines.join("\n")))
        .exits(0)
        .json_lines();
    let forms = |answer: &Value| {
        let tokens = answer["tokens"].as_array().expect("tokens").iter();
        let forms: Vec<&str> = tokens
            .map(|token| token[name].as_str().expect("a form"))
            .collect();
        forms.join(" ")
    };
    answers.iter().map(forms).collect()
}

/// Asserts that the words of each group share a lemma.
#[track_caller]
fn assert_one_word(groups: &[&str]) {
    for group in groups {
        let words: Vec<&str> = group.split('|').collect();
        let lemmas = lemmas(&words);
        assert!(
            lemmas.iter().all(|lemma| *lemma == lemmas[0]),
            "{group}: {lemmas:?}"
        );
    }
}

/// Asserts that the words of each pair have different lemmas.
#[track_caller]
fn assert_two_words(pairs: &[&str]) {
    for pair in pairs {
        let lemmas = lemmas(&pair.split('|').collect::<Vec<_>>());
        assert_ne!(lemmas[0], lemmas[1], "{pair}");
    }
}

#[test]
fn chains_of_proclitics_come_off() {
    assert_one_word(&[
        "سفينة|والسفينة|بالسفينة|وبالسفينة|للسفينة|وللسفينة|فالسفينة|كالسفينة|فبالسفينة",
        "لجنة|للجنة|اللجنة|وللجنة",
        "يعلن|سيعلن|وسيعلن|فسيعلن|ليعلن",
        "هدنة|بهدنة|لهدنة|كهدنة|وبهدنة",
    ]);
}

#[test]
fn pronouns_come_off_and_their_spellings_are_undone() {
    assert_one_word(&[
        "مدرسة|مدرستهم|مدرستنا|ومدرستها",
        "رؤساء|رؤسائهم|رؤساؤها|رئيس",
        "مستوى|مستواه|مستواهم",
        "أعضاء|أعضائها|عضو",
        "على|عليه|وعليهم|عليها",
        "مقاتلون|مقاتليهم|مقاتلي|مقاتلو",
    ]);
}

#[test]
fn weak_verbs_are_one_word_in_all_their_forms() {
    assert_one_word(&[
        "قال|قالت|يقول|تقول|قالوا|يقولون|سيقول",
        "وصل|يصل|تصل|وصلوا|سيصل",
        "التقى|التقت|يلتقي|تلتقي|التقوا|يلتقون",
        "دعا|دعت|يدعو|تدعو|دعوا|يدعون",
        "أراد|أرادت|يريد|تريد|يريدون",
        "احتل|احتلت|يحتل|تحتل|يحتلون",
        "رأى|رأت|يرى|ترى|يرون",
        "استطاع|يستطيع|تستطيع|استطاعت",
    ]);
}

#[test]
fn words_that_look_like_others_with_clitics_keep_apart() {
    assert_two_words(&[
        "لبنان|لبن",
        "وارسو|رسا",
        "باكو|كو",
        "إلهام|هام",
        "وردة|ردة",
        "علي|على",
        "فلسطين|فلس",
        "ولاية|آية",
        "والي|إلى",
    ]);
}

#[test]
fn spellings_of_writers_and_keyboards_are_one() {
    assert_one_word(&[
        "غزة|غزه",
        "شؤون|شئون",
        "مسؤول|مسئول|مسؤل",
        "مُرتزِقة|مرتزقة|مـــرتزقة|ﻣﺮﺗﺰﻗﺔ",
        "كردستان|کردستان|كوردستان",
        "١٬٢٥٠٫٥|1,250.5|1250.5",
        "أمريكا|أميركا|امريكا",
        "ترامب|ترمب",
        "نتنياهو|نتانياهو|ناتنياهو",
        "عبدالرحمن|عبد الرحمن",
        "آلاف|ألف|الآلاف",
    ]);
}

#[test]
fn words_run_together_are_cut_where_the_lexicon_is_sure() {
    assert_eq!(
        layer(
            "text",
            &[
                "أرمينياوأذربيجان تتفاوضان",
                "سعر النفطالعالمي",
                "كالينينغراد"
            ]
        ),
        [
            "أرمينيا وأذربيجان تتفاوضان",
            "سعر النفط العالمي",
            "كالينينغراد"
        ]
    );
}

#[test]
fn addresses_stay_whole_and_hashtags_come_apart() {
    assert_eq!(
        layer(
            "exact",
            &[
                "زوروا https://example.org/خبر و desk@example.org",
                "#وقف_إطلاق_النار"
            ]
        ),
        [
            "زوروا https://example.org/ خبر و desk@example.org",
            "وقف اطلاق النار"
        ]
    );
}

#[test]
fn a_place_and_its_adjective_share_a_root() {
    for pair in [
        ["تركيا", "التركية"],
        ["لبنان", "اللبنانيون"],
        ["إسرائيل", "الإسرائيلي"],
    ] {
        let roots = layer("root", &pair);
        assert_eq!(roots[0], roots[1], "{pair:?}");
    }
    let roots = layer("root", &["لبنان", "لبن"]);
    assert_ne!(roots[0], roots[1]);
}
