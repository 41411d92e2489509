//! The words for the roles.

use domain::{
    i18n::I18n,
    permissions::{Role, StaffRole},
};

/// The name of a role in an account.
#[must_use]
pub fn role_name(i18n: I18n, role: Role) -> &'static str {
    match role {
        Role::Owner => i18n.role_owner(),
        Role::Buyer => i18n.role_buyer(),
        Role::Approver => i18n.role_approver(),
        Role::Finance => i18n.role_finance(),
        Role::Viewer => i18n.role_viewer(),
    }
}

/// What a role in an account may do.
#[must_use]
pub fn role_text(i18n: I18n, role: Role) -> &'static str {
    match role {
        Role::Owner => i18n.account_role_owner(),
        Role::Buyer => i18n.account_role_buyer(),
        Role::Approver => i18n.account_role_approver(),
        Role::Finance => i18n.account_role_finance(),
        Role::Viewer => i18n.account_role_viewer(),
    }
}

/// The name of a role at the vendor.
#[must_use]
pub fn staff_role_name(i18n: I18n, role: StaffRole) -> &'static str {
    match role {
        StaffRole::Agent => i18n.staff_agent(),
        StaffRole::BackOffice => i18n.staff_back_office(),
        StaffRole::Admin => i18n.staff_admin(),
    }
}
