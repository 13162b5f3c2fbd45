//! A console in a test: keys in, screen out, time as told.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use ratatui::{buffer::Buffer, layout::Rect, style::Color};

use super::fixture::{
    at, cluster, configuration, crashing, event, key, node, pod, revision, running, safe, source, workload,
};
use crate::{
    domain::{
        Truth,
        cluster::{ClusterNo, Identity, Link},
        event::ClusterEvent,
        inspection::{Answer, Autoscaler, Bounds, Budget, Diff, Question, Right, Serving, Usage},
        logs::{LogLine, LogNews},
        pod::{Pod, Role},
        severity::{ResponseTarget, Severity},
        verdict::Thresholds,
        watch::{Batch, Change, Delta, Span},
        workload::Kind,
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

fn bounds() -> Bounds {
    let autoscaler =
        Autoscaler { name: safe("checkout"), min: 4, max: 12, current: Some(6), desired: Some(6), trouble: None };
    let budget = Budget {
        name: safe("checkout"),
        min_available: Some(safe("4")),
        max_unavailable: None,
        healthy: Some(1),
        needed: Some(4),
        allowed: Some(0),
    };
    Bounds { autoscalers: Ok(vec![autoscaler]), budgets: Ok(vec![budget]) }
}

/// A console in a test: the screen, what it knows, and what it asked for so far.
pub struct Console {
    pub state: State,
    pub model: Model,
    pub effects: Vec<Effect>,
    pub theme: Theme,
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
        let words = model.board.wanted(ClusterNo(0)).last_words.iter().cloned();
        let words = words.map(|words| Change::LastWords(words, Ok(safe("KeyError: 'STRIPE_API_KEY'")))).collect();
        model.apply(Batch { cluster: ClusterNo(0), changes: words });
        let (state, effects) = State::open(key(), &model, &targets(), Ticket(100));
        Self { state, model, effects, theme: Theme::default().with_ascii(true) }
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
        self.answer(&Question::Configuration(key()), Answer::Configuration(configuration("00:20:00")));
        self.answer(&Question::Serving(key()), Answer::Serving(serving));
        self.answer(&Question::Bounds(key()), Answer::Bounds(Box::new(bounds())));
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
        view(&self.state, &self.model, &self.theme, buffer.area, &mut buffer);
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
