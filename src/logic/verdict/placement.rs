//! Pods that find no node.

use crate::domain::{Truth, pod::Pod};

use super::{
    case::{Case, after},
    message, setup,
    trouble::Trouble,
};

pub(super) fn unschedulable<'a>(case: &Case<'a>, pod: &'a Pod) -> Option<Trouble<'a>> {
    let scheduled = &pod.scheduled;
    if scheduled.status != Truth::No
        || scheduled.reason.as_ref().is_none_or(|reason| reason.as_str() != "Unschedulable")
    {
        return None;
    }
    let said = scheduled.message.as_ref().map_or("", |message| message.as_str());
    let volume = said.contains("persistentvolumeclaim") || said.contains("PersistentVolumeClaim");
    let grace = case.thresholds.unschedulable_grace;
    let since = scheduled.since.or(pod.created);
    let reason = if said.is_empty() { "the scheduler does not say why".to_owned() } else { reason(said) };
    Some(Trouble {
        rule: if volume { "volume-claim" } else { "unschedulable" },
        brief: if volume { "VolumeClaim" } else { "Unschedulable" },
        does: ("finds no node", "find no node"),
        pod,
        container: None,
        exit_code: None,
        words: format!("{}: {reason}", pod.name),
        since,
        firm: case.past(since, grace),
        review: since.map(|since| after(since, grace)),
        cause: setup::missing(case, said),
    })
}

/// The scheduler's reason without what it thinks of preemption.
fn reason(said: &str) -> String {
    let said = [" no new claims to deallocate", " preemption: ", " not found"]
        .iter()
        .fold(said, |said, end| said.split_once(&format!(".{end}")).map_or(said, |(head, _)| head));
    message::plain(said.trim_end_matches('.'))
}
