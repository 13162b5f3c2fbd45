//! Keymap files: `[global] [board] [inspect]`, `"g g" = "top"`, `"x" = "unbound"`, `inherits = "default"`.

use std::{borrow::Cow, ops::Range};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::{
    domain::fault::{Fault, nearest},
    flow::Command,
};

use super::{Section, Stroke, builtin};

/// One line of a keymap file.
pub(super) struct Binding {
    pub(super) section: Section,
    pub(super) strokes: Vec<Stroke>,
    /// `None` for what is unbound.
    pub(super) command: Option<Command>,
}

/// Reads a file's text, over the keymap that it inherits: the default where it names none.
pub(super) fn read(name: &str, source: &str) -> (Vec<Binding>, Vec<Fault>) {
    let mut reading = Reading { name, source, bindings: Vec::new(), faults: Vec::new() };
    match DeTable::parse(source) {
        Ok(table) => reading.table(table.get_ref()),
        Err(error) => {
            reading.fault(&error.span().unwrap_or_default(), error.message());
            reading.inherit("default");
        }
    }
    (reading.bindings, reading.faults)
}

struct Reading<'a> {
    name: &'a str,
    source: &'a str,
    bindings: Vec<Binding>,
    faults: Vec<Fault>,
}

impl Reading<'_> {
    fn table(&mut self, table: &DeTable<'_>) {
        match table.get("inherits") {
            Some(parent) if !parent.get_ref().as_str().is_some_and(|parent| self.inherit(parent)) => {
                self.fault(&parent.span(), "`inherits` names a built-in keymap: default");
                self.inherit("default");
            }
            None => drop(self.inherit("default")),
            Some(_) => {}
        }
        for (key, value) in in_order(table) {
            let name = key.get_ref().as_ref();
            let section = Section::ALL.into_iter().find(|section| section.name() == name);
            match (section, value.get_ref()) {
                (Some(section), DeValue::Table(table)) => self.section(section, table),
                _ if name == "inherits" => {}
                _ => {
                    let meant = meant(name, Section::ALL.map(Section::name));
                    self.fault(&key.span(), &format!("unknown section `{name}`{meant}"));
                }
            }
        }
    }

    fn inherit(&mut self, parent: &str) -> bool {
        if parent == self.name {
            return true;
        }
        let Some(source) = builtin::source(parent) else { return false };
        self.bindings = read(parent, source).0;
        true
    }

    fn section(&mut self, section: Section, table: &DeTable<'_>) {
        for (key, value) in in_order(table) {
            let written = key.get_ref().as_ref();
            let Some(strokes) = Stroke::sequence(written) else {
                self.fault(
                    &key.span(),
                    &format!(
                        "`{written}` is no key: a character, enter, esc, tab, space, up, F1, ctrl-d, shift-tab, alt-x …"
                    ),
                );
                continue;
            };
            if value.get_ref().as_str() == Some("unbound") {
                self.bindings.push(Binding { section, strokes, command: None });
            } else if let Some(command) = self.command(&strokes, value) {
                self.bindings.push(Binding { section, strokes, command: Some(command) });
            }
        }
    }

    fn command(&mut self, strokes: &[Stroke], value: &Spanned<DeValue<'_>>) -> Option<Command> {
        let Some(name) = value.get_ref().as_str() else {
            self.fault(&value.span(), "a key leads to the name of a command, or to `unbound`");
            return None;
        };
        let Some(command) = Command::parse(name) else {
            let meant = meant(name, Command::ALL.map(Command::name));
            self.fault(&value.span(), &format!("unknown command `{name}`{meant}"));
            return None;
        };
        if command.changes() && strokes.iter().all(|stroke| stroke.only_looks()) {
            self.fault(&value.span(), &format!("`{name}` changes things: its key must be an upper-case letter"));
            return None;
        }
        Some(command)
    }

    fn fault(&mut self, span: &Range<usize>, text: &str) {
        self.faults.push(Fault::at(self.name, self.source, span.start, text));
    }
}

fn meant<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(word, known).map(|meant| format!(", did you mean `{meant}`?")).unwrap_or_default()
}

type Entry<'a, 'i> = (&'a Spanned<Cow<'i, str>>, &'a Spanned<DeValue<'i>>);

/// The entries as they stand in the file: hints, help and faults follow its order.
fn in_order<'a, 'i>(table: &'a DeTable<'i>) -> Vec<Entry<'a, 'i>> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}
