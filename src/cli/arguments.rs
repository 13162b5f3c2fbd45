//! The command line's one definition: it gives parsing, help, completions and the manual page.

use std::path::{Path, PathBuf};

use clap::{ArgAction, Args, Parser, Subcommand};
use clap_complete::Shell;

use crate::{
    config::{Flag, Value},
    ops::inspect::Target,
};

use super::{
    question::Question,
    walking,
    wishes::{AnalyzeWish, DrillWish, FixWish, IncidentWish, IntakeWish},
};

/// What `--help` and the manual say at their end.
const AFTER: &str = "\
Exit codes:
  0   all well (board: nothing failed, is degraded, slow or unknown)
  1   something else went wrong (doctor: a check failed; analyze: nothing found)
  2   bad input: flags, kubeconfig, policy, no such rollout, no terminal
  3   refused for safety's sake
  4   no cluster answered, or the journal did not
  5   the journal is not what was written (audit verify)
  10  board: something failed, is degraded or slow
  11  something is unknown: not everything could be read
  20  walk: it waits at a gate, or for an answer
  21  walk: it failed
  22  walk: whether an action was done is unknown
  70  stanch itself broke

Files:
  ~/.local/state/stanch/stanch.db   the journal: what was done, by whom, approved by whom
  ~/.config/stanch/config.toml   settings; `stanch doctor --config` lists them
  ~/.config/stanch/policy.yaml   your own policy, which may only tighten
  /etc/stanch/policy.yaml        which namespaces are production, staging, development

Every setting has a variable, such as STANCH_THEME for theme and STANCH_VERDICT_SLOW_GRACE for
verdict.slow_grace. A flag beats a variable, a variable the file, the file the default.";

/// The incident console for deployments that went wrong.
///
/// Without a command: the console, live, which needs a terminal of 80x24 or more.
#[derive(Debug, Parser)]
#[command(name = "stanch", version, after_help = AFTER, disable_help_subcommand = true)]
pub struct Arguments {
    #[command(flatten)]
    pub flags: Flags,
    /// Settings, in place of ~/.config/stanch/config.toml
    #[arg(long, value_name = "FILE", help_heading = "Files")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print one snapshot of the board: which rollouts are bad, and why, worst first
    Board {
        /// Settings, in place of ~/.config/stanch/config.toml
        #[arg(long, value_name = "FILE", help_heading = "Files")]
        config: Option<PathBuf>,
    },
    /// Print everything that explains one rollout
    Inspect {
        /// Such as payments/deploy/checkout
        #[arg(value_name = "NAMESPACE/KIND/NAME")]
        target: Target,
        /// Settings, in place of ~/.config/stanch/config.toml
        #[arg(long, value_name = "FILE", help_heading = "Files")]
        config: Option<PathBuf>,
    },
    /// Check kubeconfig, identity, rights, clock, terminal and settings, and say what to do
    Doctor {
        /// List every setting with its value and where that came from, with FILE as the settings file
        #[expect(clippy::option_option, reason = "clap's form of a flag with an optional value")]
        #[arg(long, value_name = "FILE")]
        config: Option<Option<PathBuf>>,
    },
    /// Rehearse on a simulated cluster that breaks; nothing of it touches a real one, or your journal
    ///
    /// The cluster is a small Kubernetes API server on loopback, in this process; the console is the real one. Your settings and policies hold (no
    /// policy that names a cluster knows this one, so its namespaces are production), your kubeconfig and contexts do not. Everything that
    /// is written lies in a folder of its own and is gone at the end. `:drill` in the console says how to join it with kubectl.
    Drill {
        #[command(flatten)]
        wish: DrillWish,
    },
    /// Say why a rollout failed, from a diff and logs
    Analyze {
        #[command(flatten)]
        wanted: AnalyzeWish,
    },
    /// Say what a file, a pipe or a repository's changes hold, and keep it as evidence of an incident
    Intake {
        #[command(flatten)]
        wanted: IntakeWish,
    },
    /// Look at strategies: the trees that walks follow
    Strategy {
        #[command(subcommand)]
        command: StrategyCommand,
    },
    /// Carry out a strategy on a rollout, step by step; what changes something waits at a gate
    Walk {
        #[command(subcommand)]
        command: walking::Command,
    },
    /// Read and check the journal: who did what, and whether the record was changed
    Audit {
        #[command(subcommand)]
        question: Question,
    },
    /// Propose changes of source and manifests, review them, and let them out as a branch or a patch
    Fix {
        #[command(subcommand)]
        wish: FixWish,
    },
    /// Open, read and close incidents: what ties evidence, analyses, walks and fixes together
    Incident {
        #[command(subcommand)]
        wish: IncidentWish,
    },
    /// Print a completion script
    Completions { shell: Shell },
    /// Print the manual page
    Man,
}

/// What to do with strategies.
#[derive(Debug, Subcommand)]
pub enum StrategyCommand {
    /// Say everything that is wrong with strategy files, with line and column
    Lint {
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
    },
    /// Print one strategy's nodes and where they lead
    Show {
        #[arg(value_name = "ID")]
        id: String,
    },
    /// List the strategies that come with stanch and those of ~/.config/stanch/strategies
    List,
}

/// The flags, which every command takes.
#[derive(Debug, Args)]
pub struct Flags {
    #[command(flatten)]
    clusters: Clusters,
    #[command(flatten)]
    pub output: Output,
    #[command(flatten)]
    look: Look,
    #[command(flatten)]
    files: Files,
}

/// What to look at.
#[derive(Debug, Args)]
#[command(next_help_heading = "What to look at")]
struct Clusters {
    /// Context of the kubeconfig; repeat it to merge several clusters into one board
    #[arg(long, global = true, value_name = "NAME", action = ArgAction::Append)]
    context: Vec<String>,
    /// Namespace; repeat it for several
    #[arg(short, long, global = true, value_name = "NAME", action = ArgAction::Append, conflicts_with = "all_namespaces")]
    namespace: Vec<String>,
    /// All namespaces, even if that is refused
    #[arg(short = 'A', long, global = true)]
    all_namespaces: bool,
    /// Kubeconfig, in place of KUBECONFIG and ~/.kube/config
    #[arg(long, global = true, value_name = "FILE")]
    kubeconfig: Option<String>,
}

/// How an answer is printed.
#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "How it looks")]
pub struct Output {
    /// Lines of text (without a command: as `board --plain`)
    #[arg(long, global = true, conflicts_with = "json")]
    pub plain: bool,
    /// JSON (without a command: as `board --json`)
    #[arg(long, global = true)]
    pub json: bool,
}

/// How the console looks.
#[derive(Debug, Args)]
#[command(next_help_heading = "How it looks")]
struct Look {
    /// Theme: dark, light, colour-blind, mono, or a file
    #[arg(long, global = true, value_name = "NAME")]
    theme: Option<String>,
    /// Keymap: default, or a file
    #[arg(long, global = true, value_name = "NAME")]
    keymap: Option<String>,
    /// Bold, underline and reverse only
    #[arg(long, global = true)]
    no_color: bool,
    /// Draw with ASCII only
    #[arg(long, global = true)]
    ascii: bool,
    /// At most two frames a second
    #[arg(long, global = true)]
    low_bandwidth: bool,
}

/// What is read and written besides.
#[derive(Debug, Args)]
#[command(next_help_heading = "Files")]
struct Files {
    /// Write a log here, as JSON lines
    #[arg(long, global = true, value_name = "FILE")]
    log_file: Option<String>,
    /// A further policy, which may only tighten
    #[arg(long, global = true, value_name = "FILE")]
    policy: Option<String>,
    /// Where the journal is: sqlite:PATH, in place of ~/.local/state/stanch/stanch.db
    #[arg(long, global = true, value_name = "ADDRESS", conflicts_with = "ephemeral")]
    store: Option<String>,
    /// Keep the journal in memory only, and take no actions
    #[arg(long, global = true)]
    ephemeral: bool,
}

impl Arguments {
    /// The settings file that was named, before the command or behind it.
    #[must_use]
    pub fn config(&self) -> Option<&Path> {
        let behind = match &self.command {
            Some(Command::Board { config } | Command::Inspect { config, .. }) => config.as_deref(),
            Some(Command::Doctor { config }) => config.as_ref().and_then(Option::as_deref),
            Some(
                Command::Analyze { .. }
                | Command::Audit { .. }
                | Command::Completions { .. }
                | Command::Drill { .. }
                | Command::Fix { .. }
                | Command::Incident { .. }
                | Command::Intake { .. }
                | Command::Man
                | Command::Strategy { .. }
                | Command::Walk { .. },
            )
            | None => None,
        };
        behind.or(self.config.as_deref())
    }
}

impl Flags {
    /// The first that names a cluster or a journal: a drill has its own.
    #[must_use]
    pub fn foreign_to_drills(&self) -> Option<&'static str> {
        let own = ["context", "namespace", "kubeconfig", "store", "ephemeral"];
        self.settings().into_iter().find(|flag| own.contains(&flag.key)).map(|flag| flag.typed)
    }

    /// The settings that flags give.
    #[must_use]
    pub fn settings(&self) -> Vec<Flag> {
        let words = |words: &Vec<String>| (!words.is_empty()).then(|| Value::Words(words.clone()));
        let text = |text: &Option<String>| text.clone().map(Value::Text);
        let given = |flag: bool| flag.then_some(Value::Flag(true));
        let all = [
            ("context", "--context", words(&self.clusters.context)),
            ("namespace", "--namespace", words(&self.clusters.namespace)),
            ("all_namespaces", "--all-namespaces", given(self.clusters.all_namespaces)),
            ("kubeconfig", "--kubeconfig", text(&self.clusters.kubeconfig)),
            ("theme", "--theme", text(&self.look.theme)),
            ("keymap", "--keymap", text(&self.look.keymap)),
            ("no_color", "--no-color", given(self.look.no_color)),
            ("ascii", "--ascii", given(self.look.ascii)),
            ("low_bandwidth", "--low-bandwidth", given(self.look.low_bandwidth)),
            ("log_file", "--log-file", text(&self.files.log_file)),
            ("policy", "--policy", text(&self.files.policy)),
            ("store", "--store", text(&self.files.store)),
            ("ephemeral", "--ephemeral", given(self.files.ephemeral)),
        ];
        all.into_iter().filter_map(|(key, typed, value)| value.map(|value| Flag { key, typed, value })).collect()
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::config::Key;

    #[test]
    fn the_definition_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_flag_sets_a_setting_that_exists() {
        let typed = [
            "stanch",
            "--context",
            "a",
            "--context",
            "b",
            "-n",
            "web",
            "--kubeconfig",
            "k",
            "--theme",
            "t",
            "--keymap",
            "m",
            "--no-color",
            "--ascii",
            "--low-bandwidth",
            "--log-file",
            "l",
            "--policy",
            "p",
            "--store",
            "sqlite:s",
        ];
        let flags = Arguments::try_parse_from(typed).unwrap().flags.settings();
        assert_eq!(flags.len(), 11);
        assert!(flags.iter().all(|flag| Key::find(flag.key).is_some()), "{flags:?}");
        assert_eq!(flags[0].value, Value::Words(vec!["a".into(), "b".into()]));
    }

    #[test]
    fn flags_may_stand_before_or_after_the_command() {
        for typed in [["stanch", "--context", "a", "board"], ["stanch", "board", "--context", "a"]] {
            assert_eq!(Arguments::try_parse_from(typed).unwrap().flags.clusters.context, ["a"]);
        }
    }

    #[test]
    fn a_settings_file_may_be_named_before_or_after_the_command() {
        for typed in [["stanch", "--config", "a", "board"], ["stanch", "board", "--config", "a"]] {
            assert_eq!(Arguments::try_parse_from(typed).unwrap().config(), Some(Path::new("a")));
        }
        let listed = Arguments::try_parse_from(["stanch", "--config", "a", "doctor", "--config"]).unwrap();
        assert!(matches!(&listed.command, Some(Command::Doctor { config: Some(None) })), "{listed:?}");
        assert_eq!(listed.config(), Some(Path::new("a")));
    }

    #[test]
    fn contradictions_are_refused() {
        for typed in [
            ["stanch", "-A", "-n", "web"].as_slice(),
            &["stanch", "board", "--plain", "--json"],
            &["stanch", "--ephemeral", "--store", "s"],
        ] {
            assert!(Arguments::try_parse_from(typed).is_err(), "{typed:?}");
        }
    }
}
