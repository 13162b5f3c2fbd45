//! How much of the evidence a model gets to see.

use crate::domain::{evidence::Sort, text::Safe};

/// How much of each kind of evidence goes into a prompt (A10), and how much of all together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    pub diff_lines: usize,
    pub log_lines: usize,
    /// Bytes of one line.
    pub line: usize,
    /// Bytes of all evidence together.
    pub bytes: usize,
}

/// Lines around one that a finding names which are always kept.
const AROUND: usize = 3;

impl Default for Budget {
    fn default() -> Self {
        Self { diff_lines: 200, log_lines: 100, line: 400, bytes: 48 * 1024 }
    }
}

/// Evidence cut to a budget.
pub(super) struct Cut {
    pub text: String,
    /// In words, where something is left out.
    pub said: Option<Safe>,
}

impl Budget {
    /// Keeps the lines that findings name, then the first 30 % and the last 70 % of what else fits.
    pub(super) fn cut(&self, sort: Sort, text: &str, named: &[u64], left: usize) -> Cut {
        let lines: Vec<&str> = text.lines().collect();
        let most = if matches!(sort, Sort::Diff | Sort::RevisionDiff) { self.diff_lines } else { self.log_lines };
        let mut kept = Self::kept(&lines, named, most);
        let mut size: usize = (0..lines.len()).filter(|at| is(&kept, *at)).map(|at| self.width(&lines, at)).sum();
        // What no finding names goes first when all evidence together is too much.
        for at in 0..lines.len() {
            if size <= left {
                break;
            }
            if is(&kept, at) && !is_near(named, at) {
                size -= self.width(&lines, at);
                unset(&mut kept, at);
            }
        }
        self.written(&lines, &kept, size > left)
    }

    fn kept(lines: &[&str], named: &[u64], most: usize) -> Vec<bool> {
        let near = (0..lines.len()).filter(|at| is_near(named, *at)).count();
        let room = most.saturating_sub(near);
        let (head, tail) = (room * 3 / 10, room - room * 3 / 10);
        let rest = lines.len() - near;
        let mut seen = 0;
        (0..lines.len())
            .map(|at| {
                if is_near(named, at) {
                    return true;
                }
                seen += 1;
                seen <= head || seen > rest.saturating_sub(tail)
            })
            .collect()
    }

    fn width(&self, lines: &[&str], at: usize) -> usize {
        lines.get(at).map_or(0, |line| line.len().min(self.line) + 1)
    }

    fn written(&self, lines: &[&str], kept: &[bool], over: bool) -> Cut {
        let (mut out, mut gap, mut gone) = (String::new(), 0_usize, 0_usize);
        let close = |out: &mut String, gap: &mut usize| {
            if *gap > 0 {
                out.extend(["[… ", &gap.to_string(), " lines left out …]\n"]);
                *gap = 0;
            }
        };
        for (at, line) in lines.iter().enumerate() {
            if is(kept, at) && !over {
                close(&mut out, &mut gap);
                out.push_str(short(line, self.line));
                out.push('\n');
            } else {
                gap += 1;
                gone += 1;
            }
        }
        close(&mut out, &mut gap);
        let said = (gone > 0).then(|| Safe::line(&format!("{gone} of {} lines left out of the prompt", lines.len())));
        Cut { text: out, said }
    }
}

fn is(kept: &[bool], at: usize) -> bool {
    kept.get(at).copied().unwrap_or_default()
}

fn unset(kept: &mut [bool], at: usize) {
    if let Some(slot) = kept.get_mut(at) {
        *slot = false;
    }
}

fn is_near(named: &[u64], at: usize) -> bool {
    named.iter().any(|line| usize::try_from(*line).is_ok_and(|line| at + 1 + AROUND >= line && at < line + AROUND))
}

fn short(line: &str, most: usize) -> &str {
    let mut end = line.len().min(most);
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    line.get(..end).unwrap_or(line)
}
