//! Cuts answers into objects while they arrive: a page of 500 objects is 12 MB that nobody has to hold.

use memchr::{memchr, memchr2, memchr3};

use super::decode::Container;

/// The longest single object or watch event: etcd takes no more than 1.5 MiB, so this is generous.
const LONGEST: usize = 16 << 20;

/// What is wrong with an answer that cannot be cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Error {
    #[error("an object of more than 16 MiB")]
    TooLong,
    #[error("the answer is no list")]
    NoList,
    #[error("the answer ends in the middle")]
    Cut,
}

/// Cuts a stream into lines: a watch answers one event a line.
#[derive(Debug, Default)]
pub(super) struct Lines {
    rest: Vec<u8>,
}

impl Lines {
    /// Hands every line that `chunk` completes to `each`.
    pub(super) fn push(&mut self, mut chunk: &[u8], mut each: impl FnMut(&[u8])) -> Result<(), Error> {
        while let Some(end) = memchr(b'\n', chunk) {
            let (line, rest) = chunk.split_at(end);
            if self.rest.is_empty() {
                each(line);
            } else {
                self.rest.extend_from_slice(line);
                each(&self.rest);
                self.rest.clear();
            }
            chunk = rest.get(1..).unwrap_or_default();
        }
        if self.rest.len() + chunk.len() > LONGEST {
            return Err(Error::TooLong);
        }
        self.rest.extend_from_slice(chunk);
        Ok(())
    }
}

/// Cuts one JSON list (`items` of a list, `rows` of a table) into its objects.
#[derive(Debug)]
pub(super) struct Items {
    rest: Vec<u8>,
    /// How far `rest` was looked at.
    seen: usize,
    depth: usize,
    in_string: bool,
    part: Part,
    /// The item that has begun.
    item: Option<Container>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Before the array: `{"kind":…,"metadata":{…},"items":[`.
    Head,
    Items,
    Tail,
}

/// A piece of a list.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Everything before the array, closed so that it is an object of its own, with an empty array.
    Head(&'a [u8]),
    Item(&'a [u8]),
}

impl Items {
    pub(super) fn new() -> Self {
        Self { rest: Vec::new(), seen: 0, depth: 0, in_string: false, part: Part::Head, item: None }
    }

    /// Hands the pieces that `chunk` completes to `each`.
    pub(super) fn push<E: From<Error>>(
        &mut self,
        chunk: &[u8],
        mut each: impl FnMut(Piece<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.rest.extend_from_slice(chunk);
        let mut start = 0;
        loop {
            if let Some(item) = &mut self.item {
                let begun = self.rest.get(start..).unwrap_or_default();
                let Some(length) = item.end(begun) else { break };
                each(Piece::Item(begun.get(..length).unwrap_or_default()))?;
                self.item = None;
                start += length;
                self.seen = start;
            }
            let Some(at) = self.next_mark() else { break };
            let Some(byte) = self.rest.get(at).copied() else { break };
            self.seen = at + 1;
            match (self.part, byte) {
                (_, b'"') => self.in_string = true,
                (Part::Head, b'[') if self.depth == 1 && is_array_of_objects(self.rest.get(..at)) => {
                    let mut head = self.rest.get(start..=at).unwrap_or_default().to_vec();
                    head.extend_from_slice(b"]}");
                    each(Piece::Head(&head))?;
                    (self.part, start) = (Part::Items, at + 1);
                }
                (Part::Items, b'{') => (self.item, start) = (Some(Container::default()), at),
                (Part::Items, b']') => self.part = Part::Tail,
                (_, b'{' | b'[') => self.depth += 1,
                (_, b'}' | b']') => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
        }
        self.rest.drain(..start);
        self.seen -= start;
        if self.rest.len() > LONGEST { Err(Error::TooLong.into()) } else { Ok(()) }
    }

    /// Where the next byte is that opens or closes something, outside of strings.
    fn next_mark(&mut self) -> Option<usize> {
        loop {
            let ahead = self.rest.get(self.seen..).filter(|ahead| !ahead.is_empty())?;
            if self.in_string {
                let Some(found) = memchr2(b'"', b'\\', ahead) else {
                    self.seen = self.rest.len();
                    return None;
                };
                if ahead.get(found) == Some(&b'"') {
                    self.in_string = false;
                    self.seen += found + 1;
                } else if ahead.len() < found + 2 {
                    // The escaped byte is in the next chunk: look at the backslash again then.
                    self.seen += found;
                    return None;
                } else {
                    self.seen += found + 2;
                }
                continue;
            }
            let brace = memchr3(b'"', b'{', b'}', ahead);
            let bracket = memchr2(b'[', b']', ahead.get(..brace.unwrap_or(ahead.len())).unwrap_or_default());
            let Some(found) = bracket.or(brace) else {
                self.seen = self.rest.len();
                return None;
            };
            return Some(self.seen + found);
        }
    }

    /// Whether the list was whole.
    pub(super) fn finish(&self) -> Result<(), Error> {
        match self.part {
            Part::Head => Err(Error::NoList),
            Part::Tail if self.depth == 0 => Ok(()),
            Part::Items | Part::Tail => Err(Error::Cut),
        }
    }
}

/// Whether the array that begins after `before` is the list itself.
fn is_array_of_objects(before: Option<&[u8]>) -> bool {
    let text = before.unwrap_or_default().trim_ascii_end();
    let Some(text) = text.strip_suffix(b":") else { return false };
    let text = text.trim_ascii_end();
    text.ends_with(b"\"items\"") || text.ends_with(b"\"rows\"")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Texts = Vec<Vec<u8>>;

    fn cut(json: &[u8], size: usize) -> Result<(Texts, Texts), Error> {
        let (mut items, mut heads, mut rest) = (Vec::new(), Vec::new(), Items::new());
        for chunk in json.chunks(size.max(1)) {
            rest.push(chunk, |piece| {
                match piece {
                    Piece::Head(head) => heads.push(head.to_vec()),
                    Piece::Item(item) => items.push(item.to_vec()),
                }
                Ok::<_, Error>(())
            })?;
        }
        rest.finish()?;
        Ok((heads, items))
    }

    #[test]
    fn pieces_are_the_same_however_they_arrive() {
        let json = br#"{ "kind":"Table","metadata":{"continue":"a\"[{"},"columnDefinitions":[{"name":"x"}],
            "rows": [ {"cells":["{\"[",1,[{}]]} , {"a":{"b":"\\"}} ] }"#;
        let whole = cut(json, json.len()).unwrap();
        assert_eq!(whole.1, [br#"{"cells":["{\"[",1,[{}]]}"#.to_vec(), br#"{"a":{"b":"\\"}}"#.to_vec()]);
        let head: serde_json::Value = serde_json::from_slice(&whole.0[0]).unwrap();
        assert_eq!(head["metadata"]["continue"], "a\"[{");
        for size in 1..json.len() {
            assert_eq!(cut(json, size).unwrap(), whole, "chunks of {size}");
        }
    }

    #[test]
    fn an_empty_list_is_a_list_and_a_status_is_none() {
        assert_eq!(cut(br#"{"metadata":{},"items":[]}"#, 3).unwrap().1, Vec::<Vec<u8>>::new());
        assert_eq!(cut(br#"{"kind":"Status","details":{"causes":[]}}"#, 7), Err(Error::NoList));
        assert_eq!(cut(br#"{"items":[{"a":1}"#, 5), Err(Error::Cut));
        assert_eq!(cut(b"<html>502</html>", 5), Err(Error::NoList));
    }

    #[test]
    fn lines_are_whole_however_they_arrive() {
        for size in 1..20 {
            let (mut lines, mut found) = (Lines::default(), Vec::new());
            for chunk in b"one\ntwo\n\nthree".chunks(size) {
                lines.push(chunk, |line| found.push(line.to_vec())).unwrap();
            }
            assert_eq!(found, [b"one".to_vec(), b"two".to_vec(), b"".to_vec()]);
            assert_eq!(lines.rest, b"three");
        }
    }

    proptest! {
        #[test]
        fn any_objects_come_out_as_they_went_in(texts in prop::collection::vec(".*", 0..8), size in 1_usize..64) {
            let objects: Vec<_> = texts.iter().map(|text| serde_json::json!({"t": text, "n": [{"x": text}]})).collect();
            let json = serde_json::to_vec(&serde_json::json!({"metadata": {"name": "items\":["}, "items": objects})).unwrap();
            let (_, items) = cut(&json, size).unwrap();
            let read: Vec<serde_json::Value> = items.iter().map(|item| serde_json::from_slice(item).unwrap()).collect();
            prop_assert_eq!(read, objects);
        }

        #[test]
        fn rubbish_is_refused_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), size in 1_usize..64) {
            let _ = cut(&bytes, size);
        }
    }
}
