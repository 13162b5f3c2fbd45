//! Which key a symptom names: by the file that a container sees it as, by its variable, or by what the key itself is called.

use crate::{
    domain::{
        configuration::{Sight, Store},
        finding::Matter,
        text::Safe,
    },
    logic::{
        detect::{clue::Symptom, mention::contains},
        evidence::{Record, Source},
    },
};

/// Words that are keys or variables often, and say nothing when a program says them.
const COMMON: [&str; 14] = [
    "config", "data", "debug", "default", "env", "host", "key", "level", "mode", "name", "path", "port", "url", "value",
];

/// What credentials are called, in messages as well as in keys.
const CREDENTIALS: [&str; 9] =
    ["password", "passwd", "token", "secret", "credential", "username", "certificate", "api_key", "access_key"];

/// A key that a symptom names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named<'a> {
    pub of: &'a Source,
    pub container: &'a Safe,
    /// `None` where the object is named, and not what of it.
    pub key: Option<Safe>,
    /// As the container sees it: `/etc/web/pool.yaml`, `POOL_SIZE`.
    pub seen: Safe,
    /// Whether it holds what it held when its container started.
    pub fixed: bool,
    /// How plainly it is named.
    pub weight: u8,
}

/// The key that a symptom names most plainly.
pub(super) fn named<'a>(symptom: &Symptom, record: &'a Record) -> Option<Named<'a>> {
    let mine = |container: &Safe| symptom.container.as_ref().is_none_or(|own| own == container);
    let uses = record.uses().filter(|(_, by, _)| mine(&by.container));
    let all = uses.flat_map(|(of, by, _)| {
        let keys = record.writes().filter(move |(other, ..)| *other == of).map(|(_, written, _)| &written.key);
        let seen: Vec<(Option<Safe>, Safe, bool)> = match &by.sight {
            Sight::Variable { name, key } => vec![(Some(key.clone()), name.clone(), true)],
            Sight::File { path, key } => vec![(Some(key.clone()), path.clone(), false)],
            Sight::Variables { prefix } => {
                keys.map(|key| (Some(key.clone()), Safe::line(&format!("{prefix}{key}")), true)).collect()
            }
            Sight::Folder { path } => {
                let files = keys.map(|key| (Some(key.clone()), Safe::line(&format!("{path}/{key}")), false));
                files.chain([(None, path.clone(), false)]).collect()
            }
        };
        seen.into_iter().map(move |(key, seen, fixed)| Named {
            of,
            container: &by.container,
            key,
            seen,
            fixed,
            weight: 0,
        })
    });
    let weighed = all.filter_map(|one| Some(Named { weight: weight(symptom, &one)?, ..one }));
    // The first of equals wins: `max_by_key` would take the last.
    weighed.fold(None, |best: Option<Named<'a>>, one| match best {
        Some(best) if best.weight >= one.weight => Some(best),
        _ => Some(one),
    })
}

fn weight(symptom: &Symptom, one: &Named<'_>) -> Option<u8> {
    let texts = [Some(&symptom.place.text), symptom.above.as_ref()];
    let says = |named: &dyn Fn(&str) -> bool| texts.iter().flatten().any(|text| named(text));
    let is_path = one.seen.starts_with('/');
    if one.key.is_some()
        && if is_path { says(&|text| has_path(text, &one.seen)) } else { is_told(symptom, &one.seen, says) }
    {
        return Some(5);
    }
    if one.key.as_ref().is_some_and(|key| is_telling(key) && says(&|text| contains(text, key))) {
        return Some(4);
    }
    if one.key.as_ref().is_some_and(|key| one.of.store == Store::Secret && is_credential(symptom, key, &one.seen)) {
        return Some(3);
    }
    let object = symptom.matters.iter().any(|matter| matches!(matter, Matter::Object(name) if *name == one.of.name));
    if object {
        return Some(2);
    }
    (one.key.is_none() && says(&|text| text.contains(&format!("{}/", one.seen)))).then_some(1)
}

/// A variable, by name.
fn is_told(symptom: &Symptom, name: &Safe, says: impl Fn(&dyn Fn(&str) -> bool) -> bool) -> bool {
    let matter = symptom.matters.iter().any(|matter| matches!(matter, Matter::Variable(variable) if variable == name));
    matter || is_telling(name) && says(&|text| contains(text, name))
}

/// Long or odd enough to be no word of a sentence.
fn is_telling(name: &str) -> bool {
    let odd = name.contains(['_', '.', '-']) || name.chars().any(|c| c.is_ascii_uppercase());
    name.len() >= 4 && odd && !COMMON.contains(&name.to_ascii_lowercase().as_str())
}

/// Somebody is not let in, and the key and the message call what is wrong by the same name.
fn is_credential(symptom: &Symptom, key: &str, seen: &str) -> bool {
    let text = symptom.place.text.to_ascii_lowercase();
    let names = format!("{key} {seen}").to_ascii_lowercase().replace('-', "_");
    symptom.rule.name == "authentication" && CREDENTIALS.iter().any(|word| names.contains(word) && text.contains(word))
}

/// Whether a text has a path as a whole: `/etc/web/a.yaml` is not in `/etc/web/a.yaml.bak`.
fn has_path(text: &str, path: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || "_-/".contains(c);
    text.match_indices(path).any(|(at, _)| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let mut after = text.get(at + path.len()..).unwrap_or_default().chars();
        let goes_on = match after.next() {
            // A full stop ends a sentence, or goes on with an ending.
            Some('.') => after.next().is_some_and(char::is_alphanumeric),
            next => next.is_some_and(part),
        };
        !before.is_some_and(part) && !goes_on
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_named_as_a_whole() {
        let path = "/etc/web/a.yaml";
        for text in
            ["cannot read /etc/web/a.yaml", "open '/etc/web/a.yaml': bad", "see /etc/web/a.yaml.", "/etc/web/a.yaml:3"]
        {
            assert!(has_path(text, path), "{text}");
        }
        for text in ["/etc/web/a.yaml.bak", "/old/etc/web/a.yaml", "/etc/web/a.yaml/x", "/etc/web/a.yamls"] {
            assert!(!has_path(text, path), "{text}");
        }
    }

    #[test]
    fn a_word_of_a_sentence_names_no_key() {
        for key in ["token", "timeout", "key", "URL", "a.b", "config"] {
            assert!(!is_telling(key), "{key}");
        }
        for key in ["POOL_SIZE", "rules.yaml", "maxRetries"] {
            assert!(is_telling(key), "{key}");
        }
    }
}
