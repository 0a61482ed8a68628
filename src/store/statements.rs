//! Named SQL statements, and the macros that run one text on whichever database is open.
//!
//! To add a noun: write its statements with `statements!`, run them with `fetch_optional!` and its
//! sisters, and add its module to [`all`]. A test then prepares every statement on both databases
//! and compares the columns, so that a text only one of them understands never ships.

/// Every module's statements: (module, its statements as (name, SQL)).
#[cfg(test)]
pub(crate) fn all() -> Vec<(&'static str, &'static [(&'static str, &'static str)])> {
    vec![
        ("event_log", crate::event_log::ALL),
        ("follow_ups", crate::follow_ups::ALL),
        ("absences", crate::absences::ALL),
        ("api_answers", crate::api_answers::ALL),
        ("api_tokens", crate::api_tokens::ALL),
        ("attempts", crate::attempts::ALL),
        ("call_series", crate::call_series::ALL),
        ("callbacks", crate::callbacks::ALL),
        ("callers", crate::callers::ALL),
        ("calls", crate::calls::ALL),
        ("campaign_entries", crate::campaign_entries::ALL),
        ("campaigns", crate::campaigns::ALL),
        ("consent_changes", crate::consent_changes::ALL),
        ("case_checks", crate::case_checks::ALL),
        ("cases", crate::cases::ALL),
        ("circuits", crate::circuits::ALL),
        ("day_rehearsals", crate::day_rehearsals::ALL),
        ("debriefs", crate::debriefs::ALL),
        ("digests", crate::digests::ALL),
        ("escalation_policies", crate::escalation_policies::ALL),
        ("erasures", crate::erasures::ALL),
        ("exclusions", crate::exclusions::ALL),
        ("favours", crate::favours::ALL),
        ("file_imports", crate::file_imports::ALL),
        ("first_steps", crate::first_steps::ALL),
        ("households", crate::households::ALL),
        ("laws", crate::laws::ALL),
        ("legs", crate::legs::ALL),
        ("lines", crate::lines::ALL),
        ("matches", crate::matches::ALL),
        ("messages", crate::messages::ALL),
        ("news", crate::news::ALL),
        ("notes", crate::notes::ALL),
        ("notices", crate::notices::ALL),
        ("offers", crate::offers::ALL),
        ("organisations", crate::organisations::ALL),
        ("page_calls", crate::page_calls::ALL),
        ("partnerships", crate::partnerships::ALL),
        ("people", crate::people::ALL),
        ("protocols", crate::protocols::ALL),
        ("received_messages", crate::received_messages::ALL),
        ("referrals", crate::referrals::ALL),
        ("removals", crate::removals::ALL),
        ("report_editions", crate::report_editions::ALL),
        ("reservations", crate::reservations::ALL),
        ("residences", crate::residences::ALL),
        ("retention", crate::retention::ALL),
        ("scheduled_calls", crate::scheduled_calls::ALL),
        ("shifts", crate::shifts::ALL),
        ("sounds", crate::sounds::ALL),
        ("staff", crate::staff::ALL),
        ("staff_credentials", crate::staff_credentials::ALL),
        ("staff_invitations", crate::staff_invitations::ALL),
        ("staff_sessions", crate::staff_sessions::ALL),
        ("text_paces", crate::text_paces::ALL),
        ("trusted_contacts", crate::trusted_contacts::ALL),
        ("voice_drafts", crate::voice_drafts::ALL),
        ("voice_publications", crate::voice_publications::ALL),
        ("voice_scripts", crate::voice_scripts::ALL),
        ("voice_sounds", crate::voice_sounds::ALL),
        ("voicemails", crate::voicemails::ALL),
        ("volunteer_pages", crate::volunteer_pages::ALL),
        ("volunteers", crate::volunteers::ALL),
        ("waits", crate::waits::ALL),
        ("watch_lists", crate::watch_lists::ALL),
        ("week_plans", crate::week_plans::ALL),
        ("timers", crate::timers::ALL),
    ]
}

/// Makes one constant a statement, and `ALL`, the list of them for the test of both databases.
///
/// `statements! { BY_ID = "SELECT …"; SAVE = "INSERT …"; }`
macro_rules! statements {
    ($($name:ident = $sql:expr;)*) => {
        $(const $name: &str = $sql;)*
        #[cfg(test)]
        pub(crate) const ALL: &[(&str, &str)] = &[$((stringify!($name), $name)),*];
    };
}

/// Builds the same query for both databases, runs it, translates its error.
macro_rules! on_both {
    ($db:expr, [$($make:tt)*], $sql:expr, [$($arg:expr),*], $run:ident) => {{
        #[allow(unused_imports, reason = "the caller may have them in scope already")]
        use $crate::access::{Access as _, Ex};
        let outcome = match $db.ex() {
            Ex::Lite(connection) => $($make)*($sql)$(.bind($arg))*.$run(connection).await,
            Ex::Pg(connection) => $($make)*($sql)$(.bind($arg))*.$run(connection).await,
        };
        outcome.map_err(|error| $db.failed(error))
    }};
}

/// `fetch_optional!(db, Row, SQL, arguments…)`: the first row, or `None`.
macro_rules! fetch_optional {
    ($db:expr, $row:ty, $sql:expr $(, $arg:expr)* $(,)?) => {
        $crate::statements::on_both!($db, [::sqlx::query_as::<_, $row>], $sql, [$($arg),*], fetch_optional)
    };
}

/// `fetch_one!(db, Row, SQL, arguments…)`: the only row; none is `StoreError::Missing`.
#[allow(unused_macros, reason = "kept beside its sisters")]
macro_rules! fetch_one {
    ($db:expr, $row:ty, $sql:expr $(, $arg:expr)* $(,)?) => {
        $crate::statements::on_both!($db, [::sqlx::query_as::<_, $row>], $sql, [$($arg),*], fetch_one)
    };
}

/// `fetch_all!(db, Row, SQL, arguments…)`: every row. The statement must bound their number.
macro_rules! fetch_all {
    ($db:expr, $row:ty, $sql:expr $(, $arg:expr)* $(,)?) => {
        $crate::statements::on_both!($db, [::sqlx::query_as::<_, $row>], $sql, [$($arg),*], fetch_all)
    };
}

/// `scalar_optional!(db, Type, SQL, arguments…)`: the first column of the first row, or `None`.
#[allow(unused_macros, reason = "kept beside its sisters")]
macro_rules! scalar_optional {
    ($db:expr, $value:ty, $sql:expr $(, $arg:expr)* $(,)?) => {
        $crate::statements::on_both!($db, [::sqlx::query_scalar::<_, $value>], $sql, [$($arg),*], fetch_optional)
    };
}

/// `scalar_one!(db, Type, SQL, arguments…)`: the first column of the only row (counts, sums).
macro_rules! scalar_one {
    ($db:expr, $value:ty, $sql:expr $(, $arg:expr)* $(,)?) => {
        $crate::statements::on_both!($db, [::sqlx::query_scalar::<_, $value>], $sql, [$($arg),*], fetch_one)
    };
}

/// `scalar_all!(db, Type, SQL, arguments…)`: the first column of every row.
#[allow(unused_macros, reason = "kept beside its sisters")]
macro_rules! scalar_all {
    ($db:expr, $value:ty, $sql:expr $(, $arg:expr)* $(,)?) => {
        $crate::statements::on_both!($db, [::sqlx::query_scalar::<_, $value>], $sql, [$($arg),*], fetch_all)
    };
}

/// `execute!(tx, SQL, arguments…)`: how many rows were written (`u64`).
macro_rules! execute {
    ($db:expr, $sql:expr $(, $arg:expr)* $(,)?) => {{
        #[allow(unused_imports, reason = "the caller may have them in scope already")]
        use $crate::access::{Access as _, Ex};
        let outcome = match $db.ex() {
            Ex::Lite(connection) => ::sqlx::query($sql)$(.bind($arg))*.execute(connection).await.map(|done| done.rows_affected()),
            Ex::Pg(connection) => ::sqlx::query($sql)$(.bind($arg))*.execute(connection).await.map(|done| done.rows_affected()),
        };
        outcome.map_err(|error| $db.failed(error))
    }};
}

#[allow(unused_imports, reason = "some wait for the first noun that needs them")]
pub(crate) use {
    execute, fetch_all, fetch_one, fetch_optional, on_both, scalar_all, scalar_one, scalar_optional, statements,
};

#[cfg(test)]
mod tests;
