//! The theme of the interface.

use leptos::prelude::*;

use crate::AppError;

/// Remembers the colours, or with `system` forgets them; a plain form leads back to the page it was
/// sent from.
#[server(endpoint = "set_theme")]
pub(crate) async fn set_theme(theme: String) -> Result<(), AppError> {
    use crate::ssr;
    use crate::theme::Theme;
    let chosen = match (theme.as_str(), Theme::named(&theme)) {
        ("system", _) => Ok(None),
        (_, Some(chosen)) => Ok(Some(chosen)),
        _ => Err(AppError::Malformed),
    };
    let chosen = ssr::serve_visitor(|_, _| async move { chosen }).await?;
    ssr::keep_theme(chosen);
    ssr::lead_back();
    Ok(())
}
