//! Who may do what.

use model::{Uuid, user::User};
use store::PgConnection;

use crate::Error;

/// The person on whose behalf a use case runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Their account.
    pub user: User,
}

/// What may be done with a show and what is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Permission {
    /// See drafts.
    View,
    /// Change texts, recordings and transcripts; publish.
    Edit,
    /// Change the show itself.
    Manage,
    /// Delete the show.
    Delete,
}

/// The roles of DESIGN.md in `show_members`, each with what it includes. An analyst's own right comes with analytics.
pub(crate) fn allows(role: &str, permission: Permission) -> bool {
    match permission {
        Permission::View => matches!(role, "owner" | "admin" | "editor" | "analyst" | "viewer"),
        Permission::Edit => matches!(role, "owner" | "admin" | "editor"),
        Permission::Manage => matches!(role, "owner" | "admin"),
        Permission::Delete => role == "owner",
    }
}

/// Whether an actor may; an administrator of the instance may everything.
///
/// # Errors
/// Those of the database.
pub async fn may(conn: &mut PgConnection, actor: &Actor, show_id: Uuid, permission: Permission) -> Result<bool, Error> {
    if actor.user.is_admin {
        return Ok(true);
    }
    let role = store::shows::role(conn, show_id, actor.user.id).await?;
    Ok(role.is_some_and(|role| allows(&role, permission)))
}

/// Refuses what an actor may not do.
///
/// # Errors
/// `NotFound` when they may not even see it, `Forbidden` when they may see but not do it.
pub async fn require(
    conn: &mut PgConnection,
    actor: &Actor,
    show_id: Uuid,
    permission: Permission,
) -> Result<(), Error> {
    if may(conn, actor, show_id, permission).await? {
        return Ok(());
    }
    if may(conn, actor, show_id, Permission::View).await? { Err(Error::Forbidden) } else { Err(Error::NotFound) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_includes_the_ones_below() {
        let order = ["viewer", "editor", "admin", "owner"];
        let permissions = [Permission::View, Permission::Edit, Permission::Manage, Permission::Delete];
        for (rank, role) in order.iter().enumerate() {
            for (needed, permission) in permissions.iter().enumerate() {
                assert_eq!(allows(role, *permission), rank >= needed, "{role} {permission:?}");
            }
        }
        assert!(allows("analyst", Permission::View) && !allows("analyst", Permission::Edit));
        assert!(!allows("stranger", Permission::View));
    }
}
