//! What the server's catalogue says, also about tables that come later.

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use store::Wall;

use crate::served::Served;

#[tokio::test]
async fn every_table_of_tenants_stands_behind_the_wall() {
    let Some(served) = Served::new().await else { return };
    assert_eq!(served.world.store.wall().await.unwrap(), Wall::Enforced);
    // The owner sees it too, though nothing holds a superuser.
    let sql = "SELECT c.relname::text AS name, \
            c.relrowsecurity AND c.relforcerowsecurity AS forced, \
            (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname LIKE 'tenant%' \
                AND coalesce(pg_get_expr(p.polqual, c.oid), pg_get_expr(p.polwithcheck, c.oid)) \
                    LIKE '%flowhq.tenant%') AS policies \
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' \
        WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace";
    let rows = served.owner.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await;
    let rows = rows.unwrap();
    assert!(rows.len() >= 18, "{}", rows.len());
    for row in rows {
        let table: String = row.try_get("", "name").unwrap();
        assert!(row.try_get::<bool>("", "forced").unwrap(), "{table} is not forced");
        assert!(row.try_get::<i64>("", "policies").unwrap() > 0, "{table} has no tenant's policy");
    }
    served.close().await;
}

#[tokio::test]
async fn a_table_that_is_left_outside_is_named() {
    let Some(served) = Served::new().await else { return };
    for change in [
        "CREATE TABLE later (id uuid PRIMARY KEY, tenant_id uuid NOT NULL)",
        "ALTER TABLE contacts NO FORCE ROW LEVEL SECURITY",
    ] {
        served.owner.execute_unprepared(change).await.unwrap();
    }
    let tables = vec!["contacts".to_owned(), "later".to_owned()];
    assert_eq!(served.world.store.wall().await.unwrap(), Wall::Open { tables });
    served.close().await;
}
