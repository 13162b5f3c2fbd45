//! A container that ends again while its log is open.

use super::{
    console::Console,
    fixture::{crashing, end, key, pod, running},
};
use crate::{
    domain::{
        pod::{ContainerState, Pod, Role},
        watch::{Change, Delta, Span},
    },
    flow::{Command, Effect, Reply, reply::Choice},
    ui::screens::Input,
};

/// A pod whose container ended last at this time, and waits.
fn ended(suffix: &str, time: &str) -> Pod {
    let mut container = crashing("api", Role::Main);
    container.last = Some(end(1, "Error", time));
    pod(suffix, "7f9c", vec![container])
}

fn hear(console: &mut Console, pods: &[Pod]) {
    console.hear(vec![Change::Pod(Delta::Replace { span: Span::Rollout(key()), items: pods.to_vec() })]);
}

/// What is read because of these answers, and what is said.
fn answers(replies: &[Reply]) -> (Vec<(String, bool)>, Vec<String>) {
    let tails = replies.iter().filter_map(|reply| match reply {
        Reply::Do(Effect::Tail { request, .. }) => Some(&request.sources),
        _ => None,
    });
    let said = replies.iter().filter_map(|reply| match reply {
        Reply::Say(notice) => Some(notice.text.to_string()),
        _ => None,
    });
    (tails.flatten().map(|source| (source.pod.to_string(), source.previous)).collect(), said.collect())
}

fn tick(console: &mut Console, time: &str) -> (Vec<(String, bool)>, Vec<String>) {
    console.model.tick(super::fixture::at(time));
    answers(&console.input(&Input::Tick))
}

fn opened(pods: &[Pod]) -> Console {
    let mut console = Console::with(pods, &[]);
    console.screen(160, 41);
    console.log(["boot".to_owned(), "KeyError: 'X'".to_owned()].into_iter());
    console
}

#[test]
fn the_log_of_a_container_that_ended_again_is_read_by_itself() {
    let mut console = opened(&[ended("aaaaa", "03:11:50")]);
    assert_eq!(tick(&mut console, "03:12:50"), (vec![], vec![]), "nothing has happened");
    hear(&mut console, &[ended("aaaaa", "03:12:55")]);
    let pod = "checkout-7f9c-aaaaa";
    let said = format!("{pod}/api ended again 03:12:55: this is the newer log");
    assert_eq!(tick(&mut console, "03:12:56"), (vec![(pod.to_owned(), true)], vec![said]));
    assert!(console.state.log.ring.is_empty(), "the lines of the older life are gone");
    assert_eq!(tick(&mut console, "03:13:30"), (vec![], vec![]), "it is read once");
}

#[test]
fn one_that_has_just_ended_is_read_as_the_present_log() {
    let mut console = opened(&[ended("aaaaa", "03:11:50")]);
    let mut again = ended("aaaaa", "03:11:50");
    again.containers[0].state = ContainerState::Terminated(end(1, "Error", "03:12:55"));
    hear(&mut console, &[again]);
    assert_eq!(tick(&mut console, "03:12:56").0, [("checkout-7f9c-aaaaa".to_owned(), false)]);
    hear(&mut console, &[ended("aaaaa", "03:12:55")]);
    assert_eq!(tick(&mut console, "03:13:30"), (vec![], vec![]), "the same life, as the previous one");
}

#[test]
fn whoever_reads_keeps_the_lines_until_they_refresh() {
    let mut console = opened(&[ended("aaaaa", "03:11:50")]);
    console.run(Command::Logs);
    console.run(Command::Up);
    hear(&mut console, &[ended("aaaaa", "03:12:55")]);
    let said = "checkout-7f9c-aaaaa/api ended again 03:12:55: refresh reads the newer log";
    assert_eq!(tick(&mut console, "03:12:56"), (vec![], vec![said.to_owned()]));
    assert_eq!(tick(&mut console, "03:12:57"), (vec![], vec![]), "it is said once");
    let screen = console.screen(160, 41);
    assert!(screen.contains("KeyError") && screen.contains("ended again 03:12:55: refresh"), "{screen}");
    let (read, _) = answers(&console.run(Command::Refresh));
    assert_eq!(read, [("checkout-7f9c-aaaaa".to_owned(), true)]);
    assert!(!console.screen(160, 41).contains("ended again"));
}

#[test]
fn merged_logs_are_read_anew_at_most_every_ten_seconds() {
    let mut console = opened(&[ended("aaaaa", "03:11:50"), ended("bbbbb", "03:11:50")]);
    console.run(Command::PickContainer);
    console.input(&Input::Chosen(Choice::Container, 0));
    console.log(["boot".to_owned()].into_iter());
    hear(&mut console, &[ended("aaaaa", "03:12:32"), ended("bbbbb", "03:12:33")]);
    assert_eq!(tick(&mut console, "03:12:34").0, [], "read three seconds ago");
    let (read, said) = tick(&mut console, "03:12:42");
    assert_eq!(read.len(), 2);
    assert_eq!(said, ["2 containers ended again 03:12:33: this is the newer log"]);
}

#[test]
fn the_present_log_that_was_asked_for_stays() {
    let mut console = opened(&[ended("aaaaa", "03:11:50"), pod("bbbbb", "7f9c", vec![running()])]);
    console.run(Command::PreviousLog);
    hear(&mut console, &[ended("aaaaa", "03:12:55")]);
    assert_eq!(tick(&mut console, "03:13:56"), (vec![], vec![]));
}
