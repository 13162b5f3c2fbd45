//! Finds where a value ends without reading it, 64 bytes at a time. Its brackets and quotes are counted; that they pair, and
//! what stands between them, is not looked at: nobody asked for it.

use memchr::memchr2;
use wide::u8x64;

const BLOCK: usize = 64;

/// A list or object whose bytes arrive in pieces.
#[derive(Debug, Default)]
pub(in crate::adapters::cluster) struct Container {
    scan: Scan,
    /// So many bytes were looked at for good.
    seen: usize,
}

impl Container {
    /// How long it is, if its end has come: `bytes` is all of it that has arrived, and only what is new is looked at.
    pub(in crate::adapters::cluster) fn end(&mut self, bytes: &[u8]) -> Option<usize> {
        let (blocks, last) = bytes.get(self.seen..)?.as_chunks::<BLOCK>();
        for block in blocks {
            if let Some(end) = self.scan.block(block) {
                return Some(self.seen + end);
            }
            self.seen += BLOCK;
        }
        // What is no whole block yet is looked at again later.
        let mut block = [b' '; BLOCK];
        block.get_mut(..last.len())?.copy_from_slice(last);
        let mut scan = self.scan;
        scan.block(&block).map(|end| self.seen + end)
    }
}

/// The length of the list or object that `bytes` begin with; `None` if it does not end there.
pub(super) fn container(bytes: &[u8]) -> Option<usize> {
    Container::default().end(bytes)
}

/// The length of the string that `bytes` begin with, quotes included, and whether there are escapes in it.
pub(super) fn string(bytes: &[u8]) -> Option<(usize, bool)> {
    let (mut at, mut has_escapes) = (1, false);
    loop {
        at += memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes.get(at) == Some(&b'"') {
            return Some((at + 1, has_escapes));
        }
        has_escapes = true;
        at += 2;
    }
}

/// What the blocks before this one left open.
#[derive(Debug, Clone, Copy, Default)]
struct Scan {
    depth: u32,
    /// All ones inside of a string.
    in_string: u64,
    /// Whether the next byte is escaped.
    escaped: u64,
}

impl Scan {
    /// Takes the next block; answers behind which of its bytes everything is closed.
    fn block(&mut self, block: &[u8; BLOCK]) -> Option<usize> {
        let bytes = u8x64::new(*block);
        let quotes = of(bytes, b'"') & !self.escapes(of(bytes, b'\\'));
        let strings = parity(quotes) ^ self.in_string;
        self.in_string = 0_u64.wrapping_sub(strings >> 63);
        // Brackets and braces differ in this bit alone.
        let folded = bytes | u8x64::splat(0x20);
        let opening = of(folded, b'{') & !strings;
        let closing = of(folded, b'}') & !strings;
        if closing.count_ones() < self.depth {
            self.depth = self.depth + opening.count_ones() - closing.count_ones();
            return None;
        }
        self.close(opening, closing)
    }

    /// Follows every bracket of a block in which the last one may be closed.
    fn close(&mut self, opening: u64, closing: u64) -> Option<usize> {
        let mut marks = opening | closing;
        while marks != 0 {
            let at = marks.trailing_zeros();
            if (opening >> at) & 1 == 1 {
                self.depth += 1;
            } else {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    return Some(at as usize + 1);
                }
            }
            marks &= marks - 1;
        }
        None
    }

    /// The bytes that a backslash takes the meaning of: those behind an odd number of them.
    fn escapes(&mut self, backslashes: u64) -> u64 {
        const ODD: u64 = 0xaaaa_aaaa_aaaa_aaaa;
        if backslashes == 0 {
            return std::mem::take(&mut self.escaped);
        }
        let begins = backslashes & !self.escaped;
        // A run that begins at an even place borrows through its whole length, so the parity of a place tells an escape.
        let codes = (((begins << 1) | ODD).wrapping_sub(begins)) ^ ODD;
        let escaped = codes ^ (backslashes | self.escaped);
        self.escaped = (codes & backslashes) >> 63;
        escaped
    }
}

fn of(bytes: u8x64, byte: u8) -> u64 {
    bytes.simd_eq(u8x64::splat(byte)).to_bitmask()
}

/// Every bit is the parity of the bits up to it: quotes become what stands between them.
fn parity(mut bits: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        bits ^= bits << shift;
    }
    bits
}
