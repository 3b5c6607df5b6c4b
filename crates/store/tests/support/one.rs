//! A worker's calls with one message each.

use domain::message::DeliveryEvent;
use domain::views::MessageView;
use domain::{ConversationId, MessageId, OutboxId};
use store::{
    ConversationRow, OutboxItem, Received, Reception, Settled, Settlement, StoreError, WorkerStore,
};

pub trait OneByOne {
    fn receive(
        &self,
        received: Received,
    ) -> impl Future<Output = Result<Reception, StoreError>> + Send;

    fn settle(
        &self,
        settlement: Settlement,
    ) -> impl Future<Output = Result<Settled, StoreError>> + Send;

    fn claim_outbox(&self) -> impl Future<Output = Result<Option<OutboxItem>, StoreError>> + Send;

    fn sent(
        &self,
        id: OutboxId,
        channel_id: &str,
    ) -> impl Future<Output = Result<MessageView, StoreError>> + Send;

    fn receipt(
        &self,
        id: MessageId,
        event: DeliveryEvent,
    ) -> impl Future<Output = Result<Option<MessageView>, StoreError>> + Send;

    fn conversation(
        &self,
        id: ConversationId,
    ) -> impl Future<Output = Option<ConversationRow>> + Send;
}

impl OneByOne for WorkerStore {
    async fn receive(&self, received: Received) -> Result<Reception, StoreError> {
        Ok(self.receive_all(vec![received]).await?.remove(0))
    }

    async fn settle(&self, settlement: Settlement) -> Result<Settled, StoreError> {
        Ok(self.settle_all(vec![settlement]).await?.remove(0))
    }

    async fn claim_outbox(&self) -> Result<Option<OutboxItem>, StoreError> {
        Ok(self.claim_up_to(1).await?.pop())
    }

    async fn sent(&self, id: OutboxId, channel_id: &str) -> Result<MessageView, StoreError> {
        Ok(self.sent_and_claim(vec![(id, channel_id.to_owned())], 0).await?.0.remove(0))
    }

    async fn receipt(
        &self,
        id: MessageId,
        event: DeliveryEvent,
    ) -> Result<Option<MessageView>, StoreError> {
        Ok(self.receipts(vec![(id, event)]).await?.pop())
    }

    async fn conversation(&self, id: ConversationId) -> Option<ConversationRow> {
        self.standing(vec![id]).await.unwrap().conversations.remove(&id)
    }
}
