use crate::{
    domain::{
        Truth,
        action::{Guard, Plan},
        approval::Word,
        digest::Digest,
        environment::Environment,
        journal::Ulid,
        walk::Entry,
    },
    logic::gate::{Approver, Closed, Decision, Denial, Request, approve, reject},
};

use super::make::{at, plan, request, rule, safe, scale};

fn word(request: &Request, by: &str, word: Word, second: i64) -> Decision {
    Decision {
        by: safe(by),
        at: at(second),
        word,
        binding_sha256: request.binding_sha256(),
        acknowledged: Vec::new(),
        reason: None,
    }
}

fn say(request: &mut Request, by: &str, word_: Word, second: i64) -> Result<(), Denial> {
    let decision = word(request, by, word_, second);
    request.decide(decision)
}

fn of(quorum: u8, allow_self: bool) -> Request {
    request(rule(quorum, allow_self), plan(scale()))
}

#[test]
fn there_is_no_proof_before_enough_people_approved() {
    let mut request = of(2, false);
    assert_eq!(request.permit(at(1)).unwrap_err(), Denial::Unapproved { has: 0, quorum: 2 });
    say(&mut request, "eve", Word::Approve, 1).unwrap();
    assert_eq!(say(&mut request, "eve", Word::Approve, 2), Err(Denial::Repeated { by: safe("eve") }));
    assert_eq!(request.permit(at(2)).unwrap_err(), Denial::Unapproved { has: 1, quorum: 2 });
    say(&mut request, "adam", Word::Approve, 3).unwrap();
    let approved = request.permit(at(4)).unwrap();
    assert_eq!((approved.what(), approved.request()), (&scale(), Ulid(9)));
    assert_eq!(approved.target().name.as_str(), "checkout");
}

#[test]
fn who_asked_or_started_is_no_second_person() {
    for by in ["op", "starter"] {
        let denied = say(&mut of(1, false), by, Word::Approve, 1).unwrap_err();
        assert_eq!(denied.to_string(), format!("needs a second person; you ({by}) asked for it"));
        assert_eq!(say(&mut of(1, true), by, Word::Approve, 1), Ok(()), "a tool for one operator");
        assert_eq!(say(&mut of(1, false), by, Word::Reject, 1), Ok(()), "anybody may reject");
    }
}

#[test]
fn time_and_bytes_bind() {
    let mut request = of(1, true);
    assert!(matches!(say(&mut request, "op", Word::Approve, 1800), Err(Denial::Expired { .. })));
    let other = Decision { binding_sha256: Digest::of(b"other"), ..word(&request, "op", Word::Approve, 1) };
    assert!(matches!(request.decide(other), Err(Denial::OtherBinding { .. })));
    for (approved, until) in [(1, 601), (1799, 1800)] {
        let mut request = request.clone();
        say(&mut request, "op", Word::Approve, approved).unwrap();
        assert!(
            request.permit(at(until - 1)).is_ok(),
            "ten minutes from the quorum, and no longer than people were told"
        );
        assert!(matches!(request.permit(at(until)), Err(Denial::Lapsed { .. })));
    }
}

#[test]
fn one_rejection_wins_whichever_comes_first() {
    let mut late = of(1, true);
    say(&mut late, "op", Word::Approve, 1).unwrap();
    say(&mut late, "eve", Word::Reject, 2).unwrap();
    let mut early = of(1, true);
    say(&mut early, "eve", Word::Reject, 1).unwrap();
    assert!(matches!(say(&mut early, "op", Word::Approve, 2), Err(Denial::Closed { .. })));
    for request in [late, early] {
        assert_eq!(request.closed(), Some(&Closed::Rejected));
        assert!(matches!(request.permit(at(3)), Err(Denial::Closed { .. })));
    }
}

#[test]
fn an_approval_is_used_once() {
    let mut request = of(1, true);
    say(&mut request, "op", Word::Approve, 1).unwrap();
    request.close(Closed::Used(Ulid(5))).unwrap();
    assert!(matches!(request.permit(at(2)), Err(Denial::Closed { .. })));
    assert!(matches!(request.close(Closed::Used(Ulid(6))), Err(Denial::Closed { .. })));
}

#[test]
fn a_policy_that_asks_for_nobody_is_its_own_approval() {
    assert!(of(0, false).permit(at(1)).is_ok());
    let guard = Guard { name: safe("owner"), holds: Truth::Unknown, can_acknowledge: true, message: safe("") };
    let red = request(rule(0, true), Plan { guards: vec![guard], ..plan(scale()) });
    assert!(red.permit(at(1)).is_err(), "not where something stands against it");
    assert!(matches!(of(0, false).permit(at(600)), Err(Denial::Lapsed { .. })));
}

#[test]
fn a_word_that_fell_was_not_said() {
    let said = |request: &Request, word_, second| request.is_said(&safe("op"), word_, at(second));
    let mut approved = of(1, true);
    assert_eq!(said(&approved, Word::Approve, 1), Ok(false));
    say(&mut approved, "op", Word::Approve, 1).unwrap();
    assert_eq!((said(&approved, Word::Approve, 2), said(&approved, Word::Reject, 2)), (Ok(true), Ok(false)));
    assert!(matches!(said(&approved, Word::Approve, 601), Err(Denial::Lapsed { .. })));
    for (how, counts) in
        [(Closed::Used(Ulid(1)), true), (Closed::Stale(safe("it moved")), false), (Closed::Expired, false)]
    {
        let mut closed = approved.clone();
        closed.close(how).unwrap();
        assert_eq!(said(&closed, Word::Approve, 9999).is_ok(), counts, "{closed:?}");
    }
    say(&mut approved, "op", Word::Reject, 3).unwrap();
    assert_eq!(said(&approved, Word::Reject, 9999), Ok(true));
    assert!(matches!(said(&approved, Word::Approve, 4), Err(Denial::Closed { .. })));
}

fn approver(request: &Request) -> Approver {
    Approver {
        by: safe("op"),
        environment: Environment::Production,
        code: Some(safe(&request.binding_sha256().code())),
        typed: Some("checkout".to_owned()),
        acknowledged: Vec::new(),
    }
}

#[test]
fn a_word_is_checked_before_it_is_recorded() {
    let request = of(1, true);
    let good = approver(&request);
    let Entry::Approve { self_approved, .. } = approve(&request, &good, at(1)).unwrap() else { panic!() };
    assert!(self_approved, "the operator's own approval is marked");
    let eve = Approver { by: safe("eve"), ..good.clone() };
    assert!(matches!(approve(&request, &eve, at(1)), Ok(Entry::Approve { self_approved: false, .. })));
    let said = |approver: &Approver| approve(&request, approver, at(1)).unwrap_err();
    assert!(matches!(said(&Approver { code: Some(safe("0000-0000")), ..good.clone() }), Denial::OtherCode { .. }));
    assert!(matches!(said(&Approver { typed: Some("Checkout".to_owned()), ..good.clone() }), Denial::Mistyped(_)));
    assert!(matches!(said(&Approver { typed: None, ..good.clone() }), Denial::Untyped { .. }));
    let loose = Approver { typed: None, code: None, environment: Environment::Development, ..good.clone() };
    assert!(approve(&request, &loose, at(1)).is_ok());
    assert!(matches!(approve(&request, &good, at(1800)), Err(Denial::Expired { .. })));
}

#[test]
fn guards_stand_before_the_word() {
    let guard =
        Guard { name: safe("owner"), holds: Truth::No, can_acknowledge: true, message: safe("Argo CD owns it") };
    let request = request(rule(1, true), Plan { guards: vec![guard], ..plan(scale()) });
    let mut approver = approver(&request);
    let denied = approve(&request, &approver, at(1)).unwrap_err();
    assert_eq!(denied.to_string(), "owner: Argo CD owns it (acknowledge it with owner=REASON)");
    approver.acknowledged = vec![super::super::acknowledgement("owner=paused").unwrap()];
    let Ok(Entry::Approve { acknowledged, .. }) = approve(&request, &approver, at(1)) else { panic!() };
    assert_eq!(acknowledged, approver.acknowledged, "it is recorded");
}

#[test]
fn a_rejection_needs_a_reason() {
    let request = of(1, false);
    assert_eq!(reject(&request, safe("op"), &safe(" "), at(1)), Err(Denial::NoReason));
    assert!(matches!(reject(&request, safe("op"), &safe("not now"), at(1)), Ok(Entry::Reject { .. })));
    assert!(matches!(reject(&request, safe("op"), &safe("not now"), at(1800)), Err(Denial::Expired { .. })));
}
