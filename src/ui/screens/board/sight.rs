//! What of the model is on the screen: where that stays, nothing is drawn again.

use crate::{
    domain::{cluster::Source, event::ClusterEvent, node::Node, pod::Pod, rollout::Rollout},
    flow::Model,
};

use super::{State, rows::Line};

/// All that the board shows of the model, as far as it is cheap to tell.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sight {
    lines: Vec<Line>,
    rollouts: Vec<Rollout>,
    /// Watched, bad, muted, not live.
    counts: [usize; 4],
    settled: bool,
    sources: Vec<Source>,
    nodes: Vec<Node>,
    /// Of the selected row, where there is a preview.
    pods: Vec<Pod>,
    events: Vec<ClusterEvent>,
}

impl State {
    /// What is on the screen now.
    #[must_use]
    pub fn sight(&self, model: &Model) -> Sight {
        let mut sight = Sight {
            lines: self.visible_lines(model).to_vec(),
            counts: [self.rows.watched, self.rows.bad, self.rows.muted, self.rows.unknown],
            settled: model.board.is_settled(),
            sources: model.board.sources().into_iter().map(|(_, source, _)| source.clone()).collect(),
            nodes: model.board.unwell_nodes().1.into_iter().map(|(_, node)| node.clone()).collect(),
            ..Sight::default()
        };
        for line in &sight.lines {
            if let Line::Rollout(key) = line
                && let Some(rollout) = model.board.rollout(key)
            {
                sight.rollouts.push(rollout.clone());
            }
        }
        if let Some(Line::Rollout(key)) = self.line().filter(|_| self.area.0 >= 120)
            && let Some(entry) = model.board.entry(key)
        {
            sight.pods = entry.pods.into_iter().cloned().collect();
            sight.events = entry.events.into_iter().rev().take(12).cloned().collect();
        }
        sight
    }
}
