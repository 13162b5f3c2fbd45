//! A piece of evidence and what it says.

use crate::domain::evidence::{Evidence, Sort};

use super::{Level, log::Log, patch::Patch, record::Record};

/// A piece of evidence that was read. It borrows the evidence's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Material<'a> {
    pub header: &'a Evidence,
    pub content: Content<'a>,
}

/// What a piece of evidence holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content<'a> {
    Changes(Patch<'a>),
    Says(Log<'a>),
    /// What pods take from ConfigMaps and Secrets, and when.
    Records(Record),
    /// Nothing that is read line by line: a manifest as it stands now.
    Plain,
}

impl<'a> Material<'a> {
    /// Reads evidence as what its header says that it is.
    #[must_use]
    pub fn read(header: &'a Evidence, text: &'a str) -> Self {
        let patch = || Some(Patch::read(text)).filter(|patch| !patch.files.is_empty());
        let content = match header.sort {
            Sort::Diff | Sort::RevisionDiff => Content::Changes(Patch::read(text)),
            Sort::RuntimeLog | Sort::PipelineLog => Content::Says(Log::read(text)),
            Sort::Status => Content::Says(told_by_cluster(text, status_pod)),
            Sort::Configuration => Content::Records(Record::read(text)),
            Sort::Events => Content::Says(told_by_cluster(text, event_pod)),
            Sort::Manifest => Content::Plain,
            // A marked line keeps its sign only together with its hunk; without one it is a line of a log.
            Sort::Mark => patch().map_or_else(|| Content::Says(Log::read(text)), Content::Changes),
        };
        Self { header, content }
    }
}

/// Events and status: each line names its pod.
fn told_by_cluster<'a>(text: &'a str, pod: fn(&'a str) -> Option<&'a str>) -> Log<'a> {
    let mut log = Log::read(text);
    for said in &mut log.said {
        said.text = said.raw.into();
        said.pod = pod(said.raw).or(said.pod);
        said.thrown = false;
        let calm = said.raw.contains(" Normal ") || said.cluster && said.level == Level::Info;
        said.level = if calm { Level::Info } else { Level::Unsaid };
        said.cluster = true;
    }
    log
}

fn status_pod(line: &str) -> Option<&str> {
    line.strip_prefix("pod ")?.split(' ').next()
}

fn event_pod(line: &str) -> Option<&str> {
    let (_, rest) = line.split_once(" pod/")?;
    rest.split([':', ' ']).next()
}
