//! The record itself: a note added to it, and all of it checked.

use crate::{
    adapters::store::Verification,
    domain::{
        incident::Entry,
        journal::{Draft, Subject},
        text::Safe,
    },
    flow::desk::{News as Word, Order},
    ops::incident,
};

use super::work::Work;

/// Carries out what is about the record.
pub(super) async fn carry_out(work: &Work, order: Order) -> anyhow::Result<Word> {
    let journal = work.journal.as_ref();
    match order {
        Order::Note { alias, text } if alias.subject() == Subject::Incident => {
            incident::note(journal, alias, text).await?;
            Ok(Word::Done(Safe::line(&format!("noted on {alias}"))))
        }
        Order::Note { alias, text } => {
            anyhow::ensure!(!text.trim().is_empty(), "a note must not be empty");
            let stream = journal.find(alias).await?;
            journal.append(stream, None, &[Draft::of(&Entry::Note { text })?]).await?;
            Ok(Word::Done(Safe::line(&format!("noted on {alias}"))))
        }
        Order::CloseIncident { incident, reason } => {
            incident::close(journal, incident, reason).await?;
            Ok(Word::Done(Safe::line(&format!("{incident} is closed"))))
        }
        Order::Verify => {
            work.say.word(Word::Doing(Safe::from_static("checking every record"))).await;
            Ok(verified(&journal.verify(None).await?))
        }
        _ => Ok(Word::Refused(Safe::from_static("this is not about the record"))),
    }
}

/// What a check found. What does not hold is refused loudly: it is the one thing that nobody may overlook.
fn verified(found: &Verification) -> Word {
    match found {
        Verification::Whole { head } => {
            Word::Done(Safe::line(&format!("ok, {} records, head {}", head.seq, head.hash.code())))
        }
        Verification::Broken { seq, expected, found } => Word::Refused(Safe::line(&format!(
            "BROKEN at record {seq}: expected {}, found {}",
            expected.code(),
            found.code()
        ))),
        Verification::Behind { known, head } => Word::Refused(Safe::line(&format!(
            "BEHIND a known head: record {} ({}) is known, this ends with record {} ({})",
            known.seq,
            known.hash.code(),
            head.seq,
            head.hash.code()
        ))),
    }
}
