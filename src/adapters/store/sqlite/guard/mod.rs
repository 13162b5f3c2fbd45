//! Who may append what: asked inside the transaction that writes, because only there nothing changes any more (reliability.md 2.4, 2.8).

mod admit;
mod decision;
mod field;
mod fix;
mod intent;
mod request;
mod walk;

pub use admit::admit;
