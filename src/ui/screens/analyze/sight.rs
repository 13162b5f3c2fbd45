//! Everything that one frame or one command looks at, derived once.

use crate::{
    domain::{
        analysis::Analysis, environment::Environment, evidence::Evidence, incident::Incident, text::Safe, workload::Key,
    },
    flow::Model,
    logic::categorize::Circumstances,
};

use super::{
    spot::{Spot, spots},
    state::{State, Work},
};

/// The state and the model, seen together.
#[derive(Clone)]
pub struct Sight<'a> {
    pub state: &'a State,
    pub model: &'a Model,
    pub incident: Option<&'a Incident>,
    /// What rules just said, or what is recorded.
    pub analysis: Option<&'a Analysis>,
    /// An analysis of this incident that goes on.
    pub work: Option<&'a Work>,
    /// The last one, where somebody stopped it and what rules said of it is still the newest.
    pub stopped: Option<&'a Work>,
}

impl<'a> Sight<'a> {
    #[must_use]
    pub fn of(state: &'a State, model: &'a Model) -> Self {
        let desk = &model.desk;
        let chosen = state.incident.and_then(|alias| desk.incidents.get(&alias));
        let newest = || desk.open_incidents().next_back().or_else(|| desk.incidents.values().next_back());
        let incident = chosen.or_else(newest);
        let ours = |work: &&Work| incident.is_some_and(|incident| incident.alias == work.incident);
        let last = state.work.as_ref().filter(ours);
        let work = last.filter(|work| !work.is_over);
        let recorded = incident.and_then(|incident| incident.analysis.as_ref());
        let fresh = last.and_then(|work| work.rules.as_deref());
        // What was ordered later is newer than what is recorded, until its own record comes.
        let analysis = match (recorded, fresh) {
            (Some(recorded), Some(fresh)) if work.is_none() && recorded.at >= fresh.at => Some(recorded),
            (_, Some(fresh)) => Some(fresh),
            (recorded, None) => recorded,
        };
        let newest = |work: &&Work| work.rules.as_deref().zip(analysis).is_none_or(|(ours, shown)| shown.at <= ours.at);
        let stopped = last.filter(|work| work.stopped.is_some()).filter(newest);
        Self { state, model, incident, analysis, work, stopped }
    }

    #[must_use]
    pub fn spots(&self) -> Vec<Spot> {
        self.incident.map(|incident| spots(incident, self.analysis)).unwrap_or_default()
    }

    /// The place that is looked at, and its evidence.
    #[must_use]
    pub fn spot(&self) -> Option<(Spot, &'a Evidence)> {
        let incident = self.incident?;
        let known = |spot: &Spot| incident.evidence.iter().find(|one| one.no == spot.no);
        let chosen = self.state.spot.clone().filter(|spot| known(spot).is_some());
        let spot = chosen.or_else(|| self.spots().into_iter().next())?;
        let evidence = known(&spot)?;
        Some((spot, evidence))
    }

    /// The lines of the evidence that is looked at, where they were read.
    #[must_use]
    pub fn lines(&self) -> Option<&'a [Safe]> {
        let (spot, _) = self.spot()?;
        self.state.read.get(&(self.incident?.alias, spot.no)).map(Vec::as_slice)
    }

    /// The rollout that it is about, where one of the clusters is its.
    #[must_use]
    pub fn key(&self) -> Option<Key> {
        let about = self.incident?.about.as_ref()?;
        self.model.board.sources().into_iter().find_map(|(cluster, ..)| about.key(cluster))
    }

    /// How the rollout is now, as far as the board knows.
    #[must_use]
    pub fn around(&self) -> Circumstances {
        let Some(key) = self.key() else { return Circumstances::default() };
        let Some(entry) = self.model.board.entry(&key) else { return Circumstances::default() };
        let workload = entry.workload;
        Circumstances {
            state: Some(entry.rollout.verdict.state),
            serving: Some((workload.counts.ready, workload.desired)),
        }
    }

    #[must_use]
    pub fn environment(&self) -> Environment {
        let about = self.incident.and_then(|incident| incident.about.as_ref());
        let sources = self.model.board.sources();
        let cluster = about.and_then(|about| sources.iter().find(|(cluster, ..)| about.key(cluster).is_some()));
        match (cluster, about) {
            (Some((cluster, ..)), Some(about)) => self.model.board.environment(cluster, &about.namespace),
            _ => Environment::default(),
        }
    }

    /// Whether evidence came after the analysis, or there is none.
    #[must_use]
    pub fn is_behind(&self) -> bool {
        let Some(incident) = self.incident else { return false };
        let newest = incident.evidence.iter().map(|one| one.taken).max();
        match (newest, &incident.analysis) {
            (Some(newest), Some(analysis)) => newest > analysis.at,
            (Some(_), None) => true,
            (None, _) => false,
        }
    }
}

/// The incident that the screen shows.
#[must_use]
pub fn shown<'a>(state: &'a State, model: &'a Model) -> Option<&'a Incident> {
    Sight::of(state, model).incident
}
