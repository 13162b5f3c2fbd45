//! One claim against the evidence.

use crate::{
    domain::{
        claim::{Claim, Standing},
        evidence::EvidenceNo,
        finding::{Finding, Matter, Strength},
        quantity,
        text::Safe,
    },
    logic::{evidence::Side, prompt::Said},
};

use super::{
    course::{self, Course},
    exhibit::Exhibit,
    mentions::{self, Mention, has_word},
    quotes::{self, Found},
};

/// All that claims are held against.
#[derive(Debug, Clone, Copy)]
pub struct Dossier<'a> {
    pub exhibits: &'a [Exhibit<'a>],
    pub findings: &'a [Finding],
}

/// A verdict in the making: the reason that a claim does not stand.
struct Objection(Standing, String);

fn unsupported<T>(why: impl Into<String>) -> Result<T, Objection> {
    Err(Objection(Standing::Unsupported, why.into()))
}

fn contradicted<T>(why: impl Into<String>) -> Result<T, Objection> {
    Err(Objection(Standing::Contradicted, why.into()))
}

impl<'a> Dossier<'a> {
    /// Checks one claim.
    #[must_use]
    pub fn check(&self, said: &Said) -> Claim {
        let (verdict, how) = match self.judge(said) {
            Ok(how) => (Standing::Verified, how),
            Err(Objection(verdict, how)) => (verdict, how),
        };
        let mut evidence: Vec<EvidenceNo> = said.evidence.iter().flatten().copied().collect();
        // Nothing that does not exist is shown as if it were there.
        evidence.retain(|no| self.exhibit(*no).is_some());
        evidence.dedup();
        Claim { text: said.text.clone(), evidence, quotes: said.quotes.clone(), verdict, how: Safe::line(&how) }
    }

    fn judge(&self, said: &Said) -> Result<String, Objection> {
        self.against_findings(&said.text)?;
        let cited = self.cited(said)?;
        let found = found(said, &cited)?;
        for found in &found {
            if let Some(why) = found.side.and_then(|side| course::against(&said.text, side)) {
                let place = if cited.len() > 1 { format!("{}: ", found.exhibit.no()) } else { String::new() };
                return contradicted(format!("{place}{why}"));
            }
        }
        amounts(&said.text, &found)?;
        self.names(&said.text, &cited)?;
        if !speaks_of(&said.text, &found) {
            return unsupported("what it quotes says nothing of it");
        }
        let side = found.iter().find_map(|found| found.side);
        Ok(match side {
            Some(Side::Removed) => "quote found, the line is a deletion".to_owned(),
            Some(Side::Added) => "quote found, the line is an addition".to_owned(),
            _ => "quote found".to_owned(),
        })
    }

    fn exhibit(&self, no: EvidenceNo) -> Option<&'a Exhibit<'a>> {
        self.exhibits.iter().find(|exhibit| exhibit.no() == no)
    }

    fn cited(&self, said: &Said) -> Result<Vec<&'a Exhibit<'a>>, Objection> {
        if said.evidence.is_empty() {
            return unsupported("no evidence");
        }
        said.evidence
            .iter()
            .map(|no| match no.and_then(|no| self.exhibit(no)) {
                Some(exhibit) => Ok(exhibit),
                None => unsupported(
                    no.map_or_else(|| "cites what is no evidence".to_owned(), |no| format!("there is no {no}")),
                ),
            })
            .collect()
    }

    /// A claim that clears what a strong finding names says the opposite of what was seen.
    fn against_findings(&self, text: &str) -> Result<(), Objection> {
        let strong = self.findings.iter().filter(|finding| finding.strength == Strength::Strong);
        for finding in strong {
            let named = finding.matter.as_ref().filter(|matter| !matches!(matter, Matter::Slowness(_)));
            if !named.is_some_and(|matter| has_word(text, &matter.name())) {
                continue;
            }
            let gone = finding.rule.as_str() == "missing_env_var";
            let denied = course::is_denied(text) && matches!(course::of(text), Some(Course::Gone)) && gone;
            if course::clears(text) || denied {
                return contradicted(format!("rule {} saw the opposite: {}", finding.rule, finding.summary));
            }
        }
        Ok(())
    }

    /// Every name in the claim is somewhere in the evidence, every number in what it cites.
    fn names(&self, text: &str, cited: &[&Exhibit<'_>]) -> Result<(), Objection> {
        for mention in mentions::of(text) {
            match mention {
                Mention::File(file, line) => self.file(&file, line)?,
                Mention::Name(name) if EvidenceNo::parse(&name).is_some() => {}
                Mention::Name(name) => {
                    if !self.exhibits.iter().any(|exhibit| exhibit.has(&name)) {
                        return unsupported(format!("names `{name}`, which is nowhere in the evidence"));
                    }
                }
                Mention::Revision(number) => {
                    let told = [format!("revision-{number}"), format!("revision {number}"), format!("rev {number}")];
                    if !self.exhibits.iter().any(|exhibit| told.iter().any(|told| has_word(exhibit.text, told))) {
                        return unsupported(format!("names revision {number}, which is nowhere in the evidence"));
                    }
                }
                Mention::Number(number) => {
                    if !cited.iter().any(|exhibit| exhibit.counts(&number)) {
                        return unsupported(format!("says {number}, which is not in what it cites"));
                    }
                }
            }
        }
        Ok(())
    }

    fn file(&self, name: &str, line: Option<u64>) -> Result<(), Objection> {
        let file = self.exhibits.iter().find_map(|exhibit| exhibit.file(name));
        if file.is_none() && !self.exhibits.iter().any(|exhibit| exhibit.text.contains(name)) {
            return unsupported(format!("names the file `{name}`, which is nowhere in the evidence"));
        }
        let Some(line) = line else { return Ok(()) };
        let in_diff = file.is_some_and(|file| file.lines().any(|one| one.new == Some(line) || one.old == Some(line)));
        let spelled = [format!("{name}:{line}"), format!("line {line}")];
        if in_diff || self.exhibits.iter().any(|exhibit| spelled.iter().any(|text| has_word(exhibit.text, text))) {
            return Ok(());
        }
        unsupported(format!("names line {line} of `{name}`, which the evidence does not show"))
    }
}

/// Every quote, found in what the claim cites.
fn found<'a>(said: &Said, cited: &[&'a Exhibit<'a>]) -> Result<Vec<Found<'a>>, Objection> {
    if said.quotes.is_empty() {
        return unsupported("nothing is quoted");
    }
    let mut all = Vec::new();
    for quote in &said.quotes {
        let Some(found) = cited.iter().find_map(|exhibit| quotes::find(exhibit, quote)) else {
            let places: Vec<String> = cited.iter().map(|exhibit| exhibit.no().to_string()).collect();
            return unsupported(format!("the quote is not in {}", places.join(", ")));
        };
        if !quotes::weighs(quote, &found) {
            return unsupported("the quote is too short to prove anything");
        }
        all.push(found);
    }
    Ok(all)
}

/// A claim that something grew or shrank against the two lines that say by how much.
fn amounts(text: &str, found: &[Found<'_>]) -> Result<(), Objection> {
    let course = course::of(text).filter(|course| matches!(course, Course::Grew | Course::Shrank));
    let on = |side| found.iter().filter(move |found| found.side == Some(side));
    let (Some(course), Some(old), Some(new)) = (course, on(Side::Removed).next(), on(Side::Added).next()) else {
        return Ok(());
    };
    let (Some(before), Some(after)) = (amount(old.line), amount(new.line)) else { return Ok(()) };
    match course {
        Course::Grew if after < before => contradicted("the value became smaller"),
        Course::Shrank if after > before => contradicted("the value became larger"),
        _ => Ok(()),
    }
}

fn amount(line: &str) -> Option<u64> {
    quantity::thousandths(line.trim().rsplit([':', '=', ' ']).next()?.trim_matches(['"', '\'', ',', ';', ')']))
}

/// Whether claim and quotes have a word in common that means something.
fn speaks_of(text: &str, found: &[Found<'_>]) -> bool {
    let words = |text: &str| -> Vec<String> {
        let parts = text.split(|c: char| !c.is_alphanumeric());
        parts.filter(|part| part.len() > 2 || part.bytes().any(|b| b.is_ascii_digit())).map(str::to_lowercase).collect()
    };
    let claimed = words(text);
    found.iter().any(|found| words(found.line).iter().any(|word| claimed.contains(word)))
}
