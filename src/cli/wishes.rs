//! What `stanch analyze`, `stanch drill`, `stanch fix` and `stanch incident` take.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::domain::{
    environment::Environment,
    evidence::EvidenceNo,
    journal::{Alias, Subject},
    severity::Severity,
};
use crate::ops::inspect::Target;

/// What to analyse, and by whom.
#[derive(Debug, Clone, Args)]
pub struct AnalyzeWish {
    /// The change: a unified diff; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub diff: Option<PathBuf>,
    /// What the program wrote while it failed
    #[arg(long, value_name = "FILE")]
    pub runtime: Option<PathBuf>,
    /// What the pipeline wrote
    #[arg(long, value_name = "FILE")]
    pub pipeline: Option<PathBuf>,
    /// production, staging or development
    #[arg(long, value_name = "ENVIRONMENT", default_value = "production", value_parser = environment)]
    pub env: Environment,
    /// A local repository; its changes are those of --range
    #[arg(long, value_name = "DIR", requires = "range")]
    pub repo: Option<PathBuf>,
    /// Such as v1.4..v1.5
    #[arg(long, value_name = "A..B", requires = "repo")]
    pub range: Option<String>,
    /// With this incident's evidence; what is brought and found is kept with it
    #[arg(long, value_name = "INC-1", value_parser = incident)]
    pub incident: Option<Alias>,
    /// Rules only, even if a model is configured
    #[arg(long)]
    pub no_model: bool,
    /// A model that is not on this host may get the redacted evidence
    #[arg(long, conflicts_with = "no_model")]
    pub allow_cloud: bool,
}

/// Which drill, and how.
#[derive(Debug, Clone, Args)]
pub struct DrillWish {
    /// A drill of --list, or a file of your own (with a / or .yaml in its name); without it: the one of --list that --seed picks, which it
    /// does not name before the end
    #[arg(value_name = "NAME|FILE", conflicts_with_all = ["list", "pods"])]
    pub name: Option<String>,
    /// List the drills that there are, a line each
    #[arg(long, conflicts_with_all = ["serve", "speed", "seed"])]
    pub list: bool,
    /// How many times as fast as real time its cluster runs
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=60))]
    pub speed: u32,
    /// What its names, its noise and its chances follow from: the same seed, the same drill
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Only serve its API, for kubectl and scripts: the path of its kubeconfig is the first line; ends on SIGTERM and SIGINT
    #[arg(long)]
    pub serve: bool,
    /// A crowd of so many pods instead of a scenario, for measures
    #[arg(long, value_name = "N", requires = "serve")]
    pub pods: Option<u32>,
    /// Changes a second in that crowd
    #[arg(long, value_name = "R", default_value_t = 0, requires = "pods")]
    pub churn: u32,
}

/// What to take in.
#[derive(Debug, Clone, Args)]
pub struct IntakeWish {
    /// A file, or - for standard input
    #[arg(value_name = "FILE", required_unless_present = "repo")]
    pub file: Option<PathBuf>,
    /// A local repository instead; its changes are those of --range
    #[arg(long, value_name = "DIR", requires = "range", conflicts_with = "file")]
    pub repo: Option<PathBuf>,
    /// Such as v1.4..v1.5
    #[arg(long, value_name = "A..B", requires = "repo")]
    pub range: Option<String>,
    /// Keep it as evidence of this incident
    #[arg(long, value_name = "INC-1", value_parser = incident)]
    pub incident: Option<Alias>,
}

/// What is to be done with fixes.
#[derive(Debug, Subcommand)]
pub enum FixWish {
    /// List the fixes, the oldest first
    List,
    /// Print one fix with its patch, its checks and what became of similar ones
    Show {
        #[arg(value_name = "F-1", value_parser = fix)]
        fix: Alias,
    },
    /// Propose a patch: it is read, checked and kept for review
    New(New),
    /// Approve a fix, for exactly the bytes of its patch
    Approve {
        #[arg(value_name = "F-1", value_parser = fix)]
        fix: Alias,
        #[arg(long)]
        comment: Option<String>,
    },
    /// Reject a fix
    Reject {
        #[arg(value_name = "F-1", value_parser = fix)]
        fix: Alias,
        #[arg(long)]
        reason: String,
    },
    /// Let an approved fix out: as the new branch stanch/F-1, or as a file
    Apply {
        #[arg(value_name = "F-1", value_parser = fix)]
        fix: Alias,
        #[command(flatten)]
        to: To,
    },
}

/// A patch, and where it comes from.
#[derive(Debug, Args)]
pub struct New {
    /// A unified diff; - reads standard input
    #[arg(long, value_name = "FILE")]
    pub patch: PathBuf,
    /// A local repository to check it against
    #[arg(long, value_name = "DIR")]
    pub repo: Option<PathBuf>,
    /// The incident that it belongs to
    #[arg(long, value_name = "INC-1", value_parser = incident)]
    pub incident: Option<Alias>,
    /// Evidence of that incident that it rests on
    #[arg(long, value_name = "E3", value_parser = evidence, requires = "incident")]
    pub evidence: Vec<EvidenceNo>,
    /// What it does, in a line
    #[arg(long)]
    pub title: Option<String>,
    /// Why
    #[arg(long)]
    pub why: Option<String>,
}

/// Where a fix goes.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct To {
    /// A commit on a new branch of this local repository, which must be clean
    #[arg(long, value_name = "DIR")]
    pub repo: Option<PathBuf>,
    /// A new file
    #[arg(long, value_name = "OUT")]
    pub patch_file: Option<PathBuf>,
}

/// What is to be done with incidents.
#[derive(Debug, Subcommand)]
pub enum IncidentWish {
    /// Open an incident
    Open {
        /// What is wrong, in a line
        title: String,
        /// The rollout that it is about, such as payments/deploy/checkout
        #[arg(long, value_name = "NAMESPACE/KIND/NAME")]
        about: Option<Target>,
        /// How bad it is
        #[arg(long, value_enum, default_value = "medium")]
        severity: Worst,
    },
    /// List the incidents, the oldest first
    List,
    /// Print one incident, with its evidence, notes, newest analysis, walks and fixes
    Show {
        /// Which one
        #[arg(value_name = "INC-1", value_parser = incident)]
        incident: Alias,
    },
    /// Add a note
    Note {
        /// To which one
        #[arg(value_name = "INC-1", value_parser = incident)]
        incident: Alias,
        /// What is to be noted
        text: String,
    },
    /// Close an incident; consoles that were armed are read-only again
    Close {
        /// Which one
        #[arg(value_name = "INC-1", value_parser = incident)]
        incident: Alias,
        /// How it ended
        #[arg(long)]
        reason: String,
    },
}

/// A severity, as it is typed.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Worst {
    Critical,
    High,
    Medium,
    Low,
    Info,
}

impl From<Worst> for Severity {
    fn from(worst: Worst) -> Self {
        match worst {
            Worst::Critical => Self::Critical,
            Worst::High => Self::High,
            Worst::Medium => Self::Medium,
            Worst::Low => Self::Low,
            Worst::Info => Self::Info,
        }
    }
}

/// Reads an environment's name.
fn environment(text: &str) -> Result<Environment, String> {
    match text {
        "production" => Ok(Environment::Production),
        "staging" => Ok(Environment::Staging),
        "development" => Ok(Environment::Development),
        _ => Err("production, staging or development".to_owned()),
    }
}

/// Reads `F-1`.
fn fix(text: &str) -> Result<Alias, String> {
    Alias::parse(text).filter(|alias| alias.subject() == Subject::Fix).ok_or_else(|| "write F-1".to_owned())
}

/// Reads `INC-1`.
fn incident(text: &str) -> Result<Alias, String> {
    Alias::parse(text).filter(|alias| alias.subject() == Subject::Incident).ok_or_else(|| "write INC-1".to_owned())
}

/// Reads `E3`.
fn evidence(text: &str) -> Result<EvidenceNo, String> {
    EvidenceNo::parse(text).ok_or_else(|| "write E3".to_owned())
}
