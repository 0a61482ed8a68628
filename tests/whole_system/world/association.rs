//! The small association of the tests. Every number is reserved for fiction.

use std::fmt::Write as _;

pub const ASSOCIATION: &str = "Les Passerelles d'essai";
/// The line of the association.
pub const LINE: &str = "+33199000100";
/// Its number for texts.
pub const SMS: &str = "+33199000101";
/// Suzanne is called every Thursday at fifteen hours.
pub const SUZANNE: &str = "+33199001001";
/// Her volunteer.
pub const KARIM: &str = "+33639980001";
/// Another volunteer.
pub const ZOE: &str = "+33639980002";
/// A listener of the line, on duty every day.
pub const LISTENER: &str = "+33639980003";
/// The coordinator on duty.
pub const NADIA: &str = "+33639980004";
/// The next coordinator.
pub const CHRISTINE: &str = "+33639980005";
pub const COORDINATION_EMAIL: &str = "nadia@example.org";

pub fn files() -> Vec<(String, String)> {
    let file = |name: &str, content: String| (name.to_owned(), content);
    vec![
        file(
            "lines.csv",
            format!(
                "key,name,service_name,neutral_name,number,sms_sender,territory,timezone,holidays,hours,holiday_policy,language,script\n\
             paris,Ligne de Paris,Passerelles,l'équipe du jeudi,{LINE},{SMS},FR-IDF,Europe/Paris,metro,mon-sun 09:00-20:00,open,fr,listening-line\n"
            ),
        ),
        file(
            "people.csv",
            format!(
                "key,title,first_name,last_name,phone,line,territory,language,hearing_advice,fragility,consent_calls,consent_sms,consent_recognition\n\
             suzanne,Mme,Suzanne,Lefort,{SUZANNE},paris,FR-IDF,fr,speak_slowly,green,yes,no,yes\n"
            ),
        ),
        file(
            "volunteers.csv",
            format!(
                "key,first_name,last_name,phone,email,languages,territory,line,availability,max_calls_per_day,max_calls_per_week,status,charter_signed_on,trained_on\n\
             karim,Karim,Belkacem,{KARIM},karim@example.org,fr,FR-IDF,paris,mon-sun 08:00-21:00,4,10,active,2026-04-08,2026-05-15\n\
             zoe,Zoé,Martin,{ZOE},zoe@example.org,fr,FR-IDF,paris,mon-sun 08:00-21:00,4,10,active,2026-04-08,2026-05-15\n"
            ),
        ),
        file(
            "staff.csv",
            format!(
                "key,first_name,last_name,phone,email,role,language\n\
             ines,Inès,Noiret,{LISTENER},ines@example.org,listener,fr\n\
             nadia,Nadia,Ferhat,{NADIA},{COORDINATION_EMAIL},coordinator,fr\n\
             christine,Christine,Morel,{CHRISTINE},christine@example.org,coordinator,fr\n"
            ),
        ),
        file(
            "shifts.csv",
            "line,who,duty,days,from,to,order\n\
             paris,ines,listening,mon-sun,09:00,20:00,1\n\
             paris,nadia,on_call,mon-sun,00:00,24:00,1\n\
             paris,christine,on_call,mon,00:00,24:00,2\n"
                .to_owned(),
        ),
        file(
            "series.csv",
            "key,person,volunteer,kind,rrule,local_time,starts_on,duration_min,pairing,protocol\n\
             suzanne-thursday,suzanne,karim,convivial_call,FREQ=WEEKLY;BYDAY=TH,15:00,2026-11-05,30,pair,weekly\n"
                .to_owned(),
        ),
    ]
}

/// The same with partners: Thierry works for a landlord, Colette for another one, and Paul for nobody yet.
pub fn files_with_partners() -> Vec<(String, String)> {
    let mut files = files();
    for (_, content) in files.iter_mut().filter(|(name, _)| name == "staff.csv") {
        let mut wider = String::new();
        for (place, line) in content.lines().enumerate() {
            let _ = writeln!(wider, "{line},{}", if place == 0 { "partner,partner_code" } else { "," });
        }
        wider.push_str("thierry,Thierry,Gillet,,thierry@example.org,partner,fr,herault,\n");
        wider.push_str("colette,Colette,Bardot,,colette@example.org,partner,fr,gard,\n");
        wider.push_str("paul,Paul,Rey,+33639980077,paul@example.org,partner,fr,,4321\n");
        *content = wider;
    }
    files
}
