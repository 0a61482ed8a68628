//! Lists of the API by page: `?limit=` rows at a time, and the header `Link` says where the list goes on.
//!
//! A cursor holds the place and the key of the last row that was given. When that row is there no more, the list goes on from
//! the place where it stood. Keys are ids, codes and references that stand in addresses anyway, never a name.
//!
//! # Source
//! RFC 8288.

use axum::{
    Json,
    extract::{FromRequestParts, OriginalUri, Query},
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use serde::Serialize;

use crate::problem::Problem;

/// Rows of a page when nothing is said.
pub(crate) const USUAL_ROWS: usize = 100;
/// Rows of a page at most.
pub(crate) const MOST_ROWS: usize = 1000;

/// The page that is asked for.
pub(crate) struct PageAsked {
    limit: usize,
    after: Option<Cursor>,
    /// Address and question of the request, without the place where the page begins.
    path: String,
    others: Vec<(String, String)>,
}

/// After which row a page begins.
struct Cursor {
    place: usize,
    key: String,
}

impl Cursor {
    fn text(&self) -> String {
        BASE64.encode(format!("{} {}", self.place, self.key))
    }

    fn read(text: &str) -> Option<Cursor> {
        let plain = String::from_utf8(BASE64.decode(text).ok()?).ok()?;
        let (place, key) = plain.split_once(' ')?;
        Some(Cursor { place: place.parse().ok()?, key: key.to_owned() })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for PageAsked {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let address = OriginalUri::from_request_parts(parts, state).await;
        let path = address.map_or_else(|never| match never {}, |OriginalUri(address)| address.path().to_owned());
        let asked = Query::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        let Query(asked) = asked.map_err(|_| wrong("The question cannot be read."))?;
        PageAsked::read(path, asked)
    }
}

impl PageAsked {
    fn read(path: String, asked: Vec<(String, String)>) -> Result<PageAsked, Problem> {
        let mut page = PageAsked { limit: USUAL_ROWS, after: None, path, others: Vec::new() };
        for (name, value) in asked {
            match name.as_str() {
                "limit" => page.limit = limit(&value)?,
                "after" => {
                    page.after = Some(Cursor::read(&value).ok_or_else(|| wrong("after: as the header Link gave it"))?);
                    continue;
                }
                _ => {}
            }
            page.others.push((name, value));
        }
        Ok(page)
    }

    /// The key of the last row of the page before.
    pub(crate) fn after_key(&self) -> Option<&str> {
        self.after.as_ref().map(|cursor| cursor.key.as_str())
    }

    /// This page of a whole list in its order. `key` tells a row from the others for as long as it exists.
    pub(crate) fn of<T>(self, rows: impl IntoIterator<Item = T>, key: impl Fn(&T) -> String) -> Page<T> {
        let mut rows: Vec<T> = rows.into_iter().collect();
        let first = self.after.as_ref().map_or(0, |cursor| first_after(cursor, &rows, &key));
        let page = rows.drain(first.min(rows.len())..).collect();
        self.begins(first, page, key)
    }

    /// This page of rows that follow the cursor already.
    pub(crate) fn of_following<T>(self, rows: Vec<T>, key: impl Fn(&T) -> String) -> Page<T> {
        self.begins(0, rows, key)
    }

    fn begins<T>(self, first: usize, mut rows: Vec<T>, key: impl Fn(&T) -> String) -> Page<T> {
        let has_more = rows.len() > self.limit;
        rows.truncate(self.limit);
        let last = rows.last().filter(|_| has_more);
        let next = last.map(|row| self.address_after(&Cursor { place: first + rows.len() - 1, key: key(row) }));
        Page { rows, next }
    }

    fn address_after(&self, cursor: &Cursor) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(&self.others).append_pair("after", &cursor.text());
        format!("{}?{}", self.path, query.finish())
    }
}

fn first_after<T>(cursor: &Cursor, rows: &[T], key: impl Fn(&T) -> String) -> usize {
    let is_it = |row: &T| key(row) == cursor.key;
    if rows.get(cursor.place).is_some_and(is_it) {
        return cursor.place + 1;
    }
    rows.iter().position(is_it).map_or(cursor.place, |place| place + 1)
}

fn limit(text: &str) -> Result<usize, Problem> {
    let rows = text.parse().ok().filter(|rows| (1..=MOST_ROWS).contains(rows));
    rows.ok_or_else(|| wrong("limit: from 1 to 1000"))
}

fn wrong(detail: &str) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "There is no such page.").with_detail(detail)
}

/// Rows of a list, and where it goes on.
pub(crate) struct Page<T> {
    rows: Vec<T>,
    next: Option<String>,
}

impl<T: Serialize> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        let next = self.next.and_then(|next| HeaderValue::from_str(&format!("<{next}>; rel=\"next\"")).ok());
        let mut response = Json(self.rows).into_response();
        if let Some(next) = next {
            response.headers_mut().insert(header::LINK, next);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(query: &[(&str, &str)]) -> Result<PageAsked, Problem> {
        let query = query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        PageAsked::read("/api/v1/things".to_owned(), query)
    }

    /// The rows of each page from the first to the last, while `between` changes the list after each page.
    fn pages(list: &mut Vec<u32>, limit: &str, between: impl Fn(&mut Vec<u32>)) -> Vec<Vec<u32>> {
        let (mut told, mut after) = (Vec::new(), None::<String>);
        for _ in 0..100 {
            let mut query = vec![("limit", limit), ("all", "true")];
            query.extend(after.as_deref().map(|after| ("after", after)));
            let page = asked(&query).unwrap().of(list.clone(), u32::to_string);
            told.push(page.rows);
            let Some(next) = page.next else { return told };
            let (path, query) = next.split_once('?').unwrap();
            assert_eq!(path, "/api/v1/things");
            let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
            assert_eq!(pairs[0], ("limit".to_owned(), limit.to_owned()));
            assert_eq!(pairs[1], ("all".to_owned(), "true".to_owned()));
            after = pairs.into_iter().find(|(name, _)| name == "after").map(|(_, value)| value);
            between(list);
        }
        panic!("the list never ends")
    }

    #[test]
    fn list_of_any_length_then_each_row_is_told_once() {
        for (rows, expected) in [(0, 1), (1, 1), (2, 1), (3, 2), (4, 2), (5, 3)] {
            let told = pages(&mut (0..rows).collect(), "2", |_| {});
            assert_eq!(told.len(), expected, "{rows} rows");
            assert_eq!(told.concat(), (0..rows).collect::<Vec<_>>());
        }
    }

    #[test]
    fn rows_come_and_go_between_pages_then_those_that_stay_are_told_once() {
        let told = pages(&mut (0..6).collect(), "2", |list| list.retain(|row| *row != 0));
        assert_eq!(told.concat(), [0, 1, 2, 3, 4, 5]);
        let told = pages(&mut (0..6).collect(), "2", |list| list.retain(|row| *row != 1));
        assert_eq!(told.concat(), [0, 1, 2, 3, 4, 5], "the last row told went, and the list goes on where it stood");
    }

    #[test]
    fn nonsense_asked_then_refused() {
        for query in [
            ("limit", "0"),
            ("limit", "-1"),
            ("limit", "1001"),
            ("limit", "many"),
            ("limit", ""),
            ("after", "é"),
            ("after", ""),
            ("after", "YQ"),
        ] {
            assert!(asked(&[query]).is_err(), "{query:?}");
        }
        assert!(asked(&[("limit", "1000")]).is_ok());
    }
}
