//! `stanch incident`: what ties evidence, analyses, walks and fixes together.

use serde::Serialize;
use serde_json::Value;

use crate::{
    adapters::store::{Access, Journal},
    domain::{incident::Incident, journal::Alias, text::Safe},
    ops::incident,
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
        IncidentWish::Open { title, severity } => {
            incident::open(journal, Safe::line(title), (*severity).into(), None).await?
        }
        IncidentWish::Show { incident } => incident::show(journal, *incident).await?,
        IncidentWish::Note { incident, text } => incident::note(journal, *incident, Safe::clean(text)).await?,
        IncidentWish::Close { incident, reason } => incident::close(journal, *incident, Safe::line(reason)).await?,
    };
    if json {
        out.json(&document(&incident)?)?;
    } else if matches!(wish, IncidentWish::Show { .. }) {
        show(&mut out, &incident)?;
    } else {
        out.line(&line(&incident))?;
    }
    out.end()?;
    Ok(Exit::Well)
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

fn show(out: &mut Printer, incident: &Incident) -> anyhow::Result<()> {
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
    for linked in &incident.linked {
        out.line(&format!("  linked    {linked}"))?;
    }
    for note in &incident.notes {
        out.line(&format!("  note      {} ({})", note.text, note.by))?;
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
    Ok(Document { id: incident.alias, state: state(incident), incident: value })
}
