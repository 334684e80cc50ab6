//! Files in archives of files: found, named and forgotten like others.

mod archive;

use archive::{TRUCE, Workplace};
use std::io::{Cursor, Write};

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn an_article_in_a_zip_is_found_and_says_where_it_lies() {
    let here = Workplace::new();
    here.write("news/year.zip", zip(&[("11/truce.txt", TRUCE.as_bytes())]));
    here.index().exits(0);
    let hit = &here.search(&["هدنة"])["hits"][0];
    assert_eq!(hit["id"], "year.zip!/11/truce.txt");
    let file = hit["file"].as_str().unwrap();
    assert!(file.ends_with("news/year.zip!/11/truce.txt"), "{file}");
    here.index().exits(0).says(&["1 unchanged"]);
}

#[test]
fn the_articles_of_a_zip_go_with_it() {
    let here = Workplace::new();
    here.write("news/truce.txt", TRUCE);
    let other = format!("{TRUCE}وبدأت في موعدها.\n");
    here.write("news/year.zip", zip(&[("truce.txt", other.as_bytes())]));
    here.index().exits(0);
    assert_eq!(here.count(&["هدنة"]), 2);
    here.remove("news/year.zip");
    here.index().exits(0).says(&["1 gone"]);
    assert_eq!(here.count(&["هدنة"]), 1);
}

#[test]
fn a_damaged_member_is_named_and_the_rest_is_found() {
    let here = Workplace::new();
    let members: [(&str, &[u8]); 2] = [
        ("bad.txt.gz", b"\x1F\x8B\x08\0\0"),
        ("truce.txt", TRUCE.as_bytes()),
    ];
    here.write("news/year.zip", zip(&members));
    here.index().exits(2).says(&["year.zip!/bad.txt.gz"]);
    assert_eq!(here.count(&["هدنة"]), 1);
}
