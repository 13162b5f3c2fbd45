//! What keys do here, and what comes of orders.

use ratatui::layout::Rect;

use crate::{
    domain::{journal::Alias, text::Safe},
    flow::{
        Command, Effect, Event, Model, Reply,
        desk::News,
        effect::Ticket,
        reply::{Blank, Choice, Dialog, Notice, Tone},
    },
    ui::screens::Input,
};

use super::{
    State,
    intake::Typed,
    orders,
    panes::evidence,
    sight::Sight,
    spot::Spot,
    state::Pane,
    view::{lines, rooms},
};

/// The commands that the footer names, the most wanted first.
pub const HINTS: &[Command] = &[
    Command::NextEvidence,
    Command::Egress,
    Command::RulesOnly,
    Command::ProposeFix,
    Command::Intake,
    Command::Pull,
    Command::ChooseWalk,
    Command::AllowCloud,
    Command::NextPane,
    Command::Refresh,
    Command::PickIncident,
    Command::Copy,
    Command::Back,
];

/// Takes an input; answers what follows from it.
pub fn update(state: &mut State, model: &Model, input: &Input) -> Vec<Reply> {
    let replies = match input {
        Input::Command(command) => on_command(state, model, *command),
        Input::Key(key) => match state.intake.as_mut().map(|intake| intake.key(*key)) {
            Some(Typed::Done) => orders::paste(state),
            Some(Typed::Leaves) => {
                state.intake = None;
                Vec::new()
            }
            Some(Typed::Pull) => {
                state.intake = None;
                orders::pull(state, model)
            }
            Some(Typed::File) => orders::ask(state, Blank::File),
            Some(Typed::Range) => orders::ask(state, Blank::Range),
            Some(Typed::Stays) | None => Vec::new(),
        },
        Input::Typed(blank @ (Blank::File | Blank::Range), text) => orders::bring(state, model, blank, text),
        Input::Paste(text) => {
            if let Some(intake) = &mut state.intake {
                intake.add(text);
            }
            Vec::new()
        }
        Input::Event(Event::Desk { ticket, news }) => on_news(state, model, *ticket, news),
        Input::Chosen(Choice::Incident, at) => {
            state.incident = state.incidents.get(*at).copied();
            state.spot = None;
            arrive(state, model)
        }
        Input::Chosen(Choice::Fix, at) => orders::propose(state, model, *at),
        Input::Area { width, height } => {
            state.area = (*width, *height);
            arrive(state, model)
        }
        Input::Changed => changed(state, model),
        Input::Event(_) | Input::Chosen(..) | Input::Typed(..) | Input::Tick => Vec::new(),
    };
    settle(state, model);
    replies
}

/// What was found is fresh, and a model on this host has been asked, when somebody comes to look.
fn arrive(state: &mut State, model: &Model) -> Vec<Reply> {
    let mut replies = Vec::new();
    let is_due = {
        let sight = Sight::of(state, model);
        sight.incident.is_some_and(|incident| incident.closed.is_none()) && sight.is_behind()
    };
    if is_due && state.at_work().is_none() {
        replies.extend(orders::analyze(state, model, orders::may_ask(state, model)));
    }
    replies.extend(orders::read(state, model).map(Reply::Do));
    replies
}

/// New records: evidence that was waited for is read, and a model that may be asked now is.
fn changed(state: &mut State, model: &Model) -> Vec<Reply> {
    let mut replies = allowed(state, model);
    // The record of an incident may come behind the evidence that was pulled for it.
    let newest = model.desk.open_incidents().next_back().map(|incident| incident.alias);
    if let Some(alias) = newest.filter(|_| state.feeding.is_none()) {
        replies.extend(orders::bring_change(state, model, alias).into_iter().flatten());
    }
    if state.feeding.is_some() {
        replies.extend(orders::read(state, model).map(Reply::Do));
    }
    replies
}

/// Goes on when it was recorded that a model elsewhere may be asked.
fn allowed(state: &mut State, model: &Model) -> Vec<Reply> {
    let Some(alias) = state.allowing else { return Vec::new() };
    if !model.desk.incidents.get(&alias).is_some_and(|incident| incident.cloud_allowed) {
        return Vec::new();
    }
    state.allowing = None;
    if state.at_work().is_some() { Vec::new() } else { orders::analyze(state, model, true) }
}

fn on_command(state: &mut State, model: &Model, command: Command) -> Vec<Reply> {
    match command {
        Command::Back | Command::Cancel if state.at_work().is_some() => return orders::stop(state, model),
        Command::Back | Command::Quit if state.full => state.full = false,
        Command::Back | Command::Quit => return vec![Reply::Close],
        Command::NextPane => state.focus = state.focus.after(1),
        Command::PreviousPane => state.focus = state.focus.after(Pane::ALL.len() - 1),
        Command::Open => return open(state, model),
        Command::NextEvidence => return next_evidence(state, model),
        Command::Refresh => {
            let with_model = may_be_asked(model);
            return orders::analyze(state, model, with_model);
        }
        Command::RulesOnly => return orders::analyze(state, model, false),
        Command::Egress => return orders::egress(state, model),
        Command::AllowCloud => return orders::allow_cloud(state, model),
        Command::Intake => return orders::intake(state, model),
        Command::Pull => return orders::pull(state, model),
        Command::ProposeFix => return orders::fix(state, model),
        Command::PickIncident => return orders::incidents(state, model),
        Command::Copy => return copy(state, model),
        _ => return travel(state, model, command),
    }
    Vec::new()
}

/// A model that is elsewhere and not allowed is "asked" too: the result then says that it was not.
fn may_be_asked(model: &Model) -> bool {
    !matches!(model.desk.adviser, crate::flow::desk::Adviser::Nobody)
}

fn travel(state: &mut State, model: &Model, command: Command) -> Vec<Reply> {
    let pane = state.focus;
    let (len, height) = reach(state, model, pane);
    let Some(steps) = command.travel(height) else { return Vec::new() };
    if let Some(cursor) = state.cursor(pane) {
        cursor.travel(steps, len, height);
    }
    let spot = match pane {
        Pane::Rules | Pane::Claims => selected(state, model, pane),
        Pane::Model | Pane::Evidence => None,
    };
    match spot {
        Some(spot) => look_at(state, model, spot),
        None => Vec::new(),
    }
}

fn selected(state: &State, model: &Model, pane: Pane) -> Option<Spot> {
    let sight = Sight::of(state, model);
    let rooms = rooms(&sight, area(state));
    lines(&sight, &rooms, pane).get(state.at(pane).at)?.spot.clone()
}

fn area(state: &State) -> Rect {
    Rect::new(0, 0, state.area.0, state.area.1)
}

fn reach(state: &State, model: &Model, pane: Pane) -> (usize, u16) {
    let sight = Sight::of(state, model);
    let rooms = rooms(&sight, area(state));
    let len = if pane == Pane::Evidence { evidence::len(&sight) } else { lines(&sight, &rooms, pane).len() };
    (len, rooms.inner(pane).height)
}

/// Enter: the evidence over the whole screen, at the place that is selected; or the pane that has the keys.
fn open(state: &mut State, model: &Model) -> Vec<Reply> {
    match state.focus {
        Pane::Rules | Pane::Claims if !state.full => {
            // What is looked at already is what is opened: moving looks, too.
            let spot = state.spot.clone().or_else(|| selected(state, model, state.focus));
            state.focus = Pane::Evidence;
            state.full = true;
            spot.map(|spot| look_at(state, model, spot)).unwrap_or_default()
        }
        _ => {
            state.full = !state.full;
            orders::read(state, model).map(Reply::Do).into_iter().collect()
        }
    }
}

/// The next place, going round.
fn next_evidence(state: &mut State, model: &Model) -> Vec<Reply> {
    let next = {
        let sight = Sight::of(state, model);
        let spots = sight.spots();
        let here = sight.spot().and_then(|(spot, _)| spots.iter().position(|other| *other == spot));
        let at = match (here, &state.spot) {
            // The first is looked at without being asked for.
            (Some(at), Some(_)) => (at + 1) % spots.len().max(1),
            (Some(at), None) if spots.len() > 1 => (at + 1) % spots.len(),
            _ => 0,
        };
        spots.get(at).cloned()
    };
    match next {
        Some(spot) => look_at(state, model, spot),
        None => orders::say(Tone::Plain, "no evidence yet: p reads it, i takes a paste"),
    }
}

fn look_at(state: &mut State, model: &Model, spot: Spot) -> Vec<Reply> {
    state.spot = Some(spot);
    go_to_spot(state, model);
    orders::read(state, model).map(Reply::Do).into_iter().collect()
}

/// Puts the evidence's cursor on the place that is looked at, with lines before it in view.
fn go_to_spot(state: &mut State, model: &Model) {
    let found = {
        let sight = Sight::of(state, model);
        let Some(lines) = sight.lines() else { return };
        (sight.spot().and_then(|(spot, _)| spot.find(lines)).unwrap_or(0), lines.len())
    };
    let (_, height) = reach(state, model, Pane::Evidence);
    if let Some(cursor) = state.cursor(Pane::Evidence) {
        cursor.top = found.0.saturating_sub(usize::from(height) / 3);
        cursor.go(found.0, found.1, height);
    }
}

fn copy(state: &State, model: &Model) -> Vec<Reply> {
    let sight = Sight::of(state, model);
    let text = match (state.focus, sight.lines()) {
        (Pane::Evidence, Some(lines)) => lines.iter().map(Safe::as_str).collect::<Vec<_>>().join("\n"),
        (pane, _) => {
            let rooms = rooms(&sight, area(state));
            lines(&sight, &rooms, pane).iter().map(super::row::Row::text).collect::<Vec<_>>().join("\n")
        }
    };
    vec![Reply::Do(Effect::Copy { text: Safe::clean(&text) })]
}

fn on_news(state: &mut State, model: &Model, ticket: Ticket, news: &News) -> Vec<Reply> {
    if let News::Evidence { incident, no, lines } = news {
        state.keep(*incident, *no, lines.clone());
        go_to_spot(state, model);
        return Vec::new();
    }
    if let News::Made(alias @ Alias::Incident(_)) = news {
        state.incident = Some(*alias);
        state.spot = None;
        // Its evidence is on its way, by the same order: then it is analysed.
        state.feeding = Some((ticket, *alias));
        return Vec::new();
    }
    if let (News::Egress { to, lines }, Some(asked)) = (news, state.egress)
        && asked == ticket
    {
        state.egress = None;
        let title = Safe::line(&format!("EXACTLY WHAT LEAVES, TO {to}"));
        return vec![Reply::Show(Dialog::Text { title, lines: lines.clone() })];
    }
    if let Some((asked, incident)) = state.feeding
        && asked == ticket
    {
        return fed(state, model, incident, news);
    }
    let mut replies = heard(state, ticket, news);
    if matches!(news, News::Done(_)) && state.reading.is_none() {
        replies.extend(orders::read(state, model).map(Reply::Do));
    }
    replies
}

/// New evidence: what is said of it has to be new too.
fn fed(state: &mut State, model: &Model, incident: Alias, news: &News) -> Vec<Reply> {
    if matches!(news, News::Done(_) | News::Refused(_)) {
        state.feeding = None;
        if let Some(more) = orders::bring_change(state, model, incident) {
            return more;
        }
    }
    let shown = Sight::of(state, model).incident.map(|shown| shown.alias);
    match news {
        News::Done(words) if shown == Some(incident) && state.at_work().is_none() => {
            state.fed = Some(words.clone());
            orders::analyze(state, model, orders::may_ask(state, model))
        }
        _ => Vec::new(),
    }
}

fn heard(state: &mut State, ticket: Ticket, news: &News) -> Vec<Reply> {
    let Some(work) = state.work.as_mut().filter(|work| work.ticket == ticket && !work.is_over) else {
        return Vec::new();
    };
    match news {
        News::Found { analysis, .. } => work.rules = Some(analysis.clone()),
        News::Token(text) => work.hear(text),
        News::Doing(doing) => work.doing = doing.clone(),
        News::Done(words) => {
            work.is_over = true;
            // What was taken in is not yet read when the analysis of it is there.
            let fed = state.fed.take().map(|fed| Safe::line(&format!("{fed}; {words}")));
            return fed.map(|text| Reply::Say(Notice { tone: Tone::Plain, text })).into_iter().collect();
        }
        News::Refused(_) => work.is_over = true,
        _ => {}
    }
    Vec::new()
}

/// Keeps every cursor within its pane.
fn settle(state: &mut State, model: &Model) {
    for pane in Pane::ALL {
        let (len, height) = reach(state, model, pane);
        if let Some(cursor) = state.cursor(pane).filter(|_| height > 0) {
            cursor.settle(len, height);
        }
    }
}
