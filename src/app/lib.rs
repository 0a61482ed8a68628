//! Use cases: one verb a file, each owning its transaction.
//!
//! A use case reads in visible paragraphs: load, decide (in `domain`), write state, timer and jobs
//! in one transaction. Nothing outside is touched inside a transaction: telephones and texts are
//! *intents*, rows with a timer due at once, and the jobs that carry them out are use cases too
//! (`advance_leg`, `deliver_message`).
//!
//! To add one: a file named after its verb and noun, one public function of that name, and its arm
//! in [`advance_matter()`] when a timer starts it.

mod acknowledge_case;
mod add_occurrence;
mod advance_callback;
mod advance_campaign;
mod advance_case;
mod advance_contact_round;
mod advance_follow_up;
mod advance_leg;
mod advance_matter;
mod advance_offer;
mod advance_person;
mod advance_scheduled_call;
mod advance_voicemail;
mod advance_watch_list;
mod answer_incoming_call;
mod answer_listener;
mod answer_offer;
mod app;
mod ask_volunteers;
mod board;
mod call_in;
mod call_settings;
mod chance;
mod change_consent;
mod change_series;
mod check_code;
mod check_households;
mod check_person;
mod choose_volunteer;
mod close_campaign;
mod close_case;
mod collect_recordings;
mod collect_texts;
mod complete_follow_up;
mod converse;
mod count_campaign;
mod debrief_volunteer;
mod deliver_message;
mod empty_room;
mod end_call;
mod end_politely;
mod end_series;
mod enter_room;
mod error;
mod event_trace;
mod exclude_volunteer;
mod facts;
mod find_protocol;
mod follow_household;
mod give_volunteer_token;
mod handle_voicemail;
mod import;
mod import_campaign;
mod introduce_callee;
mod list_gaps;
mod listen_to_voicemail;
mod live_volunteer;
mod make_promise;
mod materialise_series;
mod move_leg;
mod move_occurrence;
mod new_person;
mod next_household;
mod note_absence;
mod open_case;
mod page_coordinators;
mod partner_slots;
mod pause_caller;
mod pause_duty;
mod pause_person;
mod plan_caller;
mod play_fallback;
mod propose_calls;
mod public_urls;
mod publish_edition;
mod publish_scripts;
mod raise_hand;
mod read_person;
mod receive_message;
mod record_check;
mod record_household;
mod record_leg_report;
mod record_machine;
mod record_message_receipt;
mod record_recording;
mod replan_series;
mod replan_volunteer;
mod reserve_listener;
mod review_calls;
mod review_publications;
mod review_telephones;
mod roll_back_scripts;
mod run_round;
mod save_campaign;
mod save_watch_list;
mod schedule;
mod script_book;
mod send_text;
mod series_edit;
mod skip_occurrence;
mod speak;
mod start_attempt;
mod step_aside;
mod summarise;
mod sweep_timers;
mod take_step;
mod take_unscreened;
mod tell_change;
mod tell_person;
mod volunteer_standing;
mod wait_for_another;
mod write_bulletin;

pub use acknowledge_case::acknowledge_case;
pub use add_occurrence::add_occurrence;
pub use advance_matter::advance_matter;
pub use advance_watch_list::{ReportedPerson, report_watch_list, report_watch_list_to_partner};
pub use answer_incoming_call::{IncomingCall, answer_incoming_call};
pub use answer_listener::{accept_call, whisper_to_listener};
pub use answer_offer::answer_offer;
pub use app::{App, AppParts};
pub use board::{Board, BoardCall, BoardCase, load_board};
pub use chance::Chance;
pub use change_consent::{ConsentChange, change_consent};
pub use change_series::{SeriesChange, change_series};
pub use close_campaign::{ClosedCampaign, close_campaign};
pub use close_case::{ClosedCase, close_case};
pub use collect_recordings::collect_recordings;
pub use collect_texts::collect_texts;
pub use complete_follow_up::complete_follow_up;
pub use count_campaign::{ByResidence, CampaignFigures, PartnerReport, count_campaign, report_to_partner};
pub use end_series::end_series;
pub use enter_room::{after_room, enter_room};
pub use error::AppError;
pub use exclude_volunteer::{exclude_volunteer, lift_exclusion};
pub use follow_household::{
    Followed, HouseholdCaller, HouseholdFile, add_household, join_household_team, leave_household_team,
    list_households, plan_visit, read_household, set_household_goals, tell_visit, write_household_note,
};
pub use give_volunteer_token::give_volunteer_token;
pub use handle_voicemail::handle_voicemail;
pub use import::{ImportReport, ImportedRow, ImportedVolunteer, RowFate, import_files, import_volunteer};
pub use import_campaign::{ImportedList, import_campaign};
pub use introduce_callee::introduce_callee;
pub use list_gaps::list_gaps;
pub use listen_to_voicemail::{ListenedVoicemail, listen_to_voicemail, sound_type};
pub use live_volunteer::{LivedStep, live_volunteer};
pub use move_occurrence::move_occurrence;
pub use next_household::{NextHousehold, household_tasks, next_household};
pub use note_absence::{NotedAbsence, cancel_absence, note_absence};
pub use passerelle_domain::matter::MatterKind;
pub use pause_person::{LONGEST_PAUSE_DAYS, PausedPerson, pause_person, resume_person};
pub use plan_caller::{AgreedPlan, KnownCaller, PlanRefused, end_caller_plan, list_callers, plan_caller};
pub use play_fallback::{apologise, play_fallback};
pub use public_urls::PublicUrls;
pub use publish_edition::{NewEdition, Published, publish_edition, sound_file};
pub use publish_scripts::publish_scripts;
pub use read_person::{PersonFile, list_people, read_person};
pub use receive_message::{ReceivedText, receive_message};
pub use record_check::{RecordedCheck, next_check, record_check};
pub use record_household::{RecordedHousehold, ToldHousehold, record_household};
pub use record_leg_report::{LegReport, record_leg_report, record_status_by_sid};
pub use record_machine::record_machine;
pub use record_message_receipt::record_message_receipt;
pub use record_recording::record_recording;
pub use replan_series::Replanned;
pub use review_publications::{ReviewedPublication, review_publications};
pub use review_telephones::review_telephones;
pub use roll_back_scripts::{RolledBack, roll_back_scripts};
pub use run_round::{
    NextResident, RecordedResident, SavedResidence, WantedResidence, import_residents, next_resident, record_resident,
    save_residence,
};
pub use save_campaign::{SavedCampaign, WantedCampaign, save_campaign};
pub use save_watch_list::{SavedWatchList, WantedWatchList, import_watch_list, save_watch_list, stop_watching};
pub use script_book::{LANGUAGES, ScriptBook, ScriptBookError, ground, shipped_scripts, shipped_words};
pub use series_edit::EditedSeries;
pub use skip_occurrence::skip_occurrence;
pub use speak::play_neutral_message;
pub use step_aside::step_aside;
pub use summarise::{Summary, summarise};
pub use sweep_timers::{INSIDE_QUEUE, OUTSIDE_QUEUE, QUEUES, Sweep, sweep_timers};
pub use take_step::{StepInput, take_step};
pub use write_bulletin::{
    Bulletin, TakenTask, ToldInitiative, residence_tasks, take_task, tell_initiative, write_bulletin,
};
