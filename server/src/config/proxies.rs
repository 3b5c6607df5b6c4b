//! The reverse proxies that are believed about who asks.

use std::net::IpAddr;

use ipnet::IpNet;

/// Addresses and networks of our own reverse proxies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    /// Reads `127.0.0.1, 10.0.0.0/8, fd00::/8`; nothing when one of them is neither address nor network.
    pub fn parse(text: &str) -> Option<Self> {
        let nets = text.split(',').map(|part| {
            let part = part.trim();
            part.parse::<IpNet>().ok().or_else(|| part.parse::<IpAddr>().ok().map(IpNet::from))
        });
        nets.collect::<Option<_>>().map(Self)
    }

    /// Whether an address is that of a proxy of ours.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.iter().any(|net| net.contains(&address))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_networks_are_read() {
        let proxies = TrustedProxies::parse("127.0.0.1, 10.0.0.0/8,fd00::/8").unwrap();
        for ours in ["127.0.0.1", "10.255.0.1", "fd00::7"] {
            assert!(proxies.contains(ours.parse().unwrap()), "{ours}");
        }
        for other in ["127.0.0.2", "11.0.0.1", "2001:db8::1"] {
            assert!(!proxies.contains(other.parse().unwrap()), "{other}");
        }
        for wrong in ["", "localhost", "10.0.0.0/33", "10.0.0.1,,10.0.0.2"] {
            assert_eq!(TrustedProxies::parse(wrong), None, "{wrong}");
        }
        assert!(!TrustedProxies::default().contains("127.0.0.1".parse().unwrap()));
    }
}
