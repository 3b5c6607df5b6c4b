//! What keeps tenants, their people and their requests single.

use crate::rows::{NOW, breaks_check, furnished, id, is_taken, request, run, tenant, user};

#[tokio::test]
async fn a_slug_is_unique_among_the_living() {
    for database in furnished().await {
        let db = &database.connection;
        assert!(is_taken(&tenant(db, 10, "salon").await));
        run(db, &format!("UPDATE tenants SET deleted_at = {NOW} WHERE id = {}", id(1))).await;
        tenant(db, 10, "salon").await.unwrap();
        assert!(is_taken(&tenant(db, 11, "salon").await));
    }
}

#[tokio::test]
async fn an_email_is_one_living_person_everywhere() {
    for database in furnished().await {
        let db = &database.connection;
        assert!(is_taken(&user(db, 10, Some(2), "asha@example.com", "AGENT").await));
        run(db, &format!("UPDATE users SET deleted_at = {NOW} WHERE id = {}", id(3))).await;
        user(db, 10, Some(2), "asha@example.com", "AGENT").await.unwrap();
    }
}

#[tokio::test]
async fn a_tenant_has_one_living_owner_and_many_agents() {
    for database in furnished().await {
        let db = &database.connection;
        assert!(is_taken(&user(db, 10, Some(1), "juma@example.com", "OWNER").await));
        user(db, 10, Some(1), "juma@example.com", "AGENT").await.unwrap();
        user(db, 11, Some(1), "neema@example.com", "AGENT").await.unwrap();
        run(db, &format!("UPDATE users SET deleted_at = {NOW} WHERE id = {}", id(3))).await;
        user(db, 12, Some(1), "zawadi@example.com", "OWNER").await.unwrap();
    }
}

#[tokio::test]
async fn only_an_admin_has_no_tenant() {
    const CHECK: &str = "ck_users_only_admins_have_no_tenant";
    for database in furnished().await {
        let db = &database.connection;
        user(db, 10, None, "admin@example.com", "ADMIN").await.unwrap();
        user(db, 11, None, "second@example.com", "ADMIN").await.unwrap();
        assert!(breaks_check(&user(db, 12, Some(1), "x@example.com", "ADMIN").await, CHECK));
        assert!(breaks_check(&user(db, 12, None, "x@example.com", "MANAGER").await, CHECK));
    }
}

#[tokio::test]
async fn a_tenant_has_one_open_setup_request() {
    for database in furnished().await {
        let db = &database.connection;
        request(db, 10, 1, 3, "REJECTED").await.unwrap();
        request(db, 11, 1, 3, "SUBMITTED").await.unwrap();
        assert!(is_taken(&request(db, 12, 1, 3, "SUBMITTED").await));
        assert!(is_taken(&request(db, 12, 1, 3, "REVIEWING").await));
        request(db, 12, 2, 3, "REVIEWING").await.unwrap();
        run(db, &format!("UPDATE setup_requests SET status = 'REJECTED' WHERE id = {}", id(11)))
            .await;
        request(db, 13, 1, 3, "SUBMITTED").await.unwrap();
    }
}
