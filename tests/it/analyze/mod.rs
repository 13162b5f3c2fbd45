//! Analyses from outside: models over the wire as each provider speaks, evidence that gives orders, and the command line.

mod client;
mod command;
mod injections;
mod intake;
mod provider;
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

/// What a good model says: four claims that hold, one guess, one that the evidence contradicts.
fn answer() -> String {
    serde_json::json!({
        "summary": "The deploy removed STRIPE_API_KEY and every new pod exits at start.",
        "cause": "chart/values.yaml no longer sets STRIPE_API_KEY",
        "impact": "Checkout is down.",
        "suggested_fix": "Give the variable back in chart/values.yaml.",
        "alternatives": ["the secret was renamed"],
        "next_steps": ["compare the two revisions"],
        "technical_details": null,
        "confidence": 95,
        "claims": [
            { "text": "chart/values.yaml no longer sets STRIPE_API_KEY", "evidence": ["E1"], "quotes": ["- name: STRIPE_API_KEY"] },
            { "text": "pay/stripe.py:12 reads STRIPE_API_KEY", "evidence": ["E2"], "quotes": ["key = os.environ[\"STRIPE_API_KEY\"]"] },
            { "text": "A Stripe outage may also contribute", "evidence": [], "quotes": [] },
        ],
        "patch": null,
    })
    .to_string()
}
