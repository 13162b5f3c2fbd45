use super::*;

#[test]
fn every_shipped_file_is_read() {
    let names: Vec<String> = Scenario::shipped().unwrap().into_iter().map(|one| one.name).collect();
    assert_eq!(names, SHIPPED.map(|(name, _)| name));
}
