//! What the people of a business do with its customers: finding and describing them, taking them out as a file, and
//! forgetting them.

mod export;
mod import;

use domain::customer::{
    CUSTOMER_NAME_MAX, ContactStatus, CustomerFilter, CustomerForm, CustomerHistory, CustomerRow,
    CustomerView, typed_tags,
};
use domain::forms::NOTES_MAX;
use domain::views::Page;
use domain::{ContactId, FieldProblem, Permission, Principal, Problem, TenantId};
use store::{Actor, CustomerInput};

use crate::problems::{Problems, text};
use crate::{Engine, EngineError, access};

/// Customers of one page.
const PAGE: u32 = 50;

/// A customer, and what customer and business had to do with each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// What is written down of them.
    pub view: CustomerView,
    /// What came of it, as far as the person may see it.
    pub history: CustomerHistory,
}

impl Engine {
    /// Customers, the one who wrote last first; `before` is `next` of the page before.
    ///
    /// # Errors
    /// When the cursor is not one of ours.
    pub async fn customers(
        &self,
        principal: &Principal,
        tenant: TenantId,
        filter: CustomerFilter,
        before: Option<&str>,
    ) -> Result<Page<CustomerRow>, EngineError> {
        access::tenant(principal, tenant, Permission::ReadMessages)?;
        Ok(self.door(principal, tenant).await?.customers(filter, PAGE, before).await?)
    }

    /// Every tag that some customer has.
    pub async fn customer_tags(
        &self,
        principal: &Principal,
        tenant: TenantId,
    ) -> Result<Vec<String>, EngineError> {
        access::tenant(principal, tenant, Permission::ReadMessages)?;
        Ok(self.door(principal, tenant).await?.customer_tags().await?)
    }

    /// One customer.
    ///
    /// # Errors
    /// When there is none such, or they were erased.
    pub async fn customer(
        &self,
        principal: &Principal,
        tenant: TenantId,
        id: ContactId,
    ) -> Result<Customer, EngineError> {
        access::tenant(principal, tenant, Permission::ReadMessages)?;
        let door = self.door(principal, tenant).await?;
        let view = door.customer(id).await?.ok_or(EngineError::NotFound)?;
        let mut history = door.customer_history(id).await?;
        if !principal.role.may(Permission::ReadBookings) {
            history.bookings.clear();
        }
        if !principal.role.may(Permission::ReadOrders) {
            history.orders.clear();
        }
        Ok(Customer { view, history })
    }

    /// Keeps what is written down of a customer.
    ///
    /// # Errors
    /// Names every wrong field at once; when there is no such customer, or they were erased.
    pub async fn change_customer(
        &self,
        principal: &Principal,
        tenant: TenantId,
        id: ContactId,
        form: &CustomerForm,
    ) -> Result<(), EngineError> {
        access::tenant(principal, tenant, Permission::ChangeCustomers)?;
        let door = self.door(principal, tenant).await?;
        // Whether there is anybody is told before what is wrong with the form.
        door.customer(id).await?.ok_or(EngineError::NotFound)?;
        let input = judge(form)?;
        let changed = door.change_customer(&Actor::from(principal), id, input).await?;
        changed.ok_or(EngineError::NotFound)?;
        self.publish_consent(tenant);
        self.publish_deed(tenant).await;
        Ok(())
    }

    /// Notes that a customer wants no messages, as they told a person of the business. Nobody but the customer takes it
    /// back.
    ///
    /// # Errors
    /// When there is no such customer.
    pub async fn opt_out_customer(
        &self,
        principal: &Principal,
        tenant: TenantId,
        id: ContactId,
    ) -> Result<(), EngineError> {
        access::tenant(principal, tenant, Permission::ChangeCustomers)?;
        let door = self.door(principal, tenant).await?;
        let is_new = door.opt_out_customer(&Actor::from(principal), id).await?;
        if is_new.ok_or(EngineError::NotFound)? {
            self.publish_consent(tenant);
            self.publish_deed(tenant).await;
        }
        Ok(())
    }

    /// Makes one customer of two whom a person knows to be one; it is never undone. `named_as_gone` keeps the name of the
    /// one who goes, where there is one.
    ///
    /// # Errors
    /// When either is not there, or both are the same.
    pub async fn merge_customers(
        &self,
        principal: &Principal,
        tenant: TenantId,
        (stays, gone): (ContactId, ContactId),
        named_as_gone: bool,
    ) -> Result<(), EngineError> {
        access::tenant(principal, tenant, Permission::ChangeCustomers)?;
        let door = self.door(principal, tenant).await?;
        let other = door.customer(gone).await?.ok_or(EngineError::NotFound)?;
        let name = other.row.name.filter(|_| named_as_gone);
        if !door.merge_customers(&Actor::from(principal), (stays, gone), name).await? {
            return Err(EngineError::NotFound);
        }
        self.publish_consent(tenant);
        self.publish_deed(tenant).await;
        Ok(())
    }

    /// Blanks all that was said and written down of a customer, once the person has typed what they are called.
    ///
    /// # Errors
    /// When something else was typed, or there is no such customer.
    pub async fn erase_customer(
        &self,
        principal: &Principal,
        tenant: TenantId,
        id: ContactId,
        typed: &str,
    ) -> Result<(), EngineError> {
        access::tenant(principal, tenant, Permission::EraseCustomers)?;
        let door = self.door(principal, tenant).await?;
        let view = door.customer(id).await?.ok_or(EngineError::NotFound)?;
        let called = view.row.called();
        if typed.trim() != called.trim() {
            let problem = Problem::Form { wanted: called.to_owned() };
            return Err(EngineError::field("typed", problem));
        }
        if !door.erase_customer(&Actor::from(principal), id).await? {
            return Err(EngineError::NotFound);
        }
        self.publish_consent(tenant);
        self.publish_deed(tenant).await;
        Ok(())
    }
}

fn judge(form: &CustomerForm) -> Result<CustomerInput, EngineError> {
    let mut problems = Problems::default();
    let name = problems.take("name", text(&form.name, CUSTOMER_NAME_MAX));
    let note = problems.take("note", text(&form.note, NOTES_MAX));
    let status = problems.take("status", status(&form.status));
    let tags = problems.take("tags", typed_tags(&form.tags).map_err(|it: FieldProblem| it.problem));
    match (name, status, tags, note) {
        (Some(name), Some(status), Some(tags), Some(note)) => {
            let status = (form.status != form.was).then_some(status);
            Ok(CustomerInput { name, status, tags, note })
        }
        _ => problems.refuse(),
    }
}

fn status(typed: &str) -> Result<ContactStatus, Problem> {
    typed.parse().map_err(|_| {
        let allowed = ContactStatus::ALL.iter().map(|status| status.as_str());
        Problem::Choice { allowed: allowed.collect::<Vec<_>>().join(", ") }
    })
}
