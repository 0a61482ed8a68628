//! Telephone numbers of a list: read as people of the territory write them, and never one kept for
//! rehearsals when real telephones may ring.

use passerelle_domain::{
    holidays::HolidayCalendar,
    phone_number::{DialRegion, PhoneNumber},
    territory::Territory,
};

use super::table::Refusal;

/// Blocks the demonstration uses overseas, where none is kept for fiction: in the real world they
/// may be somebody's. `docs/import.md`, "Telephone numbers in examples".
const REHEARSAL_BLOCKS: [&str; 2] = ["+596596000", "+596696000"];

/// Longest name an SMS can come from.
///
/// # Source
/// 3GPP TS 23.040, 9.1.2.5: an alphanumeric address has at most eleven characters.
const MOST_SENDER_CHARS: usize = 11;

/// How numbers without a country code are meant where `territory` is.
pub(crate) fn region_of(territory: &Territory) -> DialRegion {
    region_of_zone(territory.zone.name()).unwrap_or(match territory.holidays {
        HolidayCalendar::Metro | HolidayCalendar::AlsaceMoselle => DialRegion::Metropolitan,
        HolidayCalendar::Guadeloupe | HolidayCalendar::SaintMartin | HolidayCalendar::SaintBarthelemy => {
            DialRegion::Guadeloupe
        }
        HolidayCalendar::SaintPierreEtMiquelon => DialRegion::SaintPierreEtMiquelon,
        HolidayCalendar::Martinique => DialRegion::Martinique,
        HolidayCalendar::Guyane => DialRegion::Guyane,
        HolidayCalendar::Reunion => DialRegion::Reunion,
        HolidayCalendar::Mayotte => DialRegion::Mayotte,
    })
}

fn region_of_zone(zone: &str) -> Option<DialRegion> {
    match zone {
        "America/Guadeloupe" | "America/Marigot" | "America/St_Barthelemy" => Some(DialRegion::Guadeloupe),
        "America/Martinique" => Some(DialRegion::Martinique),
        "America/Cayenne" => Some(DialRegion::Guyane),
        "America/Miquelon" => Some(DialRegion::SaintPierreEtMiquelon),
        "Indian/Reunion" => Some(DialRegion::Reunion),
        "Indian/Mayotte" => Some(DialRegion::Mayotte),
        "Pacific/Noumea" => Some(DialRegion::NouvelleCaledonie),
        "Pacific/Tahiti" | "Pacific/Marquesas" | "Pacific/Gambier" => Some(DialRegion::PolynesieFrancaise),
        "Pacific/Wallis" => Some(DialRegion::WallisEtFutuna),
        // Not one of ours: the calendar decides.
        _ => None,
    }
}

/// Reads a number. `is_simulated` is true when no real telephone may ring.
pub(super) fn phone(
    column: &'static str,
    text: &str,
    region: DialRegion,
    is_simulated: bool,
) -> Result<PhoneNumber, Refusal> {
    let number = PhoneNumber::parse(text, region).map_err(|problem| Refusal::of(column, problem.to_string()))?;
    if !may_be_kept(&number, is_simulated) {
        return Err(Refusal::of(column, "a number kept for rehearsals"));
    }
    Ok(number)
}

/// Whether a number may be kept: with a real carrier none of those that rehearsals ring.
pub(crate) fn may_be_kept(number: &PhoneNumber, is_simulated: bool) -> bool {
    is_simulated || !is_kept_for_rehearsals(number)
}

fn is_kept_for_rehearsals(number: &PhoneNumber) -> bool {
    number.is_fictional() || REHEARSAL_BLOCKS.iter().any(|block| number.as_str().starts_with(block))
}

/// Reads the sender of SMS: a number, or a name of at most eleven unaccented letters and digits.
pub(super) fn sms_sender(
    column: &'static str,
    text: &str,
    region: DialRegion,
    is_simulated: bool,
) -> Result<String, Refusal> {
    if !text.contains(char::is_alphabetic) {
        return phone(column, text, region, is_simulated).map(String::from);
    }
    let is_name =
        text.len() <= MOST_SENDER_CHARS && text.chars().all(|sign| sign.is_ascii_alphanumeric() || sign == ' ');
    if is_name {
        Ok(text.to_owned())
    } else {
        Err(Refusal::of(column, "a name has at most 11 letters or digits, without accents"))
    }
}
