//! The short name of a tenant, made from its name.

use std::collections::HashSet;

use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, QueryFilter, QuerySelect,
    Statement,
};

use crate::entity::tenants;
use crate::error::Result;

/// Longest slug before its number, in characters (the column takes 120).
const SLUG_MAX: usize = 100;

/// What a name without any Latin letter or digit becomes.
const NAMELESS: &str = "tenant";

/// Any number that nothing else in Flow HQ locks by.
const ONE_AT_A_TIME: &str = "SELECT pg_advisory_xact_lock(7164210953)";

/// A slug that no living tenant has: `mama-salon`, then `mama-salon-2` for a namesake.
///
/// Nobody else gets one until the transaction ends, so it stays free until it is taken.
pub(crate) async fn free(tx: &DatabaseTransaction, name: &str) -> Result<String> {
    if tx.get_database_backend() == DbBackend::Postgres {
        tx.execute_raw(Statement::from_string(DbBackend::Postgres, ONE_AT_A_TIME)).await?;
    }
    let slug = of(name);
    let taken: HashSet<String> = tenants::Entity::find()
        .select_only()
        .column(tenants::Column::Slug)
        .filter(tenants::COLUMN.deleted_at.is_null())
        .filter(tenants::COLUMN.slug.starts_with(slug.as_str()))
        .into_tuple::<String>()
        .all(tx)
        .await?
        .into_iter()
        .collect();
    if !taken.contains(&slug) {
        return Ok(slug);
    }
    Ok((2..=taken.len() + 1)
        .map(|number| format!("{slug}-{number}"))
        .find(|slug| !taken.contains(slug))
        .expect("there are more numbers here than numbered slugs taken"))
}

/// The slug that a deleted tenant had, or a free one where a living tenant has taken it.
pub(crate) async fn kept_or_free(
    tx: &DatabaseTransaction,
    kept: &str,
    name: &str,
) -> Result<String> {
    let free = free(tx, name).await?;
    let taken = tenants::Entity::find()
        .filter(tenants::COLUMN.deleted_at.is_null())
        .filter(tenants::COLUMN.slug.eq(kept))
        .one(tx)
        .await?;
    Ok(if taken.is_some() { free } else { kept.to_owned() })
}

/// The name of a tenant's worker, unique among all.
pub(crate) fn process_name(slug: &str) -> String {
    format!("flowhq-{slug}")
}

fn of(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        if slug.len() == SLUG_MAX {
            break;
        }
        match plain(c) {
            Some(c) => slug.push(c),
            None if slug.is_empty() || slug.ends_with('-') => {}
            // "Mama's" is "mamas".
            None if matches!(c, '\'' | '’') => {}
            None => slug.push('-'),
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { NAMELESS.to_owned() } else { slug.to_owned() }
}

/// The letter without its accent, where it has one that is common in names.
fn plain(c: char) -> Option<char> {
    Some(match c {
        'a'..='z' | '0'..='9' => c,
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'ç' => 'c',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ñ' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ý' | 'ÿ' => 'y',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn a_name_becomes_what_an_address_may_hold() {
        for (name, slug) in [
            ("Mama Salon", "mama-salon"),
            ("  Mama's   Salon & Spa! ", "mamas-salon-spa"),
            ("Café Zoë 24", "cafe-zoe-24"),
            ("沙龙", "tenant"),
            ("--", "tenant"),
        ] {
            assert_eq!(of(name), slug);
        }
        assert!(of(&"a ".repeat(200)).len() <= super::SLUG_MAX);
    }
}
