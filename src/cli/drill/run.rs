//! Which of its three things `stanch drill` does.

use std::{io::Write, process::ExitCode, sync::Arc};

use crate::{
    cli::{
        arguments::Arguments,
        console::{Ready, ready},
        exit::{Exit, Failure},
        printer::Printer,
        start::{self, Start},
        wishes::DrillWish,
    },
    drill::scenario::{Error, Scenario},
    logic::spelling::suggestion,
    runtime::{self, Ending, crash, terminal::Tty},
    ui::widgets::wrap_hanging,
};

use super::{list::list, rehearsal::Rehearsal, serve, stage::Stage};

pub fn run(arguments: &Arguments, wish: &DrillWish) -> anyhow::Result<ExitCode> {
    // Whatever breaks here leaves its report where a drill leaves things.
    crash::install(std::env::temp_dir(), || {});
    if let Some(flag) = arguments.flags.foreign_to_drills() {
        let text = format!("`{flag}` is not for a drill, which has a cluster and a journal of its own");
        return Err(Failure::bad_input(text).into());
    }
    let start = Start::new(arguments);
    start.insist(arguments)?;
    if wish.list {
        return Ok(list(arguments.flags.output.json, start.settings().look.ascii)?.into());
    }
    start.log()?;
    if let Some(pods) = wish.pods {
        return start::wait(serve::crowd(wish, pods))?;
    }
    let scenario = scenario(wish)?;
    if wish.serve {
        return start::wait(serve::scenario(wish, scenario))?;
    }
    let tty = Arc::new(Tty::open(start.variables.get("TERM"))?);
    let (exit, summary) = start::wait(rehearse(start, wish, scenario, Arc::clone(&tty)))??;
    let (mut out, width) = (Printer::new(false), tty.size().width);
    let fold = |line: &String| fold(line, width);
    summary.iter().flat_map(fold).try_for_each(|line| out.line(&line))?;
    out.end()?;
    Ok(exit)
}

/// A line of the summary as rows of a terminal of this width.
fn fold(line: &str, width: u16) -> Vec<String> {
    let row = |(right, range): (u16, std::ops::Range<usize>)| {
        format!("{}{}", " ".repeat(right.into()), line.get(range).unwrap_or_default())
    };
    wrap_hanging(line, width).into_iter().map(row).collect()
}

/// Which of so many drills a seed picks: seed 1, which holds if none is given, the first.
fn picked(seed: u64, drills: usize) -> Option<usize> {
    let drills = u64::try_from(drills).ok()?;
    usize::try_from(seed.wrapping_sub(1).checked_rem(drills)?).ok()
}

/// The console on a cluster that has just been raised; how it ended, and what there is to say at the end.
async fn rehearse(
    start: Start,
    wish: &DrillWish,
    scenario: Scenario,
    tty: Arc<Tty>,
) -> anyhow::Result<(ExitCode, Vec<String>)> {
    let mut ending = Ending::listen()?;
    // A debug build takes its time for the hour before the page; nobody is left to be told that standard error is closed.
    let _ = writeln!(std::io::stderr(), "starting a simulated cluster ..");
    let stage = match ending.or(Stage::raise(scenario, wish)).await {
        Ok(stage) => stage?,
        Err(exit) => return Ok((exit.into(), Vec::new())),
    };
    let start = start.in_drill(stage.kubeconfig(), stage.state());
    let Ready { console, world, outside, around } = ready(&start)?;
    let watch = stage.watch();
    let face = Rehearsal::new(console, &stage);
    let exit = Box::pin(runtime::run(face, tty, world, outside, &around, ending)).await;
    drop(watch);
    Ok((exit?.into(), stage.summary()))
}

/// The drill of that name or file; without one, of those that come with stanch the one that the seed picks.
fn scenario(wish: &DrillWish) -> anyhow::Result<Scenario> {
    let Some(name) = wish.name.as_deref() else {
        let mut shipped = Scenario::shipped()?;
        let at = picked(wish.seed, shipped.len());
        let none = || Failure { exit: Exit::Other, text: "no drill comes with stanch".to_owned() };
        return at.map(|at| shipped.swap_remove(at)).ok_or_else(|| none().into());
    };
    Scenario::load(name).map_err(|error| {
        let known: Vec<String> =
            Scenario::shipped().unwrap_or_default().into_iter().map(|scenario| scenario.name).collect();
        let meant = match &error {
            Error::Unknown { .. } => suggestion(name, known.iter().map(String::as_str)),
            _ => String::new(),
        };
        Failure::bad_input(format!("{error}{meant}")).into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_picks_one_of_them_and_always_the_same() {
        let of = |seed| picked(seed, 10);
        assert_eq!([1, 2, 10, 11, 0].map(of), [Some(0), Some(1), Some(9), Some(0), Some(5)]);
        assert_eq!(picked(1, 0), None);
    }
}
