//! What the screen does about an input.

use ratatui::layout::Rect;

use crate::{
    domain::{
        inspection::{Answer, Question},
        text::Safe,
    },
    flow::{
        Command, Effect, Event, Model, Reply,
        effect::Ticket,
        reply::{Choice, Dialog, Notice, Tone},
    },
    ui::{
        screens::Input,
        widgets::{Cursor, DiffView},
    },
};

use super::{
    copy, extent, gap, known, logs, mark, moves, search,
    sight::Sight,
    state::{Awaited, Pane, State},
};

/// How often the answers that age are asked for again, in seconds.
const AGAIN: i64 = 10;
/// The same for what moves slowly.
const SELDOM: i64 = 30;

/// Takes in one input.
pub fn update(state: &mut State, model: &Model, input: &Input) -> Vec<Reply> {
    let replies = match input {
        Input::Command(command) => {
            let replies = on_command(state, model, *command);
            state.memory.last = Some(*command);
            replies
        }
        Input::Key(key) => search::key(state, model, *key),
        Input::Paste(text) => search::paste(state, text),
        Input::Chosen(Choice::Container, at) => logs::container(state, model, *at),
        Input::Chosen(Choice::Since, at) => logs::since(state, model, *at),
        Input::Typed(..) | Input::Chosen(..) => Vec::new(),
        Input::Event(event) => on_event(state, model, event),
        Input::Tick => on_tick(state, model),
        Input::Changed if state.memory.known.is_none() => state.look(model).into_iter().map(Reply::Do).collect(),
        // The rest waits for the tick: in a storm changes come by the hundred.
        Input::Changed => return state.read_first(model).into_iter().map(Reply::Do).collect(),
        Input::Area { width, height } => {
            state.area = (*width, *height);
            Vec::new()
        }
    };
    settle(state, model);
    replies
}

/// Keeps every cursor within its pane.
fn settle(state: &mut State, model: &Model) {
    let (heights, lengths) = {
        let sight = Sight::of(state, model);
        let rooms = extent::rooms(&sight, Rect::new(0, 0, state.area.0, state.area.1));
        let rooms = Pane::ALL.map(|pane| (pane, rooms.inner(pane)));
        (
            rooms.map(|(pane, room)| extent::rows(pane, room)),
            rooms.map(|(pane, room)| extent::length(&sight, pane, room.width)),
        )
    };
    for ((pane, height), length) in Pane::ALL.into_iter().zip(heights).zip(lengths) {
        if height == 0 {
            continue;
        }
        if pane == Pane::Log {
            state.log.settle(height);
        } else if let Some(cursor) = state.cursor(pane) {
            cursor.settle(length, height);
        }
    }
}

fn on_tick(state: &mut State, model: &Model) -> Vec<Reply> {
    let mut effects = state.look(model);
    if state.memory.gone.is_none() {
        let key = state.key.clone();
        if state.questions.serving.is_due(model.now, AGAIN) {
            effects.push(state.ask(Question::Serving(key.clone()), model.now));
        }
        if state.questions.usage.is_due(model.now, AGAIN) {
            effects.push(state.ask(Question::Usage(key.clone()), model.now));
        }
        if state.questions.bounds.is_due(model.now, SELDOM) {
            effects.push(state.ask(Question::Bounds(key.clone()), model.now));
        }
        if state.questions.configuration.is_due(model.now, SELDOM) {
            effects.push(state.ask(Question::Configuration(key), model.now));
        }
    }
    let mut replies: Vec<Reply> = effects.into_iter().map(Reply::Do).collect();
    replies.extend(logs::again(state, model));
    replies
}

fn on_event(state: &mut State, model: &Model, event: &Event) -> Vec<Reply> {
    match event {
        Event::Log { ticket, news } => {
            state.log.take(*ticket, news);
            Vec::new()
        }
        Event::Answered { ticket, cluster, question, answer } if *cluster == state.key.cluster => {
            answered(state, model, *ticket, question, answer)
        }
        _ => Vec::new(),
    }
}

fn answered(state: &mut State, model: &Model, ticket: Ticket, question: &Question, answer: &Answer) -> Vec<Reply> {
    let now = model.now;
    let asked = &mut state.questions;
    match (question, answer) {
        (Question::Describe { .. } | Question::Manifest { .. } | Question::LongLine { .. }, answer) => {
            return text(state, model, ticket, answer);
        }
        (Question::Diff(_), Answer::Diff(diff)) => {
            let expected = asked.diff.take(ticket, Ok(diff.clone()), now);
            if expected {
                show_change(state);
            }
        }
        (Question::Configuration(_), Answer::Configuration(found)) => {
            asked.configuration.take(ticket, Ok(found.clone()), now);
        }
        (Question::Serving(_), Answer::Serving(services)) => {
            asked.serving.take(ticket, Ok(services.clone()), now);
        }
        (Question::Bounds(_), Answer::Bounds(bounds)) => {
            asked.bounds.take(ticket, Ok((**bounds).clone()), now);
        }
        (Question::Rights(_), Answer::Rights(rights)) => {
            asked.rights.take(ticket, Ok(rights.clone()), now);
        }
        (Question::Usage(_), Answer::Usage(usage)) => {
            asked.usage.take(ticket, Ok(usage.clone()), now);
        }
        (_, Answer::Unreadable(missing)) => asked.refuse(ticket, missing, now),
        _ => {}
    }
    Vec::new()
}

/// Puts the cursor of the diff on the first line that differs, its hunk above it.
fn show_change(state: &mut State) {
    let at = state.questions.diff.known().map_or(0, |diff| DiffView::first_change(&diff.lines));
    if let Some(cursor) = state.cursor(Pane::Diff) {
        *cursor = Cursor { at, top: at.saturating_sub(1) };
    }
}

/// Shows a text that was asked for, if nothing else was asked for since.
fn text(state: &mut State, model: &Model, ticket: Ticket, answer: &Answer) -> Vec<Reply> {
    let lines = match answer {
        Answer::Text(lines) => lines.clone(),
        Answer::Unreadable(missing) => {
            let origin = known::origin(model, &state.key);
            let sentence = Safe::clean(&gap::sentence(missing, origin));
            std::iter::once(sentence).chain(gap::check(missing, origin)).collect()
        }
        _ => return Vec::new(),
    };
    match state.text.take_if(|awaited| awaited.ticket == ticket) {
        Some(Awaited { title, .. }) => vec![Reply::Show(Dialog::Text { title, lines })],
        None => Vec::new(),
    }
}

fn on_command(state: &mut State, model: &Model, command: Command) -> Vec<Reply> {
    if let Some(replies) = logs::command(state, model, command) {
        return replies;
    }
    match command {
        Command::NextPane => moves::focus(state, state.focus.after(1)),
        Command::PreviousPane => moves::focus(state, state.focus.after(Pane::ALL.len() - 1)),
        Command::Open => return open(state, model),
        Command::Back => return back(state),
        Command::Quit => return leave(state),
        Command::Logs => moves::alone(state, Pane::Log),
        Command::Diff => moves::alone(state, Pane::Diff),
        Command::Filter => search::open(state),
        Command::NextMatch | Command::PreviousMatch | Command::NextError | Command::PreviousError => {
            return search::go(state, model, command);
        }
        Command::Describe | Command::Manifest => return ask_text(state, model, command),
        Command::Copy => return copied(state, model),
        Command::MarkEvidence => return mark::mark(state, model),
        Command::CopyKubectl => {
            let text = copy::command(&Sight::of(state, model), state.focus);
            return vec![Reply::Do(Effect::Copy { text })];
        }
        Command::Refresh => {
            let mut effects = vec![Effect::Reconnect { cluster: state.key.cluster }];
            effects.extend(state.ask_all(model));
            effects.extend(logs::refresh(state, model));
            return effects.into_iter().map(Reply::Do).collect();
        }
        Command::Cancel => state.text = None,
        _ => moves::travel(state, model, command),
    }
    Vec::new()
}

/// Enter: a pod's log; an event, a fact or a line that was cut, whole; a log or a diff over the whole screen.
fn open(state: &mut State, model: &Model) -> Vec<Reply> {
    match state.focus {
        Pane::Pods => logs::of_pod(state, model),
        Pane::Log if let Some(question) = logs::long_line(state) => await_text(state, model, question),
        Pane::Log | Pane::Diff => {
            state.full = !state.full;
            Vec::new()
        }
        pane => {
            let sight = Sight::of(state, model);
            let at = state.at(pane).at;
            let (title, text) = match pane {
                Pane::Events => ("event", copy::line(&sight, pane, at, u16::MAX).unwrap_or_default()),
                Pane::Serving => ("serving and nodes", copy::whole(&sight, pane)),
                _ => ("facts", copy::whole(&sight, pane)),
            };
            let lines = text.lines().map(Safe::clean).collect();
            vec![Reply::Show(Dialog::Text { title: Safe::clean(title), lines })]
        }
    }
}

/// Esc: what one waits for, the search, the pane alone, then the screen.
fn back(state: &mut State) -> Vec<Reply> {
    if state.text.take().is_some() {
        return Vec::new();
    }
    if state.search.word.take().is_some() {
        return Vec::new();
    }
    if std::mem::take(&mut state.full) {
        return Vec::new();
    }
    leave(state)
}

fn leave(state: &mut State) -> Vec<Reply> {
    state.text = None;
    vec![Reply::Do(Effect::StopTail), Reply::Close]
}

fn ask_text(state: &mut State, model: &Model, command: Command) -> Vec<Reply> {
    let pod = copy::subject(&Sight::of(state, model));
    let key = state.key.clone();
    let question = match command {
        Command::Describe => Question::Describe { key, pod },
        _ => Question::Manifest { key, pod },
    };
    await_text(state, model, question)
}

/// Asks for a text, which is shown when it comes.
fn await_text(state: &mut State, model: &Model, question: Question) -> Vec<Reply> {
    let title = copy::title(&question);
    let effect = state.ask(question, model.now);
    state.text = Some(Awaited { ticket: state.ticket, title, since: model.now });
    vec![Reply::Do(effect)]
}

fn copied(state: &State, model: &Model) -> Vec<Reply> {
    let sight = Sight::of(state, model);
    let pane = state.focus;
    let again = state.memory.last == Some(Command::Copy);
    let text = if again {
        copy::whole(&sight, pane)
    } else {
        copy::line(&sight, pane, state.at(pane).at, state.area.0).unwrap_or_default()
    };
    if text.is_empty() {
        return vec![Reply::Say(Notice { tone: Tone::Warn, text: Safe::clean("nothing to copy here") })];
    }
    vec![Reply::Do(Effect::Copy { text: Safe::clean(&text) })]
}
