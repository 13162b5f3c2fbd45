//! Values keep their words and their places.

use super::{Spot, Value, parse};

#[test]
fn a_value_knows_where_it_stands_and_how_it_was_written() {
    let tree = parse("a: 010\nlist: [1e3, no, ~]\n").unwrap();
    let Value::Map(pairs) = tree.value else { panic!("{tree:?}") };
    assert_eq!(pairs[0].2.at, Spot { line: 1, column: 4 });
    assert!(matches!(&pairs[0].2.value, Value::Number(_, written) if written == "010"), "{:?}", pairs[0]);
    let Value::List(items) = &pairs[1].2.value else { panic!("{pairs:?}") };
    assert!(matches!(&items[0].value, Value::Number(_, written) if written == "1e3"), "{items:?}");
    assert_eq!(items[1].value, Value::Text("no".to_owned()));
    assert_eq!(items[2].value, Value::Null);
    assert_eq!(items[2].at, Spot { line: 2, column: 17 });
}

#[test]
fn a_quoted_number_is_text() {
    let tree = parse("a: \"10\"\n").unwrap();
    assert!(matches!(tree.value, Value::Map(pairs) if pairs[0].2.value == Value::Text("10".to_owned())));
}
