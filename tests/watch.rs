//! `warraq watch`: kept searches and what is new in them.

mod archive;

use archive::Workplace;

fn article(here: &Workplace, name: &str, text: &str) {
    here.write(&format!("news/{name}.txt"), text);
    here.index().exits(0);
}

#[test]
fn a_kept_search_shows_what_came_since_once() {
    let here = Workplace::new();
    article(&here, "a", "هدنة أولى\n\nأعلنت هدنة في الإقليم.");
    here.run(&["watch", "save", "truce", "هدنة"]).exits(0);
    here.run(&["watch", "run"]).exits(1);
    article(&here, "b", "هدنة ثانية\n\nأعلنت هدنة في المدينة.");
    article(&here, "c", "خبر آخر\n\nارتفعت أسعار القمح.");
    let peeked = here
        .run(&["watch", "run", "--peek", "--json"])
        .exits(0)
        .json_lines();
    let shown = here.run(&["watch", "run", "--json"]).exits(0).json_lines();
    assert_eq!(peeked, shown);
    assert_eq!(shown.len(), 1);
    assert_eq!(
        (&shown[0]["watch"], &shown[0]["title"]),
        (&"truce".into(), &"هدنة ثانية".into())
    );
    here.run(&["watch", "run"]).exits(1);
}

#[test]
fn filters_are_kept_with_the_words() {
    let here = Workplace::new();
    article(
        &here,
        "2020-11-03-a",
        "هدنة\n\nأعلن سيرغي لافروف هدنة في الإقليم.",
    );
    let kept = [
        "watch",
        "save",
        "k",
        "هدنة",
        "--person",
        "لافروف",
        "--from",
        "2020-11",
    ];
    here.run(&kept).exits(0);
    let list = here.run(&["watch", "list"]).exits(0).out;
    assert!(
        list.contains("هدنة --person لافروف --from 2020-11"),
        "{list}"
    );
    article(&here, "b", "هدنة\n\nأعلن أنطونيو غوتيريش هدنة في الإقليم.");
    here.run(&["watch", "run"]).exits(1);
}

#[test]
fn searches_that_are_not_kept_are_told() {
    let here = Workplace::new();
    article(&here, "a", "هدنة\n\nأعلنت هدنة.");
    here.run(&["watch", "list"]).exits(1);
    here.run(&["watch", "run", "x"])
        .exits(2)
        .says(&["no search is kept as \"x\""]);
    here.run(&["watch", "save", "x"])
        .exits(2)
        .says(&["nothing to look for"]);
    here.run(&["watch", "save", "x", "هدنة"]).exits(0);
    here.run(&["watch", "forget", "x"]).exits(0);
    here.run(&["watch", "forget", "x"]).exits(2);
}

#[test]
fn a_kept_search_that_cannot_be_run_keeps_no_other_from_running() {
    let here = Workplace::new();
    article(&here, "a", "هدنة\n\nأعلن جمعة الزغبي هدنة.");
    here.run(&["watch", "save", "a", "هدنة", "--source", "x"])
        .exits(2);
    here.run(&["watch", "save", "b", "هدنة", "--match", "any"])
        .exits(0);
    let kept = here.path().join(".warraq/watches.json");
    let text = std::fs::read_to_string(&kept).unwrap();
    let two = text.replacen('{', "{\"a\": {\"asking\": ASKING, \"seen\": []},", 1);
    let asking: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mut asking = asking["b"]["asking"].clone();
    asking["narrow"]["source"] = serde_json::json!(["x"]);
    std::fs::write(&kept, two.replace("ASKING", &asking.to_string())).unwrap();
    article(&here, "b", "هدنة ثانية\n\nأعلنت هدنة.");
    let ran = here.run(&["watch", "run"]).exits(2);
    ran.says(&["a: no article has the source"]);
    assert!(ran.out.contains("b: 1 new article"), "{ran:#?}");
    assert!(here.run(&["watch", "list"]).out.contains("--match any"));
}
