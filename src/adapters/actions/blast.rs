//! Whom an action hits, in words and numbers. What cannot be read is unknown, never none.

use crate::{
    adapters::cluster::effects::{Setting, Stored, Surroundings},
    domain::{
        action::Blast,
        inspection::{Autoscaler, Budget},
        text::Safe,
    },
};

use super::{Change, Subject, guards::consequence};

pub(super) fn blast(subject: &Subject, change: &Change, around: &Surroundings, settings: &[Setting]) -> Blast {
    let mut unknown = Vec::new();
    let services = match &around.services {
        Ok(found) => Some(found.iter().map(|one| (one.service.clone(), one.ready)).collect()),
        Err(gap) => {
            unknown.push(gap.message.clone());
            None
        }
    };
    let budget = match &around.bounds.budgets {
        Ok(found) => Some(in_words(found, budget)),
        Err(gap) => {
            unknown.push(gap.message.clone());
            None
        }
    };
    let autoscaler = match &subject.autoscalers {
        Ok(found) => Some(in_words(found, autoscaler)),
        Err(gap) => {
            unknown.push(gap.message.clone());
            None
        }
    };
    let secrets = settings.iter().filter(|setting| matches!(setting.of, Stored::Secret(_)));
    unknown.extend(secrets.filter_map(|setting| setting.changed.as_ref().err().map(|gap| gap.message.clone())));
    // One for each reason, however many objects it keeps from being seen.
    unknown.dedup();
    let seen = subject.workload.observed_generation.is_some();
    Blast {
        pods: change.pods,
        ready: seen.then_some(subject.workload.counts.ready),
        services,
        autoscaler,
        budget,
        owner: Some(Safe::line(&consequence(&subject.workload.owner))),
        unknown,
    }
}

fn in_words<T>(found: &[T], words: impl Fn(&T) -> String) -> Safe {
    let words: Vec<_> = found.iter().map(words).collect();
    Safe::line(&if words.is_empty() { "none".to_owned() } else { words.join("; ") })
}

fn autoscaler(one: &Autoscaler) -> String {
    let trouble = one.trouble.as_ref().map(|text| format!(", cannot scale: {text}")).unwrap_or_default();
    format!("{} keeps {} to {} replicas{trouble}", one.name, one.min, one.max)
}

fn budget(one: &Budget) -> String {
    let bound = match (&one.min_available, &one.max_unavailable) {
        (Some(least), _) => format!("at least {least} available"),
        (None, Some(most)) => format!("at most {most} unavailable"),
        (None, None) => "no bound".to_owned(),
    };
    // A rollout is not bound by it: it only holds evictions back.
    format!("{} wants {bound} when nodes are drained", one.name)
}
