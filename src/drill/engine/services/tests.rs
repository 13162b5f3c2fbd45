use serde_json::json;

use crate::drill::engine::{
    bench::{Bench, image, workload},
    fields::{Fields, put},
};

#[test]
fn endpoints_follow_readiness() {
    let mut bench = Bench::new();
    let key = bench.put(workload("Deployment", "shop/api:1", 3, &json!({})));
    bench.step(15.0);
    bench.put(json!({"kind": "Service", "metadata": {"name": "api"},
        "spec": {"selector": {"app": "api"}, "ports": [{"name": "http", "port": 80, "targetPort": 8080}]}}));
    bench.step(1.0);
    let ready = |bench: &Bench| {
        let slice = bench.all("EndpointSlice").remove(0);
        slice.items("endpoints").iter().filter(|one| one.flag("conditions.ready")).count()
    };
    assert_eq!(ready(&bench), 3);
    assert_eq!(bench.all("Endpoints")[0]["subsets"][0].items("ports")[0].count("port"), 8080);
    bench.change(&key, |value| {
        put(value, "spec.replicas", 2);
        image(value, "shop/never:2");
    });
    bench.step(30.0);
    let subset = bench.all("Endpoints")[0]["subsets"][0].clone();
    assert_eq!((ready(&bench), subset.items("addresses").len(), subset.items("notReadyAddresses").len()), (2, 2, 1));
    bench.change(&key, |value| put(value, "spec.replicas", 0));
    bench.step(30.0);
    assert_eq!((ready(&bench), bench.all("Endpoints")[0].items("subsets").len()), (0, 0));
}
