//! What is too long to be kept whole is kept at both ends: what failed stands at the end of a log, and how it began at its start.

/// Bytes of one paste, file or pipe that are kept (B-13).
pub const PASTE_CAP: usize = 8 * 1024 * 1024;

/// How a line begins that stands for what was left out.
pub(super) const GAP: &str = "[stanch left out ";

/// The bytes of a stream, as many as are kept: the first 30 % of [`PASTE_CAP`] and the last 70 %.
#[derive(Debug, Default)]
pub struct Ends {
    head: Vec<u8>,
    tail: Vec<u8>,
    left_out: u64,
}

/// Bytes kept of the end.
const TAIL: usize = PASTE_CAP / 10 * 7;
/// Bytes kept of the start; a little is left for the line between.
const HEAD: usize = PASTE_CAP - TAIL - 128;

impl Ends {
    /// The next bytes.
    pub fn add(&mut self, bytes: &[u8]) {
        let room = HEAD.saturating_sub(self.head.len()).min(bytes.len());
        let (first, rest) = bytes.split_at_checked(room).unwrap_or((bytes, &[]));
        self.head.extend_from_slice(first);
        self.tail.extend_from_slice(rest);
        // Moved seldom: each byte at most once on its way through.
        if self.tail.len() > 2 * TAIL {
            self.forget();
        }
    }

    fn forget(&mut self) {
        let old = self.tail.len().saturating_sub(TAIL);
        self.tail.drain(..old);
        self.left_out += old as u64;
    }

    /// What is kept, with a line where something was left out; whole lines, where there are any.
    #[must_use]
    pub fn finish(mut self) -> Vec<u8> {
        if self.left_out == 0 && self.head.len() + self.tail.len() <= PASTE_CAP {
            self.head.append(&mut self.tail);
            return self.head;
        }
        self.forget();
        let broken = self.tail.iter().position(|b| *b == b'\n').map_or(0, |at| at + 1);
        let whole = self.head.iter().rposition(|b| *b == b'\n').map_or(self.head.len(), |at| at + 1);
        let left_out = self.left_out + (self.head.len() - whole + broken) as u64;
        self.head.truncate(whole);
        if !self.head.ends_with(b"\n") {
            self.head.push(b'\n');
        }
        self.head.extend_from_slice(format!("{GAP}{} here]\n", size(left_out)).as_bytes());
        self.head.extend(self.tail.drain(broken..));
        self.head
    }
}

/// `191.9 MiB`
fn size(bytes: u64) -> String {
    let tenths = bytes.saturating_mul(10) / (1024 * 1024);
    if tenths == 0 { format!("{bytes} bytes") } else { format!("{}.{} MiB", tenths / 10, tenths % 10) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(lines: usize, chunk: usize) -> Vec<u8> {
        let whole: Vec<u8> = (0..lines).flat_map(|at| format!("line {at:>9}\n").into_bytes()).collect();
        let mut ends = Ends::default();
        whole.chunks(chunk).for_each(|chunk| ends.add(chunk));
        ends.finish()
    }

    #[test]
    fn both_ends_are_kept_and_the_gap_is_told() {
        let kept = String::from_utf8(ends(3_000_000, 65_536)).unwrap();
        assert!(kept.len() <= PASTE_CAP && kept.len() > PASTE_CAP - 1_000, "{}", kept.len());
        assert!(kept.starts_with("line         0\n") && kept.ends_with("line   2999999\n"));
        let gaps: Vec<&str> = kept.lines().filter(|line| !line.starts_with("line ")).collect();
        assert_eq!(gaps, ["[stanch left out 34.9 MiB here]"]);
        assert!(kept.lines().all(|line| line.len() == 14 || line.starts_with(GAP)));
    }

    #[test]
    fn what_fits_stays_whole() {
        for chunk in [1, 7, 4_096] {
            assert_eq!(ends(1_000, chunk).len(), 15_000);
        }
        let mut ends = Ends::default();
        ends.add(&vec![b'x'; PASTE_CAP]);
        assert_eq!(ends.finish().len(), PASTE_CAP);
    }
}
