//! `stanch audit`: the journal as it is, and whether it is what was written.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    adapters::store::{Access, Journal, Verification},
    domain::{
        journal::{Alias, Head, Record, Subject, Ulid},
        text::Safe,
    },
};

use super::{
    arguments::Arguments,
    exit::{Exit, Failure},
    printer::Printer,
    question::{Question, Which},
    start::{Start, wait},
};

/// Records that are read at a time.
const PAGE: u32 = 500;

/// The JSON of `stanch audit list` and `show`.
#[derive(Serialize)]
struct Document {
    /// The version of this schema: 1.
    version: u8,
    records: Vec<Shown>,
}

/// A record, with the name of its stream and, where it was asked for, what it says.
#[derive(Serialize)]
struct Shown {
    at: String,
    alias: Option<Alias>,
    #[serde(flatten)]
    record: Record,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<Value>,
}

pub fn run(arguments: &Arguments, question: &Question) -> anyhow::Result<Exit> {
    let start = Start::new(arguments);
    start.insist(arguments)?;
    start.warn();
    wait(answer(&start, question, arguments.flags.output.json))?
}

async fn answer(start: &Start, question: &Question, json: bool) -> anyhow::Result<Exit> {
    let store = start.store(Access::Look).await?;
    let mut out = Printer::new(start.settings().look.ascii);
    let exit = match question {
        Question::List { stream } => {
            let records = match stream {
                Some(alias) => store.stream(store.find(*alias).await?).await?,
                None => all(&store).await?,
            };
            list(&mut out, shown(&store, records, false).await?, json)?
        }
        Question::Show { which } => {
            let records = match which {
                Which::Stream(alias) => store.stream(store.find(*alias).await?).await?,
                Which::Seq(seq) => vec![one(&store, *seq).await?],
            };
            show(&mut out, shown(&store, records, true).await?, json)?
        }
        Question::Verify { from_head } => {
            let known = from_head.as_deref().map(read_head).transpose()?;
            verified(&mut out, &store.verify(known.as_ref()).await?, json)?
        }
    };
    out.end()?;
    Ok(exit)
}

async fn all(store: &Arc<dyn Journal>) -> anyhow::Result<Vec<Record>> {
    let mut records: Vec<Record> = Vec::new();
    loop {
        let page = store.page(records.last().map_or(0, |record| record.seq), PAGE).await?;
        if page.is_empty() {
            return Ok(records);
        }
        records.extend(page);
    }
}

async fn one(store: &Arc<dyn Journal>, seq: u64) -> anyhow::Result<Record> {
    let page = store.page(seq.saturating_sub(1), 1).await?;
    let found = page.into_iter().find(|record| record.seq == seq);
    Ok(found.ok_or_else(|| Failure::bad_input(format!("no record {seq}")))?)
}

async fn shown(store: &Arc<dyn Journal>, records: Vec<Record>, whole: bool) -> anyhow::Result<Vec<Shown>> {
    let mut aliases: BTreeMap<Ulid, Alias> = BTreeMap::new();
    for subject in [Subject::Walk, Subject::Incident, Subject::Fix] {
        aliases.extend(store.list(subject).await?.into_iter().map(|(alias, stream)| (stream, alias)));
    }
    let of = |record: Record| Shown {
        at: format!("{:.6}", record.at()),
        alias: aliases.get(&record.stream).copied(),
        body: whole.then(|| said(&record)),
        record,
    };
    Ok(records.into_iter().map(of).collect())
}

/// What a record says. Whoever owns the file may have put anything there: it is cleaned like all that comes from outside.
fn said(record: &Record) -> Value {
    let Some(body) = &record.body else { return Value::Null };
    let text = Safe::clean_bytes(body);
    serde_json::from_str(&text).unwrap_or_else(|_| Value::String(text.to_string()))
}

fn list(out: &mut Printer, records: Vec<Shown>, json: bool) -> anyhow::Result<Exit> {
    if json {
        out.json(&Document { version: 1, records })?;
        return Ok(Exit::Well);
    }
    for shown in &records {
        out.line(&line(shown))?;
    }
    Ok(Exit::Well)
}

fn show(out: &mut Printer, records: Vec<Shown>, json: bool) -> anyhow::Result<Exit> {
    if json {
        return list(out, records, json);
    }
    for shown in &records {
        out.line(&line(shown))?;
        out.line(&format!("  prev {}  hash {}", shown.record.prev, shown.record.hash))?;
        let body = serde_json::to_string_pretty(&shown.body)?;
        for line in body.lines() {
            out.line(&format!("  {line}"))?;
        }
    }
    Ok(Exit::Well)
}

fn line(shown: &Shown) -> String {
    let Shown { at, alias, record, .. } = shown;
    let alias = alias.map_or_else(|| "-".to_owned(), |alias| alias.to_string());
    let Record { seq, actor, kind, hash, .. } = record;
    format!("{seq:>6}  {at}  {alias:8} {kind:22} {}  {actor}", hash.code())
}

fn verified(out: &mut Printer, found: &Verification, json: bool) -> anyhow::Result<Exit> {
    let (exit, text, document) = match found {
        Verification::Whole { head } => {
            let text = format!("ok, {} records, head {}", head.seq, head.hash);
            (Exit::Well, text, json!({ "version": 1, "ok": true, "head": head }))
        }
        Verification::Broken { seq, expected, found } => {
            let text = format!("broken at seq {seq}: expected {expected}, found {found}");
            let broken = json!({ "seq": seq, "expected": expected, "found": found });
            (Exit::Integrity, text, json!({ "version": 1, "ok": false, "broken": broken }))
        }
        Verification::Behind { known, head } => {
            let of = |head: &Head| format!("record {} ({}) of store {}", head.seq, head.hash, head.db_id);
            let text = format!("behind a known head: {} is known, this ends with {}", of(known), of(head));
            let behind = json!({ "known": known, "head": head });
            (Exit::Integrity, text, json!({ "version": 1, "ok": false, "behind": behind }))
        }
    };
    if json {
        out.json(&document)?;
    } else {
        out.line(&text)?;
    }
    Ok(exit)
}

/// A head, or what `audit verify --json` printed.
fn read_head(path: &Path) -> anyhow::Result<Head> {
    let bad = |why: String| Failure::bad_input(format!("failed to read a head from {}: {why}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| bad(error.to_string()))?;
    let mut document: Value = serde_json::from_str(&text).map_err(|error| bad(error.to_string()))?;
    let head = document.get_mut("head").map(Value::take).unwrap_or(document);
    Ok(serde_json::from_value(head).map_err(|error| bad(error.to_string()))?)
}
