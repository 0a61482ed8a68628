//! The files of an association, with so many listeners on duty and nothing but its listening line at work.

use passerelle_simulator::Parameters;

use super::load;
use crate::RehearsalError;

/// Two teams a day: the first goes when the second comes, in the middle of conversations.
const TEAMS: [(&str, &str); 2] = [("09:00", "14:30"), ("14:30", "20:00")];
/// Most listeners on duty at once: their telephones are in the block below.
pub const MOST_LISTENERS: usize = 150;
/// One caller in so many, at most, finds nobody free in the busiest hour when the listeners are enough.
const WAITS_AT_MOST: f64 = 0.1;

/// The files of `files` with `listeners` on the first line at every opening hour, rung in the way of `strategy`, and
/// without the calls made to people: only the listening line works.
///
/// # Errors
/// A file that is no CSV.
pub fn association(
    files: Vec<(String, String)>,
    listeners: usize,
    strategy: &str,
) -> Result<Vec<(String, String)>, RehearsalError> {
    let mut changed = Vec::new();
    let line = first_line(&files)?;
    for (name, text) in files {
        let text = match name.as_str() {
            "series.csv" => continue,
            "lines.csv" => with_strategy(&text, strategy)?,
            "staff.csv" => with_staff(&text, listeners)?,
            "shifts.csv" => with_shifts(&text, &line, listeners)?,
            _ => text,
        };
        changed.push((name, text));
    }
    Ok(changed)
}

/// How many listeners are enough at `times` the usual load: in the busiest hour at most one caller in ten finds nobody
/// free (Erlang's formula for a queue), given how long conversations last.
pub fn enough_listeners(times: f64) -> usize {
    let talk = Parameters::standard().duration.listening_min.value;
    // The mean of a lognormal, from its median and its 95th centile (1.645 standard deviations above).
    let sigma = (talk.p95 / talk.median).ln() / 1.645;
    let mean_h = talk.median * (sigma * sigma / 2.0).exp() / 60.0;
    let erlangs = load::busiest_hour(times) * mean_h;
    (1..MOST_LISTENERS).find(|n| waiting_share(erlangs, *n) <= WAITS_AT_MOST).unwrap_or(MOST_LISTENERS)
}

/// The share of callers who find all `n` listeners talking (Erlang C).
fn waiting_share(erlangs: f64, n: usize) -> f64 {
    if erlangs >= n as f64 {
        return 1.0;
    }
    let blocked = (1..=n).fold(1.0, |blocked, k| erlangs * blocked / (k as f64 + erlangs * blocked));
    let n = n as f64;
    n * blocked / (n - erlangs * (1.0 - blocked))
}

/// The telephone of a listener, in the block of mobiles reserved for fiction.
fn phone(listener: usize) -> String {
    format!("+33639980{:03}", 200 + listener)
}

fn first_line(files: &[(String, String)]) -> Result<String, RehearsalError> {
    let lines = files.iter().find(|(name, _)| name == "lines.csv").map_or("", |(_, text)| text.as_str());
    let (header, rows) = table(lines)?;
    let key = column(&header, "key");
    Ok(rows.first().and_then(|row| row.get(key?)).cloned().unwrap_or_default())
}

fn with_strategy(text: &str, strategy: &str) -> Result<String, RehearsalError> {
    let (mut header, mut rows) = table(text)?;
    let at = column(&header, "ring_strategy").unwrap_or(header.len());
    if at == header.len() {
        header.push("ring_strategy".to_owned());
        rows.iter_mut().for_each(|row| row.push(String::new()));
    }
    if let Some(cell) = rows.first_mut().and_then(|row| row.get_mut(at)) {
        strategy.clone_into(cell);
    }
    written(&header, &rows)
}

/// Coordinators stay; the listeners are others.
fn with_staff(text: &str, listeners: usize) -> Result<String, RehearsalError> {
    let (header, mut rows) = table(text)?;
    let role = column(&header, "role");
    rows.retain(|row| role.and_then(|role| row.get(role)).is_some_and(|role| role != "listener"));
    for listener in 0..listeners * TEAMS.len() {
        let number = phone(listener);
        let row = header.iter().map(|name| match name.as_str() {
            "key" => format!("listener-{listener}"),
            "first_name" => format!("Écoute {listener}"),
            "last_name" => "Inventée".to_owned(),
            "phone" => number.clone(),
            "email" => format!("listener-{listener}@example.org"),
            "role" => "listener".to_owned(),
            "language" => "fr".to_owned(),
            _ => String::new(),
        });
        rows.push(row.collect());
    }
    written(&header, &rows)
}

fn with_shifts(text: &str, line: &str, listeners: usize) -> Result<String, RehearsalError> {
    let (header, mut rows) = table(text)?;
    let duty = column(&header, "duty");
    rows.retain(|row| duty.and_then(|duty| row.get(duty)).is_some_and(|duty| duty == "on_call"));
    for (team, (from, to)) in TEAMS.into_iter().enumerate() {
        for listener in 0..listeners {
            let row = header.iter().map(|name| match name.as_str() {
                "line" => line.to_owned(),
                "who" => format!("listener-{}", team * listeners + listener),
                "duty" => "listening".to_owned(),
                "days" => "mon-sun".to_owned(),
                "from" => from.to_owned(),
                "to" => to.to_owned(),
                "order" => (listener + 1).to_string(),
                _ => String::new(),
            });
            rows.push(row.collect());
        }
    }
    written(&header, &rows)
}

type Cells = Vec<String>;

fn table(text: &str) -> Result<(Cells, Vec<Cells>), RehearsalError> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers()?.iter().map(ToOwned::to_owned).collect();
    let mut rows = Vec::new();
    for row in reader.records() {
        rows.push(row?.iter().map(ToOwned::to_owned).collect());
    }
    Ok((header, rows))
}

fn column(header: &[String], name: &str) -> Option<usize> {
    header.iter().position(|column| column == name)
}

fn written(header: &Cells, rows: &[Cells]) -> Result<String, RehearsalError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(header)?;
    for row in rows {
        writer.write_record(row)?;
    }
    let bytes = writer.into_inner().map_err(|error| RehearsalError::File(error.into_error().into()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_queues_then_the_shares_of_erlangs_tables() {
        // Two listeners and one erlang: a third of the callers wait.
        assert!((waiting_share(1.0, 2) - 1.0 / 3.0).abs() < 1e-9);
        assert!((waiting_share(8.0, 8) - 1.0).abs() < 1e-9, "as much work as people: everybody waits");
        assert!(enough_listeners(10.0) > enough_listeners(1.0));
    }

    #[test]
    fn small_association_then_its_listeners_are_replaced_and_its_coordinators_stay() {
        let files = [
            ("lines.csv", "key,number\nparis,+33199000100\nnord,+33199000102\n"),
            ("staff.csv", "key,phone,role\nines,+33639980003,listener\nnadia,+33639980004,coordinator\n"),
            (
                "shifts.csv",
                "line,who,duty,days,from,to,order\nparis,ines,listening,mon,09:00,20:00,1\nparis,nadia,on_call,mon,00:00,24:00,1\n",
            ),
            ("series.csv", "key\nx\n"),
        ];
        let files = files.map(|(name, text)| (name.to_owned(), text.to_owned())).to_vec();
        let changed = association(files, 1, "waves(2)").unwrap();
        let texts: Vec<&str> = changed.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "key,number,ring_strategy\nparis,+33199000100,waves(2)\nnord,+33199000102,\n",
                "key,phone,role\nnadia,+33639980004,coordinator\nlistener-0,+33639980200,listener\nlistener-1,+33639980201,listener\n",
                "line,who,duty,days,from,to,order\nparis,nadia,on_call,mon,00:00,24:00,1\n\
                 paris,listener-0,listening,mon-sun,09:00,14:30,1\nparis,listener-1,listening,mon-sun,14:30,20:00,1\n",
            ]
        );
    }
}
