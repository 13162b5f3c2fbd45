//! What was asked of the cluster, and what it answered last.

use jiff::Timestamp;

use crate::{
    domain::{
        cluster::Gap,
        configuration::Configuration,
        inspection::{Bounds, Diff, Right, Serving, Usage},
    },
    flow::effect::Ticket,
};

/// After this many seconds without an answer a question is asked again; the old answer is then late.
const PATIENCE: i64 = 20;

/// A question that is asked again from time to time. The last answer stays until the next one is there.
#[derive(Debug, Clone)]
pub struct Asked<T> {
    waiting: Option<Ticket>,
    /// When it was asked last.
    since: Option<Timestamp>,
    answer: Option<Result<T, Gap>>,
    answered: Option<Timestamp>,
}

impl<T> Default for Asked<T> {
    fn default() -> Self {
        Self { waiting: None, since: None, answer: None, answered: None }
    }
}

impl<T> Asked<T> {
    pub fn ask(&mut self, ticket: Ticket, now: Timestamp) {
        self.waiting = Some(ticket);
        self.since = Some(now);
    }

    /// Whether it is time to ask again.
    #[must_use]
    pub fn is_due(&self, now: Timestamp, every: i64) -> bool {
        let wait = if self.waiting.is_some() { PATIENCE.max(every) } else { every };
        self.since.is_none_or(|asked| now.as_second() - asked.as_second() >= wait)
    }

    /// Takes the answer in, if it is to the newest question; returns whether it was.
    pub fn take(&mut self, ticket: Ticket, answer: Result<T, Gap>, now: Timestamp) -> bool {
        let expected = self.waiting == Some(ticket);
        if expected {
            self.waiting = None;
            self.answer = Some(answer);
            self.answered = Some(now);
        }
        expected
    }

    #[must_use]
    pub fn answer(&self) -> Option<&Result<T, Gap>> {
        self.answer.as_ref()
    }

    /// The answer, where there is one and it is not that something cannot be read.
    #[must_use]
    pub fn known(&self) -> Option<&T> {
        self.answer.as_ref().and_then(|answer| answer.as_ref().ok())
    }

    /// Why there is no answer.
    #[must_use]
    pub fn gap(&self) -> Option<&Gap> {
        self.answer.as_ref().and_then(|answer| answer.as_ref().err())
    }

    #[must_use]
    pub fn answered(&self) -> Option<Timestamp> {
        self.answered
    }
}

/// The questions that every opened rollout asks.
#[derive(Debug, Clone, Default)]
pub struct Questions {
    pub diff: Asked<Diff>,
    pub configuration: Asked<Configuration>,
    pub serving: Asked<Vec<Serving>>,
    pub bounds: Asked<Bounds>,
    pub rights: Asked<Vec<Right>>,
    pub usage: Asked<Vec<Usage>>,
}

impl Questions {
    /// Takes in that something cannot be read: whichever question it was that this answers.
    pub fn refuse(&mut self, ticket: Ticket, gap: &Gap, now: Timestamp) {
        self.diff.take(ticket, Err(gap.clone()), now);
        self.configuration.take(ticket, Err(gap.clone()), now);
        self.serving.take(ticket, Err(gap.clone()), now);
        self.bounds.take(ticket, Err(gap.clone()), now);
        self.rights.take(ticket, Err(gap.clone()), now);
        self.usage.take(ticket, Err(gap.clone()), now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a time")
    }

    #[test]
    fn a_late_answer_is_dropped_and_the_last_one_stays_meanwhile() {
        let mut asked = Asked::default();
        assert!(asked.is_due(at(0), 10));
        asked.ask(Ticket(1), at(0));
        assert!(asked.take(Ticket(1), Ok("first"), at(1)));
        asked.ask(Ticket(2), at(10));
        asked.ask(Ticket(3), at(30));
        assert!(!asked.take(Ticket(2), Ok("late"), at(31)));
        assert_eq!(asked.known(), Some(&"first"));
        assert!(asked.take(Ticket(3), Ok("third"), at(32)));
        assert!(!asked.take(Ticket(3), Ok("twice"), at(33)));
        assert_eq!((asked.known(), asked.answered()), (Some(&"third"), Some(at(32))));
    }

    #[test]
    fn an_unanswered_question_is_repeated_with_more_patience() {
        let mut asked: Asked<()> = Asked::default();
        asked.ask(Ticket(1), at(0));
        assert!(!asked.is_due(at(19), 10));
        assert!(asked.is_due(at(20), 10));
        asked.take(Ticket(1), Ok(()), at(5));
        assert!(!asked.is_due(at(9), 10));
        assert!(asked.is_due(at(10), 10));
    }
}
