//! Citations: BibTeX (as biblatex reads it) and RIS, which reference managers take in.

use std::fmt::Write;
use warraq::article::Article;

/// An article as an entry of a BibTeX file.
pub fn bibtex(article: &Article) -> String {
    let mut entry = format!("@article{{{},\n", key(&article.id));
    let date = article.date.map(|date| date.at.date().to_string());
    for (name, value) in [
        ("author", article.author.as_deref()),
        ("title", Some(article.title.as_str())),
        ("journaltitle", article.source.as_deref()),
        ("date", date.as_deref()),
        ("url", article.url.as_deref()),
        ("langid", Some(language(article, "arabic"))),
        ("note", Some(article.id.as_str())),
    ] {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            let value = match name {
                "url" => value.to_owned(),
                _ => escaped(value),
            };
            let _ = writeln!(entry, "  {name} = {{{value}}},");
        }
    }
    entry + "}\n\n"
}

/// An article as a record of a RIS file.
pub fn ris(article: &Article) -> String {
    let mut record = String::from("TY  - NEWS\r\n");
    let date = article.date.map(|date| date.at.date());
    let day = date.map(|date| date.strftime("%Y/%m/%d").to_string());
    for (tag, value) in [
        ("TI", Some(article.title.as_str())),
        ("AU", article.author.as_deref()),
        ("T2", article.source.as_deref()),
        ("DA", day.as_deref()),
        ("UR", article.url.as_deref()),
        ("LA", Some(language(article, "ar"))),
        ("AN", Some(article.id.as_str())),
    ] {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
            let _ = write!(record, "{tag}  - {value}\r\n");
        }
    }
    record + "ER  - \r\n\r\n"
}

fn language<'a>(article: &'a Article, usual: &'a str) -> &'a str {
    match article.language.as_deref() {
        None | Some("ar") => usual,
        Some(other) => other,
    }
}

/// An id as a key: letters, digits and a few signs that BibTeX allows in one.
fn key(id: &str) -> String {
    let allowed = |c: char| {
        if c.is_ascii_alphanumeric() || "-_./:+".contains(c) {
            c
        } else {
            '_'
        }
    };
    id.chars().map(allowed).collect()
}

/// A value with what TeX takes for commands made plain.
fn escaped(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '\\' => escaped.push_str("\\textbackslash{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            '{' | '}' | '%' | '&' | '#' | '_' | '$' => {
                escaped.push('\\');
                escaped.push(c);
            }
            c if c.is_whitespace() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article() -> Article {
        Article {
            id: "marsad 1".into(),
            title: "هدنة {كاراباخ}\nو50%".into(),
            source: Some("المرصد".into()),
            url: Some("https://a.example/x_1".into()),
            ..Article::default()
        }
    }

    #[test]
    fn bibtex_takes_no_part_of_a_title_for_a_command() {
        let entry = bibtex(&article());
        assert!(entry.starts_with("@article{marsad_1,\n"), "{entry}");
        assert!(
            entry.contains("title = {هدنة \\{كاراباخ\\} و50\\%},"),
            "{entry}"
        );
        assert!(entry.contains("url = {https://a.example/x_1},"), "{entry}");
    }

    #[test]
    fn ris_has_one_line_a_value() {
        let record = ris(&article());
        assert!(record.contains("TI  - هدنة {كاراباخ} و50%\r\n"), "{record}");
        assert!(record.ends_with("ER  - \r\n\r\n"), "{record}");
    }
}
