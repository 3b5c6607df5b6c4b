//! What can be wrong with an order given to the peer, or with what a client sent.

use std::io;
use std::net::SocketAddr;

use wacore::libsignal::protocol::SignalProtocolError;

/// Why the peer could not do as it was told.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PeerError {
    /// The peer speaks for WhatsApp to whoever connects, so it never listens where others could.
    #[error("{0} is not a loopback address")]
    NotLoopback(SocketAddr),
    /// The port is taken, or the system refused.
    #[error("cannot listen on {0}")]
    Listen(SocketAddr, #[source] io::Error),
    /// The text is not that of a QR code.
    #[error("this is not the text of a linking code")]
    NotACode,
    /// The code's reference was never given out, or the client that showed it has gone.
    #[error("the code is unknown")]
    UnknownCode,
    /// The code was scanned before.
    #[error("the code was used before")]
    UsedCode,
    /// The code that the owner typed is not the one that the client shows.
    #[error("the code is wrong")]
    WrongCode,
    /// The code was shown too long ago.
    #[error("the code has expired")]
    ExpiredCode,
    /// A phone number has 5 to 15 digits and nothing else.
    #[error("{0:?} is not a phone number in digits")]
    NotANumber(String),
    /// Nobody has linked a device to this number yet.
    #[error("no business has the number {0}")]
    UnknownBusiness(String),
    /// The business has no linked device to which a message could go.
    #[error("the business {0} has no linked device")]
    NotLinked(String),
    /// No customer's phone has a message with this id.
    #[error("no customer has the message {0}")]
    UnknownMessage(String),
    /// The order needs a field that is missing.
    #[error("the order lacks {0}")]
    Missing(&'static str),
    /// The client broke off or broke the rules of the handshake.
    #[error("the handshake failed: {0}")]
    Handshake(&'static str),
    /// The handshake's cryptography did not come out.
    #[error("the handshake's keys do not fit")]
    Noise(#[from] wacore_noise::HandshakeError),
    /// A frame could not be opened or sealed.
    #[error("a frame could not be opened or sealed")]
    Frame(#[from] wacore_noise::NoiseError),
    /// A stanza could not be read or written.
    #[error("a stanza could not be read or written")]
    Stanza(#[from] wacore_binary::BinaryError),
    /// A message inside a stanza is not what its type says.
    #[error("a protocol message could not be read")]
    Message(#[from] waproto::buffa::DecodeError),
    /// Encryption between a phone and the linked device failed.
    #[error("a message could not be encrypted or decrypted")]
    Signal(#[from] SignalProtocolError),
    /// A key has the wrong length or is none.
    #[error("a key could not be read")]
    Key(#[from] wacore::libsignal::protocol::CurveError),
}
