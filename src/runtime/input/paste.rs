//! A bracketed paste while it arrives.

/// What ends a paste.
const END: &[u8] = b"\x1b[201~";
/// Bytes of one paste that are kept (B-13).
const CAP: usize = 8 * 1024 * 1024;

/// Collects a paste, split at any byte.
#[derive(Debug, Default)]
pub(super) struct Paste {
    bytes: Vec<u8>,
    cut: bool,
    /// How much of `END` was seen last.
    matched: usize,
}

impl Paste {
    /// Takes bytes in; returns how many were taken, and whether the paste has ended with them.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> (usize, bool) {
        let mut taken = 0;
        while let Some(rest) = bytes.get(taken..).filter(|rest| !rest.is_empty()) {
            if self.matched == 0 {
                let run = memchr::memchr(0x1b, rest).unwrap_or(rest.len());
                self.keep(rest.get(..run).unwrap_or_default());
                taken += run;
            }
            let Some(&byte) = bytes.get(taken) else { break };
            taken += 1;
            if END.get(self.matched) == Some(&byte) {
                self.matched += 1;
                if self.matched == END.len() {
                    return (taken, true);
                }
                continue;
            }
            // ESC is nowhere else in the end marker: what matched is text, and only this byte may begin anew.
            self.keep(END.get(..self.matched).unwrap_or_default());
            self.matched = usize::from(byte == 0x1b);
            if self.matched == 0 {
                self.keep(&[byte]);
            }
        }
        (taken, false)
    }

    /// Whether the last byte was ESC: the end marker cut in two, or somebody who wants out.
    pub(super) fn is_leaving(&self) -> bool {
        self.matched == 1
    }

    /// The text with line breaks as LF, and whether some of it was left out.
    pub(super) fn finish(self) -> (String, bool) {
        let text = String::from_utf8_lossy(&self.bytes);
        let text = if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.into_owned() };
        (text, self.cut)
    }

    fn keep(&mut self, bytes: &[u8]) {
        let room = CAP - self.bytes.len();
        self.bytes.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
        self.cut |= bytes.len() > room;
    }
}
