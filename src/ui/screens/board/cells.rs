//! The cells of a rollout's row.

use jiff::Timestamp;

use crate::{
    domain::{
        cluster::{Cluster, Source},
        rollout::Rollout,
        text::Safe,
        verdict::State as Condition,
        workload::Kind,
    },
    ui::{
        theme::{Role, shape},
        widgets::{Align, Column, Text, Width, age, end, middle},
    },
};

use super::{
    rows::{Order, Widths},
    words::short_image,
};

/// The columns of the board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    State,
    Cluster,
    Namespace,
    Workload,
    Revision,
    Ready,
    Age,
    Image,
    Why,
    Owner,
}

/// The columns, in their order; the cluster only where there are several.
#[must_use]
pub fn columns(widths: Widths, clusters: usize, order: Order, total: u16) -> Vec<(Cell, Column)> {
    let wide = total >= 100;
    let fit = |title: &'static str, wish: usize, most: usize| Width::Fit {
        least: u16::try_from(title.len()).unwrap_or(u16::MAX),
        wish: u16::try_from(wish.clamp(title.len(), most)).unwrap_or(u16::MAX),
    };
    let why = if order == Order::Change { "WHY, OR THE CHANGE'S CAUSE" } else { "WHY" };
    let names = if wide { (18, 32) } else { (12, 20) };
    let rows = [
        (Cell::State, "ST", Width::Fixed(7), Align::Left, None),
        (Cell::Cluster, "CLUSTER", fit("CLUSTER", widths.cluster, 12), Align::Left, Some(7)),
        (Cell::Namespace, "NAMESPACE", fit("NAMESPACE", widths.namespace, names.0), Align::Left, Some(6)),
        (Cell::Workload, "WORKLOAD", fit("WORKLOAD", widths.name, names.1), Align::Left, None),
        (Cell::Revision, "REV", fit("REV", widths.revision, if wide { 8 } else { 5 }), Align::Right, Some(3)),
        (Cell::Ready, "READY", fit("READY", widths.ready, 9), Align::Right, Some(5)),
        (Cell::Age, "AGE", Width::Fixed(4), Align::Right, Some(4)),
        (Cell::Image, "IMAGE", fit("IMAGE", widths.image, 20), Align::Left, Some(2)),
        (Cell::Why, why, Width::Rest(if wide { 28 } else { 18 }), Align::Left, None),
        (Cell::Owner, "OWNER", fit("OWNER", widths.owner, 10), Align::Left, Some(1)),
    ];
    rows.into_iter()
        .filter(|(cell, ..)| match cell {
            Cell::Cluster => clusters > 1,
            // The sentence needs the room more.
            Cell::Image | Cell::Owner => wide,
            _ => true,
        })
        .map(|(cell, title, width, align, priority)| (cell, Column { title, width, align, priority }))
        .collect()
}

/// What a row's cells are made of.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    pub rollout: &'a Rollout,
    pub source: Option<(&'a Cluster, &'a Source)>,
    pub now: Timestamp,
    pub order: Order,
    pub new: bool,
    pub muted: bool,
    /// Its source does not answer: it was so when last seen.
    pub stale: bool,
}

impl Facts<'_> {
    /// A cell as it fits a width, and its role.
    #[must_use]
    pub fn cell(&self, cell: Cell, width: u16) -> (Role, Text) {
        let width = usize::from(width);
        let rollout = self.rollout;
        let text: Text = match cell {
            Cell::State => return (shape(rollout.verdict.state).role, self.state()),
            Cell::Cluster => self.source.map_or(Safe::default(), |(cluster, _)| cluster.name.clone()).into(),
            Cell::Namespace => (&rollout.key.namespace).into(),
            Cell::Workload => name(rollout),
            Cell::Revision => rollout.revision.as_ref().map_or("-".into(), Text::from),
            Cell::Ready => format_args!("{}/{}", rollout.ready, rollout.desired).into(),
            Cell::Age => age(rollout.changed, self.cluster_now()).into(),
            Cell::Image => {
                rollout.image.as_ref().map_or("-".into(), |image| format_args!("{}", short_image(image)).into())
            }
            Cell::Why => self.why(width),
            Cell::Owner => format_args!("{}", rollout.owner.word()).into(),
        };
        let cut = if cell == Cell::Why { end(&text, width) } else { middle(&text, width) };
        (Role::Text, format_args!("{cut}").into())
    }

    /// Now, by the clock of the row's cluster.
    #[must_use]
    pub fn cluster_now(&self) -> Timestamp {
        let skew = self.source.and_then(|(_, source)| source.skew).unwrap_or_default();
        skew.cluster_time(self.now)
    }

    fn state(&self) -> Text {
        let mark = match self {
            Self { stale: true, .. } => '~',
            Self { muted: true, .. } => 'm',
            Self { new: true, .. } => '*',
            _ => ' ',
        };
        format_args!("{:<6}{mark}", shape(self.rollout.verdict.state).text).into()
    }

    /// The sentence where it fits, else the few words.
    fn why(&self, width: usize) -> Text {
        let verdict = &self.rollout.verdict;
        if verdict.state == Condition::Ok {
            let cause = self.rollout.change_cause.as_ref().filter(|_| self.order == Order::Change);
            return cause.map_or("".into(), Text::from);
        }
        let fits = end(&verdict.why, width).len() == verdict.why.len();
        if fits || verdict.brief.is_empty() { (&verdict.why).into() } else { (&verdict.brief).into() }
    }
}

/// Whether a column of this width holds a row's whole sentence.
#[must_use]
pub fn holds_sentence(rollout: &Rollout, width: u16) -> bool {
    end(&rollout.verdict.why, usize::from(width)).len() == rollout.verdict.why.len()
}

/// The name, with its kind where it is none of the usual.
fn name(rollout: &Rollout) -> Text {
    match rollout.key.kind {
        Kind::Deployment => (&rollout.key.name).into(),
        kind => format_args!("{}/{}", kind.short(), rollout.key.name).into(),
    }
}
