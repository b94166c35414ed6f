//! A file read line by line, however large it is, with how far it was read: lines, bytes, and the SHA-256 of these.

use std::io::{BufRead, Read};

use sha2::{Digest, Sha256};

use crate::domain::change::{Fault, Place};
use crate::error::{Message, Result};

/// The longest line, in bytes: the longest text that a field takes, with every letter of it written as an escape.
const LINE_MAX: usize = 16 << 20;

/// A line of the file: its number, counted from 1, and its text or what is wrong with it.
#[derive(Debug)]
pub struct Line {
    pub number: usize,
    pub text: std::result::Result<String, Fault>,
}

/// How far a file was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub lines: usize,
    pub bytes: u64,
    pub hash: [u8; 32],
}

pub struct Input<R> {
    file: R,
    lines: usize,
    bytes: u64,
    hash: Sha256,
}

impl<R: BufRead> Input<R> {
    pub fn new(file: R) -> Input<R> {
        Input { file, lines: 0, bytes: 0, hash: Sha256::new() }
    }

    pub fn standing(&self) -> Standing {
        Standing { lines: self.lines, bytes: self.bytes, hash: self.hash.clone().finalize().into() }
    }

    /// The next line; nothing at the end of the file.
    pub fn next_line(&mut self) -> Result<Option<Line>> {
        let (mut text, mut is_too_long) = (Vec::new(), false);
        loop {
            let read = self.file.by_ref().take(LINE_MAX as u64).read_until(b'\n', &mut text)?;
            self.note(text.get(text.len() - read..).unwrap_or_default());
            if read == 0 || text.last() == Some(&b'\n') {
                break;
            }
            if text.len() >= LINE_MAX {
                // What is left of it is read all the same, and not kept.
                is_too_long = true;
                text.clear();
            }
        }
        if text.is_empty() && !is_too_long {
            return Ok(None);
        }
        self.lines += 1;
        let fault = |say| Fault::of(Place::Line(self.lines), "", say);
        let text = match is_too_long {
            true => Err(fault(Message::new("err-line-too-long").arg("mb", LINE_MAX >> 20))),
            false => String::from_utf8(text).map_err(|_| fault(Message::new("err-not-utf8"))),
        };
        // Some programs begin a file with a mark of how its letters are written, which is none of its letters.
        let text = text.map(|text| match text.strip_prefix('\u{FEFF}') {
            Some(rest) if self.lines == 1 => rest.to_owned(),
            _ => text,
        });
        Ok(Some(Line { number: self.lines, text }))
    }

    /// The next lines that say anything: at most so many, and no more once they are so many bytes.
    pub fn some_lines(&mut self, limit: usize, bytes: usize) -> Result<Vec<Line>> {
        let (mut lines, mut size) = (Vec::new(), 0);
        while lines.len() < limit && size < bytes {
            let Some(line) = self.next_line()? else { break };
            let said = line.text.as_ref().map_or(1, |text| text.trim().len());
            if said > 0 {
                size += said;
                lines.push(line);
            }
        }
        Ok(lines)
    }

    /// Reads on to where it stood before, and says whether what was read is the same as then.
    pub fn skip_to(&mut self, before: &Standing) -> Result<bool> {
        let mut left = before.bytes.saturating_sub(self.bytes);
        while left > 0 {
            let piece = self.file.fill_buf()?;
            let length = piece.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            if length == 0 {
                return Ok(false);
            }
            self.hash.update(piece.get(..length).unwrap_or_default());
            self.file.consume(length);
            self.bytes += length as u64;
            left -= length as u64;
        }
        self.lines = before.lines;
        Ok(self.standing() == *before)
    }

    fn note(&mut self, read: &[u8]) {
        self.hash.update(read);
        self.bytes += read.len() as u64;
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{Input, LINE_MAX};

    #[test]
    fn a_file_is_read_on_from_where_it_stood_and_another_one_is_not() {
        let text = "one\n\ntwo\nthree";
        let mut input = Input::new(text.as_bytes());
        let read: Vec<String> = input.some_lines(2, 100).unwrap().into_iter().map(|line| line.text.unwrap()).collect();
        assert_eq!(read, ["one\n", "two\n"]);
        let standing = input.standing();
        assert_eq!((standing.lines, standing.bytes), (3, 9));
        let mut again = Input::new(text.as_bytes());
        assert!(again.skip_to(&standing).unwrap());
        let rest = again.some_lines(9, 100).unwrap();
        assert_eq!((rest.len(), rest[0].number, rest[0].text.as_deref().unwrap()), (1, 4, "three"));
        assert!(again.next_line().unwrap().is_none() && again.standing() != standing);
        for other in ["one\n\ntwx\nthree", "one\n"] {
            assert!(!Input::new(other.as_bytes()).skip_to(&standing).unwrap(), "{other}");
        }
    }

    #[test]
    fn a_mark_before_the_first_line_is_no_part_of_it() {
        let mut input = Input::new("\u{FEFF}one\n\u{FEFF}two\n".as_bytes());
        let read: Vec<String> = input.some_lines(9, 100).unwrap().into_iter().map(|line| line.text.unwrap()).collect();
        assert_eq!(read, ["one\n", "\u{FEFF}two\n"]);
    }

    #[test]
    fn a_line_that_is_too_long_or_no_text_is_told_and_the_next_is_read() {
        let mut file = vec![b'x'; LINE_MAX + 7];
        file.extend(b"\n\xff\nthree\n");
        let mut input = Input::new(file.as_slice());
        let said = |line: super::Line| (line.number, line.text.map_err(|fault| fault.say.key));
        assert_eq!(said(input.next_line().unwrap().unwrap()), (1, Err("err-line-too-long")));
        assert_eq!(said(input.next_line().unwrap().unwrap()), (2, Err("err-not-utf8")));
        assert_eq!(said(input.next_line().unwrap().unwrap()), (3, Ok("three\n".to_owned())));
        assert!(input.next_line().unwrap().is_none());
        assert_eq!(input.standing().bytes, file.len() as u64);
    }
}
