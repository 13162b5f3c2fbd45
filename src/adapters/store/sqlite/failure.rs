//! SQLite's errors in the words of a store.

use sqlx::error::DatabaseError;

use crate::domain::text::Safe;

use super::super::error::Error;

// Primary result codes: https://www.sqlite.org/rescode.html
const BUSY: u32 = 5;
const LOCKED: u32 = 6;
const READ_ONLY: u32 = 8;
const FULL: u32 = 13;
const CONSTRAINT: u32 = 19;
const NOT_A_DATABASE: u32 = 26;

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match error.as_database_error().map(|database| (code(database), database.message())) {
            Some((BUSY | LOCKED, _)) => Self::Busy,
            Some((FULL, _)) => Self::Full,
            Some((READ_ONLY, message)) => Self::ReadOnly(Safe::line(message)),
            Some((NOT_A_DATABASE, _)) => Self::NotADatabase(Safe::from_static("this file")),
            Some((CONSTRAINT, message)) => Self::Constraint(Safe::line(message)),
            Some((_, message)) => Self::Failed(Safe::line(message)),
            None if matches!(error, sqlx::Error::PoolTimedOut) => Self::Busy,
            None => Self::Failed(Safe::line(&error.to_string())),
        }
    }
}

/// The primary code in an extended one.
pub fn code(error: &dyn DatabaseError) -> u32 {
    error.code().and_then(|code| code.parse::<u32>().ok()).unwrap_or_default() & 0xFF
}
