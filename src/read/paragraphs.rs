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
        push_printable(&mut out, line);
    }
    out
}

/// Control characters would command the reader's terminal; nobody wrote them.
fn push_printable(out: &mut String, text: &str) {
    match text.contains(char::is_control) {
        false => out.push_str(text),
        true => {
            let spaced = text.chars().map(|c| if c == '\t' { ' ' } else { c });
            out.extend(spaced.filter(|c| !c.is_control()));
        }
    }
}

/// Of a hundred characters of a text, at most so many are unreadable or control characters.
const MOST_UNREADABLE_OF_HUNDRED: u64 = 10;
/// Fewer prove nothing in a short text.
const FEWEST_UNREADABLE: u64 = 4;

/// Whether the characters of a file are too strange to be anybody's text: a picture under the
/// name of a text file, or a text in an unknown encoding. `holes` are runs of NUL bytes that were
/// left out of it.
pub(super) fn is_no_text(text: &str, holes: u64) -> bool {
    let strange = |c: &char| {
        *c == char::REPLACEMENT_CHARACTER || c.is_control() && !matches!(c, '\n' | '\r' | '\t')
    };
    let (mut all, mut odd) = (holes, holes);
    for c in text.chars() {
        all += 1;
        odd += u64::from(strange(&c));
    }
    odd >= FEWEST_UNREADABLE && odd * 100 > all * MOST_UNREADABLE_OF_HUNDRED
}

/// The text on one line, its white space collapsed.
pub(super) fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        push_printable(&mut out, word);
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
    fn control_characters_are_dropped_and_rubbish_is_no_text() {
        assert_eq!(one_line("عنوان\u{1b}[31m أحمر"), "عنوان[31m أحمر");
        assert_eq!(body("أ\u{0}ب\tج"), "أب ج");
        assert!(is_no_text("\u{fffd}PNG\u{1a}\u{0}\u{0}", 0));
        assert!(is_no_text("PNG", 9));
        assert!(!is_no_text("نص طويل فيه حرف واحد تالف \u{fffd}", 0));
        assert!(!is_no_text(
            "نص طويل فيه ثقوب قليلة لا تذكر ولا تغير شيئا من معناه",
            4
        ));
    }

    #[test]
    fn titles_lose_their_line_breaks() {
        assert_eq!(one_line("  وقف \n إطلاق\u{A0}\tالنار "), "وقف إطلاق النار");
    }
}
