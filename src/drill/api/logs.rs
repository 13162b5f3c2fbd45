//! GET of a pod's log.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use futures::{Stream, stream};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use tokio::sync::watch::Receiver;

use crate::drill::{
    engine::Spoken,
    object::{Key, Object},
    simulation::Simulation,
    store::Refusal,
};

use super::{
    answer::{Answer, Content},
    asked::Asked,
    query::Query,
    read::key,
    refusals,
    route::Place,
};

const MEDIA: &str = "text/plain";

/// A follower looks so often whether there is more; real time.
const LOOK: Duration = Duration::from_millis(100);

/// What of a log is wanted (`PodLogOptions`).
#[derive(Debug, Clone)]
struct Wanted {
    container: String,
    previous: bool,
    follow: bool,
    timestamps: bool,
    tail: Option<usize>,
    since: Option<Since>,
    /// No more bytes than this.
    limit: usize,
}

#[derive(Debug, Clone, Copy)]
enum Since {
    Ago(i64),
    Time(Timestamp),
}

pub fn answer(simulation: &Arc<Simulation>, asked: &Asked, place: &Place) -> Result<Answer, Refusal> {
    let key = key(place);
    let pod = simulation.read(|store, _, _| store.get(&key).cloned()).ok_or_else(|| Refusal::not_found(&key))?;
    let mut wanted = wanted(&asked.query, &key.name)?;
    wanted.container = container(&pod, &wanted.container)?;
    if pod.text("/spec/nodeName").is_empty() {
        return Ok(Answer::new(204, MEDIA, Content::Whole(Bytes::new())));
    }
    let previous = run(&pod, &wanted)?;
    let log = Log {
        simulation: Arc::clone(simulation),
        key,
        uid: pod.uid().to_owned(),
        previous,
        left: wanted.limit,
        wanted,
        told: None,
    };
    if log.wanted.follow {
        let versions = simulation.versions();
        return Ok(Answer::pieces(MEDIA, log.follow(versions)));
    }
    let mut log = log;
    Ok(Answer::new(200, MEDIA, Content::Whole(log.more().0)))
}

fn wanted(query: &Query, pod: &str) -> Result<Wanted, Refusal> {
    let invalid = |field: &str, value: i64, least: &str| {
        let message = format!("Invalid value: {value}: must be greater than {least}");
        Err(refusals::log_option(pod, "FieldValueInvalid", field, &message))
    };
    let (tail, limit, seconds) =
        (query.number("tailLines")?, query.number("limitBytes")?, query.number("sinceSeconds")?);
    if let Some(tail) = tail.filter(|tail| *tail < 0) {
        return invalid("tailLines", tail, "or equal to 0");
    }
    if let Some(limit) = limit.filter(|limit| *limit < 1) {
        return invalid("limitBytes", limit, "0");
    }
    let time = match query.text("sinceTime") {
        "" => None,
        text => Some(text.parse().map_err(|_| {
            let layout = "2006-01-02T15:04:05Z07:00";
            Refusal::bad_request(format!(
                "parsing time \"{text}\" as \"{layout}\": cannot parse \"{text}\" as \"2006\""
            ))
        })?),
    };
    let since = match (seconds, time) {
        (Some(_), Some(_)) => {
            let message = "Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified";
            return Err(refusals::log_option(pod, "FieldValueForbidden", "[]", message));
        }
        (Some(seconds), _) if seconds < 1 => return invalid("sinceSeconds", seconds, "0"),
        (Some(seconds), _) => Some(Since::Ago(seconds)),
        (None, time) => time.map(Since::Time),
    };
    Ok(Wanted {
        container: query.text("container").to_owned(),
        previous: query.flag("previous"),
        follow: query.flag("follow"),
        timestamps: query.flag("timestamps"),
        tail: tail.and_then(|tail| usize::try_from(tail).ok()),
        since,
        limit: limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX),
    })
}

/// The container that is meant, as the API server finds it.
fn container(pod: &Object, asked: &str) -> Result<String, Refusal> {
    let names = |list: &str| -> Vec<String> {
        let all = pod.value.pointer(list).and_then(Value::as_array).into_iter().flatten();
        all.filter_map(|one| one.get("name")).filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let (main, first) = (names("/spec/containers"), names("/spec/initContainers"));
    let name = &pod.key.name;
    match (asked, main.as_slice()) {
        ("", [one]) => Ok(one.clone()),
        ("", _) => {
            let and = if first.is_empty() {
                String::new()
            } else {
                format!(" or one of the init containers: [{}]", first.join(" "))
            };
            let choices = main.join(" ");
            Err(Refusal::bad_request(format!(
                "a container name must be specified for pod {name}, choose one of: [{choices}]{and}"
            )))
        }
        (asked, main) if main.iter().chain(&first).any(|known| known == asked) => Ok(asked.to_owned()),
        (asked, _) => Err(Refusal::bad_request(format!("container {asked} is not valid for pod {name}"))),
    }
}

/// Whether the run that is wanted is the one before the newest; refused where there is none (`kubelet.validateContainerLogStatus`).
fn run(pod: &Object, wanted: &Wanted) -> Result<bool, Refusal> {
    let (container, name) = (&wanted.container, &pod.key.name);
    let refused = |why: &str| Err(Refusal::bad_request(format!("container \"{container}\" in pod \"{name}\" {why}")));
    let statuses = ["/status/containerStatuses", "/status/initContainerStatuses"];
    let all = statuses.into_iter().filter_map(|list| pod.value.pointer(list)).filter_map(Value::as_array).flatten();
    let Some(status) = all.into_iter().find(|one| one.get("name").and_then(Value::as_str) == Some(container)) else {
        return refused("is not available");
    };
    let is = |state: &str| status.pointer(state).is_some_and(|state| !state.is_null());
    let waits = !is("/state/running") && !is("/state/terminated");
    match (wanted.previous, is("/lastState/terminated")) {
        (true, false) => {
            let message = format!("previous terminated container \"{container}\" in pod \"{name}\" not found");
            Err(Refusal::bad_request(message))
        }
        // Between two runs the newest one is already the previous one, and the only one that can be read.
        (previous, true) => Ok(previous && !waits),
        (false, false) if !waits => Ok(false),
        (false, false) => match status.pointer("/state/waiting/reason").and_then(Value::as_str).unwrap_or_default() {
            "ErrImagePull" => refused("is waiting to start: image can't be pulled"),
            "ImagePullBackOff" => refused("is waiting to start: trying and failing to pull image"),
            "" => refused("is waiting to start - no logs yet"),
            reason => refused(&format!("is waiting to start: {reason}")),
        },
    }
}

/// A log that is being read.
struct Log {
    simulation: Arc<Simulation>,
    key: Key,
    uid: String,
    previous: bool,
    wanted: Wanted,
    /// So many bytes may still be sent.
    left: usize,
    /// Which run is told, and up to where.
    told: Option<(Timestamp, Duration)>,
}

impl Log {
    /// What there is now that was not told yet, and whether there may be more later.
    fn more(&mut self) -> (Bytes, bool) {
        let (spoken, now) = self
            .simulation
            .read(|_, engine, now| (engine.spoken(&self.uid, &self.wanted.container, self.previous), now));
        let Some(spoken) = spoken else { return (Bytes::new(), false) };
        if self.told.is_some_and(|(started, _)| started != spoken.started) {
            return (Bytes::new(), false);
        }
        // What it says with its last breath still counts.
        let until = spoken.ended.map_or(now, |end| end.saturating_add(SignedDuration::from_nanos(1)).unwrap_or(end));
        let until = passed(spoken.started, until);
        let text = match self.told {
            None => self.first(&spoken, until, now),
            Some((_, from)) => self.write(spoken.course.log.lines(spoken.started, from..until), spoken.started),
        };
        self.told = Some((spoken.started, until));
        (text, spoken.ended.is_none() && self.left > 0)
    }

    fn first(&mut self, spoken: &Spoken, until: Duration, now: Timestamp) -> Bytes {
        let started = spoken.started;
        let from = match self.wanted.since {
            None => Duration::ZERO,
            Some(Since::Time(time)) => passed(started, time),
            Some(Since::Ago(seconds)) => {
                let time = now.saturating_sub(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MIN);
                passed(started, time)
            }
        };
        let from = from.max(spoken.course.log.kept(until));
        match self.wanted.tail {
            Some(tail) => {
                let last = spoken.course.log.last(started, until, tail);
                self.write(last.into_iter().filter(|line| line.after >= from), started)
            }
            None => self.write(spoken.course.log.lines(started, from..until), started),
        }
    }

    fn write(&mut self, lines: impl Iterator<Item = crate::drill::behaviour::Line>, started: Timestamp) -> Bytes {
        let mut text = Vec::new();
        for line in lines {
            if self.wanted.timestamps {
                let after = SignedDuration::try_from(line.after).unwrap_or(SignedDuration::MAX);
                let at = started.saturating_add(after).unwrap_or(Timestamp::MAX);
                text.extend_from_slice(at.to_string().as_bytes());
                text.push(b' ');
            }
            text.extend_from_slice(line.text.as_bytes());
            text.push(b'\n');
            if text.len() >= self.left {
                break;
            }
        }
        text.truncate(self.left);
        self.left -= text.len();
        text.into()
    }

    fn follow(self, versions: Receiver<u64>) -> impl Stream<Item = Bytes> + Send {
        stream::unfold((self, versions, true), |(mut log, mut versions, mut open)| async move {
            while open {
                versions.borrow_and_update();
                let (text, more) = log.more();
                open = more && log.simulation.read(|store, _, _| store.get(&log.key).is_some());
                if !text.is_empty() {
                    return Some((text, (log, versions, open)));
                }
                tokio::select! {
                    changed = versions.changed() => open = open && changed.is_ok(),
                    () = tokio::time::sleep(LOOK) => {}
                }
            }
            None
        })
    }
}

/// How long after its start; nothing where it is before.
fn passed(started: Timestamp, at: Timestamp) -> Duration {
    Duration::try_from(at.duration_since(started)).unwrap_or_default()
}
