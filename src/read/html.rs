//! Web pages: one article each, found among menus, captions and related stories.
//!
//! The page's own words about itself come from `html_head`, its text from `html_body`; here it is
//! settled which of several answers is believed.

use super::decode::Decoded;
use super::fields::Role;
use super::html_body::body;
use super::html_head::Head;
use super::paragraphs::one_line;
use super::record::{Emitter, Record};
use super::text::read_single;
use scraper::Html;
use std::io::{self, Read};

/// Reads a page and gives its article.
pub(super) fn read(
    reader: &mut Decoded<impl Read>,
    limit: u64,
    out: &mut Emitter,
) -> io::Result<()> {
    read_single(reader, limit, record, out)
}

/// What a page says of its article.
pub(super) fn record(text: &str) -> Record {
    let page = Html::parse_document(text);
    let head = Head::of(&page);
    let title = title(&head);
    let mut body = body(&page);
    if !body.is_empty() && body.first() == title.as_ref() {
        body.remove(0);
    }
    let body = match body.is_empty() {
        true => head.linked("articleBody"),
        false => Some(body.join("\n")),
    };
    let mut record = Record::default();
    let mut put = |role, values: &[Option<String>]| {
        for value in values.iter().flatten() {
            record.put(role, 0, value.clone());
        }
    };
    put(Role::Title, &[title]);
    put(Role::Body, &[body]);
    put(Role::Date, &dates(&head));
    put(
        Role::Source,
        &[head.meta("og:site_name"), head.linked("publisher")],
    );
    put(
        Role::Section,
        &[head.meta("article:section"), head.linked("articleSection")],
    );
    put(
        Role::Author,
        &[head.linked("author"), author(&head), head.item("author")],
    );
    put(
        Role::Url,
        &[
            head.canonical.clone(),
            head.meta("og:url"),
            head.linked("url"),
        ],
    );
    put(
        Role::Language,
        &[head.language.clone(), head.linked("inLanguage")],
    );
    record
}

fn dates(head: &Head) -> [Option<String>; 6] {
    [
        head.linked("datePublished"),
        head.meta("article:published_time"),
        head.item("datePublished"),
        head.meta("date"),
        head.meta("pubdate"),
        head.time.clone(),
    ]
}

/// The author by name: `article:author` is often the address of a profile.
fn author(head: &Head) -> Option<String> {
    let named = |name: &String| !name.starts_with("http");
    let author = head.meta("author").filter(named);
    author.or_else(|| head.meta("article:author").filter(named))
}

fn title(head: &Head) -> Option<String> {
    let linked = || head.linked("headline").map(|title| one_line(&title));
    let title = head.meta("og:title").or_else(linked);
    let title = title
        .or_else(|| head.h1.clone())
        .or_else(|| head.title.clone())?;
    Some(without_site(title, head.meta("og:site_name")))
}

/// «Headline | Site» without the site.
fn without_site(title: String, site: Option<String>) -> String {
    const SEPARATORS: [char; 5] = ['|', '-', '–', '—', '·'];
    let headline = site
        .and_then(|site| {
            title
                .strip_suffix(&site)?
                .trim_end()
                .strip_suffix(SEPARATORS)
        })
        .map(str::trim_end)
        .filter(|headline| !headline.is_empty());
    match headline {
        Some(headline) => headline.to_owned(),
        None => title,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(page: &str, role: Role) -> String {
        record(page).take(role).unwrap_or_default()
    }

    #[test]
    fn the_title_is_the_best_that_a_page_has() {
        let json = r#"<script type="application/ld+json">{"@type": "Organization", "headline": "لا"}</script>
            <script type="application/ld+json">{"@context": "x", "@graph": [{"@type": "WebPage"},
            {"@type": ["ReportageNewsArticle"], "headline": "من الرسم"}]}</script>"#;
        let page =
            |more: &str| format!("<title>من العنوان</title>{more}<body><h1> من \n الرأس</h1><p>نص");
        let og = "<meta property='og:title' content='من فيسبوك'>";
        assert_eq!(
            field(&page(&format!("{json}{og}")), Role::Title),
            "من فيسبوك"
        );
        assert_eq!(field(&page(json), Role::Title), "من الرسم");
        assert_eq!(field(&page(""), Role::Title), "من الرأس");
        assert_eq!(
            field("<title>من العنوان</title><p>نص", Role::Title),
            "من العنوان"
        );
    }

    #[test]
    fn the_site_is_no_part_of_the_title() {
        let head = "<meta property='og:title' content='خبر - 24 | الجزيرة نت'><meta property='og:site_name' content='الجزيرة نت'>";
        assert_eq!(field(head, Role::Title), "خبر - 24");
        assert_eq!(field(head, Role::Source), "الجزيرة نت");
    }

    #[test]
    fn the_text_is_the_articles_alone() {
        let page = "<body><header><p>قائمة</p></header><nav><li>رابط</li></nav>
            <article><h1>عنوان</h1><p>أول <a href=x>مهم</a></p><figure><figcaption><p>صورة</p></figcaption></figure>
            <h2>فرعي</h2><ul><li>بند</li></ul><script>x()</script><p>ثان<br>ثالث</p><aside><p>اقرأ أيضا</p></aside>
            <form><p>اشترك</p></form></article>
            <article><p>خبر آخر</p></article><footer><p>حقوق</p></footer>";
        assert_eq!(field(page, Role::Body), "أول مهم\nفرعي\nبند\nثان\nثالث");
        assert_eq!(field(page, Role::Title), "عنوان");
    }

    #[test]
    fn pages_without_an_article_have_their_text_found() {
        let long = "نص طويل من التقرير ".repeat(5);
        let long = long.trim();
        for page in [
            format!("<div><p>قائمة</p></div><div itemprop=articleBody><p>{long}</p></div>"),
            format!("<div><p>قائمة</p></div><main><div><p>{long}</p></div></main>"),
            format!("<div><p>قائمة</p><p>روابط</p></div><div><div><p>{long}</p></div></div>"),
            format!("<table><tr><td>قائمة<td>{long}</table>"),
        ] {
            assert_eq!(field(&page, Role::Body), long, "{page}");
        }
        let old = "<font>أول<br><br>ثان<br>ثالث</font>";
        assert_eq!(field(old, Role::Body), "أول\nثان\nثالث");
    }

    #[test]
    fn the_text_may_be_in_the_linked_data_only() {
        let page = "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"ع\",\"articleBody\":\"سطر\nآخر\"}</script>";
        assert_eq!(field(page, Role::Body), "سطر آخر");
    }

    #[test]
    fn dates_and_bylines_are_found() {
        let linked = r#"<script type='application/ld+json'>[{"@type":"NewsArticle","datePublished":"2020-11-03",
            "author":[{"@type":"Person","name":"س"},{"name":"ص"}],"publisher":{"name":"الناشر"}}]</script>"#;
        let metas = "<html lang=ar><link rel=canonical href='http://x/1'>
            <meta property='article:published_time' content='2020-11-04'><meta property='article:section' content='سياسة'>";
        let both = format!("{metas}{linked}<p>نص");
        assert_eq!(field(&both, Role::Date), "2020-11-03");
        assert_eq!(field(&both, Role::Author), "س, ص");
        assert_eq!(field(&both, Role::Source), "الناشر");
        assert_eq!(field(metas, Role::Date), "2020-11-04");
        assert_eq!(field(metas, Role::Section), "سياسة");
        assert_eq!(field(metas, Role::Url), "http://x/1");
        assert_eq!(field(metas, Role::Language), "ar");
        assert_eq!(
            field(
                "<span itemprop=datePublished content=2020-11-05>",
                Role::Date
            ),
            "2020-11-05"
        );
        assert_eq!(
            field("<meta name=pubdate content=2020-11-06>", Role::Date),
            "2020-11-06"
        );
        assert_eq!(
            field("<time datetime=2020-11-07>أمس</time>", Role::Date),
            "2020-11-07"
        );
    }

    #[test]
    fn deep_pages_are_no_danger() {
        let page = format!("{}<p>نص", "<div>".repeat(20_000));
        assert_eq!(field(&page, Role::Body), "نص");
    }
}
