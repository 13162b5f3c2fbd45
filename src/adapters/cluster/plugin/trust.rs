//! Whether a credential plugin may run: by the settings, by an answer that was given, or not before somebody is asked.

use std::{
    collections::BTreeMap,
    io,
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

use kube::config::ExecConfig;

use crate::{
    adapters::cluster::Error,
    domain::{cluster::Plugin, text::Safe},
};

use super::{
    answers::{self, Answer},
    program::{Hashes, Program, is_shell},
};

/// Which programs may be run to log in, and where they are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    /// An absolute path, a bare name, or `sha256:` and the hash that a refusal shows.
    pub allowed: Vec<String>,
    /// Where programs are looked for: the folders of `PATH`.
    pub search: Vec<PathBuf>,
    /// Where answers are kept; without it they hold as long as the console runs.
    pub answers: Option<PathBuf>,
}

/// Who may run, of all clusters that were pinned together.
#[derive(Debug, Default)]
pub(in crate::adapters::cluster) struct Trust {
    settings: Settings,
    hashes: Hashes,
    asked: Mutex<BTreeMap<Safe, Asked>>,
}

/// A call that nobody had allowed when it was first tried.
#[derive(Debug)]
struct Asked {
    plugin: Plugin,
    allowed: bool,
}

impl Trust {
    pub(in crate::adapters::cluster) fn new(settings: Settings) -> Self {
        Self { settings, ..Self::default() }
    }

    /// The program to run, if it may be. Reads files, so it may take a while.
    pub(super) fn admit(&self, exec: &ExecConfig) -> Result<Program, Error> {
        let command = exec.command.as_deref().unwrap_or_default();
        let found = Program::find(command, &self.settings.search);
        // Even where a setting says so: the entry would allow whatever else it is told.
        if is_shell(command) || found.as_ref().is_some_and(Program::is_shell) {
            return Err(Error::Refused(shell(command)));
        }
        // A bare name is found in PATH; a path is allowed by its whole name only, whatever its last part is called.
        let named = self.settings.allowed.iter().any(|entry| entry == command);
        let Some(program) = found else { return Err(missing(exec, named)) };
        if named {
            return Ok(program);
        }
        let unreadable = |reason: io::Error| {
            Error::Refused(Safe::line(&format!("credential plugin `{command}` is not allowed: {reason}")))
        };
        let plugin = program.plugin(exec, &self.hashes).map_err(unreadable)?;
        if self.settings.allowed.iter().any(|entry| *entry == *plugin.call) {
            Ok(program)
        } else {
            self.ask(plugin, program)
        }
    }

    /// Whether the program may be run at all.
    pub(in crate::adapters::cluster) fn check(&self, exec: &ExecConfig) -> Result<(), Error> {
        self.admit(exec).map(drop)
    }

    fn ask(&self, plugin: Plugin, program: Program) -> Result<Program, Error> {
        let mut asked = self.asked();
        if asked.get(&plugin.call).is_some_and(|asked| asked.allowed) {
            return Ok(program);
        }
        let answers = self.settings.answers.as_deref().map(answers::read).unwrap_or_default();
        if answers.iter().any(|answer| answer.call == plugin.call) {
            return Ok(program);
        }
        let changed = answers.iter().any(|answer| answer.path == plugin.path);
        let plugin = Plugin { changed, ..plugin };
        asked.insert(plugin.call.clone(), Asked { plugin: plugin.clone(), allowed: false });
        Err(Error::Plugin(Box::new(plugin)))
    }

    /// Takes the answer "yes" to a call that was asked for, and keeps it. It holds even where it cannot be kept.
    pub(in crate::adapters::cluster) fn allow(&self, call: &Safe) -> io::Result<()> {
        let answer = match self.asked().get_mut(call) {
            Some(asked) => {
                asked.allowed = true;
                Answer::of(&asked.plugin)
            }
            None => return Ok(()),
        };
        self.settings.answers.as_deref().map_or(Ok(()), |file| answers::add(file, answer))
    }

    fn asked(&self) -> std::sync::MutexGuard<'_, BTreeMap<Safe, Asked>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn shell(command: &str) -> Safe {
    Safe::line(&format!(
        "credential plugin `{command}` is not allowed and was not run: it would run whatever it is told. Name the program \
         that logs in itself, as an executable file"
    ))
}

fn missing(exec: &ExecConfig, named: bool) -> Error {
    let command = exec.command.as_deref().unwrap_or_default();
    let hint = exec.install_hint.as_ref().map(|hint| format!(". {hint}")).unwrap_or_default();
    if named {
        Error::Credentials(Safe::clean(&format!("credential plugin `{command}` is not in PATH{hint}")))
    } else {
        let text = format!("credential plugin `{command}` is not allowed, and there is no such program{hint}");
        Error::Refused(Safe::clean(&text))
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt, path::Path};

    use super::*;

    struct Machine {
        folder: tempfile::TempDir,
        settings: Settings,
    }

    impl Machine {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let settings = Settings {
                search: vec![folder.path().to_owned(), "/bin".into()],
                answers: Some(folder.path().join("state/plugins.json")),
                ..Settings::default()
            };
            Self { folder, settings }
        }

        fn program(&self, text: &str) -> String {
            let path = self.folder.path().join("login");
            fs::write(&path, text).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
            path.display().to_string()
        }

        fn allowing(&self, entries: &[&str]) -> Trust {
            let allowed = entries.iter().map(ToString::to_string).collect();
            Trust::new(Settings { allowed, ..self.settings.clone() })
        }

        fn answers(&self) -> &Path {
            self.settings.answers.as_deref().unwrap()
        }
    }

    fn exec(command: &str, arguments: &[&str]) -> ExecConfig {
        serde_json::from_value(serde_json::json!({ "command": command, "args": arguments })).unwrap()
    }

    fn question(trust: &Trust, exec: &ExecConfig) -> Plugin {
        match trust.admit(exec) {
            Err(Error::Plugin(plugin)) => *plugin,
            other => panic!("no question: {other:?}"),
        }
    }

    #[test]
    fn a_name_allows_that_name_alone_and_no_path_that_ends_in_it() {
        let machine = Machine::new();
        let path = machine.program("");
        let admits = |command: &str, entries: &[&str]| machine.allowing(entries).admit(&exec(command, &[])).is_ok();
        assert!(admits("login", &["login"]) && admits(&path, &[&path]));
        assert!(!admits(&path, &["login"]) && !admits("login", &[&path]) && !admits("login", &[]));
    }

    #[test]
    fn the_entry_that_a_refusal_shows_allows_that_call_and_no_other() {
        let machine = Machine::new();
        machine.program("");
        let refused = machine.allowing(&[]).admit(&exec("login", &["a"])).unwrap_err().to_string();
        let entry = refused.split('"').nth(1).unwrap();
        assert!(machine.allowing(&[entry]).admit(&exec("login", &["a"])).is_ok(), "{refused}");
        assert!(machine.allowing(&[entry]).admit(&exec("login", &["b"])).is_err());
    }

    #[test]
    fn a_yes_holds_for_that_call_for_ever_until_its_file_is_another_one() {
        let machine = Machine::new();
        machine.program("one");
        let call = exec("login", &["a"]);
        let trust = machine.allowing(&[]);
        let asked = question(&trust, &call);
        assert!(!asked.changed);
        trust.allow(&asked.call).unwrap();
        assert!(trust.admit(&call).is_ok() && machine.allowing(&[]).admit(&call).is_ok(), "now, and after a restart");
        assert!(question(&trust, &exec("login", &["b"])).changed);
        machine.program("two");
        let again = question(&trust, &call);
        assert!(again.changed && again.call != asked.call);
    }

    #[test]
    fn a_yes_holds_where_it_cannot_be_kept_and_the_failure_is_said() {
        let machine = Machine::new();
        machine.program("");
        fs::write(machine.answers().parent().unwrap(), "a file where a folder should be").unwrap();
        let trust = machine.allowing(&[]);
        let asked = question(&trust, &exec("login", &[]));
        assert!(trust.allow(&asked.call).is_err());
        assert!(trust.admit(&exec("login", &[])).is_ok());
    }

    #[test]
    fn only_what_was_asked_can_be_allowed() {
        let machine = Machine::new();
        machine.program("");
        let trust = machine.allowing(&[]);
        let call = question(&machine.allowing(&[]), &exec("login", &[])).call;
        trust.allow(&call).unwrap();
        assert!(!machine.answers().exists());
        question(&trust, &exec("login", &[]));
    }

    #[test]
    fn a_shell_is_refused_whatever_the_settings_say_and_never_asked_about() {
        let machine = Machine::new();
        for command in ["sh", "/bin/sh", "bash", "/usr/bin/env"] {
            let refused = machine.allowing(&["sh", "/bin/sh", "bash"]).admit(&exec(command, &["-c", "curl x | sh"]));
            let Err(Error::Refused(text)) = refused else { panic!("{command}: {refused:?}") };
            assert!(text.starts_with(&format!("credential plugin `{command}` is not allowed")), "{text}");
        }
    }

    #[test]
    fn a_program_that_is_not_there_is_said() {
        let machine = Machine::new();
        let missing = machine.allowing(&["aws-gone"]).admit(&exec("aws-gone", &[]));
        assert!(matches!(missing, Err(Error::Credentials(text)) if text.contains("not in PATH")));
        assert!(matches!(machine.allowing(&[]).admit(&exec("aws-gone", &[])), Err(Error::Refused(_))));
    }
}
