//! What grows old, what is another object of the same name, and what has to be read again.

use std::collections::BTreeSet;

use crate::{
    domain::{
        cluster::ClusterNo,
        text::Safe,
        verdict::State,
        watch::{Change, Delta, Span},
        workload::{Key, Kind},
    },
    logic::board::Board,
};

use super::make::{apply, at, board, key, pod, pods_of, send, state, workload};

fn unexplained(board: &Board) -> BTreeSet<Key> {
    board.wanted(ClusterNo(0)).unexplained.clone()
}

fn again(board: &Board) -> BTreeSet<(Key, u32)> {
    board.wanted(ClusterNo(0)).again.clone()
}

fn missed(except: impl Into<BTreeSet<Key>>) -> Change {
    Change::Missed { span: Span::All, except: except.into() }
}

fn pods(board: &Board, key: &Key) -> usize {
    board.entry(key).unwrap().pods.len()
}

#[test]
fn what_nobody_watched_for_a_while_is_shown_and_listed_again() {
    let (web, api) = (key("a", "web"), key("a", "api"));
    let mut board = board(vec![workload("a", "web", 0, 1), workload("a", "api", 0, 1)]);
    let list = |name: &str| pods_of(&key("a", name), vec![pod("a", name, "7f9c", "1", true)]);
    send(&mut board, 1, vec![list("web"), list("api")]);
    assert_eq!(unexplained(&board), [].into());
    send(&mut board, 2, vec![missed([api])]);
    assert_eq!(unexplained(&board), [web.clone()].into());
    assert_eq!((state(&board, &web), pods(&board, &web)), (State::Failed, 1));
    send(&mut board, 3, vec![list("web")]);
    assert_eq!(unexplained(&board), [].into());
}

#[test]
fn so_is_what_a_common_watch_had_explained_without_a_list() {
    let web = key("a", "web");
    let mut board = board(vec![workload("a", "web", 0, 1)]);
    send(&mut board, 1, vec![Change::Pod(Delta::Apply(pod("a", "web", "7f9c", "1", true)))]);
    assert_eq!(unexplained(&board), [].into());
    send(&mut board, 2, vec![missed([])]);
    assert_eq!(unexplained(&board), [web.clone()].into());
    assert_eq!(state(&board, &web), State::Failed, "what is known is the best there is");
}

#[test]
fn pods_of_what_is_well_are_no_ghosts_when_the_common_watch_has_ended() {
    let web = key("a", "web");
    let mut board = board(vec![workload("a", "web", 1, 1)]);
    send(&mut board, 1, vec![Change::Pod(Delta::Apply(pod("a", "web", "7f9c", "1", true)))]);
    board.tick(at(40));
    let was = pods(&board, &web);
    send(&mut board, 41, vec![missed([])]);
    assert_eq!((was, pods(&board, &web)), (1, 0));
}

#[test]
fn another_object_of_the_same_name_is_read_anew() {
    let web = key("a", "web");
    let mut board = board(vec![workload("a", "web", 0, 1)]);
    send(&mut board, 1, vec![pods_of(&web, vec![pod("a", "web", "7f9c", "1", true)])]);
    let mut other = workload("a", "web", 0, 2);
    other.uid = Safe::clean("another");
    send(&mut board, 2, vec![apply(other)]);
    assert_eq!(pods(&board, &web), 0);
    board.tick(at(5));
    assert_eq!(unexplained(&board), [web].into());
}

#[test]
fn its_pods_may_come_at_once() {
    let web = key("a", "web");
    let mut board = board(vec![workload("a", "web", 0, 1)]);
    let gone = Delta::Delete { namespace: Some(Safe::clean("a")), name: Safe::clean("web") };
    let list = pods_of(&web, vec![pod("a", "web", "7f9c", "1", true)]);
    send(&mut board, 1, vec![Change::Workload(Kind::Deployment, gone), apply(workload("a", "web", 0, 1)), list]);
    assert_eq!((unexplained(&board), pods(&board, &web)), ([].into(), 1));
}

#[test]
fn what_was_let_go_of_and_fell_again_is_read_anew() {
    let web = key("a", "web");
    let mut board = board(vec![workload("a", "web", 0, 1)]);
    send(&mut board, 1, vec![pods_of(&web, vec![pod("a", "web", "7f9c", "1", true)])]);
    assert_eq!(again(&board), [].into());
    let healed = pod("a", "web", "7f9c", "1", false);
    send(&mut board, 10, vec![apply(workload("a", "web", 1, 1)), Change::Pod(Delta::Apply(healed))]);
    board.tick(at(45));
    // A list that was under way then is nobody's.
    send(&mut board, 46, vec![pods_of(&web, vec![pod("a", "web", "7f9c", "1", true)])]);
    send(&mut board, 50, vec![apply(workload("a", "web", 0, 1))]);
    assert_eq!(again(&board), [(web.clone(), 1)].into());
    board.tick(at(53));
    assert_eq!(unexplained(&board), [web].into());
}

fn lists(board: &mut Board) {
    let empty = |kind| Change::Workload(kind, Delta::Replace { span: Span::All, items: vec![] });
    let rows = Change::PodRow(Delta::Replace { span: Span::All, items: vec![] });
    let nodes = Change::Node(Delta::Replace { span: Span::All, items: vec![] });
    send(board, 1, vec![empty(Kind::StatefulSet), empty(Kind::DaemonSet), rows, nodes]);
}

fn events(span: Span) -> Change {
    Change::Event(Delta::Replace { span, items: vec![] })
}

/// All of a rollout but its events.
fn details(board: &mut Board, of: &Key) {
    let crashing = pod("a", &of.name, "7f9c", "1", true);
    send(board, 2, vec![pods_of(of, vec![crashing])]);
    let words: Vec<_> = board.wanted(ClusterNo(0)).last_words.iter().cloned().collect();
    send(board, 3, words.into_iter().map(|words| Change::LastWords(words, Ok(Safe::default()))).collect());
}

#[test]
fn events_that_were_listed_for_one_do_not_speak_for_another() {
    let (web, api) = (key("a", "web"), key("a", "api"));
    let mut board = board(vec![workload("a", "web", 0, 1), workload("a", "api", 1, 1)]);
    lists(&mut board);
    details(&mut board, &web);
    assert!(!board.is_settled());
    send(&mut board, 4, vec![events(Span::Rollouts([web.clone()].into()))]);
    assert!(board.is_settled());
    send(&mut board, 5, vec![apply(workload("a", "api", 0, 1))]);
    details(&mut board, &api);
    assert!(!board.is_settled(), "the events of the second are on their way");
    send(&mut board, 6, vec![events(Span::Rollouts([web, api].into()))]);
    assert!(board.is_settled());
}

#[test]
fn warnings_are_enough_for_many_and_not_for_what_is_open() {
    let web = key("a", "web");
    let mut board = board(vec![workload("a", "web", 0, 1)]);
    lists(&mut board);
    details(&mut board, &web);
    send(&mut board, 4, vec![events(Span::All)]);
    assert!(board.is_settled());
    send(&mut board, 5, vec![missed([web.clone()])]);
    assert!(!board.is_settled(), "nobody hears of warnings any more");
    send(
        &mut board,
        6,
        vec![events(Span::All), Change::Revision(Delta::Replace { span: Span::Rollout(web.clone()), items: vec![] })],
    );
    assert!(board.is_settled());
    board.open([web.clone()].into());
    assert!(!board.is_settled());
    send(&mut board, 7, vec![events(Span::Rollouts([web].into()))]);
    assert!(board.is_settled());
}
