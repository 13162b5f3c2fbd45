//! Label selectors of objects (`metav1.LabelSelector`, and the plain maps of Services).

use serde_json::Value;

use super::fields::Fields;

/// Whether the labels fit a `LabelSelector`. One that is absent fits nothing; an empty one fits everything.
pub fn fits(selector: &Value, labels: &Value) -> bool {
    selector.is_object()
        && all(selector.at("matchLabels"), labels)
        && selector.items("matchExpressions").iter().all(|one| expression(one, one.text("key"), labels))
}

/// Whether the labels hold every pair of a map; an absent map asks for nothing.
pub fn all(wanted: &Value, labels: &Value) -> bool {
    wanted.as_object().into_iter().flatten().all(|(name, value)| labels.get(name) == Some(value))
}

/// One requirement on labels; node affinity has the same, and two that compare numbers.
pub fn expression(one: &Value, key: &str, labels: &Value) -> bool {
    let value = labels.get(key).and_then(Value::as_str);
    let values = one.items("values");
    let among = |value: &str| values.iter().any(|one| one == value);
    let number = |text: Option<&str>| text.and_then(|text| text.parse::<i64>().ok());
    let bound = number(values.first().and_then(Value::as_str));
    match one.text("operator") {
        "In" => value.is_some_and(among),
        "NotIn" => !value.is_some_and(among),
        "Exists" => value.is_some(),
        "DoesNotExist" => value.is_none(),
        "Gt" => number(value).zip(bound).is_some_and(|(value, bound)| value > bound),
        "Lt" => number(value).zip(bound).is_some_and(|(value, bound)| value < bound),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn selectors_fit_as_they_do_in_the_api() {
        let labels = json!({"app": "shop", "tier": "web", "size": "5"});
        let table = [
            (json!({"matchLabels": {"app": "shop"}}), true),
            (json!({"matchLabels": {"app": "shop", "tier": "db"}}), false),
            (json!({}), true),
            (json!(null), false),
            (json!({"matchExpressions": [{"key": "tier", "operator": "In", "values": ["web", "api"]}]}), true),
            (json!({"matchExpressions": [{"key": "tier", "operator": "NotIn", "values": ["web"]}]}), false),
            (json!({"matchExpressions": [{"key": "gone", "operator": "DoesNotExist"}]}), true),
            (
                json!({"matchExpressions": [{"key": "app", "operator": "Exists"}, {"key": "size", "operator": "Gt", "values": ["4"]}]}),
                true,
            ),
        ];
        for (selector, expected) in table {
            assert_eq!(fits(&selector, &labels), expected, "{selector}");
        }
    }
}
