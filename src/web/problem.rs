//! Errors of the API as problem+json.
//!
//! # Source
//! RFC 9457.

use axum::{
    Json,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

/// Why a request of the API was not carried out.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    title: &'static str,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, title: &'static str) -> Problem {
        Problem { title, status: status.as_u16(), detail: None }
    }

    pub(crate) fn with_detail(mut self, detail: impl Into<String>) -> Problem {
        self.detail = Some(detail.into());
        self
    }

    /// The service is in trouble: nothing was changed.
    pub(crate) fn trouble(error: &passerelle_app::AppError) -> Problem {
        tracing::error!(trouble = %error, "a request of the API failed");
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "The service is in trouble. Nothing was changed; try again.")
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self)).into_response();
        let json = header::HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, json);
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, header::HeaderValue::from_static("Bearer"));
        }
        response
    }
}
