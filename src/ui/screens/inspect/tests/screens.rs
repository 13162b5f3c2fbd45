use super::fixture::Console;

#[test]
fn look() {
    println!("{}", Console::empty().screen(80, 20));
    println!("{}", Console::failing().screen(80, 20));
    println!("{}", Console::failing().screen(160, 41));
}
