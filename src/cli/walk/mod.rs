//! `stanch walk`: a strategy carried out without a console.

mod run;
mod told;

pub use run::run;
