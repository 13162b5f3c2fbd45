//! `stanch doctor`: each line ok, warn or fail, with what to do.

use std::io::IsTerminal;

use serde::Serialize;

use crate::{
    adapters::{
        cluster::contexts,
        store::{self, Access, Verification},
        world::World,
    },
    config::{Complaint, KEYS, PolicyState},
    domain::text::Safe,
    ops::doctor::{Check, State, Terminal, clusters, terminal},
};

use super::{
    arguments::Arguments,
    exit::Exit,
    look,
    printer::Printer,
    start::{self, Start, follow, wait},
};

/// The JSON of `stanch doctor --json`.
#[derive(Serialize)]
struct Document {
    /// The version of this schema: 1.
    version: u8,
    checks: Vec<Check>,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let start = Start::new(arguments);
    let checks = examine(&start)?;
    let worst = checks.iter().map(|check| check.state).max();
    let mut out = Printer::new(start.settings().look.ascii);
    if arguments.flags.output.json {
        out.json(&Document { version: 1, checks })?;
    } else {
        for check in &checks {
            out.line(&line(check))?;
        }
    }
    out.end()?;
    Ok(if worst == Some(State::Fail) { Exit::Other } else { Exit::Well })
}

fn line(check: &Check) -> String {
    let state = match check.state {
        State::Ok => "ok  ",
        State::Warn => "warn",
        State::Fail => "fail",
    };
    let todo = check.todo.as_ref().map(|todo| format!("  -> {todo}")).unwrap_or_default();
    format!("{state}  {}: {}{todo}", check.name, check.text)
}

fn examine(start: &Start) -> anyhow::Result<Vec<Check>> {
    let mut checks = match start.pin() {
        Ok((pinned, warnings)) => {
            let world = start::world(pinned);
            let scope = start.settings().connect.scope();
            let mut checks = kubeconfig(start, &world, &warnings);
            checks.extend(wait(clusters(follow(&world, &scope), start.board()))?);
            checks
        }
        Err(error) => {
            let todo = "name another one with --kubeconfig or KUBECONFIG, another context with --context";
            vec![Check::fail("kubeconfig", &format!("failed to {error}"), todo)]
        }
    };
    checks.extend(terminal(&attached(start)));
    checks.extend(configuration(start));
    checks.extend(look(start));
    checks.extend(policies(start));
    checks.extend(wait(journal(start))?);
    Ok(checks)
}

fn kubeconfig(start: &Start, world: &World, warnings: &[Safe]) -> Vec<Check> {
    let settings = start.cluster();
    let found = settings.kubeconfigs.iter().filter(|file| file.exists());
    let mut files: Vec<_> = found.map(|file| file.display().to_string()).collect();
    if let (true, Some(account)) = (files.is_empty(), &settings.in_cluster) {
        files.push(format!("none, but the service account in {}", account.folder.display()));
    }
    let used: Vec<_> = world.clusters.iter().map(|api| api.cluster().context.to_string()).collect();
    let known = contexts(&settings).map_or(0, |known| known.len());
    let text = format!("{}: using {} of {known} contexts", files.join(", "), used.join(", "));
    let warned = warnings.iter().map(|warning| Check::warn("kubeconfig", warning, "correct the file"));
    std::iter::once(Check::ok("kubeconfig", &text)).chain(warned).collect()
}

fn attached(start: &Start) -> Terminal {
    let get = |name| start.variables.get(name);
    let look = &start.settings().look;
    let no_color = KEYS.iter().find(|key| key.name == "no_color").map(|key| start.loaded.origin(key).to_string());
    let size = rustix::termios::tcgetwinsize(std::io::stdout()).ok().map(|size| (size.ws_col, size.ws_row));
    Terminal {
        name: get("TERM").map(str::to_owned),
        attached: std::io::stdin().is_terminal() && std::io::stdout().is_terminal(),
        size: size.filter(|(columns, rows)| *columns > 0 && *rows > 0),
        utf8: start.variables.locale().1,
        colourless: no_color.filter(|_| look.no_color),
        multiplexer: match (get("TMUX"), get("STY")) {
            (Some(_), _) => Some("tmux"),
            (None, Some(_)) => Some("screen"),
            (None, None) => None,
        },
    }
}

fn configuration(start: &Start) -> Vec<Check> {
    let wrong = start.loaded.complaints.iter();
    let mut checks: Vec<_> = wrong
        .map(|complaint| Check::warn("config", &complaint.to_string(), "correct it; until then the default holds"))
        .collect();
    if checks.is_empty() {
        checks.push(match (&start.loaded.file, start.loaded.file_found) {
            (Some(file), true) => Check::ok("config", &file.display().to_string()),
            (Some(file), false) => Check::ok("config", &format!("none at {}: defaults", file.display())),
            (None, _) => Check::warn("config", "no home directory: defaults", "set HOME or XDG_CONFIG_HOME"),
        });
    }
    checks
}

fn look(start: &Start) -> Vec<Check> {
    let settings = &start.settings().look;
    let named = [("theme", &settings.theme, look::theme(start).1), ("keymap", &settings.keymap, look::keymap(start).1)];
    let of = |(what, name, wrong): (&str, &String, Vec<Complaint>)| match wrong.as_slice() {
        [] => vec![Check::ok(what, name)],
        wrong => {
            wrong.iter().map(|one| Check::warn(what, &one.to_string(), "correct it, or choose another one")).collect()
        }
    };
    named.into_iter().flat_map(of).collect()
}

/// The store, without making one.
async fn journal(start: &Start) -> Vec<Check> {
    let place = start.store_settings(Access::Look).map(|settings| settings.address.to_string()).unwrap_or_default();
    let store = match start.store(Access::Look).await {
        Ok(store) => store,
        Err(error) if matches!(error.downcast_ref(), Some(store::Error::Absent(_))) => {
            return vec![Check::ok("store", &format!("none yet: {place} will be made"))];
        }
        Err(error) => return vec![Check::fail("store", &format!("{error:#}"), "until then there are no actions")],
    };
    let verified = match store.verify(None).await {
        Ok(Verification::Whole { head }) => {
            Check::ok("store", &format!("{place}: {} records, head {}", head.seq, head.hash.code()))
        }
        Ok(Verification::Broken { seq, .. }) => {
            Check::fail("store", &format!("{place}: broken at seq {seq}"), "stanch audit verify")
        }
        Ok(Verification::Behind { .. }) => {
            Check::fail("store", &format!("{place}: behind a known head"), "stanch audit verify")
        }
        Err(error) => Check::fail("store", &format!("{place}: {error}"), "until then there are no actions"),
    };
    let refusals = store.facts().refusals.iter();
    let refusals = refusals.map(|refusal| Check::warn("store", refusal, "until then there are no actions"));
    std::iter::once(verified).chain(refusals).collect()
}

fn policies(start: &Start) -> Vec<Check> {
    let of = |(index, file): (usize, &crate::config::PolicyFile)| {
        let path = file.path.display();
        Some(match &file.state {
            PolicyState::Used(rules) if index == 0 => Check::ok("policy", &format!("{path}: {rules} rules")),
            PolicyState::Used(rules) => Check::ok("policy", &format!("{path}: {rules} rules, which may only tighten")),
            PolicyState::Absent if index == 0 => {
                Check::ok("policy", &format!("none at {path}: every namespace is production"))
            }
            PolicyState::Absent => return None,
            PolicyState::Refused(why) => {
                Check::warn("policy", &format!("{path}: {why}"), "until then every namespace is production")
            }
        })
    };
    start.policies.iter().enumerate().filter_map(of).collect()
}
