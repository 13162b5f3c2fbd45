//! Whatever comes, at whatever size: nothing panics, and only what fits is drawn.

use proptest::prelude::*;
use ratatui::{buffer::Buffer, layout::Rect};

use super::{console::Console, fixture::safe};
use crate::{
    domain::{
        cluster::Gap,
        logs::{LogLine, LogNews},
    },
    flow::{Command, Event, effect::Ticket, reply::Choice},
    ui::{
        screens::{Input, inspect::view},
        theme::Theme,
    },
};

fn news() -> impl Strategy<Value = LogNews> {
    let line = (0_u16..4, proptest::option::of(-9_i64..9), "[ -~\u{1b}支é\u{202e}]{0,120}", 0_u64..3).prop_map(
        |(source, at, text, cut)| LogLine {
            source,
            at: at.and_then(|second| jiff::Timestamp::from_second(second).ok()),
            text: safe(&text),
            cut: cut * 1_000_000,
        },
    );
    let gap = Gap { verb: safe("get"), resource: safe("pods/log"), namespace: None, message: safe("no") };
    prop_oneof![
        prop::collection::vec(line, 0..40).prop_map(LogNews::Lines),
        (0_u64..u64::MAX).prop_map(LogNews::Dropped),
        (0_u16..4).prop_map(|source| LogNews::Ended {
            source,
            at: jiff::Timestamp::MAX,
            why: safe("container exited")
        }),
        (0_u16..4).prop_map(move |source| LogNews::Failed { source, gap: gap.clone() }),
    ]
}

fn inputs() -> impl Strategy<Value = Input> {
    let size = prop_oneof![Just((80, 20)), Just((160, 41)), (0_u16..170, 0_u16..50), (0_u16..4, 0_u16..4)];
    prop_oneof![
        8 => prop::sample::select(Command::ALL.to_vec()).prop_map(Input::Command),
        3 => (0_u64..150, news()).prop_map(|(ticket, news)| Input::Event(Event::Log { ticket: Ticket(ticket), news })),
        1 => (0_usize..20).prop_map(|at| Input::Chosen(Choice::Container, at)),
        1 => (0_usize..20).prop_map(|at| Input::Chosen(Choice::Since, at)),
        1 => Just(Input::Changed),
        2 => size.prop_map(|(width, height)| Input::Area { width, height }),
        1 => "\\PC{0,9}".prop_map(Input::Paste),
        1 => any::<char>().prop_map(|c| Input::Key(crossterm::event::KeyCode::Char(c).into())),
        1 => Just(Input::Key(crossterm::event::KeyCode::Enter.into())),
    ]
}

fn play(mut console: Console, inputs: &[Input], ascii: bool) {
    let theme = Theme::default().with_ascii(ascii);
    for input in inputs {
        console.input(input);
        let (width, height) = console.state.area;
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
        view(&console.state, &console.model, &theme, buffer.area, &mut buffer);
        for cell in &buffer.content {
            let symbol = cell.symbol();
            assert!(!symbol.chars().any(char::is_control), "{symbol:?} would reach the terminal");
            assert!(!ascii || symbol.is_ascii(), "{symbol:?} is not ASCII");
        }
    }
}

#[test]
fn the_largest_and_the_smallest_terminals() {
    for (width, height) in [(0, 0), (1, 1), (500, 1), (1, 200), (500, 200)] {
        let commands = [Command::Logs, Command::Wrap, Command::Bottom, Command::Back, Command::NextPane];
        let mut inputs = vec![Input::Area { width, height }];
        inputs.extend(commands.map(Input::Command));
        play(Console::failing(), &inputs, false);
        play(Console::empty(), &inputs, true);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_breaks_a_rollout_in_trouble(inputs in prop::collection::vec(inputs(), 1..40), ascii: bool) {
        play(Console::failing(), &inputs, ascii);
    }

    #[test]
    fn nothing_breaks_a_rollout_that_is_not_known(inputs in prop::collection::vec(inputs(), 1..40)) {
        play(Console::empty(), &inputs, false);
    }
}
