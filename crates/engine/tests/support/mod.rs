//! What the tests of the rooms that a business's people use have in common.

use domain::forms::SignUpForm;
use domain::{Principal, Problem, Role, TenantId};
use engine::{ClientInfo, Engine, EngineError};

/// A Monday, 10:00 in Dar es Salaam.
pub const NOW: &str = "2026-11-23T07:00:00Z";

/// A business with its owner.
pub struct Shop {
    pub owner: Principal,
    pub tenant: TenantId,
}

impl Shop {
    /// Signs a business up.
    pub async fn new(engine: &Engine, name: &str) -> Self {
        let form = SignUpForm {
            name: "Asha Mrema".into(),
            business_name: name.into(),
            email: format!("{}@example.co.tz", name.to_lowercase().replace(' ', ".")),
            password: "nenosiri refu sana".into(),
        };
        let owner = engine.sign_up(&form, &ClientInfo::default()).await.unwrap().principal;
        let tenant = owner.tenant_id.unwrap();
        Self { owner, tenant }
    }

    /// Somebody else of the business.
    pub fn staff(&self, role: Role) -> Principal {
        Principal { role, ..self.owner.clone() }
    }
}

/// What becomes of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum May {
    Yes,
    No,
    NotHere,
}

/// What became of a call by its answer.
pub fn became<T>(answer: &Result<T, EngineError>) -> May {
    match answer {
        Err(EngineError::Forbidden) => May::No,
        Err(EngineError::NotFound) => May::NotHere,
        _ => May::Yes,
    }
}

/// The fields that were refused, with what is wrong.
pub fn wrong<T>(answer: Result<T, EngineError>) -> Vec<(String, Problem)> {
    match answer {
        Err(EngineError::Invalid(found)) => {
            found.into_iter().map(|found| (found.field, found.problem)).collect()
        }
        Err(error) => panic!("{error:?}"),
        Ok(_) => panic!("it went well"),
    }
}

/// Whether there is nothing such.
pub fn is_missing<T>(answer: &Result<T, EngineError>) -> bool {
    matches!(answer, Err(EngineError::NotFound))
}
