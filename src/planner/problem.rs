//! The week to plan, by number: who may call, who is to be called, and what must stay as it is.

/// Slots of half an hour in the week of the specification.
pub const WEEK_SLOTS: u16 = 336;
/// A week in slots, or several, is never longer than this.
pub const MOST_SLOTS: u16 = 4_032;
/// Points for a pair or an extra wish stay within plus and minus this, so that sums stay small integers.
pub const MOST_PAIR_POINTS: i32 = 1_000;

/// A range of slots: `start` is in it, `end` is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Slots {
    /// First slot.
    pub start: u16,
    /// The slot after the last.
    pub end: u16,
}

impl Slots {
    /// Whether the slot is in the range.
    #[must_use]
    pub fn contains(self, slot: u16) -> bool {
        (self.start..self.end).contains(&slot)
    }
}

/// A gender somebody has, or wishes for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Gender {
    /// A woman.
    Woman,
    /// A man.
    Man,
}

/// Somebody who calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Volunteer {
    /// Where, in hectometres.
    pub x_hm: i32,
    /// Where, in hectometres.
    pub y_hm: i32,
    /// Languages spoken, by number.
    pub languages: Vec<u16>,
    /// What a wish for a gender is compared with; `None` meets no such wish.
    pub gender: Option<Gender>,
    /// Most calls in the week.
    pub cap: u32,
    /// Calls beyond this many weigh.
    pub comfort: u32,
    /// When this volunteer can call.
    pub available: Vec<Slots>,
}

/// The gender a person asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GenderWish {
    /// Which.
    pub gender: Gender,
    /// Nobody else may call; otherwise it only counts.
    pub is_must: bool,
}

/// A call asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call {
    /// When it may begin.
    pub window: Slots,
    /// When it should.
    pub ideal: u16,
}

/// Somebody who is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Where, in hectometres.
    pub x_hm: i32,
    /// Where, in hectometres.
    pub y_hm: i32,
    /// The language to be spoken, by number.
    pub language: u16,
    /// The gender asked for.
    pub wish: Option<GenderWish>,
    /// Calls to this person weigh more.
    pub is_priority: bool,
    /// What a call by this volunteer adds (by number, then points): the usual one and those who know this person.
    pub known: Vec<(u32, i32)>,
    /// Volunteers who may not call this person, whoever said so.
    pub refused: Vec<u32>,
    /// The calls of the week.
    pub calls: Vec<Call>,
}

/// Who makes a call, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// By number.
    pub volunteer: u32,
    /// The slot.
    pub slot: u16,
}

/// A week to plan. Volunteers and people are known by their place in these lists; calls are numbered
/// through, those of the first person first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Slots there are.
    pub slots: u16,
    /// Nobody calls a person farther away, in hectometres.
    pub most_distance_hm: u32,
    /// Who may call.
    pub volunteers: Vec<Volunteer>,
    /// Who is called.
    pub people: Vec<Person>,
    /// Promises that must not move: the call by number, and its place.
    pub fixed: Vec<(u32, Place)>,
}

/// A place for each call, by its number; `None` is a call that nobody makes.
pub type Plan = Vec<Option<Place>>;

/// A problem that cannot be planned because it contradicts itself.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProblemError {
    /// The week has no slot, or too many.
    #[error("the week has {0} slots; from 1 to {MOST_SLOTS} are understood")]
    Slots(u16),
    /// A range of a volunteer is empty, reversed or outside the week.
    #[error("volunteer number {volunteer}: the availability from {start} to {end} is empty or outside the week")]
    Availability {
        /// By number.
        volunteer: usize,
        /// As given.
        start: u16,
        /// As given.
        end: u16,
    },
    /// A call's window is empty, reversed or outside the week, or its ideal slot is not in it.
    #[error("call number {call}: the window from {start} to {end} with the ideal slot {ideal} cannot be")]
    Window {
        /// By number.
        call: usize,
        /// As given.
        start: u16,
        /// As given.
        end: u16,
        /// As given.
        ideal: u16,
    },
    /// A person names a volunteer who is not there.
    #[error("person number {person} names volunteer number {volunteer}, who does not exist")]
    UnknownVolunteer {
        /// By number.
        person: usize,
        /// By number.
        volunteer: u32,
    },
    /// Points for a pair are too many.
    #[error("person number {person}: {points} points for a pair; at most {MOST_PAIR_POINTS} are understood")]
    PairPoints {
        /// By number.
        person: usize,
        /// As given.
        points: i32,
    },
    /// A promise breaks a rule, or names what does not exist, or there are two for one call.
    #[error("the promise for call number {call} cannot be kept as it is: {why}")]
    Fixed {
        /// By number.
        call: u32,
        /// What is wrong with it.
        why: String,
    },
    /// More than the machine words hold.
    #[error("there are too many {0} for one plan")]
    TooMany(&'static str),
}

impl Problem {
    /// How many calls are asked for.
    #[must_use]
    pub fn number_of_calls(&self) -> usize {
        self.people.iter().map(|person| person.calls.len()).sum()
    }

    /// Each call's number, the person's number and the call, in order.
    pub fn numbered_calls(&self) -> impl Iterator<Item = (usize, usize, &Call)> {
        let of_people = self.people.iter().enumerate();
        let calls = of_people.flat_map(|(person, facts)| facts.calls.iter().map(move |call| (person, call)));
        calls.enumerate().map(|(number, (person, call))| (number, person, call))
    }

    /// The square of the distance of two who might talk, in square hectometres.
    #[must_use]
    pub fn square_distance(person: &Person, volunteer: &Volunteer) -> i64 {
        let dx = i64::from(person.x_hm) - i64::from(volunteer.x_hm);
        let dy = i64::from(person.y_hm) - i64::from(volunteer.y_hm);
        dx * dx + dy * dy
    }

    /// The square of the greatest distance allowed.
    #[must_use]
    pub fn most_square_distance(&self) -> i64 {
        i64::from(self.most_distance_hm).pow(2)
    }

    /// Refuses a problem that contradicts itself. Promises are looked at when the problem is solved.
    ///
    /// # Errors
    /// The first thing wrong, by number.
    pub fn check(&self) -> Result<(), ProblemError> {
        self.check_volunteers()?;
        let mut first_call = 0;
        for (person, facts) in self.people.iter().enumerate() {
            self.check_person(person, facts, first_call)?;
            first_call += facts.calls.len();
        }
        Ok(())
    }

    /// The part of [`Problem::check`] that looks at the week and at the volunteers.
    pub(crate) fn check_volunteers(&self) -> Result<(), ProblemError> {
        if self.slots == 0 || self.slots > MOST_SLOTS {
            return Err(ProblemError::Slots(self.slots));
        }
        if u32::try_from(self.volunteers.len()).is_err() {
            return Err(ProblemError::TooMany("volunteers"));
        }
        for (volunteer, facts) in self.volunteers.iter().enumerate() {
            for &Slots { start, end } in &facts.available {
                if start >= end || end > self.slots {
                    return Err(ProblemError::Availability { volunteer, start, end });
                }
            }
        }
        Ok(())
    }

    /// The part of [`Problem::check`] that looks at one person.
    pub(crate) fn check_person(&self, person: usize, facts: &Person, first_call: usize) -> Result<(), ProblemError> {
        self.check_calls(facts, first_call)?;
        self.check_named(person, facts)
    }

    /// The part that looks at the calls of one person: whoever goes through all of them anyway asks it on the way.
    pub(crate) fn check_calls(&self, facts: &Person, first_call: usize) -> Result<(), ProblemError> {
        if first_call + facts.calls.len() >= u32::MAX as usize {
            return Err(ProblemError::TooMany("calls"));
        }
        for (call, asked) in (first_call..).zip(&facts.calls) {
            let Call { window: Slots { start, end }, ideal } = *asked;
            if start >= end || end > self.slots || !asked.window.contains(ideal) {
                return Err(ProblemError::Window { call, start, end, ideal });
            }
        }
        Ok(())
    }

    /// The part that looks at the volunteers whom one person names.
    pub(crate) fn check_named(&self, person: usize, facts: &Person) -> Result<(), ProblemError> {
        let named = facts.known.iter().map(|&(volunteer, _)| volunteer).chain(facts.refused.iter().copied());
        for volunteer in named {
            if volunteer as usize >= self.volunteers.len() {
                return Err(ProblemError::UnknownVolunteer { person, volunteer });
            }
        }
        if let Some(&(_, points)) = facts.known.iter().find(|(_, points)| points.abs() > MOST_PAIR_POINTS) {
            return Err(ProblemError::PairPoints { person, points });
        }
        Ok(())
    }
}
