//! The command line on one page. Names are a contract: scripts and operators rely on them.

use std::{net::SocketAddr, path::PathBuf};

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use clap::{Args, Parser, Subcommand, ValueEnum};

use super::{
    campaigns::CampaignsCommand,
    cases::CasesCommand,
    circles::{FavoursCommand, NewsCommand},
    escalation::EscalationCommand,
    households::HouseholdsCommand,
    matches::MatchesCommand,
    people::WishesArgs,
    plan::PlanArgs,
    report::ReportArgs,
    retention::RetentionArgs,
    rounds::RoundsCommand,
    staff::contacts::ContactsCommand,
    volunteers::CircleArgs,
    watch_lists::WatchListsCommand,
};
use passerelle_domain::{
    api_scope::ApiScope,
    call_series::{PairingPolicy, Recurrence},
    consent::{Answer, Scope, Way},
    exclusion::ExclusionReason,
    pause::PauseReason,
    people::StaffRole,
    ring_strategy::RingStrategy,
    series_end::EndReason,
    series_holidays::SeriesHolidays,
    series_plan::Promised,
    voicemail::VoicemailAnswer,
    volunteer_life::LifeStep,
};

/// A telephone call line and call-scheduling service for associations that fight the isolation of older people.
#[derive(Parser)]
#[command(name = "passerelle", version, about, propagate_version = true)]
pub(crate) struct Cli {
    /// Settings file; without it `passerelle.toml` of the working directory is read when there is one.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What the program can do.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Run the service: web server and workers in one process.
    ///
    /// Brings the database up to date, then answers the carrier and the browsers until it is told to stop
    /// (Ctrl-C or SIGTERM). Without a carrier in the settings it rehearses: a simulated carrier runs inside, the people
    /// of the database are behind its telephones, and nobody is really called.
    Serve(ServeArgs),
    /// Run the workers only, beside a `serve --no-workers`.
    ///
    /// Needs no port. Start as many as wanted on one PostgreSQL; each takes what is due. Stops on Ctrl-C or SIGTERM once
    /// the jobs it began are finished.
    Work,
    /// Show the service at work: a small association, a simulated carrier, accelerated time.
    ///
    /// Needs no settings, calls nobody and keeps nothing. The same seed gives the same day.
    Demo(DemoArgs),
    /// Live a month of calls to a listening line, and say whether it kept its promises.
    ///
    /// The sample association, a simulated carrier, people who ring as they ring such lines, and a clock that goes as
    /// fast as the machine can. Needs no settings, calls nobody and keeps nothing. Ends with 1 when a promise was broken, and
    /// names it. The same seed gives the same month.
    Rehearse(RehearseArgs),
    /// Plan a week of calls: who calls whom, and when.
    ///
    /// The association's own weeks with `week` and `what-if`. The others work on files: they need no settings and touch no
    /// database. `plan --instance FILE --answer FILE` is short for `plan solve`. The files are JSON in the form
    /// "line-assign/1" (docs/planning.md).
    Plan(PlanArgs),
    /// Show the figures of a month, a quarter or a year, as those who fund the association read them.
    ///
    /// Those of a period that is over are kept, and say the same for ever; a figure about fewer than five people is not shown.
    Report(ReportArgs),
    /// Take away what has passed its time, or count it with --dry-run. The service does it every night.
    Retention(RetentionArgs),
    /// Start the simulated carrier alone, with people behind its telephones.
    ///
    /// It listens on this machine only and prints the settings that make `serve` and `work` use it. Then it
    /// takes commands, one a line: `call FROM LINE [KEYS]`, `text FROM LINE WORDS`, `people`, `quit`.
    Simulate(SimulateArgs),
    /// Bring the database up to date, without starting anything.
    ///
    /// `serve` and `work` do it themselves at start; this is for operators who want to see it done before. Again
    /// changes nothing.
    Migrate,
    /// Check, draw, try and publish the voice scripts: what callers hear.
    #[command(subcommand)]
    Scripts(ScriptsCommand),
    /// Import an association from the CSV files of a folder.
    ///
    /// The files are those of docs/import.md: lines.csv, people.csv, trusted_contacts.csv, volunteers.csv, staff.csv,
    /// shifts.csv, series.csv; one that is absent is left alone. Each refused row is told with its file, line and reason, and the
    /// others are kept; importing twice is the same as once. Ends with 1 when a row was refused.
    Import(ImportArgs),
    /// Add a staff member, or give one a token for the API.
    #[command(subcommand)]
    Staff(StaffCommand),
    /// See the open cases, and close one.
    #[command(subcommand)]
    Cases(CasesCommand),
    /// Who is paged about a case, by what, and how long is waited: the association's own policies.
    #[command(subcommand)]
    Escalation(EscalationCommand),
    /// See the people accompanied, what they agreed to, and when they are away.
    #[command(subcommand)]
    People(PeopleCommand),
    /// Volunteers: their steps, absences, whom they never call, and the calls to cover.
    #[command(subcommand)]
    Volunteers(VolunteersCommand),
    /// See the messages left on the lines, and mark one as handled.
    #[command(subcommand)]
    Voicemails(VoicemailsCommand),
    /// What callers of the listening lines still need: list it, or say that it was seen to.
    #[command(subcommand)]
    FollowUps(FollowUpsCommand),
    /// See the recurring calls, and change them: another rule or hour, no call for two weeks, one call elsewhere, the end.
    #[command(subcommand)]
    Series(SeriesCommand),
    /// See the calls of a day: hour, state, code, volunteer.
    #[command(subcommand)]
    Calls(CallsCommand),
    /// Call a partner's list of households once through, before a date.
    #[command(subcommand)]
    Campaigns(CampaignsCommand),
    /// Ask after people at regular dates for a partner.
    #[command(subcommand)]
    WatchLists(WatchListsCommand),
    /// Weekly rounds over the residents of a residence.
    #[command(subcommand)]
    Rounds(RoundsCommand),
    /// Households followed by a team of volunteers and social workers.
    #[command(subcommand)]
    Households(HouseholdsCommand),
    /// Who rings the listening lines often, under pseudonyms: list them, or give one a set time and a listener.
    #[command(subcommand)]
    Callers(CallersCommand),
    /// Bring volunteers and people together: proposals with reasons, what both said, and who waits.
    #[command(subcommand)]
    Matches(MatchesCommand),
    /// Ask the neighbours of a person for a small favour.
    #[command(subcommand)]
    Favours(FavoursCommand),
    /// Tell the news to the outer circle of helpers.
    #[command(subcommand)]
    News(NewsCommand),
    /// Explain every setting, as the page docs/settings.md does.
    Settings,
    /// Examine this installation and say in plain words what is wrong.
    ///
    /// Looks at the settings, the database, the carrier's account, the mail server, the clock, the voice scripts, the
    /// rosters of the next seven days, and whether anything in progress has been forgotten. Changes nothing and calls nobody. One
    /// line each: ok, warning or problem. Ends with 1 when there is a problem.
    Doctor,
}

/// `serve`.
#[derive(Args)]
pub(crate) struct ServeArgs {
    /// Only the web server: the workers run elsewhere, by `passerelle work`.
    #[arg(long)]
    pub(crate) no_workers: bool,
}

/// `demo`.
#[derive(Args)]
pub(crate) struct DemoArgs {
    /// Simulated seconds in one real second.
    #[arg(long, default_value_t = 60.0, value_name = "FACTOR")]
    pub(crate) speed: f64,
    /// Stop after this many simulated hours; without it, on Ctrl-C.
    #[arg(long)]
    pub(crate) hours: Option<f64>,
    /// Where chance comes from: the same seed gives the same day.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Tell nothing, and print the summary at the end as one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
    /// Where the pages are shown; 127.0.0.1:8080 when nothing is said, or another port when that one is taken.
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub(crate) listen: Option<SocketAddr>,
    /// When the simulation begins, RFC 3339 (`2026-11-02T07:30:00Z`).
    #[arg(long, value_name = "INSTANT")]
    pub(crate) start: Option<DateTime<Utc>>,
}

/// `rehearse`.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct RehearseArgs {
    #[command(subcommand)]
    pub(crate) what: Option<RehearseWhat>,
    /// How many days people ring; one more is lived so that what was promised can be kept.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=366))]
    pub(crate) days: u32,
    /// Times the usual number of calls, about 23 a day: 10 in a crisis.
    #[arg(long, default_value_t = 1.0, value_name = "TIMES")]
    pub(crate) load: f64,
    /// Where chance comes from: the same seed gives the same month.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Listeners on duty at once; without it, enough that in the busiest hour nine callers in ten find one free.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) listeners: Option<usize>,
    /// How they are rung: longest_idle, ordered, waves(2) to waves(10), or all.
    #[arg(long, default_value = "longest_idle", value_parser = read_strategy)]
    pub(crate) strategy: RingStrategy,
    /// Print one JSON object instead of a table.
    #[arg(long)]
    pub(crate) json: bool,
}

/// What else can be rehearsed.
#[derive(Subcommand)]
pub(crate) enum RehearseWhat {
    /// Live weeks of regular calls between volunteers and people instead of calls to the line.
    ///
    /// Thirteen weeks when nothing is said: four around the spring change of the clocks, the five of August, four around
    /// the autumn change. Prints what became of every call, and whether what was promised held. Ends with 1 when something
    /// did not.
    Calls(RehearseCallsArgs),
    /// Live one day on a copy of an association, as the page asks for it.
    #[command(hide = true)]
    Day(RehearseDayArgs),
}

/// `rehearse day`.
#[derive(Args)]
pub(crate) struct RehearseDayArgs {
    /// The folder with the copy, and where the result goes.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) folder: PathBuf,
}

/// `rehearse calls`.
#[derive(Args)]
pub(crate) struct RehearseCallsArgs {
    /// How many volunteers.
    #[arg(long, default_value_t = 140)]
    pub(crate) volunteers: usize,
    /// How many people they accompany, each with a weekly call.
    #[arg(long, default_value_t = 800)]
    pub(crate) people: usize,
    /// The Monday on which the weeks begin (`2027-03-15`), instead of the thirteen weeks.
    #[arg(long, value_name = "DATE")]
    pub(crate) start: Option<NaiveDate>,
    /// How many weeks from `--start`.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=53))]
    pub(crate) weeks: u32,
    /// Where chance comes from: the same seed gives the same weeks.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Print one JSON object instead of a table.
    #[arg(long)]
    pub(crate) json: bool,
}

/// `simulate`.
#[derive(Args)]
pub(crate) struct SimulateArgs {
    /// Where the carrier's REST interface listens; this machine only.
    #[arg(long, default_value = "127.0.0.1:8090", value_name = "ADDRESS:PORT")]
    pub(crate) listen: SocketAddr,
    /// Asked what to do when somebody rings a line.
    #[arg(long, default_value = "http://127.0.0.1:8080/webhooks/voice/incoming", value_name = "URL")]
    pub(crate) voice_url: String,
    /// Told of the texts people send to a line.
    #[arg(long, default_value = "http://127.0.0.1:8080/webhooks/messages/incoming", value_name = "URL")]
    pub(crate) sms_url: String,
    /// Told when a call that somebody made to a line is over.
    #[arg(long, default_value = "http://127.0.0.1:8080/webhooks/voice/status", value_name = "URL")]
    pub(crate) status_url: String,
    /// The lines: E.164 numbers separated by commas.
    #[arg(long, value_delimiter = ',', default_value = "+33199000100", value_name = "NUMBERS")]
    pub(crate) numbers: Vec<String>,
    /// The people behind the telephones: `ROLE=NUMBER` separated by commas; roles are senior, volunteer, listener,
    /// coordinator, caller.
    #[arg(
        long,
        value_delimiter = ',',
        default_value = "senior=+33199001000,volunteer=+33639980101,listener=+33639980021,coordinator=+33639980011,caller=+33199001001",
        value_name = "PEOPLE"
    )]
    pub(crate) people: Vec<String>,
    /// Where chance comes from: the same seed gives the same people.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// TOML file of the people's habits; without it the figures of the program.
    #[arg(long, value_name = "FILE")]
    pub(crate) parameters: Option<PathBuf>,
    /// How status callbacks go astray, for example `late=2..8,doubled=0.1,shuffled=0.1,lost=0.05` (seconds, then chances from 0 to 1).
    #[arg(long, value_delimiter = ',', value_name = "TROUBLES")]
    pub(crate) delivery: Vec<String>,
}

/// `scripts`.
#[derive(Subcommand)]
pub(crate) enum ScriptsCommand {
    /// Check that no caller can be left alone.
    ///
    /// Every node can be reached and every path ends, silence leads to a person, no menu has more than three choices, every
    /// text exists in every language and is short enough. Ends with 1 and the list of problems otherwise.
    Check(ScriptsFolder),
    /// Print a script as a picture.
    Draw {
        /// Name of the script.
        name: String,
        /// mermaid, a text that most wikis show as a diagram; or svg, a picture for a browser.
        #[arg(long, value_enum, default_value_t = PictureFormat::Mermaid)]
        format: PictureFormat,
        #[command(flatten)]
        folder: ScriptsFolder,
    },
    /// Hold a conversation with a script, in the terminal.
    ///
    /// Type what the caller does: a key, a few words, or nothing for silence; `hangup` ends the call. Answers may
    /// also come from a pipe, one a line.
    Try {
        /// Name of the script.
        name: String,
        /// Language of the caller.
        #[arg(long, default_value = "fr", value_name = "LANGUAGE")]
        lang: String,
        /// Reference of a line that has words of its own.
        #[arg(long, value_name = "LINE")]
        line: Option<String>,
        #[command(flatten)]
        folder: ScriptsFolder,
    },
    /// Print every way through a script, as the person on the telephone would hear it.
    Transcripts {
        /// Name of the script.
        name: String,
        /// Language of the caller.
        #[arg(long, default_value = "fr", value_name = "LANGUAGE")]
        lang: String,
        /// Reference of a line that has words of its own.
        #[arg(long, value_name = "LINE")]
        line: Option<String>,
        #[command(flatten)]
        folder: ScriptsFolder,
    },
    /// Publish the scripts, words and sounds of a folder: the next callers hear them.
    ///
    /// They are checked first, with the lines of the organisation. A service that runs needs no restart; calls in progress
    /// end as they began. The same folder again changes nothing.
    Publish {
        /// Folder of flows (`*.toml`), words and sounds; without it the setting `scripts_folder`. See docs/voice-scripts.md.
        #[arg(long, value_name = "FOLDER")]
        folder: Option<PathBuf>,
        /// Reference of the staff member who publishes; without it the list says `operator`.
        #[arg(long, value_name = "STAFF_KEY")]
        by: Option<String>,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
    /// List what was published, the last first, and what is in use.
    Versions(OrganisationArg),
    /// Take every script, or one, back to an earlier version.
    ///
    /// Without a version it is the one before the version in use; 0 is what the program ships. A later version may be named
    /// as well: nothing that was published is lost.
    Rollback {
        /// Name of a script; without it every script. A number alone is a version of every script.
        name: Option<String>,
        /// The version to take again.
        #[arg(value_name = "VERSION")]
        number: Option<i64>,
        /// Reference of the staff member who does it.
        #[arg(long, value_name = "STAFF_KEY")]
        by: Option<String>,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
}

/// How `scripts draw` draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PictureFormat {
    /// A text.
    Mermaid,
    /// A picture.
    Svg,
}

/// Where scripts are.
#[derive(Args)]
pub(crate) struct ScriptsFolder {
    /// Folder of flows (`*.toml`), words and sounds over those that the program ships; without it the setting
    /// `scripts_folder`. See docs/voice-scripts.md.
    #[arg(long, alias = "dir", value_name = "FOLDER")]
    pub(crate) folder: Option<PathBuf>,
}

/// Whose data a command is about.
#[derive(Args)]
pub(crate) struct OrganisationArg {
    /// Name of the organisation; without it the setting `organisation`, or the only one there is.
    #[arg(long, value_name = "NAME")]
    pub(crate) organisation: Option<String>,
}

/// `import`.
#[derive(Args)]
pub(crate) struct ImportArgs {
    /// Folder of CSV files.
    pub(crate) dir: PathBuf,
    #[command(flatten)]
    pub(crate) organisation: OrganisationArg,
}

/// `staff`.
#[derive(Subcommand)]
pub(crate) enum StaffCommand {
    /// Add a staff member.
    ///
    /// Listeners and coordinators need a telephone: they are rung there. To change somebody, import staff.csv again.
    Add(StaffAddArgs),
    #[command(flatten)]
    Contacts(ContactsCommand),
    /// Print a new token with which a staff member uses the API.
    ///
    /// It is shown once and kept nowhere in clear. Earlier tokens stay valid.
    Token {
        /// The association's reference of the staff member.
        key: String,
        /// What the token may be used for, such as `cases:read`; several times for several uses. Without it: everything its
        /// holder may do.
        #[arg(long = "scope", value_name = "SCOPE", value_parser = read_scope)]
        scopes: Vec<ApiScope>,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
    /// Invite a staff member to the console: prints the link where they choose a password, and emails it to them.
    ///
    /// It serves once, for ten days. Whoever lost their password or their telephone is invited again.
    Invite {
        /// The association's reference of the staff member.
        key: String,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
    /// Note that a staff member has left.
    ///
    /// Their shifts end, their tokens open nothing any more, and the alerts they had are paged on at once.
    Remove {
        /// The association's reference of the staff member.
        key: String,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
}

/// `staff add`.
#[derive(Args)]
pub(crate) struct StaffAddArgs {
    /// coordinator, listener, social_worker or administrator; partners come by import, with their code.
    #[arg(long, value_parser = read_role)]
    pub(crate) role: StaffRole,
    /// First name.
    #[arg(long)]
    pub(crate) first_name: String,
    /// Family name.
    #[arg(long)]
    pub(crate) last_name: String,
    /// Telephone: `+33639980011`, or as dialled in France.
    #[arg(long)]
    pub(crate) phone: Option<String>,
    /// Email address.
    #[arg(long)]
    pub(crate) email: String,
    /// The association's own reference; without it, made from the name (`nadia-ferhat`).
    #[arg(long)]
    pub(crate) key: Option<String>,
    /// Language: fr or en.
    #[arg(long, default_value = "fr")]
    pub(crate) language: String,
    /// Also print a token for the API, once.
    #[arg(long)]
    pub(crate) token: bool,
    #[command(flatten)]
    pub(crate) organisation: OrganisationArg,
}

/// `people`.
#[derive(Subcommand)]
pub(crate) enum PeopleCommand {
    /// Note whom a person would like to talk with, about what, and when: what matches are proposed by.
    Wishes(Box<WishesArgs>),
    /// Never contact one of a person's contacts, from this moment on; nothing tells them.
    RuleOut(super::cases::check::RuleOutArgs),
    /// List the people accompanied by their references. No name is shown; the audit says who looked.
    List {
        /// Reference of the staff member who looks.
        #[arg(long, value_name = "STAFF_KEY")]
        by: String,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
    /// Show what a person agreed to, her hours, pauses and contacts. No name and no number is shown; the audit says who looked.
    Show {
        /// The association's reference of the person.
        key: String,
        /// Reference of the staff member who looks.
        #[arg(long, value_name = "STAFF_KEY")]
        by: String,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
    /// Write everything kept about a person to a file, for herself, as JSON: other people's names are masked. The audit says
    /// who asked.
    Export {
        /// The association's reference of the person.
        key: String,
        /// The file; it must not exist yet.
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
        /// Reference of the staff member who asks.
        #[arg(long, value_name = "STAFF_KEY")]
        by: String,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
    /// Erase a person: nothing tells any more who she is. What figures are counted from stays, and is nobody's.
    ///
    /// Refused while a case about her is open, a call is under way, or a callback is promised to her. It cannot be undone.
    Erase(super::people::EraseArgs),
    /// Write the list of everybody who was erased, which names nobody: with it a restored backup is cleaned.
    Erasures(super::people::ErasuresArgs),
    /// Note what a person said about a use of the service. It holds at once.
    ///
    /// A no to her calls calls off what was planned and tells the volunteers; a new yes brings it back.
    Consent {
        /// The association's reference of the person.
        key: String,
        /// calls, visits, automatic_checks, sms, recognition, trusted_contact, caretaker_check, or partner_sharing:PARTNER.
        #[arg(long)]
        scope: Scope,
        /// asked, yes or no.
        #[arg(long, value_parser = read_consent_answer)]
        answer: Answer,
        /// How she said it: word (on the telephone) or staff (in another way).
        #[arg(long, default_value = "word", value_parser = read_way)]
        way: Way,
        /// Version of the words with which she was asked.
        #[arg(long, default_value = "", value_name = "VERSION")]
        wording: String,
        /// Reference of the staff member who notes it.
        #[arg(long, value_name = "STAFF_KEY")]
        by: String,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
    /// Note that a person is away: nobody rings her meanwhile, and she is not missed.
    ///
    /// The same first day with another last one makes a pause shorter or longer. A coordinator is reminded two days before its end.
    Pause {
        /// The association's reference of the person.
        key: String,
        /// hospital, family, line_fault (her telephone is out of order) or other.
        #[arg(long, value_parser = read_pause_reason)]
        reason: PauseReason,
        /// First day, as 2026-12-01.
        #[arg(long, value_name = "DAY")]
        from: NaiveDate,
        /// Last day.
        #[arg(long, value_name = "DAY")]
        to: NaiveDate,
        /// Reference of the staff member who notes it.
        #[arg(long, value_name = "STAFF_KEY")]
        by: String,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
    /// Note that a person is back: her pause ends the day before, and her calls come back.
    Resume {
        /// The association's reference of the person.
        key: String,
        /// The day she is back; today when nothing is said.
        #[arg(long, value_name = "DAY")]
        on: Option<NaiveDate>,
        /// Reference of the staff member who notes it.
        #[arg(long, value_name = "STAFF_KEY")]
        by: String,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
}

/// `follow-ups`.
#[derive(Subcommand)]
pub(crate) enum FollowUpsCommand {
    /// List what callers of the listening lines still need, the oldest first.
    List(OrganisationArg),
    /// Say that something was seen to, in the name of a staff member.
    Done {
        /// Code of the follow-up, such as A7K2.
        code: String,
        /// Reference of the staff member who saw to it.
        #[arg(long, value_name = "STAFF_KEY")]
        by: String,
        /// What was done, and at what time. Kept encrypted.
        #[arg(long, value_name = "TEXT", default_value = "")]
        account: String,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
}

/// `callers`.
#[derive(Subcommand)]
pub(crate) enum CallersCommand {
    /// List who rang ten times or more in thirty days, the most frequent first. No number is known.
    List(OrganisationArg),
    /// Keep a set time and a listener that were agreed on with somebody. Outside it they are answered like everybody.
    ///
    /// It replaces what was agreed on before, and ends with the pseudonym, after 90 days at most.
    Plan {
        /// The name in the list, or the code of a conversation, such as A7K2.
        caller: String,
        /// Reference of the volunteer or staff member who listens.
        #[arg(long, value_name = "KEY")]
        listener: String,
        /// When, on the clock of the line: "thu 15:00-15:30".
        #[arg(long, value_name = "HOURS")]
        hours: String,
        /// Reference of the staff member who agreed on it.
        #[arg(long, value_name = "STAFF_KEY")]
        by: String,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
    /// End what was agreed on with somebody.
    EndPlan {
        /// The name in the list, or the code of a conversation, such as A7K2.
        caller: String,
        /// Reference of the staff member who ends it.
        #[arg(long, value_name = "STAFF_KEY")]
        by: String,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
}

/// `voicemails`.
#[derive(Subcommand)]
pub(crate) enum VoicemailsCommand {
    /// List the messages nobody has answered yet, the first due first.
    List(OrganisationArg),
    /// Write the sound of a message into a new file; the audit says who listened.
    Listen {
        /// Code of the message, such as A7K2.
        code: String,
        /// The file to make (WAV, as most carriers give it). Delete it once you have listened.
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
        /// Reference of the staff member who listens.
        #[arg(long, value_name = "STAFF_KEY")]
        by: String,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
    /// Mark a message as listened to and answered, in the name of a staff member. Its sound is erased.
    Handle {
        /// Code of the message, such as A7K2.
        code: String,
        /// Reference of the staff member who did it.
        #[arg(long, value_name = "STAFF_KEY")]
        by: String,
        /// What was done: called_back, passed_on or nothing_to_do.
        #[arg(long, value_parser = read_answer)]
        answer: Option<VoicemailAnswer>,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
}

/// `volunteers`.
#[derive(Subcommand)]
pub(crate) enum VolunteersCommand {
    /// List the volunteers by reference, with where they are.
    List(OrganisationArg),
    /// Show one volunteer's steps and absences.
    Show {
        /// Reference of the volunteer.
        key: String,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
    /// Make a step in a volunteer's life, in the name of a staff member.
    ///
    /// In order: interviewed, references_checked, charter_signed, trained, probation_begun, confirmed; also double_listened,
    /// supervised, paused, resumed, returned. After `ended` their coming calls are to be covered and their access is cut.
    Step {
        /// Reference of the volunteer.
        key: String,
        /// Which step.
        #[arg(value_parser = read_step)]
        step: LifeStep,
        /// The day (`2026-11-02`); without it, today.
        #[arg(long)]
        on: Option<NaiveDate>,
        /// Reference of the staff member who says so.
        #[arg(long, value_name = "STAFF_KEY")]
        by: String,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
    /// Note that a volunteer is away; other dates take the place of those they overlap.
    Away {
        /// Reference of the volunteer.
        key: String,
        /// First day away (`2026-12-20`).
        #[arg(long)]
        from: NaiveDate,
        /// Last day away; without it, that one day.
        #[arg(long)]
        to: Option<NaiveDate>,
        /// Reference of the staff member who notes it.
        #[arg(long, value_name = "STAFF_KEY")]
        by: String,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
    /// Take back a volunteer's next absence, or end the one that goes on.
    Back {
        /// Reference of the volunteer.
        key: String,
        /// Reference of the staff member who notes it.
        #[arg(long, value_name = "STAFF_KEY")]
        by: String,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
    /// Never put a volunteer and a person together; what was planned is to be covered.
    KeepApart {
        /// Reference of the volunteer.
        key: String,
        /// Reference of the person.
        #[arg(long, value_name = "PERSON_KEY")]
        person: String,
        /// same_building, family, landlord_staff, persons_wish or volunteers_wish.
        #[arg(long, value_parser = read_exclusion)]
        reason: ExclusionReason,
        /// Reference of the staff member who decides.
        #[arg(long, value_name = "STAFF_KEY")]
        by: String,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
    /// Let a volunteer and a person be put together again.
    LetTogether {
        /// Reference of the volunteer.
        key: String,
        /// Reference of the person.
        #[arg(long, value_name = "PERSON_KEY")]
        person: String,
        /// Reference of the staff member who decides.
        #[arg(long, value_name = "STAFF_KEY")]
        by: String,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
    /// Say which circle of helpers somebody belongs to; whoever leaves the active one has no person any more.
    Circle(CircleArgs),
    /// List the coming calls that have no volunteer.
    ToCover(OrganisationArg),
}

impl VolunteersCommand {
    /// Whose volunteers.
    pub(crate) fn organisation(&self) -> &OrganisationArg {
        match self {
            VolunteersCommand::List(organisation) | VolunteersCommand::ToCover(organisation) => organisation,
            VolunteersCommand::Show { organisation, .. }
            | VolunteersCommand::Step { organisation, .. }
            | VolunteersCommand::Away { organisation, .. }
            | VolunteersCommand::Back { organisation, .. }
            | VolunteersCommand::KeepApart { organisation, .. }
            | VolunteersCommand::LetTogether { organisation, .. } => organisation,
            VolunteersCommand::Circle(args) => &args.organisation,
        }
    }
}

fn read_step(text: &str) -> Result<LifeStep, String> {
    LifeStep::parse(text).ok_or_else(|| format!("one of {}", LifeStep::ALL.map(LifeStep::as_str).join(", ")))
}

fn read_exclusion(text: &str) -> Result<ExclusionReason, String> {
    let known = || ExclusionReason::ALL.map(ExclusionReason::as_str).join(", ");
    ExclusionReason::parse(text).ok_or_else(|| format!("one of {}", known()))
}

/// Which series is changed, by whom.
#[derive(Args)]
pub(crate) struct SeriesArg {
    /// The association's reference of the series.
    pub(crate) key: String,
    /// Reference of the staff member who decides; the audit keeps it.
    #[arg(long, value_name = "STAFF_KEY")]
    pub(crate) by: String,
    #[command(flatten)]
    pub(crate) organisation: OrganisationArg,
}

/// `series`.
#[derive(Subcommand)]
pub(crate) enum SeriesCommand {
    /// List the series that go on, by reference. No name is shown.
    List {
        /// Those that have ended too.
        #[arg(long)]
        ended: bool,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
    /// Show one series and its coming calls.
    Show {
        /// The association's reference of the series.
        key: String,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
    /// Change the rule, the hour or who calls.
    ///
    /// Calls nobody counts on yet are made again. Those promised (the volunteer said OUI, or within a day) are kept, or moved
    /// with `--promised move`: both are then told by SMS, or an alert asks the coordinators to tell her.
    Change(Box<SeriesChangeArgs>),
    /// No call on a date, or from one date to another: a pause.
    Skip {
        #[command(flatten)]
        series: SeriesArg,
        /// First date without a call.
        #[arg(value_name = "DATE")]
        first: NaiveDate,
        /// Last one; without it, that one date.
        #[arg(value_name = "LAST")]
        last: Option<NaiveDate>,
    },
    /// One call takes place on another day, or at another hour.
    Move {
        #[command(flatten)]
        series: SeriesArg,
        /// Its date.
        #[arg(value_name = "DATE")]
        from: NaiveDate,
        /// Its new date.
        #[arg(value_name = "NEW_DATE")]
        to: NaiveDate,
        /// Its hour on her clocks, such as 10:00.
        #[arg(value_name = "HOUR", value_parser = read_hour)]
        at: NaiveTime,
    },
    /// One call more.
    Add {
        #[command(flatten)]
        series: SeriesArg,
        /// Its date.
        #[arg(value_name = "DATE")]
        on: NaiveDate,
        /// Its hour on her clocks, such as 10:00.
        #[arg(value_name = "HOUR", value_parser = read_hour)]
        at: NaiveTime,
    },
    /// End a series: at once, or after a last date.
    ///
    /// The coming calls are cancelled and the volunteers told once, without the reason. `death` and `moved` end every
    /// series of hers at once; after a death an alert asks that the volunteer be rung within two days.
    End {
        #[command(flatten)]
        series: SeriesArg,
        /// Why.
        #[arg(long, value_parser = read_end_reason)]
        reason: EndReason,
        /// Date of the last call; without it, now.
        #[arg(long, value_name = "DATE")]
        last: Option<NaiveDate>,
    },
}

/// `series change`.
#[derive(Args)]
pub(crate) struct SeriesChangeArgs {
    #[command(flatten)]
    pub(crate) series: SeriesArg,
    /// RFC 5545 rule, such as FREQ=WEEKLY;BYDAY=MO,TH; several are separated by |.
    #[arg(long, value_parser = Recurrence::parse)]
    pub(crate) rrule: Option<Recurrence>,
    /// Hour on her clocks, such as 10:00.
    #[arg(long, value_parser = read_hour, value_name = "HOUR")]
    pub(crate) time: Option<NaiveTime>,
    /// Her clocks, when she stays elsewhere for a while: Europe/Paris.
    #[arg(long, value_name = "ZONE")]
    pub(crate) timezone: Option<chrono_tz::Tz>,
    /// First day, from which the rule counts.
    #[arg(long, value_name = "DATE")]
    pub(crate) starts_on: Option<NaiveDate>,
    /// Minutes, 5 to 120.
    #[arg(long, value_name = "MINUTES", value_parser = clap::value_parser!(u32).range(5..=120))]
    pub(crate) duration: Option<u32>,
    /// pair, pool or small_team.
    #[arg(long, value_parser = read_pairing)]
    pub(crate) pairing: Option<PairingPolicy>,
    /// Reference of the usual volunteer.
    #[arg(long, value_name = "VOLUNTEER_KEY")]
    pub(crate) volunteer: Option<String>,
    /// References of the small team, in the order of their turns, separated by commas.
    #[arg(long, value_delimiter = ',', value_name = "VOLUNTEER_KEYS")]
    pub(crate) team: Option<Vec<String>>,
    /// On public holidays: keep, skip, next_working_day or previous_working_day.
    #[arg(long, value_parser = read_series_holidays, value_name = "POLICY")]
    pub(crate) holidays: Option<SeriesHolidays>,
    /// What happens when nobody answers: weekly, daily, heat_wave, or one of your own.
    #[arg(long, value_name = "NAME")]
    pub(crate) protocol: Option<String>,
    /// Calls that were promised: keep, or move and tell both.
    #[arg(long, value_parser = read_promised, default_value = "keep")]
    pub(crate) promised: Promised,
}

/// `calls`.
#[derive(Subcommand)]
pub(crate) enum CallsCommand {
    /// List the calls of a day, in order. No name is shown.
    List {
        /// The day on the clocks of the first line; without it, today.
        #[arg(long, value_name = "DATE")]
        on: Option<NaiveDate>,
        /// How many days.
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=31))]
        days: u32,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
    /// She would rather wait for her volunteer than be called by somebody else: the call is called off, the series goes on.
    Wait {
        /// The code of the coming call.
        #[arg(value_name = "CODE")]
        code: String,
        /// Reference of the coordinator she told.
        #[arg(long, value_name = "KEY")]
        by: String,
        #[command(flatten)]
        organisation: OrganisationArg,
    },
}

fn read_hour(text: &str) -> Result<NaiveTime, String> {
    NaiveTime::parse_from_str(text, "%H:%M").map_err(|_| "write for example 09:30".to_owned())
}

fn read_pairing(text: &str) -> Result<PairingPolicy, String> {
    PairingPolicy::parse(text).ok_or_else(|| "one of pair, pool, small_team".to_owned())
}

fn read_promised(text: &str) -> Result<Promised, String> {
    Promised::parse(text).ok_or_else(|| "one of keep, move".to_owned())
}

fn read_series_holidays(text: &str) -> Result<SeriesHolidays, String> {
    let found = SeriesHolidays::ALL.into_iter().find(|(name, _)| *name == text);
    found.map(|(_, policy)| policy).ok_or_else(|| {
        let names: Vec<&str> = SeriesHolidays::ALL.into_iter().map(|(name, _)| name).collect();
        format!("one of {}", names.join(", "))
    })
}

fn read_end_reason(text: &str) -> Result<EndReason, String> {
    EndReason::parse(text).ok_or_else(|| {
        let codes: Vec<&str> = EndReason::GIVEN.into_iter().map(EndReason::as_str).collect();
        format!("one of {}", codes.join(", "))
    })
}

fn read_strategy(text: &str) -> Result<RingStrategy, String> {
    text.parse().map_err(|error: passerelle_domain::ring_strategy::UnknownStrategy| error.to_string())
}

fn read_role(text: &str) -> Result<StaffRole, String> {
    StaffRole::parse(text).ok_or_else(|| "one of coordinator, listener, social_worker, administrator".to_owned())
}

fn read_scope(text: &str) -> Result<ApiScope, String> {
    ApiScope::parse(text).ok_or_else(|| {
        let words: Vec<&str> = ApiScope::ALL.into_iter().map(ApiScope::as_str).collect();
        format!("one of {}", words.join(", "))
    })
}

fn read_consent_answer(text: &str) -> Result<Answer, String> {
    Answer::parse(text).ok_or_else(|| "one of asked, yes, no".to_owned())
}

fn read_way(text: &str) -> Result<Way, String> {
    Way::told(text).ok_or_else(|| "one of word, staff".to_owned())
}

fn read_pause_reason(text: &str) -> Result<PauseReason, String> {
    PauseReason::parse(text).ok_or_else(|| "one of hospital, family, line_fault, other".to_owned())
}

fn read_answer(text: &str) -> Result<VoicemailAnswer, String> {
    VoicemailAnswer::parse(text).ok_or_else(|| {
        let codes: Vec<&str> = VoicemailAnswer::ALL.into_iter().map(VoicemailAnswer::as_str).collect();
        format!("one of {}", codes.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn command_line_then_coherent() {
        Cli::command().debug_assert();
    }
}
