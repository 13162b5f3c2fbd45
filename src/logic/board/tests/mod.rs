//! The fold, fed with changes as watches send them.

mod fold;
mod follow;
pub(super) mod make;
mod missed;
mod replay;
