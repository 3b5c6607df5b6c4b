//! What people of a business say again and again: kept under short names, and filled for a customer.

use domain::inbox::{CANNED_MAX, CANNED_PLACEHOLDERS, CannedForm, CannedReply, SHORTCUT_MAX};
use domain::{CannedReplyId, ConversationId, FieldProblem, Permission, Principal, Problem};
use store::Actor;

use super::{found, person};
use crate::{Engine, EngineError, access};

impl Engine {
    /// The canned replies of the person's business, by their short names.
    pub async fn canned_replies(
        &self,
        principal: &Principal,
    ) -> Result<Vec<CannedReply>, EngineError> {
        let tenant = access::own_tenant(principal, Permission::ReadMessages)?;
        Ok(self.store().tenant(tenant).canned_replies().await?)
    }

    /// Keeps a canned reply, a new one or one that is there.
    ///
    /// # Errors
    /// When the short name is wrong or another one has it, there is no text, a text is too long or leaves something open
    /// that nobody fills; a conflict when there are too many.
    pub async fn save_canned(
        &self,
        principal: &Principal,
        id: Option<CannedReplyId>,
        form: &CannedForm,
    ) -> Result<(), EngineError> {
        let tenant = access::own_tenant(principal, Permission::ChangeBusiness)?;
        let reply = checked(id.unwrap_or_else(|| self.store().mint()), form)?;
        Ok(self.store().tenant(tenant).save_canned(&Actor::from(principal), reply).await?)
    }

    /// Forgets a canned reply.
    ///
    /// # Errors
    /// When there is none.
    pub async fn remove_canned(
        &self,
        principal: &Principal,
        id: CannedReplyId,
    ) -> Result<(), EngineError> {
        let tenant = access::own_tenant(principal, Permission::ChangeBusiness)?;
        let gone = self.store().tenant(tenant).remove_canned(&Actor::from(principal), id).await?;
        if gone { Ok(()) } else { Err(EngineError::NotFound) }
    }

    /// The text of a canned reply for the customer of a conversation, in their language.
    ///
    /// # Errors
    /// When there is no such reply or conversation.
    pub async fn canned_for(
        &self,
        principal: &Principal,
        conversation: ConversationId,
        id: CannedReplyId,
    ) -> Result<String, EngineError> {
        let (tenant, _) = person(principal)?;
        let door = self.door(principal, tenant).await?;
        let replies = door.canned_replies().await?;
        let reply = replies.iter().find(|reply| reply.id == id).ok_or(EngineError::NotFound)?;
        let talk = door.conversation_talk(conversation).await.map_err(found)?;
        let talk = talk.ok_or(EngineError::NotFound)?;
        let config = door.config().await?.ok_or(EngineError::NotFound)?;
        let language = talk.row.language.unwrap_or(config.language);
        let hours = flow::hours_in_words(&config.hours, language);
        let name = talk.contact_name.as_deref();
        let known = |placeholder: &str| match placeholder {
            "name" => name,
            "first_name" => name.and_then(|name| name.split_whitespace().next()),
            "business_name" => Some(config.business_name.as_str()),
            "phone" => talk.phone_number.as_deref(),
            "hours" => hours.as_deref(),
            "agent" => Some(principal.name.as_str()),
            _ => None,
        };
        Ok(flow::filled(reply.text(language), known))
    }
}

fn checked(id: CannedReplyId, form: &CannedForm) -> Result<CannedReply, EngineError> {
    let mut problems = Vec::new();
    let mut note = |field: &str, problem| problems.push(FieldProblem::new(field, problem));
    let shortcut = form.shortcut.trim().trim_start_matches('/').to_lowercase();
    let max = usize::try_from(SHORTCUT_MAX).unwrap_or(usize::MAX);
    let is_fit = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if shortcut.is_empty() {
        note("shortcut", Problem::Required);
    } else if shortcut.chars().count() > max {
        note("shortcut", Problem::TooLong { max: SHORTCUT_MAX });
    } else if !shortcut.chars().all(is_fit) {
        note("shortcut", Problem::Form { wanted: "asante-1".to_owned() });
    }
    let text = |text: &str| text.replace('\0', "").replace("\r\n", "\n").trim().to_owned();
    let (sw, en) = (text(&form.sw), text(&form.en));
    if sw.is_empty() && en.is_empty() {
        note("sw", Problem::Required);
    }
    for (field, text) in [("sw", &sw), ("en", &en)] {
        if text.chars().count() > usize::try_from(CANNED_MAX).unwrap_or(usize::MAX) {
            note(field, Problem::TooLong { max: CANNED_MAX });
        }
        let unknown = flow::placeholders(text)
            .into_iter()
            .find(|placeholder| !CANNED_PLACEHOLDERS.contains(placeholder));
        if unknown.is_some() {
            let known = CANNED_PLACEHOLDERS.map(|name| format!("{{{name}}}"));
            note(field, Problem::Form { wanted: known.join(", ") });
        }
    }
    if problems.is_empty() {
        Ok(CannedReply { id, shortcut, sw, en })
    } else {
        Err(EngineError::Invalid(problems))
    }
}
