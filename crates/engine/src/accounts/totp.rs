//! Codes that change every half minute (RFC 6238), and codes for the day when the phone is gone.

use domain::Instant;
use domain::account::{CODE_DIGITS, RECOVERY_CODES};
use rand::Rng;
use subtle::ConstantTimeEq;
use totp_rs::{Algorithm, Secret, TOTP};

use super::token_hash;

/// How long a code is shown, in seconds (RFC 6238 §5.2 recommends 30).
const STEP_SECONDS: u64 = 30;
/// How many steps a phone's clock may be off, in either direction (RFC 6238 §5.2 allows one).
const WINDOW: i64 = 1;
/// Bytes of a new secret (RFC 4226 §4 recommends 160 bits).
const SECRET_BYTES: usize = 20;
/// What recovery codes are made of: 32 signs that are not mistaken for each other, after Crockford.
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Signs of a recovery code: 80 random bits, too many to be found from the hash.
const RECOVERY_SIGNS: usize = 16;

/// A new secret.
pub(super) fn new_secret() -> Vec<u8> {
    rand::rng().random::<[u8; SECRET_BYTES]>().to_vec()
}

/// The step whose code this is, of those that are good at present; nothing when it is none of them.
pub(super) fn step_of(secret: &[u8], code: &str, now: Instant) -> Option<i64> {
    let totp = totp(secret)?;
    let present = now.timestamp() / i64::try_from(STEP_SECONDS).ok()?;
    // All of them are compared, so that the time tells nothing.
    let mut found = None;
    for step in present - WINDOW..=present + WINDOW {
        let seconds = u64::try_from(step).ok()? * STEP_SECONDS;
        if bool::from(totp.generate(seconds).as_bytes().ct_eq(code.as_bytes())) {
            found = Some(step);
        }
    }
    found
}

/// The secret in base32, for typing, in groups of four.
pub(super) fn written(secret: &[u8]) -> String {
    let text = base32(secret);
    let groups: Vec<&str> =
        (0..text.len()).step_by(4).map(|at| &text[at..(at + 4).min(text.len())]).collect();
    groups.join(" ")
}

/// What the QR code says (the key URI format that authenticator apps read).
pub(super) fn key_uri(secret: &[u8], email: &str) -> String {
    let label: String = email
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect();
    let secret = base32(secret);
    format!(
        "otpauth://totp/Flow%20HQ:{label}?secret={secret}&issuer=Flow%20HQ&algorithm=SHA1&digits={CODE_DIGITS}&period={STEP_SECONDS}"
    )
}

/// New recovery codes, as they are shown once.
pub(super) fn new_recovery_codes() -> Vec<String> {
    (0..RECOVERY_CODES)
        .map(|_| {
            let bytes = rand::rng().random::<[u8; RECOVERY_SIGNS]>();
            let signs: String =
                bytes.iter().map(|byte| char::from(SIGNS[usize::from(byte % 32)])).collect();
            format!("{}-{}-{}-{}", &signs[..4], &signs[4..8], &signs[8..12], &signs[12..])
        })
        .collect()
}

/// What is kept of a recovery code, however it is typed; nothing when it cannot be one.
pub(super) fn recovery_hash(typed: &str) -> Option<String> {
    let signs: String = typed
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect();
    (signs.len() == RECOVERY_SIGNS).then(|| token_hash(&signs))
}

/// The digits of a code, if it is one of six digits.
pub(super) fn digits(typed: &str) -> Option<String> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let good = digits.len() == CODE_DIGITS as usize && digits.bytes().all(|b| b.is_ascii_digit());
    good.then_some(digits)
}

fn totp(secret: &[u8]) -> Option<TOTP> {
    let digits = usize::try_from(CODE_DIGITS).ok()?;
    TOTP::new(Algorithm::SHA1, digits, 1, STEP_SECONDS, secret.to_vec()).ok()
}

fn base32(secret: &[u8]) -> String {
    Secret::Raw(secret.to_vec()).to_encoded().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Instant {
        Instant::from_timestamp(seconds, 0).unwrap()
    }

    /// RFC 6238 appendix B, the last six of its eight digits.
    #[test]
    fn the_codes_are_those_of_the_standard() {
        let secret = b"12345678901234567890";
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(step_of(secret, code, at(seconds)), Some(seconds / 30), "{seconds}");
        }
    }

    #[test]
    fn a_clock_may_be_one_step_off_and_no_more() {
        let secret = b"12345678901234567890";
        let step = 1_111_111_111 / 30;
        for off in -3..=3_i64 {
            let found = step_of(secret, "050471", at((step + off) * 30));
            assert_eq!(found.is_some(), off.abs() <= 1, "{off}");
        }
        assert_eq!(step_of(secret, "", at(59)), None);
        assert_eq!(step_of(secret, "28708", at(59)), None);
    }

    #[test]
    fn a_recovery_code_is_known_however_it_is_typed() {
        let codes = new_recovery_codes();
        assert_eq!(codes.len(), 10);
        let hash = recovery_hash(&codes[0]).unwrap();
        let typed = codes[0].to_lowercase().replace('-', " ").replace('0', "o");
        assert_eq!(recovery_hash(&typed), Some(hash.clone()));
        assert_ne!(recovery_hash(&codes[1]), Some(hash));
        assert_eq!(recovery_hash("123456"), None);
    }

    #[test]
    fn a_secret_is_written_for_apps_and_for_people() {
        let secret = b"12345678901234567890";
        assert_eq!(written(secret), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        let uri = key_uri(secret, "a+b@x.io");
        assert!(uri.starts_with("otpauth://totp/Flow%20HQ:a%2Bb%40x.io?secret=GEZDGNBVGY3TQOJQ"));
        assert_eq!(digits(" 123 456 ").as_deref(), Some("123456"));
        assert_eq!(digits("12345a"), None);
    }
}
