//! What is sold and what is ordered.
//!
//! That nothing is sold twice is the database's to say: an order takes its pieces with an update that holds only
//! while there are so many and they cost what the customer was told. Products are taken in the order of their ids,
//! so that of two orders for the same ones one waits for the other and never both.

mod deeds;
mod imports;
mod orders;
mod pictures;
mod products;

pub use deeds::{NewOrder, NewOrderLine, OrderDeed};
pub use imports::ImportedProduct;
pub use pictures::StoredPicture;
pub use products::ProductInput;

pub(crate) use orders::shown;

use domain::{Instant, RecordId};
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use crate::clip::stored;
use crate::tenant::Writing;

/// A tenant's shop within a transaction that may change it.
pub(crate) struct Shop<'t> {
    pub(crate) tx: &'t DatabaseTransaction,
    pub(crate) now: Instant,
    pub(crate) tenant: Uuid,
}

impl<'t> Shop<'t> {
    fn of(writing: &Writing<'t>) -> Self {
        Self { tx: writing.tx, now: writing.now, tenant: writing.tenant.uuid() }
    }
}
