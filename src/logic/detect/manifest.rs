//! Lines of YAML that changed, with the keys that they stand under: as much of the path as the hunk shows.

use crate::{
    domain::evidence::Evidence,
    logic::evidence::{FileChange, Hunk, Side},
};

use super::spot::Spot;

/// One key of a manifest that was added or removed.
#[derive(Debug, Clone)]
pub(super) struct Setting<'a> {
    pub spot: Spot<'a>,
    pub side: Side,
    /// The keys above it that the hunk shows, outermost first.
    pub path: Vec<String>,
    pub key: String,
    /// Without quotes and comment.
    pub value: String,
    /// The `name` of the list item that it belongs to.
    pub item: Option<String>,
}

impl Setting<'_> {
    /// Whether one of the keys above it has this name.
    pub(super) fn is_under(&self, key: &str) -> bool {
        self.path.iter().any(|above| above == key)
    }

    /// Whether it is the same setting on the other side.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.key == other.key
            && self.item == other.item
            && self.path.last() == other.path.last()
            && self.spot.file.path() == other.spot.file.path()
    }
}

/// A key that is open, by its indentation.
struct Open {
    indent: usize,
    key: String,
    item: Option<String>,
}

/// Reads both sides of a hunk of YAML.
pub(super) fn read_hunk<'a>(
    settings: &mut Vec<Setting<'a>>,
    header: &'a Evidence,
    file: &'a FileChange<'a>,
    hunk: &'a Hunk<'a>,
) {
    for side in [Side::Removed, Side::Added] {
        let mut open: Vec<Open> = Vec::new();
        for line in hunk.lines.iter().filter(|line| line.side == side || line.side == Side::Context) {
            let Some((indent, dash, body)) = parts(line.text) else { continue };
            open.retain(|above| above.indent < indent);
            let (key, value) = pair(body);
            let inner = if dash { indent + 2 } else { indent };
            let name = (key == "name").then(|| value.clone());
            if dash {
                open.push(Open { indent, key: String::new(), item: name.clone() });
            } else if let Some(list) =
                open.iter_mut().rev().find(|above| above.key.is_empty()).filter(|_| name.is_some())
            {
                list.item = name;
            }
            if line.side == side {
                let path = open.iter().map(|above| above.key.clone()).filter(|key| !key.is_empty()).collect();
                let item = open.iter().rev().find_map(|above| above.item.clone());
                let spot = Spot { header, file, line: *line, function: None };
                settings.push(Setting { spot, side, path, key: key.clone(), value: value.clone(), item });
            }
            if value.is_empty() && !key.is_empty() {
                open.push(Open { indent: inner, key, item: None });
            }
        }
    }
}

/// Indentation, whether a list item starts, and what is left.
fn parts(text: &str) -> Option<(usize, bool, &str)> {
    let body = text.trim_start();
    if body.is_empty() || body.starts_with('#') || body.starts_with("{{") || body.starts_with("---") {
        return None;
    }
    let indent = text.len() - body.len();
    match body.strip_prefix("- ") {
        Some(rest) => Some((indent, true, rest.trim_start())),
        None => Some((indent, false, body)),
    }
}

/// `key: value # why` → `key` and `value`; a bare word is a value without a key.
fn pair(body: &str) -> (String, String) {
    let clean = |value: &str| {
        let value = value.trim();
        let value =
            if value.starts_with(['"', '\'']) { value } else { value.split(" #").next().unwrap_or(value).trim() };
        value.trim_matches(['"', '\'']).to_owned()
    };
    match body.split_once(':') {
        Some((key, value)) if !key.contains([' ', '/', '=']) && (value.is_empty() || value.starts_with(' ')) => {
            (key.trim_matches(['"', '\'']).to_owned(), clean(value))
        }
        _ => (String::new(), clean(body)),
    }
}
