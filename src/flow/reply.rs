//! What a screen or a dialog answers.

use crate::domain::{journal::Alias, text::Safe, workload::Key};

use super::{Command, Effect, desk::Order, effect::Ticket};

/// One answer of a screen or dialog to an input.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    Do(Effect),
    Show(Dialog),
    /// Close the dialog that answers, or leave the screen.
    Close,
    /// Leave stanch; asks first where something goes on here.
    Leave,
    Go(Place),
    Say(Notice),
    /// As if the key of this command had been pressed (the palette answers so).
    Run(Command),
    /// A line of a choice was chosen.
    Chosen(Choice, usize),
    /// What was typed for the screen.
    Typed(Blank, Safe),
    /// A line of the palette, to be carried out.
    Line(Safe),
}

/// Where to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    Board,
    Inspect(Key),
    Analyze,
    Walk,
    /// A walk, and what it waits for.
    Gate(Alias),
    Review,
    /// A fix in Review.
    Fix(Alias),
    Audit,
}

/// Which dialog to show. Its own state is made by the console when it opens.
#[derive(Debug, Clone, PartialEq)]
pub enum Dialog {
    Help,
    Palette,
    /// Free text with a title: describe, YAML, calls, identities.
    Text {
        title: Safe,
        lines: Vec<Safe>,
    },
    /// The last text of all: enter leaves stanch, esc goes on.
    End {
        title: Safe,
        lines: Vec<Safe>,
    },
    /// A choice of one line; the command runs with its index.
    Choose {
        title: Safe,
        lines: Vec<Safe>,
        then: Choice,
    },
    /// A question that only a typed word answers with yes.
    Confirm(Confirmation),
    /// A line of free text.
    Input(Question),
    /// A question that `y` answers; esc leaves.
    Ask {
        title: Safe,
        text: Safe,
        then: Effect,
    },
}

/// A question, what it is about, and what follows from either answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Confirmation {
    pub title: Safe,
    pub text: Vec<Safe>,
    /// What has to be typed for yes.
    pub word: Safe,
    pub yes: Effect,
    pub no: Notice,
}

/// What a line of free text is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    pub title: Safe,
    /// What it is about.
    pub text: Vec<Safe>,
    /// What stands before the field: `reason`, `note`.
    pub hint: Safe,
    /// What stands in the field at first.
    pub begin: Safe,
    /// Whether an empty line is an answer.
    pub is_optional: bool,
    /// `false` for what has to be typed by hand, such as a name that approves.
    pub takes_paste: bool,
    pub then: Then,
}

impl Question {
    /// A line that has to be there, typed or pasted.
    #[must_use]
    pub fn new(title: &str, hint: &'static str, then: Then) -> Self {
        let (title, hint) = (Safe::line(title), Safe::from_static(hint));
        Self { title, text: Vec::new(), hint, begin: Safe::default(), is_optional: false, takes_paste: true, then }
    }
}

/// What follows from a line of free text.
#[derive(Debug, Clone, PartialEq)]
pub enum Then {
    /// This order, with the line as its words.
    Order { ticket: Ticket, order: Box<Order> },
    /// The screen gets it.
    Screen(Blank),
}

/// What a line is for that a screen asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Blank {
    /// Why a guard is acknowledged.
    Guard(Safe),
    /// A file to bring as evidence.
    File,
    /// A local repository and a range, to bring as evidence.
    Range,
    /// The value of a strategy's parameter.
    Parameter(Safe),
}

/// What a choice is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    Container,
    Since,
    /// What to walk.
    Strategy,
    /// To begin it, or which of its parameters to set first.
    Start,
    /// What to answer a walk.
    Answer,
    /// How a fix leaves stanch.
    Exit,
    Incident,
    /// What can be done here.
    Action,
    /// What to propose as a fix.
    Fix,
}

/// A line for the message row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub tone: Tone,
    pub text: Safe,
}

impl Notice {
    /// A notice of one sentence; what is not literal in it is clean.
    #[must_use]
    pub fn new(tone: Tone, text: &str) -> Self {
        Self { tone, text: Safe::line(text) }
    }
}

/// How loud a notice is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Plain,
    Warn,
    Bad,
}
