//! Code that takes much memory at once, or ever more of it.

use crate::domain::severity::Severity;
use crate::logic::evidence::Side;

use super::super::{
    changes::Changes,
    clue::{Hint, Rule, Spot, slowness},
    code::Call,
    hoard,
    manifest::Setting,
};

pub(in super::super) const RULE: Rule = Rule {
    name: "memory_intensive",
    severity: Severity::Critical,
    title: "memory",
    impact: "The container is killed when it reaches its memory limit.",
    remedy: "Read in pieces, bound the cache, or raise the limit to what is needed.",
    changes,
    signs: &[],
    consequence: false,
};

/// Elements or bytes from which on one allocation is much.
const MUCH: f64 = 33_554_432.0;

fn changes<'a>(changes: &Changes<'a>) -> Vec<Hint<'a>> {
    let hint = |spot: &Spot<'a>, what: String| Hint {
        matters: slowness(&["memory"]),
        spot: spot.clone(),
        what,
        silent: false,
    };
    let calls = changes
        .new_calls()
        .filter(|call| is_much(call))
        .map(|call| hint(&call.spot, format!("`{}` was added", call.text.chars().take(80).collect::<String>())));
    let lines = changes.lines.iter().filter(|spot| spot.line.side == Side::Added && spot.file.language.has_grammar());
    let lines = lines.filter(|spot| product(spot.line.text) >= MUCH && is_filled(spot.line.text));
    let lines = lines.map(|spot| hint(spot, format!("`{}` was added", spot.line.text.trim())));
    let hoards = hoard::all(changes)
        .map(|spot| hint(spot, format!("`{}` was added, and nothing takes out of it", spot.line.text.trim())));
    let settings =
        changes.changed_settings().filter_map(|(old, new)| Some((old, new?))).filter(|(old, new)| grows(old, new));
    let settings =
        settings.map(|(old, new)| hint(&new.spot, format!("{} went from {} to {}", named(new), old.value, new.value)));
    calls.chain(lines).chain(hoards).chain(settings).collect()
}

fn named<'s>(setting: &'s Setting<'_>) -> &'s str {
    setting.item.as_deref().filter(|_| setting.key == "value").unwrap_or(&setting.key)
}

fn is_much(call: &Call<'_>) -> bool {
    let arguments = call.text.get(call.callee.len()..).unwrap_or_default();
    match call.method() {
        "lru_cache" => arguments.contains("maxsize=None"),
        "fetchall" | "ReadAll" | "readlines" => true,
        "read" => arguments == "()" && call.callee.contains("open("),
        "alloc" | "allocUnsafe" | "Array" | "bytearray" | "zeros" | "ones" | "empty" | "make" | "repeat" | "fill" => {
            product(arguments) >= MUCH
        }
        "list" | "dict" | "set" => arguments.contains(".objects.all()") || product(arguments) >= MUCH,
        _ => false,
    }
}

fn is_filled(text: &str) -> bool {
    ["] * ", "' * ", "\" * ", "range(", "make("].iter().any(|form| text.contains(form))
}

/// The largest product of plain numbers in a text: `10 * 1024**3`, `1 << 30`, `1e9`.
fn product(text: &str) -> f64 {
    let mut best = 1.0_f64;
    for term in text.split([',', '(', ')', ';', '[', ']']) {
        let mut value = 1.0_f64;
        let mut words = term.split_whitespace().flat_map(|word| word.split('*')).filter(|word| !word.is_empty());
        while let Some(word) = words.next() {
            let number = word.replace('_', "");
            if word == "<<" {
                let bits: i32 = words.next().and_then(|bits| bits.parse().ok()).unwrap_or(0);
                value *= 2_f64.powi(bits.clamp(0, 64));
            } else if let Ok(number) = number.parse::<f64>() {
                value *= number.abs().max(1.0);
            }
        }
        if let Some((base, power)) = term.split_once("**") {
            let last =
                |text: &str| text.trim_end().rsplit(['*', ' ']).next().and_then(|word| word.trim().parse::<f64>().ok());
            let first = |text: &str| text.trim().split(['*', ' ']).next().and_then(|word| word.parse::<i32>().ok());
            if let (Some(base), Some(power)) = (last(base), first(power)) {
                value *= base.powi(power.clamp(1, 64) - 1) / f64::from(power.max(1));
            }
        }
        best = best.max(value);
    }
    best
}

/// More workers, a larger heap or buffer.
fn grows(old: &Setting<'_>, new: &Setting<'_>) -> bool {
    if let (Some(old), Some(new)) = (heap(&old.value), heap(&new.value)) {
        return new > old;
    }
    let name = format!("{} {}", named(new), new.path.last().map_or("", String::as_str)).to_lowercase();
    let sized = ["worker", "concurrency", "heap", "cache", "buffer", "batch"].iter().any(|word| name.contains(word));
    let number = |text: &str| {
        let digits: String =
            text.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
        digits.parse::<u64>().ok()
    };
    sized && matches!((number(&old.value), number(&new.value)), (Some(old), Some(new)) if new > old)
}

/// What `-Xmx4g` or `--max-old-space-size=4096` allows, in MiB.
fn heap(text: &str) -> Option<u64> {
    let rest = ["-Xmx", "--max-old-space-size="].iter().find_map(|flag| Some(text.split_once(flag)?.1))?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let unit = match rest.get(digits.len()..)?.chars().next() {
        Some('g' | 'G') => 1024,
        _ => 1,
    };
    Some(digits.parse::<u64>().ok()?.saturating_mul(unit))
}
