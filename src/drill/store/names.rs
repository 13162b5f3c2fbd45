//! What names, labels and the like have to look like: `k8s.io/apimachinery/pkg/util/validation`, whose words these are. Each function answers with what
//! is wrong, and with nothing where all is well.

const LABEL: &str = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const SUBDOMAIN: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const DNS_1035: &str = "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
const NAME_PART: &str = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const VALUE: &str = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const CONFIG_KEY: &str = "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
const PERCENT: &str = "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";
const VARIABLE: &str =
    "a valid environment variable name must consist only of printable ASCII characters other than '='";

fn lower(letter: char) -> bool {
    letter.is_ascii_lowercase() || letter.is_ascii_digit()
}

/// Whether a text begins and ends with one set of characters, and has nothing but these and others between.
fn framed(text: &str, frame: fn(char) -> bool, others: &str) -> bool {
    let (first, last) = (text.chars().next(), text.chars().next_back());
    first.is_some_and(frame) && last.is_some_and(frame) && text.chars().all(|one| frame(one) || others.contains(one))
}

fn at_most(text: &str, most: usize) -> Option<String> {
    (text.len() > most).then(|| format!("must be no more than {most} characters"))
}

fn unless(holds: bool, words: &str) -> Option<String> {
    (!holds).then(|| words.to_owned())
}

/// A label of RFC 1123: of containers, volumes, namespaces.
pub fn label(text: &str) -> Vec<String> {
    at_most(text, 63).into_iter().chain(unless(framed(text, lower, "-"), LABEL)).collect()
}

/// A subdomain of RFC 1123: of most objects.
pub fn subdomain(text: &str) -> Vec<String> {
    let fits = text.split('.').all(|part| framed(part, lower, "-"));
    at_most(text, 253).into_iter().chain(unless(fits, SUBDOMAIN)).collect()
}

/// A label of RFC 1035: of services.
pub fn dns_1035(text: &str) -> Vec<String> {
    let fits = framed(text, lower, "-") && text.starts_with(|letter: char| letter.is_ascii_lowercase());
    at_most(text, 63).into_iter().chain(unless(fits, DNS_1035)).collect()
}

/// The key of a label: `app`, `example.com/app`.
pub fn qualified(text: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let parts: Vec<&str> = text.split('/').collect();
    let name = match parts.as_slice() {
        [name] => *name,
        [prefix, name] => {
            if prefix.is_empty() {
                wrong.push("prefix part must be non-empty".to_owned());
            } else {
                wrong.extend(subdomain(prefix).into_iter().map(|words| format!("prefix part {words}")));
            }
            *name
        }
        _ => {
            let words = format!(
                "a qualified name {NAME_PART} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
            );
            return vec![words];
        }
    };
    if name.is_empty() {
        wrong.push("name part must be non-empty".to_owned());
    }
    wrong.extend(at_most(name, 63).map(|words| format!("name part {words}")));
    let fits = framed(name, |letter| letter.is_ascii_alphanumeric(), "-_.");
    wrong.extend(unless(fits, &format!("name part {NAME_PART}")));
    wrong
}

/// The value of a label.
pub fn value(text: &str) -> Vec<String> {
    let fits = text.is_empty() || framed(text, |letter| letter.is_ascii_alphanumeric(), "-_.");
    at_most(text, 63).into_iter().chain(unless(fits, VALUE)).collect()
}

/// The key of a ConfigMap's or Secret's data.
pub fn config_key(text: &str) -> Vec<String> {
    let fits = !text.is_empty() && text.chars().all(|one| one.is_ascii_alphanumeric() || "-_.".contains(one));
    let mut wrong: Vec<String> = at_most(text, 253).into_iter().chain(unless(fits, CONFIG_KEY)).collect();
    if text == "." || text == ".." {
        wrong.push(format!("must not be '{text}'"));
    }
    wrong
}

/// The name of an environment variable.
pub fn variable(text: &str) -> Vec<String> {
    let fits = !text.is_empty() && text.chars().all(|one| (' '..='~').contains(&one) && one != '=');
    unless(fits, VARIABLE).into_iter().collect()
}

/// The name of a port.
pub fn port(text: &str) -> Vec<String> {
    let mut wrong: Vec<String> = at_most(text, 15).into_iter().collect();
    let fits = !text.is_empty() && text.chars().all(|one| lower(one) || one == '-');
    wrong.extend(unless(fits, "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)"));
    let letters = text.chars().any(|one| one.is_ascii_lowercase());
    wrong.extend(unless(letters, "must contain at least one letter (a-z)"));
    wrong.extend(unless(!text.contains("--"), "must not contain consecutive hyphens"));
    let edges = !text.starts_with('-') && !text.ends_with('-');
    wrong.extend(unless(edges, "must not begin or end with a hyphen"));
    wrong
}

/// A percentage: `25%`.
pub fn percent(text: &str) -> Vec<String> {
    let digits = text.strip_suffix('%');
    let fits = digits.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()));
    unless(fits, PERCENT).into_iter().collect()
}
