//! The rules of Passerelle: what a scheduled call, an offer, a case or a promise does next.
//!
//! Pure: no input or output, no clock, no chance, nothing asynchronous. Facts and the present
//! instant are arguments; decisions come back as values. A matter in progress is a state and one
//! timer, and `step(matter, event, now)` answers with the new state, the effects to carry out and
//! the next instant at which something must happen if nothing else happens first.
//!
//! It deliberately does not know how anything is stored, said on the wire, or shown.

pub mod absence;
pub mod api_scope;
pub mod calendar;
pub mod call;
pub mod call_series;
pub mod callback;
pub mod caller;
pub mod campaign;
pub mod campaign_entry;
pub mod capacity;
pub mod case;
pub mod case_check;
pub mod circuit;
pub mod code;
pub mod consent;
pub mod contact;
pub mod contact_round;
pub mod day_range;
pub mod day_rehearsal;
pub mod debrief;
pub mod digest;
pub mod erasure;
pub mod escalation;
pub mod exceptional_hours;
pub mod exclusion;
pub mod favour;
pub mod file_import;
pub mod file_reading;
pub mod follow_up;
pub mod helplines;
pub mod holidays;
pub mod home;
pub mod household;
pub mod ids;
pub mod indicators;
pub mod leg;
pub mod line;
pub mod local_time;
pub mod masked_names;
pub mod matches;
pub mod matching;
pub mod matter;
pub mod message;
pub mod name_search;
pub mod news;
pub mod notice;
pub mod offer;
pub mod partnership;
pub mod pause;
pub mod people;
pub mod person_draft;
pub mod phone_number;
pub mod protocol;
pub mod protocol_name;
pub mod recurrence;
pub mod referral;
pub mod reply;
pub mod retention;
pub mod ring_strategy;
pub mod room;
pub mod roster;
pub mod scheduled_call;
pub mod series_end;
pub mod series_exceptions;
pub mod series_holidays;
pub mod series_plan;
pub mod series_refusal;
pub mod sign_in;
pub mod skills;
pub mod slots;
pub mod small_cells;
pub mod spoken;
pub mod taken_back;
pub mod tenant;
pub mod territory;
pub mod text_pace;
pub mod voice_script;
pub mod voicemail;
pub mod volunteer_life;
pub mod waiting;
pub mod waiting_list;
pub mod watch_list;
pub mod week_plan;
pub mod weekly_hours;
pub mod wishes;
pub mod words;
