//! Archives of files: their members, and what is wrong with them.

use super::*;

const TRUCE: &str = "هدنة في الوادي\nأعلن الطرفان هدنة تبدأ مساء اليوم.";
const LINES: &str = "{\"title\": \"فيضان\"}\n{\"title\": \"زلزال\"}\n";

fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn tarred(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        tar.append_data(&mut header, name, *bytes).unwrap();
    }
    tar.into_inner().unwrap()
}

fn members() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("2020/11/10/هدنة.txt", TRUCE.as_bytes().to_vec()),
        ("logo.png", b"\x89PNG".to_vec()),
        ("__MACOSX/2020/11/10/._a.txt", b"\0\x05".to_vec()),
        ("wire.jsonl.bz2", bzip2(LINES)),
    ]
}

fn packed() -> [(&'static str, Vec<u8>); 3] {
    let members = members();
    let members: Vec<_> = members.iter().map(|(name, b)| (*name, &b[..])).collect();
    let tar = tarred(&members);
    let tar_zst = zstd::encode_all(&tar[..], 3).unwrap();
    [
        ("a.zip", zipped(&members)),
        ("a.tar", tar),
        ("a.tar.zst", tar_zst),
    ]
}

#[test]
fn each_member_is_read_as_the_file_that_it_would_be() {
    for (name, bytes) in packed() {
        let articles = read_clean(name, bytes);
        let ids: Vec<_> = articles.iter().map(|a| a.id.clone()).collect();
        let expected = [
            format!("{name}!/2020/11/10/هدنة.txt"),
            format!("{name}!/wire.jsonl.bz2#1"),
            format!("{name}!/wire.jsonl.bz2#2"),
        ];
        assert_eq!(ids, expected);
        assert_eq!(articles[0].date.unwrap().known_by, KnownBy::Path);
        let places: Vec<_> = articles.iter().map(|a| a.place.ordinal).collect();
        assert_eq!(places, [0, 1, 2]);
        let member = articles[2].place.member.as_deref();
        assert_eq!(member, Some("wire.jsonl.bz2"));
    }
}

#[test]
fn a_damaged_member_is_told_and_the_next_is_read() {
    let bad = &bzip2(LINES)[..20];
    let members: [(&str, &[u8]); 2] = [("bad.jsonl.bz2", bad), ("good.txt", TRUCE.as_bytes())];
    for (name, bytes) in [("a.zip", zipped(&members)), ("a.tar", tarred(&members))] {
        let given = read_file(name, bytes);
        assert_eq!(given.titles(), ["هدنة في الوادي"]);
        let said = given.problems[0].to_string();
        assert!(said.contains(&format!("{name}!/bad.jsonl.bz2: ")), "{said}");
        assert!(said.contains("Pack the archive anew"), "{said}");
    }
}

#[test]
fn a_locked_member_is_told_and_the_next_is_read() {
    let mut bytes = zipped(&[("a.txt", TRUCE.as_bytes()), ("b.txt", TRUCE.as_bytes())]);
    // The flag of encryption, in the list at the end and before the member itself.
    for (sign, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let at = bytes.windows(4).position(|four| four == sign).unwrap();
        bytes[at + flags] |= 1;
    }
    let given = read_file("a.zip", bytes);
    assert_eq!(given.ids(), ["a.zip!/b.txt"]);
    assert!(
        given.problems[0]
            .to_string()
            .contains("locked with a password")
    );
}

#[test]
fn archives_within_archives_are_read_until_they_lie_too_deep() {
    let mut inner = zipped(&[("a.txt", TRUCE.as_bytes())]);
    let given = read_file("a.tar", tarred(&[("in.zip", &inner)]));
    assert_eq!(given.ids(), ["a.tar!/in.zip!/a.txt"]);
    for _ in 0..8 {
        inner = zipped(&[("in.zip", &inner)]);
    }
    let given = read_file("a.zip", inner);
    assert!(given.said()[0].contains("too many archives lie in one another"));
}

#[test]
fn a_bomb_in_an_archive_stops_it() {
    let zeros = vec![b' '; 100 << 20];
    let bomb = zipped(&[("a.json", &zeros)]);
    let given = read_with("a.zip", &bomb, &Fields::default(), &Options::default());
    assert!(matches!(given.result, Err(ReadError::Bomb { .. })));
}

proptest! {
    #[test]
    fn no_damage_to_an_archive_panics(which in 0..3usize, at: prop::sample::Index, byte: u8) {
        let [(name, mut bytes)] = packed()[which..=which].to_vec().try_into().unwrap();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = read_with(name, &bytes, &Fields::default(), &Options::default());
    }
}
