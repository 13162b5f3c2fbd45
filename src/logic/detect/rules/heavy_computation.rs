//! Much computation in one go.

use crate::domain::severity::Severity;
use crate::logic::evidence::Side;

use super::super::{
    changes::Changes,
    clue::{Hint, Rule, slowness},
    code::{Call, Within},
};

pub(in super::super) const RULE: Rule = Rule {
    name: "heavy_computation",
    severity: Severity::Medium,
    title: "heavy computation",
    impact: "The processor is busy with one request, and the others wait.",
    remedy: "Do less of it, cache the result, or move it to a worker.",
    changes,
    signs: &[],
    consequence: false,
};

/// Rounds of one loop that are much.
const ROUNDS: u64 = 1_000_000;

fn changes<'a>(changes: &Changes<'a>) -> Vec<Hint<'a>> {
    let calls = changes.new_calls().filter_map(|call| Some((call, why(call)?)));
    let calls = calls.map(|(call, why)| {
        (call.spot.clone(), format!("`{}` was added{why}", call.text.chars().take(80).collect::<String>()))
    });
    let loops = changes.lines.iter().filter(|spot| {
        spot.line.side == Side::Added && spot.file.language.has_grammar() && is_long_loop(spot.line.text)
    });
    let loops = loops.map(|spot| (spot.clone(), format!("`{}` was added", spot.line.text.trim())));
    calls.chain(loops).map(|(spot, what)| Hint { matters: slowness(&["cpu"]), spot, what, silent: false }).collect()
}

fn why(call: &Call<'_>) -> Option<&'static str> {
    match call.method() {
        "pbkdf2Sync" | "scryptSync" | "hashSync" | "pbkdf2_hmac" if call.within != Within::Module => Some(""),
        "sort" | "sorted" | "deepcopy" | "compile" | "parse" | "loads" if call.loops > 1 => {
            Some(" within loops in loops")
        }
        "range" if call.loops > 2 => Some(" within loops in loops"),
        _ => None,
    }
}

/// `for i in range(10_000_000)`, `for (let i = 0; i < 1e8; i++)`
fn is_long_loop(text: &str) -> bool {
    let text = text.trim_start();
    (text.starts_with("for") || text.starts_with("while"))
        && text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '.').any(|word| {
            let word = word.replace('_', "");
            let long = word.parse::<u64>().is_ok_and(|rounds| rounds >= ROUNDS);
            long || word.split_once('e').is_some_and(|(base, power)| {
                base.parse::<u32>().is_ok() && power.parse::<u32>().is_ok_and(|power| power > 5)
            })
        })
}
