//! Which telephone call pages a coordinator about a case: their telephone does not ring twice at once.

use passerelle_domain::{
    ids::{CallId, CaseId},
    people::Member,
};

use crate::access::Access;
use crate::statements::{execute, scalar_optional, statements};
use crate::{StoreError, Tx};

statements! {
    KEEP = "
        INSERT INTO page_calls (case_id, member_id, call_id) VALUES ($1, $2, $3)
        ON CONFLICT (case_id, member_id) DO UPDATE SET call_id = excluded.call_id";
    OF_MEMBER = "SELECT call_id FROM page_calls WHERE case_id = $1 AND member_id = $2";
}

/// Keeps the last call that pages a member about a case.
pub async fn keep(tx: &mut Tx, case: CaseId, member: Member, call: CallId) -> Result<(), StoreError> {
    execute!(tx, KEEP, case.0, member.uuid(), call.0)?;
    Ok(())
}

/// The last call that paged a member about a case.
pub async fn of_member(db: &mut impl Access, case: CaseId, member: Member) -> Result<Option<CallId>, StoreError> {
    Ok(scalar_optional!(db, uuid::Uuid, OF_MEMBER, case.0, member.uuid())?.map(CallId))
}
