//! What the loop knows of the console's value.

use ratatui::Frame;

use crate::{
    app,
    flow::{Effect, Message},
};

/// A console as a value: messages in, effects out, and a picture. It neither waits nor asks for the time.
pub trait Face {
    fn update(&mut self, message: Message) -> Vec<Effect>;

    /// Whether the picture may have changed since it was last drawn; asking makes it so that it has not.
    fn take_dirty(&mut self) -> bool;

    fn view(&self, frame: &mut Frame<'_>);
}

impl Face for app::State {
    fn update(&mut self, message: Message) -> Vec<Effect> {
        app::update(self, message)
    }

    fn take_dirty(&mut self) -> bool {
        self.take_dirty()
    }

    fn view(&self, frame: &mut Frame<'_>) {
        app::view(self, frame);
    }
}
