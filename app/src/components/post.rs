//! Forms: plain ones that a browser without JavaScript sends itself, and that stay on the page otherwise.
//!
//! They speak to server functions as `leptos::form::ActionForm` does. That one brings a decoder and
//! an encoder per form into the browser; these hand the fields over as the browser encodes them.

use leptos::prelude::*;
use leptos::server::ServerActionError;
use leptos::server_fn::ServerFn;
use leptos::server_fn::error::{FromServerFnError, ServerFnUrlError};
use leptos::server_fn::redirect::{REDIRECT_HEADER, call_redirect_hook};
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Element, FormData, Headers, HtmlElement, HtmlFormElement, RequestInit, Response, SubmitEvent,
    UrlSearchParams,
};

use super::erased::{Any, effect, value};
use crate::AppError;

/// The sending of a form to one server function, and what became of it.
#[derive(Clone, Copy)]
pub(crate) struct Post {
    path: &'static str,
    pending: RwSignal<bool>,
    done: RwSignal<u32>,
    error: RwSignal<Option<AppError>>,
}

impl Post {
    /// Posts to a server function.
    pub(crate) fn to<S: ServerFn<Error = AppError>>() -> Self {
        Self::at(S::PATH)
    }

    fn at(path: &'static str) -> Self {
        // Without JavaScript the refusal comes back in the address.
        let refused = use_context::<ServerActionError>().filter(|refused| refused.path() == path);
        let error = refused
            .map(|refused| ServerFnUrlError::<AppError>::decode_err(refused.err()).without_texts());
        Self {
            path,
            pending: RwSignal::new(false),
            done: RwSignal::new(0),
            error: RwSignal::new(error),
        }
    }

    /// Whether an answer is awaited.
    pub(crate) fn pending(self) -> Signal<bool> {
        self.pending.into()
    }

    /// Why it was refused the last time.
    pub(crate) fn error(self) -> Signal<Option<AppError>> {
        self.error.into()
    }

    /// Takes a refusal back, once it does not matter any more.
    pub(crate) fn forget(self) {
        self.error.set(None);
    }

    /// Does something every time that it went well.
    pub(crate) fn after(self, then: impl Fn() + 'static) {
        effect(move || {
            if self.done.get() > 0 {
                then();
            }
        });
    }

    /// The form around its fields.
    pub(crate) fn form(
        self,
        class: &'static str,
        testid: Option<&'static str>,
        fields: AnyView,
    ) -> AnyView {
        self.form_at("", class, testid, fields)
    }

    /// The same at a place of the page, such as `#step-menu`, to which a refusal leads without JavaScript: a redirect
    /// that names no place leads to that of the address which was asked (RFC 9110 §10.2.2).
    pub(crate) fn form_at(
        self,
        place: &str,
        class: &'static str,
        testid: Option<&'static str>,
        fields: AnyView,
    ) -> AnyView {
        let action = [self.path, place].concat();
        let busy = value(move || self.pending.get().then(|| "true".to_owned()));
        view! {
            <form
                method="post"
                action=action
                class=class
                data-testid=testid
                novalidate
                aria-busy=busy
                on:submit=move |event| self.submit(&event)
            >
                {fields}
            </form>
        }
        .any()
    }

    fn submit(self, event: &SubmitEvent) {
        event.prevent_default();
        let form: HtmlFormElement = event_target(event);
        if self.pending.get_untracked() {
            return;
        }
        self.pending.set(true);
        // A browser sends the name of the button that was pressed along; so do we.
        let pressed = event.submitter().and_then(|button| {
            Some((button.get_attribute("name")?, button.get_attribute("value")?))
        });
        // Looked for now: what comes of the deed may draw the form anew elsewhere.
        let asked = form.closest("details.confirm[open]").ok().flatten();
        spawn_local(async move {
            let answer = send(self.path, &form, pressed).await;
            self.pending.try_set(false);
            self.error.try_set(answer.as_ref().err().cloned());
            if let Ok(next) = answer {
                if let Some(asked) = &asked {
                    close_asked(asked);
                }
                self.done.try_update(|count| *count += 1);
                if let Some(next) = next {
                    call_redirect_hook(&next);
                }
            }
        });
    }
}

/// Closes what was opened to ask in place (see `dialog::ask`), now that it is answered; the focus goes back to its button.
fn close_asked(asked: &Element) {
    drop(asked.remove_attribute("open"));
    let button = asked.first_element_child();
    if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
        drop(button.focus());
    }
}

/// Sends a form's fields; tells where to go next, if the server says so.
async fn send(
    path: &str,
    form: &HtmlFormElement,
    pressed: Option<(String, String)>,
) -> Result<Option<String>, AppError> {
    let response = fetch(path, form, pressed).await.map_err(|_| AppError::Unreachable)?;
    let header = |name| response.headers().get(name).ok().flatten();
    if !response.ok() {
        let text = async { JsFuture::from(response.text().ok()?).await.ok()?.as_string() }.await;
        return Err(refusal(response.status(), text.unwrap_or_default()));
    }
    Ok(header(REDIRECT_HEADER).and_then(|_| header("location")))
}

async fn fetch(
    path: &str,
    form: &HtmlFormElement,
    pressed: Option<(String, String)>,
) -> Result<Response, JsValue> {
    let fields = FormData::new_with_form(form)?;
    let fields = UrlSearchParams::new_with_str_sequence_sequence(&fields)?;
    if let Some((name, value)) = pressed {
        fields.append(&name, &value);
    }
    let headers = Headers::new()?;
    headers.set("accept", "application/json")?;
    let request = RequestInit::new();
    request.set_method("POST");
    request.set_headers(&headers);
    request.set_body(&fields);
    JsFuture::from(window().fetch_with_str_and_init(path, &request)).await?.dyn_into()
}

/// What a server function refused, or what stood before it did.
fn refusal(status: u16, text: String) -> AppError {
    match (AppError::de(text.into()), status) {
        (AppError::Unreachable, 400 | 413 | 422) => AppError::Malformed,
        (AppError::Unreachable, 401) => AppError::Unauthenticated,
        (AppError::Unreachable, 403) => AppError::Forbidden,
        (AppError::Unreachable, 429 | 503) => AppError::Unavailable,
        (error, _) => error,
    }
}
