//! Screen 3: what an incident rests on, what leaves, what rules and a model say, and what keys order.

mod bring;

use std::sync::LazyLock;

use jiff::Timestamp;
use stanch::{
    domain::{
        Truth,
        analysis::{Analysis, Explanation, ModelUse},
        claim::{Claim, Standing},
        digest::Digest,
        evidence::{EvidenceNo, Origin, Sort},
        incident::{Entry, Place},
        journal::{Alias, Draft, Record, Ulid},
        severity::Severity,
        workload::{Key, Kind},
    },
    flow::{
        Effect, Event, Message,
        desk::{Adviser, JournalNews, News, Order},
        effect::Ticket,
    },
    ops::analyze::{Brought, Case, Desk, rules},
};

use super::{
    cluster::{cluster, crashing, first, safe},
    robot::{Robot, START},
};

const INCIDENT: Alias = Alias::Incident(1);

const DIFF: &str = "\
--- a/chart/values.yaml
+++ b/chart/values.yaml
@@ -15,8 +15,5 @@ spec:
       containers:
       - name: api
         env:
-        - name: STRIPE_API_KEY
-          value: sk-in-a-secret
-
         - name: REGION
           value: eu1
";

const LOG: &str = "\
2026-11-21T03:11:50.004Z boot config source=env
2026-11-21T03:11:50.012Z feature flags loaded (41)
Traceback (most recent call last):
  File \"/app/pay/stripe.py\", line 12, in client
    key = os.environ[\"STRIPE_API_KEY\"]
KeyError: 'STRIPE_API_KEY'
";

struct Made {
    case: Case,
    analysis: Analysis,
}

static MADE: LazyLock<Made> = LazyLock::new(|| {
    let (mut case, mut desk) = (Case::default(), Desk::new([]).unwrap());
    let taken: Timestamp = START.parse().unwrap();
    let log = "log of pod checkout-7f9c-2xkq8/api, before its last restart";
    let brought = |what: &str, sort, origin, bytes: &str| Brought {
        what: safe(what),
        sort: Some(sort),
        origin,
        pod: None,
        container: None,
        bytes: bytes.as_bytes().to_vec(),
    };
    case.bring(&mut desk, brought("diff", Sort::Diff, Origin::Pasted, DIFF), taken).unwrap();
    let pulled = Origin::Pulled { object: safe(log) };
    case.bring(&mut desk, brought(log, Sort::RuntimeLog, pulled, LOG), taken).unwrap();
    let analysis = rules(&case, taken);
    Made { case, analysis }
});

fn explained() -> Analysis {
    let claim = |text: &str, evidence: &[u32], quote: &str, verdict, how: &str| Claim {
        text: safe(text),
        evidence: evidence.iter().copied().map(EvidenceNo).collect(),
        quotes: Some(safe(quote)).filter(|quote| !quote.is_empty()).into_iter().collect(),
        verdict,
        how: safe(how),
    };
    let explanation = Explanation {
        summary: safe("The deploy removed the STRIPE_API_KEY env entry and every new pod exits at start."),
        cause: safe("chart/values.yaml no longer sets STRIPE_API_KEY, and pay/stripe.py:12 reads it at import time."),
        impact: safe("Checkout serves from one old pod."),
        suggested_fix: safe("Restore the secretKeyRef."),
        claims: vec![
            claim(
                "values.yaml no longer sets STRIPE_API_KEY",
                &[1],
                "STRIPE_API_KEY",
                Standing::Verified,
                "the line was removed as said",
            ),
            claim("a Stripe outage may contribute", &[], "", Standing::Unsupported, "nothing is cited"),
            claim(
                "the variable was added by the deploy",
                &[1],
                "STRIPE_API_KEY",
                Standing::Contradicted,
                "the line was removed",
            ),
        ],
        own_confidence: Some(95),
        patch: Some(safe("--- a/x\n+++ b/x\n")),
        ..Explanation::default()
    };
    let model = ModelUse::Used { name: safe("llama3.3"), prompt: safe("analyze 4F2A-91C7") };
    Analysis { model, explanation: Some(explanation), ..MADE.analysis.clone() }
}

fn record(seq: u64, entry: &Entry) -> Record {
    let draft = Draft::of(entry).unwrap();
    let at: Timestamp = START.parse().unwrap();
    Record {
        seq,
        at_us: at.as_microsecond(),
        actor: safe("os:1000(op1)@bastion2"),
        stream: Ulid(7),
        stream_seq: seq,
        kind: draft.kind,
        body_sha256: Digest::of(&draft.body),
        body: Some(draft.body),
        prev: Digest::default(),
        hash: Digest::default(),
    }
}

fn journal(robot: &mut Robot, news: JournalNews) {
    robot.send(Message::Event(Event::Journal(news)));
}

fn told(robot: &mut Robot, ticket: Ticket, news: News) {
    robot.send(Message::Event(Event::Desk { ticket, news: Box::new(news) }));
}

/// A console with a store, a failing rollout, and no incident.
fn robot(width: u16, height: u16) -> Robot {
    let mut robot = Robot::new(width, height);
    let (bad, pods) = crashing(0, "payments", "checkout", 5, 14);
    robot.feed(first(0, "eks-eu1", &[bad], &pods));
    let hello = JournalNews::Opened {
        db_id: Ulid(1),
        place: safe("sqlite:s.db"),
        actor: safe("os:1000(op1)@bastion2"),
        durable: Truth::Yes,
        read_only: None,
        refusals: Vec::new(),
    };
    journal(&mut robot, hello);
    robot
}

fn key() -> Key {
    Key {
        cluster: cluster(0, "eks-eu1").no,
        namespace: safe("payments"),
        kind: Kind::Deployment,
        name: safe("checkout"),
    }
}

/// With an incident about it, and its evidence.
fn opened(width: u16, height: u16) -> Robot {
    let mut robot = robot(width, height);
    let about = Place::of(&cluster(0, "eks-eu1"), &key());
    assert!(about.is_some());
    let opening = Entry::Opened { title: safe("checkout fails"), severity: Severity::High, about };
    let mut records = vec![record(1, &opening)];
    for (piece, seq) in MADE.case.pieces.iter().zip(2..) {
        records.push(record(seq, &Entry::Evidence(piece.header.clone())));
    }
    journal(&mut robot, JournalNews::Records(records));
    robot
}

/// And analysed so.
fn analysed(width: u16, height: u16, analysis: Analysis) -> Robot {
    let mut robot = opened(width, height);
    let (sha256, summary) = (Digest::of(b"analysis"), safe("x"));
    let confidence = analysis.confidence.hundredths;
    journal(&mut robot, JournalNews::Analysis { sha256, analysis: Box::new(analysis) });
    journal(&mut robot, JournalNews::Records(vec![record(9, &Entry::Analysed { sha256, summary, confidence })]));
    robot.press("3");
    for (piece, no) in MADE.case.pieces.iter().zip(1..) {
        let lines = piece.text.lines().map(safe).collect();
        told(&mut robot, Ticket(1), News::Evidence { incident: INCIDENT, no: EvidenceNo(no), lines });
    }
    robot
}

fn orders(robot: &mut Robot) -> Vec<(Ticket, Order)> {
    let orders = robot.effects().into_iter().filter_map(|effect| match effect {
        Effect::Desk { ticket, order } => Some((ticket, *order)),
        _ => None,
    });
    orders.collect()
}

fn ordered(robot: &mut Robot) -> (Ticket, Order) {
    let orders = orders(robot);
    let [order] = orders.as_slice() else { panic!("not one order: {orders:?}") };
    order.clone()
}

#[test]
fn screens() {
    for (width, height) in [(80, 24), (160, 45)] {
        let name = |what: &str| format!("analyze_{what}_{width}x{height}");
        insta::assert_snapshot!(name("none"), robot(width, height).press("3").snapshot());
        let mut failed = Robot::new(width, height);
        journal(&mut failed, JournalNews::Failed(safe("disk I/O error: /var/lib/stanch/s.db")));
        insta::assert_snapshot!(name("failed"), failed.press("3").snapshot());
        insta::assert_snapshot!(name("rules"), analysed(width, height, MADE.analysis.clone()).snapshot());
        insta::assert_snapshot!(name("model"), analysed(width, height, explained()).snapshot());
        insta::assert_snapshot!(name("claims"), analysed(width, height, explained()).press("tab tab G").snapshot());
        insta::assert_snapshot!(
            name("evidence"),
            analysed(width, height, explained()).press("e enter enter").snapshot()
        );
        let mut streaming = streaming(width, height);
        insta::assert_snapshot!(name("streaming"), streaming.0.wait(6).snapshot());
        let mut pasting = analysed(width, height, MADE.analysis.clone());
        pasting.press("i").send(Message::Paste { text: DIFF.to_owned(), cut: false });
        insta::assert_snapshot!(name("paste"), pasting.snapshot());
    }
}

/// A model on this host that is in the middle of its answer.
fn streaming(width: u16, height: u16) -> (Robot, Ticket) {
    let mut robot = opened(width, height);
    journal(&mut robot, JournalNews::Adviser(Adviser::Local { name: safe("llama3.3") }));
    robot.effects();
    robot.press("3");
    let order = orders(&mut robot).into_iter().find(|(_, order)| matches!(order, Order::Analyze { .. }));
    let Some((ticket, Order::Analyze { incident, model, around })) = order else { panic!("nothing is analysed") };
    assert_eq!((incident, model), (INCIDENT, true));
    assert!(around.serving.is_some());
    told(&mut robot, ticket, News::Found { incident, analysis: Box::new(MADE.analysis.clone()) });
    told(&mut robot, ticket, News::Doing(safe("asking llama3.3 on this host: 6120 bytes, recorded")));
    told(
        &mut robot,
        ticket,
        News::Token(safe("{\"summary\": \"Rev 41 removed STRIPE_API_KEY\", \"root_cause\": \"chart/val")),
    );
    (robot, ticket)
}

#[test]
fn rules_stand_while_the_model_speaks_and_esc_stops_it() {
    let (mut robot, ticket) = streaming(80, 24);
    robot.sees("missing_env_var").sees("STRONG").sees("Rev 41 removed STRIPE_API_KEY").sees("esc stops it");
    robot.state.take_dirty();
    told(&mut robot, ticket, News::Token(safe("ues.yaml no longer\"")));
    assert!(robot.state.take_dirty(), "a token waits for no tick");
    robot.sees("chart/values.yaml no longer");
    // Somebody else's words are not the model's.
    told(&mut robot, Ticket(ticket.0 + 9), News::Token(safe("\"x\": \"of another\"")));
    robot.sees_no("of another").press("j j tab k").sees("streaming");
    orders(&mut robot);
    robot.press("esc").sees_no("esc stops it").sees("missing_env_var").sees("[3 Analyze]");
    assert_eq!(ordered(&mut robot).1, Order::StopAnalysis);
    told(&mut robot, ticket, News::Token(safe("\"late\": \"words\"")));
    // What it said stays to be read, and says that it counts for nothing.
    robot.sees("STOPPED after 0 s").sees("counts for nothing").sees("chart/values.yaml no longer");
    robot.sees_no("late").sees_no("late words").press("esc").sees("[1 Board]");
}

#[test]
fn what_the_evidence_makes_of_it_stands_above_what_the_model_says() {
    let with = |verdicts: &[Standing]| {
        let mut analysis = explained();
        let said = analysis.explanation.as_mut().unwrap();
        for (claim, verdict) in said.claims.iter_mut().zip(verdicts) {
            claim.verdict = *verdict;
        }
        said.claims.truncate(verdicts.len());
        analysis
    };
    let (verified, unsupported) = (Standing::Verified, Standing::Unsupported);
    for (verdicts, words) in [
        (&[verified, verified, unsupported][..], "Verified: 2 of 3 claims."),
        (&[verified, unsupported, unsupported], "Verified: only 1 of 3 claims."),
        (&[unsupported, unsupported], "NOTHING of this is verified: 2 of 2 claims are unsupported."),
        (&[verified, Standing::Contradicted], "The evidence CONTRADICTS 1 of its 2 claims: do not act on this."),
        (&[], "It makes no claim that can be checked: nothing of this is verified."),
    ] {
        for (width, height) in [(80, 24), (160, 45)] {
            analysed(width, height, with(verdicts)).sees(words);
        }
    }
}

#[test]
fn an_answer_that_cannot_be_used_is_shown_as_what_it_is() {
    let partial = Some(safe("{\"summary\": \"Rev 41 removed it\", \"cause\": \"chart/val"));
    let model = ModelUse::Failed { name: safe("llama3.3"), why: safe("no analysis: the answer was cut off"), partial };
    let mut robot = analysed(80, 24, Analysis { model, ..MADE.analysis.clone() });
    robot.sees("FAILED: the rules' result stands").sees("the answer was cut off").sees("counts for nothing");
    robot.sees("Rev 41 removed it").sees("chart/val");
}

#[test]
fn a_claim_that_does_not_hold_says_so() {
    let mut robot = analysed(160, 45, explained());
    robot.sees("1 verified  1 unsupported  1 contradicted").sees("the model said 95 %: not used");
    robot.sees("CONTRADICTED").sees("no evidence: nothing is cited");
}

#[test]
fn evidence_goes_round_and_shows_the_line() {
    let mut robot = analysed(160, 45, MADE.analysis.clone());
    robot.press("e").sees("EVIDENCE E2").sees(">    6 KeyError: 'STRIPE_API_KEY'");
    robot.press("e").sees("EVIDENCE E1").sees(">    7 -        - name: STRIPE_API_KEY");
    // E1 alone, when the screen was opened.
    assert_eq!(orders(&mut robot).len(), 1, "what was read is read again");
}

#[test]
fn evidence_that_is_not_read_yet_is_ordered_once() {
    let mut robot = opened(80, 24);
    robot.press("3");
    let orders = orders(&mut robot);
    assert!(orders.iter().any(|(_, order)| *order == Order::ReadEvidence { incident: INCIDENT, no: EvidenceNo(1) }));
    robot.press("3").press("2 3");
    assert_eq!(self::orders(&mut robot), []);
}

#[test]
fn what_leaves_is_shown_to_the_byte() {
    let mut robot = analysed(80, 24, MADE.analysis.clone());
    robot.effects();
    robot.press("v");
    let (ticket, order) = ordered(&mut robot);
    assert_eq!(order, Order::Egress { incident: INCIDENT });
    told(&mut robot, Ticket(ticket.0 + 1), News::Egress { to: safe("somebody else"), lines: Vec::new() });
    robot.sees_no("somebody else");
    told(&mut robot, ticket, News::Egress { to: safe("gpt at api.example"), lines: vec![safe("[secret#1]")] });
    robot.sees("EXACTLY WHAT LEAVES, TO gpt at api.example").sees("[secret#1]");
}

#[test]
fn a_model_elsewhere_is_asked_once_it_is_recorded_that_it_may() {
    let mut robot = opened(160, 45);
    journal(&mut robot, JournalNews::Adviser(Adviser::Cloud { name: safe("gpt"), host: safe("api.example") }));
    robot.effects();
    robot.press("3").sees("nothing yet (gpt at api.example is not allowed)");
    let first = orders(&mut robot);
    assert!(first.iter().any(|(_, order)| matches!(order, Order::Analyze { model: false, .. })), "{first:?}");
    let ticket = first.iter().find(|(_, order)| matches!(order, Order::Analyze { .. })).unwrap().0;
    told(&mut robot, ticket, News::Done(safe("done")));
    robot.press("V").sees("Send redacted evidence of INC-1 to gpt at api.example?").press("esc");
    assert_eq!(orders(&mut robot), []);
    robot.press("V y");
    assert_eq!(ordered(&mut robot).1, Order::AllowCloud { incident: INCIDENT });
    let allowed = record(10, &Entry::EgressAllowed { to: safe("api.example") });
    journal(&mut robot, JournalNews::Records(vec![allowed]));
    assert!(matches!(ordered(&mut robot).1, Order::Analyze { model: true, .. }));
    robot.sees("redacted evidence, to gpt at api.example");
}

#[test]
fn a_paste_is_told_before_it_is_taken_in_and_analysed_after() {
    let mut robot = analysed(80, 24, MADE.analysis.clone());
    robot.effects();
    robot.press("i").sees("EVIDENCE FOR INC-1").press("enter");
    assert_eq!(orders(&mut robot), []);
    robot.send(Message::Paste { text: LOG.to_owned(), cut: false });
    robot.sees("6 lines: a log of 6 lines").press("enter");
    let (ticket, order) = ordered(&mut robot);
    assert_eq!(order, Order::Paste { incident: INCIDENT, text: LOG.to_owned(), cut: false });
    told(&mut robot, ticket, News::Done(safe("E3 of INC-1: a log of 6 lines")));
    assert!(matches!(ordered(&mut robot).1, Order::Analyze { model: false, .. }));
    robot.sees("E3 of INC-1").press("i esc").sees_no("EVIDENCE FOR INC-1");
}

#[test]
fn what_can_be_mended_is_offered_for_review() {
    let mut robot = analysed(160, 45, explained());
    robot.effects();
    robot
        .press("F")
        .sees("PROPOSE AS A FIX, FOR REVIEW")
        .sees("missing_env_var in chart/values.yaml: ")
        .sees("what llama3.3 wrote")
        .press("enter");
    assert!(
        matches!(ordered(&mut robot).1, Order::ProposeFix { finding, .. } if finding.rule.as_str() == "missing_env_var")
    );
    robot.press("F G enter");
    assert_eq!(ordered(&mut robot).1, Order::ProposeModelFix { incident: INCIDENT });
}
