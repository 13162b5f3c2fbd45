//! `stanch inspect`: one rollout with everything that explains it, as lines or JSON.

use crate::ops::inspect::{Target, look};

use super::{
    arguments::Arguments,
    exit::Exit,
    plain,
    printer::Printer,
    start::{Start, follow, wait},
};

pub fn run(arguments: &Arguments, target: &Target) -> anyhow::Result<Exit> {
    let start = Start::new(arguments);
    start.insist(arguments)?;
    start.warn();
    start.log()?;
    let world = start.world()?;
    let scope = start.settings().connect.scope();
    let document = wait(look(follow(&world, &scope), start.board(), target))??;
    let mut out = Printer::new(start.settings().look.ascii);
    if arguments.flags.output.json {
        out.json(&document)?;
    } else {
        for line in plain::inspect(&document) {
            out.line(&line)?;
        }
    }
    out.end()?;
    Ok(Exit::Well)
}
