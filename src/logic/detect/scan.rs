//! Reads logs, events and status for signs: one pass for words, and a pattern only where its word stands.

use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet},
};

use aho_corasick::AhoCorasick;
use regex::Regex;

use crate::{
    domain::{evidence::EvidenceNo, finding::Matter, text::Safe},
    logic::evidence::{Content, Level, Log, Material, Said},
};

use super::{
    clue::{Rule, Sign, Symptom, Where},
    place,
    recovery::{Recovery, is_tentative},
    report::matters,
    rules::{self, crash},
};

/// Bytes of one line that are read.
const LINE: usize = 4_096;

struct Entry {
    rule: &'static Rule,
    sign: &'static Sign,
    pattern: OnceCell<Option<Regex>>,
}

/// All signs, ready to be looked for.
pub(super) struct Scanner {
    words: Option<AhoCorasick>,
    /// Which entry each word belongs to.
    owners: Vec<usize>,
    entries: Vec<Entry>,
}

impl Scanner {
    pub(super) fn new() -> Self {
        let (mut entries, mut owners, mut needles) = (Vec::new(), Vec::new(), Vec::new());
        for (rule, sign) in rules::all().flat_map(|rule| rule.signs.iter().map(move |sign| (rule, sign))) {
            for needle in sign.needles {
                needles.push(*needle);
                owners.push(entries.len());
            }
            entries.push(Entry { rule, sign, pattern: OnceCell::new() });
        }
        let words = AhoCorasick::builder().ascii_case_insensitive(true).build(needles).ok();
        Self { words, owners, entries }
    }

    /// Everything that failed, each once, with how often it was said.
    pub(super) fn symptoms(&self, materials: &[Material<'_>]) -> Vec<Symptom> {
        let mut found = Found::default();
        for material in materials {
            let Content::Says(log) = &material.content else { continue };
            self.log(material, log, &mut found);
        }
        // A container that ends again and again ends with its last error, whatever that is.
        if found.symptoms.iter().any(|symptom| symptom.cluster && symptom.rule.name == crash::RULE.name) {
            for material in materials {
                if found.told.contains(&material.header.no) {
                    continue;
                }
                let Content::Says(log) = &material.content else { continue };
                if let Some(said) = log.said.iter().rev().find(|said| said.level <= Level::Error && !said.cluster) {
                    found.add(&crash::RULE, crash::matters(said), material, said);
                }
            }
        }
        found.symptoms
    }

    fn log(&self, material: &Material<'_>, log: &Log<'_>, found: &mut Found) {
        let recovery = Recovery::of(log);
        let mut taken = BTreeSet::new();
        for said in &log.said {
            if recovery.covers(said) {
                continue;
            }
            // One line is one symptom of a rule, whatever more it is about.
            let mut read: Vec<(&'static Rule, Vec<Matter>)> = Vec::new();
            for entry in self.entries_in(&said.text) {
                let Some(matters) = entry.read(said) else { continue };
                match read.iter_mut().find(|(rule, _)| rule.name == entry.rule.name) {
                    Some((_, known)) => known.extend(matters),
                    None => read.push((entry.rule, matters)),
                }
            }
            for (rule, mut matters) in read {
                taken.insert(said.at);
                let mut seen = BTreeSet::new();
                matters.retain(|matter| seen.insert(matter.clone()));
                found.add(rule, matters, material, said);
            }
        }
        for said in log.said.iter().filter(|said| said.thrown && said.level <= Level::Error) {
            if !taken.contains(&said.at) {
                found.add(&crash::RULE, crash::matters(said), material, said);
            }
        }
        let last = log.said.iter().rev().find(|said| said.level <= Level::Error && !is_tentative(said));
        if let Some(said) = last.filter(|said| said.level == Level::Fatal && !taken.contains(&said.at) && !said.thrown)
        {
            found.add(&crash::RULE, crash::matters(said), material, said);
        }
    }

    fn entries_in<'s>(&'s self, text: &str) -> impl Iterator<Item = &'s Entry> {
        let text = text.get(..LINE).unwrap_or(text);
        let mut hits: Vec<usize> = Vec::new();
        if let Some(words) = &self.words {
            let owners = words.find_overlapping_iter(text).filter_map(|hit| self.owners.get(hit.pattern().as_usize()));
            hits.extend(owners);
        }
        hits.sort_unstable();
        hits.dedup();
        hits.into_iter().filter_map(|at| self.entries.get(at))
    }
}

impl Entry {
    /// What the line is about, where the sign is in it and may speak there.
    fn read(&self, said: &Said<'_>) -> Option<Vec<Matter>> {
        let cluster = said.cluster;
        let heard = match self.sign.said {
            Where::Cluster => cluster && said.level != Level::Info,
            Where::Program => !cluster && said.level <= Level::Unsaid,
            Where::Aloud => !cluster,
        };
        if !heard {
            return None;
        }
        let pattern = self.pattern.get_or_init(|| Regex::new(self.sign.pattern).ok()).as_ref()?;
        let captures = pattern.captures(&said.text)?;
        let name = captures.name("x").map_or("", |found| found.as_str());
        let unit = captures.name("u").map_or("", |found| found.as_str());
        matters(self.sign.about, name, unit)
    }
}

/// Symptoms, each once.
#[derive(Default)]
struct Found {
    symptoms: Vec<Symptom>,
    seen: BTreeMap<(&'static str, bool, Vec<Matter>), usize>,
    /// Evidence that showed something.
    told: BTreeSet<EvidenceNo>,
}

impl Found {
    fn add(&mut self, rule: &'static Rule, matters: Vec<Matter>, material: &Material<'_>, said: &Said<'_>) {
        self.told.insert(material.header.no);
        // The cluster and a program do not stand for each other.
        let key = (rule.name, said.cluster, matters.clone());
        if let Some(symptom) = self.seen.get(&key).and_then(|at| self.symptoms.get_mut(*at)) {
            symptom.count += 1;
            return;
        }
        let place = place::of(material, said);
        let pod = said.pod.map(Safe::line).or_else(|| material.header.pod.clone());
        let (container, above) = (material.header.container.clone(), above(material, said));
        let (cluster, frames) = (said.cluster, said.frames.clone());
        self.seen.insert(key, self.symptoms.len());
        self.symptoms.push(Symptom { rule, matters, place, pod, container, above, frames, cluster, count: 1 });
    }
}

/// The error that was said right before an exception was thrown.
fn above(material: &Material<'_>, said: &Said<'_>) -> Option<Safe> {
    let Content::Says(log) = &material.content else { return None };
    let at = log.said.partition_point(|other| other.at < said.at).checked_sub(1)?;
    let above = log.said.get(at).filter(|above| said.thrown && !above.cluster && above.level <= Level::Error)?;
    Some(Safe::line(above.told()))
}
