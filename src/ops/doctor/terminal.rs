//! The terminal, as far as one can know it without asking it.

use super::Check;

/// What is known of the terminal.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Terminal {
    /// `TERM`.
    pub name: Option<String>,
    /// Whether standard input and output are one.
    pub attached: bool,
    /// Columns and rows.
    pub size: Option<(u16, u16)>,
    pub utf8: bool,
    /// Why it draws without colours, if it does: `NO_COLOR`.
    pub colourless: Option<String>,
    /// Inside tmux or screen, which pass no clipboard through unless told.
    pub multiplexer: Option<&'static str>,
}

/// Checks the terminal for the console; the other commands need none.
#[must_use]
pub fn terminal(terminal: &Terminal) -> Vec<Check> {
    let mut checks = vec![kind(terminal)];
    if terminal.attached {
        checks.extend([size(terminal), letters(terminal), colours(terminal), clipboard(terminal)]);
    }
    checks
}

fn kind(terminal: &Terminal) -> Check {
    match terminal.name.as_deref() {
        _ if !terminal.attached => {
            Check::warn("terminal", "standard input or output is not one", "use `stanch board --plain` here")
        }
        None => Check::warn("terminal", "TERM is not set", "set TERM, such as TERM=xterm-256color"),
        Some("dumb") => Check::warn("terminal", "TERM=dumb", "use `stanch board --plain` here"),
        Some(name) => Check::ok("terminal", name),
    }
}

fn size(terminal: &Terminal) -> Check {
    match terminal.size {
        Some((columns, rows)) if columns >= 80 && rows >= 24 => Check::ok("size", &format!("{columns}x{rows}")),
        Some((columns, rows)) => {
            Check::warn("size", &format!("{columns}x{rows}"), "the console needs 80x24; make the window larger")
        }
        None => Check::warn("size", "unknown", "the console needs 80x24"),
    }
}

fn letters(terminal: &Terminal) -> Check {
    if terminal.utf8 {
        Check::ok("letters", "UTF-8")
    } else {
        Check::warn("letters", "the locale is not UTF-8: drawing with ASCII", "set LANG, such as LANG=C.UTF-8")
    }
}

fn colours(terminal: &Terminal) -> Check {
    match &terminal.colourless {
        None => Check::ok("colours", "16"),
        Some(why) => Check::ok("colours", &format!("none, by {why}: bold, underline and reverse")),
    }
}

fn clipboard(terminal: &Terminal) -> Check {
    let file = "what is copied goes to a file too";
    match terminal.multiplexer {
        None => Check::ok("clipboard", &format!("OSC 52, if the terminal allows it; {file}")),
        Some("tmux") => Check::warn("clipboard", &format!("in tmux; {file}"), "tmux set -g set-clipboard on"),
        Some(other) => Check::warn("clipboard", &format!("{other} passes none on; {file}"), "use that file"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::doctor::State;

    fn good() -> Terminal {
        Terminal {
            name: Some("xterm-256color".into()),
            attached: true,
            size: Some((160, 45)),
            utf8: true,
            ..Terminal::default()
        }
    }

    fn states(of: &Terminal) -> Vec<State> {
        terminal(of).into_iter().map(|check| check.state).collect()
    }

    #[test]
    fn a_good_terminal_is_well() {
        assert_eq!(states(&good()), [State::Ok; 5]);
        assert_eq!(states(&Terminal { size: Some((80, 24)), ..good() }), [State::Ok; 5]);
    }

    #[test]
    fn each_lack_is_one_warning_that_says_what_to_do() {
        let lacks = [
            Terminal { name: None, ..good() },
            Terminal { name: Some("dumb".into()), ..good() },
            Terminal { attached: false, ..good() },
            Terminal { size: Some((79, 24)), ..good() },
            Terminal { size: None, ..good() },
            Terminal { utf8: false, ..good() },
            Terminal { multiplexer: Some("tmux"), ..good() },
            Terminal { multiplexer: Some("screen"), ..good() },
        ];
        for lack in &lacks {
            let warned: Vec<_> = terminal(lack).into_iter().filter(|check| check.state != State::Ok).collect();
            assert_eq!(warned.len(), 1, "{lack:?}");
            assert_eq!(warned[0].state, State::Warn);
            assert!(warned[0].todo.is_some());
        }
    }
}
