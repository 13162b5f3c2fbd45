//! What gates let through, and what they do not.

mod binding;
mod decisions;
mod guards;
pub(crate) mod make;
