//! What the people of a script's business do, through the same doors as their pages.

use domain::booking_form::ClosureForm;
use domain::shop::{ProductForm, product_form};
use domain::{AppointmentId, ConversationId};

use crate::business::{Business, instant, number_of};
use crate::reading::Deed;

impl Business {
    /// Does it, and lets happen what comes of it.
    ///
    /// # Errors
    /// Says what is not there, or why it is refused.
    pub async fn carry_out(&self, deed: &Deed) -> Result<(), String> {
        let (engine, owner, tenant) = (&self.engine, &self.owner, self.tenant);
        match deed {
            Deed::Order(number, act) => {
                let orders = self.orders().await;
                let order = orders.iter().find(|order| order.number == *number);
                let id = order.ok_or_else(|| format!("there is no order {number}"))?.id;
                engine.change_order(owner, tenant, id, *act).await.map_err(|it| it.to_string())?;
            }
            Deed::Booking { who, at, act } => {
                let id = self.booking_of(*who, instant(*at)).await?;
                engine
                    .change_booking(owner, tenant, id, *act)
                    .await
                    .map_err(|it| it.to_string())?;
            }
            Deed::GiveBack(who) => {
                let id = self.conversation_of(*who).await?;
                engine.hand_back(owner, tenant, id, true).await.map_err(|it| it.to_string())?;
            }
            Deed::Stock { product, count } => {
                self.change_product(product, |form| form.stock.clone_from(count)).await?;
            }
            Deed::Price { product, price } => {
                self.change_product(product, |form| form.price.clone_from(price)).await?;
            }
            Deed::Close { from, to } => {
                let form = ClosureForm {
                    first: from.date().to_string(),
                    last: to.date().to_string(),
                    from: from.time().format("%H:%M").to_string(),
                    to: to.time().format("%H:%M").to_string(),
                    reason: String::new(),
                };
                engine.add_closure(owner, tenant, &form).await.map_err(|it| it.to_string())?;
            }
        }
        self.pass().await
    }

    async fn booking_of(&self, who: usize, at: domain::Instant) -> Result<AppointmentId, String> {
        let contacts = self.contacts().await;
        let label = &self.head.customers[who].label;
        let bookings = self.bookings().await.into_iter().filter(|booking| booking.starts_at == at);
        let mut of_customer = bookings.filter(|booking| {
            booking.contact_id.is_some_and(|id| contacts.get(&id).is_some_and(|it| it == label))
        });
        let found = of_customer.next().ok_or_else(|| format!("{label} has no booking then"))?;
        Ok(found.id)
    }

    async fn conversation_of(&self, who: usize) -> Result<ConversationId, String> {
        let waiting = self.store.tenant(self.tenant).waiting_conversations().await.unwrap();
        let number = number_of(who);
        let found = waiting.into_iter().find(|waits| waits.contact_address == number);
        Ok(found.ok_or("nobody has taken that conversation over")?.id)
    }

    async fn change_product(
        &self,
        name: &str,
        change: impl FnOnce(&mut ProductForm),
    ) -> Result<(), String> {
        let products = self.store.tenant(self.tenant).products().await.unwrap();
        let product = products.iter().find(|product| product.name_sw == name);
        let product = product.ok_or_else(|| format!("there is no product '{name}'"))?;
        let mut form = product_form(product);
        change(&mut form);
        let (owner, tenant, id) = (&self.owner, self.tenant, Some(product.id));
        let saved = self.engine.save_product(owner, tenant, id, &form).await;
        saved.map(drop).map_err(|refused| refused.to_string())
    }
}
