//! One thread for all conditions of a walk: CEL recurses without a limit of its own.

use std::{
    sync::mpsc::{SyncSender, sync_channel},
    thread,
};

use serde_json::Value;
use tokio::sync::oneshot;

use crate::{
    domain::{strategy::Expression, text::Safe},
    logic::strategy::{Evaluation, STACK, Said, evaluate},
};

/// The thread. It ends with this.
#[derive(Debug)]
pub struct Evaluator {
    jobs: Option<SyncSender<Job>>,
}

struct Job {
    expression: Expression,
    observations: Value,
    answer: oneshot::Sender<Evaluation>,
}

impl Evaluator {
    /// Starts it. Where there is no thread to be had, every answer is unknown.
    #[must_use]
    pub fn start() -> Self {
        let (jobs, waiting) = sync_channel::<Job>(1);
        let work = move || {
            for Job { expression, observations, answer } in waiting {
                // Whoever asked may have stopped waiting.
                let _ = answer.send(evaluate(&expression, &observations));
            }
        };
        let thread = thread::Builder::new().name("conditions".to_owned()).stack_size(STACK).spawn(work);
        Self { jobs: thread.is_ok().then_some(jobs) }
    }

    /// What an expression says of observations.
    pub async fn evaluate(&self, expression: &Expression, observations: &Value) -> Evaluation {
        let (answer, answered) = oneshot::channel();
        let job = Job { expression: expression.clone(), observations: observations.clone(), answer };
        let taken = self.jobs.as_ref().is_some_and(|jobs| jobs.try_send(job).is_ok());
        let unknown = || Evaluation {
            said: Said::Unknown(Safe::from_static("it could not be evaluated: its thread is gone")),
            inputs: std::collections::BTreeMap::new(),
        };
        if taken { answered.await.unwrap_or_else(|_| unknown()) } else { unknown() }
    }
}
