//! What keys do.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::{
    console::Console,
    fixture::{at, key, node, safe, source},
};
use crate::{
    domain::{
        Truth,
        cluster::{ClusterNo, Gap, Link},
        inspection::{Answer, Bounds, Question, Serving},
        logs::{LogLine, LogNews},
        watch::{Change, Delta},
        workload::Kind,
    },
    flow::{
        Command, Effect, Event, Reply,
        effect::Ticket,
        reply::{Dialog, Notice},
    },
    ui::screens::{Input, inspect::state::Pane},
};

fn typed(console: &mut Console, text: &str) {
    for c in text.chars() {
        console.input(&Input::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE)));
    }
    console.input(&Input::Key(KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE)));
}

fn copied(replies: &[Reply]) -> &str {
    match replies {
        [Reply::Do(Effect::Copy { text })] => text,
        other => panic!("no copy: {other:?}"),
    }
}

#[test]
fn opening_asks_for_everything_at_once() {
    let console = Console::failing();
    let asked: Vec<&Question> = console
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Ask { question, .. } => Some(question),
            _ => None,
        })
        .collect();
    let expected = [
        Question::Diff(key()),
        Question::Configuration(key()),
        Question::Serving(key()),
        Question::Bounds(key()),
        Question::Rights(key()),
        Question::Usage(key()),
    ];
    assert_eq!(asked, expected.iter().collect::<Vec<_>>());
    assert!(console.tail().is_some());
}

#[test]
fn serving_and_usage_are_asked_again_and_late_answers_are_dropped() {
    let mut console = Console::failing();
    let serving = Question::Serving(key());
    let old = console.ticket(&serving);
    console.tick("03:12:40");
    assert_eq!(console.ticket(&serving), old, "nine seconds are not ten");
    console.tick("03:12:41");
    assert!(console.ticket(&serving) > old);
    let late = Answer::Serving(vec![Serving { service: safe("late"), ready: 0, not_ready: 1, others: 0 }]);
    let event =
        |ticket| Event::Answered { ticket, cluster: ClusterNo(0), question: serving.clone(), answer: late.clone() };
    console.input(&Input::Event(event(old)));
    assert!(!console.screen(160, 41).contains("service late"));
    let newest = console.ticket(&serving);
    console.input(&Input::Event(event(newest)));
    assert!(console.screen(160, 41).contains("nothing serves: 0 of 1 endpoint of service late is ready"));
}

#[test]
fn enter_on_a_pod_reads_its_log() {
    let mut console = Console::failing();
    console.run(Command::Down);
    console.run(Command::Open);
    let pods: Vec<&str> =
        console.tail().map(|(_, request)| request.sources.iter().map(|source| &*source.pod).collect()).unwrap();
    assert_eq!(pods, ["checkout-7f9c-9pl4d"]);
}

#[test]
fn describe_and_yaml_are_of_the_selected_pod_while_pods_have_the_keys() {
    let mut console = Console::failing();
    let pod = Question::Describe { key: key(), pod: Some(safe("checkout-7f9c-2xkq8")) };
    console.run(Command::Describe);
    let old = console.ticket(&pod);
    console.run(Command::NextPane);
    console.run(Command::Manifest);
    let manifest = Question::Manifest { key: key(), pod: None };
    let text = Answer::Text(vec![safe("kind: Deployment")]);
    let late = Event::Answered { ticket: old, cluster: ClusterNo(0), question: pod, answer: text.clone() };
    assert_eq!(console.input(&Input::Event(late)), [], "something else was asked for since");
    let dialog = Dialog::Text { title: safe("YAML of deploy/checkout"), lines: vec![safe("kind: Deployment")] };
    assert_eq!(console.answer(&manifest, text.clone()), [Reply::Show(dialog)]);
    assert_eq!(console.answer(&manifest, text), [], "an answer is shown once");
}

#[test]
fn enter_on_a_line_that_was_cut_shows_it_whole() {
    let mut console = Console::failing();
    let (_, request) = console.tail().expect("a log");
    let source = request.sources[0].clone();
    let time = at("03:11:59");
    let long = LogLine { source: 0, at: Some(time), text: safe(&"x".repeat(16_384)), cut: 10_468_000 };
    console.news(LogNews::Lines(vec![long]));
    console.run(Command::Logs);
    console.run(Command::Bottom);
    console.run(Command::Open);
    let whole = Answer::Text(vec![safe(&"x".repeat(20_000))]);
    let replies = console.answer(&Question::LongLine { source, at: time }, whole);
    let [Reply::Show(Dialog::Text { title, lines })] = replies.as_slice() else { panic!("{replies:?}") };
    assert_eq!(title.as_str(), "line of checkout-7f9c-2xkq8/api at 03:11:59");
    assert_eq!(lines.iter().map(|line| line.len()).sum::<usize>(), 20_000);
    console.run(Command::Up);
    let asked = console.effects.len();
    console.run(Command::Open);
    assert_eq!(console.effects.len(), asked, "a line that is whole is not asked for");
}

#[test]
fn a_refused_text_names_the_verb() {
    let mut console = Console::failing();
    console.run(Command::NextPane);
    console.run(Command::Manifest);
    let gap =
        Gap { verb: safe("get"), resource: safe("deployments"), namespace: Some(safe("payments")), message: safe("") };
    let replies = console.answer(&Question::Manifest { key: key(), pod: None }, Answer::Unreadable(gap));
    let [Reply::Show(Dialog::Text { lines, .. })] = replies.as_slice() else { panic!("{replies:?}") };
    assert_eq!(lines.first().map(|line| &**line), Some("cannot get deployments in payments"));
}

#[test]
fn copying_twice_takes_the_whole_pane() {
    let mut console = Console::failing();
    console.state.focus = Pane::Diff;
    console.screen(80, 20);
    console.run(Command::Top);
    console.run(Command::Bottom);
    assert_eq!(copied(&console.run(Command::Copy)), "+image: checkout:2.9.1");
    let replies = console.run(Command::Copy);
    assert_eq!(copied(&replies).lines().count(), 8);
    console.run(Command::Up);
    assert_eq!(copied(&console.run(Command::Copy)), "-image: checkout:2.9.0");
}

#[test]
fn a_row_is_copied_as_the_command_that_shows_it() {
    let mut console = Console::failing();
    let expected = "kubectl --context=eks-eu1 --namespace=payments describe pod checkout-7f9c-2xkq8";
    assert_eq!(copied(&console.run(Command::CopyKubectl)), expected);
    console.state.focus = Pane::Log;
    let expected = "kubectl --context=eks-eu1 --namespace=payments logs checkout-7f9c-2xkq8 --container=api --timestamps --previous";
    assert_eq!(copied(&console.run(Command::CopyKubectl)), expected);
}

#[test]
fn a_log_is_saved_under_a_name_that_says_whose_it_is() {
    let mut console = Console::failing();
    let replies = console.run(Command::SaveLog);
    let [Reply::Do(Effect::Save { name, text })] = replies.as_slice() else { panic!("{replies:?}") };
    assert_eq!(&**name, "payments-checkout-7f9c-2xkq8-api-previous-20261121T031231Z.log");
    assert_eq!(text.lines().count(), 123);
    assert_eq!(text.lines().nth(118), Some("2026-11-21T03:11:46Z KeyError: 'STRIPE_API_KEY'"));
}

#[test]
fn a_search_goes_round_and_esc_closes_one_thing_at_a_time() {
    let mut console = Console::failing();
    console.run(Command::Logs);
    console.run(Command::Filter);
    assert!(console.state.has_field());
    typed(&mut console, "STEP 12");
    assert!(!console.state.has_field());
    assert_eq!(console.state.log.cursor.at, 120, "from the error on");
    console.run(Command::NextMatch);
    assert_eq!(console.state.log.cursor.at, 121);
    console.run(Command::NextMatch);
    console.run(Command::NextMatch);
    assert_eq!(console.state.log.cursor.at, 12, "round the end");
    console.run(Command::PreviousMatch);
    assert_eq!(console.state.log.cursor.at, 122);
    assert_eq!(console.run(Command::Back), [], "the search");
    assert_eq!(console.run(Command::Back), [], "the whole screen");
    assert_eq!(console.run(Command::Back), [Reply::Do(Effect::StopTail), Reply::Close]);
}

#[test]
fn without_a_search_n_goes_from_error_to_error() {
    let mut console = Console::failing();
    console.state.focus = Pane::Pods;
    console.run(Command::NextMatch);
    assert_eq!((console.state.focus, console.state.log.cursor.at), (Pane::Log, 118));
    console.run(Command::Filter);
    typed(&mut console, "no such word");
    let replies = console.run(Command::NextMatch);
    assert!(matches!(replies.as_slice(), [Reply::Say(Notice { .. })]), "{replies:?}");
}

#[test]
fn panes_go_round_and_h_and_l_take_the_whole_screen() {
    let mut console = Console::failing();
    for _ in Pane::ALL {
        console.run(Command::NextPane);
    }
    assert_eq!(console.state.focus, Pane::Pods);
    console.run(Command::PreviousPane);
    assert_eq!(console.state.focus, Pane::Facts);
    console.run(Command::Diff);
    let screen = console.screen(80, 20);
    assert!(screen.contains("secretKeyRef") && !screen.contains("PODS"), "{screen}");
    console.run(Command::Diff);
    assert!(console.screen(80, 20).contains("PODS"));
}

#[test]
fn a_rollout_that_is_deleted_stays_readable_and_says_so() {
    let mut console = Console::failing();
    let gone = Delta::Delete { namespace: Some(safe("payments")), name: safe("checkout") };
    console.hear(vec![Change::Workload(Kind::Deployment, gone)]);
    console.tick("03:12:33");
    let screen = console.screen(160, 41);
    assert!(screen.contains("gone since 03:12:33, while it was open: this is what was known then"), "{screen}");
    assert!(screen.contains("KeyError") && screen.contains("checkout-7f9c-2xkq8"), "{screen}");
    let asked = console.effects.len();
    console.tick("03:30:00");
    assert_eq!(console.effects.len(), asked, "nothing is asked about what is gone");
}

#[test]
fn a_cluster_that_does_not_answer_ages_every_pane() {
    let mut console = Console::failing();
    assert!(!console.screen(160, 41).contains("old)"));
    console.hear(vec![source(Link::Stale, "03:12:30")]);
    console.tick("03:12:42");
    let screen = console.screen(160, 41);
    assert_eq!(screen.matches("(12s old)").count(), 6, "{screen}");
    assert!(screen.contains("~checkout-7f9c-9pl4d"), "rows are marked: {screen}");
}

#[test]
fn a_node_that_is_not_ready_is_named_with_the_pods_on_it() {
    let mut console = Console::failing();
    console.hear(vec![Change::Node(Delta::Apply(node("ip-10-0-3-4", Truth::Unknown)))]);
    let screen = console.screen(160, 41);
    let sentence = "ip-10-0-3-4, where 5 pods of it are not well, does not report since 03:01:12: Kubelet stopped";
    assert!(screen.contains(sentence), "{screen}");
    assert!(screen.contains("ip-10-0-3-4 ! not ready"), "{screen}");
}

#[test]
fn bounds_that_may_not_be_listed_are_unknown_and_none_is_said() {
    let mut console = Console::failing();
    let gap = Gap {
        verb: safe("list"),
        resource: safe("poddisruptionbudgets"),
        namespace: Some(safe("payments")),
        message: safe("cannot list poddisruptionbudgets in namespace payments: forbidden. Check: kubectl auth can-i"),
    };
    let refused = Bounds { autoscalers: Ok(Vec::new()), budgets: Err(gap) };
    console.run(Command::Refresh);
    console.answer(&Question::Bounds(key()), Answer::Bounds(Box::new(refused)));
    let screen = console.screen(160, 41);
    assert!(
        screen.contains("PDB unknown: cannot list poddisruptionbudgets in namespace payments: forbidden"),
        "{screen}"
    );
    console.run(Command::Refresh);
    let none = Bounds { autoscalers: Ok(Vec::new()), budgets: Ok(Vec::new()) };
    console.answer(&Question::Bounds(key()), Answer::Bounds(Box::new(none)));
    let screen = console.screen(160, 41);
    assert!(screen.contains("bounds     no HPA scales it, no PDB guards its pods"), "{screen}");
}

#[test]
fn pods_that_may_not_be_listed_are_not_the_same_as_none() {
    let mut console = Console::with(&[], &[]);
    let gap = Gap {
        verb: safe("list"),
        resource: safe("pods"),
        namespace: Some(safe("payments")),
        message: safe("cannot list pods in namespace payments: forbidden. Check: kubectl auth can-i list pods"),
    };
    console.hear(vec![Change::Unreadable(key(), gap)]);
    let screen = console.screen(160, 41);
    assert!(screen.contains("cannot list pods in namespace payments: forbidden (you are k8s:op1.r)"), "{screen}");
    assert!(screen.contains("kubectl auth can-i list pods -n payments --context=eks-eu1"), "{screen}");
}

#[test]
fn another_screen_of_the_same_rollout_takes_no_answer_to_this_one() {
    let console = Console::failing();
    let (again, _) = crate::ui::screens::inspect::State::open(key(), &console.model, &[], console.state.ticket());
    assert!(again.ticket() > console.state.ticket() && console.state.ticket() > Ticket(100));
}
