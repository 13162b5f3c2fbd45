//! Chance that can be repeated.

/// The same numbers from the same seed: splitmix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
#[derive(Debug, Clone)]
pub struct Dice(u64);

/// What Kubernetes makes names of: no vowels, so that no words come out (`k8s.io/apimachinery/pkg/util/rand`).
const LETTERS: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";

impl Dice {
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Below `end`; 0 where `end` is 0.
    pub fn below(&mut self, end: u64) -> u64 {
        self.roll().checked_rem(end).unwrap_or(0)
    }

    /// A suffix of a generated name: `x7k2p`.
    pub fn letters(&mut self, count: usize) -> String {
        let letter = |dice: &mut Self| {
            let index = usize::try_from(dice.below(LETTERS.len() as u64)).unwrap_or(0);
            LETTERS.get(index).copied().map_or('x', char::from)
        };
        (0..count).map(|_| letter(self)).collect()
    }

    /// A random UUID (version 4 of RFC 9562).
    pub fn uid(&mut self) -> String {
        let (high, low) = (self.roll(), self.roll());
        let high = (high & 0xFFFF_FFFF_FFFF_0FFF) | 0x4000;
        let low = (low & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000;
        let (high, low) = (format!("{high:016x}"), format!("{low:016x}"));
        let part = |text: &str, from: usize, to: usize| text.get(from..to).unwrap_or_default().to_owned();
        [part(&high, 0, 8), part(&high, 8, 12), part(&high, 12, 16), part(&low, 0, 4), part(&low, 4, 16)].join("-")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_names() {
        let (mut one, mut other) = (Dice::new(7), Dice::new(7));
        assert_eq!((one.letters(5), one.uid()), (other.letters(5), other.uid()));
        let uid = one.uid();
        assert_eq!((uid.len(), uid.split('-').count(), &uid[14..15]), (36, 5, "4"));
        assert_eq!(one.below(0), 0);
    }
}
