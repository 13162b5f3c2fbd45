//! A gate that is open.

use crate::{
    domain::{
        approval::{Acknowledgement, Binding},
        journal::Ulid,
        text::Safe,
    },
    flow::{Model, desk::Walk, effect::Ticket},
    logic::gate::Request,
    ui::widgets::Field,
};

use super::{
    super::choosing::{too_old, unusable},
    paper::Paper,
    watch::Sight,
};

/// A gate that is open, and how much of it was read.
#[derive(Debug, Clone)]
pub struct Gate {
    pub request: Ulid,
    /// Of the order that reads the change.
    pub reading: Ticket,
    /// What the server's dry-run changes; an error where it cannot be read.
    pub change: Option<Result<Vec<Safe>, Safe>>,
    pub paper: Paper,
    /// Until this is answered keys do nothing: whoever typed them has not seen this yet.
    pub settling: Option<Ticket>,
    pub acknowledged: Vec<Acknowledgement>,
    pub typing: Option<Field>,
    /// How the board showed the target when it was looked at last.
    pub sight: Option<Sight>,
}

/// Why nothing can be approved now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hindrance {
    /// Nothing at this gate can be approved any more.
    Closed(Safe),
    Approved(Safe),
    Unread(Safe),
    Guarded(Vec<Safe>),
}

impl Gate {
    /// A gate whose change was asked for with a ticket.
    pub fn new(request: Ulid, reading: Ticket) -> Self {
        Self {
            request,
            reading,
            change: None,
            paper: Paper::default(),
            settling: None,
            acknowledged: Vec::new(),
            typing: None,
            sight: None,
        }
    }

    pub fn has_field(&self) -> bool {
        self.typing.is_some()
    }

    /// The request, if it still is what the walk waits for.
    pub fn asked<'w>(&self, walk: &'w Walk) -> Option<&'w Request> {
        walk.state.waiting().filter(|request| request.asked().id == self.request)
    }

    /// What speaks against an approval now; nothing where a typed name is all that is missing.
    pub fn hindrance(&self, request: &Request, model: &Model) -> Option<Hindrance> {
        if request.closed().is_some() {
            return Some(Hindrance::Closed(Safe::from_static("it is closed")));
        }
        if let Some(why) = unusable(model) {
            let text = format!("cannot record decisions, gates are closed: {why}");
            return Some(Hindrance::Closed(Safe::line(&text)));
        }
        if let Some(at) = request.approved_at() {
            let until = crate::ui::widgets::clock(request.until());
            let at = crate::ui::widgets::clock(at);
            return Some(Hindrance::Approved(Safe::line(&format!("approved {at}, usable until {until}"))));
        }
        if model.now >= request.until() {
            return Some(Hindrance::Closed(Safe::from_static("it expired: nobody decided in time")));
        }
        if let Some(why) = Binding::read(&request.asked().binding).ok().and_then(|bound| too_old(model, &bound.cluster))
        {
            return Some(Hindrance::Unread(Safe::line(&why)));
        }
        match &self.change {
            None => return Some(Hindrance::Unread(Safe::from_static("the change is being read"))),
            Some(Err(why)) => return Some(Hindrance::Closed(Safe::line(&format!("the change cannot be read: {why}")))),
            Some(Ok(_)) => {}
        }
        if let Some(unread) = self.paper.unread() {
            let text = format!("read all of it first: {}", unread.words());
            return Some(Hindrance::Unread(Safe::line(&text)));
        }
        let environment = super::facts::environment(request, model);
        let blockers = crate::logic::gate::blockers(&request.asked().plan.guards, &self.acknowledged, environment);
        (!blockers.is_empty()).then_some(Hindrance::Guarded(blockers))
    }
}
