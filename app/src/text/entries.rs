//! What entries of the event log are about.

use super::{Locale, say};

/// What a group of entries of the event log is about.
pub(crate) fn event_group(l: Locale, group: &str) -> &'static str {
    match group {
        "tenant" | "business" => say!(l, event_group.tenant),
        "setup_request" => say!(l, event_group.setup_request),
        "worker" => say!(l, event_group.worker),
        "session" => say!(l, event_group.session),
        "account" => say!(l, event_group.account),
        "conversation" => say!(l, event_group.conversation),
        "booking" => say!(l, event_group.booking),
        "service" | "resource" | "closure" => say!(l, event_group.service),
        "order" => say!(l, event_group.order),
        "product" | "products" | "delivery" => say!(l, event_group.product),
        "knowledge" | "document" | "question" => say!(l, event_group.knowledge),
        "lead" => say!(l, event_group.lead),
        "events" => say!(l, event_group.events),
        _ => say!(l, event_group.platform),
    }
}

/// What an entry of the event log is about, where we have words for it.
pub(crate) fn event(l: Locale, event_type: &str) -> Option<&'static str> {
    Some(match event_type {
        "tenant.signed_up" => say!(l, event.signed_up),
        "tenant.created" => say!(l, event.created),
        "tenant.deleted" => say!(l, event.deleted),
        "tenant.restored" => say!(l, event.restored),
        "tenant.paused" => say!(l, event.paused),
        "tenant.resumed" => say!(l, event.resumed),
        "setup_request.submitted" => say!(l, event.submitted),
        "setup_request.opened" => say!(l, event.opened),
        "setup_request.approved" => say!(l, event.approved),
        "setup_request.rejected" => say!(l, event.rejected),
        "conversation.handed_back" => say!(l, event.handed_back),
        "conversation.handed_over" => say!(l, event.handed_over),
        "session.connected" => say!(l, event.connected),
        "session.logged_out" => say!(l, event.logged_out),
        "session.unlink" => say!(l, event.unlink),
        "session.code_to_type" => say!(l, event.code_to_type),
        "session.send_now" => say!(l, event.send_now),
        "worker.start" => say!(l, event.worker_start),
        "worker.stop" => say!(l, event.worker_stop),
        "worker.restart" => say!(l, event.worker_restart),
        "worker.force_restart" => say!(l, event.worker_force),
        "worker.failed" => say!(l, event.worker_failed),
        "worker.stale" => say!(l, event.worker_stale),
        "account.email_verified" => say!(l, event.email_verified),
        "account.email_change_asked" => say!(l, event.email_change_asked),
        "account.email_changed" => say!(l, event.email_changed),
        "account.password_changed" => say!(l, event.password_changed),
        "account.password_reset" => say!(l, event.password_reset),
        "account.browser_ended" => say!(l, event.browser_ended),
        "account.browsers_ended" => say!(l, event.browsers_ended),
        "account.second_factor_on" => say!(l, event.second_factor_on),
        "account.second_factor_off" => say!(l, event.second_factor_off),
        "account.second_factor_reset" => say!(l, event.second_factor_reset),
        "account.recovery_code_used" => say!(l, event.recovery_code_used),
        "account.recovery_codes_renewed" => say!(l, event.recovery_codes_renewed),
        "lead.handled" => say!(l, event.lead_handled),
        "lead.deleted" => say!(l, event.lead_deleted),
        "admin.created" => say!(l, event.admin_created),
        "business.changed" => say!(l, event.business_changed),
        "knowledge.added" => say!(l, event.knowledge_added),
        "knowledge.changed" => say!(l, event.knowledge_changed),
        "knowledge.removed" => say!(l, event.knowledge_removed),
        "calendar.feed_made" => say!(l, event.feed_made),
        "calendar.feed_ended" => say!(l, event.feed_ended),
        "question.dismissed" => say!(l, event.question_dismissed),
        "events.exported" => say!(l, event.exported),
        "platform.bulk" => say!(l, event.bulk),
        _ => return None,
    })
}
