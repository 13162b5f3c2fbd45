//! The patch that a strong finding gives by itself: a line that a diff took away or changed, put back.

use crate::{
    domain::{
        evidence::{EvidenceNo, Place},
        finding::{Finding, Matter, Strength},
        fix::Proposer,
        text::Safe,
    },
    logic::evidence::{FileChange, Hunk, Line, Patch, Side},
};

/// A patch, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    pub title: Safe,
    pub patch: String,
    pub proposer: Proposer,
    pub evidence: Vec<EvidenceNo>,
    pub why: Safe,
}

/// The change of a finding undone, against the files as the diff left them; `diff` is the evidence that the finding names. `None` where that
/// is not mechanical: the symptom has no change, the change only added something, or the evidence does not hold the old line as it was.
#[must_use]
pub fn mend(finding: &Finding, diff: &str) -> Option<Mended> {
    let change = finding.change.as_ref().filter(|_| finding.strength == Strength::Strong)?;
    let (verb, name) = match finding.matter.as_ref()? {
        Matter::Variable(name) => ("give back", name),
        Matter::Image(name) => ("restore the image", name),
        Matter::Limit(name) => ("restore the limit of", name),
        _ => return None,
    };
    let read = Patch::read(diff);
    let (file, hunk) = read
        .files
        .iter()
        .flat_map(|file| file.hunks.iter().map(move |hunk| (file, hunk)))
        .find(|(_, hunk)| hunk.lines.iter().any(|line| line.at == change.line))?;
    let raw: Vec<&str> = diff.split('\n').collect();
    let undone = undone(hunk, change)?;
    let file = plain(file)?;
    let patch = format!("diff --git a/{file} b/{file}\n--- a/{file}\n+++ b/{file}\n{}", written(hunk, &undone, &raw)?);
    Some(Mended {
        title: Safe::line(&format!("{verb} {name} in {file}")),
        patch,
        proposer: Proposer::Rule { rule: finding.rule.clone() },
        evidence: finding.evidence.clone(),
        why: finding.summary.clone(),
    })
}

/// The file's name, where a header can name it without quotes, and the file was there before and after.
fn plain<'a>(file: &FileChange<'a>) -> Option<&'a str> {
    let named = file.old.is_some() && !file.binary;
    file.new.filter(|path| named && !path.contains(|c: char| c.is_control() || matches!(c, '"' | '\\' | ' ')))
}

/// The lines that are taken back, by their places in the evidence.
fn undone(hunk: &Hunk<'_>, change: &Place) -> Option<Vec<u64>> {
    let at = hunk.lines.iter().position(|line| line.at == change.line)?;
    let line = hunk.lines.get(at)?;
    match line.side {
        Side::Removed => Some(entry(hunk, at, line)),
        Side::Added => {
            let old = counterpart(hunk, at, line)?;
            Some(vec![old.at, line.at])
        }
        Side::Context => None,
    }
}

/// A removed line, what was removed below it, and what stands in its place now.
fn entry(hunk: &Hunk<'_>, at: usize, head: &Line<'_>) -> Vec<u64> {
    let below = hunk.lines.iter().skip(at + 1).take_while(|line| {
        line.side == Side::Removed && (line.text.trim().is_empty() || indent(line.text) > indent(head.text))
    });
    let mut places: Vec<u64> = std::iter::once(head.at).chain(below.map(|line| line.at)).collect();
    let run = |line: &&Line<'_>| line.side != Side::Context;
    let after = hunk.lines.iter().skip(at + 1).take_while(run);
    if let Some(now) = after.into_iter().find(|line| line.side == Side::Added && is_same(head.text, line.text)) {
        places.push(now.at);
    }
    places
}

/// The removed line that stood where an added one stands: the same key, as deep, in the same run of changes.
fn counterpart<'l, 'a>(hunk: &'l Hunk<'a>, at: usize, added: &Line<'_>) -> Option<&'l Line<'a>> {
    let before = hunk.lines.get(..at)?.iter().rev().take_while(|line| line.side != Side::Context);
    before.into_iter().find(|line| line.side == Side::Removed && is_same(line.text, added.text))
}

fn is_same(old: &str, new: &str) -> bool {
    let key = |text: &str| {
        let end = text.find([':', '=']).unwrap_or(text.len());
        text.get(..end).unwrap_or_default().trim_end().to_owned()
    };
    key(old) == key(new) && key(old) != old.trim_end()
}

fn indent(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

/// A hunk against the file as the diff left it. Lines come from the evidence as they are, with the line ends that they have.
fn written(hunk: &Hunk<'_>, undone: &[u64], raw: &[&str]) -> Option<String> {
    let (mut body, mut old, mut new) = (String::new(), 0_u64, 0_u64);
    let first = hunk.lines.iter().find_map(|line| line.new)?;
    for line in &hunk.lines {
        let whole = raw.get(usize::try_from(line.at).ok()?.checked_sub(1)?)?;
        // A marker that says that a file ends without a line feed belongs to a line that may move.
        let next = raw.get(usize::try_from(line.at).ok()?);
        if next.is_some_and(|next| next.starts_with('\\')) {
            return None;
        }
        let sign = match (line.side, undone.contains(&line.at)) {
            (Side::Removed, false) => continue,
            (Side::Removed, true) => '+',
            (Side::Added, true) => '-',
            (Side::Added | Side::Context, _) => ' ',
        };
        old += u64::from(sign != '+');
        new += u64::from(sign != '-');
        body.push(sign);
        body.push_str(whole.get(1..).unwrap_or_default());
        body.push('\n');
    }
    (old > 0).then(|| format!("@@ -{first},{old} +{first},{new} @@\n{body}"))
}
