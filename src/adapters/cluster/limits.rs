//! How long a call may take (K-2), and the clock that calls are told by.

use std::time::Duration;

use jiff::Timestamp;

pub(super) const CONNECT: Duration = Duration::from_secs(5);
pub(super) const GET: Duration = Duration::from_secs(10);
pub(super) const LIST: Duration = Duration::from_mins(1);
pub(super) const REVIEW: Duration = Duration::from_secs(5);

/// The console's clock, as far as requests and logs go.
#[expect(clippy::disallowed_methods, reason = "adapters stamp what happens; verdicts go by the cluster's clock")]
pub(super) fn now() -> Timestamp {
    Timestamp::now()
}
