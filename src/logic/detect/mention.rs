//! Finds where a change touches a name that a symptom says: the same word, whole, in a line that was added or removed.

use crate::{
    domain::finding::Matter,
    logic::evidence::{Language, Side},
};

use super::{
    changes::Changes,
    clue::{Hint, Spot},
};

/// A line of the change that touches the name, with what it is worth.
pub(super) fn find<'a>(changes: &Changes<'a>, matter: &Matter) -> Option<(u8, Hint<'a>)> {
    if matches!(matter, Matter::Slowness(_) | Matter::Limit(_) | Matter::Function(_)) {
        return None;
    }
    let name = matter.name();
    let word = word(matter, &name)?;
    let mut touched: Vec<&Spot<'a>> = changes.lines.iter().filter(|spot| is_about(matter, spot, word)).collect();
    let kept: Vec<&str> = kept(&touched);
    touched.retain(|spot| !kept.contains(&spot.file.path()));
    let on = |side: Side| touched.iter().filter(move |spot| spot.line.side == side).copied();
    // Given elsewhere in the same change: not taken away.
    let gone = on(Side::Removed).find(|_| on(Side::Added).next().is_none());
    let setting = |spot: &&Spot<'a>| spot.file.language.is_setting() || spot.file.language == Language::Needs;
    let (weight, spot, what) = if let Some(spot) = gone {
        (86, spot, format!("{name} was removed"))
    } else if let Some(spot) = on(Side::Added).find(setting) {
        (82, spot, format!("{name} was changed"))
    } else {
        (74, on(Side::Added).next()?, format!("{name} was added"))
    };
    let hint = Hint { matters: vec![matter.clone()], spot: (*spot).clone(), what, silent: true };
    Some((weight, hint))
}

/// Files of code that have the word on both sides as often: lines were edited around it, and nothing became of it.
fn kept<'a>(touched: &[&Spot<'a>]) -> Vec<&'a str> {
    let count =
        |path: &str, side| touched.iter().filter(|spot| spot.file.path() == path && spot.line.side == side).count();
    let code = touched.iter().filter(|spot| spot.file.language.has_grammar()).map(|spot| spot.file.path());
    code.filter(|path| count(path, Side::Added) == count(path, Side::Removed)).collect()
}

/// What has to be in the line: too short or too common a word proves nothing.
fn word<'n>(matter: &Matter, name: &'n str) -> Option<&'n str> {
    const COMMON: [&str; 16] = [
        "name",
        "value",
        "data",
        "type",
        "user",
        "users",
        "item",
        "items",
        "root",
        "self",
        "main",
        "app",
        "test",
        "default",
        "localhost",
        "config",
    ];
    let word = match matter {
        Matter::File(path) | Matter::Module(path) => {
            let at = path.as_str().rfind('/').map_or(0, |at| at + 1);
            name.get(at..)?
        }
        Matter::Host(host) => name.get(..host.find('.').unwrap_or(name.len()))?,
        _ => name,
    };
    let short = if matches!(matter, Matter::Port(_)) { 2 } else { 3 };
    (word.len() >= short && !COMMON.contains(&word)).then_some(word)
}

fn is_about(matter: &Matter, spot: &Spot<'_>, word: &str) -> bool {
    let text = uncommented(spot.line.text, spot.file.language);
    if !contains(text, word) {
        return false;
    }
    let lower = || text.to_ascii_lowercase();
    match matter {
        // A number alone may be anything.
        Matter::Port(_) => {
            ["port", "listen", "addr", "host", "url", "bind", "expose", "://"].iter().any(|key| lower().contains(key))
        }
        Matter::Image(_) => lower().contains("image") || lower().contains("tag") || text.contains("FROM "),
        Matter::Host(_) => spot.file.language.is_setting() || text.contains(['"', '\'']),
        Matter::Module(_) => {
            spot.file.language == Language::Needs
                || spot.file.language == Language::Dockerfile
                || lower().contains("import")
                || lower().contains("require")
        }
        _ => true,
    }
}

/// Without the comment at the end of a line, or the line that is one.
fn uncommented(text: &str, language: Language) -> &str {
    let comment = text.trim_start();
    if comment.starts_with('#') || comment.starts_with("//") {
        return "";
    }
    let mark = match language {
        Language::JavaScript | Language::TypeScript | Language::Tsx | Language::Go | Language::Java => " //",
        Language::Python | Language::Ruby => "  #",
        _ => return text,
    };
    text.split_once(mark).map_or(text, |(code, _)| code)
}

/// Whether a text has a word, whole.
pub(super) fn contains(text: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|text| text.chars().next());
        !before.is_some_and(part) && !after.is_some_and(part)
    })
}
