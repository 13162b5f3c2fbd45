//! `stanch analyze`: why a rollout failed, from a diff and logs.

use std::{io::Write, sync::Arc};

use crate::{
    adapters::{
        llm::{self, Analyst, Residence},
        store::{Access, Journal},
    },
    domain::{
        analysis::Analysis,
        evidence::{Origin, Sort},
        text::Safe,
    },
    ops::analyze::{
        Brought, Case, Consultation, Desk, Document, Recalled, consult, fall_back, is_found, patterns, prepare, recall,
        rules, templates,
    },
    runtime::clock,
};

use super::{
    arguments::Arguments,
    brought::{changes, desk, read, told_origin},
    exit::{Exit, Failure},
    explained::explained,
    printer::Printer,
    start::{Start, wait},
    wishes::AnalyzeWish,
};

pub fn run(arguments: &Arguments, wanted: &AnalyzeWish) -> anyhow::Result<Exit> {
    let start = Start::new(arguments);
    start.insist(arguments)?;
    start.warn();
    let (document, found) = wait(analyze(&start, wanted))??;
    let mut out = Printer::new(start.settings().look.ascii);
    if arguments.flags.output.json {
        out.json(&document)?;
    } else {
        for line in explained(&document) {
            out.line(&line)?;
        }
    }
    out.end()?;
    Ok(if found { Exit::Well } else { Exit::Other })
}

async fn analyze(start: &Start, wanted: &AnalyzeWish) -> anyhow::Result<(Document, bool)> {
    let mut desk = desk(start)?;
    let (patterns, complaints) = patterns(start.places.config.as_deref());
    for complaint in &complaints {
        say(complaint);
    }
    let mut case = Case { environment: wanted.env, patterns, ..Case::default() };
    let journal: Option<Arc<dyn Journal>> = match wanted.incident {
        Some(_) => Some(start.store(Access::Write).await?),
        None => None,
    };
    let mut kept = match (journal.as_deref(), wanted.incident) {
        (Some(journal), Some(alias)) => Some(recall(journal, alias, &mut case).await?),
        _ => None,
    };
    let known = case.pieces.len();
    gather(wanted, &mut desk, &mut case).await?;
    if let Some(kept) = &kept {
        kept.keep(case.pieces.get_mut(known..).unwrap_or_default()).await?;
    }
    let mut analysis = rules(&case, clock::now());
    if !wanted.no_model {
        analysis = with_model(start, wanted, &case, analysis, &mut desk, &mut kept).await?;
    }
    let document = Document::new(&case, &analysis, desk.masked());
    if let Some(kept) = &kept {
        kept.analysed(&analysis, &document.summary).await?;
    }
    Ok((document, is_found(&analysis)))
}

async fn gather(wanted: &AnalyzeWish, desk: &mut Desk, case: &mut Case) -> anyhow::Result<()> {
    let files = [
        ("git_diff", Sort::Diff, &wanted.diff),
        ("runtime_logs", Sort::RuntimeLog, &wanted.runtime),
        ("pipeline_logs", Sort::PipelineLog, &wanted.pipeline),
    ];
    if files.iter().filter(|(_, _, path)| path.as_ref().is_some_and(|path| path.as_os_str() == "-")).count() > 1 {
        return Err(Failure::bad_input("only one input can come from standard input").into());
    }
    if wanted.diff.is_none() && wanted.repo.is_none() && case.pieces.is_empty() {
        let text = "git_diff is required and cannot be empty: name it with --diff, or --repo and --range";
        return Err(Failure::bad_input(text).into());
    }
    let mut all = Vec::new();
    if let (Some(folder), Some(range)) = (&wanted.repo, &wanted.range) {
        let bytes = changes(folder, range).await?;
        if bytes.is_empty() {
            let text = format!("git_diff is required and cannot be empty: {range} changes nothing");
            return Err(Failure::bad_input(text).into());
        }
        all.push(("git_diff", Sort::Diff, Origin::Repository { range: Safe::line(range) }, bytes));
    }
    for (what, sort, path) in files {
        let Some(path) = path else { continue };
        let bytes = read(path)?;
        // An empty log is no error: the program may have died before it wrote a word.
        if sort == Sort::Diff || !bytes.iter().all(u8::is_ascii_whitespace) {
            all.push((what, sort, told_origin(path), bytes));
        }
    }
    for (what, sort, origin, bytes) in all {
        let what = Safe::from_static(what);
        let brought = Brought { what, sort: Some(sort), origin, pod: None, container: None, bytes };
        case.bring(desk, brought, clock::now()).map_err(|error| Failure::bad_input(error.to_string()))?;
    }
    Ok(())
}

async fn with_model(
    start: &Start,
    wanted: &AnalyzeWish,
    case: &Case,
    analysis: Analysis,
    desk: &mut Desk,
    kept: &mut Option<Recalled<'_>>,
) -> anyhow::Result<Analysis> {
    let client = match start.model().and_then(|settings| settings.map(llm::Client::new).transpose()) {
        Ok(Some(client)) => client,
        Ok(None) => return Ok(analysis),
        Err(error) => {
            say(&error.to_string());
            return Ok(fall_back(analysis, Safe::from_static("the model"), &error.to_string()));
        }
    };
    let (templates, complaints) = templates(start.places.config.as_deref());
    for complaint in complaints {
        say(&complaint);
    }
    let prompt = match prepare(case, &analysis, &templates, desk) {
        Ok(prompt) => prompt,
        // Whatever is wrong with the way out, the rules' result stands.
        Err(error) => return Ok(fall_back(analysis, client.name().clone(), &error.to_string())),
    };
    for cut in &prompt.cut {
        say(cut);
    }
    let allowed = wanted.allow_cloud || kept.as_ref().is_some_and(|kept| kept.cloud_allowed);
    let ask = Consultation { analyst: &client, allowed, prompt };
    match client.residence() {
        Residence::Cloud(host) if !ask.may() => {
            say(&format!("{} at {host} was not asked: it is not on this host; --allow-cloud allows it", client.name()));
        }
        residence => {
            let egress = ask.egress();
            if let Some(kept) = kept {
                if let Residence::Cloud(host) = residence {
                    kept.allow(host).await?;
                }
                kept.leaves(&egress, desk.masked()).await?;
            }
            say(&format!("asking {}: {} bytes", egress.to, egress.bytes));
        }
    }
    Ok(consult(case, analysis, ask, &mut |_| {}).await.analysis)
}

/// On standard error: the answer alone stands on standard output.
fn say(text: &str) {
    // Nobody is left to be told that standard error is closed.
    let _ = writeln!(std::io::stderr(), "stanch: {}", Safe::line(text));
}
