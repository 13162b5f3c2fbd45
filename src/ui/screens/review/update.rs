//! What keys do here.

use crate::{
    domain::text::Safe,
    flow::{
        Command, Effect, Event, Model, Reply,
        desk::News,
        effect::Ticket,
        reply::{Choice, Notice, Tone},
    },
    ui::screens::Input,
};

use super::{
    State, acts, edit, facts, queue,
    sheet::Sheet,
    state::{Pane, Reading},
};

/// The commands that the footer names, the most wanted first.
pub const HINTS: &[Command] = &[
    Command::Open,
    Command::Approve,
    Command::Reject,
    Command::Apply,
    Command::EditPatch,
    Command::NextPane,
    Command::Copy,
    Command::Palette,
    Command::Back,
];

/// Takes an input; answers what follows from it.
pub fn update(state: &mut State, model: &Model, input: &Input) -> Vec<Reply> {
    let mut replies = match input {
        Input::Command(command) => on_command(state, model, *command),
        Input::Chosen(Choice::Exit, at) => acts::apply_to(state, model, *at),
        Input::Event(Event::Desk { ticket, news }) => on_news(state, *ticket, news),
        Input::Event(Event::Edited { ticket, edited }) => edit::ended(state, *ticket, edited),
        Input::Area { width, height } => {
            state.area = (*width, *height);
            Vec::new()
        }
        Input::Changed
        | Input::Key(_)
        | Input::Paste(_)
        | Input::Event(_)
        | Input::Chosen(..)
        | Input::Typed(..)
        | Input::Tick => Vec::new(),
    };
    state.settle(model);
    replies.extend(state.read(model));
    replies
}

fn on_command(state: &mut State, model: &Model, command: Command) -> Vec<Reply> {
    let panes = state.panes(model);
    let height = match state.pane {
        Pane::Queue => panes.inner(panes.queue).height.saturating_sub(1),
        Pane::Patch => panes.inner(panes.patch).height,
        Pane::Facts => panes.inner(panes.facts).height,
    };
    if let Some(lines) = command.travel(height) {
        travel(state, model, lines, height);
        return Vec::new();
    }
    match command {
        Command::NextPane => turn(state, [Pane::Patch, Pane::Facts, Pane::Queue]),
        Command::PreviousPane => turn(state, [Pane::Facts, Pane::Queue, Pane::Patch]),
        Command::Open => open(state),
        Command::EditPatch => edit::begin(state, model),
        Command::Copy => copy(state),
        Command::Approve => acts::approve(state, model),
        Command::Reject => acts::reject(state, model),
        Command::Apply => acts::apply(state, model),
        Command::Refresh => {
            state.reading = Reading::Nothing;
            Vec::new()
        }
        Command::Back | Command::Quit if state.whole => {
            state.whole = false;
            Vec::new()
        }
        Command::Back if state.pane != Pane::Queue => {
            state.pane = Pane::Queue;
            Vec::new()
        }
        Command::Back | Command::Quit => vec![Reply::Close],
        _ => Vec::new(),
    }
}

fn travel(state: &mut State, model: &Model, lines: isize, height: u16) {
    match state.pane {
        Pane::Queue => {
            let fixes = queue::order(model);
            state.queue.travel(lines, fixes.len(), height);
            // On the first row one stays with the first, whichever that will be.
            state.chosen = fixes.get(state.queue.at).filter(|_| state.queue.at > 0).map(|fix| fix.alias);
        }
        Pane::Patch => {
            if let Reading::Read { sheet, .. } = &mut state.reading {
                sheet.travel(lines, height);
            }
        }
        Pane::Facts => {
            let panes = state.panes(model);
            let width = panes.inner(panes.facts).width;
            let len = state.selected(model).map_or(0, |fix| facts::lines(fix, model, width).len());
            let last = len.saturating_sub(usize::from(height));
            state.facts.top = state.facts.top.saturating_add_signed(lines).min(last);
        }
    }
}

/// What follows the queue, the patch and the facts.
fn turn(state: &mut State, [queue, patch, facts]: [Pane; 3]) -> Vec<Reply> {
    state.pane = match state.pane {
        Pane::Queue => queue,
        Pane::Patch => patch,
        Pane::Facts => facts,
    };
    Vec::new()
}

/// The patch over the whole screen, or back beside what is known about it.
fn open(state: &mut State) -> Vec<Reply> {
    match &state.reading {
        Reading::Read { fix, .. } => {
            // It stays the one that is read, whichever comes in meanwhile.
            state.chosen = Some(*fix);
            (state.whole, state.pane) = (!state.whole, Pane::Patch);
            Vec::new()
        }
        Reading::Refused(_, why) => vec![Reply::Say(Notice { tone: Tone::Bad, text: why.clone() })],
        Reading::Nothing | Reading::Asked(..) => acts::say("there is no patch to show yet"),
    }
}

fn copy(state: &State) -> Vec<Reply> {
    match &state.reading {
        Reading::Read { text, .. } => vec![Reply::Do(Effect::Copy { text: Safe::clean(text) })],
        Reading::Nothing | Reading::Asked(..) | Reading::Refused(..) => acts::say("there is no patch to copy yet"),
    }
}

fn on_news(state: &mut State, ticket: Ticket, news: &News) -> Vec<Reply> {
    if state.editing.as_ref().is_some_and(|editing| editing.ticket == ticket) {
        return edit::judged(state, news);
    }
    let Reading::Asked(asked, waiting) = state.reading else { return Vec::new() };
    match news {
        News::Patch { fix, lines, text } if *fix == asked => {
            let sheet = Box::new(Sheet::new(lines.clone()));
            state.reading = Reading::Read { fix: asked, sheet, text: text.clone() };
        }
        News::Refused(why) if ticket == waiting => state.reading = Reading::Refused(asked, why.clone()),
        _ => {}
    }
    Vec::new()
}
