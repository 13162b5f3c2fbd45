//! The questions that no watch answers.

use std::sync::Arc;

use crate::{
    adapters::cluster::Api,
    domain::{
        cluster::Gap,
        configuration::Configuration,
        inspection::{Answer, Autoscaler, Bounds, Budget, Diff, Question, Right, Serving},
        workload::Key,
    },
};

/// What was answered; what was not is a gap.
#[derive(Debug, Default)]
pub(super) struct Answers {
    pub(super) diff: Option<Diff>,
    pub(super) configuration: Option<Configuration>,
    pub(super) serving: Option<Vec<Serving>>,
    pub(super) autoscalers: Option<Vec<Autoscaler>>,
    pub(super) budgets: Option<Vec<Budget>>,
    pub(super) rights: Option<Vec<Right>>,
    pub(super) gaps: Vec<Gap>,
}

impl Answers {
    fn bounds(&mut self, bounds: Bounds) {
        self.autoscalers = bounds.autoscalers.map_err(|gap| self.gaps.push(gap)).ok();
        self.budgets = bounds.budgets.map_err(|gap| self.gaps.push(gap)).ok();
    }
}

/// Asks everything at once.
pub(super) async fn everything(api: &Arc<dyn Api>, key: &Key) -> Answers {
    let ask = |question| Arc::clone(api).ask(question);
    let (diff, configuration, serving, bounds, rights) = futures::join!(
        ask(Question::Diff(key.clone())),
        ask(Question::Configuration(key.clone())),
        ask(Question::Serving(key.clone())),
        ask(Question::Bounds(key.clone())),
        ask(Question::Rights(key.clone())),
    );
    let mut answers = Answers::default();
    for answer in [diff, configuration, serving, bounds, rights] {
        match answer {
            Answer::Diff(diff) => answers.diff = Some(diff),
            Answer::Configuration(configuration) => {
                answers.gaps.extend(configuration.gaps());
                answers.configuration = Some(configuration);
            }
            Answer::Serving(serving) => answers.serving = Some(serving),
            Answer::Bounds(bounds) => answers.bounds(*bounds),
            Answer::Rights(rights) => answers.rights = Some(rights),
            Answer::Unreadable(gap) => answers.gaps.push(gap),
            // No other answer belongs to these questions.
            Answer::Text(_) | Answer::Usage(_) | Answer::Calls(_) => {}
        }
    }
    answers
}
