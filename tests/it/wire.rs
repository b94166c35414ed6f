//! A connection that stays open from one request to the next, as programs and browsers keep theirs.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use crate::server::{Answer, PATIENCE, request};

pub struct Wire {
    port: u16,
    stream: Option<BufReader<TcpStream>>,
}

impl Wire {
    /// Connects with the first request.
    pub fn to(port: u16) -> Wire {
        Wire { port, stream: None }
    }

    /// Sends a request as `Server::send` does. An error: the server is gone, and nobody knows what it did.
    pub fn send(&mut self, method: &str, address: &str, headers: &[(&str, &str)], body: &[u8]) -> io::Result<Answer> {
        let sent = self.exchange(&request(self.port, method, address, headers, body));
        let closes = |answer: &Answer| answer.header("connection") == Some("close");
        if sent.as_ref().map_or(true, closes) {
            self.stream = None;
        }
        sent
    }

    fn exchange(&mut self, request: &[u8]) -> io::Result<Answer> {
        let stream = match &mut self.stream {
            Some(stream) => stream,
            none => {
                let stream = TcpStream::connect(("127.0.0.1", self.port))?;
                stream.set_read_timeout(Some(PATIENCE))?;
                stream.set_nodelay(true)?;
                none.insert(BufReader::new(stream))
            }
        };
        stream.get_mut().write_all(request)?;
        let mut bytes = Vec::new();
        while !bytes.ends_with(b"\r\n\r\n") {
            if stream.read_until(b'\n', &mut bytes)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        let head = Answer::parse(&bytes, true);
        let length = head.header("content-length").map_or(0, |length| length.parse().unwrap());
        let start = bytes.len();
        bytes.resize(start + length, 0);
        stream.read_exact(&mut bytes[start..])?;
        Ok(Answer::parse(&bytes, false))
    }
}
