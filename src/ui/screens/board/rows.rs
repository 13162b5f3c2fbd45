//! The lines of the board: which there are and in which order. Only keys are kept; a line is built when it is drawn.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use crate::{
    domain::{
        cluster::{ClusterNo, Link},
        rollout::Rollout,
        text::Safe,
        verdict::{Cause, State as Condition},
        workload::{Key, Kind},
    },
    flow::Model,
};

use super::{filter::Filter, news::News};

/// One line of the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// A cluster that does not answer; it stands for its rows.
    Source(ClusterNo),
    /// Something of a cluster that could not be read.
    Gap(ClusterNo, usize),
    /// A cause that several rollouts share; it stands for them.
    Group(Cause),
    Rollout(Key),
}

/// How rows are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// The worst first.
    #[default]
    Severity,
    /// What was changed last first, whatever came of it.
    Change,
}

impl Order {
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Severity => "severity",
            Self::Change => "latest change",
        }
    }
}

/// What one wants to see.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    pub order: Order,
    pub filter: Filter,
    /// Only these, where there are any.
    pub namespaces: BTreeSet<Safe>,
    /// Every row by itself, whatever its cause.
    pub ungrouped: bool,
    pub show_muted: bool,
    /// Causes and clusters that were opened: their rows are shown below them.
    pub open_causes: BTreeSet<Cause>,
    pub open_sources: BTreeSet<ClusterNo>,
}

/// The lines, and what the title says of them.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    pub lines: Vec<Line>,
    pub watched: usize,
    pub bad: usize,
    pub muted: usize,
    /// Rows whose source does not answer.
    pub unknown: usize,
    /// Rollouts that pass the filter.
    pub passed: usize,
    /// How many rollouts there are of a cluster, whatever one wants to see.
    pub of_cluster: BTreeMap<ClusterNo, usize>,
    /// How many rollouts a cause stands for.
    pub causes: BTreeMap<Cause, usize>,
    pub widths: Widths,
}

/// The widest cell of every column whose width follows its cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Widths {
    pub cluster: usize,
    pub namespace: usize,
    pub name: usize,
    pub revision: usize,
    pub ready: usize,
    pub image: usize,
    pub owner: usize,
}

impl Rows {
    /// Finds the lines anew.
    #[must_use]
    pub fn find(model: &Model, wish: &Wish, news: &News) -> Self {
        let mut rows = Self::default();
        let sources: BTreeMap<ClusterNo, (&str, Link)> = model
            .board
            .sources()
            .into_iter()
            .map(|(cluster, source, _)| (cluster.no, (cluster.name.as_str(), source.link)))
            .collect();
        let several = sources.len() > 1;
        rows.widths.cluster = sources.values().map(|(name, _)| name.len()).max().unwrap_or_default();
        let mut kept = Vec::new();
        for rollout in ordered(model, wish.order) {
            let (cluster, link) = sources.get(&rollout.key.cluster).copied().unwrap_or_default();
            let answers = matches!(link, Link::Live | Link::Connecting);
            let folded = several
                && matches!(link, Link::Offline | Link::Denied)
                && !wish.open_sources.contains(&rollout.key.cluster);
            if rows.count(rollout, wish, news, answers) && !folded && wish.filter.passes(rollout, cluster) {
                rows.passed += 1;
                rows.widths.grow(rollout);
                kept.push(rollout);
            }
        }
        rows.arrange(model, wish, &kept);
        rows
    }

    /// Where a line stands.
    #[must_use]
    pub fn position(&self, line: &Line) -> Option<usize> {
        self.lines.iter().position(|known| known == line)
    }

    /// Counts a rollout; returns whether it is of those that one wants to see, whatever the filter.
    fn count(&mut self, rollout: &Rollout, wish: &Wish, news: &News, answers: bool) -> bool {
        *self.of_cluster.entry(rollout.key.cluster).or_default() += 1;
        if !wish.namespaces.is_empty() && !wish.namespaces.contains(&rollout.key.namespace) {
            return false;
        }
        self.watched += 1;
        if news.is_muted(rollout) {
            self.muted += 1;
            return wish.show_muted;
        }
        self.bad += usize::from(rollout.verdict.state.is_bad());
        self.unknown += usize::from(!answers);
        true
    }

    fn arrange(&mut self, model: &Model, wish: &Wish, rollouts: &[&Rollout]) {
        if !wish.ungrouped {
            for cause in rollouts.iter().filter_map(|rollout| rollout.verdict.cause.as_ref()) {
                *self.causes.entry(cause.clone()).or_default() += 1;
            }
            self.causes.retain(|_, count| *count > 1);
        }
        let mut silent = silent_lines(model, wish);
        let mut told: BTreeSet<&Cause> = BTreeSet::new();
        for rollout in rollouts {
            // What is unknown about whole sources ranks with what is unknown about a rollout.
            if wish.order == Order::Severity && rollout.verdict.state >= Condition::Unknown {
                self.lines.append(&mut silent);
            }
            let cause = rollout.verdict.cause.as_ref().filter(|cause| self.causes.contains_key(*cause));
            if let Some(cause) = cause {
                if !told.insert(cause) {
                    continue;
                }
                self.lines.push(Line::Group(cause.clone()));
                if wish.open_causes.contains(cause) {
                    let members = rollouts.iter().filter(|other| other.verdict.cause.as_ref() == Some(cause));
                    self.lines.extend(members.map(|member| Line::Rollout(member.key.clone())));
                }
            } else {
                self.lines.push(Line::Rollout(rollout.key.clone()));
            }
        }
        self.lines.append(&mut silent);
    }
}

impl Widths {
    fn grow(&mut self, rollout: &Rollout) {
        let revision = rollout.revision.as_ref().map_or(1, |revision| revision.len());
        let image = rollout.image.as_ref().map_or(1, |image| super::words::short_image(image).len());
        let kind = if rollout.key.kind == Kind::Deployment { 0 } else { rollout.key.kind.short().len() + 1 };
        let digits = |number: u32| number.checked_ilog10().map_or(1, |log| log as usize + 1);
        for (width, cell) in [
            (&mut self.namespace, rollout.key.namespace.len()),
            (&mut self.name, rollout.key.name.len() + kind),
            (&mut self.revision, revision),
            (&mut self.ready, digits(rollout.ready) + 1 + digits(rollout.desired)),
            (&mut self.image, image),
            (&mut self.owner, rollout.owner.word().len()),
        ] {
            *width = (*width).max(cell);
        }
    }
}

fn ordered(model: &Model, order: Order) -> Vec<&Rollout> {
    let mut rollouts = model.board.rollouts();
    if order == Order::Change {
        rollouts.sort_by_key(|rollout| Reverse(rollout.changed));
    }
    rollouts
}

/// Clusters that do not answer, and what could not be read of the others.
fn silent_lines(model: &Model, wish: &Wish) -> Vec<Line> {
    let mut lines = Vec::new();
    for (cluster, source, _) in model.board.sources() {
        if source.link != Link::Live {
            lines.push(Line::Source(cluster.no));
        }
        for (place, gap) in source.gaps.iter().enumerate() {
            let asked = gap.namespace.as_ref().is_none_or(|namespace| wish.namespaces.contains(namespace));
            if wish.namespaces.is_empty() || asked {
                lines.push(Line::Gap(cluster.no, place));
            }
        }
    }
    lines
}
