//! The few pieces that every page is made of.

mod badge;
mod business;
mod card;
mod erased;
mod field;
mod frame;
mod icon;
mod language;
mod load;
mod messages;
mod notice;
mod pindo;
mod post;
mod qr;
mod stepper;
mod visitor;
mod waiting;

pub(crate) use badge::Badge;
pub(crate) use business::{business_facts, hours_form, known, setup_fields};
pub(crate) use card::{card, empty, fact, more};
pub(crate) use erased::{Any, Item, dynamic, effect, flag, keyed, value, words};
pub(crate) use field::{Field, TextArea};
pub(crate) use frame::{DashboardFrame, PortalFrame};
pub(crate) use icon::{Icon, icon};
pub(crate) use load::Data;
pub(crate) use messages::{Log, Start, message_log};
pub(crate) use notice::{Tone, notice, refusal};
pub(crate) use post::Post;
pub(crate) use qr::qr_card;
pub(crate) use stepper::stepper;
pub(crate) use visitor::visitor_frame;
pub(crate) use waiting::waiting_list;
pub(crate) use {language::language_switch, pindo::brand, pindo::pindo};
