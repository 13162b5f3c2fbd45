//! Services that send it traffic with their endpoints, and the nodes of pods that are not well.

use crate::ui::{
    screens::inspect::{gap, serving, sight::Sight},
    theme::Role,
    widgets::Phrase,
};

use super::{Line, facts, fold::fold, refusal};

#[must_use]
pub fn title(_: &Sight<'_>) -> Phrase {
    Phrase::of(Role::Title, "SERVING AND NODES")
}

#[must_use]
pub fn lines(sight: &Sight<'_>, width: u16) -> Vec<Line> {
    let mut lines = match sight.state.questions.serving.answer() {
        None => fold("services", Role::Muted, "asking", width),
        Some(Err(missing)) => refusal::lines("services", missing, sight.origin, width),
        Some(Ok(services)) if services.is_empty() => fold("services", Role::Text, &serving::summary(services), width),
        Some(Ok(services)) => serving::worst_first(services)
            .into_iter()
            .flat_map(|service| {
                let role = if serving::is_bad(service) { Role::Bad } else { Role::Text };
                fold("service", role, &serving::sentence(service), width)
            })
            .collect(),
    };
    let nodes = sight.failing_nodes();
    for (node, pods) in &nodes {
        lines.extend(fold("node", Role::Bad, &facts::node_sentence(node, *pods, sight), width));
    }
    if nodes.is_empty() && sight.pods.iter().any(|pod| pod.node.is_some()) {
        let text =
            if sight.nodes.is_empty() { "unknown: cannot list nodes" } else { "no failing pod is on an unwell one" };
        lines.extend(fold("nodes", Role::Text, text, width));
    }
    if let Some(missing) = sight.state.questions.usage.gap() {
        lines.extend(fold("memory", Role::Unknown, &gap::sentence(missing, sight.origin), width));
    }
    lines
}
