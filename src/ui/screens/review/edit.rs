//! A patch in somebody's own editor. What comes of it is a fix of its own, checked anew; the one that it was made of stays as it is.

use crate::{
    domain::text::Safe,
    flow::{
        Effect, Model, Reply,
        desk::{News, Order},
        effect::Ticket,
        event::Edited,
        reply::{Dialog, Notice, Tone},
    },
};

use super::{
    State, acts,
    state::{Editing, Reading},
};

/// Opens the selected fix's patch in the editor.
pub fn begin(state: &mut State, model: &Model) -> Vec<Reply> {
    let Some(fix) = state.selected(model).map(|fix| fix.alias) else { return acts::say("no fix is selected") };
    let text = match &state.reading {
        Reading::Read { fix: read, text, .. } if *read == fix => text.clone(),
        _ => return acts::say("there is no patch to edit yet"),
    };
    if text.contains(char::REPLACEMENT_CHARACTER) {
        return acts::say("its bytes are no text that an editor would keep: write another patch");
    }
    let ticket = state.next_ticket();
    state.editing = Some(Editing { fix, ticket, file: None });
    vec![Reply::Do(Effect::Edit { ticket, name: Safe::line(&format!("{fix}.patch")), text })]
}

/// The editor has ended.
pub fn ended(state: &mut State, ticket: Ticket, edited: &Result<Edited, Safe>) -> Vec<Reply> {
    let Some(editing) = state.editing.take().filter(|editing| editing.ticket == ticket) else { return Vec::new() };
    let fix = editing.fix;
    let Edited { text, file } = match edited {
        Ok(edited) => edited,
        Err(why) => return vec![Reply::Say(Notice { tone: Tone::Bad, text: why.clone() })],
    };
    let before = match &state.reading {
        Reading::Read { fix: read, text, .. } if *read == fix => Some(text),
        _ => None,
    };
    if before == Some(text) {
        return acts::say("it was left as it is: nothing is proposed");
    }
    state.editing = Some(Editing { file: Some(file.clone()), ..editing });
    let order = Order::EditPatch { fix, patch: text.clone() };
    vec![Reply::Do(Effect::Desk { ticket, order: Box::new(order) })]
}

/// What became of it. What was refused is not lost.
pub fn judged(state: &mut State, news: &News) -> Vec<Reply> {
    match news {
        News::Made(made) => {
            state.chosen = Some(*made);
            state.editing = None;
            Vec::new()
        }
        News::Refused(why) => {
            let file = state.editing.take().and_then(|editing| editing.file).unwrap_or_default();
            let kept = Safe::line(&format!("What you wrote is kept in {file}"));
            let lines = vec![why.clone(), Safe::default(), kept];
            vec![Reply::Show(Dialog::Text { title: Safe::from_static("NOT PROPOSED"), lines })]
        }
        _ => Vec::new(),
    }
}
