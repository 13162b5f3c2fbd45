//! Somebody's own editor: it has the terminal alone, and the console takes it back in whatever state it was left.

use super::terminal::{Terminal, as_it_was};

/// A console whose editor is this script; `$1` is the file.
fn with(editor: &str) -> Terminal {
    let script = format!("cat > ed.sh <<'END'\n{editor}\nEND\nchmod +x ed.sh; {}", as_it_was("CONSOLE"));
    let mut terminal = Terminal::run("mirror", &script);
    terminal.shows("ready 80x24");
    terminal
}

#[test]
fn what_was_written_comes_back_and_the_terminal_too() {
    // It leaves raw modes, a region that scrolls, a mouse, another alphabet and the main screen behind.
    let mut terminal = with(
        "#!/bin/sh\nstty -echo raw; printf '\\033[3;5r\\033[?1000h\\033[?7l\\033(0'; printf 'in the editor\\r\\n'; head -c 2 > typed; printf more >> \"$1\"",
    );
    terminal.types("e");
    terminal.shows("in the editor");
    terminal.is_restored();
    // Both keys are the editor's: nobody else reads the terminal.
    terminal.types("qq");
    terminal.shows("Ok(Edited { text: \"before \\nmore\"");
    terminal.is_taken();
    assert_eq!(std::fs::read_to_string(terminal.home.path().join("typed")).unwrap(), "qq");
    // Its keys are the console's again.
    terminal.types("x");
    terminal.shows("key");
    terminal.resize(100, 24);
    terminal.shows("ready 100x24");
    terminal.types("q");
    terminal.ends_with(0);
}

#[test]
fn an_editor_that_fails_or_is_not_there_is_told() {
    let mut terminal = with("#!/bin/sh\nexit 3");
    terminal.resize(160, 24);
    terminal.shows("ready 160x24");
    terminal.types("e");
    terminal.shows("ended with exit status: 3");
    terminal.is_taken();
    std::fs::remove_file(terminal.home.path().join("ed.sh")).unwrap();
    terminal.types("ne");
    terminal.shows("exit status: 127");
    terminal.is_taken();
    terminal.types("q");
    terminal.ends_with(0);
}

#[test]
fn a_console_that_is_ended_meanwhile_ends_its_editor_and_gives_the_terminal_back() {
    let mut terminal = with("#!/bin/sh\nstty raw -echo; echo editing; exec sleep 1000");
    terminal.types("e");
    terminal.shows("editing");
    // A ctrl-c there is the editor's.
    terminal.signal("INT");
    terminal.signal("TERM");
    terminal.ends_with(143);
}
