//! `people wishes`: whom a person would like to talk with, about what, and when.

use std::io::{Write, stdout};

use clap::Args;
use passerelle_app::{App, WishesChange, note_wishes};
use passerelle_domain::{
    ids::{OrganisationId, PersonId},
    people::Member,
    skills::Skill,
    weekly_hours::WeeklyHours,
    wishes::{Gender, Interest},
};

use crate::commands::command_line::OrganisationArg;

/// `people wishes`. What is not said stays as it is.
#[derive(Args)]
pub(crate) struct WishesArgs {
    /// The association's reference of the person.
    pub(crate) key: String,
    /// What she likes to talk about: words separated by `|` (`gardening|football`); empty takes them back.
    #[arg(long, value_parser = read_interests)]
    interests: Option<Topics>,
    /// What she would rather not talk about.
    #[arg(long, value_parser = read_interests)]
    avoids: Option<Topics>,
    /// woman, man, or any.
    #[arg(long, value_parser = read_gender)]
    gender: Option<WishedGender>,
    /// When she would like to be called, on her clocks: `tue,thu 14:00-17:00`; empty for any hour of hers.
    #[arg(long, value_parser = read_hours)]
    hours: Option<WeeklyHours>,
    /// Her part of town: all that neighbours are told beside her first name.
    #[arg(long)]
    district: Option<String>,
    /// Reference of the staff member who notes it.
    #[arg(long, value_name = "STAFF_KEY")]
    pub(crate) by: String,
    #[command(flatten)]
    pub(crate) organisation: OrganisationArg,
}

/// A list, as one argument.
#[derive(Debug, Clone)]
struct Topics(Vec<Interest>);

/// `any` is a wish as well: it takes an earlier one back.
#[derive(Debug, Clone, Copy)]
struct WishedGender(Option<Gender>);

fn read_interests(text: &str) -> Result<Topics, String> {
    Skill::parse_list(text).map(Topics).map_err(|error| error.to_string())
}

fn read_gender(text: &str) -> Result<WishedGender, String> {
    match text {
        "any" => Ok(WishedGender(None)),
        word => Gender::parse(word).map(|gender| WishedGender(Some(gender))).ok_or("one of woman, man, any".into()),
    }
}

fn read_hours(text: &str) -> Result<WeeklyHours, String> {
    WeeklyHours::parse(text).map_err(|error| error.to_string())
}

/// Notes the wishes, and says what holds now.
///
/// # Errors
/// The database failed.
pub(crate) async fn note(
    app: &App,
    owner: OrganisationId,
    id: PersonId,
    args: &WishesArgs,
    by: Member,
) -> anyhow::Result<()> {
    let change = WishesChange {
        interests: args.interests.clone().map(|topics| topics.0),
        avoids: args.avoids.clone().map(|topics| topics.0),
        gender: args.gender.map(|wished| wished.0),
        hours: args.hours.clone(),
        district: args.district.clone(),
    };
    let Some(person) = note_wishes(app, owner, id, &change, by).await? else { return Ok(()) };
    let words = |topics: &[Interest]| topics.iter().map(|topic| topic.as_str()).collect::<Vec<_>>().join(", ");
    let wishes = &person.wishes;
    let gender = wishes.gender.map_or("any", Gender::as_str);
    let hours = String::from(wishes.hours.clone());
    let hours = if hours.is_empty() { "any hour of hers" } else { &hours };
    writeln!(
        stdout(),
        "{}: likes [{}], avoids [{}], {gender}, {hours}.",
        person.key,
        words(&wishes.interests),
        words(&wishes.avoids)
    )?;
    Ok(())
}
