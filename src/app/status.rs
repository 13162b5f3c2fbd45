//! Line 1: where one is, as whom, and how old what one sees is. Never hidden, never scrolled, the worst of what is shown.

use std::collections::BTreeSet;

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    domain::{
        cluster::{Cluster, ClusterNo, Identity, Link, Scope, Source, Spaces},
        environment::Environment,
        text::Safe,
    },
    flow::desk::Adviser,
    ui::{
        theme::Role,
        widgets::{Phrase, clock, middle},
    },
};

use super::{State, drill, walking};

type Seen<'a> = (&'a Cluster, &'a Source, Option<&'a Identity>);

/// Draws line 1.
pub(super) fn draw(state: &State, line: Rect, buffer: &mut Buffer) {
    let theme = &state.settings.theme;
    let wide = line.width >= 160;
    let sources = shown(state);
    let gap = if wide { "   " } else { "  " };
    let end = drill::word(state).append(walking::armed(state, wide)).say(Role::Text, gap).append(adviser(state, wide));
    let end = end.say(Role::Text, gap).append(freshness(state, &sources));
    let place = place(state, &sources, wide);
    let identity = format!("{} {}", state.model.operator, user(&sources));
    let environment = environment(state);
    let taken = environment.width(theme).saturating_add(end.width(theme)).saturating_add(4);
    let mut room = usize::from(line.width.saturating_sub(taken));
    let mut begin = Phrase::new();
    // The name of the program goes first where the others need the room.
    let name = if wide { " stanch  " } else { "stanch " };
    if place.len() + identity.len() + name.len() <= room {
        begin = begin.say(Role::Title, name);
        room -= name.len();
    }
    let begin = begin.append(environment);
    // Where both are too long the place gets at least half: it says where one acts.
    let place_room = room.saturating_sub(identity.len()).max(room / 2);
    let place = middle(&place, place_room).into_owned();
    let identity = middle(&identity, room.saturating_sub(place.len())).into_owned();
    begin.say(Role::Text, format_args!(" {place}  {identity} ")).draw(
        theme,
        Rect { width: line.width.saturating_sub(end.width(theme)), ..line },
        buffer,
    );
    end.draw_right(theme, line, buffer);
}

/// Where what a model is asked goes: `ai:off`, `ai:local`, `ai:cloud`.
fn adviser(state: &State, wide: bool) -> Phrase {
    let gap = if wide { " " } else { "" };
    match (&state.model.desk.adviser, wide) {
        (Adviser::Nobody, _) => Phrase::of(Role::Text, format_args!("ai:{gap}off")),
        (Adviser::Local { .. }, false) => Phrase::of(Role::Text, "ai:local"),
        (Adviser::Local { name }, true) => {
            Phrase::of(Role::Text, format_args!("ai: local {} (no egress)", middle(name, 20)))
        }
        (Adviser::Cloud { .. }, false) => Phrase::of(Role::Warn, "ai:cloud"),
        (Adviser::Cloud { name, host }, true) => {
            Phrase::of(Role::Warn, format_args!("ai: {} at {}", middle(name, 20), middle(host, 24)))
        }
        (Adviser::Wrong { .. }, _) => Phrase::of(Role::Warn, format_args!("ai:{gap}wrong")),
    }
}

/// The clusters of which something is on the screen.
fn shown(state: &State) -> Vec<Seen<'_>> {
    let one = state.opened().map(|inspect| inspect.key().cluster);
    let sources = state.model.board.sources().into_iter();
    sources.filter(|(cluster, ..)| one.is_none_or(|one| one == cluster.no)).collect()
}

/// The worst environment of what is on the screen; nothing known is production.
fn environment(state: &State) -> Phrase {
    let sources = state.model.board.sources();
    let of = |no: ClusterNo, namespace: &str| {
        let cluster = sources.iter().find(|(cluster, ..)| cluster.no == no);
        cluster.map_or(Environment::Production, |(cluster, ..)| state.model.board.environment(cluster, namespace))
    };
    let environment = if let Some(inspect) = state.opened() {
        of(inspect.key().cluster, &inspect.key().namespace)
    } else {
        let visible: BTreeSet<(ClusterNo, &Safe)> =
            state.board.visible(&state.model).into_iter().map(|key| (key.cluster, &key.namespace)).collect();
        visible.into_iter().map(|(no, namespace)| of(no, namespace)).max().unwrap_or_default()
    };
    match environment {
        Environment::Production => Phrase::of(Role::EnvProduction, "##PROD##"),
        Environment::Staging => Phrase::of(Role::EnvStaging, environment.word()),
        Environment::Development => Phrase::of(Role::EnvDevelopment, environment.word()),
    }
}

/// Context and namespace: `eks-eu1/payments`.
fn place(state: &State, sources: &[Seen<'_>], wide: bool) -> String {
    let context = match sources {
        [] => "no cluster".to_owned(),
        [(cluster, ..)] => cluster.context.to_string(),
        several => format!("{} clusters", several.len()),
    };
    let namespace =
        state.opened().map_or_else(|| namespaces(state, sources), |inspect| inspect.key().namespace.to_string());
    let id = match sources {
        [(cluster, ..)] => cluster.id.as_ref(),
        _ => None,
    };
    match (wide, id) {
        (false, _) => format!("{context}/{namespace}"),
        (true, None) => format!(" ctx {context}  ns {namespace}"),
        (true, Some(id)) => match &id.uid {
            Some(uid) => format!(" ctx {context}  ns {namespace}  cluster-uid {}", middle(uid, 12)),
            None => {
                format!(" ctx {context}  ns {namespace}  no cluster-uid, by address {}", middle(&id.endpoint, 12))
            }
        },
    }
}

/// The namespaces that are watched, or that were asked for as long as nobody knows.
fn namespaces(state: &State, sources: &[Seen<'_>]) -> String {
    let watched = match sources {
        [(cluster, ..)] => state.model.board.spaces(cluster.no),
        _ => None,
    };
    match (watched, &state.settings.scope) {
        (Some(Spaces::Only(names)), _) | (None, Scope::Only(names)) => match names.as_slice() {
            [name] => name.to_string(),
            names => format!("{} namespaces", names.len()),
        },
        _ => "all".to_owned(),
    }
}

/// Who the clusters say that this is.
fn user(sources: &[Seen<'_>]) -> String {
    let users: BTreeSet<&str> = sources
        .iter()
        .map(|(.., identity)| identity.and_then(|identity| identity.user.as_ref()).map_or("?", Safe::as_str))
        .collect();
    match users.into_iter().collect::<Vec<_>>().as_slice() {
        [] => "k8s:?".to_owned(),
        [user] => format!("k8s:{user}"),
        several => format!("{} identities", several.len()),
    }
}

/// `LIVE 1s`, `STALE 12s` or `OFFLINE 03:09:02 retry 8s`, of the source that is worst off.
fn freshness(state: &State, sources: &[Seen<'_>]) -> Phrase {
    let rank = |link: Link| match link {
        Link::Live => 0,
        Link::Connecting => 1,
        Link::Stale => 2,
        Link::Denied => 3,
        Link::Offline => 4,
    };
    let worst = sources.iter().max_by_key(|(_, source, _)| (rank(source.link), std::cmp::Reverse(source.answered)));
    let Some((_, source, _)) = worst else { return Phrase::of(Role::Unknown, "NO CLUSTER") };
    let now = state.model.now;
    let seconds = source.answered.map_or(0, |at| now.duration_since(at).as_secs().max(0));
    let retry =
        source.retry.map(|at| format!(" retry {}s", at.duration_since(now).as_secs().max(0))).unwrap_or_default();
    let at = source.answered.map_or_else(|| "never seen".to_owned(), |at| clock(at).to_string());
    match source.link {
        Link::Live => Phrase::of(Role::Text, format_args!("LIVE {seconds}s")),
        Link::Connecting => Phrase::of(Role::Info, "CONNECTING"),
        Link::Stale => Phrase::of(Role::Warn, format_args!("STALE {seconds}s")),
        Link::Denied => Phrase::of(Role::Bad, "DENIED"),
        Link::Offline => Phrase::of(Role::Bad, format_args!("OFFLINE {at}{retry}")),
    }
}
