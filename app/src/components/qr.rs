//! The code to scan, with the time that is left for it.

use domain::Instant;
use domain::views::QrView;
use leptos::prelude::*;

use crate::text::{fill, say, use_locale};

/// Light modules around a QR code (ISO/IEC 18004 asks for four).
const QUIET_ZONE: u32 = 4;
/// Codes live at least this long, so that the ring of one that is half gone is half empty.
const USUAL_SECONDS: i64 = 20;
/// The ring's length in the units of its drawing: the circle of radius 15.9155 is 100 around.
const RING: f64 = 100.0;

/// A large code on white in both themes, a ring and the seconds that are left.
pub(crate) fn qr_card(qr: Memo<Option<QrView>>, now: ReadSignal<Instant>) -> AnyView {
    let l = use_locale();
    let left = Memo::new(move |_| {
        qr.with(|qr| qr.as_ref().map_or(0, |qr| (qr.expires_at - now.get()).num_seconds().max(0)))
    });
    let whole = Memo::new(move |_| {
        qr.with(|qr| qr.as_ref().map_or(0, |qr| (qr.expires_at - now.get_untracked()).num_seconds())).max(USUAL_SECONDS)
    });
    let part = |name: fn(&QrView) -> String| move || qr.with(|qr| qr.as_ref().map(name));
    view! {
        <div class="qr-card" data-testid="qr" data-code=part(|qr| qr.code.clone())>
            <svg class="qr" role="img" aria-label=say!(l, qr.label) viewBox=part(frame) shape-rendering="crispEdges">
                <path d=part(|qr| qr.path.clone())></path>
            </svg>
            <div class="qr-left">
                <svg class="ring" viewBox="0 0 36 36" aria-hidden="true" focusable="false">
                    <circle class="ring-whole" cx="18" cy="18" r="15.9155"></circle>
                    <circle
                        class="ring-left"
                        cx="18"
                        cy="18"
                        r="15.9155"
                        stroke-dasharray="100"
                        stroke-dashoffset=move || offset(left.get(), whole.get())
                        transform="rotate(-90 18 18)"
                    ></circle>
                </svg>
                <p data-testid="qr-remaining" data-seconds=move || left.get().to_string()>
                    {move || match left.get() {
                        0 => say!(l, qr.fresh).to_owned(),
                        seconds => fill(say!(l, qr.left), &[("n", &seconds.to_string())]),
                    }}
                </p>
            </div>
        </div>
    }
    .into_any()
}

fn frame(qr: &QrView) -> String {
    let side = qr.modules + 2 * QUIET_ZONE;
    format!("-{QUIET_ZONE} -{QUIET_ZONE} {side} {side}")
}

fn offset(left: i64, whole: i64) -> String {
    let left = u32::try_from(left).unwrap_or_default();
    let whole = u32::try_from(whole).unwrap_or(1).max(1);
    format!("{:.1}", RING * (1.0 - f64::from(left.min(whole)) / f64::from(whole)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ring_empties_with_the_time() {
        assert_eq!((offset(20, 20), offset(5, 20), offset(0, 20)), ("0.0".into(), "75.0".into(), "100.0".into()));
    }
}
