//! What keeps customers, conversations and messages single.

use crate::rows::{
    breaks_check, conversation, count, furnished, id, insert, is_taken, message, run,
};

#[tokio::test]
async fn an_address_belongs_to_one_customer_of_a_tenant() {
    for database in furnished().await {
        let db = &database.connection;
        insert(db, "contacts", 10, "tenant_id, status", &format!("{}, 'NEW'", id(2)))
            .await
            .unwrap();
        let address = async |number, tenant, contact, kind: &str| {
            let values = format!("{}, {}, '{kind}', '+255712345678'", id(tenant), id(contact));
            let columns = "tenant_id, contact_id, kind, value";
            insert(db, "contact_addresses", number, columns, &values).await
        };
        address(20, 1, 4, "PHONE").await.unwrap();
        assert!(is_taken(&address(21, 1, 4, "PHONE").await));
        address(21, 1, 4, "LID").await.unwrap();
        address(22, 2, 10, "PHONE").await.unwrap();
    }
}

#[tokio::test]
async fn a_customer_has_one_conversation_that_is_not_closed_per_channel() {
    for database in furnished().await {
        let db = &database.connection;
        assert!(is_taken(&conversation(db, 10, 1, 4, ("WHATSAPP", "OPEN")).await));
        assert!(is_taken(&conversation(db, 10, 1, 4, ("WHATSAPP", "SNOOZED")).await));
        conversation(db, 10, 1, 4, ("EMAIL", "OPEN")).await.unwrap();
        conversation(db, 11, 1, 4, ("WHATSAPP", "CLOSED")).await.unwrap();
        run(db, &format!("UPDATE conversations SET status = 'CLOSED' WHERE id = {}", id(5))).await;
        conversation(db, 12, 1, 4, ("WHATSAPP", "OPEN")).await.unwrap();
    }
}

#[tokio::test]
async fn a_message_that_arrives_twice_is_refused_the_second_time() {
    for database in furnished().await {
        let db = &database.connection;
        let wa = [("wa_message_id", "'3EB0A1'".to_owned())];
        message(db, 10, (1, 5), "IN", &wa).await.unwrap();
        assert!(is_taken(&message(db, 11, (1, 5), "IN", &wa).await));
        message(db, 11, (1, 5), "OUT", &wa).await.unwrap();
        message(db, 12, (2, 5), "IN", &wa).await.unwrap();
        message(db, 13, (1, 5), "OUT", &[]).await.unwrap();
        message(db, 14, (1, 5), "OUT", &[]).await.unwrap();
    }
}

#[tokio::test]
async fn a_message_belongs_to_at_most_one_session() {
    const CHECK: &str = "ck_message_logs_at_most_one_session";
    for database in furnished().await {
        let db = &database.connection;
        let tenant = id(1);
        insert(
            db,
            "whatsapp_sessions",
            20,
            "tenant_id, connector, state",
            &format!("{tenant}, 'sandbox', 'CONNECTED'"),
        )
        .await
        .unwrap();
        insert(
            db,
            "waha_sessions",
            21,
            "tenant_id, external_session_id, status, engine, base_url",
            &format!("{tenant}, 'default', 'working', 'NOWEB', 'http://localhost:3001'"),
        )
        .await
        .unwrap();
        insert(
            db,
            "whatsapp_channels",
            22,
            "tenant_id, wa_number, status",
            &format!("{tenant}, '+255787654321', 'ACTIVE'"),
        )
        .await
        .unwrap();

        let session = ("whatsapp_session_id", id(20));
        let waha = ("waha_session_id", id(21));
        let channel = ("whatsapp_channel_id", id(22));
        let home = (1, 5);
        message(db, 30, home, "IN", &[]).await.unwrap();
        message(db, 31, home, "IN", std::slice::from_ref(&session)).await.unwrap();
        message(db, 32, home, "IN", std::slice::from_ref(&waha)).await.unwrap();
        message(db, 33, home, "IN", std::slice::from_ref(&channel)).await.unwrap();
        for pair in [[session.clone(), waha.clone()], [session, channel.clone()], [waha, channel]] {
            assert!(breaks_check(&message(db, 34, home, "IN", &pair).await, CHECK));
        }

        run(db, "DELETE FROM whatsapp_sessions").await;
        assert_eq!(count(db, "message_logs").await, 4);
        assert_eq!(count(db, "message_logs WHERE whatsapp_session_id IS NOT NULL").await, 0);
    }
}
