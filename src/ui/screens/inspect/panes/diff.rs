//! What the newest revision changed in the pod template.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::ui::{
    screens::inspect::{sight::Sight, state::Pane},
    theme::{Role, Theme},
    widgets::{DiffView, Phrase},
};

use super::{fold, refusal};

#[must_use]
pub fn title(sight: &Sight<'_>) -> Phrase {
    let title = Phrase::of(Role::Title, "DIFF");
    let Some(diff) = sight.state.questions.diff.known() else { return title };
    let Some(old) = &diff.old else { return title.say(Role::Title, format_args!(" rev {}", diff.new)) };
    let (added, removed) = DiffView::counts(&diff.lines);
    title.say(Role::Title, format_args!(" rev {old} -> {}  +{added} -{removed}", diff.new))
}

pub fn draw(sight: &Sight<'_>, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let said = |role, text: &str| fold::sentence(role, text, area.width);
    let lines = match sight.state.questions.diff.answer() {
        None => said(Role::Muted, "comparing the two newest revisions"),
        Some(Err(gap)) => refusal::notice(gap, sight.origin, area.width),
        Some(Ok(diff)) if diff.old.is_none() => {
            said(Role::Text, "there is only one revision: nothing to compare it with")
        }
        Some(Ok(diff)) if diff.lines.is_empty() => said(Role::Text, "the pod templates of both revisions are alike"),
        Some(Ok(diff)) => {
            let view = DiffView {
                lines: &diff.lines,
                cursor: sight.state.at(Pane::Diff),
                focused: sight.state.focus == Pane::Diff,
                left: 0,
            };
            view.draw(theme, area, buffer);
            return;
        }
    };
    fold::draw(&lines, None, theme, area, buffer);
}
