//! Who may do what.

use serde::{Deserialize, Serialize};

use crate::text_enum::text_enum;
use crate::{TenantId, UserId};

text_enum! {
    /// A person's part.
    Role {
        /// Runs the platform; belongs to no tenant.
        Admin => "ADMIN",
        /// Owns the business.
        Owner => "OWNER",
        /// Runs the business day by day.
        Manager => "MANAGER",
        /// Answers customers.
        Agent => "AGENT",
        /// Reads, changes nothing.
        Auditor => "AUDITOR",
    }
}

text_enum! {
    /// One thing that a person may be allowed to do.
    Permission {
        /// See the tenant's status, configuration and worker.
        ViewTenant => "view_tenant",
        /// Read conversations and messages.
        ReadMessages => "read_messages",
        /// Hand a conversation back to the assistant.
        Converse => "converse",
        /// See what is booked.
        ReadBookings => "read_bookings",
        /// Make, move and cancel bookings.
        ChangeBookings => "change_bookings",
        /// See what is sold and what is ordered.
        ReadOrders => "read_orders",
        /// Say what becomes of orders.
        ChangeOrders => "change_orders",
        /// Send a setup request.
        SubmitSetup => "submit_setup",
        /// See the QR code: whoever scans it speaks for the business.
        LinkPhone => "link_phone",
        /// Pause the assistant and let it speak again.
        PauseTenant => "pause_tenant",
        /// Change the business's facts: its name, hours, language and time zone.
        ChangeBusiness => "change_business",
        /// Use the sandbox phone.
        UseSandbox => "use_sandbox",
        /// See the tenant's event log.
        ReadEvents => "read_events",
        /// See who works for the business, and when somebody looked at it from outside.
        ReadTeam => "read_team",
        /// Invite people, say what they may do and keep them out. Managers only do it to agents, which the use cases
        /// judge.
        ManageTeam => "manage_team",
        /// Give conversations to others.
        Assign => "assign",
        /// Change what is written down of customers.
        ChangeCustomers => "change_customers",
        /// Take customers out as a file.
        ExportCustomers => "export_customers",
        /// Blank what is written down of a customer.
        EraseCustomers => "erase_customers",
        /// See what the assistant says, and what it said before.
        ReadFlow => "read_flow",
        /// Change what the assistant says.
        ChangeFlow => "change_flow",
        /// See and change every tenant, request, worker and node.
        RunPlatform => "run_platform",
    }
}

impl Role {
    /// Reads a role as other systems write it: `TENANT_ADMIN` is the owner, `STAFF` an agent.
    pub fn from_input(text: &str) -> Option<Self> {
        match text {
            "TENANT_ADMIN" => Some(Self::Owner),
            "STAFF" => Some(Self::Agent),
            other => other.parse().ok(),
        }
    }

    /// The table of roles and permissions.
    pub const fn may(self, permission: Permission) -> bool {
        use Permission as P;
        match self {
            Self::Admin => true,
            Self::Owner => !matches!(permission, P::RunPlatform),
            Self::Manager => !matches!(permission, P::RunPlatform | P::SubmitSetup),
            Self::Agent => matches!(
                permission,
                P::ViewTenant
                    | P::ReadMessages
                    | P::Converse
                    | P::ReadBookings
                    | P::ChangeBookings
                    | P::ReadOrders
                    | P::ChangeOrders
                    | P::ChangeCustomers
            ),
            Self::Auditor => {
                matches!(
                    permission,
                    P::ViewTenant
                        | P::ReadMessages
                        | P::ReadBookings
                        | P::ReadOrders
                        | P::ReadEvents
                        | P::ReadTeam
                        | P::ReadFlow
                )
            }
        }
    }
}

/// Which conversations, and whose customers, somebody sees.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sees {
    /// All of the business.
    #[default]
    All,
    /// Those that are this person's.
    Only(UserId),
}

impl Sees {
    /// The person whose own ones are seen; nothing where all are.
    pub const fn only(self) -> Option<UserId> {
        match self {
            Self::All => None,
            Self::Only(user) => Some(user),
        }
    }
}

/// Who asks: resolved once from the request and handed to every use case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Principal {
    /// The person; nothing for a system that calls with the platform's own password.
    pub user_id: Option<UserId>,
    /// The person's part.
    pub role: Role,
    /// The person's tenant; nothing for admins.
    pub tenant_id: Option<TenantId>,
    /// The person's name, as shown and written to the event log.
    pub name: String,
    /// The person's e-mail address.
    pub email: String,
    /// Whether this is somebody of Flow HQ who sees the tenant as its auditor does: no file leaves the house then, and no
    /// account is at hand.
    #[serde(default)]
    pub viewing: bool,
}

impl Principal {
    /// Whether this person may do `permission` to `tenant`.
    ///
    /// False for a foreign tenant whatever the role, so that callers answer "not found".
    pub fn may_in(&self, tenant: TenantId, permission: Permission) -> bool {
        self.role.may(permission) && self.sees(tenant)
    }

    /// Whether this tenant exists for this person at all.
    pub fn sees(&self, tenant: TenantId) -> bool {
        self.role == Role::Admin || self.tenant_id == Some(tenant)
    }

    /// Whether this person runs the platform.
    pub fn is_admin(&self) -> bool {
        self.role == Role::Admin
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RecordId;

    /// Columns: admin, owner, manager, agent, auditor.
    const TABLE: &[(Permission, [bool; 5])] = &[
        (Permission::ViewTenant, [true, true, true, true, true]),
        (Permission::ReadMessages, [true, true, true, true, true]),
        (Permission::Converse, [true, true, true, true, false]),
        (Permission::ReadBookings, [true, true, true, true, true]),
        (Permission::ChangeBookings, [true, true, true, true, false]),
        (Permission::ReadOrders, [true, true, true, true, true]),
        (Permission::ChangeOrders, [true, true, true, true, false]),
        (Permission::SubmitSetup, [true, true, false, false, false]),
        (Permission::LinkPhone, [true, true, true, false, false]),
        (Permission::PauseTenant, [true, true, true, false, false]),
        (Permission::ChangeBusiness, [true, true, true, false, false]),
        (Permission::UseSandbox, [true, true, true, false, false]),
        (Permission::ReadEvents, [true, true, true, false, true]),
        (Permission::ReadTeam, [true, true, true, false, true]),
        (Permission::ManageTeam, [true, true, true, false, false]),
        (Permission::Assign, [true, true, true, false, false]),
        (Permission::ChangeCustomers, [true, true, true, true, false]),
        (Permission::ExportCustomers, [true, true, true, false, false]),
        (Permission::EraseCustomers, [true, true, true, false, false]),
        (Permission::ReadFlow, [true, true, true, false, true]),
        (Permission::ChangeFlow, [true, true, true, false, false]),
        (Permission::RunPlatform, [true, false, false, false, false]),
    ];

    #[test]
    fn the_table_of_roles_and_permissions_holds() {
        assert_eq!(TABLE.len(), Permission::ALL.len());
        for (permission, wanted) in TABLE {
            for (role, wanted) in Role::ALL.iter().zip(wanted) {
                assert_eq!(role.may(*permission), *wanted, "{role} {permission}");
            }
        }
    }

    /// Whoever looks at a business without belonging to it does so as its auditor.
    #[test]
    fn an_auditor_only_reads() {
        for permission in Permission::ALL.iter().filter(|one| Role::Auditor.may(**one)) {
            let reads = permission.as_str();
            assert!(reads.starts_with("read_") || reads == "view_tenant", "{reads}");
        }
    }

    #[test]
    fn nobody_but_an_admin_reaches_a_foreign_tenant() {
        let [own, foreign] = [1, 2].map(|n| TenantId::from_uuid(uuid::Uuid::from_u128(n)));
        for role in Role::ALL {
            let principal = Principal {
                user_id: None,
                role: *role,
                tenant_id: (*role != Role::Admin).then_some(own),
                name: String::new(),
                email: String::new(),
                viewing: false,
            };
            for permission in Permission::ALL {
                let reached = principal.may_in(foreign, *permission);
                assert_eq!(reached, *role == Role::Admin, "{role} {permission}");
            }
        }
    }

    #[test]
    fn the_names_of_other_systems_are_understood() {
        assert_eq!(Role::from_input("TENANT_ADMIN"), Some(Role::Owner));
        assert_eq!(Role::from_input("STAFF"), Some(Role::Agent));
        assert_eq!(Role::from_input("AUDITOR"), Some(Role::Auditor));
        assert_eq!(Role::from_input("root"), None);
    }
}
