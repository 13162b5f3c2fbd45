//! What a model is asked and what its answer may be: evidence behind fences that it cannot forge, a closed schema, and a reader that
//! takes nothing else. Whether the answer is true is for [`super::verify`].

mod answer;
mod budget;
mod compose;
mod schema;
#[cfg(test)]
mod tests;

pub use answer::{ANSWER_CAP, Answer, Said, Unusable, read};
pub use budget::Budget;
pub use compose::{ANALYZE, Fault, Prompt, Question, SYSTEM, Sheet, Templates, compose};
pub use schema::schema;
