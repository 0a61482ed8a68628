//! What the service says over HTTP: the carrier's webhooks, health and metrics, the API, and the
//! board of a rehearsal.
//!
//! Handlers extract, call one use case, render. Two promises are kept here: a webhook without a
//! right signature has no effect at all, and a voice webhook always speaks.
//!
//! The whole table of addresses is on this page, in [`router`].

mod api;
mod board;
mod caller;
mod case_link;
mod console;
mod health;
mod messages;
mod observe;
mod problem;
mod rooms;
mod signed;
mod sounds;
mod voice;
mod volunteer_page;

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{any, delete, get, post, put},
};
use passerelle_app::App;
use passerelle_domain::ids::OrganisationId;
use passerelle_telephony::signature::Verifier;

pub use console::{ConsoleDoor, console_doors};
pub use observe::{Metrics, install_metrics};

/// Nothing a carrier sends is larger; more is refused with 413.
pub const MAX_BODY_BYTES: usize = 64 * 1024;

/// The lists of the largest landlords, of some 50,000 households, have less.
const MAX_LIST_BYTES: usize = 8 * 1024 * 1024;

/// What the handlers share. Cheap to clone.
#[derive(Clone)]
pub struct WebState(Arc<Shared>);

struct Shared {
    app: App,
    verifier: Verifier,
    metrics: Option<Metrics>,
    board_of: Option<OrganisationId>,
}

impl WebState {
    /// `verifier` tells the carrier's requests from everybody else's.
    pub fn new(app: App, verifier: Verifier, metrics: Option<Metrics>) -> WebState {
        WebState(Arc::new(Shared { app, verifier, metrics, board_of: None }))
    }

    /// Shows the board of an organisation at `/`. Only for rehearsals: the page asks no password, so
    /// with a real carrier it is never shown.
    #[must_use]
    pub fn with_board_of(self, organisation: OrganisationId) -> WebState {
        let shared = &self.0;
        let board_of = shared.app.is_simulated.then_some(organisation);
        WebState(Arc::new(Shared {
            app: shared.app.clone(),
            verifier: shared.verifier.clone(),
            metrics: shared.metrics.clone(),
            board_of,
        }))
    }

    fn app(&self) -> &App {
        &self.0.app
    }
}

/// Every address of the service.
pub fn router(state: WebState) -> Router {
    let voice = Router::new()
        // Carriers post; one gets. Both are accepted, both are signed.
        .route("/webhooks/voice/incoming", any(voice::incoming))
        .route("/webhooks/voice/status", any(voice::number_status))
        .route("/webhooks/voice/fallback", any(voice::fallback))
        .route("/webhooks/voice/calls/{call}/steps/{step}", any(voice::step))
        .route("/webhooks/voice/calls/{call}/recording", any(voice::recording))
        .route("/webhooks/voice/legs/{leg}/whisper", any(voice::whisper))
        .route("/webhooks/voice/legs/{leg}/whisper-again", any(voice::whisper_again))
        .route("/webhooks/voice/legs/{leg}/acceptance", any(voice::acceptance))
        .route("/webhooks/voice/legs/{leg}/introduction", any(voice::introduction))
        .route("/webhooks/voice/legs/{leg}/room/{visit}", any(rooms::enter))
        .route("/webhooks/voice/legs/{leg}/aside/{visit}", any(rooms::aside))
        .route("/webhooks/voice/legs/{leg}/aside-again/{visit}", any(rooms::aside_again))
        .route("/webhooks/voice/legs/{leg}/after-room", any(rooms::after))
        .route("/webhooks/voice/legs/{leg}/announced", any(rooms::announced))
        .route("/webhooks/voice/legs/{leg}/join", any(rooms::join))
        .route("/webhooks/voice/legs/{leg}/left-talk", any(rooms::left_talk))
        .route("/webhooks/voice/legs/{leg}/neutral-message", any(voice::neutral_message))
        .route("/webhooks/voice/legs/{leg}/status", any(voice::leg_status))
        .route("/webhooks/voice/legs/{leg}/machine", any(voice::machine));
    let messages = Router::new()
        .route("/webhooks/messages/incoming", any(messages::incoming))
        .route("/webhooks/messages/{message}/status", any(messages::status));
    let api = Router::new()
        .route("/api/v1/cases", get(api::cases::list))
        .route("/api/v1/cases/{code}", get(api::cases::show))
        .route("/api/v1/cases/{code}/acknowledgement", post(api::cases::acknowledge))
        .route("/api/v1/cases/{code}/call", post(api::cases::call))
        .route("/api/v1/cases/{code}/closure", post(api::cases::close))
        .route("/api/v1/staff/me/contacts", get(api::contacts::mine))
        .route("/api/v1/staff/me/contacts/{channel}/code", post(api::contacts::send_mine))
        .route("/api/v1/staff/me/contacts/{channel}/verification", post(api::contacts::verify_mine))
        .route("/api/v1/volunteers/{id}/contacts/{channel}/code", post(api::contacts::send_to_volunteer))
        .route("/api/v1/volunteers/{id}/contacts/{channel}/verification", post(api::contacts::verify_volunteer))
        .route("/api/v1/cases/{code}/reopening", post(api::cases::reopen))
        .route("/api/v1/cases/{code}/timeline", get(api::case_timeline::show))
        .route("/api/v1/cases/{code}/emergency-sheet", get(api::emergency_sheet::show))
        .route("/api/v1/cases/{code}/checks", get(api::case_checks::list).post(api::case_checks::ask))
        .route("/api/v1/calls", get(api::scheduled_calls::list))
        .route("/api/v1/calls/{code}/wait", post(api::scheduled_calls::wait))
        .route("/api/v1/protocols", get(api::protocols::list))
        .route("/api/v1/protocols/{name}", get(api::protocols::show))
        .route("/api/v1/escalation-policies", get(api::escalation_policies::list))
        .route(
            "/api/v1/escalation-policies/{name}",
            get(api::escalation_policies::show)
                .put(api::escalation_policies::save)
                .delete(api::escalation_policies::remove),
        )
        .route("/api/v1/staff/{id}/page-channels", put(api::staff::page_channels))
        .route("/api/v1/series", get(api::series::list))
        .route("/api/v1/series/{id}", get(api::series::show))
        .route("/api/v1/series/{id}/changes", post(api::series::change))
        .route("/api/v1/series/{id}/skips", post(api::series::skip))
        .route("/api/v1/series/{id}/moves", post(api::series::move_one))
        .route("/api/v1/series/{id}/additions", post(api::series::add))
        .route("/api/v1/series/{id}/end", post(api::series::end))
        .route("/api/v1/lines/{key}/gaps", get(api::lines::gaps))
        .route("/api/v1/lines/{key}/hours", put(api::rosters::change_hours))
        .route("/api/v1/lines/{key}/shifts", get(api::rosters::list).post(api::rosters::add))
        .route("/api/v1/lines/{key}/shifts/{id}", put(api::rosters::change))
        .route("/api/v1/lines/{key}/shifts/{id}/end", post(api::rosters::end))
        .route("/api/v1/follow-ups", get(api::follow_ups::list))
        .route("/api/v1/follow-ups/{code}/completion", post(api::follow_ups::complete))
        .route("/api/v1/people", get(api::people::list).post(api::people_files::add))
        .route("/api/v1/people/searches", post(api::people_files::search))
        .route("/api/v1/people/{id}/fields", get(api::people_files::fields).put(api::people_files::edit))
        .route("/api/v1/people/{id}/notes", post(api::people_files::note))
        .route("/api/v1/people/{id}/export", get(api::people_files::export))
        .route("/api/v1/people/{id}/erasure", get(api::erasures::preview).post(api::erasures::erase))
        .route("/api/v1/partners", get(api::partnerships::list))
        .route("/api/v1/partners/{key}", put(api::partnerships::save))
        .route("/api/v1/erasures", get(api::erasures::list))
        .route("/api/v1/people/{id}", get(api::people::show))
        .route("/api/v1/people/{id}/consents", post(api::people::say))
        .route("/api/v1/people/{id}/pauses", post(api::people::pause))
        .route("/api/v1/people/{id}/return", post(api::people::come_back))
        .route("/api/v1/people/{id}/contacts/{position}/do-not-contact", put(api::case_checks::rule_out))
        .route("/api/v1/people/{id}/wishes", put(api::proposals::wish))
        .route("/api/v1/people/{id}/match-proposals", get(api::proposals::list))
        .route("/api/v1/people/{id}/matches", post(api::matches::ask))
        .route("/api/v1/matches", get(api::matches::list))
        .route("/api/v1/matches/{code}", get(api::matches::show))
        .route("/api/v1/matches/{code}/answers", post(api::matches::answer))
        .route("/api/v1/matches/{code}/confirmation", post(api::matches::confirm))
        .route("/api/v1/matches/{code}/withdrawal", post(api::matches::withdraw))
        .route("/api/v1/matches/{code}/lifting", post(api::matches::lift))
        .route("/api/v1/waiting-list", get(api::proposals::waiting))
        .route("/api/v1/favours", get(api::circles::favours).post(api::circles::ask))
        .route("/api/v1/news", post(api::circles::news))
        .route("/api/v1/volunteers/{id}/circle", put(api::volunteers::circle))
        .route("/api/v1/volunteers", get(api::volunteers::list).post(api::volunteers::add))
        .route("/api/v1/volunteers/{id}", get(api::volunteers::show))
        .route("/api/v1/volunteers/{id}/steps", post(api::volunteers::step))
        .route("/api/v1/volunteers/{id}/link", post(api::volunteers::send_link).delete(api::volunteers::revoke_links))
        .route("/api/v1/volunteers/{id}/absences", get(api::absences::list).post(api::absences::note))
        .route("/api/v1/volunteers/{id}/absences/{absence}", delete(api::absences::take_back))
        .route("/api/v1/volunteers/{id}/exclusions", get(api::exclusions::list).post(api::exclusions::keep_apart))
        .route("/api/v1/volunteers/{id}/exclusions/{person}", delete(api::exclusions::lift))
        .route("/api/v1/volunteers/{id}/offers", get(api::offers::list))
        .route("/api/v1/offers/{id}", get(api::offers::show))
        .route("/api/v1/offers/{id}/answer", post(api::offers::answer))
        .route("/api/v1/calls-to-cover", get(api::offers::to_cover))
        .route("/api/v1/plan", get(api::plan::show))
        .route("/api/v1/plan/what-ifs", post(api::plan::try_out))
        .route("/api/v1/reports", get(api::reports::list))
        .route("/api/v1/reports/{period}", get(api::reports::show))
        .route("/api/v1/reports/{period}/editions", post(api::reports::keep))
        .route("/api/v1/rehearsals", post(api::rehearsals::ask))
        .route("/api/v1/rehearsals/{code}", get(api::rehearsals::show))
        .route("/api/v1/scripts", get(api::scripts::list))
        .route("/api/v1/scripts/publish", post(api::scripts::publish))
        .route("/api/v1/scripts/roll-back", post(api::scripts::roll_back))
        .route("/api/v1/scripts/{name}", get(api::scripts::show))
        .route("/api/v1/scripts/{name}/draft", put(api::scripts::save))
        .route("/api/v1/scripts/{name}/preview", post(api::scripts::preview))
        .route("/api/v1/callers", get(api::callers::list))
        .route("/api/v1/callers/{caller}/plan", put(api::callers::plan).delete(api::callers::end))
        .route("/api/v1/campaigns", get(api::campaigns::list))
        .route("/api/v1/campaigns/{key}", get(api::campaigns::show).put(api::campaigns::save))
        .route(
            "/api/v1/campaigns/{key}/list",
            post(api::campaigns::import).layer(DefaultBodyLimit::max(MAX_LIST_BYTES)),
        )
        .route("/api/v1/campaigns/{key}/reservations", post(api::campaign_calls::next))
        .route("/api/v1/campaigns/{key}/households/{id}/outcome", post(api::campaign_calls::record))
        .route("/api/v1/campaigns/{key}/tasks", get(api::campaign_calls::tasks))
        .route("/api/v1/campaigns/{key}/closure", post(api::campaigns::close))
        .route("/api/v1/watch-lists", get(api::watch_lists::list))
        .route("/api/v1/watch-lists/{key}", get(api::watch_lists::show).put(api::watch_lists::save))
        .route(
            "/api/v1/watch-lists/{key}/list",
            post(api::watch_lists::import).layer(DefaultBodyLimit::max(MAX_LIST_BYTES)),
        )
        .route("/api/v1/watch-lists/{key}/people/{person}", delete(api::watch_lists::stop))
        .route("/api/v1/watch-checks/reservations", post(api::watch_lists::next))
        .route("/api/v1/people/{id}/watch-checks", post(api::watch_lists::record))
        .route("/api/v1/partner/watch-lists/{key}", get(api::partners::watch_list))
        .route("/api/v1/partner/referrals", get(api::referrals::own).post(api::referrals::refer))
        .route(
            "/api/v1/partner/referrals/list",
            post(api::referrals::import).layer(DefaultBodyLimit::max(MAX_LIST_BYTES)),
        )
        .route("/api/v1/partner/referrals/{code}/withdrawal", post(api::referrals::withdraw))
        .route("/api/v1/referrals", get(api::referrals::waiting))
        .route("/api/v1/referrals/{code}/joining", post(api::referrals::join))
        .route("/api/v1/referrals/{code}/ending", post(api::referrals::end))
        .route("/api/v1/residences", get(api::residences::list))
        .route("/api/v1/residences/{key}", put(api::residences::save))
        .route(
            "/api/v1/residences/{key}/residents",
            post(api::residences::import).layer(DefaultBodyLimit::max(MAX_LIST_BYTES)),
        )
        .route("/api/v1/residences/{key}/reservations", post(api::residences::next))
        .route("/api/v1/residences/{key}/residents/{id}/contacts", post(api::residences::record))
        .route("/api/v1/residences/{key}/tasks", get(api::residences::tasks))
        .route("/api/v1/residences/{key}/tasks/{code}/taker", post(api::residences::take))
        .route("/api/v1/residences/{key}/initiatives", post(api::residences::initiative))
        .route("/api/v1/residences/{key}/bulletin", get(api::residences::bulletin))
        .route("/api/v1/households", get(api::households::list).post(api::households::add))
        .route("/api/v1/households/{id}", get(api::households::show))
        .route("/api/v1/households/{id}/team/{member}", put(api::households::join).delete(api::households::leave))
        .route("/api/v1/households/{id}/visits", post(api::households::visit))
        .route("/api/v1/households/{id}/visits/{visit}/report", post(api::households::report))
        .route("/api/v1/households/{id}/notes", post(api::households::note))
        .route("/api/v1/households/{id}/social-notes", post(api::households::social_note))
        .route("/api/v1/households/{id}/goals", put(api::households::goals))
        .route("/api/v1/partner/campaigns", get(api::partners::campaigns))
        .route("/api/v1/partner/campaigns/{key}", get(api::partners::campaign))
        .route("/api/v1/voicemails", get(api::voicemails::list))
        .route("/api/v1/voicemails/{code}/sound", get(api::voicemails::listen))
        .route("/api/v1/voicemails/{code}/handling", post(api::voicemails::handle));
    Router::new()
        .merge(console::routes(&state))
        .merge(volunteer_page::routes())
        .merge(voice)
        .merge(messages)
        .merge(api)
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .route("/metrics", get(observe::metrics))
        .route("/sounds/{file}", get(sounds::sound))
        .route("/take/{token}", get(case_link::page).post(case_link::take))
        .route("/", get(board::page))
        .route("/board/events", get(board::events))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .with_state(state)
}
