//! A row as a command that can be pasted into a shell.

use crate::{
    domain::{
        cluster::{Cluster, Gap},
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
    let place = gap.namespace.as_ref().map_or("-A".to_owned(), |namespace| format!("-n {}", quoted(namespace)));
    format!(
        "kubectl --context {} auth can-i {} {} {place}",
        quoted(&cluster.context),
        quoted(&gap.verb),
        quoted(&gap.resource)
    )
}

/// A word that a shell takes as one, whatever is in it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@%+=,".contains(c);
    if !word.is_empty() && !word.starts_with('-') && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_takes_every_word_as_one() {
        assert_eq!(quoted("arn:aws:eks:eu-1:12:cluster/a"), "arn:aws:eks:eu-1:12:cluster/a");
        assert_eq!(quoted("a b"), "'a b'");
        assert_eq!(quoted("$(reboot)"), "'$(reboot)'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted(""), "''");
        assert_eq!(quoted("--all"), "'--all'");
    }
}
