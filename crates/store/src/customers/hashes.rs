//! By what an address is known again whose customer was erased: its hash under a key of the tenant's own
//! (HMAC-SHA-256, RFC 2104).

use std::collections::HashMap;
use std::fmt::Write as _;

use domain::RecordId;
use domain::customer::CustomerAddress;
use rand::RngCore;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::entity::{erased_addresses, erasure_salts, erasures};
use crate::error::{Result, StoreError};
use crate::keys::{ERASURE_SALT, KeyRing};
use crate::mint::mint_at;
use crate::tenant::Writing;

/// As long as a hash is, as the function's authors advise.
const SALT_BYTES: usize = 32;
/// SHA-256 takes so many bytes at a time.
const BLOCK_BYTES: usize = 64;
/// So many hashes are looked for at once.
const AT_ONCE: usize = 500;

/// Keeps the hashes of the addresses of a customer who is erased.
pub(super) async fn remember(
    writing: &Writing<'_>,
    ring: &KeyRing,
    erasure: Uuid,
    addresses: &[CustomerAddress],
) -> Result<()> {
    if addresses.is_empty() {
        return Ok(());
    }
    let salt = own_salt(writing, ring).await?;
    let rows = addresses.iter().map(|address| {
        let row = erased_addresses::Model {
            id: mint_at(writing.now),
            tenant_id: writing.tenant.uuid(),
            erasure_id: erasure,
            hash: hash(&salt, address),
            created_at: writing.now,
            updated_at: writing.now,
        };
        row.into_active_model()
    });
    erased_addresses::Entity::insert_many(rows).exec_without_returning(writing.tx).await?;
    Ok(())
}

/// Those of some addresses whose customers were erased, and whether they wanted no messages then. Where an address was
/// erased more than once the last time counts.
pub(crate) async fn erased(
    tx: &DatabaseTransaction,
    ring: &KeyRing,
    tenant: Uuid,
    addresses: &[CustomerAddress],
) -> Result<HashMap<CustomerAddress, bool>> {
    let Some(salt) = salt(tx, ring, tenant).await? else { return Ok(HashMap::new()) };
    let hashed: Vec<_> = addresses.iter().map(|it| (hash(&salt, it), it)).collect();
    let mut known: HashMap<String, bool> = HashMap::new();
    for some in hashed.chunks(AT_ONCE) {
        let wanted = some.iter().map(|(hash, _)| hash.as_str());
        let found = erased_addresses::Entity::find()
            .filter(erased_addresses::COLUMN.tenant_id.eq(tenant))
            .filter(erased_addresses::COLUMN.hash.is_in(wanted))
            // Ids are made in order.
            .order_by_asc(erased_addresses::Column::Id)
            .all(tx)
            .await?;
        let opted_out = opted_out(tx, tenant, &found).await?;
        known.extend(found.into_iter().filter_map(|row| {
            let said = opted_out.get(&row.erasure_id)?;
            Some((row.hash, *said))
        }));
    }
    let with = |(hash, address): (String, &CustomerAddress)| {
        known.get(&hash).map(|opted_out| (address.clone(), *opted_out))
    };
    Ok(hashed.into_iter().filter_map(with).collect())
}

/// Whether customers wanted no messages when they were erased, by their erasures.
async fn opted_out(
    tx: &DatabaseTransaction,
    tenant: Uuid,
    addresses: &[erased_addresses::Model],
) -> Result<HashMap<Uuid, bool>> {
    if addresses.is_empty() {
        return Ok(HashMap::new());
    }
    let found: Vec<(Uuid, bool)> = erasures::Entity::find()
        .select_only()
        .columns([erasures::Column::Id, erasures::Column::OptedOut])
        .filter(erasures::COLUMN.tenant_id.eq(tenant))
        .filter(erasures::COLUMN.id.is_in(addresses.iter().map(|row| row.erasure_id)))
        .into_tuple()
        .all(tx)
        .await?;
    Ok(found.into_iter().collect())
}

/// The tenant's salt; made where there is none yet.
async fn own_salt(writing: &Writing<'_>, ring: &KeyRing) -> Result<Vec<u8>> {
    let tenant = writing.tenant.uuid();
    if let Some(salt) = salt(writing.tx, ring, tenant).await? {
        return Ok(salt);
    }
    let (id, mut salt) = (mint_at(writing.now), [0; SALT_BYTES]);
    rand::rng().fill_bytes(&mut salt);
    let row = erasure_salts::Model {
        id,
        tenant_id: tenant,
        salt: ring.seal(ERASURE_SALT.of(id), &salt),
        created_at: writing.now,
        updated_at: writing.now,
    };
    // Who erases somebody else at this moment may have made one.
    let unless_there = OnConflict::new().do_nothing().to_owned();
    erasure_salts::Entity::insert(row.into_active_model())
        .on_conflict(unless_there)
        .exec_without_returning(writing.tx)
        .await?;
    self::salt(writing.tx, ring, tenant).await?.ok_or(StoreError::Missing("erasure salt"))
}

/// The tenant's salt; nothing where nobody was erased yet.
async fn salt(tx: &DatabaseTransaction, ring: &KeyRing, tenant: Uuid) -> Result<Option<Vec<u8>>> {
    let row = erasure_salts::Entity::find()
        .filter(erasure_salts::COLUMN.tenant_id.eq(tenant))
        .one(tx)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let salt = ring.open(ERASURE_SALT.of(row.id), &row.salt);
    let salt = salt.ok_or_else(|| StoreError::Corrupt {
        what: "erasure_salts.salt",
        detail: "no key at hand opens it".to_owned(),
    })?;
    Ok(Some(salt))
}

/// An address's hash, in hexadecimal digits. No kind holds a zero byte, so no two addresses read alike.
fn hash(salt: &[u8], address: &CustomerAddress) -> String {
    let text = [address.kind.as_str().as_bytes(), &[0], address.value.as_bytes()].concat();
    digits(&keyed(salt, &text))
}

fn digits(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

/// HMAC-SHA-256.
fn keyed(key: &[u8], text: &[u8]) -> [u8; 32] {
    let mut block = match key.len() > BLOCK_BYTES {
        true => Sha256::digest(key).to_vec(),
        false => key.to_vec(),
    };
    block.resize(BLOCK_BYTES, 0);
    let padded = |with: u8| block.iter().map(|byte| byte ^ with).collect::<Vec<_>>();
    let inner = Sha256::new().chain_update(padded(0x36)).chain_update(text).finalize();
    Sha256::new().chain_update(padded(0x5c)).chain_update(inner).finalize().into()
}

#[cfg(test)]
mod tests {
    use domain::message::AddressKind;

    use super::*;

    #[test]
    fn the_function_is_the_one_of_the_standard() {
        // RFC 4231, test cases 2 and 6.
        assert_eq!(
            digits(&keyed(b"Jefe", b"what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
        let text = b"Test Using Larger Than Block-Size Key - Hash Key First";
        assert_eq!(
            digits(&keyed(&[0xaa; 131], text)),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        );
    }

    #[test]
    fn a_hash_is_of_one_kind_one_value_and_one_salt() {
        let address = |kind, value: &str| CustomerAddress { kind, value: value.to_owned() };
        let phone = address(AddressKind::Phone, "+255700987654");
        let known = hash(&[1; 32], &phone);
        assert_eq!(known.len(), 64);
        assert_eq!(known, hash(&[1; 32], &phone));
        assert_ne!(known, hash(&[2; 32], &phone));
        assert_ne!(known, hash(&[1; 32], &address(AddressKind::Lid, "+255700987654")));
        assert_ne!(known, hash(&[1; 32], &address(AddressKind::Phone, "+255700987653")));
    }
}
