//! Analyses from outside: models over the wire as each provider speaks, evidence that gives orders, and the command line.

mod client;
mod command;
mod egress;
mod injections;
mod intake;
mod provider;
mod tiny;
mod wire;

/// A variable removed from a chart, and what the program said at its start.
const DIFF: &str = "diff --git a/chart/values.yaml b/chart/values.yaml
--- a/chart/values.yaml
+++ b/chart/values.yaml
@@ -14,6 +14,4 @@ spec:
         env:
         - name: LOG_LEVEL
           value: info
-        - name: STRIPE_API_KEY
-          value: placeholder
         ports:
";

const LOG: &str = "2026-11-21T03:11:50Z boot config source=env
2026-11-21T03:11:50Z Traceback (most recent call last):
2026-11-21T03:11:50Z   File \"/app/pay/stripe.py\", line 12, in client
2026-11-21T03:11:50Z     key = os.environ[\"STRIPE_API_KEY\"]
2026-11-21T03:11:50Z KeyError: 'STRIPE_API_KEY'
";

/// What a good model says: two claims that hold, and one guess.
fn answer() -> String {
    include_str!("../../fixtures/model/good.json").to_owned()
}
