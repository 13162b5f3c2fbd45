//! What the panes say: each is lines, made of what is known.

pub mod claims;
pub mod evidence;
pub mod inputs;
pub mod leaves;
pub mod model;
pub mod rules;
