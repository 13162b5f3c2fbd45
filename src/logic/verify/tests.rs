use jiff::Timestamp;

use super::*;
use crate::{
    domain::{
        claim::{Claim, Standing},
        digest::Digest,
        evidence::{Evidence, EvidenceNo, Origin, Sort},
        finding::{Finding, Matter, Strength},
        severity::Severity,
        text::Safe,
    },
    logic::{evidence::Material, prompt::Said},
};

const DIFF: &str = "--- a/chart/values.yaml\n+++ b/chart/values.yaml\n@@ -16,7 +16,6 @@ env:\n   LOG_LEVEL: info\n-  STRIPE_API_KEY: from-secret\n   REGION: eu\n-    memory: 512Mi\n+    memory: 64Mi\n";
const LOG: &str = "boot config source=env\nTraceback (most recent call last):\n  File \"/app/pay/stripe.py\", line 12, in client\n    key = os.environ[\"STRIPE_API_KEY\"]\nKeyError: 'STRIPE_API_KEY'\nexit code 1\n";

fn header(no: u32, sort: Sort) -> Evidence {
    Evidence {
        no: EvidenceNo(no),
        sort,
        origin: Origin::Pasted,
        title: Safe::from_static("x"),
        sha256: Digest::default(),
        lines: 9,
        cut: Vec::new(),
        taken: Timestamp::UNIX_EPOCH,
        pod: (sort == Sort::RuntimeLog).then(|| Safe::from_static("checkout-7f9c-2xkq8")),
        container: None,
    }
}

fn finding() -> Finding {
    Finding {
        rule: Safe::from_static("missing_env_var"),
        severity: Severity::Critical,
        strength: Strength::Strong,
        summary: Safe::from_static("STRIPE_API_KEY is missing"),
        matter: Some(Matter::Variable(Safe::from_static("STRIPE_API_KEY"))),
        change: None,
        symptom: None,
        pod: None,
        evidence: vec![EvidenceNo(1), EvidenceNo(2)],
        impact: Safe::default(),
        remedy: Safe::default(),
    }
}

fn check(text: &str, evidence: &[u32], quotes: &[&str]) -> Claim {
    let headers = [header(1, Sort::Diff), header(2, Sort::RuntimeLog)];
    let exhibits = [
        Exhibit { material: Material::read(&headers[0], DIFF), text: DIFF },
        Exhibit { material: Material::read(&headers[1], LOG), text: LOG },
    ];
    let said = Said {
        text: Safe::clean(text),
        evidence: evidence.iter().map(|no| Some(EvidenceNo(*no)).filter(|no| no.0 > 0)).collect(),
        quotes: quotes.iter().map(|quote| Safe::clean(quote)).collect(),
    };
    Dossier { exhibits: &exhibits, findings: &[finding()] }.check(&said)
}

/// A claim, what it cites and quotes, and what is said of it.
type Case<'a> = (&'a str, &'a [u32], &'a [&'a str], Standing, &'a str);

#[test]
fn claims_are_judged_by_what_they_cite() {
    use Standing::{Contradicted, Unsupported, Verified};
    #[rustfmt::skip]
    let cases: &[Case<'_>] = &[
        ("chart/values.yaml no longer sets STRIPE_API_KEY", &[1], &["STRIPE_API_KEY: from-secret"], Verified, "deletion"),
        ("pay/stripe.py:12 reads STRIPE_API_KEY", &[2], &["key = os.environ[\"STRIPE_API_KEY\"]"], Verified, "quote found"),
        ("the memory limit was lowered to 64Mi", &[1], &["-    memory: 512Mi", "+    memory: 64Mi"], Verified, ""),
        ("the container exits with code 1", &[2], &["exit   code 1"], Verified, "quote found"),
        ("STRIPE_API_KEY was added", &[1], &["STRIPE_API_KEY: from-secret"], Contradicted, "deletion, not an addition"),
        ("REGION was removed", &[1], &["  REGION: eu"], Contradicted, "not changed"),
        ("the memory limit was raised", &[1], &["-    memory: 512Mi", "+    memory: 64Mi"], Contradicted, "smaller"),
        ("STRIPE_API_KEY is set and unrelated to the crash", &[1], &["STRIPE_API_KEY: from-secret"], Contradicted, "opposite"),
        ("STRIPE_API_KEY was not removed", &[], &[], Contradicted, "opposite"),
        ("a Stripe outage may also contribute", &[], &[], Unsupported, "no evidence"),
        ("the database is down", &[9], &["connection refused"], Unsupported, "there is no E9"),
        ("the database is down", &[0], &["connection refused"], Unsupported, "cites what is no evidence"),
        ("the database is down", &[2], &["connection refused"], Unsupported, "the quote is not in E2"),
        ("the database is down", &[2], &["KeyError: 'STRIPE_API_KEY'"], Unsupported, "says nothing of it"),
        ("the key is gone", &[2], &["key"], Unsupported, "too short"),
        ("the key is gone", &[2], &[], Unsupported, "nothing is quoted"),
        ("KeyError in billing/pay.py", &[2], &["KeyError: 'STRIPE_API_KEY'"], Unsupported, "names the file `billing/pay.py`"),
        ("KeyError in pay/stripe.py:99", &[2], &["KeyError: 'STRIPE_API_KEY'"], Unsupported, "names line 99"),
        ("KeyError in pod ledger-5d8f-abcde", &[2], &["KeyError: 'STRIPE_API_KEY'"], Unsupported, "names `ledger-5d8f-abcde`"),
        ("revision 41 brought the KeyError", &[2], &["KeyError: 'STRIPE_API_KEY'"], Unsupported, "names revision 41"),
        ("KeyError 4711 times", &[2], &["KeyError: 'STRIPE_API_KEY'"], Unsupported, "says 4711"),
    ];
    for (text, evidence, quotes, verdict, how) in cases {
        let claim = check(text, evidence, quotes);
        assert_eq!(claim.verdict, *verdict, "{text}: {}", claim.how);
        assert!(claim.how.contains(how), "{text}: {}", claim.how);
    }
}

#[test]
fn what_does_not_exist_is_not_shown_as_evidence() {
    assert_eq!(check("x", &[9, 2], &["y"]).evidence, [EvidenceNo(2)]);
}

#[test]
fn confidence_rests_on_rules_and_verified_claims() {
    fn of(findings: &[Finding], answered: Answered<'_>) -> u8 {
        confidence(findings, answered).hundredths
    }
    let claim = |verdict| Claim {
        text: Safe::default(),
        evidence: vec![EvidenceNo(1)],
        quotes: Vec::new(),
        verdict,
        how: Safe::default(),
    };
    let claims = |verified: usize, other: usize, verdict| {
        [vec![claim(Standing::Verified); verified], vec![claim(verdict); other]].concat()
    };
    let strong = [finding()];
    let medium = [Finding { strength: Strength::Medium, severity: Severity::High, ..finding() }];
    assert_eq!(of(&strong, Answered::NotAsked), 70);
    assert_eq!(of(&strong, Answered::Failed), 60, "A11");
    assert_eq!(of(&medium, Answered::Failed), 30, "A11");
    assert_eq!(of(&[], Answered::Failed), 30, "A11");
    assert_eq!(of(&strong, Answered::Claims(&claims(4, 2, Standing::Unsupported))), 70 + 16 + 5);
    assert_eq!(of(&strong, Answered::Claims(&claims(0, 6, Standing::Unsupported))), 70, "noise takes nothing away");
    assert_eq!(of(&strong, Answered::Claims(&claims(0, 6, Standing::Contradicted))), 70, "nor do lies");
    assert_eq!(
        of(&strong, Answered::Claims(&claims(4, 2, Standing::Contradicted))),
        71,
        "what it got right counts less"
    );
    assert!(of(&[], Answered::Claims(&claims(9, 0, Standing::Verified))) < 50, "a model alone is never more than low");
    let told = confidence(&strong, Answered::Claims(&claims(4, 2, Standing::Unsupported)));
    assert_eq!(told.how.as_str(), "rules STRONG + 4/6 claims + same evidence");
}
