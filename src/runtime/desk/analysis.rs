//! Analyses: rules, then the model as it speaks; what would leave; and the fix that follows.

use tokio::sync::mpsc::{self, error::TrySendError};

use crate::{
    adapters::llm::Residence,
    domain::{cluster::Cluster, finding::Finding, fix::Proposer, journal::Alias, text::Safe},
    flow::desk::{Adviser, News as Word, Order},
    logic::categorize::Circumstances,
    ops::{
        analyze::{Bench, Error, Session, Told, allow_cloud},
        fix::{self, Proposal},
    },
};

use super::work::Work;

/// Words of a model that may wait for the loop; what comes beyond them is told with the next.
const WORDS: usize = 64;

/// Which model may be asked, as screens know it.
pub(super) fn adviser(bench: &Bench) -> Adviser {
    match &bench.analyst {
        Ok(None) => Adviser::Nobody,
        Ok(Some(analyst)) => match analyst.residence() {
            Residence::Local => Adviser::Local { name: analyst.name().clone() },
            Residence::Cloud(host) => Adviser::Cloud { name: analyst.name().clone(), host: host.clone() },
        },
        Err(why) => Adviser::Wrong { why: why.clone() },
    }
}

/// Carries out what is about analyses.
pub(super) async fn carry_out(work: &Work, order: Order) -> anyhow::Result<Word> {
    match order {
        Order::Analyze { incident, model, around } => analyze(work, incident, model, around).await,
        Order::AllowCloud { incident } => {
            let host = allow_cloud(work.journal.as_ref(), &work.bench, incident).await?;
            Ok(Word::Done(Safe::line(&format!("{host} may be asked about {incident}: recorded"))))
        }
        Order::Egress { incident } => {
            let clusters = clusters(work);
            let session = Session::new(work.journal.as_ref(), &work.bench, incident, &clusters);
            let (egress, text) = session.egress().await?;
            let head = [
                format!("-- {} bytes, sha256 {}", egress.bytes, egress.sha256),
                "-- with them go the model's name and the form of the answer, which hold nothing of the incident"
                    .to_owned(),
            ];
            let lines = head.iter().map(String::as_str).chain(text.lines()).map(Safe::line).collect();
            Ok(Word::Egress { to: egress.to, lines })
        }
        Order::ProposeFix { incident, finding } => propose(work, incident, Some(&finding)).await,
        Order::ProposeModelFix { incident } => propose(work, incident, None).await,
        _ => Ok(Word::Refused(Safe::from_static("this is not about an analysis"))),
    }
}

fn clusters(work: &Work) -> Vec<Cluster> {
    work.clusters.iter().map(|api| api.cluster()).collect()
}

async fn analyze(work: &Work, incident: Alias, model: bool, around: Circumstances) -> anyhow::Result<Word> {
    let (out, mut words) = mpsc::channel(WORDS);
    let analysing = async move {
        let clusters = clusters(work);
        let session = Session::new(work.journal.as_ref(), &work.bench, incident, &clusters).around(around);
        session.run(model, &mut teller(incident, out)).await
    };
    let telling = async {
        while let Some(word) = words.recv().await {
            work.say.word(word).await;
        }
    };
    let (analysis, ()) = tokio::join!(analysing, telling);
    let hundredths = analysis?.confidence.hundredths;
    Ok(Word::Done(Safe::line(&format!("{incident} is analysed: {}.{:02}", hundredths / 100, hundredths % 100))))
}

/// Hands on what is told, and never waits: text that finds no room goes with the next.
fn teller(incident: Alias, out: mpsc::Sender<Word>) -> impl FnMut(Told) + Send {
    let mut held = String::new();
    move |told| {
        let word = match told {
            Told::Rules(analysis) => Word::Found { incident, analysis },
            Told::Asks(egress) => {
                Word::Doing(Safe::line(&format!("asking {}: {} bytes, recorded", egress.to, egress.bytes)))
            }
            Told::Thinks => Word::Doing(Safe::from_static("the model is thinking")),
            Told::Text(text) => {
                held.push_str(&text);
                Word::Token(Safe::clean(&held))
            }
        };
        match out.try_send(word) {
            Ok(()) => held.clear(),
            // Nobody listens any more, or the loop is behind: it is shown later, or never.
            Err(TrySendError::Full(_) | TrySendError::Closed(_)) => {}
        }
    }
}

async fn propose(work: &Work, incident: Alias, finding: Option<&Finding>) -> anyhow::Result<Word> {
    let is_meant = |proposal: &Proposal| match (&proposal.proposer, finding) {
        (Proposer::Rule { rule }, Some(finding)) => {
            *rule == finding.rule && finding.change.as_ref().is_none_or(|at| proposal.evidence.contains(&at.evidence))
        }
        (Proposer::Model { .. }, None) => true,
        _ => false,
    };
    let suggested = fix::suggest(work.journal.as_ref(), incident).await?;
    let Some(proposal) = suggested.into_iter().find(is_meant) else {
        let why = if finding.is_some() {
            "this cannot be mended mechanically: no brought diff holds the lines; paste the change (i), or write a patch"
        } else {
            "the model wrote no patch"
        };
        return Ok(Word::Refused(Safe::from_static(why)));
    };
    let door = (work.bench.door)().map_err(Error::Door)?;
    let made = fix::propose(work.journal.as_ref(), None, &|text| fix::secret(&door, text), proposal).await?;
    Ok(Word::Made(made.alias))
}
