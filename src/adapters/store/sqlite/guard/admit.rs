//! The guard of every draft, by what its stream is about.

use sqlx::{Row, SqliteConnection};

use crate::domain::{
    evidence::EvidenceNo,
    journal::{Draft, Subject, Ulid},
    text::Safe,
};

use super::{
    super::{
        super::error::Error,
        moment::{Admission, Moment},
        rows::beginning,
    },
    field::with,
    fix, walk,
};

/// Admits a draft to the moment's stream, or says why not.
pub async fn admit(db: &mut SqliteConnection, moment: &Moment, draft: &Draft) -> Result<Admission, Error> {
    let subject = moment.subject.ok_or_else(|| Error::NoSuch(Safe::from_static("stream")))?;
    if !belongs(subject, &draft.kind, moment.last == 0) {
        return Err(Error::Misplaced { kind: draft.kind.clone() });
    }
    match (subject, draft.kind.as_str()) {
        (Subject::Walk, _) => walk::admit(db, moment, draft).await,
        (Subject::Fix, kind) if kind.starts_with("fix.") => fix::admit(db, moment, draft).await,
        (Subject::Incident, "evidence.added") => numbered(db, moment.stream, draft).await,
        _ => Ok(Admission::New(draft.body.clone())),
    }
}

/// Whether a record of this kind may stand in a stream of this subject, as its first record or behind it.
fn belongs(subject: Subject, kind: &str, first: bool) -> bool {
    let families: &[&str] = match subject {
        Subject::Walk => return (beginning(subject) == Some(kind)) == first,
        Subject::Incident => &["incident.", "note.", "evidence.", "analysis.", "egress."],
        Subject::Fix => &["fix.", "note."],
        Subject::Store => &["policy.", "armed", "disarmed", "breakglass.", "note.", "walk.", "egress."],
    };
    let begins = beginning(subject).is_some_and(|beginning| beginning == kind);
    families.iter().any(|family| kind.starts_with(family)) && (begins == first || subject == Subject::Store)
}

/// The store gives evidence its number.
async fn numbered(db: &mut SqliteConnection, incident: Ulid, draft: &Draft) -> Result<Admission, Error> {
    let row = sqlx::query("SELECT count(*) FROM log WHERE stream = $1 AND kind = 'evidence.added'");
    let before: u32 = row.bind(incident.to_string()).fetch_one(db).await?.try_get(0)?;
    Ok(Admission::New(with(&draft.body, "no", &EvidenceNo(before + 1))?))
}
