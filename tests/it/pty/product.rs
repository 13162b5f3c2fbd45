//! The product as it is shipped, in a terminal, without a cluster that answers.

use std::time::Duration;

use super::terminal::{PATIENCE, Terminal, as_it_was};

#[test]
fn starts_without_a_cluster_and_says_so() {
    let mut terminal = Terminal::stanch(&as_it_was("STANCH"));
    terminal.shows("READ-ONLY");
    terminal.is_taken();
    terminal.shows("OFFLINE");
    assert!(terminal.text().contains("PROD") && terminal.text().contains("gone/"), "{}", terminal.text());
    terminal.types("q");
    terminal.ends_with(0);
}

#[test]
fn colours_are_a_choice() {
    for (environment, colours) in [("", true), ("NO_COLOR=1 ", false)] {
        let mut terminal = Terminal::stanch(&format!("export {environment} LC_ALL=C.UTF-8; STANCH"));
        terminal.shows("OFFLINE");
        assert_eq!(terminal.has_colours(), colours, "{environment:?}");
    }
}

#[test]
fn needs_a_terminal() {
    for script in ["TERM=dumb; export TERM; STANCH; echo code $?", "STANCH > file; echo code $?"] {
        let mut terminal = Terminal::stanch(script);
        terminal.shows("needs a terminal; use `stanch board --plain`");
        terminal.shows("code 2");
        terminal.is_restored();
    }
}

#[test]
fn signals_end_it_in_order() {
    for (signal, code) in [("HUP", 129), ("TERM", 143)] {
        let mut terminal = Terminal::stanch(&as_it_was("STANCH"));
        terminal.shows("READ-ONLY");
        terminal.signal(signal);
        terminal.ends_with(code);
    }
}

#[test]
fn is_stopped_and_goes_on() {
    let mut terminal = Terminal::stanch("set -m; STANCH; echo stopped; read x; fg; echo over");
    terminal.shows("READ-ONLY");
    terminal.types("\x1a");
    terminal.shows("stopped");
    terminal.is_restored();
    terminal.types("\n");
    terminal.shows("READ-ONLY");
    terminal.is_taken();
    terminal.types("q");
    terminal.shows("over");
    terminal.is_restored();
}

#[test]
fn ends_when_the_terminal_is_gone() {
    let mut terminal = Terminal::stanch("trap '' HUP; mkfifo code; STANCH; echo $? > code");
    terminal.shows("READ-ONLY");
    let ended = terminal.piped("code");
    terminal.hang_up();
    assert_eq!(ended.recv_timeout(PATIENCE).unwrap(), "129\n");
}

#[test]
fn an_endless_paste_and_a_tiny_terminal_change_nothing() {
    let mut terminal = Terminal::stanch(&as_it_was("STANCH"));
    terminal.shows("READ-ONLY");
    terminal.types("\x1b[200~so much\x03");
    terminal.shows("paste");
    for (width, height, shown) in [(72, 20, "needs 80x24, have 72x20"), (1, 1, ""), (80, 24, "READ-ONLY")] {
        terminal.resize(width, height);
        terminal.shows(shown);
    }
    // Keys right after a paste are not a person's; a person tries again.
    while !terminal.shows_within("code", Duration::from_millis(100)) {
        terminal.types("q");
    }
    terminal.ends_with(0);
}
