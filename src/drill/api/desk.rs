//! From a request to its answer, without a wire.

use std::sync::Arc;

use crate::drill::{
    simulation::Simulation,
    store::{Part, Refusal},
};

use super::{
    access,
    answer::{Answer, TEXT},
    asked::Asked,
    discovery, eviction, logs, read, refusals, reviews,
    role::Role,
    route::{Place, Review, Target, Verb},
    watch, write,
};

/// What the API server says whenever Endpoints are touched.
const DEPRECATED: &str = "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice";

/// The API of a cluster.
#[derive(Clone)]
pub struct Api {
    pub simulation: Arc<Simulation>,
}

impl Api {
    #[must_use]
    pub fn answer(&self, asked: &Asked) -> Answer {
        self.route(asked).unwrap_or_else(Answer::from)
    }

    fn route(&self, asked: &Asked) -> Result<Answer, Refusal> {
        let role = asked.role.ok_or_else(refusals::unauthorized)?;
        match &asked.target {
            Target::Document => {
                access::check_path(role, &asked.method, &asked.path)?;
                let answer = discovery::answer(asked);
                // Health may be asked for in any way.
                let read_only = answer.status == 200 && answer.media != TEXT;
                if read_only && asked.method != "GET" { Err(refusals::method()) } else { Ok(answer) }
            }
            Target::Missing => {
                access::check_path(role, &asked.method, &asked.path)?;
                Err(refusals::missing())
            }
            Target::Review(review) => self.review(asked, role, *review),
            Target::Place(place) => {
                let verb = asked.verb().ok_or_else(refusals::method)?;
                access::check(role, verb, place)?;
                let mut answer = self.place(asked, place, verb)?;
                if place.resource.plural == "endpoints" {
                    answer.warnings.push(DEPRECATED.to_owned());
                }
                Ok(answer)
            }
        }
    }

    fn review(&self, asked: &Asked, role: Role, review: Review) -> Result<Answer, Refusal> {
        access::check_review(role, review)?;
        if asked.method != "POST" {
            return Err(refusals::method());
        }
        reviews::answer(asked, role, review, self.simulation.now())
    }

    fn place(&self, asked: &Asked, place: &Place, verb: Verb) -> Result<Answer, Refusal> {
        let simulation = &self.simulation;
        let part = match (place.subresource.as_str(), verb) {
            ("", _) => Part::Main,
            ("status", _) => Part::Status,
            ("scale", Verb::Get) => return read::replicas(simulation, place),
            ("scale", _) => Part::Scale,
            ("log", Verb::Get) => return logs::answer(simulation, asked, place),
            ("eviction", Verb::Create) => return eviction::answer(simulation, asked, place),
            ("attach" | "exec" | "portforward" | "proxy", _) => {
                return Err(refusals::not_simulated(&place.subresource));
            }
            _ => return Err(refusals::method()),
        };
        match verb {
            Verb::Get => read::get(simulation, asked, place),
            Verb::List => read::list(simulation, asked, place),
            Verb::Watch => watch::open(simulation, asked, place),
            Verb::Create if part == Part::Main => write::create(simulation, asked, place),
            Verb::Create => Err(refusals::method()),
            Verb::Update => write::update(simulation, asked, place, part),
            Verb::Patch => write::patch(simulation, asked, place, part),
            Verb::Delete => write::delete(simulation, asked, place),
            Verb::DeleteCollection => write::delete_collection(simulation, asked, place),
        }
    }
}
