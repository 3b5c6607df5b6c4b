//! What is over is found by when it was, and the upkeep may forget it: the grains of time of bookings long past, and
//! questions that were settled long ago.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;

use crate::keys::index;
use crate::wall::{Can, narrow, widen};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const GRAINS: &str = "appointment_grains";
const QUESTIONS: &str = "unanswered_questions";
const DOOR: &str = "upkeep";

fn past() -> IndexCreateStatement {
    index(GRAINS, &["grain"])
}

/// As text, so that the condition stands in it to the letter, as queries write it.
fn settled() -> IndexCreateStatement {
    index(QUESTIONS, &["updated_at"]).cond_where(Expr::cust("state <> 'OPEN'")).take()
}

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_index(past()).await?;
        manager.create_index(settled()).await?;
        for table in [GRAINS, QUESTIONS] {
            widen(manager, table, DOOR, Can::Delete).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [GRAINS, QUESTIONS] {
            narrow(manager, table, DOOR, Can::Delete).await?;
        }
        for (name, table) in [
            ("idx_appointment_grains_grain", GRAINS),
            ("idx_unanswered_questions_updated_at", QUESTIONS),
        ] {
            manager.drop_index(Index::drop().name(name).table(table).to_owned()).await?;
        }
        Ok(())
    }
}
