//! Sequences of keys, each leading to a command or to further keys.

use crate::flow::Command;

use super::Stroke;

/// What a sequence of keys leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    Command(Command),
    /// More keys must follow.
    Prefix,
    Nothing,
}

/// A node of the trie: it has a command or further keys, never both.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Trie {
    command: Option<Command>,
    next: Vec<(Stroke, Self)>,
}

impl Trie {
    /// Binds a sequence, in place of what it and its beginnings led to; returns what had to give way.
    pub(super) fn bind(&mut self, strokes: &[Stroke], command: Option<Command>) -> Vec<Command> {
        let Some((stroke, rest)) = strokes.split_first() else {
            let mut lost = self.commands();
            lost.extend(self.command.take());
            *self = Self { command, next: Vec::new() };
            return lost;
        };
        let mut lost: Vec<Command> = self.command.take().into_iter().collect();
        let place = self.next.iter().position(|(known, _)| known == stroke).unwrap_or_else(|| {
            self.next.push((*stroke, Self::default()));
            self.next.len() - 1
        });
        if let Some((_, child)) = self.next.get_mut(place) {
            lost.extend(child.bind(rest, command));
        }
        self.next.retain(|(_, child)| child.command.is_some() || !child.next.is_empty());
        lost
    }

    pub(super) fn find(&self, strokes: &[Stroke]) -> Found {
        match (strokes.split_first(), self.command) {
            (None, Some(command)) => Found::Command(command),
            (None, None) if self.next.is_empty() => Found::Nothing,
            (None, None) => Found::Prefix,
            (Some((stroke, rest)), _) => {
                let child = self.next.iter().find(|(known, _)| known == stroke);
                child.map_or(Found::Nothing, |(_, child)| child.find(rest))
            }
        }
    }

    /// Every sequence and its command, in the order in which they were bound.
    pub(super) fn bindings(&self) -> Vec<(Vec<Stroke>, Command)> {
        let mut all: Vec<_> = self.command.iter().map(|command| (Vec::new(), *command)).collect();
        for (stroke, child) in &self.next {
            for (mut strokes, command) in child.bindings() {
                strokes.insert(0, *stroke);
                all.push((strokes, command));
            }
        }
        all
    }

    fn commands(&self) -> Vec<Command> {
        self.next.iter().flat_map(|(_, child)| child.bindings()).map(|(_, command)| command).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<Stroke> {
        Stroke::sequence(text).unwrap()
    }

    #[test]
    fn sequences_lead_on_until_their_command() {
        let mut trie = Trie::default();
        assert_eq!(trie.bind(&keys("g g"), Some(Command::Top)), []);
        assert_eq!(trie.bind(&keys("g e"), Some(Command::Bottom)), []);
        assert_eq!(trie.find(&keys("g")), Found::Prefix);
        assert_eq!(trie.find(&keys("g e")), Found::Command(Command::Bottom));
        assert_eq!(trie.find(&keys("g x")), Found::Nothing);
    }

    #[test]
    fn a_key_and_a_sequence_that_begins_with_it_cannot_both_be() {
        let mut trie = Trie::default();
        trie.bind(&keys("g g"), Some(Command::Top));
        assert_eq!(trie.bind(&keys("g"), Some(Command::Bottom)), [Command::Top]);
        assert_eq!(trie.find(&keys("g g")), Found::Nothing);
        assert_eq!(trie.bind(&keys("g g"), Some(Command::Top)), [Command::Bottom]);
        assert_eq!(trie.find(&keys("g")), Found::Prefix);
    }

    #[test]
    fn what_is_unbound_leaves_no_beginning_behind() {
        let mut trie = Trie::default();
        trie.bind(&keys("g g"), Some(Command::Top));
        trie.bind(&keys("g g"), None);
        assert_eq!(trie.find(&keys("g")), Found::Nothing);
    }
}
