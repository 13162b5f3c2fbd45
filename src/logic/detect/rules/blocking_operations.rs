//! A call that waits and lets nothing else go on: sleeps, requests without a time limit, synchronous calls in asynchronous code.

use crate::domain::severity::Severity;
use crate::logic::evidence::{Language, Side};

use super::super::{
    changes::Changes,
    clue::{Hint, Rule, slowness},
    code::{Call, Within},
};

pub(in super::super) const RULE: Rule = Rule {
    name: "blocking_operations",
    severity: Severity::High,
    title: "a call that blocks",
    impact: "Requests wait behind the call; under load all of them do.",
    remedy: "Take the call out of the way of requests, give it a time limit, or use its asynchronous form.",
    changes,
    signs: &[],
    consequence: false,
};

fn changes<'a>(changes: &Changes<'a>) -> Vec<Hint<'a>> {
    let calls = changes.new_calls().filter_map(|call| Some((call, why(call)?)));
    let parsed = calls.map(|(call, why)| Hint {
        matters: slowness(&["blocking"]),
        spot: call.spot.clone(),
        what: format!("`{}` was added{why}", call.text.chars().take(80).collect::<String>()),
        silent: false,
    });
    // No grammar: the form of words is plain enough.
    let plain = changes.lines.iter().filter(|spot| {
        spot.line.side == Side::Added
            && matches!(spot.file.language, Language::Java | Language::Ruby)
            && (spot.line.text.contains("Thread.sleep(") || spot.line.text.trim_start().starts_with("sleep "))
    });
    let plain = plain.map(|spot| Hint {
        matters: slowness(&["blocking"]),
        spot: spot.clone(),
        what: format!("`{}` was added", spot.line.text.trim()),
        silent: false,
    });
    parsed.chain(plain).collect()
}

/// Why a call blocks; `None` where it does not.
fn why(call: &Call<'_>) -> Option<&'static str> {
    let callee = call.callee.as_str();
    if matches!(callee, "time.sleep" | "sleep" | "time.Sleep" | "Atomics.wait") && !call.awaited {
        return Some("");
    }
    let requests = ["requests.", "session.", "httplib."].iter().any(|module| callee.starts_with(module))
        && matches!(call.method(), "get" | "post" | "put" | "patch" | "delete" | "request")
        && (callee.starts_with("requests.") || call.text.contains("http"));
    if (requests || callee.ends_with("urlopen")) && !call.text.contains("timeout") {
        return Some(" without a time limit");
    }
    if matches!(callee, "http.Get" | "http.Post" | "http.Head" | "http.PostForm") {
        return Some(" with Go's client that has no time limit");
    }
    let synchronous = callee.ends_with("Sync") && call.within != Within::Module && !callee.ends_with("existsSync");
    if synchronous && call.spot.file.language != Language::Python && call.spot.file.language != Language::Go {
        return Some(", which stops the event loop");
    }
    let blocks =
        requests || callee.starts_with("subprocess.") || callee == "psycopg2.connect" || callee.ends_with("urlopen");
    (blocks && call.in_async && !call.awaited).then_some(" in asynchronous code")
}
