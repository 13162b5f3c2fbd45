//! Every recorded case, its verdicts and its sentences.

use stanch::domain::verdict::{State, Thresholds, Verdict};

use super::recorded::{Recorded, cases};

#[test]
fn show() {
    for case in cases() {
        let recorded = Recorded::read(&case);
        for later in [0, 60, 400] {
            let verdict = recorded.judge(later, &Thresholds::default());
            println!(
                "{case:24} +{later:<4} {:?}{} {} [{}] {}",
                verdict.state,
                if verdict.early { " early" } else { "" },
                verdict.rule,
                verdict.brief,
                verdict.why
            );
            if later == 0 {
                println!(
                    "      since {:?} review {:?} cause {:?} at {}",
                    verdict.since, verdict.review, verdict.cause, recorded.at
                );
            }
        }
    }
}
