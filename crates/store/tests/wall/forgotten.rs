//! Queries that forget their tenant on purpose.

use domain::RecordId;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

use crate::served::{Scope, Served};

/// Tables in which both tenants have rows, and the column that says whose they are.
const FURNISHED: [(&str, &str); 13] = [
    ("tenants", "id"),
    ("users", "tenant_id"),
    ("tenant_configs", "tenant_id"),
    ("whatsapp_sessions", "tenant_id"),
    ("sandbox_phones", "tenant_id"),
    ("worker_processes", "tenant_id"),
    ("contacts", "tenant_id"),
    ("contact_addresses", "tenant_id"),
    ("conversations", "tenant_id"),
    ("message_logs", "tenant_id"),
    ("outbox", "tenant_id"),
    ("setup_requests", "tenant_id"),
    ("portal_event_logs", "tenant_id"),
];

/// How many rows a table has in a transaction's eyes, and whose they are.
async fn seen(served: &Served, scope: &Scope, table: &str, key: &str) -> (i64, Vec<uuid::Uuid>) {
    let tx = served.begin(scope).await;
    let sql = format!(
        "SELECT count(*) AS rows, coalesce(array_agg(DISTINCT {key}), '{{}}') AS whose FROM {table}"
    );
    let row = tx.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await;
    let row = row.unwrap().unwrap();
    let whose: Vec<uuid::Uuid> = row.try_get("", "whose").unwrap();
    tx.rollback().await.unwrap();
    (row.try_get("", "rows").unwrap(), whose)
}

fn is_refused(touched: &Result<u64, DbErr>) -> bool {
    touched.as_ref().is_err_and(|error| error.to_string().contains("row-level security policy"))
}

#[tokio::test]
async fn a_query_without_a_filter_sees_its_own_tenant_alone() {
    let Some(served) = Served::new().await else { return };
    for (table, key) in FURNISHED {
        let (rows, whose) = seen(&served, &Scope::Tenant(served.first), table, key).await;
        assert!(rows > 0, "{table} is empty: it proves nothing");
        assert_eq!(whose, [served.first.uuid()], "{table}");
    }
    served.close().await;
}

#[tokio::test]
async fn a_transaction_that_names_nobody_sees_nothing() {
    let Some(served) = Served::new().await else { return };
    for (table, key) in FURNISHED {
        for scope in [Scope::Nothing, Scope::Door(""), Scope::Door("*"), Scope::Door("kitchen")] {
            let (rows, _) = seen(&served, &scope, table, key).await;
            assert_eq!(rows, 0, "{table}, {scope:?}");
        }
    }
    served.close().await;
}

#[tokio::test]
async fn another_tenants_row_is_neither_made_nor_changed_nor_taken_away() {
    let Some(served) = Served::new().await else { return };
    let own = Scope::Tenant(served.first);
    let (first, second) = (served.first.uuid(), served.second.uuid());
    let id = "gen_random_uuid(), now(), now()";
    let insert = |tenant| {
        format!(
            "INSERT INTO contacts (id, created_at, updated_at, tenant_id, status) \
             VALUES ({id}, '{tenant}', 'NEW')"
        )
    };
    assert_eq!(served.touched(&own, &insert(first)).await, Ok(1));
    let foreign = served.touched(&own, &insert(second)).await;
    assert!(is_refused(&foreign), "{foreign:?}");

    let change = "UPDATE contacts SET name = 'Juma'";
    assert_eq!(served.touched(&own, change).await, Ok(1));
    let of_theirs = format!("{change} WHERE tenant_id = '{second}'");
    assert_eq!(served.touched(&own, &of_theirs).await, Ok(0));
    let give_away = format!("UPDATE contacts SET tenant_id = '{second}'");
    let given = served.touched(&own, &give_away).await;
    assert!(is_refused(&given), "{given:?}");
    let take = format!("DELETE FROM outbox WHERE tenant_id = '{second}'");
    assert_eq!(served.touched(&own, &take).await, Ok(0));
    served.close().await;
}

#[tokio::test]
async fn what_the_event_log_holds_cannot_be_changed_or_taken_out_by_anybody_who_serves() {
    let Some(served) = Served::new().await else { return };
    let scopes = ["sign_in", "claims", "admin", "upkeep"]
        .map(Scope::Door)
        .into_iter()
        .chain([Scope::Tenant(served.first)]);
    for scope in scopes {
        for sql in ["UPDATE portal_event_logs SET actor = 'x'", "DELETE FROM portal_event_logs"] {
            assert_eq!(served.touched(&scope, sql).await, Ok(0), "{scope:?}: {sql}");
        }
    }
    served.close().await;
}
