use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use proptest::prelude::*;

use super::Parser;
use crate::flow::Message;

const CTRL: KeyModifiers = KeyModifiers::CONTROL;
const ALT: KeyModifiers = KeyModifiers::ALT;
const SHIFT: KeyModifiers = KeyModifiers::SHIFT;
const NONE: KeyModifiers = KeyModifiers::NONE;

fn ms(n: u64) -> Duration {
    Duration::from_millis(n)
}

/// What comes out of these bytes, each read so many milliseconds after the one before, and of a long silence.
fn parse(reads: &[(u64, &[u8])]) -> Vec<Message> {
    let mut parser = Parser::default();
    let mut out = Vec::new();
    let mut now = Instant::now();
    for (after, bytes) in reads {
        now += ms(*after);
        parser.feed(bytes, now, &mut out);
    }
    parser.expire(now + ms(10_000), &mut out);
    out
}

fn key(code: KeyCode, modifiers: KeyModifiers) -> Message {
    Message::Key(KeyEvent::new(code, modifiers))
}

fn paste(text: &str) -> Message {
    Message::Paste { text: text.into(), cut: false }
}

#[test]
fn keys_have_their_names() {
    use KeyCode::{
        BackTab, Backspace, Char, Delete, Down, End, Enter, Esc, F, Home, Left, PageDown, PageUp, Right, Tab, Up,
    };
    let table: &[(&[u8], KeyCode, KeyModifiers)] = &[
        (b"a", Char('a'), NONE),
        (b"A", Char('A'), SHIFT),
        ("é".as_bytes(), Char('é'), NONE),
        ("日".as_bytes(), Char('日'), NONE),
        (b"\x03", Char('c'), CTRL),
        (b"\x1a", Char('z'), CTRL),
        (b"\0", Char(' '), CTRL),
        (b"\x1c", Char('4'), CTRL),
        (b"\r", Enter, NONE),
        (b"\n", Char('j'), CTRL),
        (b"\t", Tab, NONE),
        (b"\x7f", Backspace, NONE),
        (b"\x08", Char('h'), CTRL),
        (b"\x1b", Esc, NONE),
        (b"\x1bx", Char('x'), ALT),
        ("\x1bé".as_bytes(), Char('é'), ALT),
        (b"\x1b\x7f", Backspace, ALT),
        (b"\x1b\r", Enter, ALT),
        (b"\x1b[", Char('['), ALT),
        (b"\x1b]", Char(']'), ALT),
        (b"\x1bO", Char('O'), ALT),
        (b"\x1b[A", Up, NONE),
        (b"\x1bOB", Down, NONE),
        (b"\x1b[1;5C", Right, CTRL),
        (b"\x1b[1;3D", Left, ALT),
        (b"\x1b[1;2A", Up, SHIFT),
        (b"\x1b[H", Home, NONE),
        (b"\x1bOF", End, NONE),
        (b"\x1b[7~", Home, NONE),
        (b"\x1b[4~", End, NONE),
        (b"\x1b[3~", Delete, NONE),
        (b"\x1b[5~", PageUp, NONE),
        (b"\x1b[6;5~", PageDown, CTRL),
        (b"\x1b[Z", BackTab, SHIFT),
        (b"\x1bOP", F(1), NONE),
        (b"\x1bOS", F(4), NONE),
        (b"\x1b[15~", F(5), NONE),
        (b"\x1b[24~", F(12), NONE),
        (b"\x1b[[C", F(3), NONE),
        (b"\x1b[97;5u", Char('a'), CTRL),
        (b"\x1b[97;2u", Char('A'), SHIFT),
        (b"\x1b[27u", Esc, NONE),
        (b"\x1b[9;2u", BackTab, SHIFT),
        (b"\x1b[27;5;99~", Char('c'), CTRL),
        (b"\x1b[13;2u", Enter, SHIFT),
    ];
    for (bytes, code, modifiers) in table {
        let want = vec![key(*code, *modifiers)];
        assert_eq!(parse(&[(0, bytes)]), want, "{}", bytes.escape_ascii());
        let apart: Vec<(u64, &[u8])> = bytes.chunks(1).map(|byte| (10, byte)).collect();
        assert_eq!(parse(&apart), want, "{} byte by byte", bytes.escape_ascii());
    }
}

#[test]
fn answers_that_nobody_asked_for_are_no_keys() {
    let table: &[&[u8]] = &[
        b"\x1b[?62;4c",
        b"\x1b[>0;276;0c",
        b"\x1b[24;80R",
        b"\x1b[8;24;80t",
        b"\x1b]11;rgb:0000/0000/0000\x07",
        b"\x1b]52;c;ZXZpbA==\x1b\\",
        b"\x1bP1$r0m\x1b\\",
        b"\x1b_Gi=1;OK\x1b\\",
        b"\x1b[<0;10;10M",
        b"\x1b[M !!",
        b"\x1b[I\x1b[O",
        b"\x1b[?997;1n",
        b"\x1b[97;1:3u",
        b"\x1b[201~",
        b"\x1b[1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;17;18;19;20;21;22;23;24;25;26;27;28;29;30;31;32;33;34~",
        b"\x1b[12\x03\x0d34$~",
        b"\xff\xfe\x9b",
    ];
    for bytes in table {
        let mut and_a_key = bytes.to_vec();
        and_a_key.push(b'q');
        assert_eq!(parse(&[(0, &and_a_key)]), [key(KeyCode::Char('q'), NONE)], "{}", bytes.escape_ascii());
    }
}

#[test]
fn escape_is_told_from_a_sequence_by_time() {
    let up = key(KeyCode::Up, NONE);
    let esc = key(KeyCode::Esc, NONE);
    let bracket = key(KeyCode::Char('['), NONE);
    let a = key(KeyCode::Char('A'), SHIFT);
    assert_eq!(parse(&[(0, b"\x1b"), (49, b"[A")]), [up]);
    assert_eq!(parse(&[(0, b"\x1b"), (51, b"[A")]), [esc.clone(), bracket, a]);
    assert_eq!(parse(&[(0, b"\x1b\x1b")]), [esc.clone(), esc]);
}

#[test]
fn a_string_without_an_end_does_not_make_deaf() {
    let q = key(KeyCode::Char('q'), NONE);
    assert_eq!(parse(&[(0, b"\x1b]52;c;"), (501, b"q")]), std::slice::from_ref(&q));
    let mut slow: Vec<(u64, &[u8])> = vec![(0, b"\x1bPxx")];
    slow.extend(std::iter::repeat_n((400, b"x".as_slice()), 4));
    slow.push((450, b"q"));
    assert_eq!(parse(&slow), [q]);
}

#[test]
fn a_paste_is_one_message() {
    assert_eq!(parse(&[(0, b"\x1b[200~a\rb\r\nc \x1b[31m\x03\x1b[201~")]), [paste("a\nb\nc \x1b[31m\x03")]);
    assert_eq!(parse(&[(0, b"\x1b[200~\x1b[201\x1b[201~")]), [paste("\x1b[201")]);
}

#[test]
fn keys_right_after_a_paste_are_not_a_persons() {
    let break_out: &[u8] = b"\x1b[200~x\x1b[201~y\r";
    assert_eq!(parse(&[(0, break_out), (299, b"z")]), [paste("x")]);
    assert_eq!(parse(&[(0, break_out), (300, b"z")]), [paste("x"), key(KeyCode::Char('z'), NONE)]);
}

#[test]
fn a_paste_without_an_end_ends_by_silence_or_escape() {
    let ctrl_c = key(KeyCode::Char('c'), CTRL);
    assert_eq!(
        parse(&[(0, b"\x1b[200~x"), (1_999, b"y"), (2_000, b""), (301, b"\x03")]),
        [paste("xy"), ctrl_c.clone()]
    );
    assert_eq!(parse(&[(0, b"\x1b[200~x"), (100, b"\x1b"), (200, b""), (301, b"\x03")]), [paste("x"), ctrl_c]);
}

#[test]
fn a_huge_paste_is_cut_and_ends_all_the_same() {
    let mut parser = Parser::default();
    let mut out = Vec::new();
    let now = Instant::now();
    parser.feed(b"\x1b[200~", now, &mut out);
    let block = vec![b'x'; 1 << 20];
    for _ in 0..9 {
        parser.feed(&block, now, &mut out);
    }
    parser.feed(b"\x1b[201~", now, &mut out);
    assert!(matches!(&*out, [Message::Paste { text, cut: true }] if text.len() == 8 << 20));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    /// Bytes of every kind, many of them the beginnings of sequences: no panic, and afterwards a key is a key.
    #[test]
    fn whatever_comes_a_key_works_afterwards(
        bytes in prop::collection::vec(prop_oneof![any::<u8>(), prop::sample::select(b"\x1b[]OP_M?<;0129~\x07\\u".to_vec())], 0..200),
        gap in 0u64..100,
    ) {
        let mut parser = Parser::default();
        let mut out = Vec::new();
        let mut now = Instant::now();
        for read in bytes.chunks(7) {
            now += ms(gap);
            parser.feed(read, now, &mut out);
        }
        parser.expire(now + ms(2_000), &mut out);
        out.clear();
        parser.feed(b"q", now + ms(4_400), &mut out);
        prop_assert_eq!(out, [key(KeyCode::Char('q'), NONE)]);
    }

    /// Where a read ends makes no difference.
    #[test]
    fn split_at_any_byte(at in 0usize..40) {
        let bytes = "\x1b[1;5Aé\x1b[200~päste\x1b[201\x1b[201~\x1b[?1c\x1b]0;t\x07".as_bytes();
        let (one, other) = bytes.split_at(at.min(bytes.len()));
        prop_assert_eq!(parse(&[(0, one), (1, other)]), parse(&[(0, bytes)]));
    }
}
