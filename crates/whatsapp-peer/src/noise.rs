//! The answering half of WhatsApp's Noise handshake (XX for a device that is new, IK for one that came back) and
//! the encrypted frames that follow it.

use rand::SeedableRng as _;
use rand::rngs::StdRng;
use serde::Serialize;
use wacore::libsignal::protocol::KeyPair;
use wacore_binary::Node;
use wacore_binary::consts::{NOISE_PATTERN_IK, NOISE_PATTERN_XX, WA_CONN_HEADER};
use wacore_binary::marshal::{marshal, unmarshal_ref};
use wacore_binary::util::unpack;
use wacore_noise::framing::encode_frame;
use wacore_noise::{NoiseCipher, NoiseHandshake};
use waproto::buffa::Message as _;
use waproto::whatsapp::cert_chain::{NoiseCertificate, noise_certificate};
use waproto::whatsapp::handshake_message::{ClientHello, ServerHello};
use waproto::whatsapp::{CertChain, ClientPayload, HandshakeMessage};

use crate::error::PeerError;

const YEAR_SECONDS: u64 = 365 * 24 * 3600;

/// How a client's last handshake went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Pattern {
    /// The client did not know the server's key.
    Xx,
    /// The client knew the server's key from an earlier login.
    Ik,
}

/// The server's own key, with a certificate chain of the right shape and no true signature.
pub(crate) struct ServerKeys {
    pair: KeyPair,
    certificates: Vec<u8>,
}

/// A client that has shown its key.
pub(crate) struct Arrived {
    pub pattern: Pattern,
    pub client_key: Vec<u8>,
    pub payload: Box<ClientPayload>,
    pub sealer: Sealer,
    pub opener: Opener,
}

/// What is to be done with a client's first frame: send `answer`, and for XX wait for one more frame.
pub(crate) enum Greeting {
    Known { answer: Vec<u8>, arrived: Arrived },
    New { answer: Vec<u8>, rest: Halfway },
}

/// An XX handshake whose last message is still to come.
pub(crate) struct Halfway {
    noise: NoiseHandshake,
    ephemeral: KeyPair,
}

/// Turns stanzas into frames.
pub(crate) struct Sealer {
    cipher: NoiseCipher,
    counter: u32,
}

/// Turns frames into stanzas.
pub(crate) struct Opener {
    cipher: NoiseCipher,
    counter: u32,
}

impl ServerKeys {
    pub(crate) fn generate() -> Self {
        let pair = new_pair();
        let now = crate::stanza::now_seconds();
        let certificate = |serial, issuer, key: Vec<u8>| NoiseCertificate {
            details: Some(
                noise_certificate::Details {
                    serial: Some(serial),
                    issuer_serial: Some(issuer),
                    key: Some(key),
                    not_before: Some(now - YEAR_SECONDS),
                    not_after: Some(now + YEAR_SECONDS),
                }
                .encode_to_vec(),
            ),
            signature: Some(vec![0; 64]),
        };
        let issuer = new_pair().public_key.public_key_bytes().to_vec();
        let chain = CertChain {
            intermediate: certificate(1, 0, issuer).into(),
            leaf: certificate(2, 1, pair.public_key.public_key_bytes().to_vec()).into(),
        };
        Self { certificates: chain.encode_to_vec(), pair }
    }

    /// Reads the client's first frame and says what to answer.
    pub(crate) fn greet(&self, frame: &[u8]) -> Result<Greeting, PeerError> {
        let hello = HandshakeMessage::decode_from_slice(frame)?
            .client_hello
            .into_option()
            .ok_or(PeerError::Handshake("the first frame is no hello"))?;
        let theirs = hello.ephemeral.clone().ok_or(PeerError::Handshake("no ephemeral key"))?;
        match hello {
            ClientHello { r#static: Some(key), payload: Some(payload), .. } => {
                self.greet_known(&theirs, &key, &payload)
            }
            _ => self.greet_new(&theirs),
        }
    }

    fn greet_known(
        &self,
        theirs: &[u8],
        sealed_key: &[u8],
        sealed_payload: &[u8],
    ) -> Result<Greeting, PeerError> {
        let ours = self.pair.private_key.serialize();
        let mut noise = NoiseHandshake::new(NOISE_PATTERN_IK, &WA_CONN_HEADER)?;
        noise.authenticate(self.pair.public_key.public_key_bytes());
        noise.authenticate(theirs);
        noise.mix_shared_secret(ours, theirs)?;
        let client_key = noise.decrypt(sealed_key)?;
        noise.mix_shared_secret(ours, &client_key)?;
        let payload = noise.decrypt(sealed_payload)?;

        let ephemeral = new_pair();
        noise.authenticate(ephemeral.public_key.public_key_bytes());
        noise.mix_shared_secret(ephemeral.private_key.serialize(), theirs)?;
        noise.mix_shared_secret(ephemeral.private_key.serialize(), &client_key)?;
        let certificates = noise.encrypt(&self.certificates)?;
        let answer = server_hello(&ephemeral, None, certificates);
        let arrived = Arrived::new(Pattern::Ik, client_key, &payload, noise)?;
        Ok(Greeting::Known { answer, arrived })
    }

    fn greet_new(&self, theirs: &[u8]) -> Result<Greeting, PeerError> {
        let ephemeral = new_pair();
        let mut noise = NoiseHandshake::new(NOISE_PATTERN_XX, &WA_CONN_HEADER)?;
        noise.authenticate(theirs);
        noise.authenticate(ephemeral.public_key.public_key_bytes());
        noise.mix_shared_secret(ephemeral.private_key.serialize(), theirs)?;
        let key = noise.encrypt(self.pair.public_key.public_key_bytes())?;
        noise.mix_shared_secret(self.pair.private_key.serialize(), theirs)?;
        let certificates = noise.encrypt(&self.certificates)?;
        let answer = server_hello(&ephemeral, Some(key), certificates);
        Ok(Greeting::New { answer, rest: Halfway { noise, ephemeral } })
    }
}

impl Halfway {
    /// Reads the client's second frame.
    pub(crate) fn finish(self, frame: &[u8]) -> Result<Arrived, PeerError> {
        let Self { mut noise, ephemeral } = self;
        let finish = HandshakeMessage::decode_from_slice(frame)?
            .client_finish
            .into_option()
            .ok_or(PeerError::Handshake("the second frame does not finish"))?;
        let key = finish.r#static.ok_or(PeerError::Handshake("no static key"))?;
        let payload = finish.payload.ok_or(PeerError::Handshake("no payload"))?;
        let client_key = noise.decrypt(&key)?;
        noise.mix_shared_secret(ephemeral.private_key.serialize(), &client_key)?;
        let payload = noise.decrypt(&payload)?;
        Arrived::new(Pattern::Xx, client_key, &payload, noise)
    }
}

impl Arrived {
    fn new(
        pattern: Pattern,
        client_key: Vec<u8>,
        payload: &[u8],
        noise: NoiseHandshake,
    ) -> Result<Self, PeerError> {
        // The pair is named from the client's side: with the first it writes, with the second it reads.
        let (theirs, ours) = noise.finish()?;
        Ok(Self {
            pattern,
            client_key,
            payload: Box::new(ClientPayload::decode_from_slice(payload)?),
            sealer: Sealer { cipher: ours, counter: 0 },
            opener: Opener { cipher: theirs, counter: 0 },
        })
    }
}

impl Sealer {
    pub(crate) fn seal(&mut self, node: &Node) -> Result<Vec<u8>, PeerError> {
        let sealed = self.cipher.encrypt_with_counter(self.counter, &marshal(node)?)?;
        self.counter += 1;
        frame(&sealed)
    }
}

impl Opener {
    pub(crate) fn open(&mut self, sealed: &[u8]) -> Result<Node, PeerError> {
        let mut buffer = sealed.to_vec();
        self.cipher.decrypt_in_place_with_counter(self.counter, &mut buffer)?;
        self.counter += 1;
        Ok(unmarshal_ref(&unpack(&buffer)?)?.to_owned())
    }
}

/// Puts the length before a payload.
pub(crate) fn frame(payload: &[u8]) -> Result<Vec<u8>, PeerError> {
    encode_frame(payload, None).map_err(|_| PeerError::Handshake("a frame is too long"))
}

/// A fresh key pair.
pub(crate) fn new_pair() -> KeyPair {
    KeyPair::generate(&mut new_rng())
}

/// A source of randomness that may cross threads.
pub(crate) fn new_rng() -> StdRng {
    StdRng::from_seed(rand::random())
}

fn server_hello(ephemeral: &KeyPair, key: Option<Vec<u8>>, certificates: Vec<u8>) -> Vec<u8> {
    HandshakeMessage {
        server_hello: ServerHello {
            ephemeral: Some(ephemeral.public_key.public_key_bytes().to_vec()),
            r#static: key,
            payload: Some(certificates),
            ..ServerHello::default()
        }
        .into(),
        ..HandshakeMessage::default()
    }
    .encode_to_vec()
}
