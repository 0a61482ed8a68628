//! Which no-answer protocol a new call follows: the person's, else her series', else the association's, else weekly.

use passerelle_domain::{call_series::CallSeries, ids::OrganisationId, protocol::Protocol};
use passerelle_store::{Access, StoreError, protocols, protocols::Follower};

/// The protocol of the calls that `series` makes from now on. The nearest choice wins; a name that nobody knows any more
/// falls back on the weekly protocol, and is told in the log.
pub(crate) async fn protocol_of(db: &mut impl Access, series: &CallSeries) -> Result<Protocol, StoreError> {
    let owner = series.organisation_id;
    let of_person = protocols::chosen(db, owner, Follower::Person(series.person_id)).await?;
    let of_series = series.protocol.as_ref().map(|name| name.0.clone());
    let name = match of_person.or(of_series) {
        Some(name) => Some(name),
        None => protocols::chosen(db, owner, Follower::Organisation).await?,
    };
    let Some(name) = name else { return Ok(Protocol::weekly()) };
    let found = protocol_named(db, owner, &name).await?;
    if found.is_none() {
        tracing::error!(series_id = %series.id, "a series follows a protocol that does not exist; weekly is taken");
    }
    Ok(found.unwrap_or_else(Protocol::weekly))
}

/// The protocol of this name: the association's own, or a shipped one.
pub(crate) async fn protocol_named(
    db: &mut impl Access,
    owner: OrganisationId,
    name: &str,
) -> Result<Option<Protocol>, StoreError> {
    let own = protocols::by_key(db, owner, name).await?;
    Ok(own.or_else(|| Protocol::named(name)))
}
