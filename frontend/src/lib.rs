//! The browser half of Flow HQ: takes over the page that the server rendered.

use leptos::mount::hydrate_from_async;
use leptos::prelude::document;
use wasm_bindgen::prelude::wasm_bindgen;

/// Room among the program's constants for cutting it into parts.
///
/// Each part's constants begin at a multiple of eight bytes, all of them must fit where the constants of the whole
/// program lay, and where they do not, the tool that cuts leaves every constant in the main program. No part refers to
/// this, so none carries it. Seven bytes a part is the most that is lost; there are about two hundred parts.
#[cfg(target_arch = "wasm32")]
#[used]
static ROOM_TO_CUT: [u8; 4096] = [0; 4096];

/// Hydrates the page; the script in the page's head calls it once the program is loaded.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    wasm_bindgen_futures::spawn_local(async {
        let Some(body) = document().body() else { return };
        // Until the parts of the program are there that the page needs.
        let page = hydrate_from_async(body, app::App).await;
        app::awake();
        page.forget();
    });
}
