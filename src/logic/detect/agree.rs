//! Where a change and a symptom are about the same thing. The weight says how much it proves.

use crate::{
    domain::{finding::Matter, text::Safe},
    logic::evidence::{Frame, Side},
};

use super::{
    changes::Changes,
    clue::{Hint, Symptom},
    workload::{Workloads, is_proxy},
};

/// How a hint and a symptom agree, and in what.
pub(super) fn agree(hint: &Hint<'_>, symptom: &Symptom, workloads: &Workloads) -> Option<(u8, Matter)> {
    let pairs = hint.matters.iter().flat_map(|ours| symptom.matters.iter().map(move |theirs| (ours, theirs)));
    let (weight, matter) = pairs
        .filter_map(|(ours, theirs)| Some((same(ours, theirs)?, theirs.clone())))
        .max_by_key(|(weight, _)| *weight)?;
    // What only says the kind of thing has to be of the same workload.
    let kind = matches!(matter, Matter::Limit(_) | Matter::Slowness(_) | Matter::Key(_)) || matter.name().is_empty();
    let told = matches!(&matter, Matter::Slowness(kind) if kind.as_str() != "memory")
        && symptom.pod.as_deref().is_some_and(is_proxy);
    if kind && !told && workloads.is_another(&hint.spot, symptom.pod.as_deref()) {
        return None;
    }
    // `rights` and the like are stanch's own words: what the line names is told instead.
    let told = match (&matter, symptom.matters.first()) {
        (Matter::Key(_), Some(first @ Matter::File(_))) => first.clone(),
        _ => matter,
    };
    Some((weight + closeness(hint, symptom), told))
}

/// What two matters being one proves; a hint without a name stands for any.
fn same(ours: &Matter, theirs: &Matter) -> Option<u8> {
    if std::mem::discriminant(ours) != std::mem::discriminant(theirs) {
        return None;
    }
    let (our, their) = (ours.name(), theirs.name());
    if our.is_empty() {
        return Some(50);
    }
    let alike = match ours {
        Matter::Module(_) => modules(&our, &their),
        Matter::File(_) => files(&our, &their) || is_within(&their, &our),
        Matter::Image(_) if their.is_empty() => return Some(50),
        Matter::Image(_) => images(&our, &their),
        _ => our == their,
    };
    let weight = match ours {
        Matter::Slowness(_) => 40,
        Matter::Limit(_) => 80,
        // Mostly stanch's own words: they say the kind of thing, not which one.
        Matter::Key(_) => 78,
        _ => 90,
    };
    alike.then_some(weight)
}

/// Slowness is of one kind often; the route or the function in the line tells which.
fn closeness(hint: &Hint<'_>, symptom: &Symptom) -> u8 {
    let frame = symptom.frames.iter().any(|frame| files(hint.spot.file.path(), &frame.file));
    let text = symptom.place.text.to_ascii_lowercase();
    let function = hint.spot.function.as_deref().map(str::to_ascii_lowercase);
    let named = function.is_some_and(|function| {
        function.split('_').chain([function.as_str()]).any(|part| part.len() > 3 && text.contains(part))
    });
    u8::from(frame) * 6 + u8::from(named) * 4
}

/// The same image, with a registry or without; `:2.9.0` is any image of this tag, `shop/search:` any tag of this one.
fn images(ours: &str, theirs: &str) -> bool {
    let ends =
        |long: &str, short: &str| long.strip_suffix(short).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'));
    match (ours.starts_with(':'), ours.strip_suffix(':')) {
        (true, _) => theirs.ends_with(ours),
        (_, Some(name)) => theirs.rsplit_once(':').is_some_and(|(image, _)| ends(image, name)),
        _ => ends(ours, theirs) || ends(theirs, ours),
    }
}

/// `/etc/cart/rates.json` within the mount `/etc/cart`, `templates/mail.html` within `./templates`, wherever that was put.
fn is_within(file: &str, folder: &str) -> bool {
    let folder = folder.trim_start_matches("./").trim_end_matches('/');
    if folder.starts_with('/') {
        return file.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
    }
    folder.len() > 2 && format!("/{}", file.trim_start_matches("./")).contains(&format!("/{folder}/"))
}

/// `yaml` and `PyYAML`, `google.cloud` and `google-cloud-storage`.
fn modules(ours: &str, theirs: &str) -> bool {
    const DISTRIBUTIONS: [(&str, &str); 12] = [
        ("yaml", "pyyaml"),
        ("cv2", "opencv-python"),
        ("pil", "pillow"),
        ("dotenv", "python-dotenv"),
        ("bs4", "beautifulsoup4"),
        ("sklearn", "scikit-learn"),
        ("jwt", "pyjwt"),
        ("psycopg2", "psycopg2-binary"),
        ("dateutil", "python-dateutil"),
        ("mysqldb", "mysqlclient"),
        ("rest_framework", "djangorestframework"),
        ("google", "google-cloud"),
    ];
    let plain = |module: &str| module.to_ascii_lowercase().replace('_', "-");
    let top = |module: &str| plain(module.split('.').next().unwrap_or(module));
    let known = |a: &str, b: &str| DISTRIBUTIONS.iter().any(|(module, package)| *module == a && b.starts_with(package));
    let (our, their) = (plain(ours), plain(theirs));
    our == their
        || top(ours) == top(theirs)
        || known(&top(ours).replace('-', "_"), &their)
        || known(&top(theirs).replace('-', "_"), &our)
}

/// Whether two paths can be one file: one ends as the other does, or the last two parts are the same.
pub(super) fn files(ours: &str, theirs: &str) -> bool {
    let parts = |path: &str| {
        path.trim_start_matches("./").rsplit('/').filter(|part| !part.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    let (ours, theirs) = (parts(ours), parts(theirs));
    let common = ours.iter().zip(&theirs).take_while(|(a, b)| a == b).count();
    common > 0 && (common >= 2 || common == ours.len() || common == theirs.len())
}

/// The changed line that a stack frame points at, or the nearest one in its hunk.
pub(super) fn at_frame<'a>(changes: &Changes<'a>, symptom: &Symptom) -> Option<(u8, Hint<'a>)> {
    let own = symptom.frames.iter().rev().filter(|frame| frame.is_own() && frame.line > 0).take(6);
    let mut best: Option<(u8, Hint<'a>)> = None;
    for (depth, frame) in (0_u8..).zip(own) {
        let Some((weight, hint)) = nearest(changes, frame) else { continue };
        let weight = weight.saturating_sub(depth * 4);
        if best.as_ref().is_none_or(|(known, _)| weight > *known) {
            best = Some((weight, hint));
        }
    }
    best
}

fn nearest<'a>(changes: &Changes<'a>, frame: &Frame) -> Option<(u8, Hint<'a>)> {
    let spot = changes.lines.iter().filter(|spot| files(spot.file.path(), &frame.file)).min_by_key(|spot| {
        (spot.line.number().map_or(u64::MAX, |line| line.abs_diff(frame.line)), spot.line.side == Side::Removed)
    })?;
    let hunk = spot.file.hunks.iter().find(|hunk| hunk.lines.iter().any(|line| line.at == spot.line.at))?;
    let exact = spot.line.side == Side::Added && spot.line.new == Some(frame.line);
    let inside = hunk.lines.iter().any(|line| line.new == Some(frame.line));
    let function = frame.function.as_deref().filter(|name| name.len() > 2);
    let named = function.is_some_and(|name| {
        super::mention::contains(hunk.heading, name)
            || hunk.lines.iter().any(|line| super::mention::contains(line.text, name))
    });
    let weight = match (exact, inside, named) {
        (true, _, _) => 88,
        (_, true, _) => 72,
        (_, _, true) => 64,
        _ => return None,
    };
    let mut spot = spot.clone();
    spot.function = function.map(str::to_owned);
    let done = if spot.line.side == Side::Added { "added" } else { "removed" };
    let what = format!("`{}` was {done}", spot.line.text.trim().chars().take(80).collect::<String>());
    Some((weight, Hint { matters: vec![Matter::File(Safe::line(spot.file.path()))], spot, what, silent: true }))
}
