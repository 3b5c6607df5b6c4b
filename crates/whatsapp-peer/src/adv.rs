//! The phone's signatures over its linked devices, by which everybody can tell that it accepted them (WhatsApp's ADV
//! scheme).

use wacore::libsignal::crypto::hmac_sha256;
use waproto::buffa::Message as _;
use waproto::whatsapp::{
    ADVDeviceIdentity, ADVKeyIndexList, ADVSignedDeviceIdentity, ADVSignedDeviceIdentityHMAC,
    ADVSignedKeyIndexList,
};

use crate::customer::Person;
use crate::error::PeerError;
use crate::noise::new_rng;
use crate::stanza::now_seconds;

/// What a phone puts before what it signs, so that one signature cannot pass for another ("account signature" and
/// "key index list" of WhatsApp's ADV scheme).
const ACCOUNT_SIGNATURE: [u8; 2] = [6, 0];
const KEY_INDEX_SIGNATURE: [u8; 2] = [6, 2];

/// The phone's signed word for a device, sealed with the secret that only the code's reader knows.
pub(crate) fn vouch(
    phone: &Person,
    device: u16,
    identity: &[u8],
    secret: &[u8],
) -> Result<Vec<u8>, PeerError> {
    let details = ADVDeviceIdentity {
        raw_id: Some(1),
        timestamp: Some(now_seconds()),
        key_index: Some(device.into()),
        ..ADVDeviceIdentity::default()
    }
    .encode_to_vec();
    let signed = ADVSignedDeviceIdentity {
        account_signature_key: Some(phone.identity().public_key().public_key_bytes().to_vec()),
        account_signature: Some(sign(phone, &[&ACCOUNT_SIGNATURE, &details, identity])?),
        details: Some(details),
        ..ADVSignedDeviceIdentity::default()
    }
    .encode_to_vec();
    Ok(ADVSignedDeviceIdentityHMAC {
        hmac: Some(hmac_sha256(secret, &signed).to_vec()),
        details: Some(signed),
        ..ADVSignedDeviceIdentityHMAC::default()
    }
    .encode_to_vec())
}

/// The phone's signed list of its devices, as a directory hands it out.
pub(crate) fn device_list(phone: &Person, device: u16) -> Result<Vec<u8>, PeerError> {
    let details = ADVKeyIndexList {
        raw_id: Some(1),
        timestamp: Some(now_seconds()),
        current_index: Some(device.into()),
        valid_indexes: vec![0, device.into()],
        ..ADVKeyIndexList::default()
    }
    .encode_to_vec();
    Ok(ADVSignedKeyIndexList {
        account_signature: Some(sign(phone, &[&KEY_INDEX_SIGNATURE, &details])?),
        account_signature_key: Some(phone.identity().public_key().public_key_bytes().to_vec()),
        details: Some(details),
    }
    .encode_to_vec())
}

fn sign(phone: &Person, parts: &[&[u8]]) -> Result<Vec<u8>, PeerError> {
    Ok(phone
        .identity()
        .private_key()
        .calculate_signature(&parts.concat(), &mut new_rng())?
        .to_vec())
}
