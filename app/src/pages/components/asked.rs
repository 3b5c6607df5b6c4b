//! What a person fills in, picks and confirms.

use domain::{FieldProblem, Problem};
use leptos::prelude::*;

use super::{Half, id, section};
use crate::AppError;
use crate::components::{
    Any, Choice, Field, Icon, Select, TextArea, ask, check, copyable, dialog, icon, opener,
    radio_cards, refusal, submit, switch,
};

/// Says of these fields that something is wrong with them.
fn wrong(fields: &[&'static str]) -> Signal<Option<AppError>> {
    let problem = |field: &&'static str| FieldProblem {
        field: (*field).to_owned(),
        problem: Problem::Required,
    };
    Signal::stored(Some(AppError::Invalid(fields.iter().map(problem).collect())))
}

pub(super) fn fields(half: Half) -> AnyView {
    let fine = Signal::stored(None);
    let (email, kind, note) = (id!(half, "email"), id!(half, "kind"), id!(half, "note"));
    let error = wrong(&[email, kind, note]);
    let kinds = || vec![("BOOKING", "Bookings".to_owned()), ("SUPPORT", "Support".to_owned())];
    section(
        "Fields",
        view! {
            <form class="form">
                {refusal(error)}
                <div class="fields">
                    <Field id=id!(half, "name") name="name" label="Business name" help="As customers know it." error=fine/>
                    <Field id=id!(half, "filled") name="filled" label="Filled" filled="Mama Neema Salon" optional=true error=fine/>
                    <Field id=email name="email" kind="email" label="E-mail address" filled="neema@" error/>
                    <Field id=id!(half, "code") name="code" label="Code" inputmode="numeric" placeholder="123 456" maxlength=7 error=fine/>
                    <Select id=id!(half, "template") name="template" label="Template" options=kinds() filled="SUPPORT" error=fine/>
                    <Select id=kind name="kind" label="Kind" options=kinds() error/>
                </div>
                <TextArea id=id!(half, "text") name="text" label="Greeting" filled="Karibu Mama Neema Salon." help="The first thing that a customer reads." error=fine/>
                <TextArea id=note name="note" label="Reason" rows=2 error/>
                <div class="field">
                    <label for=id!(half, "off")>"Disabled"</label>
                    <input id=id!(half, "off") value="owner@example.com" disabled/>
                </div>
                <div class="form-end">
                    {submit("btn btn-quiet", None, "Cancel", "sample", Signal::stored(false))}
                    {submit("btn btn-primary", Some(Icon::Check), "Save", "sample", Signal::stored(false))}
                </div>
            </form>
        }
        .any(),
    )
}

pub(super) fn choices(half: Half) -> AnyView {
    let cards = |error, id: &'static str, name: &'static str, filled: &str| {
        let choices = vec![
            Choice::new(
                "BOOKING",
                "Bookings",
                "Salons, clinics, workshops: customers ask for a time.",
                Icon::Calendar,
            ),
            Choice::new(
                "ECOMMERCE",
                "Shop",
                "Customers see what there is and order it.",
                Icon::Bag,
            ),
            Choice::new(
                "SUPPORT",
                "Support",
                "Questions are answered or handed to a person.",
                Icon::Support,
            ),
        ];
        radio_cards(
            id,
            name,
            "What should the assistant do?",
            "It can be changed later.",
            choices,
            filled,
            error,
        )
    };
    let (picked, none) = (id!(half, "picked"), id!(half, "none"));
    section(
        "Choices",
        view! {
            <form class="form">
                {cards(Signal::stored(None), picked, picked, "BOOKING")}
                {cards(wrong(&[none]), none, none, "")}
                <div>
                    {check("tick", "on", "Show deleted businesses", true, "sample")}
                </div>
                <div>
                    {switch("mails", "Mails about new customers", "One mail a day at most.", true, "sample")}
                    {switch("sounds", "Sounds", "", false, "sample")}
                </div>
                {copyable("Recovery code", "7K2P-M9QX-4TTR".to_owned(), "sample")}
            </form>
        }
        .any(),
    )
}

pub(super) fn dialogs(half: Half) -> AnyView {
    let name = id!(half, "dialog");
    let body = || {
        view! {
            <div class="stack">
                <p>"Mama Neema Salon no longer answers its customers. It can be brought back within thirty days."</p>
                <div class="form-end">
                    <button type="button" class="btn btn-danger" command="close" commandfor=name>{icon(Icon::Trash)} "Delete the business"</button>
                </div>
            </div>
        }
        .any()
    };
    let sure = view! {
        <p>"Messages that are being sent may be sent twice."</p>
        {submit("btn btn-danger", Some(Icon::Restart), "Restart anyway", "sample", Signal::stored(false))}
    };
    section(
        "Dialog, question in place",
        view! {
            <div class="stack-small">
                <div class="gallery-line">{opener(name, "btn btn-danger", Some(Icon::Trash), "Delete", "sample")}</div>
                {dialog(name, "Delete the business?", body())}
                {ask("btn btn-quiet", Some(Icon::Restart), "Restart", "sample", sure.any())}
            </div>
        }
        .any(),
    )
}
