//! The table of the API's operations: each beside the scope that a token needs for it, and never without a description.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, Request},
    http::StatusCode,
    middleware::{Next, from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{MethodRouter, any, get},
};
use passerelle_domain::api_scope::ApiScope;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter};

use crate::{
    WebState,
    answer_once::answer_once,
    caller::{TokenHolder, recognise, refused},
    description::{ROOT, described, document},
    extract::no_such_address,
    problem::Problem,
};

/// The lists of the largest landlords, of some 50,000 households, have less.
const MAX_LIST_BYTES: usize = 8 * 1024 * 1024;

/// Operations of the API, who may use them, and their description: an operation without one cannot be added.
pub(crate) struct Operations {
    state: WebState,
    all: OpenApiRouter<WebState>,
}

impl Operations {
    /// None yet.
    pub(crate) fn new(state: &WebState) -> Operations {
        Operations { state: state.clone(), all: OpenApiRouter::with_openapi(document()) }
    }

    /// One operation.
    pub(crate) fn with(self, scope: ApiScope, routes: UtoipaMethodRouter<WebState>) -> Operations {
        self.add(scope, routes, false, |methods| methods)
    }

    /// A list, by page.
    pub(crate) fn list(self, scope: ApiScope, routes: UtoipaMethodRouter<WebState>) -> Operations {
        self.add(scope, routes, true, |methods| methods)
    }

    /// One that takes a whole list of people.
    pub(crate) fn with_long_body(self, scope: ApiScope, routes: UtoipaMethodRouter<WebState>) -> Operations {
        self.add(scope, routes, false, |methods| methods.layer(DefaultBodyLimit::max(MAX_LIST_BYTES)))
    }

    fn add(
        self,
        scope: ApiScope,
        (schemas, paths, methods): UtoipaMethodRouter<WebState>,
        is_list: bool,
        around: impl FnOnce(MethodRouter<WebState>) -> MethodRouter<WebState>,
    ) -> Operations {
        let Operations { state, all } = self;
        let methods = around(guarded(&state, scope, methods));
        Operations { all: all.routes((schemas, described(paths, scope, is_list), methods)), state }
    }

    /// All of them, and their description. Whatever else stands under `/api/` does not exist.
    pub(crate) fn into_router(self) -> Router<WebState> {
        let (known, document) = self.all.split_for_parts();
        let document = Arc::new(document);
        known
            .layer(from_fn_with_state(self.state, recognise))
            .route(&format!("{ROOT}/openapi.json"), get(async move || Json(document)))
            .route("/api/{*rest}", any(no_such_address))
    }
}

/// First whether the token is for that, then whether the same was asked before: a kept answer is not given to a token that
/// could not have asked.
fn guarded(state: &WebState, scope: ApiScope, methods: MethodRouter<WebState>) -> MethodRouter<WebState> {
    let once = from_fn_with_state(state.clone(), answer_once);
    methods.route_layer(once).route_layer(from_fn(move |request, next| allow(scope, request, next)))
}

async fn allow(scope: ApiScope, request: Request, next: Next) -> Response {
    match request.extensions().get::<TokenHolder>() {
        None => refused().into_response(),
        Some(holder) if holder.allows(scope) => next.run(request).await,
        Some(_) => {
            let problem = Problem::new(StatusCode::FORBIDDEN, "This token is not for that.");
            problem.with_detail(format!("The scope {scope} is needed.")).into_response()
        }
    }
}
