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
mod advance_case_check;
mod advance_circuit;
mod advance_contact_round;
mod advance_favour;
mod advance_file_import;
mod advance_follow_up;
mod advance_leg;
mod advance_match;
mod advance_matter;
mod advance_offer;
mod advance_person;
mod advance_referral;
mod advance_scheduled_call;
mod advance_voicemail;
mod advance_watch_list;
mod answer_incoming_call;
mod answer_listener;
mod answer_match;
mod answer_offer;
mod answer_once;
mod app;
mod ask_favour;
mod ask_match;
mod ask_rehearsal;
mod ask_volunteers;
mod begin_match;
mod board;
mod bundle_pages;
mod call_about_case;
mod call_in;
mod call_settings;
mod case_link;
mod case_timeline;
mod chance;
mod change_capacity;
mod change_consent;
mod change_household_team;
mod change_series;
mod check_case;
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
mod decide_import;
mod deliver_message;
mod drop_pointless;
mod emergency_sheet;
mod empty_room;
mod end_call;
mod end_politely;
mod end_series;
mod enter_room;
mod erase_person;
mod error;
mod event_trace;
mod exclude_volunteer;
mod export_person;
mod facts;
mod find_people;
mod find_protocol;
mod follow_household;
mod give_notice;
mod give_volunteer_token;
mod handle_voicemail;
mod import;
mod import_campaign;
mod introduce_callee;
mod join_talk;
mod keep_pace;
mod keep_time;
mod list_cases;
mod list_gaps;
mod list_waiting;
mod listen_to_voicemail;
mod live_now;
mod live_volunteer;
mod look_at_case;
mod look_at_person;
mod look_at_roster;
mod look_at_script;
mod look_at_scripts;
mod make_promise;
mod matching_pool;
mod materialise_series;
mod message_answers;
mod message_fate;
mod message_haste;
mod move_leg;
mod move_occurrence;
mod new_person;
mod next_household;
mod note_absence;
mod note_case;
mod note_person;
mod note_wishes;
mod open_case;
mod organisation_zone;
mod page_coordinators;
mod paging_team;
mod partner_slots;
mod pass_case_on;
mod pause_caller;
mod pause_duty;
mod pause_person;
mod plan_caller;
mod plan_week;
mod play_fallback;
mod prefer_to_wait;
mod preview_script;
mod propose_calls;
mod propose_match;
mod public_urls;
mod publish_draft;
mod publish_edition;
mod publish_scripts;
mod raise_hand;
mod reach_otherwise;
mod read_audit;
mod read_person;
mod receive_message;
mod receive_referral;
mod record_check;
mod record_household;
mod record_leg_report;
mod record_machine;
mod record_message_receipt;
mod record_recording;
mod refer_person;
mod remove_staff;
mod reopen_case;
mod replan_series;
mod replan_volunteer;
mod report_period;
mod reserve_listener;
mod review_calls;
mod review_matches;
mod review_publications;
mod review_telephones;
mod ring_by_robot;
mod ring_contact;
mod ring_coordinator;
mod ring_volunteer;
mod roll_back_scripts;
mod rule_out_contact;
mod run_round;
mod save_campaign;
mod save_escalation;
mod save_partnership;
mod save_residence;
mod save_roster;
mod save_script_draft;
mod save_watch_list;
mod schedule;
mod script_book;
mod script_draft;
mod send_digest;
mod send_lists;
mod send_news;
mod send_text;
mod series_edit;
mod sign_in;
mod skip_occurrence;
mod speak;
mod start_attempt;
mod step_aside;
mod summarise;
mod sweep_timers;
mod take_step;
mod take_turn;
mod take_unscreened;
mod tell_change;
mod tell_check;
mod tell_ending;
mod tell_match;
mod tell_outage;
mod tell_person;
mod today;
mod verify_contact;
mod visit_household;
mod volunteer_page;
mod volunteer_standing;
mod wait_for_another;
mod watch_provider;
mod write_bulletin;
mod write_household;
mod write_person;

pub use acknowledge_case::acknowledge_case;
pub use add_occurrence::add_occurrence;
pub use advance_matter::advance_matter;
pub use advance_watch_list::{ReportedPerson, report_watch_list, report_watch_list_to_partner};
pub use answer_incoming_call::{IncomingCall, answer_incoming_call};
pub use answer_listener::{accept_call, whisper_to_listener};
pub use answer_match::{DecidedMatch, MatchDecision, decide_match};
pub use answer_offer::answer_offer;
pub use answer_once::{begin_request, give_up_request, keep_answer};
pub use app::{App, AppParts};
pub use ask_favour::{AskedFavour, ask_favour};
pub use ask_match::{AskedMatch, ask_match};
pub use ask_rehearsal::{
    AskedRehearsal, ask_rehearsal, claim_rehearsal, days_to_rehearse, end_rehearsal, tell_rehearsal,
};
pub use board::{Board, BoardCall, BoardCase, load_board};
pub use call_about_case::{CalledAboutCase, call_about_case};
pub use case_link::{LinkedCase, ShownCase, show_linked_case, take_linked_case};
pub use case_timeline::{TimelineEntry, case_timeline};
pub use chance::Chance;
pub use change_capacity::{ChangedCapacity, WantedCapacity, capacity_seen, change_capacity};
pub use change_consent::{ConsentChange, change_consent};
pub use change_household_team::{join_household_team, leave_household_team};
pub use change_series::{SeriesChange, change_series};
pub use check_case::{CheckedCase, WantedCheck, check_case};
pub use close_campaign::{ClosedCampaign, close_campaign};
pub use close_case::{ClosedCase, close_case};
pub use collect_recordings::collect_recordings;
pub use collect_texts::collect_texts;
pub use complete_follow_up::complete_follow_up;
pub use count_campaign::{ByResidence, CampaignFigures, PartnerReport, count_campaign, report_to_partner};
pub use decide_import::{confirm_import, leave_import, undo_import};
pub use emergency_sheet::{EmergencySheet, SheetAnswer, SheetNumber, emergency_sheet};
pub use end_series::end_series;
pub use enter_room::{after_room, enter_room};
pub use erase_person::{
    ErasedAgain, ErasedPerson, ErasureObstacle, ErasurePreview, erase_again, erase_person, list_erasures,
    preview_erasure,
};
pub use error::AppError;
pub use exclude_volunteer::{exclude_volunteer, lift_exclusion};
pub use export_person::{
    ExportedCall, ExportedCase, ExportedConsent, ExportedNote, ExportedSeries, PersonExport, export_person,
};
pub use find_people::{FoundPeople, PEOPLE_PER_PAGE, find_people};
pub use follow_household::{Followed, HouseholdCaller, HouseholdFile, add_household, list_households, read_household};
pub use give_volunteer_token::give_volunteer_token;
pub use handle_voicemail::handle_voicemail;
pub use import::{ImportReport, ImportedRow, ImportedVolunteer, RowFate, import_files, import_volunteer};
pub use import_campaign::{ImportedList, import_campaign};
pub use introduce_callee::introduce_callee;
pub use join_talk::{announce_joining, join_talk, leave_talk};
pub use keep_time::{PassedTime, keep_time};
pub use list_cases::{NextAction, OpenCase, list_open_cases};
pub use list_gaps::list_gaps;
pub use list_waiting::{Waiting, WaitingList, list_waiting};
pub use listen_to_voicemail::{ListenedVoicemail, listen_to_voicemail, sound_type};
pub use live_now::{LineNow, ListenerNow, TalkNow};
pub use live_volunteer::{LivedStep, live_volunteer};
pub use look_at_case::{AskableContact, FirstNames, WholeCase, look_at_case, member_of_actor};
pub use look_at_person::{WholePerson, look_at_person};
pub use look_at_roster::{RosterDay, RosterMember, RosterWeek, ShiftOn, look_at_roster};
pub use look_at_script::{ScriptFile, ScriptLine, ScriptSentence, look_at_script};
pub use look_at_scripts::{
    EditionChange, KnownPublication, ScriptShelf, ShelvedScript, look_at_draft, look_at_edition, look_at_scripts,
};
pub use move_occurrence::move_occurrence;
pub use next_household::{NextHousehold, household_tasks, next_household};
pub use note_absence::{NotedAbsence, cancel_absence, note_absence};
pub use note_case::note_case;
pub use note_person::note_person;
pub use note_wishes::{NotedWishes, WishesChange, note_wishes, note_wishes_seen, set_circle, wishes_seen};
pub use organisation_zone::organisation_zone;
pub use pass_case_on::pass_case_on;
pub use passerelle_domain::matter::MatterKind;
pub use pause_person::{LONGEST_PAUSE_DAYS, PausedPerson, pause_person, resume_person};
pub use plan_caller::{AgreedPlan, KnownCaller, PlanRefused, end_caller_plan, list_callers, plan_caller};
pub use plan_week::{
    ChangedHands, PlannedCall, PlannedWeeks, WhatIf, WhatIfSeen, begin_week_plans, plan_week, what_if,
};
pub use play_fallback::{apologise, play_fallback};
pub use prefer_to_wait::prefer_to_wait;
pub use preview_script::{MOST_ANSWER_CHARS, MOST_ANSWERS, Preview, PreviewWish, preview_script};
pub use propose_match::{ProposedMatches, propose_match};
pub use public_urls::PublicUrls;
pub use publish_draft::{PublishedDraft, end_draft, publish_draft};
pub use publish_edition::{NewEdition, Published, publish_edition, sound_file};
pub use publish_scripts::publish_scripts;
pub use read_audit::{AUDIT_LINES, Audit, AuditLine, AuditWish, read_audit};
pub use read_person::{PersonFile, list_people, read_person};
pub use receive_message::{ReceivedText, receive_message};
pub use receive_referral::{
    JoinedReferral, WaitingReferral, join_referral, list_waiting_referrals, turn_down_referral,
};
pub use record_check::{RecordedCheck, next_check, record_check};
pub use record_household::{RecordedHousehold, ToldHousehold, record_household};
pub use record_leg_report::{LegReport, record_leg_report, record_status_by_sid};
pub use record_machine::record_machine;
pub use record_message_receipt::record_message_receipt;
pub use record_recording::record_recording;
pub use refer_person::{
    OwnReferral, Referred, ReferredList, ReferredRow, WantedReferral, WithdrawnReferral, list_own_referrals,
    refer_list, refer_person, withdraw_referral,
};
pub use remove_staff::remove_staff;
pub use reopen_case::{ReopenedCase, reopen_case};
pub use replan_series::Replanned;
pub use report_period::{
    AskedReport, EditionLine, KeptReport, NamedSource, Report, keep_report, list_report_sources, list_reports,
    show_report,
};
pub use review_publications::{ReviewedPublication, review_publications};
pub use review_telephones::review_telephones;
pub use roll_back_scripts::{RolledBack, roll_back_scripts};
pub use rule_out_contact::rule_out_contact;
pub use run_round::{NextResident, RecordedResident, next_resident, record_resident};
pub use save_campaign::{SavedCampaign, WantedCampaign, save_campaign};
pub use save_escalation::{
    PageChannelsChange, SavedEscalation, check_escalation, remove_escalation, save_escalation, set_page_channels,
};
pub use save_partnership::{
    Partner, SavedPartnership, WantedPartnership, list_partners, partnership_seen, remind_of_partnerships,
    save_partnership,
};
pub use save_residence::{SavedResidence, WantedResidence, import_residents, save_residence};
pub use save_roster::{
    MOST_LISTENERS_WANTED, MOST_ORDER, SavedHours, SavedShift, SeenShift, ShiftRefusal, WantedHours, WantedShift,
    change_line_hours, end_shift, save_shift, seen_line, seen_shift,
};
pub use save_script_draft::{DraftPlace, SavedDraft, TypedSentence, save_script_draft};
pub use save_watch_list::{SavedWatchList, WantedWatchList, import_watch_list, save_watch_list, stop_watching};
pub use script_book::{LANGUAGES, ScriptBook, ScriptBookError, ground, shipped_scripts, shipped_words};
pub use send_digest::{begin_digests, choose_digest};
pub use send_lists::{SentLists, send_lists};
pub use send_news::{SentNews, send_news};
pub use series_edit::EditedSeries;
pub use sign_in::{
    Arrival, Brought, Departure, Enrolment, FactorAnswer, InvitationAnswer, Invited, SignIn, SignedIn, Strangeness,
    accept_invitation, begin_enrolment, confirm_factor, end_sessions, find_session, invite_staff, is_signed_in,
    leave_for_provider, return_from_provider, show_invitation, sign_in, sign_in_to_rehearsal, sign_out,
};
pub use skip_occurrence::skip_occurrence;
pub use speak::play_neutral_message;
pub use step_aside::step_aside;
pub use summarise::{Summary, summarise};
pub use sweep_timers::{INSIDE_QUEUE, MESSAGES_QUEUE, OUTSIDE_QUEUE, QUEUES, Sweep, URGENT_QUEUE, sweep_timers};
pub use take_step::{StepInput, take_step};
pub use today::{Pressing, Today, TodayCall, TodayCase, look_at_today, pressing};
pub use verify_contact::{CodeAsked, send_contact_code, verify_contact};
pub use visit_household::{plan_visit, tell_visit};
pub use volunteer_page::{
    CountedYear, FeedCall, LONGEST_OWN_NOTE_CHARS, OpenedLink, OwnAnswer, OwnAnswered, OwnCall, OwnFeed, OwnOutcome,
    OwnPage, OwnRing, OwnWeeks, PAGE_HOLDS_DAYS, SentLink, answer_own_call, ask_to_be_rung, count_own_hours,
    look_at_own_weeks, note_own_call, open_volunteer_feed, open_volunteer_link, revoke_volunteer_links, ring_me_now,
    send_volunteer_link, tell_own_outcome, volunteer_feed_address,
};
pub use write_bulletin::{
    Bulletin, TakenTask, ToldInitiative, residence_tasks, take_task, tell_initiative, write_bulletin,
};
pub use write_household::{set_household_goals, write_household_note};
pub use write_person::{SeenPerson, WrittenPerson, add_person, edit_person, see_person};
