//! Rows that the server prints: <https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables>.
//! They are hints for people, so columns are found by name.

use serde::Deserialize;

use crate::domain::{pod::PodRow, text::Safe};

use super::text::{Shared, nullable, shared};

/// Where the columns of pods are in a row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    name: Option<usize>,
    ready: Option<usize>,
    status: Option<usize>,
    restarts: Option<usize>,
    node: Option<usize>,
}

#[derive(Debug, Deserialize)]
pub struct Definition {
    name: String,
}

/// One row.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Row {
    #[serde(deserialize_with = "nullable")]
    cells: Vec<Cell>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Cell {
    Text(Shared),
    Number(i64),
    Other(serde::de::IgnoredAny),
}

impl Columns {
    /// Finds the columns; `None` where the server names none (later events of a watch repeat no definitions).
    pub fn find(definitions: &[Definition]) -> Option<Self> {
        let find = |name: &str| definitions.iter().position(|one| one.name.eq_ignore_ascii_case(name));
        let found = Self {
            name: find("Name"),
            ready: find("Ready"),
            status: find("Status"),
            restarts: find("Restarts"),
            node: find("Node"),
        };
        found.name.is_some().then_some(found)
    }

    /// Reads a pod's row; `None` where it has no name.
    pub fn pod(&self, row: &Row, namespace: Option<&Safe>) -> Option<PodRow> {
        let cell = |column: Option<usize>| column.and_then(|at| row.cells.get(at));
        let text = |column| match cell(column) {
            Some(Cell::Text(text)) => Some(text.0.clone()),
            _ => None,
        };
        let (ready, of) = text(self.ready)
            .and_then(|ready| ready.split_once('/').map(|(ready, of)| (ready.parse().ok(), of.parse().ok())))
            .unwrap_or_default();
        Some(PodRow {
            namespace: namespace.cloned(),
            name: text(self.name)?,
            ready: (ready.unwrap_or(0), of.unwrap_or(0)),
            status: text(self.status).unwrap_or_else(|| shared("Unknown")),
            restarts: restarts(cell(self.restarts)),
            node: text(self.node).filter(|node| node.as_str() != "<none>"),
        })
    }
}

/// `7`, or `7 (3m ago)`.
fn restarts(cell: Option<&Cell>) -> u32 {
    match cell {
        Some(Cell::Number(number)) => u32::try_from(*number).unwrap_or(0),
        Some(Cell::Text(text)) => text.0.split(' ').next().and_then(|number| number.parse().ok()).unwrap_or(0),
        Some(Cell::Other(_)) | None => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_by_name_wherever_they_are() {
        let definitions: Vec<Definition> = serde_json::from_str(
            r#"[{"name":"Status"},{"name":"Extra"},{"name":"Name"},{"name":"Restarts"},{"name":"Ready"},{"name":"Node"}]"#,
        )
        .unwrap();
        let columns = Columns::find(&definitions).unwrap();
        let row: Row =
            serde_json::from_str(r#"{"cells":["CrashLoopBackOff",{"a":1},"web-1","7 (3m ago)","1/2","<none>"]}"#)
                .unwrap();
        let pod = columns.pod(&row, None).unwrap();
        assert_eq!((pod.name.as_str(), pod.status.as_str(), pod.restarts), ("web-1", "CrashLoopBackOff", 7));
        assert_eq!((pod.ready, pod.node), ((1, 2), None));
    }

    #[test]
    fn a_table_without_names_is_no_table_of_pods() {
        assert_eq!(Columns::find(&[]), None);
        let columns = Columns { name: Some(3), ..Columns::default() };
        assert_eq!(columns.pod(&Row::default(), None), None);
    }
}
