//! Somebody looks for people by name or reference: the audit says who looked, never for whom.

use passerelle_domain::{
    ids::{OrganisationId, PersonId},
    name_search::{NameSearch, folded},
    people::{Member, Person},
};
use passerelle_store::{people, transact};

use crate::{
    App,
    error::{AppError, Outcome},
    read_person::keep_reading,
};

/// People on one page.
pub const PEOPLE_PER_PAGE: usize = 50;

/// One page of the people found, by family name.
pub struct FoundPeople {
    /// Those of this page.
    pub people: Vec<Person>,
    /// How many were found.
    pub total: usize,
    /// This page, from 1.
    pub page: usize,
    /// How many pages there are, at least one.
    pub pages: usize,
}

/// The people whose names or reference begin with the words of `search`; everybody when it is blank. A page beyond the last
/// one is the last one.
///
/// # Errors
/// Trouble of the database.
pub async fn find_people(
    app: &App,
    owner: OrganisationId,
    search: &str,
    page: usize,
    by: Member,
) -> Outcome<FoundPeople> {
    let (search, now) = (NameSearch::new(search), app.clock.now());
    transact!(app.db, |tx| {
        keep_reading(app, tx, owner, "people", owner.0, by, now).await?;
        let mut found = Vec::new();
        for row in people::names(tx, owner).await? {
            let order = folded(&format!("{} {}", row.last_name, row.first_name));
            if search.finds(&format!("{order} {}", folded(&row.key))) {
                found.push((order, row.id));
            }
        }
        found.sort();
        let pages = found.len().div_ceil(PEOPLE_PER_PAGE).max(1);
        let page = page.clamp(1, pages);
        let mut people = Vec::new();
        for (_, id) in found.iter().skip((page - 1) * PEOPLE_PER_PAGE).take(PEOPLE_PER_PAGE) {
            people.extend(people::by_id(tx, &app.secrets, PersonId(*id)).await?);
        }
        Ok::<_, AppError>(FoundPeople { people, total: found.len(), page, pages })
    })
    .await
}
