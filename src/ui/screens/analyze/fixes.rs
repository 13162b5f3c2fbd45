//! What of an analysis may be proposed as a fix.

use crate::{
    domain::{
        analysis::{Analysis, ModelUse},
        finding::Finding,
        incident::Incident,
        journal::Alias,
        text::Safe,
    },
    flow::desk::Order,
    logic::fix::mendable,
};

/// One thing that may be proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offer {
    /// A change undone or mended mechanically.
    Finding(Box<Finding>),
    /// The patch that the model wrote.
    Model(Safe),
}

/// Everything that may be proposed: strong findings whose change was brought as a diff of files, and the model's patch.
#[must_use]
pub fn offers(incident: &Incident, analysis: &Analysis) -> Vec<Offer> {
    let strong = mendable(incident, analysis);
    let mut offers: Vec<Offer> = strong.into_iter().map(|finding| Offer::Finding(Box::new(finding))).collect();
    if let (ModelUse::Used { name, .. }, Some(said)) = (&analysis.model, &analysis.explanation)
        && said.patch.as_ref().is_some_and(|patch| !patch.trim().is_empty())
    {
        offers.push(Offer::Model(Safe::line(&format!("what {name} wrote: {}", said.suggested_fix))));
    }
    offers
}

impl Offer {
    #[must_use]
    pub fn words(&self) -> Safe {
        match self {
            Self::Finding(finding) => {
                let file = finding.change.as_ref().and_then(|change| change.file.as_ref());
                let file = file.map(|file| format!(" in {file}")).unwrap_or_default();
                Safe::line(&format!("{}{file}: {}", finding.rule, finding.remedy))
            }
            Self::Model(words) => words.clone(),
        }
    }

    #[must_use]
    pub fn order(self, incident: Alias) -> Order {
        match self {
            Self::Finding(finding) => Order::ProposeFix { incident, finding },
            Self::Model(_) => Order::ProposeModelFix { incident },
        }
    }
}
