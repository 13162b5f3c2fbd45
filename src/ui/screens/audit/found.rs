//! Which records pass the filter: looked at once each, as they come.

use crate::{
    domain::{journal::Record, text::Safe},
    flow::Model,
    ui::widgets::find_all,
};

use super::record;

/// Words that all have to stand somewhere in a record's row, whatever their case, and the records that have them.
#[derive(Debug, Clone, Default)]
pub struct Found {
    words: Vec<Safe>,
    /// Places in the record, the oldest first.
    places: Vec<usize>,
    seen: usize,
}

impl Found {
    /// Begins anew with other words.
    pub fn only(&mut self, text: &str, model: &Model) {
        *self = Self { words: text.split_whitespace().map(Safe::line).collect(), ..Self::default() };
        self.follow(model);
    }

    /// Looks at the records that are new.
    pub fn follow(&mut self, model: &Model) {
        let records = &model.desk.records;
        for (place, record) in records.iter().enumerate().skip(self.seen) {
            if self.passes(record, model) {
                self.places.push(place);
            }
        }
        self.seen = records.len();
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// The record of a row; the first row is the newest.
    #[must_use]
    pub fn record<'m>(&self, row: usize, model: &'m Model) -> Option<&'m Record> {
        let place = self.places.len().checked_sub(row + 1)?;
        model.desk.records.get(*self.places.get(place)?)
    }

    /// The row of a record.
    #[must_use]
    pub fn row(&self, seq: u64, model: &Model) -> Option<usize> {
        let of = |place: &usize| model.desk.records.get(*place).map_or(0, |record| record.seq);
        let place = self.places.binary_search_by_key(&seq, of).ok()?;
        Some(self.places.len() - place - 1)
    }

    fn passes(&self, record: &Record, model: &Model) -> bool {
        if self.words.is_empty() {
            return true;
        }
        let (about, says, at) = (record::about(record, model), record::says(record), record.at().to_string());
        let cells = [record.kind.as_str(), record.actor.as_str(), &about, &says, &at];
        self.words.iter().all(|word| cells.iter().any(|cell| !find_all(cell, word).is_empty()))
    }
}
