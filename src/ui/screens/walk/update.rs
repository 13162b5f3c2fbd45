//! What keys do here.

use crate::{
    flow::{Command, Model, Reply},
    ui::screens::Input,
};

use super::{State, rows::rows};

/// The commands that the footer names, the most wanted first.
pub const HINTS: &[Command] = &[Command::Palette, Command::Back];

/// Takes an input; answers what follows from it.
pub fn update(state: &mut State, model: &Model, input: &Input) -> Vec<Reply> {
    let height = state.area.1.saturating_sub(2);
    match input {
        Input::Command(command) => {
            if let Some(lines) = command.travel(height) {
                state.cursor.travel(lines, rows(model).len(), height);
            } else if matches!(command, Command::Back | Command::Quit) {
                return vec![Reply::Close];
            }
        }
        Input::Area { width, height } => state.area = (*width, *height),
        Input::Changed => state.cursor.settle(rows(model).len(), height),
        Input::Key(_) | Input::Paste(_) | Input::Event(_) | Input::Chosen(..) | Input::Typed(..) | Input::Tick => {}
    }
    Vec::new()
}
