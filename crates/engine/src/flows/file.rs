//! A flow as a file: to keep it, and to bring it to another business with the same template.

use domain::editor::{FLOW_MAX_BYTES, STEPS_MAX};
use domain::{Conflict, Permission, Principal, Problem, TemplateType, TenantId};
use flow::FlowDraft;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Engine, EngineError, access};

/// What such files say of themselves.
const KIND: u32 = 1;

/// A flow as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowFile {
    /// What the file is called.
    pub name: String,
    /// What is in it.
    pub json: String,
}

/// The file's contents.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Contents {
    flowhq_flow: u32,
    template: TemplateType,
    #[serde(default)]
    exported_at: Option<String>,
    definition: Value,
}

impl Engine {
    /// The draft where there is one, or else what answers now, as a file.
    ///
    /// # Errors
    /// When the person may not see it.
    pub async fn export_flow(
        &self,
        principal: &Principal,
        tenant: TenantId,
    ) -> Result<FlowFile, EngineError> {
        access::tenant(principal, tenant, Permission::ReadFlow)?;
        access::taking_out(principal)?;
        let begun = self.begun(&self.store().tenant(tenant)).await?;
        let definition = serde_json::from_str(&begun.draft.to_json());
        let template = begun.standing.template;
        let contents = Contents {
            flowhq_flow: KIND,
            template,
            exported_at: Some(self.now().to_rfc3339()),
            definition: definition.map_err(|error| EngineError::Internal(Box::new(error)))?,
        };
        let json = serde_json::to_string_pretty(&contents);
        Ok(FlowFile {
            name: format!("flow-{}.json", template.as_str().to_lowercase()),
            json: json.map_err(|error| EngineError::Internal(Box::new(error)))?,
        })
    }

    /// Takes a file in as the draft, in the place of what was changed before; customers notice nothing of it.
    ///
    /// # Errors
    /// When it is too large, no such file, or of another template.
    pub async fn import_flow(
        &self,
        principal: &Principal,
        tenant: TenantId,
        file: &[u8],
    ) -> Result<(), EngineError> {
        access::tenant(principal, tenant, Permission::ChangeFlow)?;
        let refused = |problem| EngineError::field("file", problem);
        if file.is_empty() {
            return Err(refused(Problem::Required));
        }
        if file.len() > 2 * FLOW_MAX_BYTES {
            return Err(refused(Problem::Megabytes { max: 1 }));
        }
        let no_flow = || refused(Problem::Form { wanted: "flow-salon.json".to_owned() });
        let contents: Contents = serde_json::from_slice(file).map_err(|_| no_flow())?;
        if contents.flowhq_flow != KIND {
            return Err(no_flow());
        }
        let draft =
            FlowDraft::from_json(&contents.definition.to_string()).map_err(|_| no_flow())?;
        let door = self.store().tenant(tenant);
        let begun = self.begun(&door).await?;
        let template = begun.standing.template;
        if contents.template != template || draft.name() != template.as_str() {
            let allowed = template.as_str().to_owned();
            return Err(refused(Problem::Choice { allowed }));
        }
        if draft.to_json().len() > FLOW_MAX_BYTES || draft.step_count() > STEPS_MAX {
            return Err(EngineError::Conflict(Conflict::FlowRefused));
        }
        self.keep_draft(principal, &door, &begun, &draft).await
    }
}
