//! Style sheets, scripts and pictures, inside the program: a page asks no other host for anything.

use axum::{
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;

/// Addresses carry the content's own hash, so what is kept is never stale; a year is the longest that caches agree on.
const CACHE: &str = "public, max-age=31536000, immutable";
/// Of the hash, so many characters: enough to tell versions apart.
const VERSION_CHARS: usize = 12;

#[derive(RustEmbed)]
#[folder = "assets"]
struct Files;

/// The address of a file: `/assets/<version>/theme.css`.
pub(crate) fn address(file: &str) -> String {
    let version: String = Files::get(file)
        .map(|found| found.metadata.sha256_hash().iter().map(|byte| format!("{byte:02x}")).collect())
        .unwrap_or_default();
    format!("/assets/{}/{file}", version.get(..VERSION_CHARS).unwrap_or("none"))
}

/// `GET /assets/<version>/<file>`.
pub(crate) async fn asset(Path(path): Path<String>) -> Response {
    let found = path.split_once('/').and_then(|(_, file)| Files::get(file));
    match found {
        Some(file) => {
            let headers = [(header::CONTENT_TYPE, file.metadata.mimetype()), (header::CACHE_CONTROL, CACHE)];
            (headers, file.data.into_owned()).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
