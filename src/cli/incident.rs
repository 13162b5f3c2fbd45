//! `stanch incident`: what ties evidence, analyses, walks and fixes together.

use std::io::Write;

use serde::Serialize;
use serde_json::Value;

use crate::{
    adapters::store::{Access, Journal},
    domain::{
        fix::State,
        incident::Incident,
        journal::{Alias, Subject},
        text::Safe,
    },
    ops::{fix, incident, walk},
};

use super::{
    arguments::Arguments,
    exit::Exit,
    printer::Printer,
    start::{Start, wait},
    wishes::IncidentWish,
};

/// The JSON of one incident: its name first, as `id`, like every other document of stanch.
#[derive(Serialize)]
struct Document {
    id: Alias,
    state: &'static str,
    #[serde(flatten)]
    incident: Value,
    /// What is tied to it, as it stands; only where one incident is printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    walks: Option<Vec<Tied>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fixes: Option<Vec<Tied>>,
}

/// A walk or a fix of an incident.
#[derive(Serialize)]
struct Tied {
    id: Alias,
    state: Value,
    title: Safe,
    /// Whether it still goes on.
    #[serde(skip)]
    open: bool,
}

/// The JSON of `stanch incident list`.
#[derive(Serialize)]
struct Documents {
    /// The version of this schema: 1.
    version: u8,
    incidents: Vec<Document>,
}

pub fn run(arguments: &Arguments, wish: &IncidentWish) -> anyhow::Result<Exit> {
    let start = Start::new(arguments);
    start.insist(arguments)?;
    start.warn();
    wait(answer(&start, wish, arguments.flags.output.json))?
}

async fn answer(start: &Start, wish: &IncidentWish, json: bool) -> anyhow::Result<Exit> {
    let access =
        if matches!(wish, IncidentWish::List | IncidentWish::Show { .. }) { Access::Look } else { Access::Write };
    let store = start.store(access).await?;
    let journal: &dyn Journal = store.as_ref();
    let mut out = Printer::new(start.settings().look.ascii);
    let incident = match wish {
        IncidentWish::List => {
            list(&mut out, &incident::list(journal).await?, json)?;
            out.end()?;
            return Ok(Exit::Well);
        }
        IncidentWish::Open { title, about, severity } => {
            let place = match about {
                Some(target) => Some(walk::about(&start.site(target)?).await?),
                None => None,
            };
            incident::open(journal, Safe::line(title), (*severity).into(), place).await?
        }
        IncidentWish::Show { incident } => incident::show(journal, *incident).await?,
        IncidentWish::Note { incident, text } => incident::note(journal, *incident, Safe::clean(text)).await?,
        IncidentWish::Close { incident, reason } => incident::close(journal, *incident, Safe::line(reason)).await?,
    };
    let tied = tied(journal, &incident).await?;
    if matches!(wish, IncidentWish::Close { .. }) {
        for one in tied.iter().filter(|one| one.open) {
            warn(&incident, one);
        }
    }
    if json {
        out.json(&whole(&incident, tied)?)?;
    } else if matches!(wish, IncidentWish::Show { .. }) {
        show(&mut out, &incident, &tied)?;
    } else {
        out.line(&line(&incident))?;
    }
    out.end()?;
    Ok(Exit::Well)
}

/// What is closed does not end what was begun.
fn warn(incident: &Incident, tied: &Tied) {
    let how = match tied.id.subject() {
        Subject::Walk => format!("`stanch walk stop {}` ends it", tied.id),
        _ => "it is not decided about".to_owned(),
    };
    let text = format!("{} is closed, {} of it goes on ({}): {how}", incident.alias, tied.id, tied.state());
    // Nobody is left to be told that standard error is closed.
    let _ = writeln!(std::io::stderr().lock(), "stanch: {}", Safe::line(&text));
}

/// The walks and fixes of an incident, as they stand.
async fn tied(journal: &dyn Journal, incident: &Incident) -> anyhow::Result<Vec<Tied>> {
    let mut found = Vec::new();
    for id in &incident.linked {
        found.push(match id.subject() {
            Subject::Walk => {
                let walk = walk::Walk::open(journal, *id).await?;
                let (state, title) = (walk.state.standing(), walk.state.strategy().id.clone());
                Tied { id: *id, state: serde_json::to_value(state)?, title, open: walk.state.ended().is_none() }
            }
            Subject::Fix => {
                let (fix, _) = fix::find(journal, *id).await?;
                let open = matches!(fix.state, State::Pending | State::Applying);
                Tied { id: *id, state: serde_json::to_value(fix.state)?, title: fix.title, open }
            }
            Subject::Incident | Subject::Store => continue,
        });
    }
    Ok(found)
}

impl Tied {
    fn state(&self) -> &str {
        self.state.as_str().unwrap_or_default()
    }
}

fn list(out: &mut Printer, incidents: &[Incident], json: bool) -> anyhow::Result<()> {
    if json {
        let incidents = incidents.iter().map(document).collect::<Result<_, _>>()?;
        out.json(&Documents { version: 1, incidents })?;
        return Ok(());
    }
    for incident in incidents {
        out.line(&line(incident))?;
    }
    Ok(())
}

fn show(out: &mut Printer, incident: &Incident, tied: &[Tied]) -> anyhow::Result<()> {
    out.line(&line(incident))?;
    if let Some(place) = &incident.about {
        out.line(&format!(
            "  about     {}/{}/{} on {}",
            place.namespace,
            place.kind.name(),
            place.name,
            place.context
        ))?;
    }
    out.line(&format!("  opened    by {}", incident.opened_by))?;
    if let Some(reason) = &incident.closed {
        out.line(&format!("  closed    {reason}"))?;
    }
    for evidence in &incident.evidence {
        out.line(&format!("  {:<9} {} ({} lines)", evidence.no, evidence.title, evidence.lines))?;
    }
    if let Some(analysis) = &incident.analysis {
        out.line(&format!("  analysis  {} ({}%)", analysis.classification.reason, analysis.confidence.hundredths))?;
    }
    for one in tied {
        out.line(&format!("  {:<9} {}: {}", one.id.to_string(), one.state(), one.title))?;
    }
    for note in &incident.notes {
        let at = jiff::Timestamp::from_microsecond(note.at_us).unwrap_or_default();
        // A note may have lines: each stands below the last one.
        for (place, text) in note.text.lines().enumerate() {
            let head = if place == 0 { format!("{at:.0} {}: ", note.by) } else { String::new() };
            out.line(&format!("  {:<9} {head}{text}", if place == 0 { "note" } else { "" }))?;
        }
    }
    Ok(())
}

fn line(incident: &Incident) -> String {
    let severity = format!("{:?}", incident.severity).to_uppercase();
    format!("{:<8} {:<6} {severity:<8} {}", incident.alias.to_string(), state(incident), incident.title)
}

fn state(incident: &Incident) -> &'static str {
    if incident.closed.is_some() { "closed" } else { "open" }
}

fn document(incident: &Incident) -> Result<Document, serde_json::Error> {
    let mut value = serde_json::to_value(incident)?;
    if let Some(fields) = value.as_object_mut() {
        fields.remove("alias");
    }
    Ok(Document { id: incident.alias, state: state(incident), incident: value, walks: None, fixes: None })
}

fn whole(incident: &Incident, tied: Vec<Tied>) -> Result<Document, serde_json::Error> {
    let (walks, fixes) = tied.into_iter().partition(|one| one.id.subject() == Subject::Walk);
    Ok(Document { walks: Some(walks), fixes: Some(fixes), ..document(incident)? })
}
