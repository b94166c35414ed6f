//! `habeas healthcheck`: whether a server on this computer answers.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use super::say;
use crate::error::{Error, Result};
use crate::web::Listen;

#[derive(clap::Args)]
pub struct Healthcheck {
    /// Where the server listens
    #[arg(long, default_value_t, value_name = "ADDR")]
    listen: Listen,
}

/// For connecting, and again for the answer.
const PATIENCE: Duration = Duration::from_secs(2);

const HEALTHY: [&[u8]; 2] = [b"HTTP/1.1 200", b"HTTP/1.0 200"];

impl Healthcheck {
    pub fn run(self) -> Result<ExitCode> {
        let address = &self.listen;
        if !address.is_own() {
            // This program makes no connection to anywhere else.
            return Err(Error::Refused(format!("{address} is not on this computer: only its own servers are asked.")));
        }
        let answer = address.addresses.iter().find_map(|address| ask(*address).ok());
        Ok(match answer {
            Some(status) if HEALTHY.contains(&status.as_slice()) => {
                say(&format!("The server at {address} is well."));
                ExitCode::SUCCESS
            }
            Some(_) => {
                say(&format!("What answers at {address} is not well, or no habeas server."));
                ExitCode::from(1)
            }
            None => {
                say(&format!("No server answers at {address}."));
                ExitCode::from(1)
            }
        })
    }
}

/// The start of the status line. By hand, because a client library would be larger than the question.
fn ask(address: SocketAddr) -> io::Result<Vec<u8>> {
    #[expect(clippy::disallowed_methods, reason = "it asks the server of this computer")]
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    let until = Instant::now() + PATIENCE;
    stream.set_write_timeout(Some(PATIENCE))?;
    write!(stream, "GET /healthz HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n", address.port())?;
    let mut status = Vec::new();
    while status.len() < HEALTHY[0].len() {
        // A server that sends byte by byte gets no more time than one that sends nothing.
        let left = until.saturating_duration_since(Instant::now());
        stream.set_read_timeout(Some(left.max(Duration::from_millis(1))))?;
        let mut byte = [0];
        if left.is_zero() || stream.read(&mut byte)? == 0 {
            return Err(io::ErrorKind::TimedOut.into());
        }
        status.extend(byte);
    }
    Ok(status)
}
