//! How bad it is: the state, what still serves, and where (B6).

use crate::domain::{environment::Environment, severity::Severity, verdict::State};

/// The severity of a rollout of which `ready` of `desired` pods serve.
#[must_use]
pub fn severity(state: State, ready: u32, desired: u32, environment: Environment) -> Severity {
    let in_production = match state {
        State::Failed | State::Degraded if ready == 0 && desired > 0 => Severity::Critical,
        State::Failed | State::Degraded if ready.saturating_mul(2) < desired => Severity::High,
        State::Failed | State::Degraded | State::Unknown => Severity::Medium,
        State::Slow => Severity::Low,
        State::Progressing | State::Paused | State::Ok => Severity::Info,
    };
    match (environment, in_production) {
        (Environment::Production, severity) => severity,
        (_, Severity::Info) => Severity::Info,
        (Environment::Staging, Severity::Critical | Severity::High) => Severity::Medium,
        _ => Severity::Low,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outage_is_worse_than_a_dent_and_production_worse_than_the_rest() {
        let of = |state, ready, environment| severity(state, ready, 4, environment);
        assert_eq!(of(State::Failed, 0, Environment::Production), Severity::Critical);
        assert_eq!(of(State::Degraded, 1, Environment::Production), Severity::High);
        assert_eq!(of(State::Failed, 4, Environment::Production), Severity::Medium);
        assert_eq!(of(State::Failed, 0, Environment::Staging), Severity::Medium);
        assert_eq!(of(State::Failed, 0, Environment::Development), Severity::Low);
        assert_eq!(of(State::Ok, 0, Environment::Production), Severity::Info);
    }
}
