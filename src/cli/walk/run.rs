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
    logic::{redact::Door, spelling::suggestion, strategy::set, walk::Undone},
    ops::{
        analyze::Bench,
        inspect::Target,
        strategy::Shelf,
        walk::{self, Document, Driver, Given, Pause, Site, Spoken, Walk, Wanted},
    },
    runtime,
};

use super::{
    super::{
        arguments::Arguments,
        brought::secrets,
        exit::{Exit, Failure, told},
        printer::Printer,
        start::{Start, wait},
        walking::Command,
    },
    told::{line, lines},
};

pub fn run(arguments: &Arguments, command: &Command) -> anyhow::Result<ExitCode> {
    let start = Start::new(arguments);
    start.insist(arguments)?;
    start.warn();
    start.log()?;
    let printer = Printer::new(start.settings().look.ascii);
    let mut out = Out { printer, plain: arguments.flags.output.plain };
    let end = wait(answer(&start, command, &mut out))??;
    out.printer.end()?;
    Ok(end)
}

/// Where walks are printed: as JSON, or in words.
struct Out {
    printer: Printer,
    plain: bool,
}

/// Carries a command out. One that is refused prints its walk as well, as it stands, with why.
async fn answer(start: &Start, command: &Command, out: &mut Out) -> anyhow::Result<ExitCode> {
    let reads = matches!(command, Command::List | Command::Show { .. });
    let journal = start.store(if reads { Access::Look } else { Access::Write }).await?;
    match (Box::pin(carry_out(start, &journal, command, out)).await, command.walk()) {
        (Err(error), Some(alias)) if Exit::of(&error) == Exit::Refused => {
            let why = told(&error);
            out.print(&journal, &Walk::open(&*journal, alias).await?, Some(&why)).await?;
            tell(&why);
            Ok(Exit::Refused.into())
        }
        (carried, _) => carried,
    }
}

async fn carry_out(
    start: &Start,
    journal: &Arc<dyn Journal>,
    command: &Command,
    out: &mut Out,
) -> anyhow::Result<ExitCode> {
    let exit = match command {
        Command::List => list(journal, out).await?,
        Command::Show { walk } => {
            let walk = Walk::open(&**journal, *walk).await?;
            out.print(journal, &walk, None).await?;
            walk.state.standing().into()
        }
        Command::Start { strategy, target, set, incident } => {
            let wanted = wanted(start, strategy, set, *incident)?;
            let site = start.site(target)?;
            let walk = walk::start(&**journal, &site, wanted).await?;
            tell(&format!("{} started", walk.alias));
            return go_on(start, journal, &site, (walk, false), out).await;
        }
        Command::Run { walk } => {
            let walk = Walk::open(&**journal, *walk).await?;
            if walk.state.ended().is_some() {
                out.print(journal, &walk, None).await?;
                return Ok(end(&walk).into());
            }
            let site = site(start, &walk)?;
            return go_on(start, journal, &site, (walk, true), out).await;
        }
        Command::Approve { walk, code, typed, ack } => {
            let given = Given { code: Some(Safe::line(code)), typed: typed.clone(), acknowledged: ack.clone() };
            return approve(start, journal, *walk, given, out).await;
        }
        Command::Reject { walk, reason, code } => {
            let mut walk = Walk::open(&**journal, *walk).await?;
            let (reason, code) = (Safe::line(reason), code.as_deref().map(Safe::line));
            walk::reject(&**journal, &mut walk, (&reason, code.as_ref()), runtime::clock::now()).await?;
            out.print(journal, &walk, None).await?;
            Exit::Well
        }
        Command::Resolve { walk, answer, reason } => {
            let mut walk = Walk::open(&**journal, *walk).await?;
            let reason = Safe::line(reason);
            walk::resolve(&**journal, &mut walk, ((*answer).into(), &reason), runtime::clock::now()).await?;
            out.print(journal, &walk, None).await?;
            Exit::Well
        }
        Command::Stop { walk, reason } => {
            let mut walk = Walk::open(&**journal, *walk).await?;
            walk::stop(&**journal, &mut walk, &Safe::line(reason), runtime::clock::now()).await?;
            stop(start, journal, walk, out).await?
        }
    };
    Ok(exit.into())
}

/// Goes on with a walk until it stands still. `acts` arms this process, if nothing speaks against it.
async fn go_on(
    start: &Start,
    journal: &Arc<dyn Journal>,
    site: &Site,
    (walk, acts): (Walk, bool),
    out: &mut Out,
) -> anyhow::Result<ExitCode> {
    others(journal, &walk).await?;
    let (halt, signalled) = halt()?;
    let mut driver = Driver::take(Arc::clone(journal), site, walk, halt, &tell).await?;
    driver.collect_by(Arc::new(bench(start)));
    // The first look says who the cluster is: policies name it so.
    let glance = site.acquaintance().await;
    if let (None, Some(silence)) = (glance.entry(), glance.silence()) {
        tell(&silence);
    }
    let mut refusals = Vec::new();
    if acts {
        refusals = driver.arm(&glance).await?.refusals;
    } else if !walk::is_recorded(&**journal) {
        refusals.push(Safe::from_static("--ephemeral keeps no record, so nothing may be done: this walk only looks"));
    }
    let (walk, pause) = driver.run().await?;
    Ok(stand(journal, (&walk, pause), (acts, &refusals), out)
        .await?
        .unwrap_or_else(|| ExitCode::from(*signalled.borrow())))
}

/// Prints where a walk stands still and says what is next; no code where this process was told to end.
async fn stand(
    journal: &Arc<dyn Journal>,
    (walk, pause): (&Walk, Pause),
    (acts, refusals): (bool, &[Safe]),
    out: &mut Out,
) -> anyhow::Result<Option<ExitCode>> {
    let why = join(refusals);
    let is_kept = walk::is_recorded(&**journal);
    let refused = (pause == Pause::Unarmed && acts) || (pause == Pause::Gate && !is_kept);
    out.print(journal, walk, refused.then_some(why.as_str())).await?;
    let exit = match pause {
        Pause::Halted => return Ok(None),
        _ if refused => {
            tell(&format!("no actions: {why}"));
            Exit::Refused
        }
        Pause::Unarmed => {
            tell(&format!("`stanch walk run {}` goes on", walk.alias));
            Exit::Waits
        }
        Pause::Gate => {
            tell(&format!("{0} waits for approval: `stanch walk show {0} --plain` shows what it is", walk.alias));
            end(walk)
        }
        Pause::Question | Pause::Ended => end(walk),
    };
    Ok(Some(exit.into()))
}

/// How a walk that stands still ends a command.
fn end(walk: &Walk) -> Exit {
    match (walk.state.standing(), walk.state.undone()) {
        // It stands still, so somebody has to do something.
        (Standing::Running, _) => Exit::Waits,
        (Standing::Failed, Some(Undone::Refused(_))) => Exit::Refused,
        (other, _) => other.into(),
    }
}

/// What collecting evidence needs; no model is asked.
fn bench(start: &Start) -> Bench {
    let secrets = secrets(start);
    let door = Arc::new(move || Door::new(secrets.iter().map(String::as_str)));
    Bench::new(door, start.board(), runtime::clock::now)
}

async fn approve(
    start: &Start,
    journal: &Arc<dyn Journal>,
    alias: Alias,
    given: Given,
    out: &mut Out,
) -> anyhow::Result<ExitCode> {
    let mut walk = Walk::open(&**journal, alias).await?;
    let site = site(start, &walk)?;
    // Which environment it is, the policy says of a cluster that is known.
    site.glance().await;
    match walk::approve(&**journal, &site, &mut walk, given).await? {
        Spoken::Recorded => {
            out.print(journal, &walk, None).await?;
            if walk.state.waiting().is_some() {
                tell(&format!("nothing is done yet: `stanch walk run {alias}` does it"));
            }
            Ok(Exit::Well.into())
        }
        Spoken::Fallen(reason) => {
            let (halt, _) = halt()?;
            let driver = Driver::take(Arc::clone(journal), &site, walk, halt, &tell).await?;
            let (walk, _) = driver.plan_again().await?;
            let why = format!("not approved: {reason}; look again: `stanch walk run {alias}`");
            out.print(journal, &walk, Some(&why)).await?;
            tell(&why);
            Ok(Exit::Refused.into())
        }
    }
}

/// Ends it at once, if nobody carries it out; whoever does ends it within a second.
async fn stop(start: &Start, journal: &Arc<dyn Journal>, walk: Walk, out: &mut Out) -> anyhow::Result<Exit> {
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
    out.print(journal, &walk, None).await?;
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

async fn list(journal: &Arc<dyn Journal>, out: &mut Out) -> anyhow::Result<Exit> {
    let mut walks = Vec::new();
    for (alias, _) in journal.list(journal::Subject::Walk).await? {
        // One that cannot be read hides none of the others.
        walks.push(described(journal, alias).await.map_err(|error| (alias, error.to_string())));
    }
    if out.plain {
        for walk in &walks {
            let unread = |(alias, error): &(Alias, String)| format!("{:<6} {error}", alias.to_string());
            out.printer.line(&walk.as_ref().map_or_else(unread, line))?;
        }
    } else {
        let value = |walk: &Result<Document, (Alias, String)>| match walk {
            Ok(document) => serde_json::to_value(document),
            Err((alias, error)) => Ok(serde_json::json!({ "walk": alias, "error": error })),
        };
        let walks = walks.iter().map(value).collect::<Result<Vec<_>, _>>()?;
        out.printer.json(&serde_json::json!({ "version": 1, "walks": walks }))?;
    }
    Ok(Exit::Well)
}

async fn described(journal: &Arc<dyn Journal>, alias: Alias) -> Result<Document, walk::Error> {
    Document::of(&**journal, &Walk::open(&**journal, alias).await?).await
}

impl Out {
    async fn print(&mut self, journal: &Arc<dyn Journal>, walk: &Walk, refused: Option<&str>) -> anyhow::Result<()> {
        let mut document = Document::of(&**journal, walk).await?;
        document.refused = refused.map(Safe::line).or(document.refused);
        if !self.plain {
            return Ok(self.printer.json(&document)?);
        }
        for line in lines(&document) {
            self.printer.line(&line)?;
        }
        Ok(())
    }
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
