//! A drill's end, in plain words.

use jiff::{SignedDuration, Timestamp};

use super::{
    case::Case,
    tally::{Change, Referee},
};

/// Changes in vain that are told one by one.
const TOLD: usize = 8;

impl Referee {
    /// `RECOVERED after 3m12s`, once it has.
    #[must_use]
    pub fn verdict(&self) -> Option<String> {
        self.recovered().map(|at| format!("RECOVERED after {}", self.after(at)))
    }

    /// How the drill stands at this moment, a line each: label and words, with blanks between. Neither the drill's name nor what is broken is
    /// among them, for who is in it has to find that.
    #[must_use]
    pub fn summary(&self, now: Timestamp) -> Vec<String> {
        let looked = self.looked.map_or_else(|| "nobody looked".to_owned(), |at| format!("after {}", self.after(at)));
        let first = match self.changes.first() {
            None => "nobody changed anything".to_owned(),
            Some(change) => format!("after {}: {}", self.after(change.at), told(change)),
        };
        let recovered = match self.recovered() {
            Some(at) => format!("yes, after {}", self.after(at)),
            None if let Some(awaited) = self.awaited(now) => awaited,
            None => format!("no, in {}", self.after(now)),
        };
        let vain = self.in_vain(now);
        let mut lines = vec![
            format!("first look at it            {looked}"),
            format!("first change by anybody     {first}"),
            format!(
                "changes that did not help   {}",
                if vain.is_empty() { "none".to_owned() } else { vain.len().to_string() }
            ),
        ];
        lines.extend(
            vain.iter().take(TOLD).map(|change| format!("  after {}: {}", self.after(change.at), told(change))),
        );
        lines.extend(vain.len().checked_sub(TOLD).filter(|more| *more > 0).map(|more| format!("  and {more} more")));
        lines.push(format!("recovered                   {recovered}"));
        if self.case().speed != 1 {
            lines.push(format!(
                "Times are the simulated cluster's, which ran {} times as fast as yours.",
                self.case().speed
            ));
        }
        lines
    }

    /// Which drill it was, what was broken and why, and what would have been best: for the end alone.
    #[must_use]
    pub fn answer(&self) -> Vec<String> {
        let Case { name, broken, cause, best, .. } = self.case();
        let mut lines = vec![format!("drill                       {name}")];
        if !broken.name.is_empty() {
            lines.push(format!("what was broken             {} {}/{}", broken.resource, broken.namespace, broken.name));
        }
        lines.extend(cause.iter().map(|cause| format!("what it was                 {cause}")));
        lines.extend(best.iter().map(|best| format!("best first action           {best}")));
        lines
    }

    /// In words, while it is not known whether the last change helps.
    #[must_use]
    pub fn awaited(&self, now: Timestamp) -> Option<String> {
        self.undecided(now).map(|old| format!("not known yet: the last change is {} old", passed(old)))
    }

    fn after(&self, at: Timestamp) -> String {
        passed(at.duration_since(self.began))
    }
}

/// `9s`, `3m12s`, `1h02m`.
fn passed(duration: SignedDuration) -> String {
    let seconds = duration.as_secs().max(0);
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match (hours, minutes) {
        (0, 0) => format!("{rest}s"),
        (0, _) => format!("{minutes}m{rest:02}s"),
        _ => format!("{hours}h{minutes:02}m"),
    }
}

fn told(change: &Change) -> String {
    let subject = &change.subject;
    let verb = change.verb.word();
    format!(
        "{verb} {} {}/{} ({}, with {})",
        subject.resource, subject.namespace, subject.name, change.user, change.program
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::{
        api::{Seen, Verb},
        referee::{Case, Subject},
    };

    #[test]
    fn a_change_that_may_still_help_is_not_called_vain() {
        let began: Timestamp = "2026-11-21T03:00:00Z".parse().unwrap();
        let at = |seconds: i64| began + SignedDuration::from_secs(seconds);
        let broken = Subject { resource: "deployments".into(), namespace: "shop".into(), name: "checkout".into() };
        let case = Case { name: "x".into(), broken: broken.clone(), cause: None, best: None, speed: 1 };
        let mut referee = Referee::new(case, began);
        referee.judges(false, at(0));
        referee.hears(&Seen {
            at: at(30),
            user: "operator",
            verb: Some(Verb::Patch),
            group: "apps".into(),
            resource: broken.resource,
            subresource: String::new(),
            namespace: broken.namespace,
            name: broken.name,
            status: 200,
            dry_run: false,
            changed: true,
            agent: "kubectl/v1.34.3".into(),
        });
        let said = |referee: &Referee, seconds| referee.summary(at(seconds)).join("\n");
        let early = said(&referee, 40);
        assert!(
            early.contains("did not help   none") && early.contains("not known yet: the last change is 10s old"),
            "{early}"
        );
        let late = said(&referee, 300);
        assert!(late.contains("did not help   1") && late.contains("no, in 5m00s"), "{late}");
        referee.judges(true, at(310));
        assert!(said(&referee, 311).contains("yes, after 5m10s"));
    }

    #[test]
    fn what_is_to_be_found_out_stands_in_the_answer_alone() {
        let began: Timestamp = "2026-11-21T03:00:00Z".parse().unwrap();
        let broken = Subject { resource: "deployments".into(), namespace: "shop".into(), name: "checkout".into() };
        let mut referee = Referee::new(
            Case {
                name: "missing-env".into(),
                broken,
                cause: Some("nothing sets the key".into()),
                best: Some("undo".into()),
                speed: 10,
            },
            began,
        );
        referee.judges(false, began);
        referee.looks(began);
        let (said, answer) = (referee.summary(began).join("\n"), referee.answer().join("\n"));
        for word in ["missing-env", "checkout", "nothing sets the key", "undo"] {
            assert!(!said.contains(word) && answer.contains(word), "{word}:\n{said}\n\n{answer}");
        }
    }
}
