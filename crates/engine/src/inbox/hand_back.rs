//! A conversation goes back to the assistant, which goes on where it was.

use domain::{Conflict, ConversationId, Decision, Permission, Principal, TenantId};
use flow::{Facts, FlowState, Outcome, Turn, UnderWay};
use store::{Actor, ConversationTalk, HandBack, Reply, StoreError};

use super::found;
use crate::knowledge::Patience;
use crate::talk::{About, business};
use crate::worker::speaks;
use crate::{Engine, EngineError, access, zone};

/// How often it is worked out anew where the conversation goes on, because it changes hands at the same time.
const TRIES: usize = 4;

impl Engine {
    /// Hands a conversation that a person had, or that waited for one, back to the assistant. It goes on where it was;
    /// the customer is told so, and asked again what was open, where `tell` says so.
    ///
    /// # Errors
    /// When there is no such conversation, or the assistant has it already.
    pub async fn hand_back(
        &self,
        principal: &Principal,
        tenant: TenantId,
        conversation: ConversationId,
        tell: bool,
    ) -> Result<(), EngineError> {
        access::tenant(principal, tenant, Permission::Converse)?;
        let door = self.door(principal, tenant).await?;
        let by = Actor::from(principal);
        for _ in 0..TRIES {
            let talk = door.conversation_talk(conversation).await?.ok_or(EngineError::NotFound)?;
            let back = self.back(tenant, &talk, tell).await?;
            let told = match door.hand_back(&by, conversation, back).await {
                Err(StoreError::Conflict(Conflict::ChangedHands)) => continue,
                told => told.map_err(found)?.ok_or(EngineError::NotFound)?,
            };
            self.publish_messages(told);
            self.wake(tenant);
            self.publish_hands(tenant, conversation).await;
            return Ok(());
        }
        Err(EngineError::Conflict(Conflict::ChangedHands))
    }

    /// Where a conversation goes on, and what the customer is told.
    async fn back(
        &self,
        tenant: TenantId,
        talk: &ConversationTalk,
        tell: bool,
    ) -> Result<HandBack, EngineError> {
        let turn = talk.row.turn;
        let stored = talk.row.flow_state.clone();
        let state: Option<FlowState> = stored.and_then(|state| serde_json::from_value(state).ok());
        let store = self.store().tenant(tenant);
        let Some(config) = store.config().await? else { return Err(EngineError::NotFound) };
        let now = self.now();
        let active = store.flow_standing().await?.active.map(|version| version.id);
        let active = self.flows().running(&store, config.template, active).await?;
        let under_way = talk.row.flow_state.as_ref().and_then(UnderWay::of);
        let definition =
            self.flows().for_turn(&store, &active, config.template, under_way, now).await?;
        let (language, language_by) = speaks(Some(&talk.row), config.language);
        let business = business::of(&config, talk.phone_number.clone(), language);
        let about = About {
            engine: self,
            store: &store,
            tenant,
            config: &config,
            contact: talk.contact_id,
            language,
            now,
            patience: &Patience::default(),
        };
        let asked = Turn {
            text: "",
            attachment: None,
            language,
            language_by,
            customer: talk.contact_name.as_deref(),
            business: &business,
            now: zone::local(zone::of(&config.timezone), now),
            facts: &Facts::default(),
        };
        let Outcome { state, replies, step, .. } =
            about.resume(&definition, state.as_ref(), &asked).await?;
        let flow_state = serde_json::to_value(state.answered(now)).ok();
        let flow = definition.name().to_owned();
        let decision = Decision::Reply { flow, step };
        let replies = replies.into_iter().filter(|_| tell);
        let replies = replies.map(|text| Reply { text, decision: decision.clone() }).collect();
        Ok(HandBack { turn, flow_state, replies })
    }
}
