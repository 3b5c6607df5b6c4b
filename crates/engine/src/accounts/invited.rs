//! Accepting an invitation. Whatever is wrong with a link, whoever comes with it is told the same.

use domain::Conflict;
use domain::team::{AcceptForm, InvitedView};
use store::NewMember;

use super::checks::{check_password, check_text};
use super::{ClientInfo, SignedIn, token_hash};
use crate::{Engine, EngineError};

impl Engine {
    /// What an invitation is for; looking at it does not use it up.
    ///
    /// # Errors
    /// When it was used or withdrawn, or ran out.
    pub async fn invitation(&self, token: &str) -> Result<InvitedView, EngineError> {
        let found = self.store().accounts().invitation(&token_hash(token)).await?;
        found.ok_or(EngineError::Conflict(Conflict::InvitationSpent))
    }

    /// Accepts an invitation and signs the person in.
    ///
    /// # Errors
    /// When the invitation is not good any more, the name or the password breaks a rule, or somebody has the address by
    /// now.
    pub async fn accept_invitation(
        &self,
        token: &str,
        form: &AcceptForm,
        client: &ClientInfo,
    ) -> Result<SignedIn, EngineError> {
        let invited = self.invitation(token).await?;
        let name = form.name.trim();
        let mut problems = Vec::new();
        check_text("name", name, &mut problems);
        let personal = [name, invited.email.as_str(), invited.business.as_str()];
        check_password("password", &form.password, &personal, &mut problems);
        if !problems.is_empty() {
            return Err(EngineError::Invalid(problems));
        }
        let password_hash = self.hasher().hash(form.password.clone()).await?;
        let new = NewMember { name: name.to_owned(), password_hash };
        let joined = self.store().accounts().accept_invitation(&token_hash(token), new).await?;
        let user = joined.ok_or(EngineError::Conflict(Conflict::InvitationSpent))?;
        self.publish_account(&user).await;
        self.open_session(user, false, client).await
    }
}
