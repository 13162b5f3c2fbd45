//! Rev 41 of `checkout` lost an environment variable: the rollout that these tests open.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use ratatui::{buffer::Buffer, layout::Rect, style::Color};

use crate::{
    domain::{
        Truth,
        cluster::{Cluster, ClusterNo, Identity, Link, Skew, Source},
        event::{About, ClusterEvent},
        inspection::{Answer, Diff, Question, Right, Serving, Usage},
        logs::{LogLine, LogNews},
        node::Node,
        pod::{Container, ContainerState, Pod, PodCondition, PodOwner, Role, Termination},
        severity::{ResponseTarget, Severity},
        text::Safe,
        verdict::Thresholds,
        watch::{Batch, Change, Delta, Span},
        workload::{Condition, Counts, Key, Kind, Owner, Revision, Strategy, Workload},
    },
    flow::{Command, Effect, Event, Model, Reply, effect::Ticket},
    logic::{board::Board, policy::Environments},
    ui::{
        screens::{
            Input,
            inspect::{State, update, view},
        },
        theme::Theme,
    },
};

pub fn safe(text: &str) -> Safe {
    Safe::clean(text)
}

pub fn at(time: &str) -> Timestamp {
    format!("2026-11-21T{time}Z").parse().expect("a time")
}

pub fn key() -> Key {
    Key { cluster: ClusterNo(0), namespace: safe("payments"), kind: Kind::Deployment, name: safe("checkout") }
}

/// The workload that has these pods.
pub fn workload(pods: &[Pod]) -> Workload {
    let count = |fits: &dyn Fn(&&Pod) -> bool| {
        u32::try_from(pods.iter().filter(|pod| pod.deleted.is_none()).filter(fits).count()).expect("few")
    };
    let ready = count(&|pod| pod.ready.status == Truth::Yes);
    let updated = count(&|pod| pod.hash.as_deref() == Some("7f9c"));
    Workload {
        key: key(),
        uid: safe("uid-checkout"),
        created: Some(at("00:00:00")),
        deleted: None,
        changed: Some(at("02:58:40")),
        generation: 41,
        observed_generation: Some(41),
        revision: Some(safe("41")),
        change_cause: Some(safe("MR !88 a1b2c3d by dev1")),
        owner: Owner::ArgoCd(safe("payments")),
        selector: safe("app=checkout"),
        paused: false,
        strategy: Strategy::Rolling { max_unavailable: Some(safe("25%")), max_surge: Some(safe("25%")), partition: 0 },
        desired: count(&|_| true),
        progress_deadline: Some(600),
        min_ready: 0,
        images: vec![(safe("api"), safe("registry.example.com/checkout:2.9.1"))],
        counts: Counts { total: count(&|_| true), updated, ready, available: ready, misscheduled: 0 },
        current_revision: None,
        update_revision: None,
        conditions: vec![
            condition("Progressing", Truth::Yes, "ReplicaSetUpdated", "ReplicaSet \"checkout-7f9c\" is progressing."),
            condition(
                "Available",
                Truth::No,
                "MinimumReplicasUnavailable",
                "Deployment does not have minimum availability.",
            ),
        ],
    }
}

fn condition(kind: &str, status: Truth, reason: &str, message: &str) -> Condition {
    Condition {
        kind: safe(kind),
        status,
        reason: safe(reason),
        message: safe(message),
        updated: None,
        since: Some(at("02:59:31")),
    }
}

pub fn revision(number: i64, hash: &str, image: &str) -> Revision {
    Revision {
        namespace: safe("payments"),
        name: safe(&format!("checkout-{hash}")),
        uid: safe(hash),
        owner: Some((Kind::Deployment, safe("checkout"))),
        number: Some(number),
        hash: Some(safe(hash)),
        created: Some(at("00:00:00") + SignedDuration::from_mins(number)),
        change_cause: None,
        images: vec![(safe("api"), safe(image))],
        counts: Some((5, 0)),
        conditions: Vec::new(),
    }
}

pub fn end(code: i32, reason: &str, finished: &str) -> Termination {
    Termination {
        exit_code: code,
        signal: None,
        reason: safe(reason),
        message: None,
        started: None,
        finished: Some(at(finished)),
    }
}

pub fn container(name: &str, role: Role, state: ContainerState) -> Container {
    Container {
        name: safe(name),
        role,
        image: safe("registry.example.com/checkout:2.9.1"),
        ready: matches!(state, ContainerState::Running { .. }),
        started: Truth::Unknown,
        restarts: 0,
        state,
        last: None,
        memory_limit: Some(safe("256Mi")),
    }
}

/// A container that crashes again and again.
pub fn crashing(name: &str, role: Role) -> Container {
    let waiting = ContainerState::Waiting { reason: safe("CrashLoopBackOff"), message: None };
    Container { restarts: 7, last: Some(end(1, "Error", "03:11:50")), ..container(name, role, waiting) }
}

pub fn pod(suffix: &str, hash: &str, containers: Vec<Container>) -> Pod {
    let ready = containers.iter().filter(|container| container.role == Role::Main).all(|container| container.ready);
    Pod {
        namespace: safe("payments"),
        name: safe(&format!("checkout-{hash}-{suffix}")),
        uid: safe(suffix),
        owner: Some(PodOwner { kind: safe("ReplicaSet"), name: safe(&format!("checkout-{hash}")), uid: safe(hash) }),
        hash: Some(safe(hash)),
        created: Some(at("02:58:44")),
        deleted: None,
        node: Some(safe("ip-10-0-3-4")),
        phase: safe("Running"),
        reason: None,
        message: None,
        scheduled: PodCondition { status: Truth::Yes, ..PodCondition::default() },
        ready: PodCondition { status: if ready { Truth::Yes } else { Truth::No }, ..PodCondition::default() },
        containers,
    }
}

pub fn running() -> Container {
    container("api", Role::Main, ContainerState::Running { since: Some(at("01:00:00")) })
}

pub fn event(last: &str, count: u32, warning: bool, words: (&str, &str), about: (&str, &str)) -> ClusterEvent {
    ClusterEvent {
        uid: safe(&format!("{last}{}{count}", words.1)),
        namespace: safe("payments"),
        about: About {
            kind: safe(about.0),
            name: safe(about.1),
            uid: safe(about.1),
            container: (about.0 == "Pod").then(|| safe("api")),
        },
        warning,
        reason: safe(words.0),
        message: safe(words.1),
        count,
        first: Some(at(last)),
        last: Some(at(last)),
        source: safe("kubelet"),
    }
}

pub fn cluster() -> Cluster {
    Cluster {
        no: ClusterNo(0),
        name: safe("eks-eu1"),
        context: safe("eks-eu1"),
        server: safe("https://10.0.0.1:6443"),
        namespace: safe("payments"),
        id: None,
    }
}

pub fn source(link: Link, answered: &str) -> Change {
    Change::Source(Source { link, answered: Some(at(answered)), skew: Some(Skew(0)), ..Source::default() })
}

pub fn node(name: &str, ready: Truth) -> Node {
    Node {
        name: safe(name),
        ready,
        since: Some(at("03:01:12")),
        message: (ready != Truth::Yes).then(|| safe("Kubelet stopped posting node status.")),
        pressures: Vec::new(),
        unschedulable: false,
    }
}

fn all<T>(items: &[T]) -> Delta<T>
where
    T: Clone,
{
    Delta::Replace { span: Span::All, items: items.to_vec() }
}

fn targets() -> [ResponseTarget; 1] {
    [ResponseTarget {
        severity: Severity::High,
        respond_within: Some(900),
        meaning: "major functionality broken".to_owned(),
        usual: "rollback".to_owned(),
    }]
}

/// A console in a test: the screen, what it knows, and what it asked for so far.
pub struct Console {
    pub state: State,
    pub model: Model,
    pub effects: Vec<Effect>,
}

impl Console {
    /// With nothing known yet.
    pub fn empty() -> Self {
        Self::open(Vec::new())
    }

    /// With these pods, newest revision `7f9c`.
    pub fn with(pods: &[Pod], events: &[ClusterEvent]) -> Self {
        let revisions = [
            revision(41, "7f9c", "registry.example.com/checkout:2.9.1"),
            revision(40, "6d8b", "registry.example.com/checkout:2.9.0"),
        ];
        let of = || Span::Rollout(key());
        Self::open(vec![
            Change::Identity(Identity { user: Some(safe("k8s:op1.r")) }),
            source(Link::Live, "03:12:30"),
            Change::Workload(Kind::Deployment, all(&[workload(pods)])),
            Change::Node(all(&[node("ip-10-0-3-4", Truth::Yes)])),
            Change::Revision(Delta::Replace { span: of(), items: revisions.to_vec() }),
            Change::Pod(Delta::Replace { span: of(), items: pods.to_vec() }),
            Change::Event(Delta::Replace { span: of(), items: events.to_vec() }),
        ])
    }

    fn open(changes: Vec<Change>) -> Self {
        let mut model = Model::new(
            Board::new(Thresholds::default(), Environments::default()),
            safe("op1@bastion2"),
            at("03:12:31"),
        );
        model.board.open(BTreeSet::from([key()]));
        let known = std::iter::once(Change::Cluster(cluster())).chain(changes).collect();
        model.apply(Batch { cluster: ClusterNo(0), changes: known });
        let words = model.board.wanted(ClusterNo(0)).last_words.into_iter();
        let words = words.map(|words| Change::LastWords(words, Ok(safe("KeyError: 'STRIPE_API_KEY'")))).collect();
        model.apply(Batch { cluster: ClusterNo(0), changes: words });
        let (state, effects) = State::open(key(), &model, &targets(), Ticket(100));
        Self { state, model, effects }
    }

    /// The cluster says something more.
    pub fn hear(&mut self, changes: Vec<Change>) {
        self.model.apply(Batch { cluster: ClusterNo(0), changes });
        self.input(&Input::Changed);
    }

    /// Time passes.
    pub fn tick(&mut self, time: &str) {
        self.model.tick(at(time));
        self.input(&Input::Tick);
    }

    /// Rev 41 in a crash loop: five new pods fail, an old one runs.
    pub fn failing() -> Self {
        let mut pods: Vec<Pod> = ["zz81p", "9pl4d", "2xkq8", "m2v4c", "b77sd"]
            .into_iter()
            .map(|suffix| pod(suffix, "7f9c", vec![crashing("api", Role::Main)]))
            .collect();
        pods.insert(0, pod("kk2zz", "6d8b", vec![running()]));
        let events = [
            event(
                "02:58:44",
                1,
                false,
                ("ScalingReplicaSet", "Scaled up replica set checkout-7f9c to 5"),
                ("Deployment", "checkout"),
            ),
            event(
                "03:11:52",
                42,
                true,
                ("BackOff", "Back-off restarting failed container api"),
                ("Pod", "checkout-7f9c-2xkq8"),
            ),
            event(
                "01:02:00",
                3,
                true,
                ("Unhealthy", "Readiness probe failed: connection refused"),
                ("Pod", "checkout-7f9c-9pl4d"),
            ),
        ];
        let mut console = Self::with(&pods, &events);
        console.answer_all();
        console.log((0..123).map(|n| match n {
            118 => "KeyError: 'STRIPE_API_KEY'".to_owned(),
            119 => "  File \"/app/pay/stripe.py\", line 12, in client".to_owned(),
            n => format!("boot step {n} config source=env"),
        }));
        console
    }

    pub fn answer_all(&mut self) {
        let diff = [
            "@@ -12,6 +12,4 @@",
            " env:",
            "-- name: STRIPE_API_KEY",
            "-  valueFrom:",
            "-    secretKeyRef: {name: stripe, key: key}",
            " resources: {}",
            "-image: checkout:2.9.0",
            "+image: checkout:2.9.1",
        ];
        let diff = Diff { old: Some(safe("40")), new: safe("41"), lines: diff.map(safe).to_vec() };
        let serving = vec![Serving { service: safe("checkout"), ready: 1, not_ready: 5, others: 0 }];
        let right = |verb: &str, resource: &str, allowed| Right {
            verb: safe(verb),
            resource: safe(resource),
            allowed,
            reason: None,
        };
        let rights = vec![
            right("get", "pods", Truth::Yes),
            right("get", "pods/log", Truth::Yes),
            right("patch", "deployments", Truth::No),
        ];
        let usage = vec![Usage {
            pod: safe("checkout-6d8b-kk2zz"),
            container: safe("api"),
            memory: Some(212 << 20),
            cpu: Some(20),
        }];
        self.answer(&Question::Diff(key()), Answer::Diff(diff));
        self.answer(&Question::Serving(key()), Answer::Serving(serving));
        self.answer(&Question::Rights(key()), Answer::Rights(rights));
        self.answer(&Question::Usage(key()), Answer::Usage(usage));
    }

    /// The newest ticket of a question.
    pub fn ticket(&self, wanted: &Question) -> Ticket {
        let asked = self.effects.iter().rev().find_map(|effect| match effect {
            Effect::Ask { ticket, question, .. } if question == wanted => Some(*ticket),
            _ => None,
        });
        asked.expect("the question was asked")
    }

    pub fn answer(&mut self, question: &Question, answer: Answer) -> Vec<Reply> {
        let ticket = self.ticket(question);
        let event = Event::Answered { ticket, cluster: ClusterNo(0), question: question.clone(), answer };
        self.input(&Input::Event(event))
    }

    /// The newest request for logs.
    pub fn tail(&self) -> Option<(Ticket, &crate::domain::logs::LogRequest)> {
        self.effects.iter().rev().find_map(|effect| match effect {
            Effect::Tail { ticket, request, .. } => Some((*ticket, request)),
            _ => None,
        })
    }

    pub fn news(&mut self, news: LogNews) {
        let (ticket, _) = self.tail().expect("a log is read");
        self.input(&Input::Event(Event::Log { ticket, news }));
    }

    /// Lines of the first source, a second apart up to 03:11:50.
    pub fn log(&mut self, lines: impl ExactSizeIterator<Item = String>) {
        let first = at("03:11:50") - SignedDuration::from_secs(i64::try_from(lines.len()).expect("few"));
        let line = |(second, text): (i64, String)| LogLine {
            source: 0,
            at: Some(first + SignedDuration::from_secs(second)),
            text: safe(&text),
            cut: 0,
        };
        let lines = (1..).zip(lines).map(line).collect();
        self.news(LogNews::Lines(lines));
    }

    pub fn input(&mut self, input: &Input) -> Vec<Reply> {
        let replies = update(&mut self.state, &self.model, input);
        self.effects.extend(replies.iter().filter_map(|reply| match reply {
            Reply::Do(effect) => Some(effect.clone()),
            _ => None,
        }));
        replies
    }

    pub fn run(&mut self, command: Command) -> Vec<Reply> {
        self.input(&Input::Command(command))
    }

    fn draw(&mut self, width: u16, height: u16) -> Buffer {
        self.input(&Input::Area { width, height });
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
        view(&self.state, &self.model, &Theme::default().with_ascii(true), buffer.area, &mut buffer);
        buffer
    }

    /// The screen as text, at this size.
    pub fn screen(&mut self, width: u16, height: u16) -> String {
        let buffer = self.draw(width, height);
        let line = |y| (0..width).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned();
        (0..height).map(line).collect::<Vec<String>>().join("\n")
    }

    /// What is styled on each row, beyond plain text: `3: Red BOLD "CrashLoopBackOff"`.
    pub fn styles(&mut self, width: u16, height: u16) -> String {
        let buffer = self.draw(width, height);
        let mut rows = Vec::new();
        for y in 0..height {
            let mut runs: Vec<(ratatui::style::Style, String)> = Vec::new();
            for x in 0..width {
                let cell = &buffer[(x, y)];
                match runs.last_mut() {
                    Some((style, text)) if *style == cell.style() => text.push_str(cell.symbol()),
                    _ => runs.push((cell.style(), cell.symbol().to_owned())),
                }
            }
            let told = runs.iter().filter(|(style, text)| {
                let plain = style.fg == Some(Color::Reset) && style.add_modifier.is_empty();
                !plain && !text.trim().is_empty() && !text.chars().all(|c| "-=+| ".contains(c))
            });
            let told: Vec<String> = told
                .map(|(style, text)| {
                    let colour = style.fg.filter(|colour| *colour != Color::Reset).map(|colour| format!("{colour} "));
                    format!("{}{:?} {:?}", colour.unwrap_or_default(), style.add_modifier, text.trim())
                })
                .collect();
            if !told.is_empty() {
                rows.push(format!("{y:>2}: {}", told.join(", ")));
            }
        }
        rows.join("\n")
    }
}
