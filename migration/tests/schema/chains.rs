//! What keeps the chains of events whole.

use crate::rows::{count, furnished, id, insert, is_taken, run};

#[tokio::test]
async fn each_chain_of_events_has_one_head_and_one_event_per_number() {
    for database in furnished().await {
        let db = &database.connection;
        let head = async |number, tenant: &str| {
            let values = format!("{tenant}, 'aa', 1");
            insert(db, "audit_heads", number, "tenant_id, head_hash, count", &values).await
        };
        let event = async |number, tenant: &str, user: &str, seq: u32| {
            let columns = "tenant_id, user_id, actor, event_type, seq, prev_hash, hash";
            let values = format!("{tenant}, {user}, 'asha', 'SIGNED_IN', {seq}, 'aa', 'bb'");
            insert(db, "portal_event_logs", number, columns, &values).await
        };
        let (first, second, owner) = (id(1), id(2), id(3));

        head(10, &first).await.unwrap();
        head(11, &second).await.unwrap();
        head(12, "NULL").await.unwrap();
        assert!(is_taken(&head(13, &first).await));
        assert!(is_taken(&head(13, "NULL").await));

        event(20, &first, &owner, 1).await.unwrap();
        event(21, &second, "NULL", 1).await.unwrap();
        event(22, "NULL", "NULL", 1).await.unwrap();
        assert!(is_taken(&event(23, &first, "NULL", 1).await));
        assert!(is_taken(&event(23, "NULL", "NULL", 1).await));

        run(db, &format!("DELETE FROM users WHERE id = {owner}")).await;
        assert_eq!(count(db, "portal_event_logs WHERE user_id IS NULL").await, 3);
    }
}
