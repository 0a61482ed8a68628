//! Who is behind which number, which phones are in use, and how numbers are read.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::Person;

/// A person shared between the legs that concern them; asked briefly and never across an await.
pub(crate) type SharedPerson = Arc<Mutex<Box<dyn Person>>>;

/// People and their phones.
#[derive(Default)]
pub(crate) struct Directory {
    people: HashMap<String, SharedPerson>,
    /// A phone has one call at a time: the number and the leg that occupies it.
    in_use: HashMap<String, String>,
    rung: HashMap<String, Vec<String>>,
    counts: HashMap<(String, &'static str), u64>,
    opted_out: HashSet<(String, String)>,
}

impl Directory {
    pub(crate) fn add(&mut self, number: &str, person: Box<dyn Person>) {
        self.people.insert(number.to_owned(), Arc::new(Mutex::new(person)));
    }

    pub(crate) fn person(&self, number: &str) -> Option<SharedPerson> {
        self.people.get(number).cloned()
    }

    /// Occupies a phone for a leg; false when it is engaged in another call.
    pub(crate) fn occupy(&mut self, number: &str, sid: &str) -> bool {
        let holder = self.in_use.entry(number.to_owned()).or_insert_with(|| sid.to_owned());
        holder == sid
    }

    pub(crate) fn release(&mut self, number: &str, sid: &str) {
        if self.in_use.get(number).is_some_and(|holder| holder == sid) {
            self.in_use.remove(number);
        }
    }

    pub(crate) fn is_in_use(&self, number: &str) -> bool {
        self.in_use.contains_key(number)
    }

    pub(crate) fn count_ring(&mut self, number: &str, sid: &str) {
        self.rung.entry(number.to_owned()).or_default().push(sid.to_owned());
    }

    pub(crate) fn rung(&self, number: &str) -> &[String] {
        self.rung.get(number).map_or(&[], Vec::as_slice)
    }

    /// How many times this was counted before, for a number and a kind of contact.
    pub(crate) fn next_ordinal(&mut self, number: &str, kind: &'static str) -> u64 {
        let count = self.counts.entry((number.to_owned(), kind)).or_default();
        *count += 1;
        *count - 1
    }

    pub(crate) fn set_opted_out(&mut self, line: &str, number: &str, is_out: bool) {
        let pair = (line.to_owned(), number.to_owned());
        if is_out {
            self.opted_out.insert(pair);
        } else {
            self.opted_out.remove(&pair);
        }
    }

    pub(crate) fn has_opted_out(&self, line: &str, number: &str) -> bool {
        self.opted_out.contains(&(line.to_owned(), number.to_owned()))
    }
}

/// Locks a person; a panic in an earlier answer leaves them usable.
pub(crate) fn ask(person: &SharedPerson) -> MutexGuard<'_, Box<dyn Person>> {
    person.lock().unwrap_or_else(PoisonError::into_inner)
}

/// `+` and 8 to 15 digits. Short and emergency numbers are not E.164 and are refused, as the carrier does.
pub(crate) fn is_e164(number: &str) -> bool {
    number.strip_prefix('+').is_some_and(|digits| {
        (8..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0')
    })
}

/// A French landline, metropolitan or overseas: it takes no texts.
///
/// # Source
/// The numbering plan: metropolitan mobiles begin with 6 or 7; overseas mobiles with 69 or 639 after the region's code.
pub(crate) fn is_french_landline(number: &str) -> bool {
    if let Some(national) = number.strip_prefix("+33") {
        return !national.starts_with(['6', '7']);
    }
    ["+590", "+594", "+596", "+262", "+508"].iter().any(|region| {
        number.strip_prefix(region).is_some_and(|rest| !(rest.starts_with("69") || rest.starts_with("639")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_numbers_then_landlines_told_from_mobiles() {
        for landline in ["+33199001234", "+33999001234", "+596596123456", "+262262123456"] {
            assert!(is_french_landline(landline), "{landline}");
        }
        for mobile in ["+33639980001", "+33700000001", "+596696123456", "+262639123456", "+447700900123"] {
            assert!(!is_french_landline(mobile), "{mobile}");
        }
    }

    #[test]
    fn emergency_numbers_then_not_e164() {
        for number in ["15", "112", "3114", "+0336", "0612345678", "", "+33x"] {
            assert!(!is_e164(number), "{number}");
        }
        assert!(is_e164("+33639980001"));
    }

    #[test]
    fn phone_in_use_then_second_leg_waits_for_release() {
        let mut directory = Directory::default();
        assert!(directory.occupy("+33199001234", "CA1"));
        assert!(!directory.occupy("+33199001234", "CA2"));
        directory.release("+33199001234", "CA2");
        assert!(directory.is_in_use("+33199001234"));
        directory.release("+33199001234", "CA1");
        assert!(directory.occupy("+33199001234", "CA2"));
    }
}
