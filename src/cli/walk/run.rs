//! The commands of `stanch walk`, carried out. Each prints the walk as one JSON object, alone; what happens on the way goes to standard error.

use std::{io::Write, process::ExitCode, sync::Arc};

use tokio::{
    signal::unix::{SignalKind, signal},
    sync::watch,
};

use crate::{
    adapters::store::{Access, Journal},
    domain::{
        journal::{self, Alias},
        text::Safe,
        walk::Standing,
    },
    logic::{spelling::suggestion, strategy::set},
    ops::{
        inspect::Target,
        strategy::Shelf,
        walk::{self, Document, Driver, Given, Pause, Site, Spoken, Walk, Wanted},
    },
    runtime,
};

use super::super::{
    arguments::Arguments,
    exit::{Exit, Failure},
    printer::Printer,
    start::{Start, wait},
    walking::Command,
};

pub fn run(arguments: &Arguments, command: &Command) -> anyhow::Result<ExitCode> {
    let start = Start::new(arguments);
    start.insist(arguments)?;
    start.warn();
    start.log()?;
    let mut out = Printer::new(start.settings().look.ascii);
    let end = wait(carry_out(&start, command, &mut out))??;
    out.end()?;
    Ok(end)
}

async fn carry_out(start: &Start, command: &Command, out: &mut Printer) -> anyhow::Result<ExitCode> {
    let reads = matches!(command, Command::List | Command::Show { .. });
    let journal = start.store(if reads { Access::Look } else { Access::Write }).await?;
    let exit = match command {
        Command::List => list(&journal, out).await?,
        Command::Show { walk } => {
            let walk = Walk::open(&*journal, *walk).await?;
            print(&journal, &walk, out).await?;
            walk.state.standing().into()
        }
        Command::Start { strategy, target, set, incident } => {
            let wanted = wanted(start, strategy, set, *incident)?;
            let site = start.site(target)?;
            let walk = walk::start(&*journal, &site, wanted).await?;
            tell(&format!("{} started", walk.alias));
            return go_on(&journal, &site, (walk, false), out).await;
        }
        Command::Run { walk } => {
            let walk = Walk::open(&*journal, *walk).await?;
            if walk.state.ended().is_some() {
                print(&journal, &walk, out).await?;
                return Ok(Exit::from(walk.state.standing()).into());
            }
            let site = site(start, &walk)?;
            return go_on(&journal, &site, (walk, true), out).await;
        }
        Command::Approve { walk, code, typed, ack } => {
            let given = Given { code: Some(Safe::line(code)), typed: typed.clone(), acknowledged: ack.clone() };
            return approve(start, &journal, *walk, given, out).await;
        }
        Command::Reject { walk, reason, code } => {
            let mut walk = Walk::open(&*journal, *walk).await?;
            let (reason, code) = (Safe::line(reason), code.as_deref().map(Safe::line));
            walk::reject(&*journal, &mut walk, (&reason, code.as_ref()), runtime::clock::now()).await?;
            print(&journal, &walk, out).await?;
            Exit::Well
        }
        Command::Resolve { walk, answer, reason } => {
            let mut walk = Walk::open(&*journal, *walk).await?;
            let reason = Safe::line(reason);
            walk::resolve(&*journal, &mut walk, ((*answer).into(), &reason), runtime::clock::now()).await?;
            print(&journal, &walk, out).await?;
            Exit::Well
        }
        Command::Stop { walk, reason } => {
            let mut walk = Walk::open(&*journal, *walk).await?;
            walk::stop(&*journal, &mut walk, &Safe::line(reason), runtime::clock::now()).await?;
            stop(start, &journal, walk, out).await?
        }
    };
    Ok(exit.into())
}

/// Goes on with a walk until it stands still. `acts` arms this process, if nothing speaks against it.
async fn go_on(
    journal: &Arc<dyn Journal>,
    site: &Site,
    (walk, acts): (Walk, bool),
    out: &mut Printer,
) -> anyhow::Result<ExitCode> {
    others(journal, &walk).await?;
    let (halt, signalled) = halt()?;
    let mut driver = Driver::take(Arc::clone(journal), site, walk, halt, &tell).await?;
    // The first look says who the cluster is: policies name it so.
    let glance = site.glance().await;
    if let (None, Some(silence)) = (glance.entry(), glance.silence()) {
        tell(&silence);
    }
    let mut refusals = Vec::new();
    if acts {
        let arming = driver.arm(&glance).await?;
        refusals = arming.refusals;
    }
    let (walk, pause) = driver.run().await?;
    print(journal, &walk, out).await?;
    Ok(match pause {
        Pause::Halted => ExitCode::from(*signalled.borrow()),
        Pause::Unarmed if acts => {
            tell(&format!("no actions: {}", join(&refusals)));
            Exit::Refused.into()
        }
        Pause::Unarmed => {
            tell(&format!("`stanch walk run {}` goes on", walk.alias));
            Exit::Waits.into()
        }
        Pause::Gate | Pause::Question | Pause::Ended => end(walk.state.standing()).into(),
    })
}

fn end(standing: Standing) -> Exit {
    match standing {
        // It stands still, so somebody has to do something.
        Standing::Running => Exit::Waits,
        other => other.into(),
    }
}

async fn approve(
    start: &Start,
    journal: &Arc<dyn Journal>,
    alias: Alias,
    given: Given,
    out: &mut Printer,
) -> anyhow::Result<ExitCode> {
    let mut walk = Walk::open(&**journal, alias).await?;
    let site = site(start, &walk)?;
    // Which environment it is, the policy says of a cluster that is known.
    site.glance().await;
    match walk::approve(&**journal, &site, &mut walk, given).await? {
        Spoken::Recorded => {
            print(journal, &walk, out).await?;
            Ok(Exit::Well.into())
        }
        Spoken::Fallen(reason) => {
            let (halt, _) = halt()?;
            let driver = Driver::take(Arc::clone(journal), &site, walk, halt, &tell).await?;
            let (walk, _) = driver.plan_again().await?;
            print(journal, &walk, out).await?;
            tell(&format!("not approved: {reason}; look again: `stanch walk run {alias}`"));
            Ok(Exit::Refused.into())
        }
    }
}

/// Ends it at once, if nobody carries it out; whoever does ends it within a second.
async fn stop(start: &Start, journal: &Arc<dyn Journal>, walk: Walk, out: &mut Printer) -> anyhow::Result<Exit> {
    let alias = walk.alias;
    let walk = if walk.state.ended().is_some() {
        walk
    } else {
        let site = site(start, &walk)?;
        let (halt, _) = halt()?;
        match Driver::take(Arc::clone(journal), &site, walk, halt, &tell).await {
            Ok(driver) => driver.run().await?.0,
            // It is recorded, whoever carries it out and wherever.
            Err(error) => {
                tell(&format!("{error}; it ends when whoever carries it out, or `stanch walk run` there, sees it"));
                Walk::open(&**journal, alias).await?
            }
        }
    };
    print(journal, &walk, out).await?;
    Ok(Exit::Well)
}

/// The rollout that a walk is about, on the cluster that is pinned now. Whether it is the same cluster is asked before anything is done.
fn site(start: &Start, walk: &Walk) -> anyhow::Result<Site> {
    let place = &walk.start()?.target;
    start.site(&Target { namespace: place.namespace.clone(), kind: place.kind, name: place.name.clone() })
}

fn wanted(start: &Start, id: &str, given: &[(String, String)], incident: Option<Alias>) -> anyhow::Result<Wanted> {
    let shelf = Shelf::open(start.places.config.as_deref());
    let Some(kept) = shelf.find(id) else {
        let hint = suggestion(id, shelf.strategies().map(|strategy| strategy.id.as_str()));
        return Err(Failure::bad_input(format!("no strategy `{id}`{hint}")).into());
    };
    let definition = kept.definition.clone();
    let parameters = set(&definition.strategy, given).map_err(Failure::bad_input)?;
    Ok(Wanted { definition, parameters, incident })
}

/// Says what has to be found out first, wherever it was begun.
async fn others(journal: &Arc<dyn Journal>, walk: &Walk) -> anyhow::Result<()> {
    for open in journal.open_intents().await? {
        let word = if open.unknown { "OUTCOME UNKNOWN" } else { "not known to have ended" };
        let what = if open.walk == walk.id { "it is found out first" } else { "run or resolve that walk" };
        tell(&format!("{}: 1 action {word} on {}: {what}", open.alias, open.target_key));
    }
    Ok(())
}

async fn list(journal: &Arc<dyn Journal>, out: &mut Printer) -> anyhow::Result<Exit> {
    let mut walks = Vec::new();
    for (alias, _) in journal.list(journal::Subject::Walk).await? {
        // One that cannot be read hides none of the others.
        walks.push(match described(journal, alias).await {
            Ok(document) => serde_json::to_value(document)?,
            Err(error) => serde_json::json!({ "walk": alias, "error": error.to_string() }),
        });
    }
    out.json(&serde_json::json!({ "version": 1, "walks": walks }))?;
    Ok(Exit::Well)
}

async fn described(journal: &Arc<dyn Journal>, alias: Alias) -> Result<Document, walk::Error> {
    Document::of(&**journal, &Walk::open(&**journal, alias).await?).await
}

async fn print(journal: &Arc<dyn Journal>, walk: &Walk, out: &mut Printer) -> anyhow::Result<()> {
    Ok(out.json(&Document::of(&**journal, walk).await?)?)
}

/// Tells the walk when this process is told to end, and with which code it then ends.
fn halt() -> anyhow::Result<(watch::Receiver<bool>, watch::Receiver<u8>)> {
    let (halt, halted) = watch::channel(false);
    let (code, signalled) = watch::channel(runtime::Exit::Quit.code());
    let mut hang_up = signal(SignalKind::hangup())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::spawn(async move {
        let exit = tokio::select! {
            _ = hang_up.recv() => runtime::Exit::HangUp,
            _ = terminate.recv() => runtime::Exit::Terminated,
            _ = interrupt.recv() => runtime::Exit::Interrupted,
        };
        code.send_replace(exit.code());
        halt.send_replace(true);
    });
    Ok((halted, signalled))
}

fn tell(line: &str) {
    // Nobody is left to be told that standard error is closed.
    let _ = writeln!(std::io::stderr(), "stanch: {}", Safe::line(line));
}

fn join(words: &[Safe]) -> String {
    words.iter().map(Safe::as_str).collect::<Vec<_>>().join("; ")
}
