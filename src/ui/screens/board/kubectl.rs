//! A row as a command that can be pasted into a shell.

use crate::{
    domain::{
        cluster::{Cluster, Gap},
        shell::{self, quoted},
        text::Safe,
        workload::Key,
    },
    flow::Model,
};

use super::rows::Line;

/// The kubectl command that shows what a line is about.
#[must_use]
pub fn command(line: &Line, model: &Model) -> Option<Safe> {
    let cluster = |no| model.board.sources().into_iter().map(|(cluster, ..)| cluster).find(|cluster| cluster.no == no);
    let text = match line {
        Line::Rollout(key) => rollout(key, cluster(key.cluster)?),
        Line::Source(no) => format!("kubectl --context {} version", quoted(&cluster(*no)?.context)),
        Line::Gap(no, place) => {
            let sources = model.board.sources();
            let (cluster, source, _) = sources.into_iter().find(|(cluster, ..)| cluster.no == *no)?;
            can_i(source.gaps.get(*place)?, cluster)
        }
        Line::Group(_) => return None,
    };
    Some(Safe::line(&text))
}

fn rollout(key: &Key, cluster: &Cluster) -> String {
    format!(
        "kubectl --context {} -n {} describe {}/{}",
        quoted(&cluster.context),
        quoted(&key.namespace),
        key.kind.short(),
        quoted(&key.name)
    )
}

/// The question whether one may.
#[must_use]
pub fn can_i(gap: &Gap, cluster: &Cluster) -> String {
    let question = shell::can_i(&gap.verb, &gap.resource, gap.namespace.as_deref());
    format!("kubectl --context {} {question}", quoted(&cluster.context))
}
