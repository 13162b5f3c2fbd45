//! `stanch analyze` and `stanch intake`, as a person or a pipeline runs them.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use serde_json::Value;
use stanch::{
    adapters::store::{Address, Journal, Settings, Sqlite},
    domain::{
        evidence::EvidenceNo,
        incident::Entry,
        journal::{Draft, Record, Subject},
        severity::Severity,
        text::Safe,
    },
};

use super::{
    DIFF, LOG, answer,
    provider::{Does, Provider},
    wire::Wire,
};
use crate::{
    cli::run::{Ended, Home},
    store::make::{ALICE, Bed},
};

const HEALTHY: &str = "--- a/README.md\n+++ b/README.md\n@@ -1 +1 @@\n-old words\n+new words\n";

fn analysed(home: &Home, extra: &[&str], variables: &[(&str, &str)]) -> (Ended, Value) {
    let (diff, log) = (home.write("change.diff", DIFF), home.write("app.log", LOG));
    let files = ["analyze", "--json", "--diff", diff.to_str().unwrap(), "--runtime", log.to_str().unwrap()];
    let ended = home.run_with(&[&files, extra].concat(), variables);
    let value = serde_json::from_str(&ended.out).unwrap_or(Value::Null);
    (ended, value)
}

/// Runs it beside a provider, which lives on the same threads.
async fn beside(
    does: Does,
    diff: &'static str,
    variables: &'static [(&'static str, &'static str)],
) -> (Ended, Value, Provider) {
    let provider = Provider::start(does).await;
    let url = provider.url.clone();
    let ended = tokio::task::spawn_blocking(move || {
        let home = Home::new();
        let (diff, log) = (home.write("change.diff", diff), home.write("app.log", LOG));
        let files = ["analyze", "--json", "--diff", diff.to_str().unwrap(), "--runtime", log.to_str().unwrap()];
        let model = [("STANCH_MODEL_URL", url.as_str()), ("STANCH_MODEL", "m-1"), ("STANCH_MODEL_KEY", "k-0123456789")];
        home.run_with(&files, &[&model[..], variables].concat())
    });
    let ended = ended.await.unwrap();
    let value = serde_json::from_str(&ended.out).unwrap_or(Value::Null);
    (ended, value, provider)
}

#[test]
fn rules_alone_name_file_line_and_variable() {
    let (ended, said) = analysed(&Home::new(), &["--env", "staging"], &[]);
    assert_eq!((ended.code, ended.err.as_str()), (0, ""), "{said}");
    assert_eq!((said["success"].as_bool(), said["affected_file"].as_str()), (Some(true), Some("chart/values.yaml")));
    assert_eq!((said["affected_line"].as_u64(), said["deployment_env"].as_str()), (Some(17), Some("staging")));
    assert!(said["root_cause"].as_str().unwrap().contains("STRIPE_API_KEY"), "{said}");
    let first = &said["findings"][0];
    assert_eq!((first["rule"].as_str(), first["strength"].as_str()), (Some("missing_env_var"), Some("STRONG")));
    assert_eq!((first["where"]["evidence"].as_str(), first["symptom"]["line"].as_u64()), (Some("E1"), Some(5)));
    let matches = said["detected_patterns"]["missing_env_var"]["matches"].to_string();
    assert!(matches.contains("in the diff: ") && matches.contains("in the runtime log: "), "{matches}");
    assert_eq!((said["confidence"].as_f64(), said["fallback_mode"].as_bool()), (Some(0.7), Some(false)));
    assert_eq!((said["category"].as_str(), said["severity"].as_str()), (Some("configuration"), Some("critical")));
    assert_eq!(said["model"]["model"].as_str(), Some("off"));
}

#[test]
fn text_says_the_same() {
    let home = Home::new();
    let (diff, log) = (home.write("change.diff", DIFF), home.write("app.log", LOG));
    let ended = home.run(&["analyze", "--plain", "--diff", diff.to_str().unwrap(), "--runtime", log.to_str().unwrap()]);
    assert_eq!(ended.code, 0);
    for words in
        ["STRONG  critical missing_env_var", "chart/values.yaml:17", "confidence  70 %  (rules STRONG)", "E2 line 5"]
    {
        assert!(ended.out.contains(words), "{words} is missing in\n{}", ended.out);
    }
}

#[test]
fn nothing_found_says_so_and_ends_with_1() {
    let home = Home::new();
    let diff = home.write("change.diff", HEALTHY);
    let ended = home.run(&["analyze", "--json", "--diff", diff.to_str().unwrap()]);
    let said: Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!((ended.code, said["success"].as_bool(), said["root_cause"].is_null()), (1, Some(false), true), "{said}");
    assert!(said["summary"].as_str().unwrap().starts_with("nothing found: "), "{said}");
}

#[test]
fn bad_input_is_told_in_clear_words() {
    let home = Home::new();
    let (empty, prose) = (home.write("empty", " \n"), home.write("prose", "Dear all,\nit is broken.\n"));
    let (empty, prose) = (empty.to_str().unwrap(), prose.to_str().unwrap());
    let cases: [(&[&str], &str); 7] = [
        (&["analyze"], "git_diff is required and cannot be empty"),
        (&["analyze", "--runtime", prose], "git_diff is required and cannot be empty"),
        (&["analyze", "--diff", empty], "git_diff is required and cannot be empty"),
        (&["analyze", "--diff", prose], "git_diff holds no diff: plain text of 2 lines"),
        (&["analyze", "--diff", "/nonexistent/x"], "failed to read /nonexistent/x: No such file"),
        (&["analyze", "--diff", "-", "--runtime", "-"], "only one input can come from standard input"),
        (&["analyze", "--diff", prose, "--env", "moon"], "production, staging or development"),
    ];
    for (arguments, words) in cases {
        let ended = home.run(arguments);
        assert_eq!(ended.code, 2, "{arguments:?} {}", ended.err);
        assert!(ended.complaint().contains(words), "{arguments:?} {}", ended.err);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_model_explains_and_its_claims_are_checked() {
    for wire in Wire::ALL {
        let variables: &[(&str, &str)] = match wire {
            Wire::OpenAi => &[("STANCH_MODEL_PROVIDER", "openai")],
            Wire::Anthropic => &[("STANCH_MODEL_PROVIDER", "anthropic")],
            Wire::Gemini => &[("STANCH_MODEL_PROVIDER", "gemini")],
            Wire::Ollama => &[("STANCH_MODEL_PROVIDER", "ollama")],
        };
        let (ended, said, _provider) = beside(Does::Streams(wire.events(&answer())), DIFF, variables).await;
        assert_eq!(ended.code, 0, "{}", ended.err);
        let verdicts: Vec<&str> =
            said["claims"].as_array().unwrap().iter().filter_map(|claim| claim["verdict"].as_str()).collect();
        assert_eq!(verdicts, ["verified", "verified", "unsupported"], "{wire:?} {}", said["claims"]);
        assert_eq!((said["confidence"].as_f64(), said["model_confidence"].as_u64()), (Some(0.91), Some(95)));
        assert_eq!(said["confidence_how"].as_str(), Some("rules STRONG + 2/3 claims + same evidence"));
        // What a change and a symptom agree on is not rephrased; what the model says of it stands beside it.
        assert!(said["suggested_fix"].as_str().unwrap().starts_with("Give the variable to the deployment"), "{said}");
        let says = &said["model_says"]["suggested_fix"];
        assert_eq!(says.as_str(), Some("Give the variable back in chart/values.yaml."));
        assert_eq!(said["next_steps"][0].as_str(), Some("compare the two revisions"));
        assert_eq!((said["model"]["model"].as_str(), said["fallback_mode"].as_bool()), (Some("used"), Some(false)));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_fails_the_rules_result_stands() {
    let mut half = Wire::OpenAi.events(&answer());
    half.truncate(half.len() / 2);
    let cases = [
        (Does::Refuses(429, "{}"), "no analysis (429)"),
        (Does::Streams(half), "the answer was cut off"),
        (Does::Streams(Wire::OpenAi.events("I would roll back.")), "model answer not usable: prose"),
        (
            Does::Streams(Wire::OpenAi.events(&answer().replacen("\"summary\"", "\"target\":\"x\",\"summary\"", 1))),
            "unknown field `target`",
        ),
    ];
    for (does, words) in cases {
        let (ended, said, _provider) = beside(does, DIFF, &[]).await;
        assert_eq!(
            (ended.code, said["fallback_mode"].as_bool(), said["confidence"].as_f64()),
            (0, Some(true), Some(0.6)),
            "{said}"
        );
        assert!(said["ai_error"].as_str().unwrap().contains(words), "{said}");
        assert_eq!(
            (said["affected_file"].as_str(), said["claims"].as_array().unwrap().len()),
            (Some("chart/values.yaml"), 0)
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_model_that_lies_changes_nothing() {
    let by_rules = analysed(&Home::new(), &[], &[]).1;
    let lies = [
        (include_str!("../../fixtures/model/opposite.json"), "contradicted"),
        (include_str!("../../fixtures/model/invented.json"), "unsupported"),
        (include_str!("../../fixtures/model/orders.json"), "unsupported"),
    ];
    for (lie, verdict) in lies {
        let (ended, said, _provider) = beside(Does::Streams(Wire::OpenAi.events(lie)), DIFF, &[]).await;
        assert_eq!(ended.code, 0, "{}", ended.err);
        let steps = ["next_steps", "alternatives", "technical_details"];
        let words = ["summary", "root_cause", "impact", "suggested_fix", "confidence", "findings", "severity"];
        for same in words.iter().chain(&steps) {
            assert_eq!(said[same], by_rules[same], "{same} of {lie}");
        }
        let claims = said["claims"].as_array().unwrap();
        assert!(!claims.is_empty() && claims.iter().all(|claim| claim["verdict"] == verdict), "{claims:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_came_of_an_answer_that_is_cut_is_kept_as_text() {
    let mut half = Wire::OpenAi.events(&answer());
    half.truncate(half.len() / 2);
    let (_, said, _provider) = beside(Does::Streams(half), DIFF, &[]).await;
    let partial = said["model"]["partial"].as_str().unwrap();
    assert!(partial.contains("The deploy removed STRIPE_API_KEY") && partial.len() < answer().len(), "{partial}");
    let unknown = include_str!("../../fixtures/model/unknown_action.json");
    let (_, said, _provider) = beside(Does::Streams(Wire::OpenAi.events(unknown)), DIFF, &[]).await;
    let error = said["ai_error"].as_str().unwrap();
    assert!(error.starts_with("model answer not usable: unknown field `action` at line "), "{error}");
}

#[test]
fn a_model_that_is_configured_wrongly_leaves_the_rules_result() {
    let (ended, said) = analysed(&Home::new(), &[], &[("STANCH_MODEL_PROVIDER", "oracle"), ("STANCH_MODEL", "m-1")]);
    assert_eq!((ended.code, said["fallback_mode"].as_bool(), said["confidence"].as_f64()), (0, Some(true), Some(0.6)));
    let words = "no model: unknown provider `oracle`: openai, anthropic, gemini or ollama";
    assert_eq!((said["ai_error"].as_str(), ended.err.trim()), (Some(words), format!("stanch: {words}").as_str()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_of_a_file_is_a_secret_of_this_process() {
    const SECRETS: &str =
        "--- a/settings.py\n+++ b/settings.py\n@@ -1,2 +1,3 @@\n import os\n+MODEL = 'kf-5566778899'\n x = 1\n";
    let provider = Provider::start(Does::Streams(Wire::OpenAi.events(&answer()))).await;
    let url = provider.url.clone();
    let ended = tokio::task::spawn_blocking(move || {
        let home = Home::new();
        let (diff, key) = (home.write("change.diff", SECRETS), home.write("key", "kf-5566778899\n"));
        std::fs::set_permissions(&key, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        let file = key.to_str().unwrap();
        let model = [("STANCH_MODEL_URL", url.as_str()), ("STANCH_MODEL", "m-1"), ("STANCH_MODEL_KEY_FILE", file)];
        home.run_with(&["analyze", "--json", "--diff", diff.to_str().unwrap()], &model)
    });
    let ended = ended.await.unwrap();
    let asked = provider.asked().remove(0);
    assert_eq!(asked.key, "Bearer kf-5566778899");
    assert!(!asked.body.contains("kf-5566778899") && asked.body.contains("[secret#1]"), "{}", asked.body);
    assert!(!ended.out.contains("kf-5566778899") && !ended.err.contains("kf-5566778899"), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_secret_leaves() {
    const SECRETS: &str = "--- a/settings.py\n+++ b/settings.py\n@@ -1,2 +1,4 @@\n import os\n+GITHUB = 'ghp_a8Zk3Lm9Qw1Er5Ty7Ui2Op4As6Df0Gh8Jk3L'\n+OWN = 'Zq83hfLs0wPx'\n+MODEL = 'k-0123456789'\n x = 1\n";
    let (ended, said, provider) =
        beside(Does::Streams(Wire::OpenAi.events(&answer())), SECRETS, &[("SHOP_TOKEN", "Zq83hfLs0wPx")]).await;
    assert_eq!(ended.code, 0, "{}", ended.err);
    let asked = provider.asked().remove(0);
    for secret in ["ghp_a8Zk3", "Zq83hfLs0wPx", "k-0123456789"] {
        assert!(!asked.body.contains(secret), "{secret} left in {}", asked.body);
        assert!(!ended.out.contains(secret) && !ended.err.contains(secret), "{secret} is shown");
    }
    assert!(asked.body.contains("[secret#1]") && asked.body.contains("[secret#3]"), "{}", asked.body);
    assert_eq!(said["masked"].as_u64(), Some(3), "{said}");
}

#[test]
fn a_model_elsewhere_is_not_asked_unless_that_is_allowed() {
    let home = Home::new();
    let cloud = [
        ("STANCH_MODEL_URL", "https://models.invalid/v1"),
        ("STANCH_MODEL", "m-1"),
        ("STANCH_MODEL_KEY", "k-0123456789"),
    ];
    let (ended, said) = analysed(&home, &[], &cloud);
    assert_eq!(
        (ended.code, said["model"]["model"].as_str(), said["confidence"].as_f64()),
        (0, Some("not_allowed"), Some(0.7))
    );
    assert!(
        ended.err.contains("m-1 at models.invalid was not asked: it is not on this host; --allow-cloud allows it"),
        "{}",
        ended.err
    );
    let (_, said) = analysed(&home, &["--allow-cloud"], &cloud);
    assert!(said["ai_error"].as_str().unwrap().contains("https://models.invalid/v1/ cannot be reached"), "{said}");
    let (ended, said) = analysed(&home, &["--no-model"], &cloud);
    assert_eq!((said["model"]["model"].as_str(), ended.err.as_str()), (Some("off"), ""));
}

#[test]
fn a_key_is_never_listed() {
    let ended =
        Home::new().run_with(&["doctor", "--config"], &[("STANCH_MODEL_KEY", "k-0123456789"), ("STANCH_MODEL", "m-1")]);
    assert!(!ended.out.contains("k-0123456789") && ended.out.contains("[set]"), "{}", ended.out);
    assert!(ended.out.contains("environment STANCH_MODEL)"), "{}", ended.out);
    assert_eq!(ended.err, "");
}

#[test]
fn intake_says_what_came_through_the_pipe() {
    let piped = |text: &str, arguments: &[&str]| {
        let home = Home::new();
        let mut command: Command = home.command(arguments);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    assert_eq!(piped(DIFF, &["intake", "-"]), (Some(0), "a unified diff of 1 file, 1 secret masked\n".to_owned()));
    assert_eq!(piped("", &["intake", "-"]), (Some(2), String::new()));
    let (code, out) = piped(&format!("{LOG}password=hunter22\n"), &["intake", "-", "--json"]);
    let said: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (code, said["sort"].as_str(), said["masked"].as_u64(), said["lines"].as_u64()),
        (Some(0), Some("runtime_log"), Some(1), Some(6))
    );
}

#[tokio::test]
async fn an_incident_keeps_evidence_and_analysis() {
    let (home, bed) = (Home::new(), Bed::new());
    let state = home.path().join(".local/state/stanch");
    let address = Address::Sqlite(state.join("stanch.db"));
    let store =
        Sqlite::open(Settings { address, heads: Some(state.join("heads")), ..bed.settings(ALICE) }).await.unwrap();
    let opened = Entry::Opened { title: Safe::from_static("checkout is down"), severity: Severity::High, about: None };
    let (_, stream, _) = store.open_stream(Subject::Incident, &[Draft::of(&opened).unwrap()]).await.unwrap();
    let (ended, said) = analysed(&home, &["--incident", "inc-1"], &[]);
    assert_eq!((ended.code, ended.err.as_str()), (0, ""), "{said}");
    let kinds = |records: &[Record]| records.iter().map(|record| record.kind.to_string()).collect::<Vec<_>>();
    let records = store.stream(stream).await.unwrap();
    assert_eq!(kinds(&records), ["incident.opened", "evidence.added", "evidence.added", "analysis.made"]);
    let Entry::Evidence(log) = records[2].entry().unwrap() else { panic!("{records:?}") };
    assert_eq!((log.no, store.blob(log.sha256).await.unwrap()), (EvidenceNo(2), LOG.as_bytes().to_vec()));
    // What is kept is enough the next time.
    let again = home.run(&["analyze", "--json", "--incident", "INC-1"]);
    let again: Value = serde_json::from_str(&again.out).unwrap();
    assert_eq!(again["root_cause"], said["root_cause"]);
    let absent = home.run(&["analyze", "--incident", "INC-7"]);
    assert!(absent.code == 2 && absent.complaint().contains("INC-7"), "{absent:?}");
}

#[test]
fn the_change_may_come_from_a_repository() {
    let home = Home::new();
    let folder = home.path().join("shop");
    let git = |arguments: &[&str]| {
        let identity = ["-c", "user.name=a", "-c", "user.email=a@b", "-C", folder.to_str().unwrap()];
        assert!(Command::new("git").args(identity).args(arguments).stdout(Stdio::null()).status().unwrap().success());
    };
    let values = |with: &str| {
        format!(
            "spec:\n  containers:\n  - name: api\n    env:\n    - name: LOG_LEVEL\n      value: info\n{with}    image: x\n"
        )
    };
    home.write("shop/chart/values.yaml", &values("    - name: STRIPE_API_KEY\n      value: placeholder\n"));
    git(&["init", "-q", "-b", "main"]);
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "one"]);
    home.write("shop/chart/values.yaml", &values(""));
    git(&["commit", "-q", "-a", "-m", "two"]);
    let log = home.write("app.log", LOG);
    let shop = folder.to_str().unwrap();
    let ended = home.run_with(
        &["analyze", "--json", "--repo", shop, "--range", "HEAD~1..HEAD", "--runtime", log.to_str().unwrap()],
        &[("PATH", "/usr/bin:/bin")],
    );
    let said: Value = serde_json::from_str(&ended.out).unwrap_or(Value::Null);
    assert_eq!((ended.code, said["affected_file"].as_str()), (0, Some("chart/values.yaml")), "{ended:?}");
    assert_eq!((said["findings"][0]["strength"].as_str(), said["affected_line"].as_u64()), (Some("STRONG"), Some(7)));
    for (range, words) in
        [("HEAD..HEAD", "git_diff is required and cannot be empty"), ("nope..HEAD", "no such range: nope..HEAD")]
    {
        let ended = home.run_with(&["analyze", "--repo", shop, "--range", range], &[("PATH", "/usr/bin:/bin")]);
        assert!(ended.code == 2 && ended.complaint().contains(words), "{ended:?}");
    }
}
