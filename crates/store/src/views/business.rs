//! Tenants, their configuration and their setup requests.

use domain::hours::WeekHours;
use domain::late::LateAnswers;
use domain::team::TeamSettings;
use domain::views::{ConfigView, SetupRequestView, TenantView};
use domain::{RecordId, SetupRequestId, SetupStatus, TenantId, TenantStatus, UserId};

use crate::entity::{setup_requests, tenant_configs, tenants, users};
use crate::error::Result;
use crate::views::{read, read_json};

pub(crate) fn tenant_status(row: &tenants::Model) -> Result<TenantStatus> {
    read("tenants.status", &row.status)
}

pub(crate) fn tenant(row: tenants::Model) -> Result<TenantView> {
    Ok(TenantView {
        id: TenantId::from_uuid(row.id),
        status: tenant_status(&row)?,
        name: row.name,
        slug: row.slug,
        phone_number: row.phone_number,
        created_at: row.created_at,
        updated_at: row.updated_at,
        deleted_at: row.deleted_at,
    })
}

pub(crate) fn config(row: tenant_configs::Model) -> Result<ConfigView> {
    Ok(ConfigView {
        template: read("tenant_configs.template_type", &row.template_type)?,
        business_name: row.business_name,
        business_type: row.business_type,
        language: read("tenant_configs.language", &row.language)?,
        hours: match row.hours_json {
            Some(hours) => read_json("tenant_configs.hours_json", hours)?,
            None => WeekHours::USUAL,
        },
        timezone: row.timezone,
        late: LateAnswers::nearest(row.late_minutes),
        currency: read("tenant_configs.currency", &row.currency)?,
        after_hours: read("tenant_configs.after_hours", &row.after_hours)?,
    })
}

/// How the people of the tenant work together.
pub(crate) fn team_settings(row: &tenant_configs::Model) -> Result<TeamSettings> {
    read_json("tenant_configs.team_json", row.team_json.clone())
}

pub(crate) fn request_status(row: &setup_requests::Model) -> Result<SetupStatus> {
    read("setup_requests.status", &row.status)
}

/// A request with its tenant's name and who sent it.
pub(crate) fn request(
    row: setup_requests::Model,
    tenant_name: String,
    user: &users::Model,
) -> Result<SetupRequestView> {
    Ok(SetupRequestView {
        id: SetupRequestId::from_uuid(row.id),
        tenant_id: TenantId::from_uuid(row.tenant_id),
        tenant_name,
        user_id: UserId::from_uuid(row.user_id),
        user_name: user.name.clone(),
        user_email: user.email.clone(),
        template: read("setup_requests.template_type", &row.template_type)?,
        status: request_status(&row)?,
        whatsapp_number: row.whatsapp_number,
        notes: row.notes,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}
