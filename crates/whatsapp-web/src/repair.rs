//! What a broken line or a killed process left half done, in both directions.

use std::convert::Infallible;
use std::sync::Arc;

use tokio::time::timeout;
use whatsapp_rust::{Client, NodeBuilder, RetryRequestOptions, SendOptions};

use crate::backend::AskedReply;
use crate::session::Session;
use crate::settings::SEEN_TO;

impl Session {
    /// Repairs for as long as a client lives.
    pub(crate) async fn repair(&self, client: &Arc<Client>) -> Infallible {
        tokio::select! {
            never = self.ask_for_lost(client) => never,
            never = self.repeat_asked(client) => never,
        }
    }

    /// Asks customers' phones for what was lost on our side. One that cannot be asked now is delivered and
    /// missed again at the next login.
    async fn ask_for_lost(&self, client: &Arc<Client>) -> Infallible {
        loop {
            let lost = self.backend.next_lost().await;
            let stanza = NodeBuilder::new("message")
                .attr("from", lost.sender.clone())
                .attr("id", lost.id.clone())
                .attr("t", self.world.clock.now().timestamp())
                .build();
            let options = RetryRequestOptions::new();
            metrics::counter!("flowhq_whatsapp_asked_again_total").increment(1);
            if let Err(error) = client.request_message_retry(&stanza.as_node_ref(), options).await {
                tracing::warn!(%error, "a lost message could not be asked for");
            } else if let Err(error) = self.backend.note_asked_for(&lost).await {
                tracing::warn!(%error, "a lost message may be asked for once more than it should");
            }
        }
    }

    /// Sends what customers' phones asked for again and did not confirm before the line broke, each time that
    /// a connection stands.
    async fn repeat_asked(&self, client: &Arc<Client>) -> Infallible {
        let mut last = None;
        loop {
            last = Some(self.line.settled(last).await);
            let asked = match self.backend.asked().await {
                Ok(asked) => asked,
                Err(error) => {
                    tracing::warn!(%error, "what phones asked for again is unknown");
                    continue;
                }
            };
            for AskedReply { chat, id, message } in asked {
                if self.line.is_awaited(&id) {
                    continue;
                }
                let expected = self.line.expect(&id);
                let options = SendOptions::default().with_message_id(&id);
                if let Err(error) = client.send_message_with_options(&chat, message, options).await
                {
                    tracing::warn!(%error, "a reply could not be sent again");
                    continue;
                }
                // What WhatsApp's server has, it delivers.
                if let Ok(Some(Ok(()))) = timeout(SEEN_TO, expected.answer()).await {
                    self.backend.opened(&id).await;
                }
            }
        }
    }
}
