//! Recorded sentences, for the carrier to play. They are public and hold nobody's name: a sentence with
//! arguments is never recorded. The address is the content's own hash, so it may be kept for ever.

use axum::{
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use passerelle_store::voice_sounds;

use crate::WebState;

/// The same address is the same sound for ever: a year, the longest that caches agree on.
const CACHE: &str = "public, max-age=31536000, immutable";
/// A SHA-256 in hexadecimal.
const HASH_CHARS: usize = 64;

pub(crate) async fn sound(State(state): State<WebState>, Path(file): Path<String>) -> Response {
    let Some(media_type) = media_type(&file) else { return StatusCode::NOT_FOUND.into_response() };
    let content = match state.app().db.read().await {
        Ok(mut read) => voice_sounds::content(&mut read, &file).await,
        Err(trouble) => Err(trouble),
    };
    match content {
        Ok(Some(content)) => {
            let headers = [
                (header::CONTENT_TYPE, media_type),
                (header::CACHE_CONTROL, CACHE),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            ];
            (headers, content).into_response()
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::error!(%error, "a recorded sentence could not be read");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// What the file is, when its name is one of ours.
fn media_type(file: &str) -> Option<&'static str> {
    let (hash, extension) = file.split_once('.')?;
    let is_hash = hash.len() == HASH_CHARS && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    match extension {
        "mp3" if is_hash => Some("audio/mpeg"),
        "wav" if is_hash => Some("audio/wav"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_that_is_not_ours_then_not_looked_up() {
        let hash = "ab".repeat(32);
        assert_eq!(media_type(&format!("{hash}.mp3")), Some("audio/mpeg"));
        assert_eq!(media_type(&format!("{hash}.wav")), Some("audio/wav"));
        for other in [format!("{hash}.exe"), "short.mp3".to_owned(), format!("{}.mp3", "zz".repeat(32)), String::new()]
        {
            assert_eq!(media_type(&other), None, "{other}");
        }
    }
}
