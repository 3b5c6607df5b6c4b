//! One file per page.

mod account;
mod components;
mod dashboard;
mod lost;
mod portal;
mod sandbox;
mod sign_in;
mod sign_up;
mod templates;

pub(crate) use account::{
    Account, FirstSecondStep, Invited, RecoveryCodes, Reset, SecondStep, SignInCode, Verify,
};
#[cfg(feature = "ssr")]
pub(crate) use components::document as components_document;
pub(crate) use dashboard::{
    Bulk, BulkDone, Events, Leads, NewTenant, Nodes, Overview, SetupRequest, SetupRequests, Tenant,
    Tenants, Workers,
};
pub(crate) use lost::{lost, nowhere};
pub(crate) use portal::{
    Answers, Appointments, Booking, CalendarFeed, Customer, Customers, Flow, FlowHistory,
    ImportCustomers, ImportProducts, Inbox, InboxStart, MergeCustomer, Messages, NewBooking,
    Onboarding, Order, Orders, Product, Products, Replies, Services, Settings, Status, Team,
    Thread, Whatsapp,
};
pub(crate) use sandbox::Sandbox;
pub(crate) use sign_in::SignIn;
pub(crate) use sign_up::SignUp;
pub(crate) use templates::Templates;

pub(crate) use crate::components::{DashboardFrame, PortalFrame};
