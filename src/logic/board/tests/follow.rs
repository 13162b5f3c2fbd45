//! What has to be followed, and whether all of it has arrived.

use crate::domain::{
    cluster::{ClusterNo, Link, Source},
    text::Safe,
    verdict::State,
    watch::{Change, Delta, Span, Wanted},
    workload::Kind,
};

use super::make::{apply, at, board, key, list, live, pod, pods_of, row, safe, send, state, workload};

fn wanted(board: &crate::logic::board::Board) -> Wanted {
    board.wanted(ClusterNo(0)).clone()
}

#[test]
fn only_what_is_not_well_is_followed() {
    let board = board(vec![workload("a", "bad", 0, 1), workload("a", "good", 1, 1)]);
    assert_eq!(wanted(&board).bad, [key("a", "bad")].into());
    assert_eq!(wanted(&board).unexplained, [key("a", "bad")].into());
    assert_eq!(wanted(&board).open, [].into());
}

#[test]
fn a_rollout_that_is_well_again_is_followed_for_half_a_minute_more() {
    let web = key("a", "web");
    let mut board = board(vec![workload("a", "web", 0, 1)]);
    send(&mut board, 1, vec![pods_of(&web, vec![pod("a", "web", "7f9c", "1", true)])]);
    let healed = pod("a", "web", "7f9c", "1", false);
    send(&mut board, 10, vec![apply(workload("a", "web", 1, 1)), Change::Pod(Delta::Apply(healed))]);
    assert_eq!(state(&board, &web), State::Ok);
    assert_eq!(wanted(&board).bad, [web.clone()].into());
    board.tick(at(39));
    assert_eq!(wanted(&board).bad, [web.clone()].into());
    board.tick(at(40));
    assert_eq!(wanted(&board).bad, [].into());
    assert_eq!(board.entry(&web).unwrap().pods.len(), 0);
}

#[test]
fn one_that_falls_again_meanwhile_stays() {
    let web = key("a", "web");
    let mut board = board(vec![workload("a", "web", 0, 1)]);
    send(&mut board, 10, vec![apply(workload("a", "web", 1, 1))]);
    send(&mut board, 20, vec![apply(workload("a", "web", 0, 1))]);
    board.tick(at(45));
    assert_eq!(wanted(&board).bad, [web].into());
}

#[test]
fn a_row_without_a_namespace_hints_at_all_that_it_could_be_of() {
    let mut board = board(vec![workload("a", "web", 1, 1), workload("b", "web", 1, 1), workload("b", "web2", 1, 1)]);
    let rows = vec![row("web-7f9c-1", "CrashLoopBackOff")];
    send(&mut board, 1, vec![Change::PodRow(Delta::Replace { span: Span::All, items: rows })]);
    assert_eq!(wanted(&board).bad, [key("a", "web"), key("b", "web")].into());
    // The objects tell whose it was.
    let mine = pod("a", "web", "7f9c", "1", true);
    let fine = vec![pod("b", "web", "7f9c", "2", false)];
    send(&mut board, 2, vec![pods_of(&key("a", "web"), vec![mine]), pods_of(&key("b", "web"), fine)]);
    board.tick(at(40));
    assert_eq!(wanted(&board).bad, [key("a", "web")].into());
}

#[test]
fn a_restart_is_worth_a_look_even_if_the_row_says_running() {
    let mut board = board(vec![workload("a", "web", 1, 1)]);
    let mut running = row("web-7f9c-1", "Running");
    send(&mut board, 1, vec![Change::PodRow(Delta::Replace { span: Span::All, items: vec![running.clone()] })]);
    assert_eq!(wanted(&board).bad, [].into());
    running.restarts = 1;
    send(&mut board, 2, vec![Change::PodRow(Delta::Apply(running))]);
    assert_eq!(wanted(&board).bad, [key("a", "web")].into());
}

#[test]
fn finished_pods_that_are_left_behind_hint_at_nothing_for_long() {
    let web = key("a", "web");
    let mut board = board(vec![workload("a", "web", 1, 1)]);
    send(&mut board, 1, vec![Change::PodRow(Delta::Apply(row("web-7f9c-9", "Error")))]);
    assert_eq!(wanted(&board).bad, [web.clone()].into());
    let mut evicted = pod("a", "web", "7f9c", "9", true);
    evicted.phase = safe("Failed");
    send(&mut board, 2, vec![pods_of(&web, vec![pod("a", "web", "7f9c", "1", false), evicted])]);
    assert_eq!(state(&board, &web), State::Ok);
    board.tick(at(40));
    assert_eq!(wanted(&board).bad, [].into());
}

#[test]
fn the_last_words_of_a_few_crashed_pods_are_wanted() {
    let web = key("a", "web");
    let mut board = board(vec![workload("a", "web", 0, 5)]);
    let pods = ["1", "2", "3", "4", "5"].map(|suffix| pod("a", "web", "7f9c", suffix, true));
    send(&mut board, 1, vec![pods_of(&web, pods.to_vec())]);
    let words = wanted(&board).last_words;
    assert_eq!(words.len(), 3);
    let first = words.first().unwrap().clone();
    assert!(first.previous && first.restarts == 5);
    send(&mut board, 2, vec![Change::LastWords(first, Ok(safe("boot\nKeyError: 'X'")))]);
    assert!(board.entry(&web).unwrap().rollout.verdict.why.ends_with("KeyError: 'X'"));
}

#[test]
fn revisions_are_wanted_only_in_the_middle_of_a_rollout() {
    let mut going = workload("a", "web", 1, 2);
    going.counts.updated = 1;
    let board = board(vec![going, workload("a", "rest", 0, 1)]);
    assert_eq!(wanted(&board).revisions, [key("a", "web")].into());
}

#[test]
fn it_is_settled_when_all_lists_and_the_details_of_the_bad_are_there() {
    let web = key("a", "web");
    let mut board = board(vec![workload("a", "web", 0, 1)]);
    let empty = |kind| Change::Workload(kind, Delta::Replace { span: Span::All, items: vec![] });
    let rest = vec![
        empty(Kind::StatefulSet),
        empty(Kind::DaemonSet),
        Change::PodRow(Delta::Replace { span: Span::All, items: vec![] }),
        Change::Node(Delta::Replace { span: Span::All, items: vec![] }),
        Change::Event(Delta::Replace { span: Span::All, items: vec![] }),
    ];
    send(&mut board, 1, rest);
    assert!(!board.is_settled());
    send(&mut board, 2, vec![pods_of(&web, vec![pod("a", "web", "7f9c", "1", true)])]);
    assert!(!board.is_settled(), "the last words are missing");
    let words = wanted(&board).last_words.pop_first().unwrap();
    send(&mut board, 3, vec![Change::LastWords(words, Ok(Safe::default()))]);
    assert!(board.is_settled());
}

#[test]
fn a_cluster_that_does_not_answer_has_nothing_more_to_say() {
    let mut board = board(vec![workload("a", "web", 0, 1)]);
    assert!(!board.is_settled());
    send(&mut board, 1, vec![Change::Source(Source { link: Link::Offline, ..live() })]);
    assert!(board.is_settled());
    assert!(!crate::logic::board::Board::default().is_settled());
}

#[test]
fn what_is_open_is_wanted_and_forgotten_when_it_is_closed() {
    let web = key("a", "web");
    let mut board = board(vec![workload("a", "web", 1, 1)]);
    board.open([web.clone()].into());
    assert_eq!(wanted(&board).open, [web.clone()].into());
    assert!(send(&mut board, 1, vec![pods_of(&web, vec![pod("a", "web", "7f9c", "1", false)])]));
    assert_eq!(board.entry(&web).unwrap().pods.len(), 1);
    board.open([].into());
    assert_eq!(board.entry(&web).unwrap().pods.len(), 0);
    send(&mut board, 2, vec![list(vec![workload("a", "web", 1, 1)])]);
    assert_eq!(state(&board, &web), State::Ok);
}

#[test]
fn pods_of_what_is_well_and_closed_are_not_kept() {
    let web = key("a", "web");
    let mut board = board(vec![workload("a", "web", 1, 1)]);
    send(&mut board, 1, vec![Change::Pod(Delta::Apply(pod("a", "web", "7f9c", "1", false)))]);
    assert_eq!(board.entry(&web).unwrap().pods.len(), 0);
}
