//! The screen as a whole: what it shows, what keys do, and that nothing breaks it.

mod configuration;
mod console;
mod fixture;
mod keys;
mod lives;
mod logs;
mod screens;
mod storm;
