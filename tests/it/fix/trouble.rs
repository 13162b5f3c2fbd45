//! What was begun and not ended, and who decides at the same time.

use std::collections::BTreeSet;

use stanch::{
    adapters::{
        git::{self, Repository},
        store::{Address, Journal, Settings, Sqlite},
    },
    domain::{
        digest::Digest,
        evidence::{Evidence, EvidenceNo, Origin, Sort},
        fix::{Entry, Exit, State},
        journal::{Alias, Draft},
    },
    ops::{
        fix::{self, Destination},
        incident as incidents,
    },
};

use super::make::{Bed, PATCH};
use crate::{
    store::make::{ALICE, BOB, Bed as Stores},
    support::made::safe,
};

/// The journal that the commands use, as somebody opens it.
async fn journal(bed: &Bed, actor: &str) -> Sqlite {
    let state = bed.home.path().join(".local/state/stanch");
    let clock = std::sync::Arc::new(jiff::Timestamp::now);
    let settings = Stores::new().settings(actor);
    let address = Address::Sqlite(state.join("stanch.db"));
    Sqlite::open(Settings { address, heads: Some(state.join("heads")), clock, ..settings }).await.unwrap()
}

async fn say(store: &Sqlite, entry: &Entry) {
    let stream = store.find(Alias::Fix(1)).await.unwrap();
    store.append(stream, None, &[Draft::of(entry).unwrap()]).await.unwrap();
}

async fn begun(store: &Sqlite, repository: &Repository) -> Entry {
    let (fix, _) = fix::find(store, Alias::Fix(1)).await.unwrap();
    let exit = Exit::Branch {
        repository: safe(&repository.top().display().to_string()),
        branch: safe("stanch/F-1"),
        base: safe(&repository.tip().await.unwrap().commit),
        commit: None,
    };
    Entry::ApplyStarted { patch_sha256: fix.patch_sha256, exit }
}

#[tokio::test]
async fn what_was_begun_is_ended_on_the_base_that_was_recorded() {
    let bed = Bed::new();
    bed.approved(PATCH);
    let (store, repository) = (journal(&bed, ALICE).await, Repository::open(&bed.repository()).await.unwrap());
    // A console that was killed between its intent and the branch.
    say(&store, &begun(&store, &repository).await).await;
    assert_eq!(bed.said(&["show", "F-1"])["state"], "applying");
    let base = bed.git(&["rev-parse", "HEAD"]);
    bed.git(&["commit", "-q", "--allow-empty", "-m", "second"]);
    let ended = fix::apply(&store, Alias::Fix(1), Destination::Branch(&repository)).await.unwrap();
    assert_eq!(ended.state, State::Applied);
    assert_eq!(bed.git(&["rev-parse", "stanch/F-1^"]), base);
    // One that was killed behind the branch: it is found, and ended.
    let commit = bed.git(&["rev-parse", "stanch/F-1"]);
    let again = fix::apply(&store, Alias::Fix(1), Destination::Branch(&repository)).await.unwrap();
    assert_eq!((again.state, bed.git(&["rev-parse", "stanch/F-1"])), (State::Applied, commit));
}

#[tokio::test]
async fn a_rejection_before_the_intent_stops_it_and_one_behind_it_is_late() {
    let bed = Bed::new();
    bed.approved(PATCH);
    let (alice, bob) = (journal(&bed, ALICE).await, journal(&bed, BOB).await);
    let repository = Repository::open(&bed.repository()).await.unwrap();
    let started = begun(&alice, &repository).await;
    let rejected = fix::reject(&bob, Alias::Fix(1), safe("wrong")).await.unwrap();
    assert_eq!(rejected.decisions.last().unwrap().by.as_str(), BOB);
    // The store refuses what comes late: nothing of it is recorded.
    let stream = alice.find(Alias::Fix(1)).await.unwrap();
    let late = alice.append(stream, None, &[Draft::of(&started).unwrap()]).await.unwrap_err();
    assert!(late.to_string().contains("the fix is rejected"), "{late}");
    let refused = fix::apply(&alice, Alias::Fix(1), Destination::Branch(&repository)).await.unwrap_err();
    assert_eq!(refused.class(), fix::Class::Refused);
    assert!(!bed.try_git(&["rev-parse", "-q", "--verify", "refs/heads/stanch/F-1"]).0);

    let bed = Bed::new();
    bed.approved(PATCH);
    let (alice, bob) = (journal(&bed, ALICE).await, journal(&bed, BOB).await);
    say(&alice, &begun(&alice, &Repository::open(&bed.repository()).await.unwrap()).await).await;
    assert!(fix::reject(&bob, Alias::Fix(1), safe("late")).await.is_err());
}

#[tokio::test]
async fn somebody_elses_approval_is_no_self_approval() {
    let bed = Bed::new();
    bed.propose(PATCH);
    let approved = fix::approve(&journal(&bed, BOB).await, Alias::Fix(1), None).await.unwrap();
    assert_eq!((approved.state, approved.decisions[0].self_approved), (State::Approved, false));
    // Many may approve; the first one's time dates the commit.
    let both = bed.said(&["approve", "F-1"]);
    assert_eq!(both["decisions"].as_array().unwrap().len(), 2);
    assert_eq!(both["self_approved"], false);
}

#[tokio::test]
async fn a_tree_with_more_than_the_patch_names_is_refused() {
    let bed = Bed::new();
    let repository = Repository::open(&bed.repository()).await.unwrap();
    let tip = repository.tip().await.unwrap();
    assert_eq!(tip.branch.as_deref(), Some("main"));
    let of = |paths: &'static [&'static str]| paths.iter().copied().collect::<BTreeSet<_>>();
    let strayed = repository.try_patch(&tip.commit, PATCH.as_bytes(), 1, &of(&["other"])).await;
    assert!(matches!(strayed, Err(git::Error::Strayed(_))), "{strayed:?}");
    let refused = repository.try_patch(&tip.commit, b"--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n", 1, &of(&["x"])).await;
    assert!(matches!(&refused, Ok(git::Outcome::Refused { why }) if why.contains('x')), "{refused:?}");
}

#[tokio::test]
async fn a_range_is_read_as_a_diff_and_options_are_no_ranges() {
    let bed = Bed::new();
    bed.write("chart/values.yaml", "replicas: 3\n");
    bed.git(&["commit", "-q", "-am", "second"]);
    let repository = Repository::open(&bed.repository().join("app")).await.unwrap();
    let diff = String::from_utf8(repository.diff("HEAD^..HEAD").await.unwrap()).unwrap();
    assert!(diff.contains("-image: shop/api:1.5"), "{diff}");
    for bad in ["--output=/tmp/x..y", "HEAD", "no..such"] {
        assert!(matches!(repository.diff(bad).await, Err(git::Error::Range { .. })), "{bad}");
    }
}

fn evidence() -> Evidence {
    Evidence {
        no: EvidenceNo(99),
        sort: Sort::Diff,
        origin: Origin::Pipe,
        title: safe("a diff"),
        sha256: Digest::default(),
        lines: 1,
        cut: Vec::new(),
        taken: jiff::Timestamp::UNIX_EPOCH,
        pod: None,
        container: None,
    }
}

#[tokio::test]
async fn evidence_is_numbered_and_its_bytes_are_found_again() {
    let bed = Bed::new();
    let store = journal(&bed, ALICE).await;
    let opened = incidents::open(&store, safe("down"), stanch::domain::severity::Severity::High, None).await.unwrap();
    let evidence = evidence();
    for (no, bytes) in [(1, b"one".as_slice()), (2, b"two")] {
        let kept = incidents::add_evidence(&store, opened.alias, evidence.clone(), bytes).await.unwrap();
        assert_eq!((kept.no, kept.sha256), (EvidenceNo(no), Digest::of(bytes)));
        assert_eq!(incidents::bytes_of(&store, opened.alias, kept.no).await.unwrap().1, bytes);
    }
    assert!(incidents::bytes_of(&store, opened.alias, EvidenceNo(3)).await.is_err());
    incidents::allow_cloud(&store, opened.alias, safe("api.example.org")).await.unwrap();
    incidents::close(&store, opened.alias, safe("mended")).await.unwrap();
    let shown = incidents::show(&store, opened.alias).await.unwrap();
    assert_eq!((shown.evidence.len(), shown.cloud_allowed), (2, true));
    let late = incidents::add_evidence(&store, opened.alias, evidence, b"late").await;
    assert!(matches!(late, Err(incidents::Error::Closed(_))), "{late:?}");
}

const DIFF: &str = "--- a/chart/values.yaml
+++ b/chart/values.yaml
@@ -1,5 +1,3 @@
 env:
-  - name: STRIPE_API_KEY
-    valueFrom: {secretKeyRef: {name: stripe, key: key}}
   - name: LOG_LEVEL
     value: info
";

/// An analysis of one strong finding about line 5 of the diff, and of a model's answer with a patch.
fn analysis(patch: &str) -> serde_json::Value {
    let place = serde_json::json!({ "evidence": "E1", "line": 5, "text": "-  - name: STRIPE_API_KEY" });
    serde_json::json!({
        "at": "2026-11-21T03:00:00Z",
        "environment": "production",
        "findings": [{
            "rule": "missing_env_var", "severity": "critical", "strength": "STRONG", "summary": "it was removed",
            "matter": { "what": "variable", "name": "STRIPE_API_KEY" },
            "change": place, "symptom": null, "pod": null, "evidence": ["E1"], "impact": "", "remedy": "",
        }],
        "quiet": [],
        "classification": {
            "category": "configuration", "severity": "critical", "components": [], "complexity": "automatic", "reason": "r",
        },
        "model": { "model": "used", "name": "llama", "prompt": "v1" },
        "explanation": {
            "summary": "s", "cause": "c", "impact": "i", "suggested_fix": "put it back", "alternatives": [], "next_steps": [],
            "technical_details": null, "claims": [], "own_confidence": 99, "patch": patch,
        },
        "confidence": { "hundredths": 80, "how": "h" },
    })
}

#[tokio::test]
async fn an_analysis_suggests_what_its_findings_mend_and_what_its_model_wrote() {
    let bed = Bed::new();
    let store = journal(&bed, ALICE).await;
    let severity = stanch::domain::severity::Severity::High;
    let alias = incidents::open(&store, safe("down"), severity, None).await.unwrap().alias;
    assert!(fix::suggest(&store, alias).await.unwrap().is_empty(), "nothing was analysed");
    incidents::add_evidence(&store, alias, evidence(), DIFF.as_bytes()).await.unwrap();
    let hostile = "--- a/x\n+++ b/../../etc/passwd\n@@ -1 +1 @@\n-a\n+b";
    let analysis = serde_json::from_value(analysis(hostile)).unwrap();
    incidents::record_analysis(&store, alias, &analysis, safe("s")).await.unwrap();
    let suggested = fix::suggest(&store, alias).await.unwrap();
    assert_eq!(suggested.len(), 2);
    let repository = Repository::open(&bed.repository()).await.unwrap();
    let door = stanch::logic::redact::Door::new([]).unwrap();
    let secrets = |text: &str| fix::secret(&door, text);
    let made = fix::propose(&store, Some(&repository), &secrets, suggested[0].clone()).await.unwrap();
    assert_eq!(made.title.as_str(), "give back STRIPE_API_KEY in chart/values.yaml");
    assert!(made.checks.iter().all(|check| check.ok == stanch::domain::Truth::Yes), "{:?}", made.checks);
    assert_eq!(made.likeness.as_str(), "rule missing_env_var");
    // Whoever wrote it: a patch that leaves the repository is no fix.
    let refused = fix::propose(&store, Some(&repository), &secrets, suggested[1].clone()).await.unwrap_err();
    assert_eq!(refused.class(), fix::Class::Input);
    assert_eq!(incidents::show(&store, alias).await.unwrap().linked, [made.alias]);
    let masked = "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+KEY: [secret#1]\n";
    let masked = fix::Proposal { patch: masked.into(), ..suggested[0].clone() };
    let kept = fix::propose(&store, None, &secrets, masked).await.unwrap();
    assert!(fix::approve(&store, kept.alias, None).await.is_err(), "a placeholder is no value");
}

#[tokio::test]
async fn a_strong_finding_about_a_revision_is_mended_in_the_file_that_was_brought() {
    let bed = Bed::new();
    let store = journal(&bed, ALICE).await;
    let severity = stanch::domain::severity::Severity::High;
    let alias = incidents::open(&store, safe("down"), severity, None).await.unwrap().alias;
    incidents::add_evidence(&store, alias, evidence(), DIFF.as_bytes()).await.unwrap();
    let revisions = Evidence { sort: Sort::RevisionDiff, ..evidence() };
    let pulled = DIFF.replace("chart/values.yaml", "revision-2/pod-template.yaml");
    incidents::add_evidence(&store, alias, revisions, pulled.as_bytes()).await.unwrap();
    let mut document = analysis("");
    let findings = document["findings"].as_array_mut().unwrap();
    let mut weak = findings[0].clone();
    weak["strength"] = "WEAK".into();
    findings[0]["change"]["evidence"] = "E2".into();
    findings.push(weak.clone());
    weak["matter"]["name"] = "ANOTHER".into();
    findings.push(weak);
    incidents::record_analysis(&store, alias, &serde_json::from_value(document).unwrap(), safe("s")).await.unwrap();
    let suggested = fix::suggest(&store, alias).await.unwrap();
    let titles: Vec<_> = suggested.iter().filter_map(|one| one.title.as_deref()).collect();
    assert_eq!(titles, ["give back STRIPE_API_KEY in chart/values.yaml"]);
    assert_eq!(suggested[0].evidence, [EvidenceNo(1)]);
    // Without a finding of its own, the same line tells where the change is.
    let mut document = analysis("");
    document["findings"][0]["change"]["evidence"] = "E2".into();
    incidents::record_analysis(&store, alias, &serde_json::from_value(document).unwrap(), safe("s")).await.unwrap();
    let suggested = fix::suggest(&store, alias).await.unwrap();
    assert_eq!(suggested[0].title.as_deref(), Some("give back STRIPE_API_KEY in chart/values.yaml"));
}
