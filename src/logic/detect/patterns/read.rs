//! Reading the file of patterns, with every fault and its place.

use crate::{
    domain::{fault::Fault, severity::Severity, text::Safe},
    logic::{
        detect::rules,
        yaml::{self, Faults, Fields, Spot, Tree, Value},
    },
};

use super::Pattern;

/// The shortest keyword: a shorter one stands everywhere.
const SHORTEST: usize = 3;

/// Reads `patterns.yaml`; a file with a fault gives none, and all of its faults.
pub fn read(file: &str, text: &str) -> Result<Vec<Pattern>, Vec<Fault>> {
    let mut faults = Faults::of(file);
    let patterns = match yaml::parse(text) {
        Ok(tree) => document(&tree, &mut faults),
        Err((at, text)) => {
            faults.add(at, &text);
            Vec::new()
        }
    };
    if faults.is_empty() { Ok(patterns) } else { Err(faults.into_vec()) }
}

fn document(tree: &Tree, faults: &mut Faults) -> Vec<Pattern> {
    let Some(mut fields) = Fields::of(tree, "the file", faults) else { return Vec::new() };
    let list = fields.need("patterns", faults);
    fields.finish(faults);
    let Some(list) = list else { return Vec::new() };
    let Value::List(items) = &list.value else {
        faults.add(list.at, &format!("patterns must be a list, got {}", list.value.sort()));
        return Vec::new();
    };
    let mut patterns: Vec<Pattern> = Vec::new();
    for item in items {
        let Some(pattern) = pattern(item, faults) else { continue };
        if patterns.iter().any(|known| known.name == pattern.name) {
            faults.add(item.at, &format!("duplicate pattern `{}`", pattern.name));
        }
        patterns.push(pattern);
    }
    patterns
}

fn pattern(tree: &Tree, faults: &mut Faults) -> Option<Pattern> {
    let mut fields = Fields::of(tree, "a pattern", faults)?;
    let name = fields.need_text("name", faults).and_then(|(at, name)| named(at, name, faults));
    if fields.need("keywords", faults).is_some() && words(&mut fields, "keywords", &mut Faults::of("")).is_empty() {
        faults.add(fields.at, "keywords must name one at least");
    }
    let keywords = words(&mut fields, "keywords", faults);
    let symptoms = words(&mut fields, "symptoms", faults);
    let files = fields.texts("files", faults).into_iter().map(|(_, file)| file.to_owned()).collect();
    let impact = fields.need_text("impact", faults).map(|(_, text)| Safe::line(text));
    let remedy = fields.text("remedy", faults).map(|(_, text)| Safe::line(text));
    let severity = fields.need_text("severity", faults).and_then(|(at, word)| severity(at, word, faults));
    fields.finish(faults);
    let remedy =
        remedy.unwrap_or_else(|| Safe::from_static("Look at the line that changed, or go back to the last revision."));
    Some(Pattern { name: name?, keywords, files, symptoms, severity: severity?, impact: impact?, remedy })
}

fn named(at: Spot, name: &str, faults: &mut Faults) -> Option<Safe> {
    let plain = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if !plain || name.is_empty() || name.len() > 40 {
        faults.add(at, &format!("name `{name}` must be up to 40 of a-z, 0-9 and _"));
        return None;
    }
    if rules::names().any(|known| known == name) {
        faults.add(at, &format!("name `{name}` is that of a shipped rule"));
        return None;
    }
    Some(Safe::line(name))
}

fn words(fields: &mut Fields<'_>, field: &'static str, faults: &mut Faults) -> Vec<String> {
    let mut words = Vec::new();
    for (at, word) in fields.texts(field, faults) {
        if word.replace(".*", "").trim().len() < SHORTEST {
            faults.add(at, &format!("`{word}` in {field} is too short: it would be found everywhere"));
        } else {
            words.push(word.to_owned());
        }
    }
    words
}

fn severity(at: Spot, word: &str, faults: &mut Faults) -> Option<Severity> {
    let known = [
        ("critical", Severity::Critical),
        ("high", Severity::High),
        ("medium", Severity::Medium),
        ("low", Severity::Low),
        ("info", Severity::Info),
    ];
    let found = known.iter().find(|(name, _)| *name == word).map(|(_, severity)| *severity);
    if found.is_none() {
        faults.add(at, &format!("severity `{word}` must be critical, high, medium, low or info"));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_read_whole() {
        let text = "patterns:\n- name: flag_client\n  keywords: [\"flags.init(\", \"for.*flag\"]\n  files: [\"*.py\"]\n  symptoms: flag service timed out\n  impact: Start waits.\n  severity: high\n";
        let read = read("patterns.yaml", text).unwrap();
        assert_eq!((read.len(), read[0].name.as_str(), read[0].severity), (1, "flag_client", Severity::High));
        assert_eq!(
            (read[0].keywords.len(), read[0].symptoms.as_slice()),
            (2, &["flag service timed out".to_owned()][..])
        );
    }

    #[test]
    fn every_fault_is_told_with_its_place() {
        let cases = [
            ("patterns: 3\n", "patterns.yaml:1:11: patterns must be a list, got number"),
            ("patern: []\n", "patterns.yaml:1:1: missing field `patterns`"),
            (
                "patterns:\n- name: crash\n  keywords: abc\n  impact: x\n  severity: high\n",
                "patterns.yaml:2:9: name `crash` is that of a shipped rule",
            ),
            (
                "patterns:\n- name: a\n  keywords: [\"(\"]\n  impact: x\n  severity: high\n",
                "patterns.yaml:3:14: `(` in keywords is too short: it would be found everywhere",
            ),
            (
                "patterns:\n- name: a\n  keywords: abc\n  impact: x\n  severity: bad\n",
                "patterns.yaml:5:13: severity `bad` must be critical, high, medium, low or info",
            ),
            (
                "patterns:\n- name: a\n  keyword: abc\n  impact: x\n  severity: low\n",
                "patterns.yaml:3:3: unknown field `keyword`, did you mean `keywords`? line 3",
            ),
            ("patterns:\n- [\n", "patterns.yaml:"),
        ];
        for (text, expected) in cases {
            let faults: Vec<String> =
                read("patterns.yaml", text).unwrap_err().iter().map(ToString::to_string).collect();
            assert!(faults.iter().any(|fault| fault.starts_with(expected)), "{text} {faults:#?}");
        }
    }
}
