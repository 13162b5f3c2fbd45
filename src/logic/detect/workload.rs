//! Whose manifest it is: a limit that went down in one workload's file explains nothing about the pods of another.

use crate::logic::evidence::Language;

/// Words in the names of manifests that name no workload.
const GENERIC: [&str; 40] = [
    "all",
    "api",
    "app",
    "backend",
    "base",
    "chart",
    "common",
    "config",
    "configmap",
    "default",
    "defaults",
    "deploy",
    "deployment",
    "deployments",
    "dev",
    "env",
    "frontend",
    "global",
    "k8s",
    "kustomization",
    "limits",
    "main",
    "manifest",
    "manifests",
    "patch",
    "pod",
    "prod",
    "production",
    "resources",
    "rollout",
    "secret",
    "secrets",
    "server",
    "service",
    "shared",
    "staging",
    "template",
    "values",
    "web",
    "worker",
];

/// Whether a manifest by this name is of another workload than the pod, as far as names tell.
pub(super) fn is_another(path: &str, language: Language, pod: Option<&str>) -> bool {
    let Some(pod) = pod.filter(|_| language == Language::Yaml) else { return false };
    let file = path.rsplit('/').next().unwrap_or(path);
    let stem = file.split('.').next().unwrap_or(file);
    let names_one = stem.len() > 2 && !words(stem).any(|word| GENERIC.contains(&word.to_ascii_lowercase().as_str()));
    names_one && !words(name(pod)).any(|word| words(path).any(|known| known == word))
}

/// `cart` of `cart-5d8f7b9c4-x2k9p`, `db` of `db-0`.
fn name(pod: &str) -> &str {
    let hash = |part: &str| part.bytes().any(|b| b.is_ascii_digit()) || part.len() == 5;
    let Some((rest, _)) = pod.rsplit_once('-') else { return pod };
    rest.rsplit_once('-').filter(|(_, last)| hash(last) && last.len() > 3).map_or(rest, |(name, _)| name)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_name_that_names_another_one_counts() {
        for (path, pod, another) in [
            ("deploy/ledger.yaml", "cart-5d8f7b9c4-x2k9p", true),
            ("deploy/cart.yaml", "cart-5d8f7b9c4-x2k9p", false),
            ("deploy/shop-cart.yaml", "cart-5d8f7b9c4-x2k9p", false),
            ("charts/ledger/values.yaml", "cart-5d8f7b9c4-x2k9p", false),
            ("cart/overlay/limits-patch.yaml", "ledger-0", false),
            ("revision-5/pod-template.yaml", "cart-5d8f7b9c4-x2k9p", false),
            ("deploy/ledger.yaml", "ledger-0", false),
        ] {
            assert_eq!(is_another(path, Language::Yaml, Some(pod)), another, "{path} {pod}");
        }
        assert!(!is_another("deploy/ledger.yaml", Language::Yaml, None));
    }
}
