//! Patches that findings give by themselves, applied to the files that the diffs left.

use crate::domain::{
    evidence::{EvidenceNo, Place},
    finding::{Finding, Matter, Strength},
    severity::Severity,
    text::Safe,
};

use super::super::{mend, read};

const DIFF: &str = "diff --git a/chart/values.yaml b/chart/values.yaml
index 1..2 100644
--- a/chart/values.yaml
+++ b/chart/values.yaml
@@ -1,13 +1,10 @@
 env:
-  - name: STRIPE_API_KEY
-    valueFrom:
-      secretKeyRef: {name: stripe, key: key}
-  - name: OLD_FLAG
   - name: LOG_LEVEL
     value: info
-image: shop/api:1.4
+image: shop/api:1.5-broken
+replicas: 3
 resources:
   limits:
-    memory: 512Mi
+    memory: 64Mi
     cpu: 500m
 end: 1
";

const AFTER: &str = "env:
  - name: LOG_LEVEL
    value: info
image: shop/api:1.5-broken
replicas: 3
resources:
  limits:
    memory: 64Mi
    cpu: 500m
end: 1
";

fn finding(matter: Matter, text: &str) -> Finding {
    let line = DIFF.lines().position(|line| line == text).unwrap() + 1;
    Finding {
        rule: Safe::from_static("missing_env_var"),
        severity: Severity::Critical,
        strength: Strength::Strong,
        summary: Safe::from_static("why"),
        matter: Some(matter),
        change: Some(Place {
            evidence: EvidenceNo(3),
            line: u64::try_from(line).unwrap(),
            file: None,
            file_line: None,
            function: None,
            text: Safe::line(text),
        }),
        symptom: None,
        pod: None,
        evidence: vec![EvidenceNo(3)],
        impact: Safe::default(),
        remedy: Safe::default(),
    }
}

fn mended(finding: &Finding, diff: &str, after: &str) -> String {
    let mended = mend(finding, diff).unwrap();
    let reading = read(mended.patch.as_bytes()).unwrap_or_else(|error| panic!("{error}: {}", mended.patch));
    assert_eq!(reading.changes[0].path, "chart/values.yaml");
    let text = mended.patch.split_once('\n').unwrap().1;
    diffy::apply(after, &diffy::Patch::from_str(text).unwrap()).unwrap()
}

#[test]
fn a_variable_comes_back_whole_and_alone() {
    let finding = finding(Matter::Variable(Safe::from_static("STRIPE_API_KEY")), "-  - name: STRIPE_API_KEY");
    let entry = "  - name: STRIPE_API_KEY\n    valueFrom:\n      secretKeyRef: {name: stripe, key: key}\n";
    assert_eq!(mended(&finding, DIFF, AFTER), AFTER.replace("env:\n", &format!("env:\n{entry}")));
    assert_eq!(mend(&finding, DIFF).unwrap().title.as_str(), "give back STRIPE_API_KEY in chart/values.yaml");
}

#[test]
fn an_image_and_a_limit_are_restored_and_nothing_beside_them() {
    let image = finding(Matter::Image(Safe::from_static("shop/api:1.5-broken")), "+image: shop/api:1.5-broken");
    assert_eq!(mended(&image, DIFF, AFTER), AFTER.replace("1.5-broken", "1.4"));
    let limit = finding(Matter::Limit(Safe::from_static("memory")), "+    memory: 64Mi");
    assert_eq!(mended(&limit, DIFF, AFTER), AFTER.replace("64Mi", "512Mi"));
}

#[test]
fn a_variable_that_was_changed_gets_its_old_value() {
    let diff = DIFF.replace("-  - name: OLD_FLAG", "-MODE: fast\n+MODE: slow").replace("-1,13 +1,10", "-1,13 +1,11");
    let mut finding = finding(Matter::Variable(Safe::from_static("MODE")), "-  - name: OLD_FLAG");
    finding.change.as_mut().unwrap().text = Safe::from_static("MODE: fast");
    let after = AFTER.replace("env:\n", "env:\nMODE: slow\n");
    assert_eq!(mended(&finding, &diff, &after), after.replace("slow", "fast"));
}

#[test]
fn line_ends_are_those_of_the_evidence() {
    let finding = finding(Matter::Limit(Safe::from_static("memory")), "+    memory: 64Mi");
    let (head, body) = DIFF.split_at(DIFF.find("@@").unwrap());
    let (hunk, body) = body.split_once('\n').unwrap();
    let diff = format!("{head}{hunk}\n{}", body.replace('\n', "\r\n"));
    let after = AFTER.replace('\n', "\r\n");
    assert_eq!(mended(&finding, &diff, &after), after.replace("64Mi", "512Mi"));
}

#[test]
fn what_is_not_mechanical_is_left_to_people() {
    let variable = Matter::Variable(Safe::from_static("STRIPE_API_KEY"));
    let weak = Finding { strength: Strength::Weak, ..finding(variable.clone(), "-  - name: STRIPE_API_KEY") };
    assert_eq!(mend(&weak, DIFF), None);
    let module = finding(Matter::Module(Safe::from_static("x")), "-  - name: STRIPE_API_KEY");
    assert_eq!(mend(&module, DIFF), None);
    let added = finding(Matter::Limit(Safe::from_static("replicas")), "+replicas: 3");
    assert_eq!(mend(&added, DIFF), None, "nothing stood there before");
    let gone = DIFF.replace("+++ b/chart/values.yaml", "+++ /dev/null");
    assert_eq!(mend(&finding(variable, "-  - name: STRIPE_API_KEY"), &gone), None);
}
