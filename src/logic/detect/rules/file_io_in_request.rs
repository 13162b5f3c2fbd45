//! Files that are read or written while a request waits.

use crate::domain::severity::Severity;

use super::super::{
    changes::Changes,
    clue::{Hint, Rule, slowness},
    code::{Call, Within},
};

pub(in super::super) const RULE: Rule = Rule {
    name: "file_io_in_request",
    severity: Severity::Medium,
    title: "file access in a request",
    impact: "Each request waits for the disk.",
    remedy: "Read the file once when the program starts, or do it outside the request.",
    changes,
    signs: &[],
    consequence: false,
};

fn changes<'a>(changes: &Changes<'a>) -> Vec<Hint<'a>> {
    let calls = changes.new_calls().filter(|call| call.within == Within::Handler && is_file(call));
    calls
        .map(|call| Hint {
            matters: slowness(&["files"]),
            spot: call.spot.clone(),
            what: format!("`{}` was added where requests are answered", call.text.chars().take(80).collect::<String>()),
            silent: false,
        })
        .collect()
}

fn is_file(call: &Call<'_>) -> bool {
    matches!(
        call.callee.as_str(),
        "open"
            | "os.Open"
            | "os.ReadFile"
            | "os.WriteFile"
            | "os.Create"
            | "ioutil.ReadFile"
            | "ioutil.WriteFile"
            | "shutil.copy"
    ) || matches!(call.method(), "read_text" | "write_text" | "read_bytes" | "write_bytes")
        || call.callee.starts_with("fs.")
            && ["read", "write", "append"].iter().any(|word| call.method().starts_with(word))
}
