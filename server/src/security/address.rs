//! Where a request really comes from: the connection, or what our own reverse proxies say about it.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{FORWARDED, HeaderName};
use http::{HeaderMap, HeaderValue};

use crate::config::TrustedProxies;
use crate::state::AppState;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The address of the machine that asks, in the request's extensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClientAddress(pub IpAddr);

impl ClientAddress {
    /// What one customer of a network provider holds: an IPv4 address, or the /64 of an IPv6 address
    /// (RFC 6177 §2), of which anybody can use every other one.
    pub fn network(self) -> IpAddr {
        match self.0 {
            IpAddr::V4(_) => self.0,
            IpAddr::V6(address) => IpAddr::V6((u128::from(address) >> 64 << 64).into()),
        }
    }
}

/// Puts the address into the request's extensions; nothing for a request that came over no connection.
pub async fn recognise(
    State(state): State<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    if let Some(ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<SocketAddr>>() {
        let address = client(peer.ip(), request.headers(), &state.config.trusted_proxies);
        request.extensions_mut().insert(ClientAddress(address));
    }
    next.run(request).await
}

/// Walks back from the connection for as long as it stands at a proxy of ours: each of them wrote the
/// address that it saw behind what it was given, so nothing left of a stranger's address is believed.
///
/// `X-Forwarded-For` goes before `Forwarded` (RFC 7239): the proxies in use write the former and pass
/// the latter on as it came.
fn client(peer: IpAddr, headers: &HeaderMap, trusted: &TrustedProxies) -> IpAddr {
    let mut seen = peer.to_canonical();
    let hops = if headers.contains_key(X_FORWARDED_FOR) {
        entries(headers, X_FORWARDED_FOR)
    } else {
        entries(headers, FORWARDED).into_iter().map(forwarded_for).collect()
    };
    for hop in hops.into_iter().rev() {
        if !trusted.contains(seen) {
            break;
        }
        let Some(address) = address(hop) else { break };
        seen = address.to_canonical();
    }
    seen
}

fn entries(headers: &HeaderMap, name: HeaderName) -> Vec<&str> {
    let lines = headers.get_all(name).into_iter();
    // A line that is no text hides what stands in it, and must not make the one before it the last.
    lines.map(HeaderValue::to_str).flat_map(|line| line.unwrap_or_default().split(',')).collect()
}

fn forwarded_for(element: &str) -> &str {
    let pairs = element.split(';').filter_map(|pair| pair.split_once('='));
    let mut named = pairs.filter(|(name, _)| name.trim().eq_ignore_ascii_case("for"));
    named.next().map_or("", |(_, value)| value)
}

/// Reads `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `"[2001:db8::1]:80"`.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim().trim_matches('"');
    let bracketed = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    let with_port = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
    text.parse().ok().or_else(with_port).or_else(bracketed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(peer: &str, lines: &[(HeaderName, &'static str)]) -> String {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(name, HeaderValue::from_static(value));
        }
        let trusted = TrustedProxies::parse("10.0.0.0/8, ::1").unwrap();
        client(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn only_our_proxies_are_believed_and_from_the_right() {
        let xff = |value| (X_FORWARDED_FOR, value);
        for (peer, lines, client) in [
            ("203.0.113.9", vec![], "203.0.113.9"),
            ("203.0.113.9", vec![xff("192.0.2.1")], "203.0.113.9"),
            ("10.0.0.1", vec![], "10.0.0.1"),
            ("10.0.0.1", vec![xff("192.0.2.1")], "192.0.2.1"),
            ("10.0.0.1", vec![xff("1.2.3.4, 192.0.2.1")], "192.0.2.1"),
            ("10.0.0.1", vec![xff("1.2.3.4"), xff("192.0.2.1")], "192.0.2.1"),
            ("10.0.0.1", vec![xff("1.2.3.4, 192.0.2.1, 10.9.9.9")], "192.0.2.1"),
            ("10.0.0.1", vec![xff("10.1.1.1, 10.2.2.2")], "10.1.1.1"),
            ("10.0.0.1", vec![xff("192.0.2.1, nonsense")], "10.0.0.1"),
            ("10.0.0.1", vec![xff("192.0.2.1,")], "10.0.0.1"),
            ("::ffff:10.0.0.1", vec![xff("192.0.2.1:4711")], "192.0.2.1"),
            ("::1", vec![xff("[2001:db8::7]:80")], "2001:db8::7"),
        ] {
            assert_eq!(of(peer, &lines), client, "{peer} {lines:?}");
        }
    }

    #[test]
    fn the_standard_header_is_read_where_the_usual_one_is_missing() {
        let forwarded = |value| (FORWARDED, value);
        let one = forwarded(r#"for=1.2.3.4, by=10.0.0.1;For="[2001:db8::7]:80";proto=https"#);
        assert_eq!(of("10.0.0.1", std::slice::from_ref(&one)), "2001:db8::7");
        assert_eq!(of("203.0.113.9", std::slice::from_ref(&one)), "203.0.113.9");
        assert_eq!(of("10.0.0.1", &[forwarded("for=unknown")]), "10.0.0.1");
        // A quotation mark that a stranger opens does not swallow what our proxy wrote.
        assert_eq!(of("10.0.0.1", &[forwarded("for=\"1.2.3.4, for=192.0.2.1")]), "192.0.2.1");
        // What a stranger sends in the one header says nothing against the proxy's in the other.
        let both = [forwarded("for=1.2.3.4"), (X_FORWARDED_FOR, "192.0.2.1")];
        assert_eq!(of("10.0.0.1", &both), "192.0.2.1");
    }

    #[test]
    fn a_customer_holds_an_address_or_half_of_one() {
        let network = |text: &str| ClientAddress(text.parse().unwrap()).network().to_string();
        assert_eq!(network("192.0.2.1"), "192.0.2.1");
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
    }
}
