//! One message in, effects out.

use jiff::{SignedDuration, Timestamp};

use crate::{
    domain::{cluster::ClusterNo, journal::Alias, text::Safe, watch::Batch},
    flow::{
        Effect, Event, Message, Reply,
        desk::{JournalNews, News},
        event::Clipboard,
        reply::{Notice, Tone},
    },
    ui::screens::{Input, analyze, audit, board, inspect, review, walk},
};

use super::{Screen, State, actions, calls, drill, incident, keys, plugins, replies, walking};

/// How long a notice stays.
const NOTICE: SignedDuration = SignedDuration::from_secs(8);

/// With so many followed rollouts at the most, what to follow is decided at once.
const PROMPT: usize = 32;

/// The screens of the store.
const DESK: [Screen; 4] = [Screen::Analyze, Screen::Walk, Screen::Review, Screen::Audit];

/// Takes one message; answers what the runtime must do.
pub fn update(state: &mut State, message: Message) -> Vec<Effect> {
    match message {
        Message::Key(key) => keys::press(state, key),
        Message::Paste { text, cut } => paste(state, &text, cut),
        Message::Resize { width, height } => {
            state.resize(width, height);
            Screen::ALL.into_iter().flat_map(|screen| replies::area(state, screen)).collect()
        }
        Message::Tick(now) => tick(state, now),
        Message::Event(event) => happened(state, event),
    }
}

fn paste(state: &mut State, text: &str, cut: bool) -> Vec<Effect> {
    state.picture.dirty = true;
    if !state.has_field() {
        state.say(Notice::new(Tone::Plain, "input ignored (paste): no field is open"));
        return Vec::new();
    }
    if cut {
        state.say(Notice::new(Tone::Warn, "the paste was cut at 8 MiB"));
    }
    match state.dialogs.last_mut() {
        Some(dialog) => {
            if !dialog.paste(text) {
                state.say(Notice::new(Tone::Warn, "input ignored (paste): this question takes keys alone"));
            }
            Vec::new()
        }
        None => replies::screen(state, state.screen, &Input::Paste(text.to_owned())),
    }
}

fn tick(state: &mut State, now: Timestamp) -> Vec<Effect> {
    // The clock of line 2 moves on.
    state.picture.dirty = true;
    state.picture.stale |= state.model.tick(now);
    state.notice.take_if(|(_, since)| now.duration_since(*since) > NOTICE);
    let mut effects = replies::screen(state, Screen::Inspect, &Input::Tick);
    let clusters: Vec<ClusterNo> = state.model.board.sources().iter().map(|(cluster, ..)| cluster.no).collect();
    effects.extend(clusters.into_iter().filter_map(|no| want(state, no)));
    effects.extend(plugins::ask(state));
    effects.extend(walking::tick(state));
    effects.extend(replies::screen(state, Screen::Walk, &Input::Tick));
    effects
}

fn happened(state: &mut State, event: Event) -> Vec<Effect> {
    match event {
        Event::Cluster(batch) => cluster(state, batch),
        Event::Answered { ticket, cluster, answer, question } => {
            let mut replies = calls::answered(state, ticket, cluster, &answer);
            replies.extend(actions::answered(state, ticket, &answer));
            let event = Event::Answered { ticket, cluster, question, answer };
            let mut effects = replies::perform(state, replies);
            effects.extend(to_screen(state, event));
            effects
        }
        Event::Copied { lines, clipboard, file } => {
            copied(state, lines, clipboard, &file);
            Vec::new()
        }
        Event::Saved { file } => {
            state.say(Notice::new(Tone::Plain, &format!("saved to {file}")));
            Vec::new()
        }
        Event::Failed(what) => {
            state.say(Notice::new(Tone::Bad, &format!("failed to {what}")));
            Vec::new()
        }
        Event::Opened(Ok(cluster)) => {
            let disarming = walking::disarm_for(state, "another context");
            another_context(state, cluster.no);
            state.say(Notice::new(Tone::Plain, &format!("context {}", cluster.context)));
            disarming.into_iter().collect()
        }
        Event::Opened(Err(why)) => {
            state.say(Notice::new(Tone::Bad, &format!("the context was not opened: {why}")));
            Vec::new()
        }
        Event::Drill(standing) => {
            state.picture.dirty = true;
            drill::stands(state, standing);
            Vec::new()
        }
        Event::Resumed => {
            state.picture.dirty = true;
            vec![Effect::Repaint]
        }
        Event::Log { .. } => to_screen(state, event),
        Event::Edited { .. } => {
            (state.picture.dirty, state.picture.stale) = (true, true);
            replies::screen(state, Screen::Review, &Input::Event(event))
        }
        Event::Settled { ticket } => {
            state.picture.dirty = true;
            state.typed.ahead.settled(ticket);
            replies::screen(state, Screen::Walk, &Input::Event(event))
        }
        Event::Journal(news) => journal(state, news),
        Event::Desk { ticket, news } => {
            // A token waits for no tick; the board shows nothing of it.
            state.picture.dirty |= DESK.contains(&state.screen);
            said(state, (*news).clone());
            let event = Input::Event(Event::Desk { ticket, news });
            DESK.into_iter().flat_map(|screen| replies::screen(state, screen, &event)).collect()
        }
    }
}

/// Says what became of a copy.
fn copied(state: &mut State, lines: usize, clipboard: Clipboard, file: &Safe) {
    let noun = if lines == 1 { "line" } else { "lines" };
    let said = match clipboard {
        Clipboard::Sent => format!("copied to the clipboard and to {file}"),
        Clipboard::TooLong => format!("too long for the clipboard, written to {file}"),
        Clipboard::Swallowed => format!("written to {file}; GNU screen keeps the clipboard to itself"),
    };
    state.say(Notice::new(Tone::Plain, &format!("{lines} {noun} {said}")));
}

/// Takes in what the store says. Where decisions can be recorded no more, or an incident is over, nobody stays armed.
fn journal(state: &mut State, news: JournalNews) -> Vec<Effect> {
    // What needs somebody takes room from the board's rows.
    (state.picture.dirty, state.picture.stale) = (true, true);
    let is_gone = matches!(news, JournalNews::Failed(_));
    let open: Vec<_> = state.model.desk.open_incidents().map(|incident| incident.alias).collect();
    state.model.desk.apply(news);
    let disarming = if is_gone {
        walking::disarm_for(state, "the store is gone, decisions cannot be recorded")
    } else {
        incident::closed(state, &open)
    };
    let told = DESK.into_iter().flat_map(|screen| replies::screen(state, screen, &Input::Changed));
    disarming.into_iter().chain(told.collect::<Vec<_>>()).collect()
}

/// What came of an order, in the message row.
fn said(state: &mut State, news: News) {
    match news {
        News::Refused(why) => state.say(Notice { tone: Tone::Bad, text: why }),
        // What was refused or fell is read before what goes on.
        News::Doing(_) if state.notice.as_ref().is_some_and(|(notice, _)| notice.tone != Tone::Plain) => {}
        News::Done(what) | News::Doing(what) => state.say(Notice { tone: Tone::Plain, text: what }),
        News::Made(alias @ Alias::Fix(_)) => {
            state.say(Notice::new(Tone::Plain, &format!("{alias} is proposed: 5 reviews it")));
        }
        News::Made(alias) => state.say(Notice::new(Tone::Plain, &format!("{alias} is opened"))),
        News::Armed { until, words } => {
            state.model.desk.armed = until;
            state.say(Notice { tone: Tone::Warn, text: words });
        }
        News::Found { .. }
        | News::Token(_)
        | News::Evidence { .. }
        | News::Patch { .. }
        | News::Gate { .. }
        | News::Egress { .. } => {}
    }
}

fn to_screen(state: &mut State, event: Event) -> Vec<Effect> {
    state.picture.dirty = true;
    replies::screen(state, Screen::Inspect, &Input::Event(event))
}

fn cluster(state: &mut State, batch: Batch) -> Vec<Effect> {
    let no = batch.cluster;
    if state.outside.only.is_some_and(|only| only != no) {
        return Vec::new();
    }
    if !state.model.apply(batch) {
        return Vec::new();
    }
    state.picture.stale = true;
    let mut effects = replies::screen(state, Screen::Inspect, &Input::Changed);
    // When hundreds are followed, what to follow is decided once a second, by the tick.
    if state.outside.wanted.get(&no).is_none_or(|wanted| wanted.bad.len() <= PROMPT) {
        effects.extend(want(state, no));
    }
    effects
}

/// Tells the runtime what to follow, where that has changed.
pub(super) fn want(state: &mut State, cluster: ClusterNo) -> Option<Effect> {
    let wanted = state.model.board.wanted(cluster);
    if state.outside.wanted.get(&cluster) == Some(wanted) {
        return None;
    }
    let wanted = wanted.clone();
    state.outside.wanted.insert(cluster, wanted.clone());
    Some(Effect::Want { cluster, wanted })
}

/// Begins anew with another context.
fn another_context(state: &mut State, no: ClusterNo) {
    state.model.board = state.outside.empty.clone();
    state.outside.only = Some(no);
    state.outside.wanted.clear();
    state.outside.plugins.clear();
    state.inspect = None;
    state.screen = Screen::Board;
    state.board = board::State::default();
    drop(replies::area(state, Screen::Board));
}

/// Carries out what a screen answered.
pub(super) fn input(state: &mut State, screen: Screen, input: &Input) -> Vec<Reply> {
    let (model, desk) = (&state.model, &mut state.desk);
    match (screen, &mut state.inspect) {
        (Screen::Board, _) => board::update(&mut state.board, model, input),
        (Screen::Inspect, Some(inspect)) => inspect::update(inspect, model, input),
        (Screen::Inspect, None) => Vec::new(),
        (Screen::Analyze, _) => analyze::update(&mut desk.analyze, model, input),
        (Screen::Walk, _) => walk::update(&mut desk.walk, model, input),
        (Screen::Review, _) => review::update(&mut desk.review, model, input),
        (Screen::Audit, _) => audit::update(&mut desk.audit, model, input),
    }
}
