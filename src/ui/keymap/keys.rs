//! A keymap: what every key does in every place.

use crate::{domain::fault::Fault, flow::Command};

use super::{BUILTIN, Found, Section, Stroke, builtin, file, trie::Trie};

/// What every key does in every place.
#[derive(Debug, Clone, PartialEq)]
pub struct Keymap {
    tries: [Trie; Section::ALL.len()],
}

impl Keymap {
    /// A keymap from a file's text, with every fault of it: entries at fault are left out.
    #[must_use]
    pub fn read(name: &str, source: &str) -> (Self, Vec<Fault>) {
        let (bindings, faults) = file::read(name, source);
        let mut keymap = Self { tries: Default::default() };
        // The keys of all places first: a place of its own may say otherwise.
        for section in Section::ALL {
            for binding in bindings.iter().filter(|binding| binding.section == section) {
                for (trie, place) in keymap.tries.iter_mut().zip(Section::ALL) {
                    if section == Section::Global || section == place {
                        trie.bind(&binding.strokes, binding.command);
                    }
                }
            }
        }
        (keymap, faults)
    }

    /// What these keys lead to in a place.
    #[must_use]
    pub fn find(&self, section: Section, strokes: &[Stroke]) -> Found {
        self.trie(section).map_or(Found::Nothing, |trie| trie.find(strokes))
    }

    /// Every sequence of keys of a place and its command, in the order of the file.
    #[must_use]
    pub fn bindings(&self, section: Section) -> Vec<(Vec<Stroke>, Command)> {
        self.trie(section).map(Trie::bindings).unwrap_or_default()
    }

    /// The keys of a command, the first that the file names first: `j`, `g g`.
    #[must_use]
    pub fn keys_of(&self, section: Section, command: Command) -> Vec<String> {
        let bindings = self.bindings(section).into_iter().filter(|(_, bound)| *bound == command);
        bindings.map(|(strokes, _)| written(&strokes)).collect()
    }

    fn trie(&self, section: Section) -> Option<&Trie> {
        self.tries.get(section as usize)
    }
}

impl Default for Keymap {
    fn default() -> Self {
        let (name, source) = BUILTIN.first().copied().unwrap_or_default();
        Self::read(name, builtin::source(name).unwrap_or(source)).0
    }
}

/// A sequence as keymap files write it.
pub(super) fn written(strokes: &[Stroke]) -> String {
    strokes.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_builtin_keymap_loads_without_fault() {
        for (name, source) in BUILTIN {
            assert_eq!(Keymap::read(name, source).1, [], "{name}");
        }
    }

    #[test]
    fn every_command_has_a_key_somewhere() {
        let keymap = Keymap::default();
        for command in Command::ALL {
            let bound = Section::ALL.into_iter().any(|section| !keymap.keys_of(section, command).is_empty());
            assert!(bound, "{} has no key", command.name());
        }
    }

    #[test]
    fn no_key_that_only_looks_asks_for_a_change() {
        for section in Section::ALL {
            for (strokes, command) in Keymap::default().bindings(section) {
                assert!(
                    !command.changes() || strokes.iter().any(|stroke| !stroke.only_looks()),
                    "{}",
                    written(&strokes)
                );
            }
        }
    }

    #[test]
    fn a_file_changes_only_what_it_names() {
        let (keymap, faults) = Keymap::read(
            "mine.toml",
            "inherits = 'default'\n[global]\n'X' = 'quit'\n'q' = 'unbound'\n[board]\n'X' = 'mute'",
        );
        assert_eq!(faults, []);
        let find = |section, key| keymap.find(section, &Stroke::sequence(key).unwrap());
        assert_eq!(find(Section::Inspect, "X"), Found::Command(Command::Quit));
        assert_eq!(find(Section::Board, "X"), Found::Command(Command::Mute));
        assert_eq!(find(Section::Board, "q"), Found::Nothing);
        assert_eq!(find(Section::Board, "g g"), Found::Command(Command::Top));
    }

    #[test]
    fn every_fault_is_told_with_its_line() {
        let source =
            "[global]\n'ctlr-d' = 'half-page-down'\n'd' = 'half-page-dwn'\n[boad]\n'x' = 'quit'\n[board]\n'y' = 3";
        let (keymap, faults) = Keymap::read("mine.toml", source);
        let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "mine.toml:2: `ctlr-d` is no key: a character, enter, esc, tab, space, up, F1, ctrl-d, shift-tab, alt-x …",
                "mine.toml:3: unknown command `half-page-dwn`, did you mean `half-page-down`?",
                "mine.toml:4: unknown section `boad`, did you mean `board`?",
                "mine.toml:7: a key leads to the name of a command, or to `unbound`",
            ]
        );
        assert_eq!(
            keymap.keys_of(Section::Global, Command::Down).first().map(String::as_str),
            Some("j"),
            "the default is kept"
        );
    }
}
