//! Every symptom with the configuration that it names, and every change of configuration that none does.

use std::collections::BTreeMap;

use crate::{
    domain::{
        configuration::Written,
        evidence::{Evidence, EvidenceNo, Place},
        finding::{Finding, Matter},
        text::Safe,
    },
    logic::{
        detect::{clue::Symptom, report, workload},
        evidence::{Content, Fact, Material, Record, Source, When},
    },
};

use super::{
    link::{Link, link},
    named::named,
    tell,
};

/// Changes of configuration without a symptom that are told.
const WEAK: usize = 3;

/// What configuration says of the symptoms, by their place in the list.
#[derive(Debug, Default)]
pub(in super::super) struct Drift {
    /// Symptoms that a change of configuration explains.
    pub causes: BTreeMap<usize, Finding>,
    /// What is told beside those that nothing explains, and the evidence that it is from.
    pub beside: BTreeMap<usize, (Safe, EvidenceNo)>,
    /// Changes that nothing names.
    pub weak: Vec<Finding>,
}

/// Joins symptoms and configuration.
pub(in super::super) fn find(materials: &[Material<'_>], symptoms: &[Symptom], pod: Option<&Safe>) -> Drift {
    let mut drift = Drift::default();
    // What was read last counts: somebody may have written since.
    let newest = materials.iter().rev().find_map(|material| match &material.content {
        Content::Records(record) => Some((material.header, record)),
        _ => None,
    });
    let Some((header, record)) = newest else { return drift };
    let course = &record.course;
    let mut told: Vec<&Source> = Vec::new();
    for (at, symptom) in symptoms.iter().enumerate().filter(|(_, symptom)| is_of(record, symptom)) {
        let Some(named) = named(symptom, record) else { continue };
        told.push(named.of);
        let link = link(record, &named);
        if let Link::Cause { written, at: when, line } = &link {
            let matter = symptom.matters.first().cloned().unwrap_or_else(|| Matter::Key(written.key.clone()));
            let words = format!("{}{}", tell::write(named.of, written, course), tell::outside(course, *when));
            let place = place(header, *line, named.of, written);
            drift.causes.insert(at, report::drifted(symptom, &matter, &words, place, pod));
        }
        let words = tell::beside(&link, &named, course, header.no);
        drift.beside.insert(at, (Safe::line(&words), header.no));
    }
    let is_between = |written: &Written| written.at.is_some_and(|at| course.when(at) == When::Between);
    for (of, written, line) in record.writes().filter(|(_, written, _)| is_between(written)) {
        if drift.weak.len() < WEAK && !told.contains(&of) {
            told.push(of);
            drift.weak.push(report::drift_alone(&tell::write(of, written, course), place(header, line, of, written)));
        }
    }
    drift
}

/// Whether a symptom is of the rollout that the record is about.
fn is_of(record: &Record, symptom: &Symptom) -> bool {
    let Some(pod) = &symptom.pod else { return true };
    let mut lives = record.course.lives.iter().peekable();
    lives.peek().is_none() || lives.any(|life| workload::name(&life.pod) == workload::name(pod))
}

fn place(header: &Evidence, line: u64, of: &Source, written: &Written) -> Place {
    let text = Fact::Written { of: of.clone(), written: written.clone() }.to_string();
    let (file, file_line, function) = (None, None, None);
    Place { evidence: header.no, line, file, file_line, function, text: Safe::line(&text) }
}
