//! The fold, fed with changes as watches send them.

mod fold;
mod follow;
mod make;
mod replay;
