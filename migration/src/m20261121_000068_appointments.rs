//! Bookings, and the grains of time that they take up.
//!
//! Two bookings of one place at one time are refused by the unique key of `appointment_grains`: a row for each
//! grain of each booking, on which both databases agree without locks or ranges.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, integer, string_len, string_len_null, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid, uuid_null,
};

use crate::columns::{ENUM, table, tenant_id};
use crate::keys::{foreign_key, index, tenant_key, unique};
use crate::step::{create, drop_table};
use crate::wall::{ALL, Owner, READ, Walled};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const APPOINTMENTS: &str = "appointments";
const GRAINS: &str = "appointment_grains";

/// A tenant's own alone; copying the database reads all of it.
const WALLS: [Walled; 2] = [wall(APPOINTMENTS), wall(GRAINS)];

const fn wall(table: &'static str) -> Walled {
    Walled { table, owner: Owner::Column("tenant_id"), tenant: ALL, doors: &[("upkeep", READ)] }
}

/// How long a name may be, in characters.
const NAME: u32 = 100;
/// How long a note may be, in characters.
const NOTE: u32 = 500;

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let listed = index(APPOINTMENTS, &["tenant_id", "starts_at"]);
        let of_contact = index(APPOINTMENTS, &["contact_id"]);
        create(manager, appointments(), vec![listed, of_contact]).await?;
        let once = unique(GRAINS, &["tenant_id", "resource_id", "place", "grain"]);
        let of_booking = index(GRAINS, &["appointment_id"]);
        create(manager, grains(), vec![once, of_booking]).await?;
        for wall in WALLS {
            wall.raise(manager).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The walls' policies go with the tables.
        drop_table(manager, GRAINS).await?;
        drop_table(manager, APPOINTMENTS).await
    }
}

/// `service_name`, `minutes` and `price_minor` are as they were when it was booked. A booking that a person made
/// for somebody who never wrote has no contact.
fn appointments() -> TableCreateStatement {
    let columns = [
        tenant_id(),
        uuid_null("contact_id"),
        uuid_null("conversation_id"),
        uuid_null("service_id"),
        uuid("resource_id"),
        string_len("service_name", NAME),
        integer("minutes"),
        integer("buffer_minutes"),
        big_integer_null("price_minor"),
        string_len_null("customer_name", NAME),
        string_len_null("note", NOTE),
        timestamp_with_time_zone("starts_at"),
        timestamp_with_time_zone("ends_at"),
        string_len("status", ENUM),
        timestamp_with_time_zone_null("cancelled_at"),
    ];
    let (forget, cascade) = (ForeignKeyAction::SetNull, ForeignKeyAction::Cascade);
    table(APPOINTMENTS, columns)
        .foreign_key(&mut tenant_key(APPOINTMENTS))
        .foreign_key(&mut foreign_key(APPOINTMENTS, "contact_id", "contacts", forget))
        .foreign_key(&mut foreign_key(APPOINTMENTS, "conversation_id", "conversations", forget))
        .foreign_key(&mut foreign_key(APPOINTMENTS, "service_id", "services", forget))
        .foreign_key(&mut foreign_key(APPOINTMENTS, "resource_id", "resources", cascade))
        .take()
}

/// `place` counts what a resource takes at once, from 0; `grain` counts five minutes since 1970.
fn grains() -> TableCreateStatement {
    let columns = [
        tenant_id(),
        uuid("appointment_id"),
        uuid("resource_id"),
        integer("place"),
        big_integer("grain"),
    ];
    let cascade = ForeignKeyAction::Cascade;
    table(GRAINS, columns)
        .foreign_key(&mut tenant_key(GRAINS))
        .foreign_key(&mut foreign_key(GRAINS, "appointment_id", APPOINTMENTS, cascade))
        .foreign_key(&mut foreign_key(GRAINS, "resource_id", "resources", cascade))
        .take()
}
