//! What a gate says beside the change: whom it hits, what guards it, how it is taken back, who approved, and what exactly is bound.

use crate::{
    domain::{
        Truth,
        action::{ActionSpec, Blast, Guard},
        approval::{Acknowledgement, Binding, Word},
        environment::Environment,
        text::Safe,
    },
    flow::{
        Model,
        desk::{Store, Walk},
    },
    logic::gate::{Decision, Request},
    ui::{
        theme::Role,
        widgets::{clock, middle},
    },
};

use super::{
    super::words::{headline, here_since},
    paper::Line,
};

/// The environment of what a request is about; production where that is unknown.
pub fn environment(request: &Request, model: &Model) -> Environment {
    let Ok(bound) = Binding::read(&request.asked().binding) else { return Environment::Production };
    let sources = model.board.sources();
    let found = sources.iter().find(|(cluster, ..)| super::super::choosing::is_cluster(cluster, &bound.cluster));
    found.map_or(Environment::Production, |(cluster, ..)| model.board.environment(cluster, &bound.target.namespace))
}

/// What is asked, by whom and when.
pub fn asked(walk: &Walk, request: &Request, bound: &Binding) -> Vec<Line> {
    let at = here_since(&walk.state).map(|at| format!(" at {}", clock(at))).unwrap_or_default();
    let headline = headline(&bound.action, &bound.target);
    let keeper = match &bound.action {
        ActionSpec::Undo { keeper, .. } => format!(", kept by {keeper}"),
        _ => String::new(),
    };
    vec![
        line("ACTION", Role::Title, &format!("{headline}{keeper}, in namespace {}", bound.target.namespace)),
        line("ASKED", Role::Text, &format!("by {}{at}, {} step {}", request.by(), walk.alias, bound.node)),
    ]
}

/// What follows the change, in the order of a gate: blast, guards, undo, approvals, rule, binding.
pub fn facts(request: &Request, bound: &Binding, taken: &[Acknowledgement], model: &Model) -> Vec<Line> {
    let plan = &request.asked().plan;
    let mut lines = blast(&plan.blast);
    lines.extend(guards(&plan.guards, taken));
    lines.push(line("UNDO", Role::Text, &plan.undo));
    lines.push(line("SAME AS", Role::Text, &plan.command));
    lines.extend(approvals(request, model));
    lines.push(line("RULE", Role::Text, &rule(request)));
    lines.extend(binding(request, bound));
    lines
}

fn line(label: &'static str, role: Role, text: &str) -> Line {
    Line { label: Some(label), role, text: Safe::line(text) }
}

fn blast(blast: &Blast) -> Vec<Line> {
    let count = |number: Option<u32>| number.map_or_else(|| "unknown".to_owned(), |number| number.to_string());
    let noun = if blast.pods == Some(1) { "pod" } else { "pods" };
    let pods = format!("{} {noun} replaced or moved, {} ready now", count(blast.pods), count(blast.ready));
    let services = match &blast.services {
        None => "Services unknown".to_owned(),
        Some(services) if services.is_empty() => "no Service selects it".to_owned(),
        Some(services) => {
            let each = services.iter().map(|(name, ready)| format!("Service {name} {ready} ready"));
            each.collect::<Vec<_>>().join(", ")
        }
    };
    let mut lines = vec![line("BLAST", Role::Text, &format!("{pods}; {services}"))];
    let more = [("autoscaler", &blast.autoscaler), ("budget", &blast.budget), ("owner", &blast.owner)];
    let named = more.into_iter().filter_map(|(name, text)| Some(format!("{name}: {}", text.as_ref()?)));
    lines.extend(named.map(|text| line("", Role::Text, &text)));
    lines.extend(blast.unknown.iter().map(|text| line("", Role::Unknown, &format!("? {text}"))));
    lines
}

fn guards(guards: &[Guard], taken: &[Acknowledgement]) -> Vec<Line> {
    let label = |at: usize| if at == 0 { "GUARDS" } else { "" };
    let of = |(at, guard): (usize, &Guard)| {
        let note = taken.iter().find(|note| note.guard == guard.name);
        let (mark, role) = match (guard.holds, note) {
            (Truth::Yes, _) => ("v", Role::Good),
            (_, Some(_)) => ("K", Role::Warn),
            (Truth::No, None) => ("!", Role::Warn),
            (Truth::Unknown, None) => ("?", Role::Unknown),
        };
        let note = note.map(|note| format!(" (you take note: {})", note.reason)).unwrap_or_default();
        line(label(at), role, &format!("{mark} {}: {}{note}", guard.name, guard.message))
    };
    guards.iter().enumerate().map(of).collect()
}

fn approvals(request: &Request, model: &Model) -> Vec<Line> {
    let decisions = request.decisions();
    let quorum = request.asked().rule.quorum;
    let has = super::super::words::approvals(decisions);
    let mut lines = vec![line("APPROVED", Role::Text, &format!("{has} of {quorum}"))];
    lines.extend(decisions.iter().map(|decision| word(request, decision)));
    let Store::Open(opened) = &model.desk.store else { return lines };
    if request.is_own(&opened.actor) && request.approved_at().is_none() {
        let text = if request.asked().rule.allow_self {
            "you asked for it: your own approval counts, and is marked SELF-APPROVED"
        } else {
            "you asked for it: somebody else has to approve it"
        };
        lines.push(line("", Role::Warn, text));
    }
    lines
}

fn word(request: &Request, decision: &Decision) -> Line {
    let at = clock(decision.at);
    let by = &decision.by;
    match decision.word {
        Word::Approve if request.is_own(by) => line("", Role::Warn, &format!("! {at} {by} SELF-APPROVED")),
        Word::Approve => line("", Role::Good, &format!("v {at} {by}")),
        Word::Reject => {
            let reason = decision.reason.as_ref().map_or("", Safe::as_str);
            line("", Role::Bad, &format!("X {at} {by} rejected it: {reason}"))
        }
    }
}

fn rule(request: &Request) -> String {
    let rule = &request.asked().rule;
    let people = match (rule.quorum, rule.allow_self) {
        (0, _) => "the policy asks for nobody".to_owned(),
        (1, true) => "one person, who may be the one who asked".to_owned(),
        (1, false) => "one person other than the one who asked".to_owned(),
        (quorum, true) => format!("{quorum} people, the one who asked counts"),
        (quorum, false) => format!("{quorum} people other than the one who asked"),
    };
    format!("{people}; open until {} UTC, denied if nobody answers", clock(request.asked().expires_at))
}

/// What the bytes say that people approve.
fn binding(request: &Request, bound: &Binding) -> Vec<Line> {
    let short = |text: &str| middle(text, 20).into_owned();
    let target = &bound.target;
    let of = format!(
        "code {}  {} {}/{} uid {}",
        request.binding_sha256().code(),
        target.kind.name(),
        target.namespace,
        target.name,
        target.uid
    );
    let at = format!(
        "cluster {}  template {}  change {}  step {} attempt {}",
        short(&bound.cluster),
        short(&bound.projection_sha256.to_string()),
        short(&bound.dry_run_sha256.to_string()),
        bound.node,
        bound.attempt
    );
    vec![
        line("BOUND TO", Role::Text, &of),
        line("", Role::Text, &at),
        line("", Role::Text, "any change of these voids every approval"),
    ]
}
