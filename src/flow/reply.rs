//! What a screen or a dialog answers.
pub enum Reply {}
