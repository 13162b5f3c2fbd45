//! Untrusted text: nothing that a terminal acts upon or hides gets through, and nothing gets lost (T-1, T-2, B-1 to B-6).

use proptest::prelude::*;
use stanch::domain::text::{LINE_CAP, Safe, ascii};

/// Code points that no cleaned text may hold, from the character database rather than from the code under test: Cc but
/// LF, Cf, Zl, Zp, Zs but two, Co, noncharacters, and what is ignorable by default.
const DANGEROUS: &[(u32, u32)] = &[
    (0x00, 0x09),
    (0x0B, 0x1F),
    (0x7F, 0xA0),
    (0xAD, 0xAD),
    (0x34F, 0x34F),
    (0x600, 0x605),
    (0x61C, 0x61C),
    (0x6DD, 0x6DD),
    (0x70F, 0x70F),
    (0x890, 0x891),
    (0x8E2, 0x8E2),
    (0x115F, 0x1160),
    (0x1680, 0x1680),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x2000, 0x200F),
    (0x2028, 0x202F),
    (0x205F, 0x206F),
    (0x3164, 0x3164),
    (0xE000, 0xF8FF),
    (0xFDD0, 0xFDEF),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF9, 0xFFFB),
    (0xFFFE, 0xFFFF),
    (0x110BD, 0x110BD),
    (0x110CD, 0x110CD),
    (0x13430, 0x1343F),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0x1FFFE, 0x1FFFF),
    (0xE0000, 0xE0FFF),
    (0xF0000, 0x10_FFFF),
];

/// What was sent, and how it must look.
const ATTACKS: &[(&str, &str)] = &[
    // What a terminal runs.
    ("\x1b]52;c;ZXZpbA==\x07", "␛]52;c;ZXZpbA==‹07›"),
    ("\x1b]0;owned\x07", "␛]0;owned‹07›"),
    ("\x1b]2;owned\x1b\\", "␛]2;owned␛\\"),
    ("\x1bP$qm\x1b\\", "␛P$qm␛\\"),
    ("\x1bP+q544e\x1b\\", "␛P+q544e␛\\"),
    ("\x1b[21t", "␛[21t"),
    ("\x1b[c", "␛[c"),
    ("\x1b[6n", "␛[6n"),
    ("\x1b[5i", "␛[5i"),
    ("\x1b[2J\x1b[H", "␛[2J␛[H"),
    ("\x1b[?1049l", "␛[?1049l"),
    ("\x1b[?1000h", "␛[?1000h"),
    ("\x1b[?2004l", "␛[?2004l"),
    ("\x1b[8mhidden\x1b[28m", "␛[8mhidden␛[28m"),
    ("\x1b[30;40mblack", "␛[30;40mblack"),
    ("\x1b[1A\x1b[2K", "␛[1A␛[2K"),
    ("\x1b[31m", "␛[31m"),
    ("\x1b[38:2::1:2:3m", "␛[38:2::1:2:3m"),
    ("\x1b]8;;http://evil\x07ok\x1b]8;;\x07", "␛]8;;http://evil‹07›ok␛]8;;‹07›"),
    ("\x1b]50;#1\x07", "␛]50;#1‹07›"),
    ("\x1b]1337;File=inline=1:AAAA\x07", "␛]1337;File=inline=1:AAAA‹07›"),
    ("\x1b]9;notify\x07", "␛]9;notify‹07›"),
    ("\x1b]777;notify;a;b\x1b\\", "␛]777;notify;a;b␛\\"),
    ("\x1b]4;0;?\x07", "␛]4;0;?‹07›"),
    ("\x1b]11;?\x07", "␛]11;?‹07›"),
    ("\x1bPtmux;\x1b\x1b]52;c;eA==\x07\x1b\\", "␛Ptmux;␛␛]52;c;eA==‹07›␛\\"),
    ("\x1b_Gi=1,a=q;AAAA\x1b\\", "␛_Gi=1,a=q;AAAA␛\\"),
    ("\x1b^private\x1b\\", "␛^private␛\\"),
    ("\x1bXstring\x1b\\", "␛Xstring␛\\"),
    ("\x1bN\x1bO", "␛N␛O"),
    ("\x1bc", "␛c"),
    ("\x1b(0lqk\x1b(B", "␛(0lqk␛(B"),
    ("\x1b#8", "␛#8"),
    ("\x1b[201~y\r", "␛[201~y‹CR›"),
    ("\u{9b}31m", "‹9B›31m"),
    ("\u{9d}52;c;eA==\u{9c}", "‹9D›52;c;eA==‹9C›"),
    ("\u{90}$qm\u{9c}", "‹90›$qm‹9C›"),
    ("\u{85}next", "‹85›next"),
    ("a\x08b", "a‹08›b"),
    ("a\x7fb", "a‹7F›b"),
    ("a\0b", "a‹00›b"),
    ("a\x0bb\x0cc", "a‹0B›b‹0C›c"),
    ("\x0e\x0f", "‹0E›‹0F›"),
    ("\x05", "‹05›"),
    ("OK\rFAILED", "OK‹CR›FAILED"),
    ("dos\r\nend", "dos‹CR›\nend"),
    ("a\tb", "a       b"),
    ("12345678\tb", "12345678        b"),
    // What a reader does not see.
    ("pro\u{200b}d", "pro‹U+200B›d"),
    ("nginx:1\u{202e}", "nginx:1‹U+202E›"),
    ("\u{2066}a\u{2069}", "‹U+2066›a‹U+2069›"),
    ("\u{200f}rtl\u{061c}", "‹U+200F›rtl‹U+061C›"),
    ("so\u{ad}ft", "so‹U+00AD›ft"),
    ("\u{feff}bom", "‹U+FEFF›bom"),
    ("tag\u{e0041}\u{e007f}", "tag‹U+E0041›‹U+E007F›"),
    ("join\u{200d}er\u{2060}", "join‹U+200D›er‹U+2060›"),
    ("a\u{3164}b\u{115f}", "a‹U+3164›b‹U+115F›"),
    ("key:\u{a0}value", "key:‹U+00A0›value"),
    ("a\u{2028}b\u{2029}c", "a‹U+2028›b‹U+2029›c"),
    ("s\u{fe00}\u{e0100}", "s‹U+FE00›‹U+E0100›"),
    ("x\u{fe0f}", "x‹U+FE0F›"),
    ("\u{e000}\u{f0000}", "‹U+E000›‹U+F0000›"),
    ("\u{fffe}\u{10ffff}\u{fdd0}", "‹U+FFFE›‹U+10FFFF›‹U+FDD0›"),
    ("\u{fff9}a\u{fffb}", "‹U+FFF9›a‹U+FFFB›"),
    ("\u{1d173}\u{110bd}", "‹U+1D173›‹U+110BD›"),
    ("\u{301}first", "‹U+0301›first"),
    ("\x1b\u{336}[31m", "␛‹U+0336›[31m"),
    ("\x07\u{20dd}", "‹07›‹U+20DD›"),
    // What has to stay.
    ("caf\u{e9} e\u{301} 日本語 Привет שלום", "caf\u{e9} e\u{301} 日本語 Привет שלום"),
    ("\u{26a0}\u{fe0f} warning \u{2705}", "\u{26a0} warning \u{2705}"),
    ("two\nlines", "two\nlines"),
];

fn is_dangerous(c: char) -> bool {
    let c = u32::from(c);
    let next = DANGEROUS.partition_point(|(from, _)| *from <= c);
    next.checked_sub(1).and_then(|at| DANGEROUS.get(at)).is_some_and(|(_, to)| c <= *to)
}

#[test]
fn each_attack_is_shown_for_what_it_is() {
    for (sent, shown) in ATTACKS {
        assert_eq!(Safe::clean(sent).as_str(), *shown, "{}", sent.escape_debug());
        assert!(ascii(shown).is_ascii());
    }
}

#[test]
fn each_dangerous_code_point_is_visible_and_like_no_other() {
    let mut seen = std::collections::BTreeSet::new();
    for c in DANGEROUS.iter().flat_map(|(from, to)| *from..=*to).filter_map(char::from_u32).filter(|c| *c != '\t') {
        let shown = Safe::clean(&format!("a{c}b"));
        assert!(shown.len() > "ab".len() && !shown.chars().any(is_dangerous), "U+{:04X}", u32::from(c));
        assert!(seen.insert(shown), "U+{:04X} looks like another", u32::from(c));
    }
}

#[test]
fn marks_beyond_eight_are_counted() {
    let zalgo = format!("a{}b", "\u{301}".repeat(500));
    assert_eq!(Safe::clean(&zalgo).as_str(), format!("a{}‹+492›b", "\u{301}".repeat(8)));
}

#[test]
fn bytes_that_are_not_text_are_replaced() {
    assert_eq!(Safe::clean_bytes(b"a\x9b31m").as_str(), "a\u{fffd}31m");
}

#[test]
fn a_line_stays_one_line() {
    assert_eq!(Safe::line("a\nb").as_str(), "a‹LF›b");
    assert_eq!(Safe::capped_line(b"dos\r\n"), (Safe::from_static("dos"), 0));
}

#[test]
fn a_long_line_is_cut_between_characters() {
    let (line, cut) = Safe::capped_line(&vec![b'x'; 10_000_000]);
    assert_eq!((line.len(), cut), (LINE_CAP, 10_000_000 - LINE_CAP as u64));
    let text = format!("{}é{}", "x".repeat(LINE_CAP - 1), "y".repeat(8));
    let (line, cut) = Safe::capped_line(text.as_bytes());
    assert_eq!((line.as_str(), cut), (&*"x".repeat(LINE_CAP - 1), 10));
    let tabs = Safe::capped_line(&vec![b'\t'; LINE_CAP]).0;
    assert_eq!(tabs.len(), LINE_CAP * 8);
}

/// Text of the kind that hurts: controls, hidden characters and marks as often as letters.
fn nasty() -> impl Strategy<Value = String> {
    let one = prop_oneof![
        3 => any::<char>(),
        2 => (0u32..0x300).prop_filter_map("scalar", char::from_u32),
        2 => prop::sample::select(DANGEROUS).prop_flat_map(|(from, to)| from..=to).prop_filter_map("scalar", char::from_u32),
        1 => (0x300u32..0x370).prop_filter_map("scalar", char::from_u32),
        1 => prop::sample::select(vec!['‹', '›', '␛', '\u{26a0}', '\u{fe0f}', '\n', '\r', '\t']),
        2 => prop::char::range(' ', '~'),
    ];
    prop::collection::vec(one, 0..32).prop_map(String::from_iter)
}

/// `STANCH_TEXT_CASES=1000000` for the whole measure (M12).
fn cases() -> ProptestConfig {
    #[expect(clippy::disallowed_methods, reason = "how long a test runs is no configuration of the product")]
    let cases = std::env::var("STANCH_TEXT_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(10_000);
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn nothing_dangerous_survives(text in nasty()) {
        let clean = Safe::clean(&text);
        prop_assert!(!clean.chars().any(is_dangerous));
        prop_assert_eq!(Safe::clean(&clean), clean.clone());
        prop_assert!(ascii(&clean).bytes().all(|b| matches!(b, b' '..=b'~' | b'\n')));
        let line = Safe::line(&text);
        prop_assert!(!line.chars().any(|c| is_dangerous(c) || c == '\n'));
        prop_assert_eq!(Safe::line(&line), line);
    }

    #[test]
    fn bytes_are_cleaned_too(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        prop_assert!(!Safe::clean_bytes(&bytes).chars().any(is_dangerous));
        let (line, cut) = Safe::capped_line(&bytes);
        prop_assert!(cut == 0 && !line.contains('\n'));
    }

    #[test]
    fn dangerous_texts_that_differ_look_different(
        one in "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\xa0\u{200b}-\u{200f}\u{202a}-\u{202e}\u{e0020}-\u{e0030}a-c]{0,6}",
        other in "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\xa0\u{200b}-\u{200f}\u{202a}-\u{202e}\u{e0020}-\u{e0030}a-c]{0,6}",
    ) {
        prop_assert_eq!(one == other, Safe::clean(&one) == Safe::clean(&other));
    }
}
