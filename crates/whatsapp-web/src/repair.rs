//! What a broken line or a killed process left half done, in both directions.

use std::convert::Infallible;
use std::sync::Arc;

use whatsapp_rust::{Client, NodeBuilder, RetryRequestOptions, SendOptions};

use crate::backend::{AskedReply, LostMessage};
use crate::session::Session;

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
            let LostMessage { sender, id, .. } = self.backend.next_lost().await;
            let lost = NodeBuilder::new("message")
                .attr("from", sender)
                .attr("id", id)
                .attr("t", self.world.clock.now().timestamp())
                .build();
            let options = RetryRequestOptions::new();
            metrics::counter!("flowhq_whatsapp_asked_again_total").increment(1);
            if let Err(error) = client.request_message_retry(&lost.as_node_ref(), options).await {
                tracing::warn!(%error, "a lost message could not be asked for");
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
                let options = SendOptions::default().with_message_id(&id);
                if let Err(error) = client.send_message_with_options(&chat, message, options).await
                {
                    tracing::warn!(%error, "a reply could not be sent again");
                }
            }
        }
    }
}
