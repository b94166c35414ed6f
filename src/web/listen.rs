//! Where a server listens: an address of this computer, or one of its names for itself.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::str::FromStr;

use crate::error::{Error, Result};

/// Where a server listens unless it is told otherwise.
const USUAL_PORT: u16 = 8080;
/// Names that are always this computer (RFC 6761), as systems list them: none is looked up anywhere.
const OWN_NAMES: [&str; 4] = ["localhost", "localhost.localdomain", "ip6-localhost", "ip6-loopback"];
/// How often a free port is looked for that is free for every address of a name.
const ATTEMPTS: u32 = 20;

/// One address, or those that a name stands for: none for a name that is not this computer's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listen {
    said: String,
    pub addresses: Vec<SocketAddr>,
}

impl Default for Listen {
    fn default() -> Self {
        Listen::from(SocketAddr::from((Ipv4Addr::LOCALHOST, USUAL_PORT)))
    }
}

impl From<SocketAddr> for Listen {
    fn from(address: SocketAddr) -> Self {
        Listen { said: address.to_string(), addresses: vec![address] }
    }
}

impl fmt::Display for Listen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said)
    }
}

impl FromStr for Listen {
    type Err = String;

    fn from_str(said: &str) -> std::result::Result<Self, String> {
        if let Ok(address) = said.parse::<SocketAddr>() {
            return Ok(address.into());
        }
        let wrong = || "an address and a port are needed, like localhost:8080, 127.0.0.1:8080 or [::1]:8080".to_owned();
        let (name, port) = said.rsplit_once(':').ok_or_else(wrong)?;
        let port: u16 = port.parse().map_err(|_| wrong())?;
        let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
        if OWN_NAMES.contains(&name.as_str()) || name.ends_with(".localhost") {
            let both = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
            let only_six = name.starts_with("ip6-");
            let addresses = both.into_iter().filter(|ip| ip.is_ipv6() || !only_six);
            return Ok(Listen { said: said.to_owned(), addresses: addresses.map(|ip| (ip, port).into()).collect() });
        }
        match name.is_empty() || name.contains(':') {
            true => Err(wrong()),
            false => Ok(Listen { said: said.to_owned(), addresses: Vec::new() }),
        }
    }
}

impl Listen {
    /// Whether nobody but this computer reaches it.
    pub fn is_own(&self) -> bool {
        !self.addresses.is_empty() && self.addresses.iter().all(|address| address.ip().is_loopback())
    }

    /// Listens at every address, all of one port. A name goes without the addresses of a kind that this computer does not
    /// have.
    ///
    /// # Errors
    /// `Refused` for what is not this computer's own, since what leaves it would need TLS, and for a port that is taken.
    pub(super) fn bind(&self) -> Result<Vec<TcpListener>> {
        if self.addresses.is_empty() {
            return Err(Error::Refused(format!(
                "{self} is no name of this computer for itself: listen on localhost, or on one of its addresses."
            )));
        }
        if !self.is_own() {
            return Err(Error::Refused(format!(
                "{self} can be reached from other computers, and this server speaks no TLS: listen on 127.0.0.1 and reach it through an SSH tunnel."
            )));
        }
        let mut bound = self.at_one_port();
        // A free port of the first address can be somebody else's at the second: whoever opens the name would be there.
        let is_free = self.addresses.iter().all(|address| address.port() == 0);
        for _ in 1..ATTEMPTS {
            match &bound {
                Err((_, error)) if is_free && error.kind() == io::ErrorKind::AddrInUse => bound = self.at_one_port(),
                _ => break,
            }
        }
        bound.map_err(|(address, error)| Error::Refused(format!("Can't listen on {address}: {error}.")))
    }

    fn at_one_port(&self) -> std::result::Result<Vec<TcpListener>, (SocketAddr, io::Error)> {
        let (mut bound, mut missing): (Vec<TcpListener>, Option<(SocketAddr, io::Error)>) = (Vec::new(), None);
        for address in &self.addresses {
            let port =
                bound.first().and_then(|first| first.local_addr().ok()).map_or(address.port(), |first| first.port());
            match TcpListener::bind((address.ip(), port)) {
                Ok(listener) => bound.push(listener),
                Err(error) if self.addresses.len() > 1 && is_missing(&error) => missing = Some((*address, error)),
                Err(error) => return Err((*address, error)),
            }
        }
        match missing {
            Some(missing) if bound.is_empty() => Err(missing),
            _ => Ok(bound),
        }
    }
}

/// Whether this computer has no such address at all.
fn is_missing(error: &io::Error) -> bool {
    /// Of a system without that protocol (EAFNOSUPPORT on Linux, on macOS).
    const NO_SUCH_FAMILY: [i32; 2] = [97, 47];
    error.kind() == io::ErrorKind::AddrNotAvailable
        || error.raw_os_error().is_some_and(|code| NO_SUCH_FAMILY.contains(&code))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::Listen;

    #[test]
    fn a_name_of_this_computer_stands_for_its_own_addresses() {
        for (said, addresses) in [
            ("localhost:8151", "127.0.0.1:8151 [::1]:8151"),
            ("LocalHost.:0", "127.0.0.1:0 [::1]:0"),
            ("habeas.localhost:80", "127.0.0.1:80 [::1]:80"),
            ("ip6-localhost:8151", "[::1]:8151"),
            ("127.0.0.2:1", "127.0.0.2:1"),
            ("[::1]:1", "[::1]:1"),
        ] {
            let listen: Listen = said.parse().unwrap();
            let is: Vec<String> = listen.addresses.iter().map(ToString::to_string).collect();
            assert_eq!((is.join(" ").as_str(), listen.is_own()), (addresses, true), "{said}");
            assert_eq!(listen.to_string(), said);
        }
        assert!(!"0.0.0.0:80".parse::<Listen>().unwrap().is_own());
    }

    #[test]
    fn other_names_and_what_is_no_address_are_refused() {
        let named: Listen = "example.org:80".parse().unwrap();
        assert!(!named.is_own() && named.bind().unwrap_err().to_string().starts_with("example.org:80 is no name"));
        for said in ["localhost", "8151", ":8151", "localhost:99999", "localhost:", "::1:80", ""] {
            assert!(said.parse::<Listen>().is_err(), "{said}");
        }
    }

    #[test]
    fn all_addresses_of_a_name_share_a_port() {
        let bound = "localhost:0".parse::<Listen>().unwrap().bind().unwrap();
        let ports: Vec<u16> = bound.iter().map(|listener| listener.local_addr().unwrap().port()).collect();
        assert!(ports.iter().all(|port| *port == ports[0] && *port != 0), "{ports:?}");
        let taken: Listen = format!("localhost:{}", ports[0]).parse().unwrap();
        assert!(taken.bind().is_err(), "a port that is taken is not taken again");
    }
}
