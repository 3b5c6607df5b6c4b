//! One file per page.

mod dashboard;
mod home;
mod lost;
mod portal;
mod sandbox;
mod sign_in;
mod sign_up;

pub(crate) use dashboard::{
    Events, NewTenant, Nodes, Overview, SetupRequest, SetupRequests, Tenant, Tenants, Workers,
};
pub(crate) use home::Home;
pub(crate) use lost::{lost, nowhere};
pub(crate) use portal::{Messages, Onboarding, Status, Whatsapp};
pub(crate) use sandbox::Sandbox;
pub(crate) use sign_in::SignIn;
pub(crate) use sign_up::SignUp;

pub(crate) use crate::components::{DashboardFrame, PortalFrame};
