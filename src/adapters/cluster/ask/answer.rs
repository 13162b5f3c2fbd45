//! Which question is answered where.

use crate::{
    adapters::cluster::connection::Shared,
    domain::inspection::{Answer, Question},
};

use super::{access, bounds, configuration, describe, diff, long_line, manifest, rights, serving, usage};

/// Answers one question.
pub async fn answer(connection: Shared, question: Question) -> Answer {
    let answered = match question {
        Question::Describe { key, pod } => describe::describe(&connection, &key, pod.as_ref()).await.map(Answer::Text),
        Question::Manifest { key, pod } => manifest::manifest(&connection, &key, pod.as_ref()).await.map(Answer::Text),
        Question::Diff(key) => diff::diff(&connection, &key).await.map(Answer::Diff),
        Question::Configuration(key) => {
            configuration::configuration(&connection, &key).await.map(Answer::Configuration)
        }
        Question::Serving(key) => serving::serving(&connection, &key).await.map(Answer::Serving),
        Question::Bounds(key) => Ok(Answer::Bounds(Box::new(bounds::bounds(&connection, &key).await))),
        Question::Rights(key) => rights::rights(&connection, &key).await.map(Answer::Rights),
        Question::Access { namespace } => Ok(Answer::Rights(access::access(&connection, namespace.as_ref()).await)),
        Question::Usage(key) => usage::usage(&connection, &key).await.map(Answer::Usage),
        Question::LongLine { source, at } => long_line::long_line(&connection, &source, at).await.map(Answer::Text),
        Question::Calls => Ok(Answer::Calls(connection.calls.list())),
    };
    answered.unwrap_or_else(Answer::Unreadable)
}
