//! Every format and every compression, as publishers write them, through the real binary.

mod archive;

use archive::{TRUCE, Workplace, ids, total};
use serde_json::Value;
use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

fn fixture(name: &str) -> PathBuf {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/formats");
    fixtures.join(name)
}

fn bytes(name: &str) -> Vec<u8> {
    fs::read(fixture(name)).expect("a fixture")
}

/// A place with an archive of one file.
fn indexed(name: &str, content: impl AsRef<[u8]>) -> Workplace {
    let here = Workplace::new();
    here.write(&format!("news/{name}"), content);
    here.index().exits(0);
    here
}

/// The archive's articles, by the word that each has.
#[track_caller]
fn article(here: &Workplace, word: &str) -> Value {
    let answer = here.search(&[word]);
    let hits = answer["hits"].as_array().expect("hits");
    assert_eq!(hits.len(), 1, "{word}: {answer:#}");
    hits[0].clone()
}

#[track_caller]
fn has(article: &Value, expected: &[(&str, &str)]) {
    for (name, value) in expected {
        let found = article[*name].as_str().unwrap_or_default();
        match *name {
            "date" | "file" => assert!(found.contains(value), "{name}: {article:#}"),
            _ => assert_eq!(found, *value, "{name}: {article:#}"),
        }
    }
}

fn shown(here: &Workplace, id: &str) -> String {
    // Paragraphs are shown with an empty line between them.
    here.run(&["show", id]).exits(0).out.replace("\n\n", "\n")
}

fn articles(here: &Workplace) -> u64 {
    let stats = here.run(&["stats", "--json"]).exits(0).json();
    stats["articles"].as_u64().expect("a count")
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        let options = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Deflated);
        zip.start_file(*name, options).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, content) in members {
        let mut header = tar::Header::new_ustar();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, name, *content).unwrap();
    }
    tar.into_inner().unwrap()
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(content).unwrap();
    gzip.finish().unwrap()
}

fn bzip2(content: &[u8]) -> Vec<u8> {
    let mut bzip2 = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::default());
    bzip2.write_all(content).unwrap();
    bzip2.finish().unwrap()
}

fn zstd(content: &[u8]) -> Vec<u8> {
    zstd::encode_all(content, 3).unwrap()
}

fn xz(content: &[u8]) -> Vec<u8> {
    let options = lzma_rust2::XzOptions::default();
    let mut xz = lzma_rust2::XzWriter::new(Vec::new(), options).unwrap();
    xz.write_all(content).unwrap();
    xz.finish().unwrap()
}

#[test]
fn rss_gives_full_texts_before_summaries() {
    let here = indexed("wire.xml", bytes("rss.xml"));
    has(
        &article(&here, "الميزانية"),
        &[
            ("id", "difaf-1001"),
            ("title", "مجلس المدينة يقر ميزانية الطرق & الجسور"),
            ("url", "https://difaf.example/2020/11/03/roads"),
            ("date", "2020-11-03"),
            ("source", "صحيفة الضفاف - الأخبار"),
            ("section", "محليات, اقتصاد"),
            ("author", "سلمى النجار"),
            ("language", "ar"),
        ],
    );
    let text = shown(&here, "difaf-1001");
    assert!(text.contains("وقال رئيس المجلس إن العمل يبدأ في الربيع المقبل."));
    assert!(!text.contains("أقر المجلس الميزانية"), "{text}");
    has(
        &article(&here, "أمطار"),
        &[
            ("title", "أمطار غزيرة على الساحل"),
            ("url", "https://difaf.example/2020/11/02/rain"),
            ("author", "هاني المصري"),
        ],
    );
}

#[test]
fn atom_gives_xhtml_as_text() {
    let here = indexed("feed.xml", bytes("atom.xml"));
    has(
        &article(&here, "الصيادين"),
        &[
            ("id", "tag:mina.example,2021:7"),
            ("title", "عودة الصيادين إلى البحر"),
            ("url", "https://mina.example/7"),
            ("date", "2021-03-04"),
            ("source", "مدونة الميناء"),
            ("section", "الميناء"),
            ("author", "ليلى البحري"),
            ("language", "ar"),
        ],
    );
    let text = shown(&here, "tag:mina.example,2021:7");
    assert!(text.contains("بعد توقف دام شهرين.\nوارتفعت"), "{text}");
}

#[test]
fn nitf_gives_the_body_without_pictures() {
    let here = indexed("water.xml", bytes("nitf.xml"));
    has(
        &article(&here, "النهر"),
        &[
            ("id", "wakala-20190612-44"),
            ("title", "اتفاق على تقاسم مياه النهر بين دول الحوض"),
            ("date", "2019-06-12"),
            ("source", "وكالة الواحة للأنباء"),
            ("section", "دوليات"),
            ("author", "من نادر الحكيم"),
            ("language", "ar"),
        ],
    );
    let text = shown(&here, "wakala-20190612-44");
    assert!(
        text.contains(
            "تقاسم مياه النهر في موسم الجفاف.\nبنود الاتفاق\nويقضي الاتفاق بتبادل القياسات كل شهر."
        ),
        "{text}"
    );
    assert!(!text.contains("سد على النهر") && !text.contains("نهاية الخبر"));
}

#[test]
fn newsml_g2_gives_text_items_alone() {
    let here = indexed("message.xml", bytes("newsml-g2.xml"));
    assert_eq!(articles(&here), 2);
    has(
        &article(&here, "القمح"),
        &[
            ("id", "urn:newsml:wakala.example:20220509:77"),
            ("title", "سفينة القمح الأولى تصل إلى المرفأ"),
            ("date", "2022-05-09"),
            ("source", "وكالة الواحة للأنباء"),
            ("section", "اقتصاد"),
            ("author", "رنا الصباغ"),
            ("language", "ar"),
        ],
    );
    let text = shown(&here, "urn:newsml:wakala.example:20220509:79");
    assert!(text.contains("أسبوعا.\nولم يذكر"), "{text}");
}

#[test]
fn newsml_1_gives_the_story_without_captions() {
    let here = indexed("story.xml", bytes("newsml-1.xml"));
    has(
        &article(&here, "البركان"),
        &[
            ("id", "urn:newsml:wakala.example:20100415:TX-SGE-12:1"),
            ("title", "رماد البركان يغلق المطارات"),
            ("date", "2010-04-15"),
            ("source", "وكالة الواحة"),
            ("author", "عمر الساري"),
        ],
    );
    assert_eq!(here.count(&["ينامون"]), 0);
    assert_eq!(here.count(&["المسافرين"]), 1);
}

#[test]
fn a_wiki_dump_gives_its_articles_as_plain_text() {
    let here = indexed("dump.xml", bytes("wiki.xml"));
    assert_eq!(articles(&here), 1);
    let found = article(&here, "المكتبة");
    has(
        &found,
        &[
            ("title", "افتتاح مكتبة القرية"),
            ("url", "https://qarya.example/wiki/افتتاح_مكتبة_القرية"),
            ("date", "2018-04-01"),
            ("source", "أخبار القرية"),
            ("language", "ar"),
        ],
    );
    let text = shown(&here, found["id"].as_str().unwrap());
    assert!(text.contains("افتتحت بلدية القرية مكتبة جديدة"), "{text}");
    assert!(
        text.contains("وتضم المكتبة آلاف الكتب وقاعة للقراءة."),
        "{text}"
    );
    for hidden in ["بيان", "واجهة", "{{", "تصنيف", "مسودة"] {
        assert!(!text.contains(hidden), "{hidden}: {text}");
    }
}

#[test]
fn collections_of_documents_are_cut_at_their_tags() {
    let here = indexed("collection.sgml", bytes("collection.sgml"));
    assert_eq!(articles(&here), 2);
    let fire = article(&here, "طائرات");
    has(
        &fire,
        &[
            ("id", "20010507_WHA_ARB.0001"),
            ("title", "حريق يلتهم غابة الصنوبر"),
            ("date", "2001-05-07"),
        ],
    );
    let text = shown(&here, "20010507_WHA_ARB.0001");
    assert!(
        text.contains("في غابة الصنوبر قرب المدينة مساء الأحد.\nوشاركت ثلاث طائرات في إخماده، والخسائر < ما كان متوقعا & الرياح هدأت."),
        "{text}"
    );
    has(
        &article(&here, "السكان"),
        &[
            ("id", "WHA-2"),
            ("date", "2001-05-08"),
            ("author", "مازن العلي"),
        ],
    );
}

#[test]
fn a_newswire_file_needs_no_ending() {
    let here = indexed("wha_arb_200105.gz", gzip(&bytes("wha_arb_200105")));
    has(
        &article(&here, "الأشجار"),
        &[
            ("id", "WHA_ARB_20010509.0003"),
            ("title", "البلدية تزرع أشجارا جديدة"),
            ("date", "2001-05-09"),
        ],
    );
}

#[test]
fn a_web_archive_gives_its_pages() {
    let whole = bytes("crawl.warc");
    // Record by record, as crawlers compress.
    let mut starts: Vec<usize> = (0..whole.len())
        .filter(|at| whole[*at..].starts_with(b"WARC/1.0\r\n"))
        .collect();
    starts.push(whole.len());
    let members = starts
        .windows(2)
        .map(|range| gzip(&whole[range[0]..range[1]]));
    let by_record = members.collect::<Vec<_>>().concat();
    for (name, content) in [("crawl.warc", whole), ("crawl.warc.gz", by_record)] {
        let here = indexed(name, content);
        assert_eq!(articles(&here), 2);
        has(
            &article(&here, "التمور"),
            &[
                ("id", &format!("{name}#1")),
                ("title", "مهرجان التمور يفتح أبوابه"),
                ("url", "https://tamr.example/2020/11/04/dates"),
                ("date", "2020-11-05"),
                ("language", "ar"),
            ],
        );
        // In chunks, and in windows-1256 without a word of it.
        has(
            &article(&here, "الهجن"),
            &[("title", "سباق الهجن في الصحراء")],
        );
    }
}

#[test]
fn mail_gives_newsletters() {
    let here = indexed("Inbox", bytes("letters.mbox"));
    assert_eq!(articles(&here), 2);
    has(
        &article(&here, "حكاية"),
        &[
            ("id", "issue-41@maydan.example"),
            ("title", "العدد الحادي والأربعون"),
            ("date", "2020-11-03"),
            ("source", "نشرة الميدان"),
        ],
    );
    let text = shown(&here, "issue-41@maydan.example");
    assert!(text.contains("\nFrom the archive: حكاية"), "{text}");
    has(
        &article(&here, "الزيت"),
        &[("title", "السوق اليوم"), ("source", "news@maydan.example")],
    );
    let here = indexed("letter.eml", bytes("letter.eml"));
    has(
        &article(&here, "الفلاحون"),
        &[("title", "موسم الزيتون"), ("date", "2020-11-05")],
    );
}

#[test]
fn a_page_gives_its_article_without_its_furniture() {
    let here = indexed("page.html", bytes("page.html"));
    has(
        &article(&here, "المخابز"),
        &[
            ("title", "إضراب عمال المخابز ينتهي"),
            ("date", "2020-09-14"),
            ("source", "صحيفة الضفاف"),
            ("section", "اقتصاد"),
            ("author", "دينا الخطيب"),
            ("url", "https://difaf.example/2020/09/14/bakers"),
        ],
    );
    let text = shown(&here, "page.html");
    assert!(
        text.trim_end().ends_with(
            "أنهى عمال المخابز إضرابهم بعد اتفاق على الأجور.\nويسري الاتفاق اعتبارا من مطلع الشهر المقبل."
        ),
        "{text}"
    );
}

/// A document as word processors write them.
fn docx() -> Vec<u8> {
    let text = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
        <w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>\
        <w:p><w:pPr><w:bidi/></w:pPr><w:r><w:rPr><w:rtl/></w:rPr><w:t>معرض الكتاب </w:t></w:r><w:r><w:t>يستقبل زواره</w:t></w:r></w:p>\
        <w:p><w:r><w:t xml:space=\"preserve\">استقبل معرض الكتاب </w:t></w:r><w:del><w:r><w:delText>نص محذوف</w:delText></w:r></w:del><w:r><w:t>ألف زائر &amp; ناشر.</w:t></w:r></w:p>\
        <w:p><w:r><w:t>ويستمر أسبوعين.</w:t></w:r></w:p></w:body></w:document>";
    let properties = "<?xml version=\"1.0\"?><cp:coreProperties xmlns:cp=\"c\" xmlns:dc=\"d\" xmlns:dcterms=\"t\">\
        <dc:title></dc:title><dc:creator>فادي الورد</dc:creator>\
        <dcterms:created>2019-01-24T08:00:00Z</dcterms:created></cp:coreProperties>";
    zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("docProps/core.xml", properties.as_bytes()),
        ("word/document.xml", text.as_bytes()),
    ])
}

#[test]
fn a_word_document_gives_its_paragraphs() {
    let here = indexed("fair.docx", docx());
    has(
        &article(&here, "الكتاب"),
        &[
            ("id", "fair.docx"),
            ("title", "معرض الكتاب يستقبل زواره"),
            ("author", "فادي الورد"),
            ("date", "2019-01-24"),
        ],
    );
    let text = shown(&here, "fair.docx");
    assert!(
        text.contains("استقبل معرض الكتاب ألف زائر & ناشر.\nويستمر أسبوعين."),
        "{text}"
    );
}

/// A page as programs write Arabic: glyphs as seen from left to right, in presentation forms, with
/// a table that says which character each shows.
fn pdf(lines: &[&str]) -> Vec<u8> {
    let mut letters: Vec<char> = Vec::new();
    let mut drawing = String::from("BT /F1 12 Tf 14 TL 50 700 Td\n");
    for line in lines {
        drawing.push('<');
        for letter in line.chars().rev() {
            let at = letters.iter().position(|known| *known == letter);
            let at = at.unwrap_or_else(|| {
                letters.push(letter);
                letters.len() - 1
            });
            drawing.push_str(&format!("{:04X}", at + 1));
        }
        drawing.push_str("> Tj T*\n");
    }
    drawing.push_str("ET");
    let mut table = String::from(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n\
         1 begincodespacerange <0000> <FFFF> endcodespacerange\n",
    );
    table.push_str(&format!("{} beginbfchar\n", letters.len()));
    for (at, letter) in letters.iter().enumerate() {
        table.push_str(&format!("<{:04X}> <{:04X}>\n", at + 1, *letter as u32));
    }
    table.push_str("endbfchar endcmap CMapName currentdict /CMap defineresource pop end end");
    let stream = |text: &str| format!("<</Length {}>>stream\n{text}\nendstream", text.len());
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>".to_owned(),
        stream(&drawing),
        "<</Type/Font/Subtype/Type0/BaseFont/Naskh/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 7 0 R>>".to_owned(),
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/Naskh/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 500/FontDescriptor 8 0 R>>".to_owned(),
        stream(&table),
        "<</Type/FontDescriptor/FontName/Naskh/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700/StemV 80>>".to_owned(),
        "<</CreationDate(D:20170820093000+02'00')/Title(a.doc)>>".to_owned(),
    ];
    let mut pdf = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(pdf.len());
        pdf.extend(format!("{} 0 obj\n{object}\nendobj\n", at + 1).bytes());
    }
    let table_at = pdf.len();
    pdf.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for place in places {
        pdf.extend(format!("{place:010} 00000 n \n").bytes());
    }
    pdf.extend(
        format!(
            "trailer<</Size {}/Root 1 0 R/Info 9 0 R>>\nstartxref\n{table_at}\n%%EOF\n",
            objects.len() + 1
        )
        .bytes(),
    );
    pdf
}

#[test]
fn a_pdf_gives_its_text_in_reading_order() {
    let page = pdf(&[
        "ﻛﺴﻮﻑ ﺍﻟﺸﻤﺲ",
        "تابع آلاف الهواة كسوف الشمس في الوادي مساء الاثنين،",
        "واستمر ساعتين.",
    ]);
    let here = indexed("eclipse.pdf", &page);
    has(
        &article(&here, "كسوف"),
        &[("id", "eclipse.pdf"), ("date", "2017-08-20")],
    );
    let text = shown(&here, "eclipse.pdf");
    assert!(text.contains("كسوف الشمس"), "{text}");
    assert!(text.contains("مساء الاثنين، واستمر ساعتين."), "{text}");
}

#[test]
fn a_pdf_without_text_says_what_to_do() {
    let here = Workplace::new();
    here.write("news/scan.pdf", pdf(&[]));
    here.write("news/broken.pdf", b"%PDF-1.4\n1 0 obj\n<<");
    here.write("news/a.txt", TRUCE);
    here.index().exits(2).says(&[
        "scan.pdf: no text in its 1 pages",
        "OCR",
        "broken.pdf: it cannot be understood",
    ]);
    assert_eq!(here.count(&["هدنة"]), 1);
}

#[test]
fn nested_fields_of_json_are_mapped_by_their_path() {
    let here = Workplace::new();
    let record = r#"{"id": "n-1", "fields": {"headline": "قطار جديد", "body": [{"text": "سار القطار"}, {"text": "ثم توقف"}]},
        "credits": {"by": [{"name": "أول"}, {"name": "ثان"}]}}"#;
    here.write("news/own.json", record);
    let maps = [
        "--map=title=fields.headline",
        "--map=body=fields.body.text",
        "--map=author=credits.by.1.name",
    ];
    here.run(&[&["index", "news"][..], &maps].concat()).exits(0);
    has(
        &article(&here, "القطار"),
        &[("title", "قطار جديد"), ("author", "ثان")],
    );
    assert!(shown(&here, "n-1").contains("سار القطار\nثم توقف"));
}

type Packer = fn(&[u8]) -> Vec<u8>;

#[test]
fn every_compression_is_undone_whatever_the_name_says() {
    let packers: [(&str, Packer); 4] = [("gz", gzip), ("zst", zstd), ("bz2", bzip2), ("xz", xz)];
    let here = Workplace::new();
    for (ending, pack) in packers {
        let lines = format!("{{\"id\": \"{ending}-1\", \"title\": \"خبر\"}}\n");
        let more = format!("{{\"id\": \"{ending}-2\", \"title\": \"خبر\"}}\n");
        // Two streams one after the other, as files that are appended to have.
        let content = [pack(lines.as_bytes()), pack(more.as_bytes())].concat();
        here.write(&format!("news/named.jsonl.{ending}"), &content);
        here.write(
            &format!("news/unnamed-{ending}.txt"),
            pack(format!("{TRUCE}{ending}\n").as_bytes()),
        );
    }
    here.index().exits(0).says(&["12 articles indexed"]);
    assert_eq!(here.count(&["هدنة"]), 4);
}

#[test]
fn archives_are_read_member_by_member() {
    let feed = bytes("rss.xml");
    let wire = gzip("{\"title\": \"زلزال في الجنوب\"}\n".as_bytes());
    let members: [(&str, &[u8]); 5] = [
        ("2020/11/truce.txt", TRUCE.as_bytes()),
        ("feeds/wire.xml", &feed),
        ("wire.jsonl.gz", &wire),
        ("logo.png", b"\x89PNG\r\n\x1a\n"),
        ("__MACOSX/._truce.txt", b"x"),
    ];
    let (zipped, tarred) = (zip(&members), tar(&members));
    let nested = zip(&[("inner.tar.bz2", &bzip2(&tarred))]);
    for (name, content, within) in [
        ("all.zip", zipped, ""),
        ("all.tar", tarred.clone(), ""),
        ("all.tgz", gzip(&tarred), ""),
        ("all.tar.xz", xz(&tarred), ""),
        ("all.zip", nested, "inner.tar.bz2!/"),
    ] {
        let here = indexed(name, content);
        assert_eq!(articles(&here), 4, "{name}");
        has(
            &article(&here, "هدنة"),
            &[
                ("id", &format!("{name}!/{within}2020/11/truce.txt")),
                ("file", &format!("{name}!/{within}2020/11/truce.txt")),
                ("title", "هدنة في الجبل"),
            ],
        );
        has(
            &article(&here, "زلزال"),
            &[("id", &format!("{name}!/{within}wire.jsonl.gz#1"))],
        );
        here.remove(&format!("news/{name}"));
        here.write("news/other.txt", "خبر\n\nآخر");
        here.index().exits(0).says(&["1 gone"]);
        assert_eq!(here.count(&["هدنة"]), 0);
    }
}

#[test]
fn a_damaged_member_is_named_and_the_others_are_read() {
    let here = Workplace::new();
    let cut = gzip(TRUCE.as_bytes())[..30].to_vec();
    let members: [(&str, &[u8]); 3] = [
        ("a/cut.txt.gz", &cut),
        ("b/own.jsonl", b"{\"story\": \"x\"}\n"),
        ("c/truce.txt", TRUCE.as_bytes()),
    ];
    here.write("news/all.zip", zip(&members));
    here.write("news/all.tar", tar(&members));
    here.index().exits(2).says(&[
        "all.zip!/a/cut.txt.gz: it cannot be read to its end",
        "all.tar!/b/own.jsonl:line 1: neither title nor body",
    ]);
    let truce = here.search(&["هدنة"]);
    assert_eq!(total(&truce), 1);
    let shown = here.run(&["show", &ids(&truce)[0], "--json"]).json();
    assert_eq!(shown["also_in"].as_array().unwrap().len(), 1);
}

#[test]
fn bombs_are_defused() {
    const MB: usize = 1 << 20;
    let here = Workplace::new();
    let zeros = vec![b' '; 80 * MB];
    here.write("news/bomb.txt.zst", zstd(&zeros));
    here.write("news/bomb.zip", zip(&[("a.jsonl", &zeros)]));
    let mut quine = zip(&[("a.txt", TRUCE.as_bytes())]);
    for _ in 0..12 {
        quine = zip(&[("again.zip", &quine)]);
    }
    here.write("news/deep.zip", quine);
    let laughs = "<!DOCTYPE rss [<!ENTITY a \"ها\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c SYSTEM \"file:///etc/passwd\">]>\
        <rss><channel><item><title>ضحك &b; &c;</title><description>نكتة قديمة</description></item></channel></rss>";
    here.write("news/laughs.xml", laughs);
    let deep = format!(
        "<rss><channel><item><title>عميق</title></item>{}",
        "<a>".repeat(200_000)
    );
    here.write("news/deep.xml", deep);
    here.write("news/deep.json", "[".repeat(200_000));
    here.write(
        "news/lines.jsonl",
        format!(
            "{}\n{{\"title\": \"بعد السطر الطويل\"}}\n",
            "x".repeat(70 * MB)
        ),
    );
    here.write("news/truce.txt", TRUCE);
    here.index().exits(2).says(&[
        "bomb.txt.zst: it inflates to more than 200 times its size",
        "bomb.zip: it inflates to more than 200 times its size",
        "too many archives lie in one another",
        "deep.json:line 1: broken JSON",
        "lines.jsonl:line 1: the record is longer than 64 MiB",
    ]);
    assert_eq!(here.count(&["هدنة"]), 1);
    assert_eq!(here.count(&["الطويل"]), 1);
    has(&article(&here, "نكتة"), &[("title", "ضحك &b; &c;")]);
    has(&article(&here, "عميق"), &[]);
}

#[test]
fn xml_of_another_kind_and_broken_xml_are_told() {
    let here = Workplace::new();
    here.write("news/list.opml", "<opml><body/></opml>");
    here.write("news/list.xml", "<opml><body/></opml>");
    here.write(
        "news/cut.xml",
        "<rss><channel><item><title>أول</title></item><item><title>ثان</title><description><![CDATA[نص",
    );
    here.index().exits(2).says(&[
        "list.xml: XML whose first element is <opml>",
        "warraq formats",
        "cut.xml:record 2: broken XML",
        "1 file of other kinds",
    ]);
    assert_eq!(here.count(&["أول"]), 1);
}

#[test]
fn a_dry_run_says_what_would_be_read_and_indexes_nothing() {
    let here = Workplace::new();
    here.write("news/wire.xml.bz2", bzip2(&bytes("rss.xml")));
    let text = encoding_rs::WINDOWS_1256.encode(TRUCE).0.into_owned();
    here.write(
        "news/old.zip",
        zip(&[
            ("a.txt", &text),
            ("b.txt", &text),
            ("c.jsonl", b"{\"colour\": 1}"),
        ]),
    );
    here.write("news/logo.png", b"\x89PNG");
    let run = here.run(&["index", "--dry-run", "news"]).exits(2);
    for line in [
        "wire.xml.bz2: feed in UTF-8, bzip2; 2 articles: title 2, body 2, date 2",
        "old.zip: 2 articles: title 2, body 2",
        "  2 files: text in windows-1256, zip; 2 articles",
        "  1 file: jsonl in UTF-8, zip; 0 articles",
        "  not taken: colour",
        "  c.jsonl:line 1: neither title nor body",
        "logo.png: of no kind that is read",
        "4 articles in 2 files",
        "nothing was indexed",
    ] {
        assert!(run.out.contains(line), "{line}: {run:#?}");
    }
    assert!(!here.path().join(".warraq").exists());
}

#[test]
fn formats_lists_what_is_read() {
    let run = Workplace::new().run(&["formats"]).exits(0);
    for word in [
        "newsml",
        ".docx",
        "WARC/1.",
        "content:encoded",
        ".tgz",
        ".xz",
        ".zip",
    ] {
        assert!(run.out.contains(word), "{word}: {}", run.out);
    }
}
