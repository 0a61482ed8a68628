//! Whole-system tests: the program that answers telephones, with a simulated carrier, a mailbox and
//! a clock. Each story is lived on SQLite and on PostgreSQL.

#![allow(missing_docs, clippy::unwrap_used, reason = "test code")]

mod absences;
mod acknowledgement;
mod bad_input;
mod callers;
mod campaigns;
mod carrier_trouble;
mod carriers;
mod case_checks;
mod cases;
mod check_calls;
mod circles;
mod consent;
mod convivial_call;
mod delivery;
mod digests;
mod escalation;
mod escalation_policies;
mod hanging_up;
mod households;
mod inbound;
mod joins;
mod landlines;
mod listeners;
mod matching;
mod missed_contact;
mod month;
mod notices;
mod offers;
mod opening_hours;
mod outages;
mod own_scripts;
mod pages_by_voice;
mod pauses;
mod planning;
mod planning_page;
mod protocols;
mod quarter;
mod reports;
mod rooms;
mod rosters;
mod rounds;
mod series;
mod sign_in;
mod substitution;
mod throttling;
mod thursdays;
mod visits;
mod voicemail;
mod volunteers;
mod watch_lists;
mod webhook_order;
mod year;
