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
mod advance_callback;
mod advance_case;
mod advance_follow_up;
mod advance_leg;
mod advance_matter;
mod advance_offer;
mod advance_scheduled_call;
mod advance_voicemail;
mod answer_incoming_call;
mod answer_listener;
mod answer_offer;
mod app;
mod ask_volunteers;
mod board;
mod call_settings;
mod chance;
mod check_code;
mod close_case;
mod collect_recordings;
mod collect_texts;
mod complete_follow_up;
mod converse;
mod debrief_volunteer;
mod deliver_message;
mod end_call;
mod error;
mod event_trace;
mod exclude_volunteer;
mod facts;
mod handle_voicemail;
mod import;
mod introduce_callee;
mod list_gaps;
mod listen_to_voicemail;
mod live_volunteer;
mod make_promise;
mod materialise_series;
mod note_absence;
mod open_case;
mod page_coordinators;
mod partner_slots;
mod pause_caller;
mod pause_duty;
mod play_fallback;
mod public_urls;
mod publish_edition;
mod publish_scripts;
mod receive_message;
mod record_leg_report;
mod record_machine;
mod record_message_receipt;
mod record_recording;
mod replan_volunteer;
mod reserve_listener;
mod review_publications;
mod review_telephones;
mod roll_back_scripts;
mod schedule;
mod script_book;
mod send_text;
mod speak;
mod start_attempt;
mod summarise;
mod sweep_timers;
mod take_step;
mod take_unscreened;
mod tell_person;
mod volunteer_standing;

pub use acknowledge_case::acknowledge_case;
pub use advance_matter::advance_matter;
pub use answer_incoming_call::{IncomingCall, answer_incoming_call};
pub use answer_listener::{accept_call, whisper_to_listener};
pub use answer_offer::answer_offer;
pub use app::{App, AppParts};
pub use board::{Board, BoardCall, BoardCase, load_board};
pub use chance::Chance;
pub use close_case::{ClosedCase, close_case};
pub use collect_recordings::collect_recordings;
pub use collect_texts::collect_texts;
pub use complete_follow_up::complete_follow_up;
pub use error::AppError;
pub use exclude_volunteer::{exclude_volunteer, lift_exclusion};
pub use handle_voicemail::handle_voicemail;
pub use import::{ImportReport, ImportedRow, ImportedVolunteer, RowFate, import_files, import_volunteer};
pub use introduce_callee::introduce_callee;
pub use list_gaps::list_gaps;
pub use listen_to_voicemail::{ListenedVoicemail, listen_to_voicemail, sound_type};
pub use live_volunteer::{LivedStep, live_volunteer};
pub use note_absence::{NotedAbsence, cancel_absence, note_absence};
pub use passerelle_domain::matter::MatterKind;
pub use play_fallback::{apologise, play_fallback};
pub use public_urls::PublicUrls;
pub use publish_edition::{NewEdition, Published, publish_edition, sound_file};
pub use publish_scripts::publish_scripts;
pub use receive_message::{ReceivedText, receive_message};
pub use record_leg_report::{LegReport, record_leg_report, record_status_by_sid};
pub use record_machine::record_machine;
pub use record_message_receipt::record_message_receipt;
pub use record_recording::record_recording;
pub use review_publications::{ReviewedPublication, review_publications};
pub use review_telephones::review_telephones;
pub use roll_back_scripts::{RolledBack, roll_back_scripts};
pub use script_book::{LANGUAGES, ScriptBook, ScriptBookError, ground, shipped_scripts, shipped_words};
pub use speak::play_neutral_message;
pub use summarise::{Summary, summarise};
pub use sweep_timers::{INSIDE_QUEUE, OUTSIDE_QUEUE, QUEUES, Sweep, sweep_timers};
pub use take_step::{StepInput, take_step};
