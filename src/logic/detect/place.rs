//! Places, and how they are told in words.

use crate::{
    domain::{evidence::Place, text::Safe},
    logic::evidence::{Material, Said},
};

/// Where something was said.
pub(super) fn of(material: &Material<'_>, said: &Said<'_>) -> Place {
    let frame = said.frame();
    Place {
        evidence: material.header.no,
        line: said.at,
        file: frame.map(|frame| Safe::line(&frame.file)),
        file_line: frame.map(|frame| frame.line).filter(|line| *line > 0),
        function: frame.and_then(|frame| frame.function.as_deref()).map(Safe::line),
        text: Safe::line(said.told()),
    }
}

/// `app/views.py line 12, charge`
pub(super) fn whereabouts(place: &Place) -> String {
    let mut text = place.file.as_ref().map_or_else(|| place.evidence.to_string(), ToString::to_string);
    if let Some(line) = place.file_line {
        text.extend([" line ", &line.to_string()]);
    }
    if let Some(function) = &place.function {
        text.extend([", ", function]);
    }
    text
}

/// `pod checkout-7f9c: KeyError: 'X' (E2 line 8, 3 times)`
pub(super) fn told_in(place: &Place, pod: Option<&Safe>, count: u32) -> String {
    let who = match pod {
        Some(pod) if !place.text.contains(pod.as_str()) => format!("pod {pod}: "),
        _ => String::new(),
    };
    let times = if count > 1 { format!(", {count} times") } else { String::new() };
    let text: String = place.text.chars().take(200).collect();
    format!("{who}{text} ({} line {}{times})", place.evidence, place.line)
}
