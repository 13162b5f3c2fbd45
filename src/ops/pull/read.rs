//! Reading a rollout.

use std::{collections::BTreeSet, sync::Arc};

use crate::{
    adapters::{cluster::Api, world::World},
    domain::{
        cluster::Scope,
        evidence::{Origin, Sort},
        inspection::{Answer, Diff, Question},
        pod::Pod,
        text::Safe,
        workload::Key,
    },
    logic::{
        board::{Board, Entry},
        categorize::Circumstances,
        evidence::{Course, configuration, events, pods, revisions},
    },
    ops::{
        Clock, Follow,
        analyze::Brought,
        follow::is_settled,
        inspect::tail::{self, Tail},
    },
};

use super::error::Error;

/// Whatever has not arrived by then is left out.
const LIMIT: std::time::Duration = std::time::Duration::from_secs(10);

/// What was read, as it was written down.
#[derive(Debug, Clone, Default)]
pub struct Pulled {
    pub brought: Vec<Brought>,
    /// What could not be read, in words.
    pub unread: Vec<Safe>,
    pub around: Circumstances,
}

/// Reads everything that explains a rollout, as it is now. The board is empty, and says which environment is which.
pub async fn pull(api: Arc<dyn Api>, mut board: Board, key: &Key, clock: Clock) -> Result<Pulled, Error> {
    let world = World { clusters: vec![Arc::clone(&api)] };
    let scope = Scope::Only(vec![key.namespace.clone()]);
    let follow = Follow { world: &world, scope: &scope, clock, limit: LIMIT };
    let mut opened = false;
    let complete = follow
        .until(&mut board, |board| {
            if opened || !is_settled(board) {
                return is_settled(board);
            }
            opened = true;
            board.open(BTreeSet::from([key.clone()]));
            board.entry(key).is_none()
        })
        .await;
    let Some(entry) = board.entry(key) else { return Err(absent(&board, key)) };
    let mut pulled = Pulled { around: around(&entry), ..Pulled::default() };
    pulled.unread.extend(entry.unread.iter().map(|gap| gap.message.clone()));
    if !complete {
        pulled.unread.push(Safe::from_static("time was up before everything had arrived"));
    }
    let (diff, configuration) = futures::join!(
        Arc::clone(&api).ask(Question::Diff(key.clone())),
        Arc::clone(&api).ask(Question::Configuration(key.clone()))
    );
    let course = Course::of(&entry.pods, &entry.revisions, &entry.events, compared(&diff));
    pulled.change(diff);
    pulled.told(&entry);
    pulled.configuration(configuration, &course);
    for log in tail::both(&api, &entry).await {
        pulled.log(log);
    }
    Ok(pulled)
}

fn around(entry: &Entry<'_>) -> Circumstances {
    let ready = entry.workload.counts.ready;
    Circumstances { state: Some(entry.rollout.verdict.state), serving: Some((ready, entry.workload.desired)) }
}

fn absent(board: &Board, key: &Key) -> Error {
    let silent = board.sources().into_iter().find_map(|(cluster, source, _)| {
        let why = source.message.clone()?;
        Some(Error::Silent { context: cluster.context.clone(), why })
    });
    silent.unwrap_or_else(|| Error::Gone { what: Safe::line(&key.to_string()) })
}

fn compared(answer: &Answer) -> Option<&Diff> {
    match answer {
        Answer::Diff(diff) => Some(diff),
        _ => None,
    }
}

impl Pulled {
    fn change(&mut self, answer: Answer) {
        match answer {
            Answer::Diff(diff) => {
                let old = diff.old.as_deref().unwrap_or("-");
                let what = format!("revisions {old} and {} compared", diff.new);
                self.lines(Sort::RevisionDiff, &what, &revisions(&diff), None);
            }
            Answer::Unreadable(gap) => self.unread.push(gap.message),
            // No other answer belongs to this question.
            _ => {}
        }
    }

    fn told(&mut self, entry: &Entry<'_>) {
        let all: Vec<Pod> = entry.pods.iter().map(|pod| (*pod).clone()).collect();
        self.lines(Sort::Status, &format!("{} pods", all.len()), &pods(&all), None);
        let all: Vec<_> = entry.events.iter().map(|event| (*event).clone()).collect();
        self.lines(Sort::Events, &format!("{} events", all.len()), &events(&all), None);
    }

    fn configuration(&mut self, answer: Answer, course: &Course) {
        match answer {
            Answer::Configuration(found) => {
                self.unread.extend(found.gaps().into_iter().map(|gap| gap.message));
                let what = "what the pods take from ConfigMaps and Secrets, and who wrote it";
                self.lines(Sort::Configuration, what, &configuration(&found, course), None);
            }
            Answer::Unreadable(gap) => self.unread.push(gap.message),
            // No other answer belongs to this question.
            _ => {}
        }
    }

    fn log(&mut self, log: Tail) {
        let (pod, container) = (log.source.pod.clone(), log.source.container.clone());
        let previous = if log.source.previous { ", before its last restart" } else { "" };
        let what = format!("log of pod {pod}/{container}{previous}");
        if let Some(gap) = log.gap {
            return self.unread.push(Safe::line(&format!("{what}: {}", gap.message)));
        }
        let line = |line: &crate::domain::logs::LogLine| match line.at {
            Some(at) => Safe::line(&format!("{at:.3} {}", line.text)),
            None => line.text.clone(),
        };
        let lines: Vec<Safe> = log.lines.iter().map(line).collect();
        let what = if log.cut { format!("{what} (the newest {} lines)", lines.len()) } else { what };
        self.lines(Sort::RuntimeLog, &what, &lines, Some((pod, container)));
    }

    /// What has no line is no evidence.
    fn lines(&mut self, sort: Sort, object: &str, lines: &[Safe], of: Option<(Safe, Safe)>) {
        if lines.is_empty() {
            return;
        }
        let mut bytes = Vec::new();
        for line in lines {
            bytes.extend_from_slice(line.as_bytes());
            bytes.push(b'\n');
        }
        let object = Safe::line(object);
        let (pod, container) = of.unzip();
        let origin = Origin::Pulled { object: object.clone() };
        self.brought.push(Brought { what: object, sort: Some(sort), origin, pod, container, bytes });
    }
}
