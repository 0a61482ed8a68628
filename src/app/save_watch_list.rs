//! Makes a partner's watch list, takes people into it, and lets them go.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, Utc};
use passerelle_domain::{
    ids::{OrganisationId, PersonId, WatchListId},
    line::Line,
    local_time,
    matter::MatterKind,
    people::{Fragility, Member},
    watch_list::{EVERY_DAYS, WatchList, WatchedPerson},
};
use passerelle_store::{Tx, lines, people, transact, watch_lists};
use serde_json::json;

use crate::{
    App, ImportReport, ImportedList, ImportedRow, RowFate,
    error::{AppError, Outcome},
    event_trace::{Trace, leave_trace},
    import::{Reading, TenantRow, read_tenants, region_of, text_of},
    new_person::{known_person, new_person},
    schedule::set_timer,
};

/// Longest reference.
const MOST_KEY_CHARS: usize = 64;

/// A list as somebody wants it. `None` keeps what is known.
#[derive(Debug, Clone, Default)]
pub struct WantedWatchList {
    /// The association's reference.
    pub key: String,
    /// Reference of the partner; needed at first, and then never changed.
    pub partner: Option<String>,
    /// Reference of the line; needed at first.
    pub line: Option<String>,
    /// Days between two checks; needed at first.
    pub every_days: Option<u32>,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq)]
pub enum SavedWatchList {
    /// It is as wanted.
    Saved(WatchList),
    /// It is not, and why; nothing was changed.
    Refused(&'static str),
}

/// Makes or changes a watch list. The same again changes nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn save_watch_list(
    app: &App,
    owner: OrganisationId,
    wanted: &WantedWatchList,
    by: Member,
) -> Outcome<SavedWatchList> {
    use SavedWatchList::Refused;
    let now = app.clock.now();
    if !is_key(&wanted.key) || wanted.partner.as_deref().is_some_and(|partner| !is_key(partner)) {
        return Ok(Refused("A reference has 1 to 64 letters, digits, - or _."));
    }
    transact!(app.db, |tx| {
        let before = watch_lists::by_key(tx, owner, &wanted.key).await?;
        let line = match (&wanted.line, &before) {
            (Some(key), _) => lines::of_organisation(tx, owner).await?.into_iter().find(|line| line.key == *key),
            (None, Some(before)) => lines::by_id(tx, before.line_id).await?,
            (None, None) => None,
        };
        let Some(line) = line else { return Ok(Refused("Which line? None has that reference.")) };
        let known_partner = before.as_ref().map(|before| before.partner.clone());
        if known_partner.is_some() && wanted.partner.is_some() && known_partner != wanted.partner {
            return Ok(Refused("The list belongs to another partner: make another one."));
        }
        let Some(partner) = wanted.partner.clone().or(known_partner) else {
            return Ok(Refused("Whose list is it? The partner is missing."));
        };
        let every_days = wanted.every_days.or(before.as_ref().map(|before| before.every_days));
        let Some(every_days) = every_days.filter(|days| EVERY_DAYS.contains(days)) else {
            return Ok(Refused("How often? Every 1 to 92 days."));
        };
        let list = WatchList {
            id: before.as_ref().map_or_else(|| WatchListId(app.chance.new_id(now)), |before| before.id),
            organisation_id: owner,
            key: wanted.key.clone(),
            partner,
            line_id: line.id,
            zone: line.territory.zone,
            every_days,
            case_id: before.as_ref().and_then(|before| before.case_id),
        };
        if before.as_ref() == Some(&list) {
            return Ok(SavedWatchList::Saved(list));
        }
        watch_lists::save(tx, &list).await?;
        set_timer(tx, MatterKind::WatchList, list.id.0, Some(list.next_look(now)), now).await?;
        keep_trace(app, tx, &list, "saved", by, now).await?;
        Ok::<_, AppError>(SavedWatchList::Saved(list))
    })
    .await
}

fn is_key(key: &str) -> bool {
    let is_sign = |sign: char| sign.is_alphanumeric() || matches!(sign, '-' | '_');
    !key.is_empty() && key.chars().count() <= MOST_KEY_CHARS && key.chars().all(is_sign)
}

async fn keep_trace(
    app: &App,
    tx: &mut Tx,
    list: &WatchList,
    verb: &str,
    by: Member,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let trace = Trace {
        organisation_id: list.organisation_id,
        actor: &format!("member:{}", by.uuid()),
        verb,
        noun: "watch_list",
        noun_id: list.id.0,
        detail: json!({ "key": list.key }),
    };
    leave_trace(app, tx, trace, now).await?;
    Ok(())
}

/// Takes a partner's list: whom the association knows by number and name is watched as she is, the others get a file without
/// any consent. Who is on the list already stays as she is. `first_on` is everybody's first date; tomorrow when none is given.
///
/// # Errors
/// Trouble of the database: what was written before it stays, and importing again goes on from there.
pub async fn import_watch_list(
    app: &App,
    owner: OrganisationId,
    key: &str,
    file: &[u8],
    first_on: Option<NaiveDate>,
    by: Member,
) -> Outcome<ImportedList> {
    let now = app.clock.now();
    let (list, line) = {
        let mut read = app.db.read().await?;
        let Some(list) = watch_lists::by_key(&mut read, owner, key).await? else { return Ok(ImportedList::Unknown) };
        let line = lines::by_id(&mut read, list.line_id).await?.ok_or(AppError::dangling("watch list"))?;
        (list, line)
    };
    let today = local_time::local_date(now, list.zone);
    let reading =
        Reading { region: region_of(&line.territory), is_simulated: app.is_simulated, today, least_age: None };
    let rows = match read_tenants(&text_of(file), &reading) {
        Ok(rows) => rows,
        Err(reason) => return Ok(ImportedList::Refused(reason)),
    };
    let due_on = first_on.or(today.succ_opt()).unwrap_or(today).max(today);
    let (mut report, mut seen) = (ImportReport::default(), HashSet::new());
    for (line_number, row) in rows {
        let fate = match row {
            Err(reason) => RowFate::Refused(reason),
            Ok(row) if !seen.insert(row.reference.clone()) => {
                RowFate::Refused("reference: already used above in the same file".into())
            }
            Ok(row) => transact!(app.db, |tx| { take(app, tx, &list, &line, &row, due_on, now).await }).await?,
        };
        report.rows.push(ImportedRow { file: "list".to_owned(), line: line_number, fate });
    }
    if report.counts().added > 0 {
        transact!(app.db, |tx| { keep_trace(app, tx, &list, "imported", by, now).await }).await?;
    }
    Ok(ImportedList::Read(report))
}

async fn take(
    app: &App,
    tx: &mut Tx,
    list: &WatchList,
    line: &Line,
    row: &TenantRow,
    due_on: NaiveDate,
    now: DateTime<Utc>,
) -> Outcome<RowFate> {
    let named = watch_lists::of_reference(tx, list.id, &row.reference).await?;
    let known = known_person(app, tx, list.organisation_id, &row.tenant).await?;
    if let Some(named) = named {
        return Ok(match known {
            Some(person) if person.id == named.person_id => RowFate::Unchanged,
            Some(_) | None => RowFate::Refused("reference: it names somebody else of this list".into()),
        });
    }
    let person = match known {
        Some(person) => person,
        None => {
            let person = new_person(app, &list.partner, line.clone(), row.tenant.clone(), Fragility::Orange, now);
            people::save(tx, &app.secrets, &person).await?;
            person
        }
    };
    let on_lists = watch_lists::of_person(tx, person.id).await?;
    if on_lists.iter().any(|one| one.list_id == list.id) {
        return Ok(RowFate::Refused("reference: she is on this list under another one".into()));
    }
    let one = WatchedPerson {
        list_id: list.id,
        person_id: person.id,
        organisation_id: list.organisation_id,
        reference: row.reference.clone(),
        is_watched: true,
        due_on,
        not_before: None,
    };
    watch_lists::watch(tx, &one).await?;
    Ok(RowFate::Added)
}

/// Somebody is on a list no more; `true` when she was. Her other lists go on.
///
/// # Errors
/// Trouble of the database.
pub async fn stop_watching(app: &App, owner: OrganisationId, key: &str, person: PersonId, by: Member) -> Outcome<bool> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some(list) = watch_lists::by_key(tx, owner, key).await? else { return Ok(false) };
        let on_lists = watch_lists::of_person(tx, person).await?;
        let Some(mut one) = on_lists.into_iter().find(|one| one.list_id == list.id && one.is_watched) else {
            return Ok(false);
        };
        one.is_watched = false;
        watch_lists::watch(tx, &one).await?;
        keep_trace(app, tx, &list, "stopped_watching", by, now).await?;
        Ok::<_, AppError>(true)
    })
    .await
}
