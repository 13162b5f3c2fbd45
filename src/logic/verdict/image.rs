//! Images that cannot be had.

use crate::domain::{
    pod::{Container, ContainerState, Pod},
    text::Safe,
    verdict::Cause,
};

use super::{
    case::{Case, after},
    message,
    trouble::Trouble,
};

/// What the kubelet says of a host that does not answer, as against an image that is not there.
const SILENT: [&str; 10] = [
    "dial tcp",
    "no such host",
    "i/o timeout",
    "connection refused",
    "connection reset",
    "TLS handshake",
    "tls:",
    "x509:",
    "context deadline exceeded",
    "no route to host",
];

pub(super) fn pull<'a>(case: &Case<'a>, pod: &'a Pod, container: &'a Container) -> Option<Trouble<'a>> {
    let ContainerState::Waiting { reason, message: said } = &container.state else { return None };
    let (rule, brief) = match reason.as_str() {
        "ErrImagePull"
        | "ImagePullBackOff"
        | "RegistryUnavailable"
        | "ImageInspectError"
        | "SignatureValidationFailed" => ("image-pull", "ImagePull"),
        "InvalidImageName" => ("image-name", "InvalidImageName"),
        "ErrImageNeverPull" => ("image-never-pull", "ErrImageNeverPull"),
        _ => return None,
    };
    let said = error(case, pod, container, said.as_ref());
    let host = (rule == "image-pull" && SILENT.iter().any(|sign| said.contains(sign))).then(|| host(&container.image));
    let (image, place, name) = (&container.image, format!("{}{}", role(container), container.name), &pod.name);
    let words = match (rule, &host) {
        ("image-name", _) => {
            format!("image {image} of {place} in {name} is not a valid name: {}", name_fault(&said))
        }
        ("image-never-pull", _) => {
            format!("image {image} of {place} in {name} is not on the node and its pull policy is Never")
        }
        (_, Some(host)) => {
            format!("{host} does not answer ({}), {place} of {name} needs {image}", shortened(&said))
        }
        (_, None) => {
            let said = shortened(&said);
            let said = said.strip_prefix(&format!("{image}: ")).unwrap_or(&said);
            format!("{place} of {name} cannot pull {image}: {said}")
        }
    };
    let grace = if rule == "image-pull" { case.thresholds.image_grace } else { 0 };
    let since = pod.scheduled.since.or(pod.created);
    Some(Trouble {
        rule,
        brief,
        does: if rule == "image-name" {
            ("has an invalid image name", "have an invalid image name")
        } else {
            ("cannot get its image", "cannot get their image")
        },
        pod,
        container: Some(container),
        exit_code: None,
        words,
        since,
        firm: grace == 0 || case.past(since, grace),
        review: since.map(|since| after(since, grace)),
        cause: host.map(|host| Cause::Registry(Safe::line(host))),
    })
}

/// The whole error: a back-off repeats it in new clusters; in old ones the event of the pull has it.
fn error(case: &Case<'_>, pod: &Pod, container: &Container, message: Option<&Safe>) -> String {
    let message = message.map_or("", Safe::as_str);
    let inner = message::innermost(message);
    if message.contains("ErrImagePull: ") || !message.starts_with("Back-off") && !inner.is_empty() {
        return inner.to_owned();
    }
    let pulled = case.events_of(pod).find(|event| {
        event.reason.as_str() == "Failed"
            && event.message.starts_with("Failed to pull image")
            && event.about.container.as_ref().is_none_or(|name| *name == container.name)
    });
    pulled.map_or_else(
        || "nothing says why".to_owned(),
        |event| {
            message::innermost(event.message.split_once("\": ").map_or(&event.message, |(_, error)| error)).to_owned()
        },
    )
}

/// Without the request that failed and the addresses of the resolver.
fn shortened(said: &str) -> String {
    let said = ["Head \"", "Get \""]
        .iter()
        .find_map(|verb| said.strip_prefix(*verb)?.split_once("\": "))
        .map_or(said, |(_, rest)| rest);
    let said = match said.split_once(": read udp ") {
        Some((lookup, rest)) => format!("{lookup}: {}", rest.rsplit(": ").next().unwrap_or(rest)),
        None => said.to_owned(),
    };
    message::plain(&said)
}

fn name_fault(said: &str) -> String {
    message::plain(said.rsplit_once("invalid reference format: ").map_or(said, |(_, fault)| fault))
}

/// The registry's host in an image's name: the part before the first slash, if it looks like a host.
fn host(image: &str) -> &str {
    match image.split_once('/') {
        Some((host, _)) if host.contains(['.', ':']) || host == "localhost" => host,
        _ => "docker.io",
    }
}

/// How a sentence calls the container: an init container and a sidecar are named as such.
pub(super) fn role(container: &Container) -> &'static str {
    match container.role {
        crate::domain::pod::Role::Init => "init container ",
        crate::domain::pod::Role::Sidecar => "sidecar ",
        crate::domain::pod::Role::Main => "container ",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_is_what_docker_would_ask() {
        assert_eq!(host("registry.example.com/a/b:1"), "registry.example.com");
        assert_eq!(host("localhost:5000/a"), "localhost:5000");
        assert_eq!(host("library/busybox"), "docker.io");
        assert_eq!(host("busybox"), "docker.io");
    }
}
