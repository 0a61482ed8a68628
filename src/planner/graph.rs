//! Every place a call could have, laid out for speed: volunteers' slots are numbered as *nodes*, and each call has
//! a row of *arcs*, one a place, with the points of that place.

use crate::{
    candidates::Nearby,
    points,
    problem::{Place, Problem, ProblemError},
    score::{Rule, broken_by},
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
    /// Those calls, with their nodes and the points of their places.
    pub(crate) promised: Vec<(u32, u32, i16)>,
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
    /// Lays a checked problem out, with `kept` as the promises. They have a place and no arc; neither have calls that are
    /// not among the `open`, when those are given.
    ///
    /// # Errors
    /// Promises that break a rule.
    pub(crate) fn of(problem: &Problem, kept: &[(u32, Place)], open: Option<&[u32]>) -> Result<Graph, ProblemError> {
        let nearby = Nearby::of(problem);
        let mut graph = Graph::without_arcs(problem, &nearby)?;
        graph.keep_promises(problem, kept)?;
        let mut is_open = vec![open.is_none(); graph.calls()];
        for &call in open.unwrap_or_default() {
            is_open[call as usize] = true;
        }
        graph.is_fixed.iter().zip(&mut is_open).filter(|(is_fixed, _)| **is_fixed).for_each(|(_, open)| *open = false);
        let people =
            (0..problem.people.len() as u32).filter(|&person| graph.calls_of(person).any(|call| is_open[call]));
        graph.people_by_place = nearby.people_by_place(problem, people.collect());
        graph.add_arcs(problem, &nearby, &is_open);
        number(graph.arc_node.len(), "places")?;
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
            promised: Vec::new(),
            arc_start: vec![0; calls],
            arc_end: vec![0; calls],
            arc_node: Vec::new(),
            arc_points: Vec::new(),
            people_by_place: Vec::new(),
        })
    }

    fn add_arcs(&mut self, problem: &Problem, nearby: &Nearby, is_open: &[bool]) {
        let order = std::mem::take(&mut self.people_by_place);
        let mut found = Vec::new();
        for &person in &order {
            let facts = &problem.people[person as usize];
            nearby.who_may_call(problem, facts, &mut found);
            for (call, asked) in self.calls_of(person).zip(&facts.calls) {
                self.arc_start[call] = self.arc_node.len() as u32;
                let found = if is_open[call] { found.as_slice() } else { &[] };
                for &(volunteer, pair_points) in found {
                    let first = self.node_start[volunteer as usize];
                    nearby.free_slots(volunteer, asked.window, |rank, slot| {
                        self.arc_node.push(first + rank);
                        self.arc_points.push(small(pair_points - points::of_slot(asked, slot)));
                    });
                }
                self.arc_end[call] = self.arc_node.len() as u32;
            }
        }
        self.people_by_place = order;
    }

    fn keep_promises(&mut self, problem: &Problem, kept: &[(u32, Place)]) -> Result<(), ProblemError> {
        let mut load = vec![0; self.cap.len()];
        let mut is_taken = vec![false; self.volunteer_of.len()];
        for &(number, place) in kept {
            let call = number as usize;
            let wrong = |why: &str| ProblemError::Fixed { call: number, why: why.to_owned() };
            let &person = self.person_of.get(call).ok_or_else(|| wrong("there is no such call"))?;
            let facts = &problem.people[person as usize];
            let asked = &facts.calls[call - self.calls_of(person).start];
            if let Some(rule) = broken_by(problem, facts, asked, place).first() {
                return Err(wrong(&rule.to_string()));
            }
            if std::mem::replace(&mut self.is_fixed[call], true) {
                return Err(wrong("there are two promises for it"));
            }
            let Some(node) = self.node_of(place) else { return Err(wrong(&Rule::Availability.to_string())) };
            if std::mem::replace(&mut is_taken[node as usize], true) {
                return Err(wrong(&Rule::TwoAtOnce.to_string()));
            }
            let volunteer = &problem.volunteers[place.volunteer as usize];
            load[place.volunteer as usize] += 1;
            if load[place.volunteer as usize] > volunteer.cap {
                return Err(wrong(&Rule::Cap.to_string()));
            }
            let points = points::of_pair(facts, place.volunteer, volunteer) - points::of_slot(asked, place.slot);
            self.promised.push((number, node, small(points)));
        }
        Ok(())
    }

    /// The node of a place.
    pub(crate) fn node_of(&self, place: Place) -> Option<u32> {
        let nodes = self.nodes_of(place.volunteer);
        let rank = self.slot_of[nodes.clone()].binary_search(&place.slot).ok()?;
        Some((nodes.start + rank) as u32)
    }

    /// The place of a node.
    pub(crate) fn place_of(&self, node: u32) -> Place {
        Place { volunteer: self.volunteer_of[node as usize], slot: self.slot_of[node as usize] }
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

    /// How many calls there are.
    pub(crate) fn calls(&self) -> usize {
        self.person_of.len()
    }
}

fn number(count: usize, what: &'static str) -> Result<u32, ProblemError> {
    u32::try_from(count).ok().filter(|&number| number != NONE).ok_or(ProblemError::TooMany(what))
}

fn small(points: i32) -> i16 {
    points.clamp(-MOST_POINTS, MOST_POINTS) as i16
}
