//! Theme files: `role = "colour"` or `role = { fg = "colour", bold = true }`, `inherits = "dark"`.

use std::{borrow::Cow, collections::BTreeMap, ops::Range};

use ratatui::style::{Color, Modifier, Style};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::domain::fault::{Fault, nearest};

use super::{Role, builtin};

/// Styles by the name of their role.
pub(super) type Sheet = BTreeMap<String, Style>;

const EMPHASES: [(&str, Modifier); 5] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underline", Modifier::UNDERLINED),
    ("reverse", Modifier::REVERSED),
];

/// Reads a file's text; a built-in theme is what stands where it says nothing.
pub(super) fn read(name: &str, source: &str) -> (Sheet, Vec<Fault>) {
    let mut reading = Reading { name, source, sheet: Sheet::new(), faults: Vec::new() };
    match DeTable::parse(source) {
        Ok(table) => reading.table(table.get_ref()),
        Err(error) => {
            reading.fault(&error.span().unwrap_or_default(), error.message());
            reading.inherit("dark");
        }
    }
    (reading.sheet, reading.faults)
}

struct Reading<'a> {
    name: &'a str,
    source: &'a str,
    sheet: Sheet,
    faults: Vec<Fault>,
}

impl Reading<'_> {
    fn table(&mut self, table: &DeTable<'_>) {
        if let Some(parent) = table.get("inherits") {
            let known = parent.get_ref().as_str().is_some_and(|parent| self.inherit(parent));
            if !known {
                self.fault(&parent.span(), "`inherits` names a built-in theme: dark, light, colour-blind, mono");
                self.inherit("dark");
            }
        }
        for (key, value) in in_order(table) {
            let role = key.get_ref().as_ref();
            if role == "inherits" {
                continue;
            }
            if !is_role(role) {
                let meant = nearest(role, Role::ALL.map(Role::name));
                let meant = meant.map(|meant| format!(", did you mean `{meant}`?")).unwrap_or_default();
                self.fault(&key.span(), &format!("unknown role `{role}`{meant}"));
            } else if let Some(style) = self.style(value) {
                self.sheet.insert(role.to_owned(), style);
            }
        }
    }

    fn inherit(&mut self, parent: &str) -> bool {
        let Some(source) = builtin::source(parent).filter(|_| parent != self.name) else { return false };
        self.sheet = read(parent, source).0;
        true
    }

    fn style(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Style> {
        match value.get_ref() {
            DeValue::String(colour) => Some(Style::new().fg(self.colour(&value.span(), colour)?)),
            DeValue::Table(table) => {
                let mut style = Style::new();
                for (key, value) in in_order(table) {
                    style = self.property(style, key, value)?;
                }
                Some(style)
            }
            other => {
                self.fault(&value.span(), &format!("a style is a colour or a table, not an {}", other.type_str()));
                None
            }
        }
    }

    fn property(&mut self, style: Style, key: &Spanned<Cow<'_, str>>, value: &Spanned<DeValue<'_>>) -> Option<Style> {
        let name = key.get_ref().as_ref();
        match (name, value.get_ref()) {
            ("fg", DeValue::String(colour)) => Some(style.fg(self.colour(&value.span(), colour)?)),
            ("bg", DeValue::String(colour)) => Some(style.bg(self.colour(&value.span(), colour)?)),
            (_, DeValue::Boolean(on)) if let Some((_, emphasis)) = EMPHASES.iter().find(|(word, _)| *word == name) => {
                Some(if *on { style.add_modifier(*emphasis) } else { style })
            }
            _ => {
                self.fault(
                    &key.span(),
                    &format!("unknown emphasis `{name}`: fg, bg, bold, dim, italic, underline, reverse"),
                );
                None
            }
        }
    }

    fn colour(&mut self, span: &Range<usize>, word: &str) -> Option<Color> {
        let colour = word.parse().ok();
        if colour.is_none() {
            self.fault(span, &format!("`{word}` is no colour: a name of the 16, a number or `#rrggbb`"));
        }
        colour
    }

    fn fault(&mut self, span: &Range<usize>, text: &str) {
        self.faults.push(Fault::at(self.name, self.source, span.start, text));
    }
}

/// A role's name, or one that roles fall back to.
fn is_role(name: &str) -> bool {
    Role::ALL.iter().any(|role| role.fallbacks().any(|fallback| fallback == name))
}

type Entry<'a, 'i> = (&'a Spanned<Cow<'i, str>>, &'a Spanned<DeValue<'i>>);

/// The entries as they stand in the file, so that faults are told in its order.
fn in_order<'a, 'i>(table: &'a DeTable<'i>) -> Vec<Entry<'a, 'i>> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}
