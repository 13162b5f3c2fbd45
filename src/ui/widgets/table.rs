//! Columns that go by a fixed priority where width is scarce.

/// How wide a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    Fixed(u16),
    /// As wide as its widest cell, which is cut where even that is too much.
    Fit {
        least: u16,
        wish: u16,
    },
    /// What the others leave, but at least so much.
    Rest(u16),
}

/// Where the text of a column stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    Left,
    Right,
}

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    pub title: &'static str,
    pub width: Width,
    pub align: Align,
    /// The lowest goes first; `None` never goes.
    pub priority: Option<u8>,
}

/// A column that found its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// Which of the columns that were asked for.
    pub column: usize,
    pub x: u16,
    pub width: u16,
}

/// Finds room for the columns, a blank between any two: columns go until the rest fits as wide as it wishes to be, then
/// those that never go are cut.
#[must_use]
pub fn place(columns: &[Column], total: u16) -> Vec<Placed> {
    let mut kept: Vec<(usize, Column)> = columns.iter().copied().enumerate().collect();
    while wished(&kept) > total {
        let lowest = kept.iter().filter_map(|(_, column)| column.priority).min();
        let Some(lowest) = lowest else { break };
        kept.retain(|(_, column)| column.priority != Some(lowest));
    }
    let mut over = wished(&kept).saturating_sub(total);
    let mut spare = total.saturating_sub(wished(&kept));
    let mut x = 0;
    kept.iter()
        .map(|(index, column)| {
            let width = match column.width {
                Width::Fixed(width) => width,
                Width::Fit { least, wish } => {
                    let less = over.min(wish.saturating_sub(least));
                    over -= less;
                    wish.max(least) - less
                }
                Width::Rest(least) => least + std::mem::take(&mut spare),
            };
            let width = width.min(total.saturating_sub(x));
            let placed = Placed { column: *index, x, width };
            x = x.saturating_add(width).saturating_add(1);
            placed
        })
        .filter(|placed| placed.width > 0)
        .collect()
}

fn wished(columns: &[(usize, Column)]) -> u16 {
    let widths = columns.iter().map(|(_, column)| match column.width {
        Width::Fixed(width) | Width::Rest(width) => width,
        Width::Fit { least, wish } => wish.max(least),
    });
    let gaps = u16::try_from(columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    widths.fold(gaps, u16::saturating_add)
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 4] = [
        Column { title: "ST", width: Width::Fixed(7), align: Align::Left, priority: None },
        Column { title: "NAME", width: Width::Fit { least: 8, wish: 20 }, align: Align::Left, priority: None },
        Column { title: "AGE", width: Width::Fixed(4), align: Align::Right, priority: Some(2) },
        Column { title: "WHY", width: Width::Rest(10), align: Align::Left, priority: None },
    ];

    fn titles(total: u16) -> Vec<(&'static str, u16)> {
        place(&COLUMNS, total).iter().map(|placed| (COLUMNS[placed.column].title, placed.width)).collect()
    }

    #[test]
    fn a_column_goes_before_a_name_is_cut_and_what_is_left_over_goes_to_the_rest() {
        assert_eq!(titles(60), [("ST", 7), ("NAME", 20), ("AGE", 4), ("WHY", 26)]);
        assert_eq!(titles(43), [("ST", 7), ("NAME", 20), ("WHY", 14)]);
        assert_eq!(titles(30), [("ST", 7), ("NAME", 11), ("WHY", 10)]);
    }

    #[test]
    fn nothing_reaches_over_the_edge_at_any_width() {
        for total in 0..100 {
            for placed in place(&COLUMNS, total) {
                assert!(placed.x + placed.width <= total, "{placed:?} in {total}");
            }
        }
    }
}
