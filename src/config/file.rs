//! A TOML file as a list of settings, with their lines and everything that is wrong with it.

use std::{ops::Range, path::Path};

use toml::de::{DeTable, DeValue};

use crate::logic::spelling::suggestion;

use super::{
    complaint::Complaint,
    keys::{KEYS, Key, Value},
};

/// What a file says.
#[derive(Default)]
pub struct Said {
    /// Key, value and line.
    pub settings: Vec<(&'static Key, Value, usize)>,
    pub complaints: Vec<Complaint>,
}

/// Reads a file's text. What can be read is: one wrong line costs only its own setting.
#[must_use]
pub fn parse(path: &Path, text: &str) -> Said {
    let mut reading = Reading { path, text, said: Said::default() };
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let first = error.message().lines().next().unwrap_or("not TOML").to_owned();
        reading.complain(&error.span().unwrap_or_default(), first);
    }
    reading.table("", table.get_ref());
    reading.said
}

struct Reading<'a> {
    path: &'a Path,
    text: &'a str,
    said: Said,
}

impl Reading<'_> {
    fn table(&mut self, prefix: &str, table: &DeTable<'_>) {
        for (word, value) in table {
            let name = format!("{prefix}{}", word.get_ref());
            let inside = format!("{name}.");
            let key = Key::find(&name);
            match (value.get_ref(), key) {
                (DeValue::Table(inner), None) if KEYS.iter().any(|key| key.name.starts_with(&inside)) => {
                    self.table(&inside, inner);
                }
                (_, None) => self.unknown(prefix, word.get_ref(), &word.span()),
                (value_here, Some(key)) => {
                    let line = self.line(value.span().start);
                    self.said.settings.push((key, plain(value_here), line));
                }
            }
        }
    }

    fn unknown(&mut self, prefix: &str, word: &str, span: &Range<usize>) {
        let siblings = KEYS.iter().filter_map(|key| key.name.strip_prefix(prefix)).map(first_word);
        let hint = suggestion(word, siblings);
        self.complain(span, format!("unknown key `{prefix}{word}`{hint}"));
    }

    fn complain(&mut self, span: &Range<usize>, text: String) {
        let line = self.line(span.start);
        self.said.complaints.push(Complaint::at(self.path, line, text));
    }

    fn line(&self, offset: usize) -> usize {
        1 + self.text.bytes().take(offset).filter(|byte| *byte == b'\n').count()
    }
}

fn first_word(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

fn plain(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Boolean(flag) => Value::Flag(*flag),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).map_or(Value::Other("a huge number"), Value::Count)
        }
        DeValue::Float(_) => Value::Other("a fraction"),
        DeValue::Datetime(_) => Value::Other("a date"),
        DeValue::Table(_) => Value::Other("a table"),
        DeValue::Array(items) => {
            let texts: Option<Vec<String>> =
                items.iter().map(|item| item.get_ref().as_str().map(str::to_owned)).collect();
            texts.map_or(Value::Other("a list of other things"), Value::Words)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints(text: &str) -> Vec<String> {
        parse(Path::new("c.toml"), text).complaints.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn every_unknown_key_is_named_with_its_line_and_a_suggestion() {
        let text = "thme = \"light\"\nascii = true\n\n[verdict]\nslow_grase = 5\n[verdit]\nslow_grace = 5\n";
        assert_eq!(
            complaints(text),
            [
                "c.toml:1: unknown key `thme`, did you mean `theme`?",
                "c.toml:5: unknown key `verdict.slow_grase`, did you mean `slow_grace`?",
                "c.toml:6: unknown key `verdit`, did you mean `verdict`?",
            ]
        );
    }

    #[test]
    fn a_broken_line_costs_only_itself() {
        let said = parse(Path::new("c.toml"), "theme = \nascii = true\n");
        assert_eq!(said.complaints.len(), 1);
        assert!(said.complaints[0].place.ends_with("c.toml:1"), "{:?}", said.complaints);
        assert!(
            said.settings
                .iter()
                .any(|(key, value, line)| { key.name == "ascii" && *value == Value::Flag(true) && *line == 2 })
        );
    }

    #[test]
    fn a_key_that_is_there_twice_is_said() {
        assert_eq!(complaints("ascii = true\nascii = false\n"), ["c.toml:2: duplicate key"]);
    }
}
