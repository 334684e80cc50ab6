//! The shape of a text: paragraphs a line each, titles on one line.
//!
//! Only white space and the joints that scrapers leave are touched; letters stay as written.

/// Some scrapers join paragraphs with a comma after the full stop.
const JOINT: &str = "., ";

/// The text as paragraphs: one a line, trimmed, no blank lines.
pub(super) fn body(text: &str) -> String {
    let joined = !text.trim().contains(['\n', '\r']) && text.matches(JOINT).count() >= 2;
    if joined {
        return lines(&text.replace(JOINT, ".\n"));
    }
    lines(text)
}

/// A text of one line whose paragraphs are joined by `., `, as paragraphs.
pub(super) fn parted(line: &str) -> String {
    lines(&line.replace(JOINT, ".\n"))
}

fn lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split(['\n', '\r']).map(str::trim) {
        if line.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(line);
    }
    out
}

/// The text on one line, its white space collapsed.
pub(super) fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_a_line_each() {
        assert_eq!(body("  أول \r\n\r\n\r\nثان\t\nثالث\n"), "أول\nثان\nثالث");
    }

    #[test]
    fn joined_paragraphs_are_parted() {
        assert_eq!(body("أول., ثان., ثالث."), "أول.\nثان.\nثالث.");
    }

    #[test]
    fn a_single_joint_or_a_newline_leaves_the_text_alone() {
        assert_eq!(body("أول., ثان"), "أول., ثان");
        assert_eq!(body("أول., ثان., ثالث\nرابع"), "أول., ثان., ثالث\nرابع");
    }

    #[test]
    fn titles_lose_their_line_breaks() {
        assert_eq!(one_line("  وقف \n إطلاق\u{A0}\tالنار "), "وقف إطلاق النار");
    }
}
