//! Cases as people meet them, read from `tests/fixtures/detect`: cases with what has to be said first, and for each rule what it has to
//! see and what it must not.

use std::{fs, path::PathBuf};

use jiff::Timestamp;

use super::{Detection, detect, names};
use crate::{
    domain::{
        digest::Digest,
        evidence::{Evidence, EvidenceNo, Origin, Sort},
        finding::{Finding, Matter, Strength},
        text::Safe,
    },
    logic::evidence::Material,
};

/// One case of a file: its name, what is expected, its pieces of evidence.
struct Case {
    name: String,
    expected: Option<String>,
    pieces: Vec<(Evidence, String)>,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/detect")
}

/// `#### name`, `expect: …`, then sections `==== sort [pod]`.
fn cases(text: &str) -> Vec<Case> {
    text.split("#### ").skip(1).map(case).collect()
}

fn case(text: &str) -> Case {
    let (head, body) = text.split_once("==== ").expect("a section");
    let mut lines = head.lines();
    let name = lines.next().expect("a name").to_owned();
    let expected = lines.find_map(|line| line.strip_prefix("expect: ")).map(str::to_owned);
    let pieces = body.split("==== ").zip(1..).map(|(section, no)| piece(section, no)).collect();
    Case { name, expected, pieces }
}

fn piece(section: &str, no: u32) -> (Evidence, String) {
    let (head, text) = section.split_once('\n').expect("a head");
    let (sort, pod) = head.split_once(' ').map_or((head, None), |(sort, pod)| (sort, Some(Safe::clean(pod))));
    let sort = match sort {
        "diff" => Sort::Diff,
        "revision" => Sort::RevisionDiff,
        "configuration" => Sort::Configuration,
        "log" => Sort::RuntimeLog,
        "pipeline" => Sort::PipelineLog,
        "events" => Sort::Events,
        "status" => Sort::Status,
        other => panic!("no sort {other}"),
    };
    let evidence = Evidence {
        no: EvidenceNo(no),
        sort,
        origin: Origin::Pasted,
        title: Safe::clean(head),
        sha256: Digest::of(text.as_bytes()),
        lines: u64::try_from(text.lines().count()).unwrap(),
        cut: Vec::new(),
        taken: Timestamp::UNIX_EPOCH,
        pod,
        container: None,
    };
    (evidence, text.to_owned())
}

impl Case {
    fn detect(&self) -> Detection {
        let materials: Vec<Material<'_>> =
            self.pieces.iter().map(|(header, text)| Material::read(header, text)).collect();
        detect(&materials)
    }
}

/// `STRONG missing_env_var STRIPE_API_KEY deploy/checkout.yaml:14`, as an expectation is written.
fn line(finding: &Finding) -> String {
    let strength = format!("{:?}", finding.strength).to_uppercase();
    let matter = finding.matter.as_ref().map_or_else(|| "-".to_owned(), Matter::name);
    let place = finding.change.as_ref().or(finding.symptom.as_ref());
    let place = place.map_or_else(String::new, |place| {
        let file = place.file.as_ref().map_or_else(|| place.evidence.to_string(), ToString::to_string);
        format!("{file}:{}", place.file_line.unwrap_or(place.line))
    });
    format!("{strength} {} {matter} {place}", finding.rule)
}

#[test]
fn what_is_said_first_is_right() {
    let mut wrong = Vec::new();
    let mut count = 0;
    let files = fs::read_dir(folder().join("cases")).unwrap();
    for file in files.map(|file| file.unwrap().path()) {
        for case in cases(&fs::read_to_string(&file).unwrap()) {
            count += 1;
            let found = case.detect();
            let first = found.findings.first().map_or_else(|| "nothing".to_owned(), line);
            let expected = case.expected.as_deref().expect("an expectation");
            let calm = expected == "nothing STRONG"
                && found.findings.iter().all(|finding| finding.strength != Strength::Strong);
            if first != expected && !calm {
                let all: Vec<String> = found.findings.iter().map(line).collect();
                wrong.push(format!("{}\n  expected {expected}\n  found    {}", case.name, all.join("\n           ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count} are wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= 40, "only {count} cases");
}

#[test]
fn every_rule_sees_what_it_has_to_and_nothing_else() {
    let mut wrong = Vec::new();
    for rule in names() {
        for (file, wanted) in [("hit.txt", true), ("miss.txt", false)] {
            let path = folder().join(rule).join(file);
            let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let cases = cases(&text);
            if cases.len() < 2 {
                wrong.push(format!("{rule}/{file} has {} cases, two at least", cases.len()));
            }
            for case in cases {
                let found = case.detect();
                if found.findings.iter().any(|finding| finding.rule.as_str() == rule) != wanted {
                    let all: Vec<String> = found.findings.iter().map(line).collect();
                    wrong.push(format!("{rule}/{file} {}: {all:?}", case.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_strong_finding_names_both_places_and_the_pod() {
    let text = fs::read_to_string(folder().join("cases/python.txt")).unwrap();
    let found = cases(&text)[0].detect();
    let finding = &found.findings[0];
    for part in ["deploy/checkout.yaml line 14", "KeyError: 'STRIPE_API_KEY'", "checkout-7f9c-2xkq8", "E2 line"] {
        assert!(finding.summary.contains(part), "{part} is not in {}", finding.summary);
    }
    assert_eq!(finding.evidence, [EvidenceNo(1), EvidenceNo(2)]);
    assert!(!found.quiet.iter().any(|rule| rule.as_str() == "missing_env_var"));
}

#[test]
fn every_pattern_compiles() {
    for rule in super::rules::all() {
        for sign in rule.signs {
            if let Err(error) = regex::Regex::new(sign.pattern) {
                panic!("{}: {error}", rule.name);
            }
        }
    }
}
