//! Files that hold a table: where one is handed in to be looked at, and why one could not be.

use domain::knowledge::FileProblem;
use leptos::prelude::*;

use super::card::card;
use super::erased::Any;
use super::icon::{Icon, icon};
use super::notice::{Tone, notice};
use crate::text::{Locale, say};

/// A plain form, which browsers send by themselves; the page comes back with what the file would do.
///
/// `accept` are the kinds of files that are offered; `help` says how much one may hold.
pub(crate) fn choose_file(
    l: Locale,
    action: &'static str,
    accept: &'static str,
    help: String,
) -> AnyView {
    let body = view! {
        <form class="form" method="post" action=action enctype="multipart/form-data"
            data-testid="import-form">
            <div class="field">
                <label for="file">{say!(l, import.file)}</label>
                <input id="file" name="file" type="file" accept=accept required
                    aria-describedby="file-help" data-testid="field-file"/>
                <p class="field-help" id="file-help">{help}</p>
            </div>
            <div class="form-end">
                <button class="btn btn-primary" data-testid="btn-preview">
                    {icon(Icon::Eye)} <span>{say!(l, import.preview)}</span>
                </button>
            </div>
        </form>
    };
    card(say!(l, import.choose), body.any())
}

/// Why a file was refused as a whole, from the `problem` of the page's address; nothing where there is none.
pub(crate) fn refused_file(
    l: Locale,
    problem: &str,
    too_large: &'static str,
    unreadable: &'static str,
) -> Option<AnyView> {
    let text = match problem.parse().ok()? {
        FileProblem::Missing => say!(l, answers.file_missing),
        FileProblem::TooLarge => too_large,
        FileProblem::BrokenOff => say!(l, answers.file_broken_off),
        _ => unreadable,
    };
    Some(notice(Tone::Bad, Icon::Alert, text.to_owned()))
}
