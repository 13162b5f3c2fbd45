use super::*;
use crate::domain::{
    cluster::ClusterId,
    environment::Environment::{Development, Production, Staging},
    text::Safe,
};

const BASE: &str = "\
version: 1
environments:
  - {cluster: 4f2a-c1, namespace: 'pay*', name: production}
  - {cluster: 4f2a-c1, namespace: '*', name: staging}
  - cluster: 'sha-*'
    namespace: '{web,api}'
    name: development
";

fn uid(text: &str) -> ClusterId {
    ClusterId { uid: Some(Safe::clean(text)), endpoint: Safe::clean("77aa") }
}

fn given(text: &str) -> Environments {
    Environments::new(Base::Given(Policy::parse(text).unwrap()))
}

fn mistake(text: &str) -> String {
    Policy::parse(text).unwrap_err().to_string()
}

#[test]
fn the_first_rule_that_matches_decides() {
    let environments = given(BASE);
    assert_eq!(environments.of(Some(&uid("4f2a-c1")), "payments"), Production);
    assert_eq!(environments.of(Some(&uid("4f2a-c1")), "web"), Staging);
}

#[test]
fn a_rule_may_name_the_cluster_either_way() {
    let environments = given(BASE);
    let without_uid = ClusterId { uid: None, endpoint: Safe::clean("sha-77") };
    assert_eq!(environments.of(Some(&without_uid), "web"), Development);
    let with_uid = ClusterId { uid: Some(Safe::clean("other")), ..without_uid.clone() };
    assert_eq!(environments.of(Some(&with_uid), "web"), Development, "the hash counts where the uid is readable too");
    let both = ClusterId { uid: Some(Safe::clean("4f2a-c1")), ..without_uid };
    assert_eq!(environments.of(Some(&both), "web"), Staging, "the first rule decides, whichever name it gives");
}

#[test]
fn whatever_no_rule_names_is_production() {
    let environments = given(BASE);
    assert_eq!(environments.of(Some(&uid("sha-77")), "payments"), Production);
    let unnamed = ClusterId { uid: None, endpoint: Safe::clean("4f2a-c2") };
    assert_eq!(environments.of(Some(&unnamed), "web"), Production);
    assert_eq!(environments.of(Some(&uid("other")), "web"), Production);
    assert_eq!(environments.of(None, "web"), Production);
    assert_eq!(Environments::default().of(Some(&uid("4f2a-c1")), "web"), Production);
}

#[test]
fn a_further_policy_only_tightens() {
    let mut environments = given(BASE);
    let own = "version: 1\nenvironments:\n- {cluster: '*', namespace: web, name: development}\n\
               - {cluster: '*', namespace: api, name: production}\n";
    environments.tighten(Some(Policy::parse(own).unwrap()));
    assert_eq!(environments.of(Some(&uid("4f2a-c1")), "web"), Staging, "development is looser than staging");
    assert_eq!(environments.of(Some(&uid("4f2a-c1")), "api"), Production);
    let mut alone = Environments::default();
    alone.tighten(Some(Policy::parse(own).unwrap()));
    assert_eq!(alone.of(Some(&uid("4f2a-c1")), "web"), Production, "without a base there is nothing to tighten");
}

#[test]
fn what_cannot_be_trusted_makes_everything_production() {
    let locked = Environments::new(Base::Locked);
    assert!(locked.is_locked());
    assert_eq!(locked.of(Some(&uid("4f2a-c1")), "web"), Production);
    let mut half = given(BASE);
    half.tighten(None);
    assert_eq!(half.of(Some(&uid("4f2a-c1")), "web"), Production);
}

#[test]
fn an_alias_bomb_is_refused_at_once() {
    let mut lines = vec!["version: 1\nenvironments:\n  - &a [x, x, x, x, x, x, x, x]".to_owned()];
    for (one, next) in ('a'..'i').zip('b'..='i') {
        lines.push(format!("  - &{next} [{}]", [format!("*{one}").as_str(); 8].join(", ")));
    }
    let bomb = lines.join("\n");
    let said = mistake(&bomb);
    assert!(said.contains("alias limit (line 3)"), "{said}");
}

#[test]
fn deep_nesting_is_refused() {
    let said = mistake(&"[".repeat(100_000));
    assert!(said.starts_with("nesting deeper than 32 at line 1"), "{said}");
    let block = (0..40).map(|depth| format!("{}a:", " ".repeat(depth))).collect::<Vec<_>>().join("\n");
    assert!(mistake(&block).contains("line 1"), "{}", mistake(&block));
    let inside = format!("version: 1\nenvironments:\n  - {{cluster: {}", "[".repeat(40));
    assert!(mistake(&inside).starts_with("nesting deeper than 32 at line 3"), "{}", mistake(&inside));
}

#[test]
fn a_duplicate_key_is_named_with_both_lines() {
    assert_eq!(mistake("version: 1\nenvironments: []\nversion: 1\n"), "duplicate key `version`, line 1 and 3");
    let entry = "version: 1\nenvironments:\n  - cluster: a\n    namespace: b\n    name: staging\n    cluster: c\n";
    assert_eq!(mistake(entry), "duplicate key `cluster`, line 3 and 6");
}

#[test]
fn an_unknown_field_is_named_with_its_line_and_a_suggestion() {
    assert_eq!(
        mistake("version: 1\nenvironment: []\n"),
        "unknown field `environment`, did you mean `environments`? line 2"
    );
    let entry = "version: 1\nenvironments:\n  - cluster: a\n    namespace: b\n    env: staging\n";
    assert_eq!(mistake(entry), "unknown field `env`, line 5");
}

#[test]
fn other_mistakes_say_what_and_where() {
    assert_eq!(mistake("version: 2\n"), "version 2 is not known; this is 1, line 1");
    assert_eq!(mistake("environments: []\n"), "missing field `version`, line 1");
    let of = |name: &str| format!("version: 1\nenvironments:\n  - {{cluster: a, namespace: b, name: {name}}}\n");
    assert_eq!(mistake(&of("prod")), "unknown environment `prod`, known: development, staging, production, line 3");
    let bad = "version: 1\nenvironments:\n  - {cluster: 'a[', namespace: b, name: staging}\n";
    assert!(mistake(bad).starts_with("bad glob `a[`") && mistake(bad).ends_with("line 3"), "{}", mistake(bad));
    assert!(mistake("version: 1\n---\nversion: 1\n").contains("line"));
    for text in ["version: yes\n", "version: 010\n", "version: 1e3\n", "version: {\n", "\t- x\n"] {
        assert!(mistake(text).contains("line 1"), "{}", mistake(text));
    }
    assert_eq!(mistake("version: yes\n"), "expected a whole number, line 1");
    assert_eq!(mistake(&" ".repeat(256 * 1024 + 1)), "larger than 256 KiB");
    assert!(Policy::parse("version: 1\n").unwrap().is_empty());
}

#[test]
fn the_example_is_a_policy() {
    let policy = Policy::parse(include_str!("../../../assets/policy.example.yaml")).unwrap();
    assert!(!policy.is_empty());
}

#[test]
fn who_approves_follows_the_policies() {
    let text = format!(
        "{BASE}approvals:\n  - {{cluster: 4f2a-c1, namespace: web, action: restart, quorum: 0}}\n  \
         - {{cluster: '*', namespace: 'pay*', action: '*', quorum: 2}}\n  \
         - {{cluster: 4f2a-c1, namespace: web, action: '*', quorum: 1, allow_self: true}}\n"
    );
    let environments = given(&text);
    let rule = |namespace: &str, action: &str| {
        let rule = environments.rule(Some(&uid("4f2a-c1")), namespace, action);
        (rule.quorum, rule.allow_self)
    };
    assert_eq!(
        rule("web", "restart"),
        (0, true),
        "the first entry that matches decides, and where nobody is asked the own word is no less"
    );
    assert_eq!(rule("web", "undo"), (1, true));
    assert_eq!(rule("payments", "undo"), (2, false));
    assert_eq!(rule("api", "undo"), (1, false), "without an entry it is another person");
    let unknown = environments.rule(None, "web", "restart");
    assert_eq!((unknown.quorum, unknown.allow_self), (1, false), "an unknown cluster has no entry");
    let none = Environments::default().rule(None, "web", "undo");
    assert_eq!((none.quorum, none.allow_self), (1, true), "without a policy it is a tool for one");
    let locked = Environments::new(Base::Locked).rule(None, "web", "undo");
    assert_eq!((locked.quorum, locked.allow_self), (2, false));
}

#[test]
fn a_further_policy_only_tightens_who_approves() {
    let of = |quorum: u8, own: bool| {
        let entry = format!("{{cluster: '*', namespace: '*', action: '*', quorum: {quorum}, allow_self: {own}}}");
        Policy::parse(&format!("version: 1\napprovals:\n  - {entry}\n")).unwrap()
    };
    let mut environments = Environments::new(Base::Given(of(1, true)));
    let before = environments.rule(Some(&uid("c")), "web", "undo");
    environments.tighten(Some(of(0, true)));
    let after = environments.rule(Some(&uid("c")), "web", "undo");
    assert_eq!((after.quorum, after.allow_self), (1, true), "nobody may loosen it");
    assert_ne!(before.policy_sha256, after.policy_sha256, "approvals bind to all that was said");
    environments.tighten(Some(of(2, false)));
    let rule = environments.rule(Some(&uid("c")), "web", "undo");
    assert_eq!((rule.quorum, rule.allow_self), (2, false));
}

#[test]
fn a_mistaken_approval_is_named() {
    let of = |entry: &str| mistake(&format!("version: 1\napprovals:\n  - {entry}\n"));
    assert_eq!(
        of("{cluster: a, namespace: b, action: undue, quorum: 1}"),
        "unknown action `undue`, known: undo, restart, scale, annotate, *, line 3"
    );
    assert!(of("{cluster: a, namespace: b, action: undo}").starts_with("missing field `quorum`"));
    assert!(of("{cluster: a, namespace: b, action: undo, quorum: 300}").contains("line 3"));
    assert_eq!(of("{cluster: a, namespace: b, action: undo, quorum: 6}"), "quorum must be 0 to 5, got 6, line 3");
}
