//! Entities: who, where and which body, in every article, under one name; those of the authority,
//! those of the reader's own, and those that nobody listed.

mod archive;

use archive::{Ran, Workplace, ran, slice, warraq_in};
use serde_json::Value;

/// An article on people that no authority lists.
const STRIKE: &str = "عمال الميناء يعلقون إضرابهم\n\n\
    قال رئيس نقابة عمال الميناء سامر طعمة الحلواني إن العمال سيعودون إلى العمل غدا الأحد. وأضاف الحلواني أن \
    وزير النقل وعد بصرف الأجور المتأخرة.\n";
const TALKS: &str = "جولة محادثات في عمان\n\n\
    وصل سامر طعمة الحلواني أمس إلى العاصمة الأردنية عمان، حيث يلتقي مندوبة النقابات نجلاء برغوث الزعبي.\n";
const PARADE: &str = "عرض في يريفان\n\nشاركت القوات الأرمنية في عرض عسكري، وحضره السفير الروسي.\n";
const VISIT: &str = "زيارة إلى باكو\n\nوصل الوزير إلى باكو أمس، ثم توجه إلى شوشة في أذربيجان.\n";

fn newsroom() -> Workplace {
    let here = Workplace::new();
    here.write("news/strike.txt", STRIKE);
    here.write("news/talks.txt", TALKS);
    here.write("news/parade.txt", PARADE);
    here.write("news/visit.txt", VISIT);
    here.index().exits(0);
    here
}

fn annotated(text: &str) -> Vec<Value> {
    let here = Workplace::new();
    let ran = ran(warraq_in(here.path(), &["annotate", "--json"]).write_stdin(text)).exits(0);
    let answer = ran.json();
    answer["entities"].as_array().expect("entities").clone()
}

fn ids_of(entities: &[Value]) -> Vec<&str> {
    entities
        .iter()
        .filter_map(|entity| entity["id"].as_str())
        .collect()
}

#[test]
fn a_name_that_nobody_lists_is_found_and_its_surname_means_the_same() {
    let text =
        "قال رئيس النقابة سامر طعمة الحلواني إن العمال سيعودون، وأضاف الحلواني أن الأجور ستصرف";
    let entities = annotated(text);
    assert_eq!(
        ids_of(&entities),
        ["p~سامر-طعمه-الحلواني", "p~سامر-طعمه-الحلواني"]
    );
    for entity in &entities {
        assert_eq!(
            slice(text, &entity["start"], &entity["end"]),
            entity["text"]
        );
        assert_eq!(entity["source"], "tagger");
        let confidence = entity["confidence"].as_f64().expect("a number");
        assert!((0.0..=1.0).contains(&confidence));
    }
}

#[test]
fn one_person_is_one_whatever_the_spelling_and_two_of_one_surname_are_two() {
    let lavrov = annotated("التقى وزير الخارجية الروسي سيرجى لافروف نظيره");
    assert_eq!(ids_of(&lavrov), ["sergey-lavrov"]);
    let text = "قال الرئيس السوري بشار الأسد إن رفعت الأسد غادر البلاد، وكان رفعت الأسد خارجها";
    assert_eq!(
        ids_of(&annotated(text)),
        ["bashar-al-assad", "rifaat-al-assad", "rifaat-al-assad"]
    );
}

#[test]
fn a_nation_before_a_name_is_no_part_of_it() {
    let entities =
        annotated("التقى الرئيس الأذربيجاني إلهام علييف نظيره الروسي فلاديمير بوتين في باكو");
    assert_eq!(
        ids_of(&entities),
        ["ilham-aliyev", "vladimir-putin", "baku"]
    );
}

#[test]
fn an_adjective_is_no_place_but_is_found_with_its_country() {
    let here = newsroom();
    let armenia = here.search(&["--place", "أرمينيا"]);
    assert_eq!(armenia["total"], 0);
    let country = here.search(&["--country", "أرمينيا"]);
    assert_eq!(archive::ids(&country), ["parade.txt"]);
    assert_eq!(here.count(&["--country", "Russia"]), 1);
}

#[test]
fn a_team_is_no_place_but_is_found_with_its_country() {
    let here = Workplace::new();
    here.write(
        "news/match.txt",
        "هدفان في سوتشي\n\nفازت أوروغواي على البرتغال بهدفين في مباراة أقيمت في مدينة سوتشي.\n",
    );
    here.index().exits(0);
    assert_eq!(here.count(&["--place", "أوروغواي"]), 0);
    assert_eq!(here.count(&["--country", "أوروغواي"]), 1);
    assert_eq!(here.count(&["--org", "منتخب أوروغواي"]), 1);
    assert_eq!(here.count(&["--place", "سوتشي"]), 1);
}

#[test]
fn a_place_has_its_towns_within() {
    let here = newsroom();
    assert_eq!(here.count(&["--place", "القوقاز"]), 0);
    let within = here.search(&["--place", "أذربيجان", "--within", "--not-place", "أذربيجان"]);
    assert_eq!(within["total"], 0);
    let here = Workplace::new();
    here.write(
        "news/baku.txt",
        "أمطار في باكو\n\nهطلت أمطار غزيرة على باكو أمس.\n",
    );
    here.index().exits(0);
    assert_eq!(here.count(&["--place", "أذربيجان"]), 0);
    assert_eq!(here.count(&["--place", "أذربيجان", "--within"]), 1);
    assert_eq!(here.count(&["--country", "أذربيجان", "--within"]), 1);
    here.run(&["search", "باكو", "--within"])
        .exits(2)
        .says(&["--within", "--place"]);
}

#[test]
fn show_marks_the_entities_of_an_article() {
    let here = newsroom();
    let shown = here.run(&["show", "strike.txt", "--entities"]).exits(0);
    assert!(
        shown.out.contains("[سامر طعمة الحلواني|person]"),
        "{}",
        shown.out
    );
    let json = here
        .run(&["show", "strike.txt", "--entities", "--json"])
        .exits(0)
        .json();
    let first = &json["body_entities"][0];
    let body = json["body"].as_str().expect("a body");
    assert_eq!(slice(body, &first["start"], &first["end"]), first["text"]);
}

#[test]
fn an_entity_is_told_in_full_listed_or_not() {
    let here = newsroom();
    let told = here
        .run(&["entities", "سامر طعمة الحلواني", "--json"])
        .exits(0)
        .json();
    assert_eq!(told[0]["articles"], 2);
    assert_eq!(told[0]["type"], "person");
    assert_eq!(told[0]["written"][0]["name"], "سامر طعمة الحلواني");
    let baku = here.run(&["entities", "Baku"]).exits(0);
    assert!(
        baku.out.contains("باكو") && baku.out.contains("azerbaijan"),
        "{}",
        baku.out
    );
    here.run(&["entities", "لا أحد بهذا الاسم"])
        .exits(2)
        .says(&["no entity is known"]);
    let people = here
        .run(&["entities", "--top", "--type", "person", "--json"])
        .exits(0)
        .json();
    assert_eq!(people["person"][0]["id"], "p~سامر-طعمه-الحلواني");
}

#[test]
fn unlisted_names_come_as_rows_that_an_authority_file_takes() {
    let here = newsroom();
    let rows = here
        .run(&["entities", "--new", "--type", "person"])
        .exits(0)
        .out;
    let mine = here.write(
        "mine.tsv",
        rows.replace("\tسامر طعمة الحلواني\t", "\tالنقيب الحلواني\t"),
    );
    let mine = mine.to_str().expect("a UTF-8 path");
    let facets = here
        .run(&["facets", "person", "--json", "--authority", mine])
        .exits(0)
        .json();
    let names: Vec<&str> = facets["person"]
        .as_array()
        .expect("people")
        .iter()
        .filter_map(|p| p["name"].as_str())
        .collect();
    assert!(names.contains(&"النقيب الحلواني"), "{names:?}");
    let rest = ["entities", "--new", "--type", "person", "--authority", mine];
    assert!(!here.run(&rest).out.contains("الحلواني"));
}

#[test]
fn the_readers_file_renames_merges_and_hides_without_indexing_anew() {
    let here = newsroom();
    let authority = here.write(
        "mine.tsv",
        "id\ttype\tname\taliases\tshort\tlatin\tcountry\tnote\twithin\n\
         halawani\tperson\tسامر الحلواني\tسامر طعمة الحلواني|=p~نجلاء-برغوث-الزعبي\t\tSamer Halawani\n\
         baku\tplace\tمدينة باكو\n\
         yerevan\thidden\n",
    );
    let authority = authority.to_str().expect("a UTF-8 path");
    let ask = |arguments: &[&str]| -> Ran {
        here.run(&archive::with(&["--authority", authority], arguments))
    };
    let people = ask(&["facets", "person", "--json"]).exits(0).json();
    let halawani = people["person"]
        .as_array()
        .expect("people")
        .iter()
        .find(|p| p["id"] == "halawani");
    assert_eq!(halawani.expect("he is there")["count"], 2, "{people}");
    let found = ask(&["search", "--person", "Samer Halawani", "--json"])
        .exits(0)
        .json();
    assert_eq!(found["total"], 2);
    let places = ask(&["facets", "place", "--json"]).exits(0).json();
    let places: Vec<&str> = places["place"]
        .as_array()
        .expect("places")
        .iter()
        .filter_map(|p| p["name"].as_str())
        .collect();
    assert!(
        places.contains(&"مدينة باكو") && !places.contains(&"يريفان"),
        "{places:?}"
    );
}

#[test]
fn the_readers_file_adds_names_that_are_found_when_indexing() {
    let here = newsroom();
    here.write(
        ".warraq/authority.tsv",
        "harbour\torganisation\tنقابة عمال الميناء\n",
    );
    here.run(&["index", "--rebuild", "news"]).exits(0);
    assert_eq!(here.count(&["--org", "نقابة عمال الميناء"]), 1);
}

#[test]
fn names_found_with_another_authority_are_told_until_the_archive_is_made_anew() {
    let here = newsroom();
    let said = "found with another authority file";
    assert!(!here.run(&["stats"]).exits(0).err.contains(said));
    here.write(
        ".warraq/authority.tsv",
        "harbour\torganisation\tنقابة عمال الميناء\n",
    );
    for arguments in [&["stats"][..], &["index", "news"], &["index", "news"]] {
        let ran = here.run(arguments).exits(0);
        assert!(
            ran.err.contains(said) && ran.err.contains("--rebuild"),
            "{}",
            ran.err
        );
    }
    let anew = here.run(&["index", "--rebuild", "news"]).exits(0);
    assert!(!anew.err.contains(said), "{}", anew.err);
    assert!(!here.run(&["stats"]).exits(0).err.contains(said));
}

#[test]
fn a_row_that_is_not_right_is_named_with_the_remedy() {
    let here = newsroom();
    for (rows, says) in [
        ("x\tpersonage\tسامر\n", ":1: "),
        ("\n# a comment\nx\tperson\n", ":3: "),
        ("x\tperson\tسامر\nx\tperson\tنجلاء\n", "new id"),
    ] {
        let file = here.write("mine.tsv", rows);
        let file = file.to_str().expect("a UTF-8 path");
        here.run(&["facets", "person", "--authority", file])
            .exits(2)
            .says(&["mine.tsv", says]);
    }
    here.run(&["facets", "person", "--authority", "none.tsv"])
        .exits(2)
        .says(&["none.tsv"]);
}

#[test]
fn spellings_that_the_archive_shows_to_be_one_are_counted_as_one() {
    let here = Workplace::new();
    for (number, name) in ["يورغن هاملبرغ", "يورغن هاملبرغ", "يورجن هاملبرج"]
        .iter()
        .enumerate()
    {
        let text = format!(
            "تصريح\n\nقال رئيس الشركة {name} إن المصنع رقم {number} سيفتح أبوابه في الربيع المقبل.\n"
        );
        here.write(&format!("news/{number}.txt"), text);
    }
    here.index().exits(0);
    let people = here.run(&["facets", "person", "--json"]).exits(0).json();
    assert_eq!(
        people["person"].as_array().map(Vec::len),
        Some(1),
        "{people}"
    );
    assert_eq!(people["person"][0]["count"], 3);
    assert_eq!(here.count(&["--person", "يورجن هاملبرج"]), 3);
}

#[test]
fn without_entities_there_is_nothing_to_filter_by_but_words() {
    let here = Workplace::new();
    here.write("news/visit.txt", VISIT);
    here.run(&["index", "--no-entities", "news"]).exits(0);
    assert_eq!(here.count(&["باكو"]), 1);
    assert_eq!(here.count(&["--place", "baku"]), 0);
    here.run(&["facets", "place"]).exits(1);
}

#[test]
fn a_missing_model_is_told_and_listed_names_are_found_all_the_same() {
    let here = Workplace::new();
    here.write("news/visit.txt", VISIT);
    let ran = ran(
        warraq_in(here.path(), &["index", "news"]).env("WARRAQ_TAGGER", "/nowhere/names.model")
    )
    .exits(0);
    ran.says(&[
        "/nowhere/names.model",
        "only people, places and organisations",
    ]);
    assert_eq!(here.count(&["--place", "baku"]), 1);
}

#[test]
fn what_was_indexed_without_the_model_is_read_again_when_it_is_there() {
    let here = Workplace::new();
    here.write("news/strike.txt", STRIKE);
    let mut index = warraq_in(here.path(), &["index", "news"]);
    ran(index.env("WARRAQ_TAGGER", "/nowhere/names.model")).exits(0);
    here.run(&["facets", "person"]).exits(1);
    here.index().exits(0).says(&["1 article indexed"]);
    here.run(&["facets", "person"]).exits(0);
    here.index().exits(0).says(&["0 articles indexed"]);
}

#[test]
fn a_damaged_model_is_told_and_never_panics() {
    let model = concat!(env!("CARGO_MANIFEST_DIR"), "/data/tagger/names.model");
    let model = std::fs::read(model).expect("the model of the checkout");
    let here = Workplace::new();
    here.write("news/visit.txt", VISIT);
    let mut flipped = model.clone();
    flipped[1000] ^= 0x40;
    for damaged in [
        &model[..0],
        &model[..30],
        &model[..model.len() / 2],
        &flipped,
    ] {
        let file = here.write("damaged.model", damaged);
        let mut index = warraq_in(here.path(), &["index", "--rebuild", "news"]);
        ran(index.env("WARRAQ_TAGGER", &file))
            .exits(0)
            .says(&["damaged.model", "only people, places and organisations"]);
        assert_eq!(here.count(&["--place", "baku"]), 1);
    }
}

#[test]
fn a_model_is_learnt_from_annotated_sentences_and_articles() {
    let here = newsroom();
    let sentence = "قال\tO\nسامر\tB-PER\nالحلواني\tI-PER\nفي\tO\nعمان\tB-LOC\n.\tO\n\n";
    here.write("gold.conll", sentence.repeat(20));
    here.write("marked/a.txt", "زار [PER سامر الحلواني] [LOC عمان] أمس.\n");
    here.write("other.conll", sentence);
    let train = |output: &str| {
        let arguments = [
            "entities",
            "train",
            "gold.conll=1.0",
            "marked=0.5",
            "--other-kind",
            "other.conll=0.5",
            "--articles",
            "news",
            "-o",
            output,
        ];
        here.run(&arguments).exits(0).says(&["round 1", output]);
    };
    train("one.model");
    train("two.model");
    let read = |name: &str| std::fs::read(here.path().join(name)).expect("a model");
    assert_eq!(read("one.model"), read("two.model"));
    here.write("bad.conll", "قال\tO\nسامر\n");
    here.write("marked/b.txt", "زار [PER سامر الحلواني عمان.\n");
    for (bad, place) in [("bad.conll", "bad.conll:2"), ("marked", "b.txt:1")] {
        here.run(&["entities", "train", bad, "-o", "one.model"])
            .exits(2)
            .says(&[place]);
    }
}

/// The written names in a text with their ids.
fn bound(text: &str) -> Vec<String> {
    let cell = |mention: &Value, name: &str| mention[name].as_str().unwrap_or("").to_owned();
    let bound = |mention: &Value| format!("{} = {}", cell(mention, "text"), cell(mention, "id"));
    annotated(text).iter().map(bound).collect()
}

#[test]
fn the_pieces_of_a_listed_name_are_one_name() {
    let found = bound(
        "مرت أمس الذكرى الأولى لاندلاع الحرب في ناجورنو كاراباخ، الحرب التي استمرت أربعة وأربعين يوما.",
    );
    assert_eq!(found, ["ناجورنو كاراباخ = nagorno-karabakh"]);
}

#[test]
fn a_name_behind_a_particle_within_a_listed_one_means_itself() {
    let council = bound("قال مجلس حقوق الإنسان التابع للأمم المتحدة إن الوضع خطير.");
    let square = bound("وقف الجنود قرب الساحة الحمراء في موسكو.");
    for (found, means) in [
        (council, "للأمم المتحدة = united-nations"),
        (square, "موسكو = moscow"),
    ] {
        assert!(found.contains(&means.to_owned()), "{found:?}");
    }
}

#[test]
fn a_short_name_of_several_words_that_one_body_has_is_that_body() {
    let found = bound("طالبت حكومة الوفاق الوطني بخروج المرتزقة من ليبيا.");
    let body = "حكومة الوفاق الوطني = government-of-national-accord".to_owned();
    assert!(found.contains(&body), "{found:?}");
}

#[test]
fn a_newspaper_called_like_a_region_is_a_newspaper() {
    let found = bound("نقلت صحيفة الشرق الأوسط عن مصدر أن منطقة الشرق الأوسط هادئة.");
    let expected = ["الشرق الأوسط = asharq-al-awsat", "الشرق الأوسط = middle-east"];
    assert_eq!(found, expected);
}

#[test]
fn a_preposition_before_a_listed_name_is_no_part_of_it() {
    let found = bound("وأثنى الرئيس على ترامب في كاليفورنيا، وقال ترامب إنه راض.");
    let expected = ["ترامب = donald-trump", "كاليفورنيا = california"];
    for means in expected {
        assert!(found.contains(&means.to_owned()), "{found:?}");
    }
}
