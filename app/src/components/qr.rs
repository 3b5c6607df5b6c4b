//! The code to scan, with the time that is left for it.

use domain::Instant;
use domain::views::{QrView, SessionView};
use leptos::prelude::*;

use super::erased::{Any, value, words};
use crate::text::{fill, say, use_locale};

/// Light modules around a QR code (ISO/IEC 18004 asks for four).
const QUIET_ZONE: u32 = 4;
/// Codes live at least this long, so that the ring of one that is half gone is half empty.
const USUAL_SECONDS: i64 = 20;

/// A large code on white in both themes, a ring and the seconds that are left.
pub(crate) fn qr_card(session: Signal<SessionView>, now: ReadSignal<Instant>) -> AnyView {
    let l = use_locale();
    let ends = move || session.with(|session| session.qr.as_ref().map(|qr| qr.expires_at));
    let left = move || ends().map_or(0, |ends| (ends - now.get()).num_seconds().max(0));
    // The ring is whole at the code's first sight.
    let seen = StoredValue::new((None, USUAL_SECONDS));
    let whole = move || {
        let ends = ends();
        if seen.with_value(|(known, _)| *known != ends) {
            let seconds = ends.map_or(0, |ends| (ends - now.get_untracked()).num_seconds());
            seen.set_value((ends, seconds.max(USUAL_SECONDS)));
        }
        seen.with_value(|(_, seconds)| *seconds)
    };
    let part = move |of: fn(&QrView) -> String| {
        value(move || session.with(|session| session.qr.as_ref().map(of)))
    };
    let remaining = words(move || match left() {
        0 => say!(l, qr.fresh).to_owned(),
        seconds => fill(say!(l, qr.left), &[("n", &seconds.to_string())]),
    });
    view! {
        <div class="qr-card" data-testid="qr" data-code=part(|qr| qr.code.clone())>
            <svg class="qr" role="img" aria-label=say!(l, qr.label) viewBox=part(frame) shape-rendering="crispEdges">
                <path d=part(|qr| qr.path.clone())></path>
            </svg>
            <div class="qr-left">
                <svg class="qr-ring" viewBox="0 0 36 36" aria-hidden="true" focusable="false">
                    <circle class="qr-ring-whole" cx="18" cy="18" r="15.9155"></circle>
                    <circle
                        class="qr-ring-left"
                        cx="18"
                        cy="18"
                        r="15.9155"
                        stroke-dasharray="100"
                        stroke-dashoffset=value(move || Some(offset(left(), whole())))
                        transform="rotate(-90 18 18)"
                    ></circle>
                </svg>
                <p data-testid="qr-remaining" data-seconds=value(move || Some(left().to_string()))>{remaining}</p>
            </div>
        </div>
    }
    .any()
}

fn frame(qr: &QrView) -> String {
    let side = qr.modules + 2 * QUIET_ZONE;
    format!("-{QUIET_ZONE} -{QUIET_ZONE} {side} {side}")
}

/// How much of the ring is gone, out of a hundred.
fn offset(left: i64, whole: i64) -> String {
    (100 * (whole - left.min(whole)) / whole).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ring_empties_with_the_time() {
        assert_eq!(
            (offset(20, 20), offset(5, 20), offset(0, 20)),
            ("0".into(), "75".into(), "100".into())
        );
    }
}
