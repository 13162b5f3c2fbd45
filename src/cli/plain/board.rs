//! The board as lines: one for each rollout, source, gap and unwell node.

use unicode_width::UnicodeWidthStr;

use crate::{
    domain::{Truth, node::Node, text::Safe, workload::Kind},
    ops::board::{Document, Link, Row, SourceRow},
    ui::{theme::shape, widgets::age},
};

/// Rollouts worst first, then what is wrong with nodes and sources.
pub fn board(document: &Document, complete: bool) -> Vec<String> {
    let rows: Vec<Vec<String>> = document.rollouts.iter().map(columns).collect();
    let mut lines = aligned(&rows);
    lines.extend(document.nodes.iter().map(|(cluster, node)| unwell(cluster, node)));
    lines.extend(document.sources.iter().map(|one| source(one, document)));
    let gaps = document.sources.iter().flat_map(|source| source.gaps.iter().map(move |gap| (source, gap)));
    lines.extend(gaps.map(|(source, gap)| format!("? gap   {}  {}", source.cluster, gap.message)));
    if !complete {
        lines.push("? time  not everything was read within the time limit".to_owned());
    }
    lines
}

/// State, cluster, rollout, revision, ready, age and why.
pub fn columns(row: &Row) -> Vec<String> {
    let kind = Kind::parse(row.kind).map_or(row.kind, Kind::plural);
    let revision = row.revision.as_ref().map_or_else(|| "rev -".to_owned(), |revision| format!("rev {revision}"));
    vec![
        shape(row.state).text.to_owned(),
        row.cluster.to_string(),
        format!("{}/{kind}/{}", row.namespace, row.name),
        revision,
        format!("{}/{}", row.ready, row.desired),
        age(row.changed.or(row.since), row.there).to_string(),
        row.why.as_ref().map(ToString::to_string).unwrap_or_default(),
    ]
}

fn source(source: &SourceRow, document: &Document) -> String {
    let (shape, word) = match source.state {
        Link::Live => (".", "live"),
        Link::Stale => ("~", "stale"),
        Link::Offline => ("?", "offline"),
        Link::Denied => ("?", "denied"),
    };
    let ago = |at| format!("answered {} ago", age(Some(at), document.time));
    let answered = source.answered.map_or_else(|| "never answered".to_owned(), ago);
    let rollouts = document.rollouts.iter().filter(|row| row.cluster == source.cluster).count();
    let reason = source.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
    format!(
        "{shape} src   {}  context {}, {word}, {answered}, {rollouts} rollouts{reason}",
        source.cluster, source.context
    )
}

fn unwell(cluster: &Safe, node: &Node) -> String {
    let ready = match node.ready {
        Truth::Yes => None,
        Truth::No => Some("not ready"),
        Truth::Unknown => Some("silent"),
    };
    let what: Vec<&str> = ready.into_iter().chain(node.pressures.iter().map(Safe::as_str)).collect();
    let message = node.message.as_ref().map(|text| format!(": {text}")).unwrap_or_default();
    format!("! node  {cluster}  {} {}{message}", node.name, what.join(", "))
}

/// Columns as wide as their widest cell, two spaces apart.
pub fn aligned(rows: &[Vec<String>]) -> Vec<String> {
    let mut widths: Vec<usize> = Vec::new();
    for row in rows {
        widths.resize(widths.len().max(row.len()), 0);
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell}{}", " ".repeat(width - cell.width())));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}
