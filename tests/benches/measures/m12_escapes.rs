//! M12: dangerous code points that get through, of each that there is, and of random text around them.

use std::{hash::BuildHasher, io::Write, process::Command};

use stanch::domain::text::{Safe, ascii};

use super::{
    loopback::Loopback,
    note, peer,
    report::{Figure, Report},
    subject::{run, terminal},
};

const RANDOM: usize = 1_000_000;
const LENGTH: u64 = 64;
const WIDTH: u16 = 2000;

/// What a terminal acts upon, hides or turns round: controls, marks of direction, what has no width, tags.
pub const DANGEROUS: [(u32, u32); 17] = [
    (0x00, 0x08),
    (0x0B, 0x1F),
    (0x7F, 0x9F),
    (0xAD, 0xAD),
    (0x34F, 0x34F),
    (0x61C, 0x61C),
    (0x115F, 0x1160),
    (0x180B, 0x180E),
    (0x200B, 0x200F),
    (0x2028, 0x202E),
    (0x2060, 0x206F),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFF9, 0xFFFB),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE0001),
    (0xE0020, 0xE007F),
];

/// Sequences that do something to a terminal, or to who reads it.
const ATTACKS: [&str; 10] = [
    "\x1b]52;c;ZXZpbA==\x07",
    "\x1b]0;owned\x07",
    "\x1b[2J\x1b[H",
    "\x1b[?1049l",
    "\x1bP+q544e\x1b\\",
    "\u{9b}2J",
    "ok\rFAILED",
    "a\x08\x08b",
    "\u{202e}gpj.exe",
    "\x1b[6n",
];

pub fn measure(report: &mut Report) -> anyhow::Result<()> {
    let dangerous: Vec<char> = points().collect();
    note(&format!("M12: {} code points, {} sequences, {RANDOM} random strings", dangerous.len(), ATTACKS.len()));
    let through = dangerous.iter().filter(|point| !is_harmless(&format!("a{point}b"))).count();
    let peers = kubectl(dangerous.len())?.map(|count| ("kubectl logs", count)).into_iter().collect();
    let figure = |what, case: &str, through: usize, peers, n| -> anyhow::Result<Figure> {
        let stanch = f64::from(u32::try_from(through)?);
        Ok(Figure { what, case: case.to_owned(), stanch, peers, goal: Some(0.0), n })
    };
    let code_points = figure("got_through", "each dangerous code point", through, peers, dangerous.len())?;
    report.figure(&code_points)?;
    let through = ATTACKS.iter().filter(|attack| !is_harmless(attack)).count();
    report.figure(&figure(
        "got_through",
        "sequences, and what a terminal makes of them",
        through,
        Vec::new(),
        ATTACKS.len(),
    )?)?;
    let through = random(&dangerous).filter(|text| holds_danger(text)).count();
    report.figure(&figure("got_through", "random strings", through, Vec::new(), RANDOM)?)
}

/// Every dangerous code point.
pub fn points() -> impl Iterator<Item = char> {
    DANGEROUS.iter().flat_map(|(from, to)| *from..=*to).filter_map(char::from_u32)
}

fn is_dangerous(point: char) -> bool {
    DANGEROUS.iter().any(|(from, to)| (*from..=*to).contains(&u32::from(point)))
}

fn holds_danger(text: &str) -> bool {
    let safe = Safe::line(text);
    safe.as_str().chars().any(is_dangerous) || ascii(safe.as_str()).chars().any(is_dangerous)
}

/// Nothing dangerous is left, a terminal shows exactly the text, and the letters around it are still there.
fn is_harmless(text: &str) -> bool {
    let safe = Safe::line(text);
    let mut terminal = terminal(WIDTH, 2);
    terminal.process(safe.as_str().as_bytes());
    let letters = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<Vec<_>>();
    let kept = letters(text);
    let mut shown = letters(safe.as_str()).into_iter();
    let readable = kept.iter().all(|letter| shown.any(|other| other == *letter));
    !holds_danger(text) && readable && terminal.screen().contents().trim_end() == safe.as_str().trim_end()
}

/// Random text, a quarter of it dangerous. The same in every run.
fn random(dangerous: &[char]) -> impl Iterator<Item = String> {
    let hash = std::hash::BuildHasherDefault::<std::hash::DefaultHasher>::default();
    let point = move |seed: u64| {
        let word = hash.hash_one(seed);
        let any = char::from_u32(u32::try_from(word % 0x11_0000).unwrap_or(0)).unwrap_or('x');
        match word >> 62 {
            0 => usize::try_from(word)
                .ok()
                .and_then(|word| dangerous.get(word % dangerous.len()))
                .copied()
                .unwrap_or(any),
            1 => any,
            _ => char::from(b' ' + u8::try_from(word % 95).unwrap_or(0)),
        }
    };
    (0..RANDOM as u64).map(move |n| (0..n % LENGTH).map(|at| point(n * LENGTH + at)).collect())
}

/// How many dangerous code points kubectl hands on from a log.
fn kubectl(count: usize) -> anyhow::Result<Option<f64>> {
    let server = Loopback::start(10, true)?;
    let Some(mut command): Option<Command> =
        peer::kubectl(&server.kubeconfig(), &["logs", "-n", "team-0", "evil", "-c", "app"])
    else {
        return Ok(None);
    };
    let log = run(command.env("HOME", server.home()))?;
    anyhow::ensure!(!log.output.is_empty(), "kubectl logs printed nothing");
    let seen = String::from_utf8_lossy(&log.output).chars().filter(|point| is_dangerous(*point)).count();
    Ok(Some(f64::from(u32::try_from(seen.min(count))?)))
}

/// The log that the server gives: each code point on a line of its own.
pub fn log() -> Vec<u8> {
    let mut log = Vec::new();
    for point in points() {
        // Writing to a vector does not fail.
        let _ = writeln!(log, "U+{:04X} a{point}b", u32::from(point));
    }
    log
}
