//! The nodes of a strategy, one by one.

use std::collections::BTreeMap;

use crate::{
    domain::{
        action::{LONGEST_ANNOTATION, Wish},
        approval::{EXPIRES_SECONDS, MOST_PEOPLE},
        strategy::{Amount, Does, Expression, Lasting, Node, NodeId, Outcome, Parameter, Phase, WishTemplate},
        text::Safe,
    },
    logic::yaml::{Faults, Fields, Spot, Tree, fields},
};

use super::{
    amounts::Parameters,
    expression,
    literal::{SECRET, annotation_refused, is_secret},
    words::{id, known},
};

/// Seconds that a node may take for one look or one call, unless it says otherwise.
const TIMEOUT: u64 = 300;
const TYPES: &str = "condition, gate, action, collect, route, loop, wait, outcome";

/// A node, and where its names stand.
pub struct Placed {
    pub at: Spot,
    pub node: Node,
    /// Every node that it names, with the field.
    pub leads: Vec<(Spot, &'static str, NodeId)>,
}

/// The nodes of a file.
pub struct Nodes {
    /// Those that could be read, in the order of the file.
    pub read: Vec<Placed>,
    /// The names of all of them.
    pub names: Vec<Safe>,
}

/// All nodes.
pub fn all(tree: &Tree, parameters: &BTreeMap<Safe, Parameter>, faults: &mut Faults) -> Nodes {
    let fields = Fields::of(tree, "nodes", faults);
    let pairs = fields.map_or_else(Default::default, |fields| fields.pairs());
    let names = pairs.iter().map(|(_, name, _)| Safe::line(name)).collect();
    let read = pairs.iter().filter_map(|(at, name, tree)| one(*at, name, tree, parameters, faults)).collect();
    Nodes { read, names }
}

fn one(
    at: Spot,
    name: &str,
    tree: &Tree,
    parameters: &BTreeMap<Safe, Parameter>,
    faults: &mut Faults,
) -> Option<Placed> {
    let id = id(at, name, faults);
    let fields = Fields::of(tree, &format!("node `{name}`"), faults)?;
    let mut reading = Reading { fields, parameters, leads: Vec::new(), faults };
    let sort = reading.fields.need_text("type", reading.faults);
    let title =
        reading.fields.text("title", reading.faults).map_or_else(|| Safe::line(name), |(_, text)| Safe::line(text));
    let phase: Option<Phase> =
        reading.fields.text("phase", reading.faults).and_then(|(at, word)| known(at, word, reading.faults));
    let timeout = reading.duration("timeout").unwrap_or(Amount::Given(TIMEOUT));
    let does = sort.and_then(|(at, sort)| reading.does(at, sort));
    let Reading { fields, leads, faults, .. } = reading;
    if does.is_some() {
        fields.finish(faults);
    }
    let line = u32::try_from(at.line).unwrap_or(u32::MAX);
    Some(Placed { at, node: Node { id: id?, line, title, phase, timeout, does: does? }, leads })
}

struct Reading<'t, 'f> {
    fields: Fields<'t>,
    parameters: &'f BTreeMap<Safe, Parameter>,
    leads: Vec<(Spot, &'static str, NodeId)>,
    faults: &'f mut Faults,
}

impl Reading<'_, '_> {
    fn does(&mut self, at: Spot, sort: &str) -> Option<Does> {
        match sort {
            "condition" => self.condition(),
            "gate" => self.gate(),
            "action" => self.action(),
            "collect" => {
                let (next, on_failure) = (self.lead("next"), self.maybe_lead("on_failure"));
                Some(Does::Collect { next: next?, on_failure })
            }
            "route" => self.route(),
            "loop" => self.repeat(),
            "wait" => {
                let (seconds, next) = (self.need_duration("for"), self.lead("next"));
                Some(Does::Wait { seconds: seconds?, next: next? })
            }
            "outcome" => self.outcome(),
            "parallel" => {
                self.faults.add(at, "`parallel` is not yet carried out; put its branches one after another");
                None
            }
            other => {
                self.faults.add(at, &format!("unknown node type `{other}`; known: {TYPES}"));
                None
            }
        }
    }

    fn condition(&mut self) -> Option<Does> {
        let check = self.expression("check");
        let (within, lasting) = (self.duration("within"), self.duration("for"));
        let lasting = match (within, lasting) {
            (None, None) => Lasting::Once,
            (Some(within), None) => Lasting::Within(within),
            (None, Some(seconds)) => Lasting::For(seconds),
            (Some(_), Some(_)) => {
                self.faults.add(self.fields.at, "a condition has `within` (a verify) or `for` (a hold), not both");
                return None;
            }
        };
        let (yes, no, on_unknown) = (self.lead("yes"), self.lead("no"), self.maybe_lead("on_unknown"));
        let (yes, no) = (yes?, no?);
        if on_unknown.as_ref() == Some(&yes) {
            self.faults.add(self.fields.at, "on_unknown must not lead where yes does: unknown is not yes");
        }
        Some(Does::Condition { check: check?, lasting, yes, no, on_unknown })
    }

    fn gate(&mut self) -> Option<Does> {
        let action = self.lead("action");
        let quorum = self.fields.get("quorum").and_then(|tree| {
            let number = fields::whole(tree, "quorum", self.faults)?;
            let quorum = u8::try_from(number).ok().filter(|quorum| (1..=MOST_PEOPLE).contains(quorum));
            if quorum.is_none() {
                self.faults.add(tree.at, &format!("quorum must be 1 to {MOST_PEOPLE}, got {number}"));
            }
            quorum
        });
        let expires = self.duration("expires").unwrap_or(Amount::Given(EXPIRES_SECONDS));
        if let Amount::Given(seconds) = &expires
            && *seconds > EXPIRES_SECONDS
        {
            self.faults.add(self.fields.at, "a request for approval expires after 30m at most");
        }
        let on_reject = self.lead("on_reject");
        Some(Does::Gate { action: action?, quorum, expires, on_reject: on_reject? })
    }

    fn action(&mut self) -> Option<Does> {
        let wish = self.wish();
        let (next, on_failure, on_unknown) =
            (self.lead("next"), self.lead("on_failure"), self.maybe_lead("on_unknown"));
        Some(Does::Action { wish: wish?, next: next?, on_failure: on_failure?, on_unknown })
    }

    fn wish(&mut self) -> Option<WishTemplate> {
        let (at, kind) = self.fields.need_text("action", self.faults)?;
        match kind {
            "undo" => {
                let to = self.fields.text("to", self.faults).map(|(_, text)| Safe::line(text));
                let to = to.filter(|to| to.as_str() != "previous");
                Some(WishTemplate::Fixed(Wish::Undo { to }))
            }
            "restart" => Some(WishTemplate::Fixed(Wish::Restart)),
            "scale" => {
                let tree = self.fields.need("replicas", self.faults)?;
                let replicas = Parameters(self.parameters).number(tree, "replicas", self.faults)?;
                Some(WishTemplate::Scale { replicas })
            }
            "annotate" => {
                let (key, value) =
                    (self.fields.need_text("key", self.faults), self.fields.need_text("value", self.faults));
                let ((at_key, key), (at_value, value)) = (key?, value?);
                if let Some(why) = annotation_refused(key) {
                    self.faults.add(at_key, &why);
                }
                if is_secret(key, value) {
                    self.faults.add(at_value, SECRET);
                }
                if value.len() > LONGEST_ANNOTATION {
                    let text =
                        format!("an annotation's value has at most {LONGEST_ANNOTATION} bytes, got {}", value.len());
                    self.faults.add(at_value, &text);
                }
                Some(WishTemplate::Fixed(Wish::Annotate { key: Safe::line(key), value: Safe::line(value) }))
            }
            other => {
                self.faults.add(at, &format!("unknown action kind `{other}`; known: undo, restart, scale, annotate"));
                None
            }
        }
    }

    fn route(&mut self) -> Option<Does> {
        let value = self.expression("value");
        let cases = self.fields.need("cases", self.faults).and_then(|tree| {
            let cases = Fields::of(tree, "cases", self.faults)?;
            let mut found = BTreeMap::new();
            for (_, name, tree) in cases.pairs() {
                let Some((at, target)) = fields::text(tree, "a case", self.faults) else { continue };
                self.leads.push((at, "cases", Safe::line(target)));
                found.insert(Safe::line(name), Safe::line(target));
            }
            Some(found)
        });
        let (otherwise, on_unknown) = (self.lead("otherwise"), self.maybe_lead("on_unknown"));
        Some(Does::Route { value: value?, cases: cases?, otherwise: otherwise?, on_unknown })
    }

    fn repeat(&mut self) -> Option<Does> {
        let (body, until) = (self.lead("body"), self.expression("until"));
        let max = self.fields.need("max", self.faults).and_then(|tree| {
            let number = fields::whole(tree, "max", self.faults)?;
            let max = u8::try_from(number).ok().filter(|max| (1..=20).contains(max));
            if max.is_none() {
                self.faults.add(tree.at, &format!("max must be 1 to 20, got {number}"));
            }
            max
        });
        let delay = self.duration("delay").unwrap_or(Amount::Given(30));
        let (next, exhausted) = (self.lead("next"), self.lead("exhausted"));
        Some(Does::Loop { body: body?, until: until?, max: max?, delay, next: next?, exhausted: exhausted? })
    }

    fn outcome(&mut self) -> Option<Does> {
        let result: Option<Outcome> =
            self.fields.need_text("result", self.faults).and_then(|(at, word)| known(at, word, self.faults));
        let say = self.fields.need_text("say", self.faults).map(|(_, text)| Safe::clean(text));
        Some(Does::Outcome { result: result?, say: say? })
    }

    fn expression(&mut self, name: &'static str) -> Option<Expression> {
        let (at, source) = self.fields.need_text(name, self.faults)?;
        let parameters: Vec<_> = self.parameters.keys().map(Safe::as_str).collect();
        expression::check(at, source.trim(), &parameters, self.faults)
    }

    fn lead(&mut self, name: &'static str) -> Option<NodeId> {
        let (at, text) = self.fields.need_text(name, self.faults)?;
        self.leads.push((at, name, Safe::line(text)));
        Some(Safe::line(text))
    }

    fn maybe_lead(&mut self, name: &'static str) -> Option<NodeId> {
        let (at, text) = self.fields.text(name, self.faults)?;
        self.leads.push((at, name, Safe::line(text)));
        Some(Safe::line(text))
    }

    fn duration(&mut self, name: &'static str) -> Option<Amount> {
        let tree = self.fields.get(name)?;
        Parameters(self.parameters).duration(tree, name, self.faults)
    }

    fn need_duration(&mut self, name: &'static str) -> Option<Amount> {
        let tree = self.fields.need(name, self.faults)?;
        Parameters(self.parameters).duration(tree, name, self.faults)
    }
}
