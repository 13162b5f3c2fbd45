//! What `kubectl describe`, `get events` and `get pods` print, found within whatever else was pasted with it.

/// A line that the cluster said rather than a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Told<'a> {
    pub pod: Option<&'a str>,
    /// Nothing is wrong, it says.
    pub normal: bool,
    pub kind: Kind,
}

/// Which of the things that a cluster says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Event,
    Status,
}

/// What the kubelet and controllers say, where it was copied without the columns around it.
const WORDS: [&str; 16] = [
    "Failed to pull image \"",
    "Back-off pulling image \"",
    "Error: ImagePullBackOff",
    "Error: ErrImagePull",
    "Error: InvalidImageName",
    "Error: couldn't find key ",
    "Error: secret \"",
    "Error: configmap \"",
    "Error: failed to create containerd task",
    "Error: container has runAsNonRoot",
    "Back-off restarting failed container",
    "Readiness probe failed",
    "Liveness probe failed",
    "Startup probe failed",
    "MountVolume.SetUp failed",
    "Error creating: pods \"",
];

/// What a container waits for or ended with.
const REASONS: [&str; 12] = [
    "OOMKilled",
    "CrashLoopBackOff",
    "ImagePullBackOff",
    "ErrImagePull",
    "InvalidImageName",
    "CreateContainerConfigError",
    "CreateContainerError",
    "RunContainerError",
    "ContainerCannotRun",
    "StartError",
    "Error",
    "Evicted",
];

/// Reads a line; `None` where a program may as well have written it.
pub(super) fn read(line: &str) -> Option<Told<'_>> {
    let line = line.trim();
    if WORDS.iter().any(|words| line.starts_with(words)) {
        return Some(Told { pod: None, normal: false, kind: Kind::Event });
    }
    event(line).or_else(|| status(line)).or_else(|| listed(line))
}

/// The pod that `kubectl describe` goes on to tell of: `Name:             checkout-7f9c-2xkq8`.
pub(super) fn described(line: &str) -> Option<&str> {
    line.strip_prefix("Name:   ").map(str::trim).filter(|name| !name.is_empty() && !name.contains(' '))
}

/// `Warning  BackOff  3s (x12 over 2m)  kubelet  Back-off …`, or `58s  Warning  Failed  pod/checkout-7f9c  Error: …`.
fn event(line: &str) -> Option<Told<'_>> {
    let mut cells = cells(line);
    let mut first = cells.next()?;
    // A namespace, and how long ago.
    for _ in 0..2 {
        if matches!(first, "Warning" | "Normal") {
            break;
        }
        first = cells.next()?;
    }
    let normal = match first {
        "Warning" => false,
        "Normal" => true,
        _ => return None,
    };
    let reason = cells.next()?;
    let named =
        reason.starts_with(|c: char| c.is_ascii_uppercase()) && reason.bytes().all(|b| b.is_ascii_alphanumeric());
    let pod = cells.next().and_then(|cell| cell.strip_prefix("pod/"));
    named.then_some(Told { pod, normal, kind: Kind::Event })
}

/// `Reason:       OOMKilled` of `kubectl describe`, `reason: OOMKilled` of `-o yaml`.
fn status(line: &str) -> Option<Told<'_>> {
    // As stanch itself writes it down.
    if let Some((pod, _)) = line.strip_prefix("pod ").and_then(|rest| rest.split_once(" container ")) {
        return (!pod.contains(' ')).then_some(Told { pod: Some(pod), normal: false, kind: Kind::Status });
    }
    let reason = line.strip_prefix("Reason:  ").or_else(|| line.strip_prefix("reason: "))?.trim();
    REASONS.contains(&reason).then_some(Told { pod: None, normal: false, kind: Kind::Status })
}

/// `cart-5d8f7b9c4-x2k9p   0/1   OOMKilled   4 (32s ago)   3m` of `kubectl get pods`.
fn listed(line: &str) -> Option<Told<'_>> {
    let mut words = line.split_whitespace();
    let mut pod = words.next()?;
    let mut ready = words.next()?;
    if !is_share(ready) {
        (pod, ready) = (ready, words.next()?);
    }
    let state = words.next()?.trim_start_matches("Init:");
    let restarts = words.next()?;
    let is_row = is_share(ready) && restarts.bytes().all(|b| b.is_ascii_digit()) && words.any(is_age);
    let normal = !REASONS.contains(&state);
    is_row.then_some(Told { pod: Some(pod), normal, kind: Kind::Status })
}

/// `0/1`
fn is_share(text: &str) -> bool {
    let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    text.split_once('/').is_some_and(|(ready, all)| number(ready) && number(all))
}

/// `3m`, `4h12m`
fn is_age(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
        && text.ends_with(['s', 'm', 'h', 'd'])
        && text.bytes().all(|b| b.is_ascii_digit() || b"smhd".contains(&b))
}

/// Columns, with two blanks or more between them.
fn cells(line: &str) -> impl Iterator<Item = &str> {
    line.split("  ").map(str::trim).filter(|cell| !cell.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_kubectl_prints_is_known() {
        let told = |pod, normal, kind| Some(Told { pod, normal, kind });
        let cases = [
            (
                "  Warning  BackOff    3s (x12 over 2m)  kubelet  Back-off restarting failed container",
                told(None, false, Kind::Event),
            ),
            (
                "  Normal   Scheduled  3m    default-scheduler  Successfully assigned shop/x to n",
                told(None, true, Kind::Event),
            ),
            (
                "58s         Warning   Failed    pod/checkout-7f9c   Error: ImagePullBackOff",
                told(Some("checkout-7f9c"), false, Kind::Event),
            ),
            (
                "shop    58s    Warning   Failed    pod/checkout-7f9c   x",
                told(Some("checkout-7f9c"), false, Kind::Event),
            ),
            ("      Reason:       OOMKilled", told(None, false, Kind::Status)),
            ("        reason: OOMKilled", told(None, false, Kind::Status)),
            (
                "cart-5d8f-x2k9p   0/1   OOMKilled   4 (32s ago)   3m",
                told(Some("cart-5d8f-x2k9p"), false, Kind::Status),
            ),
            ("shop  cart-5d8f-x2k9p   1/1   Running   0   3m", told(Some("cart-5d8f-x2k9p"), true, Kind::Status)),
            ("Error: secret \"checkout-db\" not found", told(None, false, Kind::Event)),
            ("pod cart-1 container api last termination OOMKilled 137", told(Some("cart-1"), false, Kind::Status)),
            ("Warning: the cache is cold", None),
            ("2026-11-21 WARN  Warning  about the  OOMKilled pods", None),
            ("Reason: OOMKilled by hand", None),
            ("step 3/7 compiling 12 files now", None),
        ];
        for (line, expected) in cases {
            assert_eq!(read(line), expected, "{line}");
        }
        assert_eq!(described("Name:             checkout-7f9c"), Some("checkout-7f9c"));
        assert_eq!(described("Name: two words"), None);
    }
}
