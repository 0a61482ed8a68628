//! Lists sent from the console, taken some rows at a time: looked at without writing, or written with what stood before.
//!
//! Looking is writing and giving up: what would happen is found by the very code that makes it happen.

use std::collections::{HashMap, HashSet};

use passerelle_domain::{
    file_import::{Fates, ListNoun},
    ids::OrganisationId,
};
use passerelle_store::{StoreError, Tx, transact};
use uuid::Uuid;

use super::{
    Given,
    kept::{Change, Kept},
    known::Known,
    noun::{Draft, Noun},
    report::RowFate,
    rows::{DraftRow, InFile, Stop, Written, log, read_drafts, write_row},
    table::{Refusal, Table},
};
use crate::{AppError, error::Outcome};

/// Rows taken in one transaction. SQLite has one writer: while these are written, webhooks wait.
pub(crate) const ROWS_A_SLICE: usize = 50;

fn noun_of(noun: ListNoun) -> Noun {
    match noun {
        ListNoun::Volunteers => Noun::Volunteer,
        ListNoun::People => Noun::Person,
        ListNoun::Series => Noun::Series,
    }
}

/// How many rows a list has under its header.
///
/// # Errors
/// Why nothing of it can be taken: what a report of the command line says.
pub(crate) fn count_rows(noun: ListNoun, content: &str) -> Result<u64, String> {
    let table = Table::read(content, noun_of(noun).columns()).map_err(|Refusal(reason)| reason)?;
    Ok(table.rows().count() as u64)
}

/// Lists as typed drafts or refusals.
pub(crate) struct ReadLists(Vec<ReadList>);

struct ReadList {
    noun: ListNoun,
    drafts: Vec<DraftRow>,
    /// Where the first good row of a key is.
    places: HashMap<String, usize>,
}

/// What became of a row.
pub(crate) struct TakenRow {
    pub(crate) line: u64,
    pub(crate) fate: RowFate,
    /// The record it is about.
    pub(crate) id: Option<Uuid>,
    /// What it changed, to be sealed; `None` when nothing.
    pub(crate) change: Option<String>,
}

/// Rows just taken, and what they are recognised by.
pub(crate) struct Taken {
    pub(crate) rows: Vec<TakenRow>,
    pub(crate) seen: HashSet<String>,
}

impl Taken {
    /// How many rows had which fate.
    pub(crate) fn fates(&self) -> Fates {
        let count = |is: fn(&RowFate) -> bool| self.rows.iter().filter(|row| is(&row.fate)).count() as u64;
        Fates {
            added: count(|fate| *fate == RowFate::Added),
            changed: count(|fate| *fate == RowFate::Merged),
            unchanged: count(|fate| *fate == RowFate::Unchanged),
            refused: count(|fate| matches!(fate, RowFate::Refused(_))),
        }
    }
}

impl ReadLists {
    /// Reads lists that were counted before.
    pub(crate) fn read(lists: &[(ListNoun, String)]) -> ReadLists {
        ReadLists(lists.iter().map(|(noun, content)| ReadList::read(*noun, content)).collect())
    }

    fn list(&self, noun: ListNoun) -> Option<&ReadList> {
        self.0.iter().find(|list| list.noun == noun)
    }

    /// The slice of a list that begins with the row `first`.
    fn slice(&self, noun: ListNoun, first: u64) -> &[DraftRow] {
        let Some(list) = self.list(noun) else { return &[] };
        let first = usize::try_from(first).unwrap_or(usize::MAX).min(list.drafts.len());
        let last = first.saturating_add(ROWS_A_SLICE).min(list.drafts.len());
        &list.drafts[first..last]
    }

    /// What the rows of a list above the row `first` are recognised by, but for those refused.
    pub(crate) fn seen_above(&self, noun: ListNoun, first: u64, refused: &[u64]) -> HashSet<String> {
        let Some(list) = self.list(noun) else { return HashSet::new() };
        let refused: HashSet<u64> = refused.iter().copied().collect();
        let above = list.drafts.iter().take(usize::try_from(first).unwrap_or(usize::MAX));
        let taken = above.filter(|(line, _)| !refused.contains(line)).filter_map(|(_, draft)| draft.as_ref().ok());
        taken.filter_map(|draft| draft.identity().map(|(_, identity)| identity)).collect()
    }

    /// The rows of lists above that a row refers to: not written yet when a list is only looked at.
    fn needed_by(&self, draft: &Draft) -> Vec<&Draft> {
        let Draft::Series(series) = draft else { return Vec::new() };
        let of = |noun: ListNoun, key: &str| {
            let list = self.list(noun)?;
            list.drafts.get(*list.places.get(key)?)?.1.as_ref().ok()
        };
        let volunteers = series.volunteers().filter_map(|key| of(ListNoun::Volunteers, key));
        volunteers.chain(of(ListNoun::People, series.person())).collect()
    }
}

impl ReadList {
    fn read(noun: ListNoun, content: &str) -> ReadList {
        let drafts = match Table::read(content, noun_of(noun).columns()) {
            Ok(table) => read_drafts(noun_of(noun), &table),
            Err(refusal) => vec![(1, Err(refusal))],
        };
        let mut places = HashMap::new();
        for (place, (_, draft)) in drafts.iter().enumerate() {
            if let Some((_, key)) = draft.as_ref().ok().and_then(Draft::identity) {
                places.entry(key).or_insert(place);
            }
        }
        ReadList { noun, drafts, places }
    }
}

/// What is checked against while lists are taken.
pub(crate) struct Taking<'a> {
    known: Known<'a>,
    lists: &'a ReadLists,
}

/// A transaction that is given up once it is known what it would have done.
enum GivenUp {
    Taken(Box<Taken>),
    Failed(AppError),
}

impl From<StoreError> for GivenUp {
    fn from(error: StoreError) -> GivenUp {
        GivenUp::Failed(error.into())
    }
}

impl<'a> Taking<'a> {
    pub(crate) async fn begin(
        given: &'a Given<'a>,
        owner: OrganisationId,
        lists: &'a ReadLists,
    ) -> Outcome<Taking<'a>> {
        Ok(Taking { known: Known::load(given, owner, InFile::default()).await?, lists })
    }

    /// What would become of the slice of a list that begins with the row `first`. Nothing is written.
    pub(crate) async fn look(&self, noun: ListNoun, first: u64, seen: &HashSet<String>) -> Outcome<Taken> {
        let outcome: Result<(), GivenUp> = transact!(self.known.given.db, |tx| {
            let mut taken = Taken { rows: Vec::new(), seen: HashSet::new() };
            for row in self.lists.slice(noun, first) {
                if let Ok(draft) = &row.1 {
                    self.write_what_it_needs(tx, draft).await.map_err(GivenUp::Failed)?;
                }
                let (fate, written) = self.write_one(tx, row, seen, &mut taken.seen).await.map_err(GivenUp::Failed)?;
                taken.rows.push(TakenRow { line: row.0, fate, id: written.map(|written| written.id()), change: None });
            }
            Err(GivenUp::Taken(Box::new(taken)))
        })
        .await;
        match outcome {
            Err(GivenUp::Taken(taken)) => Ok(*taken),
            Err(GivenUp::Failed(error)) => Err(error),
            Ok(()) => Ok(Taken { rows: Vec::new(), seen: HashSet::new() }),
        }
    }

    /// Writes the slice of a list that begins with the row `first`, in a transaction of the caller's.
    pub(crate) async fn write(
        &self,
        tx: &mut Tx,
        noun: ListNoun,
        first: u64,
        seen: &HashSet<String>,
    ) -> Outcome<Taken> {
        let (secrets, owner) = (self.known.given.secrets, self.known.owner);
        let mut taken = Taken { rows: Vec::new(), seen: HashSet::new() };
        for row in self.lists.slice(noun, first) {
            let key = row.1.as_ref().ok().and_then(Draft::identity).map(|(_, key)| key);
            let before = match &key {
                Some(key) => Kept::load(tx, secrets, owner, noun_of(noun), key).await?,
                None => None,
            };
            let (fate, written) = self.write_one(tx, row, seen, &mut taken.seen).await?;
            let mut change = None;
            if let (Some(key), Some(written)) = (&key, &written)
                && written.is_change()
            {
                log(tx, &self.known, noun_of(noun), row.0, written).await?;
                let after = Kept::load(tx, secrets, owner, noun_of(noun), key).await?;
                change = after.map(|after| Change { before, after });
            }
            let id = change.as_ref().map(|change| change.after.id());
            let change = change.map(|change| serde_json::to_string(&change)).transpose();
            let change = change.map_err(|_| AppError::Text("what a row changed cannot be written".to_owned()))?;
            taken.rows.push(TakenRow { line: row.0, fate, id, change });
        }
        Ok(taken)
    }

    async fn write_one(
        &self,
        tx: &mut Tx,
        row: &DraftRow,
        seen: &HashSet<String>,
        seen_now: &mut HashSet<String>,
    ) -> Outcome<(RowFate, Option<Written>)> {
        match write_row(tx, &self.known, &row.1, seen, seen_now).await {
            Ok(written) => Ok((written.fate().clone(), Some(written))),
            Err(Stop::Refused(Refusal(reason))) => Ok((RowFate::Refused(reason), None)),
            Err(Stop::Failed(error)) => Err(error),
        }
    }

    /// Whatever becomes of those rows is told where they stand.
    async fn write_what_it_needs(&self, tx: &mut Tx, draft: &Draft) -> Outcome<()> {
        for needed in self.lists.needed_by(draft) {
            if let Err(Stop::Failed(error)) = needed.write(tx, &self.known).await {
                return Err(error);
            }
        }
        Ok(())
    }
}
