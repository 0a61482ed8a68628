//! Every place a call could have, laid out for speed: volunteers' slots are numbered as *nodes*, and each call has
//! a row of *arcs*, one a place, with the points of that place.

use crate::{
    candidates::Nearby,
    points,
    problem::{Place, Problem, ProblemError},
};

/// No call, no arc.
pub(crate) const NONE: u32 = u32::MAX;

/// The places of a problem.
pub(crate) struct Graph {
    /// First node of each volunteer, by number; a volunteer's nodes are its slots in order.
    node_start: Vec<u32>,
    node_end: Vec<u32>,
    /// Whose node it is.
    pub(crate) volunteer_of: Vec<u32>,
    /// Its slot.
    pub(crate) slot_of: Vec<u16>,
    /// Most calls of each volunteer, and how many before they weigh.
    pub(crate) cap: Vec<u32>,
    pub(crate) comfort: Vec<u32>,
    /// First call of each person, and the number of calls at the end.
    call_start: Vec<u32>,
    /// Whose call it is.
    pub(crate) person_of: Vec<u32>,
    /// What serving a call of this person is worth.
    pub(crate) serving: Vec<i32>,
    /// Whether the call's place must not change.
    pub(crate) is_fixed: Vec<bool>,
    /// First arc of each call and how many.
    arc_start: Vec<u32>,
    arc_end: Vec<u32>,
    /// The node an arc leads to.
    pub(crate) arc_node: Vec<u32>,
    /// The points of that place, without those for serving.
    pub(crate) arc_points: Vec<i16>,
    /// People from one end of the country to the other, so that neighbours are worked on together.
    pub(crate) people_by_place: Vec<u32>,
}

/// Points of one place are held in 16 bits.
const MOST_POINTS: i32 = i16::MAX as i32;

impl Graph {
    /// Lays the problem out, promises included: such a call has its promised place and no other.
    ///
    /// # Errors
    /// What [`Problem::check`] finds, and promises that break a rule.
    pub(crate) fn of(problem: &Problem) -> Result<Graph, ProblemError> {
        problem.check()?;
        let nearby = Nearby::of(problem);
        let mut graph = Graph::without_arcs(problem, &nearby)?;
        let mut promised: Vec<Option<Place>> = vec![None; graph.person_of.len()];
        for &(call, place) in &problem.fixed {
            let wrong = |why: &str| ProblemError::Fixed { call, why: why.to_owned() };
            let kept = promised.get_mut(call as usize).ok_or_else(|| wrong("there is no such call"))?;
            if kept.replace(place).is_some() {
                return Err(wrong("there are two promises for it"));
            }
        }
        graph.add_arcs(problem, &nearby)?;
        graph.keep_promises(&promised)?;
        Ok(graph)
    }

    fn without_arcs(problem: &Problem, nearby: &Nearby) -> Result<Graph, ProblemError> {
        let volunteers = problem.volunteers.len();
        let (mut node_start, mut node_end) = (vec![0; volunteers], vec![0; volunteers]);
        let (mut volunteer_of, mut slot_of) = (Vec::new(), Vec::new());
        for &volunteer in nearby.volunteers_by_place() {
            node_start[volunteer as usize] = number(volunteer_of.len(), "slots of volunteers")?;
            for slot in nearby.slots_of(volunteer) {
                volunteer_of.push(volunteer);
                slot_of.push(slot);
            }
            node_end[volunteer as usize] = number(volunteer_of.len(), "slots of volunteers")?;
        }
        let mut call_start = Vec::with_capacity(problem.people.len() + 1);
        let mut person_of = Vec::new();
        for (person, facts) in problem.people.iter().enumerate() {
            call_start.push(number(person_of.len(), "calls")?);
            person_of.resize(person_of.len() + facts.calls.len(), number(person, "people")?);
        }
        call_start.push(number(person_of.len(), "calls")?);
        let calls = person_of.len();
        Ok(Graph {
            node_start,
            node_end,
            volunteer_of,
            slot_of,
            cap: problem.volunteers.iter().map(|facts| facts.cap).collect(),
            comfort: problem.volunteers.iter().map(|facts| facts.comfort.min(facts.cap)).collect(),
            call_start,
            person_of,
            serving: problem.people.iter().map(points::of_serving).collect(),
            is_fixed: vec![false; calls],
            arc_start: vec![0; calls],
            arc_end: vec![0; calls],
            arc_node: Vec::new(),
            arc_points: Vec::new(),
            people_by_place: nearby.people_by_place(problem),
        })
    }

    fn add_arcs(&mut self, problem: &Problem, nearby: &Nearby) -> Result<(), ProblemError> {
        let order = std::mem::take(&mut self.people_by_place);
        let mut found = Vec::new();
        for &person in &order {
            let facts = &problem.people[person as usize];
            nearby.who_may_call(problem, facts, &mut found);
            for (call, window) in self.calls_of(person).zip(&facts.calls) {
                self.arc_start[call] = number(self.arc_node.len(), "places")?;
                for &(volunteer, pair_points) in &found {
                    let first = self.node_start[volunteer as usize];
                    nearby.free_slots(volunteer, window.window, |rank, slot| {
                        let points = pair_points - points::of_slot(window, slot);
                        self.arc_node.push(first + rank);
                        self.arc_points.push(points.clamp(-MOST_POINTS, MOST_POINTS) as i16);
                    });
                }
                self.arc_end[call] = number(self.arc_node.len(), "places")?;
            }
        }
        self.people_by_place = order;
        Ok(())
    }

    fn keep_promises(&mut self, promised: &[Option<Place>]) -> Result<(), ProblemError> {
        let mut load = vec![0; self.cap.len()];
        let mut taken = vec![false; self.volunteer_of.len()];
        for (call, place) in promised.iter().enumerate() {
            let Some(place) = place else { continue };
            let wrong = |why: &str| ProblemError::Fixed { call: call as u32, why: why.to_owned() };
            let arc = self.arc_to(call, *place).ok_or_else(|| wrong("this volunteer may not call then"))?;
            let node = self.arc_node[arc] as usize;
            if std::mem::replace(&mut taken[node], true) {
                return Err(wrong("the volunteer is promised to somebody else then"));
            }
            let load = &mut load[place.volunteer as usize];
            *load += 1;
            if *load > self.cap[place.volunteer as usize] {
                return Err(wrong("the volunteer is promised more calls than accepted"));
            }
            (self.arc_start[call], self.arc_end[call]) = (arc as u32, arc as u32 + 1);
            self.is_fixed[call] = true;
        }
        Ok(())
    }

    /// The calls of a person, by number.
    pub(crate) fn calls_of(&self, person: u32) -> std::ops::Range<usize> {
        self.call_start[person as usize] as usize..self.call_start[person as usize + 1] as usize
    }

    /// The arcs of a call.
    pub(crate) fn arcs_of(&self, call: usize) -> std::ops::Range<usize> {
        self.arc_start[call] as usize..self.arc_end[call] as usize
    }

    /// The nodes of a volunteer.
    pub(crate) fn nodes_of(&self, volunteer: u32) -> std::ops::Range<usize> {
        self.node_start[volunteer as usize] as usize..self.node_end[volunteer as usize] as usize
    }

    /// The arc of a call to a place, when it may have that place.
    pub(crate) fn arc_to(&self, call: usize, place: Place) -> Option<usize> {
        if place.volunteer as usize >= self.cap.len() {
            return None;
        }
        self.arcs_of(call).find(|&arc| self.place_of(arc) == place)
    }

    /// Where an arc leads.
    pub(crate) fn place_of(&self, arc: usize) -> Place {
        let node = self.arc_node[arc] as usize;
        Place { volunteer: self.volunteer_of[node], slot: self.slot_of[node] }
    }

    /// How many calls there are.
    pub(crate) fn calls(&self) -> usize {
        self.person_of.len()
    }
}

fn number(count: usize, what: &'static str) -> Result<u32, ProblemError> {
    u32::try_from(count).ok().filter(|&number| number != NONE).ok_or(ProblemError::TooMany(what))
}
