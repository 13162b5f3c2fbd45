//! Everything that the console knows and remembers.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use ratatui::layout::Rect;

use crate::{
    domain::{cluster::ClusterNo, text::Safe, watch::Wanted},
    flow::{Model, effect::Ticket, reply::Notice},
    logic::board::Board,
    ui::{
        dialogs::Layer,
        keymap::{Section, Stroke},
        screens::{analyze, audit, board, inspect, review, walk},
    },
};

use super::{Settings, actions::Actions, ahead::Ahead, calls::Calls, drill, view};

/// Which screen is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    Board,
    Inspect,
    Analyze,
    Walk,
    Review,
    Audit,
}

impl Screen {
    pub const ALL: [Self; 6] = [Self::Board, Self::Inspect, Self::Analyze, Self::Walk, Self::Review, Self::Audit];
}

/// The console's value.
#[derive(Debug, Clone)]
pub struct State {
    pub(super) model: Model,
    pub(super) settings: Settings,
    pub(super) board: board::State,
    /// The rollout that was opened last.
    pub(super) inspect: Option<inspect::State>,
    pub(super) desk: Screens,
    pub(super) screen: Screen,
    /// Above the screen; the last one gets the keys.
    pub(super) dialogs: Vec<Layer>,
    pub(super) notice: Option<(Notice, Timestamp)>,
    pub(super) typed: Typed,
    pub(super) size: (u16, u16),
    pub(super) picture: Picture,
    pub(super) outside: Outside,
}

/// The screens of the store.
#[derive(Debug, Clone, Default)]
pub(super) struct Screens {
    pub(super) analyze: analyze::State,
    pub(super) walk: walk::State,
    pub(super) review: review::State,
    pub(super) audit: audit::State,
}

/// Keys that are not yet, or just were, a command.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    /// The beginning of a sequence.
    pub(super) pending: Vec<Stroke>,
    /// When ctrl-c was pressed last.
    pub(super) cancelled: Option<Timestamp>,
    /// When any key was pressed last.
    pub(super) pressed: Option<Timestamp>,
    pub(super) ahead: Ahead,
}

/// Whether what is on the screen is still true.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Picture {
    pub(super) dirty: bool,
    /// The board's lines have to be found anew.
    pub(super) stale: bool,
}

/// What was told to, and asked of, the world.
#[derive(Debug, Clone, Default)]
pub(super) struct Outside {
    pub(super) wanted: BTreeMap<ClusterNo, Wanted>,
    pub(super) calls: Option<Calls>,
    pub(super) actions: Actions,
    pub(super) ticket: Ticket,
    /// What was on the board when it was last drawn because of the world.
    pub(super) sight: board::Sight,
    /// Calls of credential plugins that were asked about.
    pub(super) plugins: BTreeSet<Safe>,
    /// An empty board, for another context.
    pub(super) empty: Board,
    /// After another context was opened: what the old ones still say is not taken in.
    pub(super) only: Option<ClusterNo>,
}

impl State {
    /// A console that knows nothing yet. `model.board` is empty: another context begins with a copy of it.
    #[must_use]
    pub fn new(model: Model, settings: Settings) -> Self {
        let outside = Outside { empty: model.board.clone(), ..Outside::default() };
        let mut state = Self {
            model,
            settings,
            board: board::State::default(),
            inspect: None,
            desk: Screens::default(),
            screen: Screen::Board,
            dialogs: Vec::new(),
            notice: None,
            typed: Typed::default(),
            size: (80, 24),
            picture: Picture { dirty: true, stale: true },
            outside,
        };
        state.resize(80, 24);
        state
    }

    /// Says something in the message row.
    pub fn say(&mut self, notice: Notice) {
        self.picture.dirty = true;
        self.notice = Some((notice, self.model.now));
    }

    /// Whether the picture may have changed since it was last drawn; asking makes it so that it has not.
    pub fn take_dirty(&mut self) -> bool {
        if self.picture.stale {
            self.settle();
            let sight = self.board.sight(&self.model);
            self.picture.dirty |= self.screen != Screen::Board || sight != self.outside.sight;
            self.outside.sight = sight;
        }
        std::mem::take(&mut self.picture.dirty)
    }

    #[must_use]
    pub fn screen(&self) -> Screen {
        self.screen
    }

    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The rollout that is on the screen.
    pub(super) fn opened(&self) -> Option<&inspect::State> {
        self.inspect.as_ref().filter(|_| self.screen == Screen::Inspect)
    }

    /// Follows the model, where that was put off until somebody looks.
    pub(super) fn settle(&mut self) {
        if std::mem::take(&mut self.picture.stale) {
            self.board.settle(&self.model);
        }
    }

    pub(super) fn resize(&mut self, width: u16, height: u16) {
        self.size = (width, height);
        self.picture.dirty = true;
        let area = self.content();
        for dialog in &mut self.dialogs {
            dialog.resize(area);
        }
    }

    /// The place whose keys are valid.
    pub(super) fn section(&self) -> Section {
        if self.dialogs.is_empty() { Self::section_of(self.screen) } else { Section::Global }
    }

    /// The keys of a screen.
    pub(super) fn section_of(screen: Screen) -> Section {
        match screen {
            Screen::Board => Section::Board,
            Screen::Inspect => Section::Inspect,
            Screen::Analyze => Section::Analyze,
            Screen::Walk => Section::Walk,
            Screen::Review => Section::Review,
            Screen::Audit => Section::Audit,
        }
    }

    /// Whether raw keys go to a field.
    pub(super) fn has_field(&self) -> bool {
        if let Some(dialog) = self.dialogs.last() {
            return dialog.has_field();
        }
        match self.screen {
            Screen::Board => self.board.has_field(),
            Screen::Inspect => self.inspect.as_ref().is_some_and(inspect::State::has_field),
            Screen::Analyze => self.desk.analyze.has_field(),
            Screen::Walk => self.desk.walk.has_field(),
            Screen::Review => self.desk.review.has_field(),
            Screen::Audit => self.desk.audit.has_field(),
        }
    }

    /// The area that a screen gets.
    pub(super) fn content_of(&self, screen: Screen) -> Rect {
        let told = drill::rows(self, self.size.0, screen);
        view::content(Rect::new(0, 0, self.size.0, self.size.1), screen, told)
    }

    /// The area that dialogs above the screen that is shown get.
    pub(super) fn content(&self) -> Rect {
        view::content(Rect::new(0, 0, self.size.0, self.size.1), self.screen, 0)
    }
}
