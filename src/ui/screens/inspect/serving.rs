//! Whether anything still serves, in words.

use crate::domain::inspection::Serving;

use super::words::{self, count};

/// The service that is worst off first.
#[must_use]
pub fn worst_first(services: &[Serving]) -> Vec<&Serving> {
    let mut sorted: Vec<&Serving> = services.iter().collect();
    sorted.sort_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| a.service.cmp(&b.service)));
    sorted
}

/// Nothing serves, none of its pods does, some do, all do.
fn rank(serving: &Serving) -> (u8, u32) {
    let step = match (serving.ready, serving.others, serving.not_ready) {
        (0, 0, _) => 0,
        (0, ..) => 1,
        (.., 1..) => 2,
        _ => 3,
    };
    (step, serving.ready)
}

/// Whether this is what people are called for.
#[must_use]
pub fn is_bad(serving: &Serving) -> bool {
    serving.ready == 0
}

/// One service in a sentence.
#[must_use]
pub fn sentence(serving: &Serving) -> String {
    let Serving { service, ready, not_ready, others } = serving;
    let total = ready.saturating_add(*not_ready);
    let of = |ready: u32| {
        let verb = if ready == 1 || total == 1 { "is" } else { "are" };
        format!(
            "{} of {} of service {service} {verb} ready",
            words::grouped(ready.into()),
            count(total.into(), "endpoint")
        )
    };
    match (ready, total, others) {
        (0, 0, 0) => format!("nothing serves: service {service} has no endpoints"),
        (0, _, 0) => format!("nothing serves: {}", of(0)),
        (0, 0, others) => {
            format!(
                "none of its pods serves: service {service} has only {} of other pods",
                count((*others).into(), "ready endpoint")
            )
        }
        (0, _, others) => {
            format!("none of its pods serves: {}; {} of other pods", of(0), count((*others).into(), "ready endpoint"))
        }
        (ready, total, _) if *ready == total => {
            let all = if total == 1 {
                "the one endpoint".to_owned()
            } else {
                format!("all {}", count(total.into(), "endpoint"))
            };
            format!("serving: {all} of service {service} {} ready", if total == 1 { "is" } else { "are" })
        }
        (ready, ..) => format!("still serving: {}", of(*ready)),
    }
}

/// The answer to "is anything still serving?" in one sentence.
#[must_use]
pub fn summary(services: &[Serving]) -> String {
    match worst_first(services).as_slice() {
        [] => "no service sends traffic to its pods".to_owned(),
        [only] => sentence(only),
        [worst, others @ ..] => {
            format!("{} (+{})", sentence(worst), count(u64::try_from(others.len()).unwrap_or(u64::MAX), "service"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::Safe;

    fn service(name: &str, ready: u32, not_ready: u32, others: u32) -> Serving {
        Serving { service: Safe::clean(name), ready, not_ready, others }
    }

    #[test]
    fn endpoints_are_said_in_words() {
        let table = [
            ((0, 3, 0), "nothing serves: 0 of 3 endpoints of service checkout are ready"),
            ((0, 0, 0), "nothing serves: service checkout has no endpoints"),
            (
                (0, 3, 4),
                "none of its pods serves: 0 of 3 endpoints of service checkout are ready; 4 ready endpoints of other pods",
            ),
            ((0, 0, 1), "none of its pods serves: service checkout has only 1 ready endpoint of other pods"),
            ((1, 5, 0), "still serving: 1 of 6 endpoints of service checkout is ready"),
            ((6, 0, 0), "serving: all 6 endpoints of service checkout are ready"),
            ((1, 0, 0), "serving: the one endpoint of service checkout is ready"),
        ];
        for ((ready, not_ready, others), expected) in table {
            assert_eq!(sentence(&service("checkout", ready, not_ready, others)), expected);
        }
    }

    #[test]
    fn the_worst_service_speaks_for_all() {
        let services = [service("a", 3, 0, 0), service("b", 0, 3, 0), service("c", 0, 3, 2)];
        assert_eq!(summary(&services), "nothing serves: 0 of 3 endpoints of service b are ready (+2 services)");
        assert_eq!(summary(&[]), "no service sends traffic to its pods");
    }
}
