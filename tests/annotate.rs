//! `warraq analyze` and `warraq annotate`: a line in, an answer out, for measuring and for pipes.

mod archive;

use archive::{Ran, Workplace, keys, ran, slice, warraq_in};
use serde_json::json;
use std::collections::BTreeSet;

/// Lines as a pipe may bring them: Arabic, Latin letters, emoji, none, vocalised, of mixed ends.
const LINES: &str = "التقى سيرغي لافروف في باكو وزير الخارجية\n\
    \n\
    😀 London: قال عمران خان 👍🏽 إن كاراباخ هادئة\r\n\
    plain English, no name\n\
    لَا تَبْدَأُ الْحُرُوبُ فِي كَارَابَاخَ 🕊️ وبموسكو\n\
    \u{200f}\u{feff}\n\
    آخر سطر بلا نهاية عن روسيا";

fn piped(arguments: &[&str], input: &str) -> Ran {
    let here = Workplace::new();
    ran(warraq_in(here.path(), arguments).write_stdin(input)).exits(0)
}

#[test]
fn analyze_answers_every_line_with_tokens_at_character_offsets() {
    let answers = piped(&["analyze", "--json"], LINES).json_lines();
    assert_eq!(answers.len(), LINES.lines().count());
    for (line, answer) in LINES.lines().zip(&answers) {
        let mut end_before = 0;
        for token in answer["tokens"].as_array().unwrap() {
            assert_eq!(slice(line, &token["start"], &token["end"]), token["text"]);
            assert!(token["start"].as_u64().unwrap() >= end_before);
            end_before = token["end"].as_u64().unwrap();
            let names = ["text", "start", "end", "exact", "lemma", "root"];
            assert_eq!(keys(token), BTreeSet::from(names));
        }
    }
    assert_eq!(answers[1], json!({"tokens": []}));
    assert_eq!(answers[5], json!({"tokens": []}));
    let words = |at: usize| answers[at]["tokens"].as_array().unwrap().len();
    assert_eq!((words(0), words(2), words(3)), (7, 7, 4));
}

#[test]
fn annotate_answers_every_line_with_entities_at_character_offsets() {
    let answers = piped(&["annotate", "--json"], LINES).json_lines();
    assert_eq!(answers.len(), LINES.lines().count());
    let mut named = Vec::new();
    for (line, answer) in LINES.lines().zip(&answers) {
        let mut of_line = Vec::new();
        for entity in answer["entities"].as_array().unwrap() {
            assert_eq!(
                slice(line, &entity["start"], &entity["end"]),
                entity["text"]
            );
            let names = [
                "text",
                "start",
                "end",
                "type",
                "id",
                "name",
                "source",
                "confidence",
            ];
            assert_eq!(keys(entity), BTreeSet::from(names));
            of_line.push(entity["id"].as_str().unwrap());
        }
        named.push(of_line);
    }
    let expected: [&[&str]; 7] = [
        &["sergey-lavrov", "baku"],
        &[],
        &["imran-khan", "nagorno-karabakh"],
        &[],
        &["nagorno-karabakh", "moscow"],
        &[],
        &["russia"],
    ];
    assert_eq!(named, expected);
}

#[test]
fn an_annotated_name_stands_without_the_particles_attached_to_it() {
    let answer = piped(&["annotate", "--json"], "👍 وبموسكو وللأمم المتحدة\n").json_lines();
    let entities = answer[0]["entities"].as_array().unwrap();
    assert_eq!(entities[0]["text"], "موسكو");
    assert_eq!(
        (&entities[0]["start"], &entities[0]["end"]),
        (&json!(4), &json!(9))
    );
    assert_eq!(entities[1]["id"], "united-nations");
}

#[test]
fn analyze_and_annotate_in_text_end_each_answer_with_an_empty_line() {
    for command in ["analyze", "annotate"] {
        let out = piped(&[command], LINES).out;
        let empty = out.lines().filter(|line| line.is_empty()).count();
        assert_eq!(empty, LINES.lines().count(), "{command}");
    }
    let out = piped(&["annotate"], "زار لافروف وسيرغي لافروف\n").out;
    assert!(
        out.ends_with("سيرغي لافروف\tperson\tsergey-lavrov\tسيرغي لافروف\n\n"),
        "{out}"
    );
}

/// The tagger knows a word of a listed body's name better than the body; the authority has it whole.
#[test]
fn a_listed_body_is_not_cut_into_what_its_name_is_made_of() {
    let line = "سيطرت قوات سوريا الديمقراطية على المدينة.\n\
        وأعلن التحالف العربي لدعم الشرعية في اليمن اعتراض صاروخ.";
    let answers = piped(&["annotate", "--json"], line).json_lines();
    let ids = answers.iter().map(|answer| &answer["entities"][0]["id"]);
    let ids: Vec<&str> = ids.filter_map(|id| id.as_str()).collect();
    assert_eq!(ids, ["syrian-democratic-forces", "saudi-led-coalition"]);
}

#[test]
fn a_continent_in_the_name_of_a_cup_is_no_place() {
    let line = "تأهل ليفربول إلى نهائي دوري أبطال أوروبا.\nزار الرئيس أوروبا.";
    let answers = piped(&["annotate", "--json"], line).json_lines();
    let has_europe = |answer: &serde_json::Value| {
        let entities = answer["entities"].as_array().unwrap();
        entities.iter().any(|entity| entity["id"] == "europe")
    };
    assert_eq!(
        answers.iter().map(has_europe).collect::<Vec<_>>(),
        [false, true]
    );
}
