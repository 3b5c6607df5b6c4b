//! Publishing the steps of our messages in the order in which they were written.
//!
//! The sender writes "sent" and the listener writes the customer's "read" at the same time. Whoever
//! commits first must also publish first, or the pages end with the older of the two. And a reply that
//! the listener has just put into the outbox may be on its way before the listener hears of its own
//! commit: the sender waits with what it has to tell until the reply itself was told of.

use domain::live::LiveEvent;
use domain::views::MessageView;
use store::{Settled, StoreError};
use tokio::sync::Mutex;

use crate::live::Bus;

/// One worker's way of publishing what becomes of its messages.
pub(super) struct Steps {
    bus: Bus,
    /// Held from the write to the publishing.
    order: Mutex<()>,
    /// Held from the writing of replies to the publishing.
    replies: Mutex<()>,
}

impl Steps {
    pub(super) fn new(bus: Bus) -> Self {
        Self { bus, order: Mutex::default(), replies: Mutex::default() }
    }

    /// Writes steps and publishes the messages that changed, as they are after it; waits for the steps
    /// that are being written.
    pub(super) async fn take(
        &self,
        write: impl Future<Output = Result<Vec<MessageView>, StoreError>>,
    ) -> Result<(), StoreError> {
        let _in_order = self.order.lock().await;
        for message in write.await? {
            self.bus.publish(LiveEvent::Message { message });
        }
        Ok(())
    }

    /// Writes what becomes of customers' messages and publishes each with its replies.
    pub(super) async fn settle(
        &self,
        write: impl Future<Output = Result<Vec<Settled>, StoreError>>,
    ) -> Result<(), StoreError> {
        let _in_order = self.replies.lock().await;
        for settled in write.await? {
            for message in settled.inbound.into_iter().chain(settled.replies) {
                self.bus.publish(LiveEvent::Message { message });
            }
        }
        Ok(())
    }

    /// Waits until the replies that are being written are told of.
    pub(super) async fn replies_told(&self) {
        drop(self.replies.lock().await);
    }
}

#[cfg(test)]
mod tests {
    use domain::message::{Direction, MessageStatus};
    use domain::{ConversationId, Instant, MessageId, Principal, RecordId, Role, TenantId};
    use tokio_util::sync::CancellationToken;

    use super::*;
    use crate::live::Feed;

    fn message(status: MessageStatus) -> MessageView {
        MessageView {
            id: MessageId::from_uuid(uuid::Uuid::from_u128(1)),
            tenant_id: TenantId::from_uuid(uuid::Uuid::from_u128(2)),
            conversation_id: ConversationId::from_uuid(uuid::Uuid::from_u128(3)),
            contact_id: None,
            direction: Direction::Out,
            from: String::new(),
            to: String::new(),
            contact_name: None,
            text: String::new(),
            message_type: "text".to_owned(),
            status,
            error: None,
            decision: None,
            extras: domain::views::Extras::default(),
            created_at: Instant::UNIX_EPOCH,
        }
    }

    fn watched() -> (Steps, crate::live::LiveFeed) {
        let bus = Bus::new(None);
        let admin = Principal {
            user_id: None,
            role: Role::Admin,
            tenant_id: None,
            name: String::new(),
            email: String::new(),
            viewing: false,
        };
        let feed = bus.feed(admin, None, CancellationToken::new());
        (Steps::new(bus), feed)
    }

    #[tokio::test]
    async fn a_reply_is_told_of_before_it_is_on_its_way() {
        let (steps, mut feed) = watched();
        // The database has committed, and the sender sees the row before the listener hears of that.
        let answered = steps.settle(async {
            tokio::task::yield_now().await;
            let replies = vec![message(MessageStatus::Queued)];
            Ok(vec![Settled { inbound: None, replies }])
        });
        let forwarded = async {
            steps.replies_told().await;
            steps.take(async { Ok(vec![message(MessageStatus::Sending)]) }).await
        };
        let (told, passed) = tokio::join!(biased; answered, forwarded);
        told.and(passed).unwrap();
        for status in [MessageStatus::Queued, MessageStatus::Sending] {
            let event = LiveEvent::Message { message: message(status) };
            assert_eq!(feed.next().await, Feed::Event(event));
        }
    }

    #[tokio::test]
    async fn what_is_written_first_is_published_first() {
        let (steps, mut feed) = watched();
        let slow = steps.take(async {
            tokio::task::yield_now().await;
            Ok(vec![message(MessageStatus::Delivered)])
        });
        let quick = steps.take(async { Ok(vec![message(MessageStatus::Read)]) });
        let (first, second) = tokio::join!(slow, quick);
        first.and(second).unwrap();
        for status in [MessageStatus::Delivered, MessageStatus::Read] {
            let event = LiveEvent::Message { message: message(status) };
            assert_eq!(feed.next().await, Feed::Event(event));
        }
    }
}
