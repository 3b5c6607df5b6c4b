//! QR codes as SVG paths, so that the browser draws without a QR library of its own.

use std::fmt::Write;

use domain::SessionState;
use domain::views::{QrView, SessionView};
use qrcode::{Color, EcLevel, QrCode};
use store::StoredSession;

/// Draws the code of a session that waits to be scanned; nothing in any other state.
pub(crate) fn draw(state: &SessionState) -> Option<QrView> {
    let SessionState::QrReady { code, expires_at, .. } = state else { return None };
    let (path, modules) = squares(code)?;
    Some(QrView { code: code.clone(), path, modules, expires_at: *expires_at })
}

/// The dark modules of a text's code as an SVG path with one unit per module, and how many modules a
/// side has; nothing for a text that is too long.
pub(crate) fn squares(text: &str) -> Option<(String, u32)> {
    // WhatsApp's own pages use the lowest correction level too: the code is long and on a screen.
    let drawn = match QrCode::with_error_correction_level(text, EcLevel::L) {
        Ok(drawn) => drawn,
        Err(error) => {
            tracing::error!(%error, "a QR code could not be drawn");
            return None;
        }
    };
    let width = drawn.width();
    let mut path = String::with_capacity(width * width * 2);
    for (y, row) in drawn.to_colors().chunks(width).enumerate() {
        let mut x = 0;
        while x < width {
            let run = row[x..].iter().take_while(|color| **color == Color::Dark).count();
            if run == 0 {
                x += 1;
                continue;
            }
            write!(path, "M{x} {y}h{run}v1h-{run}z").expect("writing to a String cannot fail");
            x += run;
        }
    }
    let modules = u32::try_from(width).expect("a QR code has at most 177 modules a side");
    Some((path, modules))
}

/// A session as pages show it, with its code drawn.
pub(crate) fn session_view(stored: StoredSession) -> SessionView {
    SessionView { qr: draw(&stored.state), ..stored.view }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Instant;

    #[test]
    fn every_dark_module_is_drawn_once() {
        let code = "2@sandbox-code".to_owned();
        let expires_at = Instant::UNIX_EPOCH;
        let state = SessionState::offering(code.clone(), expires_at);
        let view = draw(&state).unwrap();
        let drawn: usize = view
            .path
            .split('M')
            .filter(|part| !part.is_empty())
            .map(|part| part.split(['h', 'v']).nth(1).unwrap().parse::<usize>().unwrap())
            .sum();
        let wanted = QrCode::with_error_correction_level(code, EcLevel::L)
            .unwrap()
            .to_colors()
            .into_iter()
            .filter(|color| *color == Color::Dark)
            .count();
        assert_eq!(drawn, wanted);
    }

    #[test]
    fn a_connected_session_has_no_code() {
        let state = SessionState::Connected { phone: None, since: Instant::UNIX_EPOCH };
        assert_eq!(draw(&state), None);
    }
}
