//! What customers can book, who or what it takes, and when the business is closed all the same.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer_null, boolean, integer, json_binary_null, string_len, string_len_null,
    timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
};

use crate::columns::{table, tenant_id};
use crate::keys::{foreign_key, index, tenant_key, unique};
use crate::step::{create, drop_table};
use crate::wall::{ALL, Owner, READ, Walled};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// A tenant's own alone; copying the database reads all of it.
const WALLS: [Walled; 4] =
    [wall("services"), wall("resources"), wall("resource_services"), wall("closures")];

const fn wall(table: &'static str) -> Walled {
    Walled { table, owner: Owner::Column("tenant_id"), tenant: ALL, doors: &[("upkeep", READ)] }
}

/// How long a name may be, in characters.
const NAME: u32 = 100;

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let listed = |table| vec![index(table, &["tenant_id", "position"])];
        create(manager, services(), listed("services")).await?;
        create(manager, resources(), listed("resources")).await?;
        let pair = unique("resource_services", &["resource_id", "service_id"]);
        let service = index("resource_services", &["service_id"]);
        create(manager, pairs(), vec![pair, service]).await?;
        let by_end = index("closures", &["tenant_id", "ends_at"]);
        create(manager, closures(), vec![by_end]).await?;
        for wall in WALLS {
            wall.raise(manager).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The walls' policies go with the tables.
        for table in ["closures", "resource_services", "resources", "services"] {
            drop_table(manager, table).await?;
        }
        Ok(())
    }
}

/// Times in minutes; the price in hundredths of the tenant's currency. An empty name is the other language's.
fn services() -> TableCreateStatement {
    let columns = [
        tenant_id(),
        string_len("name_sw", NAME),
        string_len("name_en", NAME),
        integer("minutes"),
        integer("buffer_minutes"),
        big_integer_null("price_minor"),
        integer("position"),
        boolean("active"),
        timestamp_with_time_zone_null("deleted_at"),
    ];
    table("services", columns).foreign_key(&mut tenant_key("services")).take()
}

/// `hours` are the resource's own; nothing is all of the business's.
fn resources() -> TableCreateStatement {
    let columns = [
        tenant_id(),
        string_len("name", NAME),
        integer("capacity"),
        json_binary_null("hours"),
        integer("position"),
        timestamp_with_time_zone_null("deleted_at"),
    ];
    table("resources", columns).foreign_key(&mut tenant_key("resources")).take()
}

/// Which resource is there for which service; one without any is there for all.
fn pairs() -> TableCreateStatement {
    const TABLE: &str = "resource_services";
    let columns = [tenant_id(), uuid("resource_id"), uuid("service_id")];
    let cascade = ForeignKeyAction::Cascade;
    table(TABLE, columns)
        .foreign_key(&mut tenant_key(TABLE))
        .foreign_key(&mut foreign_key(TABLE, "resource_id", "resources", cascade))
        .foreign_key(&mut foreign_key(TABLE, "service_id", "services", cascade))
        .take()
}

fn closures() -> TableCreateStatement {
    let columns = [
        tenant_id(),
        timestamp_with_time_zone("starts_at"),
        timestamp_with_time_zone("ends_at"),
        string_len_null("reason", NAME),
    ];
    table("closures", columns).foreign_key(&mut tenant_key("closures")).take()
}
