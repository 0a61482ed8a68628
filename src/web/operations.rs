//! The table of the API's addresses: each operation beside the scope that a token needs for it.

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    handler::Handler,
    http::StatusCode,
    middleware::{Next, from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{MethodRouter, any, delete, get, post, put},
};
use passerelle_domain::api_scope::ApiScope;

use crate::{
    WebState,
    answer_once::answer_once,
    caller::{TokenHolder, recognise, refused},
    extract::no_such_address,
    problem::Problem,
};

/// The lists of the largest landlords, of some 50,000 households, have less.
const MAX_LIST_BYTES: usize = 8 * 1024 * 1024;

/// Operations of the API, and who may use them.
pub(crate) struct Operations {
    state: WebState,
    router: Router<WebState>,
}

impl Operations {
    /// None yet.
    pub(crate) fn new(state: &WebState) -> Operations {
        Operations { state: state.clone(), router: Router::new() }
    }

    /// Reads.
    pub(crate) fn get<H: Handler<T, WebState>, T: 'static>(
        self,
        path: &str,
        scope: ApiScope,
        handler: H,
    ) -> Operations {
        self.with(path, scope, get(handler))
    }

    /// Makes, or tells what happened.
    pub(crate) fn post<H: Handler<T, WebState>, T: 'static>(
        self,
        path: &str,
        scope: ApiScope,
        handler: H,
    ) -> Operations {
        self.with(path, scope, post(handler))
    }

    /// Takes a whole list.
    pub(crate) fn post_list<H: Handler<T, WebState>, T: 'static>(
        self,
        path: &str,
        scope: ApiScope,
        handler: H,
    ) -> Operations {
        let Operations { state, router } = self;
        let methods = guarded(&state, scope, post(handler)).layer(DefaultBodyLimit::max(MAX_LIST_BYTES));
        Operations { router: router.route(&format!("/api/v1{path}"), methods), state }
    }

    /// Makes what has this address what it is to be.
    pub(crate) fn put<H: Handler<T, WebState>, T: 'static>(
        self,
        path: &str,
        scope: ApiScope,
        handler: H,
    ) -> Operations {
        self.with(path, scope, put(handler))
    }

    /// Ends or takes away.
    pub(crate) fn delete<H: Handler<T, WebState>, T: 'static>(
        self,
        path: &str,
        scope: ApiScope,
        handler: H,
    ) -> Operations {
        self.with(path, scope, delete(handler))
    }

    fn with(self, path: &str, scope: ApiScope, methods: MethodRouter<WebState>) -> Operations {
        let Operations { state, router } = self;
        let methods = guarded(&state, scope, methods);
        Operations { router: router.route(&format!("/api/v1{path}"), methods), state }
    }

    /// All of them. Whatever else stands under `/api/` does not exist.
    pub(crate) fn into_router(self) -> Router<WebState> {
        let known = self.router.layer(from_fn_with_state(self.state, recognise));
        known.route("/api/{*rest}", any(no_such_address))
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
