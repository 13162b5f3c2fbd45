//! `stanch walk`: a strategy carried out without a console.

mod run;

pub use run::run;
