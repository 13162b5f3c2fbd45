//! What a key or a line of the palette asks for.

use serde::{Deserialize, Serialize};

/// What a key asks for. The name in keymap files is the kebab case: `half-page-down`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Command {
    // moving
    Up,
    Down,
    Left,
    Right,
    Top,
    Bottom,
    HalfPageUp,
    HalfPageDown,
    PageUp,
    PageDown,
    NextPane,
    PreviousPane,
    // going
    Open,
    /// Close what is on top; on a screen, clear the filter, then go back.
    Back,
    /// Back; on the board, quit.
    Quit,
    BoardScreen,
    InspectScreen,
    AnalyzeScreen,
    WalkScreen,
    ReviewScreen,
    AuditScreen,
    // looking
    Filter,
    NextMatch,
    PreviousMatch,
    Sort,
    /// Collapse rows under their common cause, or show them all.
    Group,
    /// Known bad: out of the way until it changes.
    Mute,
    ShowMuted,
    /// Take the marks of what is new off.
    Seen,
    Palette,
    /// What can be done here, and what cannot and why.
    Actions,
    Help,
    Calls,
    Identities,
    Refresh,
    Copy,
    CopyKubectl,
    Repaint,
    Suspend,
    /// Ctrl-C: cancel what runs; twice, ask to quit.
    Cancel,
    // walking
    ChooseWalk,
    RunWalk,
    /// Carry on with what somebody else carried out.
    TakeOver,
    StopWalk,
    /// What a walk asks a person.
    Answer,
    /// Take note of a guard that does not hold.
    Acknowledge,
    // inspecting
    Logs,
    PreviousLog,
    PickContainer,
    Since,
    Timestamps,
    Follow,
    Pause,
    Wrap,
    SaveLog,
    Describe,
    Manifest,
    Diff,
    NextError,
    PreviousError,
    // deciding
    OpenIncident,
    Note,
    Approve,
    Reject,
    Apply,
    EditPatch,
    Verify,
    Export,
    MarkEvidence,
    // analysing
    NextEvidence,
    Egress,
    RulesOnly,
    Intake,
    Pull,
    PickIncident,
    AllowCloud,
    ProposeFix,
}

impl Command {
    /// Every command, in the order of help.
    pub const ALL: [Self; 77] = [
        Self::Up,
        Self::Down,
        Self::Left,
        Self::Right,
        Self::Top,
        Self::Bottom,
        Self::HalfPageUp,
        Self::HalfPageDown,
        Self::PageUp,
        Self::PageDown,
        Self::NextPane,
        Self::PreviousPane,
        Self::Open,
        Self::Back,
        Self::Quit,
        Self::BoardScreen,
        Self::InspectScreen,
        Self::AnalyzeScreen,
        Self::WalkScreen,
        Self::ReviewScreen,
        Self::AuditScreen,
        Self::Filter,
        Self::NextMatch,
        Self::PreviousMatch,
        Self::Sort,
        Self::Group,
        Self::Mute,
        Self::ShowMuted,
        Self::Seen,
        Self::Palette,
        Self::Actions,
        Self::Help,
        Self::Calls,
        Self::Identities,
        Self::Refresh,
        Self::Copy,
        Self::CopyKubectl,
        Self::Repaint,
        Self::Suspend,
        Self::Cancel,
        Self::ChooseWalk,
        Self::RunWalk,
        Self::TakeOver,
        Self::StopWalk,
        Self::Answer,
        Self::Acknowledge,
        Self::Logs,
        Self::PreviousLog,
        Self::PickContainer,
        Self::Since,
        Self::Timestamps,
        Self::Follow,
        Self::Pause,
        Self::Wrap,
        Self::SaveLog,
        Self::Describe,
        Self::Manifest,
        Self::Diff,
        Self::NextError,
        Self::PreviousError,
        Self::OpenIncident,
        Self::Note,
        Self::Approve,
        Self::Reject,
        Self::Apply,
        Self::EditPatch,
        Self::Verify,
        Self::Export,
        Self::MarkEvidence,
        Self::NextEvidence,
        Self::Egress,
        Self::RulesOnly,
        Self::Intake,
        Self::Pull,
        Self::PickIncident,
        Self::AllowCloud,
        Self::ProposeFix,
    ];

    /// The name in keymap files and in the palette.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.words().0
    }

    /// One word for the line of keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        self.words().1
    }

    /// What it does, for help and the palette.
    #[must_use]
    pub fn purpose(self) -> &'static str {
        self.words().2
    }

    /// Whether it changes a cluster, a repository, a CI run or an approval: no lower-case key may ask for it.
    #[must_use]
    pub fn changes(self) -> bool {
        matches!(
            self,
            Self::OpenIncident
                | Self::Approve
                | Self::Reject
                | Self::Apply
                | Self::EditPatch
                | Self::RunWalk
                | Self::TakeOver
                | Self::StopWalk
                | Self::Answer
                | Self::Acknowledge
                | Self::AllowCloud
                | Self::ProposeFix
        )
    }

    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|command| command.name() == name)
    }

    /// How many lines a moving command goes, where a page has so many; `None` for what does not move.
    #[must_use]
    pub fn travel(self, page: u16) -> Option<isize> {
        let page = isize::try_from(page.max(2)).unwrap_or(2);
        Some(match self {
            Self::Up => -1,
            Self::Down => 1,
            Self::HalfPageUp => -page / 2,
            Self::HalfPageDown => page / 2,
            Self::PageUp => 1 - page,
            Self::PageDown => page - 1,
            Self::Top => isize::MIN,
            Self::Bottom => isize::MAX,
            _ => return None,
        })
    }

    #[expect(clippy::too_many_lines, reason = "a line for each command")]
    fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Up => ("up", "up", "one line up"),
            Self::Down => ("down", "down", "one line down"),
            Self::Left => ("left", "left", "to the left"),
            Self::Right => ("right", "right", "to the right"),
            Self::Top => ("top", "top", "to the first line"),
            Self::Bottom => ("bottom", "bottom", "to the last line"),
            Self::HalfPageUp => ("half-page-up", "half up", "half a page up"),
            Self::HalfPageDown => ("half-page-down", "half down", "half a page down"),
            Self::PageUp => ("page-up", "page up", "a page up"),
            Self::PageDown => ("page-down", "page down", "a page down"),
            Self::NextPane => ("next-pane", "pane", "next pane"),
            Self::PreviousPane => ("previous-pane", "pane back", "previous pane"),
            Self::Open => ("open", "open", "open what is selected"),
            Self::Back => ("back", "back", "close what is on top, clear the filter, go back"),
            Self::Quit => ("quit", "quit", "back; on the board, leave stanch"),
            Self::BoardScreen => ("board-screen", "board", "the board: every rollout, worst first"),
            Self::AnalyzeScreen => ("analyze-screen", "analyze", "the newest incident: evidence, findings, analysis"),
            Self::WalkScreen => ("walk-screen", "walk", "walks and their gates"),
            Self::ReviewScreen => ("review-screen", "review", "fixes that wait for a word"),
            Self::AuditScreen => ("audit-screen", "audit", "who did what, and whether the record holds"),
            Self::InspectScreen => {
                ("inspect-screen", "inspect", "the rollout that was opened last, or the selected one")
            }
            Self::Filter => ("filter", "filter", "filter rows, or search text"),
            Self::NextMatch => ("next-match", "next", "next match"),
            Self::PreviousMatch => ("previous-match", "previous", "previous match"),
            Self::Sort => ("sort", "sort", "by severity, or the latest change first"),
            Self::Group => ("group", "group", "rows of one cause under one line, or each by itself"),
            Self::Mute => ("mute", "mute", "known bad: out of the way until it changes; again: back"),
            Self::ShowMuted => ("show-muted", "muted", "show muted rows, or hide them"),
            Self::Seen => ("seen", "seen", "take the marks of what is new off"),
            Self::Palette => ("palette", "cmd", "a command by its name"),
            Self::Actions => ("actions", "actions", "what can be done here, and what cannot and why"),
            Self::Help => ("help", "help", "the keys of this screen"),
            Self::Calls => ("calls", "calls", "every API call that this console made"),
            Self::Identities => ("identities", "who", "clusters, and who they say that you are"),
            Self::Refresh => ("refresh", "refresh", "try again now, without waiting"),
            Self::Copy => ("copy", "copy", "copy the selection; again: all of the pane"),
            Self::CopyKubectl => ("copy-kubectl", "kubectl", "copy the selection as a kubectl command"),
            Self::Repaint => ("repaint", "repaint", "draw the whole screen again"),
            Self::Suspend => ("suspend", "suspend", "to the shell; `fg` comes back"),
            Self::Cancel => ("cancel", "cancel", "cancel what runs; twice: leave stanch"),
            Self::ChooseWalk => ("choose-walk", "walk", "walk a strategy for the rollout; it reads until a gate"),
            Self::RunWalk => ("run-walk", "run", "go on with the walk: to its next gate, or its end"),
            Self::TakeOver => ("take-over", "take over", "carry on with a walk whose driver has ended"),
            Self::StopWalk => ("stop-walk", "stop", "stop the walk; what is under way is found out first"),
            Self::Answer => ("answer", "answer", "answer what the walk asks, with a reason"),
            Self::Acknowledge => ("acknowledge", "take note", "take note of a guard that does not hold, with a reason"),
            Self::Logs => ("logs", "logs", "logs, over the whole screen"),
            Self::PreviousLog => ("previous-log", "prev log", "the log before the last restart, or the present one"),
            Self::PickContainer => ("pick-container", "container", "choose whose log to read"),
            Self::Since => ("since", "since", "how far back logs go"),
            Self::Timestamps => ("timestamps", "times", "timestamps of log lines"),
            Self::Follow => ("follow", "follow", "stay at the newest line"),
            Self::Pause => ("pause", "pause", "hold the log still"),
            Self::Wrap => ("wrap", "wrap", "wrap long lines"),
            Self::SaveLog => ("save-log", "save", "save the log to a file"),
            Self::Describe => ("describe", "describe", "the object in words"),
            Self::Manifest => ("manifest", "yaml", "the object as YAML"),
            Self::Diff => ("diff", "diff", "what the newest revision changed"),
            Self::NextError => ("next-error", "next error", "next line that looks like an error"),
            Self::PreviousError => ("previous-error", "prev error", "previous line that looks like an error"),
            Self::OpenIncident => ("open-incident", "incident", "open an incident, about the selected rollout"),
            Self::Note => ("note", "note", "a note, into the record"),
            Self::Approve => ("approve", "approve", "approve what is selected, as what it is now"),
            Self::Reject => ("reject", "reject", "reject what is selected, with a reason"),
            Self::Apply => ("apply", "apply", "let an approved fix out: to a new branch, or to a patch file"),
            Self::EditPatch => ("edit-patch", "edit", "edit the patch in $EDITOR; what comes of it is a new fix"),
            Self::Export => ("export", "export", "write what the filter lets pass to a file"),
            Self::Verify => ("verify", "verify", "check the chain of every record"),
            Self::MarkEvidence => ("mark-evidence", "mark", "the line or hunk becomes evidence of the open incident"),
            Self::NextEvidence => ("next-evidence", "evidence", "the next place that findings and claims rest on"),
            Self::Egress => ("egress", "egress", "exactly what would leave this host, and where to"),
            Self::RulesOnly => ("rules-only", "rules", "rules again, without asking a model"),
            Self::Intake => ("intake", "paste", "a diff or a log as evidence: pasted, of a file, of a repository"),
            Self::Pull => ("pull", "pull", "read evidence of the rollout from its cluster, as it is now"),
            Self::PickIncident => ("pick-incident", "incident", "another incident"),
            Self::AllowCloud => ("allow-cloud", "allow cloud", "let a model elsewhere be asked about this incident"),
            Self::ProposeFix => ("propose-fix", "fix", "propose what the analysis says as a fix, for review"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_listed_once_and_named_as_serde_names_them() {
        for (place, command) in Command::ALL.into_iter().enumerate() {
            assert_eq!(command as usize, place, "{command:?} is out of order in ALL");
            assert_eq!(serde_json::to_value(command).unwrap(), command.name());
            assert_eq!(Command::parse(command.name()), Some(command));
        }
        assert_eq!(Command::ALL.last(), Some(&Command::ProposeFix), "ALL ends before the enum does");
    }
}
