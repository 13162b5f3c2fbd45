//! Operations over clusters that replay what they were given.

mod board;
mod doctor;
mod inspect;
mod pull;
mod shop;
