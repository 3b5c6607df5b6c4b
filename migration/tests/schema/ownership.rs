//! What goes with a row, what holds it, and what a row is when nobody says.

use sea_orm_migration::sea_orm::ConnectionTrait;

use crate::rows::{NOW, count, furnished, id, insert, is_unlinked, message, request, run};

#[tokio::test]
async fn a_tenant_takes_its_rows_along() {
    for database in furnished().await {
        let db = &database.connection;
        message(db, 10, (1, 5), "OUT", &[]).await.unwrap();
        let values = format!("{}, {}, {NOW}, 'ready'", id(1), id(10));
        insert(db, "outbox", 11, "tenant_id, message_id, run_at, state", &values).await.unwrap();
        let columns = "user_id, token_hash, last_seen_at, idle_expires_at, absolute_expires_at";
        let values = format!("{}, 'aa', {NOW}, {NOW}, {NOW}", id(3));
        insert(db, "auth_sessions", 12, columns, &values).await.unwrap();

        run(db, &format!("DELETE FROM tenants WHERE id = {}", id(1))).await;
        for table in
            ["users", "auth_sessions", "contacts", "conversations", "message_logs", "outbox"]
        {
            assert_eq!(count(db, table).await, 0, "{table}");
        }
        assert_eq!(count(db, "tenants").await, 1);
    }
}

#[tokio::test]
async fn a_setup_request_holds_its_tenant_and_goes_with_its_user() {
    for database in furnished().await {
        let db = &database.connection;
        request(db, 10, 1, 3, "ACTIVE").await.unwrap();
        let deleted = db
            .execute_unprepared(&format!("DELETE FROM tenants WHERE id = {}", id(1)))
            .await
            .map(drop);
        assert!(deleted.is_err());
        assert_eq!(count(db, "users").await, 1);
        run(db, &format!("DELETE FROM users WHERE id = {}", id(3))).await;
        assert_eq!(count(db, "setup_requests").await, 0);
    }
}

#[tokio::test]
async fn a_row_of_no_tenant_is_refused() {
    for database in furnished().await {
        let db = &database.connection;
        let values = format!("{}, 'NEW'", id(99));
        let stray = insert(db, "contacts", 10, "tenant_id, status", &values).await;
        assert!(is_unlinked(&stray));
    }
}

#[tokio::test]
async fn what_nobody_says_has_its_default() {
    for database in furnished().await {
        let db = &database.connection;
        let tenant = id(1);
        let values = format!("{tenant}, 'Salon', 'Africa/Dar_es_Salaam'");
        insert(db, "tenant_configs", 10, "tenant_id, business_name, timezone", &values)
            .await
            .unwrap();
        let values = format!("{tenant}, 'worker-salon', 'STOPPED', {NOW}, 'STOPPED'");
        let columns = "tenant_id, process_name, desired, desired_at, status";
        insert(db, "worker_processes", 11, columns, &values).await.unwrap();

        let spoken = "tenant_configs WHERE template_type = 'BOOKING' AND language = 'SW'";
        assert_eq!(count(db, spoken).await, 1);
        let unleased = "worker_processes WHERE lease_epoch = 0 AND generation = 0 AND restarts = 0";
        assert_eq!(count(db, unleased).await, 1);
    }
}
