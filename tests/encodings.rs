//! Texts in every encoding, garbled and damaged ones, through the real binary.

mod archive;

use archive::{Ran, TRUCE, Workplace};
use encoding_rs::{Encoding, ISO_8859_6, WINDOWS_1252, WINDOWS_1256};

const LINE: &str = "أعلنت العاصمتان هدنة تبدأ عند الظهر.";

/// Indexes one file, which is all right or has warnings only.
fn indexed(name: &str, content: impl AsRef<[u8]>) -> (Workplace, Ran) {
    let here = Workplace::new();
    here.write(&format!("news/{name}"), content);
    let ran = here.index().exits(0);
    (here, ran)
}

fn units(text: &str) -> impl Iterator<Item = u16> {
    text.encode_utf16()
}

fn taken_for(encoding: &'static Encoding, text: &str) -> String {
    let (taken, _) = encoding.decode_without_bom_handling(text.as_bytes());
    taken.into_owned()
}

#[test]
fn every_encoding_is_told() {
    let marked = |mark: &[u8], bytes: Vec<u8>| [mark, &bytes].concat();
    let little: Vec<u8> = units(TRUCE).flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = units(TRUCE).flat_map(u16::to_be_bytes).collect();
    for (name, bytes) in [
        ("UTF-8", TRUCE.as_bytes().to_vec()),
        ("UTF-8", marked(b"\xEF\xBB\xBF", TRUCE.into())),
        ("UTF-16LE", little.clone()),
        ("UTF-16LE", marked(b"\xFF\xFE", little)),
        ("UTF-16BE", big.clone()),
        ("UTF-16BE", marked(b"\xFE\xFF", big)),
        ("windows-1256", WINDOWS_1256.encode(TRUCE).0.into_owned()),
        ("ISO-8859-6", ISO_8859_6.encode(TRUCE).0.into_owned()),
    ] {
        let (here, ran) = indexed("a.txt", &bytes);
        assert!(!ran.err.contains("unreadable"), "{ran:#?}");
        assert_eq!(here.count(&["العاصمتان"]), 1, "{name}");
        let dry = here.run(&["index", "--dry-run", "news"]).exits(0);
        assert!(dry.out.contains(name), "{dry:#?}");
    }
}

#[test]
fn the_users_word_goes_before_what_the_letters_say() {
    let here = Workplace::new();
    here.write("news/a.txt", WINDOWS_1256.encode("قطر").0);
    let index = ["index", "--encoding", "iso-8859-6", "--dry-run", "news"];
    let dry = here.run(&index).exits(0);
    assert!(dry.out.contains("ISO-8859-6"), "{dry:#?}");
    let wrong = here.run(&["index", "--encoding", "iso-x", "news"]).exits(2);
    wrong.says(&["no encoding is called"]);
}

#[test]
fn a_garbled_text_is_mended_and_told() {
    for (encoding, name) in [
        (WINDOWS_1252, "windows-1252"),
        (WINDOWS_1256, "windows-1256"),
    ] {
        let once = taken_for(encoding, TRUCE);
        let (here, ran) = indexed("a.txt", &once);
        ran.says(&["garbled (UTF-8 taken for", name, "mended"]);
        assert_eq!(here.count(&["\"هدنة تبدأ عند الظهر\""]), 1);
        let twice = taken_for(WINDOWS_1252, &once);
        let (here, ran) = indexed("a.txt", twice);
        ran.says(&[name, "and then for windows-1252"]);
        assert_eq!(here.count(&["العاصمتان"]), 1);
    }
}

#[test]
fn bytes_kept_as_control_characters_are_mended_too() {
    let latin: String = TRUCE.bytes().map(char::from).collect();
    let (here, ran) = indexed("a.txt", &latin);
    ran.says(&["garbled (UTF-8 taken for windows-1252)"]);
    assert_eq!(here.count(&["\"هدنة تبدأ عند الظهر\""]), 1);
}

#[test]
fn garbled_names_of_columns_are_known() {
    let table = format!("العنوان,النص\nهدنة,{LINE}\n");
    let (here, _) = indexed("a.csv", taken_for(WINDOWS_1256, &table));
    assert_eq!(here.count(&["title:هدنة"]), 1);
}

#[test]
fn single_garbled_records_are_mended_in_every_field() {
    let garbled = |text| taken_for(WINDOWS_1252, text);
    let sound = serde_json::json!({"id": "1", "title": "فيضان", "body": "غمر الفيضان قرى الوادي"});
    let record = serde_json::json!({
        "id": "2", "title": garbled("هدنة"), "body": garbled(LINE), "author": garbled("سامر الحداد"),
        "section": garbled("فن"), "date": garbled("3 تشرين الثاني 2020"),
    });
    let (here, ran) = indexed("a.jsonl", format!("{sound}\n{record}\n{record}\n"));
    ran.says(&["a.jsonl:line 2: 2 records, from this one on, were garbled"]);
    let hit = &here.search(&["العاصمتان", "--copies"])["hits"][0];
    for (field, value) in [
        ("title", "هدنة"),
        ("author", "سامر الحداد"),
        ("section", "فن"),
        ("date", "2020-11-03T00:00:00"),
    ] {
        assert_eq!(hit[field].as_str(), Some(value), "{hit:#}");
    }
    assert_eq!(here.count(&["الفيضان"]), 1);
}

#[test]
fn letters_lost_in_garbling_are_put_back_where_they_can_be_told() {
    let garbled = taken_for(
        WINDOWS_1252,
        "فيضان في الوادي\n\nغمر الفيضان قرى الوادي ليلا.\n",
    );
    let (here, ran) = indexed("a.txt", garbled.replace('\u{81}', "\u{FFFD}"));
    ran.says(&["3 letters that had lost their halves"]);
    assert_eq!(here.count(&["الفيضان"]), 1);
}

#[test]
fn a_garbled_page_keeps_its_spaces_and_its_digits() {
    let page = "<html><head><title>هدنة</title></head><body><p>بدأت الهدنة في العاصمتين عام ٢٠٢٠ بعد الظهر \
                واستمرت يومين كاملين كما قال المتحدث باسم الوزارة.</p></body></html>";
    let (here, _) = indexed("a.html", taken_for(WINDOWS_1252, page));
    assert_eq!(here.count(&["\"عام ٢٠٢٠ بعد الظهر\""]), 1);
}

#[test]
fn bytes_that_are_no_text_are_left_out_and_named() {
    let bytes = [TRUCE.as_bytes(), b"\xFF\xD9 ", LINE.as_bytes()].concat();
    let (here, ran) = indexed("a.txt", bytes);
    let offset = TRUCE.len();
    ran.says(&[
        "2 unreadable characters",
        &format!("byte {offset} (FF)"),
        "UTF-8",
    ]);
    assert_eq!(here.count(&["العاصمتان"]), 1);
}

#[test]
fn a_text_with_holes_is_a_text() {
    let bytes = [TRUCE.as_bytes(), &[0; 4096]].concat();
    let (here, ran) = indexed("a.txt", bytes);
    ran.says(&[
        "4096 bytes of no meaning (NUL)",
        &format!("byte {}", TRUCE.len()),
    ]);
    assert!(!here.run(&["show", "a.txt"]).exits(0).out.contains('\0'));
    let record = "{\"id\": \"1\", \"title\": \"هد\0نة\", \"body\": \"نص\"}\n";
    let (here, _) = indexed("a.jsonl", record);
    assert_eq!(here.count(&["هدنة"]), 1);
    let binary = Workplace::new();
    let bytes: Vec<u8> = (0..4000_u32)
        .flat_map(|n| (n * 77_777).to_le_bytes())
        .collect();
    binary.write("news/a.txt", bytes);
    binary.index().exits(2).says(&["does not look like text"]);
}

#[test]
fn half_a_character_costs_no_article() {
    let lines = "{\"id\": \"1\", \"title\": \"هدنة\", \"body\": \"نص \\ud83d مقطوع\"}\n\
                 {\"id\": \"2\", \"title\": \"زلزال\", \"body\": \"نص \\ud83d\\ude00 سليم\"}\n";
    let (here, ran) = indexed("a.jsonl", lines);
    ran.says(&["a.jsonl:line 1: 1 escape of half a character"]);
    assert_eq!(here.count(&["هدنة"]), 1);
    assert!(here.run(&["show", "2"]).exits(0).out.contains('😀'));
    let document = "[{\"id\": \"1\", \"title\": \"هدنة\", \"body\": \"نص \\ude00 مقطوع\"}]";
    let (here, ran) = indexed("a.json", document);
    ran.says(&["half a character"]);
    assert_eq!(here.count(&["هدنة"]), 1);
    let mut wide: Vec<u8> = [0xFF, 0xFE].to_vec();
    let broken = units("هدنة\n\nبدأت الهدنة ")
        .chain([0xD83D])
        .chain(units(" ظهرا"));
    wide.extend(broken.flat_map(u16::to_le_bytes));
    let (here, ran) = indexed("a.txt", wide);
    ran.says(&["1 unreadable character,", "(3D D8)", "UTF-16LE"]);
    assert_eq!(here.count(&["ظهرا"]), 1);
}
